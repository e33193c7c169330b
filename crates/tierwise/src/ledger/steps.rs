//! The days on which the sum of lots changes, where it does not change with every day's age.

use std::collections::BTreeMap;

use super::Lot;
use crate::Name;
use crate::date::Date;
use crate::number::Points;

/// The steps of lots whose sum can be counted on every day.
pub(super) fn counted(lots: &[Lot]) -> Option<Vec<(Date, i64)>> {
    steps(lots).filter(|steps| steps.iter().all(|(_, sum)| Points::from_thousandths(*sum).is_some()))
}

/// A lot without which those before it could be counted, and with which they cannot.
pub(super) fn overflowing(lots: &[Lot]) -> Option<&Lot> {
    let (mut enough, mut more) = (0, lots.len());
    while more.saturating_sub(enough) > 1 {
        let middle = usize::midpoint(enough, more);
        if lots.get(..middle).is_some_and(|lots| counted(lots).is_some()) { enough = middle } else { more = middle }
    }
    lots.get(enough)
}

/// The days on which the sum of the lots changes, each with the sum from then on; `None` on overflow.
fn steps<'l>(lots: impl IntoIterator<Item = &'l Lot>) -> Option<Vec<(Date, i64)>> {
    let mut changes: Vec<(Date, i64)> = Vec::new();
    for lot in lots {
        let Some(from) = lot.effective_on.filter(|from| lot.rolls_off_on.is_none_or(|until| *from < until)) else { continue };
        let mut left = lot.credited.thousandths();
        changes.push((from, left));
        for taken in lot.taken.iter().filter(|taken| lot.rolls_off_on.is_none_or(|until| taken.on < until)) {
            left = left.checked_sub(taken.points.thousandths())?;
            changes.push((taken.on.max(from), taken.points.thousandths().checked_neg()?));
        }
        if let Some(until) = lot.rolls_off_on {
            changes.push((until, left.checked_neg()?));
        }
    }
    // Where nothing is left, nothing begins or ends.
    changes.retain(|(_, by)| *by != 0);
    changes.sort_unstable_by_key(|(on, _)| *on);
    let mut steps: Vec<(Date, i64)> = Vec::with_capacity(changes.len());
    let mut sum = 0_i64;
    for (on, by) in changes {
        sum = sum.checked_add(by)?;
        match steps.last_mut() {
            Some(last) if last.0 == on => last.1 = sum,
            _ => steps.push((on, sum)),
        }
    }
    Some(steps)
}

/// The steps of each activity.
pub(super) fn by_activity(lots: &[Lot]) -> BTreeMap<Name, Vec<(Date, i64)>> {
    let mut by_activity: BTreeMap<&Name, Vec<&Lot>> = BTreeMap::new();
    lots.iter().for_each(|lot| by_activity.entry(&lot.activity).or_default().push(lot));
    by_activity.into_iter().map(|(activity, lots)| (activity.clone(), steps(lots).unwrap_or_default())).collect()
}

/// The sum that steps lead to on a day.
pub(super) fn sum_of(steps: &[(Date, i64)], day: Date) -> i64 {
    steps.partition_point(|(on, _)| *on <= day).checked_sub(1).and_then(|at| steps.get(at)).map_or(0, |(_, sum)| *sum)
}
