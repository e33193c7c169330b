//! The composite score of one account, with every point explained (rules S1 to S6).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, Problem};
use crate::fact::{FactRef, FactValue};
pub use crate::number::Bounds;
use crate::number::{Finite, Points};
use crate::policy::{Aspect, Checked, Criterion, Policy, PolicyIdentity, ReadFacts, Shape};
use crate::tally::{At, Listener, Met, Refusal, Tally};

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
        let mut lines = Lines::new(checked);
        let tally = Tally::of(checked, facts, &mut lines);
        Error::check(lines.problems)?;
        let mut reasons = Vec::with_capacity(checked.reasons.len());
        let gaps = checked.reasons.iter().zip(&lines.gaps).filter(|(_, gap)| **gap > 0);
        reasons.extend(gaps.map(|(code, gap)| Reason { code: code.clone(), gap: points(*gap) }));
        // The sort is stable: ties stay in declared order.
        reasons.sort_by_key(|reason: &Reason| std::cmp::Reverse(reason.gap));
        Ok(Scorecard {
            policy: Arc::clone(&checked.identity),
            as_of,
            base: points(checked.base),
            composite: points(tally.composite),
            aspects: lines.aspects,
            reasons,
            coverage: Finite::new(tally.coverage()).unwrap_or_default(),
            bounds: Bounds { lowest: points(tally.lowest), highest: points(tally.highest) },
            missing: lines.missing,
        })
    }
}

/// Thousandths that a checked policy keeps within the range of points.
fn points(thousandths: i64) -> Points {
    Points::from_thousandths(thousandths).unwrap_or(if thousandths < 0 { Points::MIN } else { Points::MAX })
}

/// What a scorecard says about every step of the tally.
struct Lines<'a> {
    checked: &'a Checked,
    aspects: Vec<AspectScore>,
    /// The lines of the aspect that is being summed.
    criteria: Vec<CriterionScore>,
    gaps: Vec<i64>,
    missing: Vec<Name>,
    problems: Vec<Problem>,
}

impl<'a> Lines<'a> {
    fn new(checked: &'a Checked) -> Self {
        let (aspects, gaps) = (Vec::with_capacity(checked.aspects.len()), vec![0; checked.reasons.len()]);
        Self { checked, aspects, criteria: Vec::new(), gaps, missing: Vec::new(), problems: Vec::new() }
    }

    fn fact(&self, criterion: &Criterion) -> Name {
        self.checked.facts.get(criterion.fact).map(|fact| fact.name.clone()).unwrap_or_default()
    }
}

impl Listener for Lines<'_> {
    fn begins(&mut self, aspect: &Aspect) {
        self.criteria = Vec::with_capacity(aspect.criteria.len());
    }

    fn met(&mut self, criterion: &Criterion, value: Option<FactRef<'_>>, met: Met) {
        let fact = self.fact(criterion);
        if value.is_none() && !self.missing.contains(&fact) {
            self.missing.push(fact.clone());
        }
        if let Some(gap) = self.gaps.get_mut(criterion.reason) {
            *gap = gap.saturating_add(criterion.baseline).saturating_sub(met.contribution);
        }
        self.criteria.push(CriterionScore {
            id: criterion.id.clone(),
            fact,
            value: value.map(|value| criterion.shape.shown(value, met.at)),
            points: points(met.points),
            contribution: points(met.contribution),
            matched: criterion.shape.matched(met.at),
            reason: self.checked.reasons.get(criterion.reason).cloned().unwrap_or_default(),
        });
    }

    fn ends(&mut self, aspect: &Aspect, sum: i64, clipped: i64) {
        let criteria = std::mem::take(&mut self.criteria);
        self.aspects.push(AspectScore { id: aspect.id.clone(), points: points(clipped), adjustment: points(clipped.saturating_sub(sum)), criteria });
    }

    #[cold]
    fn refused(&mut self, refusal: Refusal<'_>) {
        let (path, message) = match refusal {
            Refusal::NoMatch(criterion, value) => {
                let name = self.fact(criterion);
                let message = match value {
                    FactRef::Number(number) => format!("criterion `{}` has no band for the fact `{name}`, found {number}", criterion.id),
                    FactRef::Category(word) => format!("criterion `{}` has no points for the fact `{name}`, found `{word}`", criterion.id),
                    FactRef::Flag(_) | FactRef::Date(_) => {
                        format!("criterion `{}` cannot read the fact `{name}`, found a {}", criterion.id, value.fact_type())
                    }
                };
                (format!("facts.{name}"), message)
            }
            Refusal::Missing(criterion) => {
                let name = self.fact(criterion);
                (format!("facts.{name}"), format!("criterion `{}` needs the fact `{name}`, found it missing", criterion.id))
            }
            Refusal::Coverage(aspect, index, share) => {
                let message = format!("expected facts for at least {} of the points of aspect `{}`, found {share}", self.checked.min_coverage, aspect.id);
                (format!("score.aspects[{index}]"), message)
            }
        };
        self.problems.push(Problem::new(refusal.code(), path, message));
    }
}

impl Shape {
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
            (_, At::True) => Matched::Flag(true),
            (_, At::False) => Matched::Flag(false),
            (_, At::Missing) => Matched::Missing,
            (_, At::Renormalised) => Matched::Renormalised,
            _ => Matched::Other,
        }
    }
}

#[cfg(test)]
mod tests;
