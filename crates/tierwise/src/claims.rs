//! Claims on a tier beside the earned one: grants, locks and nominations, each with its days.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::{EventKind, GrantMode, LockDirection};
use crate::log::Entry;
use crate::policy::Policy;
use crate::standing::Locked;

/// A tier granted by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Id of the event.
    pub event: Name,
    /// Id of the tier.
    pub tier: Name,
    /// What it does to the earned tier.
    pub mode: GrantMode,
    /// The day from which it holds.
    pub from: Date,
    /// The day from which it no longer holds; null if it holds until it is revoked.
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
}

/// Everything that stands beside the earned tier of an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Claims {
    /// In canonical order.
    grants: Vec<Claim>,
    locks: Vec<Barred>,
    nominations: Vec<Nominated>,
}

/// Moves that a lock forbids, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Barred {
    event: Name,
    direction: LockDirection,
    from: Date,
    until: Date,
}

/// A designation that an account is nominated for, and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Nominated {
    designation: Name,
    from: Date,
    until: Date,
}

impl Claims {
    /// Takes the claims of entries in canonical order; `version` is the policy in force on a day, `merged` what an
    /// account brought along, by the event of the merge.
    pub(crate) fn read<'p>(&mut self, entries: &[Entry<'_>], version: impl Fn(Date) -> &'p Policy, merged: &BTreeMap<String, Self>) -> Result<(), Error> {
        let mut problems = Vec::new();
        for Entry { event, on, .. } in entries {
            let path = || format!("events.{}", event.id);
            let unknown = |what: &str, name: &str| Problem::new(code::EVENT_UNKNOWN_REFERENCE, path(), format!("unknown {what} `{name}`"));
            let held = match &event.event {
                EventKind::Grant(grant) => event.check_until(grant.until, "grant"),
                EventKind::Lock(lock) => event.check_until(Some(lock.until), "lock"),
                EventKind::Invite(invite) => event.check_until(Some(invite.until), "invite"),
                _ => Ok(()),
            };
            problems.extend(held.err());
            let designation = |name: &str| version(*on).checked.designations.iter().find(|known| *known.id == *name).map(|known| known.id.clone());
            match &event.event {
                EventKind::Grant(grant) => match version(*on).ladder().and_then(|ladder| Ok(ladder.name(ladder.rank(&grant.tier)?))) {
                    Ok(tier) => self.grants.push(Claim {
                        event: event.id.as_str().into(),
                        tier,
                        mode: grant.mode,
                        from: *on,
                        until: grant.until,
                        reason: grant.reason.clone(),
                        actor: grant.actor.clone(),
                    }),
                    Err(error) => {
                        problems.extend(error.problems().iter().map(|problem| Problem::new(code::EVENT_UNKNOWN_REFERENCE, path(), &*problem.message)))
                    }
                },
                EventKind::Lock(lock) => {
                    self.locks.push(Barred { event: event.id.as_str().into(), direction: lock.direction, from: *on, until: lock.until });
                }
                EventKind::Revoke(revoke) => problems.extend((!self.revoke(&revoke.of, *on)).then(|| unknown("grant or lock", &revoke.of))),
                EventKind::Invite(invite) => match designation(&invite.designation) {
                    Some(designation) => self.nominations.push(Nominated { designation, from: *on, until: invite.until }),
                    None => problems.push(unknown("designation", &invite.designation)),
                },
                EventKind::Leave(leave) => match designation(&leave.designation) {
                    Some(designation) => {
                        let left = self.nominations.iter_mut().filter(|nomination| nomination.designation == designation);
                        left.for_each(|nomination| nomination.until = nomination.until.min(*on));
                    }
                    None => problems.push(unknown("designation", &leave.designation)),
                },
                EventKind::Merge(merge) => merged.get(&event.id).into_iter().for_each(|claims| self.join(claims, &merge.account, *on)),
                _ => {}
            }
        }
        Error::check(problems)
    }

    /// Whether an event is a lock.
    pub(crate) fn is_lock(&self, event: &str) -> bool {
        self.locks.iter().any(|lock| *lock.event == *event)
    }

    /// Takes the nominations that stand in an account's document, but for those that a snapshot has, as they stand there.
    pub(crate) fn nominate(&mut self, account: &Account) {
        let nominations = account.nominations().filter_map(|nomination| {
            let (designation, from) = (nomination.designation.as_deref()?, nomination.from?);
            let known = self.nominations.iter().any(|known| *known.designation == *designation && known.from == from);
            (!known).then(|| Nominated { designation: designation.into(), from, until: nomination.until.unwrap_or(Date::MAX) })
        });
        let new: Vec<Nominated> = nominations.collect();
        self.nominations.extend(new);
    }

    fn revoke(&mut self, of: &str, on: Date) -> bool {
        if let Some(grant) = self.grants.iter_mut().find(|grant| *grant.event == *of) {
            grant.until = Some(grant.until.map_or(on, |until| until.min(on)));
            return true;
        }
        let lock = self.locks.iter_mut().find(|lock| *lock.event == *of);
        lock.map(|lock| lock.until = lock.until.min(on)).is_some()
    }

    /// Takes the claims of another account, which hold here from a day on.
    fn join(&mut self, other: &Self, account: &str, on: Date) {
        let named = |event: &Name| Name::from(format!("{account}/{event}"));
        self.grants.extend(other.grants.iter().map(|grant| Claim { event: named(&grant.event), from: grant.from.max(on), ..grant.clone() }));
        self.locks.extend(other.locks.iter().map(|lock| Barred { event: named(&lock.event), from: lock.from.max(on), ..lock.clone() }));
        self.nominations.extend(other.nominations.iter().map(|nominated| Nominated { from: nominated.from.max(on), ..nominated.clone() }));
    }

    /// Names the tiers of what was granted before a day as another ladder does.
    pub(crate) fn rename(&mut self, before: Date, name: impl Fn(&Name) -> Name) {
        self.grants.iter_mut().filter(|grant| grant.from < before).for_each(|grant| grant.tier = name(&grant.tier));
    }

    /// The grants that hold on a day, in canonical order.
    pub(crate) fn active(&self, on: Date) -> impl DoubleEndedIterator<Item = &Claim> {
        self.grants.iter().filter(move |grant| grant.from <= on && grant.until.is_none_or(|until| on < until))
    }

    /// The rank that counts, given the earned one and the ranks of tiers: the latest exact grant, or else what is earned,
    /// raised to the floors and brought down to the ceilings.
    pub(crate) fn effective(&self, rank: impl Fn(&str) -> Option<usize>, earned: usize, on: Date) -> usize {
        let of = |mode: GrantMode| self.active(on).filter(move |grant| grant.mode == mode).filter_map(|grant| rank(&grant.tier));
        if let Some(exact) = of(GrantMode::Exact).next_back() {
            return exact;
        }
        let raised = of(GrantMode::Floor).fold(earned, usize::max);
        of(GrantMode::Ceiling).fold(raised, usize::min)
    }

    /// What is forbidden on a day.
    pub(crate) fn locked(&self, on: Date) -> Locked {
        let mut locked = Locked::default();
        for lock in self.locks.iter().filter(|lock| lock.from <= on && on < lock.until) {
            locked.promotion |= lock.direction != LockDirection::Demotion;
            if lock.direction != LockDirection::Promotion {
                locked.demotion_until = locked.demotion_until.max(Some(lock.until));
            }
        }
        locked
    }

    /// Whether the account is nominated for a designation on a day.
    pub(crate) fn nominated(&self, designation: &str, on: Date) -> bool {
        self.nominations.iter().any(|nominated| *nominated.designation == *designation && nominated.from <= on && on < nominated.until)
    }

    /// The first day after this one on which a claim begins or ends.
    pub(crate) fn next_day(&self, on: Date) -> Option<Date> {
        let grants = self.grants.iter().map(|grant| (grant.from, grant.until));
        let locks = self.locks.iter().map(|lock| (lock.from, Some(lock.until)));
        let nominations = self.nominations.iter().map(|nominated| (nominated.from, Some(nominated.until)));
        // What ends before it begins never holds.
        let held = grants.chain(locks).chain(nominations).filter(|(from, until)| until.is_none_or(|until| *from < until));
        held.flat_map(|(from, until)| [Some(from), until]).flatten().filter(|day| *day > on).min()
    }
}
