//! The points ledger: lots that count from one day to another, each with its event (`docs/semantics.md`, L).
//!
//! Nothing here expires by a job that ran: the balance is a function of the day.

mod book;
mod rules;
mod steps;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

pub(crate) use rules::{Opening, Rules, Used};

use crate::Name;
use crate::date::Date;
use crate::error::Error;
use crate::number::Points;
use crate::policy::DecaySpec;

/// Points of one event, with the days between which they count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// Id of the event.
    pub event: Name,
    /// Id of the activity; `adjustment` for points added by hand.
    pub activity: Name,
    /// The day of the event.
    pub occurred_on: Date,
    /// The day from which it counts; null while it is pending.
    pub effective_on: Option<Date>,
    /// The day from which it no longer counts; null if it counts for ever.
    pub rolls_off_on: Option<Date>,
    /// Points by the activity's rule.
    pub earned: Points,
    /// What caps took away.
    pub clipped: Vec<Clip>,
    /// Points after reversals as of the original day, and after caps.
    pub credited: Points,
    /// What was taken from the lot, and from which day on.
    pub taken: Vec<Taken>,
    /// Id of the account that it came from, for lots of an account that was merged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Name>,
    /// Whether it was withdrawn while it was pending.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub voided: bool,
    /// How much reversals from their own day took, whatever an adjustment had taken before.
    #[serde(default, skip_serializing_if = "is_zero")]
    reversed: Points,
    /// The day from which validity and decay count.
    anchor: Date,
    /// How it loses value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decay: Option<Arc<DecaySpec>>,
}

/// Points that a cap took away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Clip {
    /// The cap: the activity's id, or a group cap's.
    pub cap: Name,
    /// How many points.
    pub points: Points,
}

/// Points taken from a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Taken {
    /// Id of the event that took them.
    pub event: Name,
    /// From which day on.
    pub on: Date,
    /// How many points, before decay.
    pub points: Points,
}

/// The lots of an account, and what adjustments could not take.
#[derive(Debug, Clone)]
pub struct Ledger {
    lots: Vec<Lot>,
    unmet: Vec<Taken>,
    /// What happened before this day earns nothing.
    counts_from: Date,
    /// Whether any lot loses value with age.
    decays: bool,
    /// Without decay: the days on which the balance changes, each with the sum from then on.
    steps: Vec<(Date, i64)>,
    /// The same for each activity, found when they are first asked for.
    parts: OnceLock<BTreeMap<Name, Vec<(Date, i64)>>>,
}

impl PartialEq for Ledger {
    fn eq(&self, other: &Self) -> bool {
        (&self.lots, &self.unmet, self.counts_from) == (&other.lots, &other.unmet, other.counts_from)
    }
}

/// Why a lot does not count, or not with all its points, on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Excluded {
    /// It happens later.
    Future,
    /// It happened before the account was enrolled.
    BeforeEnrolment,
    /// It does not count yet.
    Pending,
    /// It no longer counts.
    RolledOff,
    /// It was reversed, or taken by an adjustment.
    Taken,
    /// A cap took it.
    Capped,
    /// It lost value with age.
    Decayed,
}

/// One lot on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatementLine {
    /// Id of the event.
    pub event: Name,
    /// Id of the activity.
    pub activity: Name,
    /// What counts.
    pub counted: Points,
    /// Why the rest of what was earned does not count, if there is a rest.
    pub excluded: Option<Excluded>,
    /// What each cap took away.
    pub clipped: Vec<Clip>,
}

/// The ledger on one day: lines that sum to the balance less the deficit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Statement {
    /// The day.
    pub on: Date,
    /// The points that count; never below zero.
    pub balance: Points,
    /// By how much activities that cost points outweigh the others.
    pub deficit: Points,
    /// Every lot.
    pub lines: Vec<StatementLine>,
    /// What negative adjustments up to that day asked for and found no points to take from.
    pub unmet: Vec<Taken>,
}

