//! Accounts as record batches, against the core's kernels on the same memory: what reading and writing Arrow costs.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int16Type, Int32Type, Int64Type, UInt8Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array, Int32Array, Int64Array, LargeStringArray,
    PrimitiveArray, RecordBatch, RecordBatchIterator, RunArray, StringArray, StringViewArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use serde_json::json;
use tierwise::columns::Results;
use tierwise::{Date, History, Policy};
use tierwise_arrow::{Options, OrderOptions, PointsType, ReplayOptions, Scorer, accounts_from_orders, replay, score};
use tierwise_benches::accounts::{Accounts, METHODS, NUMBERS, OUTLOOKS, TIERS, document};

/// How the accounts' words stand in a batch.
#[derive(Clone, Copy)]
enum Words {
    Dictionaries,
    Texts,
}

fn batch(accounts: &Accounts, words: Words) -> RecordBatch {
    let rows = accounts.method.len();
    let nulls = |column: usize| NullBuffer::new(BooleanBuffer::new(Buffer::from_slice_ref(&accounts.validity[column]), 0, rows));
    let categories = |codes: &[u8], names: [&str; 4], nulls: Option<NullBuffer>| -> ArrayRef {
        let keys = PrimitiveArray::<UInt8Type>::new(codes.to_vec().into(), nulls);
        match words {
            Words::Dictionaries => Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from_iter_values(names)))),
            Words::Texts => Arc::new(keys.iter().map(|key| key.map(|key| names[usize::from(key)])).collect::<StringArray>()),
        }
    };
    let numbers = NUMBERS.iter().enumerate().map(|(at, name)| {
        let array: ArrayRef = Arc::new(Float64Array::new(accounts.numbers[at].clone().into(), Some(nulls(at))));
        (*name, array)
    });
    let others: [(&str, ArrayRef); 4] = [
        ("procurement_method", categories(&accounts.method, METHODS, Some(nulls(6)))),
        ("growth_outlook", categories(&accounts.outlook, OUTLOOKS, Some(nulls(7)))),
        ("brand_influencer", Arc::new(BooleanArray::new(accounts.influencer.iter().copied().collect(), Some(nulls(8))))),
        ("previous", categories(&accounts.previous, TIERS, None)),
    ];
    RecordBatch::try_from_iter(numbers.chain(others)).unwrap()
}

fn options(points: PointsType, threads: usize) -> Options {
    Options { previous: Some("previous".to_owned()), points, contributions: true, threads: NonZeroUsize::new(threads), ..Options::default() }
}

