//! Columns by dotted names: those of a batch, and the fields of its struct columns.

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_buffer::NullBuffer;
use arrow_schema::{DataType, FieldRef, Schema};

/// A column that is no struct, or a field of one, however deep.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    /// The names on the way to it with points between them.
    pub(crate) name: String,
    pub(crate) field: FieldRef,
    /// The column's place, then that of the field in it, and so on.
    path: Vec<usize>,
}

/// The section of an account document whose keys are dotted names already.
const FACTS: &str = "facts";

/// The leaves of a schema in its order; columns that are wanted whole are leaves, whatever their type.
pub(crate) fn leaves(schema: &Schema, is_whole: impl Fn(&str) -> bool) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for (place, field) in schema.fields().iter().enumerate() {
        let leaf = Leaf { name: field.name().clone(), field: FieldRef::clone(field), path: vec![place] };
        if is_whole(field.name()) { leaves.push(leaf) } else { leaf.descend(&mut leaves) }
    }
    leaves
}

impl Leaf {
    fn descend(self, leaves: &mut Vec<Self>) {
        let DataType::Struct(fields) = self.field.data_type() else { return leaves.push(self) };
        for (place, field) in fields.iter().enumerate() {
            let name = if self.name == FACTS { field.name().clone() } else { format!("{}.{}", self.name, field.name()) };
            let path = self.path.iter().copied().chain([place]).collect();
            Self { name, field: FieldRef::clone(field), path }.descend(leaves);
        }
    }

    /// The place of its column.
    pub(crate) fn column(&self) -> usize {
        self.path.first().copied().unwrap_or_default()
    }

    /// Its array in a batch, and the rows of which one of the structs around it is null; `None` for a batch of another schema.
    pub(crate) fn of<'b>(&self, batch: &'b RecordBatch) -> Option<(&'b ArrayRef, Option<NullBuffer>)> {
        let (column, fields) = self.path.split_first()?;
        let mut array = batch.columns().get(*column)?;
        let mut nulls = None;
        for field in fields {
            let parent = array.as_struct_opt()?;
            nulls = NullBuffer::union(nulls.as_ref(), parent.nulls());
            array = parent.columns().get(*field)?;
        }
        Some((array, nulls))
    }
}
