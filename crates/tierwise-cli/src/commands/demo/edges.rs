//! The accounts near a bound, and what moves if a bound moves.

use tierwise::policy::TierSpec;
use tierwise::portfolio::simulation::{Bound, KnifeEdge, Member, Portfolio, SimulationOptions, ThresholdPlan};
use tierwise::{Date, Error, Points, Policy};
use tierwise_cli::report;

use super::Scoring;
use crate::failure::Failure;

/// Shifts of a bound that are tried, in thousandths.
const SHIFTS: [i64; 4] = [-2000, -1000, 1000, 2000];

/// How near the accounts are to the bounds.
pub(super) struct Edges {
    within: Points,
    near: Vec<KnifeEdge>,
    plans: Vec<ThresholdPlan>,
}

impl Edges {
    /// Places the accounts once more under the same policy, with the tiers that they had before.
    pub(super) fn of(policy: &Policy, scorings: &[Scoring<'_>], as_of: Date) -> Result<Self, Failure> {
        let wrong = |error: Error| Failure::content("the orders", error.code(), &error.to_string());
        let previous = |scoring: &Scoring<'_>| Some(scoring.now.placement.as_ref()?.previous.as_deref()?.to_owned());
        let accounts = scorings.iter().map(|scoring| Member { account: scoring.account.clone(), previous: previous(scoring) }).collect();
        let portfolio = Portfolio { accounts, histories: Vec::new() };
        let options = SimulationOptions::default();
        let simulation = policy.simulate(policy, &portfolio, as_of, &options).map_err(wrong)?;
        let shifts: Vec<Points> = SHIFTS.into_iter().filter_map(Points::from_thousandths).collect();
        let tiers = policy.spec().ladder.iter().flat_map(|ladder| ladder.tiers.iter().rev());
        let both = |tier: &TierSpec| [Some(Bound::Enter), tier.retain.map(|_| Bound::Retain)].into_iter().flatten();
        let bounds = tiers.flat_map(|tier| both(tier).map(move |bound| (tier, bound)));
        let plan = |(tier, bound): (&TierSpec, Bound)| policy.threshold_plan(&portfolio.accounts, as_of, &tier.id, bound, &shifts);
        let plans = bounds.map(plan).collect::<Result<_, _>>().map_err(wrong)?;
        Ok(Self { within: options.knife_edge, near: simulation.knife_edge, plans })
    }

    /// As the report shows them.
    pub(super) fn shown(&self) -> report::Edges<'_> {
        report::Edges { within: self.within, near: &self.near, plans: &self.plans }
    }
}
