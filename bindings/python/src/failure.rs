//! What goes wrong, as a Python exception.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;
use tierwise::error::Problem;
use tierwise_text::TextError;

use crate::output::Output;

pyo3::create_exception!(tierwise, TierwiseError, PyValueError, include_str!("help/TierwiseError.rst"));

/// What a method returns: data, or why there are none.
pub(crate) type Answer<T> = Result<Output<T>, Failure>;

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