fn whole(criterion: &mut Criterion) {
    let policy = Policy::read(document()).unwrap();
    let day: Date = "2026-06-30".parse().unwrap();
    let rows = 1_000_000;
    let accounts = Accounts::new(rows);
    let (dictionaries, texts) = (batch(&accounts, Words::Dictionaries), batch(&accounts, Words::Texts));

    let all = || Results { aspects: Vec::new(), ..Results::new(&policy, rows) };
    let mut results = all();
    let mut output = results.output();
    assert_eq!(accounts.table(&policy).score(0..rows, &mut output).unwrap(), 0);
    for words in [&dictionaries, &texts] {
        let scored = score(&policy, words, day, options(PointsType::Thousandths, 2)).unwrap();
        assert_eq!(&scored["composite"].as_primitive::<Int64Type>().values()[..], &*output.composite);
        let scored = score(&policy, words, day, options(PointsType::Numbers, 2)).unwrap();
        let numbers = scored["composite"].as_primitive::<Float64Type>().values();
        assert!(numbers.iter().zip(&*output.composite).all(|(number, thousandths)| *number == *thousandths as f64 / 1_000.0));
    }

    let mut group = criterion.benchmark_group("arrow");
    group.sample_size(20).throughput(Throughput::Elements(rows as u64));
    group.bench_function(BenchmarkId::new("kernels, outputs used again", rows), |bench| {
        bench.iter(|| accounts.table(&policy).score(0..rows, black_box(&mut output)).unwrap());
    });
    group.bench_function(BenchmarkId::new("kernels, fresh outputs", rows), |bench| {
        bench.iter(|| {
            let mut results = all();
            accounts.table(&policy).score(0..rows, &mut results.output()).unwrap();
            results
        });
    });
    for (name, points, threads, input) in [
        ("thousandths", PointsType::Thousandths, 1, &dictionaries),
        ("numbers", PointsType::Numbers, 1, &dictionaries),
        ("decimals", PointsType::Decimals, 1, &dictionaries),
        ("numbers, two threads", PointsType::Numbers, 2, &dictionaries),
        ("numbers, words as texts", PointsType::Numbers, 1, &texts),
    ] {
        let scorer = Scorer::new(&policy, &input.schema(), day, options(points, threads)).unwrap();
        group.bench_function(BenchmarkId::new(format!("{name}, outputs used again"), rows), |bench| bench.iter(|| scorer.score(black_box(input)).unwrap()));
        group.bench_function(BenchmarkId::new(format!("{name}, fresh outputs"), rows), |bench| {
            bench.iter(|| score(&policy, black_box(input), day, options(points, threads)).unwrap());
        });
    }
    // As a stream brings them.
    let small: Vec<RecordBatch> = (0..rows).step_by(8_192).map(|start| dictionaries.slice(start, (rows - start).min(8_192))).collect();
    let scorer = Scorer::new(&policy, &dictionaries.schema(), day, options(PointsType::Numbers, 1)).unwrap();
    group.bench_function(BenchmarkId::new("numbers, batches of 8192", rows), |bench| {
        bench.iter(|| small.iter().map(|batch| scorer.score(batch).unwrap().num_rows()).sum::<usize>());
    });
    group.finish();
}

/// Numbers that look random.
fn random() -> impl FnMut(u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    }
}

/// One column of each type, scored by one criterion: what its conversion costs.
fn conversions(criterion: &mut Criterion) {
    let rows = 1_000_000;
    let policy = Policy::read(json!({
        "policy": "types", "version": "1", "semantics": 1, "facts": [{"id": "number", "type": "number"}, {"id": "word", "type": "category"}],
        "score": {"aspects": [{"id": "a", "criteria": [
            {"id": "number", "fact": "number", "curve": [[0, 0], [1000, 100]]}, {"id": "word", "fact": "word", "table": {"tender": 1, "spot": 2}, "other": 3},
        ]}]},
    }))
    .unwrap();
    let mut random = random();
    let whole: Vec<i32> = (0..rows).map(|_| random(1_000) as i32).collect();
    let places: Vec<i32> = (0..rows).map(|_| random(4) as i32).collect();
    let words = || places.iter().map(|place| METHODS[*place as usize]);
    let dictionary = |keys: ArrayRef| -> ArrayRef {
        let values: ArrayRef = Arc::new(StringArray::from_iter_values(METHODS));
        match keys.data_type() {
            arrow_schema::DataType::Int16 => Arc::new(DictionaryArray::new(keys.as_primitive::<Int16Type>().clone(), values)),
            _ => Arc::new(DictionaryArray::new(keys.as_primitive::<Int32Type>().clone(), values)),
        }
    };
    let runs: ArrayRef = {
        let ends = PrimitiveArray::<Int32Type>::from_iter_values((1..=rows / 100).map(|end| end * 100));
        Arc::new(RunArray::<Int32Type>::try_new(&ends, &Int32Array::from_iter_values((0..rows / 100).map(|at| at % 1_000))).unwrap())
    };
    let columns: [(&str, &str, ArrayRef); 12] = [
        ("Float64", "number", Arc::new(whole.iter().map(|number| f64::from(*number)).collect::<Float64Array>())),
        ("Float32", "number", Arc::new(whole.iter().map(|number| *number as f32).collect::<Float32Array>())),
        ("Int32", "number", Arc::new(Int32Array::from(whole.clone()))),
        ("Int64", "number", Arc::new(whole.iter().map(|number| i64::from(*number)).collect::<Int64Array>())),
        (
            "Decimal128",
            "number",
            Arc::new(whole.iter().map(|number| i128::from(*number)).collect::<Decimal128Array>().with_precision_and_scale(18, 2).unwrap()),
        ),
        ("runs of 100 Int32", "number", runs),
        ("Dictionary<Int32, Utf8>", "word", dictionary(Arc::new(Int32Array::from(places.clone())))),
        ("Dictionary<Int16, Utf8>", "word", dictionary(Arc::new(places.iter().map(|place| *place as i16).collect::<PrimitiveArray<Int16Type>>()))),
        ("Utf8", "word", Arc::new(StringArray::from_iter_values(words()))),
        ("LargeUtf8", "word", Arc::new(LargeStringArray::from_iter_values(words()))),
        ("Utf8View", "word", Arc::new(StringViewArray::from_iter_values(words()))),
        ("Utf8, a thousand words", "word", Arc::new(StringArray::from_iter_values(whole.iter().map(|number| format!("word {number}"))))),
    ];
    let mut group = criterion.benchmark_group("one column");
    group.sample_size(10).throughput(Throughput::Elements(rows as u64));
    for (name, fact, array) in columns {
        let batch = RecordBatch::try_from_iter([(fact, array)]).unwrap();
        let options = Options { coverage: false, threads: NonZeroUsize::new(1), ..Options::default() };
        let scorer = Scorer::new(&policy, &batch.schema(), "2026-06-30".parse().unwrap(), options).unwrap();
        group.bench_function(name, |bench| bench.iter(|| scorer.score(black_box(&batch)).unwrap()));
    }
    group.finish();
}

