//! The accounts by rank, and every figure that follows from the order.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{AccountValue, Class, ClassLimit, CurvePoint, CurveShare, Gini, Limits, Peak, PortfolioWarning, Reach, TierShare, TooLarge, Top, Watch};
use crate::account::Share;
use crate::fact::{millionths, of_millionths};
use crate::portfolio::number::{finite, parts_per_million, ratio, ratio_of_counts};

pub(super) struct Ranked<'a> {
    account: &'a str,
    /// Whole millionths.
    pub(super) value: i128,
    tier: Option<&'a str>,
    /// What the accounts up to this one have together.
    cumulative: i128,
}

/// The accounts, the greatest value first.
///
/// Sums cannot overflow: a value is at most 10^21 millionths, there are fewer than 10^12 accounts, and a sum is multiplied by
/// nothing but a number of accounts or 10^6. They saturate all the same, for want of a proof that memory ends.
pub(super) struct Ranking<'a> {
    pub(super) ranked: Vec<Ranked<'a>>,
}

impl<'a> Ranking<'a> {
    pub(super) fn of(accounts: &'a [AccountValue]) -> Self {
        let known = |account: &'a AccountValue| {
            let value = millionths(account.value?.get());
            Some(Ranked { account: &account.account, value, tier: account.tier.as_deref(), cumulative: 0 })
        };
        let mut ranked: Vec<Ranked<'_>> = accounts.iter().filter_map(known).collect();
        ranked.sort_unstable_by(|one, other| other.value.cmp(&one.value).then(one.account.cmp(other.account)));
        let mut sum = 0_i128;
        for account in &mut ranked {
            sum = sum.saturating_add(account.value);
            account.cumulative = sum;
        }
        Self { ranked }
    }

    pub(super) fn whole(&self) -> i128 {
        self.up_to(self.ranked.len())
    }

    /// What so many accounts from the top have together.
    fn up_to(&self, accounts: usize) -> i128 {
        accounts.checked_sub(1).and_then(|last| self.ranked.get(last)).map_or(0, |ranked| ranked.cumulative)
    }

    /// The fewest accounts that are at least `part` of all.
    fn part_of_all(&self, part: Share) -> usize {
        let accounts = parts_per_million(part).saturating_mul(self.ranked.len() as i128);
        usize::try_from(accounts.saturating_add(999_999).div_euclid(1_000_000)).unwrap_or(usize::MAX)
    }

    /// The ranks at which a curve is told: evenly spread, the first and the last among them, and the peak.
    fn thinned(&self, points: usize) -> BTreeSet<usize> {
        let accounts = self.ranked.len();
        let even: BTreeSet<usize> =
            if accounts <= points { (1..=accounts).collect() } else { (1..=points).map(|point| point.saturating_mul(accounts).div_ceil(points)).collect() };
        even.into_iter().chain([1, accounts, self.peak_rank()]).filter(|rank| (1..=accounts).contains(rank)).collect()
    }

    pub(super) fn curve(&self, points: usize) -> Vec<CurvePoint> {
        let point = |rank: usize| {
            let ranked = self.ranked.get(rank.checked_sub(1)?)?;
            Some(CurvePoint {
                rank,
                account: ranked.account.to_owned(),
                value: finite(of_millionths(ranked.value)),
                accounts_share: ratio_of_counts(rank, self.ranked.len()),
                cumulative: finite(of_millionths(ranked.cumulative)),
                share: ratio(ranked.cumulative, self.whole()),
            })
        };
        self.thinned(points).into_iter().filter_map(point).collect()
    }

    /// The curve from the other end.
    pub(super) fn lorenz(&self, points: usize) -> Vec<CurveShare> {
        let (accounts, whole) = (self.ranked.len(), self.whole());
        let from_below = |rank: usize| {
            let below = accounts.saturating_sub(rank);
            self.share_of(below, whole.saturating_sub(self.up_to(rank)))
        };
        let ranks: BTreeSet<usize> = self.thinned(points).into_iter().chain([0]).collect();
        ranks.into_iter().rev().filter_map(from_below).collect()
    }

    fn share_of(&self, accounts: usize, value: i128) -> Option<CurveShare> {
        let value_share = ratio(value, self.whole())?;
        Some(CurveShare { accounts, accounts_share: ratio_of_counts(accounts, self.ranked.len()), value_share })
    }

    /// Values fall along the ranks, so that the sum rises as long as they are above zero.
    fn peak_rank(&self) -> usize {
        self.ranked.partition_point(|ranked| ranked.value > 0)
    }

    pub(super) fn peak(&self) -> Peak {
        let accounts = self.peak_rank();
        let (peak, whole) = (self.up_to(accounts), self.whole());
        Peak {
            accounts,
            account: accounts.checked_sub(1).and_then(|last| self.ranked.get(last)).map(|ranked| ranked.account.to_owned()),
            value: finite(of_millionths(peak)),
            share: ratio(peak, whole),
            tail_loss: finite(of_millionths(peak.saturating_sub(whole))),
        }
    }

    pub(super) fn top(&self, part: Share) -> Top {
        let accounts = self.part_of_all(part);
        let value = self.up_to(accounts);
        Top { part: finite(part.get()), accounts, value: finite(of_millionths(value)), share: ratio(value, self.whole()) }
    }

    /// The fewest accounts that have a share of the value, which is above zero.
    ///
    /// With losses the curve comes down again behind its peak, but never below a share of at most 1 that it has passed.
    fn needed(&self, share: Share) -> usize {
        let bound = parts_per_million(share).saturating_mul(self.whole());
        let reached = |accounts: usize| self.up_to(accounts).saturating_mul(1_000_000) >= bound;
        if reached(0) { 0 } else { self.ranked.partition_point(|ranked| ranked.cumulative.saturating_mul(1_000_000) < bound).saturating_add(1) }
    }

    pub(super) fn reach(&self, share: Share) -> Reach {
        let accounts = (self.whole() > 0).then(|| self.needed(share));
        Reach { share: finite(share.get()), accounts, accounts_share: accounts.map(|accounts| ratio_of_counts(accounts, self.ranked.len())) }
    }

    /// `(2 sum(i x) - (n + 1) sum(x)) / (n sum(x))` with i from 1 for the least value: whole numbers, divided once.
    pub(super) fn gini(&self) -> Option<Gini> {
        let (accounts, whole) = (self.ranked.len() as i128, self.whole());
        let weighted = self.ranked.iter().rev().zip(1_i128..).fold(0_i128, |sum, (ranked, index)| sum.saturating_add(index.saturating_mul(ranked.value)));
        let excess = weighted.saturating_mul(2).saturating_sub(accounts.saturating_add(1).saturating_mul(whole));
        let plain = ratio(excess, accounts.saturating_mul(whole))?;
        Some(Gini { plain, unbiased: ratio(excess, accounts.saturating_sub(1).saturating_mul(whole)) })
    }

    pub(super) fn classes(&self, limits: &[ClassLimit]) -> Vec<Class> {
        let whole = self.whole();
        let Some(last) = limits.len().checked_sub(1).filter(|_| whole > 0) else { return Vec::new() };
        let mut from = 0_usize;
        let class = |(index, limit): (usize, &ClassLimit)| {
            let until = if index == last { self.ranked.len() } else { self.needed(limit.until).max(from) };
            let (accounts, value) = (until.saturating_sub(from), self.up_to(until).saturating_sub(self.up_to(from)));
            let least = until.checked_sub(1).filter(|_| accounts > 0).and_then(|at| self.ranked.get(at)).map(|ranked| finite(of_millionths(ranked.value)));
            from = until;
            Some(Class {
                class: limit.class.clone(),
                accounts,
                accounts_share: ratio_of_counts(accounts, self.ranked.len()),
                value: finite(of_millionths(value)),
                value_share: ratio(value, whole)?,
                least,
            })
        };
        limits.iter().enumerate().filter_map(class).collect()
    }

    pub(super) fn limits(&self) -> Option<Limits> {
        let (accounts, whole) = (self.ranked.len(), self.whole());
        if whole <= 0 || self.ranked.last().is_some_and(|least| least.value < 0) {
            return None;
        }
        let (all, value) = (accounts as f64, whole as f64);
        let nearest = |x: f64| {
            let mut best = (0, f64::INFINITY);
            for (rank, ranked) in (1_usize..).zip(&self.ranked) {
                let (aside, below) = (rank as f64 / all - x, 1.0 - ranked.cumulative as f64 / value);
                let distance = aside * aside + below * below;
                if distance < best.1 {
                    best = (rank, distance);
                }
            }
            best.0
        };
        let pareto = nearest(0.0);
        let break_even = self.ranked.partition_point(|ranked| ranked.value.saturating_mul(accounts as i128) >= whole);
        let submarginal = nearest(pareto.max(break_even) as f64 / all);
        let point = |accounts: usize| self.share_of(accounts, self.up_to(accounts));
        Some(Limits { pareto: point(pareto)?, break_even: point(break_even)?, submarginal: point(submarginal)? })
    }

    pub(super) fn tiers(&self, order: &[String]) -> Vec<TierShare> {
        let mut tiers: BTreeMap<(bool, usize, Option<&str>), (usize, i128)> = BTreeMap::new();
        for ranked in &self.ranked {
            let place = |tier: &str| order.iter().position(|known| known == tier).unwrap_or(usize::MAX);
            let (accounts, value) = tiers.entry((ranked.tier.is_none(), ranked.tier.map_or(0, place), ranked.tier)).or_default();
            *accounts = accounts.saturating_add(1);
            *value = value.saturating_add(ranked.value);
        }
        let share = |((_, _, tier), (accounts, value)): ((bool, usize, Option<&str>), (usize, i128))| TierShare {
            tier: tier.map(str::to_owned),
            accounts,
            accounts_share: ratio_of_counts(accounts, self.ranked.len()),
            value: finite(of_millionths(value)),
            value_share: ratio(value, self.whole()),
        };
        tiers.into_iter().map(share).collect()
    }

    pub(super) fn warnings(&self, watch: &Watch, tiers: &[TierShare]) -> Vec<PortfolioWarning> {
        let watched = tiers.iter().filter(|tier| tier.tier.as_ref().is_some_and(|tier| watch.tiers.contains(tier)));
        let accounts = watched.fold(0_usize, |sum, tier| sum.saturating_add(tier.accounts));
        let share = |share: Share| (accounts as i128).saturating_mul(1_000_000) > parts_per_million(share).saturating_mul(self.ranked.len() as i128);
        let found = [
            (TooLarge::TooManyAccounts, watch.most_accounts.is_some_and(|most| accounts > most)),
            (TooLarge::TooLargeShare, watch.greatest_share.is_some_and(share)),
        ];
        let accounts_share = ratio_of_counts(accounts, self.ranked.len());
        let warning = |(warning, _)| PortfolioWarning { warning, tiers: watch.tiers.clone(), accounts, accounts_share };
        found.into_iter().filter(|(_, holds)| *holds).map(warning).collect()
    }
}
