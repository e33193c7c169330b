//! What is known of one fact of many accounts: its values with their counts, mergeable (rule C1).

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::error::{Error, code};
use crate::number::Finite;
use crate::policy::fingerprint;

/// So many different values are kept as they are, unless another number is asked for.
const EXACT: usize = 1_000_000;
/// Binary digits of a number that are rounded away where there are more: ten of them stay behind the first.
const ROUNDED: u32 = 42;

/// The values of one fact over many accounts.
///
/// While there are at most `exact` different values they are kept as they are. When there are more, all of them are rounded to
/// eleven binary digits, so that each is off by a 2,048th of itself at most, and a population of any size stays small. Which of the
/// two it is depends on the values alone, so that parts merge in any order to what the whole is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// At most so many different values are kept as they are.
    pub exact: usize,
    /// Whether there were more, so that values are rounded.
    pub rounded: bool,
    /// Accounts of which the value is not known.
    pub missing: u64,
    /// Every value with the number of accounts that have it, ascending.
    pub values: Vec<(Finite, u64)>,
}

/// Where something that was learned comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The day as of which the population was looked at.
    pub as_of: Date,
    /// Accounts of which the value was known.
    pub accounts: u64,
    /// Those of which it was not.
    pub missing: u64,
    /// Whether values were rounded, because there were too many different ones.
    pub rounded: bool,
    /// SHA-256 of the population as canonical JSON (rule S8).
    pub fingerprint: String,
}

/// How a population spreads over parts of a scale; [`drift`](super::drift) compares another one with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spread {
    /// The parts, ascending.
    pub parts: Vec<Part>,
    /// Accounts of which the value was not known.
    pub missing: u64,
}

/// Accounts whose value lies from a bound up to the next part's bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The least value; null is open below.
    pub from: Option<Finite>,
    /// How many accounts.
    pub accounts: u64,
}

/// A population of values, null where a value is not known; at most `exact` different ones are kept as they are, a million
/// unless stated.
///
/// ```
/// use tierwise::{Finite, calibration::population};
/// let values = [Finite::new(2.0), None, Finite::new(1.0), Finite::new(2.0)];
/// let known = population(&values, None);
/// assert_eq!((known.accounts(), known.missing), (3, 1));
/// assert_eq!(known.quantile(0.25), Finite::new(1.5));
/// ```
#[must_use]
pub fn population(values: &[Option<Finite>], exact: Option<usize>) -> Population {
    let known: Vec<(Finite, u64)> = values.iter().flatten().map(|value| (*value, 1)).collect();
    let missing = values.len().saturating_sub(known.len());
    Population { exact: exact.unwrap_or(EXACT), rounded: false, missing: u64::try_from(missing).unwrap_or(u64::MAX), values: known }.condensed()
}

/// The population of several parts, in any order.
///
/// ```
/// use tierwise::{Finite, calibration::{merge_populations, population}};
/// let values: Vec<_> = [3.0, 1.0, 2.0, 1.0].map(Finite::new).into();
/// let (one, other) = (population(&values[..1], None), population(&values[1..], None));
/// assert_eq!(merge_populations(&[one, other])?, population(&values, None));
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `calibration.population` for a part whose values do not ascend or are counted by zero.
pub fn merge_populations(parts: &[Population]) -> Result<Population, Error> {
    for (index, part) in parts.iter().enumerate() {
        part.check(&format!("parts[{index}]"))?;
    }
    let merged = Population {
        exact: parts.iter().map(|part| part.exact).min().unwrap_or(EXACT),
        rounded: parts.iter().any(|part| part.rounded),
        missing: parts.iter().fold(0, |missing, part| missing.saturating_add(part.missing)),
        values: parts.iter().flat_map(|part| part.values.iter().copied()).collect(),
    };
    Ok(merged.condensed())
}

impl Population {
    /// Accounts of which the value is known.
    #[must_use]
    pub fn accounts(&self) -> u64 {
        self.values.iter().fold(0, |sum, (_, accounts)| sum.saturating_add(*accounts))
    }

    /// The quantile of a share, 0 to 1: of type 7, straight between the two values whose ranks it lies between. None without values.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<Finite> {
        let place = self.accounts().checked_sub(1)? as f64 * share.clamp(0.0, 1.0);
        let (lower, upper) = (self.at(place.floor())?, self.at(place.floor() + 1.0));
        let upper = upper.unwrap_or(lower);
        Some(super::finite((lower.get() + (upper.get() - lower.get()) * (place - place.floor())).min(upper.get())))
    }

    /// How the accounts spread over parts that begin at these bounds; below the first bound there is one more.
    #[must_use]
    pub(super) fn spread(&self, bounds: impl IntoIterator<Item = Finite>) -> Spread {
        let mut parts = vec![Part { from: None, accounts: 0 }];
        parts.extend(bounds.into_iter().map(|bound| Part { from: Some(bound), accounts: 0 }));
        for (value, accounts) in &self.values {
            let place = parts.partition_point(|part| part.from.is_none_or(|from| from <= *value));
            let part = place.checked_sub(1).and_then(|place| parts.get_mut(place));
            part.into_iter().for_each(|part| part.accounts = part.accounts.saturating_add(*accounts));
        }
        Spread { parts, missing: self.missing }
    }

    /// Where something that is learned from it comes from.
    pub(super) fn provenance(&self, as_of: Date) -> Provenance {
        Provenance { as_of, accounts: self.accounts(), missing: self.missing, rounded: self.rounded, fingerprint: fingerprint(self) }
    }

    /// That a population from elsewhere is one.
    pub(super) fn check(&self, path: &str) -> Result<(), Error> {
        let ascends = self.values.iter().zip(self.values.iter().skip(1)).all(|((one, _), (next, _))| one < next);
        if ascends && self.values.iter().all(|(_, accounts)| *accounts > 0) {
            return Ok(());
        }
        let message = "expected ascending values, each with the number of its accounts, found values in another order or without accounts";
        Err(Error::new(code::CALIBRATION_POPULATION, format!("{path}.values"), message))
    }

    /// The value of a rank, from 0.
    pub(super) fn at(&self, rank: f64) -> Option<Finite> {
        let mut before = 0_u64;
        self.values.iter().find_map(|(value, accounts)| {
            before = before.saturating_add(*accounts);
            (rank < before as f64).then_some(*value)
        })
    }

    /// Sorted, equal values together, rounded if there are too many different ones.
    fn condensed(mut self) -> Self {
        self.values = together(self.values);
        if self.rounded || self.values.len() > self.exact {
            self.rounded = true;
            self.values = together(self.values.into_iter().map(|(value, accounts)| (rounded(value), accounts)).collect());
        }
        self
    }
}

fn together(mut values: Vec<(Finite, u64)>) -> Vec<(Finite, u64)> {
    values.sort_unstable();
    let sum = |equal: &[(Finite, u64)]| Some((equal.first()?.0, equal.iter().fold(0_u64, |sum, (_, accounts)| sum.saturating_add(*accounts))));
    values.chunk_by(|(one, _), (next, _)| one == next).filter_map(sum).collect()
}

/// The nearest number with eleven binary digits. The bits of numbers ascend as the numbers do, so that a carry into the
/// exponent is right, and no logarithm is needed, whose bits would differ between machines.
fn rounded(value: Finite) -> Finite {
    const REST: u64 = (1 << ROUNDED) - 1;
    let bits = value.get().to_bits();
    let nearest = f64::from_bits(bits.saturating_add(1 << (ROUNDED - 1)) & !REST);
    Finite::new(nearest).unwrap_or_else(|| super::finite(f64::from_bits(bits & !REST)))
}
