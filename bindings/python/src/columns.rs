//! Many accounts at once: what Python asks for, in the words of `tierwise_arrow`.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use pyo3::prelude::*;
use pyo3::types::PyMapping;
use tierwise::columns::Lists;
use tierwise::error::code;
use tierwise::{Assessment, Date, Error, Problem};
use tierwise_arrow::{Options, OrderOptions, PointsType, ReplayOptions, Zone};

use crate::capsule::{self, Reader};
use crate::failure::{Answer, Failure};
use crate::input::Input;
use crate::output::Output;
use crate::pandas::{self, Index};
use crate::policy::Policy;
use crate::table::{Replayed, Stream, Table};

/// Names of columns by what they are.
type Columns = Option<Input<Option<BTreeMap<String, String>>>>;
/// The most threads to work on.
type Threads = Option<Input<Option<NonZeroUsize>>>;

/// Methods that score a table, each with the same options, which are said here once.
macro_rules! scores {
    ($($name:ident -> $found:ty: |$policy:ident, $py:ident, $table:ident, $as_of:ident, $options:ident| $call:expr;)+) => {
        #[pymethods]
        impl Policy {
            $(#[doc = include_str!(concat!("help/Policy.", stringify!($name), ".rst"))]
            #[pyo3(signature = (table, as_of, *, columns=None, previous=None, keep=Vec::new(), zone=None, points="numbers", contributions=true, aspects=false, messages=true, threads=None))]
            #[expect(clippy::too_many_arguments, reason = "they are keywords")]
            fn $name<'py>(
                &self,
                py: Python<'py>,
                table: &Bound<'py, PyAny>,
                as_of: Input<Date>,
                columns: Columns,
                previous: Option<String>,
                keep: Vec<String>,
                zone: Option<&str>,
                points: &str,
                contributions: bool,
                aspects: bool,
                messages: bool,
                threads: Threads,
            ) -> Result<$found, Failure> {
                let (facts, zone, points) = (by_name(columns)?, at(zone)?, type_of(points)?);
                let options = Options { facts, previous, keep, zone, points, contributions, aspects, messages, threads: count(threads), ..Options::default() };
                let ($policy, $py, $table, $as_of, $options) = (&self.0, py, table, as_of.0, options);
                $call
            })+
        }
    };
}

scores! {
    score_columns -> Bound<'py, PyAny>: |policy, py, table, as_of, options| {
        if !capsule::is_table(table)? && table.cast::<PyMapping>().is_ok() {
            return of_lists(policy, table, as_of, &options);
        }
        let rows = pandas::read(table, &options.keep)?;
        let scored = py.detach(|| Table::collect(scored(policy, rows, as_of, options)?))?;
        Ok(Bound::new(py, scored)?.into_any())
    };
    score_stream -> Stream: |policy, _py, table, as_of, options| {
        let rows = pandas::read(table, &options.keep)?;
        Ok(Stream::from(scored(policy, rows, as_of, options)?))
    };
}

#[pymethods]
impl Policy {
    #[doc = include_str!("help/Policy.explain.rst")]
    #[pyo3(signature = (table, row, as_of, *, columns=None, previous=None, keep=Vec::new(), zone=None))]
    #[expect(clippy::too_many_arguments, reason = "they are keywords")]
    fn explain(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        row: Input<usize>,
        as_of: Input<Date>,
        columns: Columns,
        previous: Option<String>,
        keep: Vec<String>,
        zone: Option<&str>,
    ) -> Answer<Assessment> {
        let options = Options { facts: by_name(columns)?, previous, keep, zone: at(zone)?, ..Options::default() };
        let rows = capsule::read(table)?;
        let options = with_index(Index::of(&rows.schema()).as_ref(), options);
        Ok(Output(py.detach(|| tierwise_arrow::assess(&self.0, rows, row.0, as_of.0, options))?))
    }

