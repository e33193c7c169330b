//! Columns that are read row by row, as parts of documents for the core's one decoder.

use std::collections::BTreeMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType, Int64Type, UInt64Type};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, GenericListArray, MapArray, OffsetSizeTrait, RecordBatch, StructArray};
use arrow_buffer::{ArrowNativeType, NullBuffer};
use arrow_schema::{DataType, FieldRef};
use serde::de::DeserializeOwned;
use tierwise::columns::shown_day;
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::tree::Tree;
use tierwise::{Error, Problem, wire};

use crate::binding::{changed, lacking, path};
use crate::column::{EXACT, Loaded, Misfit, Values};
use crate::leaf::Leaf;
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
            Values::Days(values) => values.get(row).map(|day| Tree::Text(shown_day(*day))),
        };
        value.unwrap_or(Tree::Null)
    }
}

/// Reads a value by its row.
pub(crate) type Cells<'a> = Box<dyn Fn(usize) -> Tree + Send + Sync + 'a>;

/// Reads an array row by row: lists as lists, structs and maps as sections without what is null.
pub(crate) fn cells(array: &dyn Array, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            Ok(Box::new(|row| if values.is_valid(row) { Tree::Integer(values.value(row)) } else { Tree::Null }))
        }
        DataType::List(_) => list(array.as_list::<i32>(), zone),
        DataType::LargeList(_) => list(array.as_list::<i64>(), zone),
        DataType::Struct(_) => section(array.as_struct(), zone),
        DataType::Map(..) => map(array.as_map(), zone),
        data_type => {
            let loaded = Loaded::new(array, fact_type(data_type), zone)?;
            Ok(Box::new(move |row| loaded.tree(row)))
        }
    }
}

/// What values of a type can be, if they can be anything.
fn fact_type(data_type: &DataType) -> FactType {
    match data_type {
        DataType::Dictionary(_, values) => fact_type(values),
        DataType::RunEndEncoded(_, values) => fact_type(values.data_type()),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => FactType::Category,
        DataType::Boolean => FactType::Flag,
        data_type if data_type.is_temporal() => FactType::Date,
        _ => FactType::Number,
    }
}

fn list<O: OffsetSizeTrait>(array: &GenericListArray<O>, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    let items = cells(array.values(), zone)?;
    let read = move |row: usize| {
        let mut ends = array.value_offsets().iter().skip(row).map(|end| end.as_usize());
        let (Some(start), Some(end), true) = (ends.next(), ends.next(), array.is_valid(row)) else { return Tree::Null };
        Tree::List((start..end).map(&items).collect())
    };
    Ok(Box::new(read))
}

fn section(array: &StructArray, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    let entry = |(field, values)| -> Result<(&str, Cells<'_>), Misfit> {
        let (field, values): (&FieldRef, &ArrayRef) = (field, values);
        Ok((field.name(), cells(values, zone)?))
    };
    let entries = array.fields().iter().zip(array.columns()).map(entry).collect::<Result<Vec<_>, _>>()?;
    let read = move |row: usize| {
        let known = entries.iter().map(|(name, cells)| ((*name).to_owned(), cells(row))).filter(|(_, value)| *value != Tree::Null);
        if array.is_valid(row) { Tree::Map(known.collect()) } else { Tree::Null }
    };
    Ok(Box::new(read))
}

fn map(array: &MapArray, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    let (keys, values) = (cells(array.keys(), zone)?, cells(array.values(), zone)?);
    let read = move |row: usize| {
        let mut ends = array.value_offsets().iter().skip(row).map(|end| end.as_usize());
        let (Some(start), Some(end), true) = (ends.next(), ends.next(), array.is_valid(row)) else { return Tree::Null };
        let entry = |at: usize| if let Tree::Text(key) = keys(at) { Some((key, values(at))) } else { None };
        Tree::Map((start..end).filter_map(entry).filter(|(_, value)| *value != Tree::Null).collect())
    };
    Ok(Box::new(read))
}

