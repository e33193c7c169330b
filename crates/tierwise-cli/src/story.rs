//! One account over time: what a picture of it shows, in a terminal or on a page.

use tierwise::history::{Reviewed, Timeline, Trace, Transition};
use tierwise::outlook::AtRisk;
use tierwise::policy::{Basis, TierSpec};
use tierwise::{Date, Name, Points, Policy};

/// An account's way over the ladder up to a day, and on from there if nothing happens.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    /// The policy that judges it.
    pub policy: &'a Policy,
    /// Its id.
    pub account: &'a str,
    /// Its name, if it has one besides the id.
    pub name: Option<&'a str>,
    /// Where it stands on the day.
    pub now: &'a Timeline,
    /// Its whole way, on to the last day that is looked at.
    pub whole: &'a Trace,
    /// The first fall that is ahead, if there is one.
    pub at_risk: Option<&'a AtRisk>,
}

/// Days on which a tier counts, all alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spell {
    /// The tier.
    pub tier: Name,
    /// Its first day.
    pub from: Date,
    /// The day after its last.
    pub until: Date,
    /// Whether the tier is held without being merited.
    pub watched: bool,
    /// Whether it is ahead.
    pub ahead: bool,
}

impl<'a> Story<'a> {
    /// The day up to which things are known.
    #[must_use]
    pub fn as_of(&self) -> Date {
        self.now.as_of
    }

    /// The last day that is looked at.
    #[must_use]
    pub fn until(&self) -> Date {
        self.whole.timeline.as_of
    }

    /// The day on which it begins.
    #[must_use]
    pub fn from(&self) -> Date {
        self.reviews().first().map_or(self.now.since, |review| review.on).min(self.as_of())
    }

