//! Scores of record batches, on several threads.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::{Decimal128Type, Float64Type, Int64Type};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_buffer::NullBuffer;
use arrow_schema::{Schema, SchemaRef};
use tierwise::columns::{Output, RowError, Table};
use tierwise::error::code;
use tierwise::{Assessment, Date, Error, Policy};

use crate::binding::{Binding, changed};
use crate::options::{Options, PointsType};
use crate::output::{self, Pool, Thousandths};
use crate::threads;

/// Rows that one thread takes at a time.
const PIECE: usize = 32_768;
/// Rows whose points stay in the cache until they have their final type.
const CHUNK: usize = 2_048;

/// Scores a record batch of accounts, one a row.
///
/// A column is the fact of its name, of the facts that [`Policy::fact_type`] knows. Facts without a column are missing in every
/// row; nulls and NaN are missing. A row in error has its code in `error_code` and nulls elsewhere, and hides none of the others.
///
/// The result has the columns of [`Options::keep`], then `composite`; `tier` (for a policy with a ladder); `coverage`, 0 to 1; on
/// request `contribution.<criterion>` and `aspect.<aspect>`; `error_code`; on request `error_message`. Points have the type of
/// [`Options::points`], words are dictionaries. The schema's metadata say policy, version, fingerprint and day.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Float64Array, Int32Array, RecordBatch, cast::AsArray, types::Float64Type};
/// use tierwise::Policy;
/// use tierwise_arrow::{Options, score};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "fleets", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
/// # }"#))?;
/// let units: ArrayRef = Arc::new(Int32Array::from(vec![Some(37), None]));
/// let batch = RecordBatch::try_from_iter([("fleet.units", units)]).unwrap();
/// let scored = score(&policy, &batch, "2026-06-30".parse().unwrap(), Options::default())?;
/// assert_eq!(scored["composite"].as_primitive::<Float64Type>(), &Float64Array::from(vec![37.0, 0.0]));
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// Every column that is no fact (`fact.unknown`, with the nearest name) or is of another type (`fact.type`), at `columns.` and
/// its name, and every column that the options name and the batch lacks (`input.missing_field`).
pub fn score(policy: &Policy, batch: &RecordBatch, as_of: Date, options: Options) -> Result<RecordBatch, Error> {
    Scorer::new(policy, &batch.schema(), as_of, options)?.score(batch)
}

/// A policy bound to a schema: scores batch after batch, into the same memory where nobody looks at it any more.
pub struct Scorer {
    policy: Policy,
    as_of: Date,
    options: Options,
    input: SchemaRef,
    output: SchemaRef,
    binding: Binding,
    tiers: Option<ArrayRef>,
    pool: Pool,
    errors: Vec<Option<RowError>>,
}

impl Scorer {
    /// Binds a policy to a schema as of a day.
    ///
    /// # Errors
    /// As [`score`].
    pub fn new(policy: &Policy, schema: &SchemaRef, as_of: Date, options: Options) -> Result<Self, Error> {
        let binding = Binding::new(policy, schema, as_of, &options)?;
        let kept = binding.kept.iter().filter_map(|place| schema.fields().get(*place)).cloned().collect();
        let output = Arc::new(output::schema(policy, as_of, kept, &options)?);
        let ladder = policy.spec().ladder.as_ref();
        let names = ladder.map(|ladder| [&ladder.base].into_iter().chain(ladder.tiers.iter().map(|tier| &tier.id)));
        let tiers = names.map(|names| Arc::new(StringArray::from_iter_values(names)) as ArrayRef);
        Ok(Self { policy: policy.clone(), as_of, options, input: Arc::clone(schema), output, binding, tiers, pool: Pool::default(), errors: Vec::new() })
    }

