//! Laws of simulations, of bounds that move, and of changes of scores that are taken apart.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use proptest::prelude::*;
use tierwise::portfolio::simulation::{Bound, Member, Portfolio, SimulationOptions};
use tierwise::{Date, Points, Policy, PolicySpec};
use tierwise_tests::random::{self, Tape};

/// A policy with a ladder, accounts with tiers of it, and the day.
fn drawn(tape: &mut Tape) -> Option<(Policy, Vec<Member>, Date)> {
    let spec = random::spec(tape);
    let policy = Policy::new(spec).ok()?;
    let ladder = policy.spec().ladder.clone()?;
    let names: Vec<String> = std::iter::once(ladder.base).chain(ladder.tiers.into_iter().map(|tier| tier.id)).collect();
    let count = tape.below(12);
    let member = |tape: &mut Tape| Member { account: random::account(tape, 80), previous: tape.chance(60).then(|| tape.pick(&names)) };
    let accounts = (0..count).map(|_| member(tape)).collect();
    Some((policy, accounts, random::day(tape)))
}

fn moved(spec: &PolicySpec, tape: &mut Tape) -> PolicySpec {
    let mut spec = spec.clone();
    spec.version = "moved".to_owned();
    spec.score.base = points(tape);
    let tiers = &mut spec.ladder.as_mut().unwrap().tiers;
    if tape.chance(70) && !tiers.is_empty() {
        let at = tape.below(tiers.len());
        tiers[at].enter = tiers[at].enter.checked_add(points(tape)).unwrap();
    }
    spec
}

fn points(tape: &mut Tape) -> Points {
    Points::from_thousandths(tape.below(20_000) as i64 - 5_000).unwrap()
}

fn tier(policy: &Policy, member: &Member, as_of: Date) -> Option<String> {
    policy.assess(&member.account, as_of, member.previous.as_deref()).ok().map(|assessment| assessment.placement.unwrap().tier.to_string())
}

