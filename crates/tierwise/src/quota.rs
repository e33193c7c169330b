//! Tiers for a fixed number of accounts, with a buffer against coming and going (rule O6).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Problem, code};
use crate::number::Points;

/// An account that wants a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// Id of the account.
    pub account: String,
    /// What accounts are ranked by, the highest first.
    pub score: Points,
    /// Whether it has a seat now.
    #[serde(default)]
    pub incumbent: bool,
}

/// What became of a candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Id of the account.
    pub account: String,
    /// Its rank, 1 the highest.
    pub rank: usize,
    /// Whether it has a seat from now on.
    pub seated: bool,
    /// Why.
    pub reason: SeatReason,
}

/// Why an account has a seat or has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SeatReason {
    /// Its rank is above the buffer.
    AboveBuffer,
    /// Its rank is below the buffer.
    BelowBuffer,
    /// Within the buffer, a seat was left for an incumbent.
    Incumbent,
    /// Within the buffer, a seat was left after the incumbents.
    Challenger,
    /// Within the buffer, no seat was left.
    NoSeatLeft,
}

/// Seats accounts by rank: those above the buffer for certain, those below for certain not, and between them
/// incumbents before challengers, so that a seat does not change hands for a hair's breadth.
///
/// The result is in the order of ranks. Of equal scores incumbents rank first, then the lower id.
///
/// ```
/// use tierwise::{Points, quota::{Candidate, quota}};
/// let candidate = |account: &str, score: f64, incumbent| Candidate { account: account.to_owned(), score: Points::from_f64(score).unwrap(), incumbent };
/// let seats = quota(&[candidate("a", 90.0, true), candidate("b", 71.0, false), candidate("c", 70.0, true)], 2, 1)?;
/// let seated: Vec<&str> = seats.iter().filter(|seat| seat.seated).map(|seat| &*seat.account).collect();
/// assert_eq!(seated, ["a", "c"]);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `policy.duplicate_id` for each account that is there twice.
pub fn quota(candidates: &[Candidate], seats: usize, buffer: usize) -> Result<Vec<Seat>, Error> {
    let mut seen = BTreeSet::new();
    let twice = candidates.iter().enumerate().filter(|(_, candidate)| !seen.insert(&candidate.account));
    let problem = |(index, candidate): (usize, &Candidate)| {
        let message = format!("expected every account once, found `{}` twice", candidate.account);
        Problem::new(code::POLICY_DUPLICATE_ID, format!("candidates[{index}].account"), message)
    };
    Error::check(twice.map(problem).collect())?;
    let mut ranked: Vec<&Candidate> = candidates.iter().collect();
    ranked.sort_by(|one, other| other.score.cmp(&one.score).then(other.incumbent.cmp(&one.incumbent)).then(one.account.cmp(&other.account)));
    let (certain, contested) = (seats.saturating_sub(buffer), seats.saturating_add(buffer));
    let within = |rank: usize| certain < rank && rank <= contested;
    let left = seats.saturating_sub(certain.min(ranked.len()));
    let incumbents = ranked.iter().zip(1..).filter(|(candidate, rank)| within(*rank) && candidate.incumbent).count();
    let mut for_incumbents = left.min(incumbents);
    let mut for_challengers = left.saturating_sub(incumbents);
    let seat = |(candidate, rank): (&Candidate, usize)| {
        let reason = if rank <= certain {
            SeatReason::AboveBuffer
        } else if rank > contested {
            SeatReason::BelowBuffer
        } else {
            let (open, taken) = if candidate.incumbent { (&mut for_incumbents, SeatReason::Incumbent) } else { (&mut for_challengers, SeatReason::Challenger) };
            match open.checked_sub(1) {
                Some(rest) => {
                    *open = rest;
                    taken
                }
                None => SeatReason::NoSeatLeft,
            }
        };
        let seated = matches!(reason, SeatReason::AboveBuffer | SeatReason::Incumbent | SeatReason::Challenger);
        Seat { account: candidate.account.clone(), rank, seated, reason }
    };
    Ok(ranked.into_iter().zip(1..).map(seat).collect())
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn seats_are_filled_and_never_more(scores in proptest::collection::vec((0..20_i64, any::<bool>()), 0..30), seats in 0..25_usize, buffer in 0..10_usize) {
            let candidate = |(at, (score, incumbent)): (usize, &(i64, bool))| Candidate {
                account: format!("a{at:02}"),
                score: Points::from_thousandths(*score).unwrap(),
                incumbent: *incumbent,
            };
            let candidates: Vec<Candidate> = scores.iter().enumerate().map(candidate).collect();
            let result = quota(&candidates, seats, buffer).unwrap();
            prop_assert_eq!(result.iter().filter(|seat| seat.seated).count(), seats.min(candidates.len()));
            // Nobody without a seat ranks above the buffer, nobody with one below it.
            prop_assert!(result.iter().all(|seat| seat.seated || seat.rank + buffer > seats));
            prop_assert!(result.iter().all(|seat| !seat.seated || seat.rank <= seats + buffer));
            // The order of the candidates does not matter.
            let mut reversed = candidates.clone();
            reversed.reverse();
            prop_assert_eq!(quota(&reversed, seats, buffer).unwrap(), result.clone());
            // Without a buffer the first have the seats.
            let plain = quota(&candidates, seats, 0).unwrap();
            prop_assert!(plain.iter().all(|seat| seat.seated == (seat.rank <= seats)));
        }
    }
}