fn is_zero(points: &Points) -> bool {
    *points == Points::ZERO
}

impl Lot {
    fn counts(&self, day: Date) -> bool {
        self.effective_on.is_some_and(|from| from <= day) && self.rolls_off_on.is_none_or(|until| day < until)
    }

    /// What is left before decay.
    fn nominal(&self, day: Date) -> Points {
        let taken = self.taken.iter().filter(|taken| taken.on <= day).map(|taken| taken.points.thousandths()).fold(0, i64::saturating_add);
        Points::from_thousandths(self.credited.thousandths().saturating_sub(taken)).unwrap_or_default()
    }

    /// What counts on a day.
    fn value(&self, day: Date) -> Points {
        if !self.counts(day) {
            return Points::ZERO;
        }
        self.decay.as_ref().map_or_else(|| self.nominal(day), |decay| decay.left(self.nominal(day), self.age(day)))
    }

    /// The lot as another account's, which has it from a day on.
    fn joined(self, account: &str, on: Date) -> Self {
        Self {
            event: format!("{account}/{}", self.event).into(),
            effective_on: self.effective_on.map(|from| from.max(on)),
            account: Some(account.into()),
            ..self
        }
    }

    fn age(&self, day: Date) -> u32 {
        u32::try_from(day.days_since(self.anchor)).unwrap_or(0)
    }

    fn excluded(&self, day: Date, counted: Points, counts_from: Date) -> Option<Excluded> {
        if counted == self.earned {
            return None;
        }
        Some(if self.occurred_on > day {
            Excluded::Future
        } else if self.occurred_on < counts_from {
            Excluded::BeforeEnrolment
        } else if self.voided {
            Excluded::Taken
        } else if self.effective_on.is_none_or(|from| from > day) {
            Excluded::Pending
        } else if self.rolls_off_on.is_some_and(|until| until <= day) {
            Excluded::RolledOff
        } else if self.nominal(day) != counted {
            Excluded::Decayed
        } else if self.clipped.is_empty() {
            Excluded::Taken
        } else {
            Excluded::Capped
        })
    }
}

impl Ledger {
    /// The lots, in canonical order.
    #[must_use]
    pub fn lots(&self) -> &[Lot] {
        &self.lots
    }

    pub(crate) fn into_lots(self) -> Vec<Lot> {
        self.lots
    }

    /// What negative adjustments asked for and found no points to take from.
    #[must_use]
    pub fn unmet(&self) -> &[Taken] {
        &self.unmet
    }

    /// The points that count on a day; never below zero.
    #[must_use]
    pub fn balance(&self, day: Date) -> Points {
        Points::from_thousandths(self.sum(day).max(0)).unwrap_or(Points::MAX)
    }

    /// The sum of the lots on a day; below zero if what activities cost outweighs what they earned.
    pub(crate) fn sum(&self, day: Date) -> i64 {
        if self.decays {
            return self.lots.iter().map(|lot| lot.value(day).thousandths()).fold(0, i64::saturating_add);
        }
        steps::sum_of(&self.steps, day)
    }

    /// The points of one activity that count on a day; below zero for an activity that costs points.
    #[must_use]
    pub fn balance_of(&self, activity: &str, day: Date) -> Points {
        let sum = self.lots.iter().filter(|lot| *lot.activity == *activity).map(|lot| lot.value(day).thousandths()).fold(0, i64::saturating_add);
        Points::from_thousandths(sum).unwrap_or_default()
    }

    /// What each activity brings or costs on a day, in the order of the activities' ids.
    pub(crate) fn by_activity(&self, day: Date) -> BTreeMap<Name, i64> {
        let mut sums = BTreeMap::new();
        if self.decays {
            for lot in &self.lots {
                let sum = sums.entry(lot.activity.clone()).or_insert(0_i64);
                *sum = sum.saturating_add(lot.value(day).thousandths());
            }
        } else {
            let parts = self.parts.get_or_init(|| steps::by_activity(&self.lots));
            sums.extend(parts.iter().map(|(activity, steps)| (activity.clone(), steps::sum_of(steps, day))));
        }
        sums
    }

