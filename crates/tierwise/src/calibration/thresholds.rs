//! Bounds of tiers for the shares of accounts that tiers are to have (rule C7).

use serde::{Deserialize, Serialize};

use super::population::Population;
use super::{finite, nearest_points};
use crate::error::{Error, Problem, code};
use crate::number::{Finite, Points};

/// A tier's bound, and the share of accounts that it really has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// The composite from which an account is in.
    pub enter: Points,
    /// The share of accounts that was asked for.
    pub asked: Finite,
    /// The share that is in the tier, and in none above.
    pub share: Finite,
    /// Accounts in it.
    pub accounts: u64,
}

/// The bounds of tiers, the lowest first, that come nearest to these shares of the accounts, by their composites.
///
/// Accounts of one composite are never parted. Of two bounds that are equally near the higher one is taken, and every tier has
/// at least one account.
///
/// ```
/// use tierwise::{Finite, calibration::{population, tier_thresholds}};
/// let composites = population(&[20.0, 40.0, 40.0, 55.5, 70.0].map(Finite::new), None);
/// let tiers = tier_thresholds(&composites, &[Finite::new(0.5).unwrap(), Finite::new(0.2).unwrap()])?;
/// let found: Vec<_> = tiers.iter().map(|tier| (tier.enter.to_string(), tier.share.get())).collect();
/// assert_eq!(found, [("40".to_owned(), 0.6), ("70".to_owned(), 0.2)]);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `calibration.population` for a population that is none, `number.range` for a share that is not above 0 or if they sum to more
/// than 1, `calibration.constant` with fewer different composites than tiers.
pub fn tier_thresholds(composites: &Population, shares: &[Finite]) -> Result<Vec<Threshold>, Error> {
    composites.check("composites")?;
    let mut problems = Vec::new();
    for (index, share) in shares.iter().enumerate().filter(|(_, share)| share.get() <= 0.0) {
        problems.push(Problem::new(code::NUMBER_RANGE, format!("shares[{index}]"), format!("expected a share above 0, found {}", share.get())));
    }
    let sum: f64 = shares.iter().map(|share| share.get()).sum();
    // Decimal shares can sum to a hair more than one.
    if sum > 1.0 + 1e-9 {
        problems.push(Problem::new(code::NUMBER_RANGE, "shares", format!("expected shares that sum to at most 1, found {sum}")));
    }
    // The composites from the highest down, each with the number of accounts that have it or more.
    let mut above = 0_u64;
    let mut steps: Vec<(Points, u64)> = Vec::new();
    for (value, accounts) in composites.values.iter().rev() {
        above = above.saturating_add(*accounts);
        let enter = nearest_points(value.get());
        match steps.last_mut().filter(|(last, _)| *last == enter) {
            Some((_, sum)) => *sum = above,
            None => steps.push((enter, above)),
        }
    }
    if steps.len() < shares.len() {
        let message = format!("expected at least {} different composites, one a tier, found {}", shares.len(), steps.len());
        problems.push(Problem::new(code::CALIBRATION_CONSTANT, "composites.values", message));
    }
    Error::check(problems)?;
    let (mut asked, mut used, mut inside) = (0.0, 0_usize, 0_u64);
    let mut found = Vec::new();
    for (share, below) in shares.iter().rev().zip((0..shares.len()).rev()) {
        asked += share.get();
        // One composite at least stays for each of the tiers below.
        let open = steps.len().saturating_sub(below);
        let off = |sum: u64| (sum as f64 / above as f64 - asked).abs();
        let choices = steps.iter().enumerate().take(open).skip(used);
        let Some((place, (enter, sum))) = choices.reduce(|best, next| if off(next.1.1) < off(best.1.1) { next } else { best }) else { break };
        let accounts = sum.saturating_sub(inside);
        found.push(Threshold { enter: *enter, asked: *share, share: finite(accounts as f64 / above as f64), accounts });
        (used, inside) = (place.saturating_add(1), *sum);
    }
    found.reverse();
    Ok(found)
}
