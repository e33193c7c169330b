//! One pass over an account's events: what begins to count and what rolls off go into one sum, and the one pure step is made
//! over it on every day of review. Where those days are known beforehand, points are added up between them, and no event
//! is put in order; else what begins and what rolls off is gone through day by day.

use super::plan::{NEVER, Plan, Rate, Span, stays_in_range};
use super::{Ledgers, NOT_ENROLLED};
use crate::date::Date;
use crate::history::{After, Ahead, band};
use crate::number::{Points, round_to_f64};
use crate::policy::{Cadence, Fill, ReadFacts, Situation};
use crate::standing::{Locked, Merit, Merits, Move, Standing};

/// Points that begin to count, or cease to, from a day on.
#[derive(Debug, Clone, Copy)]
struct Change {
    on: i32,
    points: i64,
}

/// What one account after the other is worked on, in the same memory.
pub(super) struct Sweep<'p> {
    plan: &'p Plan<'p>,
    places: Vec<u32>,
    quantities: Vec<f64>,
    begins: Vec<Change>,
    ends: Vec<Change>,
    /// What is added to the sum at each stop; only where there are stops.
    at_stops: Vec<i64>,
    /// Days of events; only where they are days of review.
    days: Vec<i32>,
    standing: Standing,
    merit: Merit,
    moves: Vec<Move>,
    /// None: the ladder asks for none.
    facts: ReadFacts<'p>,
}

/// What lies ahead of an account.
struct Coming<'a> {
    /// Where there are stops, in no order, and never left behind.
    begins: &'a [Change],
    ends: &'a [Change],
    stops: &'a [i32],
    at_stops: &'a [i64],
    /// The stop up to which the sum was taken.
    stop: Option<i32>,
    /// What counts on the day up to which it was taken.
    sum: i64,
    days: &'a [i32],
    periods: &'a [Date],
}

impl<'p> Sweep<'p> {
    pub(super) fn new(plan: &'p Plan<'p>) -> Self {
        let tiers = plan.ladder.tiers.len();
        Self {
            plan,
            places: Vec::new(),
            quantities: Vec::new(),
            begins: Vec::new(),
            ends: Vec::new(),
            at_stops: Vec::new(),
            days: Vec::new(),
            standing: Standing::new(Date::MIN, tiers),
            merit: Merit { metric: Points::ZERO, tiers: vec![Merits::default(); tiers], locked: Locked::default() },
            moves: Vec::new(),
            facts: ReadFacts { values: Vec::new(), as_of: Date::MIN },
        }
    }

    /// Finds balance and tier of an account on all days; false if it must be replayed, and whatever was written does not count.
    pub(super) fn account(&mut self, ledgers: &Ledgers<'_>, account: usize, balance: &mut [i64], tier: &mut [u8]) -> bool {
        let Some(enrolled) = self.read(ledgers, account) else { return false };
        let Some(on) = enrolled else {
            balance.fill(0);
            tier.fill(NOT_ENROLLED);
            return true;
        };
        if on < self.plan.reviewed_from {
            return false;
        }
        self.follow(ledgers, on, balance, tier);
        true
    }

    /// Reads an account's events; says the day of enrolment up to the last day, if there is one, and nothing if something is not right.
    fn read(&mut self, ledgers: &Ledgers<'_>, account: usize) -> Option<Option<Date>> {
        let (events, last) = (&ledgers.events, ledgers.last);
        let rows = ledgers.rows(account)?;
        let given = match events.enrolled {
            Some(column) => match column.value(account).ok()? {
                Some(crate::fact::FactRef::Date(day)) => Some(day),
                _ => None,
            },
            None => None,
        };
        if given.is_some_and(|day| day > last) {
            return Some(None);
        }
        let mut is_whole = true;
        events.on.each_invalid(&rows, |_| is_whole = false);
        events.activity.each_invalid(&rows, |_| is_whole = false);
        if !is_whole {
            return None;
        }
        self.places.clear();
        events.activity.push_places(&rows, &mut self.places);
        let days = events.on.raw_days().get(rows.clone())?;
        let mut quantities = std::mem::take(&mut self.quantities);
        let first = match events.quantity {
            None => {
                quantities.resize(rows.len(), f64::NAN);
                self.book(days, &quantities, given, last)
            }
            Some(column) => {
                let as_they_stand = column.raw_numbers().get(rows.clone())?;
                let mut is_whole = true;
                column.each_invalid(&rows, |_| is_whole = false);
                if is_whole {
                    self.book(days, as_they_stand, given, last)
                } else {
                    quantities.clear();
                    quantities.extend_from_slice(as_they_stand);
                    column.each_invalid(&rows, |at| quantities.get_mut(at).into_iter().for_each(|slot| *slot = f64::NAN));
                    self.book(days, &quantities, given, last)
                }
            }
        };
        self.quantities = quantities;
        Some(given.or(first?))
    }

