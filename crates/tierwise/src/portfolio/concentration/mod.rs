//! Which accounts carry the business (rules K1 to K1.7).
//!
//! Values are whole millionths from the moment they are read, so that every sum is exact and no order of listing matters.

mod document;
mod ranking;

pub use document::{
    AccountValue, Class, ClassLimit, Concentration, ConcentrationOptions, CurvePoint, CurveShare, Gini, Limits, Peak, PortfolioWarning, Reach, TierShare,
    TooLarge, Top, Watch,
};
use ranking::Ranking;

use super::number::{check_unique, finite};
use crate::error::Error;
use crate::fact::of_millionths;

/// Tells how a portfolio's value is spread over its accounts.
///
/// The result does not depend on the order of the accounts: they are ranked by value, the greatest first, and of equal values
/// the lower id first. Accounts whose value is not known are counted as such, and nowhere else.
///
/// ```
/// use tierwise::account::Money;
/// use tierwise::portfolio::concentration::{AccountValue, ConcentrationOptions, concentration};
/// let values = [("a", 60.0), ("b", 50.0), ("c", 10.0), ("d", -20.0)];
/// let values = values.map(|(account, value)| AccountValue { account: account.to_owned(), value: Money::new(value), tier: None });
/// let found = concentration(&values, &ConcentrationOptions::default())?;
/// assert_eq!((found.peak.accounts, found.peak.share.unwrap().get(), found.peak.tail_loss.get()), (3, 1.2, 20.0));
/// assert_eq!(found.reach[1].accounts, Some(2)); // 110 of 100 are more than 80 %.
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `policy.duplicate_id` for each account that is there twice.
pub fn concentration(accounts: &[AccountValue], options: &ConcentrationOptions) -> Result<Concentration, Error> {
    check_unique(accounts.iter().map(|account| account.account.as_str()))?;
    let ranking = Ranking::of(accounts);
    let (curve, lorenz) = (ranking.curve(options.points), ranking.lorenz(options.points));
    let tiers = ranking.tiers(&options.tiers);
    let warnings = options.watch.iter().flat_map(|watch| ranking.warnings(watch, &tiers)).collect();
    Ok(Concentration {
        accounts: ranking.ranked.len(),
        unknown: accounts.len().saturating_sub(ranking.ranked.len()),
        negative: ranking.ranked.iter().filter(|ranked| ranked.value < 0).count(),
        value: finite(of_millionths(ranking.whole())),
        curve,
        peak: ranking.peak(),
        top: options.top.iter().map(|part| ranking.top(*part)).collect(),
        reach: options.reach.iter().map(|share| ranking.reach(*share)).collect(),
        gini: ranking.gini(),
        lorenz,
        classes: ranking.classes(&options.classes),
        limits: ranking.limits(),
        tiers,
        warnings,
    })
}
