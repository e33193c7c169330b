//! How much of what came later a score had foretold (rule C9).

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, code};
use crate::fact::Sum;
use crate::number::Finite;

/// An account's score on a day, and what came of it afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Foretold {
    /// What accounts are ranked by, the highest first.
    pub score: Finite,
    /// What came afterwards, revenue for example; returns can make it negative.
    pub outcome: Finite,
}

/// How well scores foretold outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Backtest {
    /// How many accounts there are.
    pub accounts: usize,
    /// The sum of the outcomes.
    pub outcome: Finite,
    /// What the accounts with the highest scores brought, by share of the accounts.
    pub captures: Vec<Capture>,
    /// Spearman's rank correlation of score and outcome; null if one of them is the same everywhere.
    pub spearman: Option<Finite>,
}

/// What the accounts with the highest scores brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// The share of the accounts, 0 to 1.
    pub share: Finite,
    /// Their share of the outcome; null if the outcomes do not sum to more than zero.
    pub captured: Option<Finite>,
    /// The share that a perfect score would have captured.
    pub possible: Option<Finite>,
}

/// Measures how well scores foretold outcomes, for each of the shares of accounts.
///
/// The top share q of n accounts is q x n of them, a part of one too. Accounts of one score are in with the same part, so that
/// the result does not depend on the order of listing.
///
/// ```
/// use tierwise::{Finite, calibration::{Foretold, backtest}};
/// let number = |number| Finite::new(number).unwrap();
/// let row = |score, outcome| Foretold { score: number(score), outcome: number(outcome) };
/// let result = backtest(&[row(9.0, 60.0), row(5.0, 30.0), row(5.0, 0.0), row(1.0, 10.0)], &[number(0.5)])?;
/// // The first account, and half of each of the two that are equal.
/// assert_eq!(result.captures[0].captured, Finite::new(0.75));
/// assert_eq!(result.captures[0].possible, Finite::new(0.9));
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `policy.empty` without accounts, `number.range` for a share that is not above 0 and at most 1.
pub fn backtest(rows: &[Foretold], shares: &[Finite]) -> Result<Backtest, Error> {
    let mut problems = Vec::new();
    if rows.is_empty() {
        problems.push(Problem::new(code::POLICY_EMPTY, "rows", "expected at least one account, found none"));
    }
    for (index, share) in shares.iter().enumerate().filter(|(_, share)| !(0.0 < share.get() && share.get() <= 1.0)) {
        problems.push(Problem::new(code::NUMBER_RANGE, format!("shares[{index}]"), format!("expected a share above 0 and at most 1, found {}", share.get())));
    }
    Error::check(problems)?;
    let mut total = Sum::default();
    rows.iter().for_each(|row| total.add(row.outcome.get()));
    let (by_score, by_outcome) = (ranked(rows, |row| row.score), ranked(rows, |row| row.outcome));
    let captured =
        |groups: &[Group], share: Finite| (total.value() > 0.0).then(|| within(groups, share.get() * rows.len() as f64) / total.value()).and_then(Finite::new);
    let capture = |share: &Finite| Capture { share: *share, captured: captured(&by_score, *share), possible: captured(&by_outcome, *share) };
    Ok(Backtest {
        accounts: rows.len(),
        outcome: Finite::new(total.value()).unwrap_or_default(),
        captures: shares.iter().map(capture).collect(),
        spearman: spearman(rows),
    })
}

/// Accounts of one rank.
struct Group {
    accounts: usize,
    outcome: Sum,
}

/// The accounts by a number, the highest first, those of one number together.
fn ranked(rows: &[Foretold], by: impl Fn(&Foretold) -> Finite) -> Vec<Group> {
    let mut sorted: Vec<&Foretold> = rows.iter().collect();
    sorted.sort_by_key(|row| std::cmp::Reverse(by(row)));
    let group = |group: &[&Foretold]| {
        let mut outcome = Sum::default();
        group.iter().for_each(|row| outcome.add(row.outcome.get()));
        Group { accounts: group.len(), outcome }
    };
    sorted.chunk_by(|one, next| by(one) == by(next)).map(group).collect()
}

/// The outcome of so many of the first accounts.
fn within(groups: &[Group], accounts: f64) -> f64 {
    let (mut sum, mut left) = (0.0, accounts);
    for group in groups {
        let size = group.accounts as f64;
        if left < size {
            return sum + group.outcome.value() * left / size;
        }
        sum += group.outcome.value();
        left -= size;
    }
    sum
}

/// Pearson's correlation of the ranks, equal numbers sharing the middle one; in whole numbers up to the last quotient.
fn spearman(rows: &[Foretold]) -> Option<Finite> {
    let (scores, outcomes) = (doubled_ranks(rows.iter().map(|row| row.score)), doubled_ranks(rows.iter().map(|row| row.outcome)));
    // Twice a rank, less twice the mean of all ranks: at most 2^33, so that the sums stay far inside an i128.
    let middle = i128::try_from(rows.len()).ok()?.saturating_add(1);
    let moment = |one: &[i128], other: &[i128]| -> f64 {
        let products = one.iter().zip(other).map(|(one, other)| one.saturating_sub(middle).saturating_mul(other.saturating_sub(middle)));
        products.fold(0_i128, i128::saturating_add) as f64
    };
    let width = moment(&scores, &scores).sqrt() * moment(&outcomes, &outcomes).sqrt();
    (width > 0.0).then(|| (moment(&scores, &outcomes) / width).clamp(-1.0, 1.0)).and_then(Finite::new)
}

/// Twice the rank of each number, ascending from 1; equal numbers share the middle one.
fn doubled_ranks(numbers: impl Iterator<Item = Finite>) -> Vec<i128> {
    let mut sorted: Vec<(Finite, usize)> = numbers.zip(0..).collect();
    sorted.sort_unstable();
    let mut ranks = vec![0; sorted.len()];
    let mut first = 1_i128;
    for equal in sorted.chunk_by(|(one, _), (next, _)| one == next) {
        let after = first.saturating_add(i128::try_from(equal.len()).unwrap_or(0));
        for (_, place) in equal {
            ranks.get_mut(*place).into_iter().for_each(|rank| *rank = first.saturating_add(after).saturating_sub(1));
        }
        first = after;
    }
    ranks
}
