//! Many accounts as columns, against a loop that is written by hand for the same policy, and against merely reading the
//! inputs and writing the outputs. The aim: at most 1.5 times the one, and at most twice the other.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use tierwise::columns::{Bits, Column, Output, RowError, Table};
use tierwise::{Date, Policy};

mod by_hand;

const METHODS: [&str; 4] = ["tender", "framework", "spot", "direct"];
const OUTLOOKS: [&str; 4] = ["declining", "stable", "growing", "strategic"];
const TIERS: [&str; 4] = ["standard", "silver", "gold", "platinum"];
const NUMBERS: [&str; 6] = ["annual_revenue", "gross_margin_pct", "fleet_size", "order_count", "tenure_years", "payment_delay_days"];

/// Nine criteria, three aspects with caps, three tiers with a margin of 50 points to stay.
fn document() -> Value {
    let number = |name: &str| json!({"id": name, "type": "number"});
    json!({
        "policy": "columns", "version": "1", "semantics": 1,
        "facts": NUMBERS.iter().map(|name| number(name)).chain([
            json!({"id": "procurement_method", "type": "category"}), json!({"id": "growth_outlook", "type": "category"}),
            json!({"id": "brand_influencer", "type": "flag"}),
        ]).collect::<Vec<_>>(),
        "score": {"aspects": [
            {"id": "value", "weight": 0.5, "cap": 500, "criteria": [
                {"id": "revenue", "fact": "annual_revenue", "curve": [[0, 0], [1e5, 120], [5e5, 260], [2e6, 400], [1e7, 500]], "missing": {"points": 50}},
                {"id": "margin", "fact": "gross_margin_pct", "curve": [[-5, 0], [5, 60], [15, 180], [30, 300], [50, 400]], "missing": {"points": 100}},
                {"id": "fleet", "fact": "fleet_size", "bands": [[null, 20], [5, 90], [20, 180], [100, 260], [500, 350]], "missing": {"points": 0}},
            ]},
            {"id": "potential", "weight": 0.3, "cap": 300, "criteria": [
                {"id": "orders", "fact": "order_count", "bands": [[null, 0], [4, 120], [12, 220], [52, 320], [250, 420]], "missing": {"points": 0}},
                {"id": "method", "fact": "procurement_method", "table": {"tender": 180, "framework": 420, "spot": 80, "direct": 300}, "missing": {"points": 100}},
                {"id": "outlook", "fact": "growth_outlook", "table": {"declining": 0, "stable": 150, "growing": 320, "strategic": 450}, "missing": {"points": 120}},
            ]},
            {"id": "relationship", "weight": 0.2, "cap": 200, "criteria": [
                {"id": "tenure", "fact": "tenure_years", "curve": [[0, 40], [1, 100], [3, 200], [8, 330], [20, 400]], "missing": {"points": 80}},
                {"id": "delay", "fact": "payment_delay_days", "bands": [[null, 380], [1, 300], [8, 200], [31, 60], [91, 0]], "missing": {"points": 150}},
                {"id": "influencer", "fact": "brand_influencer", "flag": {"true": 300, "false": 60}, "missing": {"points": 60}},
            ]},
        ]},
        "ladder": {"base": "standard", "tiers": [
            {"id": "silver", "enter": 400, "retain": 350}, {"id": "gold", "enter": 600, "retain": 550}, {"id": "platinum", "enter": 800, "retain": 750},
        ]},
    })
}

/// Accounts as columns, three of a hundred values missing.
pub struct Accounts {
    numbers: Vec<Vec<f64>>,
    method: Vec<u8>,
    outlook: Vec<u8>,
    influencer: Vec<bool>,
    previous: Vec<u8>,
    /// Nine columns in the order of the criteria's facts above: six numbers, two categories, the flag.
    validity: Vec<Vec<u8>>,
}

impl Accounts {
    fn new(rows: usize) -> Self {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let mut column = |number: &dyn Fn(f64) -> f64| (0..rows).map(|_| number(random())).collect::<Vec<f64>>();
        let numbers = vec![
            column(&|at| (1.2e7 * at * at * at).round()),
            column(&|at| (650.0 * at - 100.0).round() / 10.0),
            column(&|at| (900.0 * at * at * at).floor()),
            column(&|at| (400.0 * at * at).floor()),
            column(&|at| (250.0 * at).floor() / 10.0),
            column(&|at| (120.0 * at * at).floor()),
        ];
        let mut four = || column(&|at| (4.0 * at).floor()).into_iter().map(|code| code as u8).collect::<Vec<u8>>();
        let (method, outlook, previous) = (four(), four(), four());
        let influencer = column(&|at| at).into_iter().map(|at| at < 0.2).collect();
        let validity =
            (0..9).map(|_| column(&|at| at).chunks(8).map(|rows| (0..rows.len()).fold(0, |byte, at| byte | u8::from(rows[at] >= 0.03) << at)).collect());
        let validity = validity.collect();
        Self { numbers, method, outlook, influencer, previous, validity }
    }

