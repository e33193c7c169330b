//! The workload of ledgers: accounts with dated events, a balance over rolling twelve months at 24 month ends, and
//! the tier of each account at each of them. Whoever no longer merits a tier keeps it for one month of grace.

use serde_json::{Value, json};
use tierwise::columns::{Column, Events as Columns, Ledgers};
use tierwise::event::{Earn, Enrol, Event, EventKind};
use tierwise::{Account, Date, History, Points, Policy};

/// Events of each account, unless it is said otherwise.
pub const EVENTS: usize = 100;
/// Month ends at which accounts are judged: the balance at the end of a month is what the first of the next one finds.
pub const MONTHS: usize = 24;
/// Tiers above the base rung: to enter, to stay.
pub const BOUNDS: [(i64, i64); 3] = [(1_000, 800), (3_000, 2_400), (8_000, 6_400)];

#[must_use]
pub fn document() -> Value {
    let tier = |(id, (enter, retain)): (&str, (i64, i64))| json!({"id": id, "enter": enter, "retain": retain});
    let tiers: Vec<Value> = ["silver", "gold", "platinum"].into_iter().zip(BOUNDS).map(tier).collect();
    json!({
        "policy": "ledger", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
        "ladder": {
            "basis": "points", "base": "standard", "review": "monthly",
            "renewal": {"continuous": {"demotion": "to_qualified"}}, "confirm": {"demotion": 2},
            "tiers": tiers,
        },
    })
}

/// The day on which all accounts are enrolled.
#[must_use]
pub fn start() -> Date {
    Date::from_ymd(2024, 1, 1).unwrap()
}

/// The days of review, as days since the start: the first of each month after it.
#[must_use]
pub fn reviews() -> [i32; MONTHS] {
    std::array::from_fn(|month| start().add_months(month as i32 + 1).unwrap().days_since(start()))
}

/// Events in the order of their accounts, as many of each; within an account in no order.
pub struct Events {
    each: usize,
    /// Days since the start.
    pub day: Vec<i32>,
    pub points: Vec<i32>,
}

/// What became of the accounts: `MONTHS` values for each.
#[derive(PartialEq)]
pub struct Paths {
    pub balance: Vec<i64>,
    pub tier: Vec<u8>,
}

impl Paths {
    #[must_use]
    pub fn new(accounts: usize) -> Self {
        Self { balance: vec![0; accounts * MONTHS], tier: vec![0; accounts * MONTHS] }
    }
}

impl Events {
    /// From large accounts to small ones.
    #[must_use]
    pub fn new(accounts: usize, each: usize) -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move |below: i32| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) % below as u64) as i32
        };
        let last = reviews()[MONTHS - 1];
        let mut events = Self { each, day: Vec::with_capacity(accounts * each), points: Vec::with_capacity(accounts * each) };
        for _ in 0..accounts {
            let scale = [5, 25, 90, 200, 450][random(5) as usize];
            for _ in 0..each {
                events.day.push(1 + random(last));
                events.points.push(random(scale));
            }
        }
        events
    }

    #[must_use]
    pub fn accounts(&self) -> usize {
        self.day.len() / self.each
    }

    /// An account as the library reads it.
    #[must_use]
    pub fn history(&self, account: usize) -> History {
        let event = |id: String, day: i32, event: EventKind| Event { id, on: start().add_days(day).unwrap(), recorded_on: None, sequence: 0, event };
        let earned = (account * self.each..(account + 1) * self.each).map(|at| {
            let quantity = Points::from_thousandths(i64::from(self.points[at]) * 1_000);
            event(format!("e{at}"), self.day[at], EventKind::Earn(Earn { activity: "order".to_owned(), quantity, ..Earn::default() }))
        });
        let enrolled = event("enrol".to_owned(), 0, EventKind::Enrol(Enrol::default()));
        History { account: Account::default(), events: std::iter::once(enrolled).chain(earned).collect() }
    }

    /// The loop written by hand: some accounts, one after the other, each in the cache.
    pub fn by_hand(&self, first: usize, balance: &mut [i64], tier: &mut [u8]) {
        let reviews = reviews();
        // The review at which an event of a day is first seen.
        let mut month_of = vec![0_u8; reviews[MONTHS - 1] as usize + 1];
        for (day, month) in month_of.iter_mut().enumerate() {
            *month = reviews.iter().filter(|review| **review < day as i32).count() as u8;
        }
        let paths = balance.as_chunks_mut::<MONTHS>().0.iter_mut().zip(tier.as_chunks_mut::<MONTHS>().0);
        let events = self.day.chunks_exact(self.each).zip(self.points.chunks_exact(self.each)).skip(first);
        for ((days, points), (balances, tiers)) in events.zip(paths) {
            let mut earned = [0_i64; 32];
            for (day, points) in days.iter().zip(points) {
                earned[usize::from(month_of[*day as usize] & 31)] += i64::from(*points);
            }
            let (mut sum, mut rank, mut missed) = (0, 0, false);
            for month in 0..MONTHS {
                sum += earned[month] - if month < 12 { 0 } else { earned[month - 12] };
                let reaches = |bound: fn(&(i64, i64)) -> i64| BOUNDS.iter().filter(|tier| sum >= bound(tier)).count();
                let (enters, stays) = (reaches(|tier| tier.0), reaches(|tier| tier.1));
                let falls = stays < rank;
                rank = if enters > rank {
                    enters
                } else if falls && missed {
                    stays
                } else {
                    rank
                };
                missed = falls && !missed;
                (balances[month], tiers[month]) = (sum, rank as u8);
            }
        }
    }
}

/// The same events as a table has them.
pub struct Log {
    offsets: Vec<usize>,
    pub on: Vec<i32>,
    activity: Vec<u8>,
    quantity: Vec<f64>,
    enrolled: Vec<i32>,
    days: Vec<Date>,
}

impl Log {
    #[must_use]
    pub fn new(events: &Events) -> Self {
        let since = start().days_since_1970();
        Self {
            offsets: (0..=events.accounts()).map(|account| account * events.each).collect(),
            on: events.day.iter().map(|day| since + day).collect(),
            activity: vec![0; events.day.len()],
            quantity: events.points.iter().map(|points| f64::from(*points)).collect(),
            enrolled: vec![since; events.accounts()],
            days: reviews().map(|day| start().add_days(day).unwrap()).to_vec(),
        }
    }

    #[must_use]
    pub fn ledgers<'a>(&'a self, policy: &'a Policy) -> Ledgers<'a> {
        let events = Columns {
            offsets: &self.offsets,
            on: Column::days(&self.on),
            activity: Column::categories(&self.activity[..], &["order"]),
            quantity: Some(Column::numbers(&self.quantity)),
            enrolled: Some(Column::days(&self.enrolled)),
        };
        policy.ledgers(events, &self.days).unwrap()
    }
}
