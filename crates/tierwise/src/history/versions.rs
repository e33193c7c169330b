//! The versions of the policy that judge an account over time (rule T14).

use std::collections::BTreeMap;

use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::{ChangePolicy, Event, EventKind, History, Migration};
use crate::ledger::Rules;
use crate::log::Entry;
use crate::policy::{Ladder, Policy};
use crate::wire::nearest;

/// A policy and its successors, each with the day from which it is in force.
#[derive(Debug, Clone)]
pub(super) struct Versions<'a> {
    first: &'a Policy,
    pub(super) changes: Vec<Change<'a>>,
}

/// A change from one version to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change<'a> {
    /// The day on which it was to take effect.
    pub(super) announced_on: Date,
    /// The day on which it takes effect for the account's tier.
    pub(super) on: Date,
    pub(super) policy: &'a Policy,
    pub(super) migration: Migration,
    tiers: &'a BTreeMap<String, String>,
    event: &'a str,
}

impl Policy {
    /// The versions that entries in canonical order name; only this one if they name none.
    pub(super) fn versions<'a>(&'a self, entries: &[Entry<'a>]) -> Result<Versions<'a>, Error> {
        let mut versions = Versions { first: self, changes: Vec::new() };
        let mut problems = Vec::new();
        for entry in entries {
            let EventKind::ChangePolicy(change) = &entry.event.event else { continue };
            match self.version(&change.from).and_then(|from| Ok((from, self.version(&change.to)?))) {
                Ok((from, policy)) => versions.change(entry, change, from, policy, &mut problems),
                Err(message) => problems.push(Problem::new(code::EVENT_POLICY, format!("events.{}", entry.event.id), message)),
            }
        }
        Error::check(problems).map(|()| versions)
    }

    /// The version that judges a history of which only some events are known: as long as no change is, the one before the
    /// first that is not.
    pub(crate) fn judging(&self, history: &History, is_known: impl Fn(&Event) -> bool) -> Result<&Self, Error> {
        let changes = history.events.iter().filter_map(|event| match &event.event {
            EventKind::ChangePolicy(change) => Some((event.on, is_known(event), change, event)),
            _ => None,
        });
        let mut changes: Vec<_> = changes.collect();
        changes.sort_by_key(|(on, ..)| *on);
        match changes.first() {
            Some((_, _, change, event)) if !changes.iter().any(|(_, known, ..)| *known) => {
                self.version(&change.from).map_err(|message| Error::new(code::EVENT_POLICY, format!("events.{}", event.id), message))
            }
            _ => Ok(self),
        }
    }

    /// The rank of a tier on the ladder, or else on that of an earlier version that has it; the base rung's if none has.
    pub(crate) fn rank_of(&self, tier: &str) -> usize {
        let ladders = std::iter::once(self).chain(self.earlier.iter()).filter_map(|policy| policy.checked.ladder.as_ref());
        ladders.filter_map(|ladder| ladder.rank(tier).ok()).next().unwrap_or(0)
    }

    fn version(&self, version: &str) -> Result<&Self, String> {
        let known: Vec<&Self> = std::iter::once(self).chain(self.earlier.iter()).collect();
        known.iter().find(|policy| policy.identity().version == version).copied().ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|policy| &*policy.identity().version).collect();
            let hint =
                nearest(version, names.iter().copied()).map_or_else(|| format!("known are {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
            format!("unknown version `{version}` of the policy: {hint}")
        })
    }
}

impl<'a> Versions<'a> {
    fn change(&mut self, entry: &Entry<'a>, change: &'a ChangePolicy, from: &'a Policy, policy: &'a Policy, problems: &mut Vec<Problem>) {
        let before = self.changes.last().map_or(from, |last| last.policy);
        if self.changes.is_empty() {
            self.first = from;
        } else if before.fingerprint() != from.fingerprint() {
            let message = format!("expected a change from version `{}`, which is in force, found one from `{}`", before.identity().version, change.from);
            problems.push(Problem::new(code::EVENT_POLICY, format!("events.{}", entry.event.id), message));
        }
        self.changes.push(Change { announced_on: entry.on, on: entry.on, policy, migration: change.migration, tiers: &change.tiers, event: &entry.event.id });
    }

    /// The version in force on a day, whoever is still judged by the one before.
    pub(super) fn at(&self, day: Date) -> &'a Policy {
        self.changes.iter().rev().find(|change| change.announced_on <= day).map_or(self.first, |change| change.policy)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &'a Policy> {
        std::iter::once(self.first).chain(self.changes.iter().map(|change| change.policy))
    }

    /// What the ledger is booked by.
    pub(super) fn rules(&self) -> Rules<'a> {
        let days = std::iter::once(Date::MIN).chain(self.changes.iter().map(|change| change.announced_on));
        Rules::new(days.zip(self.all().map(|policy| policy.checked.spec.points.as_ref())))
    }
}

impl Change<'_> {
    /// The new rank of every old one, from the base rung on: the tier that is named, the same, or else the next lower.
    pub(super) fn ranks(&self, old: &Ladder, new: &Ladder) -> Result<Vec<usize>, Error> {
        let unknown = |tier: &str, ladder: &str| {
            let message = format!("the {ladder} ladder has no tier `{tier}`");
            Error::new(code::EVENT_POLICY, format!("events.{}.tiers", self.event), message)
        };
        for tier in self.tiers.keys() {
            old.rank(tier).map_err(|_| unknown(tier, "old"))?;
        }
        let mut ranks = vec![0_usize];
        for tier in &old.tiers {
            let below = ranks.last().copied().unwrap_or(0);
            ranks.push(match self.tiers.get(&*tier.id) {
                Some(named) => new.rank(named).map_err(|_| unknown(named, "new"))?,
                None => new.rank(&tier.id).unwrap_or(below),
            });
        }
        Ok(ranks)
    }
}
