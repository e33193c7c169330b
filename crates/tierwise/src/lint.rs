//! The linter: a policy that can be used but may not do what its author meant (rule S7).

mod evidence;
mod movement;
mod reach;

use std::collections::BTreeSet;

use self::reach::Reach;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Problem, code};
use crate::number::{Points, Weight};
use crate::policy::{Aspect, Basis, Checked, Criterion, Ladder, MissingRule, Policy, Shape, Tier};

/// Twice the points at less weight is a reversal of what the weights say.
const CLEARLY: i128 = 2;

impl Policy {
    /// What the linter says: the policy can be used, but may not do what its author meant (rule S7).
    ///
    /// Found when they are first asked for: some are told by histories that the linter replays.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        self.warnings.get_or_init(|| lint(self))
    }
}

/// Every warning, in the order of the document.
fn lint(policy: &Policy) -> Vec<Problem> {
    let checked = &*policy.checked;
    let mut linter = Linter { warnings: Vec::new() };
    linter.unused(checked);
    linter.weights("score.aspects", checked.spec.score.aspects.iter().map(|aspect| aspect.weight).collect());
    linter.nominal_weights(
        "score.aspects",
        checked.spec.score.aspects.iter().zip(&checked.aspects).map(|(spec, aspect)| (&*spec.id, spec.weight, spread(aspect))).collect(),
    );
    for (index, (aspect, spec)) in checked.aspects.iter().zip(&checked.spec.score.aspects).enumerate() {
        let path = format!("score.aspects[{index}]");
        linter.clipping(aspect, &path);
        linter.weights(&format!("{path}.criteria"), spec.criteria.iter().map(|criterion| criterion.weight).collect());
        let weighted = spec
            .criteria
            .iter()
            .zip(&aspect.criteria)
            .map(|(spec, criterion)| (&*spec.id, spec.weight, criterion.most.saturating_sub(criterion.least)))
            .collect();
        linter.nominal_weights(&format!("{path}.criteria"), weighted);
        for (index, criterion) in aspect.criteria.iter().enumerate() {
            linter.criterion(checked, aspect, criterion, &format!("{path}.criteria[{index}]"));
        }
    }
    linter.counted_twice(checked);
    if let Some(ladder) = &checked.ladder {
        let reach = Reach::of(checked, ladder.basis);
        linter.ladder(policy, ladder, reach);
        linter.movement(checked, reach);
        linter.evidence(checked);
    }
    linter.entitlements(checked);
    linter.warnings
}

fn spread(aspect: &Aspect) -> i64 {
    let sum = |bound: fn(&Criterion) -> i64| aspect.clip(aspect.criteria.iter().map(bound).fold(0, i64::saturating_add));
    sum(|criterion| criterion.most).saturating_sub(sum(|criterion| criterion.least))
}

fn shown(thousandths: i64) -> String {
    Points::from_thousandths(thousandths).map_or_else(|| thousandths.to_string(), |points| points.to_string())
}

struct Linter {
    warnings: Vec<Problem>,
}

impl Linter {
    fn warn(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.warnings.push(Problem::new(code, path, message));
    }

    fn unused(&mut self, checked: &Checked) {
        for (index, declared) in checked.spec.facts.iter().enumerate() {
            if !checked.facts.iter().any(|fact| *fact.name == declared.id) {
                self.warn(code::LINT_UNUSED, format!("facts[{index}]"), format!("no criterion or condition reads the fact `{}`", declared.id));
            }
        }
        let used: BTreeSet<usize> = entitled(checked).flatten().copied().collect();
        for (index, entitlement) in checked.entitlements.iter().enumerate().filter(|(index, _)| !used.contains(index)) {
            self.warn(code::LINT_UNUSED, format!("entitlements[{index}]"), format!("no tier or designation has the entitlement `{}`", entitlement.id));
        }
    }

