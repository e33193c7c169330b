//! The composite score of one account, with every point explained (rules S1 to S6).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::fact::{FactRef, FactValue};
pub use crate::number::Bounds;
use crate::number::{self, Finite, Points};
use crate::policy::{Aspect, Criterion, Knot, MissingRule, Policy, PolicyIdentity, ReadFacts, Shape, Step};

/// What an account scores, and why. Aspects, contributions and adjustments sum to the composite exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// The policy that was applied.
    pub policy: Arc<PolicyIdentity>,
    /// The day of scoring.
    pub as_of: Date,
    /// Points that every account starts with.
    pub base: Points,
    /// `base` and the points of all aspects.
    pub composite: Points,
    /// The aspects, in the policy's order.
    pub aspects: Vec<AspectScore>,
    /// What cost points against the baseline, the most first; only gaps above zero.
    pub reasons: Vec<Reason>,
    /// Share of the reachable points, 0 to 1, whose facts are known.
    pub coverage: Finite,
    /// The lowest and highest composite over every way of filling the gaps.
    pub bounds: Bounds,
    /// Names of the missing facts, in the order of the criteria that read them.
    pub missing: Vec<Name>,
}

/// What one aspect brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AspectScore {
    /// The aspect's id.
    pub id: Name,
    /// Its points: the contributions and the adjustment.
    pub points: Points,
    /// What the aspect's cap took away (negative) or its floor added.
    pub adjustment: Points,
    /// Its criteria, in the policy's order.
    pub criteria: Vec<CriterionScore>,
}

/// What one criterion brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CriterionScore {
    /// The criterion's id.
    pub id: Name,
    /// The fact it reads.
    pub fact: Name,
    /// The fact's value, through the transform if there is one; null if missing.
    pub value: Option<FactValue>,
    /// Points before weights, to the thousandth.
    pub points: Points,
    /// What it adds to the composite: points by both weights, rounded once.
    pub contribution: Points,
    /// Which part of the shape the value met.
    pub matched: Matched,
    /// Its reason code.
    pub reason: Name,
}

/// Which part of a criterion's shape a value met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// A band `[from, until)`; null where it is open.
    Band(Interval),
    /// The stretch of a curve between two knots; null beyond the first or last.
    Segment(Interval),
    /// A category of the table.
    Category(Name),
    /// A category that the table does not name.
    Other,
    /// A flag.
    Flag(bool),
    /// Nothing: the fact is missing and its points are those for a missing fact.
    Missing,
    /// Nothing: the fact is missing, and the aspect's other criteria were scaled up.
    Renormalised,
}

/// `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Where it starts; null if open below.
    pub from: Option<Finite>,
    /// Where it ends; null if open above.
    pub until: Option<Finite>,
}

/// Points lost against the baseline, summed over the criteria with this reason code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason code.
    pub code: Name,
    /// Baseline less contribution, above zero.
    pub gap: Points,
}

impl Policy {
    /// Scores one account as of a day.
    ///
    /// ```
    /// # use tierwise::{Account, Policy};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 120]]}]}]}
    /// }"#))?;
    /// let mut account = Account::default();
    /// account.facts.insert("fleet.units", tierwise::Finite::new(50.0).unwrap());
    /// let card = policy.score(&account, "2026-06-30".parse().unwrap())?;
    /// assert_eq!(card.composite.to_string(), "30");
    /// assert_eq!(card.reasons[0].gap.to_string(), "90");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// Facts that do not exist or have another type (`fact.*`), values that no band or category covers
    /// (`score.no_match`), missing facts that the policy refuses to do without (`score.missing_fact`), or
    /// too few of them to renormalise (`score.coverage`). Never a partial total.
    pub fn score(&self, account: &Account, as_of: Date) -> Result<Scorecard, Error> {
        self.score_facts(&self.facts_of(account, as_of)?, as_of)
    }