    /// The schema of the results.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.output)
    }

    /// Scores a batch.
    ///
    /// # Errors
    /// `input.type` for a batch of another schema.
    pub fn score(&mut self, batch: &RecordBatch) -> Result<RecordBatch, Error> {
        if !is_like(batch.schema_ref(), &self.input) {
            return Err(changed(batch));
        }
        match self.options.points {
            PointsType::Numbers => self.scored::<Float64Type>(batch),
            PointsType::Decimals => self.scored::<Decimal128Type>(batch),
            PointsType::Thousandths => self.scored::<Int64Type>(batch),
        }
    }

    /// Everything about one row of a batch: the scorecard, the placement, or its error in words.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use arrow_array::{ArrayRef, Float64Array, RecordBatch};
    /// # use tierwise::Policy;
    /// # use tierwise_arrow::{Options, Scorer};
    /// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    /// #   "policy": "fleets", "version": "1", "semantics": 1,
    /// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
    /// # }"#))?;
    /// let units: ArrayRef = Arc::new(Float64Array::from(vec![37.0, f64::INFINITY]));
    /// let batch = RecordBatch::try_from_iter([("fleet.units", units)]).unwrap();
    /// let scorer = Scorer::new(&policy, &batch.schema(), "2026-06-30".parse().unwrap(), Options::default())?;
    /// assert_eq!(scorer.assess(&batch, 0)?.scorecard.composite.to_string(), "37");
    /// assert_eq!(scorer.assess(&batch, 1).unwrap_err().code(), "number.not_finite");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of the row; `number.range` for a row that the batch does not have; `input.type` for a batch of another schema.
    pub fn assess(&self, batch: &RecordBatch, row: usize) -> Result<Assessment, Error> {
        if !is_like(batch.schema_ref(), &self.input) {
            return Err(changed(batch));
        }
        let row = row.min(batch.num_rows());
        let one = batch.slice(row, batch.num_rows().saturating_sub(row).min(1));
        self.binding.with_table(&self.policy, &one, self.as_of, |table| table.assess(0))
    }

    fn scored<T: Thousandths>(&mut self, batch: &RecordBatch) -> Result<RecordBatch, Error> {
        let (rows, score) = (batch.num_rows(), &self.policy.spec().score);
        let criteria = if self.options.contributions { score.aspects.iter().map(|aspect| aspect.criteria.len()).sum() } else { 0 };
        let aspects = if self.options.aspects { score.aspects.len() } else { 0 };
        let mut points: Vec<Vec<T::Native>> = (0..1_usize.saturating_add(criteria).saturating_add(aspects)).map(|_| self.pool.take(rows)).collect();
        let mut tier: Vec<u8> = if self.tiers.is_some() { self.pool.take(rows) } else { Vec::new() };
        let mut coverage: Vec<f64> = if self.options.coverage { self.pool.take(rows) } else { Vec::new() };
        let mut errors = std::mem::take(&mut self.errors);
        errors.resize(rows, None);

        let whole = Piece {
            rows: 0..rows,
            points: points.iter_mut().map(|values| &mut values[..]).collect(),
            criteria,
            tier: &mut tier,
            coverage: &mut coverage,
            errors: &mut errors,
        };
        let done = threads::each(threads::count(self.options.threads), whole.split(), |piece| self.piece::<T>(batch, piece));
        let (mut failed, mut messages) = (0_usize, Vec::new());
        for done in done {
            let done = done?;
            failed = failed.saturating_add(done.failed);
            messages.extend(done.messages);
        }

        let nulls = (failed > 0).then(|| NullBuffer::new(errors.iter().map(Option::is_none).collect()));
        let mut columns: Vec<ArrayRef> = self.binding.kept.iter().filter_map(|place| batch.columns().get(*place)).cloned().collect();
        let mut points = points.into_iter().map(|values| output::points::<T>(self.pool.lend(values), nulls.clone()));
        columns.extend(points.next());
        let parts: Vec<ArrayRef> = points.collect();
        if let Some(words) = &self.tiers {
            // No rank is above 127.
            let keys = self.pool.lend(tier).into_inner().into();
            columns.push(output::dictionary(keys, nulls.clone(), words));
        }
        if self.options.coverage {
            columns.push(Arc::new(Float64Array::new(self.pool.lend(coverage), nulls)));
        }
        columns.extend(parts);
        columns.push(output::error_codes(&errors, failed));
        if self.options.messages {
            columns.push(Arc::new(sparse(rows, messages)));
        }
        self.pool.trim(columns.len());
        self.errors = errors;
        RecordBatch::try_new(self.schema(), columns).map_err(|error| Error::new(code::INPUT_TYPE, "columns", error.to_string()))
    }

    /// Scores the rows of a piece.
    fn piece<T: Thousandths>(&self, batch: &RecordBatch, mut piece: Piece<'_, T::Native>) -> Result<Done, Error> {
        let batch = batch.slice(piece.rows.start, piece.rows.len());
        self.binding.with_table(&self.policy, &batch, self.as_of, |table| {
            let failed = piece.fill::<T>(table)?;
            let errors = piece.errors.iter().enumerate().filter(|(_, error)| self.options.messages && error.is_some());
            let message = |row: usize| table.assess(row).err().map(|error| (piece.rows.start.saturating_add(row), error.to_string()));
            Ok(Done { failed, messages: errors.filter_map(|(row, _)| message(row)).collect() })
        })
    }
}

