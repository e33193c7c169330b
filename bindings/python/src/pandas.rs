//! Tables of pandas: numbers as they stand there, and the index, which pandas hands out among the columns and names in the schema's
//! metadata.

use std::sync::Arc;

use arrow_array::{RecordBatchIterator, RecordBatchReader};
use arrow_schema::{Schema, SchemaRef};
use pyo3::prelude::*;
use serde_json::{Value, json};

use crate::capsule::{self, Reader};
use crate::failure::Failure;

const PANDAS: &str = "pandas";

/// The rows of a table. Columns of a pandas table that are only scored are read without looking for NaN, which is missing anyway.
pub(crate) fn read(table: &Bound<'_, PyAny>, kept: &[String]) -> Result<Reader, Failure> {
    let class = table.get_type();
    if class.name()? == "DataFrame" && class.module()?.to_str()?.starts_with(PANDAS) {
        return capsule::read(&table.py().import("tierwise._table")?.call_method1("of_pandas", (table, kept))?);
    }
    capsule::read(table)
}

/// What is known of a table's index.
pub(crate) struct Index(Value);

impl Index {
    /// The index that a table came with.
    pub(crate) fn of(schema: &Schema) -> Option<Self> {
        schema.metadata().get(PANDAS).and_then(|text| serde_json::from_str(text).ok()).map(Self)
    }

    fn list(&self, key: &str) -> &[Value] {
        self.0.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The columns that are the index; none where rows are only counted.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &str> {
        self.list("index_columns").iter().filter_map(Value::as_str)
    }

    /// The rows with the index as pandas will look for it: of other columns it is to find out by itself.
    pub(crate) fn restored(&self, rows: Reader) -> Reader {
        let is_index = |column: &&Value| column.get("field_name").and_then(Value::as_str).is_some_and(|name| self.columns().any(|index| index == name));
        let columns: Vec<&Value> = self.list("columns").iter().filter(is_index).collect();
        let known = json!({"index_columns": self.list("index_columns"), "column_indexes": [], "columns": columns});
        let schema = rows.schema();
        let mut metadata = schema.metadata().clone();
        metadata.insert(PANDAS.to_owned(), known.to_string());
        let schema: SchemaRef = Arc::new(Schema::new_with_metadata(schema.fields().clone(), metadata));
        let named = Arc::clone(&schema);
        Box::new(RecordBatchIterator::new(rows.map(move |batch| batch?.with_schema(Arc::clone(&named))), schema))
    }

    /// The rows without an index that has no name, which is nothing but their places.
    pub(crate) fn dropped(&self, rows: Reader) -> Reader {
        let unnamed = |name: &str| self.columns().any(|index| index == name && index.starts_with("__index_level_"));
        let schema = rows.schema();
        let places: Vec<usize> = schema.fields().iter().enumerate().filter(|(_, field)| !unnamed(field.name())).map(|(place, _)| place).collect();
        match schema.project(&places) {
            Ok(named) => Box::new(RecordBatchIterator::new(rows.map(move |batch| batch?.project(&places)), Arc::new(named))),
            Err(_) => rows,
        }
    }
}
