//! An account's whole history replayed: points, composite and tier on any day, and every move with its reasons.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::claims::{Claim, Claims};
use crate::date::Date;
use crate::error::{Error, code};
use crate::event::{self, Event, EventKind};
use crate::fact::FactValue;
use crate::ledger::Ledger;
use crate::number::{Finite, Points};
use crate::policy::{Basis, Cadence, Confirm, Fill, Ladder, Policy, PolicyIdentity, Situation};
use crate::score::Scorecard;
use crate::standing::{Cause, Merit, Merits, Move, Standing, Stretch, Watch};
use crate::tier::{DesignationStanding, DesignationState, Held, lacking};

/// What is known of an account over time: its document, whose orders and dates are read as of each day, and its events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// The account.
    pub account: Account,
    /// Its events, in any order.
    pub events: Vec<Event>,
}

/// Where an account stands on a day, and every move that led there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// The day from which the earned tier is no longer held, if nothing more happens; null where holds do not slide.
    pub held_until: Option<Date>,
    /// The running term, where tiers run for terms.
    pub term: Option<Stretch>,
    /// A fall that is due.
    pub watch: Option<Watch>,
    /// What the ladder stands on, at the last review.
    pub metric: Points,
    /// The points of the ledger on that day; null for a policy without points.
    pub balance: Option<Points>,
    /// Every move, in the order of days.
    pub transitions: Vec<Transition>,
}

/// A time in which a designation was active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The contributions behind the metric, where the ladder stands on the score.
    pub scorecard: Option<Scorecard>,
    /// Ids of the entitlements that came with the move.
    pub entitlements_gained: Vec<Name>,
    /// Ids of the entitlements that went with it.
    pub entitlements_lost: Vec<Name>,
}

/// Why a tier changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
}

impl From<Cause> for TransitionCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Promotion => Self::Promotion,
            Cause::HoldEnded => Self::HoldEnded,
            Cause::TermEnded => Self::TermEnded,
            Cause::GraceEnded => Self::GraceEnded,
            Cause::Demotion => Self::Demotion,
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
        let ladder = self.checked.ladder.as_ref().ok_or_else(|| Error::new(code::TIER_UNKNOWN, "ladder", "the policy has no ladder"))?;
        let mut events = event::canonical(&history.events)?;
        events.retain(|event| event.on <= as_of);
        let (enrolled_on, ledger) = self.enrolled_ledger(&events, as_of)?;
        let claims = Claims::read(&events, ladder, &self.checked.designations)?;
        let mut replay = Replay {
            policy: self,
            ladder,
            ledger,
            claims,
            account: history.account.clone(),
            observations: events.into_iter().peekable(),
            standing: Standing::new(enrolled_on, ladder.tiers.len()),
            rank: 0,
            blocked: false,
            last: None,
            designated: Vec::new(),
            transitions: Vec::new(),
        };
        let mut day = Some(enrolled_on);
        while let Some(on) = day {
            replay.review(on)?;
            day = replay.next_review(on, as_of);
        }
        Ok(replay.finish(as_of))
    }

    /// The day of enrolment, and the ledger of what counts from then on.
    pub(crate) fn enrolled_ledger(&self, events: &[&Event], as_of: Date) -> Result<(Date, Option<Ledger>), Error> {
        let enrolled = events.iter().filter_map(|event| match &event.event {
            EventKind::Enrol(enrol) => Some((event.on, enrol.lookback_days.unwrap_or(0))),
            _ => None,
        });
        let (enrolled_on, lookback) =
            enrolled.min().ok_or_else(|| Error::new(code::EVENT_NOT_ENROLLED, "events", format!("the account is not enrolled up to {as_of}")))?;
        let counts_from = i32::try_from(lookback).ok().and_then(|days| enrolled_on.add_days(days.saturating_neg())).unwrap_or(Date::MIN);
        let counted = events.iter().copied().filter(|event| event.on >= counts_from);
        let ledger = self.checked.spec.points.as_ref().map(|points| points.book(counted)).transpose()?;
        Ok((enrolled_on, ledger))
    }
}

struct Replay<'a, Events: Iterator<Item = &'a Event>> {
    policy: &'a Policy,
    ladder: &'a Ladder,
    ledger: Option<Ledger>,
    account: Account,
    /// The events that have not been looked at for facts.
    observations: std::iter::Peekable<Events>,
    claims: Claims,
    standing: Standing,
    /// The rank that counts: what is earned and granted, and none while a block holds.
    rank: usize,
    blocked: bool,
    last: Option<Reviewed>,
    designated: Vec<Designated>,
    transitions: Vec<Transition>,
}

/// What a review found.
struct Reviewed {
    merit: Merit,
    blocked: bool,
    designations: Vec<DesignationStanding>,
    scorecard: Option<Scorecard>,
}

