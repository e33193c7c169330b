//! What a policy reads of an account, told so that a form can ask for it.

use serde::Serialize;

use super::Policy;
use super::model::ReadFact;
use crate::account::Account;
use crate::date::Date;
use crate::error::Error;
use crate::fact::{FactType, FactValue};

/// A fact that a policy reads, with its value for one account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reading {
    /// Dotted name of the fact.
    pub fact: String,
    /// Type of its value.
    #[serde(rename = "type")]
    pub fact_type: FactType,
    /// Unit of a number, in words; empty if it has none.
    pub unit: String,
    /// What it means.
    pub meaning: String,
    /// The words that a category can be; empty if any word will do, and for other types.
    pub values: Vec<String>,
    /// Its value, given or derived; null if missing.
    pub value: Option<FactValue>,
}

impl Policy {
    /// The facts that the policy reads, in ascending order of their names, with their values for an account as of a day.
    ///
    /// ```
    /// # use tierwise::{Account, Policy};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "value", "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "bands": [[0, 0], [50, 60]]},
    ///     {"id": "revenue", "fact": "orders.revenue_12_months", "curve": [[0, 0], [100000, 40]]}]}]}
    /// }"#))?;
    /// let account: Account = serde_json::from_str(r#"{"orders": [{"ordered_on": "2026-03-02", "net_amount": 550000}]}"#).unwrap();
    /// let readings = policy.readings(&account, "2026-06-30".parse().unwrap())?;
    /// assert_eq!((&*readings[0].unit, &readings[0].value), ("vehicles", &None));
    /// assert_eq!(readings[1].value.as_ref().unwrap().to_string(), "550000");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// For facts and sections that [`score`](Self::score) refuses.
    pub fn readings(&self, account: &Account, as_of: Date) -> Result<Vec<Reading>, Error> {
        let values = self.facts_of(account, as_of)?.values;
        Ok(self.checked.facts.iter().zip(values).map(|(read, value)| self.reading(read, value.and_then(FactValue::of))).collect())
    }

    fn reading(&self, read: &ReadFact, value: Option<FactValue>) -> Reading {
        let declared = self.checked.spec.facts.iter().find(|declared| *declared.id == *read.name);
        let (unit, meaning) = match (read.definition, declared) {
            (Some(definition), _) => (definition.unit, definition.meaning),
            (None, Some(declared)) => (declared.unit.as_deref().unwrap_or_default(), declared.label.as_deref().unwrap_or_default()),
            (None, None) => ("points", "Points of the ledger."),
        };
        Reading {
            fact: read.name.to_string(),
            fact_type: read.fact_type,
            unit: unit.to_owned(),
            meaning: meaning.to_owned(),
            values: read.values.iter().map(ToString::to_string).collect(),
            value,
        }
    }
}
