//! Tiers by bounds: where a composite places an account, what it was before being the only memory.

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, code};
use crate::number::Points;
use crate::policy::{Condition, Designation, Fill, Ladder, Policy, ReadFacts, Situation, Tier};
use crate::score::Scorecard;
use crate::wire::nearest;

/// What an account scores and where that places it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The score.
    pub scorecard: Scorecard,
    /// The place on the ladder and beside it; null for a policy without a ladder.
    pub placement: Option<Placement>,
}

/// An account's place on the ladder and beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// What the account counts as: an active designation, or else the ladder's tier.
    pub effective: Name,
    /// The ladder's tier; the shadow tier while a designation is active.
    pub tier: Name,
    /// The ladder's tier before, if one was given.
    pub previous: Option<Name>,
    /// Which way the account moved on the ladder.
    pub movement: Movement,
    /// The ladder's tiers, lowest first, each with what speaks for and against it.
    pub rungs: Vec<Rung>,
    /// The blocks that hold, in words; while there are any, the account is on the base rung.
    pub blocked_by: Vec<Name>,
    /// The policy's designations.
    pub designations: Vec<DesignationStanding>,
    /// Ids of what the account is entitled to, of several levels of a service the highest.
    pub entitlements: Vec<Name>,
    /// What the next higher tier asks for; null on the highest.
    pub next: Option<Lacking>,
    /// The lowest and highest tier over every way of filling the gaps; equal if the tier is certain.
    pub tier_bounds: TierBounds,
}

/// Which way an account moved on the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// No tier before was given.
    Placed,
    /// Up.
    Promoted,
    /// Neither up nor down.
    Unchanged,
    /// Down.
    Demoted,
}

/// One tier of the ladder, as it stands for the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rung {
    /// The tier's id.
    pub tier: Name,
    /// Composite to enter.
    pub enter: Points,
    /// Composite to stay.
    pub retain: Points,
    /// By which bound the rung is held.
    pub held: Held,
    /// Points that are lacking to hold it: to `retain` if the account was there before, else to `enter`.
    pub shortfall: Points,
    /// The conditions that do not hold, in words.
    pub open_conditions: Vec<Name>,
}

/// By which bound a rung is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// The composite and the conditions suffice to enter.
    Enter,
    /// The account was there before, and they suffice to stay.
    Retain,
    /// Not held.
    No,
}

/// A designation, as it stands for the account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DesignationStanding {
    /// The designation's id.
    pub designation: Name,
    /// How it stands.
    pub state: DesignationState,
    /// The conditions that do not hold, in words.
    pub open_conditions: Vec<Name>,
}

/// How a designation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DesignationState {
    /// Its conditions do not hold and nobody nominated the account.
    NotEligible,
    /// Its conditions hold; a nomination is lacking.
    Candidate,
    /// Nominated, but its conditions do not hold.
    Suspended,
    /// The account has it.
    Active,
}

/// What is lacking for a tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lacking {
    /// The tier's id.
    pub tier: Name,
    /// Points that are lacking.
    pub points: Points,
    /// Conditions that do not hold, in words.
    pub open_conditions: Vec<Name>,
}

/// A lowest and a highest tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierBounds {
    /// The lowest.
    pub lowest: Name,
    /// The highest.
    pub highest: Name,
}

impl Policy {
    /// Scores one account and places it in a tier, given the tier it had before.
    ///
    /// An account enters a tier at its `enter` bound if the tier's conditions hold; an account that was in
    /// a tier or above stays down to its `retain` bound. The tier is the highest that is held, so a rise
    /// or a fall can take several steps. Without a previous tier nothing is retained.
    ///
    /// ```
    /// # use tierwise::{Account, Finite, Policy};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
    ///   "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]}
    /// }"#))?;
    /// let mut account = Account::default();
    /// account.facts.insert("fleet.units", Finite::new(37.0).unwrap());
    /// let day = "2026-06-30".parse().unwrap();
    /// let tier = |previous| policy.assess(&account, day, previous).map(|assessment| assessment.placement.unwrap().tier.to_string());
    /// assert_eq!(tier(None)?, "standard");
    /// assert_eq!(tier(Some("silver"))?, "silver");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`score`](Self::score); `tier.unknown` for a previous tier that the ladder does not have.
    pub fn assess(&self, account: &Account, as_of: Date, previous: Option<&str>) -> Result<Assessment, Error> {
        let facts = self.facts_of(account, as_of)?;
        let scorecard = self.score_facts(&facts, as_of)?;
        let placement = match &self.checked.ladder {
            Some(ladder) => Some(self.place(ladder, account, &facts, &scorecard, previous)?),
            None => None,
        };
        Ok(Assessment { scorecard, placement })
    }

