//! What lies ahead of an account: what happens if nothing happens, and what it would take.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::date::Date;
use crate::error::{Error, code};
use crate::event::{Adjust, Event, EventKind, History};
use crate::history::{Timeline, Transition, known};
use crate::number::Points;
use crate::policy::{Basis, Ladder, Policy, Renewal, Tier, Use, Window};

/// The fall that comes if nothing happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AtRisk {
    /// The fall.
    pub transition: Transition,
    /// The fewest points that prevent it if they are credited on the day before; null if no points do.
    pub prevented_by: Option<Points>,
}

/// Which way an account's tier goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outlook {
    /// Whether the later tier is higher or lower.
    pub direction: Direction,
    /// The tier now.
    pub tier: Name,
    /// The tier on the later day.
    pub tier_then: Name,
    /// The later day.
    pub until: Date,
    /// The first move on the way; null if there is none.
    pub next: Option<Transition>,
}

/// Which way a tier goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Up.
    Positive,
    /// Neither up nor down.
    Stable,
    /// Down.
    Negative,
}

/// What it takes to be in a tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Required {
    /// The tier.
    pub tier: Name,
    /// The day on which the points are credited.
    pub credited_on: Date,
    /// The day on which the account is to be in the tier.
    pub by: Date,
    /// The fewest points that suffice: a thousandth less does not. Null if no number of points does.
    pub points: Option<Points>,
}

impl Policy {
    /// The timeline up to a later day, if nothing happens after `as_of`.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn project(&self, history: &History, as_of: Date, until: Date) -> Result<Timeline, Error> {
        self.judging(history, |event| event.recorded() <= as_of)?.replay(&known(history, as_of), until)
    }

    /// The first fall up to a later day if nothing happens after `as_of`; `None` if there is none.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn at_risk(&self, history: &History, as_of: Date, until: Date) -> Result<Option<AtRisk>, Error> {
        let Some(ladder) = &self.checked.ladder else { return Ok(None) };
        let timeline = self.project(history, as_of, until)?;
        for transition in timeline.transitions.into_iter().filter(|transition| transition.on > as_of) {
            if self.rank_of(&transition.to) < self.rank_of(&transition.from) {
                let eve = transition.on.add_days(-1).unwrap_or(transition.on).max(as_of);
                let prevented_by = match ladder.basis {
                    // A tier that the policy no longer has cannot be kept.
                    Basis::Points if ladder.rank(&transition.from).is_ok() => self.required(history, as_of, &transition.from, eve, transition.on)?.points,
                    Basis::Points | Basis::Score => None,
                };
                return Ok(Some(AtRisk { transition, prevented_by }));
            }
        }
        Ok(None)
    }

    /// Which way the tier of an account goes up to a later day if nothing happens after `as_of`.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn outlook(&self, history: &History, as_of: Date, until: Date) -> Result<Outlook, Error> {
        let timeline = self.project(history, as_of, until)?;
        let next = timeline.transitions.iter().find(|transition| transition.on > as_of).cloned();
        let from = next.as_ref().map_or_else(|| timeline.tier.clone(), |transition| transition.from.clone());
        let direction = match self.rank_of(&timeline.tier).cmp(&self.rank_of(&from)) {
            Ordering::Greater => Direction::Positive,
            Ordering::Equal => Direction::Stable,
            Ordering::Less => Direction::Negative,
        };
        Ok(Outlook { direction, tier: from, tier_then: timeline.tier, until, next })
    }

    /// The fewest points, credited by hand on a day, with which the account is in a tier or above on a later day.
    ///
    /// What happens to an account only changes where its points reach another bound on some day, so those numbers of
    /// points are tried, the fewest first: exact also where more points can mean a worse tier. Where a term uses points
    /// up (rule T8.2) the bounds move with the points; then the fewest are sought between two of those numbers.
    /// Only for a ladder that stands on points.
    ///
    /// # Errors
    /// As [`replay`](Self::replay); `tier.unknown` for a tier that the ladder does not have, and for a ladder that does not
    /// stand on points.
    pub fn required(&self, history: &History, as_of: Date, tier: &str, credited_on: Date, by: Date) -> Result<Required, Error> {
        let judging = self.judging(history, |event| event.recorded() <= as_of)?;
        if judging.fingerprint() != self.fingerprint() {
            return judging.required(history, as_of, tier, credited_on, by);
        }
        let ladder = self.checked.ladder.as_ref().filter(|ladder| ladder.basis == Basis::Points);
        let ladder = ladder.ok_or_else(|| Error::new(code::TIER_UNKNOWN, "ladder.basis", "expected a ladder that stands on points, found none"))?;
        let goal = ladder.rank(tier)?;
        let known = known(history, as_of);
        let (mut tried, events) = (known.clone(), known.events.len());
        let mut suffices = |points: Points| -> Result<bool, Error> {
            tried.events.truncate(events);
            if points > Points::ZERO {
                let credit = credit(points, credited_on, &tried);
                tried.events.push(credit);
            }
            self.replay(&tried, by).and_then(|timeline| ladder.rank(&timeline.tier)).map(|rank| rank >= goal)
        };
        let (mut fewer, mut points) = (Points::ZERO, None);
        for candidate in self.candidates(ladder, &known, credited_on, by)? {
            if suffices(candidate)? {
                points = Some(candidate);
                break;
            }
            fewer = candidate;
        }
        if let (Some(enough), true) = (points, uses_points_up(ladder)) {
            points = Some(fewest(fewer, enough, suffices)?);
        }
        Ok(Required { tier: ladder.name(goal), credited_on, by, points })
    }
}