    /// The first day after this one on which the balance can differ; `None` if never again.
    #[must_use]
    pub fn next_change(&self, day: Date) -> Option<Date> {
        if self.decays {
            return self.lots.iter().filter_map(|lot| lot.next_change(day)).min();
        }
        self.steps.get(self.steps.partition_point(|(on, _)| *on <= day)).map(|(on, _)| *on)
    }

    /// The part of the ledger that began to count on a day or later.
    pub(crate) fn since(&self, from: Date) -> Result<Self, Error> {
        let lots = self.lots.iter().filter(|lot| lot.effective_on.is_some_and(|on| from <= on)).cloned().collect();
        Self::of(lots, Vec::new(), self.counts_from)
    }

    /// The part of the ledger that began to count before a day.
    pub(crate) fn before(&self, until: Date) -> Result<Self, Error> {
        let lots = self.lots.iter().filter(|lot| lot.effective_on.is_some_and(|on| on < until)).cloned().collect();
        Self::of(lots, Vec::new(), self.counts_from)
    }

    /// The fewest points in place of the first lot's that are worth at least so many thousandths on a day; `None` if it
    /// does not count then, or no number of points is worth that much.
    pub(crate) fn needed(&self, worth: i64, day: Date) -> Option<Points> {
        let lot = self.lots.first().filter(|lot| lot.counts(day))?;
        let Some(decay) = &lot.decay else { return Points::from_thousandths(worth) };
        let value = |thousandths: i64| Points::from_thousandths(thousandths).map_or(i64::MAX, |points| decay.left(points, lot.age(day)).thousandths());
        let (mut least, mut most) = (0_i64, Points::MAX.thousandths());
        if value(most) < worth {
            return None;
        }
        while least < most {
            let middle = least.saturating_add(most.saturating_sub(least) / 2);
            if value(middle) >= worth { most = middle } else { least = middle.saturating_add(1) }
        }
        Points::from_thousandths(least)
    }

    /// Every lot on a day: what counts of it, and why the rest does not.
    #[must_use]
    pub fn statement(&self, day: Date) -> Statement {
        let sum = self.sum(day);
        let lines = self.lots.iter().map(|lot| {
            let counted = lot.value(day);
            StatementLine {
                event: lot.event.clone(),
                activity: lot.activity.clone(),
                counted,
                excluded: lot.excluded(day, counted, self.counts_from),
                clipped: lot.clipped.clone(),
            }
        });
        let deficit = Points::from_thousandths(sum.min(0).saturating_neg()).unwrap_or_default();
        Statement {
            on: day,
            balance: self.balance(day),
            deficit,
            lines: lines.collect(),
            unmet: self.unmet.iter().filter(|unmet| unmet.on <= day && unmet.points > Points::ZERO).cloned().collect(),
        }
    }
}

impl Lot {
    /// The first day after this one on which another number of points counts.
    fn next_change(&self, day: Date) -> Option<Date> {
        // What has lost its value does not gain it again.
        if self.counts(day) && self.value(day) == Points::ZERO {
            return None;
        }
        let mut at = day;
        loop {
            at = self.next_turn(at)?;
            if self.value(at) != self.value(day) {
                return Some(at);
            }
        }
    }

    /// The first day after this one on which another number of points may count.
    fn next_turn(&self, day: Date) -> Option<Date> {
        let decays = self.decay.as_ref().filter(|_| self.counts(day));
        let aged = decays.and_then(|decay| decay.next_change(self.age(day))).and_then(|age| self.anchor.add_days(i32::try_from(age).ok()?));
        let days = self.effective_on.into_iter().chain(self.rolls_off_on).chain(self.taken.iter().map(|taken| taken.on)).chain(aged);
        days.filter(|on| *on > day).min()
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests;
