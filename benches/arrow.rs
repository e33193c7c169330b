//! Accounts as record batches, against the core's kernels on the same memory: what reading and writing Arrow costs.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, UInt8Type};
use arrow_array::{ArrayRef, BooleanArray, DictionaryArray, Float64Array, PrimitiveArray, RecordBatch, StringArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tierwise::columns::Output;
use tierwise::{Date, Policy};
use tierwise_arrow::{Options, PointsType, Scorer, score};
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

    let (mut composite, mut errors, mut tier, mut coverage) = (vec![0; rows], vec![None; rows], vec![0; rows], vec![0.0; rows]);
    let mut contributions = vec![vec![0; rows]; 9];
    let mut output = Output {
        composite: &mut composite,
        errors: &mut errors,
        tier: &mut tier,
        coverage: &mut coverage,
        contributions: contributions.iter_mut().map(|slice| &mut slice[..]).collect(),
        ..Output::default()
    };
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
            let (mut composite, mut errors, mut tier, mut coverage) = (vec![0; rows], vec![None; rows], vec![0; rows], vec![0.0; rows]);
            let mut contributions = vec![vec![0; rows]; 9];
            let slices = contributions.iter_mut().map(|slice| &mut slice[..]).collect();
            let mut output =
                Output { composite: &mut composite, errors: &mut errors, tier: &mut tier, coverage: &mut coverage, contributions: slices, ..Output::default() };
            accounts.table(&policy).score(0..rows, &mut output).unwrap();
            (composite, errors, tier, coverage, contributions)
        });
    });
    for (name, points, threads, input) in [
        ("thousandths", PointsType::Thousandths, 1, &dictionaries),
        ("numbers", PointsType::Numbers, 1, &dictionaries),
        ("decimals", PointsType::Decimals, 1, &dictionaries),
        ("numbers, two threads", PointsType::Numbers, 2, &dictionaries),
        ("numbers, words as texts", PointsType::Numbers, 1, &texts),
    ] {
        let mut scorer = Scorer::new(&policy, &input.schema(), day, options(points, threads)).unwrap();
        group.bench_function(BenchmarkId::new(format!("{name}, outputs used again"), rows), |bench| bench.iter(|| scorer.score(black_box(input)).unwrap()));
        group.bench_function(BenchmarkId::new(format!("{name}, fresh outputs"), rows), |bench| {
            bench.iter(|| score(&policy, black_box(input), day, options(points, threads)).unwrap());
        });
    }
    // As a stream brings them.
    let small: Vec<RecordBatch> = (0..rows).step_by(8_192).map(|start| dictionaries.slice(start, (rows - start).min(8_192))).collect();
    let mut scorer = Scorer::new(&policy, &dictionaries.schema(), day, options(PointsType::Numbers, 1)).unwrap();
    group.bench_function(BenchmarkId::new("numbers, batches of 8192", rows), |bench| {
        bench.iter(|| small.iter().map(|batch| scorer.score(batch).unwrap().num_rows()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, whole);
criterion_main!(benches);
