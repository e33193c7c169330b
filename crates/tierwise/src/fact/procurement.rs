//! Facts of procurement, over the records of all vehicle segments.

use super::Source;
use crate::account::{Centralisation, LocalProtection, ProcurementMethod, ProcurementRecord, ProcurementStage, PurchaseKind};
use crate::date::Date;

fn records<'a>(source: &Source<'a>) -> Option<&'a [ProcurementRecord]> {
    source.account.procurement.as_deref()
}

/// The first of the greatest, as a place; `None` if all are zero.
fn dominant(shares: &[i64]) -> Option<usize> {
    let most = shares.iter().copied().max().filter(|most| *most > 0)?;
    shares.iter().position(|share| *share == most)
}

pub(super) fn method(source: &Source<'_>) -> Option<&'static str> {
    let mut sums = [0_i64; 5];
    for method in records(source)?.iter().filter_map(|record| record.method.as_ref()) {
        for (sum, share) in sums.iter_mut().zip(method.shares()) {
            *sum = sum.saturating_add((share * 1_000_000.0).round_ties_even() as i64);
        }
    }
    ProcurementMethod::WORDS.get(dominant(&sums)?).copied()
}

/// The word that most records have; of equally many the earlier one.
fn most_frequent<T: Copy + PartialEq>(source: &Source<'_>, all: &[T], read: impl Fn(&ProcurementRecord) -> Option<T>) -> Option<T> {
    let records = records(source)?;
    let count = |word: &T| records.iter().filter(|record| read(record) == Some(*word)).count();
    // `max_by_key` takes the last of equal ones, hence the reverse.
    all.iter().rev().copied().max_by_key(count).filter(|word| count(word) > 0)
}

pub(super) fn centralisation(source: &Source<'_>) -> Option<&'static str> {
    most_frequent(source, Centralisation::ALL, |record| record.centralisation).map(Centralisation::as_str)
}

pub(super) fn purchase_kind(source: &Source<'_>) -> Option<&'static str> {
    most_frequent(source, PurchaseKind::ALL, |record| record.purchase_kind).map(PurchaseKind::as_str)
}

pub(super) fn local_protection(source: &Source<'_>) -> Option<&'static str> {
    records(source)?.iter().filter_map(|record| record.local_protection).max().map(LocalProtection::as_str)
}

pub(super) fn cycle_days(source: &Source<'_>) -> Option<f64> {
    let days = |record: &ProcurementRecord| record.cycle_days.map(|days| days.get()).or_else(|| days_to_contract(record));
    records(source)?.iter().filter_map(days).max().map(f64::from)
}

/// The days of all steps up to the contract; missing if a stage or its days are.
fn days_to_contract(record: &ProcurementRecord) -> Option<u32> {
    let mut sum = 0_u32;
    for step in record.steps.as_deref()? {
        if step.stage? <= ProcurementStage::Contract {
            sum = sum.saturating_add(step.days?.get());
        }
    }
    (sum > 0).then_some(sum)
}

pub(super) fn next_tender_on(source: &Source<'_>) -> Option<Date> {
    records(source)?.iter().filter_map(|record| record.next_tender_on).filter(|day| *day >= source.as_of).min()
}

pub(super) fn segments(source: &Source<'_>) -> Option<f64> {
    records(source).map(|records| records.len() as f64)
}
