//! Record batches of results: their schema, and the memory that they stand in.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::types::{ArrowPrimitiveType, Decimal128Type, Float64Type, Int8Type, Int64Type};
use arrow_array::{ArrayRef, DictionaryArray, PrimitiveArray, StringArray};
use arrow_buffer::{ArrowNativeType, BooleanBufferBuilder, Buffer, NullBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, FieldRef, Schema};
use tierwise::columns::RowError;
use tierwise::error::code;
use tierwise::{Date, Error, Policy, Problem};

use crate::binding::path;
use crate::options::{Options, PointsType};

/// Metadata of a schema: the policy's id.
pub const POLICY: &str = "tierwise.policy";
/// Metadata of a schema: the policy's version.
pub const VERSION: &str = "tierwise.version";
/// Metadata of a schema: the policy's fingerprint.
pub const FINGERPRINT: &str = "tierwise.fingerprint";
/// Metadata of a schema: the day, `YYYY-MM-DD`.
pub const AS_OF: &str = "tierwise.as_of";

/// The most rungs that the keys of a dictionary can name.
const MOST_RUNGS: usize = 128;

/// The fields with what says where they come from.
pub(crate) fn with_identity(fields: Vec<FieldRef>, policy: &Policy, as_of: Date) -> Schema {
    let identity = policy.identity();
    let metadata =
        [(POLICY, identity.id.clone()), (VERSION, identity.version.clone()), (FINGERPRINT, identity.fingerprint.clone()), (AS_OF, as_of.to_string())];
    Schema::new_with_metadata(fields, metadata.map(|(key, value)| (key.to_owned(), value)).into())
}

/// A field that may be null.
pub(crate) fn field(name: impl Into<String>, data_type: DataType) -> FieldRef {
    Arc::new(Field::new(name, data_type, true))
}

/// A few words that many rows have.
fn few_words() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int8), Box::new(DataType::Utf8))
}

/// The schema of scores, after the columns that are kept.
pub(crate) fn schema(policy: &Policy, as_of: Date, kept: Vec<FieldRef>, options: &Options) -> Result<Schema, Error> {
    let points = match options.points {
        PointsType::Numbers => Float64Type::DATA_TYPE,
        PointsType::Decimals => <Decimal128Type as Thousandths>::data_type(),
        PointsType::Thousandths => Int64Type::DATA_TYPE,
    };
    let (spec, mut fields) = (policy.spec(), kept);
    fields.push(field("composite", points.clone()));
    if let Some(ladder) = &spec.ladder {
        if ladder.tiers.len() >= MOST_RUNGS {
            let message = format!("a record batch knows at most {MOST_RUNGS} rungs, found {} tiers above the base", ladder.tiers.len());
            return Err(Error::new(code::NUMBER_RANGE, "ladder.tiers", message));
        }
        fields.push(field("tier", few_words()));
    }
    if options.coverage {
        fields.push(field("coverage", DataType::Float64));
    }
    if options.contributions {
        let criteria = spec.score.aspects.iter().flat_map(|aspect| &aspect.criteria);
        fields.extend(criteria.map(|criterion| field(format!("contribution.{}", criterion.id), points.clone())));
    }
    if options.aspects {
        fields.extend(spec.score.aspects.iter().map(|aspect| field(format!("aspect.{}", aspect.id), points.clone())));
    }
    fields.push(field("error_code", few_words()));
    if options.messages {
        fields.push(field("error_message", DataType::Utf8));
    }
    let clashes = fields.iter().enumerate().filter(|(at, field)| fields.iter().take(*at).any(|other| other.name() == field.name()));
    let problem = |field: &FieldRef| {
        let message = format!("expected a name that no column of the result has, found `{}` among the columns to keep", field.name());
        Problem::new(code::INPUT_DUPLICATE_KEY, path(field.name()), message)
    };
    Error::check(clashes.map(|(_, field)| problem(field)).collect())?;
    Ok(with_identity(fields, policy, as_of))
}

/// How points stand in an array.
pub(crate) trait Thousandths: ArrowPrimitiveType {
    /// Points from whole thousandths, at most 10^15 either way.
    fn of(thousandths: i64) -> Self::Native;

    fn data_type() -> DataType {
        Self::DATA_TYPE
    }
}

/// Adding it to a whole number below 2^51 leaves that number in the lowest bits of the sum.
const WHOLE: f64 = 6_755_399_441_055_744.0;

impl Thousandths for Float64Type {
    /// As `Points::to_f64`, in a form that runs in vectors.
    #[inline]
    fn of(thousandths: i64) -> f64 {
        (f64::from_bits((thousandths as u64).wrapping_add(WHOLE.to_bits())) - WHOLE) / 1_000.0
    }
}

impl Thousandths for Decimal128Type {
    #[inline]
    fn of(thousandths: i64) -> i128 {
        i128::from(thousandths)
    }

    fn data_type() -> DataType {
        DataType::Decimal128(18, 3)
    }
}

impl Thousandths for Int64Type {
    #[inline]
    fn of(thousandths: i64) -> i64 {
        thousandths
    }
}

/// Memory of results that were handed out, to be used again when nobody looks at them any more.
#[derive(Debug, Default)]
pub(crate) struct Pool(Vec<Buffer>);

