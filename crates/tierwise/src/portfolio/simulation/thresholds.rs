//! How many accounts move if a bound moves (rule M13).

use serde::{Deserialize, Serialize};

use super::{Member, RefusedAccount, name};
use crate::Name;
use crate::date::Date;
use crate::error::Error;
use crate::number::Points;
use crate::policy::{Fill, Ladder, Policy, Situation};
use crate::tier::Held;

/// One of the two bounds of a tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// To enter.
    Enter,
    /// To stay.
    Retain,
}

/// How many accounts move if a bound moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThresholdPlan {
    /// The tier.
    pub tier: Name,
    /// Which of its bounds.
    pub bound: Bound,
    /// Where it is.
    pub at: Points,
    /// What becomes of each shift, in the order in which they are given.
    pub shifts: Vec<ThresholdShift>,
    /// Accounts that the policy refuses: no number counts them.
    pub refused: Vec<RefusedAccount>,
}

/// A bound that is moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThresholdShift {
    /// By how many points.
    pub by: Points,
    /// How many accounts get into the tier; null if the policy could not have such a bound.
    pub promoted: Option<u64>,
    /// How many fall out of it; null if the policy could not have such a bound.
    pub demoted: Option<u64>,
}

impl Policy {
    /// How many accounts get into a tier or fall out of it, if one of its bounds moves by each of some shifts. Every account is scored once,
    /// however many shifts there are.
    ///
    /// A tier without a `retain` of its own has one bound: it moves both.
    ///
    /// ```
    /// # use tierwise::{Account, Finite, Points, Policy, portfolio::simulation::{Bound, Member}};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
    ///   "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40}]}
    /// }"#))?;
    /// let member = |units| { let mut account = Account::default(); account.facts.insert("fleet.units", Finite::new(units).unwrap()); Member { account, previous: None } };
    /// let shifts = [-2.0, 1.0].map(|by| Points::from_f64(by).unwrap());
    /// let accounts = [member(38.0), member(39.0), member(40.0)];
    /// let plan = policy.threshold_plan(&accounts, "2026-06-30".parse().unwrap(), "silver", Bound::Enter, &shifts)?;
    /// assert_eq!((plan.shifts[0].promoted, plan.shifts[1].demoted), (Some(2), Some(1)));
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// `tier.unknown` for a policy without ladder, a tier that it does not have, and the base rung, which has no bound.
    pub fn threshold_plan(&self, accounts: &[Member], as_of: Date, tier: &str, bound: Bound, shifts: &[Points]) -> Result<ThresholdPlan, Error> {
        let ladder = self.ladder()?;
        let rank = ladder.rank(tier).map_err(|error| super::at_path(&error, "tier"))?;
        let Some(index) = rank.checked_sub(1) else {
            return Err(Error::new(crate::error::code::TIER_UNKNOWN, "tier", format!("expected a tier with a bound, found the base rung `{tier}`")));
        };
        let at = if bound == Bound::Enter { ladder.enter(rank) } else { ladder.retain(rank) };
        let is_own = self.spec().ladder.as_ref().and_then(|ladder| ladder.tiers.get(index)).is_some_and(|tier| tier.retain.is_some());
        let (mut decided, mut refused) = (Vec::new(), Vec::new());
        for (number, member) in accounts.iter().enumerate() {
            match self.decided_by(ladder, rank, bound, is_own, member, as_of) {
                Ok(composite) => decided.extend(composite),
                Err(error) => {
                    let account = name(&member.account, "accounts", number);
                    refused.push(RefusedAccount { account, version: self.identity().version.clone(), problems: error.problems().to_vec() });
                }
            }
        }
        decided.sort_unstable();
        let below = |bound: Points| decided.partition_point(|composite| *composite < bound);
        let shift = |by: &Points| {
            let moved = at.checked_add(*by).filter(|bound_after| self.could_have(index, bound, *bound_after));
            let count = |lower: Points, upper: Points| below(upper).saturating_sub(below(lower)) as u64;
            ThresholdShift { by: *by, promoted: moved.map(|after| count(after, at)), demoted: moved.map(|after| count(at, after)) }
        };
        Ok(ThresholdPlan { tier: ladder.name(rank), bound, at, shifts: shifts.iter().map(shift).collect(), refused })
    }

    /// The composite of an account for which nothing but this bound decides whether it is in this tier.
    fn decided_by(&self, ladder: &Ladder, rank: usize, bound: Bound, is_own: bool, member: &Member, as_of: Date) -> Result<Option<Points>, Error> {
        let previous = member.previous.as_deref().map(|previous| ladder.rank(previous)).transpose()?;
        let facts = self.facts_of(&member.account, as_of)?;
        let card = self.score_facts(&facts, as_of)?;
        let situation = Situation { facts: &facts, coverage: card.coverage.get(), composite: card.composite.to_f64(), fill: Fill::AsStated };
        let was_there = |rank: usize| previous.is_some_and(|previous| previous >= rank);
        let is_held = |(tier, rank): (&crate::policy::Tier, usize)| tier.held(card.composite, was_there(rank), &situation) != Held::No;
        if ladder.blocks.iter().any(|block| block.holds(&situation)) || ladder.tiers.iter().zip(1..).skip(rank).any(is_held) {
            return Ok(None);
        }
        let Some(tier) = rank.checked_sub(1).and_then(|index| ladder.tiers.get(index)) else { return Ok(None) };
        let enters = tier.requires.iter().all(|condition| condition.holds(&situation));
        let stays = was_there(rank) && tier.retain_requires.iter().all(|condition| condition.holds(&situation));
        let decides = match bound {
            Bound::Enter if is_own => enters && !(stays && card.composite >= tier.retain),
            Bound::Enter => enters || stays,
            Bound::Retain => stays && !(enters && card.composite >= tier.enter),
        };
        Ok(decides.then_some(card.composite))
    }

    /// Whether the policy would be in order with another bound.
    fn could_have(&self, index: usize, bound: Bound, at: Points) -> bool {
        let mut spec = self.spec().clone();
        if let Some(tier) = spec.ladder.as_mut().and_then(|ladder| ladder.tiers.get_mut(index)) {
            match bound {
                Bound::Enter => tier.enter = at,
                Bound::Retain => tier.retain = Some(at),
            }
        }
        Self::new(spec).is_ok()
    }
}
