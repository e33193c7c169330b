//! The facts that can be named: those of the account model and those that a policy declares.

use std::collections::BTreeMap;

use tierwise::fact::{CATALOGUE, FactType};
use tierwise::{Name, Policy};

/// Facts by name.
pub(crate) struct Facts<'a>(BTreeMap<&'a str, Fact<'a>>);

/// One fact, as people are told of it.
#[derive(Debug, Clone, serde::Serialize)]
pub(crate) struct Fact<'a> {
    /// Dotted name.
    pub(crate) name: &'a str,
    /// Type of its value.
    #[serde(rename = "type")]
    pub(crate) fact_type: FactType,
    /// Unit, in words.
    pub(crate) unit: &'a str,
    /// The words that a category can be.
    pub(crate) values: Vec<&'a str>,
    /// What it means.
    pub(crate) meaning: &'a str,
    /// Whether the policy declares it; it is of the account model if not.
    pub(crate) declared: bool,
}

impl<'a> Facts<'a> {
    /// The facts of the account model, and those that the policy declares.
    pub(crate) fn of(policy: Option<&'a Policy>) -> Self {
        let model = CATALOGUE.iter().map(|fact| Fact {
            name: fact.name,
            fact_type: fact.fact_type,
            unit: fact.unit,
            values: fact.values.to_vec(),
            meaning: fact.meaning,
            declared: false,
        });
        let declared = policy.map_or(&[][..], |policy| &policy.spec().facts).iter().map(|fact| Fact {
            name: &fact.id,
            fact_type: fact.fact_type,
            unit: fact.unit.as_deref().unwrap_or_default(),
            values: fact.values.iter().map(String::as_str).collect(),
            meaning: fact.label.as_deref().unwrap_or_default(),
            declared: true,
        });
        Self(model.chain(declared).map(|fact| (fact.name, fact)).collect())
    }

    /// A fact by name.
    pub(crate) fn get(&self, name: &str) -> Option<&Fact<'a>> {
        self.0.get(name)
    }

    /// Every fact, by ascending name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fact<'a>> {
        self.0.values()
    }

    /// Every name, ascending.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.0.keys().copied()
    }
}

/// A fact's name and type, as a column of a table needs them.
#[derive(Debug, Clone)]
pub(crate) struct Typed {
    /// Dotted name.
    pub(crate) name: Name,
    /// Type of its value.
    pub(crate) fact_type: FactType,
    /// The words that a category can be; any if there are none.
    pub(crate) values: Vec<String>,
}

/// The known name that a misspelt one is nearest to, if it is near at all.
pub(crate) fn nearest<'k>(found: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let close = |name: &&str| strsim::jaro_winkler(found, name);
    known.into_iter().filter(|name| close(name) > 0.8).max_by(|a, b| close(a).total_cmp(&close(b)))
}
