//! Warnings that tell a history: found by trying a few, and given only after the replay has shown what they say.

use super::Linter;
use crate::account::Account;
use crate::date::Date;
use crate::error::code;
use crate::event::{Adjust, Enrol, Event, EventKind, History};
use crate::history::Timeline;
use crate::number::{Finite, Points};
use crate::policy::{
    ActivitySpec, AspectSpec, Basis, Cadence, Checked, CriterionSpec, Ladder, LateEvents, PointsSpec, Policy, PolicySpec, Renewal, ScoreSpec, Span, Term, Tier,
    TierSpec, Use, Validity,
};

/// So many reviews are enough for a search to find a history where there are many, and few enough for a linter.
const REVIEWS: i32 = 5_000;
/// What a replay costs beside its reviews, in reviews.
const REPLAY: i32 = 20;
/// So many different lengths of time that points count are tried.
const VALIDITIES: usize = 8;

/// Points that an account gets on a day.
type Credit = (Date, Points);

impl Linter {
    /// What only a replay shows, for ladders on points that do not slide: with holds that slide more is never worse (rule T7.1).
    pub(super) fn evidence(&mut self, checked: &Checked) {
        let Some(ladder) = checked.ladder.as_ref().filter(|ladder| ladder.basis == Basis::Points) else { return };
        if matches!(ladder.movement.renewal, Renewal::Sliding(_)) {
            return;
        }
        let trials: Vec<Trial> = validities(checked).into_iter().filter_map(|validity| Trial::new(&checked.spec, validity)).collect();
        let path = if checked.spec.ladder.as_ref().is_some_and(|ladder| ladder.renewal.is_some()) { "ladder.renewal" } else { "ladder" };
        let mut left = REVIEWS;
        if let Some(message) = trials.iter().find_map(|trial| trial.more_is_worse(&mut left)) {
            self.warn(code::LINT_MORE_IS_WORSE, path, message);
        }
        if let Renewal::Term(term) = ladder.movement.renewal {
            let found = [("after_promotion", term.after_promotion, 1), ("after_renewal", term.after_renewal, 2)];
            for (key, _, terms) in found.into_iter().filter(|(_, used, _)| *used == Use::Keep) {
                let mut left = REVIEWS;
                if let Some(message) = trials.iter().find_map(|trial| trial.renewed_twice(term, terms, &mut left)) {
                    self.warn(code::LINT_RENEWED_TWICE, format!("ladder.renewal.term.{key}"), message);
                }
            }
        }
    }
}

/// How long points count that activities bring, each once.
fn validities(checked: &Checked) -> Vec<Validity> {
    let Some(points) = &checked.spec.points else { return Vec::new() };
    let mut validities = Vec::new();
    for activity in points.activities.values().filter(|activity| activity.points > Points::ZERO) {
        let validity = activity.validity.or(points.validity).unwrap_or(Validity::Never);
        if validity != Validity::UntilStated && !validities.contains(&validity) && validities.len() < VALIDITIES {
            validities.push(validity);
        }
    }
    validities
}

/// A policy reduced to its ladder and to points that all count equally long, to try histories on.
struct Trial {
    policy: Policy,
    validity: Validity,
    /// What was left out, in words: conditions, caps.
    left_out: &'static str,
}

impl Trial {
    fn new(spec: &PolicySpec, validity: Validity) -> Option<Self> {
        let mut ladder = spec.ladder.clone()?;
        let conditional = !ladder.blocks.is_empty() || ladder.tiers.iter().any(|tier| tier.requires.is_some() || tier.retain_requires.is_some());
        let capped = spec.points.as_ref().is_some_and(PointsSpec::has_caps);
        ladder.blocks.clear();
        for tier in &mut ladder.tiers {
            *tier = TierSpec { requires: None, retain_requires: None, entitlements: Vec::new(), ..tier.clone() };
        }
        let criterion = CriterionSpec {
            id: "points".to_owned(),
            fact: "points.balance".to_owned(),
            curve: Some(vec![(Finite::default(), Points::ZERO)]),
            ..CriterionSpec::default()
        };
        let aspect = AspectSpec { id: "points".to_owned(), criteria: vec![criterion], ..AspectSpec::default() };
        let points = PointsSpec {
            validity: Some(validity),
            activities: [("points".to_owned(), ActivitySpec::default())].into(),
            caps: Vec::new(),
            ..spec.points.clone()?
        };
        let spec = PolicySpec {
            score: ScoreSpec { aspects: vec![aspect], ..ScoreSpec::default() },
            points: Some(points),
            ladder: Some(ladder),
            late_events: LateEvents::Restate,
            policy: spec.policy.clone(),
            version: spec.version.clone(),
            semantics: spec.semantics,
            ..PolicySpec::default()
        };
        let policy = Policy::new(spec).ok()?;
        let left_out = match (conditional, capped) {
            (true, true) => ", every condition holds and no cap applies",
            (true, false) => ", every condition holds",
            (false, true) => ", no cap applies",
            (false, false) => "",
        };
        Some(Self { policy, validity, left_out })
    }

