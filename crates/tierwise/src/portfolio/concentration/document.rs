//! What is asked of a portfolio, and what is told of it.

use serde::{Deserialize, Serialize};

use crate::account::{Money, Share, optional};
use crate::number::Finite;

/// What an account is worth: its turnover, its profit, or any other amount of money in one currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AccountValue {
    /// Id of the account.
    pub account: String,
    /// Its value; negative for a loss, null if nobody knows.
    #[serde(default, deserialize_with = "optional")]
    pub value: Option<Money>,
    /// The tier that it is in, if it is in one.
    #[serde(default)]
    pub tier: Option<String>,
}

/// What is asked of a portfolio. Everything has a default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ConcentrationOptions {
    /// Parts of the accounts, whose share of the value is asked for: by default 1, 5, 10, 20 and 50 %.
    pub top: Vec<Share>,
    /// Shares of the value, for which the accounts needed are asked for: by default 50, 80 and 95 %.
    pub reach: Vec<Share>,
    /// Classes from the top down: by default A until 80 % of the value, B until 95 %, and C.
    pub classes: Vec<ClassLimit>,
    /// How many points a curve has at most, besides its ends and its peak; 100 by default.
    pub points: usize,
    /// In which order tiers are told; others follow by name.
    pub tiers: Vec<String>,
    /// Tiers that should stay small: by default platinum and gold, at most 50 accounts and 10 %.
    pub watch: Vec<Watch>,
}

/// A class, and the share of the value up to which accounts are in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassLimit {
    /// Its name.
    pub class: String,
    /// An account is in it if the accounts before it have less than this share. The last class takes all others.
    pub until: Share,
}

/// Tiers that together should stay small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TierWatch"))]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// The tiers.
    pub tiers: Vec<String>,
    /// The most accounts that they may have.
    #[serde(default)]
    pub most_accounts: Option<usize>,
    /// The greatest share of all accounts that they may have.
    #[serde(default, deserialize_with = "optional")]
    pub greatest_share: Option<Share>,
}

impl Default for ConcentrationOptions {
    fn default() -> Self {
        let shares = |shares: &[f64]| shares.iter().copied().filter_map(Share::new).collect();
        let class = |class: &str, until| Some(ClassLimit { class: class.to_owned(), until: Share::new(until)? });
        let watch = Watch { tiers: vec!["platinum".to_owned(), "gold".to_owned()], most_accounts: Some(50), greatest_share: Share::new(0.1) };
        Self {
            top: shares(&[0.01, 0.05, 0.1, 0.2, 0.5]),
            reach: shares(&[0.5, 0.8, 0.95]),
            classes: [class("A", 0.8), class("B", 0.95), class("C", 1.0)].into_iter().flatten().collect(),
            points: 100,
            tiers: Vec::new(),
            watch: vec![watch],
        }
    }
}

/// How a portfolio's value is spread over its accounts. A share of the value is null if the value is not above zero.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Concentration {
    /// Accounts whose value is known.
    pub accounts: usize,
    /// Accounts whose value is not known; nothing else counts them.
    pub unknown: usize,
    /// Accounts with a value below zero.
    pub negative: usize,
    /// The sum of all values.
    pub value: Finite,
    /// The whale curve: what the accounts up to a rank have together, the greatest value first.
    pub curve: Vec<CurvePoint>,
    /// Its peak.
    pub peak: Peak,
    /// What the top of the accounts has.
    pub top: Vec<Top>,
    /// How many accounts a share of the value needs.
    pub reach: Vec<Reach>,
    /// The Gini coefficient; null if the value is not above zero.
    pub gini: Option<Gini>,
    /// The Lorenz curve, from no account to all of them, the least value first.
    pub lorenz: Vec<CurveShare>,
    /// The classes, from the top down; none if the value is not above zero.
    pub classes: Vec<Class>,
    /// Limits that follow from the curve; null if the value is not above zero, or one value is below.
    pub limits: Option<Limits>,
    /// Accounts and value of each tier; the accounts without a tier are the last entry.
    pub tiers: Vec<TierShare>,
    /// Tiers that are larger than they should be.
    pub warnings: Vec<PortfolioWarning>,
}

