//! Cells as arrays of every type that can say them.

use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, PrimitiveBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowDictionaryKeyType, ArrowPrimitiveType, Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, RunEndIndexType, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, DictionaryArray, LargeStringArray, NullArray, PrimitiveArray, RunArray, StringArray, StringViewArray, make_array};
use arrow_buffer::{ArrowNativeType, NullBuffer, ScalarBuffer, i256};
use arrow_data::transform::MutableArrayData;
use arrow_schema::DataType;
use tierwise::fact::FactType;
use tierwise_tests::random::Tape;
use tierwise_tests::rows::{Cell, WORDS};

/// An array of a random type with the cells, in the middle of a longer one. Cells become what the type can say.
pub fn array(tape: &mut Tape, fact_type: FactType, cells: &mut [Cell]) -> ArrayRef {
    let (before, after) = (tape.below(70), tape.below(3));
    let mut padded: Vec<Cell> = (0..before).map(|at| if at % 3 == 0 { Cell::Missing } else { strange(fact_type) }).collect();
    padded.extend(cells.iter().cloned());
    padded.extend((0..after).map(|_| strange(fact_type)));
    let array = whole(tape, fact_type, &mut padded);
    let array = match tape.below(6) {
        0 => by_places(&array, tape.chance(50)),
        // Tests make arrays longer than the smallest type of ends can say.
        1 => runs(&array, 1 + tape.below(2)),
        _ => array,
    };
    cells.clone_from_slice(&padded[before..before + cells.len()]);
    array.slice(before, cells.len())
}

/// The same as a dictionary: values of any type by their places, in reverse; what is missing has no place, or that of a null.
pub fn by_places(array: &ArrayRef, by_null: bool) -> ArrayRef {
    if matches!(array.data_type(), DataType::Dictionary(..)) {
        return Arc::clone(array);
    }
    let data = array.to_data();
    let mut reversed = MutableArrayData::new(vec![&data], false, array.len());
    (0..array.len()).rev().for_each(|row| reversed.try_extend(0, row, row + 1).unwrap());
    let place = |row: usize| (by_null || array.is_valid(row)).then(|| i16::try_from(array.len() - 1 - row).unwrap());
    let keys: PrimitiveArray<Int16Type> = (0..array.len()).map(place).collect();
    Arc::new(DictionaryArray::new(keys, make_array(reversed.freeze())))
}

/// The same as runs, with one of three types of ends: a run for each row, and now and then one for two rows that say the same.
pub fn runs(array: &ArrayRef, ends: usize) -> ArrayRef {
    fn ended<R: RunEndIndexType>(array: &ArrayRef) -> ArrayRef {
        let data = array.to_data();
        let says_the_same = |row: usize| array.slice(row, 1).as_ref() == array.slice(row + 1, 1).as_ref();
        let lasts: Vec<usize> = (0..array.len()).filter(|row| row + 1 == array.len() || !says_the_same(*row)).collect();
        let mut values = MutableArrayData::new(vec![&data], false, lasts.len());
        lasts.iter().for_each(|row| values.try_extend(0, *row, row + 1).unwrap());
        let ends = PrimitiveArray::<R>::from_iter_values(lasts.iter().map(|row| R::Native::usize_as(row + 1)));
        Arc::new(RunArray::<R>::try_new(&ends, &make_array(values.freeze())).unwrap())
    }
    match ends {
        _ if array.is_empty() => Arc::clone(array),
        0 => ended::<Int16Type>(array),
        1 => ended::<Int32Type>(array),
        _ => ended::<Int64Type>(array),
    }
}

fn strange(fact_type: FactType) -> Cell {
    match fact_type {
        FactType::Number => Cell::Number(77.0),
        FactType::Category => Cell::Word("rot"),
        FactType::Flag => Cell::Flag(true),
        FactType::Date => Cell::Day(3),
    }
}

fn whole(tape: &mut Tape, fact_type: FactType, cells: &mut [Cell]) -> ArrayRef {
    if tape.chance(3) {
        cells.fill(Cell::Missing);
        return Arc::new(NullArray::new(cells.len()));
    }
    match fact_type {
        FactType::Number => numbers(tape.below(NUMBERS), cells),
        FactType::Category => words(tape, cells),
        FactType::Flag => flags(cells),
        FactType::Date => days(tape.below(DAYS), cells),
    }
}

