//! How an account moves at a review (T7 to T10).

use std::collections::BTreeMap;

use tierwise::Date;
use tierwise::policy::{Demotion, LadderSpec, Renewal};

/// What an account merits of a tier on a day.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Merit {
    pub(super) enter: bool,
    /// At the bound of those who were never there.
    pub(super) anew: bool,
    pub(super) stay: bool,
    /// Thousandths that are lacking to stay.
    pub(super) lacks: i64,
}

/// Moves that are forbidden on a day.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Locked {
    pub(super) up: bool,
    pub(super) down_until: Option<Date>,
}

/// Where an account stands; tiers are 1 and up, and what is said of a tier stands at its number.
#[derive(Debug, Clone)]
pub(super) struct Standing {
    pub(super) rank: usize,
    pub(super) since: Date,
    pub(super) held_until: Vec<Option<Date>>,
    pub(super) left_on: Vec<Option<Date>>,
    /// The rungs that it was on, each with the day from which it was: the past ones, then the present.
    pub(super) rungs: Vec<(Date, usize)>,
    pub(super) confirmed: Vec<u32>,
    pub(super) missed: u32,
    pub(super) term: Option<(Date, Date)>,
    pub(super) watch: Option<(Date, Date, i64)>,
    pub(super) reviewed: bool,
    /// Whether it is to be judged by rules that have changed (T14).
    pub(super) judge_anew: bool,
    /// The day of the last merge, and the days in each tier or above up to it.
    pub(super) joined: Option<(Date, Vec<Option<i64>>)>,
}

/// What a review did.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) cause: &'static str,
}

impl Standing {
    pub(super) fn new(on: Date, tiers: usize) -> Self {
        Self {
            rank: 0,
            since: on,
            held_until: vec![None; tiers + 1],
            left_on: vec![None; tiers + 1],
            rungs: vec![(on, 0)],
            confirmed: vec![0; tiers + 1],
            missed: 0,
            term: None,
            watch: None,
            reviewed: false,
            judge_anew: false,
            joined: None,
        }
    }

    /// Whether something ends on a day (T6).
    pub(super) fn turns(&self, ladder: &LadderSpec, day: Date) -> bool {
        if self.rank == 0 {
            return false;
        }
        let hold = self.held_until[self.rank] == Some(day);
        let term = self.term.is_some_and(|(_, until)| until == day);
        let waits = !matches!(ladder.renewal, Some(Renewal::Sliding(_)));
        let grace = waits && self.watch.is_some_and(|(_, deadline, _)| deadline == day);
        let stay = ladder.min_stay.is_some_and(|stay| stay.after(self.since) == day);
        hold || term || grace || stay
    }

    pub(super) fn go(&mut self, on: Date, rank: usize) {
        for left in self.left_on.iter_mut().take(self.rank + 1).skip(rank + 1) {
            *left = Some(on);
        }
        self.rank = rank;
        self.since = on;
        self.rungs.push((on, rank));
    }

    /// On how many days it has been on a rung or above, if it has.
    fn stayed(&self, rank: usize, day: Date) -> Option<i64> {
        let (merged_on, before) = self.joined.as_ref().map_or((Date::MIN, None), |(on, days)| (*on, days[rank]));
        let ends = self.rungs.iter().skip(1).map(|(from, _)| *from).chain([day]);
        let there = self.rungs.iter().zip(ends).filter(|((_, on), until)| *on >= rank && *until >= merged_on);
        let own = there.map(|((from, _), until)| i64::from(until.days_since((*from).max(merged_on))));
        own.fold(before, |sum, days| Some(sum.unwrap_or(0) + days))
    }

    /// The rung below which it never falls again (T10.4).
    pub(super) fn floor(&self, ladder: &LadderSpec, day: Date) -> usize {
        let rank = |id: &str| ladder.tiers.iter().position(|tier| tier.id == *id).unwrap() + 1;
        let floors = ladder.lifetime.iter().filter(|rule| self.stayed(rank(&rule.tier), day).is_some_and(|stayed| stayed >= i64::from(rule.days)));
        floors.map(|rule| rank(&rule.floor)).max().unwrap_or(0)
    }

    /// With another account's, from the day of their merge (T15).
    pub(super) fn join(&mut self, other: &Self, on: Date) {
        self.joined = Some((on, (0..self.held_until.len()).map(|rank| self.stayed(rank, on).max(other.stayed(rank, on))).collect()));
        for rank in 0..self.held_until.len() {
            self.held_until[rank] = self.held_until[rank].max(other.held_until[rank]);
            self.left_on[rank] = self.left_on[rank].max(other.left_on[rank]);
            self.confirmed[rank] = self.confirmed[rank].max(other.confirmed[rank]);
        }
        (self.watch, self.missed) = (None, 0);
        self.judge_anew |= other.judge_anew;
        if other.rank == self.rank {
            self.since = self.since.min(other.since);
        }
        if other.rank > self.rank {
            self.go(on, other.rank);
        }
        if other.term.map(|(_, until)| until) > self.term.map(|(_, until)| until) {
            self.term = other.term;
        }
    }

