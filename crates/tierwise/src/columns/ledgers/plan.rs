//! A policy compiled for the pass over events: what each word of the column earns, and from when until when.

use std::collections::BTreeSet;

use super::Events;
use crate::date::Date;
use crate::history::first_day;
use crate::number::Points;
use crate::policy::{ActivitySpec, Basis, Cadence, Ladder, Maturity, PointsSpec, Renewal, Term, Use, Validity, Window};

/// Days that the table of spans has at most: accounts with events further back are replayed.
const MOST_DAYS: i32 = 40_000;

/// Stands for a day that never comes.
pub(super) const NEVER: i32 = i32::MAX;

/// A policy whose accounts go through in one pass.
pub(super) struct Plan<'a> {
    pub(super) ladder: &'a Ladder,
    /// By the places of the column's dictionary; none for words that are not an activity, or need more than a column says.
    pub(super) rates: Vec<Option<Rate>>,
    /// The first day that the table of spans has.
    pub(super) first: i32,
    /// How many days it has.
    pub(super) days: usize,
    /// The spans of each schedule, one after the other, day by day.
    pub(super) spans: Vec<Span>,
    /// By rank, between which balances an account stands still; none where it moves by itself.
    pub(super) still: Vec<Still>,
    /// Accounts that enrolled before this day are replayed.
    pub(super) reviewed_from: Date,
    /// The first days of the cadence's periods after it.
    pub(super) periods: Vec<Date>,
    /// Days on which the balance of every account is asked for: its points are added up between them, whatever their order.
    /// None where the days of review depend on the events.
    pub(super) stops: Vec<i32>,
    /// Whether a day without a change of the balance can change nothing.
    pub(super) only_points_matter: bool,
}

/// What an activity earns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rate {
    /// Points, of one unit where they are per unit.
    pub(super) points: i64,
    pub(super) per_unit: bool,
    /// Where the spans of its schedule begin.
    pub(super) schedule: usize,
}

/// Balances in thousandths, from the first to below the second, with which a review leaves an account where it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Still {
    pub(super) from: i64,
    pub(super) below: i64,
}

/// The days between which points of a day count; none if the first is not before the second.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: i32,
    pub(super) until: i32,
    /// The first stop at which the points count.
    pub(super) from_stop: u32,
    /// The first stop at which they no longer do.
    pub(super) until_stop: u32,
}

impl<'a> Plan<'a> {
    /// `None` for a policy whose accounts must be replayed.
    pub(super) fn new(ladder: &'a Ladder, points: &PointsSpec, events: &Events<'_>, asked: &[Date]) -> Option<Self> {
        let last = asked.last().copied()?;
        if points.decay.is_some() || points.has_caps() || !is_covered(ladder) {
            return None;
        }
        let last_day = last.days_since_1970();
        let earliest = events.on.raw_days().iter().copied().min().unwrap_or(last_day);
        let first = earliest.clamp(Date::MIN.days_since_1970(), last_day).max(last_day.saturating_sub(MOST_DAYS));
        let days = usize::try_from(last_day.saturating_sub(first)).unwrap_or(0).saturating_add(1);
        let months = match ladder.review {
            Cadence::Daily | Cadence::Events => None,
            Cadence::Monthly => Some(1),
            Cadence::Quarterly => Some(3),
            Cadence::Yearly => Some(12),
        };
        let enrolled = events.enrolled.iter().flat_map(|column| column.raw_days()).copied().min().unwrap_or(first);
        let reviewed_from = Date::from_days_since_1970(enrolled.clamp(last_day.saturating_sub(MOST_DAYS), first)).unwrap_or(Date::MIN);
        let next = |day: Date| first_day(day, months?).filter(|day| *day <= last);
        let periods: Vec<Date> = std::iter::successors(next(reviewed_from), |day| next(*day)).collect();
        let stops: BTreeSet<i32> = match months {
            Some(_) => periods.iter().chain(asked).chain([&reviewed_from]).map(|day| day.days_since_1970()).collect(),
            None => BTreeSet::new(),
        };
        let stops = Vec::from_iter(stops);
        let mut schedules: Vec<(Option<Maturity>, Validity)> = Vec::new();
        let mut spans: Vec<Span> = Vec::new();
        let rates = events.activity.words().iter().map(|word| {
            let activity = points.activities.get(*word)?;
            let validity = activity.validity.or(points.validity).unwrap_or(Validity::Never);
            // A column does not say until when.
            if validity == Validity::UntilStated {
                return None;
            }
            let found = schedules.iter().position(|known| *known == (activity.maturity, validity));
            let schedule = found.unwrap_or_else(|| {
                let days = (first..=last_day).filter_map(Date::from_days_since_1970);
                spans.extend(days.map(|day| Span::of(points, activity, validity, day, &stops)));
                schedules.push((activity.maturity, validity));
                schedules.len().saturating_sub(1)
            });
            Some(Rate { points: activity.points.thousandths(), per_unit: activity.per_unit, schedule: schedule.saturating_mul(days) })
        });
        let rates = rates.collect();
        let only_points_matter = !ladder.movement.counts_reviews(ladder.tiers.len());
        let still = Still::by_rank(ladder);
        Some(Self { ladder, rates, first, days, spans, still, reviewed_from, periods, stops, only_points_matter })
    }
}

