//! What goes wrong, as a Python exception.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;
use tierwise::error::Problem;
use tierwise_text::TextError;

use crate::output::Output;

pyo3::create_exception!(
    tierwise,
    TierwiseError,
    PyValueError,
    "A document, an account or a history is not in order.

The text names every problem with its place. It may change; `code` does not.

Attributes
----------
code : str
    Stable code of the first problem: ``\"policy.ladder_order\"``.
path : str
    Where the first problem is: ``\"score.aspects[0].criteria[2].curve\"``. Empty for
    the document as a whole.
problems : list of dict
    Every problem with ``code``, ``path`` and ``message``; from a text with ``line`` and
    ``column`` as well.

Examples
--------
>>> import tierwise
>>> try:
...     tierwise.Policy.shipped(\"cv-key-account\").score({\"parc\": {}}, \"2026-06-30\")
... except tierwise.TierwiseError as error:
...     print(error.code, error.path)
...     print(error)
input.unknown_field parc
parc: unknown key `parc`, did you mean `park`? (input.unknown_field)
"
);

/// Why there is no result.
pub(crate) enum Failure {
    /// The core found problems.
    Problems(tierwise::Error),
    /// A text has problems, which have lines.
    Text(TextError),
    /// Python raised something itself.
    Raised(PyErr),
}

impl From<tierwise::Error> for Failure {
    fn from(error: tierwise::Error) -> Self {
        Self::Problems(error)
    }
}

impl From<Problem> for Failure {
    fn from(Problem { code, path, message }: Problem) -> Self {
        Self::Problems(tierwise::Error::new(&code, path, message))
    }
}

impl From<TextError> for Failure {
    fn from(error: TextError) -> Self {
        Self::Text(error)
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Raised(error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Problems(error) => exception(error.to_string(), error.code(), error.problems()),
            Failure::Text(error) => exception(error.to_string(), error.code(), error.problems()),
            Failure::Raised(error) => error,
        }
    }
}

fn exception(message: String, code: &str, problems: &[impl Serialize]) -> PyErr {
    let build = |py: Python<'_>| -> PyResult<PyErr> {
        let error = TierwiseError::new_err(message);
        let problems = Output(problems).into_pyobject(py)?;
        error.value(py).setattr("code", code)?;
        error.value(py).setattr("path", problems.get_item(0)?.get_item("path")?)?;
        error.value(py).setattr("problems", problems)?;
        Ok(error)
    };
    Python::attach(|py| build(py).unwrap_or_else(|error| error))
}