    /// Weights that look like percentages, or shares, but do not sum to 100, or 1.
    fn weights(&mut self, path: &str, weights: Vec<Weight>) {
        let one = Weight::ONE.millionths();
        if weights.len() < 2 {
            return;
        }
        let sum: i64 = weights.iter().fold(0, |sum, weight| sum.saturating_add(weight.millionths()));
        for (looks, whole, word) in [
            (weights.iter().all(|weight| weight.millionths() > one), one.saturating_mul(100), "percentages"),
            (weights.iter().all(|weight| weight.millionths() < one), one, "shares"),
        ] {
            let near = sum.abs_diff(whole) <= whole.unsigned_abs() / 5;
            if looks && near && sum != whole {
                self.warn(
                    code::LINT_WEIGHTS_SUM,
                    path,
                    format!("the weights look like {word}: expected a sum of {}, found {}", whole as f64 / one as f64, sum as f64 / one as f64),
                );
            }
        }
    }

    /// The criterion with more weight should move more points.
    fn nominal_weights(&mut self, path: &str, weighted: Vec<(&str, Weight, i64)>) {
        for (index, (id, weight, spread)) in weighted.iter().enumerate() {
            let outdone = weighted.iter().find(|(_, other, other_spread)| {
                other < weight && i128::from(*other_spread) >= i128::from(*spread).saturating_mul(CLEARLY) && *other_spread > 0
            });
            if let Some((other, other_weight, other_spread)) = outdone {
                let message = format!(
                    "`{id}` has more weight than `{other}` ({} against {}) but moves fewer points: expected the points to follow the weights, found {} against {}",
                    weight.to_f64(),
                    other_weight.to_f64(),
                    shown(*spread),
                    shown(*other_spread)
                );
                self.warn(code::LINT_NOMINAL_WEIGHT, format!("{path}[{index}].weight"), message);
            }
        }
    }

    fn clipping(&mut self, aspect: &Aspect, path: &str) {
        let most = aspect.criteria.iter().fold(0_i64, |sum, criterion| sum.saturating_add(criterion.most));
        let least = aspect.criteria.iter().fold(0_i64, |sum, criterion| sum.saturating_add(criterion.least));
        let scales = aspect.criteria.iter().any(|criterion| matches!(criterion.missing, MissingRule::Renormalise));
        if aspect.cap != i64::MAX && aspect.cap >= most && !scales {
            self.warn(
                code::LINT_NO_EFFECT,
                format!("{path}.cap"),
                format!("the aspect brings at most {}, a cap of {} never applies", shown(most), shown(aspect.cap)),
            );
        }
        if aspect.floor != i64::MIN && aspect.floor <= least {
            self.warn(
                code::LINT_NO_EFFECT,
                format!("{path}.floor"),
                format!("the aspect brings at least {}, a floor of {} never applies", shown(least), shown(aspect.floor)),
            );
        }
    }

    fn criterion(&mut self, checked: &Checked, aspect: &Aspect, criterion: &Criterion, path: &str) {
        let id = &criterion.id;
        self.shape(checked, criterion, path);
        if criterion.least == criterion.most {
            self.warn(code::LINT_NO_EFFECT, path, format!("criterion `{id}` brings {} whatever its fact: it cannot move any tier", shown(criterion.most)));
        } else {
            let others = |bound: fn(&Criterion) -> i64| aspect.criteria.iter().filter(|other| other.id != *id).map(bound).fold(0, i64::saturating_add);
            let lowest = others(|other| other.least).saturating_add(criterion.least);
            let highest = others(|other| other.most).saturating_add(criterion.most);
            if lowest >= aspect.cap || highest <= aspect.floor {
                self.warn(
                    code::LINT_NO_EFFECT,
                    path,
                    format!("the cap or floor of aspect `{}` always swallows criterion `{id}`: it cannot move any tier", aspect.id),
                );
            }
        }
        if let MissingRule::Points(step) = criterion.missing {
            let own = step.contribution;
            if own > criterion.most || own < criterion.least {
                let message =
                    format!("a missing fact brings {}, outside of what any value brings ({} to {})", shown(own), shown(criterion.least), shown(criterion.most));
                self.warn(code::LINT_MISSING_POINTS, format!("{path}.missing"), message);
            } else if own == criterion.most && criterion.least < criterion.most {
                self.warn(
                    code::LINT_MISSING_POINTS,
                    format!("{path}.missing"),
                    format!("a missing fact brings the most points ({}): not to know pays", shown(own)),
                );
            }
        }
    }