/// What became of a piece.
struct Done {
    failed: usize,
    /// Rows with what is wrong with them.
    messages: Vec<(usize, String)>,
}

/// Some rows, with their places in the results.
struct Piece<'a, N> {
    rows: Range<usize>,
    /// Composites, then contributions, then aspects.
    points: Vec<&'a mut [N]>,
    /// How many contributions there are.
    criteria: usize,
    /// Empty if nobody asks.
    tier: &'a mut [u8],
    /// Empty if nobody asks.
    coverage: &'a mut [f64],
    errors: &'a mut [Option<RowError>],
}

impl<'a, N> Piece<'a, N> {
    /// The same in pieces for threads.
    fn split(mut self) -> Vec<Self> {
        let mut pieces = Vec::new();
        while !self.rows.is_empty() {
            let rows = self.rows.start..self.rows.end.min(self.rows.start.saturating_add(PIECE));
            self.rows.start = rows.end;
            let count = rows.len();
            pieces.push(Piece {
                rows,
                points: self.points.iter_mut().map(|values| split_off(values, count)).collect(),
                criteria: self.criteria,
                tier: split_off(&mut self.tier, count),
                coverage: split_off(&mut self.coverage, count),
                errors: split_off(&mut self.errors, count),
            });
        }
        pieces
    }

    /// Scores every row of a table of these rows, and says how many are in error.
    fn fill<T: Thousandths<Native = N>>(&mut self, table: &Table<'_>) -> Result<usize, Error> {
        let mut thousandths = vec![0_i64; CHUNK.min(table.rows()).saturating_mul(self.points.len())];
        let mut failed = 0_usize;
        for start in (0..table.rows()).step_by(CHUNK) {
            let rows = start..table.rows().min(start.saturating_add(CHUNK));
            let mut slices = thousandths.chunks_exact_mut(rows.len());
            let mut output = Output {
                composite: slices.next().unwrap_or_default(),
                contributions: slices.by_ref().take(self.criteria).collect(),
                aspects: slices.take(self.points.len().saturating_sub(self.criteria).saturating_sub(1)).collect(),
                tier: self.tier.get_mut(rows.clone()).unwrap_or_default(),
                coverage: self.coverage.get_mut(rows.clone()).unwrap_or_default(),
                errors: self.errors.get_mut(rows.clone()).unwrap_or_default(),
            };
            failed = failed.saturating_add(table.score(rows.clone(), &mut output)?);
            for (values, thousandths) in self.points.iter_mut().zip(thousandths.chunks_exact(rows.len())) {
                let values = values.get_mut(rows.clone()).unwrap_or_default();
                values.iter_mut().zip(thousandths).for_each(|(value, thousandths)| *value = T::of(*thousandths));
            }
        }
        Ok(failed)
    }
}

/// Takes the first values of a slice; nothing from an empty one.
fn split_off<'a, V>(values: &mut &'a mut [V], count: usize) -> &'a mut [V] {
    let count = count.min(values.len());
    values.split_off_mut(..count).unwrap_or_default()
}

fn is_like(one: &Schema, other: &Schema) -> bool {
    let alike = |(one, other): (&arrow_schema::FieldRef, &arrow_schema::FieldRef)| one.name() == other.name() && one.data_type() == other.data_type();
    std::ptr::eq(one, other) || (one.fields().len() == other.fields().len() && one.fields().iter().zip(other.fields()).all(alike))
}

/// Texts of which most are null.
fn sparse(rows: usize, texts: Vec<(usize, String)>) -> StringArray {
    let mut texts = texts.into_iter().peekable();
    (0..rows).map(|row| texts.next_if(|(at, _)| *at == row).map(|(_, text)| text)).collect()
}
