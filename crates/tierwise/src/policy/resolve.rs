//! An account's facts as a policy reads them: given, derived or missing.

use std::cmp::Ordering;

use super::Policy;
use super::model::{Checked, ReadFact};
use super::spec::{DeclaredFact, Transform};
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, code};
use crate::fact::{self, FactDefinition, FactRef, FactType, FactValue, Source};
use crate::wire::nearest;

/// The values of a policy's facts, in the policy's order; `None` where missing.
#[derive(Debug)]
pub(crate) struct ReadFacts<'a> {
    pub(crate) values: Vec<Option<FactRef<'a>>>,
    pub(crate) as_of: Date,
}

impl Transform {
    /// A day as a number, as of a day (rule S6).
    #[inline]
    pub(crate) fn of(self, day: Date, as_of: Date) -> f64 {
        match self {
            Self::DaysSince => f64::from(as_of.days_since(day)),
            Self::MonthsSince => f64::from(as_of.months_since(day)),
            Self::YearsSince => f64::from(as_of.months_since(day)) / 12.0,
        }
    }
}

impl<'a> ReadFacts<'a> {
    /// The day as of which they were read.
    pub(crate) fn as_of(&self) -> Date {
        self.as_of
    }

    /// The value at an index of the policy's facts, through the transform if there is one.
    pub(crate) fn value(&self, index: usize, transform: Option<Transform>) -> Option<FactRef<'a>> {
        let value = *self.values.get(index)?;
        match (transform, value) {
            (Some(transform), Some(FactRef::Date(day))) => Some(FactRef::Number(transform.of(day, self.as_of))),
            // As it stands there: taken apart and put together again it would have to wait for its parts.
            _ => value,
        }
    }

    /// A value through a transform, if there is one.
    pub(crate) fn through<'b>(&self, value: FactRef<'b>, transform: Option<Transform>) -> FactRef<'b> {
        match (transform, value) {
            (Some(transform), FactRef::Date(day)) => FactRef::Number(transform.of(day, self.as_of)),
            _ => value,
        }
    }

    /// Puts another value at an index, and says which was there.
    pub(crate) fn set(&mut self, index: usize, value: Option<FactRef<'a>>) -> Option<FactRef<'a>> {
        self.values.get_mut(index).and_then(|place| std::mem::replace(place, value))
    }
}

impl Policy {
    /// The type of a fact that the account model has, or this policy, whether it reads the fact or not.
    ///
    /// ```
    /// # use tierwise::{Policy, fact::FactType};
    /// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    /// #   "policy": "fleets", "version": "1", "semantics": 1,
    /// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "bands": [[0, 0], [50, 60]]}]}]}
    /// # }"#))?;
    /// assert_eq!(policy.fact_type("procurement.method")?, FactType::Category);
    /// assert!(policy.fact_type("fleet.unit").unwrap_err().to_string().contains("did you mean `fleet.units`?"));
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// `fact.unknown`, with the nearest name.
    pub fn fact_type(&self, name: &str) -> Result<FactType, Error> {
        Ok(self.checked.known(name, "facts")?.fact_type())
    }

    /// Whether a given fact can mean something to the policy.
    pub(crate) fn knows(&self, name: &str) -> bool {
        let spec = &self.checked.spec;
        fact::find(name).is_some() || spec.facts.iter().any(|declared| declared.id == name) || spec.points.as_ref().is_some_and(|points| points.has_fact(name))
    }

    /// Reads the policy's facts from an account.
    pub(crate) fn facts_of<'a>(&'a self, account: &'a Account, as_of: Date) -> Result<ReadFacts<'a>, Error> {
        let checked = &*self.checked;
        let source = Source { account, as_of, derivation: &checked.spec.derivation };
        fact::check(account, source.derivation)?;
        let mut values = Vec::with_capacity(checked.facts.len());
        // Both lists are in the order of names: one pass over both finds what is given.
        let mut given = account.facts.iter();
        let mut next = given.next();
        for read in &checked.facts {
            let value = loop {
                let Some((name, value)) = next else { break read.derived(&source) };
                match name.cmp(&read.name) {
                    Ordering::Less => check_unread(checked, name, value)?,
                    Ordering::Equal => {
                        next = given.next();
                        break Some(read.typed(value)?);
                    }
                    Ordering::Greater => break read.derived(&source),
                }
                next = given.next();
            };
            values.push(value);
        }
        for (name, value) in next.into_iter().chain(given) {
            check_unread(checked, name, value)?;
        }
        Ok(ReadFacts { values, as_of })
    }
}

