//! Moves that are soon undone (rule M9).

use serde::{Deserialize, Serialize};

use super::interval::Proportion;
use super::panel::{Panel, refused};
use crate::date::Date;
use crate::error::Error;

/// Moves that are undone within so many days.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Flaps {
    /// All moves between tiers.
    pub moves: u64,
    /// Those that were undone, or whose account was followed for so many days.
    pub followed: u64,
    /// Those that were undone.
    pub undone: u64,
    /// The share of the undone in those followed; null if there are none.
    pub rate: Option<Proportion>,
}

/// How many of the moves after a day, up to and including another, are undone within so many days.
///
/// A move up is undone by the first day on which the account is in the tier before it or a lower one, a move down by the tier before it
/// or a higher one.
///
/// ```
/// use tierwise::{portfolio::migration::{Panel, flaps}, wire};
/// let panel: Panel = wire::read(&mut serde_json::Deserializer::from_str(r#"{"ladder": ["standard", "silver"], "spells": [
///   {"account": "a", "from": "2025-01-01", "until": "2025-03-01", "tier": "standard"},
///   {"account": "a", "from": "2025-03-01", "until": "2025-03-20", "tier": "silver"},
///   {"account": "a", "from": "2025-03-20", "tier": "standard"}
/// ]}"#))?;
/// let found = flaps(&panel, "2025-01-01".parse().unwrap(), "2026-01-01".parse().unwrap(), 30)?;
/// assert_eq!((found.moves, found.followed, found.undone), (2, 2, 1));
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// As [`hazards`](super::hazards).
pub fn flaps(panel: &Panel, after: Date, until: Date, within_days: u32) -> Result<Flaps, Error> {
    if !panel.observations.is_empty() {
        let found = panel.observations.len();
        Error::check(vec![refused("observations", format!("expected spells only, found {found} accounts on single days"))])?;
    }
    if until <= after {
        Error::check(vec![refused("until", format!("expected a day after {after}, found {until}"))])?;
    }
    let (mut moves, mut followed, mut undone) = (0_u64, 0_u64, 0_u64);
    for chain in panel.chains()?.values() {
        for (at, pair) in chain.windows(2).enumerate() {
            let [(before, old), (then, new)] = pair else { continue };
            let is_move = old.until == Some(new.from) && before != then && after < new.from && new.from <= until;
            if !is_move {
                continue;
            }
            moves = moves.saturating_add(1);
            let deadline = i32::try_from(within_days).ok().and_then(|days| new.from.add_days(days)).unwrap_or(Date::MAX);
            let is_back = |rank: usize| if then > before { rank <= *before } else { rank >= *before };
            // The spells from the move on, as far as one follows the other.
            let (mut next, mut known, mut back) = (Some(new.from), new.from, None);
            for (rank, spell) in chain.iter().skip(at.saturating_add(1)) {
                if Some(spell.from) != next || spell.from > until {
                    break;
                }
                back = back.or_else(|| is_back(*rank).then_some(spell.from));
                next = spell.until;
                known = spell.until.and_then(|end| end.add_days(-1)).map_or(until, |last| last.min(until));
            }
            let is_undone = back.is_some_and(|back| back <= deadline);
            undone = undone.saturating_add(u64::from(is_undone));
            followed = followed.saturating_add(u64::from(is_undone || known >= deadline));
        }
    }
    Ok(Flaps { moves, followed, undone, rate: Proportion::of(undone, followed) })
}