    fn shape(&mut self, checked: &Checked, criterion: &Criterion, path: &str) {
        match &criterion.shape {
            Shape::Bands(bands) => {
                for (index, pair) in bands.windows(2).enumerate() {
                    if let [(_, below), (_, above)] = pair
                        && below.points == above.points
                    {
                        let message = format!("the band has the points of the band below ({}) and can be left out", above.points);
                        self.warn(code::LINT_DEAD_BAND, format!("{path}.bands[{}]", index.saturating_add(1)), message);
                    }
                }
                // A first bound of zero says that the fact cannot be negative.
                if let Some((lower, _)) = bands.first().filter(|(lower, _)| *lower > 0.0) {
                    self.warn(
                        code::LINT_GAP,
                        format!("{path}.bands[0]"),
                        format!("a value below {lower} is an error; open the first band with null if it can occur"),
                    );
                }
                self.monotone(criterion, &format!("{path}.bands"));
            }
            Shape::Curve(_) => self.monotone(criterion, &format!("{path}.curve")),
            Shape::Table { rows, other: None } => {
                let values = checked.facts.get(criterion.fact).map_or(&[][..], |fact| &fact.values);
                let left_out: Vec<&str> = values.iter().filter(|value| !rows.iter().any(|(row, _)| row == *value)).map(|value| &**value).collect();
                let message = if values.is_empty() {
                    "a category that the table does not name is an error; give `other` if one can occur".to_owned()
                } else if left_out.is_empty() {
                    return;
                } else {
                    format!("an account with {} is an error; give it points, or `other`", left_out.join(" or "))
                };
                self.warn(code::LINT_GAP, format!("{path}.table"), message);
            }
            Shape::Table { rows, other: Some(_) } => {
                let values = checked.facts.get(criterion.fact).map_or(&[][..], |fact| &fact.values);
                if !values.is_empty() && values.iter().all(|value| rows.iter().any(|(row, _)| row == value)) {
                    self.warn(code::LINT_NO_EFFECT, format!("{path}.other"), "the table names every category of the fact: `other` never applies");
                }
            }
            Shape::Flag { .. } => {}
        }
    }

    fn monotone(&mut self, criterion: &Criterion, path: &str) {
        let points: Vec<Points> = criterion.shape.steps().iter().map(|step| step.points).collect();
        if !points.is_sorted() && !points.is_sorted_by(|one, other| one >= other) {
            self.warn(
                code::LINT_NOT_MONOTONE,
                path,
                format!("the points of criterion `{}` rise and fall: more of the fact is not always better or worse", criterion.id),
            );
        }
    }

    /// Points of the ledger that tell twice what is one thing.
    fn counted_twice(&mut self, checked: &Checked) {
        let on_points = checked.ladder.as_ref().is_some_and(|ladder| ladder.basis == Basis::Points);
        let mut read: Vec<(&str, &str)> = Vec::new();
        for (aspect_index, aspect) in checked.spec.score.aspects.iter().enumerate() {
            for (index, criterion) in aspect.criteria.iter().enumerate() {
                let Some(points) = criterion.fact.strip_prefix("points.") else { continue };
                let path = format!("score.aspects[{aspect_index}].criteria[{index}].fact");
                let same = |other: &&(&str, &str)| other.1 == points || other.1 == "balance" || points == "balance";
                if let Some((other, _)) = read.iter().find(same) {
                    let message =
                        format!("criteria `{other}` and `{}` read the same points of the ledger, found `{}` in the second", criterion.id, criterion.fact);
                    self.warn(code::LINT_COUNTED_TWICE, path, message);
                } else if on_points {
                    let message =
                        format!("the ladder stands on the balance, and criterion `{}` scores the same points again, found `{}`", criterion.id, criterion.fact);
                    self.warn(code::LINT_COUNTED_TWICE, path, message);
                }
                read.push((&criterion.id, points));
            }
        }
    }