    /// On another ladder (T14).
    pub(super) fn carried(&self, old: &LadderSpec, new: &LadderSpec, tiers: &BTreeMap<String, String>, on: Date) -> Self {
        let rank = |rank: usize| {
            let of = |id: &str| if id == new.base { Some(0) } else { new.tiers.iter().position(|tier| tier.id == *id).map(|at| at + 1) };
            let lower = |rank: usize| (1..rank).rev().find_map(|rank| of(&old.tiers[rank - 1].id)).unwrap_or(0);
            if rank == 0 { 0 } else { of(&old.tiers[rank - 1].id).or_else(|| of(tiers.get(&old.tiers[rank - 1].id)?)).unwrap_or_else(|| lower(rank)) }
        };
        let mut carried = Self { rank: rank(self.rank), ..Self::new(self.since, new.tiers.len()) };
        for old in 1..self.held_until.len() {
            let new = rank(old);
            carried.held_until[new] = carried.held_until[new].max(self.held_until[old]);
            carried.left_on[new] = carried.left_on[new].max(self.left_on[old]);
            carried.confirmed[new] = carried.confirmed[new].max(self.confirmed[old]);
        }
        carried.joined = self.joined.as_ref().map(|(on, days)| {
            let of = |new: usize| (0..days.len()).find(|old| rank(*old) >= new).and_then(|old| days[old]);
            (*on, (0..=new.tiers.len()).map(of).collect())
        });
        carried.rungs = self.rungs.iter().map(|(on, old)| (*on, rank(*old))).collect();
        let mut carried = Self {
            missed: self.missed,
            term: self.term.filter(|_| carried.rank > 0),
            watch: self.watch,
            reviewed: self.reviewed,
            judge_anew: self.judge_anew,
            ..carried
        };
        // What ran under another kind of renewal runs to its end.
        match new.renewal {
            Some(Renewal::Sliding(sliding)) => {
                let until = carried.term.take().map_or_else(|| sliding.validity.after(on), |(_, until)| until);
                if carried.rank > 0 {
                    let own = &mut carried.held_until[carried.rank];
                    *own = own.or(Some(until));
                }
            }
            Some(Renewal::Term(term)) if carried.rank > 0 && carried.term.is_none() => {
                carried.term = Some((carried.since, carried.held_until[carried.rank].unwrap_or_else(|| term.validity.after(on))));
            }
            Some(Renewal::Term(_)) => {}
            Some(Renewal::Continuous(_)) | None => carried.term = None,
        }
        if !matches!(new.renewal, Some(Renewal::Sliding(_))) {
            carried.held_until.fill(None);
        }
        carried
    }

    /// A fall because the rules changed (T14).
    pub(super) fn fall_by_change(&mut self, ladder: &LadderSpec, on: Date, to: usize) {
        for rank in to + 1..self.held_until.len() {
            self.held_until[rank] = None;
        }
        self.go(on, to);
        self.watch = None;
        match ladder.renewal {
            Some(Renewal::Term(term)) => self.term = (to > 0).then(|| (on, term.validity.after(on))),
            Some(Renewal::Sliding(sliding)) if to > 0 => self.held_until[to] = Some(sliding.validity.after(on)),
            _ => {}
        }
    }

    fn up(&self, ladder: &LadderSpec, target: usize) -> usize {
        let rungs = target - self.rank;
        self.rank + share(rungs, ladder.partial_step.promotion.millionths()).min(ladder.max_steps.map_or(rungs, |steps| steps as usize))
    }

    fn down(&self, ladder: &LadderSpec, target: usize, floor: usize) -> usize {
        let rungs = self.rank - target;
        let to = self.rank - share(rungs, ladder.partial_step.demotion.millionths()).min(ladder.max_steps.map_or(rungs, |steps| steps as usize));
        to.max(floor)
    }

    /// Whether it merits to stay, or is there for life.
    pub(super) fn stays(&self, ladder: &LadderSpec, day: Date, merits: &[Merit]) -> bool {
        merits[self.rank].stay || self.rank <= self.floor(ladder, day)
    }

    /// The highest tier below its own that it merits to stay in.
    pub(super) fn qualified(&self, merits: &[Merit]) -> usize {
        (1..self.rank).rev().find(|rank| merits[*rank].stay).unwrap_or(0)
    }

    fn target(&self, demotion: Demotion, merits: &[Merit]) -> usize {
        match demotion {
            Demotion::OneStep => self.rank - 1,
            Demotion::ToQualified => self.qualified(merits),
            Demotion::ToBase => 0,
        }
    }

