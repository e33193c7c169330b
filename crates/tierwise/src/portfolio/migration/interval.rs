//! A share with its interval (rule M3).

use serde::{Deserialize, Serialize};

use crate::number::Finite;

/// The normal quantile of a two-sided interval of 95 %.
const QUANTILE: f64 = 1.959_963_984_540_054;

/// A share of a number of cases, with the interval that says how sure it is.
///
/// ```
/// use tierwise::portfolio::migration::Proportion;
/// let share = Proportion::of(0, 10).unwrap();
/// assert_eq!((share.share.get(), share.lowest.get()), (0.0, 0.0));
/// assert!((share.highest.get() - 0.2775).abs() < 1e-4);
/// assert_eq!(Proportion::of(0, 0), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Proportion {
    /// The share, 0 to 1.
    pub share: Finite,
    /// The lower end of Wilson's interval of 95 %.
    pub lowest: Finite,
    /// The upper end.
    pub highest: Finite,
}

impl Proportion {
    /// So many of so many; `None` of none.
    #[must_use]
    pub fn of(count: u64, of: u64) -> Option<Self> {
        if of == 0 {
            return None;
        }
        let (hits, cases) = (count as f64, of as f64);
        let misses = cases - hits;
        let square = QUANTILE * QUANTILE;
        let root = QUANTILE * libm::sqrt(hits * misses / cases + square / 4.0);
        let (centre, scale) = (hits + square / 2.0, cases + square);
        // Without a case, or without a miss, an end is known and not to be rounded.
        let lowest = if count == 0 { 0.0 } else { (centre - root) / scale };
        let highest = if count == of { 1.0 } else { (centre + root) / scale };
        Some(Self { share: Finite::new(hits / cases)?, lowest: Finite::new(lowest)?, highest: Finite::new(highest)? })
    }
}
