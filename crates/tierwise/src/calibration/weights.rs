//! Weights of criteria that are fitted to an outcome, and whether they hold on accounts that they have not seen (rule C6).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::finite;
use super::nonnegative::nonnegative;
use crate::error::{Error, Problem, code};
use crate::number::{Finite, Weight};

/// Accounts as columns, each with a value a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// Points of the criteria, by their ids.
    pub columns: BTreeMap<String, Vec<Finite>>,
    /// What came of each account.
    pub outcome: Vec<Finite>,
}

/// Weights, and what they explain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FittedWeights {
    /// Weights of the criteria, 1 in the mean; all zero if nothing explains the outcome.
    pub weights: BTreeMap<String, Weight>,
    /// The share of the outcome's variance that they explain.
    pub explained: Finite,
    /// The share that weights from the other folds explain, of accounts that they have not seen; below zero is worse than the mean.
    pub cross_validated: Finite,
    /// The same for equal weights: what fitted ones must beat.
    pub cross_validated_equal: Finite,
    /// How many accounts there are.
    pub accounts: usize,
}

/// Fits weights that are not negative, by least squares with a constant, and checks them on folds: row i is in the fold i modulo
/// `folds`, and each fold is foretold by the weights of all others.
///
/// ```
/// use std::collections::BTreeMap;
/// use tierwise::{Finite, calibration::{Samples, fit_weights}};
/// let column = |numbers: [f64; 6]| numbers.map(|number| Finite::new(number).unwrap()).to_vec();
/// let columns = BTreeMap::from([("value".to_owned(), column([1., 2., 3., 4., 5., 6.])), ("noise".to_owned(), column([1., 0., 0., 1., 1., 0.]))]);
/// let fitted = fit_weights(&Samples { columns, outcome: column([13., 23., 33., 43., 53., 63.]) }, 3)?;
/// assert_eq!((fitted.weights["value"].to_f64(), fitted.weights["noise"].to_f64()), (2.0, 0.0));
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `policy.empty` without columns, `input.length` for a column of another length than the outcome, `number.range` for fewer than 2
/// folds or more than accounts, `calibration.outcome` for an outcome that is the same for all accounts.
pub fn fit_weights(samples: &Samples, folds: usize) -> Result<FittedWeights, Error> {
    samples.check(folds)?;
    let columns: Vec<&[Finite]> = samples.columns.values().map(Vec::as_slice).collect();
    let sums: Vec<f64> = (0..samples.outcome.len()).map(|row| values(&columns, row).sum()).collect();
    let total: Vec<Finite> = sums.into_iter().map(finite).collect();
    let all = Fit::of(&columns, &samples.outcome, |_| true);
    let whole: f64 = all.weights.iter().sum();
    let scale = if whole > 0.0 { columns.len() as f64 / whole } else { 0.0 };
    // A weight is at most the number of columns; rounded to six decimals it is one.
    let weight = |weight: &f64| Weight::from_f64((weight * scale * 1e6).round_ties_even() / 1e6).unwrap_or(Weight::MAX);
    Ok(FittedWeights {
        weights: samples.columns.keys().cloned().zip(all.weights.iter().map(weight)).collect(),
        explained: explained(&columns, &samples.outcome, |_| &all),
        cross_validated: cross_validated(&columns, &samples.outcome, folds),
        cross_validated_equal: cross_validated(&[total.as_slice()], &samples.outcome, folds),
        accounts: samples.outcome.len(),
    })
}

impl Samples {
    fn check(&self, folds: usize) -> Result<(), Error> {
        let (accounts, mut problems) = (self.outcome.len(), Vec::new());
        if self.columns.is_empty() {
            problems.push(Problem::new(code::POLICY_EMPTY, "samples.columns", "expected at least one column, found none"));
        }
        for (name, column) in self.columns.iter().filter(|(_, column)| column.len() != accounts) {
            let message = format!("expected {accounts} values as in the outcome, found {}", column.len());
            problems.push(Problem::new(code::INPUT_LENGTH, format!("samples.columns.{name}"), message));
        }
        if !(2..=accounts.max(2)).contains(&folds) {
            problems.push(Problem::new(code::NUMBER_RANGE, "folds", format!("expected 2 to {accounts}, found {folds}")));
        }
        if self.outcome.windows(2).all(|two| two.first() == two.last()) {
            problems.push(Problem::new(code::CALIBRATION_OUTCOME, "samples.outcome", "expected outcomes that differ, found the same for all accounts"));
        }
        Error::check(problems)
    }
}

/// A row's values, column by column.
fn values(columns: &[&[Finite]], row: usize) -> impl Iterator<Item = f64> {
    columns.iter().map(move |column| column.get(row).map_or(0.0, |value| value.get()))
}

/// Weights that were fitted to some of the rows.
struct Fit {
    weights: Vec<f64>,
    means: Vec<f64>,
    mean: f64,
}

impl Fit {
    fn of(columns: &[&[Finite]], outcome: &[Finite], counts: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..outcome.len()).filter(|row| counts(*row)).collect();
        let mean = |column: &[Finite]| rows.iter().filter_map(|row| column.get(*row)).map(|value| value.get()).sum::<f64>() / rows.len() as f64;
        let centred = |column: &[Finite]| -> Vec<f64> {
            let mean = mean(column);
            rows.iter().filter_map(|row| column.get(*row)).map(|value| value.get() - mean).collect()
        };
        let product = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(one, other)| one * other).sum::<f64>();
        let (centred_columns, centred_outcome): (Vec<Vec<f64>>, Vec<f64>) = (columns.iter().map(|column| centred(column)).collect(), centred(outcome));
        let moments: Vec<Vec<f64>> = centred_columns.iter().map(|one| centred_columns.iter().map(|other| product(one, other)).collect()).collect();
        let products: Vec<f64> = centred_columns.iter().map(|column| product(column, &centred_outcome)).collect();
        Self { weights: nonnegative(&moments, &products), means: columns.iter().map(|column| mean(column)).collect(), mean: mean(outcome) }
    }

    /// What it foretells for a row.
    fn foretells(&self, columns: &[&[Finite]], row: usize) -> f64 {
        let terms = values(columns, row).zip(&self.means).zip(&self.weights);
        self.mean + terms.map(|((value, mean), weight)| (value - mean) * weight).sum::<f64>()
    }
}

/// The share of the squares about the mean of each row's fit that the fit explains.
fn explained<'f>(columns: &[&[Finite]], outcome: &[Finite], fit: impl Fn(usize) -> &'f Fit) -> Finite {
    let (mut left, mut whole) = (0.0, 0.0);
    for (row, value) in outcome.iter().enumerate() {
        let (off, about) = (value.get() - fit(row).foretells(columns, row), value.get() - fit(row).mean);
        left += off * off;
        whole += about * about;
    }
    finite(1.0 - left / whole)
}

fn cross_validated(columns: &[&[Finite]], outcome: &[Finite], folds: usize) -> Finite {
    let fold = |row: usize| row.checked_rem(folds).unwrap_or(0);
    let fits: Vec<Fit> = (0..folds).map(|held| Fit::of(columns, outcome, |row| fold(row) != held)).collect();
    let none = Fit { weights: Vec::new(), means: Vec::new(), mean: 0.0 };
    explained(columns, outcome, |row| fits.get(fold(row)).unwrap_or(&none))
}
