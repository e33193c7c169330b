//! Numbers: exact points and weights, finite measures, and the one rounding rule.
//!
//! Points are whole thousandths in an `i64`, weights whole millionths. On the wire both are plain
//! numbers, exact through an `f64` in every language. Rules N1 to N3 and N5 of `docs/semantics.md`.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// Thousandths in one point.
pub(crate) const THOUSANDTHS: f64 = 1_000.0;
/// Millionths in a weight of one.
const MILLIONTHS: f64 = 1_000_000.0;
/// The denominator of a product of two weights: millionths squared.
const WEIGHT_PRODUCT: i128 = 1_000_000_000_000;

/// Why a number was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NumberError {
    /// More decimals than allowed.
    #[error("expected at most {allowed} decimals, found {found} (number.decimals)")]
    Decimals {
        /// Decimals allowed.
        allowed: u8,
        /// The number found.
        found: f64,
    },
    /// Outside the range.
    #[error("expected a number from {least} to {most}, found {found} (number.range)")]
    Range {
        /// Least allowed.
        least: f64,
        /// Most allowed.
        most: f64,
        /// The number found.
        found: f64,
    },
    /// NaN or infinite.
    #[error("expected a finite number, found {found} (number.not_finite)")]
    NotFinite {
        /// The number found.
        found: f64,
    },
}

/// Points, exact to the thousandth, at most 10^12 either way.
///
/// ```
/// use tierwise::Points;
/// let points = Points::from_f64(12.207)?;
/// assert_eq!(points.thousandths(), 12_207);
/// assert_eq!(points.to_string(), "12.207");
/// assert!(Points::from_f64(0.0001).is_err());
/// # Ok::<(), tierwise::number::NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);
    /// The most points there can be: 10^12.
    pub const MAX: Self = Self(1_000_000_000_000_000);
    /// The fewest points there can be: -10^12.
    pub const MIN: Self = Self(-1_000_000_000_000_000);

    /// From whole thousandths; `None` beyond 10^12 points either way.
    #[must_use]
    pub const fn from_thousandths(thousandths: i64) -> Option<Self> {
        if thousandths > Self::MAX.0 || thousandths < Self::MIN.0 { None } else { Some(Self(thousandths)) }
    }

    /// Whole thousandths.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// From a number with at most three decimals.
    ///
    /// # Errors
    /// [`NumberError`] when the number has a fourth decimal, is beyond 10^12, NaN or infinite.
    pub fn from_f64(points: f64) -> Result<Self, NumberError> {
        decimal(points, THOUSANDTHS, 3, Self::MIN.to_f64(), Self::MAX.to_f64()).map(Self)
    }

    /// As a number, exactly the one that [`from_f64`](Self::from_f64) reads back.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        thousandths_to_points(self.0 as f64)
    }

    /// The sum, or `None` beyond the range.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Self::from_thousandths(sum),
            None => None,
        }
    }

    /// The sum, or the end of the range.
    pub(crate) fn saturating_add(self, other: Self) -> Self {
        self.checked_add(other).unwrap_or(if other < Self::ZERO { Self::MIN } else { Self::MAX })
    }

    /// The difference, or the end of the range.
    pub(crate) fn saturating_sub(self, other: Self) -> Self {
        self.checked_sub(other).unwrap_or(if other > Self::ZERO { Self::MIN } else { Self::MAX })
    }

    /// The difference, or `None` beyond the range.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Self::from_thousandths(difference),
            None => None,
        }
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        let digits = f.precision().unwrap_or(3).min(3);
        let text = format!("{part:03}");
        let shown = match f.precision() {
            // Without a stated precision: as many decimals as there are.
            None => text.trim_end_matches('0'),
            Some(_) => text.get(..digits).unwrap_or_default(),
        };
        if shown.is_empty() { f.pad_integral(true, "", &format!("{sign}{whole}")) } else { f.pad_integral(true, "", &format!("{sign}{whole}.{shown}")) }
    }
}

impl fmt::Debug for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_f64())
    }
}

/// A lowest and a highest composite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// The lowest.
    pub lowest: Points,
    /// The highest.
    pub highest: Points,
}

/// A weight: not negative, at most 10,000, exact to the millionth.
///
/// ```
/// use tierwise::Weight;
/// assert_eq!(Weight::from_f64(0.25)?.millionths(), 250_000);
/// assert!(Weight::from_f64(-1.0).is_err());
/// # Ok::<(), tierwise::number::NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(i64);

impl Weight {
    /// The weight that changes nothing; the default.
    pub const ONE: Self = Self(1_000_000);
    /// The greatest weight: 10,000.
    pub const MAX: Self = Self(10_000_000_000);

    /// Whole millionths.
    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }

    /// From a number with at most six decimals.
    ///
    /// # Errors
    /// [`NumberError`] when the number is negative, above 10,000, has a seventh decimal, or is not finite.
    pub fn from_f64(weight: f64) -> Result<Self, NumberError> {
        decimal(weight, MILLIONTHS, 6, 0.0, Self::MAX.to_f64()).map(Self)
    }

    /// As a number.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / MILLIONTHS
    }
}

impl Default for Weight {
    fn default() -> Self {
        Self::ONE
    }
}

impl fmt::Debug for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_f64())
    }
}

