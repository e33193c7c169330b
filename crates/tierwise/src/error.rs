//! Errors: what is wrong, where, and what was found. The codes are stable, the texts are not.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $text:literal;)+) => {
        /// The stable codes of [`Problem::code`], one constant each.
        pub mod code {
            $($(#[doc = $meaning])+ pub const $name: &str = $text;)+
        }
        /// Every code with its meaning, for documentation and for tools that switch on codes.
        pub const CODES: &[(&str, &str)] = &[$(($text, concat!($($meaning),+))),+];
    };
}

codes! {
    /// The text is not well-formed YAML, TOML, JSON or CSV.
    INPUT_SYNTAX = "input.syntax";
    /// The document is empty.
    INPUT_EMPTY = "input.empty";
    /// The text is not UTF-8.
    INPUT_NOT_UTF8 = "input.not_utf8";
    /// The document is nested deeper than 64 levels, or is too large to read.
    INPUT_TOO_DEEP = "input.too_deep";
    /// A value has another type than its place asks for.
    INPUT_TYPE = "input.type";
    /// A key that this place does not know.
    INPUT_UNKNOWN_FIELD = "input.unknown_field";
    /// A key that must be there is not.
    INPUT_MISSING_FIELD = "input.missing_field";
    /// A word that is not one of the allowed ones.
    INPUT_UNKNOWN_VALUE = "input.unknown_value";
    /// The same key twice in one place.
    INPUT_DUPLICATE_KEY = "input.duplicate_key";
    /// A list has the wrong number of entries.
    INPUT_LENGTH = "input.length";
    /// A file cannot be read or written.
    INPUT_FILE = "input.file";
    /// More decimals than the number may have.
    NUMBER_DECIMALS = "number.decimals";
    /// A number outside its range.
    NUMBER_RANGE = "number.range";
    /// NaN or infinity where a number must be finite.
    NUMBER_NOT_FINITE = "number.not_finite";
    /// Not a day written `YYYY-MM-DD`, of the years 1 to 9999.
    DATE_FORMAT = "date.format";
    /// A fact that neither the account model nor the policy declares.
    FACT_UNKNOWN = "fact.unknown";
    /// A fact has another type than declared.
    FACT_TYPE = "fact.type";
    /// A category that the fact does not have.
    FACT_VALUE = "fact.value";
    /// Two amounts of one account or of account and policy are in different currencies.
    ACCOUNT_CURRENCY = "account.currency";
    /// A value of the account contradicts its field's meaning.
    ACCOUNT_VALUE = "account.value";
    /// No band or category of the criterion covers the fact's value.
    SCORE_NO_MATCH = "score.no_match";
    /// A fact is missing whose criterion refuses to do without.
    SCORE_MISSING_FACT = "score.missing_fact";
    /// Too few facts are known to renormalise an aspect.
    SCORE_COVERAGE = "score.coverage";
    /// A tier that the policy does not have.
    TIER_UNKNOWN = "tier.unknown";
    /// A lever cannot be used: it moves a fact that the policy does not read, or in a way that its type does not have.
    RECOURSE_LEVER = "recourse.lever";
    /// The policy's `semantics` is newer than this library.
    POLICY_SEMANTICS = "policy.semantics";
    /// An id is empty or has characters other than ASCII letters, digits, `_`, `-` and `.`.
    POLICY_ID = "policy.id";
    /// The same id twice.
    POLICY_DUPLICATE_ID = "policy.duplicate_id";
    /// A list that must not be empty is.
    POLICY_EMPTY = "policy.empty";
    /// A criterion does not have exactly one of `bands`, `curve`, `table`, `flag`.
    POLICY_CRITERION_SHAPE = "policy.criterion_shape";
    /// A criterion's shape does not fit the type of its fact.
    POLICY_SHAPE_TYPE = "policy.shape_type";
    /// Bands are not in ascending order, or only another than the first is open below.
    POLICY_BANDS_ORDER = "policy.bands_order";
    /// Knots of a curve are not in strictly ascending order.
    POLICY_CURVE_ORDER = "policy.curve_order";
    /// A fact, entitlement or tier is named that does not exist.
    POLICY_UNKNOWN_REFERENCE = "policy.unknown_reference";
    /// A category is named that the fact does not have.
    POLICY_UNKNOWN_CATEGORY = "policy.unknown_category";
    /// A declared fact takes the name of a fact of the account model.
    POLICY_FACT_TAKEN = "policy.fact_taken";
    /// A transform on a fact that is not a day, or a day that is read as a number without one.
    POLICY_TRANSFORM = "policy.transform";
    /// An aspect's floor lies above its cap.
    POLICY_FLOOR_ABOVE_CAP = "policy.floor_above_cap";
    /// Tiers are not in strictly ascending order of `enter`.
    POLICY_LADDER_ORDER = "policy.ladder_order";
    /// `retain` lies above `enter`.
    POLICY_RETAIN_ABOVE_ENTER = "policy.retain_above_enter";
    /// `re_enter` lies outside `retain` to `enter`, or the ladder does not say for how long it holds.
    POLICY_RE_ENTER = "policy.re_enter";
    /// A condition does not have exactly one form.
    POLICY_CONDITION = "policy.condition";
    /// An aspect renormalises over criteria that cannot bring points.
    POLICY_RENORMALISE = "policy.renormalise";
    /// Points could leave the range that the library can count.
    POLICY_OVERFLOW = "policy.overflow";
    /// An event's id is known with other content.
    EVENT_CONFLICT = "event.conflict";
    /// An event names another that does not exist, or is of the wrong kind.
    EVENT_UNKNOWN_REFERENCE = "event.unknown_reference";
    /// An event names an activity that the policy does not have, or lacks what the activity needs.
    EVENT_ACTIVITY = "event.activity";
    /// What an event brings ends on the day on which it begins, or before.
    EVENT_UNTIL = "event.until";
    /// An event voids or matures points that are not pending.
    EVENT_NOT_PENDING = "event.not_pending";
    /// An event reverses more points than were earned.
    EVENT_REVERSAL = "event.reversal_exceeds_lot";
    /// The account is not enrolled on the day.
    EVENT_NOT_ENROLLED = "event.not_enrolled";
    /// Points of one account leave the range that the library can count.
    EVENT_OVERFLOW = "event.overflow";
    /// A merged account's event happened after the merge, or its account document is not up to it.
    EVENT_AFTER_MERGE = "event.after_merge";
    /// A change of policy does not start from the version that is in force, or names one that is not known.
    EVENT_POLICY = "event.policy";
    /// A snapshot was made by another policy.
    SNAPSHOT_POLICY = "snapshot.policy";
    /// An event would change what a snapshot has settled.
    SNAPSHOT_PAST = "snapshot.past";
    /// A population's values are not in ascending order, or are counted by zero.
    CALIBRATION_POPULATION = "calibration.population";
    /// The values of a population do not differ enough to learn from them.
    CALIBRATION_CONSTANT = "calibration.constant";
    /// The outcome is the same for every account, so that nothing can be learned from it.
    CALIBRATION_OUTCOME = "calibration.outcome";
    /// No version of the plan was approved before the period, or the plan has no version of that name.
    PORTFOLIO_PLAN = "portfolio.plan";
    /// A period ends before it begins.
    PORTFOLIO_PERIOD = "portfolio.period";
    /// A dimension or a group is named that no sales have, or a dimension has a name that is taken.
    PORTFOLIO_GROUP = "portfolio.group";
    /// Sums of a portfolio leave the range that the library can count.
    PORTFOLIO_OVERFLOW = "portfolio.overflow";
    /// Days, observations or spells of many accounts contradict each other.
    MIGRATION_PANEL = "migration.panel";
    /// A matrix whose rows are not shares that sum to one.
    MIGRATION_CHAIN = "migration.chain";
    /// Warning: a declared fact or entitlement that nothing uses.
    LINT_UNUSED = "lint.unused";
    /// Warning: weights look like percentages or shares but do not sum to 100 or 1.
    LINT_WEIGHTS_SUM = "lint.weights_sum";
    /// Warning: more weight but clearly fewer points to move.
    LINT_NOMINAL_WEIGHT = "lint.nominal_weight";
    /// Warning: a criterion, cap, floor or `other` that changes nothing.
    LINT_NO_EFFECT = "lint.no_effect";
    /// Warning: a missing fact brings more or less than any value, or the most.
    LINT_MISSING_POINTS = "lint.missing_points";
    /// Warning: a band with the points of the band below.
    LINT_DEAD_BAND = "lint.dead_band";
    /// Warning: values or categories without points, whose accounts are errors.
    LINT_GAP = "lint.gap";
    /// Warning: points that rise and fall with a fact.
    LINT_NOT_MONOTONE = "lint.not_monotone";
    /// Warning: a tier above the highest composite, or above what activities can bring under caps and validity.
    LINT_UNREACHABLE_TIER = "lint.unreachable_tier";
    /// Warning: a tier that every account, or an account of which nothing is known, is in.
    LINT_TIER_FOR_ALL = "lint.tier_for_all";
    /// Warning: a tier is lost at the bound where it is entered.
    LINT_NO_MARGIN = "lint.no_margin";
    /// Warning: a tier is kept at a composite where the tier below is lost.
    LINT_RETAIN_ORDER = "lint.retain_order";
    /// Warning: a tier lacks an entitlement of the tier below.
    LINT_ENTITLEMENTS = "lint.entitlements";
    /// Warning: a tier whose `retain` no account can fall below.
    LINT_NEVER_LOST = "lint.never_lost";
    /// Warning: the same points count twice: in the composite and in the balance that the ladder stands on, or in two criteria.
    LINT_COUNTED_TWICE = "lint.counted_twice";
    /// Warning: a hold, term, grace, minimum stay or re-entry that is over before accounts are reviewed again.
    LINT_ENDS_BEFORE_REVIEW = "lint.ends_before_review";
    /// Warning: a dead band wider than the distance between two tiers.
    LINT_WIDE_DEAD_BAND = "lint.wide_dead_band";
    /// Warning: more points can mean a worse tier; the message tells two histories that show it.
    LINT_MORE_IS_WORSE = "lint.more_is_worse";
    /// Warning: the points that won or renewed a tier renew it again.
    LINT_RENEWED_TWICE = "lint.renewed_twice";
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// Stable code, one of [`CODES`]: `policy.ladder_order`.
    pub code: String,
    /// Where: `score.aspects[0].criteria[2].curve`. Empty for the document as a whole.
    pub path: String,
    /// A sentence without a period that ends with what was found.
    pub message: String,
}

