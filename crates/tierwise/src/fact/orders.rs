//! Facts of the orders: revenue, units, frequency.
//!
//! Money counts every order of the window, returns too. Units, counts and days leave out a return together with the
//! order that it takes back exactly.

use super::Source;
use super::window::{Sum, count, median};
use crate::account::{Order, OrderKind};
use crate::date::Date;

/// Orders placed up to the day, without those that a return takes back exactly, and without such returns.
struct Standing<'a> {
    orders: &'a [Order],
    as_of: Date,
    /// Places of cancelled orders and their returns, ascending.
    cancelled: Vec<usize>,
}

impl<'a> Standing<'a> {
    fn of(source: &Source<'a>) -> Option<Self> {
        let orders = source.account.orders.as_deref()?;
        Some(Self { orders, as_of: source.as_of, cancelled: cancelled(orders, source.as_of) })
    }

    fn iter(&self) -> impl Iterator<Item = (Date, &'a Order)> {
        let placed = |(at, order): (usize, &'a Order)| Some((at, order.ordered_on?, order));
        let stands = |(at, day, _): &(usize, Date, &Order)| *day <= self.as_of && self.cancelled.binary_search(at).is_err();
        self.orders.iter().enumerate().filter_map(placed).filter(stands).map(|(_, day, order)| (day, order))
    }

    /// Without returns.
    fn days(&self) -> impl Iterator<Item = Date> {
        self.iter().filter(|(_, order)| !order.is_return()).map(|(day, _)| day)
    }
}

/// The places of returns and of the orders that they take back exactly: the same units and amount, on the same day or
/// before, each time the latest that is left.
fn cancelled(orders: &[Order], as_of: Date) -> Vec<usize> {
    if !orders.iter().any(Order::is_return) {
        return Vec::new();
    }
    let mut placed: Vec<_> = orders
        .iter()
        .enumerate()
        .filter_map(|(at, order)| {
            let day = order.ordered_on.filter(|day| *day <= as_of)?;
            let alike = (order.net_amount?.get().abs().to_bits(), order.units.map(|units| units.get().unsigned_abs()));
            // What stands behind the day only makes the choice among orders of one day the same in any order of listing.
            Some((alike, day, order.is_return(), order.kind, order.class, order.grade, order.id.as_deref(), at))
        })
        .collect();
    placed.sort_unstable();
    let mut cancelled = Vec::new();
    let mut open = Vec::new();
    let mut last = None;
    for (alike, _, is_return, .., at) in placed {
        if last != Some(alike) {
            open.clear();
            last = Some(alike);
        }
        if !is_return {
            open.push(at);
        } else if let Some(taken_back) = open.pop() {
            cancelled.extend([taken_back, at]);
        }
    }
    cancelled.sort_unstable();
    cancelled
}

/// Sum of the net amounts of the window, each times a weight by its age in days.
fn weighted_revenue(source: &Source<'_>, months: i32, counts: impl Fn(&Order) -> bool, weight: impl Fn(f64) -> f64) -> Option<f64> {
    let placed = source.account.orders.as_deref()?.iter().filter_map(|order| Some((order.ordered_on?, order)));
    let in_window = placed.filter(|(day, order)| source.in_last(months, *day) && counts(order));
    Sum::of(in_window.map(|(day, order)| Some(order.net_amount?.get() * weight(f64::from(source.as_of.days_since(day))))))
}

pub(super) fn revenue(source: &Source<'_>, months: i32) -> Option<f64> {
    weighted_revenue(source, months, |_| true, |_| 1.0)
}

pub(super) fn aftersales_revenue(source: &Source<'_>, months: i32) -> Option<f64> {
    weighted_revenue(source, months, |order| matches!(order.kind, Some(OrderKind::Parts | OrderKind::Service)), |_| 1.0)
}

pub(super) fn decayed_revenue(source: &Source<'_>) -> Option<f64> {
    let half_life = f64::from(source.derivation.half_life_days.get());
    weighted_revenue(source, 36, |_| true, |age| libm::exp2(-age / half_life))
}

pub(super) fn decayed_vehicle_equivalents(source: &Source<'_>) -> Option<f64> {
    let price = source.derivation.reference_vehicle_price.map(crate::Finite::get).filter(|price| *price > 0.0)?;
    // A price next to nothing makes more equivalents than a number can hold.
    Some(decayed_revenue(source)? / price).filter(|equivalents| equivalents.is_finite())
}

pub(super) fn order_count(source: &Source<'_>, months: i32) -> Option<f64> {
    Some(count(Standing::of(source)?.days().filter(|day| source.in_last(months, *day))))
}

pub(super) fn units(source: &Source<'_>, months: i32) -> Option<f64> {
    let standing = Standing::of(source)?;
    let in_window = standing.iter().filter(|(day, order)| source.in_last(months, *day) && order.is_for_vehicles());
    Sum::of(in_window.map(|(_, order)| order.signed_units().map(f64::from)))
}

pub(super) fn high_grade_share(source: &Source<'_>) -> Option<f64> {
    let standing = Standing::of(source)?;
    let (mut high, mut all) = (0_i64, 0_i64);
    for (_, order) in standing.iter().filter(|(day, order)| source.in_last(36, *day) && order.is_for_vehicles()) {
        let units = i64::from(order.signed_units()?);
        all = all.saturating_add(units);
        if order.grade?.is_high() {
            high = high.saturating_add(units);
        }
    }
    (all > 0).then(|| (high as f64 / all as f64).clamp(0.0, 1.0))
}

pub(super) fn first_on(source: &Source<'_>) -> Option<Date> {
    Standing::of(source)?.days().min()
}

pub(super) fn last_on(source: &Source<'_>) -> Option<Date> {
    Standing::of(source)?.days().max()
}

pub(super) fn median_gap_days(source: &Source<'_>) -> Option<f64> {
    let mut days: Vec<Date> = Standing::of(source)?.days().collect();
    days.sort_unstable();
    days.dedup();
    let mut gaps: Vec<u32> = days.iter().zip(days.iter().skip(1)).map(|(one, next)| next.days_since(*one).unsigned_abs()).collect();
    median(&mut gaps)
}