    /// The reviews, in the order of days; never empty where an account is enrolled.
    #[must_use]
    pub fn reviews(&self) -> &'a [Reviewed] {
        &self.whole.reviews
    }

    /// The moves up to the day, and those that are ahead.
    #[must_use]
    pub fn moves(&self) -> (&'a [Transition], &'a [Transition]) {
        let ahead = self.whole.timeline.transitions.partition_point(|step| step.on <= self.as_of());
        (&self.now.transitions, self.whole.timeline.transitions.get(ahead..).unwrap_or_default())
    }

    /// The moves of the whole way.
    pub fn all_moves(&self) -> impl Iterator<Item = &'a Transition> + use<'a> {
        let (past, ahead) = self.moves();
        past.iter().chain(ahead)
    }

    /// What the ladder stands on, in a word.
    #[must_use]
    pub fn metric_name(&self) -> &'static str {
        match self.policy.spec().ladder.as_ref().map(|ladder| ladder.basis) {
            Some(Basis::Points) => "balance",
            _ => "composite",
        }
    }

    /// What the ladder stood on at the last review up to a day.
    #[must_use]
    pub fn metric_on(&self, day: Date) -> Option<Points> {
        self.review_on(day).map(|review| review.metric)
    }

    fn review_on(&self, day: Date) -> Option<&'a Reviewed> {
        let after = self.reviews().partition_point(|review| review.on <= day);
        after.checked_sub(1).and_then(|last| self.reviews().get(last))
    }

    /// The tier that counts on a day.
    fn tier_on(&self, day: Date) -> &'a Name {
        let last = self.all_moves().take_while(|step| step.on <= day).last().map(|step| &step.to);
        last.or_else(|| self.all_moves().next().map(|step| &step.from)).unwrap_or(&self.now.tier)
    }

    /// The whole way in spells, in the order of days and without gaps; one ends with the day up to which things are known.
    #[must_use]
    pub fn spells(&self) -> Vec<Spell> {
        let next = |day: Date| day.add_days(1).unwrap_or(day);
        let (from, end) = (self.from(), next(self.until()));
        let turns = self.all_moves().map(|step| step.on).chain(self.reviews().iter().map(|review| review.on)).chain([next(self.as_of())]);
        let mut days: Vec<Date> = turns.filter(|day| from < *day && *day < end).chain([from, end]).collect();
        days.sort_unstable();
        days.dedup();
        let mut spells: Vec<Spell> = Vec::new();
        for (from, until) in days.iter().zip(days.iter().skip(1)) {
            let watched = self.review_on(*from).is_some_and(|review| review.watch.is_some());
            let spell = Spell { tier: self.tier_on(*from).clone(), from: *from, until: *until, watched, ahead: *from > self.as_of() };
            match spells.last_mut() {
                Some(last) if last.tier == spell.tier && last.watched == spell.watched && last.ahead == spell.ahead => last.until = spell.until,
                _ => spells.push(spell),
            }
        }
        spells
    }

    /// The tiers that a picture shows, the highest first: those that the account is ever in, those below, and the next one above.
    #[must_use]
    pub fn tiers_in_sight(&self) -> Vec<&'a TierSpec> {
        let tiers = self.policy.spec().ladder.as_ref().map_or(&[][..], |ladder| &ladder.tiers);
        let been = self.all_moves().flat_map(|step| [&step.from, &step.to]).chain([&self.now.tier, &self.now.earned]);
        let highest = been.filter_map(|name| tiers.iter().position(|tier| tier.id == **name)).max();
        tiers.iter().take(highest.map_or(1, |highest| highest.saturating_add(2))).rev().collect()
    }

    /// The lowest and the highest value that a picture of the metric shows, in points.
    #[must_use]
    pub fn reach(&self) -> (f64, f64) {
        let tiers = self.tiers_in_sight();
        let bounds = tiers.iter().flat_map(|tier| [tier.enter, tier.retain.unwrap_or(tier.enter)]);
        let values = || self.reviews().iter().map(|review| review.metric).chain(bounds.clone()).map(Points::to_f64);
        let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        if !low.is_finite() || !high.is_finite() {
            return (0.0, 1.0);
        }
        // Nought belongs to the picture unless it would leave the rest in a corner.
        let low = if low > 0.0 && low < high * 0.6 { 0.0 } else { low };
        if high > low { (low, high) } else { (low - 0.5, high + 0.5) }
    }

    /// The hold or term of today: its first day, and the day after its last.
    #[must_use]
    pub fn runs(&self) -> Option<(Date, Date)> {
        let hold = self.now.held_until.map(|until| (self.now.since, until));
        self.now.term.map(|term| (term.from, term.until)).or(hold)
    }

    /// First days of months, at most so many, on the same months in every year.
    #[must_use]
    pub fn ticks(&self, most: usize) -> Vec<Date> {
        let (from, until) = (self.from(), self.until());
        let months = until.months_since(from);
        let most = i32::try_from(most).unwrap_or(i32::MAX).max(1);
        let step = [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| months.checked_div(*step).is_some_and(|steps| steps <= most)).unwrap_or(240);
        let Some(january) = Date::from_ymd(from.year(), 1, 1) else { return Vec::new() };
        let days = (0..).map_while(|number: i32| january.add_months(number.saturating_mul(step)));
        days.skip_while(|day| *day < from).take_while(|day| *day <= until).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;
    use tierwise::History;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// A club with points that count for a year, and tiers that are held for half of one.
    pub(crate) fn policy() -> Policy {
        Policy::read(json!({
            "policy": "club", "version": "1", "semantics": 1,
            "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [3000, 100]]}]}]},
            "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
            "ladder": {"basis": "points", "base": "standard", "renewal": {"sliding": {"validity": {"months": 6}, "soft_landing": true}}, "tiers": [
                {"id": "silver", "label": "Silver", "enter": 1000, "retain": 800}, {"id": "gold", "label": "Gold", "enter": 3000, "retain": 2400},
                {"id": "platinum", "enter": 9000},
            ]},
        }))
        .unwrap()
    }

    fn history(orders: &[(&str, u32)]) -> History {
        let enrol = json!({"id": "enrol", "on": "2025-01-01", "event": {"enrol": {}}});
        let order =
            |(at, (on, points)): (usize, &(&str, u32))| json!({"id": at.to_string(), "on": on, "event": {"earn": {"activity": "order", "quantity": points}}});
        let events: Vec<_> = std::iter::once(enrol).chain(orders.iter().enumerate().map(order)).collect();
        serde_json::from_value(json!({"account": {"id": "K-1"}, "events": events})).unwrap()
    }

    /// Tells a story of orders to whoever looks at it.
    pub(crate) fn told<T>(orders: &[(&str, u32)], as_of: &str, until: &str, look: impl FnOnce(Story<'_>) -> T) -> T {
        let (policy, history) = (policy(), history(orders));
        let (now, whole) = (policy.replay(&history, day(as_of)).unwrap(), policy.trace(&history, day(until)).unwrap());
        let at_risk = policy.at_risk(&history, day(as_of), day(until)).unwrap();
        look(Story { policy: &policy, account: "K-1", name: Some("North & South"), now: &now, whole: &whole, at_risk: at_risk.as_ref() })
    }

    pub(crate) const ORDERS: [(&str, u32); 4] = [("2025-02-10", 1_300), ("2025-05-02", 900), ("2025-09-01", 1_900), ("2026-01-15", 400)];

    #[test]
    fn spells_cover_every_day_once_and_say_its_tier() {
        for (as_of, until) in [("2026-05-01", "2027-05-01"), ("2025-01-01", "2025-01-01"), ("2025-06-01", "2026-09-30"), ("2027-05-01", "2027-05-01")] {
            // Nothing after the day is known.
            let known: Vec<_> = ORDERS.into_iter().filter(|(on, _)| day(on) <= day(as_of)).collect();
            told(&known, as_of, until, |story| {
                let spells = story.spells();
                assert_eq!(spells.first().map(|spell| spell.from), Some(day("2025-01-01")));
                assert_eq!(spells.last().and_then(|spell| spell.until.add_days(-1)), Some(day(until)));
                assert!(spells.windows(2).all(|pair| pair[0].until == pair[1].from));
                assert!(spells.iter().all(|spell| spell.from < spell.until && spell.ahead == (spell.from > day(as_of))));
                for spell in spells.iter() {
                    for on in [spell.from, spell.until.add_days(-1).unwrap()] {
                        let there = story.policy.replay(&history(&known), on).unwrap();
                        assert_eq!((&there.tier, there.watch.is_some()), (&spell.tier, spell.watched), "{on}");
                    }
                }
            });
        }
    }

    #[test]
    fn what_a_picture_shows() {
        told(&ORDERS, "2026-05-01", "2027-05-01", |story| {
            let tiers: Vec<&str> = story.tiers_in_sight().iter().map(|tier| tier.id.as_str()).collect();
            assert_eq!(tiers, ["platinum", "gold", "silver"]);
            assert_eq!(story.reach(), (0.0, 9000.0));
            assert_eq!(story.metric_on(day("2025-08-31")).map(Points::to_f64), Some(2200.0));
            assert_eq!((story.moves().0.len(), story.moves().1.len()), (2, 2));
            assert_eq!(story.runs(), Some((day("2025-09-01"), day("2026-11-01"))));
            let ticks: Vec<String> = story.ticks(5).iter().map(ToString::to_string).collect();
            assert_eq!(ticks, ["2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01", "2027-01-01"]);
        });
        told(&[], "2025-01-01", "2025-01-01", |story| {
            assert_eq!(story.tiers_in_sight().len(), 1);
            assert_eq!(story.spells().len(), 1);
        });
    }
}
