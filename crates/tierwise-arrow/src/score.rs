//! Scores of record batches, on several threads.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, Int64Type};
use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use arrow_schema::{Schema, SchemaRef};
use tierwise::error::code;
use tierwise::{Assessment, Date, Error, Policy};

use crate::binding::{Binding, Rows, changed};
use crate::options::{Options, PointsType};
use crate::output::{self, Failed, Pool, Thousandths};
use crate::piece::Piece;
use crate::threads;

/// Scores a record batch of accounts, one a row.
///
/// A column is the fact of its name, of the facts that [`Policy::fact_type`] knows; a field of a struct is the fact of the names on the
/// way to it. Columns that are sections of the account document make the core derive facts from them. Other facts without a column are
/// missing in every row; nulls and NaN are missing. A row in error has its code in `error_code` and nulls elsewhere, and hides none of the others.
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

/// A policy bound to a schema: a pure function from batches to batches, which any number of threads can call at once.
///
/// A row's results depend on the row alone: on no other row, on no batch before, on no order. So an engine may cut a table into
/// batches as it likes. Results go into memory of earlier ones where nobody looks at them any more.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{Array, ArrayRef, Int32Array, RecordBatch};
/// # use tierwise::{Error, Policy};
/// # use tierwise_arrow::{Options, Scorer};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "fleets", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
/// # }"#))?;
/// let units: ArrayRef = Arc::new(Int32Array::from_iter_values(0..100));
/// let table = RecordBatch::try_from_iter([("fleet.units", units)]).unwrap();
/// let scorer = Scorer::new(&policy, &table.schema(), "2026-06-30".parse().unwrap(), Options::default())?;
///
/// // What an engine is given, on all of its threads.
/// let function = |batch: &RecordBatch| -> Result<RecordBatch, Error> { scorer.score(batch) };
///
/// let whole = function(&table)?;
/// let (first, second) = std::thread::scope(|scope| {
///     let second = scope.spawn(|| function(&table.slice(60, 40)));
///     (function(&table.slice(0, 60)), second.join().unwrap())
/// });
/// assert_eq!((first?, second?), (whole.slice(0, 60), whole.slice(60, 40)));
/// # Ok::<(), Error>(())
/// ```
pub struct Scorer {
    policy: Policy,
    as_of: Date,
    options: Options,
    input: SchemaRef,
    output: SchemaRef,
    binding: Binding,
    tiers: Option<ArrayRef>,
    pool: Mutex<Pool>,
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
        Ok(Self { policy: policy.clone(), as_of, options, input: Arc::clone(schema), output, binding, tiers, pool: Mutex::default() })
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
    pub fn score(&self, batch: &RecordBatch) -> Result<RecordBatch, Error> {
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
        self.binding.with_rows(&self.policy, &one, self.as_of, |rows| match rows {
            Rows::Columns(table) => table.assess(0),
            Rows::Documents(documents) => documents.assess(&self.policy, self.as_of, 0),
        })
    }

    fn scored<T: Thousandths>(&self, batch: &RecordBatch) -> Result<RecordBatch, Error> {
        let (rows, score) = (batch.num_rows(), &self.policy.spec().score);
        let criteria = if self.options.contributions { score.aspects.iter().map(|aspect| aspect.criteria.len()).sum() } else { 0 };
        let aspects = if self.options.aspects { score.aspects.len() } else { 0 };
        let (mut points, mut tier, mut coverage) = self.with_pool(|pool| {
            let points: Vec<Vec<T::Native>> = (0..1_usize.saturating_add(criteria).saturating_add(aspects)).map(|_| pool.take(rows)).collect();
            let tier: Vec<u8> = if self.tiers.is_some() { pool.take(rows) } else { Vec::new() };
            let coverage: Vec<f64> = if self.options.coverage { pool.take(rows) } else { Vec::new() };
            (points, tier, coverage)
        });

        let whole =
            Piece { rows: 0..rows, points: points.iter_mut().map(|values| &mut values[..]).collect(), criteria, tier: &mut tier, coverage: &mut coverage };
        let done = threads::each(threads::count(self.options.threads), whole.split(), |piece| self.piece::<T>(batch, piece));
        let failed: Vec<Failed> = done.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();

        let nulls = output::nulls(rows, &failed);
        let mut columns: Vec<ArrayRef> = self.binding.kept.iter().filter_map(|place| batch.columns().get(*place)).cloned().collect();
        self.with_pool(|pool| {
            let mut points = points.into_iter().map(|values| output::points::<T>(pool.lend(values), nulls.clone()));
            columns.extend(points.next());
            let parts: Vec<ArrayRef> = points.collect();
            if let Some(words) = &self.tiers {
                // No rank is above 127.
                let keys = pool.lend(tier).into_inner().into();
                columns.push(output::dictionary(keys, nulls.clone(), words));
            }
            if self.options.coverage {
                columns.push(Arc::new(Float64Array::new(pool.lend(coverage), nulls)));
            }
            columns.extend(parts);
            pool.trim(columns.len());
        });
        columns.push(output::error_codes(rows, &failed));
        if self.options.messages {
            columns.push(output::error_messages(rows, failed));
        }
        RecordBatch::try_new(self.schema(), columns).map_err(|error| Error::new(code::INPUT_TYPE, "columns", error.to_string()))
    }

    fn with_pool<R>(&self, with: impl FnOnce(&mut Pool) -> R) -> R {
        with(&mut self.pool.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Scores the rows of a piece, and says which of them are in error.
    fn piece<T: Thousandths>(&self, batch: &RecordBatch, mut piece: Piece<'_, T::Native>) -> Result<Vec<Failed>, Error> {
        let batch = batch.slice(piece.rows.start, piece.rows.len());
        self.binding.with_rows(&self.policy, &batch, self.as_of, |rows| match rows {
            Rows::Columns(table) => piece.fill::<T>(table, self.options.messages),
            Rows::Documents(documents) => {
                let tiers = self.tiers.as_ref().map(|tiers| tiers.as_string::<i32>());
                Ok(piece.fill_from::<T>(tiers, |row| documents.assess(&self.policy, self.as_of, row)))
            }
        })
    }
}

fn is_like(one: &Schema, other: &Schema) -> bool {
    let alike = |(one, other): (&arrow_schema::FieldRef, &arrow_schema::FieldRef)| one.name() == other.name() && one.data_type() == other.data_type();
    std::ptr::eq(one, other) || (one.fields().len() == other.fields().len() && one.fields().iter().zip(other.fields()).all(alike))
}