    #[doc = include_str!("help/Policy.replay_columns.rst")]
    #[pyo3(signature = (events, as_of, *, columns=None, zone=None, threads=None))]
    fn replay_columns(
        &self,
        py: Python<'_>,
        events: &Bound<'_, PyAny>,
        as_of: Input<Date>,
        columns: Columns,
        zone: Option<&str>,
        threads: Threads,
    ) -> Result<Replayed, Failure> {
        let options = ReplayOptions { names: by_name(columns)?, zone: at(zone)?, threads: count(threads) };
        let events = capsule::read(events)?;
        let replayed = py.detach(|| {
            let events = match Index::of(&events.schema()) {
                Some(index) => index.dropped(events),
                None => events,
            };
            tierwise_arrow::replay_stream(&self.0, events, as_of.0, &options)
        })?;
        Ok(Replayed::new(py, replayed)?)
    }
}

#[doc = include_str!("help/accounts_from_orders.rst")]
#[pyfunction]
#[pyo3(signature = (orders, as_of, *, columns=None, policy=None, zone=None, threads=None))]
pub(crate) fn accounts_from_orders(
    py: Python<'_>,
    orders: &Bound<'_, PyAny>,
    as_of: Input<Date>,
    columns: Columns,
    policy: Option<Policy>,
    zone: Option<&str>,
    threads: Threads,
) -> Result<Table, Failure> {
    let derivation = policy.map(|policy| policy.0.spec().derivation.clone()).unwrap_or_default();
    let options = OrderOptions { names: by_name(columns)?, zone: at(zone)?, derivation, threads: count(threads) };
    let orders = capsule::read(orders)?;
    Ok(Table::from(py.detach(|| tierwise_arrow::accounts_from_orders(orders, as_of.0, &options))?))
}

/// What columns are, by their names.
fn by_name(columns: Columns) -> Result<BTreeMap<String, String>, Error> {
    let (mut names, mut problems) = (BTreeMap::new(), Vec::new());
    for (meaning, column) in columns.and_then(|columns| columns.0).unwrap_or_default() {
        let path = format!("columns.{meaning}");
        if let Some(other) = names.insert(column.clone(), meaning) {
            problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path, format!("the column `{column}` is `{other}` already")));
        }
    }
    Error::check(problems).map(|()| names)
}

fn type_of(points: &str) -> Result<PointsType, Error> {
    match points {
        "numbers" => Ok(PointsType::Numbers),
        "decimals" => Ok(PointsType::Decimals),
        "thousandths" => Ok(PointsType::Thousandths),
        _ => Err(Error::new(code::INPUT_UNKNOWN_VALUE, "points", format!("expected one of `numbers`, `decimals`, `thousandths`, found `{points}`"))),
    }
}

fn at(zone: Option<&str>) -> Result<Option<Zone>, Error> {
    zone.map(str::parse).transpose()
}

fn count(threads: Threads) -> Option<NonZeroUsize> {
    threads.and_then(|threads| threads.0)
}

/// The scores of accounts that are lists.
fn of_lists<'py>(policy: &tierwise::Policy, lists: &Bound<'py, PyAny>, as_of: Date, options: &Options) -> Result<Bound<'py, PyAny>, Failure> {
    if !options.facts.is_empty() || options.previous.is_some() || !options.keep.is_empty() || options.zone.is_some() {
        let message = "expected a table that hands out Arrow data beside `columns`, `previous`, `keep` or `zone`, found lists";
        return Err(Error::new(code::INPUT_TYPE, "", message).into());
    }
    let (py, lists) = (lists.py(), lists.extract::<Input<Lists>>()?.0);
    Ok(Output(py.detach(|| policy.score_columns(&lists, as_of))?).into_pyobject(py)?)
}

/// The scores of rows, as they are read; a pandas index goes through.
fn scored(policy: &tierwise::Policy, rows: Reader, as_of: Date, options: Options) -> Result<Reader, Error> {
    let index = Index::of(&rows.schema());
    let options = with_index(index.as_ref(), options);
    let scored: Reader = Box::new(tierwise_arrow::stream(policy, rows, as_of, options)?);
    Ok(match index {
        Some(index) => index.restored(scored),
        None => scored,
    })
}

/// The options, with the columns of an index kept first.
fn with_index(index: Option<&Index>, mut options: Options) -> Options {
    let kept: Vec<String> =
        index.iter().flat_map(|index| index.columns()).filter(|column| !options.keep.iter().any(|kept| kept == column)).map(str::to_owned).collect();
    options.keep.splice(0..0, kept);
    options
}
