//! Many accounts at once, as columns: the same numbers as one by one, to the bit (rule P1).
//!
//! [`Policy::table`] binds a policy to columns of facts; [`Table::score`] fills the caller's slices, for any range of rows,
//! on any number of threads; [`Table::assess`] says everything about one row.
//!
//! [`Policy::ledgers`] does the same for accounts over time: from columns of events to balance and tier on many days.

mod bind;
mod column;
mod kernel;
mod ledgers;
mod lists;
mod place;
mod results;
mod row;
mod vectors;

use std::ops::Range;

pub use column::{Bits, Codes, Column, NO_DAY, shown_day};
pub use ledgers::{Events, Ledgers, NOT_ENROLLED, Reviews};
pub use lists::{Cells, Lists, ScoredLists};
pub use results::Results;
pub use vectors::Vectors;

use crate::Name;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::number;
use crate::policy::{Policy, Transform};
use crate::tally::coverage;
use fearless_simd::Level;
use kernel::{Block, LANES, Lookup, Present, ROWS, Sink};
use place::{Placing, Rungs};
use row::Rows;

/// Accounts as columns, bound to a policy as of a day; made by [`Policy::table`].
pub struct Table<'a> {
    policy: &'a Policy,
    as_of: Date,
    rows: usize,
    /// Columns of the policy's facts, in the policy's order; the others are missing in every row.
    columns: Vec<Option<Column<'a>>>,
    base: f64,
    /// Reach of all criteria.
    reachable: f64,
    aspects: Vec<Sum<'a>>,
    /// Facts that no criterion reads: their values are only looked at.
    bystanders: Vec<Source<'a>>,
    rungs: Option<Rungs<'a>>,
    /// The tiers before, as ranks; zero for what is missing.
    previous: Option<Source<'a>>,
    /// Whether a condition asks for the coverage.
    asks_for_score: bool,
    vectors: Vectors,
}

/// An aspect.
struct Sum<'a> {
    floor: f64,
    cap: f64,
    parts: Vec<Part<'a>>,
}

/// A criterion.
struct Part<'a> {
    reach: f64,
    source: Source<'a>,
}

/// A column, and how its days become numbers.
struct Reading<'a> {
    column: Column<'a>,
    transform: Option<(Transform, Date)>,
}

/// What is said of a column's values.
struct Source<'a> {
    /// Without one the value is missing in every row.
    reading: Option<Reading<'a>>,
    lookup: Lookup,
}

/// Where results go: the caller's slices, each as long as the range of rows. What is not wanted is left empty. [`Results`] has
/// memory for them.
///
/// Points are whole thousandths. A row in error has zeroes.
#[derive(Debug, Default)]
pub struct Output<'a> {
    /// The composites; always wanted.
    pub composite: &'a mut [i64],
    /// Why a row has no score; always wanted.
    pub errors: &'a mut [Option<RowError>],
    /// Ranks of the tiers: 0 is the base rung, n the nth tier. All 0 for a policy without a ladder.
    pub tier: &'a mut [u8],
    /// Shares of the reachable points, 0 to 1, whose facts are known.
    pub coverage: &'a mut [f64],
    /// For each criterion in the policy's order what it contributes; none at all, or as many as there are criteria.
    pub contributions: Vec<&'a mut [i64]>,
    /// For each aspect in the policy's order its points, within cap and floor; none at all, or as many as there are aspects.
    pub aspects: Vec<&'a mut [i64]>,
}

/// Why a row has no score; [`Table::assess`] says it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RowError {
    /// A number is infinite.
    NotFinite = 1,
    /// A day is not of the years 1 to 9999, or a time is no day.
    NoSuchDay,
    /// A category that the fact does not have, or that is not in the column's dictionary.
    UnknownCategory,
    /// No band or category of a criterion covers the fact's value.
    NoMatch,
    /// A fact is missing whose criterion refuses to do without.
    MissingFact,
    /// Too few facts are known to renormalise an aspect.
    Coverage,
    /// The tier before is none of the policy's.
    UnknownTier,
}

impl RowError {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] = [Self::NotFinite, Self::NoSuchDay, Self::UnknownCategory, Self::NoMatch, Self::MissingFact, Self::Coverage, Self::UnknownTier];

    /// The code that the same account has as an error one by one.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotFinite => code::NUMBER_NOT_FINITE,
            Self::NoSuchDay => code::DATE_FORMAT,
            Self::UnknownCategory => code::FACT_VALUE,
            Self::NoMatch => code::SCORE_NO_MATCH,
            Self::MissingFact => code::SCORE_MISSING_FACT,
            Self::Coverage => code::SCORE_COVERAGE,
            Self::UnknownTier => code::TIER_UNKNOWN,
        }
    }
}

