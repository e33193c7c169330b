//! Outliers are drawn in, one account at a time, until the spread is no longer wild (rule C3).

use serde::{Deserialize, Serialize};

use super::population::Population;
use crate::number::Finite;

/// A spread is wild if both its skewness and its kurtosis reach these: the limits that are usual for composite indicators.
const SKEWNESS: f64 = 2.0;
const KURTOSIS: f64 = 3.5;

/// How outliers were drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Winsorised {
    /// So many of the least values were raised to the next one.
    pub low: u64,
    /// So many of the greatest values were brought down to the next one.
    pub high: u64,
    /// Whether the spread is no longer wild.
    pub tame: bool,
}

/// Draws in at most so many accounts: on the side of the skew the greatest (or least) values become the next lower (or higher) one.
pub(super) fn winsorised(population: &Population, most: u64) -> (Population, Winsorised) {
    let accounts = population.accounts();
    let mut drawn = Winsorised { low: 0, high: 0, tame: false };
    let mut treated = population.clone();
    loop {
        let (skewness, wild) = shape(&treated.values);
        drawn.tame = !wild;
        if !wild || drawn.low.saturating_add(drawn.high) >= most {
            return (treated, drawn);
        }
        let side = if skewness > 0.0 { &mut drawn.high } else { &mut drawn.low };
        *side = side.saturating_add(1);
        let last = accounts.saturating_sub(drawn.high).saturating_sub(1);
        let (least, greatest) = (population.at(drawn.low as f64), population.at(last as f64));
        let Some((least, greatest)) = least.zip(greatest).filter(|(least, greatest)| least < greatest) else { return (treated, drawn) };
        let mut values: Vec<(Finite, u64)> = Vec::new();
        for (value, accounts) in &population.values {
            let value = (*value).clamp(least, greatest);
            match values.last_mut().filter(|(last, _)| *last == value) {
                Some((_, sum)) => *sum = sum.saturating_add(*accounts),
                None => values.push((value, *accounts)),
            }
        }
        treated.values = values;
    }
}

/// The skewness G1, and whether G1 and the kurtosis G2 are both beyond what is usual.
fn shape(values: &[(Finite, u64)]) -> (f64, bool) {
    let sum = |term: &dyn Fn(f64) -> f64| values.iter().map(|(value, accounts)| term(value.get()) * *accounts as f64).sum::<f64>();
    let count = sum(&|_| 1.0);
    let mean = sum(&|value| value) / count;
    let second = sum(&|value| (value - mean) * (value - mean)) / count;
    if count < 4.0 || second <= 0.0 {
        return (0.0, false);
    }
    let third = sum(&|value| (value - mean) * (value - mean) * (value - mean)) / count;
    let fourth = sum(&|value| (value - mean) * (value - mean) * (value - mean) * (value - mean)) / count;
    let skewness = third / (second * second.sqrt()) * (count * (count - 1.0)).sqrt() / (count - 2.0);
    let excess = fourth / (second * second) - 3.0;
    let kurtosis = (count - 1.0) / ((count - 2.0) * (count - 3.0)) * ((count + 1.0) * excess + 6.0);
    (skewness, skewness.abs() >= SKEWNESS && kurtosis >= KURTOSIS)
}