    fn place(&self, ladder: &Ladder, account: &Account, facts: &ReadFacts<'_>, card: &Scorecard, previous: Option<&str>) -> Result<Placement, Error> {
        let previous = previous.map(|previous| ladder.rank(previous)).transpose()?;
        let situation = Situation { facts, coverage: card.coverage.get(), composite: card.composite.to_f64(), fill: Fill::AsStated };
        let blocked_by: Vec<Name> = ladder.blocks.iter().filter(|block| block.holds(&situation)).map(|block| block.text.clone()).collect();
        let rank = ladder.placed(card.composite, previous, &situation);
        // With every gap filled the coverage is whole.
        let at = |composite: Points, fill| {
            let situation = Situation { facts, coverage: 1.0, composite: composite.to_f64(), fill };
            ladder.name(if blocked_by.is_empty() { ladder.highest_held(composite, previous, &situation) } else { 0 })
        };
        let tier_bounds = TierBounds { lowest: at(card.bounds.lowest, Fill::Worst), highest: at(card.bounds.highest, Fill::Best) };
        let designations: Vec<DesignationStanding> =
            self.checked.designations.iter().map(|designation| designation.standing(account.is_nominated(&designation.id, card.as_of), &situation)).collect();
        let effective = designations
            .iter()
            .find(|standing| standing.state == DesignationState::Active)
            .map_or_else(|| ladder.name(rank), |standing| standing.designation.clone());
        let next = ladder.tiers.get(rank).map(|tier| Lacking {
            tier: tier.id.clone(),
            points: lacking(card.composite, tier.enter),
            open_conditions: open(&tier.requires, &situation).into_iter().chain(blocked_by.iter().cloned()).collect(),
        });
        Ok(Placement {
            effective,
            tier: ladder.name(rank),
            previous: previous.map(|previous| ladder.name(previous)),
            movement: match previous {
                None => Movement::Placed,
                Some(previous) if rank > previous => Movement::Promoted,
                Some(previous) if rank < previous => Movement::Demoted,
                Some(_) => Movement::Unchanged,
            },
            rungs: ladder
                .tiers
                .iter()
                .zip(1..)
                .map(|(tier, rank)| tier.rung(card.composite, previous.is_some_and(|previous| previous >= rank), &situation))
                .collect(),
            entitlements: self.entitlements(ladder, rank, &designations),
            blocked_by,
            designations,
            next,
            tier_bounds,
        })
    }

    /// What tier and active designations entitle to; of several levels of a service the highest.
    pub(crate) fn entitlements(&self, ladder: &Ladder, rank: usize, designations: &[DesignationStanding]) -> Vec<Name> {
        let tier = rank.checked_sub(1).and_then(|index| ladder.tiers.get(index)).map_or(&[][..], |tier| &tier.entitlements);
        let active = self.checked.designations.iter().zip(designations).filter(|(_, standing)| standing.state == DesignationState::Active);
        let mut indexes: Vec<usize> = tier.iter().copied().chain(active.flat_map(|(designation, _)| designation.entitlements.iter().copied())).collect();
        indexes.sort_unstable();
        indexes.dedup();
        let levels: Vec<_> = indexes.iter().filter_map(|index| self.checked.entitlements.get(*index)).collect();
        let outdone = |level: u32, service: &Name| levels.iter().any(|other| other.service.as_ref() == Some(service) && other.level > level);
        levels
            .iter()
            .filter(|entitlement| !entitlement.service.as_ref().is_some_and(|service| outdone(entitlement.level, service)))
            .map(|entitlement| entitlement.id.clone())
            .collect()
    }
}

