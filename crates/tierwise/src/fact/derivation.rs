//! The constants that derived facts are computed with; a policy may change each of them.

use serde::{Deserialize, Serialize};

use crate::number::Finite;

/// How facts are derived; every key has a default.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Derivation {
    /// Price of the vehicle that one *vehicle equivalent* stands for, in the policy's currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_vehicle_price: Option<Finite>,
}

impl Derivation {
    pub(crate) fn problems(&self) -> Vec<crate::error::Problem> {
        Vec::new()
    }
}
