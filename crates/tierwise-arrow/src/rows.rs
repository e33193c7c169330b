//! Columns that are read row by row, as parts of documents for the core's one decoder.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, UInt64Type};
use arrow_array::{Array, RecordBatch};
use arrow_buffer::ArrowNativeType;
use arrow_schema::{DataType, Schema};
use serde::de::DeserializeOwned;
use tierwise::columns::Codes;
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::tree::Tree;
use tierwise::{Date, Error, Problem, wire};

use crate::binding::{lacking, path};
use crate::column::{EXACT, Loaded, Misfit, Places, Values};
use crate::zone::Zone;

impl<'a> Loaded<'a> {
    /// A value as a document has it, null if it is missing; whole numbers as such, days as texts.
    fn tree(&self, row: usize) -> Tree {
        if self.validity.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
            return Tree::Null;
        }
        let value = match &self.values {
            Values::Missing => None,
            Values::Numbers(values) => values
                .get(row)
                .filter(|number| !number.is_nan())
                .map(|number| if number.fract() == 0.0 && number.abs() <= EXACT as f64 { Tree::Integer(*number as i64) } else { Tree::Number(*number) }),
            Values::Words(places, words) => Some(places.at(row).and_then(|place| words.get(place)).map_or(Tree::Null, |word| Tree::Text((*word).to_owned()))),
            Values::Flags(values) => Some(Tree::Flag(values.value(row))),
            Values::Days(values) => values
                .get(row)
                .map(|day| Tree::Text(Date::from_days_since_1970(*day).map_or_else(|| format!("{day} days since 1970-01-01"), |day| day.to_string()))),
        };
        value.unwrap_or(Tree::Null)
    }
}

impl Places<'_> {
    fn at(&self, row: usize) -> Option<usize> {
        match self {
            Self::Borrowed(Codes::I8(codes)) => codes.get(row)?.to_usize(),
            Self::Borrowed(Codes::I32(codes)) => codes.get(row)?.to_usize(),
            Self::Borrowed(Codes::U8(codes)) => codes.get(row)?.to_usize(),
            Self::Borrowed(Codes::U32(codes)) => codes.get(row)?.to_usize(),
            Self::Owned(codes) => codes.get(row)?.to_usize(),
        }
    }
}

/// Reads a value by its row.
pub(crate) type Cells<'a> = Box<dyn Fn(usize) -> Tree + Send + Sync + 'a>;

/// Reads an array row by row.
pub(crate) fn cells(array: &dyn Array, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    match array.data_type() {
        // Ids can be larger than any number that an `f64` tells apart.
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            return Ok(Box::new(|row| if values.is_valid(row) { Tree::Integer(values.value(row)) } else { Tree::Null }));
        }
        DataType::UInt64 => {
            let values = array.as_primitive::<UInt64Type>();
            let tree = |value: u64| i64::try_from(value).map_or(Tree::Number(value as f64), Tree::Integer);
            return Ok(Box::new(move |row| if values.is_valid(row) { tree(values.value(row)) } else { Tree::Null }));
        }
        _ => {}
    }
    let mut misfit = Misfit::Type;
    for fact_type in [FactType::Number, FactType::Category, FactType::Flag, FactType::Date] {
        match Loaded::new(array, fact_type, zone) {
            Ok(loaded) => return Ok(Box::new(move |row| loaded.tree(row))),
            Err(Misfit::NoZone) => misfit = Misfit::NoZone,
            Err(Misfit::Type) => {}
        }
    }
    Err(misfit)
}

/// A text, or a whole number as one: ids are often numbers.
pub(crate) fn id(tree: Tree) -> Tree {
    match tree {
        Tree::Integer(number) => Tree::Text(number.to_string()),
        other => other,
    }
}

/// A word that names what a column is, read by the core's decoder, which knows the nearest spelling.
pub(crate) fn key<K: DeserializeOwned>(word: &str, at: &str) -> Result<K, Error> {
    wire::read_tree(&Tree::Text(word.to_owned())).map_err(|error| error.within(at))
}

/// What each column of a schema is called: its own name, or the one that it is given.
pub(crate) fn called<'a>(schema: &'a Schema, names: &'a BTreeMap<String, String>) -> Result<Vec<&'a str>, Error> {
    let is_there = |column: &str| schema.fields().iter().any(|field| field.name() == column);
    let absent = names.keys().filter(|column| !is_there(column));
    let problem = |column: &String| Problem::new(code::INPUT_MISSING_FIELD, format!("names.{column}"), lacking(schema, column));
    let mut problems: Vec<Problem> = absent.map(problem).collect();
    let mut called: Vec<&str> = Vec::new();
    for field in schema.fields() {
        let name = names.get(field.name()).unwrap_or(field.name()).as_str();
        if called.contains(&name) {
            problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path(field.name()), format!("a column `{name}` stands here twice")));
        }
        called.push(name);
    }
    Error::check(problems).map(|()| called)
}

/// Reads the columns of a batch that are asked for.
pub(crate) fn read<'b, K: Copy>(batch: &'b RecordBatch, wanted: &[(usize, K)], zone: Option<Zone>) -> Result<Vec<(K, Cells<'b>)>, Error> {
    let mut problems = Vec::new();
    let mut read = Vec::new();
    for (place, key) in wanted {
        let (Some(array), Some(field)) = (batch.columns().get(*place), batch.schema_ref().fields().get(*place)) else { continue };
        match cells(array, zone) {
            Ok(cells) => read.push((*key, cells)),
            Err(misfit) => problems.push(misfit.unreadable(field)),
        }
    }
    Error::check(problems).map(|()| read)
}

/// Accounts by ascending name; what has no account stands last.
pub(crate) fn by_account<V>(accounts: BTreeMap<Option<String>, V>) -> Vec<(Option<String>, V)> {
    let mut accounts: Vec<_> = accounts.into_iter().collect();
    if accounts.first().is_some_and(|(account, _)| account.is_none()) {
        accounts.rotate_left(1);
    }
    accounts
}