    fn ladder(&mut self, policy: &Policy, ladder: &Ladder, reach: Reach) {
        let checked = &*policy.checked;
        // Nothing is known of this account; the day does not matter to it.
        let nothing_known = match ladder.basis {
            Basis::Score => policy.assess(&Account::default(), Date::MAX, None).ok().and_then(|assessment| assessment.placement),
            Basis::Points => None,
        };
        let (lowest, metric) = match ladder.basis {
            Basis::Score => (checked.range.lowest, "composite"),
            Basis::Points => (reach.lowest, "balance"),
        };
        let mut below: Option<&Tier> = None;
        for (index, tier) in ladder.tiers.iter().enumerate() {
            let path = format!("ladder.tiers[{index}]");
            if tier.enter > reach.highest {
                let message = match ladder.basis {
                    Basis::Score => format!("no account can reach tier `{}`: it starts at {}, the highest composite is {}", tier.id, tier.enter, reach.highest),
                    Basis::Points => format!(
                        "no activities lead to tier `{}`: it starts at {}, under caps and validity they bring at most {} that count on one day",
                        tier.id, tier.enter, reach.highest
                    ),
                };
                self.warn(code::LINT_UNREACHABLE_TIER, format!("{path}.enter"), message);
            } else if tier.enter <= lowest && tier.requires.is_empty() {
                let message = format!("every account is in tier `{}`: it starts at {}, the lowest {metric} is {lowest}", tier.id, tier.enter);
                self.warn(code::LINT_TIER_FOR_ALL, format!("{path}.enter"), message);
            } else if nothing_known.as_ref().is_some_and(|placement| placement.tier == tier.id) {
                self.warn(code::LINT_TIER_FOR_ALL, format!("{path}.enter"), format!("an account of which nothing is known is in tier `{}`", tier.id));
            }
            if tier.enter > lowest && movement::is_never_lost(ladder, tier, reach) {
                let message = format!(
                    "no account ever loses tier `{}`: it is kept down to {}, the lowest {metric} is {}",
                    tier.id,
                    tier.retain.saturating_sub(ladder.dead_band),
                    reach.lowest
                );
                self.warn(code::LINT_NEVER_LOST, format!("{path}.retain"), message);
            }
            if tier.retain == tier.enter {
                let message = format!(
                    "tier `{}` is lost at the bound where it is entered ({}): accounts near it will move to and fro; a `retain` below `enter` calms them",
                    tier.id, tier.enter
                );
                self.warn(code::LINT_NO_MARGIN, &path, message);
            }
            if let Some(below) = below.filter(|below| below.retain > tier.retain) {
                let message =
                    format!("tier `{}` is kept at {}, where the tier below, `{}`, is already lost ({})", tier.id, tier.retain, below.id, below.retain);
                self.warn(code::LINT_RETAIN_ORDER, format!("{path}.retain"), message);
            }
            below = Some(tier);
        }
    }

    /// Each tier should entitle to at least what the tier below entitles to.
    fn entitlements(&mut self, checked: &Checked) {
        let tiers = checked.ladder.as_ref().map_or(&[][..], |ladder| &ladder.tiers);
        for (index, pair) in tiers.windows(2).enumerate() {
            let [lower, higher] = pair else { continue };
            for lost in lower.entitlements.iter().filter_map(|index| checked.entitlements.get(*index)) {
                let kept = higher.entitlements.iter().filter_map(|index| checked.entitlements.get(*index));
                let kept = kept
                    .into_iter()
                    .any(|other| other.id == lost.id || (other.service.is_some() && other.service == lost.service && other.level >= lost.level));
                if !kept {
                    let path = format!("ladder.tiers[{}].entitlements", index.saturating_add(1));
                    self.warn(code::LINT_ENTITLEMENTS, path, format!("tier `{}` lacks what the tier below has: `{}`", higher.id, lost.id));
                }
            }
        }
    }
}

fn entitled(checked: &Checked) -> impl Iterator<Item = &Vec<usize>> {
    let tiers = checked.ladder.iter().flat_map(|ladder| ladder.tiers.iter().map(|tier| &tier.entitlements));
    tiers.chain(checked.designations.iter().map(|designation| &designation.entitlements))
}

#[cfg(test)]
mod tests;
