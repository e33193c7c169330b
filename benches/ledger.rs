//! Ledgers of many accounts over two years, against a loop that is written by hand for the same policy, and ledgers under other rules.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a bench that cannot run fails")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use tierwise::Policy;
use tierwise::columns::Reviews;
use tierwise_benches::events::{EVENTS, Events, Log, MONTHS, Paths, document};

/// The tiers of the workload with other rules of movement.
fn other_rules(rules: &Value) -> Policy {
    let mut document = document();
    let ladder = document["ladder"].as_object_mut().unwrap();
    ladder.retain(|key, _| ["basis", "base", "tiers"].contains(&key.as_str()));
    ladder.extend(rules.as_object().unwrap().clone());
    Policy::read(document).unwrap()
}

fn review(log: &Log, policy: &Policy, paths: &mut Paths, errors: &mut [Option<&'static str>]) -> usize {
    let reviews = &mut Reviews { balance: &mut paths.balance, tier: &mut paths.tier, errors };
    log.ledgers(policy).review(0..reviews.errors.len(), reviews).unwrap()
}

/// Ten million events of 100,000 accounts.
fn large(criterion: &mut Criterion) {
    let accounts = 100_000;
    let events = Events::new(accounts, EVENTS);
    let (policy, log) = (Policy::read(document()).unwrap(), Log::new(&events));
    let (mut ours, mut theirs, mut errors) = (Paths::new(accounts), Paths::new(accounts), vec![None; accounts]);
    assert_eq!(review(&log, &policy, &mut ours, &mut errors), 0);
    events.by_hand(0, &mut theirs.balance, &mut theirs.tier);
    assert!(ours.balance.iter().zip(&theirs.balance).all(|(ours, theirs)| *ours == theirs * 1_000) && ours.tier == theirs.tier, "both agree");
    let mut group = criterion.benchmark_group("ledgers, 10^7 events");
    group.sample_size(10).throughput(Throughput::Elements((accounts * EVENTS) as u64));
    group.bench_function("by hand", |bencher| bencher.iter(|| black_box(&events).by_hand(0, &mut theirs.balance, &mut theirs.tier)));
    group.bench_function("ledgers", |bencher| bencher.iter(|| review(&log, black_box(&policy), &mut ours, &mut errors)));
    group.bench_function("ledgers, two threads", |bencher| {
        bencher.iter(|| {
            let ledgers = log.ledgers(black_box(&policy));
            let middle = accounts / 2;
            let (balances, tiers) = (ours.balance.split_at_mut(middle * MONTHS), ours.tier.split_at_mut(middle * MONTHS));
            let errors = errors.split_at_mut(middle);
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
    let monthly = Policy::read(document()).unwrap();
    let mut group = criterion.benchmark_group("ledgers, 10^6 events");
    group.sample_size(10).throughput(Throughput::Elements(1_000_000));
    for each in [10, 100, 1_000, 10_000] {
        let accounts = 1_000_000 / each;
        let log = Log::new(&Events::new(accounts, each));
        let (mut paths, mut errors) = (Paths::new(accounts), vec![None; accounts]);
        group.bench_function(BenchmarkId::new("events an account", each), |bencher| bencher.iter(|| review(&log, &monthly, &mut paths, &mut errors)));
    }
    let validity = json!({"validity": {"months": 12}});
    let ladders = [
        ("sliding, monthly", json!({"review": "monthly", "renewal": {"sliding": validity}})),
        ("sliding, daily", json!({"review": "daily", "renewal": {"sliding": validity}})),
        ("terms, monthly", json!({"review": "monthly", "renewal": {"term": validity}})),
        ("continuous, daily", json!({"review": "daily"})),
        ("continuous, on events", json!({"review": "events"})),
    ];
    let accounts = 10_000;
    let mut log = Log::new(&Events::new(accounts, 100));
    let (mut paths, mut errors) = (Paths::new(accounts), vec![None; accounts]);
    for (name, ladder) in ladders {
        let policy = other_rules(&ladder);
        group.bench_function(name, |bencher| bencher.iter(|| review(&log, &policy, &mut paths, &mut errors)));
    }
    log.on.chunks_exact_mut(100).for_each(<[i32]>::sort_unstable);
    let daily = other_rules(&json!({"review": "daily"}));
    for (name, policy) in [("in the order of days", &monthly), ("continuous, daily, in the order of days", &daily)] {
        group.bench_function(name, |bencher| bencher.iter(|| review(&log, policy, &mut paths, &mut errors)));
    }
    group.finish();
}

criterion_group!(benches, large, parts);
criterion_main!(benches);
