//! The accounts over the months: each one's history replayed under the policy's ladder.

use tierwise::event::{Enrol, EventKind};
use tierwise::history::Trace;
use tierwise::outlook::AtRisk;
use tierwise::{Account, Date, Error, Event, History, Policy};
use tierwise_cli::months::{Months, Stability, Way};

use super::Scoring;
use crate::failure::Failure;

/// Months of orders before the tiers are looked at.
const WARM_UP: i32 = 3;
/// Months that are looked ahead.
pub(super) const AHEAD: i32 = 6;
/// Movers of each way and month that are explained.
const EXPLAINED: usize = 3;

/// What a reader of these orders must know.
pub(super) const NOTE: &str = "The orders span one year and the policy looks back over three, so that no order leaves the window: an account \
    falls only where the halving of its old revenue, or a cancellation, outweighs what it orders. Reviews are monthly: who merits more since the \
    last one rises at the next.";

/// The tiers over time.
pub(super) struct OverTime {
    pub(super) months: Months,
    /// How steady tiers would be that are placed anew at every review.
    pub(super) without_memory: Stability,
    /// The day up to which falls are foreseen.
    pub(super) until: Date,
}

/// Replays every account's history up to the day and looks ahead from there.
pub(super) fn over_time(policy: &Policy, scorings: &[Scoring<'_>], first: Date, as_of: Date) -> Result<OverTime, Failure> {
    let until = as_of.add_months(AHEAD).unwrap_or(Date::MAX);
    let mut replayed: Vec<(&Account, Trace, Option<AtRisk>)> = Vec::new();
    let mut without_memory = Stability::default();
    let tiers = policy.spec().ladder.as_ref().map_or(&[][..], |ladder| &ladder.tiers);
    let rank = |name: &str| tiers.iter().position(|tier| tier.id == name).map_or(0, |place| place.saturating_add(1));
    for scoring in scorings {
        let wrong = |error: Error| Failure::account("the orders", scoring.id, &error);
        let Some(history) = history(scoring.account) else { continue };
        let trace = policy.trace(&history, as_of).map_err(wrong)?;
        let at_risk = policy.at_risk(&history, as_of, until).map_err(wrong)?;
        let mut ranks = Vec::new();
        for review in &trace.reviews {
            let anew = policy.assess(scoring.account, review.on, None).map_err(wrong)?;
            ranks.push((review.on, anew.placement.map_or(0, |placement| rank(&placement.tier))));
        }
        without_memory.add(ranks);
        replayed.push((scoring.account, trace, at_risk));
    }
    let ways: Vec<Way<'_>> = replayed.iter().map(|(account, trace, at_risk)| Way { account, trace, at_risk: at_risk.as_ref() }).collect();
    let from = first.add_months(WARM_UP).unwrap_or(first);
    Ok(OverTime { months: Months::of(policy, &ways, from, as_of, EXPLAINED), without_memory, until })
}

/// An account's history: it enters the programme with its first order.
fn history(account: &Account) -> Option<History> {
    let first = account.orders.iter().flatten().filter_map(|order| order.ordered_on).min()?;
    let enrol = Event { id: "enrol".to_owned(), on: first, recorded_on: None, sequence: 0, event: EventKind::Enrol(Enrol::default()) };
    Some(History { account: account.clone(), events: vec![enrol] })
}
