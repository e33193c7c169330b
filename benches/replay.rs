//! Replays of histories: many accounts, and ever longer logs of one.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::json;
use tierwise::{Date, History, Policy};

/// A ladder on points of twelve months with holds of twelve, reviewed every day or at the first of a month.
fn policy(review: &str) -> Policy {
    Policy::read(json!({
        "policy": "bench", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
        "ladder": {"basis": "points", "base": "standard", "review": review, "renewal": {"sliding": {"validity": {"months": 12}, "soft_landing": true}}, "tiers": [
            {"id": "silver", "enter": 1000, "retain": 800}, {"id": "gold", "enter": 3000, "retain": 2400}, {"id": "platinum", "enter": 8000, "retain": 6400},
        ]},
    }))
    .unwrap()
}

/// So many orders spread over 24 months.
fn history(account: u64, events: u64) -> History {
    let mut state = account.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let start: Date = "2024-01-01".parse().unwrap();
    let mut log = vec![json!({"id": "enrol", "on": start, "event": {"enrol": {}}})];
    for at in 0..events {
        let on = start.add_days(i32::try_from(random(730)).unwrap()).unwrap();
        log.push(json!({"id": format!("e{at}"), "on": on, "event": {"earn": {"activity": "order", "quantity": random(40_000 / (events / 10 + 1) + 1)}}}));
    }
    serde_json::from_value(json!({"events": log})).unwrap()
}

fn longer_logs(criterion: &mut Criterion) {
    let as_of = "2026-01-01".parse().unwrap();
    let mut group = criterion.benchmark_group("replay of one account");
    for review in ["daily", "monthly"] {
        let policy = policy(review);
        for events in [10, 100, 1_000, 10_000] {
            let history = history(7, events);
            group.throughput(Throughput::Elements(events));
            group.bench_with_input(BenchmarkId::new(review, events), &history, |bencher, history| bencher.iter(|| policy.replay(black_box(history), as_of)));
        }
    }
    group.finish();
}

fn many_accounts(criterion: &mut Criterion) {
    let (policy, as_of) = (policy("monthly"), "2026-01-01".parse().unwrap());
    let histories: Vec<History> = (0..1_000).map(|account| history(account, 100)).collect();
    let mut group = criterion.benchmark_group("replay of many accounts");
    group.sample_size(10).throughput(Throughput::Elements(100_000));
    group.bench_function("1,000 accounts of 100 events, 24 reviews", |bencher| {
        bencher.iter(|| histories.iter().map(|history| policy.replay(black_box(history), as_of).unwrap().transitions.len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, longer_logs, many_accounts);
criterion_main!(benches);
