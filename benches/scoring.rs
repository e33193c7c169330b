//! One account: scored, placed, and the policy checked. The aim: a scorecard in less than two microseconds.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::{Value, json};
use tierwise::{Account, Date, Policy};
use tierwise_benches::key_accounts::{POLICY, known, spec};

/// A whole account with a list of 20 orders; every fact is derived.
fn document() -> Account {
    let orders: Vec<Value> = (0..20)
        .map(|index| json!({"ordered_on": format!("20{}-{:02}-15", 24 + index / 12, index % 12 + 1), "units": 1 + index % 5, "net_amount": 90_000 + 1_000 * index, "grade": "standard"}))
        .collect();
    let contact = |role: &str| json!({"roles": [role], "last_contact_on": "2026-05-01", "opinions": [{"own_brand": true, "opinion": 1}]});
    let vehicles = json!([
        {"class": "heavy_tractor", "units": 200, "grade": "premium", "first_registered_on": "2022-03-01", "brand": "ours"},
        {"class": "tipper", "units": 40, "grade": "standard", "first_registered_on": "2020-03-01", "brand": "other"},
    ]);
    serde_json::from_value(json!({
        "orders": orders,
        "region": {"priority": "a"},
        "procurement": [{"method": "framework", "local_protection": "none"}],
        "park": {"recorded_on": "2026-01-01", "vehicles": vehicles, "history": [{"on": "2023-01-01", "units": 200}, {"on": "2026-01-01", "units": 240}]},
        "margin": [{"year": 2025, "net_revenue": 2_000_000, "contribution": 250_000, "cost_to_serve": 60_000}],
        "wallet": {"own_units": 60, "total_units": 110},
        "relationship": {"stage": "cooperative", "culture_fit": "aligned", "value_orientation": "balanced", "customer_since": "2015-02-01"},
        "contacts": [contact("decider"), contact("influencer"), contact("buyer")],
        "satisfaction": {"score": 4.1, "surveyed_on": "2026-02-01", "complaints": [], "goodwill_claims": []},
        "payments": {"invoices": [{"due_on": "2026-01-01", "paid_on": "2026-01-20", "amount": 90_000}]},
        "brand": {"influence": "local_name"},
    }))
    .unwrap()
}

fn day() -> Date {
    "2026-06-30".parse().unwrap()
}

fn score(criterion: &mut Criterion) {
    let policy = Policy::new(spec()).unwrap();
    let mut derived = spec();
    derived.derivation.reference_vehicle_price = tierwise::Finite::new(100_000.0);
    let derived = Policy::new(derived).unwrap();
    let (known, missing, document, day) = (known(), Account::default(), document(), day());
    let mut group = criterion.benchmark_group("score");
    group.bench_function("21 criteria, all given", |bench| bench.iter(|| policy.score(black_box(&known), day)));
    group.bench_function("21 criteria, all missing", |bench| bench.iter(|| policy.score(black_box(&missing), day)));
    group.bench_function("21 criteria, derived from 20 orders", |bench| bench.iter(|| derived.score(black_box(&document), day)));
    group.bench_function("assess, all given", |bench| bench.iter(|| policy.assess(black_box(&known), day, Some("gold"))));
    group.bench_function("assess, all missing", |bench| bench.iter(|| policy.assess(black_box(&missing), day, Some("gold"))));
    group.sample_size(10);
    let accounts: Vec<Account> = (0..100_000)
        .map(|index| {
            let mut account = known.clone();
            account.facts.insert("fleet.units", tierwise::Finite::new(f64::from(index % 700)).unwrap());
            account
        })
        .collect();
    group.bench_function("100,000 accounts one by one", |bench| {
        bench.iter(|| accounts.iter().map(|account| policy.score(account, day).unwrap().composite.thousandths()).sum::<i64>());
    });
    group.finish();
}

fn check(criterion: &mut Criterion) {
    let (spec, value) = (spec(), serde_json::from_str::<Value>(POLICY).unwrap());
    criterion.bench_function("check/21 criteria", |bench| bench.iter(|| Policy::new(black_box(spec.clone())).unwrap()));
    criterion.bench_function("check/21 criteria, from JSON text", |bench| {
        bench.iter(|| Policy::read(&mut serde_json::Deserializer::from_str(black_box(POLICY))).unwrap());
    });
    criterion.bench_function("check/21 criteria, a mistake in each", |bench| {
        let mut value = value.clone();
        for aspect in value["score"]["aspects"].as_array_mut().unwrap() {
            for criterion in aspect["criteria"].as_array_mut().unwrap() {
                criterion["wieght"] = json!(1);
            }
        }
        bench.iter(|| Policy::read(black_box(&value)).unwrap_err());
    });
}

criterion_group!(benches, score, check);
criterion_main!(benches);