/// Reads the values of a fact row by row.
pub(crate) fn facts(array: &dyn Array, fact_type: FactType, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    Loaded::new(array, fact_type, zone).map(|loaded| -> Cells<'_> { Box::new(move |row| loaded.tree(row)) })
}

/// The same where structs around it are null.
pub(crate) fn within(nulls: Option<NullBuffer>, cells: Cells<'_>) -> Cells<'_> {
    match nulls {
        Some(nulls) => Box::new(move |row| if nulls.is_valid(row) { cells(row) } else { Tree::Null }),
        None => cells,
    }
}

/// Reads ids: texts, or whole numbers of any size as texts, since ids can be larger than any number that an `f64` tells apart.
/// What is neither is read as it is, for the decoder to refuse.
pub(crate) fn ids(array: &dyn Array, zone: Option<Zone>) -> Result<Cells<'_>, Misfit> {
    fn exact<T: ArrowPrimitiveType>(array: &dyn Array, text: impl Fn(T::Native) -> String + Send + Sync + 'static) -> Cells<'_> {
        let values = array.as_primitive::<T>();
        Box::new(move |row| if values.is_valid(row) { whole(text(values.value(row))) } else { Tree::Null })
    }
    let (precision, scale) = match array.data_type() {
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => (*precision, *scale),
        _ => (0, 0),
    };
    Ok(match array.data_type() {
        DataType::UInt64 => exact::<UInt64Type>(array, |value| value.to_string()),
        DataType::Decimal32(..) => exact::<Decimal32Type>(array, move |value| Decimal32Type::format_decimal(value, precision, scale)),
        DataType::Decimal64(..) => exact::<Decimal64Type>(array, move |value| Decimal64Type::format_decimal(value, precision, scale)),
        DataType::Decimal128(..) => exact::<Decimal128Type>(array, move |value| Decimal128Type::format_decimal(value, precision, scale)),
        DataType::Decimal256(..) => exact::<Decimal256Type>(array, move |value| Decimal256Type::format_decimal(value, precision, scale)),
        _ => {
            let cells = cells(array, zone)?;
            Box::new(move |row| match cells(row) {
                Tree::Integer(number) => Tree::Text(number.to_string()),
                other => other,
            })
        }
    })
}

/// A decimal as an id, if it is whole.
fn whole(decimal: String) -> Tree {
    match decimal.split_once('.') {
        None => Tree::Text(decimal),
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => Tree::Text(whole.to_owned()),
        Some(_) => Tree::Number(decimal.parse().unwrap_or(f64::NAN)),
    }
}

/// A word that names what a column is, read by the core's decoder, which knows the nearest spelling.
pub(crate) fn key<K: DeserializeOwned>(word: &str, at: &str) -> Result<K, Error> {
    wire::read_tree(&Tree::Text(word.to_owned())).map_err(|error| error.within(at))
}

/// What each column is called: its own name, or the one that it is given.
pub(crate) fn called<'a>(leaves: &'a [Leaf], names: &'a BTreeMap<String, String>) -> Result<Vec<&'a str>, Error> {
    let is_there = |column: &str| leaves.iter().any(|leaf| leaf.name == column);
    let absent = names.keys().filter(|column| !is_there(column));
    let problem = |column: &String| Problem::new(code::INPUT_MISSING_FIELD, format!("names.{column}"), lacking(leaves, column));
    let mut problems: Vec<Problem> = absent.map(problem).collect();
    let mut called: Vec<&str> = Vec::new();
    for leaf in leaves {
        let name = names.get(&leaf.name).unwrap_or(&leaf.name).as_str();
        if called.contains(&name) {
            problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path(&leaf.name), format!("a column `{name}` stands here twice")));
        }
        called.push(name);
    }
    Error::check(problems).map(|()| called)
}

/// A column that is wanted, and what it is.
pub(crate) struct Wanted<'a, K> {
    pub(crate) leaf: &'a Leaf,
    pub(crate) key: K,
    /// Whether its values are ids.
    pub(crate) is_id: bool,
}

/// Reads the columns of a batch that are asked for.
pub(crate) fn read<'b, K: Copy>(batch: &'b RecordBatch, wanted: &[Wanted<'_, K>], zone: Option<Zone>) -> Result<Vec<(K, Cells<'b>)>, Error> {
    let mut problems = Vec::new();
    let mut read = Vec::new();
    for wanted in wanted {
        let (array, nulls) = wanted.leaf.of(batch).ok_or_else(|| changed(batch))?;
        match if wanted.is_id { ids(array, zone) } else { cells(array, zone) } {
            Ok(cells) => read.push((wanted.key, within(nulls, cells))),
            Err(misfit) => problems.push(misfit.unreadable(wanted.leaf)),
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
