//! How accounts move on the ladder: when they are reviewed, how long a tier is kept, how far a move goes.

use serde::{Deserialize, Serialize};

use super::check::Checker;
use super::spec::{Basis, LadderSpec};
use crate::date::Date;
use crate::error::code;
use crate::number::{Points, Weight};

/// On which days an account is reviewed, besides those on which a tier ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Every day.
    #[default]
    Daily,
    /// The first day of every month.
    Monthly,
    /// The first day of every quarter.
    Quarterly,
    /// The first day of every year.
    Yearly,
    /// The days of events.
    Events,
}

/// A span of time, at least one month or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Calendar months: the same day of the month, or its last.
    Months(u32),
    /// Days.
    Days(u32),
}

impl Span {
    /// The day a span later; the calendar's last day if there is none.
    #[must_use]
    pub fn after(self, day: Date) -> Date {
        let later = match self {
            Self::Months(months) => i32::try_from(months).ok().and_then(|months| day.add_months(months)),
            Self::Days(days) => i32::try_from(days).ok().and_then(|days| day.add_days(days)),
        };
        later.unwrap_or(Date::MAX)
    }

    const fn is_empty(self) -> bool {
        matches!(self, Self::Months(0) | Self::Days(0))
    }
}

/// How long a tier is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Renewal {
    /// Every day on which a tier is merited holds it for a span to come. More points never mean a worse tier.
    Sliding(Sliding),
    /// A tier runs for a term and is judged when the term ends.
    Term(Term),
    /// A tier is judged at every review.
    Continuous(Continuous),
}

/// A hold that slides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Sliding {
    /// How long a merited day holds the tier.
    pub validity: Span,
    /// Whether an account that loses a tier keeps the tier below for as long again.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub soft_landing: bool,
}

/// A term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// How long a term is.
    pub validity: Span,
    /// How far an account falls that does not merit its tier when the term ends.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub demotion: Demotion,
    /// Days after the term's end in which the account can still recover its tier.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub grace_days: u32,
    /// Which points are judged.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub window: Window,
    /// What becomes of the points that won a tier.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub after_promotion: Use,
    /// What becomes of the points that renewed a tier.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub after_renewal: Use,
    /// The most points that are carried into the next term; all that are left if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollover_cap: Option<Points>,
}

/// Which points a term is judged by (rule T8.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// All that count on the day.
    #[default]
    Rolling,
    /// Those that began to count within the term.
    Term,
}

/// What becomes of points that won or renewed a tier (rule T8.2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// They go on counting.
    #[default]
    Keep,
    /// They no longer count.
    Reset,
    /// What the bound asked no longer counts, the rest is carried for one term.
    Consume,
}

/// Judged at every review.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Continuous {
    /// How far an account falls.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub demotion: Demotion,
}

/// How far an account falls that no longer merits its tier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Demotion {
    /// To the next lower tier: a soft landing.
    #[default]
    OneStep,
    /// To the highest tier that it still merits.
    ToQualified,
    /// To the base rung.
    ToBase,
}

/// At how many reviews in a row a move must be due before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Confirm {
    /// For a promotion: 1 if left out.
    pub promotion: u32,
    /// For a demotion where accounts are judged continuously: 1 if left out.
    pub demotion: u32,
}

impl Default for Confirm {
    fn default() -> Self {
        Self { promotion: 1, demotion: 1 }
    }
}

/// The share of a move, in rungs, that is made at once; the rest follows at later reviews (rule T10.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PartialStep {
    /// Of a promotion, above 0, at most 1: 1 if left out.
    #[serde(skip_serializing_if = "super::spec::is_default")]
    pub promotion: Weight,
    /// Of a demotion, above 0, at most 1: 1 if left out.
    #[serde(skip_serializing_if = "super::spec::is_default")]
    pub demotion: Weight,
}

/// A tier below which an account never falls again (rule T10.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lifetime {
    /// Id of the tier that the account has been in, or above.
    pub tier: String,
    /// For so many days in all; on entering it if left out.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub days: u32,
    /// Id of the tier below which it never falls again.
    pub floor: String,
}

/// The rules of movement with their defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementRules {
    /// How long a tier is kept.
    pub renewal: Renewal,
    /// For how long an account stays at least where it is, however it is judged.
    pub min_stay: Option<Span>,
    /// At how many reviews in a row a move must be due.
    pub confirm: Confirm,
    /// The most rungs of one move.
    pub max_steps: usize,
    /// The share of a move that is made at once.
    pub partial_step: PartialStep,
    /// For how long after it left a tier an account can enter it again at a lower bound.
    pub re_entry: Option<Span>,
    /// Rungs below which an account never falls again.
    pub lifetime: Vec<LifetimeRule>,
}

/// A rung below which an account never falls again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifetimeRule {
    /// The rank that the account has been on, or above.
    pub rank: usize,
    /// For so many days.
    pub days: u32,
    /// The rank below which it never falls again.
    pub floor: usize,
}

impl MovementRules {
    /// Rules that only say how long a tier is kept.
    #[must_use]
    pub fn new(renewal: Renewal) -> Self {
        Self {
            renewal,
            min_stay: None,
            confirm: Confirm::default(),
            max_steps: usize::MAX,
            partial_step: PartialStep::default(),
            re_entry: None,
            lifetime: Vec::new(),
        }
    }

