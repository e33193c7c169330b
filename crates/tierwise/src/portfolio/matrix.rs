//! Accounts by how attractive they are and how strong we are with them (rules K3 to K3.2).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::number::{check_unique, finite, ratio_of_counts};
use crate::account::{Money, optional};
use crate::error::{Error, Problem, code};
use crate::fact::Sum;
use crate::number::{Finite, Points};
use crate::policy::Policy;
use crate::score::Scorecard;

/// An account with the points of its aspects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoredAccount {
    /// Id of the account.
    pub account: String,
    /// Points by aspect, as its scorecard has them.
    pub points: BTreeMap<String, Points>,
    /// What it is worth; null if nobody knows.
    #[serde(default, deserialize_with = "optional")]
    pub value: Option<Money>,
}

impl ScoredAccount {
    /// An account as its scorecard tells of it.
    #[must_use]
    pub fn of(account: &str, card: &Scorecard, value: Option<Money>) -> Self {
        Self { account: account.to_owned(), points: card.aspects.iter().map(|aspect| (aspect.id.to_string(), aspect.points)).collect(), value }
    }
}

/// What the matrix is made of. Everything has a default, which fits policies with the aspects of `cv-key-account`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct MatrixOptions {
    /// How attractive an account is to us: by default the aspects `potential` and `strategic`.
    pub attractiveness: Axis,
    /// How strong we are with it: by default the aspects `value` and `relationship`.
    pub strength: Axis,
    /// The strategy of each field: rows from high to low attractiveness, in each from high to low strength.
    pub strategies: [[String; 3]; 3],
}

/// An axis of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The aspects whose points are added.
    pub aspects: Vec<String>,
    /// The points that count as all; the most that the aspects can have if left out.
    #[serde(default)]
    pub maximum: Option<Points>,
    /// From which shares of the maximum on an account is medium and high: a third and two thirds by default.
    #[serde(default = "thirds")]
    pub cuts: [Finite; 2],
}

fn thirds() -> [Finite; 2] {
    [1.0 / 3.0, 2.0 / 3.0].map(finite)
}

impl Default for MatrixOptions {
    fn default() -> Self {
        let axis = |aspects: [&str; 2]| Axis { aspects: aspects.map(str::to_owned).to_vec(), maximum: None, cuts: thirds() };
        let strategies =
            [["invest", "invest", "build_selectively"], ["build_selectively", "maintain", "manage_for_cash"], ["maintain", "manage_for_cash", "withdraw"]];
        Self {
            attractiveness: axis(["potential", "strategic"]),
            strength: axis(["value", "relationship"]),
            strategies: strategies.map(|row| row.map(str::to_owned)),
        }
    }
}

/// A third of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Below the first cut.
    Low,
    /// From the first cut on.
    Medium,
    /// From the second cut on.
    High,
}

/// The levels as the matrix is told, from the top.
const LEVELS: [Level; 3] = [Level::High, Level::Medium, Level::Low];

/// A portfolio on two axes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    /// The points that count as all on the axis of attractiveness.
    pub attractiveness_maximum: Points,
    /// The points that count as all on the axis of strength.
    pub strength_maximum: Points,
    /// The accounts, in the order given.
    pub accounts: Vec<MatrixAccount>,
    /// The nine fields: from high to low attractiveness, in each from high to low strength.
    pub fields: Vec<Field>,
}

/// Where an account is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MatrixAccount {
    /// Id of the account.
    pub account: String,
    /// How attractive it is.
    pub attractiveness: Position,
    /// How strong we are with it.
    pub strength: Position,
    /// The strategy of its field.
    pub strategy: String,
}

/// A place on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Points of the axis.
    pub points: Points,
    /// Their share of the maximum; below 0 or above 1 where the points are.
    pub share: Finite,
    /// The third.
    pub level: Level,
}

/// One field of the matrix.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// How attractive its accounts are.
    pub attractiveness: Level,
    /// How strong we are with them.
    pub strength: Level,
    /// What to do.
    pub strategy: String,
    /// How many accounts are in it.
    pub accounts: usize,
    /// Their share of all accounts.
    pub accounts_share: Finite,
    /// What they are worth; null if that is not known of one of them.
    pub value: Option<Finite>,
}