    pub(crate) fn score_facts(&self, facts: &ReadFacts<'_>, as_of: Date) -> Result<Scorecard, Error> {
        let checked = &*self.checked;
        let mut tally = Tally::new(self, facts);
        let aspects: Vec<AspectScore> = checked.aspects.iter().enumerate().map(|(index, aspect)| tally.aspect(aspect, index)).collect();
        Error::check(tally.problems)?;
        let known = Finite::new(if tally.reachable == 0 { 1.0 } else { tally.known as f64 / tally.reachable as f64 });
        let mut reasons = Vec::with_capacity(checked.reasons.len());
        let gaps = checked.reasons.iter().zip(&tally.gaps).filter(|(_, gap)| **gap > 0);
        reasons.extend(gaps.map(|(code, gap)| Reason { code: code.clone(), gap: points(*gap) }));
        // The sort is stable: ties stay in declared order.
        reasons.sort_by_key(|reason: &Reason| std::cmp::Reverse(reason.gap));
        Ok(Scorecard {
            policy: Arc::clone(&checked.identity),
            as_of,
            base: points(checked.base),
            composite: points(tally.composite),
            aspects,
            reasons,
            coverage: known.unwrap_or_default(),
            bounds: Bounds { lowest: points(tally.lowest), highest: points(tally.highest) },
            missing: tally.missing,
        })
    }
}

/// Thousandths that a checked policy keeps within the range of points.
fn points(thousandths: i64) -> Points {
    Points::from_thousandths(thousandths).unwrap_or(if thousandths < 0 { Points::MIN } else { Points::MAX })
}

/// What is summed up on the way through the criteria, in thousandths.
struct Tally<'a> {
    policy: &'a Policy,
    facts: &'a ReadFacts<'a>,
    composite: i64,
    lowest: i64,
    highest: i64,
    reachable: i64,
    known: i64,
    gaps: Vec<i64>,
    missing: Vec<Name>,
    problems: Vec<Problem>,
}

/// What a value met: scalars only, so that a line is built once, where it will stand.
#[derive(Clone, Copy)]
struct Met {
    points: i64,
    /// Points by both weights, not rounded.
    weighted: f64,
    contribution: i64,
    at: At,
}

/// Where in the criterion's shape.
#[derive(Clone, Copy, PartialEq)]
enum At {
    /// Number of the band.
    Band(usize),
    /// Number of the knots at or below the value.
    Knots(usize),
    /// Number of the table's row.
    Row(usize),
    Other,
    Flag(bool),
    Missing,
    Renormalised,
}

impl Met {
    fn step(step: &Step, at: At) -> Self {
        Self { points: step.points.thousandths(), weighted: step.weighted, contribution: step.contribution, at }
    }
}

// Every sum below is of contributions whose greatest possible magnitudes a checked policy has summed to less
// than 10^15 thousandths (`policy.overflow`), so the saturating operations never saturate.
impl<'a> Tally<'a> {
    fn new(policy: &'a Policy, facts: &'a ReadFacts<'a>) -> Self {
        let base = policy.checked.base;
        let gaps = vec![0; policy.checked.reasons.len()];
        Tally { policy, facts, composite: base, lowest: base, highest: base, reachable: 0, known: 0, gaps, missing: Vec::new(), problems: Vec::new() }
    }

    fn aspect(&mut self, aspect: &Aspect, index: usize) -> AspectScore {
        let (mut sum, mut lowest, mut highest) = (0_i64, 0_i64, 0_i64);
        let mut criteria = Vec::with_capacity(aspect.criteria.len());
        let scale = self.scale(aspect, index);
        for criterion in &aspect.criteria {
            self.reachable = self.reachable.saturating_add(criterion.reach());
            let value = self.facts.value(criterion.fact, criterion.transform);
            let Some(mut met) = self.criterion(criterion, value) else { continue };
            if value.is_some() {
                self.known = self.known.saturating_add(criterion.reach());
                lowest = lowest.saturating_add(met.contribution);
                highest = highest.saturating_add(met.contribution);
                if let Some((whole, present)) = scale {
                    met.contribution = number::round(met.weighted * whole / present);
                }
            } else {
                lowest = lowest.saturating_add(criterion.least);
                highest = highest.saturating_add(criterion.most);
            }
            sum = sum.saturating_add(met.contribution);
            if let Some(gap) = self.gaps.get_mut(criterion.reason) {
                *gap = gap.saturating_add(criterion.baseline).saturating_sub(met.contribution);
            }
            criteria.push(self.line(criterion, value, met));
        }
        let clipped = aspect.clip(sum);
        self.composite = self.composite.saturating_add(clipped);
        self.lowest = self.lowest.saturating_add(aspect.clip(lowest));
        self.highest = self.highest.saturating_add(aspect.clip(highest));
        AspectScore { id: aspect.id.clone(), points: points(clipped), adjustment: points(clipped.saturating_sub(sum)), criteria }
    }

