//! What another policy would make of a portfolio (rule M11), and a bound that moves (rule M13).

mod thresholds;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use thresholds::{Bound, ThresholdPlan, ThresholdShift};

use super::migration::{Flaps, Panel, Spell, flaps, spells};
use crate::Name;
use crate::account::Account;
use crate::change::{ChangeLine, changed_lines};
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::History;
use crate::number::{Finite, Points};
use crate::policy::{Ladder, Policy, PolicyIdentity};
use crate::score::Scorecard;
use crate::tier::{Movement, Rung};

/// The accounts that two policies are compared on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Portfolio {
    /// Accounts with the tiers that they have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Member>,
    /// Accounts with their histories.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub histories: Vec<History>,
}

/// An account with the tier that it has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The account.
    pub account: Account,
    /// Its tier, on the ladder of the policy that is in force; null if it has none yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// How two policies are compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SimulationOptions {
    /// What tiers of the policy in force become on the other's ladder; where nothing is said, the tier of the same name, or else the next
    /// lower one.
    pub tiers: BTreeMap<String, String>,
    /// Accounts so near to a bound are listed.
    pub knife_edge: Points,
    /// A move of a history that is undone within so many days is a flap.
    pub flap_days: u32,
}

impl Default for SimulationOptions {
    /// No change of names, accounts within one point of a bound, flaps within 90 days.
    fn default() -> Self {
        Self { tiers: BTreeMap::new(), knife_edge: Points::from_thousandths(1000).unwrap_or(Points::ZERO), flap_days: 90 }
    }
}

/// What another policy makes of a portfolio.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Simulation {
    /// The policy in force.
    pub before: PolicyIdentity,
    /// The other one.
    pub after: PolicyIdentity,
    /// The day.
    pub as_of: Date,
    /// Tiers of the policy in force, lowest first.
    pub from: Vec<Name>,
    /// Tiers of the other one, lowest first.
    pub to: Vec<Name>,
    /// By tier of the policy in force, by tier of the other: accounts.
    pub counts: Vec<Vec<u64>>,
    /// Accounts in the tier that theirs becomes.
    pub stayed: u64,
    /// In a higher one.
    pub promoted: u64,
    /// In a lower one.
    pub demoted: u64,
    /// Who moves or counts as something else, in the order of the portfolio.
    pub movers: Vec<Mover>,
    /// What accounts are entitled to, in the order of the policy in force, then those that only the other has.
    pub entitlements: Vec<EntitlementChange>,
    /// What the entitlements with a known cost come to in a year.
    pub cost_per_year: CostChange,
    /// Accounts near a bound of the other policy, the nearest first.
    pub knife_edge: Vec<KnifeEdge>,
    /// How many moves of the histories are soon undone; null without histories.
    pub flaps: Option<FlapChange>,
    /// Accounts that one of the policies refuses, in the order of the portfolio: no number counts them.
    pub refused: Vec<RefusedAccount>,
}

/// An account that another policy puts somewhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mover {
    /// Its id.
    pub account: Name,
    /// Its tier under the policy in force.
    pub from: Name,
    /// Its tier under the other.
    pub to: Name,
    /// Which way that is.
    pub movement: Movement,
    /// What it counts as under the policy in force.
    pub effective_before: Name,
    /// What it counts as under the other.
    pub effective_after: Name,
    /// What the ladder in force stands on.
    pub metric_before: Points,
    /// What the other one stands on.
    pub metric_after: Points,
    /// The lines of the scorecards that differ, the largest difference first; none for histories.
    pub lines: Vec<ChangeLine>,
    /// The bounds that differ: of the tiers that it left or entered, and of those between.
    pub bounds: Vec<BoundChange>,
}

/// A tier whose bounds differ between two policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BoundChange {
    /// The tier, of the other policy.
    pub tier: Name,
    /// To enter; null if the policy in force has no such tier.
    pub enter_before: Option<Points>,
    /// To enter, under the other.
    pub enter_after: Points,
    /// To stay; null if the policy in force has no such tier.
    pub retain_before: Option<Points>,
    /// To stay, under the other.
    pub retain_after: Points,
}

/// How many accounts have an entitlement, and what it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EntitlementChange {
    /// Its id.
    pub entitlement: Name,
    /// Accounts that have it under the policy in force.
    pub accounts_before: u64,
    /// Accounts that have it under the other.
    pub accounts_after: u64,
    /// What it costs them in a year; null if the policy in force says no cost.
    pub cost_before: Option<Finite>,
    /// What it costs under the other; null if that says no cost.
    pub cost_after: Option<Finite>,
}

/// What entitlements cost in a year.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CostChange {
    /// Under the policy in force.
    pub before: Finite,
    /// Under the other.
    pub after: Finite,
}