    /// Whether a review counts by itself on a ladder of so many tiers, as it does for confirmations and for limited steps.
    pub(crate) fn counts_reviews(&self, tiers: usize) -> bool {
        self.confirm != Confirm::default() || self.max_steps < tiers || self.partial_step != PartialStep::default()
    }

    pub(super) fn of(ladder: &LadderSpec) -> Self {
        // Without a renewal an account is judged at every review, like a placement after the previous one.
        let judged = Renewal::Continuous(Continuous { demotion: Demotion::ToQualified });
        let rank = |id: &str| ladder.tiers.iter().zip(1..).find(|(tier, _)| tier.id == *id).map_or(0, |(_, rank)| rank);
        let lifetime = |rule: &Lifetime| LifetimeRule { rank: rank(&rule.tier), days: rule.days, floor: rank(&rule.floor) };
        Self {
            renewal: ladder.renewal.unwrap_or(judged),
            partial_step: ladder.partial_step,
            re_entry: ladder.re_entry,
            lifetime: ladder.lifetime.iter().map(lifetime).collect(),
            min_stay: ladder.min_stay,
            confirm: ladder.confirm,
            max_steps: ladder.max_steps.map_or(usize::MAX, |steps| usize::try_from(steps).unwrap_or(usize::MAX)),
        }
    }
}

/// A share of a number of rungs, rounded up.
pub(crate) fn share(share: Weight, rungs: usize) -> usize {
    let one = i128::from(Weight::ONE.millionths());
    let part = i128::try_from(rungs).unwrap_or(i128::MAX).saturating_mul(i128::from(share.millionths())).saturating_add(one.saturating_sub(1));
    part.checked_div(one).and_then(|rungs| usize::try_from(rungs).ok()).unwrap_or(rungs).min(rungs)
}

impl Checker {
    pub(super) fn movement(&mut self, ladder: &LadderSpec) {
        let validity = match ladder.renewal {
            Some(Renewal::Sliding(sliding)) => Some(("ladder.renewal.sliding.validity", sliding.validity)),
            Some(Renewal::Term(term)) => Some(("ladder.renewal.term.validity", term.validity)),
            Some(Renewal::Continuous(_)) | None => None,
        };
        let spans = [("ladder.min_stay", ladder.min_stay), ("ladder.re_entry", ladder.re_entry)];
        let spans = spans.into_iter().filter_map(|(path, span)| Some((path, span?)));
        for (path, span) in validity.into_iter().chain(spans) {
            if span.is_empty() {
                self.problem(code::NUMBER_RANGE, path, "expected at least one month or day, found 0");
            }
        }
        for (path, share) in [("promotion", ladder.partial_step.promotion), ("demotion", ladder.partial_step.demotion)] {
            if share.millionths() == 0 || share > Weight::ONE {
                self.problem(
                    code::NUMBER_RANGE,
                    format!("ladder.partial_step.{path}"),
                    format!("expected a share above 0 and at most 1, found {}", share.to_f64()),
                );
            }
        }
        if ladder.dead_band < Points::ZERO {
            self.problem(code::NUMBER_RANGE, "ladder.dead_band", format!("expected a dead band of 0 or more, found {}", ladder.dead_band));
        }
        if let Some(Renewal::Term(term)) = ladder.renewal {
            self.term(ladder, term);
        }
        self.lifetime(ladder);
        for (path, count) in [
            ("ladder.confirm.promotion", Some(ladder.confirm.promotion)),
            ("ladder.confirm.demotion", Some(ladder.confirm.demotion)),
            ("ladder.max_steps", ladder.max_steps),
        ] {
            if count == Some(0) {
                self.problem(code::NUMBER_RANGE, path, "expected at least 1, found 0");
            }
        }
    }
    /// Points can be used up only where the ladder stands on them.
    fn term(&mut self, ladder: &LadderSpec, term: Term) {
        let uses = [
            ("window", term.window != Window::Rolling),
            ("after_promotion", term.after_promotion != Use::Keep),
            ("after_renewal", term.after_renewal != Use::Keep),
        ];
        if let Some((key, _)) = uses.iter().find(|(_, given)| *given && ladder.basis != Basis::Points) {
            let path = format!("ladder.renewal.term.{key}");
            self.problem(
                code::POLICY_UNKNOWN_REFERENCE,
                path,
                format!("`{key}` is about the points of the ledger: expected `basis: points`, found a ladder on the score"),
            );
        }
        if let Some(cap) = term.rollover_cap.filter(|cap| *cap < Points::ZERO) {
            self.problem(code::NUMBER_RANGE, "ladder.renewal.term.rollover_cap", format!("expected 0 points or more, found {cap}"));
        }
    }

    fn lifetime(&mut self, ladder: &LadderSpec) {
        let rank = |id: &str| ladder.tiers.iter().position(|tier| tier.id == *id);
        for (index, rule) in ladder.lifetime.iter().enumerate() {
            for (key, id) in [("tier", &rule.tier), ("floor", &rule.floor)] {
                if rank(id).is_none() {
                    self.problem(code::POLICY_UNKNOWN_REFERENCE, format!("ladder.lifetime[{index}].{key}"), format!("unknown tier `{id}`"));
                }
            }
            if rank(&rule.floor) > rank(&rule.tier) && rank(&rule.tier).is_some() {
                let message = format!("expected a floor at or below the tier `{}`, found `{}`", rule.tier, rule.floor);
                self.problem(code::POLICY_LADDER_ORDER, format!("ladder.lifetime[{index}].floor"), message);
            }
        }
    }
}
