//! Tables as plain lists, for those who have no arrays: what a JSON document can hold.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Bits, Column, Results, RowError};
use crate::Name;
use crate::date::Date;
use crate::error::Error;
use crate::number::{Finite, Points};
use crate::policy::Policy;

/// A table of accounts as lists.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// How many accounts there are.
    pub rows: usize,
    /// Each a value per account, by the fact's dotted name; facts without a column are missing.
    pub columns: BTreeMap<String, Cells>,
    /// The tiers before, null where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<Vec<Option<String>>>,
}

/// A column, null where a fact is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cells {
    /// Numbers.
    Numbers(Vec<Option<f64>>),
    /// Categories.
    Categories(Vec<Option<String>>),
    /// Flags.
    Flags(Vec<Option<bool>>),
    /// Days.
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
        let codes = values(cells, |word| words.binary_search(&&**word).ok().and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX));
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
    cells.chunks(8).map(|cells| cells.iter().rev().fold(0, |byte, cell| byte << 1 | u8::from(cell.is_some()))).collect()
}

/// What a table comes to: lists of a value per account, null in rows in error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoredLists {
    /// Why a row has no score: the code that the account has as an error one by one.
    pub error: Vec<Option<Name>>,
    /// The composites.
    pub composite: Vec<Option<Points>>,
    /// The tiers; null for a policy without a ladder.
    pub tier: Vec<Option<Name>>,
    /// Shares of the reachable points whose facts are known.
    pub coverage: Vec<Option<Finite>>,
    /// What each criterion contributes, by its id.
    pub contributions: BTreeMap<String, Vec<Option<Points>>>,
    /// The points of each aspect, by its id.
    pub points: BTreeMap<String, Vec<Option<Points>>>,
}

impl Policy {
    /// Scores a table of accounts that is given as lists, and places them in tiers: the same numbers as
    /// [`assess`](Self::assess) gives one by one. For large tables see [`table`](Self::table).
    ///
    /// ```
    /// # use tierwise::{Policy, columns::{Cells, Lists}};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
    /// }"#))?;
    /// let columns = [("fleet.units".to_owned(), Cells::Numbers(vec![Some(50.0), None]))].into();
    /// let scored = policy.score_columns(&Lists { rows: 2, columns, previous: None }, "2026-06-30".parse().unwrap())?;
    /// assert_eq!(scored.composite.iter().map(|points| points.unwrap().to_f64()).collect::<Vec<_>>(), [50.0, 0.0]);
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`table`](Self::table). Rows in error are no error: [`ScoredLists::error`] has them.
    pub fn score_columns(&self, table: &Lists, as_of: Date) -> Result<ScoredLists, Error> {
        let Lists { rows, columns, previous } = table;
        let rows = *rows;
        let memory: Vec<(&String, &Cells, Memory<'_>)> = columns.iter().map(|(name, cells)| (name, cells, Memory::of(cells))).collect();
        let columns: Vec<(&str, Column<'_>)> = memory.iter().map(|(name, cells, memory)| (name.as_str(), memory.column(cells))).collect();
        let before = previous.as_deref().map(Memory::of_words);
        let mut bound = self.table(rows, &columns, as_of)?;
        if let Some(before) = &before {
            bound = bound.with_previous(before.words())?;
        }
        let aspects = &self.checked.spec.score.aspects;
        let criteria: Vec<&String> = aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| &criterion.id).collect();
        let aspects: Vec<&String> = aspects.iter().map(|aspect| &aspect.id).collect();
        let mut results = Results::new(self, rows);
        bound.score(0..rows, &mut results.output())?;
        let Results { composite, errors, tier, coverage, contributions, aspects: points } = results;
        let rungs = bound.tiers();
        let points_of =
            |slice: &[i64]| slice.iter().zip(&errors).map(|(points, error)| Points::from_thousandths(*points).filter(|_| error.is_none())).collect();
        let named = |names: &[&String], slices: &[Vec<i64>]| names.iter().zip(slices).map(|(name, slice)| ((*name).clone(), points_of(slice))).collect();
        let placed = tier.iter().zip(&errors).map(|(rank, error)| rungs.get(usize::from(*rank)).filter(|_| error.is_none()).cloned());
        let shares = coverage.iter().zip(&errors).map(|(share, error)| Finite::new(*share).filter(|_| error.is_none()));
        Ok(ScoredLists {
            error: errors.iter().map(|error| error.map(|error| RowError::code(error).into())).collect(),
            composite: points_of(&composite),
            tier: placed.collect(),
            coverage: shares.collect(),
            contributions: named(&criteria, &contributions),
            points: named(&aspects, &points),
        })
    }
}
