//! The review: of the whole, and of every group.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::book::{DeclaredCause, Market, PlanBook, PlannedVersion, ReviewOptions};
use super::cells::{ACCOUNT, Cell, MONTH, Of, Sum, cells, check_names, keys, month, thousandths};
use super::split::{AmountSplit, MarketSize, UnitsSplit};
use crate::account::Cause;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::fact::{Facts, millionths};
use crate::number::{Finite, Points};
use crate::portfolio::number::{finite, ratio};

/// What became of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanReview {
    /// The version that is the plan.
    pub plan: String,
    /// The first day of the period.
    pub from: Date,
    /// The day on which it is over.
    pub until: Date,
    /// Every version against what was sold, in the order given.
    pub versions: Vec<VersionAccuracy>,
    /// The whole, and then each group in the order of its key.
    pub groups: Vec<GroupReview>,
    /// What a policy can read of each account, by ascending id.
    pub facts: Vec<AccountFacts>,
}

/// How well a version of a plan foresaw what was sold. What is not known, or has nothing sold to compare with, is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VersionAccuracy {
    /// Its name.
    pub version: String,
    /// The day on which it was approved.
    pub approved_on: Option<Date>,
    /// Vehicles.
    pub units: Option<MeasureReview>,
    /// Money.
    pub amount: Option<MeasureReview>,
}

/// A group of sales against its plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GroupReview {
    /// What the sales have in common: by `month`, `account` or dimension; null for sales that do not have it. Empty for the whole.
    pub key: BTreeMap<String, Option<String>>,
    /// Vehicles; null if one of the rows does not say them.
    pub units: Option<MeasureReview>,
    /// Money; null if one of the rows does not say it.
    pub amount: Option<MeasureReview>,
    /// The difference in vehicles by market and share; null where the market is not known.
    pub units_split: Option<UnitsSplit>,
    /// The difference in money by volume, mix and price; null where not both are known, or no vehicle was planned.
    pub amount_split: Option<AmountSplit>,
}

/// Vehicles or money against the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MeasureReview {
    /// What was planned.
    pub planned: Points,
    /// What was sold.
    pub actual: Points,
    /// Actual less planned.
    pub variance: Points,
    /// Actual divided by planned; null if nothing was planned.
    pub attainment: Option<Finite>,
    /// The causes, in the order in which they are first declared.
    pub causes: Vec<CausePart>,
    /// What no cause explains: the variance less all causes, exactly.
    pub unexplained: Points,
    /// What is to be looked at.
    pub flags: Vec<ReviewFlag>,
    /// Sum of actual - planned over month, account and dimensions, divided by all that was sold; null if that is not above zero.
    pub bias: Option<Finite>,
    /// The same of distances: the weighted absolute percentage error, as a share.
    pub wape: Option<Finite>,
}

/// What a cause explains.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CausePart {
    /// The cause.
    pub cause: Cause,
    /// What it explains.
    pub part: Points,
    /// Its share of the variance; negative where it acted against it, null without a variance.
    pub share: Option<Finite>,
}

/// What is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewFlag {
    /// The difference is large.
    Review,
    /// The difference is so large that it asks for a cause.
    CauseRequired,
    /// Too much of a large difference has no cause, or none with a name.
    Unexplained,
    /// A cause is said to have acted against the difference.
    AgainstTheSign,
}

/// What a policy can read of an account's plan: to be given as its `facts`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountFacts {
    /// Id of the account.
    pub account: String,
    /// `plan.attainment`, `plan.forecast_bias` and `plan.forecast_error`, as far as they are known.
    pub facts: Facts,
}