/// Whether points that were judged no longer count, or count for one term only.
fn uses_points_up(ladder: &Ladder) -> bool {
    let Renewal::Term(term) = ladder.movement.renewal else { return false };
    term.window != Window::Rolling || term.after_promotion != Use::Keep || term.after_renewal != Use::Keep
}

/// The fewest points that suffice between some that do not, or none, and some that do.
fn fewest(fewer: Points, enough: Points, mut suffices: impl FnMut(Points) -> Result<bool, Error>) -> Result<Points, Error> {
    let (mut fewer, mut enough) = (fewer.thousandths(), enough.thousandths());
    while enough.saturating_sub(fewer) > 1 {
        let middle = fewer.saturating_add(enough.saturating_sub(fewer) / 2);
        if suffices(Points::from_thousandths(middle).unwrap_or_default())? { enough = middle } else { fewer = middle }
    }
    Ok(Points::from_thousandths(enough).unwrap_or_default())
}

impl Policy {
    /// Every number of points at which the account reaches another bound on some day, ascending, and none at all.
    fn candidates(&self, ladder: &Ladder, known: &History, credited_on: Date, by: Date) -> Result<BTreeSet<Points>, Error> {
        let mut candidates = BTreeSet::from([Points::ZERO]);
        let Some(points) = &self.checked.spec.points else { return Ok(candidates) };
        let band = ladder.dead_band;
        let of = |tier: &Tier| {
            let entered = [tier.enter, tier.re_enter].map(|bound| bound.saturating_add(band));
            entered.into_iter().chain([tier.enter, tier.re_enter, tier.retain, tier.retain.saturating_sub(band)])
        };
        let bounds: BTreeSet<Points> = ladder.tiers.iter().flat_map(of).collect();
        let Some(ledger) = self.enrolled(known, by)?.ledger else { return Ok(candidates) };
        let mut day = Some(credited_on);
        let smallest = credit(SMALLEST, credited_on, known);
        let lot = points.book([&smallest])?;
        let mut most = Points::ZERO;
        while let Some(on) = day.filter(|on| *on <= by) {
            let needed = bounds.iter().filter_map(|bound| bound.thousandths().checked_sub(ledger.sum(on))).filter(|needed| *needed > 0);
            candidates.extend(needed.filter_map(|needed| lot.needed(needed, on)));
            most = most.max(Points::from_thousandths(ledger.sum(on).abs()).unwrap_or_default());
            let changes = [ledger.next_change(on), lot.next_change(on)];
            day = changes.into_iter().flatten().min();
        }
        if uses_points_up(ladder) {
            // Enough for every bound of two terms, whatever was used up.
            let highest = bounds.last().copied().unwrap_or_default();
            candidates.insert(highest.saturating_add(highest).saturating_add(most));
        }
        Ok(candidates)
    }
}

/// The least there is.
const SMALLEST: Points = match Points::from_thousandths(1) {
    Some(smallest) => smallest,
    None => Points::ZERO,
};