    /// Books what begins to count and what rolls off, in the order of days; says the first day up to the last, if there is one.
    fn book(&mut self, days: &[i32], quantities: &[f64], enrolled: Option<Date>, last: Date) -> Option<Option<Date>> {
        let plan = self.plan;
        let (last, enrolled) = (last.days_since_1970(), enrolled.map_or(i32::MIN, Date::days_since_1970));
        self.days.clear();
        for changes in [&mut self.begins, &mut self.ends] {
            changes.clear();
            changes.reserve(days.len());
        }
        self.at_stops.clear();
        if !plan.stops.is_empty() {
            self.at_stops.resize(plan.stops.len().saturating_add(1), 0);
        }
        let (mut first, mut largest) = (NEVER, 0_u64);
        let (mut begun, mut ended) = (i32::MIN, i32::MIN);
        let (mut begins_ascend, mut ends_ascend) = (true, true);
        for ((day, place), quantity) in days.iter().zip(&self.places).zip(quantities) {
            if *day > last {
                continue;
            }
            let rate = plan.rates.get(*place as usize).copied().flatten()?;
            // Days before the table lie beyond its end.
            let at = day.wrapping_sub(plan.first) as u32 as usize;
            let Span { from, until, from_stop, until_stop } = *plan.spans.get(rate.schedule.wrapping_add(at)).filter(|_| at < plan.days)?;
            let points = rate.earns(*quantity)?;
            first = first.min(*day);
            if points == 0 || *day < enrolled || from >= until {
                continue;
            }
            largest = largest.max(points.unsigned_abs());
            (begins_ascend, ends_ascend) = (begins_ascend & (begun <= from), ends_ascend & (ended <= until));
            (begun, ended) = (from, until);
            self.begins.push(Change { on: from, points });
            self.ends.push(Change { on: until, points });
            // The sums are of amounts whose greatest possible one is looked at below.
            self.at_stops.get_mut(from_stop as usize).into_iter().for_each(|sum| *sum = sum.wrapping_add(points));
            self.at_stops.get_mut(until_stop as usize).into_iter().for_each(|sum| *sum = sum.wrapping_sub(points));
        }
        // Nothing that is added in whatever order leaves the range, so that no sum must be looked at.
        if !stays_in_range(largest, self.begins.len()) {
            return None;
        }
        let needs_no_order = !plan.stops.is_empty();
        if !begins_ascend && !needs_no_order {
            self.begins.sort_unstable_by_key(|change| change.on);
        }
        if !ends_ascend && !needs_no_order {
            self.ends.sort_unstable_by_key(|change| change.on);
        }
        if plan.ladder.review == Cadence::Events {
            self.days.extend_from_slice(days);
            self.days.sort_unstable();
        }
        Some(Date::from_days_since_1970(first))
    }