/// Holds what was sold against the plan: in vehicles and in money, as a whole and by group.
///
/// ```
/// use tierwise::portfolio::plan::{PlanBook, ReviewOptions, plan_review};
/// let book: PlanBook = serde_json::from_str(r#"{
///   "from": "2025-01-01", "until": "2026-01-01",
///   "versions": [
///     {"version": "original", "approved_on": "2024-11-30", "sales": [{"month": "2025-03-01", "account": "a", "units": 10}]},
///     {"version": "revised", "approved_on": "2025-06-30", "sales": [{"month": "2025-03-01", "account": "a", "units": 8}]}],
///   "actual": [{"month": "2025-03-01", "account": "a", "units": 7}],
///   "causes": [{"cause": "macro_environment", "units": -2}]
/// }"#)?;
/// let review = plan_review(&book, &ReviewOptions::default()).unwrap();
/// let whole = review.groups[0].units.as_ref().unwrap();
/// assert_eq!((&*review.plan, whole.variance.to_f64(), whole.unexplained.to_f64()), ("original", -3.0, -1.0));
/// assert_eq!(review.facts[0].facts.get("plan.attainment").unwrap().to_string(), "0.7");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// - `portfolio.period` for a period that ends before it begins;
/// - `portfolio.plan` if no version was approved before the period, or there is none of the name;
/// - `policy.duplicate_id` for a version that is there twice;
/// - `portfolio.group` for a dimension, a group or a cause's place that no sales have, and for parts of the market by other dimensions than the first;
/// - `portfolio.overflow` for sums of more than 10^12.
pub fn plan_review(book: &PlanBook, options: &ReviewOptions) -> Result<PlanReview, Error> {
    if book.until <= book.from {
        let message = format!("expected a day after {}, found {}", book.from, book.until);
        return Err(Error::new(code::PORTFOLIO_PERIOD, "until", message));
    }
    check_names(book)?;
    let plan = the_plan(book)?;
    let all = cells(book, plan);
    let known = keys(&all);
    check_causes(&book.causes, &all, &known)?;
    check_market(&book.market)?;
    let each_alone = || known.iter().map(|key| vec![(*key).to_owned()]).collect();
    let by = options.by.clone().unwrap_or_else(each_alone);
    check_groups(&by, &known)?;
    let reviewer = Reviewer { book, options };
    let versions = book.versions.iter().map(|version| reviewer.version(version)).collect::<Result<_, _>>()?;
    let mut groups = vec![reviewer.group(&[], &[], &all.iter().collect::<Vec<_>>())?];
    for keys in &by {
        let mut grouped: BTreeMap<Vec<Option<&str>>, Vec<&Cell<'_>>> = BTreeMap::new();
        for cell in &all {
            grouped.entry(keys.iter().map(|key| cell.is(key)).collect()).or_default().push(cell);
        }
        for (values, cells) in grouped {
            groups.push(reviewer.group(keys, &values, &cells)?);
        }
    }
    Ok(PlanReview { plan: plan.version.clone(), from: book.from, until: book.until, versions, groups, facts: facts(&all) })
}

/// The named version, or else the last one that was approved before the period; of one day the later in the list.
fn the_plan(book: &PlanBook) -> Result<&PlannedVersion, Error> {
    let mut seen = BTreeSet::new();
    let twice = book.versions.iter().enumerate().filter(|(_, version)| !seen.insert(&version.version));
    let problem = |(index, version): (usize, &PlannedVersion)| {
        let message = format!("expected every version once, found `{}` twice", version.version);
        Problem::new(code::POLICY_DUPLICATE_ID, format!("versions[{index}].version"), message)
    };
    Error::check(twice.map(problem).collect())?;
    match &book.plan {
        Some(name) => book.versions.iter().find(|version| version.version == *name).ok_or_else(|| {
            let known: Vec<&str> = book.versions.iter().map(|version| &*version.version).collect();
            Error::new(code::PORTFOLIO_PLAN, "plan", format!("expected one of the versions {}, found `{name}`", known.join(", ")))
        }),
        None => {
            let approved = book.versions.iter().filter(|version| version.approved_on.is_some_and(|day| day < book.from));
            approved
                .max_by_key(|version| version.approved_on)
                .ok_or_else(|| Error::new(code::PORTFOLIO_PLAN, "versions", format!("expected a version that was approved before {}, found none", book.from)))
        }
    }
}

fn check_groups(by: &[Vec<String>], known: &[&str]) -> Result<(), Error> {
    let named = by.iter().enumerate().flat_map(|(list, keys)| keys.iter().enumerate().map(move |(index, key)| (format!("by[{list}][{index}]"), key)));
    let unknown = named.filter(|(_, key)| !known.contains(&key.as_str()));
    let problem = |(path, key): (String, &String)| Problem::new(code::PORTFOLIO_GROUP, path, format!("expected one of {}, found `{key}`", known.join(", ")));
    Error::check(unknown.map(problem).collect())
}