/// What a plain loop gathers of an account: no returns that take orders back, no shares, no gaps.
#[derive(Default)]
struct Gathered {
    revenue: [f64; 2],
    decayed: f64,
    units: [f64; 2],
    count: [u32; 2],
    first_on: Option<i32>,
    last_on: Option<i32>,
}

#[expect(clippy::disallowed_methods, reason = "the last bits of a loop that is only timed do not matter")]
fn orders(criterion: &mut Criterion) {
    let (rows, as_of) = (200_000, "2026-06-30".parse::<Date>().unwrap());
    let mut random = random();
    let accounts: Vec<String> = (0..rows).map(|_| format!("K-{:06}", random(10_000))).collect();
    let days: Vec<i32> = (0..rows).map(|_| as_of.days_since_1970() - random(1_500) as i32).collect();
    let amounts: Vec<f64> = (0..rows).map(|_| random(1_000_000) as f64 / 100.0).collect();
    let units: Vec<i32> = (0..rows).map(|_| random(9) as i32).collect();
    let columns: [(&str, ArrayRef); 4] = [
        ("account", Arc::new(StringArray::from_iter_values(&accounts))),
        ("ordered_on", Arc::new(Date32Array::from(days.clone()))),
        ("net_amount", Arc::new(Float64Array::from(amounts.clone()))),
        ("units", Arc::new(Int32Array::from(units.clone()))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let windows = [12, 36].map(|months| as_of.add_months(-months).unwrap().days_since_1970());
    let plain = || {
        let mut gathered: BTreeMap<&str, Gathered> = BTreeMap::new();
        for row in 0..rows {
            let account = gathered.entry(&accounts[row]).or_default();
            let day = days[row];
            for (at, window) in windows.iter().enumerate() {
                if day > *window {
                    account.revenue[at] += amounts[row];
                    account.units[at] += f64::from(units[row]);
                    account.count[at] += 1;
                }
            }
            if day > windows[1] {
                account.decayed += amounts[row] * (f64::from(day - as_of.days_since_1970()) / 365.0).exp2();
            }
            account.first_on = Some(account.first_on.map_or(day, |first| first.min(day)));
            account.last_on = Some(account.last_on.map_or(day, |last| last.max(day)));
        }
        gathered
    };
    let gather = |threads| {
        let options = OrderOptions { threads: NonZeroUsize::new(threads), ..OrderOptions::default() };
        accounts_from_orders(RecordBatchIterator::new([Ok(batch.clone())], batch.schema()), as_of, &options).unwrap()
    };
    let (found, expected) = (gather(2), plain());
    let counts = found["orders.count_36_months"].as_primitive::<Float64Type>();
    assert!(expected.values().zip(counts.values()).all(|(account, count)| f64::from(account.count[1]) == *count));
    let mut group = criterion.benchmark_group("orders");
    group.sample_size(10).throughput(Throughput::Elements(rows as u64));
    group.bench_function("a plain loop", |bench| bench.iter(|| black_box(plain())));
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("accounts_from_orders, threads", threads), |bench| bench.iter(|| gather(threads)));
    }
    group.finish();
}

