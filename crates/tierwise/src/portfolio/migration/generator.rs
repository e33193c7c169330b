//! Rates of moves that never change, and what they lead to (rule M8).

use serde::{Deserialize, Serialize};

use super::chain::finite;
use super::hazards::finite_rows;
use super::matrix::Matrix;
use crate::number::Finite;

/// Days of a mean year.
const DAYS_PER_YEAR: f64 = 365.25;
/// The fraction of the sum below which further terms change nothing.
const NOTHING: f64 = 1e-18;

/// Constant rates of moves: moves from a state to another by the time spent in the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Generator {
    /// By state before, by state after: moves per account and year of 365.25 days; on the diagonal what makes a row's sum zero.
    pub rates_per_year: Vec<Vec<Finite>>,
    /// By state, by state: the probability to be there at the end of the time, if these rates held.
    pub probabilities: Vec<Vec<Finite>>,
    /// By state: the mean time of stay in years; null where no move out was seen.
    pub sojourn_years: Vec<Option<Finite>>,
}

impl Generator {
    pub(super) fn of(moves: &[Vec<u64>], exposure_days: &[u64], days: i32) -> Self {
        let count = |from: usize, to: usize| moves.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0) as f64;
        let exposure = |from: usize| exposure_days.get(from).copied().unwrap_or(0) as f64;
        let size = moves.len();
        let leave = |from: usize| (0..size).filter(|to| *to != from).map(|to| count(from, to)).sum::<f64>();
        let rate = |count: f64, from: usize| if count == 0.0 { 0.0 } else { count / exposure(from) * DAYS_PER_YEAR };
        let rates = Matrix::from_cells(size, |from, to| if from == to { -rate(leave(from), from) } else { rate(count(from, to), from) });
        let sojourn = |state: usize| Some(rates[(state, state)]).filter(|rate| *rate < 0.0).map(|rate| finite(-1.0 / rate));
        Self {
            probabilities: finite_rows(&exponential(&rates, f64::from(days) / DAYS_PER_YEAR)),
            sojourn_years: (0..size).map(sojourn).collect(),
            rates_per_year: finite_rows(&rates),
        }
    }
}

/// The exponential of a generator times a time: jumps at the pace of the fastest state, some of which stay where they are. Sums of what is
/// not negative only, so that probabilities stay probabilities.
pub(super) fn exponential(rates: &Matrix, time: f64) -> Matrix {
    let size = rates.size();
    let pace = (0..size).map(|state| -rates[(state, state)]).fold(0.0, f64::max);
    let mut jumps = pace * time;
    if jumps == 0.0 {
        return Matrix::identity(size);
    }
    // Halve the time until a jump or less is expected, and square the result as often.
    let mut squarings = 0_u32;
    while jumps > 1.0 {
        jumps /= 2.0;
        squarings = squarings.saturating_add(1);
    }
    let step = Matrix::from_cells(size, |from, to| rates[(from, to)] / pace + if from == to { 1.0 } else { 0.0 });
    let (mut power, mut weight, mut number) = (Matrix::identity(size), libm::exp(-jumps), 0.0);
    let mut sum = Matrix::from_cells(size, |from, to| weight * power[(from, to)]);
    while weight > NOTHING {
        number += 1.0;
        weight *= jumps / number;
        power = power.times(&step);
        sum = Matrix::from_cells(size, |from, to| sum[(from, to)] + weight * power[(from, to)]);
    }
    for _ in 0..squarings {
        sum = sum.times(&sum);
    }
    sum
}
