//! Quantities of the account model: numbers that are only what they can be.
//!
//! On the wire each is a plain number. Null and NaN are missing, infinity, flags and texts are refused (rule N3).

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::number::{self, Finite, NumberError, NumberVisitor};

/// A type that is read from a number.
pub(crate) trait Number: Sized {
    /// What the place asks for, in words.
    const EXPECTED: &'static str;

    /// Checks the number.
    fn from_number(number: f64) -> Result<Self, NumberError>;
}

impl Number for Finite {
    const EXPECTED: &'static str = "a number";

    fn from_number(number: f64) -> Result<Self, NumberError> {
        Self::new(number).ok_or(NumberError::NotFinite { found: number })
    }
}

/// Reads an optional number: null and NaN are missing.
pub(crate) fn optional<'de, T: Number, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    struct OptionalVisitor(&'static str);
    impl<'de> Visitor<'de> for OptionalVisitor {
        type Value = Option<f64>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }

        fn visit_unit<E>(self) -> Result<Option<f64>, E> {
            Ok(None)
        }

        fn visit_none<E>(self) -> Result<Option<f64>, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<f64>, D::Error> {
            deserializer.deserialize_any(NumberVisitor(self.0)).map(Some)
        }
    }
    match deserializer.deserialize_option(OptionalVisitor(T::EXPECTED))? {
        Some(number) if !number.is_nan() => T::from_number(number).map(Some).map_err(de::Error::custom),
        _ => Ok(None),
    }
}

/// A map's value that may be missing.
pub(crate) struct Maybe<T>(pub(crate) Option<T>);

impl<'de, T: Number> Deserialize<'de> for Maybe<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        optional(deserializer).map(Self)
    }
}

/// A number as one kind of quantity: the least and the most that it can be, and whether it is whole.
macro_rules! quantities {
    ($($(#[doc = $doc:literal])+ $kind:ident $name:ident($inner:ty) in $least:literal..=$most:literal: $expected:literal;)+) => {
        $(
            quantities!(@$kind $(#[doc = $doc])+ $name($inner));

            impl $name {
                const LEAST: i64 = $least;
                const MOST: i64 = $most;

                /// The number.
                #[must_use]
                pub const fn get(self) -> $inner {
                    self.0
                }
            }

            impl Number for $name {
                const EXPECTED: &'static str = $expected;

                fn from_number(number: f64) -> Result<Self, NumberError> {
                    let (least, most) = (Self::LEAST as f64, Self::MOST as f64);
                    if !number.is_finite() {
                        return Err(NumberError::NotFinite { found: number });
                    }
                    if !(least..=most).contains(&number) {
                        return Err(NumberError::Range { least, most, found: number });
                    }
                    quantities!(@whole_check $kind number);
                    // Adding zero turns minus zero into zero.
                    Ok(Self((number + 0.0) as $inner))
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}", self.0)
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}", self.0)
                }
            }

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    number::serialize(f64::from(self.0), serializer)
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    let number = deserializer.deserialize_any(NumberVisitor(Self::EXPECTED))?;
                    Self::from_number(number).map_err(de::Error::custom)
                }
            }

            #[cfg(feature = "schema")]
            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    stringify!($name).into()
                }

                fn inline_schema() -> bool {
                    true
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({"type": quantities!(@word $kind), "minimum": Self::LEAST, "maximum": Self::MOST})
                }
            }
        )+
    };
    (@real $(#[doc = $doc:literal])+ $name:ident($inner:ty)) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name($inner);

        impl $name {
            /// `None` outside the range, and for NaN.
            #[must_use]
            pub fn new(number: $inner) -> Option<Self> {
                Self::from_number(number).ok()
            }
        }
    };
    (@whole $(#[doc = $doc:literal])+ $name:ident($inner:ty)) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($inner);

        impl $name {
            /// `None` outside the range.
            #[must_use]
            pub const fn new(number: $inner) -> Option<Self> {
                let wide = number as i64;
                if wide >= Self::LEAST && wide <= Self::MOST { Some(Self(number)) } else { None }
            }
        }
    };
    (@whole_check real $number:ident) => {};
    (@whole_check whole $number:ident) => {
        if $number.fract() != 0.0 {
            return Err(NumberError::Decimals { allowed: 0, found: $number });
        }
    };
    (@word real) => { "number" };
    (@word whole) => { "integer" };
}

quantities! {
    /// A part of a whole, 0 to 1.
    real Share(f64) in 0..=1: "a share, a number from 0 to 1";
    /// An amount of money in the account's currency, at most 10^15 either way.
    real Money(f64) in -1_000_000_000_000_000..=1_000_000_000_000_000: "an amount of money";
    /// A measure that cannot be negative; its field names the unit.
    real Measure(f64) in 0..=1_000_000_000_000: "a number, not negative";
    /// An answer to a satisfaction survey, 1 (worst) to 5 (best).
    real Rating(f64) in 1..=5: "a rating, a number from 1 to 5";
    /// How many there are.
    whole Count(u32) in 0..=4_000_000_000: "a whole number, not negative";
    /// Units of an order; negative for units taken back.
    whole Units(i32) in -1_000_000_000..=1_000_000_000: "a whole number of units";
    /// What a person thinks of a brand, -2 (against it) to 2 (for it).
    whole Opinion(i8) in -2..=2: "an opinion, a whole number from -2 to 2";
    /// A month of the year, 1 to 12.
    whole Month(u8) in 1..=12: "a month, a whole number from 1 to 12";
    /// A calendar year, 1 to 9999.
    whole Year(u16) in 1..=9999: "a year, a whole number from 1 to 9999";
    /// A length of time in days, at least one.
    whole Days(u32) in 1..=36_500: "a whole number of days, at least 1";
    /// A length of time in months, at least one.
    whole Months(u32) in 1..=1_200: "a whole number of months, at least 1";
    /// A replacement cycle in months, 24 to 240.
    whole CycleMonths(u32) in 24..=240: "a replacement cycle, a whole number of months from 24 to 240";
}

/// A currency by its ISO 4217 code: three capital letters.
///
/// ```
/// use tierwise::account::Currency;
/// assert_eq!(Currency::new("EUR").map(|currency| currency.to_string()).as_deref(), Some("EUR"));
/// assert!(Currency::new("euro").is_none());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// `None` unless the code is three capital letters.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        let letters: [u8; 3] = code.as_bytes().try_into().ok()?;
        letters.iter().all(u8::is_ascii_uppercase).then_some(Self(letters))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CodeVisitor;
        impl Visitor<'_> for CodeVisitor {
            type Value = Currency;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a currency, three capital letters")
            }

            fn visit_str<E: de::Error>(self, code: &str) -> Result<Currency, E> {
                Currency::new(code).ok_or_else(|| {
                    let found: String = code.chars().take(40).collect();
                    E::custom(format_args!("expected a currency of three capital letters, found `{found}` (input.unknown_value)"))
                })
            }
        }
        deserializer.deserialize_str(CodeVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[A-Z]{3}$"})
    }
}
