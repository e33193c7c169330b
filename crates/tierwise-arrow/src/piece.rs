//! Some rows of a batch, with their places in the results.

use std::ops::Range;

use arrow_array::StringArray;
use tierwise::columns::{Output, Table};
use tierwise::{Assessment, Error, Points};

use crate::output::{Failed, Thousandths};

/// Rows that one thread takes at a time.
const PIECE: usize = 32_768;
/// Rows whose points stay in the cache until they have their final type.
const CHUNK: usize = 2_048;

/// Some rows, with their places in the results.
pub(crate) struct Piece<'a, N> {
    pub(crate) rows: Range<usize>,
    /// Composites, then contributions, then aspects.
    pub(crate) points: Vec<&'a mut [N]>,
    /// How many contributions there are.
    pub(crate) criteria: usize,
    /// Empty if nobody asks.
    pub(crate) tier: &'a mut [u8],
    /// Empty if nobody asks.
    pub(crate) coverage: &'a mut [f64],
}

impl<'a, N> Piece<'a, N> {
    /// The same in pieces for threads.
    pub(crate) fn split(mut self) -> Vec<Self> {
        let mut pieces = Vec::new();
        while !self.rows.is_empty() {
            let rows = self.rows.start..self.rows.end.min(self.rows.start.saturating_add(PIECE));
            self.rows.start = rows.end;
            let count = rows.len();
            pieces.push(Piece {
                rows,
                points: self.points.iter_mut().map(|values| split_off(values, count)).collect(),
                criteria: self.criteria,
                tier: split_off(&mut self.tier, count),
                coverage: split_off(&mut self.coverage, count),
            });
        }
        pieces
    }

    /// Scores every row of a table of these rows, and says which are in error.
    pub(crate) fn fill<T: Thousandths<Native = N>>(&mut self, table: &Table<'_>, with_messages: bool) -> Result<Vec<Failed>, Error> {
        let size = CHUNK.min(table.rows());
        let mut thousandths = vec![0_i64; size.saturating_mul(self.points.len())];
        let mut errors = vec![None; size];
        let mut failed = Vec::new();
        for start in (0..table.rows()).step_by(CHUNK) {
            let rows = start..table.rows().min(start.saturating_add(CHUNK));
            let mut slices = thousandths.chunks_exact_mut(rows.len());
            let mut output = Output {
                composite: slices.next().unwrap_or_default(),
                contributions: slices.by_ref().take(self.criteria).collect(),
                aspects: slices.take(self.points.len().saturating_sub(self.criteria).saturating_sub(1)).collect(),
                tier: self.tier.get_mut(rows.clone()).unwrap_or_default(),
                coverage: self.coverage.get_mut(rows.clone()).unwrap_or_default(),
                errors: errors.get_mut(..rows.len()).unwrap_or_default(),
            };
            let has_failed = table.score(rows.clone(), &mut output)? > 0;
            for (values, thousandths) in self.points.iter_mut().zip(thousandths.chunks_exact(rows.len())) {
                let values = values.get_mut(rows.clone()).unwrap_or_default();
                values.iter_mut().zip(thousandths).for_each(|(value, thousandths)| *value = T::of(*thousandths));
            }
            if has_failed {
                let wrong = errors.iter().zip(rows).filter_map(|(error, row)| Some((row, (*error)?)));
                let message = |row: usize| if with_messages { table.assess(row).err().map(|error| error.to_string()) } else { None };
                failed.extend(wrong.map(|(row, error)| Failed { row: self.rows.start.saturating_add(row), code: error.code().into(), message: message(row) }));
            }
        }
        Ok(failed)
    }

    /// Fills in what is found of each row, and says which are in error.
    pub(crate) fn fill_from<T: Thousandths<Native = N>>(
        &mut self,
        tiers: Option<&StringArray>,
        assess: impl Fn(usize) -> Result<Assessment, Error>,
    ) -> Vec<Failed> {
        let mut failed = Vec::new();
        for row in 0..self.rows.len() {
            let assessment = assess(row).map_err(|error| {
                failed.push(Failed { row: self.rows.start.saturating_add(row), code: error.code().to_owned().into(), message: Some(error.to_string()) });
            });
            let assessment = assessment.ok();
            let card = assessment.as_ref().map(|assessment| &assessment.scorecard);
            let aspects = || card.iter().flat_map(|card| &card.aspects);
            let contributions = aspects().flat_map(|aspect| &aspect.criteria).map(|criterion| criterion.contribution).take(self.criteria);
            let points = card.map(|card| card.composite).into_iter().chain(contributions).chain(aspects().map(|aspect| aspect.points));
            // A row in error has zeroes.
            let points = points.map(Some).chain(std::iter::repeat(None));
            for (values, points) in self.points.iter_mut().zip(points) {
                put(values, row, T::of(points.map_or(0, Points::thousandths)));
            }
            let placement = assessment.as_ref().and_then(|assessment| assessment.placement.as_ref());
            let rank = placement.and_then(|placement| tiers?.iter().position(|tier| tier == Some(&*placement.tier)));
            put(self.tier, row, rank.and_then(|rank| u8::try_from(rank).ok()).unwrap_or_default());
            put(self.coverage, row, card.map_or(0.0, |card| card.coverage.get()));
        }
        failed
    }
}

/// Puts a value at its place, if there is one.
fn put<V>(values: &mut [V], at: usize, value: V) {
    if let Some(slot) = values.get_mut(at) {
        *slot = value;
    }
}

/// Takes the first values of a slice; nothing from an empty one.
fn split_off<'a, V>(values: &mut &'a mut [V], count: usize) -> &'a mut [V] {
    let count = count.min(values.len());
    values.split_off_mut(..count).unwrap_or_default()
}
