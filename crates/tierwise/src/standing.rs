//! An account's standing on the ladder over time, and the one pure step that moves it (`docs/semantics.md`, T).

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::number::Points;
use crate::policy::{Demotion, MovementRules, Renewal, Sliding, Term, share};

/// Where an account stands, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The day of the last step.
    pub on: Date,
    /// Number of the tier on the ladder, 1 the lowest; 0 on the base rung.
    pub rank: usize,
    /// The day from which the account has been there.
    pub since: Date,
    /// The tiers, lowest first.
    pub holds: Vec<Hold>,
    /// The running term, where tiers run for terms.
    pub term: Option<Stretch>,
    /// A fall that is due.
    pub watch: Option<Watch>,
    /// At how many reviews in a row the account did not merit its tier.
    pub missed: u32,
    /// Whether there was a review.
    pub reviewed: bool,
    /// Whether its tier is to be judged by other rules than it was won by: at the next review, or when the lock ends that
    /// forbids a fall (rule T14).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub judge_anew: bool,
}

/// How a tier is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// The day from which it is no longer held, where holds slide.
    pub until: Option<Date>,
    /// At how many reviews in a row the account merited to enter.
    pub confirmed: u32,
    /// The day from which the account has been in the tier or above, if it is.
    pub entered_on: Option<Date>,
    /// The day on which the account last left it for a lower one.
    pub left_on: Option<Date>,
    /// On how many days it was in the tier or above, up to the day on which it last left.
    pub days: u32,
}

impl Hold {
    /// On how many days the account has been in the tier or above; `None` if it never was.
    fn stayed(&self, on: Date) -> Option<u32> {
        let running = self.entered_on.map(|from| u32::try_from(on.days_since(from)).unwrap_or(0));
        (running.is_some() || self.left_on.is_some()).then(|| self.days.saturating_add(running.unwrap_or(0)))
    }

    /// The better of two accounts' holds on one tier.
    fn joined(self, other: Self, on: Date) -> Self {
        // The days of both must not be added up: from the merge on they are counted as one account's.
        let days = self.stayed(on).max(other.stayed(on)).unwrap_or(0);
        Self {
            until: self.until.max(other.until),
            confirmed: self.confirmed.max(other.confirmed),
            entered_on: self.entered_on.or(other.entered_on).map(|_| on),
            left_on: self.left_on.max(other.left_on),
            days,
        }
    }
}

/// `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// Its first day.
    pub from: Date,
    /// The day after its last.
    pub until: Date,
}

/// A fall that is due unless the account recovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The day from which it has been due.
    pub since: Date,
    /// The last day on which the account can recover.
    pub deadline: Date,
    /// Points that are lacking to stay.
    pub shortfall: Points,
}

/// What an account merits on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merit {
    /// What the ladder stands on.
    pub metric: Points,
    /// The tiers, lowest first: whether the account merits to enter, and to stay.
    pub tiers: Vec<Merits>,
    /// Moves that are forbidden on the day.
    pub locked: Locked,
}

/// Moves that are forbidden.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Locked {
    /// Whether promotions are.
    pub promotion: bool,
    /// The day from which demotions are allowed again, if they are not now.
    pub demotion_until: Option<Date>,
}

/// What an account merits of one tier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Merits {
    /// To enter.
    pub enter: bool,
    /// To enter again, if it left not long ago; whoever merits to enter merits this.
    pub re_enter: bool,
    /// To stay, if it is there; whoever merits to enter merits to stay.
    pub stay: bool,
    /// Points that are lacking to stay.
    pub shortfall: Points,
}

/// A move from one rung to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The day.
    pub on: Date,
    /// The rank before.
    pub from: usize,
    /// The rank after.
    pub to: usize,
    /// Why.
    pub cause: Cause,
}

/// Why an account moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It merited a higher tier.
    Promotion,
    /// The hold of its tier ended.
    HoldEnded,
    /// Its term ended, and it did not merit its tier.
    TermEnded,
    /// The days of grace ended, and it had not recovered.
    GraceEnded,
    /// It no longer merited its tier.
    Demotion,
    /// Another account became part of it.
    Merged,
    /// Another version of the policy took effect.
    PolicyChanged,
}

impl Standing {
    /// On the base rung, from a day on.
    #[must_use]
    pub fn new(on: Date, tiers: usize) -> Self {
        Self { on, rank: 0, since: on, holds: vec![Hold::default(); tiers], term: None, watch: None, missed: 0, reviewed: false, judge_anew: false }
    }

