//! Books a log's events as lots: rules, reversals, caps and adjustments, in canonical order.

use std::collections::{BTreeMap, BinaryHeap};
use std::sync::OnceLock;

use super::rules::{Opening, Rules, Used};
use super::{Clip, Ledger, Lot, Taken, steps};
use crate::Name;
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::event::{Adjust, Dating, Earn, Event, EventKind, Reverse};
use crate::log::Entry;
use crate::number::{Points, Weight};
use crate::policy::{ActivitySpec, Cap, CapPeriod, PointsSpec, Validity};

/// What points added by hand are booked under.
const ADJUSTMENT: &str = "adjustment";

/// What is carried into a new term is booked under.
const ROLLOVER: &str = "rollover";

impl PointsSpec {
    /// Books events as lots. The order of the events does not matter.
    ///
    /// # Errors
    /// Every event that cannot be booked (`event.*`), with its id.
    pub fn book<'e>(&self, events: impl IntoIterator<Item = &'e Event>) -> Result<Ledger, Error> {
        let mut entries: Vec<Entry<'e>> = events.into_iter().map(Entry::in_time).collect();
        entries.sort_by(|one, other| one.place().cmp(&other.place()));
        Ledger::book(&Rules::new([(Date::MIN, Some(self))]), &entries, Opening::default())
    }
}

impl Ledger {
    /// Books the entries of a log, which are in canonical order.
    pub(crate) fn book(rules: &Rules<'_>, entries: &[Entry<'_>], opening: Opening) -> Result<Self, Error> {
        let ids = rules.sections().flat_map(|points| points.activities.keys()).map(String::as_str);
        let names = ids.chain([ADJUSTMENT, ROLLOVER]).map(|id| (id, Name::from(id))).collect();
        let refers = entries.iter().any(|entry| matches!(entry.event.event, EventKind::Mature(_) | EventKind::Void(_) | EventKind::Reverse(_)));
        let Opening { lots, merged, uses, counts_from } = opening;
        let counts_from = counts_from.unwrap_or(Date::MIN);
        let opened = lots.len();
        let index = refers.then(|| lots.iter().enumerate().map(|(at, lot)| (lot.event.clone(), at)).collect());
        let mut book = Book { rules, names, lots, opened, index, counts_from, problems: Vec::new(), unmet: Vec::new() };
        book.lots.reserve(entries.len());
        book.credit(entries, merged);
        book.refer(entries);
        book.cap();
        book.adjust(entries, &uses);
        book.settle();
        let Book { lots, problems, unmet, .. } = book;
        Error::check(problems)?;
        Self::of(lots, unmet, counts_from)
    }

    /// A ledger of lots.
    pub(super) fn of(lots: Vec<Lot>, unmet: Vec<Taken>, counts_from: Date) -> Result<Self, Error> {
        let steps = steps::counted(&lots).ok_or_else(|| {
            let path = steps::overflowing(&lots).map_or_else(|| "events".to_owned(), |lot| format!("events.{}", lot.event));
            Error::new(code::EVENT_OVERFLOW, path, format!("expected points that stay within {}, found more", Points::MAX))
        })?;
        let decays = lots.iter().any(|lot| lot.decay.is_some());
        Ok(Self { lots, unmet, counts_from, decays, steps, parts: OnceLock::new() })
    }
}

struct Book<'p> {
    rules: &'p Rules<'p>,
    /// The names of the activities, shared by their lots.
    names: BTreeMap<&'p str, Name>,
    lots: Vec<Lot>,
    /// So many of the lots were booked before.
    opened: usize,
    /// The lot of each event, if an event names another.
    index: Option<BTreeMap<Name, usize>>,
    counts_from: Date,
    problems: Vec<Problem>,
    unmet: Vec<Taken>,
}

