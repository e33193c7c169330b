//! One log of an account's events: each once, in an order that does not depend on the order of arrival (rules L1).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::{Event, EventKind};
use crate::policy::LateEvents;

/// A log whose events are each there once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    events: Vec<Event>,
    /// Where each id stands in `events`.
    ids: BTreeMap<String, usize>,
}

/// What became of a batch of events.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    /// Events that are new.
    pub added: usize,
    /// Ids that were there already, with the same content.
    pub duplicates: Vec<String>,
}

impl Log {
    /// The events, in the order of arrival.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Takes a batch of events. The same event again changes nothing and is reported.
    ///
    /// # Errors
    /// `event.conflict` for each id that is there with other content; then nothing of the batch is taken.
    pub fn receive(&mut self, batch: impl IntoIterator<Item = Event>) -> Result<Received, Error> {
        let mut received = Received::default();
        let mut problems = Vec::new();
        let mut added: Vec<Event> = Vec::new();
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        for (index, event) in batch.into_iter().enumerate() {
            let known = self.ids.get(&event.id).and_then(|at| self.events.get(*at)).or_else(|| ids.get(&event.id).and_then(|at| added.get(*at)));
            match known {
                None => {
                    ids.insert(event.id.clone(), added.len());
                    added.push(event);
                }
                Some(known) if *known == event => received.duplicates.push(event.id),
                Some(known) => problems.push(conflict(known, &event, format!("events[{index}]"))),
            }
        }
        Error::check(problems)?;
        received.added = added.len();
        let start = self.events.len();
        self.ids.extend(ids.into_iter().map(|(id, at)| (id, start.saturating_add(at))));
        self.events.extend(added);
        Ok(received)
    }
}

/// An event with the day on which it acts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'e> {
    pub(crate) event: &'e Event,
    /// The day from which it acts: its own, unless it is late.
    pub(crate) on: Date,
    /// It changes nothing before this day.
    pub(crate) not_before: Date,
}

impl<'e> Entry<'e> {
    /// An event that acts on its own day.
    pub(crate) fn in_time(event: &'e Event) -> Self {
        Self { event, on: event.on, not_before: Date::MIN }
    }

    /// Its place in the canonical order (rule L1).
    pub(crate) fn place(&self) -> (Date, u64, &'e str) {
        (self.on, self.event.sequence, &self.event.id)
    }
}

/// Each event once, with the day on which it acts, in canonical order: by day, sequence and id.
///
/// Fails for ids with several contents.
pub(crate) fn canonical<'e>(events: impl IntoIterator<Item = &'e Event>, late_events: LateEvents) -> Result<Vec<Entry<'e>>, Error> {
    let mut unique: Vec<&Event> = events.into_iter().collect();
    unique.sort_by(|one, other| one.id.cmp(&other.id));
    let conflicts = unique.windows(2).filter_map(|pair| match pair {
        [one, other] if one.id == other.id && one != other => Some(conflict(one, other, format!("events.{}", one.id))),
        _ => None,
    });
    Error::check(conflicts.collect())?;
    unique.dedup_by(|one, other| one.id == other.id);
    let mut closes: Vec<_> = unique
        .iter()
        .filter_map(|event| match event.event {
            EventKind::Close(close) => Some((recording(event), close.until)),
            _ => None,
        })
        .collect();
    closes.sort_unstable();
    let mut entries: Vec<Entry<'_>> = unique
        .into_iter()
        .map(|event| {
            let closed = closes.iter().take_while(|(close, _)| *close < recording(event)).map(|(_, until)| *until).max();
            let recorded = (late_events == LateEvents::Prospective).then(|| event.recorded());
            let not_before = closed.max(recorded).unwrap_or(Date::MIN);
            Entry { event, on: event.on.max(not_before), not_before }
        })
        .collect();
    entries.sort_by(|one, other| one.place().cmp(&other.place()));
    Ok(entries)
}

/// Its place in the order of recording.
pub(crate) fn recording(event: &Event) -> (Date, u64, &str) {
    (event.recorded(), event.sequence, &event.id)
}

fn conflict(known: &Event, event: &Event, path: String) -> Problem {
    let message = format!("the event `{}` is known with another `{}`", event.id, differences(known, event).join("` and `"));
    Problem::new(code::EVENT_CONFLICT, path, message)
}

/// Names the fields in which two contents of one kind differ; `None` for contents of two kinds.
macro_rules! contents {
    ($one:expr, $other:expr; $($kind:ident $name:literal: $($field:ident)+;)+) => {
        match ($one, $other) {
            $((EventKind::$kind(one), EventKind::$kind(other)) => {
                let fields = [$((concat!("event.", $name, ".", stringify!($field)), one.$field != other.$field)),+];
                Some(fields.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect::<Vec<_>>())
            })+
            _ => None,
        }
    };
}

/// The fields in which two events of one id differ.
fn differences(one: &Event, other: &Event) -> Vec<&'static str> {
    let outer = [("on", one.on != other.on), ("recorded_on", one.recorded_on != other.recorded_on), ("sequence", one.sequence != other.sequence)];
    let content = contents!(&one.event, &other.event;
        Enrol "enrol": lookback_days;
        Observe "observe": facts;
        Earn "earn": activity quantity attributes until;
        Mature "mature": of;
        Void "void": of;
        Reverse "reverse": of points dating;
        Adjust "adjust": points reason actor;
        Grant "grant": tier mode until reason actor;
        Revoke "revoke": of reason actor;
        Lock "lock": direction until reason actor;
        Invite "invite": designation until sponsor;
        Leave "leave": designation reason;
        Merge "merge": account history;
        ChangePolicy "change_policy": from to migration tiers;
        Close "close": until;
    );
    let outer = outer.into_iter().filter_map(|(name, differs)| differs.then_some(name));
    outer.chain(content.unwrap_or_else(|| vec!["event"])).collect()
}
