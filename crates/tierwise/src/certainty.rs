//! How sure a tier is: how it fares when the weights are not quite those of the policy (rules R5 and R6).
//!
//! Stochastic multicriteria acceptability analysis (SMAA; Lahdelma, Hokkanen and Salminen, European Journal of Operational
//! Research 106, 1998), here for tiers: the category acceptability of SMAA-TRI (Tervonen and others, ibid. 192, 2009).

use std::sync::Arc;

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;
use serde::{Deserialize, Serialize};

use crate::Name;
use crate::account::Account;
use crate::date::Date;
use crate::error::{Error, code};
use crate::number::{self, Finite, Points};
use crate::policy::{Basis, Checked, Fill, Ladder, Policy, PolicyIdentity, ReadFacts, Situation};
use crate::score::Scorecard;
use crate::tier::TierBounds;

/// The most draws that can be asked for.
const MOST_DRAWS: u32 = 10_000_000;
/// The stream of the generator; another seed starts elsewhere in it.
const STREAM: u128 = 0x5851_f42d_4c95_7f2d;

/// What is not certain, and how often it is drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Uncertainty {
    /// How far the weights can be off.
    #[serde(default)]
    pub weights: WeightUncertainty,
    /// How often weights are drawn, from 1 to ten million.
    #[serde(default = "ten_thousand")]
    pub draws: u32,
    /// Where the generator starts: the same seed, the same draws, in every language.
    #[serde(default)]
    pub seed: u32,
}

impl Default for Uncertainty {
    fn default() -> Self {
        Self { weights: WeightUncertainty::default(), draws: ten_thousand(), seed: 0 }
    }
}

fn ten_thousand() -> u32 {
    10_000
}

/// How far the criteria's weights can be off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WeightUncertainty {
    /// By so much of each weight either way, from 0 to 1: 0.2 is from four fifths to six fifths, evenly.
    Noise(Finite),
    /// Nothing is known of them: how the points that can be reached are shared out among the criteria is drawn evenly from all ways to
    /// share them out.
    Unknown,
}

impl Default for WeightUncertainty {
    fn default() -> Self {
        Self::Noise(Finite::new(0.2).unwrap_or_default())
    }
}

/// How sure a tier is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Certainty {
    /// The policy that was applied.
    pub policy: Arc<PolicyIdentity>,
    /// The day of scoring.
    pub as_of: Date,
    /// What was drawn.
    pub uncertainty: Uncertainty,
    /// The composite by the policy's own weights.
    pub composite: Points,
    /// The tier by the policy's own weights.
    pub tier: Name,
    /// For each rung, the lowest first, in how many draws the account is on it.
    pub acceptability: Vec<Acceptability>,
    /// The composites of the draws.
    pub composites: CompositeSpread,
    /// Points up to the bound of the next tier; null on the highest.
    pub to_rise: Option<Points>,
    /// Points down to the bound by which the tier is held; null on the base rung.
    pub to_fall: Option<Points>,
    /// The smallest change of weights, as a share of each, with which the account rises; null if no change of up to the whole weight does it.
    pub flips_up: Option<Finite>,
    /// The same for a fall.
    pub flips_down: Option<Finite>,
    /// The lowest and highest tier over every way of filling the gaps, by the policy's own weights.
    pub tier_bounds: TierBounds,
}

/// In how many draws an account is on a rung: the category acceptability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Acceptability {
    /// The rung.
    pub tier: Name,
    /// In so many draws.
    pub draws: u32,
    /// Their share, 0 to 1.
    pub share: Finite,
}

/// How composites are spread: each of the numbers is that of a draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompositeSpread {
    /// The lowest.
    pub lowest: Points,
    /// A twentieth are not above it.
    pub twentieth: Points,
    /// Half are not above it.
    pub median: Points,
    /// Nineteen twentieths are not above it.
    pub nineteen_twentieths: Points,
    /// The highest.
    pub highest: Points,
}