impl Book<'_> {
    fn problem(&mut self, code: &str, event: &Event, message: impl Into<String>) {
        self.problem_at(code, event, "", message);
    }

    /// A problem at a place within an event.
    fn problem_at(&mut self, code: &str, event: &Event, place: &str, message: impl Into<String>) {
        self.problems.push(Problem::new(code, format!("events.{}{place}", event.id), message));
    }

    /// A lot for every event that brings or costs points.
    fn credit(&mut self, entries: &[Entry<'_>], mut merged: BTreeMap<String, Vec<Lot>>) {
        for entry in entries {
            match &entry.event.event {
                EventKind::Earn(earn) => {
                    if let Some(lot) = self.earned(entry, earn) {
                        self.push(lot);
                    }
                }
                EventKind::Adjust(adjust) if adjust.points > Points::ZERO => {
                    let activity = ActivitySpec { points: adjust.points, ..ActivitySpec::default() };
                    self.push(self.lot(entry, ADJUSTMENT, &activity, adjust.points, None));
                }
                EventKind::Merge(merge) => {
                    for lot in merged.remove(&entry.event.id).into_iter().flatten() {
                        self.push(lot.joined(&merge.account, entry.on));
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, mut lot: Lot) {
        // Another account's points counted there.
        if lot.occurred_on < self.counts_from && lot.account.is_none() {
            lot.credited = Points::ZERO;
        }
        if let Some(index) = &mut self.index {
            index.insert(lot.event.clone(), self.lots.len());
        }
        self.lots.push(lot);
    }

    fn earned(&mut self, entry: &Entry<'_>, earn: &Earn) -> Option<Lot> {
        let event = entry.event;
        let rules = self.rules.at(event.on)?;
        let Some(activity) = rules.activities.get(&earn.activity) else {
            self.problem(code::EVENT_ACTIVITY, event, format!("unknown activity `{}`", earn.activity));
            return None;
        };
        match (activity.validity.or(rules.validity), earn.until) {
            (Some(Validity::UntilStated), None) => {
                self.problem(code::EVENT_ACTIVITY, event, format!("activity `{}` counts until a stated day: expected `until`, found nothing", earn.activity));
                return None;
            }
            (Some(Validity::UntilStated), Some(until)) => match event.check_until(Some(until), "earn") {
                Ok(()) => {}
                Err(problem) => {
                    self.problems.push(problem);
                    return None;
                }
            },
            (_, Some(until)) => {
                let message =
                    format!("only what is valid `until_stated` counts until a stated day: expected none for activity `{}`, found {until}", earn.activity);
                self.problem_at(code::EVENT_ACTIVITY, event, ".earn.until", message);
                return None;
            }
            (_, None) => {}
        }
        let quantity = earn.quantity.unwrap_or(ONE);
        if quantity < Points::ZERO || (quantity != ONE && !activity.per_unit) {
            self.problem(code::EVENT_ACTIVITY, event, format!("expected a quantity of 0 or more, and only for points per unit, found {quantity}"));
            return None;
        }
        if let Some((attribute, word)) = earn.attributes.iter().find(|(attribute, _)| !activity.multipliers.contains_key(*attribute)) {
            let known: Vec<&str> = activity.multipliers.keys().map(String::as_str).collect();
            let expected = if known.is_empty() { "no attributes".to_owned() } else { known.join(", ") };
            let message = format!("activity `{}` has no multipliers by `{attribute}`: expected {expected}, found `{attribute}: {word}`", earn.activity);
            self.problem_at(code::EVENT_ACTIVITY, event, &format!(".earn.attributes.{attribute}"), message);
            return None;
        }
        let mut factors = Vec::new();
        for (attribute, words) in &activity.multipliers {
            match earn.attributes.get(attribute) {
                None => {}
                Some(word) => match words.get(word) {
                    Some(factor) => factors.push(*factor),
                    None => {
                        let known: Vec<&str> = words.keys().map(String::as_str).collect();
                        self.problem(code::EVENT_ACTIVITY, event, format!("expected a {attribute} of {}, found `{word}`", known.join(", ")));
                        return None;
                    }
                },
            }
        }
        match multiplied(activity.points, quantity, &factors) {
            Some(points) => Some(self.lot(entry, &earn.activity, activity, points, earn.until)),
            None => {
                self.problem(code::EVENT_OVERFLOW, event, format!("expected points that stay within {}, found more", Points::MAX));
                None
            }
        }
    }

    fn lot(&self, entry: &Entry<'_>, id: &str, activity: &ActivitySpec, points: Points, until: Option<Date>) -> Lot {
        let event = entry.event;
        let mut lot = Lot {
            event: event.id.as_str().into(),
            activity: self.names.get(id).cloned().unwrap_or_else(|| id.into()),
            occurred_on: event.on,
            effective_on: activity.effective_on(event.on),
            rolls_off_on: None,
            earned: points,
            clipped: Vec::new(),
            credited: points,
            taken: Vec::new(),
            account: None,
            voided: false,
            reversed: Points::ZERO,
            anchor: event.on,
            decay: self.rules.decay(event.on),
        };
        self.date(&mut lot, activity.validity, until);
        lot.effective_on = lot.effective_on.map(|on| on.max(entry.not_before));
        lot
    }

    /// Fixes the day of roll-off, once and for all: later months are never counted from an earlier result.
    fn date(&self, lot: &mut Lot, validity: Option<Validity>, until: Option<Date>) {
        let rules = self.rules.at(lot.occurred_on);
        // A lot without rules keeps the anchor that it has.
        if let Some(rules) = rules {
            lot.anchor = rules.anchor.day(lot.occurred_on, lot.effective_on);
        }
        lot.rolls_off_on = validity.or(rules.and_then(|rules| rules.validity)).unwrap_or(Validity::Never).after(lot.anchor, until);
    }

    /// What names a lot: maturity, void and reversal.
    fn refer(&mut self, entries: &[Entry<'_>]) {
        for entry in entries {
            match &entry.event.event {
                EventKind::Mature(reference) => self.pending(entry, &reference.of, |book, at| book.mature(entry, at)),
                EventKind::Void(reference) => self.pending(entry, &reference.of, |book, at| {
                    if let Some(lot) = book.lots.get_mut(at) {
                        (lot.effective_on, lot.voided) = (None, true);
                        // A day that can no longer change keeps the room that the points took under caps.
                        if entry.not_before <= lot.occurred_on {
                            lot.credited = Points::ZERO;
                        }
                    }
                }),
                EventKind::Reverse(reverse) => self.reverse(entry, reverse),
                _ => {}
            }
        }
    }

    fn find(&mut self, event: &Event, of: &str) -> Option<usize> {
        let found = self.index.as_ref().and_then(|index| index.get(of)).copied();
        if found.is_none() {
            self.problem(code::EVENT_UNKNOWN_REFERENCE, event, format!("no event `{of}` earned points"));
        }
        found
    }

    fn pending(&mut self, entry: &Entry<'_>, of: &str, act: impl FnOnce(&mut Self, usize)) {
        let Some(at) = self.find(entry.event, of) else { return };
        let lot = self.lots.get(at);
        // Nothing is left of what was reversed; what a cap took of a lot that was booked before is pending all the same.
        let nothing = |lot: &Lot| lot.credited == Points::ZERO && lot.clipped.is_empty() && lot.earned != Points::ZERO;
        let gone = lot.is_some_and(|lot| lot.voided || (nothing(lot) && lot.occurred_on >= self.counts_from));
        if gone || lot.is_some_and(|lot| lot.effective_on.is_some_and(|from| from <= entry.on)) {
            self.problem(code::EVENT_NOT_PENDING, entry.event, format!("the points of `{of}` are not pending on {}", entry.on));
        } else {
            act(self, at);
        }
    }

    fn mature(&mut self, entry: &Entry<'_>, at: usize) {
        if let Some(mut lot) = self.lots.get(at).cloned() {
            let validity = self.rules.at(lot.occurred_on).and_then(|rules| rules.activities.get(&*lot.activity)).and_then(|activity| activity.validity);
            lot.effective_on = Some(entry.event.on.max(lot.occurred_on));
            let stated = lot.rolls_off_on;
            self.date(&mut lot, validity, stated);
            lot.effective_on = lot.effective_on.map(|on| on.max(entry.not_before));
            if let Some(place) = self.lots.get_mut(at) {
                *place = lot;
            }
        }
    }

    fn reverse(&mut self, entry: &Entry<'_>, reverse: &Reverse) {
        let event = entry.event;
        let Some(lot) = self.find(event, &reverse.of).and_then(|at| self.lots.get_mut(at)) else { return };
        // Before caps, which a lot that was booked before has gone through.
        let clipped = lot.clipped.iter().map(|clip| clip.points.thousandths()).fold(0, i64::saturating_add);
        let left = lot.credited.thousandths().saturating_add(clipped).saturating_sub(lot.reversed.thousandths());
        let left = if lot.voided { 0 } else { left };
        let points = reverse.points.map_or(left, Points::thousandths);
        // A reversal has the sign of what it takes back.
        if points.abs() > left.abs() || points.signum().saturating_mul(left.signum()) < 0 {
            let message = format!("expected at most the {} points that `{}` has left, found {}", shown(left), reverse.of, shown(points));
            self.problem(code::EVENT_REVERSAL, event, message);
            return;
        }
        let points = Points::from_thousandths(points).unwrap_or_default();
        // What is original may lie before the first day that can still change.
        let original = reverse.dating == Dating::Original;
        if original && lot.effective_on.unwrap_or(lot.occurred_on) >= entry.not_before {
            // What a cap took is the first to go.
            let rest = lot.credited.checked_sub(points).unwrap_or_default();
            let clipped = Points::from_thousandths(clipped).unwrap_or_default();
            lot.credited = if clipped > Points::ZERO { lot.credited.min(rest.saturating_add(clipped)) } else { rest };
        } else {
            let on = if original { entry.not_before } else { entry.on };
            lot.reversed = lot.reversed.checked_add(points).unwrap_or_default();
            lot.taken.push(Taken { event: event.id.as_str().into(), on, points });
        }
    }

    /// Clips what exceeds a cap: first the activity's, then the groups', in the order of the events.
    fn cap(&mut self) {
        let mut used: BTreeMap<(&str, Period), i64> = BTreeMap::new();
        for (at, lot) in self.lots.iter_mut().enumerate() {
            // What was voided or costs points takes no room, and another account's points were capped there.
            if lot.credited <= Points::ZERO || lot.account.is_some() {
                continue;
            }
            let Some(rules) = self.rules.at(lot.occurred_on) else { continue };
            let own = rules.activities.get_key_value(&*lot.activity).and_then(|(id, activity)| activity.cap.map(|cap| (id.as_str(), cap)));
            let groups = rules.caps.iter().filter(|group| {
                ![ADJUSTMENT, ROLLOVER].contains(&&*lot.activity) && (group.activities.is_empty() || group.activities.iter().any(|id| **id == *lot.activity))
            });
            let caps: Vec<(&str, Cap)> =
                own.into_iter().chain(groups.map(|group| (group.id.as_str(), Cap { points: group.points, every: group.every }))).collect();
            for (id, cap) in caps.iter().filter(|_| at >= self.opened) {
                let room = cap.points.thousandths().saturating_sub(*used.get(&(*id, Period::of(cap.every, lot))).unwrap_or(&0)).max(0);
                let over = lot.credited.thousandths().saturating_sub(room);
                if let Some(points) = Points::from_thousandths(over).filter(|over| *over > Points::ZERO) {
                    lot.clipped.push(Clip { cap: (*id).into(), points });
                    lot.credited = Points::from_thousandths(room).unwrap_or_default();
                }
            }
            for (id, cap) in caps {
                let used = used.entry((id, Period::of(cap.every, lot))).or_insert(0);
                *used = used.saturating_add(lot.credited.thousandths());
            }
        }
    }

    /// Negative adjustments take from the points that roll off first; what won a tier takes all there was.
    fn adjust(&mut self, entries: &[Entry<'_>], uses: &[Used]) {
        let mut uses = uses.iter().peekable();
        let mut open = Open::new(&self.lots);
        for entry in entries {
            if let EventKind::Adjust(Adjust { points, .. }) = &entry.event.event
                && *points < Points::ZERO
            {
                // Tiers are judged after everything that happens on a day.
                while let Some(used) = uses.next_if(|used| used.on < entry.on) {
                    let before = self.lots.len();
                    self.use_up(used);
                    (before..self.lots.len()).for_each(|at| open.add(&self.lots, at));
                }
                self.take(entry, points.thousandths().saturating_neg(), &mut open);
            }
        }
        uses.for_each(|used| self.use_up(used));
    }

    fn use_up(&mut self, used: &Used) {
        let event = Name::from(format!("{ROLLOVER}/{}", used.on));
        for lot in self.lots.iter_mut().filter(|lot| lot.counts(used.on) && lot.effective_on.is_some_and(|from| used.from <= from && from < used.before)) {
            let points = lot.nominal(used.on);
            if points != Points::ZERO {
                lot.taken.push(Taken { event: event.clone(), on: used.on, points });
            }
        }
        if used.carried > Points::ZERO {
            self.push(Lot {
                event,
                activity: self.names.get(ROLLOVER).cloned().unwrap_or_else(|| ROLLOVER.into()),
                occurred_on: used.on,
                effective_on: Some(used.on),
                rolls_off_on: Some(used.until),
                earned: used.carried,
                clipped: Vec::new(),
                credited: used.carried,
                taken: Vec::new(),
                account: None,
                voided: false,
                reversed: Points::ZERO,
                anchor: used.on,
                decay: None,
            });
        }
    }

    /// What was taken, in the order of days; a reversal of points that an adjustment took before takes only the rest.
    fn settle(&mut self) {
        for lot in &mut self.lots {
            lot.taken.sort_by_key(|taken| taken.on);
            let mut left = lot.credited.thousandths();
            for taken in &mut lot.taken {
                let points = taken.points.thousandths().clamp(left.min(0), left.max(0));
                taken.points = Points::from_thousandths(points).unwrap_or_default();
                left = left.saturating_sub(points);
            }
        }
    }

    fn take(&mut self, entry: &Entry<'_>, mut wanted: i64, open: &mut Open) {
        let (on, event) = (entry.on, Name::from(entry.event.id.as_str()));
        while wanted > 0
            && let Some(at) = open.first(&self.lots, on)
        {
            let Some(lot) = self.lots.get_mut(at) else { break };
            let value = lot.value(on).thousandths();
            let nominal = lot.nominal(on).thousandths();
            let taken = if value <= wanted { nominal } else { nominal.saturating_sub(kept(lot, on, nominal, value.saturating_sub(wanted))) };
            lot.taken.push(Taken { event: event.clone(), on, points: Points::from_thousandths(taken).unwrap_or_default() });
            wanted = wanted.saturating_sub(value).max(0);
        }
        if wanted > 0 {
            self.unmet.push(Taken { event, on, points: Points::from_thousandths(wanted).unwrap_or_default() });
        }
    }
}

/// The lots that points can be taken from, those that roll off first in front.
///
/// What is worth nothing on a day is worth nothing ever after, so that each lot is looked at until it is empty and no more.
struct Open {
    /// Lots that have not begun to count, the first to do so last.
    later: Vec<(Date, usize)>,
    counting: BinaryHeap<std::cmp::Reverse<(Date, Option<Date>, usize)>>,
}

impl Open {
    fn new(lots: &[Lot]) -> Self {
        let begin = |(at, lot): (usize, &Lot)| lot.effective_on.filter(|_| lot.credited > Points::ZERO).map(|on| (on, at));
        let mut later: Vec<(Date, usize)> = lots.iter().enumerate().filter_map(begin).collect();
        later.sort_unstable_by(|one, other| other.cmp(one));
        Self { later, counting: BinaryHeap::new() }
    }

    fn add(&mut self, lots: &[Lot], at: usize) {
        if let Some(lot) = lots.get(at) {
            self.counting.push(std::cmp::Reverse((lot.rolls_off_on.unwrap_or(Date::MAX), lot.effective_on, at)));
        }
    }

    /// The first lot that is worth something on a day; days must ascend.
    fn first(&mut self, lots: &[Lot], on: Date) -> Option<usize> {
        while let Some((_, at)) = self.later.pop_if(|(from, _)| *from <= on) {
            self.add(lots, at);
        }
        loop {
            let std::cmp::Reverse((_, _, at)) = *self.counting.peek()?;
            if lots.get(at).is_some_and(|lot| lot.value(on) > Points::ZERO) {
                return Some(at);
            }
            self.counting.pop();
        }
    }
}

/// The most points before decay that are worth at most `worth` on the day.
fn kept(lot: &Lot, day: Date, nominal: i64, worth: i64) -> i64 {
    let Some(decay) = &lot.decay else { return worth };
    let (mut least, mut most) = (0_i64, nominal);
    while least < most {
        // Rounded up, so that the half always shrinks.
        let middle = most.saturating_sub(most.saturating_sub(least) / 2);
        let left = Points::from_thousandths(middle).map_or(i64::MAX, |points| decay.left(points, lot.age(day)).thousandths());
        if left <= worth { least = middle } else { most = middle.saturating_sub(1) }
    }
    least
}

const ONE: Points = match Points::from_thousandths(1_000) {
    Some(one) => one,
    None => Points::ZERO,
};

fn shown(thousandths: i64) -> Points {
    Points::from_thousandths(thousandths).unwrap_or_default()
}

/// `points x quantity x factors`, exact, then floored toward zero once (rule N2).
fn multiplied(points: Points, quantity: Points, factors: &[Weight]) -> Option<Points> {
    let mut numerator = i128::from(points.thousandths()).checked_mul(i128::from(quantity.thousandths()))?;
    let mut denominator = i128::from(ONE.thousandths());
    for factor in factors {
        numerator = numerator.checked_mul(i128::from(factor.millionths()))?;
        denominator = denominator.checked_mul(i128::from(Weight::ONE.millionths()))?;
        // Common factors are taken out, so that several multipliers fit.
        let common = greatest_common_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
        numerator = numerator.checked_div(i128::try_from(common).ok()?)?;
        denominator = denominator.checked_div(i128::try_from(common).ok()?)?;
    }
    i64::try_from(numerator.checked_div(denominator)?).ok().and_then(Points::from_thousandths)
}

fn greatest_common_divisor(mut one: u128, mut other: u128) -> u128 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one.max(1)
}

/// A stretch of time in which a cap has room.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Period {
    Event(Name),
    Month(i32, u32),
    Quarter(i32, u32),
    Year(i32),
    Always,
}

impl Period {
    fn of(period: CapPeriod, lot: &Lot) -> Self {
        let (year, month, _) = lot.occurred_on.ymd();
        match period {
            CapPeriod::Event => Self::Event(lot.event.clone()),
            CapPeriod::Month => Self::Month(year, month),
            CapPeriod::Quarter => Self::Quarter(year, month.saturating_sub(1) / 3),
            CapPeriod::Year => Self::Year(year),
            CapPeriod::Always => Self::Always,
        }
    }
}
