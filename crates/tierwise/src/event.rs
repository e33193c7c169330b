//! Events: everything that happened to an account, as one log (`docs/semantics.md`, L).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::fact::Facts;
use crate::number::Points;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Id, unique in the account's log: the same id twice is the same event.
    pub id: String,
    /// The day on which it happened.
    pub on: Date,
    /// The day on which it was recorded; the day on which it happened if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_on: Option<Date>,
    /// The place in the order of recording, for events of one day and kind; their ids decide among equals.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sequence: u64,
    /// What happened.
    pub event: EventKind,
}

impl Event {
    /// Its place in the canonical order (rule L1).
    pub(crate) fn place(&self) -> (Date, u64, &str) {
        (self.on, self.sequence, &self.id)
    }
}

fn is_zero(sequence: &u64) -> bool {
    *sequence == 0
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The account entered the programme; nothing before counts.
    Enrol(Enrol),
    /// Facts were observed; they hold until observed again.
    Observe(Observe),
    /// An activity earned or cost points.
    Earn(Earn),
    /// Pending points began to count.
    Mature(Reference),
    /// Pending points were withdrawn.
    Void(Reference),
    /// Points were taken back.
    Reverse(Reverse),
    /// Points were added or taken by hand.
    Adjust(Adjust),
    /// A tier was granted by hand.
    Grant(Grant),
    /// A grant or a lock was withdrawn.
    Revoke(Revoke),
    /// Moves were forbidden for a time.
    Lock(Lock),
    /// The account was nominated for a designation.
    Invite(Invite),
    /// The account left a designation.
    Leave(Leave),
}

/// Entry into the programme.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// So many days before still count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lookback_days: Option<u32>,
}

/// Observed facts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Observe {
    /// The facts, by dotted name.
    pub facts: Facts,
}

/// An activity of the policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Earn {
    /// Id of the activity.
    pub activity: String,
    /// How much of it, where points are per unit: vehicles, contracts, vehicle equivalents. One if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Points>,
    /// Attributes that multipliers look at: `grade: premium`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// The day until which it counts, where the activity's validity is `until_stated`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Names another event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Id of the event.
    pub of: String,
}

/// Points taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reverse {
    /// Id of the event that earned them.
    pub of: String,
    /// How many of the points that the event earned before caps; all that are left if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<Points>,
    /// From which day.
    #[serde(default, skip_serializing_if = "is_original")]
    pub dating: Dating,
}

/// From which day a reversal counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Dating {
    /// As if they had never been earned.
    #[default]
    Original,
    /// From the day of the reversal on.
    Current,
}

fn is_original(dating: &Dating) -> bool {
    *dating == Dating::Original
}

/// Points added or taken by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    /// Points; negative ones take from the points that roll off first.
    pub points: Points,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
}

/// A tier granted by hand, from the day of the event on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Id of the tier, or of the base rung.
    pub tier: String,
    /// What the grant does to the earned tier.
    pub mode: GrantMode,
    /// The day from which it no longer holds; it holds until it is revoked if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
}

/// What a grant does to the earned tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GrantMode {
    /// At least this tier.
    Floor,
    /// This tier, whatever is earned.
    Exact,
    /// At most this tier.
    Ceiling,
}

/// A grant or a lock withdrawn, from the day of the event on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// Id of the event that granted or locked.
    pub of: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
}

/// Moves forbidden, from the day of the event on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Which moves.
    pub direction: LockDirection,
    /// The day from which they are allowed again.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// Who.
    pub actor: String,
}

/// Which moves a lock forbids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LockDirection {
    /// To a higher tier.
    Promotion,
    /// To a lower tier.
    Demotion,
    /// Both.
    Both,
}

/// A nomination for a designation, from the day of the event on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// Id of the designation.
    pub designation: String,
    /// The day from which it no longer holds.
    pub until: Date,
    /// Who answers for it.
    pub sponsor: String,
}

/// A designation left, from the day of the event on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Leave {
    /// Id of the designation.
    pub designation: String,
    /// Why.
    pub reason: String,
}

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

/// Each event once, in canonical order: by day, sequence and id.
///
/// Fails for ids with several contents.
pub(crate) fn canonical(events: &[Event]) -> Result<Vec<&Event>, Error> {
    let mut unique: Vec<&Event> = events.iter().collect();
    unique.sort_by(|one, other| one.id.cmp(&other.id));
    let conflicts = unique.windows(2).filter_map(|pair| match pair {
        [one, other] if one.id == other.id && one != other => Some(conflict(one, other, format!("events.{}", one.id))),
        _ => None,
    });
    Error::check(conflicts.collect())?;
    unique.dedup_by(|one, other| one.id == other.id);
    unique.sort_by(|one, other| one.place().cmp(&other.place()));
    Ok(unique)
}

fn conflict(known: &Event, event: &Event, path: String) -> Problem {
    let message = format!("the event `{}` is known with another {}", event.id, differences(known, event).join(" and "));
    Problem::new(code::EVENT_CONFLICT, path, message)
}

/// The fields in which two events of one id differ.
fn differences(one: &Event, other: &Event) -> Vec<&'static str> {
    [
        ("on", one.on != other.on),
        ("recorded_on", one.recorded_on != other.recorded_on),
        ("sequence", one.sequence != other.sequence),
        ("event", one.event != other.event),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}
