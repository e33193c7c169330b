//! Many accounts at once: what Python asks for, in the words of `tierwise_arrow`.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use pyo3::prelude::*;
use tierwise::error::code;
use tierwise::{Date, Error, Policy, Problem};
use tierwise_arrow::{Options, PointsType, ReplayOptions, Zone};

use crate::capsule::{self, Reader};
use crate::failure::Failure;
use crate::input::Input;
use crate::pandas::Index;
use crate::table::Replayed;

/// Names of columns by what they are.
pub(crate) type Columns = Option<Input<Option<BTreeMap<String, String>>>>;
/// The most threads to work on.
pub(crate) type Threads = Option<Input<Option<NonZeroUsize>>>;

/// What columns are, by their names.
pub(crate) fn by_name(columns: Columns) -> Result<BTreeMap<String, String>, Error> {
    let (mut names, mut problems) = (BTreeMap::new(), Vec::new());
    for (meaning, column) in columns.and_then(|columns| columns.0).unwrap_or_default() {
        let path = format!("columns.{meaning}");
        if let Some(other) = names.insert(column.clone(), meaning) {
            problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path, format!("the column `{column}` is `{other}` already")));
        }
    }
    Error::check(problems).map(|()| names)
}

pub(crate) fn points(word: &str) -> Result<PointsType, Error> {
    match word {
        "numbers" => Ok(PointsType::Numbers),
        "decimals" => Ok(PointsType::Decimals),
        "thousandths" => Ok(PointsType::Thousandths),
        _ => Err(Error::new(code::INPUT_UNKNOWN_VALUE, "points", format!("expected one of `numbers`, `decimals`, `thousandths`, found `{word}`"))),
    }
}

pub(crate) fn zone(word: Option<&str>) -> Result<Option<Zone>, Error> {
    word.map(str::parse).transpose()
}

pub(crate) fn threads(threads: Threads) -> Option<NonZeroUsize> {
    threads.and_then(|threads| threads.0)
}

/// The scores of rows, as they are read; a pandas index goes through.
pub(crate) fn scores(policy: &Policy, rows: Reader, as_of: Date, mut options: Options) -> Result<Reader, Error> {
    let index = Index::of(&rows.schema());
    let kept: Vec<String> = index.iter().flat_map(Index::columns).filter(|column| !options.keep.iter().any(|kept| kept == column)).map(str::to_owned).collect();
    options.keep.splice(0..0, kept);
    let scored: Reader = Box::new(tierwise_arrow::stream(policy, rows, as_of, options)?);
    Ok(match index {
        Some(index) => index.restored(scored),
        None => scored,
    })
}

/// Histories from events, all of which are read first.
pub(crate) fn replayed(py: Python<'_>, policy: &Policy, events: &Bound<'_, PyAny>, as_of: Date, options: &ReplayOptions) -> Result<Replayed, Failure> {
    let events = capsule::read(events)?;
    let replayed = py.detach(|| {
        let events = match Index::of(&events.schema()) {
            Some(index) => index.dropped(events),
            None => events,
        };
        tierwise_arrow::replay_stream(policy, events, as_of, options)
    })?;
    Ok(Replayed::new(py, replayed)?)
}