    /// Reviews an account from its enrolment on.
    fn follow(&mut self, ledgers: &Ledgers<'_>, enrolled: Date, balance: &mut [i64], tier: &mut [u8]) {
        let Plan { ladder, still, periods, stops, only_points_matter, .. } = self.plan;
        let situation = Situation { facts: &self.facts, coverage: 1.0, composite: 0.0, fill: Fill::AsStated };
        let mut coming = Coming { begins: &self.begins, ends: &self.ends, stops, at_stops: &self.at_stops, stop: None, sum: 0, days: &self.days, periods };
        let standing = &mut self.standing;
        standing.restart(enrolled);
        let mut asked = ledgers.days.iter().enumerate().peekable();
        let mut write = |at: usize, thousandths: i64, rank: u8| {
            balance.get_mut(at).into_iter().for_each(|slot| *slot = thousandths);
            tier.get_mut(at).into_iter().for_each(|slot| *slot = rank);
        };
        while let Some((at, _)) = asked.next_if(|(_, day)| **day < enrolled) {
            write(at, 0, NOT_ENROLLED);
        }
        let mut review = Some(enrolled);
        loop {
            // What is asked for between two reviews is as the one before left it.
            let until = review.map_or(NEVER, Date::days_since_1970);
            while let Some((at, day)) = asked.next_if(|(_, day)| day.days_since_1970() < until) {
                write(at, coming.balance(*day).thousandths(), u8::try_from(standing.rank).unwrap_or(NOT_ENROLLED));
            }
            let Some(on) = review else { break };
            let metric = coming.balance(on);
            let term = standing.term;
            let still = still.get(standing.rank).filter(|_| standing.reviewed && term.is_none_or(|term| on < term.until));
            if still.is_some_and(|still| (still.from..still.below).contains(&metric.thousandths())) {
                (standing.on, standing.missed, standing.watch) = (on, 0, None);
            } else {
                let margin = band(ladder, standing);
                self.merit.metric = metric;
                self.merit.tiers.iter_mut().zip(&ladder.tiers).for_each(|(slot, tier)| *slot = tier.merits(metric, margin, &situation));
                self.moves.clear();
                standing.step(&ladder.movement, on, &self.merit, &mut self.moves);
            }
            coming.pass(on);
            let after = After { on, standing, turned: standing.term != term, only_points_matter: *only_points_matter };
            review = after.next_by_cadence(ladder.review, ledgers.last, &coming).into_iter().chain(standing.next_day(&ladder.movement)).min();
            review = review.filter(|day| *day <= ledgers.last && on < ledgers.last);
        }
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

impl Coming<'_> {
    /// The points that count on a day; days must not descend.
    #[inline]
    fn balance(&mut self, day: Date) -> Points {
        let day = day.days_since_1970();
        let sum = if self.at_stops.is_empty() { self.sum_in_order(day) } else { self.sum_at_stops(day) };
        Points::from_thousandths(sum.max(0)).unwrap_or(Points::MAX)
    }

    #[inline]
    fn sum_at_stops(&mut self, day: i32) -> i64 {
        while let ([stop, stops @ ..], [added, at_stops @ ..]) = (self.stops, self.at_stops)
            && *stop <= day
        {
            self.sum = self.sum.wrapping_add(*added);
            (self.stop, self.stops, self.at_stops) = (Some(*stop), stops, at_stops);
        }
        if self.stop == Some(day) {
            return self.sum;
        }
        // An account's own day between two stops.
        let after = self.stop.unwrap_or(i32::MIN);
        let between = |changes: &[Change]| {
            let changes = changes.iter().filter(|change| (self.stop.is_none() || change.on > after) && change.on <= day);
            changes.fold(0_i64, |sum, change| sum.wrapping_add(change.points))
        };
        self.sum.wrapping_add(between(self.begins)).wrapping_sub(between(self.ends))
    }

    #[inline]
    fn sum_in_order(&mut self, day: i32) -> i64 {
        while let [change, rest @ ..] = self.begins
            && change.on <= day
        {
            (self.sum, self.begins) = (self.sum.wrapping_add(change.points), rest);
        }
        while let [change, rest @ ..] = self.ends
            && change.on <= day
        {
            (self.sum, self.ends) = (self.sum.wrapping_sub(change.points), rest);
        }
        self.sum
    }

    /// Leaves behind what is not after a day.
    fn pass(&mut self, on: Date) {
        while let [day, rest @ ..] = self.days
            && *day <= on.days_since_1970()
        {
            self.days = rest;
        }
        while let [day, rest @ ..] = self.periods
            && *day <= on
        {
            self.periods = rest;
        }
    }
}

impl Ahead for Coming<'_> {
    fn first_day(&self, _: Date, _: u32) -> Option<Date> {
        self.periods.first().copied()
    }

    fn next_event(&self, _: Date) -> Option<Date> {
        self.days.first().copied().and_then(Date::from_days_since_1970)
    }

    fn next_change(&self, _: Date, _: Date) -> Option<Date> {
        self.begins.first().into_iter().chain(self.ends.first()).map(|change| change.on).min().and_then(Date::from_days_since_1970)
    }
}
