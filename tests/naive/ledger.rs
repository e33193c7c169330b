//! The points of every day (L2 to L6).

use std::collections::BTreeMap;

use tierwise::event::{Dating, EventKind};
use tierwise::policy::{Anchor, CapPeriod, DecaySpec, Maturity, PointsSpec, Span, Validity};
use tierwise::{Date, Event};

use super::log::{Fact, Refused};

/// Points that were credited once. Points are thousandths.
#[derive(Debug, Clone)]
pub(super) struct Lot {
    pub(super) id: String,
    pub(super) activity: String,
    occurred: Date,
    pub(super) effective: Option<Date>,
    pub(super) rolls_off: Option<Date>,
    anchor: Date,
    decay: Option<DecaySpec>,
    earned: i64,
    /// What later events of reversal found, before caps.
    reversed: i64,
    credited: i64,
    taken: Vec<(Date, i64)>,
    /// The reversals as of the original day.
    undone: Vec<String>,
    voided: bool,
    capped: bool,
}

/// Points used up on a day by a promotion or a renewal (T8.2).
#[derive(Debug, Clone)]
pub(super) struct Used {
    pub(super) on: Date,
    /// The lots that were judged.
    pub(super) lots: Vec<String>,
    /// What is carried, and until when.
    pub(super) rollover: Option<(i64, Date)>,
}

impl Lot {
    pub(super) fn counts(&self, day: Date) -> bool {
        self.effective.is_some_and(|from| from <= day) && self.rolls_off.is_none_or(|until| day < until)
    }

    /// The lot as another account's, from the day of their merge (T15).
    pub(super) fn joined(&self, account: &str, on: Date) -> Self {
        Self { id: format!("{account}/{}", self.id), effective: self.effective.map(|day| day.max(on)), capped: false, ..self.clone() }
    }

    fn left(&self, day: Date) -> i64 {
        self.credited - self.taken.iter().filter(|(on, _)| *on <= day).map(|(_, points)| points).sum::<i64>()
    }

    /// What counts of it on a day.
    pub(super) fn worth(&self, day: Date) -> i64 {
        if self.counts(day) { decayed(self.decay.as_ref(), self.left(day), day.days_since(self.anchor)) } else { 0 }
    }
}

/// Floored toward zero, in whole numbers (L6).
fn decayed(decay: Option<&DecaySpec>, points: i64, age: i32) -> i64 {
    let (points_, age) = (i128::from(points), i128::from(age));
    let left = match decay {
        None => points_,
        Some(DecaySpec::Step(steps)) => {
            let keep = steps.iter().rfind(|(from, _)| i128::from(*from) <= age).map_or(1_000_000, |(_, keep)| keep.millionths());
            points_ * i128::from(keep) / 1_000_000
        }
        Some(DecaySpec::Linear(days)) => points_ * (i128::from(*days) - age).max(0) / i128::from(*days),
        Some(DecaySpec::HalfLife(days)) => {
            // The greatest whole number w with w^days * 2^age <= points^days, for the few days that cases have.
            let size = points_.unsigned_abs();
            let (mut low, mut high) = (0_u128, size + 1);
            while low + 1 < high {
                let middle = u128::midpoint(low, high);
                if at_most(middle, age as u32, size, *days) { low = middle } else { high = middle }
            }
            low as i128 * points_.signum()
        }
    };
    left as i64
}

/// Whether `one^exponent * 2^shift <= other^exponent`, in digits of 32 bits.
fn at_most(one: u128, shift: u32, other: u128, exponent: u32) -> bool {
    let times = |number: &mut Vec<u64>, factor: u128| {
        let mut carry = 0_u128;
        for digit in number.iter_mut() {
            let product = u128::from(*digit) * factor + carry;
            *digit = (product & 0xffff_ffff) as u64;
            carry = product >> 32;
        }
        while carry > 0 {
            number.push((carry & 0xffff_ffff) as u64);
            carry >>= 32;
        }
        while number.last() == Some(&0) {
            number.pop();
        }
    };
    let (mut left, mut right) = (vec![1_u64], vec![1_u64]);
    for _ in 0..exponent {
        times(&mut left, one);
        times(&mut right, other);
    }
    for _ in 0..shift {
        times(&mut left, 2);
    }
    (left.len(), left.iter().rev().collect::<Vec<_>>()) <= (right.len(), right.iter().rev().collect::<Vec<_>>())
}

