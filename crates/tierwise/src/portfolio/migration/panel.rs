//! What is known of the tiers of many accounts (rules M1 and M2).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::spells::{Spell, SpellEnd};
use crate::Name;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::number::Points;
use crate::wire::nearest;

/// Tiers of many accounts: on single days, or for spells, or some so and some so.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Panel {
    /// The tiers, lowest first, the base rung included.
    pub ladder: Vec<String>,
    /// The designations that are states of their own, in the order in which they are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub designations: Vec<String>,
    /// Accounts on single days, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub observations: Vec<Observation>,
    /// Accounts from a day to another, in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spells: Vec<Spell>,
}

/// An account as it was on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Observation {
    /// Id of the account.
    pub account: String,
    /// The day.
    pub on: Date,
    /// The ladder's tier; null for an account that is known to have left.
    #[serde(default)]
    pub tier: Option<String>,
    /// Whether it only stays in the tier: its points are below `enter` and at least `retain`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// The designation that it counts as, if one is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub designation: Option<String>,
    /// What its points consist of, by criterion or activity: to tell what moved it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub contributions: BTreeMap<String, Points>,
}

/// A state that accounts are counted in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierState {
    /// The tier or designation; `left` for accounts that left.
    pub name: Name,
    /// What kind of state it is.
    pub kind: TierStateKind,
}

/// What kind of state accounts are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TierStateKind {
    /// In a tier by its bound to enter.
    Tier,
    /// In a tier that it only stays in.
    Held,
    /// A designation, whatever the tier beneath.
    Designation,
    /// Gone.
    Left,
}

/// An account on a day.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'a> {
    /// Known to have left.
    Left,
    In(Place<'a>),
}

/// By account, its spells in the order of days, each with its tier's rank.
type Chains<'a> = BTreeMap<&'a str, Vec<(usize, &'a Spell)>>;

/// Where an account is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) rank: usize,
    pub(super) held: bool,
    /// Index into the designations.
    pub(super) designation: Option<usize>,
    pub(super) contributions: Option<&'a BTreeMap<String, Points>>,
}

impl Panel {
    /// The spells of each account in the order of days, each with its tier's rank.
    pub(super) fn chains(&self) -> Result<Chains<'_>, Error> {
        let mut problems = self.names();
        let mut chains: BTreeMap<&str, Vec<(usize, usize, &Spell)>> = BTreeMap::new();
        for (index, spell) in self.spells.iter().enumerate() {
            let path = format!("spells[{index}]");
            let rank = rank(&self.ladder, &spell.tier, &format!("{path}.tier"), &mut problems);
            if let Some(until) = spell.until.filter(|until| *until <= spell.from) {
                problems.push(refused(format!("{path}.until"), format!("expected a day after {}, found {until}", spell.from)));
            }
            if spell.until.is_none() && spell.end.is_some() {
                problems.push(refused(format!("{path}.end"), "expected no `end` of a spell without `until`, found one".to_owned()));
            }
            chains.entry(&spell.account).or_default().push((index, rank, spell));
        }
        for chain in chains.values_mut() {
            chain.sort_by_key(|(index, _, spell)| (spell.from, *index));
            for ((_, _, before), (index, _, after)) in chain.iter().zip(chain.iter().skip(1)) {
                if before.until.is_none_or(|until| until > after.from) {
                    let message = format!("expected a spell that begins after the one from {} ends, found one from {}", before.from, after.from);
                    problems.push(refused(format!("spells[{index}].from"), message));
                } else if before.until == Some(after.from) && before.end.is_some() {
                    let message = format!("expected no `end` of the spell before, which goes on in another, found one on {}", after.from);
                    problems.push(refused(format!("spells[{index}].from"), message));
                }
            }
        }
        Error::check(problems)?;
        Ok(chains.into_iter().map(|(account, chain)| (account, chain.into_iter().map(|(_, rank, spell)| (rank, spell)).collect())).collect())
    }

    /// Every account on each of some days; `None` where it was not observed.
    pub(super) fn on_days(&self, days: &[Date]) -> Result<BTreeMap<&str, Vec<Option<Seen<'_>>>>, Error> {
        let chains = self.chains()?;
        let mut problems = Vec::new();
        let mut seen: BTreeMap<&str, Vec<Option<Seen<'_>>>> = BTreeMap::new();
        for (account, chain) in &chains {
            let on = |day: &Date| {
                let (rank, spell) = chain.iter().rev().find(|(_, spell)| spell.from <= *day)?;
                match spell.until.filter(|until| until <= day) {
                    None => Some(Seen::In(Place { rank: *rank, held: false, designation: None, contributions: None })),
                    Some(_) => (spell.end == Some(SpellEnd::Left)).then_some(Seen::Left),
                }
            };
            seen.insert(account, days.iter().map(on).collect());
        }
        let mut once = BTreeSet::new();
        for (index, observation) in self.observations.iter().enumerate() {
            let path = format!("observations[{index}]");
            let place = observation.tier.as_ref().map(|tier| Place {
                rank: rank(&self.ladder, tier, &format!("{path}.tier"), &mut problems),
                held: observation.held,
                designation: observation.designation.as_ref().map(|name| rank(&self.designations, name, &format!("{path}.designation"), &mut problems)),
                contributions: Some(&observation.contributions).filter(|contributions| !contributions.is_empty()),
            });
            if place.is_none() && (observation.held || observation.designation.is_some()) {
                problems.push(refused(path.clone(), "expected neither `held` nor `designation` of an account that left, found one".to_owned()));
            }
            if !once.insert((observation.account.as_str(), observation.on)) || chains.contains_key(observation.account.as_str()) {
                let message = format!("expected `{}` once on {}, found it again", observation.account, observation.on);
                problems.push(refused(format!("{path}.account"), message));
            }
            let account = seen.entry(&observation.account).or_insert_with(|| vec![None; days.len()]);
            if let Some(slot) = days.iter().position(|day| *day == observation.on).and_then(|at| account.get_mut(at)) {
                *slot = Some(place.map_or(Seen::Left, Seen::In));
            }
        }
        Error::check(problems).map(|()| seen)
    }

    /// What is wrong with the names of the states.
    fn names(&self) -> Vec<Problem> {
        let mut seen = BTreeSet::new();
        let names = self.ladder.iter().enumerate().map(|(at, name)| (format!("ladder[{at}]"), name));
        let names = names.chain(self.designations.iter().enumerate().map(|(at, name)| (format!("designations[{at}]"), name)));
        let twice = names.filter(|(_, name)| !seen.insert(*name));
        let twice = twice.map(|(path, name)| Problem::new(code::POLICY_DUPLICATE_ID, path, format!("expected every name once, found `{name}` twice")));
        let empty = self.ladder.is_empty().then(|| Problem::new(code::POLICY_EMPTY, "ladder", "expected at least one tier, found none"));
        empty.into_iter().chain(twice).collect()
    }
}

/// The place of a name.
fn rank(names: &[String], name: &str, path: &str, problems: &mut Vec<Problem>) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        let all = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let hint =
            nearest(name, names.iter().map(String::as_str)).map_or_else(|| format!("expected one of {}", all()), |near| format!("did you mean `{near}`?"));
        problems.push(Problem::new(code::TIER_UNKNOWN, path, format!("unknown state `{name}`: {hint}")));
        0
    })
}

pub(super) fn refused(path: impl Into<String>, message: String) -> Problem {
    Problem::new(code::MIGRATION_PANEL, path, message)
}
