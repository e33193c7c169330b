//! Facts of the latest plan year that has ended.

use super::Source;
use super::window::Sum;
use crate::account::{MonthSales, Plan, PlanScope, PlanVersion};
use crate::date::Date;

/// The account's own plan of the latest year that ended on or before the day.
fn latest<'a>(source: &Source<'a>) -> Option<&'a Plan> {
    let ended = |plan: &&Plan| plan.year.and_then(|year| Date::from_ymd(i32::from(year.get()), 12, 31)).is_some_and(|end| source.has_come(end));
    let own = source.account.plans.as_deref()?.iter().filter(|plan| matches!(plan.scope, None | Some(PlanScope::Account)));
    own.filter(ended).max_by_key(|plan| plan.year)
}

/// The newest version that was set on or before the day.
fn newest<'a>(source: &Source<'a>, plan: &'a Plan) -> Option<&'a PlanVersion> {
    let set = plan.versions.as_deref()?.iter().filter(|version| version.set_on.is_none_or(|day| source.has_come(day)));
    set.max_by_key(|version| (version.version, version.set_on))
}

fn units(sales: &MonthSales) -> Option<f64> {
    sales.units.map(|units| f64::from(units.get()))
}

pub(super) fn attainment(source: &Source<'_>) -> Option<f64> {
    let plan = latest(source)?;
    let (version, actual) = (newest(source, plan)?, plan.actual.as_deref()?);
    let share = |actual: Option<f64>, target: Option<f64>| Some(actual? / target.filter(|target| *target > 0.0)?);
    let by_units = share(Sum::of(actual.iter().map(units)), version.target_units.map(|target| target.get()));
    let revenue = || Sum::of(actual.iter().map(|sales| sales.revenue.map(|revenue| revenue.get())));
    by_units.or_else(|| share(revenue(), version.target_revenue.map(|target| target.get())))
}

/// Actual and forecast vehicles of each month of the year.
fn months(source: &Source<'_>) -> Option<[(f64, f64); 12]> {
    let plan = latest(source)?;
    let mut months = [(0.0, 0.0); 12];
    for (sales, is_actual) in plan.actual.as_deref()?.iter().map(|sales| (sales, true)).chain(plan.forecast.as_deref()?.iter().map(|sales| (sales, false))) {
        let (actual, forecast) = months.get_mut(usize::from(sales.month?.get()).checked_sub(1)?)?;
        // Units are whole numbers: their sum is exact in any order.
        *(if is_actual { actual } else { forecast }) += units(sales)?;
    }
    Some(months)
}

/// A sum over the months, as a share of all actual vehicles; undefined, not zero, if there are none.
fn of_actual(source: &Source<'_>, difference: fn(f64) -> f64) -> Option<f64> {
    let months = months(source)?;
    let all: f64 = months.iter().map(|(actual, _)| *actual).sum();
    let off: f64 = months.iter().map(|(actual, forecast)| difference(actual - forecast)).sum();
    (all > 0.0).then_some(off / all)
}

pub(super) fn forecast_bias(source: &Source<'_>) -> Option<f64> {
    of_actual(source, |difference| difference)
}

pub(super) fn forecast_error(source: &Source<'_>) -> Option<f64> {
    of_actual(source, f64::abs)
}
