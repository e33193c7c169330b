//! What a change of the log changed, and which event did it (rule O4).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Timeline, Transition};
use crate::Name;
use crate::date::Date;
use crate::error::Error;
use crate::event::{Event, History};
use crate::log::recording;
use crate::policy::Policy;

/// What is different between the timelines of two logs of one account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// Ids of the events that only one of the logs has, or that differ, in the order of recording.
    pub events: Vec<Name>,
    /// The transitions that only one of the timelines has, in the order of days.
    pub transitions: Vec<DifferentTransition>,
}

/// A transition that only one of two timelines has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DifferentTransition {
    /// Whether the later log has it; or else it was withdrawn.
    pub added: bool,
    /// Id of the event that made the difference.
    pub caused_by: Name,
    /// The transition.
    pub transition: Transition,
}

/// What makes two transitions the same.
type Key = (Date, Name, Name);

fn transitions(timeline: &Timeline) -> BTreeMap<Key, &Transition> {
    timeline.transitions.iter().map(|transition| ((transition.on, transition.from.clone(), transition.to.clone()), transition)).collect()
}

impl Policy {
    /// What the transitions up to a day are by one log and not by the other, each with the event that made the difference.
    ///
    /// One replay for each event that differs.
    ///
    /// # Errors
    /// As [`replay`](Self::replay) of either log.
    pub fn diff(&self, before: &History, after: &History, as_of: Date) -> Result<Difference, Error> {
        let (old, new) = (self.replay(before, as_of)?, self.replay(after, as_of)?);
        let (old, new) = (transitions(&old), transitions(&new));
        let by_id = |history: &History| -> BTreeMap<String, Event> { history.events.iter().map(|event| (event.id.clone(), event.clone())).collect() };
        let (from, to) = (by_id(before), by_id(after));
        let mut changed: Vec<&Event> = to.iter().chain(&from).filter(|(id, _)| from.get(*id) != to.get(*id)).map(|(_, event)| event).collect();
        changed.sort_by(|one, other| recording(one).cmp(&recording(other)));
        let mut seen = BTreeSet::new();
        changed.retain(|event| seen.insert(event.id.as_str()));
        // The log of before becomes that of after, event by event.
        let mut log = from.clone();
        let mut present: BTreeSet<Key> = old.keys().cloned().collect();
        let mut causes: BTreeMap<Key, Name> = BTreeMap::new();
        for event in &changed {
            match to.get(&event.id) {
                Some(event) => log.insert(event.id.clone(), event.clone()),
                None => log.remove(&event.id),
            };
            let history = History { account: after.account.clone(), events: log.values().cloned().collect() };
            // A log that cannot be booked half-way says nothing; the next event may complete it.
            let Ok(timeline) = self.replay(&history, as_of) else { continue };
            let now: BTreeSet<Key> = transitions(&timeline).into_keys().collect();
            causes.extend(now.symmetric_difference(&present).map(|key| (key.clone(), Name::from(event.id.as_str()))));
            present = now;
        }
        let account = Name::from("account");
        let differs = |key: &Key| old.contains_key(key) != new.contains_key(key);
        let keys: BTreeSet<&Key> = old.keys().chain(new.keys()).filter(|key| differs(key)).collect();
        let transitions = keys.into_iter().filter_map(|key| {
            let (added, transition) = new.get(key).map(|found| (true, *found)).or_else(|| old.get(key).map(|found| (false, *found)))?;
            // What no event explains comes from the account's document.
            Some(DifferentTransition { added, caused_by: causes.get(key).unwrap_or(&account).clone(), transition: transition.clone() })
        });
        Ok(Difference { events: changed.iter().map(|event| event.id.as_str().into()).collect(), transitions: transitions.collect() })
    }
}