impl Policy {
    /// How sure an account's tier is if the weights are not quite those of the policy.
    ///
    /// ```
    /// # use tierwise::{Account, Policy, certainty::{Uncertainty, WeightUncertainty}};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 50]]},
    ///     {"id": "wallet", "fact": "wallet.share", "curve": [[0, 0], [1, 50]]}]}]},
    ///   "ladder": {"base": "standard", "tiers": [{"id": "gold", "enter": 50}]}
    /// }"#))?;
    /// let account: Account = serde_json::from_str(r#"{"facts": {"fleet.units": 100, "wallet.share": 0.2}}"#).unwrap();
    /// let uncertainty = Uncertainty { weights: WeightUncertainty::Unknown, ..Uncertainty::default() };
    /// let certainty = policy.certainty(&account, "2026-06-30".parse().unwrap(), None, &uncertainty)?;
    /// assert_eq!((&*certainty.tier, certainty.to_fall.unwrap().to_string().as_str()), ("gold", "10"));
    /// // With a share s for the fleet the composite is 100 s + 20 (1 - s): 50 or more for five eighths of all shares.
    /// assert!((certainty.acceptability[1].share.get() - 0.625).abs() < 0.02);
    /// // Ten of sixty points are lost when every weight is a sixth less.
    /// assert!((certainty.flips_down.unwrap().get() - 1.0 / 6.0).abs() < 1e-4);
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`assess`](Self::assess); `tier.unknown` for a policy without a ladder that stands on the score; `number.range` for draws
    /// and noise outside of what they can be.
    pub fn certainty(&self, account: &Account, as_of: Date, previous: Option<&str>, uncertainty: &Uncertainty) -> Result<Certainty, Error> {
        let checked = &*self.checked;
        let no_ladder = || Error::new(code::TIER_UNKNOWN, "", "expected a policy with a ladder that stands on the score, found none");
        let ladder = checked.ladder.as_ref().filter(|ladder| ladder.basis == Basis::Score).ok_or_else(no_ladder)?;
        uncertainty.check()?;
        let assessment = self.assess(account, as_of, previous)?;
        let placement = assessment.placement.ok_or_else(no_ladder)?;
        let (card, facts) = (assessment.scorecard, self.facts_of(account, as_of)?);
        let previous = previous.map(|previous| ladder.rank(previous)).transpose()?;
        let subject = Subject { checked, ladder, facts: &facts, previous, coverage: card.coverage.get() };
        let rank = subject.rank(card.composite);
        let lines = lines(checked, &card);
        let mut counts = vec![0_u32; ladder.tiers.len().saturating_add(1)];
        let mut composites = Vec::with_capacity(usize::try_from(uncertainty.draws).unwrap_or_default());
        let mut weights = Weights::new(checked, uncertainty);
        for _ in 0..uncertainty.draws {
            let composite = subject.composite(&lines, weights.draw());
            if let Some(count) = counts.get_mut(subject.rank(composite)) {
                *count = count.saturating_add(1);
            }
            composites.push(composite);
        }
        composites.sort_unstable();
        let share = |count: u32| Finite::new(f64::from(count) / f64::from(uncertainty.draws)).unwrap_or_default();
        let acceptability = counts.iter().enumerate().map(|(rank, count)| Acceptability { tier: ladder.name(rank), draws: *count, share: share(*count) });
        let held_by = rank.checked_sub(1).and_then(|index| placement.rungs.get(index));
        let bound = held_by.map(|rung| if rung.held == crate::tier::Held::Retain { rung.retain } else { rung.enter });
        Ok(Certainty {
            policy: Arc::clone(&checked.identity),
            as_of,
            uncertainty: uncertainty.clone(),
            composite: card.composite,
            tier: ladder.name(rank),
            acceptability: acceptability.collect(),
            composites: CompositeSpread::of(&composites),
            to_rise: placement.next.as_ref().map(|next| next.points),
            to_fall: bound.map(|bound| card.composite.saturating_sub(bound)),
            flips_up: subject.flip(&lines, card.composite, true),
            flips_down: subject.flip(&lines, card.composite, false),
            tier_bounds: placement.tier_bounds,
        })
    }
}

impl Uncertainty {
    fn check(&self) -> Result<(), Error> {
        let range = |path: &str, message: String| Err(Error::new(code::NUMBER_RANGE, path, message));
        match self.weights {
            WeightUncertainty::Noise(noise) if !(0.0..=1.0).contains(&noise.get()) => {
                range("uncertainty.weights.noise", format!("expected a share from 0 to 1, found {}", noise.get()))
            }
            _ if self.draws == 0 || self.draws > MOST_DRAWS => {
                range("uncertainty.draws", format!("expected from 1 to {MOST_DRAWS} draws, found {}", self.draws))
            }
            _ => Ok(()),
        }
    }
}

impl CompositeSpread {
    /// Of composites in ascending order.
    fn of(composites: &[Points]) -> Self {
        let twentieths = |twentieths: usize| {
            let rank = composites.len().saturating_mul(twentieths).div_ceil(20).max(1).saturating_sub(1);
            composites.get(rank).copied().unwrap_or_default()
        };
        Self { lowest: twentieths(0), twentieth: twentieths(1), median: twentieths(10), nineteen_twentieths: twentieths(19), highest: twentieths(20) }
    }
}

/// The contributions of each aspect, in thousandths.
fn lines(checked: &Checked, card: &Scorecard) -> Vec<Vec<f64>> {
    let aspect = |aspect: &crate::score::AspectScore| aspect.criteria.iter().map(|line| line.contribution.thousandths() as f64).collect();
    let lines: Vec<Vec<f64>> = card.aspects.iter().map(aspect).collect();
    debug_assert_eq!(lines.len(), checked.aspects.len(), "a scorecard has a line for every criterion");
    lines
}

/// An account whose weights are moved.
struct Subject<'a> {
    checked: &'a Checked,
    ladder: &'a Ladder,
    facts: &'a ReadFacts<'a>,
    previous: Option<usize>,
    coverage: f64,
}

