//! From Python objects to the core's neutral tree, and from there to a value by the core's one decoder.

use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyBool, PyDate, PyDateTime, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde::de::DeserializeOwned;
use tierwise::error::{Problem, code};
use tierwise::tree::{MAX_DEPTH, Tree};

use crate::failure::Failure;

/// An argument: whatever Python object it was, the core has read it.
pub(crate) struct Input<T>(pub(crate) T);

impl<T: DeserializeOwned> FromPyObject<'_, '_> for Input<T> {
    type Error = Failure;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> Result<Self, Failure> {
        Ok(Self(tierwise::wire::read_tree(&tree(&object, 0)?)?))
    }
}

/// An argument that may be left out, as the core has it then.
pub(crate) fn stated<T: Default>(given: Option<Input<T>>) -> T {
    given.map(|given| given.0).unwrap_or_default()
}

/// The types that documents are made of come first; whatever else there is may say that it is one of them.
fn tree(object: &Bound<'_, PyAny>, depth: usize) -> Result<Tree, Problem> {
    if let Ok(text) = object.cast::<PyString>() {
        let text = text.to_str().map_err(|_| refused(code::INPUT_SYNTAX, "a text of Unicode letters", "half of a surrogate pair"))?;
        Ok(Tree::Text(text.to_owned()))
    } else if let Ok(number) = object.cast::<PyFloat>() {
        let number = number.value();
        Ok(if number.is_nan() { Tree::Null } else { Tree::Number(number) })
    } else if let Ok(flag) = object.cast::<PyBool>() {
        // Before whole numbers, one of which it would be.
        Ok(Tree::Flag(flag.is_true()))
    } else if let Ok(number) = object.cast::<PyInt>() {
        whole(number)
    } else if object.is_none() {
        Ok(Tree::Null)
    } else if let Ok(section) = object.cast::<PyDict>() {
        // All at once: to read a value may run code that changes the section.
        map(with_critical_section(section, || section.iter().collect()), depth)
    } else if let Ok(items) = object.cast::<PyList>() {
        list(items.iter(), depth)
    } else if let Ok(items) = object.cast::<PyTuple>() {
        list(items.iter(), depth)
    } else {
        other(object, depth).unwrap_or_else(|error| Err(raised(object, &error)))
    }
}

fn list<'py>(items: impl ExactSizeIterator<Item = Bound<'py, PyAny>>, depth: usize) -> Result<Tree, Problem> {
    let depth = below(depth)?;
    let mut list = Vec::with_capacity(items.len());
    for (index, item) in items.enumerate() {
        list.push(tree(&item, depth).map_err(|problem| within(&format!("[{index}]"), problem))?);
    }
    Ok(Tree::List(list))
}

fn map(entries: Vec<(Bound<'_, PyAny>, Bound<'_, PyAny>)>, depth: usize) -> Result<Tree, Problem> {
    let depth = below(depth)?;
    let mut map = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let Tree::Text(key) = tree(&key, depth)? else { return Err(refused(code::INPUT_TYPE, "a text as key", &described(&key))) };
        match tree(&value, depth) {
            Ok(value) => map.push((key, value)),
            Err(problem) => return Err(within(&key, problem)),
        }
    }
    Ok(Tree::Map(map))
}

fn below(depth: usize) -> Result<usize, Problem> {
    if depth < MAX_DEPTH { Ok(depth.saturating_add(1)) } else { Err(refused(code::INPUT_TOO_DEEP, &format!("at most {MAX_DEPTH} levels of nesting"), "more")) }
}

/// Beyond the range of whole numbers the nearest other one, as in every text format.
fn whole(number: &Bound<'_, PyAny>) -> Result<Tree, Problem> {
    let whole = number.extract().map(Tree::Integer);
    whole.or_else(|_| number.extract().map(Tree::Number)).map_err(|_| refused(code::NUMBER_RANGE, "a number below 1.8e308 in size", "a greater one"))
}

/// What is neither a part of the language nor a subclass of one.
fn other(object: &Bound<'_, PyAny>, depth: usize) -> PyResult<Result<Tree, Problem>> {
    let kind = object.get_type();
    // Missing values of pandas, which are equal to nothing; one of them is a time as well.
    if matches!(kind.name()?.to_str()?, "NAType" | "NaTType") {
        return Ok(Ok(Tree::Null));
    }
    if object.cast::<PyDateTime>().is_ok() {
        let time: String = object.call_method0("isoformat")?.extract()?;
        let day = time.strip_suffix("T00:00:00").map(|day| Tree::Text(day.to_owned()));
        return Ok(day.ok_or_else(|| refused(code::DATE_FORMAT, "a day, or midnight without a time zone", &format!("the time `{time}`"))));
    }
    if object.cast::<PyDate>().is_ok() {
        return Ok(Ok(Tree::Text(object.call_method0("isoformat")?.extract()?)));
    }
    if let Ok(section) = object.cast::<PyMapping>() {
        return Ok(map(section.items()?.iter().map(|entry| entry.extract()).collect::<PyResult<_>>()?, depth));
    }
    // Of the scalars of numpy, spans of time say that they are whole numbers, and times are counts if not told otherwise.
    if let Ok(letter) = object.getattr("dtype").and_then(|kind| kind.getattr("kind")) {
        let scalar = object.getattr("ndim")?.extract::<usize>()? == 0;
        return match letter.extract::<&str>()? {
            "b" | "i" | "u" | "f" if scalar => Ok(tree(&object.call_method0("item")?, depth)),
            "M" if scalar => Ok(tree(&object.call_method1("astype", ("datetime64[us]",))?.call_method0("item")?, depth)),
            _ => Ok(Err(unknown(object))),
        };
    }
    if kind.hasattr("__index__")? {
        return Ok(whole(&object.py().import("operator")?.call_method1("index", (object,))?));
    }
    if kind.hasattr("__float__")? {
        return Ok(tree(&object.py().get_type::<PyFloat>().call1((object,))?, depth));
    }
    Ok(Err(unknown(object)))
}

fn unknown(object: &Bound<'_, PyAny>) -> Problem {
    refused(code::INPUT_TYPE, "a section, a list, a text, a number, a day, true, false or null", &described(object))
}

fn raised(object: &Bound<'_, PyAny>, error: &PyErr) -> Problem {
    refused(code::INPUT_TYPE, "a value", &format!("{}, which fails with `{error}`", described(object)))
}

fn described(object: &Bound<'_, PyAny>) -> String {
    object.get_type().fully_qualified_name().map_or_else(|_| "an object".to_owned(), |name| format!("a `{name}`"))
}

fn refused(code: &str, expected: &str, found: &str) -> Problem {
    Problem::new(code, "", format!("expected {expected}, found {found}"))
}

/// The problem, seen from a level above.
fn within(step: &str, Problem { code, path, message }: Problem) -> Problem {
    let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
    Problem { code, path: format!("{step}{dot}{path}"), message }
}

/// A document's text, or its bytes.
#[derive(FromPyObject)]
pub(crate) enum Text {
    #[pyo3(transparent, annotation = "str")]
    Letters(PyBackedStr),
    #[pyo3(transparent, annotation = "bytes")]
    Bytes(PyBackedBytes),
}

impl std::ops::Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Letters(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}