fn period(every: CapPeriod, day: Date, id: &str) -> String {
    let (year, month, _) = day.ymd();
    match every {
        CapPeriod::Event => id.to_owned(),
        CapPeriod::Month => format!("{year}-{month}"),
        CapPeriod::Quarter => format!("{year} {}", (month - 1) / 3),
        CapPeriod::Year => year.to_string(),
        CapPeriod::Always => String::new(),
    }
}

fn end(validity: Option<Validity>, anchor: Date, stated: Option<Date>) -> Option<Date> {
    match validity {
        None | Some(Validity::Never) => None,
        Some(Validity::Months(months)) => Some(Span::Months(months).after(anchor)),
        Some(Validity::Days(days)) => Some(Span::Days(days).after(anchor)),
        Some(Validity::UntilStated) => stated,
    }
}

/// The days of a lot.
struct Days {
    effective: Option<Date>,
    anchor: Date,
    rolls_off: Option<Date>,
}

/// What an event credits, before anything else happens to it.
fn credited(event: &Event, activity: &str, days: Days, decay: Option<DecaySpec>, earned: i64) -> Lot {
    Lot {
        id: event.id.clone(),
        activity: activity.to_owned(),
        occurred: event.on,
        effective: days.effective,
        rolls_off: days.rolls_off,
        anchor: days.anchor,
        decay,
        earned,
        reversed: 0,
        credited: earned,
        taken: Vec::new(),
        undone: Vec::new(),
        voided: false,
        capped: false,
    }
}

