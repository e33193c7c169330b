//! Whether a population is still the one that something was learned from (rule C8).

use serde::{Deserialize, Serialize};

use super::finite;
use super::population::{Population, Spread};
use crate::error::{Error, Problem, code};
use crate::number::Finite;

/// The share that an empty part counts as, so that no logarithm is infinite.
const EMPTY: f64 = 0.0001;

/// From which index on a population is to be looked at, and from which on one is to calibrate again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// Look at it: 0.10 by custom.
    pub look: Finite,
    /// Act: 0.25 by custom.
    pub act: Finite,
}

impl Default for Levels {
    fn default() -> Self {
        Self { look: finite(0.10), act: finite(0.25) }
    }
}

/// How far a population has moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// The population stability index: 0 if nothing has moved.
    pub stability_index: Finite,
    /// What to do.
    pub verdict: Verdict,
    /// The parts of the scale, ascending.
    pub parts: Vec<DriftPart>,
    /// Missing values, if there were or are any.
    pub missing: Option<DriftPart>,
}

/// One part of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DriftPart {
    /// The least value; null is open below.
    pub from: Option<Finite>,
    /// Its share of the accounts then.
    pub expected: Finite,
    /// Its share now.
    pub found: Finite,
    /// What it adds to the index.
    pub adds: Finite,
}

/// What a drift asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing.
    Stable,
    /// A look.
    Look,
    /// To calibrate again.
    Act,
}

/// Compares a population with the one that something was learned from.
///
/// ```
/// use tierwise::{Finite, calibration::{Part, Spread, Verdict, drift, population}};
/// let from = Finite::new(10.0);
/// let then = Spread { parts: vec![Part { from: None, accounts: 50 }, Part { from, accounts: 50 }], missing: 0 };
/// let now = population(&[5.0, 12.0, 13.0, 14.0].map(Finite::new), None);
/// let drift = drift(&then, &now, None)?;
/// assert_eq!(drift.verdict, Verdict::Act);
/// assert!((drift.stability_index.get() - 0.25 * 3.0_f64.ln()).abs() < 1e-15); // 0.2747
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `calibration.population` for a spread or population that is none, `policy.empty` without accounts, `number.range` for
/// levels that do not ascend.
pub fn drift(spread: &Spread, population: &Population, levels: Option<Levels>) -> Result<Drift, Error> {
    population.check("population")?;
    let levels = levels.unwrap_or_default();
    let bounds = || spread.parts.iter().map(|part| part.from);
    let mut problems = Vec::new();
    // No bound, the open one, comes before all others.
    if bounds().next() != Some(None) || !bounds().is_sorted_by(|one, next| one < next) {
        let message = "expected ascending parts, the first open below, found others";
        problems.push(Problem::new(code::CALIBRATION_POPULATION, "spread.parts", message));
    }
    if levels.look > levels.act {
        let message = format!("expected `look` up to `act` ({}), found {}", levels.act.get(), levels.look.get());
        problems.push(Problem::new(code::NUMBER_RANGE, "levels.look", message));
    }
    let now = population.spread(bounds().flatten());
    let sum = |spread: &Spread| spread.parts.iter().fold(spread.missing, |sum, part| sum.saturating_add(part.accounts));
    let (then_all, now_all) = (sum(spread), sum(&now));
    for (path, all) in [("spread.parts", then_all), ("population.values", now_all)] {
        if all == 0 {
            problems.push(Problem::new(code::POLICY_EMPTY, path, "expected at least one account, found none"));
        }
    }
    Error::check(problems)?;
    let part = |from: Option<Finite>, then: u64, now: u64| {
        let (expected, found) = (then as f64 / then_all as f64, now as f64 / now_all as f64);
        let (one, other) = (expected.max(EMPTY), found.max(EMPTY));
        DriftPart { from, expected: finite(expected), found: finite(found), adds: finite((other - one) * libm::log(other / one)) }
    };
    let parts: Vec<DriftPart> = spread.parts.iter().zip(&now.parts).map(|(then, now)| part(then.from, then.accounts, now.accounts)).collect();
    let missing = (spread.missing > 0 || now.missing > 0).then(|| part(None, spread.missing, now.missing));
    let index = finite(parts.iter().chain(&missing).map(|part| part.adds.get()).sum());
    let verdict = if index < levels.look {
        Verdict::Stable
    } else if index < levels.act {
        Verdict::Look
    } else {
        Verdict::Act
    };
    Ok(Drift { stability_index: index, verdict, parts, missing })
}
