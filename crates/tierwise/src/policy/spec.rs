//! The policy document: what an author writes. Nothing is checked here but types and keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::movement::{Cadence, Confirm, Lifetime, PartialStep, Renewal, Span};
use super::points::PointsSpec;
use crate::fact::{Derivation, FactType, FactValue};
use crate::number::{Finite, Points, Weight};

pub(super) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A policy document: how accounts are scored and placed in tiers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicySpec {
    /// The policy's id: a-z, 0-9, `_`, `-` and `.`.
    pub policy: String,
    /// The policy's version, any text; change it with every change of the document.
    pub version: String,
    /// The version of the library's rules that the policy is written for: 1.
    pub semantics: u32,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What the policy is for, where its numbers come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How facts are derived from an account.
    #[serde(default, skip_serializing_if = "is_default")]
    pub derivation: Derivation,
    /// Facts beyond the account model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<DeclaredFact>,
    /// How facts become points.
    pub score: ScoreSpec,
    /// What tiers and designations can entitle to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitlements: Vec<Entitlement>,
    /// What activities earn or cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<PointsSpec>,
    /// What becomes of events that are recorded late.
    #[serde(default, skip_serializing_if = "is_default")]
    pub late_events: LateEvents,
    /// How points become a tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ladder: Option<LadderSpec>,
    /// Standings beside the ladder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub designations: Vec<DesignationSpec>,
}

/// What becomes of an event that is recorded after the day on which it happened (rule L1.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LateEvents {
    /// History is as if it had been known.
    #[default]
    Restate,
    /// History is restated, but the tier before the recording is at least what was published.
    UpgradeOnly,
    /// It acts from the day on which it was recorded.
    Prospective,
}

/// A fact beyond the account model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeclaredFact {
    /// Dotted name: `image.trend_leader`.
    pub id: String,
    /// Type of its value.
    #[serde(rename = "type")]
    pub fact_type: FactType,
    /// What it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Unit of a number, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The words that a category can be; without them any word will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// How facts become points.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoreSpec {
    /// Points that every account starts with.
    #[serde(default, skip_serializing_if = "is_default")]
    pub base: Points,
    /// What criteria do about a missing fact, unless they say otherwise: no points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing: Missing,
    /// What reasons measure the points against, unless a criterion says otherwise: the most points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub baseline: Baseline,
    /// The share of an aspect's points, 0 to 1, whose facts must be known to renormalise it: two thirds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_coverage: Option<Finite>,
    /// The several aspects of the rating.
    pub aspects: Vec<AspectSpec>,
}

/// One aspect: criteria that belong together.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AspectSpec {
    /// Id, unique among aspects.
    pub id: String,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Weight of all its criteria.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Weight,
    /// The most points that the aspect can bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Points>,
    /// The fewest points that the aspect can bring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Points>,
    /// Its criteria.
    pub criteria: Vec<CriterionSpec>,
}

/// One criterion: reads one fact and awards points by exactly one of `bands`, `curve`, `table` and `flag`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CriterionSpec {
    /// Id, unique in the policy.
    pub id: String,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Dotted name of the fact it reads.
    pub fact: String,
    /// Reads a day as a number, as of the day of scoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform: Option<Transform>,
    /// Weight of its points.
    #[serde(default, skip_serializing_if = "is_default")]
    pub weight: Weight,
    /// Ascending lower bounds with their points, each band `[lower, next)`; a first bound of null is open below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bands: Option<Vec<(Option<Finite>, Points)>>,
    /// Knots `[x, points]` with strictly ascending x; straight between them, flat outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<Vec<(Finite, Points)>>,
    /// Points per category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<BTreeMap<String, Points>>,
    /// Points of every category that the table does not name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Points>,
    /// Points for true and for false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flag: Option<FlagPoints>,
    /// What to do when the fact is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// What the reason measures the points against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Reason code; criteria that share one share its gap. The criterion's id if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Points of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FlagPoints {
    /// Points for true.
    #[serde(rename = "true")]
    pub if_true: Points,
    /// Points for false.
    #[serde(rename = "false")]
    pub if_false: Points,
}

/// Reads a day as a number (rule S6); negative for days to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// Days since the day.
    DaysSince,
    /// Complete months since the day.
    MonthsSince,
    /// Complete months since the day, divided by twelve.
    YearsSince,
}

