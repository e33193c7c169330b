//! Snapshots: everything that the days after depend on, so that a long log need not be read again (rule O5).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::replay::{Replay, deferred};
use super::{Designated, Timeline};
use crate::Name;
use crate::account::Account;
use crate::claims::Claims;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::{Dating, Event, EventKind, History};
use crate::fact::Facts;
use crate::ledger::{Ledger, Lot};
use crate::log;
use crate::number::Points;
use crate::policy::{LateEvents, PointsSpec, Policy, PolicyIdentity, fingerprint};
use crate::standing::Standing;

/// Where an account stood at the end of a day, with all that the days after depend on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The policy that was applied.
    pub policy: Arc<PolicyIdentity>,
    /// The day.
    pub as_of: Date,
    /// The greatest `sequence` of the events that are in it.
    pub sequence: u64,
    /// The standing on the ladder.
    pub standing: Standing,
    /// The tier that counts.
    pub tier: Name,
    /// The day from which the account has been in it.
    pub since: Date,
    rank: usize,
    entitlements: Vec<Name>,
    blocked: bool,
    designated: Vec<Designated>,
    observed: Facts,
    /// What the ladder stood on at the last review, and the ledger's facts that it saw.
    metric: Points,
    seen: Facts,
    counts_from: Date,
    lots: Vec<Lot>,
    claims: Claims,
    /// Ids of the accounts that were merged.
    accounts: BTreeSet<Name>,
    /// The events that are in it, each with the fingerprint of its content: one that comes again counts once.
    events: BTreeMap<Name, Name>,
    /// Events that later ones look back to: changes of the policy, closed books, facts that no review has seen, and
    /// those that closed books put off.
    kept: Vec<Event>,
    /// How many changes of the policy have taken effect; the next may have been put off.
    changed: usize,
    put_off: Option<Date>,
}

impl Policy {
    /// The state of an account at the end of a day, from which [`resume`](Self::resume) goes on.
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn snapshot(&self, history: &History, as_of: Date) -> Result<Snapshot, Error> {
        if self.spec().late_events == LateEvents::UpgradeOnly {
            let message =
                "with `late_events: upgrade_only` what was published depends on the whole log: expected another policy for a snapshot, found this one";
            return Err(Error::new(code::SNAPSHOT_POLICY, "late_events", message));
        }
        Ok(self.run(history, as_of, false)?.snapshot(self, as_of))
    }

    /// The state of an account at the end of a later day, from a snapshot and what was recorded since.
    ///
    /// `tail` holds the account's document, which a snapshot does not, and the events after the snapshot.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    pub fn advance_snapshot(&self, snapshot: &Snapshot, tail: &History, as_of: Date) -> Result<Snapshot, Error> {
        Ok(self.resumed(snapshot, tail, as_of)?.snapshot(self, as_of))
    }

    /// The timeline from a snapshot on: the same as that of the whole log, with the transitions after the snapshot.
    ///
    /// `tail` holds the account's document, which a snapshot does not, and the events after the snapshot.
    ///
    /// # Errors
    /// As [`replay`](Self::replay); `snapshot.policy` if another policy made the snapshot, and `snapshot.past` for each
    /// event that would change what it has settled: then the whole log must be replayed.
    pub fn resume(&self, snapshot: &Snapshot, tail: &History, as_of: Date) -> Result<Timeline, Error> {
        self.resumed(snapshot, tail, as_of)?.timeline(as_of)
    }

    fn resumed<'a>(&'a self, snapshot: &'a Snapshot, tail: &'a History, as_of: Date) -> Result<Replay<'a>, Error> {
        if *snapshot.policy != *self.checked.identity {
            let message = format!("expected a snapshot of the policy `{}`, found one of `{}`", self.fingerprint(), snapshot.policy.fingerprint);
            return Err(Error::new(code::SNAPSHOT_POLICY, "snapshot.policy", message));
        }
        if as_of < snapshot.as_of {
            let message = format!("expected a day from {} on, found {as_of}", snapshot.as_of);
            return Err(Error::new(code::SNAPSHOT_PAST, "as_of", message));
        }
        let lots: BTreeMap<&str, &Lot> = snapshot.lots.iter().map(|lot| (&*lot.event, lot)).collect();
        let new = |event: &&Event| snapshot.events.get(&*event.id).is_none_or(|known| **known != *fingerprint(event));
        let problems = tail.events.iter().filter(new).filter_map(|event| {
            let path = format!("events.{}", event.id);
            if snapshot.events.contains_key(&*event.id) {
                let message = format!("the event `{}` is in the snapshot with another content", event.id);
                return Some(Problem::new(code::EVENT_CONFLICT, path, message));
            }
            Some(Problem::new(code::SNAPSHOT_PAST, path, snapshot.refuses(self, event, &lots)?))
        });
        Error::check(problems.collect())?;
        let mut replay = Replay::from_snapshot(self, snapshot, tail.events.iter().filter(new), &tail.account, as_of)?;
        let next = replay.next_review(snapshot.standing.on, as_of);
        replay.fold(next, as_of)?;
        Ok(replay)
    }
}

