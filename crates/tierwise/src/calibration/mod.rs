//! From a population to parts of a policy, and whether they foretold what came (section C of the rules).
//!
//! What is learned is returned as plain bands, curves, bounds and weights, with the day, the size and the fingerprint of the
//! population that it was learned from. Scoring one account never looks at another.
//!
//! A [`Population`] is what is known of one fact: made of parts, on as many machines as there are, and merged.

mod backtest;
mod drift;
mod evidence;
mod isotonic;
mod nonnegative;
mod outliers;
mod population;
mod shaping;
mod thresholds;
mod weights;

pub use backtest::{Backtest, Capture, Foretold, backtest};
pub use drift::{Drift, DriftPart, Levels, Verdict, drift};
pub use evidence::{Bin, Evidence, Observed, Trend, weigh_evidence};
pub use outliers::Winsorised;
pub use population::{Part, Population, Provenance, Spread, merge_populations, population};
pub use shaping::{Goalposts, Learned, PercentileCurve, QuantileBands, Scale, Shaping, calibrate};
pub use thresholds::{Threshold, tier_thresholds};
pub use weights::{FittedWeights, Samples, fit_weights};

use crate::number::{Finite, Points};

/// The nearest points, to the thousandth, ties to the even one (N2); kept within the range of points.
fn nearest_points(points: f64) -> Points {
    // The conversion keeps to the range of an i64.
    let thousandths = (points * 1000.0).round_ties_even() as i64;
    Points::from_thousandths(thousandths.clamp(Points::MIN.thousandths(), Points::MAX.thousandths())).unwrap_or_default()
}

/// A number of the results: those are finite, because what they are computed from is.
fn finite(number: f64) -> Finite {
    Finite::new(number).unwrap_or_default()
}