/// A cause acts where there are sales: another place is a slip of the pen, which would hide the cause from every group.
fn check_causes(causes: &[DeclaredCause], cells: &[Cell<'_>], known: &[&str]) -> Result<(), Error> {
    let mut problems = Vec::new();
    for (index, cause) in causes.iter().enumerate() {
        let unknown: Vec<&String> = cause.within.keys().filter(|key| !known.contains(&key.as_str())).collect();
        for key in &unknown {
            let message = format!("expected one of {}, found `{key}`", known.join(", "));
            problems.push(Problem::new(code::PORTFOLIO_GROUP, format!("causes[{index}].within.{key}"), message));
        }
        let anywhere = cause.within.is_empty() || cells.iter().any(|cell| cause.within.iter().all(|(key, value)| cell.is(key) == Some(value)));
        if unknown.is_empty() && !anywhere {
            let place: Vec<String> = cause.within.iter().map(|(key, value)| format!("{key} {value}")).collect();
            let message = format!("expected a place with sales, found `{}`", place.join(", "));
            problems.push(Problem::new(code::PORTFOLIO_GROUP, format!("causes[{index}].within"), message));
        }
    }
    Error::check(problems)
}

/// Parts of the market must not overlap: all of them are told by the same dimensions.
fn check_market(market: &[Market]) -> Result<(), Error> {
    let Some(first) = market.first() else { return Ok(()) };
    let other = market.iter().enumerate().find(|(_, row)| !row.dimensions.keys().eq(first.dimensions.keys()));
    other.map_or(Ok(()), |(index, row)| {
        let names = |row: &Market| row.dimensions.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("expected the dimensions of the first part (`{}`), found `{}`", names(first), names(row));
        Err(Error::new(code::PORTFOLIO_GROUP, format!("market[{index}].dimensions"), message))
    })
}

fn points(thousandths: i128) -> Result<Points, Error> {
    let found = i64::try_from(thousandths).ok().and_then(Points::from_thousandths);
    found.ok_or_else(|| Error::new(code::PORTFOLIO_OVERFLOW, "", format!("expected sums of at most 10^12, found {}", thousandths as f64 / 1_000.0)))
}

struct Reviewer<'b> {
    book: &'b PlanBook,
    options: &'b ReviewOptions,
}

