//! Rates that only rise: neighbours that would fall are pooled.

/// Accounts, and how many of them had the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) accounts: u64,
    pub(super) good: u64,
}

impl Rate {
    /// Whether its rate is at least the other's; products instead of quotients, so that ties are ties.
    fn reaches(self, other: Self) -> bool {
        let product = |good: u64, accounts: u64| u128::from(good).saturating_mul(u128::from(accounts));
        product(self.good, other.accounts) >= product(other.good, self.accounts)
    }

    fn with(self, other: Self) -> Self {
        Self { accounts: self.accounts.saturating_add(other.accounts), good: self.good.saturating_add(other.good) }
    }
}

/// Pools adjacent violators: how many neighbours are together, and their rate, with rates that rise strictly.
///
/// This is the least-squares fit of rising rates to the given ones, weighted by accounts.
pub(super) fn rising(rates: &[Rate]) -> Vec<(usize, Rate)> {
    let mut pools: Vec<(usize, Rate)> = Vec::new();
    for rate in rates {
        let mut pool = (1_usize, *rate);
        while let Some((size, last)) = pools.pop_if(|(_, last)| last.reaches(pool.1)) {
            pool = (pool.0.saturating_add(size), last.with(pool.1));
        }
        pools.push(pool);
    }
    pools
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn squares(rates: &[Rate], fitted: &[f64]) -> f64 {
        let off = |rate: &Rate, fit: &f64| rate.good as f64 / rate.accounts as f64 - fit;
        let term = |(rate, fit): (&Rate, &f64)| rate.accounts as f64 * off(rate, fit) * off(rate, fit);
        rates.iter().zip(fitted).map(term).sum()
    }

    /// Tries every way of pooling neighbours.
    fn best(rates: &[Rate]) -> f64 {
        (0..1_usize << (rates.len() - 1))
            .filter_map(|cuts| {
                let (mut fitted, mut start) = (Vec::new(), 0);
                for end in 1..=rates.len() {
                    if end == rates.len() || cuts >> (end - 1) & 1 == 1 {
                        let pool = rates[start..end].iter().copied().reduce(Rate::with)?;
                        fitted.extend(std::iter::repeat_n(pool.good as f64 / pool.accounts as f64, end - start));
                        start = end;
                    }
                }
                fitted.is_sorted().then(|| squares(rates, &fitted))
            })
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #![proptest_config(crate::laws())]

        #[test]
        fn pooled_rates_are_the_best_that_rise(rates in proptest::collection::vec((1..20_u64, 0..20_u64), 1..9)) {
            let rates: Vec<Rate> = rates.into_iter().map(|(accounts, good)| Rate { accounts, good: good.min(accounts) }).collect();
            let pools = rising(&rates);
            prop_assert_eq!(pools.iter().map(|(size, _)| size).sum::<usize>(), rates.len());
            prop_assert!(pools.windows(2).all(|two| !two[0].1.reaches(two[1].1)));
            let fitted: Vec<f64> = pools.iter().flat_map(|(size, rate)| std::iter::repeat_n(rate.good as f64 / rate.accounts as f64, *size)).collect();
            prop_assert!((squares(&rates, &fitted) - best(&rates)).abs() < 1e-9);
        }
    }
}
