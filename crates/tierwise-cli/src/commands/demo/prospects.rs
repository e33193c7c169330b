//! What it would take an account to rise by its orders, or cost it the highest tier, and how sure its tier is.

use tierwise::certainty::{Certainty, Uncertainty};
use tierwise::fact::FactValue;
use tierwise::recourse::{Goal, GoalDirection, Lever, LeverDirection, Recourse};
use tierwise::{Date, Error, Finite, Policy};

use super::{Scoring, fact};
use crate::failure::Failure;

/// What it would take to be in the next tier, or to lose the highest one, and how sure the tier of today is.
pub(super) fn prospects(policy: &Policy, scoring: &Scoring<'_>, as_of: Date) -> Result<(Option<Recourse>, Certainty), Failure> {
    let wrong = |error: Error| Failure::account("the orders", scoring.id, &error);
    let placement = scoring.now.placement.as_ref();
    let previous = placement.and_then(|placement| placement.previous.as_deref());
    let goal = placement.map(|placement| {
        let (tier, direction) = match &placement.next {
            Some(next) => (&next.tier, GoalDirection::Reach),
            None => (&placement.tier, GoalDirection::Lose),
        };
        Goal { tier: tier.to_string(), direction, previous: previous.map(str::to_owned) }
    });
    let recourse = goal.map(|goal| policy.recourse(scoring.account, as_of, &goal, Some(&levers(scoring, goal.direction)))).transpose().map_err(wrong)?;
    let certainty = policy.certainty(scoring.account, as_of, previous, &Uncertainty::default()).map_err(wrong)?;
    Ok((recourse, certainty))
}

/// What orders can move: fresh revenue costs what it is, and an order what the account's orders came to on average.
fn levers(scoring: &Scoring<'_>, direction: GoalDirection) -> Vec<Lever> {
    let direction = if direction == GoalDirection::Reach { LeverDirection::Up } else { LeverDirection::Down };
    let number = |name: &str| match fact(&scoring.now, name) {
        Some(FactValue::Number(number)) => number.get(),
        _ => 0.0,
    };
    let order = number("orders.revenue_36_months") / number("orders.count_36_months").max(1.0);
    let lever = |fact: &str, cost: f64| Lever {
        fact: fact.to_owned(),
        per_unit: Finite::new(cost.max(0.0)),
        direction: Some(direction),
        at_least: Some(Finite::default()),
        step: Finite::new(1.0),
        ..Lever::default()
    };
    vec![lever("orders.decayed_revenue", 1.0), lever("orders.count_36_months", order)]
}