/// Whole thousandths as points, several at once: the numbers of [`Points::to_f64`](crate::Points::to_f64).
///
/// ```
/// let mut points = [0.0; 2];
/// tierwise::columns::to_points(&[12_207, -5], &mut points);
/// assert_eq!(points, [12.207, -0.005]);
/// ```
pub fn to_points(thousandths: &[i64], points: &mut [f64]) {
    kernel::to_points(Level::new(), thousandths, points);
}

/// What is worked on while a block is scored; small enough to stay in the cache.
struct Scratch {
    loaded: Loaded,
    sum: Block,
    composite: Block,
    /// Reach of the known facts, then the coverage.
    coverage: Block,
    previous: Block,
    ranks: Block,
    /// Contributions of less than a block, before they go to their place.
    rest: Box<[i64; ROWS]>,
}

/// The values of a column.
struct Loaded {
    numbers: Block,
    present: Present,
}

impl Table<'_> {
    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Names of the rungs by their ranks, the base rung first; empty for a policy without a ladder.
    #[must_use]
    pub fn tiers(&self) -> Vec<Name> {
        self.policy.checked.ladder.as_ref().map(|ladder| (0..=ladder.tiers.len()).map(|rank| ladder.name(rank)).collect()).unwrap_or_default()
    }

    /// Scores and places a range of rows, and says how many of them are in error. Ranges do not depend on each other.
    ///
    /// # Errors
    /// `number.range` for rows that the table does not have, `input.length` for a slice of another length than the
    /// range. Rows in error are no error: [`Output::errors`] has them.
    pub fn score(&self, rows: Range<usize>, output: &mut Output<'_>) -> Result<usize, Error> {
        self.check(&rows, output)?;
        let mut careful = Rows::new(self);
        let zeroes = [0.0; ROWS];
        let loaded = Loaded { numbers: zeroes, present: [0; ROWS / LANES] };
        let mut scratch = Scratch { loaded, sum: zeroes, composite: zeroes, coverage: zeroes, previous: zeroes, ranks: zeroes, rest: Box::new([0; ROWS]) };
        let mut failed = 0_usize;
        for start in rows.clone().step_by(ROWS) {
            let block = start..rows.end.min(start.saturating_add(ROWS));
            failed = failed.saturating_add(self.block(&block, start.saturating_sub(rows.start), &mut scratch, &mut careful, output));
        }
        Ok(failed)
    }

    fn check(&self, rows: &Range<usize>, output: &Output<'_>) -> Result<(), Error> {
        if rows.start > rows.end || rows.end > self.rows {
            return Err(Error::new(code::NUMBER_RANGE, "rows", format!("expected a range within {} rows, found {}..{}", self.rows, rows.start, rows.end)));
        }
        let mut problems = Vec::new();
        let mut length = |name: &str, expected: usize, found: usize, what: &str| {
            if found != expected {
                problems.push(Problem::new(code::INPUT_LENGTH, format!("output.{name}"), format!("expected {expected} {what}, found {found}")));
            }
        };
        let given = |found: usize| if found == 0 { 0 } else { rows.len() };
        length("composite", rows.len(), output.composite.len(), "rows");
        length("errors", rows.len(), output.errors.len(), "rows");
        length("tier", given(output.tier.len()), output.tier.len(), "rows");
        length("coverage", given(output.coverage.len()), output.coverage.len(), "rows");
        let criteria = self.aspects.iter().map(|aspect| aspect.parts.len()).sum();
        for (name, of, slices) in [("contributions", criteria, &output.contributions), ("aspects", self.aspects.len(), &output.aspects)] {
            length(name, if slices.is_empty() { 0 } else { of }, slices.len(), "slices");
            slices.iter().enumerate().for_each(|(at, slice)| length(&format!("{name}[{at}]"), given(slice.len()), slice.len(), "rows"));
        }
        Error::check(problems)
    }

    /// Scores one block of rows, whose results stand from a place on; says how many are in error.
    fn block(&self, rows: &Range<usize>, to: usize, scratch: &mut Scratch, careful: &mut Rows<'_>, output: &mut Output<'_>) -> usize {
        let place = to..to.saturating_add(rows.len());
        let level = self.vectors.0;
        let wants_coverage = !output.coverage.is_empty() || self.asks_for_score;
        self.sum(rows, &place, wants_coverage, scratch, output);
        if let Some(errors) = output.errors.get_mut(place.clone()) {
            errors.fill(None);
        }
        let failed = if kernel::lacks_numbers(level, &scratch.composite, rows.len()) { careful.look(rows, to, scratch, output) } else { 0 };
        if wants_coverage {
            kernel::change(level, &mut scratch.coverage, |known| coverage(known, self.reachable));
            write(level, output.coverage, &place, &scratch.coverage, |share| share);
        }
        write(level, output.composite, &place, &scratch.composite, number::round);
        if !output.tier.is_empty() {
            if let Some(rungs) = &self.rungs {
                let Scratch { loaded, composite, coverage, previous, ranks, .. } = scratch;
                rungs.place(&mut Placing { level, rows, composite, coverage, loaded }, previous, ranks);
            }
            write(level, output.tier, &place, &scratch.ranks, |rank| number::round(rank) as u8);
        }
        if failed > 0 {
            output.clear(&place);
        }
        failed
    }

    /// Sums the block; NaN where a row needs a closer look.
    fn sum(&self, rows: &Range<usize>, place: &Range<usize>, wants_coverage: bool, scratch: &mut Scratch, output: &mut Output<'_>) {
        let Scratch { loaded, sum, composite, coverage, previous, rest, .. } = scratch;
        let level = self.vectors.0;
        composite.fill(self.base);
        if wants_coverage {
            coverage.fill(self.reachable);
        }
        let mut contributions = output.contributions.iter_mut();
        let mut aspects = output.aspects.iter_mut();
        for aspect in &self.aspects {
            sum.fill(0.0);
            for part in &aspect.parts {
                let mut slots = contributions.next().and_then(|slice| slice.get_mut(place.clone()));
                // Less than a block goes to its place by a detour.
                let whole = slots.as_deref_mut().map(|slots| slots.first_chunk_mut().unwrap_or(rest));
                let known = wants_coverage.then_some((&mut *coverage, part.reach));
                part.source.say(level, rows, loaded, Sink { sum, contributions: whole, known });
                if let Some(slots) = slots.filter(|slots| slots.len() < ROWS) {
                    slots.iter_mut().zip(&**rest).for_each(|(slot, contribution)| *slot = *contribution);
                }
            }
            kernel::close(level, sum, (aspect.floor, aspect.cap), composite);
            if let Some(slice) = aspects.next() {
                write(level, slice, place, sum, number::round);
            }
        }
        for bystander in &self.bystanders {
            bystander.say(level, rows, loaded, Sink { sum: composite, contributions: None, known: None });
        }
        if let Some(before) = &self.previous {
            previous.fill(0.0);
            before.say(level, rows, loaded, Sink { sum: previous, contributions: None, known: None });
            // An unknown tier is not a number.
            kernel::mark(level, previous, composite);
        }
    }
}