impl Snapshot {
    /// Why an event cannot come after the snapshot, whose lots are given by their events.
    fn refuses(&self, policy: &Policy, event: &Event, lots: &BTreeMap<&str, &Lot>) -> Option<String> {
        let prospective = policy.spec().late_events == LateEvents::Prospective;
        let acts_on = if prospective { event.on.max(event.recorded()) } else { event.on };
        if acts_on <= self.as_of {
            return Some(format!("expected an event after the snapshot of {}, found one on {acts_on}", self.as_of));
        }
        match &event.event {
            EventKind::Reverse(reverse) if reverse.dating == Dating::Original && !prospective && lots.contains_key(&*reverse.of) => {
                Some(format!("expected a reversal with `dating: current`, found one that changes the days before the snapshot of {}", self.as_of))
            }
            EventKind::Revoke(revoke) if self.claims.is_lock(&revoke.of) => {
                Some(format!("a lock that began before the snapshot of {} cannot be revoked after it: holds go by its end", self.as_of))
            }
            EventKind::Void(reference)
                if lots.get(&*reference.of).is_some_and(|lot| !lot.clipped.is_empty() || policy.spec().points.as_ref().is_some_and(PointsSpec::has_caps)) =>
            {
                Some(format!("points that took room under a cap before the snapshot of {} cannot be voided after it", self.as_of))
            }
            _ => None,
        }
    }
}

impl<'a> Replay<'a> {
    fn snapshot(self, policy: &Policy, as_of: Date) -> Snapshot {
        let (changed, put_off) = self.changed();
        let seen = self.seen();
        let kept = self.kept().cloned().collect();
        let known = self.entries.iter().map(|entry| entry.event).chain(self.deferred.iter().copied());
        let known = known.map(|event| (event.id.as_str().into(), fingerprint(event).into()));
        let events = self.settled.iter().cloned().chain(known).collect();
        Snapshot {
            policy: Arc::clone(&policy.checked.identity),
            as_of,
            sequence: self.sequence,
            standing: self.standing,
            tier: self.tier,
            since: self.since,
            rank: self.rank,
            entitlements: self.entitlements,
            blocked: self.blocked,
            designated: self.designated,
            observed: self.observed,
            metric: self.last.map_or(Points::ZERO, |last| last.merit.metric),
            seen,
            counts_from: self.counts_from,
            lots: self.ledger.map(Ledger::into_lots).unwrap_or_default(),
            claims: self.claims,
            accounts: self.accounts,
            events,
            kept,
            changed,
            put_off,
        }
    }

    fn from_snapshot(policy: &'a Policy, snapshot: &'a Snapshot, tail: impl Iterator<Item = &'a Event>, account: &Account, as_of: Date) -> Result<Self, Error> {
        let mut entries = log::canonical(snapshot.kept.iter().chain(tail), policy.checked.spec.late_events)?;
        let versions = policy.versions(&entries)?;
        let deferred = deferred(&entries, as_of);
        entries.retain(|entry| entry.on <= as_of);
        let mut replay = Replay::start(versions, entries, account, snapshot.standing.on)?;
        for (name, value) in snapshot.observed.iter() {
            replay.account.facts.insert(name, value.clone());
        }
        replay.observed.clone_from(&snapshot.observed);
        replay.take_up(snapshot.changed, snapshot.put_off)?;
        replay.opening.clone_from(&snapshot.lots);
        replay.counts_from = snapshot.counts_from;
        replay.claims = snapshot.claims.clone();
        replay.accounts.clone_from(&snapshot.accounts);
        replay.standing = snapshot.standing.clone();
        (replay.rank, replay.tier, replay.since) = (snapshot.rank, snapshot.tier.clone(), snapshot.since);
        replay.entitlements.clone_from(&snapshot.entitlements);
        replay.blocked = snapshot.blocked;
        replay.designated.clone_from(&snapshot.designated);
        replay.sequence = replay.sequence.max(snapshot.sequence);
        replay.settled = snapshot.events.iter().map(|(id, content)| (id.clone(), content.clone())).collect();
        replay.turned = true;
        replay.deferred = deferred;
        let mut replay = replay.opened(policy)?;
        replay.recall(snapshot.metric, &snapshot.seen)?;
        Ok(replay)
    }
}
