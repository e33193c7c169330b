//! The events of one account as a history: what its replay takes.

use std::ops::Range;

use super::Ledgers;
use crate::columns::{Column, RowError};
use crate::date::Date;
use crate::error::{Error, code};
use crate::event::{Earn, Enrol, Event, EventKind, History};
use crate::fact::FactRef;
use crate::number::{NumberError, Points};

impl Ledgers<'_> {
    /// The rows of an account's events.
    pub(super) fn rows(&self, account: usize) -> Option<Range<usize>> {
        let offsets = self.events.offsets.get(account..account.checked_add(2)?)?;
        offsets.first().zip(offsets.last()).map(|(start, end)| *start..*end)
    }

    /// An account as a history, up to the last day that is asked for: what [`Policy::replay`](crate::Policy::replay) says all about.
    ///
    /// The ids of the events are the numbers of their rows, and so is their sequence. An account that has not enrolled up to that day
    /// has none.
    ///
    /// # Errors
    /// `number.range` for an account that there is not; an event without day or activity (`input.missing_field`), a day that there is not
    /// (`date.format`), an activity beyond the column's dictionary (`input.unknown_value`), a quantity that is no number of at most three
    /// decimals (`number.*`), each at `events` and its row.
    pub fn history(&self, account: usize) -> Result<History, Error> {
        let rows = self.rows(account).ok_or_else(|| {
            let message = format!("expected an account below {}, found {account}", self.accounts());
            Error::new(code::NUMBER_RANGE, "account", message)
        })?;
        let is_past = |row: &usize| self.events.on.raw_days().get(*row).is_some_and(|day| *day <= self.last.days_since_1970());
        let given = self.events.enrolled.map(|column| self.day(column, account, "enrolled")).transpose()?.flatten();
        if given.is_some_and(|day| day > self.last) {
            return Ok(History::default());
        }
        let mut events = rows.filter(is_past).map(|row| self.event(row)).collect::<Result<Vec<_>, _>>()?;
        if let Some(on) = given.or_else(|| events.iter().map(|event| event.on).min()) {
            events.push(Event { id: "enrol".to_owned(), on, recorded_on: None, sequence: 0, event: EventKind::Enrol(Enrol::default()) });
        }
        Ok(History { events, ..History::default() })
    }

    fn event(&self, row: usize) -> Result<Event, Error> {
        let missing = |name: &str| Error::new(code::INPUT_MISSING_FIELD, format!("events[{row}].{name}"), "expected a value, found nothing");
        let on = self.day(self.events.on, row, "on")?.ok_or_else(|| missing("on"))?;
        let activity = match self.events.activity.value(row) {
            Ok(Some(FactRef::Category(word))) => word.to_owned(),
            Ok(_) => return Err(missing("activity")),
            Err(_) => {
                let message = format!("expected an activity of the column's dictionary, found number {}", self.events.activity.shown(row));
                return Err(Error::new(code::INPUT_UNKNOWN_VALUE, format!("events[{row}].activity"), message));
            }
        };
        let earn = Earn { activity, quantity: self.quantity(row)?, ..Earn::default() };
        let id = row.to_string();
        Ok(Event { id, on, recorded_on: None, sequence: u64::try_from(row).unwrap_or(u64::MAX), event: EventKind::Earn(earn) })
    }

    fn day(&self, column: Column<'_>, row: usize, name: &str) -> Result<Option<Date>, Error> {
        match column.value(row) {
            Ok(Some(FactRef::Date(day))) => Ok(Some(day)),
            Ok(_) => Ok(None),
            Err(error) => {
                let message = format!("expected a day of the years 1 to 9999, found {} days since 1970-01-01", column.shown(row));
                Err(Error::new(error.code(), format!("events[{row}].{name}"), message))
            }
        }
    }

    fn quantity(&self, row: usize) -> Result<Option<Points>, Error> {
        let Some(column) = self.events.quantity else { return Ok(None) };
        let number = match column.value(row) {
            Ok(Some(FactRef::Number(number))) => number,
            Err(RowError::NotFinite) => f64::INFINITY,
            Ok(_) | Err(_) => return Ok(None),
        };
        Points::from_f64(number).map(Some).map_err(|error| {
            let code = match error {
                NumberError::Decimals { .. } => code::NUMBER_DECIMALS,
                NumberError::Range { .. } => code::NUMBER_RANGE,
                NumberError::NotFinite { .. } => code::NUMBER_NOT_FINITE,
            };
            Error::new(code, format!("events[{row}].quantity"), error.to_string())
        })
    }
}
