//! What happened, when it acts, and what a day of the account depends on beside its points (L1, T4, T11, T12).

use std::collections::{BTreeMap, BTreeSet};

use tierwise::event::{EventKind, GrantMode, LockDirection};
use tierwise::policy::LateEvents;
use tierwise::{Account, Date, Event, History};

/// An event with the day from which it acts (L1.1, L1.2).
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) event: Event,
    pub(super) acts: Date,
    /// Nothing before this day may change.
    pub(super) open: Date,
}

/// A problem, by its code.
pub(super) type Refused = BTreeSet<&'static str>;

/// The events once each, in canonical order (L1).
pub(super) fn once(history: &History) -> Result<Vec<Event>, Refused> {
    let mut events: Vec<Event> = Vec::new();
    for event in &history.events {
        match events.iter().find(|known| known.id == event.id) {
            Some(known) if known == event => {}
            Some(_) => return Err(Refused::from(["event.conflict"])),
            None => events.push(event.clone()),
        }
    }
    events.sort_by(|one, other| (one.on, one.sequence, &one.id).cmp(&(other.on, other.sequence, &other.id)));
    Ok(events)
}

/// The events with the days from which they act, in the order in which they do.
pub(super) fn acting(events: &[Event], late: LateEvents) -> Vec<Fact> {
    let recorded = |event: &Event| (event.recorded(), event.sequence, event.id.clone());
    let mut facts: Vec<Fact> = events
        .iter()
        .map(|event| {
            let closed = events.iter().filter(|other| recorded(other) < recorded(event)).filter_map(|other| match &other.event {
                EventKind::Close(close) => Some(close.until),
                _ => None,
            });
            let prospective = (late == LateEvents::Prospective).then(|| event.recorded());
            let open = closed.chain(prospective).max().unwrap_or(Date::MIN);
            Fact { event: event.clone(), acts: event.on.max(open), open }
        })
        .collect();
    facts.sort_by(|one, other| (one.acts, one.event.sequence, &one.event.id).cmp(&(other.acts, other.event.sequence, &other.event.id)));
    facts
}

/// `[from, until)`, with what it is about.
#[derive(Debug, Clone)]
pub(super) struct Span<T> {
    pub(super) id: String,
    pub(super) from: Date,
    pub(super) until: Date,
    pub(super) of: T,
}

impl<T> Span<T> {
    pub(super) fn runs(&self, day: Date) -> bool {
        self.from <= day && day < self.until
    }
}

/// Grants, locks and nominations, latest last.
#[derive(Debug, Clone, Default)]
pub(super) struct Claims {
    pub(super) grants: Vec<Span<(String, GrantMode)>>,
    pub(super) locks: Vec<Span<LockDirection>>,
    pub(super) nominations: Vec<Span<String>>,
}

impl Claims {
    /// Those of an account's document and of its events; `merged` are those of other accounts, by their ids.
    pub(super) fn of(account: &Account, facts: &[Fact], merged: &BTreeMap<&str, &Self>) -> Result<Self, Refused> {
        let mut claims = Self::default();
        for nomination in account.brand.iter().filter_map(|brand| brand.nominations.as_ref()).flatten() {
            if let (Some(designation), Some(from)) = (&nomination.designation, nomination.from) {
                let until = nomination.until.unwrap_or(Date::MAX);
                claims.nominations.push(Span { id: String::new(), from, until, of: designation.clone() });
            }
        }
        for Fact { event, acts, .. } in facts {
            let (id, from) = (event.id.clone(), *acts);
            match &event.event {
                EventKind::Grant(grant) => claims.grants.push(Span { id, from, until: grant.until.unwrap_or(Date::MAX), of: (grant.tier.clone(), grant.mode) }),
                EventKind::Lock(lock) => claims.locks.push(Span { id, from, until: lock.until, of: lock.direction }),
                EventKind::Invite(invite) => claims.nominations.push(Span { id, from, until: invite.until, of: invite.designation.clone() }),
                EventKind::Revoke(revoke) => {
                    let grants = claims.grants.iter_mut().filter(|grant| grant.id == revoke.of).map(|grant| &mut grant.until);
                    let locks = claims.locks.iter_mut().filter(|lock| lock.id == revoke.of).map(|lock| &mut lock.until);
                    let mut found = false;
                    for until in grants.chain(locks) {
                        found = true;
                        *until = (*until).min(from);
                    }
                    if !found {
                        return Err(Refused::from(["event.unknown_reference"]));
                    }
                }
                EventKind::Leave(leave) => {
                    for nomination in claims.nominations.iter_mut().filter(|nomination| nomination.of == leave.designation) {
                        nomination.until = nomination.until.min(from);
                    }
                }
                EventKind::Merge(merge) => merged.get(&*merge.account).into_iter().for_each(|other| claims.join(&merge.account, from, other)),
                _ => {}
            }
        }
        Ok(claims)
    }

    /// With another account's, from the day of their merge (T15).
    fn join(&mut self, account: &str, on: Date, other: &Self) {
        fn join<T: Clone>(own: &mut Vec<Span<T>>, account: &str, on: Date, other: &[Span<T>]) {
            let joined = |span: &Span<T>| Span { id: format!("{account}/{}", span.id), from: span.from.max(on), ..span.clone() };
            own.extend(other.iter().filter(|span| span.until > on).map(joined));
        }
        join(&mut self.grants, account, on, &other.grants);
        join(&mut self.locks, account, on, &other.locks);
        join(&mut self.nominations, account, on, &other.nominations);
        self.grants.sort_by_key(|grant| grant.from);
    }

    /// Whether one of them begins or ends on a day.
    pub(super) fn turn(&self, day: Date) -> bool {
        let spans = self.grants.iter().map(|span| (span.from, span.until)).chain(self.locks.iter().map(|span| (span.from, span.until)));
        let mut spans = spans.chain(self.nominations.iter().map(|span| (span.from, span.until)));
        spans.any(|(from, until)| from < until && (from == day || until == day))
    }
}