    /// Back to the base rung, in the same memory.
    pub(crate) fn restart(&mut self, on: Date) {
        let mut holds = std::mem::take(&mut self.holds);
        holds.fill(Hold::default());
        *self = Self { holds, ..Self::new(on, 0) };
    }

    /// The standing on another ladder from a day on; `ranks` are the new ranks, by the old ones from the base rung on.
    #[must_use]
    pub(crate) fn migrated(&self, ranks: &[usize], tiers: usize, rules: &MovementRules, on: Date) -> Self {
        let new = |rank: usize| ranks.get(rank).copied().unwrap_or(0);
        let mut holds = vec![Hold::default(); tiers];
        for (hold, rank) in holds.iter_mut().zip(1..) {
            // Whoever was in a tier that is now this one or above was in this one or above; the lowest says since when.
            let mut above = self.holds.iter().zip(1..).filter(|(_, old)| new(*old) >= rank).map(|(hold, _)| hold);
            if let Some(lowest) = above.next() {
                *hold = Hold { until: None, confirmed: 0, ..*lowest };
            }
            for (old, _) in self.holds.iter().zip(1..).filter(|(_, old)| new(*old) == rank) {
                (hold.until, hold.confirmed) = (hold.until.max(old.until), hold.confirmed.max(old.confirmed));
            }
        }
        let mut standing = Self { rank: new(self.rank), holds, term: self.term.filter(|_| new(self.rank) > 0), ..self.clone() };
        // What ran under another kind of renewal runs to its end.
        match rules.renewal {
            Renewal::Sliding(sliding) => {
                let until = standing.term.take().map(|term| term.until);
                if standing.rank > 0 && standing.held_until().is_none() {
                    // What was kept beyond its term is judged today, not in the past.
                    standing.extend(standing.rank, until.map_or_else(|| sliding.validity.after(on), |until| until.max(on)));
                }
            }
            Renewal::Term(term) if standing.rank > 0 && standing.term.is_none() => {
                let until = standing.held_until().unwrap_or_else(|| term.validity.after(on));
                standing.term = Some(Stretch { from: standing.since, until });
            }
            Renewal::Term(_) => {}
            Renewal::Continuous(_) => standing.term = None,
        }
        if !matches!(rules.renewal, Renewal::Sliding(_)) {
            standing.holds.iter_mut().for_each(|hold| hold.until = None);
        }
        standing
    }

    /// The end of the hold or term that runs; `None` if none does.
    #[must_use]
    pub(crate) fn runs_until(&self, rules: &MovementRules) -> Option<Date> {
        match rules.renewal {
            Renewal::Sliding(_) => self.held_until(),
            Renewal::Term(_) => self.term.map(|term| term.until),
            Renewal::Continuous(_) => None,
        }
    }

    /// The standing of two accounts that become one on a day, and the move if it is a higher one (rule T15).
    #[must_use]
    pub(crate) fn joined(&self, other: &Self, on: Date) -> (Self, Option<Move>) {
        let rank = self.rank.max(other.rank);
        let since = match self.rank.cmp(&other.rank) {
            Ordering::Greater => self.since,
            Ordering::Equal => self.since.min(other.since),
            Ordering::Less => on,
        };
        let holds = self.holds.iter().zip(&other.holds).map(|(one, other)| one.joined(*other, on)).collect();
        let term = [self.term, other.term].into_iter().flatten().max_by_key(|term| term.until);
        let step = (rank > self.rank).then_some(Move { on, from: self.rank, to: rank, cause: Cause::Merged });
        let judge_anew = self.judge_anew || other.judge_anew;
        (Self { rank, since, holds, term, watch: None, missed: 0, judge_anew, ..self.clone() }, step)
    }

    /// The standing after a review on a day, and the moves since the last one, in their order.
    ///
    /// Pure. Reviews must come in the order of their days, and none may be left out on which something can change:
    /// those of the policy's cadence and [`next_day`](Self::next_day). The same review again changes nothing but counts
    /// as a confirmation only once.
    #[must_use]
    pub fn advance(&self, rules: &MovementRules, on: Date, merit: &Merit) -> (Self, Vec<Move>) {
        let (mut standing, mut moves) = (self.clone(), Vec::new());
        standing.step(rules, on, merit, &mut moves);
        (standing, moves)
    }

