//! Claims on a tier beside the earned one: grants, locks and nominations, each with its days.

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::{Event, EventKind, GrantMode, LockDirection};
use crate::policy::{Designation, Ladder};
use crate::standing::Locked;

/// A tier granted by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// In canonical order, each with its rank.
    grants: Vec<(usize, Claim)>,
    locks: Vec<(Name, LockDirection, Date, Date)>,
    /// Number of the designation, from, until.
    nominations: Vec<(usize, Date, Date)>,
}

impl Claims {
    /// Reads the claims from events in canonical order.
    pub(crate) fn read(events: &[&Event], ladder: &Ladder, designations: &[Designation]) -> Result<Self, Error> {
        let (mut claims, mut problems) = (Self::default(), Vec::new());
        for event in events {
            let id = || Name::from(event.id.as_str());
            let path = || format!("events.{}", event.id);
            let designation = |name: &str| designations.iter().position(|designation| *designation.id == *name);
            let unknown = |what: &str, name: &str| Problem::new(code::EVENT_UNKNOWN_REFERENCE, path(), format!("unknown {what} `{name}`"));
            match &event.event {
                EventKind::Grant(grant) => match ladder.rank(&grant.tier) {
                    Ok(rank) => claims.grants.push((
                        rank,
                        Claim {
                            event: id(),
                            tier: ladder.name(rank),
                            mode: grant.mode,
                            from: event.on,
                            until: grant.until,
                            reason: grant.reason.clone(),
                            actor: grant.actor.clone(),
                        },
                    )),
                    Err(_) => problems.push(unknown("tier", &grant.tier)),
                },
                EventKind::Lock(lock) => claims.locks.push((id(), lock.direction, event.on, lock.until)),
                EventKind::Revoke(revoke) => problems.extend((!claims.revoke(&revoke.of, event.on)).then(|| unknown("grant or lock", &revoke.of))),
                EventKind::Invite(invite) => match designation(&invite.designation) {
                    Some(at) => claims.nominations.push((at, event.on, invite.until)),
                    None => problems.push(unknown("designation", &invite.designation)),
                },
                EventKind::Leave(leave) => match designation(&leave.designation) {
                    Some(at) => {
                        claims.nominations.iter_mut().filter(|nomination| nomination.0 == at).for_each(|nomination| nomination.2 = nomination.2.min(event.on))
                    }
                    None => problems.push(unknown("designation", &leave.designation)),
                },
                _ => {}
            }
        }
        Error::check(problems).map(|()| claims)
    }

    fn revoke(&mut self, of: &str, on: Date) -> bool {
        if let Some((_, grant)) = self.grants.iter_mut().find(|(_, grant)| *grant.event == *of) {
            grant.until = Some(grant.until.map_or(on, |until| until.min(on)));
            return true;
        }
        let lock = self.locks.iter_mut().find(|(event, ..)| **event == *of);
        lock.map(|(.., until)| *until = (*until).min(on)).is_some()
    }

    /// The grants that hold on a day, in canonical order.
    pub(crate) fn active(&self, on: Date) -> impl DoubleEndedIterator<Item = &(usize, Claim)> {
        self.grants.iter().filter(move |(_, grant)| grant.from <= on && grant.until.is_none_or(|until| on < until))
    }

    /// The rank that counts, given the earned one: the latest exact grant, or else what is earned, raised to the
    /// floors and brought down to the ceilings.
    pub(crate) fn effective(&self, earned: usize, on: Date) -> usize {
        let of = |mode: GrantMode| self.active(on).filter(move |(_, grant)| grant.mode == mode).map(|(rank, _)| *rank);
        if let Some(exact) = of(GrantMode::Exact).next_back() {
            return exact;
        }
        let raised = of(GrantMode::Floor).fold(earned, usize::max);
        of(GrantMode::Ceiling).fold(raised, usize::min)
    }

    /// What is forbidden on a day.
    pub(crate) fn locked(&self, on: Date) -> Locked {
        let active = self.locks.iter().filter(|(_, _, from, until)| *from <= on && on < *until);
        let mut locked = Locked::default();
        for (_, direction, _, until) in active {
            locked.promotion |= *direction != LockDirection::Demotion;
            if *direction != LockDirection::Promotion {
                locked.demotion_until = locked.demotion_until.max(Some(*until));
            }
        }
        locked
    }

    /// Whether the account is nominated for a designation on a day.
    pub(crate) fn nominated(&self, designation: usize, on: Date) -> bool {
        self.nominations.iter().any(|(at, from, until)| *at == designation && *from <= on && on < *until)
    }

    /// The first day after this one on which a claim begins or ends.
    pub(crate) fn next_day(&self, on: Date) -> Option<Date> {
        let grants = self.grants.iter().flat_map(|(_, grant)| [Some(grant.from), grant.until]);
        let locks = self.locks.iter().flat_map(|(_, _, from, until)| [Some(*from), Some(*until)]);
        let nominations = self.nominations.iter().flat_map(|(_, from, until)| [Some(*from), Some(*until)]);
        grants.chain(locks).chain(nominations).flatten().filter(|day| *day > on).min()
    }
}