/// Points credited by hand, under an id that no event has.
fn credit(points: Points, on: Date, history: &History) -> Event {
    let mut id = String::from("required");
    while history.events.iter().any(|event| event.id == id) {
        id.push('\'');
    }
    let adjust = Adjust { points, reason: "what it would take".to_owned(), actor: String::new() };
    Event { id, on, recorded_on: None, sequence: 0, event: EventKind::Adjust(adjust) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn policy() -> Policy {
        Policy::read(json!({
            "policy": "test", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
            "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
            "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
            "ladder": {"basis": "points", "base": "standard", "renewal": {"term": {"validity": {"months": 12}}}, "tiers": [
                {"id": "silver", "enter": 1000, "retain": 800}, {"id": "gold", "enter": 3000, "retain": 2400},
            ]},
        }))
        .unwrap()
    }

    fn history(log: &[(&str, f64)]) -> History {
        let enrol = json!({"id": "enrol", "on": "2025-01-01", "event": {"enrol": {}}});
        let earn = |(at, (on, quantity)): (usize, &(&str, f64))| json!({"id": at.to_string(), "on": on, "event": {"earn": {"activity": "order", "quantity": quantity}}});
        let events: Vec<_> = std::iter::once(enrol).chain(log.iter().enumerate().map(earn)).collect();
        serde_json::from_value(json!({"events": events})).unwrap()
    }

    const LOG: [(&str, f64); 3] = [("2025-03-10", 1_200.0), ("2025-06-01", 900.0), ("2025-11-20", 700.0)];

    #[test]
    fn w38_what_it_takes_depends_on_the_day() {
        let required = |on: &str| policy().required(&history(&LOG), day("2025-12-01"), "gold", day(on), day(on)).unwrap().points.map(Points::to_f64);
        assert_eq!(
            [required("2025-12-02"), required("2026-03-09"), required("2026-03-10"), required("2026-04-01")],
            [Some(200.0), Some(200.0), Some(1_400.0), Some(1_400.0)]
        );
        let already = policy().required(&history(&LOG), day("2025-12-01"), "silver", day("2025-12-01"), day("2025-12-01")).unwrap();
        assert_eq!(already.points, Some(Points::ZERO));
        assert_eq!(policy().required(&history(&LOG), day("2025-12-01"), "glod", day("2025-12-01"), day("2025-12-01")).unwrap_err().code(), code::TIER_UNKNOWN);
    }

    #[test]
    fn w39_when_the_tier_is_at_risk_and_what_keeps_it() {
        let history = history(&LOG);
        let risk = policy().at_risk(&history, day("2025-12-01"), day("2028-01-01")).unwrap().unwrap();
        // Renewed on 2026-03-10 with 1,600; a year later nothing is left.
        assert_eq!((risk.transition.on, &*risk.transition.to), (day("2027-03-10"), "standard"));
        assert_eq!(risk.prevented_by.map(Points::to_f64), Some(800.0));
        assert_eq!(policy().at_risk(&history, day("2025-12-01"), day("2027-03-09")).unwrap(), None);
        let keep = |on: &str| policy().required(&history, day("2025-12-01"), "silver", day(on), day("2027-03-10")).unwrap().points.map(Points::to_f64);
        assert_eq!(keep("2026-03-11"), Some(800.0));
        // Credited a day earlier, 800 roll off too early. What helps is a term in gold, from which the fall is to silver.
        assert_eq!(keep("2026-03-10"), Some(1_400.0));
    }

    #[test]
    fn a_projection_knows_nothing_of_what_comes() {
        let history = history(&[("2025-03-10", 1_200.0), ("2026-01-01", 5_000.0)]);
        assert_eq!(&*policy().project(&history, day("2025-12-31"), day("2026-02-01")).unwrap().tier, "silver");
        assert_eq!(&*policy().replay(&history, day("2026-02-01")).unwrap().tier, "gold");
    }

    proptest! {
        #![proptest_config(crate::laws())]

        #[test]
        fn required_is_minimal_and_sufficient(log in proptest::collection::vec((0..400_i32, 1..2_000_000_i64), 0..6), on in 400..800_i32, later in 0..200_i32) {
            let day_of = |offset: i32| day("2025-01-01").add_days(offset).unwrap();
            let days: Vec<(String, f64)> = log.iter().map(|(offset, thousandths)| (day_of(*offset).to_string(), *thousandths as f64 / 1000.0)).collect();
            let events: Vec<(&str, f64)> = days.iter().map(|(on, points)| (on.as_str(), *points)).collect();
            let (history, policy, by) = (history(&events), policy(), day_of(on.saturating_add(later)));
            let goal = if later % 2 == 0 { "gold" } else { "silver" };
            let required = policy.required(&history, day_of(399), goal, day_of(on), by).unwrap();
            let tier = |thousandths: i64| {
                let mut with = known(&history, day_of(399));
                if thousandths > 0 {
                    with.events.push(credit(Points::from_thousandths(thousandths).unwrap(), day_of(on), &history));
                }
                let tier = policy.replay(&with, by).unwrap().tier;
                *tier == *goal || *tier == *"gold"
            };
            match required.points {
                Some(points) => {
                    prop_assert!(tier(points.thousandths()));
                    // Nothing less suffices: not a thousandth less, and no smaller number on a coarse grid.
                    prop_assert!(points == Points::ZERO || !tier(points.thousandths().saturating_sub(1)));
                    prop_assert!((0..points.thousandths()).step_by(97_003).all(|fewer| !tier(fewer)));
                }
                None => prop_assert!((0..9_000_000).step_by(197_003).all(|points| !tier(points))),
            }
        }
    }
}
