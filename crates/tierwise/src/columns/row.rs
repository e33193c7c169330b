//! Rows that need a closer look: the arithmetic and the errors of one account.

use std::ops::Range;

use super::{Output, Reading, RowError, Scratch, Table};
use crate::account::Account;
use crate::error::{Error, code};
use crate::fact::{FactRef, FactValue};
use crate::number::Finite;
use crate::policy::{Aspect, Criterion, ReadFacts};
use crate::tally::{Listener, Met, Refusal, Tally};
use crate::tier::Assessment;

/// Reads rows one by one, into the same memory.
pub(super) struct Rows<'a> {
    table: &'a Table<'a>,
    facts: ReadFacts<'a>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(table: &'a Table<'a>) -> Self {
        Self { table, facts: ReadFacts { values: Vec::new(), as_of: table.as_of } }
    }

    /// Looks at the rows of a block whose composite is no number; says how many are in error.
    pub(super) fn look(&mut self, rows: &Range<usize>, to: usize, scratch: &mut Scratch, output: &mut Output<'_>) -> usize {
        let mut failed = 0_usize;
        let places = scratch.composite.iter_mut().zip(&mut scratch.coverage).zip(&mut scratch.previous);
        for (((composite, known), previous), row) in places.zip(rows.clone()) {
            if !composite.is_nan() {
                continue;
            }
            let place = to.saturating_add(row.saturating_sub(rows.start));
            let tally = self
                .read(row)
                .and_then(|()| self.tally(place, output))
                .and_then(|tally| if previous.is_nan() { Err(RowError::UnknownTier) } else { Ok(tally) });
            match tally {
                Ok(tally) => (*composite, *known) = (tally.composite as f64, tally.known as f64),
                Err(error) => {
                    (*composite, *known, *previous) = (0.0, 0.0, 0.0);
                    output.errors.get_mut(place).into_iter().for_each(|slot| *slot = Some(error));
                    failed = failed.saturating_add(1);
                }
            }
        }
        failed
    }

    /// Reads the facts of a row.
    fn read(&mut self, row: usize) -> Result<(), RowError> {
        self.facts.values.clear();
        let mut first = Ok(());
        for (column, fact) in self.table.columns.iter().zip(&self.table.policy.checked.facts) {
            match column.as_ref().map_or(Ok(None), |column| column.value(row)) {
                Ok(Some(FactRef::Category(word))) if !fact.has(word) => first = first.and(Err(RowError::UnknownCategory)),
                Ok(value) => self.facts.values.push(value),
                Err(RowError::NoSuchDay) => first = first.and(Err(RowError::NoSuchDay)),
                // No document can have such a value: the account cannot even be read.
                Err(unreadable) => return Err(unreadable),
            }
        }
        first
    }

    /// Scores the facts that were read.
    fn tally(&self, place: usize, output: &mut Output<'_>) -> Result<Tally, RowError> {
        let mut numbers = Numbers { output, place, criteria: 0, aspects: 0, refused: None };
        let tally = Tally::of(&self.table.policy.checked, &self.facts, &mut numbers);
        numbers.refused.map_or(Ok(tally), Err)
    }
}

/// Takes contributions and aspects from a tally to their place.
struct Numbers<'a, 'b> {
    output: &'a mut Output<'b>,
    place: usize,
    criteria: usize,
    aspects: usize,
    refused: Option<RowError>,
}

impl Listener for Numbers<'_, '_> {
    fn begins(&mut self, _: &Aspect) {}

    fn met(&mut self, _: &Criterion, _: Option<FactRef<'_>>, met: Met) {
        let slot = self.output.contributions.get_mut(self.criteria).and_then(|slice| slice.get_mut(self.place));
        slot.into_iter().for_each(|slot| *slot = met.contribution);
        self.criteria = self.criteria.saturating_add(1);
    }

    fn ends(&mut self, _: &Aspect, _: i64, clipped: i64) {
        let slot = self.output.aspects.get_mut(self.aspects).and_then(|slice| slice.get_mut(self.place));
        slot.into_iter().for_each(|slot| *slot = clipped);
        self.aspects = self.aspects.saturating_add(1);
    }

    fn refused(&mut self, refusal: Refusal<'_>) {
        self.refused.get_or_insert(match refusal {
            Refusal::NoMatch(..) => RowError::NoMatch,
            Refusal::Missing(_) => RowError::MissingFact,
            Refusal::Coverage(..) => RowError::Coverage,
        });
    }
}

impl Table<'_> {
    /// Everything about one row, by [`Policy::assess`](crate::Policy::assess): the scorecard, the placement, or its error in words.
    ///
    /// The account has the facts of the row that the policy reads, and nothing else.
    ///
    /// # Errors
    /// Those of the row; `number.range` for a row that the table does not have.
    pub fn assess(&self, row: usize) -> Result<Assessment, Error> {
        if row >= self.rows {
            return Err(Error::new(code::NUMBER_RANGE, "row", format!("expected a row below {}, found {row}", self.rows)));
        }
        let mut account = Account::default();
        for (column, fact) in self.columns.iter().zip(&self.policy.checked.facts) {
            let Some(column) = column else { continue };
            let value: FactValue = match column.value(row) {
                Ok(None) => continue,
                Ok(Some(FactRef::Number(number))) => Finite::new(number).unwrap_or_default().into(),
                Ok(Some(FactRef::Category(word))) => word.into(),
                Ok(Some(FactRef::Flag(flag))) => flag.into(),
                Ok(Some(FactRef::Date(day))) => day.into(),
                Err(RowError::NoSuchDay) => column.shown(row).as_str().into(),
                Err(error) => {
                    let found = column.shown(row);
                    let message = match error {
                        RowError::NotFinite => format!("expected a finite number, found {found}"),
                        _ => format!("expected a category of the column's dictionary, found number {found}"),
                    };
                    return Err(Error::new(error.code(), format!("facts.{}", fact.name), message));
                }
            };
            account.facts.insert(fact.name.clone(), value);
        }
        self.policy.assess(&account, self.as_of, self.previous_of(row)?)
    }

    /// The tier before, by name.
    fn previous_of(&self, row: usize) -> Result<Option<&str>, Error> {
        let Some(previous) = &self.previous else { return Ok(None) };
        let Some(Reading { column, .. }) = &previous.reading else { return Ok(None) };
        match column.value(row) {
            Ok(Some(FactRef::Category(word))) => Ok(Some(word)),
            Ok(_) => Ok(None),
            Err(_) => {
                Err(Error::new(code::TIER_UNKNOWN, "previous", format!("expected a tier of the column's dictionary, found number {}", column.shown(row))))
            }
        }
    }
}