/// An account near a bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnifeEdge {
    /// Its id.
    pub account: Name,
    /// Its tier.
    pub tier: Name,
    /// The tier whose bound is near.
    pub near: Name,
    /// Which of its bounds goes for the account.
    pub bound: Bound,
    /// Composite less bound; below zero for an account that does not reach it.
    pub distance: Points,
}

/// How many moves are soon undone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FlapChange {
    /// Under the policy in force.
    pub before: Flaps,
    /// Under the other.
    pub after: Flaps,
}

/// An account that a policy refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefusedAccount {
    /// Its id.
    pub account: Name,
    /// Version of the policy.
    pub version: String,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Where a policy puts an account.
struct Outcome {
    rank: usize,
    /// The rank that it had.
    previous: Option<usize>,
    tier: Name,
    effective: Name,
    metric: Points,
    /// None for a history.
    scorecard: Option<Scorecard>,
    entitlements: Vec<Name>,
    rungs: Vec<Rung>,
    spells: Vec<Spell>,
}

impl Policy {
    /// What another policy would make of a portfolio on a day: who moves and why, what it costs, who is near a bound, and, of histories,
    /// how many moves are soon undone.
    ///
    /// ```
    /// # use tierwise::{Account, Finite, Policy, portfolio::simulation::{Member, Portfolio, SimulationOptions}};
    /// let policy = |enter: u32| Policy::read(&mut serde_json::Deserializer::from_str(&format!(r#"{{
    ///   "policy": "fleets", "version": "{enter}", "semantics": 1,
    ///   "score": {{"aspects": [{{"id": "size", "criteria": [{{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}}]}}]}},
    ///   "ladder": {{"base": "standard", "tiers": [{{"id": "silver", "enter": {enter}}}]}}
    /// }}"#)));
    /// let member = |units| { let mut account = Account::default(); account.facts.insert("fleet.units", Finite::new(units).unwrap()); Member { account, previous: None } };
    /// let portfolio = Portfolio { accounts: vec![member(45.0), member(80.0)], histories: Vec::new() };
    /// let found = policy(40)?.simulate(&policy(50)?, &portfolio, "2026-06-30".parse().unwrap(), &SimulationOptions::default())?;
    /// assert_eq!((found.stayed, found.promoted, found.demoted), (1, 0, 1));
    /// assert_eq!((&*found.movers[0].from, &*found.movers[0].to), ("silver", "standard"));
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// `tier.unknown` for a policy without ladder, and for names of `tiers` that a ladder does not have. Accounts that are refused are no error:
    /// [`Simulation::refused`] has them.
    pub fn simulate(&self, other: &Self, portfolio: &Portfolio, as_of: Date, options: &SimulationOptions) -> Result<Simulation, Error> {
        let (old, new) = (self.ladder()?, other.ladder()?);
        let ranks = ranks(old, new, &options.tiers)?;
        let names = |ladder: &Ladder| (0..=ladder.tiers.len()).map(|rank| ladder.name(rank)).collect::<Vec<Name>>();
        let (from, to) = (names(old), names(new));
        let mut tally = Tally { counts: vec![vec![0; to.len()]; from.len()], ..Tally::default() };
        for (at, member) in portfolio.accounts.iter().enumerate() {
            let id = name(&member.account, "accounts", at);
            let before = self.placed(&member.account, as_of, member.previous.as_deref());
            // The tier that it has is one of the policy in force.
            let previous = before.as_ref().ok().and(member.previous.as_deref()).and_then(|previous| old.rank(previous).ok());
            let previous = previous.and_then(|rank| ranks.get(rank)).map(|rank| new.name(*rank));
            let after = other.placed(&member.account, as_of, previous.as_deref());
            tally.add(id, [self, other], before, after, &ranks, options);
        }
        for (at, history) in portfolio.histories.iter().enumerate() {
            let id = name(&history.account, "histories", at);
            tally.add(id.clone(), [self, other], self.replayed(history, as_of, &id), other.replayed(history, as_of, &id), &ranks, options);
        }
        tally.knife_edge.sort_by_key(|edge| edge.distance.thousandths().unsigned_abs());
        let entitlements = tally.entitlements(self, other);
        let cost = |of: fn(&EntitlementChange) -> Option<Finite>| Finite::new(entitlements.iter().filter_map(of).map(Finite::get).sum()).unwrap_or_default();
        let flaps_of = |names: &[Name], spells: Vec<Spell>| {
            let panel = Panel { ladder: names.iter().map(ToString::to_string).collect(), spells, ..Panel::default() };
            flaps(&panel, Date::MIN, as_of, options.flap_days)
        };
        let flaps = if portfolio.histories.is_empty() {
            None
        } else {
            Some(FlapChange { before: flaps_of(&from, tally.spells_before)?, after: flaps_of(&to, tally.spells_after)? })
        };
        Ok(Simulation {
            before: self.identity().clone(),
            after: other.identity().clone(),
            as_of,
            from,
            to,
            counts: tally.counts,
            stayed: tally.stayed,
            promoted: tally.promoted,
            demoted: tally.demoted,
            movers: tally.movers,
            cost_per_year: CostChange { before: cost(|change| change.cost_before), after: cost(|change| change.cost_after) },
            entitlements,
            knife_edge: tally.knife_edge,
            flaps,
            refused: tally.refused,
        })
    }

