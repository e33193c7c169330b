//! A portfolio review by review: how many accounts each tier has, who rose, who fell and why, and who is at risk.

use std::cmp::Reverse;

use tierwise::change::changed_lines;
use tierwise::history::{Trace, Transition};
use tierwise::outlook::AtRisk;
use tierwise::portfolio::migration::{Observation, Panel, TierMigration, migration};
use tierwise::{Account, Date, Name, Points, Policy};

use crate::changes::in_words;

/// Months within which an opposite move undoes a move.
pub const UNDONE_WITHIN: i32 = 3;

/// One account's way over the ladder.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// Its document.
    pub account: &'a Account,
    /// Its way up to the day.
    pub trace: &'a Trace,
    /// The first fall that is ahead, if there is one.
    pub at_risk: Option<&'a AtRisk>,
}

/// A portfolio over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Months {
    /// The rungs of the ladder, lowest first.
    pub rungs: Vec<Name>,
    /// The days on which it is looked at, in their order.
    pub months: Vec<Month>,
    /// Who moved from the first of the days to the last; none with a single day, or with two accounts of one id.
    pub migration: Option<TierMigration>,
    /// How steady the tiers are, over the whole way of every account.
    pub stability: Stability,
    /// The accounts that fall if nothing happens: the highest tier first, then by day and id.
    pub at_risk: Vec<Risk>,
}

/// A portfolio on a day, and what moved since the one before.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    /// The day.
    pub on: Date,
    /// Accounts on each rung, lowest first.
    pub counts: Vec<usize>,
    /// Accounts that came in since the day before.
    pub new: usize,
    /// Those that rose, the longest way first.
    pub risen: Vec<Mover>,
    /// Those that fell, the longest way first.
    pub fallen: Vec<Mover>,
}

/// An account that moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// Its id.
    pub account: String,
    /// The day.
    pub on: Date,
    /// The tier before.
    pub from: Name,
    /// The tier after.
    pub to: Name,
    /// How many rungs it moved.
    pub steps: usize,
    /// What the ladder stood on.
    pub metric: Points,
    /// Why, in words; only of those that are named.
    pub because: Option<String>,
}

/// An account that falls if nothing happens.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// Its id.
    pub account: String,
    /// The tier that it loses.
    pub from: Name,
    /// The tier that it falls to.
    pub to: Name,
    /// The day.
    pub on: Date,
    /// What the ladder stands on today.
    pub metric: Points,
    /// What the ladder would stand on then.
    pub then: Points,
    /// The bound to stay.
    pub bound: Option<Points>,
}

/// How many moves an opposite move undid within three months.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stability {
    /// Moves after the first placement.
    pub moves: usize,
    /// Moves that were undone.
    pub undone: usize,
}

impl Stability {
    /// Adds one account's ranks, each with the day from which it was there, in the order of days; the first is where it was placed.
    pub fn add(&mut self, ranks: impl IntoIterator<Item = (Date, usize)>) {
        let mut last: Option<(Date, usize)> = None;
        let mut moved: Option<(Date, bool)> = None;
        for (on, rank) in ranks {
            if let Some((_, before)) = last.filter(|(_, before)| *before != rank) {
                let up = rank > before;
                self.moves = self.moves.saturating_add(1);
                let undoes = moved.is_some_and(|(day, was_up)| was_up != up && day.add_months(UNDONE_WITHIN).is_none_or(|end| on <= end));
                self.undone = self.undone.saturating_add(usize::from(undoes));
                moved = Some((on, up));
            }
            last = Some((on, rank));
        }
    }

    /// The share of the moves that were undone; none without a move.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.moves > 0).then(|| self.undone as f64 / self.moves as f64)
    }
}

