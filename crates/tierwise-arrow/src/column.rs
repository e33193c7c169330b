//! Arrow arrays as columns of the core: borrowed where the layouts agree, converted exactly where they do not.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType, Float16Type, Float32Type, Float64Type, Int8Type,
    Int16Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrowPrimitiveType};
use arrow_buffer::{ArrowNativeType, BooleanBuffer, NullBuffer};
use arrow_schema::{DataType, TimeUnit};
use tierwise::columns::{Bits, Codes, Column};
use tierwise::fact::FactType;

use crate::encoded;
use crate::words::{Places, words};
use crate::zone::{Zone, midnight};

/// An array that was read as facts of one type.
pub(crate) struct Loaded<'a> {
    pub(crate) values: Values<'a>,
    pub(crate) validity: Option<NullBuffer>,
}

pub(crate) enum Values<'a> {
    /// Nothing is known of any row.
    Missing,
    Numbers(Cow<'a, [f64]>),
    Words(Places<'a>, Vec<&'a str>),
    Flags(BooleanBuffer),
    Days(Cow<'a, [i32]>),
}

/// Why an array cannot be facts of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misfit {
    /// It has another type.
    Type,
    /// It has instants, and nobody said when their days begin.
    NoZone,
}

impl<'a> Loaded<'a> {
    /// Reads an array as facts of a type.
    pub(crate) fn new(array: &'a dyn Array, fact_type: FactType, zone: Option<Zone>) -> Result<Self, Misfit> {
        if *array.data_type() == DataType::Null {
            return Ok(Self { values: Values::Missing, validity: None });
        }
        if let Some((places, values)) = encoded::places(array, fact_type) {
            return Self::new(values, fact_type, zone).map(|values| values.at(&places));
        }
        let values = match fact_type {
            FactType::Number => Values::Numbers(numbers(array).ok_or(Misfit::Type)?),
            FactType::Category => {
                let (places, words) = words(array).ok_or(Misfit::Type)?;
                Values::Words(places, words)
            }
            FactType::Flag => Values::Flags(array.as_boolean_opt().ok_or(Misfit::Type)?.values().clone()),
            FactType::Date => Values::Days(days(array, zone)?),
        };
        // A dictionary may say that a value is null, too.
        Ok(Self { values, validity: array.logical_nulls().filter(|nulls| nulls.null_count() > 0) })
    }

    /// The same where structs around it are null.
    pub(crate) fn within(self, nulls: Option<&NullBuffer>) -> Self {
        Self { validity: NullBuffer::union(self.validity.as_ref(), nulls), ..self }
    }

    /// The same for rows that have its values by their places; a place that it does not have is missing.
    fn at(self, places: &[usize]) -> Self {
        fn all<V: Copy>(values: &[V], places: &[usize], missing: V) -> Vec<V> {
            places.iter().map(|place| values.get(*place).copied().unwrap_or(missing)).collect()
        }
        let rows = match &self.values {
            Values::Missing => return self,
            Values::Numbers(values) => values.len(),
            Values::Words(codes, _) => codes.len(),
            Values::Flags(values) => values.len(),
            Values::Days(values) => values.len(),
        };
        let is_there = |place: &usize| *place < rows && self.validity.as_ref().is_none_or(|nulls| nulls.is_valid(*place));
        let validity = NullBuffer::new(places.iter().map(is_there).collect());
        let values = match self.values {
            Values::Missing => Values::Missing,
            Values::Numbers(values) => Values::Numbers(all(&values, places, f64::NAN).into()),
            Values::Words(codes, words) => {
                let code = |place: &usize| codes.at(*place).and_then(|code| u32::try_from(code).ok()).unwrap_or(u32::MAX);
                Values::Words(Places::Owned(places.iter().map(code).collect()), words)
            }
            Values::Flags(values) => Values::Flags(places.iter().map(|place| *place < rows && values.value(*place)).collect()),
            Values::Days(values) => Values::Days(all(&values, places, 0).into()),
        };
        Self { values, validity: Some(validity).filter(|nulls| nulls.null_count() > 0) }
    }

    /// The core's view of it; `None` where nothing is known of any row.
    pub(crate) fn column(&self) -> Option<Column<'_>> {
        let column = match &self.values {
            Values::Missing => return None,
            Values::Numbers(values) => Column::numbers(values),
            Values::Words(Places::Borrowed(codes), words) => Column::categories(*codes, words),
            Values::Words(Places::Owned(codes), words) => Column::categories(Codes::U32(codes), words),
            Values::Flags(values) => Column::flag_bits(Bits::new(values.values(), values.offset())),
            Values::Days(values) => Column::days(values),
        };
        Some(match &self.validity {
            Some(nulls) => column.with_validity(Bits::new(nulls.validity(), nulls.offset())),
            None => column,
        })
    }
}

