//! Why a tier changed: the transition with its bound, its rules in words and what it consists of (rule T13).

use super::review::Finding;
use super::{AppliedRule, Contribution, Transition, TransitionCause};
use crate::Name;
use crate::claims::Claim;
use crate::date::Date;
use crate::number::Points;
use crate::policy::{Basis, Ladder, Policy, Renewal, Tier};
use crate::standing::Standing;

/// What a transition is explained by.
pub(super) struct Found<'a> {
    pub(super) policy: &'a Policy,
    pub(super) ladder: &'a Ladder,
    pub(super) finding: &'a Finding,
    /// The standing before the review.
    pub(super) before: &'a Standing,
    /// The grants that hold.
    pub(super) claims: &'a [&'a Claim],
    pub(super) contributions: &'a [Contribution],
}

/// The tier that an account comes from, which another version of the policy may have named.
pub(super) struct From<'a> {
    pub(super) name: &'a Name,
    pub(super) rank: usize,
    pub(super) entitlements: &'a [Name],
}

impl Found<'_> {
    pub(super) fn transition(&self, on: Date, from: &From<'_>, to: usize, cause: TransitionCause) -> Transition {
        let entitlements = self.policy.entitled(self.ladder, to);
        let only = |these: &[Name], not: &[Name]| these.iter().filter(|id| !not.contains(id)).cloned().collect();
        Transition {
            on,
            from: from.name.clone(),
            to: self.ladder.name(to),
            cause,
            metric: self.finding.merit.metric,
            threshold: self.threshold(from.rank, to, cause),
            rules: self.rules(on, from.rank, to, cause),
            scorecard: self.finding.scorecard.clone(),
            contributions: self.contributions.to_vec(),
            entitlements_gained: only(&entitlements, from.entitlements),
            entitlements_lost: only(from.entitlements, &entitlements),
        }
    }

    fn tier(&self, rank: usize) -> Option<&Tier> {
        rank.checked_sub(1).and_then(|index| self.ladder.tiers.get(index))
    }

    fn threshold(&self, from: usize, to: usize, cause: TransitionCause) -> Option<Points> {
        match cause {
            TransitionCause::Blocked | TransitionCause::Released | TransitionCause::Granted | TransitionCause::Merged | TransitionCause::Restated => None,
            TransitionCause::Promotion => self.tier(to).map(|tier| if self.enters_anew(to) { tier.enter } else { tier.re_enter }),
            // A tier can change its name without a fall.
            TransitionCause::PolicyChanged if to >= from => None,
            _ => self.tier(from).map(|tier| tier.retain),
        }
    }

    fn enters_anew(&self, rank: usize) -> bool {
        rank.checked_sub(1).and_then(|index| self.finding.merit.tiers.get(index)).is_some_and(|merits| merits.enter)
    }

    /// The rules that led to a move, in words.
    fn rules(&self, on: Date, from: usize, to: usize, cause: TransitionCause) -> Vec<AppliedRule> {
        let mut rules = Vec::new();
        let mut add = |rule: &str, finding: String| rules.push(AppliedRule { rule: rule.into(), finding: finding.into() });
        let movement = &self.ladder.movement;
        match cause {
            TransitionCause::Promotion => {
                let (rule, finding) = self.entering(to);
                add(rule, finding);
                if movement.confirm.promotion > 1 {
                    add("T10", format!("it was so at {} reviews in a row", movement.confirm.promotion));
                }
                let merited = self.finding.merit.tiers.iter().zip(1..).filter(|(merits, _)| merits.enter).map(|(_, rank)| rank).last().unwrap_or(to);
                if merited > to {
                    add("T10", format!("`{}` is merited as well, the rest of the move follows at later reviews", self.ladder.name(merited)));
                }
            }
            TransitionCause::HoldEnded => {
                add("T7", format!("`{}` was held until {on} and is no longer merited", self.ladder.name(from)));
                self.staying(from).into_iter().for_each(|finding| add("T3", finding));
                if let Renewal::Sliding(sliding) = movement.renewal
                    && sliding.soft_landing
                    && to > 0
                {
                    add("T7", format!("a soft landing keeps `{}`", self.ladder.name(to)));
                }
            }
            TransitionCause::TermEnded | TransitionCause::GraceEnded => {
                let ended = self.before.term.map_or(on, |term| term.until);
                add("T8", format!("the term ended on {ended}"));
                self.staying(from).into_iter().for_each(|finding| add("T3", finding));
                if cause == TransitionCause::GraceEnded {
                    add("T8.1", format!("the days of grace ended on {on}"));
                }
            }
            TransitionCause::Demotion => {
                self.staying(from).into_iter().for_each(|finding| add("T3", finding));
                if movement.confirm.demotion > 1 {
                    add("T10", format!("it was so at {} reviews in a row", movement.confirm.demotion));
                }
            }
            TransitionCause::Blocked => add("T3.2", format!("blocked: {}", self.finding.blocked_by.as_deref().unwrap_or_default())),
            TransitionCause::Released => add("T3.2", "no block holds any more".to_owned()),
            TransitionCause::Granted => {
                let mut granted = false;
                for claim in self.claims {
                    granted = true;
                    let until = claim.until.map_or_else(String::new, |until| format!(" until {until}"));
                    let mode = match claim.mode {
                        crate::event::GrantMode::Floor => "at least ",
                        crate::event::GrantMode::Exact => "",
                        crate::event::GrantMode::Ceiling => "at most ",
                    };
                    add("T11", format!("{mode}`{}` by grant `{}`{until}: {} ({})", claim.tier, claim.event, claim.reason, claim.actor));
                }
                if !granted {
                    add("T11", "no grant holds any more".to_owned());
                }
            }
            TransitionCause::Merged => add("T15", "another account became part of this one".to_owned()),
            TransitionCause::PolicyChanged => {
                add("T14", format!("version `{}` of the policy took effect", self.policy.identity().version));
                self.staying(from).into_iter().for_each(|finding| add("T3", finding));
            }
            TransitionCause::Restated => add("L1.1", "what was recorded on that day changed the days before".to_owned()),
        }
        if movement.lifetime.iter().any(|lifetime| lifetime.floor == to) && to < from {
            add("T10.4", format!("`{}` is kept for life", self.ladder.name(to)));
        }
        rules
    }

    fn metric(&self) -> String {
        let name = match self.ladder.basis {
            Basis::Score => "the composite",
            Basis::Points => "the balance",
        };
        format!("{name} of {}", self.finding.merit.metric)
    }

    /// Why a tier is entered.
    fn entering(&self, rank: usize) -> (&'static str, String) {
        let Some(tier) = self.tier(rank) else { return ("T3", String::new()) };
        let band = if self.before.reviewed { self.ladder.dead_band } else { Points::ZERO };
        let beyond = |bound: Points| if band > Points::ZERO { format!(", {bound} and the dead band of {band},") } else { ",".to_owned() };
        let conditions = if tier.requires.is_empty() { "" } else { ", and what it requires holds" };
        if self.enters_anew(rank) {
            let (bound, beyond) = (tier.enter.saturating_add(band), beyond(tier.enter));
            return ("T3", format!("{} is at least {bound}{beyond} the bound to enter `{}`{conditions}", self.metric(), tier.id));
        }
        let left_on = rank.checked_sub(1).and_then(|index| self.before.holds.get(index)).and_then(|hold| hold.left_on);
        let left = left_on.map_or_else(String::new, |left_on| format!(" after it was left on {left_on}"));
        let (bound, beyond) = (tier.re_enter.saturating_add(band), beyond(tier.re_enter));
        ("T10.3", format!("{} is at least {bound}{beyond} the bound to enter `{}` again{left}{conditions}", self.metric(), tier.id))
    }

    /// Why a tier is not kept; nothing if it could be.
    fn staying(&self, rank: usize) -> Option<String> {
        let tier = self.tier(rank)?;
        let merits = rank.checked_sub(1).and_then(|index| self.finding.merit.tiers.get(index))?;
        if merits.stay {
            return None;
        }
        Some(if merits.shortfall > Points::ZERO {
            let beyond = if self.ladder.dead_band > Points::ZERO { format!(" less the dead band of {}", self.ladder.dead_band) } else { String::new() };
            format!("{} is below {}, the bound to stay in `{}`{beyond}", self.metric(), tier.retain, tier.id)
        } else {
            format!("what `{}` requires to stay does not hold", tier.id)
        })
    }
}

impl Policy {
    /// Ids of what a rung entitles to.
    pub(super) fn entitled(&self, ladder: &Ladder, rank: usize) -> Vec<Name> {
        let indexes = rank.checked_sub(1).and_then(|index| ladder.tiers.get(index)).map_or(&[][..], |tier| &tier.entitlements);
        indexes.iter().filter_map(|index| self.checked.entitlements.get(*index)).map(|entitlement| entitlement.id.clone()).collect()
    }
}