/// A finite number: never NaN, never infinite, never minus zero.
///
/// ```
/// use tierwise::Finite;
/// assert_eq!(Finite::new(2.5).map(Finite::get), Some(2.5));
/// assert_eq!(Finite::new(f64::NAN), None);
/// ```
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Finite(f64);

impl Finite {
    /// `None` for NaN and the infinities.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        // Adding zero turns minus zero into zero, so that equal numbers have equal bits.
        number.is_finite().then_some(Self(number + 0.0))
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl Eq for Finite {}

impl fmt::Debug for Finite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl PartialOrd for Finite {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Finite {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// 1.5 x 2^52: between 2^52 and 2^53 an `f64` is a whole number, and the addition that leads there rounds to the
/// nearest one, ties to even. Anything within 2^51 of zero stays in that stretch.
pub(crate) const WHOLE: f64 = 6_755_399_441_055_744.0;

/// The one rounding rule (N2): to the nearest whole number, ties to even.
///
/// The argument is in thousandths of a point and within [`Points`]' range, which is less than 2^51. There is no
/// branch and no call in it, so that loops over many rows run on vectors.
#[inline]
pub(crate) fn round(thousandths: f64) -> i64 {
    (thousandths + WHOLE).to_bits().wrapping_sub(WHOLE.to_bits()) as i64
}

/// The same, as a number that sums exactly.
#[inline]
pub(crate) fn round_to_f64(thousandths: f64) -> f64 {
    (thousandths + WHOLE) - WHOLE
}

/// Whole thousandths as points.
#[inline]
pub(crate) fn thousandths_to_points(thousandths: f64) -> f64 {
    thousandths / THOUSANDTHS
}

/// `points x aspect weight x criterion weight` in thousandths, not yet rounded to a whole number.
///
/// Exact whenever an `f64` can hold the exact product, always when both weights are one.
pub(crate) fn weighted(points: Points, aspect: Weight, criterion: Weight) -> f64 {
    let (whole, rest) = weighted_parts(points, aspect, criterion);
    whole as f64 + rest as f64 / WEIGHT_PRODUCT as f64
}

/// `points x aspect weight x criterion weight`, rounded once, exactly (N2); `None` on overflow.
pub(crate) fn weighted_rounded(points: Points, aspect: Weight, criterion: Weight) -> Option<Points> {
    let (whole, rest) = weighted_parts(points, aspect, criterion);
    let half = WEIGHT_PRODUCT / 2;
    let up = rest > half || (rest == half && whole.rem_euclid(2) == 1);
    let rounded = whole.checked_add(i128::from(up))?;
    i64::try_from(rounded).ok().and_then(Points::from_thousandths)
}

/// The product as floor and remainder; |product| < 10^15 x 10^10 x 10^10, far inside an `i128`.
fn weighted_parts(points: Points, aspect: Weight, criterion: Weight) -> (i128, i128) {
    let weight = i128::from(aspect.0).saturating_mul(i128::from(criterion.0));
    let product = i128::from(points.0).saturating_mul(weight);
    (product.div_euclid(WEIGHT_PRODUCT), product.rem_euclid(WEIGHT_PRODUCT))
}

/// A number with a limited count of decimals as a whole count of its smallest unit.
fn decimal(number: f64, unit: f64, allowed: u8, least: f64, most: f64) -> Result<i64, NumberError> {
    if !number.is_finite() {
        return Err(NumberError::NotFinite { found: number });
    }
    if number < least || number > most {
        return Err(NumberError::Range { least, most, found: number });
    }
    let units = (number * unit).round_ties_even();
    // The nearest whole unit must be the very number written, or it had more decimals.
    if units / unit == number { Ok(units as i64) } else { Err(NumberError::Decimals { allowed, found: number }) }
}

/// Writes whole numbers without a fraction, so that texts agree in every language (`68`, not `68.0`).
pub(crate) fn serialize<S: Serializer>(number: f64, serializer: S) -> Result<S::Ok, S::Error> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    // There and back: for the fraction there is no instruction that every machine has.
    let whole = number as i64;
    if whole as f64 == number && number.abs() < EXACT { serializer.serialize_i64(whole) } else { serializer.serialize_f64(number) }
}

/// Takes a number, and nothing that a host language may turn into one (booleans, text).
pub(crate) struct NumberVisitor(pub(crate) &'static str);

impl Visitor<'_> for NumberVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<f64, E> {
        Ok(number as f64)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self.to_f64(), serializer)
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = deserializer.deserialize_any(NumberVisitor("points, a number with at most three decimals"))?;
        Self::from_f64(number).map_err(de::Error::custom)
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self.to_f64(), serializer)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = deserializer.deserialize_any(NumberVisitor("a weight, a number with at most six decimals"))?;
        Self::from_f64(number).map_err(de::Error::custom)
    }
}

impl Serialize for Finite {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for Finite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = deserializer.deserialize_any(NumberVisitor("a number"))?;
        Self::new(number).ok_or_else(|| de::Error::custom(NumberError::NotFinite { found: number }))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    use super::{Finite, Points, Weight};

    macro_rules! number_schemas {
        ($($name:ident: $schema:tt;)+) => {
            $(impl JsonSchema for $name {
                fn schema_name() -> Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!($schema)
                }
            })+
        };
    }

    number_schemas! {
        Points: {"type": "number", "minimum": -1e12, "maximum": 1e12};
        Weight: {"type": "number", "minimum": 0, "maximum": 10_000};
        Finite: {"type": "number"};
    }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests;
