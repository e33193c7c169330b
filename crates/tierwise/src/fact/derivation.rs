//! The constants that derived facts are computed with; a policy may change each of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::account::{Currency, CycleMonths, Days, Months, PerClass, VehicleClass, cycles_per_class, optional};
use crate::error::{Problem, code};
use crate::number::Finite;

/// How facts are derived; every key has a default, so that only others need be written.
///
/// ```
/// use tierwise::fact::Derivation;
/// let derivation: Derivation = serde_json::from_str(r#"{"half_life_days": 180, "cycle_months": {"coach": 96}}"#)?;
/// assert_eq!(derivation.contact_freshness_days.get(), 180);
/// assert!(serde_json::from_str::<Derivation>(r#"{"half_life_days": 0}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Derivation {
    /// Price of the vehicle that one *vehicle equivalent* stands for, in the policy's currency. No default.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "optional")]
    pub reference_vehicle_price: Option<Finite>,
    /// The policy's currency; an account in another one is refused. No default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// Days after which an order counts half in decayed revenue. 365.
    #[serde(skip_serializing_if = "usual::half_life_days")]
    pub half_life_days: Days,
    /// Days for which a contact covers a role of the buying centre. 180.
    #[serde(skip_serializing_if = "usual::contact_freshness_days")]
    pub contact_freshness_days: Days,
    /// Months after which a record of the park is too old to be read. 18.
    #[serde(skip_serializing_if = "usual::park_freshness_months")]
    pub park_freshness_months: Months,
    /// Months after which a satisfaction survey is too old to be read. 24.
    #[serde(skip_serializing_if = "usual::satisfaction_freshness_months")]
    pub satisfaction_freshness_months: Months,
    /// Months after which an assessed stage is too old to be read. 12.
    #[serde(skip_serializing_if = "usual::stage_freshness_months")]
    pub stage_freshness_months: Months,
    /// Months between the replacements of a vehicle, per class; a class that is not given keeps its usual cycle.
    #[serde(skip_serializing_if = "usual::cycle_months")]
    pub cycle_months: CycleTable,
}

/// Whether a constant has its default: it is not written then, so that a policy is written without it (rule S8).
mod usual {
    use super::{CycleTable, Days, Derivation, Months};

    macro_rules! usual {
        ($($constant:ident: $type:ty),+) => {
            $(pub(super) fn $constant(value: &$type) -> bool {
                *value == Derivation::default().$constant
            })+
        };
    }

    usual!(half_life_days: Days, contact_freshness_days: Days, park_freshness_months: Months, satisfaction_freshness_months: Months);
    usual!(stage_freshness_months: Months, cycle_months: CycleTable);
}

/// A replacement cycle for every class of vehicle, in months.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CycleTable(PerClass<CycleMonths>);

impl CycleTable {
    /// The cycle of a class, in months.
    #[must_use]
    pub fn get(&self, class: VehicleClass) -> u32 {
        self.0.get(&class).map_or(class.usual_cycle_months(), |cycle| cycle.get())
    }

    /// Changes the cycle of a class.
    pub fn set(&mut self, class: VehicleClass, cycle: CycleMonths) {
        self.0.insert(class, cycle);
    }
}

impl Default for CycleTable {
    fn default() -> Self {
        Self(VehicleClass::ALL.iter().filter_map(|class| Some((*class, CycleMonths::new(class.usual_cycle_months())?))).collect())
    }
}

impl Serialize for CycleTable {
    /// Only what is not usual.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().filter(|(class, cycle)| cycle.get() != class.usual_cycle_months()))
    }
}

impl<'de> Deserialize<'de> for CycleTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        table.0.extend(cycles_per_class(deserializer)?.unwrap_or_default());
        Ok(table)
    }
}

/// A constant whose value is known when the program is built.
macro_rules! constant {
    ($type:ident($number:literal)) => {
        const {
            match $type::new($number) {
                Some(number) => number,
                None => panic!("the number is outside the range of its type"),
            }
        }
    };
}

impl Default for Derivation {
    fn default() -> Self {
        Self {
            reference_vehicle_price: None,
            currency: None,
            half_life_days: constant!(Days(365)),
            contact_freshness_days: constant!(Days(180)),
            park_freshness_months: constant!(Months(18)),
            satisfaction_freshness_months: constant!(Months(24)),
            stage_freshness_months: constant!(Months(12)),
            cycle_months: CycleTable::default(),
        }
    }
}

impl Derivation {
    /// What is wrong with the constants; the paths start at the derivation itself.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let price = self.reference_vehicle_price.map(Finite::get).filter(|price| *price <= 0.0);
        let problem = |price| Problem::new(code::NUMBER_RANGE, "reference_vehicle_price", format!("expected a price above 0, found {price}"));
        price.map(problem).into_iter().collect()
    }
}
