//! Tables of accounts, portion by portion: each goes through memory of the program that JavaScript fills and reads. So every
//! value is copied once, a portion stays in the cache, and however long the table is, no more of it is held here.

use std::collections::BTreeMap;

use serde::Serialize;
use tierwise::columns::{Bits, Cells, Column, Lists, Output, RowError, Table, to_points};
use tierwise::{Date, Error, Name, Policy};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Core;
use crate::input::Input;
use crate::output::{Answer, Refused, answer};

/// A table that is scored in portions.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Portions {
    accounts: Accounts,
    results: Results,
}

#[derive(Debug)]
struct Accounts {
    policy: Policy,
    as_of: Date,
    columns: BTreeMap<String, Given>,
    previous: Option<Given>,
}

/// Room for a portion of a column.
#[derive(Debug)]
struct Given {
    values: Values,
    words: Vec<String>,
    validity: Option<Vec<u8>>,
    /// Whether it is as long as the table.
    fits: bool,
}

#[derive(Debug)]
enum Values {
    Numbers(Vec<f64>),
    I8(Vec<i8>),
    I32(Vec<i32>),
    U8(Vec<u8>),
    U32(Vec<u32>),
    /// As JavaScript has them, and as the core has them.
    Flags(Vec<u8>, Vec<bool>),
    Days(Vec<i32>),
}

/// Room for the results of a portion.
#[derive(Debug)]
struct Results {
    tiers: Vec<Name>,
    failures: Vec<Option<RowError>>,
    ranks: Vec<u8>,
    /// The composites, the contributions, the points of aspects.
    thousandths: Vec<Vec<i64>>,
    criteria: usize,
    /// As they are handed over.
    points: Vec<Vec<f64>>,
    coverage: Vec<f64>,
    /// Places among the tiers; their number where there is none.
    tier: Vec<u16>,
    /// Places among the codes; zero where there is none.
    error: Vec<u8>,
}

/// Where everything stands in memory, in the order of the policy, and the names of what is said by its place.
#[derive(Serialize)]
struct Layout<'a> {
    /// The values and the validity.
    columns: BTreeMap<&'a str, [usize; 2]>,
    previous: Option<[usize; 2]>,
    points: Vec<usize>,
    coverage: usize,
    tier: usize,
    error: usize,
    tiers: &'a [Name],
    errors: Vec<Option<&'static str>>,
    criteria: Vec<&'a str>,
    aspects: Vec<&'a str>,
}

#[wasm_bindgen]
#[expect(clippy::missing_errors_doc, reason = "the core says what is refused")]
impl Portions {
    /// Of so many rows at most. What is handed over is a table without its values, a day, and of each column and of the tiers
    /// before how the values are held, how many there are, and the bytes of their validity.
    #[wasm_bindgen(constructor)]
    pub fn new(core: &Core, size: usize, contributions: bool, aspects: bool, coverage: bool, numbers: &[f64], text: &str) -> Result<Self, Refused> {
        type Shape = (String, usize, Option<usize>);
        let mut input = Input::new(numbers, text);
        let (table, as_of): (Lists, Date) = (input.read()?, input.read()?);
        let (mut shapes, before): (BTreeMap<String, Shape>, Option<Shape>) = (input.read()?, input.read()?);
        let given = |cells: Cells, shape: Option<Shape>| {
            let (held, length, validity) = shape.unwrap_or_default();
            // As long as it is, for a refusal, if it does not fit.
            let fits = length == table.rows && validity.is_none_or(|bytes| bytes >= length.div_ceil(8));
            Given::new(cells, &held, if fits { size } else { length }, validity.map(|bytes| if fits { size.div_ceil(8) } else { bytes }), fits)
        };
        let columns = table.columns.into_iter().map(|(name, cells)| {
            let shape = shapes.remove(&name);
            (name, given(cells, shape))
        });
        let columns: BTreeMap<String, Given> = columns.collect();
        let previous = table.previous.map(|words| given(Cells::Categories(words), before));
        let accounts = Accounts { policy: core.0.clone(), as_of, columns, previous };
        let fits = accounts.columns.values().chain(&accounts.previous).all(|given| given.fits);
        let tiers = accounts.bound(if fits { 0 } else { table.rows }, |bound| Ok(bound.tiers()))?;
        let count = |of: &dyn Fn(&tierwise::policy::AspectSpec) -> usize| accounts.policy.spec().score.aspects.iter().map(of).sum();
        let criteria = if contributions { count(&|aspect| aspect.criteria.len()) } else { 0 };
        let aspects = if aspects { count(&|_| 1) } else { 0 };
        Ok(Self { results: Results::new(tiers, size, criteria, aspects, coverage), accounts })
    }

