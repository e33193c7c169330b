//! The customer model: what is known of one account. Every field is optional; unknown keys are refused.

use serde::{Deserialize, Serialize};

use crate::fact::Facts;

/// One account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// The account's id in its own system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Facts given directly, by dotted name; they win over derived ones.
    #[serde(skip_serializing_if = "Facts::is_empty")]
    pub facts: Facts,
}

impl Account {
    pub(crate) fn is_nominated(&self, _designation: &str, _as_of: crate::date::Date) -> bool {
        false
    }
}