fn flags(cells: &[Cell]) -> ArrayRef {
    let mut flags = BooleanBuilder::new();
    cells.iter().for_each(|cell| flags.append_option(if let Cell::Flag(flag) = cell { Some(*flag) } else { None }));
    Arc::new(flags.finish())
}

/// Values of a type, and cells as the type says them.
fn primitive<T: ArrowPrimitiveType>(cells: &mut [Cell], data_type: DataType, say: impl Fn(f64) -> (T::Native, f64)) -> ArrayRef {
    let mut values = PrimitiveBuilder::<T>::new();
    for cell in cells {
        match cell {
            Cell::Number(number) => {
                let (value, said) = say(*number);
                values.append_value(value);
                *cell = Cell::Number(said);
            }
            _ => values.append_null(),
        }
    }
    Arc::new(values.finish().with_data_type(data_type))
}

/// The decimal of three digits after the point, and the `f64` that its text is.
fn decimal(number: f64, most: f64) -> (i64, f64) {
    let thousandths = (number * 1_000.0).clamp(-most, most) as i64;
    let sign = if thousandths < 0 { "-" } else { "" };
    (thousandths, format!("{sign}{}.{:03}", thousandths.unsigned_abs() / 1_000, thousandths.unsigned_abs() % 1_000).parse().unwrap())
}

pub fn numbers(form: usize, cells: &mut [Cell]) -> ArrayRef {
    macro_rules! whole {
        ($type:ty, $native:ty) => {
            primitive::<$type>(cells, <$type>::DATA_TYPE, |number| (number as $native, (number as $native) as f64))
        };
    }
    match form {
        0 => primitive::<Float64Type>(cells, DataType::Float64, |number| (number, number)),
        1 => {
            let number = |cell: &Cell| if let Cell::Number(number) = cell { *number } else { f64::NAN };
            Arc::new(PrimitiveArray::<Float64Type>::from_iter_values(cells.iter().map(number)))
        }
        // What stands where nothing is known does not matter.
        16 => {
            let number = |cell: &Cell| if let Cell::Number(number) = cell { *number } else { f64::INFINITY };
            let values: ScalarBuffer<f64> = cells.iter().map(number).collect();
            let nulls: NullBuffer = cells.iter().map(|cell| *cell != Cell::Missing).collect();
            Arc::new(PrimitiveArray::<Float64Type>::new(values, Some(nulls)))
        }
        2 => primitive::<Float32Type>(cells, DataType::Float32, |number| (number as f32, f64::from(number as f32))),
        3 => primitive::<Float16Type>(cells, DataType::Float16, |number| {
            let half = <Float16Type as ArrowPrimitiveType>::Native::from_f64(number);
            (half, half.to_f64())
        }),
        4 => whole!(Int8Type, i8),
        5 => whole!(Int16Type, i16),
        6 => whole!(Int32Type, i32),
        7 => whole!(Int64Type, i64),
        8 => whole!(UInt8Type, u8),
        9 => whole!(UInt16Type, u16),
        10 => whole!(UInt32Type, u32),
        11 => whole!(UInt64Type, u64),
        12 => primitive::<Decimal32Type>(cells, DataType::Decimal32(9, 3), |number| {
            let (value, said) = decimal(number, 999_999_999.0);
            (value as i32, said)
        }),
        13 => primitive::<Decimal64Type>(cells, DataType::Decimal64(18, 3), |number| decimal(number, 9e17)),
        14 => primitive::<Decimal128Type>(cells, DataType::Decimal128(38, 3), |number| {
            let (value, said) = decimal(number, 9e18);
            (i128::from(value), said)
        }),
        _ => primitive::<Decimal256Type>(cells, DataType::Decimal256(76, 3), |number| {
            let (value, said) = decimal(number, 9e18);
            (i256::from(value), said)
        }),
    }
}

/// Forms of [`numbers`].
pub const NUMBERS: usize = 17;

pub fn word(cell: &Cell) -> Option<&'static str> {
    if let Cell::Word(word) = cell { Some(word) } else { None }
}

