//! Tierwise for Python: the core's calls under the core's names. No rule is here.
//!
//! A method names its arguments' types, and [`Input`](input::Input) reads them; what it returns, [`Output`](output::Output) turns
//! into Python objects. What `help()` says of each is a text in `help`.

#![expect(clippy::doc_lazy_continuation, reason = "the texts of help are numpydoc's, not Markdown")]

mod calibration;
mod capsule;
mod columns;
mod failure;
mod histories;
mod input;
mod insight;
mod output;
mod pandas;
mod policy;
mod portfolio;
mod table;

#[pyo3::pymodule(gil_used = false)]
mod _tierwise {
    use pyo3::prelude::*;
    use pyo3::types::PyTuple;
    use tierwise::Account;
    use tierwise::error::code;
    use tierwise::quota::{Candidate, Seat};
    use tierwise_text::{Format, SHIPPED};

    #[pymodule_export]
    use crate::calibration::{backtest, calibrate, drift, fit_weights, merge_populations, population, tier_thresholds, weigh_evidence};
    #[pymodule_export]
    use crate::columns::accounts_from_orders;
    use crate::failure::Answer;
    #[pymodule_export]
    use crate::failure::TierwiseError;
    use crate::input::{Input, Text};
    use crate::output::Output;
    #[pymodule_export]
    use crate::policy::Policy;
    #[pymodule_export]
    use crate::portfolio::{chain, concentration, flaps, hazards, migration, plan_review};
    #[pymodule_export]
    use crate::table::{Replayed, Stream, Table};

    /// The version of the library.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name is Python's")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("SHIPPED", PyTuple::new(module.py(), SHIPPED.iter().map(|(name, _)| *name))?)
    }

    #[doc = include_str!("help/read_account.rst")]
    #[pyfunction]
    #[pyo3(signature = (text, format="yaml"))]
    fn read_account(text: Text, format: &str) -> Answer<Account> {
        let unknown = || tierwise::Error::new(code::INPUT_UNKNOWN_VALUE, "format", format!("expected one of `yaml`, `toml`, `json`, found `{format}`"));
        let format = Format::of_path(format!("account.{format}").as_ref()).ok_or_else(unknown)?;
        Ok(Output(tierwise_text::read_as(&text, format)?.0))
    }

    #[doc = include_str!("help/quota.rst")]
    #[pyfunction]
    fn quota(candidates: Input<Vec<Candidate>>, seats: Input<usize>, buffer: Input<usize>) -> Answer<Vec<Seat>> {
        Ok(Output(tierwise::quota::quota(&candidates.0, seats.0, buffer.0)?))
    }
}