fn sum(points: impl Iterator<Item = Points>) -> i64 {
    points.map(Points::thousandths).sum()
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn a_policy_against_itself_moves_nobody(mut tape in random::tape()) {
        let Some((policy, accounts, as_of)) = drawn(&mut tape) else { return Ok(()) };
        let portfolio = Portfolio { accounts, histories: Vec::new() };
        let found = policy.simulate(&policy, &portfolio, as_of, &SimulationOptions::default()).unwrap();
        prop_assert!(found.movers.is_empty() && found.promoted == 0 && found.demoted == 0);
        prop_assert!(found.entitlements.iter().all(|change| change.accounts_before == change.accounts_after && change.cost_before == change.cost_after));
        prop_assert_eq!(found.cost_per_year.before, found.cost_per_year.after);
        for (row, counts) in found.counts.iter().enumerate() {
            prop_assert!(counts.iter().enumerate().all(|(column, count)| row == column || *count == 0));
        }
        prop_assert_eq!(found.stayed + found.refused.len() as u64 / 2, portfolio.accounts.len() as u64);
    }

    #[test]
    fn a_simulation_is_both_assessments(mut tape in random::tape()) {
        let Some((policy, accounts, as_of)) = drawn(&mut tape) else { return Ok(()) };
        let Ok(other) = Policy::new(moved(policy.spec(), &mut tape)) else { return Ok(()) };
        let options = SimulationOptions { knife_edge: Points::from_thousandths(3_000).unwrap(), ..SimulationOptions::default() };
        let found = policy.simulate(&other, &Portfolio { accounts: accounts.clone(), histories: Vec::new() }, as_of, &options).unwrap();
        let (mut movers, mut counts, mut near) = (Vec::new(), vec![vec![0; found.to.len()]; found.from.len()], 0);
        for (at, member) in accounts.iter().enumerate() {
            let (Some(from), Some(to)) = (tier(&policy, member, as_of), tier(&other, member, as_of)) else { continue };
            let rank = |name: &str| found.from.iter().position(|tier| **tier == *name).unwrap();
            counts[rank(&from)][rank(&to)] += 1;
            if from != to {
                movers.push((member.account.id.clone().unwrap_or_else(|| format!("accounts[{at}]")), from, to));
            }
            let place = other.assess(&member.account, as_of, member.previous.as_deref()).unwrap();
            near += place.placement.unwrap().rungs.iter().enumerate().filter(|(below, rung)| {
                let was_there = member.previous.as_deref().is_some_and(|previous| rank(previous) > *below);
                let bound = if was_there { rung.retain } else { rung.enter };
                (place.scorecard.composite.thousandths() - bound.thousandths()).abs() <= 3_000
            }).count();
        }
        prop_assert_eq!(&found.counts, &counts);
        prop_assert_eq!(found.knife_edge.len(), near);
        let told: Vec<_> = found.movers.iter().filter(|mover| mover.from != mover.to).map(|mover| (mover.account.to_string(), mover.from.to_string(), mover.to.to_string())).collect();
        prop_assert_eq!(told, movers);
        for mover in &found.movers {
            prop_assert_eq!(sum(mover.lines.iter().map(|line| line.by)), mover.metric_after.thousandths() - mover.metric_before.thousandths());
        }
    }

    #[test]
    fn a_bound_that_moves_is_the_policy_run_again(mut tape in random::tape(), bound in prop_oneof![Just(Bound::Enter), Just(Bound::Retain)]) {
        let Some((policy, accounts, as_of)) = drawn(&mut tape) else { return Ok(()) };
        let tiers = &policy.spec().ladder.as_ref().unwrap().tiers;
        let Some(at) = (!tiers.is_empty()).then(|| tape.below(tiers.len())) else { return Ok(()) };
        let shifts: Vec<Points> = (0..8).map(|_| points(&mut tape)).collect();
        let plan = policy.threshold_plan(&accounts, as_of, &tiers[at].id, bound, &shifts).unwrap();
        let names: Vec<&str> = std::iter::once("").chain(tiers.iter().map(|tier| tier.id.as_str())).collect();
        let rank = |tier: &str| names.iter().position(|name| *name == tier).unwrap_or(0);
        for shift in &plan.shifts {
            let mut spec = policy.spec().clone();
            let moved = &mut spec.ladder.as_mut().unwrap().tiers[at];
            match bound {
                Bound::Enter => moved.enter = moved.enter.checked_add(shift.by).unwrap(),
                Bound::Retain => moved.retain = Some(plan.at.checked_add(shift.by).unwrap()),
            }
            let again = Policy::new(spec).ok().map(|again| {
                let ranks = accounts.iter().filter_map(|member| Some((rank(&tier(&policy, member, as_of)?), rank(&tier(&again, member, as_of)?))));
                let ranks: Vec<_> = ranks.collect();
                (ranks.iter().filter(|(before, after)| after > before).count() as u64, ranks.iter().filter(|(before, after)| after < before).count() as u64)
            });
            prop_assert_eq!(shift.promoted.zip(shift.demoted), again, "{:?} by {:?}", bound, shift.by);
        }
    }

    #[test]
    fn the_parts_of_a_change_sum_to_it(mut tape in random::tape()) {
        let Some((policy, _, _)) = drawn(&mut tape) else { return Ok(()) };
        let Ok(later) = Policy::new(moved(policy.spec(), &mut tape)) else { return Ok(()) };
        let (before, after) = (random::account(&mut tape, 80), random::account(&mut tape, 80));
        let (then, now) = (random::day(&mut tape), random::day(&mut tape));
        let Ok(change) = policy.explain_change(&before, then, &after, now, &later) else { return Ok(()) };
        prop_assert_eq!(change.before, policy.score(&before, then).unwrap().composite);
        prop_assert_eq!(change.after, later.score(&after, now).unwrap().composite);
        prop_assert_eq!(change.by.thousandths(), change.after.thousandths() - change.before.thousandths());
        prop_assert_eq!(sum(change.parts.iter().map(|part| part.by)), change.by.thousandths());
        for part in &change.parts {
            prop_assert!(!part.lines.is_empty());
            prop_assert_eq!(sum(part.lines.iter().map(|line| line.by)), part.by.thousandths());
            prop_assert!(part.lines.iter().all(|line| line.by != Points::ZERO && line.by.thousandths() == line.after.thousandths() - line.before.thousandths()));
        }
        let nothing = policy.explain_change(&before, then, &before, then, &policy).unwrap();
        prop_assert!(nothing.parts.is_empty());
    }
}