impl Months {
    /// Looks at accounts on the first day of every month from a day on, and on the last day; so many movers each way and month are explained.
    #[must_use]
    pub fn of(policy: &Policy, ways: &[Way<'_>], from: Date, as_of: Date, explained: usize) -> Self {
        let ladder = policy.spec().ladder.as_ref();
        let base = ladder.map(|ladder| Name::from(ladder.base.as_str()));
        let rungs: Vec<Name> = base.into_iter().chain(ladder.into_iter().flat_map(|ladder| &ladder.tiers).map(|tier| tier.id.as_str().into())).collect();
        let mut found = Self { rungs, months: Vec::new(), migration: None, stability: Stability::default(), at_risk: Vec::new() };
        let mut before = None;
        for on in days(from, as_of) {
            let month = found.month(policy, ways, before, on, explained);
            found.months.push(month);
            before = Some(on);
        }
        found.migration = found.migration(ways);
        for way in ways {
            let Some(first) = way.trace.reviews.first() else { continue };
            let placed = [(first.on, found.rank(&first.tier))];
            let moves = moves(way).map(|step| (step.on, found.rank(&step.to)));
            let ranks: Vec<(Date, usize)> = placed.into_iter().chain(moves).collect();
            found.stability.add(ranks);
        }
        found.at_risk = ways.iter().filter_map(|way| risk(way)).collect();
        let rungs = found.rungs.clone();
        let rank = |name: &Name| rungs.iter().position(|rung| rung == name);
        found.at_risk.sort_by_cached_key(|risk| (Reverse(rank(&risk.from)), risk.on, risk.account.clone()));
        found
    }

    fn rank(&self, tier: &Name) -> usize {
        self.rungs.iter().position(|rung| rung == tier).unwrap_or(0)
    }

    /// Counts the accounts by their tiers on the first of the days and on the last.
    fn migration(&self, ways: &[Way<'_>]) -> Option<TierMigration> {
        let days = [self.months.first()?.on, self.months.last()?.on];
        let seen = |way: &Way<'_>, on: Date| {
            let (account, tier) = (way.account.id.clone().unwrap_or_default(), Some(tier_on(way, on)?.to_string()));
            Some(Observation { account, on, tier, held: false, designation: None, contributions: [].into() })
        };
        let observations = ways.iter().flat_map(|way| days.into_iter().filter_map(move |on| seen(way, on))).collect();
        let ladder = self.rungs.iter().map(ToString::to_string).collect();
        migration(&Panel { ladder, observations, ..Panel::default() }, &days).ok()
    }

    fn month(&self, policy: &Policy, ways: &[Way<'_>], before: Option<Date>, on: Date, explained: usize) -> Month {
        let mut month = Month { on, counts: vec![0; self.rungs.len()], new: 0, risen: Vec::new(), fallen: Vec::new() };
        let since = |day: Date| before.is_some_and(|before| before < day) && day <= on;
        let (mut risen, mut fallen) = (Vec::new(), Vec::new());
        for way in ways {
            let Some((first, tier)) = way.trace.reviews.first().zip(tier_on(way, on)) else { continue };
            month.counts.get_mut(self.rank(tier)).into_iter().for_each(|count| *count = count.saturating_add(1));
            month.new = month.new.saturating_add(usize::from(since(first.on)));
            for step in moves(way).filter(|step| since(step.on)) {
                let (from, to) = (self.rank(&step.from), self.rank(&step.to));
                if to > from { risen.push((way, step)) } else { fallen.push((way, step)) }
            }
        }
        let named = |mut movers: Vec<(&Way<'_>, &Transition)>| -> Vec<Mover> {
            let steps = |step: &Transition| self.rank(&step.from).abs_diff(self.rank(&step.to));
            movers.sort_by_cached_key(|(way, step)| (Reverse(steps(step)), Reverse(step.metric), way.account.id.clone()));
            let mover = |(place, (way, step)): (usize, (&Way<'_>, &Transition))| Mover {
                account: way.account.id.clone().unwrap_or_default(),
                on: step.on,
                from: step.from.clone(),
                to: step.to.clone(),
                steps: steps(step),
                metric: step.metric,
                because: (place < explained).then(|| because(policy, way, step, self.rank(&step.to) > self.rank(&step.from))),
            };
            movers.into_iter().enumerate().map(mover).collect()
        };
        (month.risen, month.fallen) = (named(risen), named(fallen));
        month
    }

    /// The movers that are explained, the longest way first: those that rose, or those that fell.
    #[must_use]
    pub fn furthest(&self, rose: bool, most: usize) -> Vec<&Mover> {
        let movers = self.months.iter().flat_map(|month| if rose { &month.risen } else { &month.fallen });
        let mut movers: Vec<&Mover> = movers.filter(|mover| mover.because.is_some()).collect();
        movers.sort_by_key(|mover| (Reverse(mover.steps), Reverse(mover.metric), &mover.account));
        movers.truncate(most);
        movers
    }

    /// How many accounts are at risk on each rung, the highest first; rungs without any are left out.
    #[must_use]
    pub fn risks(&self) -> Vec<(&Name, usize)> {
        let count = |rung: &Name| self.at_risk.iter().filter(|risk| risk.from == *rung).count();
        self.rungs.iter().rev().map(|rung| (rung, count(rung))).filter(|(_, count)| *count > 0).collect()
    }
}

/// The first days of months from a day on, and the last day.
fn days(from: Date, as_of: Date) -> Vec<Date> {
    let (year, month, day) = from.ymd();
    let first = Date::from_ymd(year, month, 1).and_then(|first| first.add_months(i32::from(day > 1)));
    let firsts = first.into_iter().flat_map(|first| (0..).map_while(move |months| first.add_months(months)));
    firsts.take_while(|day| *day < as_of).chain((from <= as_of).then_some(as_of)).collect()
}

/// The tier that an account has on a day; none before its first placement.
fn tier_on<'a>(way: &Way<'a>, on: Date) -> Option<&'a Name> {
    let first = way.trace.reviews.first().filter(|review| review.on <= on)?;
    Some(moves(way).take_while(|step| step.on <= on).last().map_or(&first.tier, |step| &step.to))
}

/// The moves after the first placement.
fn moves<'a>(way: &Way<'a>) -> impl Iterator<Item = &'a Transition> + use<'a> {
    let placed = way.trace.reviews.first().map(|review| review.on);
    way.trace.timeline.transitions.iter().filter(move |step| placed.is_none_or(|placed| placed < step.on))
}