/// A given fact as the type that its definition states.
fn typed<'a>(name: &str, value: &'a FactValue, fact_type: FactType, known: impl Fn(&str) -> bool) -> Result<FactRef<'a>, Error> {
    let path = || format!("facts.{name}");
    match (value, fact_type) {
        (FactValue::Number(number), FactType::Number) => Ok(FactRef::Number(number.get())),
        (FactValue::Flag(flag), FactType::Flag) => Ok(FactRef::Flag(*flag)),
        (FactValue::Text(text), FactType::Category) if known(text) => Ok(FactRef::Category(text)),
        (FactValue::Text(text), FactType::Category) => Err(Error::new(code::FACT_VALUE, path(), format!("the fact `{name}` has no category `{text}`"))),
        (FactValue::Text(text), FactType::Date) => {
            text.parse().map(FactRef::Date).map_err(|_| Error::new(code::DATE_FORMAT, path(), format!("expected a day written YYYY-MM-DD, found `{text}`")))
        }
        (other, fact_type) => Err(Error::new(code::FACT_TYPE, path(), format!("the fact `{name}` is a {fact_type}, found `{other}`"))),
    }
}

/// A given fact that the policy does not read must still exist and have its type: it may be a misspelt one.
#[cold]
fn check_unread(checked: &Checked, name: &str, value: &FactValue) -> Result<(), Error> {
    let known = checked.known(name, "facts")?;
    typed(name, value, known.fact_type(), |word| known.has(word)).map(|_| ())
}

/// A fact that the account model or the policy has.
pub(crate) enum Known<'a> {
    Model(&'static FactDefinition),
    Declared(&'a DeclaredFact),
    /// Points of the ledger.
    Ledger,
}

impl Known<'_> {
    pub(crate) fn fact_type(&self) -> FactType {
        match self {
            Self::Model(definition) => definition.fact_type,
            Self::Declared(declared) => declared.fact_type,
            Self::Ledger => FactType::Number,
        }
    }

    fn has(&self, word: &str) -> bool {
        match self {
            Self::Model(definition) => definition.values.is_empty() || definition.values.contains(&word),
            Self::Declared(declared) => declared.values.is_empty() || declared.values.iter().any(|known| known == word),
            Self::Ledger => true,
        }
    }
}

impl Checked {
    /// A fact by its name, whether the policy reads it or not; `fact.unknown` at the name within a section if there is none.
    pub(crate) fn known(&self, name: &str, section: &str) -> Result<Known<'_>, Error> {
        if let Some(definition) = fact::find(name) {
            return Ok(Known::Model(definition));
        }
        if let Some(declared) = self.spec.facts.iter().find(|declared| declared.id == name) {
            return Ok(Known::Declared(declared));
        }
        if self.spec.points.as_ref().is_some_and(|points| points.has_fact(name)) {
            return Ok(Known::Ledger);
        }
        let known = fact::CATALOGUE.iter().map(|fact| fact.name).chain(self.spec.facts.iter().map(|fact| &*fact.id));
        let hint = nearest(name, known).map_or_else(|| "neither the account model nor the policy has it".to_owned(), |near| format!("did you mean `{near}`?"));
        Err(Error::new(code::FACT_UNKNOWN, format!("{section}.{name}"), format!("unknown fact `{name}`: {hint}")))
    }
}

impl ReadFact {
    /// The fact as the account's sections give it.
    fn derived<'a>(&self, source: &Source<'a>) -> Option<FactRef<'a>> {
        self.definition.and_then(|definition| (definition.derive)(source))
    }

    /// A value as the fact's type.
    pub(crate) fn typed<'a>(&self, value: &'a FactValue) -> Result<FactRef<'a>, Error> {
        typed(&self.name, value, self.fact_type, |word| self.has(word))
    }

    /// Whether a word can be the fact's value.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.values.is_empty() || self.values.iter().any(|known| **known == *word)
    }
}