impl<'a, Events: Iterator<Item = &'a Event>> Replay<'a, Events> {
    fn review(&mut self, on: Date) -> Result<(), Error> {
        self.observe(on);
        let reviewed = self.reviewed(on)?;
        let (standing, moves) = self.standing.advance(&self.ladder.movement, on, &reviewed.merit);
        // Holds that ended since the last review, one after the other; then what is found today, as one move.
        let (earlier, today): (Vec<Move>, Vec<Move>) = moves.into_iter().partition(|step| step.on < on);
        let blocked = self.blocked;
        for step in earlier.iter().filter(|_| !blocked) {
            let to = self.claims.effective(step.to, step.on);
            self.go(step.on, to, step.cause.into(), &reviewed);
        }
        let to = if reviewed.blocked { 0 } else { self.claims.effective(standing.rank, on) };
        let cause = match (self.blocked, reviewed.blocked, today.last()) {
            (false, true, _) => TransitionCause::Blocked,
            (true, false, _) => TransitionCause::Released,
            (_, _, Some(step)) if self.claims.effective(step.from, on) != to => step.cause.into(),
            _ => TransitionCause::Granted,
        };
        self.standing = standing;
        self.go(on, to, cause, &reviewed);
        self.blocked = reviewed.blocked;
        self.designate(on, &reviewed.designations);
        self.last = Some(reviewed);
        Ok(())
    }

    /// Opens and closes the times in which designations are active.
    fn designate(&mut self, on: Date, standings: &[DesignationStanding]) {
        for standing in standings {
            let open = self.designated.iter_mut().rfind(|time| time.designation == standing.designation && time.until.is_none());
            match (open, standing.state == DesignationState::Active) {
                (Some(time), false) => time.until = Some(on),
                (None, true) => self.designated.push(Designated { designation: standing.designation.clone(), from: on, until: None }),
                _ => {}
            }
        }
    }

    /// Facts observed up to the day, and the points that the policy reads.
    fn observe(&mut self, on: Date) {
        while let Some(event) = self.observations.next_if(|event| event.on <= on) {
            if let EventKind::Observe(observed) = &event.event {
                observed.facts.iter().for_each(|(name, value)| self.account.facts.insert(name, value.clone()));
            }
        }
        let Some(ledger) = &self.ledger else { return };
        for name in self.policy.checked.facts.iter().map(|fact| &fact.name) {
            let points = match name.strip_prefix("points.") {
                Some("balance") => ledger.balance(on),
                Some(activity) => ledger.balance_of(activity, on),
                None => continue,
            };
            self.account.facts.insert(name.clone(), FactValue::Number(Finite::new(points.to_f64()).unwrap_or_default()));
        }
    }

    fn reviewed(&self, on: Date) -> Result<Reviewed, Error> {
        let facts = self.policy.facts_of(&self.account, on)?;
        // A ladder on points needs no score, unless a condition asks for it.
        let scorecard = match self.ladder.basis {
            Basis::Points if !self.ladder.asks_for_score() => None,
            Basis::Points | Basis::Score => Some(self.policy.score_facts(&facts, on)?),
        };
        let metric = match self.ladder.basis {
            Basis::Points => self.ledger.as_ref().map_or(Points::ZERO, |ledger| ledger.balance(on)),
            Basis::Score => scorecard.as_ref().map_or(Points::ZERO, |card| card.composite),
        };
        let (coverage, composite) = scorecard.as_ref().map_or((1.0, 0.0), |card| (card.coverage.get(), card.composite.to_f64()));
        let situation = Situation { facts: &facts, coverage, composite, fill: Fill::AsStated };
        let tiers = self.ladder.tiers.iter().map(|tier| {
            let held = tier.held(metric, true, &situation);
            Merits { enter: held == Held::Enter, stay: held != Held::No, shortfall: lacking(metric, tier.retain) }
        });
        let merit = Merit { metric, tiers: tiers.collect(), locked: self.claims.locked(on) };
        let blocked = self.ladder.blocks.iter().any(|block| block.holds(&situation));
        let designations = self.policy.checked.designations.iter().enumerate();
        let designations = designations.map(|(at, designation)| {
            let nominated = self.claims.nominated(at, on) || self.account.is_nominated(&designation.id, on);
            designation.standing(nominated, &situation)
        });
        Ok(Reviewed { merit, blocked, designations: designations.collect(), scorecard })
    }

    fn go(&mut self, on: Date, to: usize, cause: TransitionCause, reviewed: &Reviewed) {
        let from = std::mem::replace(&mut self.rank, to);
        if from == to {
            return;
        }
        let ladder = self.ladder;
        let tier = |rank: usize| rank.checked_sub(1).and_then(|index| ladder.tiers.get(index));
        let threshold = match cause {
            TransitionCause::Blocked | TransitionCause::Released | TransitionCause::Granted => None,
            _ if to > from => tier(to).map(|tier| tier.enter),
            _ => tier(from).map(|tier| tier.retain),
        };
        let entitlements = |rank: usize| tier(rank).map_or(&[][..], |tier| &tier.entitlements);
        let only = |in_this: &[usize], not_in: &[usize]| -> Vec<Name> {
            let ids = in_this.iter().filter(|index| !not_in.contains(index));
            ids.filter_map(|index| self.policy.checked.entitlements.get(*index)).map(|entitlement| entitlement.id.clone()).collect()
        };
        let transition = Transition {
            on,
            from: ladder.name(from),
            to: ladder.name(to),
            cause,
            metric: reviewed.merit.metric,
            threshold,
            scorecard: reviewed.scorecard.clone(),
            entitlements_gained: only(entitlements(to), entitlements(from)),
            entitlements_lost: only(entitlements(from), entitlements(to)),
        };
        self.transitions.push(transition);
    }

    /// The next day of review up to a day: by cadence, or when the standing changes by itself.
    ///
    /// With a daily cadence nobody pays for days on which nothing can change: where only points matter, the reviews
    /// that matter are the last before and the first after each change of the balance.
    fn next_review(&mut self, on: Date, as_of: Date) -> Option<Date> {
        if on >= as_of {
            return None;
        }
        let tomorrow = on.add_days(1)?;
        let by_cadence = match self.ladder.review {
            // After a move the same points can lead to another one.
            Cadence::Daily if self.standing.since == on => Some(tomorrow),
            Cadence::Daily if self.only_points_matter() => {
                let change = self.ledger.as_ref().and_then(|ledger| ledger.next_change(on)).filter(|change| *change <= as_of);
                // Holds slide with every day: the last before the change counts, and the last before one ends.
                let before_change = change.map_or(as_of, |change| change.add_days(-1).filter(|before| *before > on).unwrap_or(change));
                let before_ends = self.standing.holds.iter().filter_map(|hold| hold.until?.add_days(-1)).filter(|before| *before > on);
                before_ends.chain([before_change]).min()
            }
            Cadence::Daily => Some(tomorrow),
            Cadence::Monthly => first_day(on, 1),
            Cadence::Quarterly => first_day(on, 3),
            Cadence::Yearly => first_day(on, 12),
            Cadence::Events => {
                let event = self.observations.peek().map(|event| event.on);
                let points = self.ledger.as_ref().and_then(|ledger| ledger.next_change(on));
                event.into_iter().chain(points).min()
            }
        };
        let by_itself = self.standing.next_day(&self.ladder.movement).into_iter().chain(self.claims.next_day(on));
        by_cadence.into_iter().chain(by_itself).min().filter(|day| *day <= as_of)
    }

    /// Whether a day without a change of the balance can change nothing: no fact is asked for, and no review counts by
    /// itself, as it does for confirmations and for limited steps.
    fn only_points_matter(&self) -> bool {
        let movement = &self.ladder.movement;
        let reviews_count = movement.confirm != Confirm::default() || movement.max_steps < self.ladder.tiers.len();
        let score_is_points = !self.ladder.asks_for_score() || self.policy.checked.facts.iter().all(|fact| fact.name.starts_with("points."));
        self.ladder.basis == Basis::Points && !reviews_count && !self.ladder.asks_for_facts() && score_is_points
    }

    fn finish(self, as_of: Date) -> Timeline {
        let tier = self.ladder.name(self.rank);
        let (metric, designations) = self.last.map_or((Points::ZERO, Vec::new()), |last| (last.merit.metric, last.designations));
        let designation = designations.iter().find(|standing| standing.state == DesignationState::Active);
        Timeline {
            policy: Arc::clone(&self.policy.checked.identity),
            as_of,
            effective: designation.map_or_else(|| tier.clone(), |standing| standing.designation.clone()),
            tier,
            // Nothing moved before the first review: that is the day of enrolment.
            since: self.transitions.last().map_or(self.standing.since, |transition| transition.on),
            earned: self.ladder.name(self.standing.rank),
            claims: self.claims.active(as_of).map(|(_, claim)| claim.clone()).collect(),
            blocked: self.blocked,
            designations,
            designated: self.designated,
            held_until: self.standing.held_until(),
            term: self.standing.term,
            watch: self.standing.watch,
            metric,
            balance: self.ledger.map(|ledger| ledger.balance(as_of)),
            transitions: self.transitions,
        }
    }
}

/// The first day of the next period of so many months, counted from January.
fn first_day(on: Date, months: u32) -> Option<Date> {
    let (year, month, _) = on.ymd();
    let into = month.checked_sub(1)?.checked_rem(months)?;
    Date::from_ymd(year, month, 1)?.add_months(i32::try_from(months.checked_sub(into)?).ok()?)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests;
