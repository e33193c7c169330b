//! On which day an instant is.

use std::str::FromStr;

use tierwise::columns::NO_DAY;
use tierwise::error::code;
use tierwise::{Date, Error};

/// The rule by which timestamps become days: a fixed distance from UTC. There is no default, because the same instant is on
/// two days at once.
///
/// Timestamps of a type with a zone are instants, and their day is the one at this distance. Timestamps of a type without a
/// zone are what a clock on the wall showed, and their day is the one that is written. Where no rule is given these are days if they
/// are midnights, as tools write days that have no type for them, and errors of their rows if they are not.
///
/// ```
/// use tierwise_arrow::Zone;
/// assert_eq!("+02:00".parse::<Zone>()?, Zone::east(120).unwrap());
/// assert_eq!("UTC".parse::<Zone>()?, Zone::UTC);
/// assert!("Europe/Berlin".parse::<Zone>().is_err()); // the distance would change with the day
/// # Ok::<(), tierwise::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    minutes: i32,
}

/// The farthest that clocks are from UTC, either way.
const FARTHEST: i32 = 18 * 60;

impl Zone {
    /// UTC itself.
    pub const UTC: Self = Self { minutes: 0 };

    /// So many minutes east of UTC, west if negative; `None` beyond 18 hours.
    #[must_use]
    pub const fn east(minutes: i32) -> Option<Self> {
        if minutes < -FARTHEST || minutes > FARTHEST { None } else { Some(Self { minutes }) }
    }

    /// The day of a count of units since 1970, as days since 1970-01-01; one outside the calendar if it is outside.
    pub(crate) fn day(self, count: i64, units_a_day: i64, is_instant: bool) -> i32 {
        let minutes = i128::from(if is_instant { self.minutes } else { 0 });
        let units = i128::from(units_a_day);
        let shifted = i128::from(count).saturating_mul(24 * 60).saturating_add(minutes.saturating_mul(units));
        let days = shifted.div_euclid(units.saturating_mul(24 * 60));
        i32::try_from(days).unwrap_or(Date::MAX.days_since_1970().saturating_add(1))
    }
}

/// The day that begins with a count of units since 1970, as days since 1970-01-01; none for a time within a day.
pub(crate) fn midnight(count: i64, units_a_day: i64) -> i32 {
    if count.rem_euclid(units_a_day) == 0 { Zone::UTC.day(count, units_a_day, false) } else { NO_DAY }
}

impl FromStr for Zone {
    type Err = Error;

    /// `UTC`, `+02:00`, `-05:30`.
    fn from_str(text: &str) -> Result<Self, Error> {
        let offset = || {
            let (sign, rest) = if let Some(rest) = text.strip_prefix('+') { (1, rest) } else { (-1, text.strip_prefix('-')?) };
            let (hours, minutes) = rest.split_once(':')?;
            let number = |text: &str, below: i32| text.parse::<i32>().ok().filter(|number| text.len() == 2 && (0..below).contains(number));
            Self::east(number(hours, 24)?.checked_mul(60)?.checked_add(number(minutes, 60)?)?.checked_mul(sign)?)
        };
        let zone = if text == "UTC" { Some(Self::UTC) } else { offset() };
        zone.ok_or_else(|| Error::new(code::INPUT_UNKNOWN_VALUE, "zone", format!("expected `UTC` or a distance such as `+02:00`, found `{text}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECONDS: i64 = 86_400;

    #[test]
    fn days_begin_at_midnight_of_the_zone() {
        let (east, west) = (Zone::east(120).unwrap(), Zone::east(-330).unwrap());
        assert_eq!([east.day(-7_201, SECONDS, true), east.day(-7_200, SECONDS, true), east.day(79_200, SECONDS, true)], [-1, 0, 1]);
        assert_eq!([west.day(19_799, SECONDS, true), west.day(19_800, SECONDS, true)], [-1, 0]);
        assert_eq!([east.day(-1, SECONDS, false), east.day(0, SECONDS, false), east.day(86_399, SECONDS, false)], [-1, 0, 0]);
    }

    #[test]
    fn only_midnights_are_days() {
        assert_eq!([-SECONDS, -1, 0, 1, SECONDS - 1, SECONDS].map(|count| midnight(count, SECONDS)), [-1, NO_DAY, 0, NO_DAY, NO_DAY, 1]);
        assert_eq!(Date::from_days_since_1970(NO_DAY), None);
    }

    #[test]
    fn far_instants_are_outside_of_the_calendar() {
        for count in [i64::MIN, i64::MAX] {
            assert_eq!(Date::from_days_since_1970(Zone::UTC.day(count, SECONDS, true)), None);
        }
    }

    #[test]
    fn zones_are_distances() {
        let east = |text: &str| text.parse::<Zone>().ok().map(|zone| zone.minutes);
        assert_eq!([east("UTC"), east("+02:00"), east("-05:30"), east("+18:00")], [Some(0), Some(120), Some(-330), Some(1_080)]);
        for wrong in ["", "utc", "+2:00", "02:00", "+18:01", "+02:60", "+-2:00", "+02:00:00", "Europe/Berlin"] {
            assert_eq!(east(wrong), None, "{wrong}");
        }
    }
}
