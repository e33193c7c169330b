//! Tables of results, whole and as streams, for every library that takes Arrow data.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use tierwise::error::code;

use crate::capsule::{self, Reader};
use crate::failure::Failure;

#[doc = include_str!("help/Table.rst")]
#[pyclass(frozen, module = "tierwise")]
pub(crate) struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

/// What is shown of a table: names, the first rows as texts, how many rows there are, and how many of them are in error.
type Shown<'a> = (Vec<&'a str>, Vec<Vec<String>>, usize, Option<usize>);
/// Rows that are shown.
const FIRST: usize = 10;
/// Columns that say what is wrong with a row.
const ERRORS: [&str; 2] = ["error_code", "orders_error"];

impl Table {
    /// Everything that there is to read.
    pub(crate) fn collect(rows: Reader) -> Result<Self, Failure> {
        let schema = rows.schema();
        let batches = rows.collect::<Result<_, _>>().map_err(unreadable)?;
        Ok(Self { schema, batches })
    }

    fn shown(&self) -> Result<Shown<'_>, Failure> {
        let options = FormatOptions::default();
        let mut rows = Vec::new();
        for batch in &self.batches {
            let columns = batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options)).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
            let wanted = batch.num_rows().min(FIRST.saturating_sub(rows.len()));
            rows.extend((0..wanted).map(|row| columns.iter().map(|column| column.value(row).to_string()).collect()));
        }
        let in_error = |batch: &RecordBatch, name: &str| batch.column_by_name(name).map(|column| column.len().saturating_sub(column.logical_null_count()));
        let errors = ERRORS.iter().find(|name| self.schema.field_with_name(name).is_ok());
        let errors = errors.map(|name| self.batches.iter().filter_map(|batch| in_error(batch, name)).sum());
        Ok((names(&self.schema), rows, self.num_rows(), errors))
    }

    fn through<'py>(slf: &Bound<'py, Self>, function: &str) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("tierwise._table")?.call_method1(function, (slf,))
    }
}

impl From<RecordBatch> for Table {
    fn from(batch: RecordBatch) -> Self {
        Self { schema: batch.schema(), batches: vec![batch] }
    }
}

#[pymethods]
impl Table {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        // To give the types that were asked for is optional; nobody depends on it.
        let _ = requested_schema;
        capsule::of_rows(py, Box::new(RecordBatchIterator::new(self.batches.clone().into_iter().map(Ok), Arc::clone(&self.schema))))
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyCapsule>, Failure> {
        capsule::of_schema(py, &self.schema)
    }

    /// How many rows there are.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Names of the columns, in their order.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        names(&self.schema)
    }

    /// What the table says of itself: the policy and the day, for scores.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        metadata(py, &self.schema)
    }

    #[doc = include_str!("help/Table.to_pandas.rst")]
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::through(slf, "to_pandas")
    }

    #[doc = include_str!("help/Table.to_polars.rst")]
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::through(slf, "to_polars")
    }

    #[doc = include_str!("help/Table.to_pyarrow.rst")]
    fn to_pyarrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Self::through(slf, "to_pyarrow")
    }

    fn __len__(&self) -> usize {
        self.num_rows()
    }

    fn __repr__<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>, Failure> {
        Ok(py.import("tierwise._table")?.call_method1("text", self.shown()?)?)
    }

    fn _repr_html_<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>, Failure> {
        Ok(py.import("tierwise._table")?.call_method1("html", self.shown()?)?)
    }
}

#[doc = include_str!("help/Stream.rst")]
#[pyclass(frozen, module = "tierwise")]
pub(crate) struct Stream {
    schema: SchemaRef,
    /// Away while a batch is read, and after the stream was handed on.
    rows: Mutex<Option<Reader>>,
}

impl Stream {
    fn take(&self) -> Result<Reader, Failure> {
        let gone = || tierwise::Error::new(code::INPUT_FILE, "", "expected a stream to read, found one that is read elsewhere or was handed on");
        Ok(self.rows.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(gone)?)
    }
}

impl From<Reader> for Stream {
    fn from(rows: Reader) -> Self {
        Self { schema: rows.schema(), rows: Mutex::new(Some(rows)) }
    }
}

#[pymethods]
impl Stream {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<&Bound<'py, PyAny>>) -> Result<Bound<'py, PyCapsule>, Failure> {
        let _ = requested_schema;
        Ok(capsule::of_rows(py, self.take()?)?)
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyCapsule>, Failure> {
        capsule::of_schema(py, &self.schema)
    }

    /// Names of the columns, in their order.
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        names(&self.schema)
    }

    /// What the stream says of itself: the policy and the day, for scores.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        metadata(py, &self.schema)
    }

    #[doc = include_str!("help/Stream.read_all.rst")]
    fn read_all(&self, py: Python<'_>) -> Result<Table, Failure> {
        let rows = self.take()?;
        py.detach(|| Table::collect(rows))
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> Result<Option<Table>, Failure> {
        // Nothing is locked while the source, which may be Python itself, runs.
        let mut rows = self.take()?;
        let (batch, rows) = py.detach(|| (rows.next(), rows));
        *self.rows.lock().unwrap_or_else(PoisonError::into_inner) = Some(rows);
        Ok(batch.transpose().map_err(unreadable)?.map(Table::from))
    }

    fn __repr__(&self) -> String {
        format!("<tierwise.Stream of {}>", names(&self.schema).join(", "))
    }
}

#[doc = include_str!("help/Replayed.rst")]
#[pyclass(frozen, get_all, module = "tierwise")]
pub(crate) struct Replayed {
    /// Every move, by account and day.
    transitions: Py<Table>,
    /// Where each account stands, by account.
    standings: Py<Table>,
}

impl Replayed {
    pub(crate) fn new(py: Python<'_>, replayed: tierwise_arrow::Replayed) -> PyResult<Self> {
        Ok(Self { transitions: Py::new(py, Table::from(replayed.transitions))?, standings: Py::new(py, Table::from(replayed.standings))? })
    }
}

#[pymethods]
impl Replayed {
    fn __repr__(&self) -> String {
        format!("<tierwise.Replayed: {} accounts, {} transitions>", self.standings.get().num_rows(), self.transitions.get().num_rows())
    }
}

fn names(schema: &Schema) -> Vec<&str> {
    schema.fields().iter().map(|field| field.name().as_str()).collect()
}

fn metadata<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyDict>> {
    let said = PyDict::new(py);
    let mut entries: Vec<_> = schema.metadata().iter().filter(|(key, _)| key.starts_with("tierwise.")).collect();
    entries.sort();
    for (key, value) in entries {
        said.set_item(key, value)?;
    }
    Ok(said)
}

/// Why there are no more rows: an error of the core on its way through a stream, or the source's own.
pub(crate) fn unreadable(error: ArrowError) -> Failure {
    let told = |error: &ArrowError| tierwise::Error::new(code::INPUT_FILE, "", format!("the stream ended with an error, found {error}"));
    match error {
        ArrowError::ExternalError(inner) => match inner.downcast::<tierwise::Error>() {
            Ok(error) => (*error).into(),
            Err(inner) => told(&ArrowError::ExternalError(inner)).into(),
        },
        error => told(&error).into(),
    }
}
