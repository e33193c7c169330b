//! Events: everything that can happen to an account (`docs/semantics.md`, L).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::date::Date;
use crate::error::{Problem, code};
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
    /// The day on which it was recorded.
    #[must_use]
    pub fn recorded(&self) -> Date {
        self.recorded_on.unwrap_or(self.on)
    }

    /// Fails if what it brings would end before it begins.
    pub(crate) fn check_until(&self, until: Option<Date>, kind: &str) -> Result<(), Problem> {
        match until.filter(|until| *until <= self.on) {
            None => Ok(()),
            Some(until) => {
                let path = format!("events.{}.{kind}.until", self.id);
                Err(Problem::new(code::EVENT_UNTIL, path, format!("expected a day after {}, on which it begins, found {until}", self.on)))
            }
        }
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
    /// Another account became part of this one.
    Merge(Merge),
    /// Another version of the policy took effect.
    ChangePolicy(ChangePolicy),
    /// The books were closed.
    Close(Close),
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

/// Another account that became part of this one (rule T15).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Id of the other account; its events are named `other/id` from then on.
    pub account: String,
    /// What is known of it, up to the day of the merge.
    pub history: Box<History>,
}

/// Another version of the policy that took effect for the account (rule T14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePolicy {
    /// The version before.
    pub from: String,
    /// The version from that day on.
    pub to: String,
    /// How the account comes from one ladder to the other.
    #[serde(default, skip_serializing_if = "is_reevaluate")]
    pub migration: Migration,
    /// Ids of the old ladder's tiers that are gone, each with the new tier or base rung in its place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tiers: BTreeMap<String, String>,
}

/// How an account comes from one ladder to another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Migration {
    /// It is judged by the new rules at once.
    #[default]
    Reevaluate,
    /// It can rise at once, and falls when the new rules would have it fall.
    UpgradeOnly,
    /// The old rules judge it until its hold or term ends.
    Grandfather,
}

fn is_reevaluate(migration: &Migration) -> bool {
    *migration == Migration::Reevaluate
}

/// Books that were closed (rule L1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// The first day that is still open: nothing recorded later changes a day before.
    pub until: Date,
}

/// What is known of an account over time: its document, whose orders and dates are read as of each day, and its events.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// The account.
    pub account: Account,
    /// Its events, in any order.
    pub events: Vec<Event>,
}