/// Results of so many batches that a caller may still hold.
const HELD: usize = 4;

impl Pool {
    /// Room for so many values, with whatever was in it.
    pub(crate) fn take<N: ArrowNativeType>(&mut self, rows: usize) -> Vec<N> {
        for at in 0..self.0.len() {
            match self.0.swap_remove(at).into_vec::<N>() {
                Ok(mut values) => {
                    values.resize(rows, N::default());
                    return values;
                }
                // Somebody looks at it, or it has values of another size: it goes back to its place.
                Err(buffer) => {
                    self.0.push(buffer);
                    let last = self.0.len().saturating_sub(1);
                    self.0.swap(at, last);
                }
            }
        }
        vec![N::default(); rows]
    }

    /// A buffer of an array that is handed out.
    pub(crate) fn lend<N: ArrowNativeType>(&mut self, values: Vec<N>) -> ScalarBuffer<N> {
        let buffer = Buffer::from_vec(values);
        self.0.push(buffer.clone());
        buffer.into()
    }

    /// Forgets the oldest memory, if a caller holds on to it.
    pub(crate) fn trim(&mut self, columns: usize) {
        let most = columns.saturating_mul(HELD);
        self.0.drain(..self.0.len().saturating_sub(most));
    }
}

/// An array of points.
pub(crate) fn points<T: Thousandths>(values: ScalarBuffer<T::Native>, nulls: Option<NullBuffer>) -> ArrayRef {
    Arc::new(PrimitiveArray::<T>::new(values, nulls).with_data_type(T::data_type()))
}

/// Words by their places.
pub(crate) fn dictionary(keys: ScalarBuffer<i8>, nulls: Option<NullBuffer>, words: &ArrayRef) -> ArrayRef {
    Arc::new(DictionaryArray::new(PrimitiveArray::<Int8Type>::new(keys, nulls), Arc::clone(words)))
}

/// Every error of a row, in the order of its number.
pub(crate) const ROW_ERRORS: [RowError; 7] =
    [RowError::NotFinite, RowError::NoSuchDay, RowError::UnknownCategory, RowError::NoMatch, RowError::MissingFact, RowError::Coverage, RowError::UnknownTier];

/// What is wrong with a row.
pub(crate) struct Failed {
    pub(crate) row: usize,
    pub(crate) code: Cow<'static, str>,
    /// None if nobody asks.
    pub(crate) message: Option<String>,
}

/// Which rows are not in error; `None` if none is.
pub(crate) fn nulls(rows: usize, failed: &[Failed]) -> Option<NullBuffer> {
    if failed.is_empty() {
        return None;
    }
    let mut are_right = BooleanBufferBuilder::new(rows);
    are_right.append_n(rows, true);
    failed.iter().for_each(|failed| are_right.set_bit(failed.row, false));
    Some(are_right.finish().into())
}

/// The codes of the errors of rows.
pub(crate) fn error_codes(rows: usize, failed: &[Failed]) -> ArrayRef {
    let mut words: Vec<&str> = ROW_ERRORS.map(RowError::code).to_vec();
    let mut keys = vec![0_i8; rows];
    let mut are_wrong = BooleanBufferBuilder::new(rows);
    are_wrong.append_n(rows, false);
    for failed in failed {
        let place = words.iter().position(|word| *word == failed.code).unwrap_or_else(|| {
            words.push(&failed.code);
            words.len().saturating_sub(1)
        });
        // There are fewer codes than keys.
        keys.get_mut(failed.row).into_iter().for_each(|key| *key = i8::try_from(place).unwrap_or_default());
        are_wrong.set_bit(failed.row, true);
    }
    let words: ArrayRef = Arc::new(StringArray::from_iter_values(words));
    dictionary(keys.into(), Some(are_wrong.finish().into()), &words)
}

/// The errors of rows in words.
pub(crate) fn error_messages(rows: usize, failed: Vec<Failed>) -> ArrayRef {
    let mut messages = failed.into_iter().peekable();
    Arc::new((0..rows).map(|row| messages.next_if(|failed| failed.row == row)?.message).collect::<StringArray>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tierwise::Points;

    #[test]
    fn errors_stand_at_their_numbers() {
        for (at, error) in ROW_ERRORS.iter().enumerate() {
            assert_eq!(usize::from(*error as u8), at + 1);
        }
    }

    #[test]
    fn numbers_are_those_of_points() {
        for thousandths in [0, 1, -1, 12_207, -999_999_999_999_999, 999_999_999_999_999, 1_000_000_000_000_000, -1_000_000_000_000_000] {
            let points = Points::from_thousandths(thousandths).unwrap();
            assert_eq!(<Float64Type as Thousandths>::of(thousandths).to_bits(), points.to_f64().to_bits());
        }
    }

    #[test]
    fn memory_is_used_again_when_nobody_looks_at_it() {
        let mut pool = Pool::default();
        let held = pool.lend(vec![1_i64, 2, 3]);
        assert_eq!(pool.take::<i64>(2), [0, 0]);
        let at = held.as_ptr();
        drop(held);
        assert_eq!(pool.take::<u8>(1), [0]);
        let again = pool.take::<i64>(2);
        assert_eq!((again.as_ptr(), &again[..]), (at, &[1, 2][..]));
    }
}
