//! Tierwise for Python: the core's calls under the core's names. No rule is here.
//!
//! A method names its arguments' types, and [`Input`](input::Input) reads them; what it returns, [`Output`](output::Output) turns
//! into Python objects.

mod failure;
mod input;
mod output;

#[pyo3::pymodule(gil_used = false)]
mod _tierwise {
    use pyo3::prelude::*;
    use pyo3::types::PyTuple;
    use tierwise::error::code;
    use tierwise::number::Bounds;
    use tierwise::outlook::{AtRisk, Required};
    use tierwise::policy::CriterionOverview;
    use tierwise::{Account, Assessment, Date, History, PolicySpec, Scorecard, Timeline};
    use tierwise_text::{Format, SHIPPED};

    use crate::failure::Failure;
    #[pymodule_export]
    use crate::failure::TierwiseError;
    use crate::input::{Input, Text};
    use crate::output::Output;

    /// The version of the library.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "the name is Python's")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    type Answer<T> = Result<Output<T>, Failure>;

    #[pyclass(frozen, module = "tierwise")]
    struct Policy(tierwise::Policy);

    impl Policy {
        fn read(text: &[u8], format: Format, file: Option<&str>) -> Result<Self, Failure> {
            let policy = tierwise_text::read_policy(text, format).map_err(|error| match file {
                Some(file) => error.in_file(file),
                None => error,
            });
            Ok(Self(policy?.0))
        }
    }

    #[pymethods]
    impl Policy {
        #[new]
        fn new(spec: Input<PolicySpec>) -> Result<Self, Failure> {
            Ok(Self(tierwise::Policy::new(spec.0)?))
        }

        #[staticmethod]
        fn load(py: Python<'_>, path: &Bound<'_, PyAny>) -> Result<Self, Failure> {
            // Python's own file, for its own exceptions.
            let path = py.import("pathlib")?.getattr("Path")?.call1((path,))?;
            let name = path.str()?.to_string();
            let refused = || tierwise::Error::new(code::INPUT_FILE, "", format!("expected a policy as .yaml, .yml, .toml or .json, found `{name}`"));
            let format = Format::of_path(name.as_ref()).ok_or_else(refused)?;
            Self::read(&path.call_method0("read_bytes")?.extract::<Text>()?, format, Some(&name))
        }

        #[staticmethod]
        fn from_yaml(text: Text) -> Result<Self, Failure> {
            Self::read(&text, Format::Yaml, None)
        }

        #[staticmethod]
        fn from_toml(text: Text) -> Result<Self, Failure> {
            Self::read(&text, Format::Toml, None)
        }

        #[staticmethod]
        fn from_json(text: Text) -> Result<Self, Failure> {
            Self::read(&text, Format::Json, None)
        }

        #[staticmethod]
        fn shipped(name: &str) -> Result<Self, Failure> {
            let names = || SHIPPED.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let unknown = || tierwise::Error::new(code::INPUT_UNKNOWN_VALUE, "", format!("expected one of {}, found `{name}`", names()));
            let (_, text) = SHIPPED.iter().find(|(id, _)| *id == name).ok_or_else(unknown)?;
            Self::read(text.as_bytes(), Format::Yaml, None)
        }

        #[getter]
        fn warnings(&self) -> Output<&[tierwise::Problem]> {
            Output(self.0.warnings())
        }

        #[getter]
        fn fingerprint(&self) -> &str {
            self.0.fingerprint()
        }

        #[getter]
        fn identity(&self) -> Output<&tierwise::PolicyIdentity> {
            Output(self.0.identity())
        }

        #[getter]
        fn criteria(&self) -> Output<Vec<CriterionOverview>> {
            Output(self.0.criteria())
        }

        #[getter]
        fn facts(&self) -> Vec<&str> {
            self.0.facts().collect()
        }

        #[getter]
        fn range(&self) -> Output<Bounds> {
            Output(self.0.range())
        }

        fn to_dict(&self) -> Output<&PolicySpec> {
            Output(self.0.spec())
        }

        fn score(&self, account: Input<Account>, as_of: Input<Date>) -> Answer<Scorecard> {
            Ok(Output(self.0.score(&account.0, as_of.0)?))
        }

        #[pyo3(signature = (account, as_of, previous=None))]
        fn assess(&self, account: Input<Account>, as_of: Input<Date>, previous: Option<Input<Option<String>>>) -> Answer<Assessment> {
            Ok(Output(self.0.assess(&account.0, as_of.0, previous.and_then(|previous| previous.0).as_deref())?))
        }

        fn replay(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>) -> Answer<Timeline> {
            Ok(Output(py.detach(|| self.0.replay(&history.0, as_of.0))?))
        }

        fn project(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>, until: Input<Date>) -> Answer<Timeline> {
            Ok(Output(py.detach(|| self.0.project(&history.0, as_of.0, until.0))?))
        }

        fn at_risk(&self, py: Python<'_>, history: Input<History>, as_of: Input<Date>, until: Input<Date>) -> Answer<Option<AtRisk>> {
            Ok(Output(py.detach(|| self.0.at_risk(&history.0, as_of.0, until.0))?))
        }

        fn required(
            &self,
            py: Python<'_>,
            history: Input<History>,
            as_of: Input<Date>,
            tier: Input<String>,
            credited_on: Input<Date>,
            by: Input<Date>,
        ) -> Answer<Required> {
            Ok(Output(py.detach(|| self.0.required(&history.0, as_of.0, &tier.0, credited_on.0, by.0))?))
        }

        fn __repr__(&self) -> String {
            let identity = self.0.identity();
            format!("<tierwise.Policy `{}` version `{}`, {} criteria>", identity.id, identity.version, self.0.criteria().len())
        }

        fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
            slf.py().import("tierwise._html")?.call_method1("policy", (slf,))
        }

        fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, pyo3::types::PyType>, (Output<PolicySpec>,)) {
            (slf.get_type(), (Output(slf.get().0.spec().clone()),))
        }
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("SHIPPED", PyTuple::new(module.py(), SHIPPED.iter().map(|(name, _)| *name))?)
    }

    #[pyfunction]
    #[pyo3(signature = (text, format="yaml"))]
    fn read_account(text: Text, format: &str) -> Answer<Account> {
        let unknown = || tierwise::Error::new(code::INPUT_UNKNOWN_VALUE, "format", format!("expected one of `yaml`, `toml`, `json`, found `{format}`"));
        let format = Format::of_path(format!("account.{format}").as_ref()).ok_or_else(unknown)?;
        Ok(Output(tierwise_text::read_as(&text, format)?.0))
    }
}
