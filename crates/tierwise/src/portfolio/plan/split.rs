//! A difference split into market, share, mix and price (rules K2.4 and K2.5).
//!
//! Money goes from plan to actual over stages, each rounded once. A part is what two neighbours differ by, so that the parts sum
//! to the whole exactly, whatever was rounded.

use serde::{Deserialize, Serialize};

use super::cells::{Cell, Of};
use crate::number::Points;

/// Why other numbers of vehicles were sold than planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnitsSplit {
    /// Because the market was larger or smaller, at the planned share of it.
    pub market: Points,
    /// Because our share of the market was another.
    pub share: Points,
}

/// Why another amount was sold than planned. Volume is market and share together; volume, mix and price are all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AmountSplit {
    /// Because more or fewer vehicles were sold, at the planned mean price.
    pub volume: Points,
    /// The part of the volume that comes from the market; null where the market is not known.
    pub market: Option<Points>,
    /// The part of the volume that comes from our share of it.
    pub share: Option<Points>,
    /// Because dearer or cheaper kinds were sold, at planned prices.
    pub mix: Points,
    /// Because prices were others.
    pub price: Points,
}

/// Vehicles of the whole market, in thousandths.
#[derive(Debug, Clone, Copy)]
pub(super) struct MarketSize {
    pub(super) planned: i128,
    pub(super) actual: i128,
}

/// `number * by / whole`, rounded once to a whole number, ties to even; the whole is above zero.
fn scaled(number: i128, by: i128, whole: i128) -> Option<i128> {
    let product = number.checked_mul(by)?;
    let (floor, rest) = (product.checked_div_euclid(whole)?, product.checked_rem_euclid(whole)?);
    let up = match rest.saturating_mul(2).cmp(&whole) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => floor.rem_euclid(2) == 1,
        std::cmp::Ordering::Greater => true,
    };
    floor.checked_add(i128::from(up))
}

fn points(thousandths: i128) -> Option<Points> {
    i64::try_from(thousandths).ok().and_then(Points::from_thousandths)
}

fn part(from: i128, to: i128) -> Option<Points> {
    points(to.checked_sub(from)?)
}

/// What vehicles would have been at the planned share of the actual market.
fn at_planned_share(planned: i128, market: Option<MarketSize>) -> Option<i128> {
    let market = market.filter(|market| market.planned > 0)?;
    scaled(planned, market.actual, market.planned)
}

/// Splits vehicles; `None` where the market is not known.
pub(super) fn units(planned: i128, actual: i128, market: Option<MarketSize>) -> Option<UnitsSplit> {
    let stage = at_planned_share(planned, market)?;
    Some(UnitsSplit { market: part(planned, stage)?, share: part(stage, actual)? })
}

/// Splits money; `None` where vehicles or money are not known, or no vehicle is planned.
pub(super) fn amount(cells: &[&Cell<'_>], market: Option<MarketSize>) -> Option<AmountSplit> {
    let (mut units, mut amounts) = ((0_i128, 0_i128), (0_i128, 0_i128));
    for cell in cells {
        let ((planned, actual), (planned_amount, actual_amount)) = (cell.both(Of::Units)?, cell.both(Of::Amount)?);
        units = (units.0.checked_add(planned)?, units.1.checked_add(actual)?);
        amounts = (amounts.0.checked_add(planned_amount)?, amounts.1.checked_add(actual_amount)?);
    }
    if units.0 <= 0 {
        return None;
    }
    let at_mean_price = scaled(amounts.0, units.1, units.0)?;
    let mut at_planned_prices = 0_i128;
    for cell in cells {
        let ((planned, actual), (planned_amount, _)) = (cell.both(Of::Units)?, cell.both(Of::Amount)?);
        // What was not planned has no price of its own, and counts at the mean.
        let (price, per) = if planned > 0 { (planned_amount, planned) } else { (amounts.0, units.0) };
        at_planned_prices = at_planned_prices.checked_add(scaled(price, actual, per)?)?;
    }
    let with_market = at_planned_share(amounts.0, market);
    Some(AmountSplit {
        volume: part(amounts.0, at_mean_price)?,
        market: with_market.and_then(|stage| part(amounts.0, stage)),
        share: with_market.and_then(|stage| part(stage, at_mean_price)),
        mix: part(at_mean_price, at_planned_prices)?,
        price: part(at_planned_prices, amounts.1)?,
    })
}
