//! Spells: an account in one tier from a day to another (rules M1 and M10).

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::date::Date;
use crate::error::Error;
use crate::event::History;
use crate::history::Timeline;
use crate::policy::Policy;

/// An account in one tier, from a day up to the day before another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Spell {
    /// Id of the account.
    pub account: String,
    /// Its first day.
    pub from: Date,
    /// The day after its last; null if it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The tier.
    pub tier: String,
    /// How it ended, where no other spell of the account begins on `until`; censored if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<SpellEnd>,
}

/// How a spell ended that no other follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SpellEnd {
    /// The account left on that day.
    Left,
    /// What became of it from that day on is not known.
    Censored,
}

impl Policy {
    /// The tiers of an account from its day of enrolment on, as spells; the last one goes on.
    ///
    /// ```
    /// # use tierwise::{History, Policy};
    /// # let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    /// #   "policy": "club", "version": "1", "semantics": 1,
    /// #   "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
    /// #   "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10}}},
    /// #   "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 10}]}
    /// # }"#))?;
    /// let history: History = serde_json::from_str(r#"{"account": {"id": "K-1"}, "events": [
    ///   {"id": "1", "on": "2025-01-01", "event": {"enrol": {}}},
    ///   {"id": "2", "on": "2025-03-10", "event": {"earn": {"activity": "order"}}}
    /// ]}"#).unwrap();
    /// let spells = policy.spells(&history, "2026-01-31".parse().unwrap())?;
    /// assert_eq!(spells.iter().map(|spell| format!("{} {}", spell.from, spell.tier)).collect::<Vec<_>>(), ["2025-01-01 standard", "2025-03-10 silver"]);
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`replay`](Self::replay).
    pub fn spells(&self, history: &History, as_of: Date) -> Result<Vec<Spell>, Error> {
        let account = history.account.id.clone().unwrap_or_default();
        Ok(spells(&self.replay(history, as_of)?, &account, self.enrolled_on(history, as_of)?))
    }
}

/// The tiers of a timeline as spells.
pub(crate) fn spells(timeline: &Timeline, account: &str, enrolled_on: Date) -> Vec<Spell> {
    let first: &Name = timeline.transitions.first().map_or(&timeline.tier, |first| &first.from);
    let begins = std::iter::once((enrolled_on, first)).chain(timeline.transitions.iter().map(|step| (step.on, &step.to)));
    let ends = timeline.transitions.iter().map(|step| Some(step.on)).chain([None]);
    let spell = |((from, tier), until): ((Date, &Name), Option<Date>)| Spell { account: account.to_owned(), from, until, tier: tier.to_string(), end: None };
    // Of several moves on one day the last one counts.
    begins.zip(ends).map(spell).filter(|spell| spell.until.is_none_or(|until| until > spell.from)).collect()
}
