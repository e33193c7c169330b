//! Which column is which fact: a schema held against a policy, once.

use std::collections::BTreeSet;

use arrow_array::{RecordBatch, new_empty_array};
use arrow_schema::{Field, Schema};
use tierwise::columns::{Column, Table};
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::wire::nearest;
use tierwise::{Date, Error, Policy, Problem};

use crate::column::{Loaded, Misfit};
use crate::options::Options;
use crate::zone::Zone;

/// Places of the columns that are read and kept.
pub(crate) struct Binding {
    facts: Vec<Fact>,
    previous: Option<usize>,
    pub(crate) kept: Vec<usize>,
    zone: Option<Zone>,
}

struct Fact {
    place: usize,
    name: String,
    fact_type: FactType,
}

impl Binding {
    /// Finds every column's meaning, or everything that is wrong with the columns.
    pub(crate) fn new(policy: &Policy, schema: &Schema, as_of: Date, options: &Options) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let mut place = |name: &str, path: &str| {
            let place = schema.fields().iter().position(|field| field.name() == name);
            if place.is_none() {
                problems.push(Problem::new(code::INPUT_MISSING_FIELD, path, lacking(schema, name)));
            }
            place
        };
        let previous = options.previous.as_deref().and_then(|name| place(name, "previous"));
        let kept: Vec<usize> = options.keep.iter().enumerate().filter_map(|(at, name)| place(name, &format!("keep[{at}]"))).collect();
        for name in options.facts.keys() {
            place(name, &format!("facts.{name}"));
        }
        let mut facts = Vec::new();
        let mut seen = BTreeSet::new();
        for (place, field) in schema.fields().iter().enumerate() {
            let (column, mapped) = (field.name(), options.facts.get(field.name()));
            if previous == Some(place) && mapped.is_none() {
                continue;
            }
            if !seen.insert(column) {
                problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path(column), format!("the column `{column}` stands here twice")));
                continue;
            }
            let name = mapped.unwrap_or(column).clone();
            match fact_type(policy, &name, column) {
                Ok(fact_type) => match load(field, fact_type, options.zone) {
                    Ok(()) => facts.push(Fact { place, name, fact_type }),
                    Err(misfit) => problems.push(misfit.problem(field, &name, fact_type)),
                },
                Err(_) if mapped.is_none() && kept.contains(&place) => {}
                Err(error) => problems.extend(error.problems().iter().cloned()),
            }
        }
        if let Some(field) = previous.map(|place| schema.field(place))
            && load(field, FactType::Category, None).is_err()
        {
            let message = format!("expected tiers as texts, found a column of type {}", field.data_type());
            problems.push(Problem::new(code::FACT_TYPE, path(field.name()), message));
        }
        Error::check(problems)?;
        // Whatever else the core finds wrong, it finds in a table without rows.
        let binding = Self { facts, previous, kept, zone: options.zone };
        binding.with_table(policy, &RecordBatch::new_empty(schema.clone().into()), as_of, |_| Ok(()))?;
        Ok(binding)
    }

    /// Binds the policy to a batch of the schema, and hands over the table.
    pub(crate) fn with_table<R>(
        &self,
        policy: &Policy,
        batch: &RecordBatch,
        as_of: Date,
        then: impl FnOnce(&Table<'_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let load = |place: usize, fact_type: FactType| -> Result<Loaded<'_>, Error> {
            let array = batch.columns().get(place).ok_or_else(|| changed(batch))?;
            Loaded::new(array, fact_type, self.zone).map_err(|_| changed(batch))
        };
        let loaded = self.facts.iter().map(|fact| load(fact.place, fact.fact_type)).collect::<Result<Vec<_>, _>>()?;
        let columns: Vec<(&str, Column<'_>)> = self.facts.iter().zip(&loaded).filter_map(|(fact, loaded)| Some((&*fact.name, loaded.column()?))).collect();
        let previous = self.previous.map(|place| load(place, FactType::Category)).transpose()?;
        let table = policy.table(batch.num_rows(), &columns, as_of)?;
        match previous.as_ref().and_then(Loaded::column) {
            Some(column) => then(&table.with_previous(column)?),
            None => then(&table),
        }
    }
}

fn load(field: &Field, fact_type: FactType, zone: Option<Zone>) -> Result<(), Misfit> {
    Loaded::new(&new_empty_array(field.data_type()), fact_type, zone).map(|_| ())
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
pub(crate) fn lacking(schema: &Schema, name: &str) -> String {
    match nearest(name, schema.fields().iter().map(|field| field.name().as_str())) {
        Some(near) => format!("expected a column `{name}`, did you mean `{near}`?"),
        None => format!("expected a column `{name}`, found {}", listed(schema)),
    }
}

/// The names of a schema, for an error's text.
pub(crate) fn listed(schema: &Schema) -> String {
    let names: Vec<String> = schema.fields().iter().map(|field| format!("`{}`", field.name())).collect();
    if names.is_empty() { "no columns".to_owned() } else { names.join(", ") }
}

/// A batch of a stream that has other columns than the stream.
pub(crate) fn changed(batch: &RecordBatch) -> Error {
    Error::new(code::INPUT_TYPE, "columns", format!("expected the columns of the schema in every batch, found {}", listed(batch.schema_ref())))
}

impl Misfit {
    /// In words.
    pub(crate) fn problem(self, field: &Field, name: &str, fact_type: FactType) -> Problem {
        let found = field.data_type();
        match self {
            Self::Type => Problem::new(code::FACT_TYPE, path(field.name()), format!("the fact `{name}` is a {fact_type}, found a column of type {found}")),
            Self::NoZone => no_zone(field),
        }
    }

    /// In words, of a column that is no fact.
    pub(crate) fn unreadable(self, field: &Field) -> Problem {
        let message = || format!("expected numbers, texts, flags or days, found a column of type {}", field.data_type());
        match self {
            Self::Type => Problem::new(code::INPUT_TYPE, path(field.name()), message()),
            Self::NoZone => no_zone(field),
        }
    }
}

fn no_zone(field: &Field) -> Problem {
    let message = format!("expected a zone in which days begin, found a column of type {} and no `zone`", field.data_type());
    Problem::new(code::FACT_TYPE, path(field.name()), message)
}
