//! Why a score is another one than before: age, facts and policy, to the thousandth (rule M12).

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::Error;
use crate::fact::FactValue;
use crate::number::Points;
use crate::policy::Policy;
use crate::score::Scorecard;

/// The difference of two scores, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoreChange {
    /// The composite before.
    pub before: Points,
    /// The composite after.
    pub after: Points,
    /// The difference: the sum of the parts.
    pub by: Points,
    /// What changed it, in the order in which it is taken: ageing, facts, policy. What changes nothing is left out.
    pub parts: Vec<ChangePart>,
}

/// One thing that changed a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePart {
    /// What.
    pub cause: ChangeCause,
    /// By how many points: the sum of the lines.
    pub by: Points,
    /// The lines of the scorecard that it changed, the largest change first, equal ones in the policy's order.
    pub lines: Vec<ChangeLine>,
}

/// What changed a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeCause {
    /// The same document on the later day, under the policy before.
    Ageing,
    /// The later document instead of the earlier one, on the later day, under the policy before.
    Facts,
    /// The policy after instead of the one before.
    Policy,
}

/// A line of a scorecard that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeLine {
    /// What kind of line it is.
    pub kind: ChangeLineKind,
    /// Id of the criterion or aspect; `base` for the points that every account starts with.
    pub id: Name,
    /// Points before; zero for a line that was not there.
    pub before: Points,
    /// Points after; zero for a line that is no longer there.
    pub after: Points,
    /// The difference.
    pub by: Points,
    /// The value that a criterion read before; null if missing.
    pub value_before: Option<FactValue>,
    /// The value that it reads after; null if missing.
    pub value_after: Option<FactValue>,
}

/// What kind of line of a scorecard changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeLineKind {
    /// The points that every account starts with.
    Base,
    /// A criterion's contribution.
    Criterion,
    /// What an aspect's cap or floor makes of its sum.
    Adjustment,
}

impl Policy {
    /// Takes the difference of two scores apart: what came of the time that passed, of what is known of the account, and of the policy, each
    /// by lines of the scorecard. Everything sums exactly.
    ///
    /// This policy scored `before`, `later` scores `after`.
    ///
    /// ```
    /// # use tierwise::{Account, Finite, Policy, change::ChangeCause};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "cap": 50, "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 120]]}]}]}
    /// }"#))?;
    /// let of = |units| { let mut account = Account::default(); account.facts.insert("fleet.units", Finite::new(units).unwrap()); account };
    /// let (then, now) = ("2026-01-01".parse().unwrap(), "2026-06-30".parse().unwrap());
    /// let change = policy.explain_change(&of(50.0), then, &of(100.0), now, &policy)?;
    /// assert_eq!(change.by.to_string(), "20");
    /// assert_eq!(change.parts[0].cause, ChangeCause::Facts);
    /// let lines: Vec<String> = change.parts[0].lines.iter().map(|line| format!("{} {}", line.id, line.by)).collect();
    /// assert_eq!(lines, ["fleet 30", "size -10"]);
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`score`](Self::score) of either account by this policy, or of the later one by `later`.
    pub fn explain_change(&self, before: &Account, before_on: Date, after: &Account, after_on: Date, later: &Self) -> Result<ScoreChange, Error> {
        let first = self.score(before, before_on)?;
        let aged = if before_on == after_on { first.clone() } else { self.score(before, after_on)? };
        let known = if before == after { aged.clone() } else { self.score(after, after_on)? };
        let last = if self.fingerprint() == later.fingerprint() { known.clone() } else { later.score(after, after_on)? };
        let part =
            |cause, from: &Scorecard, to: &Scorecard| ChangePart { cause, by: to.composite.saturating_sub(from.composite), lines: changed_lines(from, to) };
        let parts = [part(ChangeCause::Ageing, &first, &aged), part(ChangeCause::Facts, &aged, &known), part(ChangeCause::Policy, &known, &last)];
        Ok(ScoreChange {
            before: first.composite,
            after: last.composite,
            by: last.composite.saturating_sub(first.composite),
            parts: parts.into_iter().filter(|part| !part.lines.is_empty()).collect(),
        })
    }
}

/// The lines that differ between two scorecards, the largest change first, equal ones in the policy's order. They sum to the difference of
/// the composites.
///
/// ```
/// # use tierwise::{Account, Policy, change::changed_lines};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "fleets", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 120]]}]}]}
/// # }"#))?;
/// let card = policy.score(&Account::default(), "2026-06-30".parse().unwrap())?;
/// assert!(changed_lines(&card, &card).is_empty());
/// # Ok::<(), tierwise::Error>(())
/// ```
#[must_use]
pub fn changed_lines(before: &Scorecard, after: &Scorecard) -> Vec<ChangeLine> {
    let (old, new) = (lines(before), lines(after));
    let same = |one: &Line<'_>, other: &Line<'_>| (one.kind, one.id) == (other.kind, other.id);
    let there = new.iter().map(|line| (old.iter().find(|other| same(line, other)), Some(line)));
    let gone = old.iter().filter(|line| !new.iter().any(|other| same(line, other))).map(|line| (Some(line), None));
    let change = |(before, after): (Option<&Line<'_>>, Option<&Line<'_>>)| {
        let line = after.or(before)?;
        let points = |line: Option<&Line<'_>>| line.map_or(Points::ZERO, |line| line.points);
        let value = |line: Option<&Line<'_>>| line.and_then(|line| line.value.cloned());
        let (kind, id, by) = (line.kind, line.id.into(), points(after).saturating_sub(points(before)));
        let change = ChangeLine { kind, id, before: points(before), after: points(after), by, value_before: value(before), value_after: value(after) };
        Some(change).filter(|change| change.by != Points::ZERO)
    };
    let mut changes: Vec<ChangeLine> = there.chain(gone).filter_map(change).collect();
    changes.sort_by_key(|change| Reverse(change.by.thousandths().unsigned_abs()));
    changes
}

struct Line<'a> {
    kind: ChangeLineKind,
    id: &'a str,
    points: Points,
    value: Option<&'a FactValue>,
}

fn lines(card: &Scorecard) -> Vec<Line<'_>> {
    let of_aspects = card.aspects.iter().flat_map(|aspect| {
        let criteria = aspect.criteria.iter().map(|criterion| Line {
            kind: ChangeLineKind::Criterion,
            id: &criterion.id,
            points: criterion.contribution,
            value: criterion.value.as_ref(),
        });
        criteria.chain([Line { kind: ChangeLineKind::Adjustment, id: &aspect.id, points: aspect.adjustment, value: None }])
    });
    std::iter::once(Line { kind: ChangeLineKind::Base, id: "base", points: card.base, value: None }).chain(of_aspects).collect()
}
