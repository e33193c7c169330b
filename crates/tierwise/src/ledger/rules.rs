//! What a ledger is booked by: the points rules in force over time, and what it starts from.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Lot;
use crate::date::Date;
use crate::number::Points;
use crate::policy::{DecaySpec, PointsSpec};

/// The points section that is in force on a day: a policy can have several versions over time.
#[derive(Debug, Clone)]
pub(crate) struct Rules<'p> {
    /// Each section with the day from which it is in force, ascending; the first is in force ever since.
    eras: Vec<Era<'p>>,
}

#[derive(Debug, Clone)]
struct Era<'p> {
    from: Date,
    points: Option<&'p PointsSpec>,
    decay: Option<Arc<DecaySpec>>,
}

impl<'p> Rules<'p> {
    pub(crate) fn new(eras: impl IntoIterator<Item = (Date, Option<&'p PointsSpec>)>) -> Self {
        let era = |(from, points): (Date, Option<&'p PointsSpec>)| Era { from, points, decay: points.and_then(|points| points.decay.clone()).map(Arc::new) };
        Self { eras: eras.into_iter().map(era).collect() }
    }

    fn era(&self, day: Date) -> Option<&Era<'p>> {
        self.eras.iter().rev().find(|era| era.from <= day).or_else(|| self.eras.first())
    }

    /// The section in force; `None` if the policy has none.
    pub(super) fn at(&self, day: Date) -> Option<&'p PointsSpec> {
        self.era(day)?.points
    }

    pub(super) fn decay(&self, day: Date) -> Option<Arc<DecaySpec>> {
        self.era(day)?.decay.clone()
    }

    /// Whether any version has points.
    pub(crate) fn has_points(&self) -> bool {
        self.sections().next().is_some()
    }

    pub(super) fn sections(&self) -> impl Iterator<Item = &'p PointsSpec> {
        self.eras.iter().filter_map(|era| era.points)
    }
}

/// What a ledger starts from, and what tiers do to it, beside the events.
#[derive(Debug, Default)]
pub(crate) struct Opening {
    /// Lots booked before, with everything that befell them.
    pub(crate) lots: Vec<Lot>,
    /// The lots of each account that was merged, by the event's id.
    pub(crate) merged: BTreeMap<String, Vec<Lot>>,
    /// Points that won or renewed a tier and are used up by it, in the order of days.
    pub(crate) uses: Vec<Used>,
    /// What happened before this day earns nothing.
    pub(crate) counts_from: Option<Date>,
}

/// Points that won or renewed a tier and no longer count (rule T8.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Used {
    /// The day from which they no longer count.
    pub(crate) on: Date,
    /// What began to count from this day on is used up,
    pub(crate) from: Date,
    /// if it began before this one.
    pub(crate) before: Date,
    /// What is carried.
    pub(crate) carried: Points,
    /// The day from which what is carried no longer counts.
    pub(crate) until: Date,
}
