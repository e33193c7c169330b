//! Facts: the named, typed values that policies read.
//!
//! A fact is given directly in [`Account::facts`], or derived from the account's sections as of a day, or missing.
//! [`CATALOGUE`] lists the facts of the account model; a policy may declare more.

mod catalogue;
mod check;
mod derivation;
mod money;
mod orders;
mod park;
mod people;
mod plan;
mod procurement;
mod window;

#[cfg(test)]
mod tests;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

pub use catalogue::CATALOGUE;
pub(crate) use check::check;
pub use derivation::{CycleTable, Derivation};
pub(crate) use window::{Sum, millionths, of_millionths};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::number::{self, Finite};

/// What kind of value a fact has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FactType {
    /// A finite number.
    Number,
    /// One word of a set.
    Category,
    /// True or false.
    Flag,
    /// A civil day, `YYYY-MM-DD`.
    Date,
}

impl fmt::Display for FactType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "number",
            Self::Category => "category",
            Self::Flag => "flag",
            Self::Date => "date",
        })
    }
}

/// One fact of the account model.
pub struct FactDefinition {
    /// Dotted name: `orders.decayed_revenue`.
    pub name: &'static str,
    /// Type of its value.
    pub fact_type: FactType,
    /// Unit, in words: `vehicles`, `months`, `share 0 to 1`. Empty for categories and flags.
    pub unit: &'static str,
    /// What it means, and its formula where it is derived.
    pub meaning: &'static str,
    /// The words a category can be; empty for other types and for open categories.
    pub values: &'static [&'static str],
    /// Reads or computes it from an account; `None` when an input is missing.
    pub(crate) derive: for<'a> fn(&Source<'a>) -> Option<FactRef<'a>>,
}

impl FactDefinition {
    /// The fact as an account's sections give it on a day, with a policy's constants; facts that are given directly do not count.
    ///
    /// ```
    /// use tierwise::{Account, fact};
    /// let account: Account = serde_json::from_str(r#"{"orders": [{"ordered_on": "2026-03-02", "net_amount": 550000}]}"#)?;
    /// let revenue = fact::find("orders.revenue_12_months").unwrap();
    /// let value = revenue.derived(&account, "2026-06-30".parse().unwrap(), &fact::Derivation::default());
    /// assert_eq!(value.map(|value| value.to_string()).as_deref(), Some("550000"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn derived(&self, account: &Account, as_of: Date, derivation: &Derivation) -> Option<FactValue> {
        FactValue::of((self.derive)(&Source { account, as_of, derivation })?)
    }
}

impl fmt::Debug for FactDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FactDefinition").field("name", &self.name).field("fact_type", &self.fact_type).finish_non_exhaustive()
    }
}

/// The fact of the account model with this name.
///
/// ```
/// use tierwise::fact::{self, FactType};
/// assert_eq!(fact::find("procurement.method").map(|fact| fact.fact_type), Some(FactType::Category));
/// assert!(fact::find("procurement.methods").is_none());
/// ```
#[must_use]
pub fn find(name: &str) -> Option<&'static FactDefinition> {
    CATALOGUE.binary_search_by(|fact| fact.name.cmp(name)).ok().and_then(|at| CATALOGUE.get(at))
}

/// What a derived fact is computed from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) account: &'a Account,
    pub(crate) as_of: Date,
    pub(crate) derivation: &'a Derivation,
}

/// A fact's value, borrowed from wherever it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FactRef<'a> {
    Number(f64),
    Category(&'a str),
    Flag(bool),
    Date(Date),
}

impl FactRef<'_> {
    pub(crate) fn fact_type(self) -> FactType {
        match self {
            Self::Number(_) => FactType::Number,
            Self::Category(_) => FactType::Category,
            Self::Flag(_) => FactType::Flag,
            Self::Date(_) => FactType::Date,
        }
    }
}

impl fmt::Display for FactRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Category(word) => f.write_str(word),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Date(day) => write!(f, "{day}"),
        }
    }
}

/// A value as it stands in a document: a number, a text or a flag. Days are texts `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq)]
pub enum FactValue {
    /// A finite number.
    Number(Finite),
    /// A category or a day.
    Text(Name),
    /// True or false.
    Flag(bool),
}