/// The conditions that do not hold, in words, with what was found.
pub(crate) fn open(conditions: &[Condition], situation: &Situation<'_>) -> Vec<Name> {
    conditions.iter().filter(|condition| !condition.holds(situation)).map(|condition| condition.finding(situation)).collect()
}

/// Points from a composite up to a bound; none if it is reached.
pub(crate) fn lacking(composite: Points, bound: Points) -> Points {
    bound.checked_sub(composite).filter(|lacking| *lacking > Points::ZERO).unwrap_or(Points::ZERO)
}

impl Ladder {
    /// The bound to enter a rung.
    pub(crate) fn enter(&self, rank: usize) -> Points {
        rank.checked_sub(1).and_then(|index| self.tiers.get(index)).map_or(Points::ZERO, |tier| tier.enter)
    }

    /// The bound to stay on a rung.
    pub(crate) fn retain(&self, rank: usize) -> Points {
        rank.checked_sub(1).and_then(|index| self.tiers.get(index)).map_or(Points::ZERO, |tier| tier.retain)
    }

    /// Rank 0 is the base rung, rank n the nth tier.
    pub(crate) fn name(&self, rank: usize) -> Name {
        rank.checked_sub(1).and_then(|index| self.tiers.get(index)).map_or_else(|| self.base.clone(), |tier| tier.id.clone())
    }

    pub(crate) fn rank(&self, name: &str) -> Result<usize, Error> {
        let mut names = std::iter::once(&self.base).chain(self.tiers.iter().map(|tier| &tier.id));
        names.position(|known| **known == *name).ok_or_else(|| {
            let names: Vec<&str> = std::iter::once(&self.base).chain(self.tiers.iter().map(|tier| &tier.id)).map(|name| &**name).collect();
            let hint =
                nearest(name, names.iter().copied()).map_or_else(|| format!("expected one of {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
            Error::new(code::TIER_UNKNOWN, "previous", format!("unknown tier `{name}`: {hint}"))
        })
    }

    /// Where a composite places an account: on the base rung while a block holds.
    pub(crate) fn placed(&self, composite: Points, previous: Option<usize>, situation: &Situation<'_>) -> usize {
        if self.blocks.iter().any(|block| block.holds(situation)) { 0 } else { self.highest_held(composite, previous, situation) }
    }

    fn highest_held(&self, composite: Points, previous: Option<usize>, situation: &Situation<'_>) -> usize {
        let held = |(tier, rank): &(&Tier, usize)| tier.held(composite, previous.is_some_and(|previous| previous >= *rank), situation) != Held::No;
        self.tiers.iter().zip(1..).filter(held).map(|(_, rank)| rank).last().unwrap_or(0)
    }
}

impl Tier {
    /// By which bound the tier is held, by an account that was there or above, or was not.
    pub(crate) fn held(&self, composite: Points, was_there: bool, situation: &Situation<'_>) -> Held {
        if composite >= self.enter && self.requires.iter().all(|condition| condition.holds(situation)) {
            Held::Enter
        } else if was_there && composite >= self.retain && self.retain_requires.iter().all(|condition| condition.holds(situation)) {
            Held::Retain
        } else {
            Held::No
        }
    }

    fn rung(&self, composite: Points, was_there: bool, situation: &Situation<'_>) -> Rung {
        let (bound, conditions) = if was_there { (self.retain, &self.retain_requires) } else { (self.enter, &self.requires) };
        Rung {
            tier: self.id.clone(),
            enter: self.enter,
            retain: self.retain,
            held: self.held(composite, was_there, situation),
            shortfall: lacking(composite, bound),
            open_conditions: open(conditions, situation),
        }
    }
}

impl Designation {
    pub(crate) fn standing(&self, is_nominated: bool, situation: &Situation<'_>) -> DesignationStanding {
        let open_conditions = open(&self.requires, situation);
        let nominated = !self.by_invitation || is_nominated;
        let state = match (open_conditions.is_empty(), nominated) {
            (true, true) => DesignationState::Active,
            (true, false) => DesignationState::Candidate,
            (false, true) if self.by_invitation => DesignationState::Suspended,
            (false, _) => DesignationState::NotEligible,
        };
        DesignationStanding { designation: self.id.clone(), state, open_conditions }
    }
}

#[cfg(test)]
mod tests;
