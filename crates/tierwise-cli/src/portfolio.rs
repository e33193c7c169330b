//! What is kept of a portfolio while its accounts pass by: counts by tier, and the accounts at the top.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use tierwise::tier::Movement;
use tierwise::{Assessment, Points, Policy};

/// A portfolio in numbers. Its size does not depend on the number of accounts.
#[derive(Debug, Default)]
pub(crate) struct Portfolio {
    /// The rungs of the ladder, highest first; empty without a ladder.
    pub(crate) rungs: Vec<Rung>,
    /// Accounts by active designation.
    pub(crate) designations: BTreeMap<String, u64>,
    /// The accounts with the highest composites, highest first.
    pub(crate) top: Vec<Top>,
    /// Accounts scored.
    pub(crate) accounts: u64,
    /// Sum of what each account weighs, its revenue.
    pub(crate) revenue: f64,
    keep: usize,
}

/// One rung of the ladder, and who is on it.
#[derive(Debug)]
pub(crate) struct Rung {
    /// Id of the tier.
    pub(crate) tier: String,
    /// Composite to enter and to stay; none for the base.
    pub(crate) bounds: Option<(Points, Points)>,
    /// Accounts on it.
    pub(crate) accounts: u64,
    /// Accounts on it that had no tier before.
    pub(crate) placed: u64,
    /// Accounts on it that came from below.
    pub(crate) promoted: u64,
    /// Accounts on it that came from above.
    pub(crate) demoted: u64,
    /// Their revenue.
    pub(crate) revenue: f64,
}

/// One account at the top.
#[derive(Debug)]
pub(crate) struct Top {
    /// Its id.
    pub(crate) account: String,
    /// Its score and place.
    pub(crate) assessment: Assessment,
    /// Its revenue.
    pub(crate) revenue: f64,
}

impl Top {
    /// The highest composite first, then the highest revenue, then by id.
    fn order(&self, other: &Self) -> Ordering {
        let composite = |top: &Self| top.assessment.scorecard.composite;
        let by_composite = composite(other).cmp(&composite(self));
        by_composite.then_with(|| other.revenue.total_cmp(&self.revenue)).then_with(|| self.account.cmp(&other.account))
    }
}

impl Portfolio {
    /// An empty portfolio under a policy, that will remember the `keep` highest accounts.
    pub(crate) fn of(policy: &Policy, keep: usize) -> Self {
        let rung = |tier: &String, bounds| Rung { tier: tier.clone(), bounds, accounts: 0, placed: 0, promoted: 0, demoted: 0, revenue: 0.0 };
        let ladder = policy.spec().ladder.as_ref();
        let tiers = ladder.iter().flat_map(|ladder| ladder.tiers.iter().rev());
        let rungs = tiers.map(|tier| rung(&tier.id, Some((tier.enter, tier.retain.unwrap_or(tier.enter)))));
        Self { rungs: rungs.chain(ladder.map(|ladder| rung(&ladder.base, None))).collect(), keep, ..Self::default() }
    }

    /// So many more accounts on a tier.
    pub(crate) fn count(&mut self, tier: &str, accounts: u64) {
        if let Some(rung) = self.rungs.iter_mut().find(|rung| rung.tier == tier) {
            rung.accounts = rung.accounts.saturating_add(accounts);
        }
    }

    /// One more account.
    pub(crate) fn add(&mut self, account: &str, assessment: Assessment, revenue: f64) {
        self.accounts = self.accounts.saturating_add(1);
        self.revenue += revenue;
        if let Some(place) = &assessment.placement {
            if let Some(rung) = self.rungs.iter_mut().find(|rung| *rung.tier == *place.tier) {
                rung.accounts = rung.accounts.saturating_add(1);
                rung.placed = rung.placed.saturating_add(u64::from(place.movement == Movement::Placed));
                rung.promoted = rung.promoted.saturating_add(u64::from(place.movement == Movement::Promoted));
                rung.demoted = rung.demoted.saturating_add(u64::from(place.movement == Movement::Demoted));
                rung.revenue += revenue;
            }
            if place.effective != place.tier {
                let count = self.designations.entry(place.effective.to_string()).or_default();
                *count = count.saturating_add(1);
            }
        }
        let top = Top { account: account.to_owned(), assessment, revenue };
        // Most accounts are below the last one kept.
        if self.top.len() >= self.keep && self.top.last().is_none_or(|last| last.order(&top).is_le()) {
            return;
        }
        let at = self.top.partition_point(|kept| kept.order(&top).is_le());
        self.top.insert(at, top);
        self.top.truncate(self.keep);
    }
}