    fn line(&self, criterion: &Criterion, value: Option<FactRef<'_>>, met: Met) -> CriterionScore {
        let checked = &self.policy.checked;
        CriterionScore {
            id: criterion.id.clone(),
            fact: checked.facts.get(criterion.fact).map(|fact| fact.name.clone()).unwrap_or_default(),
            value: value.map(|value| criterion.shape.shown(value, met.at)),
            points: points(met.points),
            contribution: points(met.contribution),
            matched: criterion.shape.matched(met.at),
            reason: checked.reasons.get(criterion.reason).cloned().unwrap_or_default(),
        }
    }

    /// The greatest contributions of all criteria and of those that stay, if some are left out (S3).
    fn scale(&mut self, aspect: &Aspect, index: usize) -> Option<(f64, f64)> {
        let (mut whole, mut present) = (0_i64, 0_i64);
        for criterion in &aspect.criteria {
            whole = whole.saturating_add(criterion.most);
            let left_out = matches!(criterion.missing, MissingRule::Renormalise) && self.facts.value(criterion.fact, criterion.transform).is_none();
            present = present.saturating_add(if left_out { 0 } else { criterion.most });
        }
        if present == whole {
            return None;
        }
        let (whole, present) = (whole as f64, present as f64);
        let share = present / whole;
        if share < self.policy.checked.min_coverage {
            let message = format!("expected facts for at least {} of the points of aspect `{}`, found {share}", self.policy.checked.min_coverage, aspect.id);
            self.problems.push(Problem::new(code::SCORE_COVERAGE, format!("score.aspects[{index}]"), message));
        }
        Some((whole, present))
    }

    /// What the criterion's fact meets; `None` with a problem reported if it meets nothing.
    fn criterion(&mut self, criterion: &Criterion, value: Option<FactRef<'_>>) -> Option<Met> {
        let Some(value) = value else { return self.missing(criterion) };
        let met = criterion.shape.meet(value);
        if met.is_none() {
            self.no_match(criterion, value);
        }
        met
    }

    fn missing(&mut self, criterion: &Criterion) -> Option<Met> {
        let name = self.policy.checked.facts.get(criterion.fact).map(|fact| fact.name.clone())?;
        if !self.missing.contains(&name) {
            self.missing.push(name.clone());
        }
        match criterion.missing {
            MissingRule::Points(step) => Some(Met::step(&step, At::Missing)),
            MissingRule::Renormalise => Some(Met { points: 0, weighted: 0.0, contribution: 0, at: At::Renormalised }),
            MissingRule::Reject => {
                let message = format!("criterion `{}` needs the fact `{name}`, found it missing", criterion.id);
                self.problems.push(Problem::new(code::SCORE_MISSING_FACT, format!("facts.{name}"), message));
                None
            }
        }
    }

    #[cold]
    fn no_match(&mut self, criterion: &Criterion, value: FactRef<'_>) {
        let name = self.policy.checked.facts.get(criterion.fact).map_or("", |fact| &fact.name);
        let message = match value {
            FactRef::Number(number) => format!("criterion `{}` has no band for the fact `{name}`, found {number}", criterion.id),
            FactRef::Category(word) => format!("criterion `{}` has no points for the fact `{name}`, found `{word}`", criterion.id),
            FactRef::Flag(_) | FactRef::Date(_) => format!("criterion `{}` cannot read the fact `{name}`, found a {}", criterion.id, value.fact_type()),
        };
        self.problems.push(Problem::new(code::SCORE_NO_MATCH, format!("facts.{name}"), message));
    }
}

