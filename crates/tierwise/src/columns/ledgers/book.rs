//! What an account's events come to: points by the days on which they begin to count and cease to.

use super::Ledgers;
use super::plan::{NEVER, Plan, Rate, Span, stays_in_range};
use crate::date::Date;
use crate::number::{Points, round_to_f64};
use crate::policy::Cadence;

/// The events of one account, none of them without day or activity.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    days: &'a [i32],
    places: &'a [u32],
    /// NaN where it is missing.
    quantities: &'a [f64],
    /// What happened before earns nothing.
    enrolled: i32,
}

/// Memory for what does not stand in the columns as it is needed.
#[derive(Default)]
pub(super) struct Read {
    places: Vec<u32>,
    quantities: Vec<f64>,
}

/// What an event earns, and when it counts.
struct Lot {
    on: i32,
    points: i64,
    span: Span,
}

/// Points that begin to count, or cease to, from a day on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) on: i32,
    pub(super) points: i64,
}

/// What all events of an account come to.
#[derive(Default)]
pub(super) struct Booked {
    /// What is added to the sum at each stop, if the plan has stops.
    pub(super) at_stops: Vec<i64>,
    /// Else what is added to it and taken off it, in the order of days.
    pub(super) begins: Vec<Change>,
    pub(super) ends: Vec<Change>,
    /// Days of events; only where they are days of review.
    pub(super) days: Vec<i32>,
}

impl Read {
    /// Those of an account; nothing if one of them has no day or no activity.
    pub(super) fn rows<'a>(&'a mut self, ledgers: &Ledgers<'a>, account: usize, enrolled: Option<Date>) -> Option<Rows<'a>> {
        let (events, rows) = (&ledgers.events, ledgers.rows(account)?);
        let mut is_whole = true;
        events.on.each_invalid(&rows, |_| is_whole = false);
        events.activity.each_invalid(&rows, |_| is_whole = false);
        if !is_whole {
            return None;
        }
        self.places.clear();
        events.activity.push_places(&rows, &mut self.places);
        let as_they_stand = match events.quantity {
            Some(column) => column.raw_numbers().get(rows.clone())?,
            None => &[],
        };
        events.quantity.iter().for_each(|column| column.each_invalid(&rows, |_| is_whole = false));
        let quantities = if events.quantity.is_some() && is_whole {
            as_they_stand
        } else {
            self.quantities.clear();
            self.quantities.extend_from_slice(as_they_stand);
            self.quantities.resize(rows.len(), f64::NAN);
            let mut forget = |at: usize| self.quantities.get_mut(at).into_iter().for_each(|slot| *slot = f64::NAN);
            events.quantity.iter().for_each(|column| column.each_invalid(&rows, &mut forget));
            &self.quantities
        };
        let enrolled = enrolled.map_or(i32::MIN, Date::days_since_1970);
        Some(Rows { days: events.on.raw_days().get(rows)?, places: &self.places, quantities, enrolled })
    }
}

impl Rows<'_> {
    /// What each event up to a day earns; nothing where that must be looked at closely.
    #[inline]
    fn lots(self, plan: &Plan<'_>, until: i32) -> impl Iterator<Item = Option<Lot>> {
        let events = self.days.iter().zip(self.places).zip(self.quantities).filter(move |((on, _), _)| **on <= until);
        events.map(|((on, place), quantity)| {
            let rate = plan.rates.get(*place as usize).copied().flatten()?;
            // Days before the table lie beyond its end.
            let at = on.wrapping_sub(plan.first) as u32 as usize;
            let span = *plan.spans.get(rate.schedule.wrapping_add(at)).filter(|_| at < plan.days)?;
            Some(Lot { on: *on, points: rate.earns(*quantity)?, span })
        })
    }

    fn counts(self, lot: &Lot) -> bool {
        lot.points != 0 && lot.on >= self.enrolled && lot.span.from < lot.span.until
    }

    /// What the sum changes by after one day and up to another.
    pub(super) fn between(self, plan: &Plan<'_>, after: i32, until: i32) -> i64 {
        let is_between = |day: i32| i64::from(after < day && day <= until);
        let lots = self.lots(plan, until).flatten().filter(|lot| self.counts(lot));
        let change = |Lot { points, span, .. }: Lot| points.wrapping_mul(is_between(span.from).wrapping_sub(is_between(span.until)));
        lots.map(change).fold(0, i64::wrapping_add)
    }
}

impl Booked {
    /// Books the events of an account; says the first day up to the last that is asked for, if there is one, and nothing if the
    /// account must be looked at closely.
    pub(super) fn book(&mut self, plan: &Plan<'_>, rows: Rows<'_>, last: Date) -> Option<Option<Date>> {
        let has_stops = !plan.stops.is_empty();
        self.at_stops.clear();
        self.at_stops.resize(if has_stops { plan.stops.len().saturating_add(1) } else { 0 }, 0);
        self.begins.clear();
        self.ends.clear();
        let (mut first, mut largest, mut count) = (NEVER, 0_u64, 0_usize);
        for lot in rows.lots(plan, last.days_since_1970()) {
            let lot = lot?;
            first = first.min(lot.on);
            if !rows.counts(&lot) {
                continue;
            }
            let Lot { points, span: Span { from, until, from_stop, until_stop }, .. } = lot;
            (largest, count) = (largest.max(points.unsigned_abs()), count.saturating_add(1));
            if has_stops {
                // The sums are of amounts whose greatest possible one is looked at below.
                self.at_stops.get_mut(from_stop as usize).into_iter().for_each(|sum| *sum = sum.wrapping_add(points));
                self.at_stops.get_mut(until_stop as usize).into_iter().for_each(|sum| *sum = sum.wrapping_sub(points));
            } else {
                self.begins.push(Change { on: from, points });
                self.ends.push(Change { on: until, points });
            }
        }
        // Nothing that is added in whatever order leaves the range, so that no sum must be looked at.
        if !stays_in_range(largest, count) {
            return None;
        }
        self.begins.sort_unstable_by_key(|change| change.on);
        self.ends.sort_unstable_by_key(|change| change.on);
        self.days.clear();
        if plan.ladder.review == Cadence::Events {
            self.days.extend_from_slice(rows.days);
            self.days.sort_unstable();
        }
        Some(Date::from_days_since_1970(first))
    }
}

impl Rate {
    /// What a quantity earns, in thousandths; `None` if that cannot be, or must be looked at closely.
    #[inline]
    fn earns(self, quantity: f64) -> Option<i64> {
        const ONE: i64 = 1_000;
        const MOST: f64 = 1e12;
        let units = if quantity.is_nan() {
            ONE
        } else {
            // Points have three decimals (rule N1); the nearest whole thousandth must be the very number.
            let units = round_to_f64(quantity * 1_000.0);
            if !(0.0..=MOST).contains(&quantity) || units / 1_000.0 != quantity {
                return None;
            }
            units as i64
        };
        if !self.per_unit && units != ONE {
            return None;
        }
        // Floored toward zero once (rule N2).
        let points = self.points.checked_mul(units)? / ONE;
        Points::from_thousandths(points).map(Points::thousandths)
    }
}
