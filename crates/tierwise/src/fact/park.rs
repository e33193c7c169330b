//! Facts of the fleet, of replacement, and of our share in both.

use super::Source;
use super::window::{Sum, median};
use crate::account::{Count, FleetSize, Share, VehicleClass, VehicleLine, Wallet};
use crate::date::Date;

/// The lines of the park that can be read: the record is fresh, and vehicles that came after the day are left out.
fn lines<'a>(source: &Source<'a>) -> Option<impl Iterator<Item = &'a VehicleLine>> {
    let park = source.account.park.as_ref()?;
    if !source.is_fresh(park.recorded_on, source.derivation.park_freshness_months) {
        return None;
    }
    let as_of = source.as_of;
    Some(park.vehicles.as_deref()?.iter().filter(move |line| registered_on(line).is_none_or(|day| day <= as_of)))
}

/// The day of first registration; the middle of the year they were built where only that is known.
fn registered_on(line: &VehicleLine) -> Option<Date> {
    line.first_registered_on.or_else(|| Date::from_ymd(i32::from(line.year?.get()), 7, 1))
}

fn units_of(line: &VehicleLine) -> Option<f64> {
    line.units.map(|units| f64::from(units.get()))
}

/// Units of the lines for which `counts` holds; missing where units or the answer are.
fn units_where(source: &Source<'_>, counts: impl Fn(&VehicleLine) -> Option<bool>) -> Option<f64> {
    Sum::of(lines(source)?.map(|line| Some(if counts(line)? { units_of(line)? } else { 0.0 })))
}

/// The part of all vehicles for which `counts` holds.
fn share_where(source: &Source<'_>, counts: impl Fn(&VehicleLine) -> Option<bool>) -> Option<f64> {
    let all = units_where(source, |_| Some(true))?;
    (all > 0.0).then_some(units_where(source, counts)? / all)
}

/// The newest entry of the park's history on or before a day.
fn fleet_on<'a>(source: &Source<'a>, day: Date) -> Option<&'a FleetSize> {
    let history = source.account.park.as_ref()?.history.as_deref()?;
    history.iter().filter(|entry| entry.units.is_some() && entry.on.is_some_and(|on| on <= day)).max_by_key(|entry| (entry.on, entry.units))
}

pub(super) fn units(source: &Source<'_>) -> Option<f64> {
    if let Some(lines) = lines(source) {
        return Sum::of(lines.map(units_of));
    }
    let entry = fleet_on(source, source.as_of)?;
    source.is_fresh(entry.on, source.derivation.park_freshness_months).then(|| entry.units.map(|units| f64::from(units.get())))?
}

pub(super) fn growth_percent(source: &Source<'_>) -> Option<f64> {
    let now = units(source)?;
    let entry = fleet_on(source, source.as_of.add_months(-36)?)?;
    let then = entry.units.map(|units| f64::from(units.get())).filter(|units| *units > 0.0)?;
    let years = f64::from(source.as_of.months_since(entry.on?)) / 12.0;
    Some((libm::pow(now / then, 1.0 / years) - 1.0) * 100.0)
}

pub(super) fn own_units(source: &Source<'_>) -> Option<f64> {
    units_where(source, |line| line.own_brand)
}

pub(super) fn own_share(source: &Source<'_>) -> Option<f64> {
    share_where(source, |line| line.own_brand)
}

pub(super) fn high_grade_share(source: &Source<'_>) -> Option<f64> {
    share_where(source, |line| Some(line.grade?.is_high()))
}

pub(super) fn zero_emission_share(source: &Source<'_>) -> Option<f64> {
    use crate::account::Powertrain::{Battery, Hydrogen};
    share_where(source, |line| Some(matches!(line.powertrain?, Battery | Hydrogen)))
}

pub(super) fn mean_age_years(source: &Source<'_>) -> Option<f64> {
    let all = units(source).filter(|units| *units > 0.0)?;
    let months = Sum::of(lines(source)?.map(|line| Some(units_of(line)? * f64::from(source.as_of.months_since(registered_on(line)?)))))?;
    Some(months / all / 12.0)
}

pub(super) fn recorded_on(source: &Source<'_>) -> Option<Date> {
    source.account.park.as_ref()?.recorded_on.filter(|day| source.has_come(*day))
}

