//! Columns as a case of the corpus writes them, and what scoring them comes to.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tierwise::columns::{Bits, Column, Output, RowError};
use tierwise::{Date, Error, Finite, Name, Points, Policy};

/// A column, null where it is missing.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Cells {
    Numbers(Vec<Option<f64>>),
    Categories(Vec<Option<String>>),
    Flags(Vec<Option<bool>>),
    Days(Vec<Option<Date>>),
}

/// A column's memory: values, the words of a dictionary, and the bits of what is there.
#[derive(Default)]
struct Memory<'a> {
    numbers: Vec<f64>,
    codes: Vec<u32>,
    words: Vec<&'a str>,
    flags: Vec<bool>,
    days: Vec<i32>,
    validity: Vec<u8>,
}

impl<'a> Memory<'a> {
    fn of(cells: &'a Cells) -> Self {
        match cells {
            Cells::Numbers(cells) => Self { numbers: values(cells, |number| *number), validity: validity(cells), ..Self::default() },
            Cells::Categories(cells) => Self::of_words(cells),
            Cells::Flags(cells) => Self { flags: values(cells, |flag| *flag), validity: validity(cells), ..Self::default() },
            Cells::Days(cells) => Self { days: values(cells, |day| day.days_since_1970()), validity: validity(cells), ..Self::default() },
        }
    }

    fn of_words(cells: &'a [Option<String>]) -> Self {
        let words: Vec<&str> = cells.iter().flatten().map(|word| &**word).collect::<BTreeSet<&str>>().into_iter().collect();
        let codes = values(cells, |word| words.binary_search(&&**word).unwrap() as u32);
        Self { codes, words, validity: validity(cells), ..Self::default() }
    }

    fn column(&self, cells: &Cells) -> Column<'_> {
        let column = match cells {
            Cells::Numbers(_) => Column::numbers(&self.numbers),
            Cells::Categories(_) => self.words(),
            Cells::Flags(_) => Column::flags(&self.flags),
            Cells::Days(_) => Column::days(&self.days),
        };
        column.with_validity(Bits::new(&self.validity, 0))
    }

    fn words(&self) -> Column<'_> {
        Column::categories(&self.codes[..], &self.words).with_validity(Bits::new(&self.validity, 0))
    }
}

fn values<T, V: Default>(cells: &[Option<T>], value: impl Fn(&T) -> V) -> Vec<V> {
    cells.iter().map(|cell| cell.as_ref().map_or_else(V::default, &value)).collect()
}

fn validity<T>(cells: &[Option<T>]) -> Vec<u8> {
    cells.chunks(8).map(|cells| (0..cells.len()).fold(0, |byte, at| byte | u8::from(cells[at].is_some()) << at)).collect()
}

/// What columns come to: lists of a value a row, null in rows in error.
#[derive(Serialize)]
pub(crate) struct Found {
    error: Vec<Option<&'static str>>,
    composite: Vec<Option<Points>>,
    tier: Vec<Option<Name>>,
    coverage: Vec<Option<Finite>>,
    /// By criterion.
    contributions: BTreeMap<String, Vec<Option<Points>>>,
    /// By aspect.
    points: BTreeMap<String, Vec<Option<Points>>>,
}

pub(crate) fn score(policy: &Policy, rows: usize, columns: &BTreeMap<String, Cells>, as_of: Date, previous: Option<&[Option<String>]>) -> Result<Found, Error> {
    let memory: Vec<(&String, &Cells, Memory<'_>)> = columns.iter().map(|(name, cells)| (name, cells, Memory::of(cells))).collect();
    let columns: Vec<(&str, Column<'_>)> = memory.iter().map(|(name, cells, memory)| (name.as_str(), memory.column(cells))).collect();
    let before = previous.map(Memory::of_words);
    let mut table = policy.table(rows, &columns, as_of)?;
    if let Some(before) = &before {
        table = table.with_previous(before.words())?;
    }
    let aspects = &policy.spec().score.aspects;
    let names: [Vec<&String>; 2] =
        [aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| &criterion.id).collect(), aspects.iter().map(|aspect| &aspect.id).collect()];
    let [mut contributions, mut points] = names.each_ref().map(|names| vec![vec![0; rows]; names.len()]);
    let (mut composite, mut errors, mut tier, mut coverage) = (vec![0; rows], vec![None; rows], vec![0; rows], vec![0.0; rows]);
    let mut output = Output {
        composite: &mut composite,
        errors: &mut errors,
        tier: &mut tier,
        coverage: &mut coverage,
        contributions: contributions.iter_mut().map(|slice| &mut slice[..]).collect(),
        aspects: points.iter_mut().map(|slice| &mut slice[..]).collect(),
    };
    table.score(0..rows, &mut output)?;
    let rungs = table.tiers();
    let thousandths = |slice: &[i64]| {
        slice.iter().zip(&errors).map(|(points, error)| error.is_none().then(|| Points::from_thousandths(*points).unwrap())).collect::<Vec<_>>()
    };
    let named = |names: &[&String], slices: &[Vec<i64>]| names.iter().zip(slices).map(|(name, slice)| ((*name).clone(), thousandths(slice))).collect();
    Ok(Found {
        error: errors.iter().map(|error| error.map(RowError::code)).collect(),
        composite: thousandths(&composite),
        tier: tier.iter().zip(&errors).map(|(rank, error)| if error.is_none() { rungs.get(usize::from(*rank)).cloned() } else { None }).collect(),
        coverage: coverage.iter().zip(&errors).map(|(share, error)| error.is_none().then(|| Finite::new(*share).unwrap())).collect(),
        contributions: named(&names[0], &contributions),
        points: named(&names[1], &points),
    })
}
