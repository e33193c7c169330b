//! A fact of many accounts: borrowed values, one a row, and which of them are there.

use std::ops::Range;

use fearless_simd::Level;

use super::RowError;
use super::kernel::{Block, EVERY_ROW, LANES, Lookup, Present, ROWS, fill};
use crate::date::Date;
use crate::fact::{FactRef, FactType};
use crate::number::Finite;
use crate::policy::Transform;

/// A fact of many accounts, one value a row, borrowed.
///
/// ```
/// use tierwise::columns::{Bits, Column};
/// let units = [120.0, f64::NAN, 7.0];
/// let column = Column::numbers(&units).with_validity(Bits::new(&[0b011], 0)); // the second and third are missing
/// assert_eq!(column.rows(), Some(3));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Column<'a> {
    values: Values<'a>,
    validity: Option<Bits<'a>>,
}

#[derive(Debug, Clone, Copy)]
enum Values<'a> {
    Numbers(&'a [f64]),
    Categories(Codes<'a>, &'a [&'a str]),
    Flags(&'a [bool]),
    FlagBits(Bits<'a>),
    Days(&'a [i32]),
}

/// What stands in a column of days for a time within a day, which is no day: its row is in error.
///
/// ```
/// use tierwise::columns::{NO_DAY, shown_day};
/// assert_eq!([NO_DAY, 0, i32::MAX].map(shown_day), ["a time of day", "1970-01-01", "2147483647 days since 1970-01-01"]);
/// ```
pub const NO_DAY: i32 = i32::MIN;

/// A day since 1970-01-01 as a document has it; in words if it is outside of the calendar, which every document refuses.
#[must_use]
pub fn shown_day(day: i32) -> String {
    match Date::from_days_since_1970(day) {
        Some(day) => day.to_string(),
        None if day == NO_DAY => "a time of day".to_owned(),
        None => format!("{day} days since 1970-01-01"),
    }
}

/// Places of words in a dictionary, one a row; a negative one is missing.
#[derive(Debug, Clone, Copy)]
pub enum Codes<'a> {
    /// Signed.
    I8(&'a [i8]),
    /// Signed.
    I32(&'a [i32]),
    /// Not negative.
    U8(&'a [u8]),
    /// Not negative.
    U32(&'a [u32]),
}

/// The same for codes of every kind.
macro_rules! of_any_kind {
    ($codes:expr, $slice:ident => $what:expr) => {
        match $codes {
            Codes::I8($slice) => $what,
            Codes::I32($slice) => $what,
            Codes::U8($slice) => $what,
            Codes::U32($slice) => $what,
        }
    };
}

impl Codes<'_> {
    fn rows(self) -> usize {
        of_any_kind!(self, codes => codes.len())
    }

    /// The place in the dictionary; `None` if it is negative.
    fn at(self, row: usize) -> Option<usize> {
        of_any_kind!(self, codes => codes.get(row).copied().map(i64::from)).and_then(|code| usize::try_from(code).ok())
    }
}

macro_rules! codes {
    ($($variant:ident: $code:ty),+) => {
        $(impl<'a> From<&'a [$code]> for Codes<'a> {
            fn from(codes: &'a [$code]) -> Self {
                Self::$variant(codes)
            }
        })+
    };
}
codes!(I8: i8, I32: i32, U8: u8, U32: u32);

/// Bits in the order of Arrow: row r is bit `(offset + r) % 8` of byte `(offset + r) / 8`, the least bit first.
#[derive(Debug, Clone, Copy)]
pub struct Bits<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Bits<'a> {
    /// Bits from a place on.
    #[must_use]
    pub const fn new(bytes: &'a [u8], offset: usize) -> Self {
        Self { bytes, offset }
    }

    fn has(self, rows: usize) -> bool {
        self.offset.checked_add(rows).is_some_and(|bits| bits.div_ceil(8) <= self.bytes.len())
    }

    fn get(self, row: usize) -> bool {
        self.word(row) & 1 == 1
    }

    /// The bits of 64 rows, the first one lowest; none beyond the end.
    fn word(self, row: usize) -> u64 {
        let bit = self.offset.saturating_add(row);
        let bytes = self.bytes.get(bit / 8..).unwrap_or_default();
        let first = match bytes.first_chunk() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => bytes.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        match (bit % 8, bytes.get(8)) {
            (shift, Some(ninth)) if shift > 0 => (first >> shift) | u64::from(*ninth).wrapping_shl(64_u32.wrapping_sub(shift as u32)),
            (shift, _) => first >> shift,
        }
    }

    /// Calls for every row of some whose bit is not set, with its place among them.
    fn unset(self, rows: &Range<usize>, mut each: impl FnMut(usize)) {
        for at in (0..rows.len()).step_by(64) {
            let within = rows.len().saturating_sub(at);
            let beyond = if within < 64 { u64::MAX << within } else { 0 };
            let mut unset = !(self.word(rows.start.saturating_add(at)) | beyond);
            while unset != 0 {
                each(at.saturating_add(unset.trailing_zeros() as usize));
                unset &= unset.wrapping_sub(1);
            }
        }
    }

    /// The bits of a block.
    pub(super) fn block(self, rows: &Range<usize>, present: &mut Present) {
        for (bytes, row) in present.as_chunks_mut::<8>().0.iter_mut().zip(rows.clone().step_by(64)) {
            *bytes = self.word(row).to_le_bytes();
        }
    }
}

impl<'a> Column<'a> {
    /// Numbers; NaN is missing.
    #[must_use]
    pub const fn numbers(values: &'a [f64]) -> Self {
        Self { values: Values::Numbers(values), validity: None }
    }

    /// Words of a dictionary by their places in it.
    #[must_use]
    pub fn categories(codes: impl Into<Codes<'a>>, words: &'a [&'a str]) -> Self {
        Self { values: Values::Categories(codes.into(), words), validity: None }
    }

    /// Flags, a byte each.
    #[must_use]
    pub const fn flags(values: &'a [bool]) -> Self {
        Self { values: Values::Flags(values), validity: None }
    }

    /// Flags, a bit each.
    #[must_use]
    pub const fn flag_bits(values: Bits<'a>) -> Self {
        Self { values: Values::FlagBits(values), validity: None }
    }

    /// Days since 1970-01-01. One outside of the calendar puts its row in error; [`NO_DAY`] is what stands for a time within a day.
    #[must_use]
    pub const fn days(values: &'a [i32]) -> Self {
        Self { values: Values::Days(values), validity: None }
    }

    /// Rows whose bit is not set are missing, whatever their value.
    #[must_use]
    pub const fn with_validity(self, validity: Bits<'a>) -> Self {
        Self { validity: Some(validity), ..self }
    }

    /// How many rows there are; `None` for bits, which do not say.
    #[must_use]
    pub fn rows(&self) -> Option<usize> {
        match self.values {
            Values::Numbers(values) => Some(values.len()),
            Values::Categories(codes, _) => Some(codes.rows()),
            Values::Flags(values) => Some(values.len()),
            Values::FlagBits(_) => None,
            Values::Days(values) => Some(values.len()),
        }
    }

    /// What is wrong with the column's length, in words.
    pub(super) fn misfit(&self, rows: usize) -> Option<String> {
        if let Some(found) = self.rows().filter(|found| *found != rows) {
            return Some(format!("expected {rows} rows, found {found}"));
        }
        let bits = match self.values {
            Values::FlagBits(bits) => Some(bits),
            _ => None,
        };
        let short = bits.into_iter().chain(self.validity).find(|bits| !bits.has(rows))?;
        Some(format!("expected bits of {rows} rows from bit {} on, found {} bytes", short.offset, short.bytes.len()))
    }

    /// The days as they stand, those of missing rows included; none of another column.
    pub(super) fn raw_days(&self) -> &'a [i32] {
        if let Values::Days(days) = self.values { days } else { &[] }
    }

    /// The numbers as they stand, those of missing rows included; none of another column.
    pub(super) fn raw_numbers(&self) -> &'a [f64] {
        if let Values::Numbers(numbers) = self.values { numbers } else { &[] }
    }

    /// Adds the places of words of some rows as they stand; negative ones lie beyond every dictionary.
    pub(super) fn push_places(&self, rows: &Range<usize>, places: &mut Vec<u32>) {
        let Values::Categories(codes, _) = self.values else { return };
        of_any_kind!(codes, codes => places.extend(of(codes, rows).iter().map(|code| i64::from(*code) as u32)));
    }

    /// The words of a dictionary; none of another column.
    pub(super) fn words(&self) -> &'a [&'a str] {
        if let Values::Categories(_, words) = self.values { words } else { &[] }
    }

    /// Calls for every row of some that the validity says is missing, with its place among them.
    pub(super) fn each_invalid(&self, rows: &Range<usize>, each: impl FnMut(usize)) {
        if let Some(validity) = self.validity {
            validity.unset(rows, each);
        }
    }

    pub(super) fn fact_type(&self) -> FactType {
        match self.values {
            Values::Numbers(_) => FactType::Number,
            Values::Categories(..) => FactType::Category,
            Values::Flags(_) | Values::FlagBits(_) => FactType::Flag,
            Values::Days(_) => FactType::Date,
        }
    }

    /// Whether its values are numbers or days, rather than words or flags.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.values, Values::Numbers(_) | Values::Days(_))
    }

    /// What is said of a missing value, and of each word or flag by its place; NaN where nothing is said.
    pub(super) fn lookup(&self, says: impl Fn(Option<FactRef<'a>>) -> Option<f64>) -> Lookup {
        let says = |value| says(value).unwrap_or(f64::NAN);
        let places = match self.values {
            Values::Categories(_, words) => words.iter().map(|word| says(Some(FactRef::Category(word)))).collect(),
            Values::Flags(_) | Values::FlagBits(_) => [false, true].map(|flag| says(Some(FactRef::Flag(flag)))).to_vec(),
            Values::Numbers(_) | Values::Days(_) => Vec::new(),
        };
        Lookup::places(says(None), places)
    }

    /// The value of one row; `None` if it is missing.
    pub(super) fn value(&self, row: usize) -> Result<Option<FactRef<'a>>, RowError> {
        if self.validity.is_some_and(|validity| !validity.get(row)) {
            return Ok(None);
        }
        Ok(match self.values {
            Values::Numbers(values) => match values.get(row) {
                Some(number) if !number.is_nan() => Some(FactRef::Number(Finite::new(*number).ok_or(RowError::NotFinite)?.get())),
                _ => None,
            },
            Values::Categories(codes, words) => match codes.at(row) {
                Some(code) => Some(FactRef::Category(words.get(code).ok_or(RowError::UnknownCategory)?)),
                None => None,
            },
            Values::Flags(values) => values.get(row).map(|flag| FactRef::Flag(*flag)),
            Values::FlagBits(bits) => Some(FactRef::Flag(bits.get(row))),
            Values::Days(values) => match values.get(row) {
                Some(day) => Some(FactRef::Date(Date::from_days_since_1970(*day).ok_or(RowError::NoSuchDay)?)),
                None => None,
            },
        })
    }

    /// The raw value of one row, for an error's text.
    pub(super) fn shown(&self, row: usize) -> String {
        match self.values {
            Values::Numbers(values) => values.get(row).map(ToString::to_string),
            Values::Categories(codes, _) => codes.at(row).map(|code| code.to_string()),
            Values::Days(values) => values.get(row).map(|day| shown_day(*day)),
            Values::Flags(_) | Values::FlagBits(_) => None,
        }
        .unwrap_or_default()
    }

    /// Numbers of a block: days as numbers, words by their places in the dictionary, flags as zero and one. NaN where
    /// missing, infinite where there is no such number or day. Rows that the validity says are missing may have any number.
    pub(super) fn numbers_of<'b>(&self, level: Level, rows: &Range<usize>, transform: Option<(Transform, Date)>, block: &'b mut Block) -> &'b Block
    where
        'a: 'b,
    {
        match self.values {
            Values::Numbers(values) => {
                let values = of(values, rows);
                // Whole blocks are read where they stand.
                if let Some(whole) = values.first_chunk() {
                    return whole;
                }
                fill(level, values, block, |number| *number);
            }
            Values::Days(values) => match transform {
                Some((transform, as_of)) => load_days(level, of(values, rows), block, |day| transform.of(day, as_of)),
                // A day that is only looked at.
                None => load_days(level, of(values, rows), block, |_| 0.0),
            },
            Values::Categories(codes, _) => of_any_kind!(codes, codes => fill(level, of(codes, rows), block, |code| place(f64::from(*code)))),
            Values::Flags(flags) => fill(level, of(flags, rows), block, |flag| f64::from(u8::from(*flag))),
            Values::FlagBits(bits) => {
                let mut flags = [0; ROWS / LANES];
                bits.block(rows, &mut flags);
                for (slots, byte) in block.as_chunks_mut::<LANES>().0.iter_mut().zip(flags) {
                    slots.iter_mut().zip(0_u32..).for_each(|(slot, bit)| *slot = f64::from(byte.wrapping_shr(bit) & 1));
                }
            }
        }
        block
    }

    /// Which rows of a block the validity says are there.
    pub(super) fn present_of<'b>(&self, rows: &Range<usize>, present: &'b mut Present) -> &'b Present {
        let Some(validity) = self.validity else { return &EVERY_ROW };
        validity.block(rows, present);
        present
    }
}

/// What is negative is missing.
#[inline]
fn place(code: f64) -> f64 {
    if code < 0.0 { f64::NAN } else { code }
}

#[inline]
fn load_days(level: Level, values: &[i32], block: &mut Block, number: impl Fn(Date) -> f64) {
    fill(level, values, block, |day| Date::from_days_since_1970(*day).map_or(f64::INFINITY, &number));
}

fn of<'a, T>(values: &'a [T], rows: &Range<usize>) -> &'a [T] {
    values.get(rows.clone()).unwrap_or_default()
}
