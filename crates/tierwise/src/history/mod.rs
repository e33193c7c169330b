//! An account's whole history replayed: points, composite and tier on any day, and every move with its reasons.

mod balance;
mod cadence;
mod difference;
mod late;
mod reasons;
mod replay;
mod review;
mod snapshot;
mod versions;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::claims::Claim;
use crate::date::Date;
use crate::error::{Error, code};
use crate::event::{EventKind, History};
use crate::ledger::{Ledger, Opening, Statement};
use crate::log;
use crate::number::Points;
use crate::policy::{Cadence, LateEvents, Policy, PolicyIdentity};
use crate::score::Scorecard;
use crate::standing::{Cause, Stretch, Watch};
use crate::tier::{DesignationStanding, Lacking};

pub(crate) use cadence::{After, Ahead, first_day};
pub use difference::{Difference, DifferentTransition};
pub(crate) use review::band;
pub use review::{Advanced, Review};
pub use snapshot::Snapshot;

/// Where an account stands on a day, and every move that led there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// The policy that was applied.
    pub policy: Arc<PolicyIdentity>,
    /// The day.
    pub as_of: Date,
    /// What the account counts as: an active designation, or else the tier.
    pub effective: Name,
    /// The tier on that day, grants and blocks included; the shadow tier while a designation is active.
    pub tier: Name,
    /// The day from which the account has been in it.
    pub since: Date,
    /// The tier that it earned, whatever was granted or blocked.
    pub earned: Name,
    /// The grants that hold on that day.
    pub claims: Vec<Claim>,
    /// Whether a block holds.
    pub blocked: bool,
    /// The policy's designations, as they stood at the last review.
    pub designations: Vec<DesignationStanding>,
    /// The times in which designations were active.
    pub designated: Vec<Designated>,
    /// The day from which the earned tier is no longer held, if nothing more happens; null where holds do not slide, and
    /// for a tier that is kept for life.
    pub held_until: Option<Date>,
    /// The running term, where tiers run for terms.
    pub term: Option<Stretch>,
    /// A fall that is due.
    pub watch: Option<Watch>,
    /// What the ladder stands on, at the last review.
    pub metric: Points,
    /// The points of the ledger on that day; null for a policy without points.
    pub balance: Option<Points>,
    /// What is lacking for the tier above the earned one, at the last review; null on the highest.
    pub to_next: Option<Lacking>,
    /// What is lacking to stay in the earned tier, at the last review; null on the base rung.
    pub to_retain: Option<Lacking>,
    /// Every move, in the order of days.
    pub transitions: Vec<Transition>,
}

/// A time in which a designation was active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Designated {
    /// Id of the designation.
    pub designation: Name,
    /// Its first day.
    pub from: Date,
    /// The day after its last; null if it has not ended.
    pub until: Option<Date>,
}

/// A move from one tier to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Transition {
    /// The day.
    pub on: Date,
    /// The tier before.
    pub from: Name,
    /// The tier after.
    pub to: Name,
    /// Why.
    pub cause: TransitionCause,
    /// What the ladder stood on at the review that found the move.
    pub metric: Points,
    /// The bound that decided: to enter the tier of a promotion, to stay in the tier of a fall; null for grants and blocks.
    pub threshold: Option<Points>,
    /// The rules that led there, in words.
    pub rules: Vec<AppliedRule>,
    /// The contributions behind the metric, where the ladder stands on the score.
    pub scorecard: Option<Scorecard>,
    /// What each activity brought or cost, where the ladder stands on points; sums to the metric.
    pub contributions: Vec<Contribution>,
    /// Ids of the entitlements that came with the move.
    pub entitlements_gained: Vec<Name>,
    /// Ids of the entitlements that went with it.
    pub entitlements_lost: Vec<Name>,
}

/// A rule that led to a move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AppliedRule {
    /// Its number in `docs/semantics.md`.
    pub rule: Name,
    /// What it found, in words.
    pub finding: Name,
}

/// The part of one activity in a balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// Id of the activity; `adjustment` and `rollover` for points without one, `deficit` for what brings a balance up to zero.
    pub activity: Name,
    /// Points, negative for what an activity cost.
    pub points: Points,
}

