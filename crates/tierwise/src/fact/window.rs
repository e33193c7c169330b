//! What derived facts have in common: windows back from the day, freshness, and sums that know no order.

use super::Source;
use crate::account::Months;
use crate::date::Date;

/// Millionths in one.
const MILLIONTHS: f64 = 1_000_000.0;

impl Source<'_> {
    /// Whether the day has come.
    pub(super) fn has_come(&self, day: Date) -> bool {
        day <= self.as_of
    }

    /// Whether the day lies in the window of so many months that ends with `as_of`: `as_of - months < day <= as_of`.
    pub(super) fn in_last(&self, months: i32, day: Date) -> bool {
        self.has_come(day) && self.as_of.add_months(months.saturating_neg()).is_none_or(|start| start < day)
    }

    /// Whether a record can be read: not made after `as_of`, and not older than so many months. Undated ones can.
    pub(super) fn is_fresh(&self, recorded_on: Option<Date>, months: Months) -> bool {
        let back = i32::try_from(months.get()).unwrap_or(i32::MAX).saturating_neg();
        recorded_on.is_none_or(|day| self.has_come(day) && self.as_of.add_months(back).is_none_or(|oldest| oldest <= day))
    }
}

/// A term of a sum in whole millionths, ties to even (rule F5).
pub(crate) fn millionths(term: f64) -> i128 {
    (term * MILLIONTHS).round_ties_even() as i128
}

/// Whole millionths as a number, divided once (rule F5).
pub(crate) fn of_millionths(sum: i128) -> f64 {
    sum as f64 / MILLIONTHS
}

/// A sum to the millionth: the same in whichever order its terms come.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum(i128);

impl Sum {
    /// Adds a term, rounded to the millionth, ties to even.
    pub(crate) fn add(&mut self, term: f64) {
        self.0 = self.0.saturating_add(millionths(term));
    }

    /// The sum.
    pub(crate) fn value(self) -> f64 {
        of_millionths(self.0)
    }

    /// The sum of the terms; `None` if one of them is missing.
    pub(crate) fn of(terms: impl Iterator<Item = Option<f64>>) -> Option<f64> {
        let mut sum = Self::default();
        for term in terms {
            sum.add(term?);
        }
        Some(sum.value())
    }
}

/// The count of the items.
pub(super) fn count(items: impl Iterator) -> f64 {
    items.count() as f64
}

/// The median of the numbers, which it sorts; the mean of the two middle ones if their count is even.
pub(super) fn median(numbers: &mut [u32]) -> Option<f64> {
    numbers.sort_unstable();
    let middle = |from_end: usize| numbers.get(from_end).map(|number| f64::from(*number));
    let half = numbers.len() / 2;
    if numbers.len().is_multiple_of(2) { Some((middle(half.checked_sub(1)?)? + middle(half)?) / 2.0) } else { middle(half) }
}
