//! The facts of the account model, in the order of their names.

use super::{FactDefinition, FactRef, FactType};

/// Every fact of the account model, sorted by name.
pub const CATALOGUE: &[FactDefinition] = &[FactDefinition {
    name: "procurement.method",
    fact_type: FactType::Category,
    unit: "",
    meaning: "how the account buys",
    values: &["open_tender"],
    derive: |source| source.account.name.as_deref().map(FactRef::Category),
}];
