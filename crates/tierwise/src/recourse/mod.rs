//! What it would take: the cheapest changes of an account's facts that bring it into a tier, or cost it the tier (rules R1 to R4).

mod lever;
mod search;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::lever::Handle;
use self::search::{Order, Search, Trial};
use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, code};
use crate::fact::FactValue;
use crate::number::Points;
use crate::policy::{Basis, Policy, PolicyIdentity};

pub use self::lever::{Lever, LeverDirection, LeverValue};

/// Where an account is to go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Goal {
    /// The tier.
    pub tier: String,
    /// Into the tier or a higher one, or below it.
    #[serde(default)]
    pub direction: GoalDirection,
    /// The tier before, which decides by which bounds a tier is held (rule T3); null if there is none.
    #[serde(default)]
    pub previous: Option<String>,
}

/// Whether an account is to be in a tier or below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GoalDirection {
    /// In the tier or a higher one.
    #[default]
    Reach,
    /// Below the tier: what would cost it.
    Lose,
}

/// What it would take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recourse {
    /// The policy that was applied.
    pub policy: Arc<PolicyIdentity>,
    /// The day of scoring.
    pub as_of: Date,
    /// Where the account is to go.
    pub goal: Goal,
    /// The composite as it is.
    pub composite: Points,
    /// The tier as it is.
    pub tier: Name,
    /// The changes that cost least in sum, of equal ones the fewest; null if no changes suffice, empty if none is needed.
    pub cheapest: Option<RecoursePath>,
    /// The fewest changes, of equally many those that cost least.
    pub fewest: Option<RecoursePath>,
    /// For each fact that suffices alone its least change, the cheapest first.
    pub single: Vec<RecoursePath>,
    /// The highest composite that the levers reach together; the lowest if the tier is to be lost.
    pub at_most: Points,
    /// The tier's conditions, and blocks, that no lever can move, in words.
    pub obstacles: Vec<Name>,
    /// Whether nothing cheaper exists, and nothing further: false where several levers move one clipped or scaled aspect within many
    /// steps, or the search reached its limit.
    pub proven: bool,
}

/// Changes that suffice together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecoursePath {
    /// Sum of the changes' costs.
    pub cost: Points,
    /// The composite after them.
    pub composite: Points,
    /// The tier after them.
    pub tier: Name,
    /// The changes, in the order of the levers.
    pub changes: Vec<FactChange>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FactChange {
    /// The fact.
    pub fact: Name,
    /// Its value now; null if missing.
    pub from: Option<FactValue>,
    /// Its value after the change.
    pub to: FactValue,
    /// What the change costs.
    pub cost: Points,
    /// What the composite gains by this change after those before it; the gains of a path sum to its whole gain.
    pub gain: Points,
}

impl Policy {
    /// What it would take for an account to be in a tier: the cheapest changes, the fewest, and single ones.
    ///
    /// `levers` are the facts that can be moved, with what that costs; without any, every fact that the policy's
    /// criteria and conditions read, each change at a cost of one. A change brings a fact to a place at which something changes:
    /// a bound, a knot, a category, the bound of a condition; and at most one number stops between two
    /// places, where the goal is reached. So a value just before it does not suffice.
    ///
    /// ```
    /// # use tierwise::{Account, Finite, Policy, recourse::{Goal, Lever}};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 100]]},
    ///     {"id": "wallet", "fact": "wallet.share", "curve": [[0, 0], [1, 50]]}]}]},
    ///   "ladder": {"base": "standard", "tiers": [{"id": "gold", "enter": 70}]}
    /// }"#))?;
    /// let account: Account = serde_json::from_str(r#"{"facts": {"fleet.units": 100, "wallet.share": 0.2}}"#).unwrap();
    /// let levers: Vec<Lever> = serde_json::from_str(r#"[
    ///   {"fact": "fleet.units", "direction": "up", "step": 1, "per_unit": 3},
    ///   {"fact": "wallet.share", "direction": "up", "per_unit": 200}]"#).unwrap();
    /// let goal = Goal { tier: "gold".to_owned(), ..Goal::default() };
    /// let recourse = policy.recourse(&account, "2026-06-30".parse().unwrap(), &goal, Some(&levers))?;
    /// // Ten points are lacking: a fifth of the wallet costs 40, twenty vehicles 60.
    /// let cheapest = recourse.cheapest.unwrap();
    /// assert_eq!((&*cheapest.changes[0].fact, cheapest.cost.to_string().as_str()), ("wallet.share", "40"));
    /// assert_eq!(recourse.single[1].changes[0].to.to_string(), "120");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`assess`](Self::assess); `tier.unknown` for a tier that the ladder does not have or cannot be lost, and for a policy
    /// without a ladder that stands on the score; `recourse.lever` for a lever that cannot be used.
    pub fn recourse(&self, account: &Account, as_of: Date, goal: &Goal, levers: Option<&[Lever]>) -> Result<Recourse, Error> {
        let refused = |path: &str, message: String| Error::new(code::TIER_UNKNOWN, path, message);
        let ladder = self.checked.ladder.as_ref().filter(|ladder| ladder.basis == Basis::Score);
        let ladder = ladder.ok_or_else(|| refused("goal.tier", "the policy has no ladder that stands on the score".to_owned()))?;
        let rank = ladder.rank(&goal.tier).map_err(|error| repathed(&error, "goal.tier"))?;
        if rank == 0 && goal.direction == GoalDirection::Lose {
            return Err(refused("goal.tier", format!("expected a tier that can be lost, found the base `{}`", goal.tier)));
        }
        let previous = goal.previous.as_deref().map(|previous| ladder.rank(previous).map_err(|error| repathed(&error, "goal.previous"))).transpose()?;
        let facts = self.facts_of(account, as_of)?;
        let card = self.score_facts(&facts, as_of)?;
        let handles = Handle::all(&self.checked, &facts, levers)?;
        let search = Search::new(&self.checked, ladder, &facts, &handles, Trial { rank, previous, direction: goal.direction });
        let told = |found: &search::Found| search.told(found);
        let (cheapest, proven) = search.best(Order::Cost);
        let (fewest, fewest_proven) = search.best(Order::Count);
        let mut single = search.single();
        single.sort_by_key(|found| found.cost);
        let (at_most, furthest_proven) = search.furthest();
        Ok(Recourse {
            policy: Arc::clone(&self.checked.identity),
            as_of,
            goal: goal.clone(),
            composite: card.composite,
            tier: ladder.name(search.now().rank),
            cheapest: cheapest.as_ref().map(told),
            fewest: fewest.as_ref().map(told),
            single: single.iter().map(told).collect(),
            at_most,
            obstacles: search.obstacles(),
            proven: proven && fewest_proven && furthest_proven,
        })
    }
}

/// An error of the ladder, at another path.
fn repathed(error: &Error, path: &str) -> Error {
    Error::new(error.code(), path, error.problems().first().map(|problem| problem.message.clone()).unwrap_or_default())
}