fn replays(criterion: &mut Criterion) {
    let (accounts, count, as_of) = (1_000, 100, "2026-01-01".parse::<Date>().unwrap());
    let policy = Policy::read(json!({
        "policy": "bench", "version": "1", "semantics": 1,
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
        "ladder": {"basis": "points", "base": "standard", "review": "monthly", "renewal": {"sliding": {"validity": {"months": 12}}}, "tiers": [
            {"id": "silver", "enter": 1000, "retain": 800}, {"id": "gold", "enter": 3000, "retain": 2400}, {"id": "platinum", "enter": 8000, "retain": 6400},
        ]},
    }))
    .unwrap();
    let start: Date = "2024-01-01".parse().unwrap();
    let mut random = random();
    let events: Vec<(String, String, i32, Option<f64>)> = (0..accounts)
        .flat_map(|account| {
            let enrol = (format!("K-{account:05}"), "enrol".to_owned(), start.days_since_1970(), None);
            let earns: Vec<_> = (0..count)
                .map(|at| (format!("K-{account:05}"), format!("e{at}"), start.days_since_1970() + random(730) as i32, Some(random(4_000) as f64)))
                .collect();
            [enrol].into_iter().chain(earns)
        })
        .collect();
    let columns: [(&str, ArrayRef); 6] = [
        ("account", Arc::new(StringArray::from_iter_values(events.iter().map(|event| &event.0)))),
        ("id", Arc::new(StringArray::from_iter_values(events.iter().map(|event| &event.1)))),
        ("on", Arc::new(Date32Array::from_iter_values(events.iter().map(|event| event.2)))),
        ("kind", Arc::new(StringArray::from_iter_values(events.iter().map(|event| if event.3.is_some() { "earn" } else { "enrol" })))),
        ("activity", Arc::new(events.iter().map(|event| event.3.map(|_| "order")).collect::<StringArray>())),
        ("quantity", Arc::new(events.iter().map(|event| event.3).collect::<Float64Array>())),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let histories: Vec<History> = events
        .chunks(count + 1)
        .map(|events| {
            let event = |(_, id, on, quantity): &(String, String, i32, Option<f64>)| {
                let event = quantity.map_or(json!({"enrol": {}}), |quantity| json!({"earn": {"activity": "order", "quantity": quantity}}));
                json!({"id": id, "on": Date::from_days_since_1970(*on), "event": event})
            };
            serde_json::from_value(json!({"events": events.iter().map(event).collect::<Vec<_>>()})).unwrap()
        })
        .collect();
    let plain = || histories.iter().map(|history| policy.replay(history, as_of).unwrap().transitions.len()).sum::<usize>();
    let table = |threads| replay(&policy, &batch, as_of, &ReplayOptions { threads: NonZeroUsize::new(threads), ..ReplayOptions::default() }).unwrap();
    assert_eq!(table(2).transitions.num_rows(), plain());
    let mut group = criterion.benchmark_group("replay");
    group.sample_size(10).throughput(Throughput::Elements(events.len() as u64));
    group.bench_function("a plain loop over histories in memory", |bench| bench.iter(plain));
    for threads in [1, 2] {
        group.bench_function(BenchmarkId::new("a table of events, threads", threads), |bench| bench.iter(|| table(threads)));
    }
    group.finish();
}

criterion_group!(benches, whole, conversions, orders, replays);
criterion_main!(benches);
