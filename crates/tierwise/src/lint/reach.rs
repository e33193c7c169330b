//! How far down and up the metric of a ladder can go, as far as the policy alone can say.

use crate::number::Points;
use crate::policy::{ActivitySpec, Anchor, Aspect, Basis, Cap, CapPeriod, Checked, Maturity, MissingRule, PointsSpec, Renewal, Use, Validity};

/// The bounds of what a ladder stands on; the library's own bounds where the policy sets none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub(super) lowest: Points,
    pub(super) highest: Points,
}

impl Reach {
    pub(super) fn of(checked: &Checked, basis: Basis) -> Self {
        match basis {
            Basis::Score => Self { lowest: lowest_composite(checked), highest: checked.range.highest },
            Basis::Points => Self { lowest: Points::ZERO, highest: highest_balance(checked).and_then(Points::from_thousandths).unwrap_or(Points::MAX) },
        }
    }
}

/// The lowest composite of any account, missing facts included.
fn lowest_composite(checked: &Checked) -> Points {
    let sum = checked.aspects.iter().try_fold(checked.base, |sum, aspect| sum.checked_add(aspect.clip(lowest_sum(aspect)?)));
    sum.and_then(Points::from_thousandths).unwrap_or(Points::MIN)
}

/// The fewest points of an aspect before cap and floor; `None` where renormalising scales what is below zero.
fn lowest_sum(aspect: &Aspect) -> Option<i64> {
    let renormalises = aspect.criteria.iter().any(|criterion| matches!(criterion.missing, MissingRule::Renormalise));
    if renormalises && aspect.criteria.iter().any(|criterion| criterion.least < 0) {
        return None;
    }
    aspect.criteria.iter().try_fold(0_i64, |sum, criterion| {
        let when_missing = match criterion.missing {
            MissingRule::Points(step) => step.contribution,
            MissingRule::Renormalise => 0,
            MissingRule::Reject => criterion.least,
        };
        sum.checked_add(criterion.least.min(when_missing))
    })
}

/// The most points that one account's own activities can bring on a day; `None` if nothing limits them.
fn highest_balance(checked: &Checked) -> Option<i64> {
    let points = checked.spec.points.as_ref()?;
    let carried = match checked.spec.ladder.as_ref().and_then(|ladder| ladder.renewal) {
        // What is carried counts longer than the activity's points would have.
        Some(Renewal::Term(term)) if [term.after_promotion, term.after_renewal].contains(&Use::Consume) => term.rollover_cap?.thousandths(),
        _ => 0,
    };
    let mut open: Vec<(&str, &ActivitySpec)> =
        points.activities.iter().map(|(id, activity)| (id.as_str(), activity)).filter(|(_, activity)| activity.points > Points::ZERO).collect();
    let mut sum = Some(0_i64);
    let mut add = |most: Option<i64>| sum = sum.zip(most).and_then(|(sum, most)| sum.checked_add(most));
    for group in &points.caps {
        let (inside, outside): (Vec<_>, Vec<_>) =
            open.iter().partition(|(id, _)| group.activities.is_empty() || group.activities.iter().any(|member| member == id));
        let alone = inside.iter().try_fold(0_i64, |sum, (_, activity)| sum.checked_add(most_of(points, activity, activity.cap?)?));
        let cap = Cap { points: group.points, every: group.every };
        // Points of all members look back from the same day, unless some of them are dated by their maturity.
        let join = if inside.iter().any(|(_, activity)| is_shifted(points, activity)) { i64::saturating_add } else { i64::max };
        let together = inside.iter().try_fold(0_i64, |most, (_, activity)| Some(join(most, most_of(points, activity, cap)?)));
        if together.is_some_and(|together| alone.is_none_or(|alone| together < alone)) {
            add(together);
            open = outside;
        }
    }
    for (_, activity) in open {
        add(activity.cap.and_then(|cap| most_of(points, activity, cap)));
    }
    sum?.checked_add(carried)
}

/// The most that a cap lets through of what counts on one day; `None` if that is without end.
fn most_of(points: &PointsSpec, activity: &ActivitySpec, cap: Cap) -> Option<i64> {
    cap.points.thousandths().checked_mul(periods(cap.every, points, activity)?)
}

/// Whether points count from another day than that of the activity.
fn is_shifted(points: &PointsSpec, activity: &ActivitySpec) -> bool {
    points.anchor == Anchor::Matured && activity.maturity.is_some()
}

/// In how many periods of a cap the points that count on one day can have been earned.
fn periods(every: CapPeriod, points: &PointsSpec, activity: &ActivitySpec) -> Option<i64> {
    // A period's length in months and its fewest days.
    let (months, days) = match every {
        CapPeriod::Always => return Some(1),
        CapPeriod::Event => return None,
        CapPeriod::Month => (1, 28),
        CapPeriod::Quarter => (3, 90),
        CapPeriod::Year => (12, 365),
    };
    let shifted = is_shifted(points, activity);
    if shifted && activity.maturity == Some(Maturity::OnEvent) {
        return None;
    }
    let begun = match activity.validity.or(points.validity)? {
        // Day and month on which the points begin to count are the worst that can be.
        Validity::Months(count) => i64::from(count).checked_add(months)?.checked_sub(1)?.checked_div(months)?,
        Validity::Days(count) => i64::from(count).checked_sub(1)?.checked_add(days)?.checked_sub(1)?.checked_div(days)?,
        Validity::UntilStated | Validity::Never => return None,
    };
    // The months from a maturity can be longer than those from the activity.
    begun.checked_add(1)?.checked_add(i64::from(shifted))
}

#[cfg(test)]
mod tests;
