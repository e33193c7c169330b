//! From a population to parts of a policy, and how well scores foretold. Other threads run meanwhile.

use pyo3::prelude::*;
use tierwise::calibration::{Backtest, Drift, Evidence, FittedWeights, Foretold, Learned, Levels, Observed, Population, Samples, Shaping, Spread, Threshold};
use tierwise::{Date, Finite, Points};

use crate::failure::Answer;
use crate::input::{Input, stated};
use crate::output::Output;

#[doc = include_str!("help/backtest.rst")]
#[pyfunction]
pub(crate) fn backtest(py: Python<'_>, rows: Input<Vec<Foretold>>, shares: Input<Vec<Finite>>) -> Answer<Backtest> {
    Ok(Output(py.detach(|| tierwise::calibration::backtest(&rows.0, &shares.0))?))
}

#[doc = include_str!("help/calibrate.rst")]
#[pyfunction]
pub(crate) fn calibrate(py: Python<'_>, population: Input<Population>, shaping: Input<Shaping>, as_of: Input<Date>) -> Answer<Learned> {
    Ok(Output(py.detach(|| tierwise::calibration::calibrate(&population.0, &shaping.0, as_of.0))?))
}

#[doc = include_str!("help/drift.rst")]
#[pyfunction]
#[pyo3(signature = (spread, population, levels=None))]
pub(crate) fn drift(py: Python<'_>, spread: Input<Spread>, population: Input<Population>, levels: Option<Input<Option<Levels>>>) -> Answer<Drift> {
    Ok(Output(py.detach(|| tierwise::calibration::drift(&spread.0, &population.0, stated(levels)))?))
}

#[doc = include_str!("help/fit_weights.rst")]
#[pyfunction]
pub(crate) fn fit_weights(py: Python<'_>, samples: Input<Samples>, folds: Input<usize>) -> Answer<FittedWeights> {
    Ok(Output(py.detach(|| tierwise::calibration::fit_weights(&samples.0, folds.0))?))
}

#[doc = include_str!("help/merge_populations.rst")]
#[pyfunction]
pub(crate) fn merge_populations(py: Python<'_>, parts: Input<Vec<Population>>) -> Answer<Population> {
    Ok(Output(py.detach(|| tierwise::calibration::merge_populations(&parts.0))?))
}

#[doc = include_str!("help/population.rst")]
#[pyfunction]
#[pyo3(signature = (values, exact=None))]
pub(crate) fn population(py: Python<'_>, values: Input<Vec<Option<Finite>>>, exact: Option<Input<Option<usize>>>) -> Answer<Population> {
    Ok(Output(py.detach(|| tierwise::calibration::population(&values.0, stated(exact)))))
}

#[doc = include_str!("help/tier_thresholds.rst")]
#[pyfunction]
pub(crate) fn tier_thresholds(py: Python<'_>, composites: Input<Population>, shares: Input<Vec<Finite>>) -> Answer<Vec<Threshold>> {
    Ok(Output(py.detach(|| tierwise::calibration::tier_thresholds(&composites.0, &shares.0))?))
}

#[doc = include_str!("help/weigh_evidence.rst")]
#[pyfunction]
pub(crate) fn weigh_evidence(py: Python<'_>, rows: Input<Vec<Observed>>, bins: Input<u32>, points: Input<Points>, as_of: Input<Date>) -> Answer<Evidence> {
    Ok(Output(py.detach(|| tierwise::calibration::weigh_evidence(&rows.0, bins.0, points.0, as_of.0))?))
}