    /// The same in place, for many accounts in the same memory; the moves are added to those that are there.
    pub(crate) fn step(&mut self, rules: &MovementRules, on: Date, merit: &Merit, moves: &mut Vec<Move>) {
        let is_new = self.on < on || !self.reviewed;
        let mut step = Step { rules, on, merit, standing: self, moves };
        if step.standing.judge_anew && merit.locked.demotion_until.is_none() {
            step.judge_anew();
        }
        step.confirm(is_new);
        match rules.renewal {
            Renewal::Sliding(sliding) => step.slide(sliding),
            Renewal::Term(term) => step.run_term(term),
            Renewal::Continuous(continuous) => step.judge(continuous.demotion),
        }
        step.put_off();
        (self.on, self.reviewed) = (on, true);
    }

    /// The first day after the last step on which the standing changes by itself; `None` if it never does.
    #[must_use]
    pub fn next_day(&self, rules: &MovementRules) -> Option<Date> {
        if self.rank == 0 {
            return None;
        }
        let day = match rules.renewal {
            Renewal::Sliding(_) => self.hold(self.rank),
            Renewal::Term(_) => self.term.map(|term| term.until),
            Renewal::Continuous(_) => None,
        };
        // What slides is watched up to the day before its hold ends.
        let waits = self.judge_anew || !matches!(rules.renewal, Renewal::Sliding(_));
        let deadline = self.watch.filter(|_| waits).map(|watch| watch.deadline);
        let stayed = rules.min_stay.map(|stay| stay.after(self.since));
        day.into_iter().chain(deadline).chain(stayed).filter(|day| *day > self.on).min()
    }

    /// Until when a rung is held; `None` for one that is not.
    fn hold(&self, rank: usize) -> Option<Date> {
        rank.checked_sub(1).and_then(|index| self.holds.get(index)).and_then(|hold| hold.until)
    }

    /// The day from which the account's rung is no longer held, where holds slide.
    #[must_use]
    pub fn held_until(&self) -> Option<Date> {
        self.hold(self.rank)
    }

    /// The day from which the account's rung is no longer held, where holds slide; `None` if it is kept for life by then.
    #[must_use]
    pub(crate) fn lost_on(&self, rules: &MovementRules) -> Option<Date> {
        self.held_until().filter(|until| self.floor(rules, *until) < self.rank)
    }

    /// The rank below which the account never falls (rule T10.4).
    pub(crate) fn floor(&self, rules: &MovementRules, on: Date) -> usize {
        let stayed = |rank: usize| rank.checked_sub(1).and_then(|index| self.holds.get(index)).and_then(|hold| hold.stayed(on));
        let earned = rules.lifetime.iter().filter(|lifetime| stayed(lifetime.rank).is_some_and(|days| days >= lifetime.days));
        earned.map(|lifetime| lifetime.floor).max().unwrap_or(0)
    }

    /// Whether the account left a rung not long ago, and its bound to enter again applies (rule T10.3).
    pub(crate) fn can_enter_again(&self, rules: &MovementRules, rank: usize, on: Date) -> bool {
        let left_on = rank.checked_sub(1).and_then(|index| self.holds.get(index)).and_then(|hold| hold.left_on);
        left_on.zip(rules.re_entry).is_some_and(|(left_on, span)| on <= span.after(left_on))
    }

    /// The highest rung that is held on a day.
    fn highest_held(&self, on: Date) -> usize {
        self.holds.iter().zip(1..).filter(|(hold, _)| hold.until.is_some_and(|until| on < until)).map(|(_, rank)| rank).last().unwrap_or(0)
    }

    fn extend(&mut self, rank: usize, until: Date) {
        if let Some(hold) = rank.checked_sub(1).and_then(|index| self.holds.get_mut(index)) {
            hold.until = hold.until.max(Some(until));
        }
    }
}

struct Step<'a> {
    rules: &'a MovementRules,
    on: Date,
    merit: &'a Merit,
    standing: &'a mut Standing,
    moves: &'a mut Vec<Move>,
}