    fn bits(&self, column: usize) -> Bits<'_> {
        Bits::new(&self.validity[column], 0)
    }

    fn table<'a>(&'a self, policy: &'a Policy) -> Table<'a> {
        let mut columns: Vec<(&str, Column<'_>)> =
            NUMBERS.iter().enumerate().map(|(at, name)| (*name, Column::numbers(&self.numbers[at]).with_validity(self.bits(at)))).collect();
        columns.push(("procurement_method", Column::categories(&self.method[..], &METHODS).with_validity(self.bits(6))));
        columns.push(("growth_outlook", Column::categories(&self.outlook[..], &OUTLOOKS).with_validity(self.bits(7))));
        columns.push(("brand_influencer", Column::flags(&self.influencer).with_validity(self.bits(8))));
        columns.retain(|(name, _)| policy.facts().any(|fact| fact == *name));
        let day: Date = "2026-06-30".parse().unwrap();
        policy.table(self.method.len(), &columns, day).unwrap().with_previous(Column::categories(&self.previous[..], &TIERS)).unwrap()
    }
}

/// Where results go.
#[derive(Clone, PartialEq)]
pub struct Results {
    composite: Vec<i64>,
    errors: Vec<Option<RowError>>,
    tier: Vec<u8>,
    contributions: Vec<Vec<i64>>,
}

impl Results {
    fn new(rows: usize) -> Self {
        Self { composite: vec![0; rows], errors: vec![None; rows], tier: vec![0; rows], contributions: vec![vec![0; rows]; 9] }
    }

    fn all(&mut self) -> Output<'_> {
        let Self { composite, errors, tier, contributions } = self;
        let contributions = contributions.iter_mut().map(|slice| &mut slice[..]).collect();
        Output { composite, errors, tier, contributions, ..Output::default() }
    }

    fn few(&mut self) -> Output<'_> {
        Output { composite: &mut self.composite, errors: &mut self.errors, tier: &mut self.tier, ..Output::default() }
    }
}

/// Reads every input and writes every output.
fn read_and_write(accounts: &Accounts, results: &mut Results) {
    let bytes = [&accounts.method, &accounts.outlook, &accounts.previous].into_iter().chain(&accounts.validity);
    let mut read = bytes.flat_map(|column| column.iter()).fold(0_u8, |read, byte| read ^ byte);
    read ^= accounts.influencer.iter().fold(0, |read, flag| read ^ u8::from(*flag));
    let numbers = accounts.numbers.iter().map(|column| column.iter().fold(0, |read, number| read ^ number.to_bits())).fold(0, |read, column| read ^ column);
    let value = (black_box(numbers) & 1) as i64;
    results.composite.fill(value);
    results.contributions.iter_mut().for_each(|slice| slice.fill(value));
    results.tier.fill(black_box(read) & 1);
    results.errors.fill(None);
}

fn whole(criterion: &mut Criterion) {
    let policy = Policy::read(document()).unwrap();
    for rows in [100_000, 1_000_000] {
        let accounts = Accounts::new(rows);
        let (mut results, mut expected) = (Results::new(rows), Results::new(rows));
        assert_eq!(accounts.table(&policy).score(0..rows, &mut results.all()).unwrap(), 0);
        by_hand::score(&accounts, &mut expected);
        assert!(results == expected, "the loop by hand gives other numbers");
        let one = |row: usize| accounts.table(&policy).assess(row).unwrap();
        for row in (0..rows).step_by(rows / 100) {
            assert_eq!(one(row).scorecard.composite.thousandths(), results.composite[row]);
        }

        let mut group = criterion.benchmark_group("columns");
        group.sample_size(30).throughput(Throughput::Elements(rows as u64));
        group.bench_function(BenchmarkId::new("read inputs, write outputs", rows), |bench| bench.iter(|| read_and_write(black_box(&accounts), &mut results)));
        group.bench_function(BenchmarkId::new("loop by hand", rows), |bench| bench.iter(|| by_hand::score(black_box(&accounts), &mut results)));
        group.bench_function(BenchmarkId::new("everything", rows), |bench| {
            bench.iter(|| accounts.table(&policy).score(0..rows, &mut black_box(&mut results).all()).unwrap());
        });
        group.bench_function(BenchmarkId::new("everything, fresh outputs", rows), |bench| {
            bench.iter(|| {
                let mut results = Results::new(rows);
                accounts.table(&policy).score(0..rows, &mut results.all()).unwrap();
                results
            });
        });
        group.bench_function(BenchmarkId::new("composite and tier", rows), |bench| {
            bench.iter(|| accounts.table(&policy).score(0..rows, &mut black_box(&mut results).few()).unwrap());
        });
        let mut coverage = vec![0.0; rows];
        group.bench_function(BenchmarkId::new("everything and coverage", rows), |bench| {
            bench.iter(|| accounts.table(&policy).score(0..rows, &mut Output { coverage: &mut coverage, ..black_box(&mut results).all() }).unwrap());
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
    let mut results = Results::new(rows);
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
                let mut output = results.all();
                output.contributions.truncate(criteria);
                accounts.table(&policy).score(0..rows, &mut output).unwrap()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, whole, parts);
criterion_main!(benches);
