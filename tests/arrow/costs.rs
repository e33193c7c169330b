//! The arithmetic of `docs/engines.md`: bytes as they are, and every number from its formula.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, BooleanArray, DictionaryArray, Float64Array, PrimitiveArray, RecordBatch, StringArray, types::UInt8Type};
use serde_json::{Value, json};
use tierwise::Policy;
use tierwise_arrow::{Options, score};

const PAGE: &str = include_str!("../../docs/engines.md");
/// A whole number of bytes of bits.
const ROWS: usize = 8_192;

/// What a row takes of an array, without the words of its dictionary.
fn bytes_a_row(array: &dyn Array) -> f64 {
    let data = array.to_data();
    let nulls = array.nulls().map_or(0, |nulls| nulls.buffer().len());
    (data.buffers().iter().map(|buffer| buffer.len()).sum::<usize>() + nulls) as f64 / ROWS as f64
}

/// Six numbers, two categories and a flag, some of each missing, and the tier before.
fn table() -> RecordBatch {
    let words = |is_nullable: bool| -> ArrayRef {
        let keys: PrimitiveArray<UInt8Type> = if is_nullable {
            (0..ROWS).map(|row| (row % 30 != 0).then_some((row % 2) as u8)).collect()
        } else {
            PrimitiveArray::from_iter_values((0..ROWS).map(|_| 1))
        };
        Arc::new(DictionaryArray::new(keys, Arc::new(StringArray::from(vec!["standard", "silver"]))))
    };
    let number = |at: usize| (format!("n{at}"), Arc::new((0..ROWS).map(|row| (row % 30 != at).then_some(row as f64)).collect::<Float64Array>()) as ArrayRef);
    let flag: ArrayRef = Arc::new((0..ROWS).map(|row| (row % 30 != 0).then_some(row % 2 == 0)).collect::<BooleanArray>());
    let others = [("c0", words(true)), ("c1", words(true)), ("f", flag), ("before", words(false))];
    RecordBatch::try_from_iter((0..6).map(number).chain(others.map(|(name, array)| (name.to_owned(), array)))).unwrap()
}

fn policy() -> Policy {
    let fact = |name: &str, fact_type: &str| json!({"id": name, "type": fact_type});
    let numbers = || (0..6).map(|at| format!("n{at}"));
    let facts: Vec<Value> = numbers().map(|name| fact(&name, "number")).chain([fact("c0", "category"), fact("c1", "category"), fact("f", "flag")]).collect();
    let curves = numbers().map(|name| json!({"id": name, "fact": name, "curve": [[0, 0], [8192, 50]]}));
    let tables = ["c0", "c1"].map(|name| json!({"id": name, "fact": name, "table": {"silver": 5}, "other": 1}));
    let criteria: Vec<Value> = curves.chain(tables).chain([json!({"id": "f", "fact": "f", "flag": {"true": 3, "false": 0}})]).collect();
    Policy::read(json!({
        "policy": "costs", "version": "1", "semantics": 1, "facts": facts, "score": {"aspects": [{"id": "a", "criteria": criteria}]},
        "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 100}]},
    }))
    .unwrap()
}

#[test]
fn the_page_says_what_the_formulas_give() {
    let table = table();
    let options = Options { previous: Some("before".to_owned()), coverage: false, contributions: true, ..Options::default() };
    let scored = score(&policy(), &table, "2026-06-30".parse().unwrap(), options).unwrap();
    let bytes = |batch: &RecordBatch| batch.columns().iter().map(|array| bytes_a_row(&**array)).sum::<f64>();
    let (read, written) = (bytes(&table), bytes(&scored));
    assert_eq!((read, written), (52.25, 82.125));

    let accounts = 1e9;
    let (row, all) = (read + written, accounts * (read + written));
    let (processor, disk, network) = (accounts * 70e-9, all / 2e9, all / 1.25e9);
    let machine = (processor / 8.0).max(disk).max(network);
    let events = accounts * 100.0;
    let expected = [
        format!("| read | {read} |"),
        format!("| written | {written} |"),
        format!("together {row}"),
        format!("| bytes | N x {row} | {:.1} GB |", all / 1e9),
        format!("| processor | N x 70 ns | {processor:.0} s on one core, {:.1} s on 8 |", processor / 8.0),
        format!("| local disk | bytes / 2 GB/s | {disk:.0} s |"),
        format!("| network | bytes / 1.25 GB/s (10 Gbit/s) | {network:.0} s |"),
        format!("| memory | threads x batch x {row} | {:.1} MB for 8 threads", 8.0 * 8_192.0 * row / 1e6),
        format!("/ 3,600 x 0.40 an hour | {:.3} |", machine / 3_600.0 * 0.4),
        format!("{:.1} GB x 0.02 a month | {:.2} a month |", all / 1e9, all / 1e9 * 0.02),
        format!("bytes / 64 MB x 0.005 per 1,000 | {:.2} |", all / 64e6 * 0.005 / 1_000.0),
        format!("busy for {:.0} seconds of the {network:.0}", processor / 8.0),
        format!("a gigabyte a second and core ({:.1} s on 8 cores)", accounts * read / 1e9 / 8.0),
        format!("N <= T x B / {row}"),
        format!("In an hour at 10 Gbit/s: {:.1} x 10^10 accounts", 3_600.0 * 1.25e9 / row / 1e10),
        format!("{:.1} hours on 8 cores or {:.0} minutes on 100", events * 2.5e-6 / 8.0 / 3_600.0, events * 2.5e-6 / 100.0 / 60.0),
        format!("{:.0} TB to be read", events * 40.0 / 1e12),
    ];
    // Lines are broken anywhere.
    let page = PAGE.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in expected {
        assert!(page.contains(&line), "the page does not say `{line}`");
    }
    assert!(processor / 8.0 * 10.0 < network, "ten times the work a row changes nothing");
}