/// A review of an account: what pictures of its history are drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reviewed {
    /// The day.
    pub on: Date,
    /// What the ladder stands on.
    pub metric: Points,
    /// The tier that counts, grants and blocks included.
    pub tier: Name,
    /// The tier that it earned.
    pub earned: Name,
    /// What it counts as: an active designation, or else the tier.
    pub effective: Name,
    /// The end of the earned tier's hold or term, if one runs.
    pub runs_until: Option<Date>,
    /// A fall that is due.
    pub watch: Option<Watch>,
    /// Whether a block holds.
    pub blocked: bool,
}

/// A timeline with the reviews behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// The timeline.
    pub timeline: Timeline,
    /// Every review, in the order of days. Days on which nothing can change have none.
    pub reviews: Vec<Reviewed>,
}

/// Why a tier changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransitionCause {
    /// It merited a higher tier.
    Promotion,
    /// The hold of its tier ended.
    HoldEnded,
    /// Its term ended, and it did not merit its tier.
    TermEnded,
    /// The days of grace ended, and it had not recovered.
    GraceEnded,
    /// It no longer merited its tier.
    Demotion,
    /// A block began.
    Blocked,
    /// The last block ended.
    Released,
    /// A grant began, ended or was revoked.
    Granted,
    /// Another account became part of it.
    Merged,
    /// Another version of the policy took effect.
    PolicyChanged,
    /// What was recorded on that day changed the days before, and what had been published no longer holds.
    Restated,
}

impl From<Cause> for TransitionCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Promotion => Self::Promotion,
            Cause::HoldEnded => Self::HoldEnded,
            Cause::TermEnded => Self::TermEnded,
            Cause::GraceEnded => Self::GraceEnded,
            Cause::Demotion => Self::Demotion,
            Cause::Merged => Self::Merged,
            Cause::PolicyChanged => Self::PolicyChanged,
        }
    }
}

impl Policy {
    /// Replays an account's history up to a day.
    ///
    /// The order of the events does not matter, and the same event twice counts once.
    ///
    /// ```
    /// # use tierwise::{History, Policy};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "club", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
    ///   "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10}}},
    ///   "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 10}]}
    /// }"#))?;
    /// let history: History = serde_json::from_str(r#"{"events": [
    ///   {"id": "1", "on": "2025-01-01", "event": {"enrol": {}}},
    ///   {"id": "2", "on": "2025-03-10", "event": {"earn": {"activity": "order"}}}
    /// ]}"#).unwrap();
    /// let timeline = policy.replay(&history, "2026-06-30".parse().unwrap())?;
    /// let moves: Vec<String> = timeline.transitions.iter().map(|step| format!("{} {}", step.on, step.to)).collect();
    /// assert_eq!(moves, ["2025-03-10 silver", "2026-03-10 standard"]);
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// `event.not_enrolled` without an `enrol` event up to the day, events that cannot be booked (`event.*`), a
    /// policy without ladder (`tier.unknown`), and whatever [`score`](Self::score) finds on a day of review.
    pub fn replay(&self, history: &History, as_of: Date) -> Result<Timeline, Error> {
        match self.checked.spec.late_events {
            LateEvents::UpgradeOnly => self.published(history, as_of),
            LateEvents::Restate | LateEvents::Prospective => self.run(history, as_of, false)?.timeline(as_of),
        }
    }

