//! One review: what an account merits on a day, and the one pure step over it (rule T6).

use serde::{Deserialize, Serialize};

use super::Transition;
use super::reasons::{Found, From};
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, code};
use crate::fact::FactValue;
use crate::number::Points;
use crate::policy::{Basis, Fill, Ladder, Policy, ReadFacts, Situation, Tier};
use crate::score::Scorecard;
use crate::standing::{Locked, Merit, Merits, Standing};
use crate::tier::{DesignationStanding, Lacking, lacking, open};

/// What is known of an account on a day of review.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The day.
    pub on: Date,
    /// The account; a ladder on points reads the given fact `points.balance`.
    #[serde(default)]
    pub account: Account,
    /// Moves that are forbidden on the day.
    #[serde(default)]
    pub locked: Locked,
}

/// What a review leads to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Advanced {
    /// The standing after the review.
    pub standing: Standing,
    /// The moves since the last one, in the order of days.
    pub transitions: Vec<Transition>,
}

/// What a review found.
pub(super) struct Finding {
    pub(super) merit: Merit,
    /// The first block that holds, in words.
    pub(super) blocked_by: Option<crate::Name>,
    pub(super) designations: Vec<DesignationStanding>,
    pub(super) scorecard: Option<Scorecard>,
}

impl Policy {
    /// The standing after one review, and the moves since the last one: the one pure step, of which a replay is the fold.
    ///
    /// ```
    /// # use tierwise::{Account, Finite, Policy, history::Review, standing::Standing};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
    ///   "ladder": {"base": "standard", "renewal": {"sliding": {"validity": {"months": 6}}}, "tiers": [{"id": "silver", "enter": 40, "retain": 35}]}
    /// }"#))?;
    /// let mut account = Account::default();
    /// account.facts.insert("fleet.units", Finite::new(50.0).unwrap());
    /// let on = "2026-01-01".parse().unwrap();
    /// let review = Review { on, account, locked: Default::default() };
    /// let advanced = policy.advance(&policy.standing(on)?, &review)?;
    /// assert_eq!(advanced.standing.rank, 1);
    /// assert_eq!(&*advanced.transitions[0].to, "silver");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`score`](Self::score); `tier.unknown` for a policy without ladder, and for a standing of another ladder;
    /// `score.missing_fact` if the ladder stands on points and `points.balance` is not given.
    pub fn advance(&self, standing: &Standing, review: &Review) -> Result<Advanced, Error> {
        let ladder = self.ladder()?;
        if standing.holds.len() != ladder.tiers.len() || standing.rank > ladder.tiers.len() {
            let message = format!("expected a standing on {} tiers, found {}", ladder.tiers.len(), standing.holds.len());
            return Err(Error::new(code::TIER_UNKNOWN, "standing.holds", message));
        }
        let facts = self.facts_of(&review.account, review.on)?;
        let balance = match review.account.facts.get("points.balance") {
            Some(FactValue::Number(number)) => Some(
                Points::from_f64(number.get()).map_err(|error| Error::new(code::NUMBER_DECIMALS, "review.account.facts.points.balance", error.to_string()))?,
            ),
            _ => None,
        };
        if ladder.basis == Basis::Points && balance.is_none() {
            let message = "the ladder stands on points: expected the fact `points.balance`, found nothing";
            return Err(Error::new(code::SCORE_MISSING_FACT, "review.account.facts", message));
        }
        let found = self.finding(ladder, &facts, balance.unwrap_or_default(), standing, review.locked, |id| review.account.is_nominated(id, review.on))?;
        let (advanced, moves) = standing.advance(&ladder.movement, review.on, &found.merit);
        let reasons = Found { policy: self, ladder, finding: &found, before: standing, claims: &[], contributions: &[] };
        let transitions = moves.iter().map(|step| {
            let (name, entitlements) = (ladder.name(step.from), self.entitled(ladder, step.from));
            reasons.transition(step.on, &From { name: &name, rank: step.from, entitlements: &entitlements }, step.to, step.cause.into())
        });
        let transitions = transitions.collect();
        Ok(Advanced { standing: advanced, transitions })
    }

    /// The standing of an account that enters the programme on a day.
    ///
    /// # Errors
    /// `tier.unknown` for a policy without ladder.
    pub fn standing(&self, enrolled_on: Date) -> Result<Standing, Error> {
        Ok(Standing::new(enrolled_on, self.ladder()?.tiers.len()))
    }