impl Reviewer<'_> {
    fn version(&self, version: &PlannedVersion) -> Result<VersionAccuracy, Error> {
        let cells = cells(self.book, version);
        let cells: Vec<&Cell<'_>> = cells.iter().collect();
        let of = |measure| self.measure(&[], &[], &cells, measure);
        Ok(VersionAccuracy { version: version.version.clone(), approved_on: version.approved_on, units: of(Of::Units)?, amount: of(Of::Amount)? })
    }

    fn group(&self, keys: &[String], values: &[Option<&str>], cells: &[&Cell<'_>]) -> Result<GroupReview, Error> {
        let market = self.market(keys, values);
        let totals = totals(cells, Of::Units);
        Ok(GroupReview {
            key: keys.iter().cloned().zip(values.iter().map(|value| value.map(str::to_owned))).collect(),
            units: self.measure(keys, values, cells, Of::Units)?,
            amount: self.measure(keys, values, cells, Of::Amount)?,
            units_split: totals.and_then(|(planned, actual)| super::split::units(planned, actual, market)),
            amount_split: super::split::amount(cells, market),
        })
    }

    /// The market of a group; `None` if the parts of the market do not tell it.
    fn market(&self, keys: &[String], values: &[Option<&str>]) -> Option<MarketSize> {
        let first = self.book.market.first()?;
        if !keys.iter().all(|key| key == MONTH || first.dimensions.contains_key(key)) {
            return None;
        }
        let within = |row: &&Market| {
            let row_is = |key: &String| if key == MONTH { Some(month(row.month)) } else { row.dimensions.get(key).cloned() };
            self.book.from <= row.month && row.month < self.book.until && keys.iter().zip(values).all(|(key, value)| row_is(key).as_deref() == *value)
        };
        let mut size = None;
        for row in self.book.market.iter().filter(within) {
            let MarketSize { planned, actual } = size.unwrap_or(MarketSize { planned: 0, actual: 0 });
            let more = |sum: i128, vehicles: f64| sum.saturating_add(thousandths(finite(vehicles)));
            size = Some(MarketSize { planned: more(planned, row.planned.get()), actual: more(actual, row.actual.get()) });
        }
        size
    }

    fn measure(&self, keys: &[String], values: &[Option<&str>], cells: &[&Cell<'_>], measure: Of) -> Result<Option<MeasureReview>, Error> {
        let Some((planned, actual)) = totals(cells, measure) else { return Ok(None) };
        let variance = actual.saturating_sub(planned);
        let parts = self.parts(keys, values, measure);
        let explained = parts.iter().fold(0_i128, |sum, (_, part)| sum.saturating_add(*part));
        let unexplained = variance.saturating_sub(explained);
        let share = |part: i128| (variance != 0).then(|| finite(part as f64 / variance as f64));
        let causes = parts.iter().map(|(cause, part)| Ok(CausePart { cause: (*cause).clone(), part: points(*part)?, share: share(*part) }));
        let (bias, wape) = accuracy(cells.iter().filter_map(|cell| cell.both(measure)));
        Ok(Some(MeasureReview {
            planned: points(planned)?,
            actual: points(actual)?,
            variance: points(variance)?,
            attainment: ratio(actual, planned),
            causes: causes.collect::<Result<_, Error>>()?,
            unexplained: points(unexplained)?,
            flags: self.flags(planned, variance, &parts, unexplained),
            bias,
            wape,
        }))
    }

    /// What each cause explains of a group: those that acted within it.
    fn parts(&self, keys: &[String], values: &[Option<&str>], measure: Of) -> Vec<(&Cause, i128)> {
        let mut parts: Vec<(&Cause, i128)> = Vec::new();
        for declared in &self.book.causes {
            let within = keys.iter().zip(values).all(|(key, value)| value.is_some() && declared.within.get(key).map(String::as_str) == *value);
            let explains = match measure {
                Of::Units => declared.units,
                Of::Amount => declared.amount,
            };
            let Some(part) = explains.map(thousandths).filter(|_| within) else { continue };
            match parts.iter_mut().find(|(cause, _)| **cause == declared.cause) {
                Some((_, sum)) => *sum = sum.saturating_add(part),
                None => parts.push((&declared.cause, part)),
            }
        }
        parts
    }

    fn flags(&self, planned: i128, variance: i128, parts: &[(&Cause, i128)], unexplained: i128) -> Vec<ReviewFlag> {
        // In millionths on both sides, so that a bound is met exactly.
        let share_of = |share: Finite, whole: i128| millionths(share.get()).saturating_mul(whole.abs());
        let distance = variance.abs().saturating_mul(1_000_000);
        let cause_required = distance > share_of(self.options.cause_required, planned);
        let review = variance != 0 && !cause_required && distance >= share_of(self.options.review, planned);
        let unnamed = parts.iter().filter(|(cause, _)| matches!(cause, Cause::Other(_))).fold(0_i128, |sum, (_, part)| sum.saturating_add(*part));
        let without_name = unnamed.abs().saturating_add(unexplained.abs()).saturating_mul(1_000_000);
        let against = parts.iter().any(|(_, part)| part.signum().saturating_mul(variance.signum()) < 0);
        let flags = [
            (ReviewFlag::Review, review),
            (ReviewFlag::CauseRequired, cause_required),
            (ReviewFlag::Unexplained, (review || cause_required) && without_name > share_of(self.options.unexplained, variance)),
            (ReviewFlag::AgainstTheSign, against),
        ];
        flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect()
    }
}

/// Planned and actual of all cells; `None` if one of them is missing.
fn totals(cells: &[&Cell<'_>], measure: Of) -> Option<(i128, i128)> {
    let (mut planned, mut actual) = (Sum::default(), Sum::default());
    for cell in cells {
        planned.add(cell.planned.of(measure));
        actual.add(cell.actual.of(measure));
    }
    Some((planned.known()?, actual.known()?))
}

/// Bias and WAPE over pairs of planned and actual; undefined, not zero, if nothing was sold.
fn accuracy(pairs: impl Iterator<Item = (i128, i128)>) -> (Option<Finite>, Option<Finite>) {
    let (mut sold, mut bias, mut distance) = (0_i128, 0_i128, 0_i128);
    for (planned, actual) in pairs {
        let difference = actual.saturating_sub(planned);
        sold = sold.saturating_add(actual);
        bias = bias.saturating_add(difference);
        distance = distance.saturating_add(difference.abs());
    }
    (ratio(bias, sold), ratio(distance, sold))
}

/// The facts of each account: attainment in vehicles if they are known and planned, else in money; accuracy in vehicles by month.
fn facts(cells: &[Cell<'_>]) -> Vec<AccountFacts> {
    let of_account = |cells: &[Cell<'_>]| {
        let account = cells.first()?.account();
        let all: Vec<&Cell<'_>> = cells.iter().collect();
        let attained = |measure| totals(&all, measure).and_then(|(planned, actual)| ratio(actual, planned));
        let mut months: BTreeMap<Option<&str>, (i128, i128)> = BTreeMap::new();
        let known = totals(&all, Of::Units).is_some();
        for (cell, (planned, actual)) in cells.iter().filter_map(|cell| Some((cell, cell.both(Of::Units).filter(|_| known)?))) {
            let month = months.entry(cell.is(MONTH)).or_default();
            *month = (month.0.saturating_add(planned), month.1.saturating_add(actual));
        }
        let (bias, wape) = accuracy(months.into_values());
        let found = [("plan.attainment", attained(Of::Units).or_else(|| attained(Of::Amount))), ("plan.forecast_bias", bias), ("plan.forecast_error", wape)];
        let mut facts = Facts::default();
        for (name, value) in found {
            if let Some(value) = value {
                facts.insert(name, value);
            }
        }
        Some(AccountFacts { account: account.to_owned(), facts })
    };
    cells.chunk_by(|one, other| one.is(ACCOUNT) == other.is(ACCOUNT)).filter_map(of_account).collect()
}
