//! A policy in the form that scoring runs on: names resolved, weights applied, nothing left to check.

use std::sync::Arc;

use super::PolicyIdentity;
use super::condition::{Condition, Subject};
use super::movement::{Cadence, MovementRules};
use super::spec::{Basis, PolicySpec, Transform};
use crate::Name;
use crate::fact::{FactDefinition, FactType};
use crate::number::{Bounds, Points};

/// A checked policy.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) identity: Arc<PolicyIdentity>,
    pub(crate) spec: PolicySpec,
    /// The facts that the policy reads, by ascending name; criteria and conditions hold indexes into it.
    pub(crate) facts: Vec<ReadFact>,
    pub(crate) base: i64,
    pub(crate) min_coverage: f64,
    pub(crate) aspects: Vec<Aspect>,
    /// Reason codes in declared order.
    pub(crate) reasons: Vec<Name>,
    pub(crate) ladder: Option<Ladder>,
    pub(crate) designations: Vec<Designation>,
    /// Ids of the entitlements, in the order of the document, with service and level.
    pub(crate) entitlements: Vec<EntitlementLevel>,
    /// The composite's reach.
    pub(crate) range: Bounds,
}

/// A fact that the policy reads.
#[derive(Debug)]
pub(crate) struct ReadFact {
    pub(crate) name: Name,
    pub(crate) fact_type: FactType,
    /// How to derive it; `None` for facts that the policy declares.
    pub(crate) definition: Option<&'static FactDefinition>,
    /// The words that a category can be; empty if any word will do.
    pub(crate) values: Vec<Name>,
}

#[derive(Debug)]
pub(crate) struct Aspect {
    pub(crate) id: Name,
    pub(crate) cap: i64,
    pub(crate) floor: i64,
    pub(crate) criteria: Vec<Criterion>,
}

impl Aspect {
    /// Points within cap and floor.
    pub(crate) fn clip(&self, thousandths: i64) -> i64 {
        clip(thousandths, self.floor, self.cap)
    }

    /// The most points that its criteria can bring.
    pub(crate) fn most(&self) -> i64 {
        self.clip(self.criteria.iter().fold(0, |sum, criterion| sum.saturating_add(criterion.most)))
    }
}

/// What lies outside is brought to the bound that it is beyond.
#[inline]
fn clip<T: PartialOrd>(value: T, floor: T, cap: T) -> T {
    let value = if value > cap { cap } else { value };
    if value < floor { floor } else { value }
}

#[derive(Debug)]
pub(crate) struct Criterion {
    pub(crate) id: Name,
    /// Index into the policy's facts.
    pub(crate) fact: usize,
    pub(crate) transform: Option<Transform>,
    pub(crate) shape: Shape,
    pub(crate) missing: MissingRule,
    /// The baseline's contribution.
    pub(crate) baseline: i64,
    /// Index into the policy's reasons.
    pub(crate) reason: usize,
    /// The least and the greatest contribution of a known fact.
    pub(crate) least: i64,
    pub(crate) most: i64,
}

impl Criterion {
    /// The criterion's share in coverage: how far its points reach from zero, both ways.
    pub(crate) fn reach(&self) -> i64 {
        self.most.max(0).saturating_sub(self.least.min(0))
    }
}

/// Points at one place of a shape.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) points: Points,
    /// The points by both weights, in thousandths, not rounded.
    pub(crate) weighted: f64,
    /// The same, rounded: the contribution.
    pub(crate) contribution: i64,
}

/// A knot of a curve.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Knot {
    pub(crate) x: f64,
    pub(crate) step: Step,
}

#[derive(Debug)]
pub(crate) enum Shape {
    /// Ascending lower bounds; the first may be minus infinity.
    Bands(Vec<(f64, Step)>),
    /// At least one knot.
    Curve(Vec<Knot>),
    /// By ascending category.
    Table {
        rows: Vec<(Name, Step)>,
        other: Option<Step>,
    },
    Flag {
        if_true: Step,
        if_false: Step,
    },
}

impl Shape {
    /// Every step that a known fact can meet or lie between.
    pub(crate) fn steps(&self) -> Vec<Step> {
        match self {
            Self::Bands(bands) => bands.iter().map(|(_, step)| *step).collect(),
            Self::Curve(knots) => knots.iter().map(|knot| knot.step).collect(),
            Self::Table { rows, other } => rows.iter().map(|(_, step)| *step).chain(*other).collect(),
            Self::Flag { if_true, if_false } => vec![*if_true, *if_false],
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum MissingRule {
    Points(Step),
    Reject,
    Renormalise,
}

#[derive(Debug)]
pub(crate) struct Ladder {
    pub(crate) base: Name,
    /// Lowest first.
    pub(crate) tiers: Vec<Tier>,
    pub(crate) blocks: Vec<Condition>,
    pub(crate) basis: Basis,
    pub(crate) review: Cadence,
    pub(crate) dead_band: Points,
    pub(crate) movement: MovementRules,
}

impl Ladder {
    /// Every condition of a block or tier.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.blocks.iter().chain(self.tiers.iter().flat_map(|tier| tier.requires.iter().chain(&tier.retain_requires)))
    }

    /// Whether a condition asks for coverage or composite.
    pub(crate) fn asks_for_score(&self) -> bool {
        self.conditions().any(|condition| condition.asks(|subject| !matches!(subject, Subject::Fact(_))))
    }

    /// Whether a condition asks for a fact.
    pub(crate) fn asks_for_facts(&self) -> bool {
        self.conditions().any(|condition| condition.asks(|subject| matches!(subject, Subject::Fact(_))))
    }
}

#[derive(Debug)]
pub(crate) struct Tier {
    pub(crate) id: Name,
    pub(crate) enter: Points,
    /// To enter again not long after the tier was left.
    pub(crate) re_enter: Points,
    pub(crate) retain: Points,
    /// All must hold to enter.
    pub(crate) requires: Vec<Condition>,
    /// All must hold to stay.
    pub(crate) retain_requires: Vec<Condition>,
    /// Indexes into the policy's entitlements.
    pub(crate) entitlements: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Designation {
    pub(crate) id: Name,
    pub(crate) by_invitation: bool,
    pub(crate) requires: Vec<Condition>,
    pub(crate) entitlements: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct EntitlementLevel {
    pub(crate) id: Name,
    pub(crate) service: Option<Name>,
    pub(crate) level: u32,
}