impl Shape {
    /// What a value meets; `None` if no band or category covers it.
    fn meet(&self, value: FactRef<'_>) -> Option<Met> {
        match (self, value) {
            (Self::Bands(bands), FactRef::Number(x)) => {
                let band = bands.partition_point(|(lower, _)| *lower <= x).checked_sub(1)?;
                bands.get(band).map(|(_, step)| Met::step(step, At::Band(band)))
            }
            (Self::Curve(knots), FactRef::Number(x)) => on_curve(knots, x),
            (Self::Table { rows, other }, FactRef::Category(word)) => match rows.binary_search_by(|(row, _)| (**row).cmp(word)) {
                Ok(row) => rows.get(row).map(|(_, step)| Met::step(step, At::Row(row))),
                Err(_) => other.as_ref().map(|step| Met::step(step, At::Other)),
            },
            (Self::Flag { if_true, if_false }, FactRef::Flag(flag)) => Some(Met::step(if flag { if_true } else { if_false }, At::Flag(flag))),
            _ => None,
        }
    }

    /// The value as a scorecard shows it.
    fn shown(&self, value: FactRef<'_>, at: At) -> FactValue {
        match (value, self, at) {
            // The table has the word already: no second copy of it is made.
            (FactRef::Category(_), Self::Table { rows, .. }, At::Row(row)) => FactValue::Text(rows.get(row).map(|(word, _)| word.clone()).unwrap_or_default()),
            (FactRef::Category(word), ..) => FactValue::from(word),
            (FactRef::Number(number), ..) => FactValue::Number(Finite::new(number).unwrap_or_default()),
            (FactRef::Flag(flag), ..) => FactValue::Flag(flag),
            (FactRef::Date(day), ..) => FactValue::from(day),
        }
    }

    fn matched(&self, at: At) -> Matched {
        match (self, at) {
            (Self::Bands(bands), At::Band(band)) => {
                let lower = |band: usize| bands.get(band).and_then(|(lower, _)| Finite::new(*lower));
                Matched::Band(Interval { from: lower(band), until: lower(band.saturating_add(1)) })
            }
            (Self::Curve(knots), At::Knots(below)) => {
                let x = |knot: usize| knots.get(knot).and_then(|knot| Finite::new(knot.x));
                Matched::Segment(Interval { from: below.checked_sub(1).and_then(x), until: x(below) })
            }
            (Self::Table { rows, .. }, At::Row(row)) => Matched::Category(rows.get(row).map(|(word, _)| word.clone()).unwrap_or_default()),
            (_, At::Flag(flag)) => Matched::Flag(flag),
            (_, At::Missing) => Matched::Missing,
            (_, At::Renormalised) => Matched::Renormalised,
            _ => Matched::Other,
        }
    }
}

/// Straight between the knots, flat outside.
fn on_curve(knots: &[Knot], x: f64) -> Option<Met> {
    let below = knots.partition_point(|knot| knot.x <= x);
    let at = At::Knots(below);
    match (below.checked_sub(1).and_then(|below| knots.get(below)), knots.get(below)) {
        (Some(before), Some(after)) => {
            let weighted = between(before.x, before.step.weighted, after.x, after.step.weighted, x);
            let contribution = number::round(weighted);
            // Without weights the points are the contribution; only others need a line of their own.
            let (y0, y1) = (before.step.points.thousandths() as f64, after.step.points.thousandths() as f64);
            let weightless = y0.to_bits() == before.step.weighted.to_bits() && y1.to_bits() == after.step.weighted.to_bits();
            let points = if weightless { contribution } else { number::round(between(before.x, y0, after.x, y1, x)) };
            Some(Met { points, weighted, contribution, at })
        }
        (Some(only), None) | (None, Some(only)) => Some(Met::step(&only.step, at)),
        (None, None) => None,
    }
}

/// The line from `(x0, y0)` to `(x1, y1)` at x.
///
/// The product comes before the quotient, so that whole numbers give exact ties; the result never leaves
/// the interval of the two ends, so that a rising line never falls at a knot by a last bit (rules N2, N5).
fn between(x0: f64, y0: f64, x1: f64, y1: f64, x: f64) -> f64 {
    (y0 + (x - x0) * (y1 - y0) / (x1 - x0)).max(y0.min(y1)).min(y0.max(y1))
}

#[cfg(test)]
mod tests;