    /// Where everything stands.
    pub fn layout(&self) -> Answer {
        let Self { accounts, results } = self;
        let addresses = |given: &Given| [given.values.address(), given.validity.as_ref().map_or(0, |bits| bits.as_ptr().addr())];
        let aspects = &accounts.policy.spec().score.aspects;
        answer(&Layout {
            columns: accounts.columns.iter().map(|(name, given)| (&**name, addresses(given))).collect(),
            previous: accounts.previous.as_ref().map(addresses),
            points: results.points.iter().map(|slice| slice.as_ptr().addr()).collect(),
            coverage: results.coverage.as_ptr().addr(),
            tier: results.tier.as_ptr().addr(),
            error: results.error.as_ptr().addr(),
            tiers: &results.tiers,
            errors: [None].into_iter().chain(RowError::ALL.map(|error| Some(error.code()))).collect(),
            criteria: aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| &*criterion.id).collect(),
            aspects: aspects.iter().map(|aspect| &*aspect.id).collect(),
        })
    }

    /// Scores the first rows of what is filled; says how many of them are in error.
    pub fn score(&mut self, rows: usize) -> Result<usize, Refused> {
        let Self { accounts, results } = self;
        accounts.columns.values_mut().for_each(Given::settle);
        Ok(accounts.bound(rows, |table| results.fill(table, rows))?)
    }
}

impl Accounts {
    /// Works with the first rows as a table.
    fn bound<T>(&self, rows: usize, work: impl FnOnce(&Table<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let dictionaries: Vec<Vec<&str>> = self.columns.values().chain(&self.previous).map(|given| given.words.iter().map(|word| &**word).collect()).collect();
        let mut columns: Vec<Column<'_>> =
            self.columns.values().chain(&self.previous).zip(&dictionaries).map(|(given, words)| given.column(words, rows)).collect();
        let before = if self.previous.is_some() { columns.pop() } else { None };
        let columns: Vec<(&str, Column<'_>)> = self.columns.keys().map(|name| &**name).zip(columns).collect();
        let table = self.policy.table(rows, &columns, self.as_of)?;
        work(&match before {
            Some(before) => table.with_previous(before)?,
            None => table,
        })
    }
}

impl Given {
    fn new(cells: Cells, held: &str, room: usize, validity: Option<usize>, fits: bool) -> Self {
        let mut words = Vec::new();
        let values = match cells {
            Cells::Numbers(_) => Values::Numbers(vec![0.0; room]),
            Cells::Flags(_) => Values::Flags(vec![0; room], vec![false; room]),
            Cells::Days(_) => Values::Days(vec![0; room]),
            Cells::Categories(dictionary) => {
                words = dictionary.into_iter().map(Option::unwrap_or_default).collect();
                match held {
                    "Int8Array" => Values::I8(vec![0; room]),
                    "Uint8Array" => Values::U8(vec![0; room]),
                    "Uint32Array" => Values::U32(vec![0; room]),
                    _ => Values::I32(vec![0; room]),
                }
            }
        };
        Self { values, words, validity: validity.map(|bytes| vec![0; bytes]), fits }
    }

    /// Takes over what JavaScript wrote.
    fn settle(&mut self) {
        if let Values::Flags(bytes, flags) = &mut self.values {
            flags.iter_mut().zip(bytes).for_each(|(flag, byte)| *flag = *byte != 0);
        }
    }

    fn column<'a>(&'a self, words: &'a [&'a str], rows: usize) -> Column<'a> {
        fn first<T>(values: &[T], rows: usize, fits: bool) -> &[T] {
            values.get(..rows).filter(|_| fits).unwrap_or(values)
        }
        let fits = self.fits;
        let column = match &self.values {
            Values::Numbers(values) => Column::numbers(first(values, rows, fits)),
            Values::I8(codes) => Column::categories(first(codes, rows, fits), words),
            Values::I32(codes) => Column::categories(first(codes, rows, fits), words),
            Values::U8(codes) => Column::categories(first(codes, rows, fits), words),
            Values::U32(codes) => Column::categories(first(codes, rows, fits), words),
            Values::Flags(_, flags) => Column::flags(first(flags, rows, fits)),
            Values::Days(days) => Column::days(first(days, rows, fits)),
        };
        match &self.validity {
            Some(validity) => column.with_validity(Bits::new(validity, 0)),
            None => column,
        }
    }
}

