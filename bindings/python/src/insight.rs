//! Why a score changed, what a tier would take, and how sure it is. Other threads run meanwhile.

use pyo3::prelude::*;
use tierwise::certainty::{Certainty, Uncertainty};
use tierwise::change::ScoreChange;
use tierwise::recourse::{Goal, Lever, Recourse};
use tierwise::{Account, Date};

use crate::failure::Answer;
use crate::input::{Input, stated};
use crate::output::Output;
use crate::policy::Policy;

#[pymethods]
impl Policy {
    #[doc = include_str!("help/Policy.explain_change.rst")]
    #[pyo3(signature = (before, before_on, after, after_on, later=None))]
    fn explain_change(
        &self,
        before: Input<Account>,
        before_on: Input<Date>,
        after: Input<Account>,
        after_on: Input<Date>,
        later: Option<Self>,
    ) -> Answer<ScoreChange> {
        let later = later.as_ref().unwrap_or(self);
        Ok(Output(self.0.explain_change(&before.0, before_on.0, &after.0, after_on.0, &later.0)?))
    }

    #[doc = include_str!("help/Policy.recourse.rst")]
    #[pyo3(signature = (account, as_of, goal, levers=None))]
    fn recourse(
        &self,
        py: Python<'_>,
        account: Input<Account>,
        as_of: Input<Date>,
        goal: Input<Goal>,
        levers: Option<Input<Option<Vec<Lever>>>>,
    ) -> Answer<Recourse> {
        let levers = stated(levers);
        Ok(Output(py.detach(|| self.0.recourse(&account.0, as_of.0, &goal.0, levers.as_deref()))?))
    }

    #[doc = include_str!("help/Policy.certainty.rst")]
    #[pyo3(signature = (account, as_of, previous=None, uncertainty=None))]
    fn certainty(
        &self,
        py: Python<'_>,
        account: Input<Account>,
        as_of: Input<Date>,
        previous: Option<Input<Option<String>>>,
        uncertainty: Option<Input<Uncertainty>>,
    ) -> Answer<Certainty> {
        let (previous, uncertainty) = (stated(previous), stated(uncertainty));
        Ok(Output(py.detach(|| self.0.certainty(&account.0, as_of.0, previous.as_deref(), &uncertainty))?))
    }
}