    fn ladder(&self) -> Option<&Ladder> {
        self.policy.checked.ladder.as_ref()
    }

    /// How many days pass between two reviews, at least about.
    fn days_between_reviews(&self) -> Option<i32> {
        let ladder = self.ladder()?;
        let decays = self.policy.checked.spec.points.as_ref().is_some_and(|points| points.decay.is_some());
        let by_cadence = match ladder.review {
            Cadence::Daily if ladder.movement.counts_reviews(ladder.tiers.len()) => 1,
            Cadence::Daily | Cadence::Events if decays => 1,
            // Only the days on which the balance changes are looked at.
            Cadence::Daily | Cadence::Events => 100,
            Cadence::Monthly => 30,
            Cadence::Quarterly => 91,
            Cadence::Yearly => 365,
        };
        let of_terms = match ladder.movement.renewal {
            Renewal::Term(term) => term.validity.after(start()?).days_since(start()?),
            Renewal::Sliding(_) | Renewal::Continuous(_) => by_cadence,
        };
        Some(by_cadence.min(of_terms))
    }

    /// Replays credits if so many reviews are left.
    fn replay(&self, credits: &[Credit], as_of: Date, left: &mut i32) -> Option<Timeline> {
        let reviews = as_of.days_since(start()?).checked_div(self.days_between_reviews()?)?;
        *left = left.checked_sub(reviews.checked_add(REPLAY)?).filter(|left| *left >= 0)?;
        let enrolled = Event { id: "0".to_owned(), on: start()?, recorded_on: None, sequence: 0, event: EventKind::Enrol(Enrol::default()) };
        let credited = credits.iter().zip(1_u64..).map(|((on, points), number)| {
            let adjust = Adjust { points: *points, reason: String::new(), actor: String::new() };
            Event { id: number.to_string(), on: *on, recorded_on: None, sequence: number, event: EventKind::Adjust(adjust) }
        });
        let events = std::iter::once(enrolled).chain(credited).collect();
        self.policy.replay(&History { account: Account::default(), events }, as_of).ok()
    }

    /// Two histories of which the one with more points leads to a lower tier on some day, in words.
    fn more_is_worse(&self, left: &mut i32) -> Option<String> {
        let ladder = self.ladder()?;
        let term = match ladder.movement.renewal {
            Renewal::Term(term) => Some(term.validity),
            Renewal::Sliding(_) | Renewal::Continuous(_) => None,
        };
        let (first, counts) = (start()?.add_days(14)?, span(self.validity));
        let shorter = [term, counts].into_iter().flatten().map(|span| span.after(first).days_since(first)).min().unwrap_or(365);
        let after = |span: Option<Span>, day: Date| span.map_or(day, |span| span.after(day));
        for (extra_eighths, last_eighths) in [(1, 7), (1, 4), (0, 7), (4, 7)] {
            let eighths = |eighths: i32| first.add_days(shorter.checked_add(1)?.checked_mul(eighths)? / 8);
            let (extra_on, last_on) = (eighths(extra_eighths)?, eighths(last_eighths)?);
            // Every credit has rolled off by then, and every term in which it counted has ended.
            let as_of = after(term, after(counts, last_on)).add_days(100)?;
            for (one, other, more) in amounts(ladder) {
                let credits = [(first, one), (last_on, other), (extra_on, more)];
                let (less, more) = (self.replay(&credits[..2], as_of, left)?, self.replay(&credits, as_of, left)?);
                if let Some((from, until)) = worse(ladder, &less, &more) {
                    return Some(self.told(&credits, (from, until), &tier_on(ladder, &less, from), &tier_on(ladder, &more, from)));
                }
            }
        }
        None
    }

    fn told(&self, credits: &[Credit; 3], (from, until): (Date, Option<Date>), without: &str, with: &str) -> String {
        let [first, last, more] = credits;
        let until = until.map_or_else(String::new, |until| format!(" and stays lower until {until}"));
        format!(
            "more points can mean a worse tier: with {} points on {} and {} on {} an account is in `{without}` on {from}; \
             with {} more on {} it is in `{with}`{until} ({}; with `sliding` renewal more is never worse)",
            first.1,
            first.0,
            last.1,
            last.0,
            more.1,
            more.0,
            self.assumed()
        )
    }

    /// What the told history takes for granted.
    fn assumed(&self) -> String {
        let counts = match self.validity {
            Validity::Months(months) => format!("points count for {months} months"),
            Validity::Days(days) => format!("points count for {days} days"),
            Validity::UntilStated | Validity::Never => "points count for ever".to_owned(),
        };
        counts + self.left_out
    }

