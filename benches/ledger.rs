//! Ledgers of many accounts over two years, against a loop that is written by hand for the same policy: balance over a rolling
//! twelve months at 24 ends of months, and a tier that falls after a month of grace.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use tierwise::columns::{Column, Events, Ledgers, Reviews};
use tierwise::{Date, Policy};

const BOUNDS: [(i64, i64); 3] = [(1_000, 800), (3_000, 2_400), (8_000, 6_400)];

/// Points of twelve months, and tiers that fall when they are not merited at two ends of months in a row.
fn policy(ladder: &Value) -> Policy {
    let tiers: Vec<Value> =
        BOUNDS.iter().zip(["silver", "gold", "platinum"]).map(|((enter, retain), id)| json!({"id": id, "enter": enter, "retain": retain})).collect();
    let mut document = json!({
        "policy": "bench", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}, "visit": {"points": 10}}},
        "ladder": {"basis": "points", "base": "standard", "tiers": tiers},
    });
    document["ladder"].as_object_mut().unwrap().extend(ladder.as_object().unwrap().clone());
    Policy::read(document).unwrap()
}

fn monthly() -> Value {
    json!({"review": "monthly", "confirm": {"demotion": 2}, "renewal": {"continuous": {"demotion": "to_qualified"}}})
}

/// Orders and visits over 36 months, in the order of days.
struct Log {
    offsets: Vec<usize>,
    on: Vec<i32>,
    activity: Vec<u8>,
    quantity: Vec<f64>,
    enrolled: Vec<i32>,
    days: Vec<Date>,
}

impl Log {
    fn new(accounts: usize, events: usize) -> Self {
        let start: Date = "2023-01-01".parse().unwrap();
        let (first, until) = (start.days_since_1970(), "2026-01-01".parse::<Date>().unwrap().days_since_1970());
        let mut state = 7_u64;
        let mut random = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as usize) % below
        };
        let mut log = Self {
            offsets: (0..=accounts).map(|account| account * events).collect(),
            on: Vec::new(),
            activity: Vec::new(),
            quantity: Vec::new(),
            enrolled: vec![first; accounts],
            days: (1..=24).map(|month| "2024-01-01".parse::<Date>().unwrap().add_months(month).unwrap().add_days(-1).unwrap()).collect(),
        };
        for _ in 0..accounts {
            let mut days: Vec<i32> = (0..events).map(|_| first + random((until - first) as usize) as i32).collect();
            days.sort_unstable();
            let size = 1 + random(40_000 / events + 1);
            for day in days {
                let visit = random(8) == 0;
                log.on.push(day);
                log.activity.push(u8::from(visit));
                log.quantity.push(if visit { 1.0 } else { random(size * 20) as f64 / 10.0 });
            }
        }
        log
    }

    fn ledgers<'a>(&'a self, policy: &'a Policy) -> Ledgers<'a> {
        let events = Events {
            offsets: &self.offsets,
            on: Column::days(&self.on),
            activity: Column::categories(&self.activity[..], &["order", "visit"]),
            quantity: Some(Column::numbers(&self.quantity)),
            enrolled: Some(Column::days(&self.enrolled)),
        };
        policy.ledgers(events, &self.days).unwrap()
    }
}

/// The policy by hand: reviews on the first days of months, with the balance of each day that is asked for.
fn by_hand(log: &Log, balance: &mut [i64], tier: &mut [u8]) {
    let start: Date = "2023-01-01".parse().unwrap();
    let firsts: Vec<i32> = (0..36).map(|month| start.add_months(month).unwrap().days_since_1970()).collect();
    let days: Vec<i32> = log.days.iter().map(|day| day.days_since_1970()).collect();
    let first = firsts[0];
    let expiry: Vec<i32> =
        (first..=*days.last().unwrap()).map(|day| Date::from_days_since_1970(day).unwrap().add_months(12).unwrap().days_since_1970()).collect();
    let mut points = Vec::new();
    for (account, ends) in log.offsets.windows(2).enumerate() {
        let rows = ends[0]..ends[1];
        let (on, activity, quantity) = (&log.on[rows.clone()], &log.activity[rows.clone()], &log.quantity[rows]);
        points.clear();
        points.extend(activity.iter().zip(quantity).map(|(activity, quantity)| if *activity == 0 { (quantity * 1_000.0 + 0.5) as i64 } else { 10_000 }));
        let (mut begun, mut ended, mut sum) = (0, 0, 0_i64);
        let mut up_to = |day: i32| {
            while begun < on.len() && on[begun] <= day {
                sum += points[begun];
                begun += 1;
            }
            while ended < begun && expiry[(on[ended] - first) as usize] <= day {
                sum -= points[ended];
                ended += 1;
            }
            sum
        };
        let (mut rank, mut missed, mut asked) = (0_usize, 0, 0);
        let mut write = |asked: usize, sum: i64, rank: usize| (balance[account * 24 + asked], tier[account * 24 + asked]) = (sum, rank as u8);
        for review in &firsts {
            while asked < 24 && days[asked] < *review {
                write(asked, up_to(days[asked]), rank);
                asked += 1;
            }
            let metric = up_to(*review);
            let entered = BOUNDS.iter().filter(|(enter, _)| metric >= enter * 1_000).count();
            if entered > rank {
                (rank, missed) = (entered, 0);
            } else if rank == 0 || metric >= BOUNDS[rank - 1].1 * 1_000 {
                missed = 0;
            } else {
                missed += 1;
                if missed == 2 {
                    (rank, missed) = (BOUNDS[..rank - 1].iter().filter(|(_, retain)| metric >= retain * 1_000).count(), 0);
                }
            }
        }
        while asked < 24 {
            write(asked, up_to(days[asked]), rank);
            asked += 1;
        }
    }
}