/// A point of the whale curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CurvePoint {
    /// Rank of the account, 1 for the greatest value.
    pub rank: usize,
    /// Its id.
    pub account: String,
    /// Its value.
    pub value: Finite,
    /// Share of the accounts up to this rank.
    pub accounts_share: Finite,
    /// The value of the accounts up to this rank.
    pub cumulative: Finite,
    /// Its share of the whole value.
    pub share: Option<Finite>,
}

/// The highest point of the whale curve: the fewest accounts that together have the most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Peak {
    /// Accounts up to the peak: those with a value above zero.
    pub accounts: usize,
    /// The last of them; null if there is none.
    pub account: Option<String>,
    /// What they have.
    pub value: Finite,
    /// Its share of the whole value, above 1 where accounts lose money.
    pub share: Option<Finite>,
    /// What is lost behind the peak: the peak less the whole value.
    pub tail_loss: Finite,
}

/// What the top of the accounts has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Top {
    /// Which part of the accounts.
    pub part: Finite,
    /// So many accounts: the smallest whole number that is at least the part of all.
    pub accounts: usize,
    /// What they have.
    pub value: Finite,
    /// Its share of the whole value.
    pub share: Option<Finite>,
}

/// How many accounts a share of the value needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// The share of the value.
    pub share: Finite,
    /// The fewest accounts that have it together; null if the value is not above zero.
    pub accounts: Option<usize>,
    /// Their share of all accounts.
    pub accounts_share: Option<Finite>,
}

/// The Gini coefficient in both forms: 0 if all accounts have the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gini {
    /// `(2 sum(i x) / sum(x) - (n + 1)) / n`: with n values that are not negative at most `1 - 1 / n`.
    pub plain: Finite,
    /// The same divided by n - 1 instead of n: 1 if one account has all; null for a single account.
    pub unbiased: Option<Finite>,
}

/// A point of a curve of shares.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CurveShare {
    /// So many accounts.
    pub accounts: usize,
    /// Their share of all accounts.
    pub accounts_share: Finite,
    /// Their share of the whole value.
    pub value_share: Finite,
}

/// A class of accounts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its name.
    pub class: String,
    /// Its accounts: they follow those of the class before in the order of ranks.
    pub accounts: usize,
    /// Their share of all accounts.
    pub accounts_share: Finite,
    /// What they have.
    pub value: Finite,
    /// Its share of the whole value.
    pub value_share: Finite,
    /// The least value among them; null if there is none.
    pub least: Option<Finite>,
}

/// Limits of classes that follow from the curve alone (Ultsch and Lötsch 2015).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// The point nearest to all of the value with no account, (0, 1).
    pub pareto: CurveShare,
    /// The last account that has at least the mean: where the curve's slope is 1.
    pub break_even: CurveShare,
    /// The point nearest to all of the value with the accounts of the greater of the two. A ends with the smaller of them, B here.
    pub submarginal: CurveShare,
}

/// Accounts and value of a tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TierShare {
    /// The tier; null for accounts without one.
    pub tier: Option<String>,
    /// Its accounts.
    pub accounts: usize,
    /// Their share of all accounts.
    pub accounts_share: Finite,
    /// What they have.
    pub value: Finite,
    /// Its share of the whole value.
    pub value_share: Option<Finite>,
}

/// Tiers that together are larger than they should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortfolioWarning {
    /// What is too large.
    pub warning: TooLarge,
    /// The tiers.
    pub tiers: Vec<String>,
    /// Their accounts.
    pub accounts: usize,
    /// Their share of all accounts.
    pub accounts_share: Finite,
}

/// What is too large of some tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TooLarge {
    /// The number of their accounts.
    TooManyAccounts,
    /// Their share of all accounts.
    TooLargeShare,
}