    /// A tier that points which won it, or renewed it, renew again so many terms later, in words.
    fn renewed_twice(&self, term: Term, terms: u32, left: &mut i32) -> Option<String> {
        let ladder = self.ladder()?;
        let first = start()?.add_days(14)?;
        ladder.tiers.iter().zip(1..).find_map(|(tier, rank)| {
            let won = (first, tier.enter.saturating_add(ladder.dead_band));
            let won_on = self.replay(&[won], term.validity.after(first), left)?.transitions.iter().find(|step| *step.to == *tier.id)?.on;
            let ends = [term.validity.after(won_on), term.validity.after(term.validity.after(won_on))];
            let late = ends.first()?.add_days(-1)?;
            let (credits, ended) = if terms == 1 { (vec![won], ends.first()?) } else { (vec![won, (late, tier.retain)], ends.last()?) };
            let renewing = credits.last()?;
            let timeline = self.replay(&credits, *ended, left).filter(|_| renewing.1 > Points::ZERO)?;
            let renewed = rank_of(ladder, &timeline.earned) == rank && timeline.term.is_some_and(|term| term.from == *ended);
            (renewed && timeline.metric >= kept_at(ladder, tier)).then(|| {
                let again = if terms == 1 { "that win it renew it as well" } else { "that renewed it renew it again" };
                format!(
                    "tier `{}` is kept without new points: the {} points of {} {again} on {ended} ({}); expected `reset` or `consume`, found `keep`",
                    tier.id,
                    renewing.1,
                    renewing.0,
                    self.assumed()
                )
            })
        })
    }
}

/// The day on which the accounts of the histories enter the programme.
fn start() -> Option<Date> {
    Date::from_ymd(2025, 1, 1)
}

fn span(validity: Validity) -> Option<Span> {
    match validity {
        Validity::Months(months) => Some(Span::Months(months)),
        Validity::Days(days) => Some(Span::Days(days)),
        Validity::UntilStated | Validity::Never => None,
    }
}

fn kept_at(ladder: &Ladder, tier: &Tier) -> Points {
    tier.retain.saturating_sub(ladder.dead_band)
}

/// What to credit first, last, and beyond: amounts that reach a tier's bounds one way and another.
fn amounts(ladder: &Ladder) -> Vec<(Points, Points, Points)> {
    let enter = |tier: &Tier| tier.enter.saturating_add(ladder.dead_band).thousandths();
    let mut amounts = Vec::new();
    for (index, tier) in ladder.tiers.iter().enumerate().rev() {
        let bound = enter(tier);
        let third = round_down(bound / 3);
        // The first and the last win the tier late; the first and the extra ones win it early, and are gone sooner.
        amounts.push((bound.saturating_sub(third), third, third));
        if let Some(above) = ladder.tiers.get(index.saturating_add(1)) {
            // The extra ones win the tier above for a time, from which an account falls past this one.
            let kept = tier.retain.thousandths();
            amounts.push((bound.saturating_sub(kept), kept, enter(above).saturating_sub(bound)));
        }
        if let Some(below) = index.checked_sub(1).and_then(|below| ladder.tiers.get(below)) {
            // The extra ones win the tier below, which uses up what this one would have asked.
            let some = round_down(enter(below) / 3);
            let most = enter(below).saturating_sub(some);
            amounts.push((most, bound.saturating_sub(most), some));
        }
    }
    let points = |thousandths| Points::from_thousandths(thousandths).filter(|points| *points > Points::ZERO);
    amounts.into_iter().filter_map(|(one, other, more)| Some((points(one)?, points(other)?, points(more)?))).collect()
}

/// Down to one digit and zeros, which reads better.
fn round_down(thousandths: i64) -> i64 {
    let mut unit = 1_i64;
    while let Some(next) = unit.checked_mul(10).filter(|next| *next <= thousandths) {
        unit = next;
    }
    thousandths.checked_div(unit).unwrap_or(0).saturating_mul(unit)
}

/// The first day on which more points lead to a lower tier, and the first after it on which they no longer do.
fn worse(ladder: &Ladder, less: &Timeline, more: &Timeline) -> Option<(Date, Option<Date>)> {
    let mut days: Vec<Date> = less.transitions.iter().chain(&more.transitions).map(|step| step.on).collect();
    days.sort_unstable();
    let lower = |day: &&Date| rank_of(ladder, &tier_on(ladder, more, **day)) < rank_of(ladder, &tier_on(ladder, less, **day));
    let from = *days.iter().find(lower)?;
    Some((from, days.iter().filter(|day| **day > from).find(|day| !lower(day)).copied()))
}

fn tier_on(ladder: &Ladder, timeline: &Timeline, day: Date) -> crate::Name {
    timeline.transitions.iter().rev().find(|step| step.on <= day).map_or_else(|| ladder.base.clone(), |step| step.to.clone())
}

fn rank_of(ladder: &Ladder, tier: &str) -> usize {
    ladder.rank(tier).unwrap_or(0)
}

#[cfg(test)]
mod tests;
