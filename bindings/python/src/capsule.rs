//! Tables over the border, by the Arrow PyCapsule interface: without a copy, and without any library that both sides know.
#![expect(unsafe_code, reason = "a capsule is a pointer with a name; this is the only file that follows one")]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, RecordBatch, RecordBatchIterator, RecordBatchOptions, RecordBatchReader, StructArray};
use arrow_schema::{ArrowError, Schema};
use pyo3::prelude::*;
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyCapsule, PyCapsuleMethods};
use tierwise::error::code;

use crate::failure::Failure;

/// Batches of rows, from wherever they come.
pub(crate) type Reader = Box<dyn RecordBatchReader + Send>;

const STREAM: &str = "__arrow_c_stream__";
const ARRAY: &str = "__arrow_c_array__";

/// Whether an object hands out its rows.
pub(crate) fn is_table(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(object.hasattr(STREAM)? || object.hasattr(ARRAY)?)
}

/// The rows of an object that hands them out.
pub(crate) fn read(object: &Bound<'_, PyAny>) -> Result<Reader, Failure> {
    if object.hasattr(STREAM)? {
        stream(&object.call_method0(STREAM)?.cast_into().map_err(PyErr::from)?)
    } else if object.hasattr(ARRAY)? {
        let (schema, array) = object.call_method0(ARRAY)?.extract()?;
        let batch = batch(&schema, &array)?;
        let schema = batch.schema();
        Ok(Box::new(RecordBatchIterator::new([Ok(batch)], schema)))
    } else {
        let expected = "a table that hands out Arrow data (of pandas, polars, pyarrow, DuckDB and others)";
        let found = object.get_type().fully_qualified_name()?;
        Err(tierwise::Error::new(code::INPUT_TYPE, "", format!("expected {expected}, found a `{found}`")).into())
    }
}

fn stream(capsule: &Bound<'_, PyCapsule>) -> Result<Reader, Failure> {
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
    // SAFETY: what a capsule of this name points to is such a stream by the interface, and lives as long as the capsule. It is moved
    // out by one thread at a time, and what stays behind is marked as released.
    let stream = with_critical_section(capsule, || unsafe { FFI_ArrowArrayStream::from_raw(pointer.as_ptr().cast()) });
    Ok(Box::new(ArrowArrayStreamReader::try_new(stream).map_err(|error| unreadable(&error))?))
}

fn batch(schema: &Bound<'_, PyCapsule>, array: &Bound<'_, PyCapsule>) -> Result<RecordBatch, Failure> {
    let (schema_pointer, array_pointer) = (schema.pointer_checked(Some(c"arrow_schema"))?, array.pointer_checked(Some(c"arrow_array"))?);
    // SAFETY: as above, of a schema.
    let schema = with_critical_section(schema, || unsafe { FFI_ArrowSchema::from_raw(schema_pointer.as_ptr().cast()) });
    // SAFETY: as above, of an array.
    let array = with_critical_section(array, || unsafe { FFI_ArrowArray::from_raw(array_pointer.as_ptr().cast()) });
    let read = || {
        let whole = Schema::try_from(&schema)?;
        if array.is_released() {
            return Err(ArrowError::CDataInterface("the array is already released".to_owned()));
        }
        // SAFETY: by the interface the array is laid out as the schema beside it says.
        let rows = StructArray::from(unsafe { from_ffi(array, &schema) }?);
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(whole.into(), rows.into_parts().1, &options)
    };
    Ok(read().map_err(|error| unreadable(&error))?)
}

fn unreadable(error: &ArrowError) -> tierwise::Error {
    tierwise::Error::new(code::INPUT_TYPE, "", format!("expected a table of columns, found {error}"))
}

/// Rows on their way out; whoever takes them releases them.
pub(crate) fn of_rows(py: Python<'_>, rows: Reader) -> PyResult<Bound<'_, PyCapsule>> {
    PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(rows), c"arrow_array_stream")
}

/// A schema on its way out.
pub(crate) fn of_schema<'py>(py: Python<'py>, schema: &Schema) -> Result<Bound<'py, PyCapsule>, Failure> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(|error| unreadable(&error))?;
    Ok(PyCapsule::new_with_value(py, schema, c"arrow_schema")?)
}
