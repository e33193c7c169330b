//! Many accounts as columns, against a loop that is written by hand for the same policy, and against merely reading the
//! inputs and writing the outputs. The aim: at most 1.5 times the one, and at most twice the other.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use tierwise::Policy;
use tierwise::columns::{Output, Results, Table, Vectors};
use tierwise_benches::accounts::{Accounts, document, memory};
use tierwise_benches::by_hand;

fn whole(criterion: &mut Criterion) {
    let policy = Policy::read(document()).unwrap();
    for rows in [100_000, 1_000_000] {
        let accounts = Accounts::new(rows);
        let (mut results, mut expected) = (memory(&policy, rows), memory(&policy, rows));
        assert_eq!(accounts.table(&policy).score(0..rows, &mut results.output()).unwrap(), 0);
        by_hand::score(&accounts, &mut expected);
        assert!(results == expected, "the loop by hand gives other numbers");
        let one = |row: usize| accounts.table(&policy).assess(row).unwrap();
        for row in (0..rows).step_by(rows / 100) {
            assert_eq!(one(row).scorecard.composite.thousandths(), results.composite[row]);
        }

        let mut group = criterion.benchmark_group("columns");
        group.sample_size(30).throughput(Throughput::Elements(rows as u64));
        group.bench_function(BenchmarkId::new("read inputs, write outputs", rows), |bench| {
            bench.iter(|| by_hand::read_and_write(black_box(&accounts), &mut results))
        });
        group.bench_function(BenchmarkId::new("loop by hand", rows), |bench| bench.iter(|| by_hand::score(black_box(&accounts), &mut results)));
        group.bench_function(BenchmarkId::new("everything", rows), |bench| {
            bench.iter(|| accounts.table(&policy).score(0..rows, &mut black_box(&mut results).output()).unwrap());
        });
        for vectors in Vectors::available() {
            group.bench_function(BenchmarkId::new(format!("everything, {}", vectors.name()), rows), |bench| {
                bench.iter(|| accounts.table(&policy).with_vectors(vectors).score(0..rows, &mut black_box(&mut results).output()).unwrap());
            });
        }
        group.bench_function(BenchmarkId::new("everything, fresh outputs", rows), |bench| {
            bench.iter(|| {
                let mut results = memory(&policy, rows);
                accounts.table(&policy).score(0..rows, &mut results.output()).unwrap();
                results
            });
        });
        group.bench_function(BenchmarkId::new("composite and tier", rows), |bench| {
            bench.iter(|| accounts.table(&policy).score(0..rows, &mut Output { contributions: Vec::new(), ..black_box(&mut results).output() }).unwrap());
        });
        let mut coverage = vec![0.0; rows];
        group.bench_function(BenchmarkId::new("everything and coverage", rows), |bench| {
            bench.iter(|| accounts.table(&policy).score(0..rows, &mut Output { coverage: &mut coverage, ..black_box(&mut results).output() }).unwrap());
        });
        group.bench_function(BenchmarkId::new("everything, two threads", rows), |bench| {
            bench.iter(|| in_two_threads(&accounts.table(&policy), &mut results));
        });
        group.finish();
    }
}

/// Disjoint ranges of rows, each with its part of the outputs.
fn in_two_threads(table: &Table<'_>, results: &mut Results) {
    let rows = table.rows();
    let middle = rows / 2;
    let (composite, errors, tier) = (results.composite.split_at_mut(middle), results.errors.split_at_mut(middle), results.tier.split_at_mut(middle));
    let (one, two): (Vec<_>, Vec<_>) = results.contributions.iter_mut().map(|slice| slice.split_at_mut(middle)).unzip();
    let mut one = Output { composite: composite.0, errors: errors.0, tier: tier.0, contributions: one, ..Output::default() };
    let mut two = Output { composite: composite.1, errors: errors.1, tier: tier.1, contributions: two, ..Output::default() };
    std::thread::scope(|scope| {
        scope.spawn(|| table.score(0..middle, &mut one).unwrap());
        table.score(middle..rows, &mut two).unwrap();
    });
}

/// Policies of three equal criteria of one shape, and what costs more.
fn parts(criterion: &mut Criterion) {
    let rows = 100_000;
    let accounts = Accounts::new(rows);
    let mut results = memory(&Policy::read(document()).unwrap(), rows);
    let of = |names: [&str; 3]| {
        let mut document = document();
        let criteria: Vec<Value> =
            document["score"]["aspects"].as_array().unwrap().iter().flat_map(|aspect| aspect["criteria"].as_array().unwrap().clone()).collect();
        let chosen = names.iter().enumerate().map(|(at, name)| {
            let mut chosen = criteria.iter().find(|criterion| criterion["id"] == *name).unwrap().clone();
            chosen["id"] = format!("{name}{at}").into();
            chosen
        });
        document["score"]["aspects"] = json!([{"id": "a", "criteria": chosen.collect::<Vec<_>>()}]);
        document
    };
    let with = |change: &dyn Fn(&mut Value)| {
        let mut document = document();
        change(&mut document);
        document
    };
    let gate = json!({"all": [{"fact": "score.coverage", "at_least": 0.6}, {"any": [{"fact": "fleet_size", "at_least": 100}, {"fact": "procurement_method", "one_of": ["framework", "direct"]}]}]});
    let documents = [
        ("three curves", of(["revenue", "margin", "tenure"])),
        ("three bands", of(["fleet", "orders", "delay"])),
        ("three tables", of(["method", "outlook", "method"])),
        ("three flags", of(["influencer", "influencer", "influencer"])),
        (
            "nine criteria, gates on every tier",
            with(&|document| {
                for tier in document["ladder"]["tiers"].as_array_mut().unwrap() {
                    tier["requires"] = gate.clone();
                }
            }),
        ),
        (
            "nine criteria, all renormalise",
            with(&|document| {
                document["score"]["min_coverage"] = json!(0.01);
                for aspect in document["score"]["aspects"].as_array_mut().unwrap() {
                    for criterion in aspect["criteria"].as_array_mut().unwrap() {
                        criterion["missing"] = json!("renormalise");
                    }
                }
            }),
        ),
    ];
    let mut group = criterion.benchmark_group("columns, parts");
    group.sample_size(20).throughput(Throughput::Elements(rows as u64));
    for (name, document) in documents {
        let policy = Policy::read(document).unwrap();
        let criteria: usize = policy.spec().score.aspects.iter().map(|aspect| aspect.criteria.len()).sum();
        group.bench_function(name, |bench| {
            bench.iter(|| {
                let mut output = results.output();
                output.contributions.truncate(criteria);
                accounts.table(&policy).score(0..rows, &mut output).unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, whole, parts);
criterion_main!(benches);
