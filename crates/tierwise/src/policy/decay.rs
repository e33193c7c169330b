//! How points lose value with age, in whole numbers only.

use serde::{Deserialize, Serialize};

use crate::number::{Points, Weight};

/// One in fixed point with 63 binary digits after the point.
const ONE: u128 = 1 << 63;
/// Binary digits of a half-life's fraction that are taken into account.
const DIGITS: u32 = 63;

/// How points lose value with age; without it they keep their value until they roll off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DecaySpec {
    /// From an age in days on, this share is kept; ascending ages.
    Step(Vec<(u32, Weight)>),
    /// Evenly to nothing over so many days.
    Linear(u32),
    /// Halves every so many days.
    HalfLife(u32),
}

impl DecaySpec {
    /// What is left of points after an age in days, floored toward zero to the thousandth (rule N2).
    pub(crate) fn left(&self, points: Points, age: u32) -> Points {
        let thousandths = u128::from(points.thousandths().unsigned_abs());
        let left = match self {
            Self::Step(steps) => {
                let keep = steps.iter().rev().find(|(from, _)| *from <= age).map_or(Weight::ONE, |(_, keep)| *keep);
                part(thousandths, u128::from(keep.millionths().unsigned_abs()), u128::from(Weight::ONE.millionths().unsigned_abs()))
            }
            Self::Linear(days) => part(thousandths, u128::from(days.saturating_sub(age)), u128::from(*days)),
            Self::HalfLife(days) => halved(thousandths, age, *days),
        };
        let left = i64::try_from(left).unwrap_or(0);
        Points::from_thousandths(if points < Points::ZERO { left.saturating_neg() } else { left }).unwrap_or(points)
    }

    /// The next age above this one at which what is left can differ; `None` if never.
    pub(crate) fn next_change(&self, age: u32) -> Option<u32> {
        match self {
            Self::Step(steps) => steps.iter().map(|(from, _)| *from).find(|from| *from > age),
            Self::Linear(days) => (age < *days).then(|| age.saturating_add(1)),
            // Below a thousandth nothing is left: 10^15 thousandths are gone after 50 half-lives.
            Self::HalfLife(days) => (age < days.saturating_mul(50)).then(|| age.saturating_add(1)),
        }
    }
}

/// `whole x numerator / denominator`, floored; the products stay far inside a `u128`.
fn part(whole: u128, numerator: u128, denominator: u128) -> u128 {
    whole.saturating_mul(numerator).checked_div(denominator).unwrap_or(0)
}

/// `whole x 2^(-age / half_life)`, floored.
///
/// The whole half-lives are shifts. The fraction is read digit by digit, and for each digit that is set the
/// value is multiplied by 2^(-1/2), 2^(-1/4), ..., which come from integer square roots.
fn halved(whole: u128, age: u32, half_life: u32) -> u128 {
    let (Some(shifts), Some(mut rest)) = (age.checked_div(half_life), age.checked_rem(half_life).map(u64::from)) else { return 0 };
    let (mut factor, mut root) = (ONE, ONE >> 1);
    for _ in 0..DIGITS {
        if rest == 0 {
            break;
        }
        root = (root << 63).isqrt();
        rest = rest.saturating_mul(2);
        if rest >= u64::from(half_life) {
            rest = rest.saturating_sub(u64::from(half_life));
            factor = factor.saturating_mul(root) >> 63;
        }
    }
    (whole.saturating_mul(factor) >> 63).checked_shr(shifts).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(decay: &DecaySpec, points: f64, age: u32) -> f64 {
        decay.left(Points::from_f64(points).unwrap(), age).to_f64()
    }

    #[test]
    fn half_life_and_linear_as_in_the_worked_example() {
        let half_life = DecaySpec::HalfLife(180);
        assert_eq!([90, 180, 360].map(|age| left(&half_life, 1000.0, age)), [707.106, 500.0, 250.0]);
        assert_eq!([0, 73, 100, 364, 365, 366].map(|age| left(&DecaySpec::Linear(365), 1000.0, age)), [1000.0, 800.0, 726.027, 2.739, 0.0, 0.0]);
    }

    #[test]
    fn steps_keep_their_share_from_their_age_on() {
        let step = DecaySpec::Step(vec![(30, Weight::from_f64(0.75).unwrap()), (60, Weight::from_f64(0.5).unwrap())]);
        assert_eq!([0, 29, 30, 59, 60, 9999].map(|age| left(&step, 10.001, age)), [10.001, 10.001, 7.5, 7.5, 5.0, 5.0]);
        assert_eq!([step.next_change(0), step.next_change(30), step.next_change(60)], [Some(30), Some(60), None]);
    }

    #[test]
    fn negative_points_decay_toward_zero_too() {
        assert_eq!(left(&DecaySpec::HalfLife(180), -1000.0, 90), -707.106);
    }

    #[test]
    fn half_lives_floor_the_true_value() {
        // The true value to 30 digits, by squaring: x^2 = whole^2 / 2^(2 age / h) has an exact integer test for h = 2 x age.
        for whole in [1_u128, 7, 999, 1_000_003, 123_456_789_012_345, 1_000_000_000_000_000] {
            for half_life in [2_u32, 10, 180, 366] {
                let got = halved(whole, half_life / 2, half_life);
                // got = floor(whole / sqrt 2): got^2 x 2 <= whole^2 < (got + 1)^2 x 2.
                assert!(got * got * 2 <= whole * whole && whole * whole < (got + 1) * (got + 1) * 2, "{whole} {half_life}: {got}");
            }
        }
        let mut last = u128::MAX;
        for age in 0..20_000 {
            let now = halved(1_000_000_000_000_000, age, 365);
            assert!(now <= last);
            last = now;
        }
        assert_eq!(last, 0);
    }
}