impl Policy {
    /// Places accounts that the policy has scored on the two axes of a portfolio.
    ///
    /// ```
    /// # use tierwise::Policy;
    /// use tierwise::portfolio::matrix::{Axis, Level, MatrixOptions, ScoredAccount};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [
    ///     {"id": "potential", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 30]]}]},
    ///     {"id": "relationship", "criteria": [{"id": "content", "fact": "satisfaction.score", "curve": [[1, 0], [5, 20]]}]}]}
    /// }"#))?;
    /// let axes: MatrixOptions = serde_json::from_str(r#"{"attractiveness": {"aspects": ["potential"]}, "strength": {"aspects": ["relationship"]}}"#).unwrap();
    /// let account: tierwise::Account = serde_json::from_str(r#"{"facts": {"fleet.units": 150, "satisfaction.score": 3}}"#).unwrap();
    /// let card = policy.score(&account, "2026-06-30".parse().unwrap())?;
    /// let matrix = policy.matrix(&[ScoredAccount::of("K-1", &card, None)], &axes)?;
    /// assert_eq!(matrix.accounts[0].attractiveness.share.get(), 0.75);
    /// assert_eq!((matrix.accounts[0].strength.level, &*matrix.accounts[0].strategy), (Level::Medium, "invest"));
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// - `policy.unknown_reference` for an aspect that the policy does not have;
    /// - `number.range` for a maximum that is not above zero, or a second cut below the first;
    /// - `policy.duplicate_id` for each account that is there twice;
    /// - `input.missing_field` for each account without points of an aspect.
    pub fn matrix(&self, accounts: &[ScoredAccount], options: &MatrixOptions) -> Result<Matrix, Error> {
        check_unique(accounts.iter().map(|account| account.account.as_str()))?;
        let mut problems = Vec::new();
        let attractiveness_maximum = self.maximum("attractiveness", &options.attractiveness, &mut problems);
        let strength_maximum = self.maximum("strength", &options.strength, &mut problems);
        Error::check(std::mem::take(&mut problems))?;
        let (mut placed, mut fields) = (Vec::new(), empty_fields(&options.strategies));
        for (index, account) in accounts.iter().enumerate() {
            let attractiveness = position(index, account, &options.attractiveness, attractiveness_maximum, &mut problems);
            let strength = position(index, account, &options.strength, strength_maximum, &mut problems);
            let here = |field: &&mut Counted| field.field.attractiveness == attractiveness.level && field.field.strength == strength.level;
            let Some(field) = fields.iter_mut().find(here) else { continue };
            field.field.accounts = field.field.accounts.saturating_add(1);
            field.values.push(account.value.map(Money::get));
            placed.push(MatrixAccount { account: account.account.clone(), attractiveness, strength, strategy: field.field.strategy.clone() });
        }
        Error::check(problems)?;
        let total = |counted: Counted| Field {
            accounts_share: ratio_of_counts(counted.field.accounts, accounts.len()),
            value: Sum::of(counted.values.into_iter()).map(finite),
            ..counted.field
        };
        Ok(Matrix { attractiveness_maximum, strength_maximum, accounts: placed, fields: fields.into_iter().map(total).collect() })
    }

    /// The points that count as all on an axis.
    fn maximum(&self, name: &str, axis: &Axis, problems: &mut Vec<Problem>) -> Points {
        let mut most = 0_i64;
        for (index, id) in axis.aspects.iter().enumerate() {
            match self.checked.aspects.iter().find(|aspect| *aspect.id == **id) {
                Some(aspect) => most = most.saturating_add(aspect.most()),
                None => {
                    let known: Vec<&str> = self.checked.aspects.iter().map(|aspect| &*aspect.id).collect();
                    let message = format!("expected one of the aspects {}, found `{id}`", known.join(", "));
                    problems.push(Problem::new(code::POLICY_UNKNOWN_REFERENCE, format!("{name}.aspects[{index}]"), message));
                }
            }
        }
        let maximum = axis.maximum.or(Points::from_thousandths(most)).unwrap_or_default();
        if maximum <= Points::ZERO && problems.is_empty() {
            let message = format!("expected a maximum above zero, found {maximum}");
            problems.push(Problem::new(code::NUMBER_RANGE, format!("{name}.maximum"), message));
        }
        let [medium, high] = axis.cuts;
        if high < medium {
            let message = format!("expected a second cut of at least {}, found {}", medium.get(), high.get());
            problems.push(Problem::new(code::NUMBER_RANGE, format!("{name}.cuts[1]"), message));
        }
        maximum
    }
}

/// A field, and what the accounts that were put in it are worth.
struct Counted {
    field: Field,
    values: Vec<Option<f64>>,
}

fn empty_fields(strategies: &[[String; 3]; 3]) -> Vec<Counted> {
    let row = |(attractiveness, row): (Level, &[String; 3])| {
        let field = move |(strength, strategy): (Level, &String)| Counted {
            field: Field { attractiveness, strength, strategy: strategy.clone(), accounts: 0, accounts_share: Finite::default(), value: None },
            values: Vec::new(),
        };
        LEVELS.into_iter().zip(row).map(field).collect::<Vec<_>>()
    };
    LEVELS.into_iter().zip(strategies).flat_map(row).collect()
}

fn position(index: usize, account: &ScoredAccount, axis: &Axis, maximum: Points, problems: &mut Vec<Problem>) -> Position {
    let mut points = Points::ZERO;
    for aspect in &axis.aspects {
        match account.points.get(aspect) {
            Some(more) => points = points.saturating_add(*more),
            None => {
                let message = format!("expected points of the aspect `{aspect}`, found none for `{}`", account.account);
                problems.push(Problem::new(code::INPUT_MISSING_FIELD, format!("accounts[{index}].points.{aspect}"), message));
            }
        }
    }
    // One division of whole numbers: a third of the maximum is the very double that a third is.
    let share = points.thousandths() as f64 / maximum.thousandths() as f64;
    let [medium, high] = axis.cuts.map(Finite::get);
    let level = if share >= high {
        Level::High
    } else if share >= medium {
        Level::Medium
    } else {
        Level::Low
    };
    Position { points, share: finite(share), level }
}