impl Still {
    /// Who merits to stay and not to rise is not moved, unless holds slide, a term ends, or something but the balance counts.
    fn by_rank(ladder: &Ladder) -> Vec<Self> {
        let rules = &ladder.movement;
        let judged = match rules.renewal {
            Renewal::Sliding(_) => return Vec::new(),
            Renewal::Term(_) => false,
            Renewal::Continuous(_) => true,
        };
        // Below two reviews in a row nobody counts them.
        if rules.confirm.promotion > 1 || rules.re_entry.is_some() {
            return Vec::new();
        }
        let band = ladder.dead_band.thousandths();
        let rank = |rank: usize| Self {
            from: if rank > 0 && judged { ladder.retain(rank).thousandths().saturating_sub(band) } else { i64::MIN },
            below: ladder.tiers.get(rank).map_or(i64::MAX, |above| above.enter.thousandths().saturating_add(band)),
        };
        (0..=ladder.tiers.len()).map(rank).collect()
    }
}

impl Span {
    fn of(points: &PointsSpec, activity: &ActivitySpec, validity: Validity, on: Date, stops: &[i32]) -> Self {
        let effective_on = activity.effective_on(on);
        let until = validity.after(points.anchor.day(on, effective_on), None);
        let day = |day: Option<Date>| day.map_or(NEVER, Date::days_since_1970);
        let (from, until) = (day(effective_on), day(until));
        let stop = |day: i32| u32::try_from(stops.partition_point(|stop| *stop < day)).unwrap_or(u32::MAX);
        Self { from, until, from_stop: stop(from), until_stop: stop(until) }
    }
}

/// Whether the balance is all that the ladder asks for, and tiers leave it alone.
fn is_covered(ladder: &Ladder) -> bool {
    let plain = |term: Term| term.window == Window::Rolling && (term.after_promotion, term.after_renewal) == (Use::Keep, Use::Keep);
    let conditions = ladder.tiers.iter().any(|tier| !tier.requires.is_empty() || !tier.retain_requires.is_empty());
    ladder.basis == Basis::Points && !conditions && ladder.blocks.is_empty() && !matches!(ladder.movement.renewal, Renewal::Term(term) if !plain(term))
}

/// Whether so many amounts of at most this size can never leave what points can be, in whatever order.
pub(super) fn stays_in_range(largest: u64, count: usize) -> bool {
    let most = u64::try_from(count).ok().and_then(|count| largest.checked_mul(count));
    most.is_some_and(|most| most <= Points::MAX.thousandths().unsigned_abs())
}