    fn placed(&self, account: &Account, as_of: Date, previous: Option<&str>) -> Result<Outcome, Error> {
        let assessment = self.assess(account, as_of, previous)?;
        let place = assessment.placement.ok_or_else(|| Error::new(code::TIER_UNKNOWN, "ladder", "the policy has no ladder"))?;
        Ok(Outcome {
            rank: self.ladder()?.rank(&place.tier)?,
            previous: previous.map(|previous| self.ladder()?.rank(previous)).transpose()?,
            tier: place.tier,
            effective: place.effective,
            metric: assessment.scorecard.composite,
            scorecard: Some(assessment.scorecard),
            entitlements: place.entitlements,
            rungs: place.rungs,
            spells: Vec::new(),
        })
    }

    fn replayed(&self, history: &History, as_of: Date, id: &str) -> Result<Outcome, Error> {
        let ladder = self.ladder()?;
        let timeline = self.replay(history, as_of)?;
        let mut spells = spells(&timeline, id, self.enrolled_on(history, as_of)?);
        // A version before may have had tiers that this ladder lacks.
        spells.iter_mut().for_each(|spell| spell.tier = ladder.name(self.rank_of(&spell.tier)).to_string());
        let rank = self.rank_of(&timeline.tier);
        Ok(Outcome {
            rank,
            previous: None,
            entitlements: self.entitlements(ladder, rank, &timeline.designations),
            tier: timeline.tier,
            effective: timeline.effective,
            metric: timeline.metric,
            scorecard: None,
            rungs: Vec::new(),
            spells,
        })
    }
}

fn name(account: &Account, list: &str, at: usize) -> Name {
    account.id.as_deref().map_or_else(|| format!("{list}[{at}]").into(), Name::from)
}

/// By rank on a ladder: the rank on another. The tier that is named, the one of the same name, or else the next lower one.
fn ranks(old: &Ladder, new: &Ladder, tiers: &BTreeMap<String, String>) -> Result<Vec<usize>, Error> {
    let known = |ladder: &Ladder, tier: &str| ladder.rank(tier).map_err(|error| at_path(&error, "tiers"));
    tiers.keys().try_for_each(|tier| known(old, tier).map(drop))?;
    let mut ranks = Vec::new();
    for rank in 0..=old.tiers.len() {
        let tier = old.name(rank);
        let below = ranks.last().copied().unwrap_or(0);
        ranks.push(match tiers.get(&*tier) {
            Some(named) => known(new, named)?,
            None => new.rank(&tier).unwrap_or(below),
        });
    }
    Ok(ranks)
}

fn at_path(error: &Error, path: &str) -> Error {
    Error::new(error.code(), path, error.problems().first().map_or("", |problem| &problem.message))
}

/// What is counted while accounts pass by.
#[derive(Default)]
struct Tally {
    counts: Vec<Vec<u64>>,
    stayed: u64,
    promoted: u64,
    demoted: u64,
    movers: Vec<Mover>,
    knife_edge: Vec<KnifeEdge>,
    refused: Vec<RefusedAccount>,
    entitled: [BTreeMap<Name, u64>; 2],
    spells_before: Vec<Spell>,
    spells_after: Vec<Spell>,
}

