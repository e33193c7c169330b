//! One pass over an account's events: what begins to count and what rolls off go into one sum, and the one pure step is made
//! over it on every day of review. Where those days are known beforehand, points are added up between them, and no event
//! is put in order; else what begins and what rolls off is gone through day by day.

use super::book::{Booked, Change, Read, Rows};
use super::plan::{NEVER, Plan};
use super::{Ledgers, NOT_ENROLLED};
use crate::date::Date;
use crate::fact::FactRef;
use crate::history::{After, Ahead, band};
use crate::number::Points;
use crate::policy::{Fill, ReadFacts, Situation};
use crate::standing::{Locked, Merit, Merits, Move, Standing};

/// What one account after the other is worked on, in the same memory.
pub(super) struct Sweep<'p> {
    plan: &'p Plan<'p>,
    read: Read,
    booked: Booked,
    walk: Walk<'p>,
}

/// The way of an account from review to review.
struct Walk<'p> {
    standing: Standing,
    merit: Merit,
    moves: Vec<Move>,
    /// None: the ladder asks for none.
    facts: ReadFacts<'p>,
}

/// What lies ahead of an account.
struct Coming<'a> {
    plan: &'a Plan<'a>,
    rows: Rows<'a>,
    stops: &'a [i32],
    at_stops: &'a [i64],
    /// The stop up to which the sum was taken.
    stop: i32,
    begins: &'a [Change],
    ends: &'a [Change],
    /// What counts on the day up to which it was taken.
    sum: i64,
    days: &'a [i32],
    periods: &'a [Date],
}

impl<'p> Sweep<'p> {
    pub(super) fn new(plan: &'p Plan<'p>) -> Self {
        let tiers = plan.ladder.tiers.len();
        let walk = Walk {
            standing: Standing::new(Date::MIN, tiers),
            merit: Merit { metric: Points::ZERO, tiers: vec![Merits::default(); tiers], locked: Locked::default() },
            moves: Vec::new(),
            facts: ReadFacts { values: Vec::new(), as_of: Date::MIN },
        };
        Self { plan, read: Read::default(), booked: Booked::default(), walk }
    }

    /// Finds balance and tier of an account on all days; false if it must be replayed, and whatever was written does not count.
    pub(super) fn account(&mut self, ledgers: &Ledgers<'_>, account: usize, balance: &mut [i64], tier: &mut [u8]) -> bool {
        self.find(ledgers, account, balance, tier).is_some()
    }

    fn find(&mut self, ledgers: &Ledgers<'_>, account: usize, balance: &mut [i64], tier: &mut [u8]) -> Option<()> {
        let given = match ledgers.events.enrolled {
            Some(column) => match column.value(account).ok()? {
                Some(FactRef::Date(day)) => Some(day),
                _ => None,
            },
            None => None,
        };
        if given.is_none_or(|day| day <= ledgers.last) {
            let Self { plan, read, booked, walk } = self;
            let rows = read.rows(ledgers, account, given)?;
            let first = booked.book(plan, rows, ledgers.last)?;
            if let Some(enrolled) = given.or(first) {
                let is_covered = enrolled >= plan.reviewed_from;
                return is_covered.then(|| walk.follow(Coming::new(plan, rows, booked), ledgers, enrolled, balance, tier));
            }
        }
        balance.fill(0);
        tier.fill(NOT_ENROLLED);
        Some(())
    }
}

impl Walk<'_> {
    /// Reviews an account from its enrolment on.
    fn follow(&mut self, mut coming: Coming<'_>, ledgers: &Ledgers<'_>, enrolled: Date, balance: &mut [i64], tier: &mut [u8]) {
        let Plan { ladder, still, only_points_matter, .. } = coming.plan;
        let situation = Situation { facts: &self.facts, coverage: 1.0, composite: 0.0, fill: Fill::AsStated };
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

impl<'a> Coming<'a> {
    fn new(plan: &'a Plan<'a>, rows: Rows<'a>, booked: &'a Booked) -> Self {
        let Booked { at_stops, begins, ends, days } = booked;
        Self { plan, rows, stops: &plan.stops, at_stops, stop: i32::MIN, begins, ends, sum: 0, days, periods: &plan.periods }
    }

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
            (self.stop, self.stops, self.at_stops) = (*stop, stops, at_stops);
        }
        // An account's own day between two stops is asked for so rarely that its events are gone through once more.
        if self.stop == day { self.sum } else { self.sum.wrapping_add(self.rows.between(self.plan, self.stop, day)) }
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
