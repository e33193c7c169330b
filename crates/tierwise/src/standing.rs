//! An account's standing on the ladder over time, and the one pure step that moves it (`docs/semantics.md`, T).

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::number::Points;
use crate::policy::{Demotion, MovementRules, Renewal, Sliding, Term};

/// Where an account stands, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// How a tier is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hold {
    /// The day from which it is no longer held, where holds slide.
    pub until: Option<Date>,
    /// At how many reviews in a row the account merited to enter.
    pub confirmed: u32,
}

/// `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stretch {
    /// Its first day.
    pub from: Date,
    /// The day after its last.
    pub until: Date,
}

/// A fall that is due unless the account recovers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    /// To stay, if it is there; whoever merits to enter merits to stay.
    pub stay: bool,
    /// Points that are lacking to stay.
    pub shortfall: Points,
}

/// A move from one rung to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl Standing {
    /// On the base rung, from a day on.
    #[must_use]
    pub fn new(on: Date, tiers: usize) -> Self {
        Self { on, rank: 0, since: on, holds: vec![Hold::default(); tiers], term: None, watch: None, missed: 0 }
    }

    /// The standing after a review on a day, and the moves since the last one, in their order.
    ///
    /// Pure. Reviews must come in the order of their days, and none may be left out on which something can change:
    /// those of the policy's cadence and [`next_day`](Self::next_day). The same review again changes nothing but counts
    /// as a confirmation only once.
    #[must_use]
    pub fn advance(&self, rules: &MovementRules, on: Date, merit: &Merit) -> (Self, Vec<Move>) {
        let mut step = Step { rules, on, merit, standing: self.clone(), moves: Vec::new() };
        step.confirm(self.on < on || self.holds.iter().all(|hold| hold.confirmed == 0));
        match rules.renewal {
            Renewal::Sliding(sliding) => step.slide(sliding),
            Renewal::Term(term) => step.run_term(term),
            Renewal::Continuous(continuous) => step.judge(continuous.demotion),
        }
        step.standing.on = on;
        (step.standing, step.moves)
    }

    /// The first day after the last step on which the standing changes by itself; `None` if it never does.
    #[must_use]
    pub fn next_day(&self, rules: &MovementRules) -> Option<Date> {
        if self.rank == 0 {
            return None;
        }
        let day = match rules.renewal {
            Renewal::Sliding(_) => self.hold(self.rank),
            Renewal::Term(_) => self.watch.map(|watch| watch.deadline).or(self.term.map(|term| term.until)),
            Renewal::Continuous(_) => self.watch.map(|watch| watch.deadline),
        };
        day.filter(|day| *day > self.on)
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
    standing: Standing,
    moves: Vec<Move>,
}

impl Step<'_> {
    fn merits(&self, rank: usize) -> Merits {
        rank.checked_sub(1).and_then(|index| self.merit.tiers.get(index)).copied().unwrap_or_default()
    }

    fn go(&mut self, on: Date, to: usize, cause: Cause) {
        let from = self.standing.rank;
        if from != to {
            self.moves.push(Move { on, from, to, cause });
            (self.standing.rank, self.standing.since) = (to, on);
        }
    }

    fn confirm(&mut self, new_review: bool) {
        let stays = self.standing.rank == 0 || self.merits(self.standing.rank).stay;
        self.standing.missed = if stays { 0 } else { self.standing.missed.saturating_add(u32::from(new_review)) };
        for (hold, merits) in self.standing.holds.iter_mut().zip(&self.merit.tiers) {
            hold.confirmed = match merits.enter {
                true if new_review => hold.confirmed.saturating_add(1),
                true => hold.confirmed,
                false => 0,
            };
        }
    }

    /// Whether entering a rung is merited, and was at enough reviews in a row.
    fn is_due(&self, rank: usize) -> bool {
        let confirmed = rank.checked_sub(1).and_then(|index| self.standing.holds.get(index)).map_or(0, |hold| hold.confirmed);
        self.merits(rank).enter && confirmed >= self.rules.confirm.promotion
    }

    /// The highest rung that one move reaches.
    fn reach(&self) -> usize {
        if self.merit.locked.promotion { self.standing.rank } else { self.standing.rank.saturating_add(self.rules.max_steps) }
    }

    /// The highest rung above the account's that it may enter.
    fn promotion(&self) -> Option<usize> {
        let above = self.standing.rank.saturating_add(1)..=self.merit.tiers.len();
        let due = above.rev().find(|rank| self.is_due(*rank))?;
        Some(due.min(self.reach())).filter(|rank| *rank > self.standing.rank)
    }

    /// Where the account falls from its rung.
    fn fall(&self, demotion: Demotion) -> usize {
        let rank = self.standing.rank;
        let to = match demotion {
            Demotion::OneStep => rank.saturating_sub(1),
            Demotion::ToQualified => (1..rank).rev().find(|lower| self.merits(*lower).stay).unwrap_or(0),
            Demotion::ToBase => 0,
        };
        to.max(rank.saturating_sub(self.rules.max_steps))
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
            self.lapse(ended, sliding);
        }
        let before = self.standing.rank;
        if let Some(until) = self.kept_until().filter(|_| before > 0) {
            self.standing.extend(before, until);
        }
        for rank in 1..=self.merit.tiers.len() {
            let held = self.standing.hold(rank).is_some_and(|until| self.on < until);
            if (self.is_due(rank) && rank <= self.reach()) || (held && self.merits(rank).stay) {
                self.standing.extend(rank, sliding.validity.after(self.on));
            }
        }
        let risen = self.standing.highest_held(self.on);
        if risen > before {
            self.go(self.on, risen, Cause::Promotion);
        } else if self.standing.hold(before).is_some_and(|until| until <= self.on) {
            self.lapse(self.on, sliding);
        }
        // A rung that is held but not merited is on its way out.
        let rank = self.standing.rank;
        self.standing.watch = match self.standing.hold(rank) {
            Some(until) if !self.merits(rank).stay => {
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
        self.go(on, self.standing.highest_held(on), Cause::HoldEnded);
        self.standing.watch = None;
    }

    // Continuous: judged at every review.

    fn judge(&mut self, demotion: Demotion) {
        if let Some(rank) = self.promotion() {
            self.go(self.on, rank, Cause::Promotion);
            self.standing.watch = None;
        } else if self.standing.rank == 0 || self.merits(self.standing.rank).stay {
            self.standing.watch = None;
        } else if let Some(until) = self.kept_until() {
            self.watch(self.on, until);
        } else if self.standing.missed >= self.rules.confirm.demotion {
            self.go(self.on, self.fall(demotion), Cause::Demotion);
            (self.standing.watch, self.standing.missed) = (None, 0);
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
        if self.merits(self.standing.rank).stay {
            // No gain from being late: the new term counts from the old one's end.
            self.start(ended, term);
        } else if let Some(until) = self.kept_until() {
            self.watch(ended, until);
        } else {
            let deadline = i32::try_from(term.grace_days).ok().and_then(|days| ended.add_days(days)).unwrap_or(Date::MAX);
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
