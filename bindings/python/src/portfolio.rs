//! Many accounts at once: who carries the business, whether it went to plan, who moves, and what other rules would change. Other
//! threads run meanwhile.

use pyo3::prelude::*;
use tierwise::portfolio;
use tierwise::portfolio::concentration::{AccountValue, Concentration, ConcentrationOptions};
use tierwise::portfolio::matrix::{Matrix, MatrixOptions, ScoredAccount};
use tierwise::portfolio::migration::{Chain, Flaps, Hazards, Panel, Spell, TierMigration};
use tierwise::portfolio::plan::{PlanBook, PlanReview, ReviewOptions};
use tierwise::portfolio::simulation::{Bound, Member, Portfolio, Simulation, SimulationOptions, ThresholdPlan};
use tierwise::{Date, History, Name, Points};

use crate::failure::Answer;
use crate::input::{Input, stated};
use crate::output::Output;
use crate::policy::Policy;

#[pymethods]
impl Policy {
    #[doc = include_str!("help/Policy.matrix.rst")]
    #[pyo3(signature = (accounts, options=None))]
    fn matrix(&self, py: Python<'_>, accounts: Input<Vec<ScoredAccount>>, options: Option<Input<MatrixOptions>>) -> Answer<Matrix> {
        let options = stated(options);
        Ok(Output(py.detach(|| self.0.matrix(&accounts.0, &options))?))
    }

    #[doc = include_str!("help/Policy.spells.rst")]
    fn spells(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>) -> Answer<Vec<Spell>> {
        Ok(Output(py.detach(|| self.0.spells(&history.0, as_of.0))?))
    }

    #[doc = include_str!("help/Policy.simulate.rst")]
    #[pyo3(signature = (other, portfolio, as_of, options=None))]
    fn simulate(
        &self,
        py: Python<'_>,
        other: Self,
        portfolio: Input<Portfolio>,
        as_of: Input<Date>,
        options: Option<Input<SimulationOptions>>,
    ) -> Answer<Simulation> {
        let options = stated(options);
        Ok(Output(py.detach(|| self.0.simulate(&other.0, &portfolio.0, as_of.0, &options))?))
    }

    #[doc = include_str!("help/Policy.threshold_plan.rst")]
    fn threshold_plan(
        &self,
        py: Python<'_>,
        accounts: Input<Vec<Member>>,
        as_of: Input<Date>,
        tier: &str,
        bound: Input<Bound>,
        shifts: Input<Vec<Points>>,
    ) -> Answer<ThresholdPlan> {
        Ok(Output(py.detach(|| self.0.threshold_plan(&accounts.0, as_of.0, tier, bound.0, &shifts.0))?))
    }
}

#[doc = include_str!("help/concentration.rst")]
#[pyfunction]
#[pyo3(signature = (accounts, options=None))]
pub(crate) fn concentration(py: Python<'_>, accounts: Input<Vec<AccountValue>>, options: Option<Input<ConcentrationOptions>>) -> Answer<Concentration> {
    Ok(Output(py.detach(|| portfolio::concentration(&accounts.0, &stated(options)))?))
}

#[doc = include_str!("help/plan_review.rst")]
#[pyfunction]
#[pyo3(signature = (book, options=None))]
pub(crate) fn plan_review(py: Python<'_>, book: Input<PlanBook>, options: Option<Input<ReviewOptions>>) -> Answer<PlanReview> {
    Ok(Output(py.detach(|| portfolio::plan_review(&book.0, &stated(options)))?))
}

#[doc = include_str!("help/migration.rst")]
#[pyfunction]
pub(crate) fn migration(py: Python<'_>, panel: Input<Panel>, dates: Input<Vec<Date>>) -> Answer<TierMigration> {
    Ok(Output(py.detach(|| portfolio::migration::migration(&panel.0, &dates.0))?))
}

#[doc = include_str!("help/hazards.rst")]
#[pyfunction]
pub(crate) fn hazards(py: Python<'_>, panel: Input<Panel>, after: Input<Date>, until: Input<Date>) -> Answer<Hazards> {
    Ok(Output(py.detach(|| portfolio::migration::hazards(&panel.0, after.0, until.0))?))
}

#[doc = include_str!("help/flaps.rst")]
#[pyfunction]
pub(crate) fn flaps(py: Python<'_>, panel: Input<Panel>, after: Input<Date>, until: Input<Date>, within_days: Input<u32>) -> Answer<Flaps> {
    Ok(Output(py.detach(|| portfolio::migration::flaps(&panel.0, after.0, until.0, within_days.0))?))
}

#[doc = include_str!("help/chain.rst")]
#[pyfunction]
#[pyo3(signature = (states, shares, initial=None))]
pub(crate) fn chain(py: Python<'_>, states: Input<Vec<Name>>, shares: Input<Vec<Vec<f64>>>, initial: Option<Input<Option<Vec<f64>>>>) -> Answer<Chain> {
    let initial = stated(initial);
    Ok(Output(py.detach(|| portfolio::migration::chain(&states.0, &shares.0, initial.as_deref()))?))
}