struct Results {
    balance: Vec<i64>,
    tier: Vec<u8>,
    errors: Vec<Option<&'static str>>,
}

impl Results {
    fn new(accounts: usize) -> Self {
        Self { balance: vec![0; accounts * 24], tier: vec![0; accounts * 24], errors: vec![None; accounts] }
    }

    fn reviews(&mut self) -> Reviews<'_> {
        Reviews { balance: &mut self.balance, tier: &mut self.tier, errors: &mut self.errors }
    }
}

/// Ten million events of 100,000 accounts.
fn large(criterion: &mut Criterion) {
    let (accounts, events) = (100_000, 100);
    let (policy, log) = (policy(&monthly()), Log::new(accounts, events));
    let (mut ours, mut theirs) = (Results::new(accounts), Results::new(accounts));
    assert_eq!(log.ledgers(&policy).review(0..accounts, &mut ours.reviews()).unwrap(), 0);
    by_hand(&log, &mut theirs.balance, &mut theirs.tier);
    assert!(ours.balance == theirs.balance && ours.tier == theirs.tier, "both agree");
    let moves = ours.tier.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert!(moves > accounts, "{moves} moves");
    let mut group = criterion.benchmark_group("ledgers, 10^7 events");
    group.sample_size(10).throughput(Throughput::Elements((accounts * events) as u64));
    group.bench_function("by hand", |bencher| bencher.iter(|| by_hand(black_box(&log), &mut theirs.balance, &mut theirs.tier)));
    group.bench_function("ledgers", |bencher| bencher.iter(|| log.ledgers(black_box(&policy)).review(0..accounts, &mut ours.reviews())));
    group.bench_function("ledgers, two threads", |bencher| {
        bencher.iter(|| {
            let ledgers = log.ledgers(black_box(&policy));
            let (middle, days) = (accounts / 2, 24);
            let (balances, tiers, errors) = (ours.balance.split_at_mut(middle * days), ours.tier.split_at_mut(middle * days), ours.errors.split_at_mut(middle));
            std::thread::scope(|scope| {
                scope.spawn(|| ledgers.review(0..middle, &mut Reviews { balance: balances.0, tier: tiers.0, errors: errors.0 }).unwrap());
                ledgers.review(middle..accounts, &mut Reviews { balance: balances.1, tier: tiers.1, errors: errors.1 }).unwrap();
            });
        });
    });
    group.finish();
}

/// A million events of ever fewer accounts, and other rules.
fn parts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ledgers, 10^6 events");
    group.sample_size(10).throughput(Throughput::Elements(1_000_000));
    for events in [10, 100, 1_000, 10_000] {
        let accounts = 1_000_000 / events;
        let (policy, log) = (policy(&monthly()), Log::new(accounts, events));
        let (ledgers, mut results) = (log.ledgers(&policy), Results::new(accounts));
        group.bench_function(BenchmarkId::new("events an account", events), |bencher| bencher.iter(|| ledgers.review(0..accounts, &mut results.reviews())));
    }
    let validity = json!({"validity": {"months": 12}});
    let ladders = [
        ("sliding, monthly", json!({"review": "monthly", "renewal": {"sliding": validity}})),
        ("sliding, daily", json!({"review": "daily", "renewal": {"sliding": validity}})),
        ("terms, monthly", json!({"review": "monthly", "renewal": {"term": validity}})),
        ("continuous, daily", json!({"review": "daily"})),
        ("continuous, on events", json!({"review": "events"})),
    ];
    let (accounts, mut log) = (10_000, Log::new(10_000, 100));
    let mut results = Results::new(accounts);
    for (name, ladder) in ladders {
        let policy = policy(&ladder);
        let ledgers = log.ledgers(&policy);
        group.bench_function(name, |bencher| bencher.iter(|| ledgers.review(0..accounts, &mut results.reviews())));
    }
    for (place, ends) in log.offsets.windows(2).enumerate() {
        log.on[ends[0]..ends[1]].rotate_left(place % 100);
    }
    let policy = policy(&monthly());
    let ledgers = log.ledgers(&policy);
    group.bench_function("out of order", |bencher| bencher.iter(|| ledgers.review(0..accounts, &mut results.reviews())));
    group.finish();
}

criterion_group!(benches, large, parts);
criterion_main!(benches);