    pub(crate) fn ladder(&self) -> Result<&Ladder, Error> {
        self.checked.ladder.as_ref().ok_or_else(|| Error::new(code::TIER_UNKNOWN, "ladder", "the policy has no ladder"))
    }

    /// What an account merits, given its balance where the ladder stands on points.
    pub(super) fn finding(
        &self,
        ladder: &Ladder,
        facts: &ReadFacts<'_>,
        balance: Points,
        standing: &Standing,
        locked: Locked,
        nominated: impl Fn(&str) -> bool,
    ) -> Result<Finding, Error> {
        let on = facts.as_of();
        // A ladder on points needs no score, unless a condition asks for it.
        let scorecard = match ladder.basis {
            Basis::Points if !ladder.asks_for_score() => None,
            Basis::Points | Basis::Score => Some(self.score_facts(facts, on)?),
        };
        let metric = match ladder.basis {
            Basis::Points => balance,
            Basis::Score => scorecard.as_ref().map_or(Points::ZERO, |card| card.composite),
        };
        let situation = situation(facts, scorecard.as_ref());
        let band = band(ladder, standing);
        let tiers = ladder.tiers.iter().map(|tier| tier.merits(metric, band, &situation)).collect();
        let blocked_by = ladder.blocks.iter().find(|block| block.holds(&situation)).map(|block| block.text.clone());
        let designations = self.checked.designations.iter().map(|designation| designation.standing(nominated(&designation.id), &situation));
        Ok(Finding { merit: Merit { metric, tiers, locked }, blocked_by, designations: designations.collect(), scorecard })
    }

    /// What is lacking for the tier above the earned one, and to stay in it.
    pub(super) fn outstanding(&self, ladder: &Ladder, facts: &ReadFacts<'_>, found: &Finding, standing: &Standing) -> (Option<Lacking>, Option<Lacking>) {
        let situation = situation(facts, found.scorecard.as_ref());
        let (metric, band) = (found.merit.metric, band(ladder, standing));
        let (rules, on) = (&ladder.movement, standing.on);
        let next = ladder.tiers.get(standing.rank).map(|tier| {
            let again = standing.can_enter_again(rules, standing.rank.saturating_add(1), on);
            Lacking {
                tier: tier.id.clone(),
                points: lacking(metric.saturating_sub(band), if again { tier.re_enter } else { tier.enter }),
                open_conditions: open(&tier.requires, &situation),
            }
        });
        let current = standing.rank.checked_sub(1).and_then(|index| ladder.tiers.get(index));
        let retain = current.map(|tier| {
            let merits = tier.merits(metric, band, &situation);
            let again = merits.re_enter && standing.can_enter_again(rules, standing.rank, on);
            let stays = merits.stay || again || standing.rank <= standing.floor(rules, on);
            let open_conditions = if stays { Vec::new() } else { open(&tier.retain_requires, &situation) };
            Lacking { tier: tier.id.clone(), points: if stays { Points::ZERO } else { merits.shortfall }, open_conditions }
        });
        (next, retain)
    }
}

fn situation<'a>(facts: &'a ReadFacts<'a>, scorecard: Option<&Scorecard>) -> Situation<'a> {
    let (coverage, composite) = scorecard.map_or((1.0, 0.0), |card| (card.coverage.get(), card.composite.to_f64()));
    Situation { facts, coverage, composite, fill: Fill::AsStated }
}

/// How far beyond a bound the metric must be: an account is first placed without (rule T10.2).
pub(crate) fn band(ladder: &Ladder, standing: &Standing) -> Points {
    if standing.reviewed { ladder.dead_band } else { Points::ZERO }
}

impl Tier {
    pub(crate) fn merits(&self, metric: Points, band: Points, situation: &Situation<'_>) -> Merits {
        let (lower, upper) = (metric.saturating_sub(band), metric.saturating_add(band));
        let may_enter = lower >= self.re_enter && self.requires.iter().all(|condition| condition.holds(situation));
        let enter = may_enter && lower >= self.enter;
        let stay = enter || (upper >= self.retain && self.retain_requires.iter().all(|condition| condition.holds(situation)));
        Merits { enter, re_enter: may_enter, stay, shortfall: lacking(upper, self.retain) }
    }
}