pub fn texts<'a>(form: usize, texts: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    match form {
        0 => Arc::new(texts.collect::<StringArray>()),
        1 => Arc::new(texts.collect::<LargeStringArray>()),
        _ => Arc::new(texts.collect::<StringViewArray>()),
    }
}

fn words(tape: &mut Tape, cells: &[Cell]) -> ArrayRef {
    let form = tape.below(3);
    match tape.below(9) {
        0 => texts(form, cells.iter().map(word)),
        key => dictionary(key - 1, form, tape.chance(50), cells),
    }
}

/// A dictionary with one of eight types of keys; missing by a null key, or by a key of a null word.
pub fn dictionary(key: usize, form: usize, by_word: bool, cells: &[Cell]) -> ArrayRef {
    fn keyed<K: ArrowDictionaryKeyType>(values: &ArrayRef, by_word: bool, cells: &[Cell]) -> ArrayRef {
        let place = |cell: &Cell| match word(cell) {
            Some(word) => WORDS.iter().position(|known| *known == word),
            None => by_word.then_some(WORDS.len()),
        };
        let keys: PrimitiveArray<K> = cells.iter().map(|cell| place(cell).map(K::Native::usize_as)).collect();
        Arc::new(DictionaryArray::new(keys, Arc::clone(values)))
    }
    let values = texts(form, WORDS.iter().map(|word| Some(*word)).chain([None]));
    match key {
        0 => keyed::<Int8Type>(&values, by_word, cells),
        1 => keyed::<Int16Type>(&values, by_word, cells),
        2 => keyed::<Int32Type>(&values, by_word, cells),
        3 => keyed::<Int64Type>(&values, by_word, cells),
        4 => keyed::<UInt8Type>(&values, by_word, cells),
        5 => keyed::<UInt16Type>(&values, by_word, cells),
        6 => keyed::<UInt32Type>(&values, by_word, cells),
        _ => keyed::<UInt64Type>(&values, by_word, cells),
    }
}

/// Days as of two hours east of UTC.
pub fn days(form: usize, cells: &mut [Cell]) -> ArrayRef {
    /// On the first second of the day two hours east.
    const MIDNIGHT: i64 = -2 * 3_600;
    fn of<T: ArrowPrimitiveType<Native = i64>>(cells: &mut [Cell], data_type: DataType, units_a_second: i64, second: i64, most: i32) -> ArrayRef {
        let mut values = PrimitiveBuilder::<T>::new();
        for cell in cells {
            if let Cell::Day(day) = cell {
                *day = (*day).clamp(-most, most);
                values.append_value((i64::from(*day) * 86_400 + second) * units_a_second);
            } else {
                values.append_null();
            }
        }
        Arc::new(values.finish().with_data_type(data_type))
    }
    match form {
        0 => Arc::new(cells.iter().map(|cell| if let Cell::Day(day) = cell { Some(*day) } else { None }).collect::<PrimitiveArray<Date32Type>>()),
        1 => of::<Date64Type>(cells, DataType::Date64, 1_000, 0, i32::MAX),
        2 => of::<TimestampSecondType>(cells, TimestampSecondType::DATA_TYPE, 1, 86_399, i32::MAX),
        3 => of::<TimestampMillisecondType>(
            cells,
            PrimitiveArray::<TimestampMillisecondType>::new_null(0).with_timezone("Asia/Tokyo").data_type().clone(),
            1_000,
            MIDNIGHT,
            i32::MAX,
        ),
        4 => of::<TimestampMicrosecondType>(
            cells,
            PrimitiveArray::<TimestampMicrosecondType>::new_null(0).with_timezone("+09:00").data_type().clone(),
            1_000_000,
            MIDNIGHT + 86_399,
            100_000_000,
        ),
        _ => of::<TimestampNanosecondType>(cells, TimestampNanosecondType::DATA_TYPE, 1_000_000_000, 0, 100_000),
    }
}

/// Forms of [`days`].
pub const DAYS: usize = 6;

/// The words of a column, dictionary or not.
pub fn read_words(array: &dyn Array) -> Vec<Option<String>> {
    let dictionary = array.as_dictionary::<Int8Type>();
    let words = dictionary.values().as_string::<i32>();
    dictionary.keys().iter().map(|key| key.map(|key| words.value(usize::try_from(key).unwrap()).to_owned())).collect()
}
