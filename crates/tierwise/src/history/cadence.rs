//! The next day of review by the ladder's cadence (rule T6).

use crate::date::Date;
use crate::policy::Cadence;
use crate::standing::Standing;

/// An account after a review.
pub(crate) struct After<'a> {
    /// The day of the review.
    pub(crate) on: Date,
    pub(crate) standing: &'a Standing,
    /// Whether a term began.
    pub(crate) turned: bool,
    /// Whether a day without a change of the balance can change nothing.
    pub(crate) only_points_matter: bool,
}

/// What lies ahead of an account after a review on a day.
pub(crate) trait Ahead {
    /// The first day of the next period of so many months.
    fn first_day(&self, on: Date, months: u32) -> Option<Date>;
    /// The next day on which an event acts.
    fn next_event(&self, on: Date) -> Option<Date>;
    /// The next day on which another balance may count, or be judged by other rules; those after a day need not be known.
    fn next_change(&self, on: Date, as_of: Date) -> Option<Date>;
}

impl After<'_> {
    /// The next day of review by cadence, which may lie after the last day that is asked for.
    ///
    /// With a daily cadence nobody pays for days on which nothing can change: where only points matter, the reviews
    /// that matter are the last before and the first after each change of the balance.
    pub(crate) fn next_by_cadence(&self, cadence: Cadence, as_of: Date, ahead: &impl Ahead) -> Option<Date> {
        let on = self.on;
        match cadence {
            // After a move, or in a new term, the same points can lead to another one.
            Cadence::Daily if self.standing.since == on || self.turned || !self.only_points_matter => on.add_days(1),
            Cadence::Daily => {
                let change = ahead.next_change(on, as_of).filter(|change| *change <= as_of);
                // Holds slide with every day: the last before the change counts, and the last before one ends.
                let before_change = change.map_or(as_of, |change| change.add_days(-1).filter(|before| *before > on).unwrap_or(change));
                let before_ends = self.standing.holds.iter().filter_map(|hold| hold.until?.add_days(-1)).filter(|before| *before > on);
                before_ends.chain([before_change]).min()
            }
            Cadence::Monthly => ahead.first_day(on, 1),
            Cadence::Quarterly => ahead.first_day(on, 3),
            Cadence::Yearly => ahead.first_day(on, 12),
            Cadence::Events => ahead.next_event(on).into_iter().chain(ahead.next_change(on, as_of)).min(),
        }
    }
}

/// The first day of the next period of so many months, counted from January.
pub(crate) fn first_day(on: Date, months: u32) -> Option<Date> {
    let (year, month, _) = on.ymd();
    let into = month.checked_sub(1)?.checked_rem(months)?;
    Date::from_ymd(year, month, 1)?.add_months(i32::try_from(months.checked_sub(into)?).ok()?)
}