/// What a criterion does about a missing fact (rule S3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// These points, before weights.
    Points(Points),
    /// The fewest points of the criterion.
    Worst,
    /// The points of the criterion's baseline.
    Neutral,
    /// No score: an error that names the fact.
    Reject,
    /// Leaves the criterion out and scales the aspect's others up to the same maximum.
    Renormalise,
}

impl Default for Missing {
    fn default() -> Self {
        Self::Points(Points::ZERO)
    }
}

/// What a reason measures the points against (rule S5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// The most points of the criterion: a gap is what was lost.
    #[default]
    Max,
    /// The fewest points of the criterion.
    Min,
    /// These points, before weights.
    Own(Points),
    /// The mean points of a reference population, before weights: a gap is then an exact Shapley value.
    ReferenceMean(Points),
}

/// Something that customers of a tier get.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Entitlement {
    /// Id, unique among entitlements.
    pub id: String,
    /// What the customer gets, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The service that this is one level of; of several levels an account gets the highest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The level of the service, higher is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// Its cost per account and year, in the policy's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_per_year: Option<Finite>,
}

/// How points become a tier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LadderSpec {
    /// What the ladder stands on.
    #[serde(default, skip_serializing_if = "is_default")]
    pub basis: Basis,
    /// Id of the rung below the lowest tier.
    pub base: String,
    /// The tiers, lowest first.
    pub tiers: Vec<TierSpec>,
    /// On which days accounts are reviewed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub review: Cadence,
    /// How long a tier is kept; without it accounts are judged at every review.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<Renewal>,
    /// For how long an account stays at least where it is, however it is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_stay: Option<Span>,
    /// At how many reviews in a row a move must be due.
    #[serde(default, skip_serializing_if = "is_default")]
    pub confirm: Confirm,
    /// The most rungs of one move; any number if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_steps: Option<u32>,
    /// The share of a move, in rungs, that is made at once.
    #[serde(default, skip_serializing_if = "is_default")]
    pub partial_step: PartialStep,
    /// How far beyond a bound the metric must be for a move.
    #[serde(default, skip_serializing_if = "is_default")]
    pub dead_band: Points,
    /// For how long after it left a tier an account can enter it again at the tier's `re_enter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub re_entry: Option<Span>,
    /// Tiers below which an account never falls again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifetime: Vec<Lifetime>,
    /// While one of these holds, the account is on the base rung.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<ConditionSpec>,
}

/// What a ladder stands on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The composite score.
    #[default]
    Score,
    /// The balance of the points ledger.
    Points,
}

/// One tier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierSpec {
    /// Id, unique among tiers and designations.
    pub id: String,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The composite from which an account is in; exactly this is in.
    pub enter: Points,
    /// The composite from which an account that was in stays in; `enter` if left out, never above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<Points>,
    /// The composite from which an account that left the tier enters it again within the ladder's `re_entry`; from `retain`
    /// to `enter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub re_enter: Option<Points>,
    /// What must hold to enter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<ConditionSpec>,
    /// What must hold to stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain_requires: Option<ConditionSpec>,
    /// Ids of what its customers get.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitlements: Vec<String>,
}

/// A standing beside the ladder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DesignationSpec {
    /// Id, unique among tiers and designations.
    pub id: String,
    /// A name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requires: Option<ConditionSpec>,
    /// Whether a nomination is needed as well.
    #[serde(default, skip_serializing_if = "is_default")]
    pub by_invitation: bool,
    /// Ids of what is added to the tier's entitlements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitlements: Vec<String>,
}

/// A condition: exactly one of `all`, `any`, `at_least_of`, or a test of one `fact`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConditionSpec {
    /// All of these hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<ConditionSpec>>,
    /// At least one of these holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<ConditionSpec>>,
    /// At least a number of these hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_of: Option<AtLeastOf>,
    /// Dotted name of the fact to test; `score.coverage` and `score.composite` are facts here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// Reads a day as a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transform: Option<Transform>,
    /// The number is this or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Finite>,
    /// The number is more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<Finite>,
    /// The number is this or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Finite>,
    /// The number is less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Finite>,
    /// The flag, category or number is exactly this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is: Option<FactValue>,
    /// The category is one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_of: Option<Vec<String>>,
    /// What a missing fact means for the test; it fails if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when_missing: Option<WhenMissing>,
}

/// At least `count` of the conditions hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AtLeastOf {
    /// How many; 1 to the number of conditions.
    pub count: u32,
    /// The conditions.
    pub of: Vec<ConditionSpec>,
}

/// What a missing fact means for a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WhenMissing {
    /// The test is passed.
    Pass,
    /// The test is failed.
    Fail,
}