impl Subject<'_> {
    fn rank(&self, composite: Points) -> usize {
        let situation = Situation { facts: self.facts, coverage: self.coverage, composite: composite.to_f64(), fill: Fill::AsStated };
        self.ladder.placed(composite, self.previous, &situation)
    }

    /// The composite with every contribution times its multiplier, rounded once.
    fn composite(&self, lines: &[Vec<f64>], multipliers: &[f64]) -> Points {
        let mut multipliers = multipliers.iter();
        let mut sum = self.checked.base;
        for (aspect, lines) in self.checked.aspects.iter().zip(lines) {
            let moved = lines.iter().zip(multipliers.by_ref().take(lines.len())).map(|(line, by)| number::round(line * by));
            sum = sum.saturating_add(aspect.clip(moved.fold(0, i64::saturating_add)));
        }
        Points::from_thousandths(sum).unwrap_or_default()
    }

    /// The smallest share by which weights must change for the account to rise, or fall: every contribution grows, or shrinks, by it.
    fn flip(&self, lines: &[Vec<f64>], composite: Points, up: bool) -> Option<Finite> {
        let rank = self.rank(composite);
        let step = if up { 0 } else { -1 };
        let bounds = self.ladder.tiers.iter().flat_map(|tier| [tier.enter, tier.retain]);
        let bounds = bounds.filter_map(|bound| Points::from_thousandths(bound.thousandths().saturating_add(step)));
        let flips = |bound: &Points| if up { *bound > composite && self.rank(*bound) > rank } else { *bound < composite && self.rank(*bound) < rank };
        let target = if up { bounds.filter(flips).min() } else { bounds.filter(flips).max() }?;
        let reaches = |share: f64| {
            let moved = |line: &f64| number::round(if up { line + line.abs() * share } else { line - line.abs() * share });
            let aspects = self.checked.aspects.iter().zip(lines);
            let sum =
                aspects.fold(self.checked.base, |sum, (aspect, lines)| sum.saturating_add(aspect.clip(lines.iter().map(moved).fold(0, i64::saturating_add))));
            if up { sum >= target.thousandths() } else { sum <= target.thousandths() }
        };
        if !reaches(1.0) {
            return None;
        }
        let (mut fails, mut suffices) = (0.0_f64, 1.0_f64);
        loop {
            let middle = fails.midpoint(suffices);
            if middle <= fails || middle >= suffices {
                return Finite::new(suffices);
            }
            if reaches(middle) {
                suffices = middle;
            } else {
                fails = middle;
            }
        }
    }
}

/// Draws multipliers of the criteria's weights, which leave the points that can be reached as many as they are.
struct Weights {
    generator: Pcg64,
    uncertainty: WeightUncertainty,
    /// The greatest contribution of each criterion; zero for those that bring none.
    most: Vec<f64>,
    multipliers: Vec<f64>,
    cuts: Vec<f64>,
}

impl Weights {
    fn new(checked: &Checked, uncertainty: &Uncertainty) -> Self {
        let most: Vec<f64> = checked.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| criterion.most.max(0) as f64).collect();
        let multipliers = vec![1.0; most.len()];
        Self { generator: Pcg64::new(u128::from(uncertainty.seed), STREAM), uncertainty: uncertainty.weights, most, multipliers, cuts: Vec::new() }
    }

    /// Evenly from 0 to below 1, in steps of 2^-53.
    fn even(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 / 9_007_199_254_740_992.0
    }

    fn draw(&mut self) -> &[f64] {
        match self.uncertainty {
            WeightUncertainty::Noise(noise) => {
                for index in 0..self.multipliers.len() {
                    let even = self.even();
                    if let Some(multiplier) = self.multipliers.get_mut(index) {
                        *multiplier = 1.0 - noise.get() + 2.0 * noise.get() * even;
                    }
                }
                let whole: f64 = self.most.iter().sum();
                let drawn: f64 = self.most.iter().zip(&self.multipliers).map(|(most, multiplier)| most * multiplier).sum();
                if drawn > 0.0 {
                    self.multipliers.iter_mut().for_each(|multiplier| *multiplier = *multiplier * whole / drawn);
                }
            }
            WeightUncertainty::Unknown => {
                // The gaps between even cuts of the unit interval are even on the simplex (Devroye, Non-Uniform Random Variate
                // Generation, 1986, section V.2).
                let sharing = self.most.iter().filter(|most| **most > 0.0).count();
                let mut cuts = std::mem::take(&mut self.cuts);
                cuts.clear();
                cuts.extend((1..sharing).map(|_| self.even()));
                cuts.push(1.0);
                cuts.sort_by(f64::total_cmp);
                let whole: f64 = self.most.iter().sum();
                let mut before = 0.0;
                let mut next = cuts.iter();
                for (multiplier, most) in self.multipliers.iter_mut().zip(&self.most).filter(|(_, most)| **most > 0.0) {
                    let cut = next.next().copied().unwrap_or(1.0);
                    *multiplier = (cut - before) * whole / most;
                    before = cut;
                }
                self.cuts = cuts;
            }
        }
        &self.multipliers
    }
}
