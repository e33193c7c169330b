//! Civil days and the month arithmetic of rules N4 and S6. No clock, no time zone.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

/// A civil day of the proleptic Gregorian calendar, years 1 to 9999.
///
/// ```
/// use tierwise::Date;
/// let anchor: Date = "2025-01-31".parse()?;
/// assert_eq!(anchor.add_months(1).map(|day| day.to_string()).as_deref(), Some("2025-02-28"));
/// assert_eq!(anchor.add_months(2).map(|day| day.to_string()).as_deref(), Some("2025-03-31"));
/// # Ok::<(), tierwise::date::DateError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// Days since 1970-01-01.
    days: i32,
}

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not `YYYY-MM-DD`, or no such day in the calendar.
    #[error("expected a day written YYYY-MM-DD, found `{found}` (date.format)")]
    Format {
        /// The text found, cut at 40 characters.
        found: String,
    },
}

impl Date {
    /// 0001-01-01.
    pub const MIN: Self = Self { days: -719_162 };
    /// 9999-12-31.
    pub const MAX: Self = Self { days: 2_932_896 };

    /// A day from year, month 1 to 12 and day of the month; `None` if the calendar has no such day.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= days_in_month(year, month);
        exists.then(|| Self { days: days_from_civil(year, month, day) })
    }

    /// A day from its distance to 1970-01-01; `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_days_since_1970(days: i32) -> Option<Self> {
        (Self::MIN.days..=Self::MAX.days).contains(&days).then_some(Self { days })
    }

    /// Days since 1970-01-01, negative before.
    #[must_use]
    pub const fn days_since_1970(self) -> i32 {
        self.days
    }

    /// Year, month and day of the month.
    #[must_use]
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.days)
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.ymd().0
    }

    /// Days from `earlier` to this day; negative if `earlier` is later.
    #[must_use]
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.days.saturating_sub(earlier.days)
    }

    /// The day `days` later; `None` outside the calendar.
    #[must_use]
    pub fn add_days(self, days: i32) -> Option<Self> {
        self.days.checked_add(days).and_then(Self::from_days_since_1970)
    }

    /// The same day of the month `months` later, or the month's last day if it has no such day (N4).
    ///
    /// Always start from the original anchor: chained calls drift to shorter months.
    #[must_use]
    pub fn add_months(self, months: i32) -> Option<Self> {
        let (year, month, day) = self.ymd();
        let index = year.checked_mul(12)?.checked_add(i32::try_from(month).ok()?)?.checked_sub(1)?.checked_add(months)?;
        let (year, month) = (index.div_euclid(12), u32::try_from(index.rem_euclid(12)).ok()?.checked_add(1)?);
        Self::from_ymd(year, month, day.min(days_in_month(year, month)))
    }

    /// Complete months from `earlier` to this day: the greatest `n` with `earlier.add_months(n) <= self`.
    /// Negative if `earlier` is later.
    ///
    /// ```
    /// # use tierwise::Date;
    /// # let day = |text: &str| text.parse::<Date>().unwrap();
    /// assert_eq!(day("2026-02-28").months_since(day("2026-01-31")), 1);
    /// assert_eq!(day("2026-02-27").months_since(day("2026-01-31")), 0);
    /// assert_eq!(day("2026-01-01").months_since(day("2026-01-02")), -1);
    /// ```
    #[must_use]
    pub fn months_since(self, earlier: Self) -> i32 {
        let ((year, month, _), (from_year, from_month, _)) = (self.ymd(), earlier.ymd());
        let index = |year: i32, month: u32| i64::from(year).saturating_mul(12).saturating_add(i64::from(month));
        let months = i32::try_from(index(year, month).saturating_sub(index(from_year, from_month))).unwrap_or(0);
        // The guess counts calendar months; the last one may not be complete yet.
        if earlier.add_months(months).is_none_or(|reached| reached > self) { months.saturating_sub(1) } else { months }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        parse(text.as_bytes()).ok_or_else(|| DateError::Format { found: text.chars().take(40).collect() })
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct DayVisitor;
        impl Visitor<'_> for DayVisitor {
            type Value = Date;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day written YYYY-MM-DD")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
                text.parse().map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_str(DayVisitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}

/// Exactly ten bytes `YYYY-MM-DD` that name a day of the calendar.
fn parse(text: &[u8]) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |number, digit| {
            let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
            number.checked_mul(10)?.checked_add(u32::from(digit))
        })
    };
    Date::from_ymd(i32::try_from(number(&[y1, y2, y3, y4])?).ok()?, number(&[m1, m2])?, number(&[d1, d2])?)
}

const fn is_leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

const fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

// The two conversions count from 0000-03-01, so that the leap day is the last day of its year, in
// eras of 400 years (146,097 days): Howard Hinnant, "chrono-compatible low-level date algorithms".

#[expect(clippy::arithmetic_side_effects, reason = "years 1 to 9999, months 1 to 12, days 1 to 31: all far inside an i32")]
const fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day as i32 - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[expect(clippy::arithmetic_side_effects, reason = "days of the years 1 to 9999: all far inside an i32")]
const fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_has_one_text_and_back() {
        let mut expected = (1, 1, 1);
        for days in Date::MIN.days..=Date::MAX.days {
            let day = Date::from_days_since_1970(days).unwrap();
            assert_eq!(day.ymd(), expected);
            assert_eq!(Date::from_ymd(expected.0, expected.1, expected.2), Some(day));
            let (year, month, number) = expected;
            expected = if number < days_in_month(year, month) {
                (year, month, number + 1)
            } else if month < 12 {
                (year, month + 1, 1)
            } else {
                (year + 1, 1, 1)
            };
        }
        assert_eq!(expected, (10_000, 1, 1));
        assert_eq!(Date::from_ymd(1970, 1, 1).unwrap().days, 0);
    }

    #[test]
    fn months_since_inverts_add_months() {
        for start in (Date::from_ymd(2023, 12, 1).unwrap().days..Date::from_ymd(2024, 4, 1).unwrap().days).map(|days| Date { days }) {
            for distance in -800..800 {
                let day = start.add_days(distance).unwrap();
                let months = day.months_since(start);
                assert!(start.add_months(months).unwrap() <= day && start.add_months(months + 1).unwrap() > day);
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        for text in ["2026-2-01", "2026-02-30", "2025-02-29", "0000-01-01", "2026/01/01", "2026-01-01T00:00", "２０２６-01-01", "-026-01-01", "+026-01-01", ""]
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
