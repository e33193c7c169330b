//! How accounts move on the ladder: when they are reviewed, how long a tier is kept, how far a move goes.

use serde::{Deserialize, Serialize};

use super::check::Checker;
use super::spec::LadderSpec;
use crate::date::Date;
use crate::error::code;

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
}

impl MovementRules {
    /// Rules that only say how long a tier is kept.
    #[must_use]
    pub fn new(renewal: Renewal) -> Self {
        Self { renewal, min_stay: None, confirm: Confirm::default(), max_steps: usize::MAX }
    }

    pub(super) fn of(ladder: &LadderSpec) -> Self {
        // Without a renewal an account is judged at every review, like a placement after the previous one.
        let judged = Renewal::Continuous(Continuous { demotion: Demotion::ToQualified });
        Self {
            renewal: ladder.renewal.unwrap_or(judged),
            min_stay: ladder.min_stay,
            confirm: ladder.confirm,
            max_steps: ladder.max_steps.map_or(usize::MAX, |steps| usize::try_from(steps).unwrap_or(usize::MAX)),
        }
    }
}

impl Checker {
    pub(super) fn movement(&mut self, ladder: &LadderSpec) {
        let validity = match ladder.renewal {
            Some(Renewal::Sliding(sliding)) => Some(("ladder.renewal.sliding.validity", sliding.validity)),
            Some(Renewal::Term(term)) => Some(("ladder.renewal.term.validity", term.validity)),
            Some(Renewal::Continuous(_)) | None => None,
        };
        for (path, span) in validity.into_iter().chain(ladder.min_stay.map(|span| ("ladder.min_stay", span))) {
            if span.is_empty() {
                self.problem(code::NUMBER_RANGE, path, "expected at least one month or day, found 0");
            }
        }
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
}
