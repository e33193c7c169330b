//! Which column is which fact: a schema held against a policy, once.

use std::collections::BTreeSet;

use arrow_array::{RecordBatch, new_empty_array};
use arrow_schema::Schema;
use tierwise::columns::{Column, Table};
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::wire::nearest;
use tierwise::{Date, Error, Policy, Problem};

use crate::column::{Loaded, Misfit};
use crate::documents::{self, Documents};
use crate::leaf::{Leaf, leaves};
use crate::options::Options;
use crate::rows;
use crate::zone::Zone;

/// Places of the columns that are read and kept.
pub(crate) struct Binding {
    facts: Vec<Fact>,
    /// Columns that are sections of the account document; none if no fact is derived.
    sections: Vec<Section>,
    previous: Option<Leaf>,
    pub(crate) kept: Vec<usize>,
    zone: Option<Zone>,
}

struct Fact {
    leaf: Leaf,
    name: String,
    fact_type: FactType,
}

struct Section {
    leaf: Leaf,
    path: String,
    /// Whether it is nothing else.
    is_section_only: bool,
}

/// The rows of a batch, bound to the policy.
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time, and never in a collection")]
pub(crate) enum Rows<'a> {
    Columns(Table<'a>),
    Documents(Documents<'a>),
}

impl Binding {
    /// Finds every column's meaning, or everything that is wrong with the columns.
    pub(crate) fn new(policy: &Policy, schema: &Schema, as_of: Date, options: &Options) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let leaves = leaves(schema, |_| false);
        let lacks = |name: &str, path: &str| Problem::new(code::INPUT_MISSING_FIELD, path, lacking(&leaves, name));
        let previous = options.previous.as_deref().and_then(|name| {
            let leaf = leaves.iter().find(|leaf| leaf.name == name);
            problems.extend(leaf.is_none().then(|| lacks(name, "previous")));
            leaf
        });
        let mut kept = Vec::new();
        for (at, name) in options.keep.iter().enumerate() {
            match schema.fields().iter().position(|field| field.name() == name) {
                Some(place) => kept.push(place),
                None => problems.push(lacks(name, &format!("keep[{at}]"))),
            }
        }
        let unknown = options.facts.keys().filter(|name| !leaves.iter().any(|leaf| leaf.name == **name));
        problems.extend(unknown.map(|name| lacks(name, &format!("facts.{name}"))));
        let (mut facts, mut sections) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for leaf in &leaves {
            let mapped = options.facts.get(&leaf.name);
            if mapped.is_none() && previous.is_some_and(|previous| previous.name == leaf.name) {
                continue;
            }
            if !seen.insert(&leaf.name) {
                problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path(&leaf.name), format!("the column `{}` stands here twice", leaf.name)));
                continue;
            }
            let name = mapped.unwrap_or(&leaf.name).clone();
            let section = |is_section_only| Section { leaf: leaf.clone(), path: name.clone(), is_section_only };
            match fact_type(policy, &name, &leaf.name) {
                Ok(fact_type) => match load(leaf, fact_type, options.zone) {
                    Ok(()) => {
                        if documents::is_source(fact_type) && documents::is_section(&name) {
                            sections.push(section(false));
                        }
                        facts.push(Fact { leaf: leaf.clone(), name, fact_type });
                    }
                    Err(misfit) => problems.push(misfit.problem(leaf, &name, fact_type)),
                },
                Err(_) if mapped.is_none() && kept.contains(&leaf.column()) => {}
                Err(_) if documents::is_section(&name) => {
                    let unreadable = rows::cells(&new_empty_array(leaf.field.data_type()), options.zone).err();
                    problems.extend(unreadable.map(|misfit| misfit.unreadable(leaf)));
                    problems.extend(documents::misfits(leaf, &name, as_of));
                    sections.push(section(true));
                }
                Err(error) => problems.extend(error.problems().iter().cloned()),
            }
        }
        if let Some(leaf) = previous
            && load(leaf, FactType::Category, None).is_err()
        {
            let message = format!("expected tiers as texts, found a column of type {}", leaf.field.data_type());
            problems.push(Problem::new(code::FACT_TYPE, path(&leaf.name), message));
        }
        Error::check(problems)?;
        let given: Vec<&str> = facts.iter().map(|fact| &*fact.name).collect();
        let parts = sections.iter().map(|section| (&*section.path, section.leaf.field.data_type()));
        if !sections.iter().any(|section| section.is_section_only) && !documents::can_derive(policy, &given, parts, as_of) {
            sections.clear();
        }
        let binding = Self { facts, sections, previous: previous.cloned(), kept, zone: options.zone };
        // Whatever else the core finds wrong, it finds in a table without rows.
        binding.with_table(policy, &RecordBatch::new_empty(schema.clone().into()), as_of, |_| Ok(()))?;
        Ok(binding)
    }

    /// Binds the policy to a batch of the schema, and hands over its rows.
    pub(crate) fn with_rows<R>(&self, policy: &Policy, batch: &RecordBatch, as_of: Date, then: impl FnOnce(&Rows<'_>) -> Result<R, Error>) -> Result<R, Error> {
        if self.sections.is_empty() {
            return self.with_table(policy, batch, as_of, |table| then(&Rows::Columns(table)));
        }
        let read = |leaf: &Leaf, fact_type: Option<FactType>| {
            let (array, nulls) = leaf.of(batch).ok_or(Misfit::Type)?;
            let cells = match fact_type {
                Some(fact_type) => rows::facts(array, fact_type, self.zone)?,
                None => rows::cells(array, self.zone)?,
            };
            Ok(rows::within(nulls, cells))
        };
        let is_read = |fact: &&Fact| policy.facts().any(|name| name == fact.name);
        let facts = self.facts.iter().filter(is_read).map(|fact| Ok((&*fact.name, read(&fact.leaf, Some(fact.fact_type))?)));
        let sections = self.sections.iter().map(|section| Ok((&*section.path, read(&section.leaf, None)?)));
        let previous = self.previous.as_ref().map(|leaf| read(leaf, Some(FactType::Category))).transpose();
        let documents = || -> Result<_, Misfit> {
            Ok(Documents { facts: facts.collect::<Result<_, _>>()?, sections: sections.collect::<Result<_, _>>()?, previous: previous? })
        };
        then(&Rows::Documents(documents().map_err(|_| changed(batch))?))
    }

    /// Binds the policy to the columns of a batch, and hands over the table.
    fn with_table<R>(&self, policy: &Policy, batch: &RecordBatch, as_of: Date, then: impl FnOnce(Table<'_>) -> Result<R, Error>) -> Result<R, Error> {
        let loaded = |leaf: &Leaf, fact_type: FactType| -> Result<Loaded<'_>, Error> {
            let (array, nulls) = leaf.of(batch).ok_or_else(|| changed(batch))?;
            Loaded::new(array, fact_type, self.zone).map(|loaded| loaded.within(nulls.as_ref())).map_err(|_| changed(batch))
        };
        let facts = self.facts.iter().map(|fact| loaded(&fact.leaf, fact.fact_type)).collect::<Result<Vec<_>, _>>()?;
        let columns: Vec<(&str, Column<'_>)> = self.facts.iter().zip(&facts).filter_map(|(fact, loaded)| Some((&*fact.name, loaded.column()?))).collect();
        let previous = self.previous.as_ref().map(|leaf| loaded(leaf, FactType::Category)).transpose()?;
        let table = policy.table(batch.num_rows(), &columns, as_of)?;
        match previous.as_ref().and_then(Loaded::column) {
            Some(column) => then(table.with_previous(column)?),
            None => then(table),
        }
    }
}

fn load(leaf: &Leaf, fact_type: FactType, zone: Option<Zone>) -> Result<(), Misfit> {
    Loaded::new(&new_empty_array(leaf.field.data_type()), fact_type, zone).map(|_| ())
}

/// The type of a column's fact; the error names the column.
pub(crate) fn fact_type(policy: &Policy, name: &str, column: &str) -> Result<FactType, Error> {
    let at_column = |problem: &Problem| Problem { path: path(column), ..problem.clone() };
    policy.fact_type(name).or_else(|error| Error::check(error.problems().iter().map(at_column).collect()).and(Err(error)))
}

pub(crate) fn path(column: &str) -> String {
    format!("columns.{column}")
}

/// That a column is not there, with the nearest name if it looks like a slip.
pub(crate) fn lacking(leaves: &[Leaf], name: &str) -> String {
    match nearest(name, leaves.iter().map(|leaf| leaf.name.as_str())) {
        Some(near) => format!("expected a column `{name}`, did you mean `{near}`?"),
        None => format!("expected a column `{name}`, found {}", listed(leaves)),
    }
}

/// The names of columns, for an error's text.
pub(crate) fn listed(leaves: &[Leaf]) -> String {
    let names: Vec<String> = leaves.iter().map(|leaf| format!("`{}`", leaf.name)).collect();
    if names.is_empty() { "no columns".to_owned() } else { names.join(", ") }
}

/// A batch of a stream that has other columns than the stream.
pub(crate) fn changed(batch: &RecordBatch) -> Error {
    let found = listed(&leaves(batch.schema_ref(), |_| true));
    Error::new(code::INPUT_TYPE, "columns", format!("expected the columns of the schema in every batch, found {found}"))
}

impl Misfit {
    /// In words.
    pub(crate) fn problem(self, leaf: &Leaf, name: &str, fact_type: FactType) -> Problem {
        let found = leaf.field.data_type();
        match self {
            Self::Type => Problem::new(code::FACT_TYPE, path(&leaf.name), format!("the fact `{name}` is a {fact_type}, found a column of type {found}")),
            Self::NoZone => no_zone(leaf),
        }
    }

    /// In words, of a column that is no fact.
    pub(crate) fn unreadable(self, leaf: &Leaf) -> Problem {
        let message = || format!("expected numbers, texts, flags or days, found a column of type {}", leaf.field.data_type());
        match self {
            Self::Type => Problem::new(code::INPUT_TYPE, path(&leaf.name), message()),
            Self::NoZone => no_zone(leaf),
        }
    }
}

fn no_zone(leaf: &Leaf) -> Problem {
    let message = format!("expected a zone in which days begin, found a column of type {} and no `zone`", leaf.field.data_type());
    Problem::new(code::FACT_TYPE, path(&leaf.name), message)
}