impl Problem {
    /// A problem at a path.
    pub fn new(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), path: path.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() { write!(f, "{} ({})", self.message, self.code) } else { write!(f, "{}: {} ({})", self.path, self.message, self.code) }
    }
}

/// Everything that is wrong with an input: one or more problems.
///
/// ```
/// use tierwise::{Points, error::code};
/// let error = tierwise::wire::read::<Points, _>(&mut serde_json::Deserializer::from_str("1.2345")).unwrap_err();
/// assert_eq!(error.code(), code::NUMBER_DECIMALS);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{}", self.text())]
pub struct Error {
    problems: Vec<Problem>,
}

impl Error {
    /// An error of one problem.
    pub fn new(code: &str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { problems: vec![Problem::new(code, path, message)] }
    }

    /// `Err` if there are problems.
    ///
    /// # Errors
    /// The problems, in the given order.
    pub fn check(problems: Vec<Problem>) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Self { problems }) }
    }

    /// Every problem; never empty.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The first problem's code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.code)
    }

    /// The first problem's path.
    #[must_use]
    pub fn path(&self) -> &str {
        self.problems.first().map_or("", |problem| &problem.path)
    }

    /// The same problems of a part of an input: their paths start with its path.
    #[must_use]
    pub fn within(self, path: &str) -> Self {
        let nested = |problem: Problem| {
            let path = if problem.path.is_empty() { path.to_owned() } else { format!("{path}.{}", problem.path) };
            Problem { path, ..problem }
        };
        Self { problems: self.problems.into_iter().map(nested).collect() }
    }

    fn text(&self) -> String {
        self.problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }
}