    /// Replays an account's history up to a day, with every review on the way: what a picture of it is drawn from.
    ///
    /// With [`LateEvents::UpgradeOnly`] the reviews are those of the restated history.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn trace(&self, history: &History, as_of: Date) -> Result<Trace, Error> {
        let mut replay = self.run(history, as_of, true)?;
        let reviews = replay.reviews();
        let timeline = match self.checked.spec.late_events {
            LateEvents::UpgradeOnly => self.published(history, as_of)?,
            LateEvents::Restate | LateEvents::Prospective => replay.timeline(as_of)?,
        };
        Ok(Trace { timeline, reviews })
    }

    /// The timeline up to a day, as it was known on another: what was recorded later is left out (rule L1.3).
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn tier_on(&self, history: &History, day: Date, known_on: Date) -> Result<Timeline, Error> {
        self.judging(history, |event| event.recorded() <= known_on)?.replay(&known(history, known_on), day)
    }

    /// The balance and the rank on each of some days, in their order, as one replay to the last of them gives them.
    ///
    /// For histories in which nothing is recorded late, and no policy changes.
    pub(crate) fn on_days(&self, history: &History, days: &[Date]) -> Result<Vec<(Points, usize)>, Error> {
        let last = days.iter().copied().max().unwrap_or(Date::MIN);
        let replay = self.run(history, last, false)?;
        let ladder = self.ladder()?;
        let balance = |day: Date| replay.ledger.as_ref().map_or(Points::ZERO, |ledger| ledger.balance(day));
        let tier = |day: Date| replay.transitions.iter().take_while(|step| step.on <= day).last().map_or(&ladder.base, |step| &step.to);
        days.iter().map(|day| Ok((balance(*day), ladder.rank(tier(*day))?))).collect()
    }

    /// The days of review by the ladder's cadence from one day to another, both included; none for a ladder that is reviewed on the days
    /// of events, which every account has its own of.
    ///
    /// ```
    /// # use tierwise::{Date, Policy};
    /// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    /// #   "policy": "fleets", "version": "1", "semantics": 1,
    /// #   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
    /// #   "ladder": {"base": "standard", "review": "quarterly", "tiers": [{"id": "silver", "enter": 40}]}
    /// # }"#))?;
    /// let days = policy.review_days("2025-01-01".parse().unwrap(), "2025-09-30".parse().unwrap())?;
    /// assert_eq!(days.iter().map(Date::to_string).collect::<Vec<_>>(), ["2025-01-01", "2025-04-01", "2025-07-01"]);
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// `tier.unknown` for a policy without ladder.
    pub fn review_days(&self, from: Date, until: Date) -> Result<Vec<Date>, Error> {
        let next: fn(Date) -> Option<Date> = match self.ladder()?.review {
            Cadence::Daily => |eve| eve.add_days(1),
            Cadence::Monthly => |eve| first_day(eve, 1),
            Cadence::Quarterly => |eve| first_day(eve, 3),
            Cadence::Yearly => |eve| first_day(eve, 12),
            Cadence::Events => return Ok(Vec::new()),
        };
        // The calendar's first day has no eve, and begins every period.
        let first = from.add_days(-1).map_or(Some(from), next);
        Ok(std::iter::successors(first, |day| next(*day)).take_while(|day| *day <= until).collect())
    }

    /// Every lot of an account's ledger on a day: what counts of it, and why the rest does not; what happens later comes last.
    ///
    /// # Errors
    /// As [`replay`](Self::replay); `event.activity` for a policy without points.
    pub fn statement(&self, history: &History, on: Date) -> Result<Statement, Error> {
        let missing = || Error::new(code::EVENT_ACTIVITY, "points", "expected a policy with points, found none");
        let mut entries = log::canonical(&history.events, self.checked.spec.late_events)?;
        let rules = self.versions(&entries)?.rules();
        let ledger = match &self.checked.ladder {
            // Tiers can use points up.
            Some(_) => self.run(history, on, false)?.ledger.ok_or_else(missing)?,
            None if rules.has_points() => {
                let known: Vec<_> = entries.iter().filter(|entry| entry.on <= on).copied().collect();
                let (_, counts_from) = replay::enrolment(&known, on)?;
                Ledger::book(&rules, &known, Opening { counts_from: Some(counts_from), ..Opening::default() })?
            }
            None => return Err(missing()),
        };
        entries.retain(|entry| on < entry.on && matches!(entry.event.event, EventKind::Earn(_) | EventKind::Adjust(_)));
        let mut statement = ledger.statement(on);
        // One by one: what cannot be booked is no error before its day has come.
        let later = entries.chunks(1).filter_map(|entry| Ledger::book(&rules, entry, Opening::default()).ok());
        statement.lines.extend(later.flat_map(|later| later.statement(on).lines));
        Ok(statement)
    }
}

/// What was recorded up to a day.
pub(crate) fn known(history: &History, known_on: Date) -> History {
    let events = history.events.iter().filter(|event| event.recorded() <= known_on).cloned().collect();
    History { account: history.account.clone(), events }
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests;
