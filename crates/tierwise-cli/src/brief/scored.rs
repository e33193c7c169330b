//! Scores of many rows: what is said of each, and in which order.

use std::sync::Arc;

use arrow_array::types::Int8Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, Float64Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use serde::Serialize;
use tierwise::{Error, Policy};

use crate::complaints::Place;

/// Scores of a chunk of rows, one value a row in each list that is there.
pub(crate) struct Scored {
    /// Ids; none where it cannot be read.
    pub(crate) accounts: StringArray,
    pub(crate) composite: Vec<f64>,
    /// Ranks; none without a ladder.
    pub(crate) tier: Vec<i8>,
    pub(crate) coverage: Vec<f64>,
    /// A list for each criterion, if anybody asked.
    pub(crate) contributions: Vec<Vec<f64>>,
    /// Rows in error, ascending. What stands above of them means nothing.
    pub(crate) failed: Vec<Failed>,
}

impl Default for Scored {
    fn default() -> Self {
        let accounts = StringArray::from_iter_values::<&str, _>([]);
        Self { accounts, composite: Vec::new(), tier: Vec::new(), coverage: Vec::new(), contributions: Vec::new(), failed: Vec::new() }
    }
}

/// A row in error.
pub(crate) struct Failed {
    pub(crate) row: usize,
    pub(crate) place: Place,
    pub(crate) account: Option<String>,
    pub(crate) error: Error,
}

/// The tiers of a policy's ladder, the base first.
pub(crate) fn tiers(policy: &Policy) -> Vec<String> {
    let ladder = policy.spec().ladder.iter();
    ladder.flat_map(|ladder| std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id))).cloned().collect()
}

/// The columns of the result.
pub(crate) struct Shape {
    /// Their names and types, and where they come from.
    pub(crate) schema: SchemaRef,
    /// The tiers by rank.
    pub(crate) tiers: Vec<String>,
}

/// One cell of the result.
#[derive(Clone, Copy)]
pub(crate) enum Value<'s> {
    Text(&'s str),
    Number(f64),
    Missing,
}

impl Shape {
    /// The columns that the scorer of a policy has, with the id first and every code of an error as a text.
    pub(crate) fn new(policy: &Policy, scorer: &Schema) -> Self {
        let text = |name: &str| Arc::new(Field::new(name, DataType::Utf8, true));
        let fields = scorer.fields().iter().map(|field| if field.name() == "error_code" { text("error_code") } else { Arc::clone(field) });
        let fields: Vec<_> = std::iter::once(text("account")).chain(fields).collect();
        Self { schema: Arc::new(Schema::new_with_metadata(fields, scorer.metadata().clone())), tiers: tiers(policy) }
    }

    /// The names of the columns.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.schema.fields().iter().map(|field| field.name().as_str())
    }

    /// The cells of every row.
    pub(crate) fn rows<'s>(&'s self, scored: &'s Scored) -> impl Iterator<Item = impl Iterator<Item = Value<'s>>> {
        let mut failed = scored.failed.iter().peekable();
        (0..scored.accounts.len()).map(move |row| {
            let failed = failed.next_if(|failed| failed.row == row);
            let account = if scored.accounts.is_null(row) { Value::Missing } else { Value::Text(scored.accounts.value(row)) };
            let number = move |values: &'s [f64]| match values.get(row) {
                Some(value) if failed.is_none() => Value::Number(*value),
                _ => Value::Missing,
            };
            let tier = scored.tier.get(row).filter(|_| failed.is_none()).and_then(|rank| self.tiers.get(usize::try_from(*rank).ok()?));
            let tier = (!self.tiers.is_empty()).then(|| tier.map_or(Value::Missing, |tier| Value::Text(tier)));
            let code = failed.map_or(Value::Missing, |failed| Value::Text(failed.error.code()));
            let contributions = scored.contributions.iter().map(move |values| number(values));
            [account, number(&scored.composite)].into_iter().chain(tier).chain([number(&scored.coverage)]).chain(contributions).chain([code])
        })
    }

    /// The same as a record batch; the values are gone afterwards.
    pub(crate) fn batch(&self, scored: &mut Scored) -> Result<RecordBatch, ArrowError> {
        let rows = scored.accounts.len();
        let mut codes: Vec<Option<&str>> = vec![None; rows];
        for failed in &scored.failed {
            if let Some(code) = codes.get_mut(failed.row) {
                *code = Some(failed.error.code());
            }
        }
        let nulls = (!scored.failed.is_empty()).then(|| NullBuffer::from_iter(codes.iter().map(Option::is_none)));
        let numbers = |values: Vec<f64>| -> ArrayRef { Arc::new(Float64Array::new(values.into(), nulls.clone())) };
        let mut columns: Vec<ArrayRef> = vec![Arc::new(scored.accounts.clone()), numbers(std::mem::take(&mut scored.composite))];
        if !self.tiers.is_empty() {
            let ranks = PrimitiveArray::<Int8Type>::new(std::mem::take(&mut scored.tier).into(), nulls.clone());
            columns.push(Arc::new(DictionaryArray::try_new(ranks, Arc::new(StringArray::from_iter_values(&self.tiers)))?));
        }
        columns.push(numbers(std::mem::take(&mut scored.coverage)));
        columns.extend(std::mem::take(&mut scored.contributions).into_iter().map(numbers));
        columns.push(Arc::new(StringArray::from(codes)));
        RecordBatch::try_new(Arc::clone(&self.schema), columns)
    }

    /// How many accounts have each tier.
    pub(crate) fn counts(&self, scored: &Scored) -> Vec<u64> {
        let mut counts = vec![0_u64; self.tiers.len()];
        let mut failed = scored.failed.iter().peekable();
        for (row, rank) in scored.tier.iter().enumerate() {
            if failed.next_if(|failed| failed.row == row).is_none()
                && let Some(count) = usize::try_from(*rank).ok().and_then(|rank| counts.get_mut(rank))
            {
                *count = count.saturating_add(1);
            }
        }
        counts
    }
}

impl Serialize for Value<'_> {
    /// Whole numbers without a fraction, as in scorecards.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => tierwise::Finite::new(*number).serialize(serializer),
            Self::Missing => serializer.serialize_none(),
        }
    }
}