/// Numbers of every width. As in documents, a whole number beyond 2^53 is the nearest `f64`, and a decimal is the `f64` that
/// its text is read as.
fn numbers(array: &dyn Array) -> Option<Cow<'_, [f64]>> {
    fn of<T: ArrowPrimitiveType>(array: &dyn Array, number: impl Fn(T::Native) -> f64) -> Cow<'_, [f64]> {
        array.as_primitive::<T>().values().iter().map(|value| number(*value)).collect()
    }
    Some(match array.data_type() {
        DataType::Float64 => Cow::Borrowed(array.as_primitive::<Float64Type>().values()),
        DataType::Float32 => of::<Float32Type>(array, f64::from),
        DataType::Float16 => of::<Float16Type>(array, f64::from),
        DataType::Int8 => of::<Int8Type>(array, f64::from),
        DataType::Int16 => of::<Int16Type>(array, f64::from),
        DataType::Int32 => of::<Int32Type>(array, f64::from),
        DataType::Int64 => of::<Int64Type>(array, |value| value as f64),
        DataType::UInt8 => of::<UInt8Type>(array, f64::from),
        DataType::UInt16 => of::<UInt16Type>(array, f64::from),
        DataType::UInt32 => of::<UInt32Type>(array, f64::from),
        DataType::UInt64 => of::<UInt64Type>(array, |value| value as f64),
        DataType::Decimal32(precision, scale) => of::<Decimal32Type>(array, decimal::<Decimal32Type>(*precision, *scale)),
        DataType::Decimal64(precision, scale) => of::<Decimal64Type>(array, decimal::<Decimal64Type>(*precision, *scale)),
        DataType::Decimal128(precision, scale) => of::<Decimal128Type>(array, decimal::<Decimal128Type>(*precision, *scale)),
        DataType::Decimal256(precision, scale) => of::<Decimal256Type>(array, decimal::<Decimal256Type>(*precision, *scale)),
        _ => return None,
    })
}

/// Whole numbers up to this one, either way, are `f64`s.
pub(crate) const EXACT: u64 = 1 << 53;

/// The `f64` that a decimal's text is read as.
fn decimal<T: DecimalType>(precision: u8, scale: i8) -> impl Fn(T::Native) -> f64 {
    // Powers of ten up to the 22nd are `f64`s: then one division of two exact numbers is the nearest.
    let unit = (0..=22).contains(&scale).then(|| (0..scale).fold(1.0, |unit, _| unit * 10.0));
    move |value| {
        let short = value.to_i64().filter(|value| value.unsigned_abs() <= EXACT);
        match short.zip(unit) {
            Some((value, unit)) => value as f64 / unit,
            // A text of a decimal always is a number.
            None => T::format_decimal(value, precision, scale).parse().unwrap_or(f64::NAN),
        }
    }
}

/// Days since 1970-01-01.
fn days(array: &dyn Array, zone: Option<Zone>) -> Result<Cow<'_, [i32]>, Misfit> {
    fn of<T: ArrowPrimitiveType<Native = i64>>(array: &dyn Array, day: impl Fn(i64) -> i32) -> Cow<'_, [i32]> {
        array.as_primitive::<T>().values().iter().map(|value| day(*value)).collect()
    }
    const SECONDS: i64 = 24 * 60 * 60;
    let day = |units: i64, is_instant: bool| {
        if is_instant && zone.is_none() {
            return Err(Misfit::NoZone);
        }
        Ok(move |count| zone.map_or_else(|| midnight(count, units), |zone| zone.day(count, units, is_instant)))
    };
    Ok(match array.data_type() {
        DataType::Date32 => Cow::Borrowed(array.as_primitive::<Date32Type>().values()),
        // Milliseconds of a day, not of an instant.
        DataType::Date64 => of::<Date64Type>(array, |count| Zone::UTC.day(count, SECONDS * 1_000, false)),
        DataType::Timestamp(TimeUnit::Second, zone) => of::<TimestampSecondType>(array, day(SECONDS, zone.is_some())?),
        DataType::Timestamp(TimeUnit::Millisecond, zone) => of::<TimestampMillisecondType>(array, day(SECONDS * 1_000, zone.is_some())?),
        DataType::Timestamp(TimeUnit::Microsecond, zone) => of::<TimestampMicrosecondType>(array, day(SECONDS * 1_000_000, zone.is_some())?),
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => of::<TimestampNanosecondType>(array, day(SECONDS * 1_000_000_000, zone.is_some())?),
        _ => return Err(Misfit::Type),
    })
}

#[cfg(test)]
mod tests {
    use arrow_array::{Decimal32Array, Decimal128Array, Decimal256Array};
    use arrow_buffer::i256;

    use super::*;

    #[test]
    fn decimals_are_what_their_texts_are_read_as() {
        let parsed = |value: i128, scale: i8| format!("{value}e{}", -i32::from(scale)).parse::<f64>().unwrap();
        for scale in [-3, 0, 1, 3, 10, 22, 23, 30] {
            let small = (-2_000..2_000).map(|at| at * 7 + 1);
            let large = (0..200).map(|at| (1 << 53) - 100 + at).chain((0..100).map(|at| 123_456_789_012_345_678_901_234_567 * at));
            let values: Vec<i128> = small.chain(large).collect();
            let expected: Vec<f64> = values.iter().map(|value| parsed(*value, scale)).collect();
            let array = Decimal128Array::from(values.clone()).with_precision_and_scale(38, scale).unwrap();
            assert_eq!(*numbers(&array).unwrap(), expected, "scale {scale}");
            let wide: Vec<i256> = values.iter().map(|value| i256::from_i128(*value)).collect();
            let array = Decimal256Array::from(wide).with_precision_and_scale(76, scale).unwrap();
            assert_eq!(*numbers(&array).unwrap(), expected, "scale {scale}");
        }
        let array = Decimal32Array::from(vec![315]).with_precision_and_scale(9, 2).unwrap();
        assert_eq!(*numbers(&array).unwrap(), [3.15]);
    }
}
