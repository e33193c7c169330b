//! A policy, and what it says of one account.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tierwise::error::code;
use tierwise::history::{Advanced, Review};
use tierwise::number::Bounds;
use tierwise::policy::{CriterionOverview, Reading};
use tierwise::standing::Standing;
use tierwise::{Account, Assessment, Date, Error, PolicyIdentity, PolicySpec, Problem, Scorecard};
use tierwise_text::{Format, SHIPPED};

use crate::failure::{Answer, Failure};
use crate::input::{Input, Text, stated};
use crate::output::Output;

#[doc = include_str!("help/Policy.rst")]
#[pyclass(frozen, from_py_object, module = "tierwise")]
#[derive(Clone)]
pub(crate) struct Policy(pub(crate) tierwise::Policy);

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

    #[doc = include_str!("help/Policy.load.rst")]
    #[staticmethod]
    fn load(py: Python<'_>, path: &Bound<'_, PyAny>) -> Result<Self, Failure> {
        // Python's own file, for its own exceptions.
        let path = py.import("pathlib")?.getattr("Path")?.call1((path,))?;
        let name = path.str()?.to_string();
        let refused = || Error::new(code::INPUT_FILE, "", format!("expected a policy as .yaml, .yml, .toml or .json, found `{name}`"));
        let format = Format::of_path(name.as_ref()).ok_or_else(refused)?;
        Self::read(&path.call_method0("read_bytes")?.extract::<Text>()?, format, Some(&name))
    }

    #[doc = include_str!("help/Policy.from_text.rst")]
    #[staticmethod]
    fn from_yaml(text: Text) -> Result<Self, Failure> {
        Self::read(&text, Format::Yaml, None)
    }

    #[doc = include_str!("help/Policy.from_text.rst")]
    #[staticmethod]
    fn from_toml(text: Text) -> Result<Self, Failure> {
        Self::read(&text, Format::Toml, None)
    }

    #[doc = include_str!("help/Policy.from_text.rst")]
    #[staticmethod]
    fn from_json(text: Text) -> Result<Self, Failure> {
        Self::read(&text, Format::Json, None)
    }

    #[doc = include_str!("help/Policy.shipped.rst")]
    #[staticmethod]
    fn shipped(name: &str) -> Result<Self, Failure> {
        let names = || SHIPPED.iter().map(|(id, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let unknown = || Error::new(code::INPUT_UNKNOWN_VALUE, "", format!("expected one of {}, found `{name}`", names()));
        let (_, text) = SHIPPED.iter().find(|(id, _)| *id == name).ok_or_else(unknown)?;
        Self::read(text.as_bytes(), Format::Yaml, None)
    }

    #[doc = include_str!("help/Policy.with_earlier.rst")]
    fn with_earlier(&self, earlier: Vec<Self>) -> Result<Self, Failure> {
        Ok(Self(self.0.clone().with_earlier(earlier.into_iter().map(|policy| policy.0))?))
    }

    /// What the linter says, a list of dicts with ``code``, ``path`` and ``message``: the policy can
    /// be used, but may not do what its author meant.
    #[getter]
    fn warnings(&self) -> Output<&[Problem]> {
        Output(self.0.warnings())
    }

    /// SHA-256 of the policy's canonical form: equal for equal documents in every format and language.
    #[getter]
    fn fingerprint(&self) -> &str {
        self.0.fingerprint()
    }

    /// A dict with ``id``, ``version`` and ``fingerprint``, as every result carries it.
    #[getter]
    fn identity(&self) -> Output<&PolicyIdentity> {
        Output(self.0.identity())
    }

    /// What each criterion can move, a list of dicts with ``aspect``, ``id``, ``fact``,
    /// ``nominal_weight``, ``least`` and ``most`` (points), and ``effective_weight`` (0 to 1). One line
    /// makes it a table: ``pandas.DataFrame(policy.criteria)``.
    #[getter]
    fn criteria(&self) -> Output<Vec<CriterionOverview>> {
        Output(self.0.criteria())
    }

    /// Names of the facts that the policy reads, in ascending order.
    #[getter]
    fn facts(&self) -> Vec<&str> {
        self.0.facts().collect()
    }

    /// The fewest and the most points that the composite can have: ``lowest`` and ``highest``.
    #[getter]
    fn range(&self) -> Output<Bounds> {
        Output(self.0.range())
    }

    #[doc = include_str!("help/Policy.to_dict.rst")]
    fn to_dict(&self) -> Output<&PolicySpec> {
        Output(self.0.spec())
    }

    #[doc = include_str!("help/Policy.score.rst")]
    fn score(&self, account: Input<Account>, as_of: Input<Date>) -> Answer<Scorecard> {
        Ok(Output(self.0.score(&account.0, as_of.0)?))
    }

    #[doc = include_str!("help/Policy.assess.rst")]
    #[pyo3(signature = (account, as_of, previous=None))]
    fn assess(&self, account: Input<Account>, as_of: Input<Date>, previous: Option<Input<Option<String>>>) -> Answer<Assessment> {
        Ok(Output(self.0.assess(&account.0, as_of.0, stated(previous).as_deref())?))
    }

    #[doc = include_str!("help/Policy.readings.rst")]
    fn readings(&self, account: Input<Account>, as_of: Input<Date>) -> Answer<Vec<Reading>> {
        Ok(Output(self.0.readings(&account.0, as_of.0)?))
    }

    #[doc = include_str!("help/Policy.standing.rst")]
    fn standing(&self, enrolled_on: Input<Date>) -> Answer<Standing> {
        Ok(Output(self.0.standing(enrolled_on.0)?))
    }

    #[doc = include_str!("help/Policy.advance.rst")]
    fn advance(&self, standing: Input<Standing>, review: Input<Review>) -> Answer<Advanced> {
        Ok(Output(self.0.advance(&standing.0, &review.0)?))
    }

    #[doc = include_str!("help/Policy.review_days.rst")]
    fn review_days(&self, start: Input<Date>, until: Input<Date>) -> Answer<Vec<Date>> {
        Ok(Output(self.0.review_days(start.0, until.0)?))
    }

    fn __repr__(&self) -> String {
        let identity = self.0.identity();
        format!("<tierwise.Policy `{}` version `{}`, {} criteria>", identity.id, identity.version, self.0.criteria().len())
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("tierwise._html")?.call_method1("policy", (slf,))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let (policy, class, py) = (&slf.get().0, slf.get_type(), slf.py());
        if policy.earlier().is_empty() {
            return Ok((class.into_any(), (Output(policy.spec()),).into_pyobject(py)?));
        }
        let earlier: Vec<Self> = policy.earlier().iter().cloned().map(Self).collect();
        let alone = Self::with_earlier(slf.get(), Vec::new())?;
        Ok((class.getattr("with_earlier")?, (alone, earlier).into_pyobject(py)?))
    }
}
