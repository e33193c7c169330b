//! The facts of the account model, in the order of their names.

use super::FactRef::{Category, Date, Flag, Number};
use super::{FactDefinition, FactRef, FactType, Source, money, orders, park, people, plan, procurement};
use crate::account::{
    AccountStatus, BrandInfluence, Centralisation, CultureFit, DirectionFit, LocalProtection, LongTermIntent, PreferenceStrength, ProcurementMethod,
    PurchaseKind, RegionPriority, RelationshipStage, ValueOrientation,
};

type Derive = for<'a> fn(&Source<'a>) -> Option<FactRef<'a>>;

const fn number(name: &'static str, unit: &'static str, meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Number, unit, meaning, values: &[], derive }
}

const fn category(name: &'static str, values: &'static [&'static str], meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Category, unit: "", meaning, values, derive }
}

const fn flag(name: &'static str, meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Flag, unit: "", meaning, values: &[], derive }
}

const fn date(name: &'static str, meaning: &'static str, derive: Derive) -> FactDefinition {
    FactDefinition { name, fact_type: FactType::Date, unit: "", meaning, values: &[], derive }
}

/// A flag of the brand section, of the risk section.
macro_rules! flag_of {
    ($section:ident.$field:ident) => {
        |source| source.account.$section.as_ref()?.$field.map(Flag)
    };
}

/// A quantity of a section.
macro_rules! number_of {
    ($section:ident.$field:ident) => {
        |source| source.account.$section.as_ref()?.$field.map(|quantity| Number(f64::from(quantity.get())))
    };
}

/// A word of a section.
macro_rules! word_of {
    ($section:ident.$field:ident) => {
        |source| source.account.$section.as_ref()?.$field.map(|word| Category(word.as_str()))
    };
}

const CURRENCY: &str = "currency units";
const DAYS: &str = "days";
const SHARE: &str = "share 0 to 1";
const VEHICLES: &str = "vehicles";
const YEARS: &str = "years";
const PERCENT: &str = "percent";

/// Every fact of the account model, sorted by name.
pub const CATALOGUE: &[FactDefinition] = &[
CATALOGUE_ENTRIES
];