fn risk(way: &Way<'_>) -> Option<Risk> {
    let fall = &way.at_risk?.transition;
    Some(Risk {
        account: way.account.id.clone().unwrap_or_default(),
        from: fall.from.clone(),
        to: fall.to.clone(),
        on: fall.on,
        metric: way.trace.timeline.metric,
        then: fall.metric,
        bound: fall.threshold,
    })
}

/// Why an account moved: what changed most since the review before a rise, and since a tier was last merited before a fall.
fn because(policy: &Policy, way: &Way<'_>, step: &Transition, rose: bool) -> String {
    let rules: Vec<&str> = step.rules.iter().map(|rule| &*rule.finding).collect();
    let rules = rules.join("; ");
    let merited = |metric: Points| rose || step.threshold.is_none_or(|bound| metric >= bound);
    let before = way.trace.reviews.iter().rev().find(|review| review.on < step.on && merited(review.metric));
    let earlier = before.and_then(|review| Some((review.on, policy.score(way.account, review.on).ok()?)));
    let changed = earlier.zip(step.scorecard.as_ref()).and_then(|((day, earlier), now)| Some((day, in_words(changed_lines(&earlier, now).first()?, policy))));
    match changed {
        Some((day, change)) if rose => format!("since {day}: {change}"),
        Some((day, change)) => format!("since {day}, when it was last merited: {change}; {rules}"),
        None => rules,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_move_is_undone_by_an_opposite_one_within_three_months() {
        let stability = |ranks: &[(&str, usize)]| {
            let mut found = Stability::default();
            found.add(ranks.iter().map(|(on, rank)| (day(on), *rank)));
            (found.moves, found.undone)
        };
        assert_eq!(stability(&[("2025-01-01", 0)]), (0, 0));
        // The same rank again is no move, and on the way up nothing is undone.
        assert_eq!(stability(&[("2025-01-01", 0), ("2025-02-01", 0), ("2025-03-01", 1), ("2025-04-01", 2)]), (2, 0));
        assert_eq!(stability(&[("2025-01-01", 0), ("2025-02-01", 1), ("2025-05-01", 0)]), (2, 1));
        assert_eq!(stability(&[("2025-01-01", 0), ("2025-02-01", 1), ("2025-05-02", 0)]), (2, 0));
        assert_eq!(stability(&[("2025-01-01", 2), ("2025-02-01", 0), ("2025-03-01", 1), ("2025-04-01", 0)]), (3, 2));
        assert_eq!(Stability::default().share(), None);
    }

    #[test]
    fn days_are_first_days_and_the_last() {
        let days = |from: &str, as_of: &str| days(day(from), day(as_of)).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(days("2025-01-15", "2025-03-09"), ["2025-02-01", "2025-03-01", "2025-03-09"]);
        assert_eq!(days("2025-01-01", "2025-02-01"), ["2025-01-01", "2025-02-01"]);
        assert_eq!(days("2025-02-02", "2025-02-01"), Vec::<String>::new());
    }
}