/// The replacement cycle of every class for this account, in months.
fn cycles(source: &Source<'_>) -> [f64; VehicleClass::ALL.len()] {
    let mut cycles = [0.0; VehicleClass::ALL.len()];
    for (cycle, class) in cycles.iter_mut().zip(VehicleClass::ALL) {
        *cycle = cycle_months(source, *class);
    }
    cycles
}

/// As the account states it; else learned from three or more observed cycles and shrunk to the usual one; else usual.
fn cycle_months(source: &Source<'_>, class: VehicleClass) -> f64 {
    const WEIGHT_OF_USUAL: f64 = 3.0;
    let usual = f64::from(source.derivation.cycle_months.get(class));
    let Some(replacement) = &source.account.replacement else { return usual };
    if let Some(stated) = replacement.cycle_months.as_ref().and_then(|cycles| cycles.get(&class)) {
        return f64::from(stated.get());
    }
    let observed = replacement.observed_cycle_months.as_ref().and_then(|cycles| cycles.get(&class)).filter(|cycles| cycles.len() >= 3);
    let Some(observed) = observed else { return usual };
    let mut months: Vec<u32> = observed.iter().map(|months| months.get()).collect();
    let seen = months.len() as f64;
    median(&mut months).map_or(usual, |median| (seen * median + WEIGHT_OF_USUAL * usual) / (seen + WEIGHT_OF_USUAL))
}

pub(super) fn due_24_months(source: &Source<'_>) -> Option<f64> {
    let replacement = source.account.replacement.as_ref();
    let on_order = replacement.and_then(|replacement| replacement.units_on_order).map_or(0.0, |units| f64::from(units.get()));
    let planned = replacement.and_then(|replacement| replacement.units_per_year).map(|units| 2.0 * units.get());
    let due = match planned {
        Some(units) => units,
        None => expected_due(source)?,
    };
    Some((due - on_order).max(0.0))
}

/// Vehicles expected to reach the end of their cycle within 24 months.
fn expected_due(source: &Source<'_>) -> Option<f64> {
    let cycles = cycles(source);
    let mut due = Sum::default();
    let (mut dated, mut undated) = (false, false);
    for line in lines(source)? {
        let (units, cycle) = (units_of(line)?, cycles.get(line.class? as usize)?);
        let share = match registered_on(line) {
            Some(day) => {
                dated = true;
                let age = f64::from(source.as_of.months_since(day));
                ((age + 24.0 - (cycle - 12.0)) / 24.0).clamp(0.0, 1.0)
            }
            None => {
                undated = true;
                (24.0 / cycle).min(1.0)
            }
        };
        due.add(units * share);
    }
    (dated || !undated).then(|| due.value())
}

pub(super) fn units_per_year(source: &Source<'_>) -> Option<f64> {
    if let Some(planned) = source.account.replacement.as_ref().and_then(|replacement| replacement.units_per_year) {
        return Some(planned.get());
    }
    let cycles = cycles(source);
    Sum::of(lines(source)?.map(|line| Some(units_of(line)? * 12.0 / cycles.get(line.class? as usize)?)))
}

pub(super) fn wallet<'a>(source: &Source<'a>) -> Option<&'a Wallet> {
    source.account.wallet.as_ref().filter(|wallet| wallet.recorded_on.is_none_or(|day| source.has_come(day)))
}

/// The share of wallet as recorded, without an estimate.
fn known_wallet_share(source: &Source<'_>) -> Option<f64> {
    let wallet = wallet(source)?;
    let of_units = || {
        let (own, total) = (wallet.own_units.map(Count::get)?, wallet.total_units.map(Count::get).filter(|total| *total > 0)?);
        Some((f64::from(own) / f64::from(total)).min(1.0))
    };
    wallet.share.map(Share::get).or_else(of_units)
}

pub(super) fn wallet_share(source: &Source<'_>) -> Option<f64> {
    known_wallet_share(source).or_else(|| own_share(source))
}

pub(super) fn wallet_share_is_estimated(source: &Source<'_>) -> Option<bool> {
    if known_wallet_share(source).is_some() { Some(false) } else { own_share(source).map(|_| true) }
}