impl Tally {
    fn add(
        &mut self,
        id: Name,
        [policy, other]: [&Policy; 2],
        before: Result<Outcome, Error>,
        after: Result<Outcome, Error>,
        ranks: &[usize],
        options: &SimulationOptions,
    ) {
        let (before, after) = match (before, after) {
            (Ok(before), Ok(after)) => (before, after),
            (before, after) => {
                let refused = |policy: &Policy, outcome: Result<Outcome, Error>| {
                    let problems = outcome.err()?.problems().to_vec();
                    Some(RefusedAccount { account: id.clone(), version: policy.identity().version.clone(), problems })
                };
                self.refused.extend(refused(policy, before).into_iter().chain(refused(other, after)));
                return;
            }
        };
        if let Some(count) = self.counts.get_mut(before.rank).and_then(|row| row.get_mut(after.rank)) {
            *count = count.saturating_add(1);
        }
        let stays = ranks.get(before.rank).copied().unwrap_or(0);
        let (count, movement) = match after.rank.cmp(&stays) {
            std::cmp::Ordering::Equal => (&mut self.stayed, Movement::Unchanged),
            std::cmp::Ordering::Greater => (&mut self.promoted, Movement::Promoted),
            std::cmp::Ordering::Less => (&mut self.demoted, Movement::Demoted),
        };
        *count = count.saturating_add(1);
        for (entitled, outcome) in self.entitled.iter_mut().zip([&before, &after]) {
            for id in &outcome.entitlements {
                let count = entitled.entry(id.clone()).or_default();
                *count = count.saturating_add(1);
            }
        }
        self.knife_edge.extend(after.rungs.iter().zip(1..).filter_map(|(rung, rank)| edge(&id, &after, rank, rung, options.knife_edge)));
        let is_designated = |outcome: &Outcome| outcome.effective != outcome.tier;
        let same_designation = is_designated(&before) == is_designated(&after) && (!is_designated(&before) || before.effective == after.effective);
        if movement != Movement::Unchanged || !same_designation {
            let lines = before.scorecard.as_ref().zip(after.scorecard.as_ref()).map(|(old, new)| changed_lines(old, new));
            self.movers.push(Mover {
                account: id,
                movement,
                bounds: bounds(policy, other, stays.min(after.rank), stays.max(after.rank)),
                from: before.tier,
                to: after.tier,
                effective_before: before.effective,
                effective_after: after.effective,
                metric_before: before.metric,
                metric_after: after.metric,
                lines: lines.unwrap_or_default(),
            });
        }
        self.spells_before.extend(before.spells);
        self.spells_after.extend(after.spells);
    }

    fn entitlements(&self, policy: &Policy, other: &Policy) -> Vec<EntitlementChange> {
        let [before, after] = &self.entitled;
        let of = |policy: &Policy, id: &str| policy.spec().entitlements.iter().find(|entitlement| entitlement.id == id).and_then(|found| found.cost_per_year);
        let cost = |policy: &Policy, id: &str, accounts: u64| of(policy, id).and_then(|cost| Finite::new(cost.get() * accounts as f64));
        let only = other.spec().entitlements.iter().filter(|new| !policy.spec().entitlements.iter().any(|old| old.id == new.id));
        let change = |id: &str| {
            let (old, new) = (before.get(id).copied().unwrap_or(0), after.get(id).copied().unwrap_or(0));
            EntitlementChange {
                entitlement: id.into(),
                accounts_before: old,
                accounts_after: new,
                cost_before: cost(policy, id, old),
                cost_after: cost(other, id, new),
            }
        };
        policy.spec().entitlements.iter().chain(only).map(|entitlement| change(&entitlement.id)).collect()
    }
}

/// A rung whose bound is near: to stay for an account that was there or above, or else to enter.
fn edge(id: &Name, outcome: &Outcome, rank: usize, rung: &Rung, within: Points) -> Option<KnifeEdge> {
    let was_there = outcome.previous.is_some_and(|previous| previous >= rank);
    let (bound, at) = if was_there && rung.retain < rung.enter { (Bound::Retain, rung.retain) } else { (Bound::Enter, rung.enter) };
    let distance = outcome.metric.saturating_sub(at);
    let near = distance.thousandths().unsigned_abs() <= within.thousandths().unsigned_abs();
    near.then(|| KnifeEdge { account: id.clone(), tier: outcome.tier.clone(), near: rung.tier.clone(), bound, distance })
}

/// The bounds that differ, of the other policy's tiers above one rank, up to and including another.
fn bounds(policy: &Policy, other: &Policy, above: usize, up_to: usize) -> Vec<BoundChange> {
    let (Ok(old), Ok(new)) = (policy.ladder(), other.ladder()) else { return Vec::new() };
    let change = |rank: usize| {
        let tier = new.name(rank);
        let before = old.rank(&tier).ok().filter(|rank| *rank > 0);
        let (enter_before, retain_before) = (before.map(|rank| old.enter(rank)), before.map(|rank| old.retain(rank)));
        let (enter_after, retain_after) = (new.enter(rank), new.retain(rank));
        let differs = enter_before != Some(enter_after) || retain_before != Some(retain_after);
        differs.then_some(BoundChange { tier, enter_before, enter_after, retain_before, retain_after })
    };
    (0..=new.tiers.len()).filter(|rank| above < *rank && *rank <= up_to).filter_map(change).collect()
}
