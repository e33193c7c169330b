//! A population becomes bands or a curve (rules C2 to C4).

use serde::{Deserialize, Serialize};

use super::outliers::{Winsorised, winsorised};
use super::population::{Population, Provenance, Spread};
use super::{finite, nearest_points};
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::number::{Finite, Points};

/// Into how many parts of equal size the population is cut that a curve's drift is measured by.
const PARTS: u32 = 10;

/// What a population is to become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shaping {
    /// Bands of equal shares of the accounts.
    QuantileBands(QuantileBands),
    /// A curve along the shares of accounts with less.
    PercentileCurve(PercentileCurve),
    /// A curve between two anchors.
    Goalposts(Goalposts),
}

/// Bands of equal shares of the accounts: quintiles, deciles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuantileBands {
    /// Points of each band, from the least values up; for recency they descend.
    pub points: Vec<Points>,
}

/// A curve along the shares of accounts with less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PercentileCurve {
    /// How many knots, at equal steps of the share; 2 or more.
    pub knots: usize,
    /// Points of the least and of the greatest value.
    pub points: (Points, Points),
}

/// A curve between two anchors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Goalposts {
    /// The shares of accounts whose quantiles are the anchors: 0.05 and 0.995.
    pub shares: (Finite, Finite),
    /// Points at the two anchors, and beyond them.
    pub points: (Points, Points),
    /// How points go from one to the other.
    #[serde(default)]
    pub scale: Scale,
    /// How many knots, both anchors included; 2 or more.
    pub knots: usize,
    /// Draw in at most so many outliers before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winsorise: Option<u64>,
}

/// How points go from one anchor to the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// By the difference.
    #[default]
    Linear,
    /// By the ratio; values that are not above zero are left out of the population.
    Logarithmic,
}

/// What was learned: the criterion's shape, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Learned {
    /// Bands, as a policy has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bands: Option<Vec<(Option<Finite>, Points)>>,
    /// Knots of a curve, as a policy has them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<Vec<(Finite, Points)>>,
    /// How outliers were drawn in, if that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winsorised: Option<Winsorised>,
    /// How the population spreads: over the bands, or over tenths of it.
    pub spread: Spread,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Learns the shape of a criterion from a population that was looked at on a day.
///
/// ```
/// use tierwise::{Finite, Points, calibration::{QuantileBands, Shaping, calibrate, population}};
/// let values: Vec<_> = [10.0, 20.0, 20.0, 20.0, 55.5].map(Finite::new).into();
/// let points = [0.0, 5.0, 10.0].map(|points| Points::from_f64(points).unwrap()).into();
/// let learned = calibrate(&population(&values, None), &Shaping::QuantileBands(QuantileBands { points }), "2026-06-30".parse().unwrap())?;
/// // Both breaks are 20, so that the middle band is empty and is left out.
/// assert_eq!(serde_json::to_string(&learned.bands).unwrap(), "[[null,0],[20,10]]");
/// assert_eq!(learned.spread.parts[1].accounts, 4);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `calibration.population` for a population that is none, `policy.empty` without values, `calibration.constant` if they do not
/// differ enough, `number.range` for shares, knots or outliers out of range.
pub fn calibrate(population: &Population, shaping: &Shaping, as_of: Date) -> Result<Learned, Error> {
    population.check("population")?;
    shaping.check()?;
    let provenance = population.provenance(as_of);
    let empty = |population: &Population| Error::check(if population.values.is_empty() { vec![no_values()] } else { Vec::new() });
    empty(population)?;
    let whole = || tenths(population);
    Ok(match shaping {
        Shaping::QuantileBands(asked) => {
            let bands = quantile_bands(population, &asked.points);
            let spread = population.spread(bands.iter().filter_map(|(from, _)| *from));
            Learned { bands: Some(bands), curve: None, winsorised: None, spread, provenance }
        }
        Shaping::PercentileCurve(asked) => {
            let curve = Some(percentile_curve(population, asked)?);
            Learned { bands: None, curve, winsorised: None, spread: whole(), provenance }
        }
        Shaping::Goalposts(asked) => {
            let mut known = population.clone();
            if asked.scale == Scale::Logarithmic {
                known.values.retain(|(value, _)| value.get() > 0.0);
                empty(&known)?;
            }
            let drawn = asked.winsorise.map(|most| winsorised(&known, most));
            let (known, winsorised) = drawn.map_or((known, None), |(treated, drawn)| (treated, Some(drawn)));
            Learned { bands: None, curve: Some(goalposts(&known, asked)?), winsorised, spread: whole(), provenance }
        }
    })
}