impl FactValue {
    /// The value as it stands in a document; none for a number that is not finite, which counts as missing (N3).
    pub(crate) fn of(value: FactRef<'_>) -> Option<Self> {
        Some(match value {
            FactRef::Number(number) => Finite::new(number)?.into(),
            FactRef::Category(word) => word.into(),
            FactRef::Flag(flag) => flag.into(),
            FactRef::Date(day) => day.into(),
        })
    }
}

impl From<bool> for FactValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for FactValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<Finite> for FactValue {
    fn from(number: Finite) -> Self {
        Self::Number(number)
    }
}

impl From<Date> for FactValue {
    fn from(day: Date) -> Self {
        Self::Text(day.to_string().into())
    }
}

impl fmt::Display for FactValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{}", number.get()),
            Self::Text(text) => f.write_str(text),
            Self::Flag(flag) => write!(f, "{flag}"),
        }
    }
}

impl Serialize for FactValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
        }
    }
}

impl<'de> Deserialize<'de> for FactValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = deserializer.deserialize_any(ValueVisitor)?;
        value.ok_or_else(|| de::Error::custom("expected a number, a text, true or false, found null (input.type)"))
    }
}

/// Reads a value; null and NaN are missing (N3).
struct ValueVisitor;

impl Visitor<'_> for ValueVisitor {
    type Value = Option<FactValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, a text, true, false or null")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Some(FactValue::Flag(flag)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Finite::new(number as f64).map(FactValue::Number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Finite::new(number as f64).map(FactValue::Number))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        if number.is_nan() {
            return Ok(None);
        }
        Finite::new(number).map(FactValue::Number).map(Some).ok_or_else(|| E::custom(number::NumberError::NotFinite { found: number }))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(FactValue::Text(text.into())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}

/// Facts given directly, by dotted name, in the order of their names. Missing ones are not in it.
///
/// ```
/// use tierwise::fact::Facts;
/// let facts: Facts = serde_json::from_str(r#"{"fleet.units": 120, "loyalty.reference_consent": null}"#)?;
/// assert_eq!(facts.len(), 1);
/// assert_eq!(facts.get("fleet.units").map(ToString::to_string).as_deref(), Some("120"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts(BTreeMap<Name, FactValue>);

impl Facts {
    /// Sets a fact.
    pub fn insert(&mut self, name: impl Into<Name>, value: impl Into<FactValue>) {
        self.0.insert(name.into(), value.into());
    }

    /// A fact by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&FactValue> {
        self.0.get(name)
    }

    /// The facts in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &FactValue)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// How many facts are given.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Facts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Facts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct FactsVisitor;
        impl<'de> Visitor<'de> for FactsVisitor {
            type Value = Facts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a section of facts by dotted name")
            }

            fn visit_unit<E>(self) -> Result<Facts, E> {
                Ok(Facts::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
                struct Given(Option<FactValue>);
                impl<'de> Deserialize<'de> for Given {
                    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                        deserializer.deserialize_any(ValueVisitor).map(Self)
                    }
                }
                let mut facts = BTreeMap::new();
                // Kept only so that a repeated name is seen.
                let mut missing = BTreeSet::new();
                while let Some(name) = map.next_key::<Name>()? {
                    let Given(value) = map.next_value()?;
                    let repeated = |name: &Name| de::Error::custom(format_args!("the fact `{name}` stands here twice (input.duplicate_key)"));
                    if missing.contains(&name) {
                        return Err(repeated(&name));
                    }
                    match (facts.entry(name), value) {
                        (Entry::Occupied(entry), _) => return Err(repeated(entry.key())),
                        (Entry::Vacant(entry), Some(value)) => drop(entry.insert(value)),
                        (Entry::Vacant(entry), None) => drop(missing.insert(entry.into_key())),
                    }
                }
                Ok(Facts(facts))
            }
        }
        deserializer.deserialize_any(FactsVisitor)
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{FactValue, Facts};

    impl JsonSchema for FactValue {
        fn schema_name() -> Cow<'static, str> {
            "FactValue".into()
        }

        fn inline_schema() -> bool {
            true
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({"type": ["number", "string", "boolean"]})
        }
    }

    impl JsonSchema for Facts {
        fn schema_name() -> Cow<'static, str> {
            "Facts".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "description": "Facts given directly, by dotted name; null is missing.",
                "type": "object",
                "additionalProperties": {"type": ["number", "string", "boolean", "null"]}
            })
        }
    }
}