    pub(super) fn step(&mut self, ladder: &LadderSpec, day: Date, merits: &[Merit], locked: Locked) -> Option<Step> {
        let tiers = ladder.tiers.len();
        let floor = self.floor(ladder, day).min(self.rank);
        self.reviewed = true;
        for rank in 1..=tiers {
            self.confirmed[rank] = if merits[rank].enter { self.confirmed[rank] + 1 } else { 0 };
        }
        let own = merits[self.rank];
        // Where it never falls again it stays as if it merited to.
        let stays = own.stay || self.rank <= floor;
        let stays_until = ladder.min_stay.map(|stay| stay.after(self.since)).filter(|until| *until > day);
        // The day on which a fall that is due may happen.
        let free = locked.down_until.into_iter().chain(stays_until).filter(|until| *until > day).max();
        let confirmed = (self.rank + 1..=tiers).rev().find(|rank| self.confirmed[*rank] >= ladder.confirm.promotion);
        let from = self.rank;
        self.missed = if stays { 0 } else { self.missed + 1 };
        match ladder.renewal {
            Some(Renewal::Sliding(sliding)) => {
                // A minimum stay and a lock hold the tier; what steps and locks keep out of reach is not held.
                if self.rank > 0 {
                    self.held_until[self.rank] = self.held_until[self.rank].max(free);
                }
                let reach = confirmed.filter(|_| !locked.up).map_or(self.rank, |target| self.up(ladder, target));
                for rank in 1..=tiers {
                    let held = self.held_until[rank].is_some_and(|until| until > day);
                    let entered = merits[rank].enter && rank <= reach && self.confirmed[rank] >= ladder.confirm.promotion;
                    if entered || (held && merits[rank].stay) {
                        self.held_until[rank] = self.held_until[rank].max(Some(sliding.validity.after(day)));
                    }
                }
                let target = (1..=tiers).rev().find(|rank| self.held_until[*rank].is_some_and(|until| until > day)).unwrap_or(0);
                let step = if target > self.rank {
                    self.go(day, target);
                    Some(Step { from, to: target, cause: "promotion" })
                } else if self.rank <= floor || self.held_until[self.rank].is_some_and(|until| until > day) {
                    None
                } else {
                    let below = from - 1;
                    if sliding.soft_landing && below > 0 {
                        self.held_until[below] = self.held_until[below].max(Some(sliding.validity.after(day)));
                    }
                    let to = if sliding.soft_landing { below } else { target }.max(floor);
                    self.go(day, to);
                    Some(Step { from, to, cause: "hold_ended" })
                };
                // A tier that is held but not merited is lost with its hold.
                let own = merits[self.rank];
                let since = self.watch.filter(|_| step.is_none()).map_or(day, |(since, ..)| since);
                let lost = self.held_until[self.rank].filter(|until| self.floor(ladder, *until) < self.rank);
                self.watch = lost.filter(|_| !own.stay && self.rank > floor).map(|until| (since, until.add_days(-1).unwrap(), own.lacks));
                step
            }
            Some(Renewal::Term(term)) => {
                if let Some(target) = confirmed.filter(|_| !locked.up) {
                    let to = self.up(ladder, target);
                    self.go(day, to);
                    self.term = Some((day, term.validity.after(day)));
                    self.watch = None;
                    return Some(Step { from, to, cause: "promotion" });
                }
                let (_, end) = self.term.filter(|(_, end)| *end <= day)?;
                if stays {
                    self.term = Some((end, term.validity.after(end)));
                    self.watch = None;
                    return Some(Step { from, to: from, cause: "renewed" });
                }
                let grace = tierwise::policy::Span::Days(term.grace_days).after(end);
                let deadline = free.into_iter().chain([grace]).max().unwrap();
                if day < deadline {
                    self.watch = Some((end, deadline, own.lacks));
                    return None;
                }
                self.watch = None;
                let target = self.target(term.demotion, merits);
                let to = self.down(ladder, target, floor);
                self.term = (to > 0).then(|| (day, term.validity.after(day)));
                if to == from {
                    return None;
                }
                self.go(day, to);
                Some(Step { from, to, cause: if term.grace_days > 0 { "grace_ended" } else { "term_ended" } })
            }
            Some(Renewal::Continuous(_)) | None => {
                let demotion = if let Some(Renewal::Continuous(continuous)) = ladder.renewal { continuous.demotion } else { Demotion::ToQualified };
                if let Some(target) = confirmed.filter(|_| !locked.up) {
                    let to = self.up(ladder, target);
                    self.go(day, to);
                    self.watch = None;
                    return Some(Step { from, to, cause: "promotion" });
                }
                if self.rank == 0 || stays {
                    self.watch = None;
                    return None;
                }
                let since = self.watch.map_or(day, |(since, ..)| since);
                self.watch = free.map(|free| (since, free, own.lacks));
                if self.missed < ladder.confirm.demotion || free.is_some() {
                    return None;
                }
                self.missed = 0;
                let target = self.target(demotion, merits);
                let to = self.down(ladder, target, floor);
                self.go(day, to);
                Some(Step { from, to, cause: "demotion" })
            }
        }
    }
}

/// A share of rungs, rounded up (T10.1).
fn share(rungs: usize, millionths: i64) -> usize {
    (rungs * millionths as usize).div_ceil(1_000_000)
}
