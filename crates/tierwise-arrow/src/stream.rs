//! Streams of record batches, in and out.

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_schema::{ArrowError, SchemaRef};
use tierwise::error::code;
use tierwise::{Assessment, Date, Error, Policy};

use crate::options::Options;
use crate::score::Scorer;

/// Scores a stream of record batches as it is read: one batch is in memory at a time, and its results' memory is used again
/// once they have been dropped.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{ArrayRef, Int32Array, RecordBatch, RecordBatchIterator, RecordBatchReader};
/// # use tierwise::Policy;
/// # use tierwise_arrow::{Options, stream};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "fleets", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
/// # }"#)).unwrap();
/// # let units: ArrayRef = Arc::new(Int32Array::from(vec![37]));
/// # let batch = RecordBatch::try_from_iter([("fleet.units", units)]).unwrap();
/// let reader = RecordBatchIterator::new([Ok(batch.clone()), Ok(batch.clone())], batch.schema());
/// let scored = stream(&policy, reader, "2026-06-30".parse().unwrap(), Options::default())?;
/// assert_eq!(scored.schema().metadata()["tierwise.as_of"], "2026-06-30");
/// assert_eq!(scored.map(|batch| batch.map_or(0, |batch| batch.num_rows())).sum::<usize>(), 2);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// As [`score`](crate::score), before the first batch is read.
pub fn stream<R: RecordBatchReader>(policy: &Policy, reader: R, as_of: Date, options: Options) -> Result<Scored<R>, Error> {
    let scorer = Scorer::new(policy, &reader.schema(), as_of, options)?;
    Ok(Scored { reader, scorer, has_failed: false })
}

/// The whole assessment of one row of a stream, counted from 0: the line that [`stream`] gives for it, with every reason, or what is
/// wrong with it, in words. Nothing behind the row is read.
///
/// ```
/// # use std::sync::Arc;
/// # use arrow_array::{ArrayRef, Int32Array, RecordBatch, RecordBatchIterator};
/// # use tierwise::Policy;
/// # use tierwise_arrow::{Options, assess};
/// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
/// #   "policy": "fleets", "version": "1", "semantics": 1,
/// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
/// # }"#)).unwrap();
/// # let units: ArrayRef = Arc::new(Int32Array::from(vec![12, 37]));
/// # let batch = RecordBatch::try_from_iter([("fleet.units", units)]).unwrap();
/// let reader = || RecordBatchIterator::new([Ok(batch.clone()), Ok(batch.clone())], batch.schema());
/// let day = "2026-06-30".parse().unwrap();
/// assert_eq!(assess(&policy, reader(), 3, day, Options::default())?.scorecard.composite.to_string(), "37");
/// assert_eq!(assess(&policy, reader(), 4, day, Options::default()).unwrap_err().code(), "number.range");
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// As [`score`](crate::score); those of the row; `number.range` for a row that the stream does not have; `input.file` if its source
/// fails before.
pub fn assess<R: RecordBatchReader>(policy: &Policy, reader: R, row: usize, as_of: Date, options: Options) -> Result<Assessment, Error> {
    let scorer = Scorer::new(policy, &reader.schema(), as_of, options)?;
    let mut rows: usize = 0;
    for batch in reader {
        let batch = batch.map_err(|error| Error::new(code::INPUT_FILE, "", format!("the stream ended with an error, found {error}")))?;
        let place = row.saturating_sub(rows);
        if place < batch.num_rows() {
            return scorer.assess(&batch, place);
        }
        rows = rows.saturating_add(batch.num_rows());
    }
    Err(Error::new(code::NUMBER_RANGE, "row", format!("expected a row below {rows}, found {row}")))
}

/// A stream of scores, made by [`stream`]. It ends with the first error of its source.
pub struct Scored<R> {
    reader: R,
    scorer: Scorer,
    has_failed: bool,
}

impl<R: RecordBatchReader> Iterator for Scored<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_failed {
            return None;
        }
        let scored = self.reader.next()?.and_then(|batch| self.scorer.score(&batch).map_err(|error| ArrowError::ExternalError(Box::new(error))));
        self.has_failed = scored.is_err();
        Some(scored)
    }
}

impl<R: RecordBatchReader> RecordBatchReader for Scored<R> {
    fn schema(&self) -> SchemaRef {
        self.scorer.schema()
    }
}