/// Books an account's own events; `rules` are those in force on a day.
pub(super) fn book<'s>(
    facts: &[Fact],
    rules: impl Fn(Date) -> Option<&'s PointsSpec>,
    counts_from: Date,
    used: &[Used],
    merged: &[(Date, Vec<Lot>)],
) -> Result<Vec<Lot>, Refused> {
    let mut lots: Vec<Lot> = Vec::new();
    if rules(counts_from).is_none() {
        return Ok(lots);
    }
    // What was earned, matured, voided and taken back as of the original day.
    for Fact { event, acts, .. } in facts {
        let too_early = event.on < counts_from;
        match &event.event {
            EventKind::Earn(earn) => {
                let activity = |rules: &'s PointsSpec| rules.activities.get(&earn.activity).map(|activity| (rules, activity));
                let Some((rules, activity)) = rules(event.on).and_then(activity) else { return Err(Refused::from(["event.activity"])) };
                let stated = activity.validity.or(rules.validity) == Some(Validity::UntilStated);
                let quantity = earn.quantity.map_or(1_000, |quantity| quantity.thousandths());
                let strange = earn.attributes.keys().any(|attribute| !activity.multipliers.contains_key(attribute));
                let mut refused = Refused::new();
                if quantity < 0 || (quantity != 1_000 && !activity.per_unit) || earn.until.is_some() != stated || strange {
                    refused.insert("event.activity");
                }
                if earn.until.is_some_and(|until| stated && until <= event.on) {
                    refused.insert("event.until");
                }
                if !refused.is_empty() {
                    return Err(refused);
                }
                let mut numerator = i128::from(activity.points.thousandths());
                let mut denominator = 1_i128;
                if activity.per_unit {
                    numerator *= i128::from(quantity);
                    denominator *= 1_000;
                }
                for (attribute, factors) in &activity.multipliers {
                    if let Some(factor) = earn.attributes.get(attribute).and_then(|value| factors.get(value)) {
                        numerator *= i128::from(factor.millionths());
                        denominator *= 1_000_000;
                    }
                }
                let earned = (numerator / denominator) as i64;
                let matures = match activity.maturity {
                    None => Some(event.on),
                    Some(Maturity::Days(days)) => Some(Span::Days(days).after(event.on)),
                    Some(Maturity::OnEvent) => None,
                };
                let validity = activity.validity.or(rules.validity);
                let anchor = if rules.anchor == Anchor::Matured { matures.unwrap_or(event.on) } else { event.on };
                let days = Days { effective: matures.map(|day| day.max(*acts)), anchor, rolls_off: end(validity, anchor, earn.until) };
                lots.push(Lot { capped: true, ..credited(event, &earn.activity, days, rules.decay.clone(), if too_early { 0 } else { earned }) });
            }
            EventKind::Adjust(adjust) if adjust.points.thousandths() > 0 => {
                let Some(rules) = rules(event.on) else { return Err(Refused::from(["event.activity"])) };
                let earned = if too_early { 0 } else { adjust.points.thousandths() };
                let days = Days { effective: Some(*acts), anchor: event.on, rolls_off: end(rules.validity, event.on, None) };
                lots.push(credited(event, "adjustment", days, rules.decay.clone(), earned));
            }
            EventKind::Merge(_) => {
                let theirs = merged.iter().filter(|(on, _)| on == acts).flat_map(|(_, lots)| lots.iter().cloned());
                lots.extend(theirs);
            }
            _ => {}
        }
    }
    for Fact { event, acts, open } in facts {
        let position = |lots: &[Lot], of: &str| lots.iter().position(|lot| lot.id == *of).ok_or_else(|| Refused::from(["event.unknown_reference"]));
        match &event.event {
            EventKind::Mature(reference) => {
                let at = position(&lots, &reference.of)?;
                let lot = &mut lots[at];
                if lot.voided || (lot.credited == 0 && lot.earned != 0) || lot.effective.is_some_and(|day| day <= *acts) {
                    return Err(Refused::from(["event.not_pending"]));
                }
                lot.effective = Some(*acts);
                let (rules, validity) =
                    rules(lot.occurred).and_then(|rules| Some((rules, rules.activities.get(&lot.activity)?.validity.or(rules.validity)))).unwrap();
                if rules.anchor == Anchor::Matured && validity != Some(Validity::UntilStated) {
                    lot.rolls_off = end(validity, event.on, None);
                }
                if rules.anchor == Anchor::Matured {
                    lot.anchor = event.on;
                }
            }
            EventKind::Void(reference) => {
                let at = position(&lots, &reference.of)?;
                let lot = &mut lots[at];
                if lot.voided || (lot.credited == 0 && lot.earned != 0) || lot.effective.is_some_and(|day| day <= *acts) {
                    return Err(Refused::from(["event.not_pending"]));
                }
                lot.voided = true;
                lot.effective = None;
                // Before the first open day it goes on taking room under caps.
                if *open <= lot.occurred {
                    lot.credited = 0;
                }
            }
            EventKind::Reverse(reverse) => {
                let at = position(&lots, &reverse.of)?;
                let lot = &mut lots[at];
                let left = if lot.voided { 0 } else { lot.earned - lot.reversed };
                let points = reverse.points.map_or(left, |points| points.thousandths());
                if points.abs() > left.abs() || points * lot.earned < 0 {
                    return Err(Refused::from(["event.reversal_exceeds_lot"]));
                }
                lot.reversed += points;
                if reverse.dating == Dating::Original && *open <= lot.effective.unwrap_or(lot.occurred) && !lot.voided {
                    lot.credited -= points;
                    lot.undone.push(event.id.clone());
                }
            }
            _ => {}
        }
    }
    // Caps (L4).
    let mut rooms: BTreeMap<(String, String), i64> = BTreeMap::new();
    for lot in lots.iter_mut().filter(|lot| lot.capped && lot.credited > 0) {
        let rules = rules(lot.occurred).unwrap();
        let own =
            rules.activities.get(&lot.activity).and_then(|activity| activity.cap).map(|cap| (format!("activity {}", lot.activity), cap.points, cap.every));
        let groups = rules
            .caps
            .iter()
            .filter(|cap| cap.activities.is_empty() || cap.activities.contains(&lot.activity))
            .map(|cap| (cap.id.clone(), cap.points, cap.every));
        let caps: Vec<_> =
            own.into_iter().chain(groups).map(|(cap, points, every)| ((cap, period(every, lot.occurred, &lot.id)), points.thousandths())).collect();
        for (key, most) in &caps {
            lot.credited = lot.credited.min((most - rooms.get(key).copied().unwrap_or(0)).max(0));
        }
        for (key, _) in caps {
            *rooms.entry(key).or_default() += lot.credited;
        }
    }
    // What is taken from a day on.
    let mut used = used.iter().peekable();
    // On a day first what is reversed, then what is taken by hand from the rest.
    let mut in_order: Vec<&Fact> = facts.iter().collect();
    in_order.sort_by_key(|fact| (fact.acts, matches!(fact.event.event, EventKind::Adjust(_))));
    for Fact { event, acts, open } in in_order {
        while let Some(earlier) = used.next_if(|used| used.on < *acts) {
            use_up(&mut lots, earlier);
        }
        match &event.event {
            EventKind::Reverse(reverse) => {
                let lot = lots.iter_mut().find(|lot| lot.id == reverse.of).unwrap();
                if lot.undone.contains(&event.id) || lot.voided {
                    continue;
                }
                // As of the original day at the earliest, and of the first open day.
                let from = if reverse.dating == Dating::Original { *open } else { *acts };
                let left = lot.left(Date::MAX);
                let points = reverse.points.map_or(left, |points| points.thousandths());
                let points = if left < 0 { points.max(left) } else { points.min(left) };
                lot.taken.push((from, points));
            }
            EventKind::Adjust(adjust) if adjust.points.thousandths() < 0 && event.on >= counts_from => {
                let mut asked = -adjust.points.thousandths();
                let mut order: Vec<usize> = (0..lots.len()).filter(|at| lots[*at].worth(*acts) > 0).collect();
                order.sort_by_key(|at| (lots[*at].rolls_off.unwrap_or(Date::MAX), lots[*at].effective, *at));
                for at in order {
                    let lot = &mut lots[at];
                    let falls = asked.min(lot.worth(*acts));
                    if falls == 0 {
                        continue;
                    }
                    // The fewest points by which what counts falls so far.
                    let (worth, left) = (lot.worth(*acts), lot.left(Date::MAX));
                    let age = acts.days_since(lot.anchor);
                    let (mut low, mut high) = (0, left);
                    while low + 1 < high {
                        let middle = i64::midpoint(low, high);
                        if worth - decayed(lot.decay.as_ref(), left - middle, age) >= falls { high = middle } else { low = middle }
                    }
                    lot.taken.push((*acts, high));
                    asked -= falls;
                }
            }
            _ => {}
        }
    }
    used.for_each(|used| use_up(&mut lots, used));
    Ok(lots)
}

fn use_up(lots: &mut Vec<Lot>, used: &Used) {
    for lot in lots.iter_mut().filter(|lot| used.lots.contains(&lot.id)) {
        let left = lot.left(Date::MAX);
        lot.taken.push((used.on, left));
    }
    if let Some((points, until)) = used.rollover {
        lots.push(Lot {
            id: format!("rollover {}", used.on),
            activity: "rollover".to_owned(),
            occurred: used.on,
            effective: Some(used.on),
            rolls_off: Some(until),
            anchor: used.on,
            decay: None,
            earned: points,
            reversed: 0,
            credited: points,
            taken: Vec::new(),
            undone: Vec::new(),
            voided: false,
            capped: false,
        });
    }
}
