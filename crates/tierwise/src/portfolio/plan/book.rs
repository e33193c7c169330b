//! A portfolio's plan, what became of it, and what is known of the causes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::{Cause, Measure, optional};
use crate::date::Date;
use crate::number::Finite;

/// Everything that a review of a plan reads. Rows of the same month, account and dimensions are added.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanBook {
    /// The first day of the period.
    pub from: Date,
    /// The day on which the period is over. Rows outside of it do not count.
    pub until: Date,
    /// The version that is the plan; the last one that was approved before the period if left out.
    #[serde(default)]
    pub plan: Option<String>,
    /// The versions of the plan.
    pub versions: Vec<PlannedVersion>,
    /// What was sold.
    pub actual: Vec<Sales>,
    /// What all makers together sell.
    #[serde(default)]
    pub market: Vec<Market>,
    /// What is known of the causes.
    #[serde(default)]
    pub causes: Vec<DeclaredCause>,
}

/// One version of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlannedVersion {
    /// Its name.
    pub version: String,
    /// The day on which it was approved; null if it was not.
    #[serde(default)]
    pub approved_on: Option<Date>,
    /// The sales that it plans.
    pub sales: Vec<Sales>,
}

/// Sales to an account in a month, planned or actual.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sales {
    /// A day of the month.
    pub month: Date,
    /// Id of the account.
    pub account: String,
    /// What else is known of them: tier, segment, region, channel and the like, by name.
    #[serde(default)]
    pub dimensions: BTreeMap<String, String>,
    /// Vehicles; null if nobody knows.
    #[serde(default, deserialize_with = "optional")]
    pub units: Option<Finite>,
    /// Money, in one currency for all rows; null if nobody knows.
    #[serde(default, deserialize_with = "optional")]
    pub amount: Option<Finite>,
}

/// Vehicles that all makers together sell in a month. All rows have the same dimensions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// A day of the month.
    pub month: Date,
    /// Which part of the market.
    #[serde(default)]
    pub dimensions: BTreeMap<String, String>,
    /// Vehicles that were expected.
    pub planned: Measure,
    /// Vehicles that were sold.
    pub actual: Measure,
}

/// What is known of a cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeclaredCause {
    /// The cause.
    pub cause: Cause,
    /// Where it acted: by `month`, `account` and dimensions; everywhere if empty.
    #[serde(default)]
    pub within: BTreeMap<String, String>,
    /// Vehicles that it explains, negative where sales fell short; none if left out.
    #[serde(default, deserialize_with = "optional")]
    pub units: Option<Finite>,
    /// Money that it explains; none if left out.
    #[serde(default, deserialize_with = "optional")]
    pub amount: Option<Finite>,
    /// What is known of it.
    #[serde(default)]
    pub note: Option<String>,
}

/// How a plan is reviewed. Everything has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ReviewOptions {
    /// By what sales are grouped, each a list of `month`, `account` and dimensions; by each of them alone if left out.
    pub by: Option<Vec<Vec<String>>>,
    /// A difference of at least this share of the plan is to be looked at: 10 % by default.
    pub review: Finite,
    /// A difference above this share of the plan asks for a cause: 20 % by default.
    pub cause_required: Finite,
    /// So much of a difference may be without a named cause: 30 % by default.
    pub unexplained: Finite,
}

impl Default for ReviewOptions {
    fn default() -> Self {
        let share = |share| Finite::new(share).unwrap_or_default();
        Self { by: None, review: share(0.1), cause_required: share(0.2), unexplained: share(0.3) }
    }
}