impl Shaping {
    fn check(&self) -> Result<(), Error> {
        let mut problems = Vec::new();
        let mut at_least_two = |path: &str, found: usize| {
            if found < 2 {
                problems.push(Problem::new(code::NUMBER_RANGE, path, format!("expected 2 or more, found {found}")));
            }
        };
        match self {
            Self::QuantileBands(asked) => at_least_two("shaping.quantile_bands.points", asked.points.len()),
            Self::PercentileCurve(asked) => at_least_two("shaping.percentile_curve.knots", asked.knots),
            Self::Goalposts(asked) => {
                at_least_two("shaping.goalposts.knots", asked.knots);
                let (low, high) = (asked.shares.0.get(), asked.shares.1.get());
                if !(0.0 <= low && low < high && high <= 1.0) {
                    let message = format!("expected two ascending shares from 0 to 1, found {low} and {high}");
                    problems.push(Problem::new(code::NUMBER_RANGE, "shaping.goalposts.shares", message));
                }
            }
        }
        Error::check(problems)
    }
}

fn no_values() -> Problem {
    Problem::new(code::POLICY_EMPTY, "population.values", "expected at least one value, found none")
}

fn constant(found: Option<Finite>) -> Error {
    let found = found.map_or(0.0, Finite::get);
    Error::new(code::CALIBRATION_CONSTANT, "population.values", format!("expected values that differ, found {found} at both ends"))
}

/// The breaks at equal shares, each once.
pub(super) fn breaks(population: &Population, parts: u32) -> Vec<Finite> {
    let share = |part: u32| f64::from(part) / f64::from(parts);
    let mut breaks: Vec<Finite> = (1..parts).filter_map(|part| population.quantile(share(part))).collect();
    breaks.dedup();
    breaks
}

fn tenths(population: &Population) -> Spread {
    population.spread(breaks(population, PARTS))
}

/// A value belongs to the highest band whose break it reaches, so that of equal breaks only the last one's band remains.
fn quantile_bands(population: &Population, points: &[Points]) -> Vec<(Option<Finite>, Points)> {
    let mut bands: Vec<(Option<Finite>, Points)> = Vec::new();
    for (index, points_of) in points.iter().enumerate() {
        let from = if index == 0 { None } else { population.quantile(index as f64 / points.len() as f64) };
        match bands.last_mut().filter(|(last, _)| *last == from) {
            Some((_, last)) => *last = *points_of,
            None => bands.push((from, *points_of)),
        }
    }
    bands
}

fn percentile_curve(population: &Population, asked: &PercentileCurve) -> Result<Vec<(Finite, Points)>, Error> {
    let steps = asked.knots.saturating_sub(1) as f64;
    let knot = |step: usize| population.quantile(step as f64 / steps).map(|x| (x, step as f64 / steps));
    let knots: Vec<(Finite, f64)> = (0..asked.knots).filter_map(knot).collect();
    // A value that many accounts share stands at the middle of their shares.
    let middle = |equal: &[(Finite, f64)]| equal.first().zip(equal.last()).map(|(first, last)| (first.0, (first.1 + last.1) / 2.0));
    let curve: Vec<_> = knots.chunk_by(|one, next| one.0 == next.0).filter_map(middle).map(|(x, share)| (x, between(asked.points, share))).collect();
    if curve.len() < 2 { Err(constant(curve.first().map(|knot| knot.0))) } else { Ok(curve) }
}

fn goalposts(population: &Population, asked: &Goalposts) -> Result<Vec<(Finite, Points)>, Error> {
    let anchor = |share: Finite| population.quantile(share.get()).map(significant);
    let ends = anchor(asked.shares.0).zip(anchor(asked.shares.1));
    let Some((low, high)) = ends.filter(|(low, high)| low < high) else { return Err(constant(ends.map(|ends| ends.0))) };
    let (low, high) = (low.get(), high.get());
    let steps = asked.knots.saturating_sub(1) as f64;
    let at = |step: usize| {
        let share = step as f64 / steps;
        let x = match asked.scale {
            Scale::Linear => low + (high - low) * share,
            Scale::Logarithmic => low * libm::pow(high / low, share),
        };
        significant(finite(x)).get().clamp(low, high)
    };
    let share = |x: f64| match asked.scale {
        Scale::Linear => (x - low) / (high - low),
        Scale::Logarithmic => libm::log(x / low) / libm::log(high / low),
    };
    let mut knots: Vec<f64> = (0..asked.knots).map(at).collect();
    knots.dedup();
    Ok(knots.into_iter().map(|x| (finite(x), between(asked.points, share(x)))).collect())
}

/// Points at a share of the way.
fn between(ends: (Points, Points), share: f64) -> Points {
    let (from, to) = (ends.0.to_f64(), ends.1.to_f64());
    nearest_points(from + (to - from) * share.clamp(0.0, 1.0))
}

/// The nearest number with four digits, so that people can read a curve.
fn significant(number: Finite) -> Finite {
    format!("{:.3e}", number.get()).parse().ok().and_then(Finite::new).unwrap_or(number)
}