impl Step<'_> {
    fn merits(&self, rank: usize) -> Merits {
        rank.checked_sub(1).and_then(|index| self.merit.tiers.get(index)).copied().unwrap_or_default()
    }

    fn go(&mut self, on: Date, to: usize, cause: Cause) {
        let from = self.standing.rank;
        if from == to {
            return;
        }
        self.moves.push(Move { on, from, to, cause });
        (self.standing.rank, self.standing.since) = (to, on);
        for (hold, rank) in self.standing.holds.iter_mut().zip(1..) {
            if from < rank && rank <= to {
                hold.entered_on = Some(on);
            } else if to < rank && rank <= from {
                *hold = Hold { days: hold.stayed(on).unwrap_or(0), left_on: Some(on), entered_on: None, ..*hold };
            }
        }
    }

    fn floor(&self, on: Date) -> usize {
        self.standing.floor(self.rules, on)
    }

    /// Whether staying on a rung is merited. Who could enter it again at once stays in it.
    fn merits_to_stay(&self, rank: usize) -> bool {
        self.merits(rank).stay || self.enters(rank)
    }

    /// Whether the account keeps its rung on its merits, or for life.
    fn stays(&self) -> bool {
        self.standing.rank <= self.floor(self.on) || self.merits_to_stay(self.standing.rank)
    }

    /// The highest rung below its own that the account merits to stay on.
    fn qualified(&self) -> usize {
        (1..self.standing.rank).rev().find(|lower| self.merits_to_stay(*lower)).unwrap_or(0)
    }

    /// Falls at once, whatever holds the account, unless it merits its rung under the rules that have changed (rule T14).
    fn judge_anew(&mut self) {
        self.standing.judge_anew = false;
        if self.stays() {
            return;
        }
        let to = self.qualified().max(self.floor(self.on));
        for hold in self.standing.holds.iter_mut().skip(to) {
            hold.until = hold.until.map(|until| until.min(self.on));
        }
        self.go(self.on, to, Cause::PolicyChanged);
        match self.rules.renewal {
            Renewal::Sliding(sliding) if self.merits_to_stay(to) => self.standing.extend(to, sliding.validity.after(self.on)),
            Renewal::Term(term) => self.start(self.on, term),
            Renewal::Sliding(_) | Renewal::Continuous(_) => self.standing.watch = None,
        }
    }

    /// A judgement by changed rules waits for the end of the lock, unless the account has recovered (rules T12, T14).
    fn put_off(&mut self) {
        if !self.standing.judge_anew {
            return;
        }
        match self.merit.locked.demotion_until.filter(|_| !self.stays()) {
            Some(until) => self.watch(self.on, until),
            None => (self.standing.judge_anew, self.standing.watch) = (false, None),
        }
    }

    fn confirm(&mut self, new_review: bool) {
        self.standing.missed = if self.stays() { 0 } else { self.standing.missed.saturating_add(u32::from(new_review)) };
        for rank in 1..=self.merit.tiers.len() {
            let merited = self.enters(rank);
            if let Some(hold) = rank.checked_sub(1).and_then(|index| self.standing.holds.get_mut(index)) {
                hold.confirmed = if merited { hold.confirmed.saturating_add(u32::from(new_review)) } else { 0 };
            }
        }
    }

    /// Whether entering a rung is merited: anew, or again not long after it was left (rule T10.3).
    fn enters(&self, rank: usize) -> bool {
        let merits = self.merits(rank);
        merits.enter || (merits.re_enter && self.standing.can_enter_again(self.rules, rank, self.on))
    }

    /// Whether entering a rung is merited, and was at enough reviews in a row.
    fn is_due(&self, rank: usize) -> bool {
        let confirmed = rank.checked_sub(1).and_then(|index| self.standing.holds.get(index)).map_or(0, |hold| hold.confirmed);
        self.enters(rank) && confirmed >= self.rules.confirm.promotion
    }

    /// The highest rung that is due, and the highest that one move reaches on the way there.
    fn reach(&self) -> Option<usize> {
        if self.merit.locked.promotion {
            return None;
        }
        let (rank, above) = (self.standing.rank, self.standing.rank.saturating_add(1)..=self.merit.tiers.len());
        let due = above.rev().find(|rank| self.is_due(*rank))?;
        let steps = share(self.rules.partial_step.promotion, due.saturating_sub(rank)).min(self.rules.max_steps);
        Some(rank.saturating_add(steps))
    }

    /// The rung that the account rises to.
    fn promotion(&self) -> Option<usize> {
        self.reach().filter(|rank| *rank > self.standing.rank)
    }

    /// Where the account falls from its rung.
    fn fall(&self, demotion: Demotion) -> usize {
        let rank = self.standing.rank;
        let to = match demotion {
            Demotion::OneStep => rank.saturating_sub(1),
            Demotion::ToQualified => self.qualified(),
            Demotion::ToBase => 0,
        };
        let steps = share(self.rules.partial_step.demotion, rank.saturating_sub(to)).min(self.rules.max_steps);
        rank.saturating_sub(steps).max(self.floor(self.on))
    }

    /// The day until which a minimum stay or a lock keeps the account where it is.
    fn kept_until(&self) -> Option<Date> {
        self.rules.min_stay.map(|span| span.after(self.standing.since)).max(self.merit.locked.demotion_until).filter(|until| self.on < *until)
    }

    fn watch(&mut self, since: Date, deadline: Date) {
        let since = self.standing.watch.map_or(since, |watch| watch.since);
        self.standing.watch = Some(Watch { since, deadline, shortfall: self.merits(self.standing.rank).shortfall });
    }

    // Sliding: every rung is an automaton of its own that more points can only hold longer.

    fn slide(&mut self, sliding: Sliding) {
        while let Some(ended) = self.standing.hold(self.standing.rank).filter(|until| *until < self.on) {
            if self.standing.rank <= self.floor(ended) {
                break;
            }
            self.lapse(ended, sliding);
        }
        let before = self.standing.rank;
        if let Some(until) = self.kept_until().filter(|_| before > 0) {
            self.standing.extend(before, until);
        }
        let reach = self.reach().unwrap_or(before);
        let until = sliding.validity.after(self.on);
        for rank in 1..=self.merit.tiers.len() {
            let held = self.standing.hold(rank).is_some_and(|until| self.on < until);
            if (self.is_due(rank) && rank <= reach) || (held && self.merits(rank).stay) {
                self.standing.extend(rank, until);
            }
        }
        let risen = self.standing.highest_held(self.on);
        if risen > before {
            self.go(self.on, risen, Cause::Promotion);
        } else if self.standing.hold(before).is_none_or(|until| until <= self.on) && before > self.floor(self.on) {
            self.lapse(self.on, sliding);
        }
        // A rung that is held but not merited is on its way out.
        let rank = self.standing.rank;
        self.standing.watch = match self.standing.hold(rank) {
            Some(until) if !self.stays() && self.floor(until) < rank => {
                let since = self.standing.watch.map_or(self.on, |watch| watch.since);
                Some(Watch { since, deadline: until.add_days(-1).unwrap_or(until), shortfall: self.merits(rank).shortfall })
            }
            _ => None,
        };
    }

    fn lapse(&mut self, on: Date, sliding: Sliding) {
        if sliding.soft_landing {
            self.standing.extend(self.standing.rank.saturating_sub(1), sliding.validity.after(on));
        }
        self.go(on, self.standing.highest_held(on).max(self.floor(on)), Cause::HoldEnded);
        self.standing.watch = None;
    }

    // Continuous: judged at every review.

    fn judge(&mut self, demotion: Demotion) {
        if let Some(rank) = self.promotion() {
            self.go(self.on, rank, Cause::Promotion);
            self.standing.watch = None;
        } else if self.stays() {
            self.standing.watch = None;
        } else if let Some(until) = self.kept_until() {
            self.watch(self.on, until);
        } else if self.standing.missed >= self.rules.confirm.demotion {
            self.go(self.on, self.fall(demotion), Cause::Demotion);
            (self.standing.watch, self.standing.missed) = (None, 0);
        } else {
            // It waits to be confirmed, on no day that could be named.
            self.standing.watch = None;
        }
    }

    // Terms: judged when the term ends.

    fn run_term(&mut self, term: Term) {
        if let Some(rank) = self.promotion() {
            self.go(self.on, rank, Cause::Promotion);
            self.start(self.on, term);
            return;
        }
        let Some(ended) = self.standing.term.map(|term| term.until).filter(|until| *until <= self.on) else { return };
        if self.stays() {
            // No gain from being late: the new term counts from the old one's end.
            self.start(ended, term);
        } else {
            let grace = i32::try_from(term.grace_days).ok().and_then(|days| ended.add_days(days)).unwrap_or(Date::MAX);
            // What keeps the account longer than its grace is what it waits for.
            let deadline = self.kept_until().map_or(grace, |until| until.max(grace));
            if self.on < deadline {
                self.watch(ended, deadline);
            } else {
                let cause = if term.grace_days > 0 { Cause::GraceEnded } else { Cause::TermEnded };
                self.go(self.on, self.fall(term.demotion), cause);
                self.start(self.on, term);
            }
        }
    }

    fn start(&mut self, from: Date, term: Term) {
        self.standing.watch = None;
        self.standing.term = (self.standing.rank > 0).then(|| Stretch { from, until: term.validity.after(from) });
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests;
