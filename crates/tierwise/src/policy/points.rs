//! The points section of a policy: what activities earn or cost, and how long it counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::check::Checker;
use super::decay::DecaySpec;
use crate::date::Date;
use crate::error::code;
use crate::number::{Points, Weight};

/// What activities earn or cost, and how long it counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointsSpec {
    /// How long points count, unless an activity says otherwise: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity: Option<Validity>,
    /// The day from which validity and decay count.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub anchor: Anchor,
    /// How points lose value while they count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decay: Option<DecaySpec>,
    /// The activities, by id.
    pub activities: BTreeMap<String, ActivitySpec>,
    /// Limits over several activities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<GroupCap>,
}

/// What one activity earns or costs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ActivitySpec {
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Points, negative for what costs points.
    pub points: Points,
    /// Whether the points are multiplied by the event's quantity.
    #[serde(default, skip_serializing_if = "super::spec::is_default")]
    pub per_unit: bool,
    /// Factors by the event's attributes: `grade: {economy: 0.8, premium: 1.6}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub multipliers: BTreeMap<String, BTreeMap<String, Weight>>,
    /// How long the points count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity: Option<Validity>,
    /// When the points begin to count; at once if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maturity: Option<Maturity>,
    /// The most points that the activity can bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Cap>,
}

/// How long points count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// So many months from the anchor, at least one.
    Months(u32),
    /// So many days from the anchor, at least one.
    Days(u32),
    /// Until the day that the event states.
    UntilStated,
    /// For ever.
    Never,
}

/// The day from which validity and decay count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The day of the activity.
    #[default]
    Occurred,
    /// The day on which the points begin to count.
    Matured,
}

/// When points begin to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Maturity {
    /// So many days after the activity.
    Days(u32),
    /// With a `mature` event.
    OnEvent,
}

/// The most points in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The most points, above zero.
    pub points: Points,
    /// In what period.
    pub every: CapPeriod,
}

/// The most points of several activities in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupCap {
    /// Id, unique among caps.
    pub id: String,
    /// Ids of the activities; all if left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<String>,
    /// The most points, above zero.
    pub points: Points,
    /// In what period.
    pub every: CapPeriod,
}

/// The period of a cap, by the day of the activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CapPeriod {
    /// A single event.
    Event,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// All time.
    Always,
}

impl Validity {
    /// The day from which points no longer count, fixed at credit; `None` for those that count for ever.
    pub(crate) fn after(self, anchor: Date, stated: Option<Date>) -> Option<Date> {
        match self {
            Self::Months(months) => i32::try_from(months).ok().and_then(|months| anchor.add_months(months)),
            Self::Days(days) => i32::try_from(days).ok().and_then(|days| anchor.add_days(days)),
            Self::UntilStated => stated,
            Self::Never => None,
        }
    }
}

impl ActivitySpec {
    /// The day from which points of a day count by themselves; `None` if they wait for an event.
    pub(crate) fn effective_on(&self, on: Date) -> Option<Date> {
        match self.maturity {
            None => Some(on),
            Some(Maturity::Days(days)) => i32::try_from(days).ok().and_then(|days| on.add_days(days)),
            Some(Maturity::OnEvent) => None,
        }
    }
}

impl Anchor {
    /// The day from which validity and decay count, of points of a day that count from another, if from any.
    pub(crate) fn day(self, on: Date, effective_on: Option<Date>) -> Date {
        match self {
            Self::Occurred => on,
            Self::Matured => effective_on.unwrap_or(on),
        }
    }
}

impl PointsSpec {
    /// Whether any points are limited.
    pub(crate) fn has_caps(&self) -> bool {
        !self.caps.is_empty() || self.activities.values().any(|activity| activity.cap.is_some())
    }

    /// Whether a fact is one of the ledger's (rule L7).
    pub(super) fn has_fact(&self, name: &str) -> bool {
        name.strip_prefix("points.").is_some_and(|of| of == "balance" || self.activities.contains_key(of))
    }
}

impl Checker {
    pub(super) fn points(&mut self, points: &PointsSpec) {
        self.validity(points.validity, "points.validity");
        if let Some(decay) = &points.decay {
            self.decay(decay);
        }
        if points.activities.is_empty() {
            self.problem(code::POLICY_EMPTY, "points.activities", "expected at least one activity, found none");
        }
        for (id, activity) in &points.activities {
            let path = format!("points.activities.{id}");
            self.id(id, &path);
            self.validity(activity.validity, &format!("{path}.validity"));
            if let Some(cap) = activity.cap {
                self.cap(cap.points, &format!("{path}.cap.points"));
            }
            for (attribute, factors) in &activity.multipliers {
                if factors.is_empty() {
                    self.problem(code::POLICY_EMPTY, format!("{path}.multipliers.{attribute}"), "expected at least one factor, found none");
                }
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for (index, cap) in points.caps.iter().enumerate() {
            let path = format!("points.caps[{index}]");
            self.unique(&mut seen, &cap.id, &format!("{path}.id"));
            self.cap(cap.points, &format!("{path}.points"));
            for (index, activity) in cap.activities.iter().enumerate().filter(|(_, activity)| !points.activities.contains_key(*activity)) {
                self.problem(code::POLICY_UNKNOWN_REFERENCE, format!("{path}.activities[{index}]"), format!("unknown activity `{activity}`"));
            }
        }
    }

    fn validity(&mut self, validity: Option<Validity>, path: &str) {
        if let Some(Validity::Months(0) | Validity::Days(0)) = validity {
            self.problem(code::NUMBER_RANGE, path, "expected at least one month or day, found 0");
        }
    }

    fn cap(&mut self, points: Points, path: &str) {
        if points <= Points::ZERO {
            self.problem(code::NUMBER_RANGE, path, format!("expected a cap above 0, found {points}"));
        }
    }

    fn decay(&mut self, decay: &DecaySpec) {
        match decay {
            DecaySpec::Linear(0) | DecaySpec::HalfLife(0) => self.problem(code::NUMBER_RANGE, "points.decay", "expected at least one day, found 0"),
            DecaySpec::Step(steps) => {
                if steps.is_empty() {
                    self.problem(code::POLICY_EMPTY, "points.decay.step", "expected at least one step, found none");
                }
                for (index, pair) in steps.windows(2).enumerate() {
                    if let [(before, kept), (after, keep)] = pair
                        && (before >= after || kept < keep)
                    {
                        let path = format!("points.decay.step[{}]", index.saturating_add(1));
                        self.problem(
                            code::POLICY_BANDS_ORDER,
                            path,
                            format!("expected an age above {before} that keeps at most {}, found {after} and {}", kept.to_f64(), keep.to_f64()),
                        );
                    }
                }
                if let Some((_, keep)) = steps.first().filter(|(_, keep)| *keep > Weight::ONE) {
                    self.problem(code::NUMBER_RANGE, "points.decay.step[0]", format!("expected to keep at most 1, found {}", keep.to_f64()));
                }
            }
            DecaySpec::Linear(_) | DecaySpec::HalfLife(_) => {}
        }
    }
}