impl Values {
    fn address(&self) -> usize {
        match self {
            Self::Numbers(values) => values.as_ptr().addr(),
            Self::I8(codes) => codes.as_ptr().addr(),
            Self::I32(values) | Self::Days(values) => values.as_ptr().addr(),
            Self::U8(values) | Self::Flags(values, _) => values.as_ptr().addr(),
            Self::U32(codes) => codes.as_ptr().addr(),
        }
    }
}

impl Results {
    fn new(tiers: Vec<Name>, size: usize, criteria: usize, aspects: usize, coverage: bool) -> Self {
        let slices = criteria.saturating_add(aspects).saturating_add(1);
        Self {
            tiers,
            failures: vec![None; size],
            ranks: vec![0; size],
            thousandths: vec![vec![0; size]; slices],
            criteria,
            points: vec![vec![0.0; size]; slices],
            coverage: vec![0.0; if coverage { size } else { 0 }],
            tier: vec![0; size],
            error: vec![0; size],
        }
    }

    fn fill(&mut self, table: &Table<'_>, rows: usize) -> Result<usize, Error> {
        let Self { tiers, failures, ranks, thousandths, criteria, points, coverage, tier, error } = self;
        let mut slices = thousandths.iter_mut().map(|slice| first(slice, rows));
        let mut output = Output {
            composite: slices.next().unwrap_or_default(),
            contributions: slices.by_ref().take(*criteria).collect(),
            aspects: slices.collect(),
            errors: first(failures, rows),
            tier: first(ranks, rows),
            coverage: first(coverage, rows),
        };
        let failed = table.score(0..rows, &mut output)?;
        thousandths.iter().zip(&mut *points).for_each(|(thousandths, points)| to_points(thousandths, points));
        let none = u16::try_from(tiers.len()).unwrap_or(u16::MAX);
        tier.iter_mut().zip(&*ranks).for_each(|(tier, rank)| *tier = if none == 0 { none } else { u16::from(*rank) });
        error.fill(0);
        if failed > 0 {
            for (row, failure) in failures.iter().enumerate().take(rows) {
                let Some(failure) = failure else { continue };
                error.get_mut(row).into_iter().for_each(|error| *error = *failure as u8);
                tier.get_mut(row).into_iter().for_each(|tier| *tier = none);
                points.iter_mut().chain([&mut *coverage]).filter_map(|slice| slice.get_mut(row)).for_each(|number| *number = f64::NAN);
            }
        }
        Ok(failed)
    }
}

/// The first rows of a slice that is wanted.
fn first<T>(slice: &mut [T], rows: usize) -> &mut [T] {
    slice.get_mut(..rows).unwrap_or_default()
}