impl Reading<'_> {
    fn load<'b>(&'b self, level: Level, rows: &Range<usize>, Loaded { numbers, present }: &'b mut Loaded) -> (&'b Block, &'b Present) {
        (self.column.numbers_of(level, rows, self.transform, numbers), self.column.present_of(rows, present))
    }
}

impl Source<'_> {
    fn say(&self, level: Level, rows: &Range<usize>, loaded: &mut Loaded, to: Sink<'_>) {
        let (numbers, present) = match &self.reading {
            Some(reading) => reading.load(level, rows, loaded),
            None => (&loaded.numbers, &[0; ROWS / LANES]),
        };
        // Tables of a few rows do not pay for a block.
        let present = present.get(..rows.len().div_ceil(LANES)).unwrap_or_default();
        self.lookup.say(level, numbers, present, to);
    }
}

/// Writes a block to its place, if the slice is wanted.
fn write<T>(level: Level, slice: &mut [T], place: &Range<usize>, block: &Block, value: impl Fn(f64) -> T) {
    kernel::write(level, block, slice.get_mut(place.clone()).unwrap_or_default(), value);
}

impl Output<'_> {
    /// Leaves zeroes in rows in error.
    #[cold]
    fn clear(&mut self, place: &Range<usize>) {
        for at in place.clone() {
            if self.errors.get(at).copied().flatten().is_none() {
                continue;
            }
            let slices = [&mut *self.composite]
                .into_iter()
                .chain(self.contributions.iter_mut().map(|slice| &mut **slice))
                .chain(self.aspects.iter_mut().map(|slice| &mut **slice));
            slices.filter_map(|slice| slice.get_mut(at)).for_each(|slot| *slot = 0);
            self.tier.get_mut(at).into_iter().for_each(|slot| *slot = 0);
            self.coverage.get_mut(at).into_iter().for_each(|slot| *slot = 0.0);
        }
    }
}
