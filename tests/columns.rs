//! Columns bring the same numbers as accounts one by one, to the bit (rule P1).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use std::ops::Range;

use proptest::prelude::*;
use serde_json::json;
use tierwise::Policy;
use tierwise::columns::{Bits, Codes, Column, Output, Results, RowError, Table, Vectors};
use tierwise::fact::FactType;
use tierwise_tests::random::{self, Tape};
use tierwise_tests::rows::{Cell, Drawn, TIERS, WORDS, one_by_one};

/// A column's memory.
#[derive(Debug)]
enum Memory {
    Numbers(Vec<f64>),
    Signed(Vec<i32>),
    Small(Vec<i8>),
    Unsigned(Vec<u32>),
    Bytes(Vec<u8>),
    Flags(Vec<bool>),
    FlagBits(Vec<u8>, usize),
    Days(Vec<i32>),
}

/// Bits from an offset on, with noise around them.
fn bits(offset: usize, flags: impl ExactSizeIterator<Item = bool>) -> Vec<u8> {
    let mut bytes = vec![0b1010_0101; (offset + flags.len()).div_ceil(8)];
    for (at, flag) in flags.enumerate() {
        let (byte, bit) = ((offset + at) / 8, (offset + at) % 8);
        bytes[byte] = bytes[byte] & !(1 << bit) | (u8::from(flag) << bit);
    }
    bytes
}

struct Stored {
    memory: Memory,
    validity: Option<(Vec<u8>, usize)>,
}

impl Stored {
    /// Cells in one of the forms that a column of their type can have; what is missing has a value of its own where the
    /// validity says so, so that nobody reads it.
    fn new(tape: &mut Tape, fact_type: FactType, cells: &[Cell]) -> Self {
        let (form, offset) = (tape.below(5), tape.below(70));
        let is_there: Vec<bool> = cells.iter().map(|cell| *cell != Cell::Missing).collect();
        let mut by_validity = true;
        let place = |cell: &Cell| WORDS.iter().position(|known| matches!(cell, Cell::Word(word) if word == known));
        let memory = match fact_type {
            FactType::Number => {
                by_validity = form > 0;
                let garbage = tape.pick(&[0.0, f64::INFINITY, f64::NAN, 10.0]);
                let missing = if by_validity { garbage } else { f64::NAN };
                Memory::Numbers(cells.iter().map(|cell| if let Cell::Number(number) = cell { *number } else { missing }).collect())
            }
            FactType::Category => match form {
                0 => {
                    by_validity = false;
                    Memory::Signed(cells.iter().map(|cell| place(cell).map_or(-1, |place| place as i32)).collect())
                }
                1 => {
                    by_validity = false;
                    Memory::Small(cells.iter().map(|cell| place(cell).map_or(i8::MIN, |place| place as i8)).collect())
                }
                2 => Memory::Signed(cells.iter().map(|cell| place(cell).map_or(0, |place| place as i32)).collect()),
                3 => Memory::Unsigned(cells.iter().map(|cell| place(cell).map_or(u32::MAX, |place| place as u32)).collect()),
                _ => Memory::Bytes(cells.iter().map(|cell| place(cell).map_or(200, |place| place as u8)).collect()),
            },
            FactType::Flag if form < 2 => Memory::FlagBits(bits(offset / 2, cells.iter().map(|cell| *cell == Cell::Flag(true))), offset / 2),
            FactType::Flag => Memory::Flags(cells.iter().map(|cell| *cell == Cell::Flag(true)).collect()),
            FactType::Date => {
                let garbage = tape.pick(&[0, i32::MIN]);
                Memory::Days(cells.iter().map(|cell| if let Cell::Day(day) = cell { *day } else { garbage }).collect())
            }
        };
        let all = is_there.iter().all(|is_there| *is_there);
        let validity = (by_validity && !(all && form == 4)).then(|| (bits(offset, is_there.into_iter()), offset));
        Self { memory, validity }
    }

    fn column(&self) -> Column<'_> {
        let column = match &self.memory {
            Memory::Numbers(values) => Column::numbers(values),
            Memory::Signed(codes) => Column::categories(&codes[..], &WORDS),
            Memory::Small(codes) => Column::categories(&codes[..], &WORDS),
            Memory::Unsigned(codes) => Column::categories(Codes::U32(codes), &WORDS),
            Memory::Bytes(codes) => Column::categories(&codes[..], &WORDS),
            Memory::Flags(values) => Column::flags(values),
            Memory::FlagBits(bytes, offset) => Column::flag_bits(Bits::new(bytes, *offset)),
            Memory::Days(values) => Column::days(values),
        };
        self.validity.as_ref().map_or(column, |(bytes, offset)| column.with_validity(Bits::new(bytes, *offset)))
    }
}

/// Scores a range into memory that is not empty; says how many rows are in error too.
fn score(table: &Table<'_>, policy: &Policy, rows: Range<usize>) -> (Results, usize) {
    let mut results = Results::new(policy, rows.len());
    results.composite.fill(i64::MIN);
    results.errors.fill(Some(RowError::NoMatch));
    results.tier.fill(u8::MAX);
    results.coverage.fill(f64::NAN);
    results.contributions.iter_mut().chain(&mut results.aspects).for_each(|column| column.fill(i64::MAX));
    let failed = table.score(rows, &mut results.output()).unwrap();
    assert!(results.coverage.iter().all(|share| share.is_sign_positive()), "equal shares are the same bits");
    (results, failed)
}

/// Compares a table of so many rows, which repeats the drawn ones, with those one by one.
fn agrees(drawn: &Drawn, tape: &mut Tape, rows: usize) -> Result<(), TestCaseError> {
    let names = drawn.names();
    let at = |row: usize| row % drawn.rows.len();
    let stored: Vec<Stored> = (0..names.len())
        .map(|fact| Stored::new(tape, drawn.facts[fact].fact_type, &(0..rows).map(|row| drawn.rows[at(row)][fact].clone()).collect::<Vec<_>>()))
        .collect();
    let columns: Vec<(&str, Column<'_>)> = names.iter().map(String::as_str).zip(stored.iter().map(Stored::column)).collect();
    let before: Vec<i32> = (0..rows)
        .map(|row| if let Cell::Word(name) = drawn.previous[at(row)] { TIERS.iter().position(|tier| *tier == name).unwrap() as i32 } else { -1 })
        .collect();
    let table = || {
        let table = drawn.policy.table(rows, &columns, drawn.as_of).unwrap();
        if drawn.says_previous { table.with_previous(Column::categories(&before[..], &TIERS)).unwrap() } else { table }
    };
    let (found, found_failed) = score(&table(), &drawn.policy, 0..rows);
    for vectors in Vectors::available() {
        prop_assert_eq!(&score(&table().with_vectors(vectors), &drawn.policy, 0..rows).0, &found, "with {}", vectors.name());
    }
    let table = table();
    let expected = drawn.one_by_one();
    let tiers = table.tiers();
    let mut failed = 0;
    for row in 0..rows {
        match &expected[at(row)] {
            Ok(assessment) => {
                let card = &assessment.scorecard;
                prop_assert_eq!(found.errors[row], None, "row {}", row);
                prop_assert_eq!(found.composite[row], card.composite.thousandths(), "row {} of {:?}", row, card);
                let contributions = card.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|line| line.contribution.thousandths());
                prop_assert!(contributions.eq(found.contributions.iter().map(|slice| slice[row])), "row {} of {:?}", row, card);
                prop_assert!(card.aspects.iter().map(|aspect| aspect.points.thousandths()).eq(found.aspects.iter().map(|slice| slice[row])));
                prop_assert_eq!(found.coverage[row].to_bits(), card.coverage.get().to_bits(), "row {} of {:?}", row, card);
                match &assessment.placement {
                    Some(placement) => prop_assert_eq!(&tiers[usize::from(found.tier[row])], &placement.tier, "row {} of {:?}", row, assessment),
                    None => prop_assert_eq!((found.tier[row], tiers.len()), (0, 0)),
                }
            }
            Err(expected) => {
                failed += 1;
                prop_assert_eq!(found.errors[row].map(RowError::code), Some(expected.as_str()), "row {}", row);
                prop_assert_eq!((found.composite[row], found.tier[row], found.coverage[row]), (0, 0, 0.0));
                prop_assert!(found.contributions.iter().chain(&found.aspects).all(|slice| slice[row] == 0));
            }
        }
    }
    prop_assert_eq!(found_failed, failed);
    // The one-by-one path of the table itself, with every text.
    for (row, expected) in expected.iter().enumerate().take(rows) {
        let assessed = table.assess(row).map_err(|error| error.code().to_owned());
        prop_assert_eq!(&assessed, expected);
    }
    // Any split gives the same, also if each part has a thread of its own.
    let mut ends = vec![0];
    while ends[ends.len() - 1] < rows {
        let most = if ends.len() < 7 { 1 + tape.below(rows) } else { rows };
        ends.push(rows.min(ends[ends.len() - 1] + most));
    }
    let parts: Vec<(Results, usize)> = std::thread::scope(|scope| {
        let part = |ends: &[usize]| {
            let (table, rows) = (&table, ends[0]..ends[1]);
            scope.spawn(move || score(table, &drawn.policy, rows))
        };
        let parts: Vec<_> = ends.windows(2).map(part).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let mut whole = (Results::default(), 0);
    for (part, failed) in parts {
        whole.0.composite.extend(part.composite);
        whole.0.errors.extend(part.errors);
        whole.0.tier.extend(part.tier);
        whole.0.coverage.extend(part.coverage);
        for (whole, part) in [(&mut whole.0.contributions, part.contributions), (&mut whole.0.aspects, part.aspects)] {
            whole.resize(part.len(), Vec::new());
            whole.iter_mut().zip(part).for_each(|(whole, part)| whole.extend(part));
        }
        whole.1 += failed;
    }
    prop_assert_eq!(whole, (found, failed));
    Ok(())
}

fn config() -> ProptestConfig {
    let mut config = random::config();
    config.cases = config.cases.max(500);
    config
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn as_one_by_one(mut tape in random::tape(), rows in 1_usize..40, repeats in 0_usize..80) {
        let Some(drawn) = Drawn::new(&mut tape, rows) else { return Ok(()) };
        // Mostly short tables, sometimes one of several blocks.
        let total = if repeats < 70 { rows } else { rows * repeats };
        agrees(&drawn, &mut tape, total)?;
    }
}

/// `ROWS=1000000 cargo test --release --test columns -- --ignored`: so many rows over as many policies as it takes.
#[test]
#[ignore = "takes minutes; `ROWS` says how many"]
fn as_one_by_one_in_large() {
    let wanted: usize = std::env::var("ROWS").map_or(1_000_000, |rows| rows.parse().unwrap());
    let (mut seed, mut compared, mut policies) = (0, 0, 0);
    while compared < wanted {
        seed += 1;
        let mut tape = Tape::seeded(seed);
        let Some(drawn) = Drawn::new(&mut tape, 5_000) else { continue };
        agrees(&drawn, &mut tape, 5_000).unwrap_or_else(|error| unreachable!("seed {seed}: {error}"));
        (compared, policies) = (compared + 5_000, policies + 1);
    }
    println!("{compared} rows of {policies} policies");
}

fn policy() -> Policy {
    Policy::read(json!({
        "policy": "p", "version": "1", "semantics": 1,
        "facts": [{"id": "n", "type": "number"}, {"id": "c", "type": "category", "values": ["red", "green"]}, {"id": "spare", "type": "date"}, {"id": "open", "type": "category"}],
        "score": {"aspects": [{"id": "a", "criteria": [
            {"id": "k", "fact": "n", "bands": [[0, 1], [10, 20]]},
            {"id": "l", "fact": "c", "table": {"red": 3}, "other": 1},
            {"id": "m", "fact": "open", "table": {"x": 3}, "other": 1},
        ]}]},
    }))
    .unwrap()
}

fn problems<T>(result: Result<T, tierwise::Error>) -> Vec<(String, String)> {
    let Err(error) = result else { return Vec::new() };
    error.problems().iter().map(|problem| (problem.code.clone(), problem.path.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
}

#[test]
fn columns_that_do_not_fit_are_all_named() {
    let (policy, day) = (policy(), "2026-06-30".parse().unwrap());
    let numbers = [1.0, 2.0];
    let columns = [
        ("n", Column::numbers(&numbers[..1])),
        ("c", Column::numbers(&numbers)),
        ("spaer", Column::numbers(&numbers)),
        ("fleet.units", Column::numbers(&numbers)),
        ("fleet.units", Column::numbers(&numbers)),
        ("spare", Column::days(&[1, 2]).with_validity(Bits::new(&[1], 7))),
    ];
    let error = policy.table(2, &columns, day).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("unknown fact `spaer`: did you mean `spare`?"), "{error}");
    let expected = [
        ("input.length", "columns.n"),
        ("fact.type", "columns.c"),
        ("fact.unknown", "columns.spaer"),
        ("input.duplicate_key", "columns.fleet.units"),
        ("input.length", "columns.spare"),
    ];
    assert_eq!(problems(Err::<(), _>(error)), pairs(&expected));
    let table = || policy.table(2, &[], day).unwrap();
    assert_eq!(problems(table().with_previous(Column::numbers(&numbers))), pairs(&[("fact.type", "previous")]));
    assert_eq!(problems(table().with_previous(Column::categories(&[0_u8][..], &["a"]))), pairs(&[("input.length", "previous")]));
}

#[test]
fn slices_that_do_not_fit_are_all_named() {
    let policy = policy();
    let table = policy.table(2, &[], "2026-06-30".parse().unwrap()).unwrap();
    let (mut one, mut two) = ([0; 1], [0; 2]);
    let mut output = Output { composite: &mut [0; 2], tier: &mut [0; 3], contributions: vec![&mut one, &mut two], ..Output::default() };
    let expected = [
        ("input.length", "output.errors"),
        ("input.length", "output.tier"),
        ("input.length", "output.contributions"),
        ("input.length", "output.contributions[0]"),
    ];
    assert_eq!(problems(table.score(0..2, &mut output)), pairs(&expected));
    assert_eq!(problems(table.score(1..3, &mut output)), pairs(&[("number.range", "rows")]));
    assert_eq!(problems(table.assess(2)), pairs(&[("number.range", "row")]));
}

#[test]
fn places_outside_of_a_dictionary_are_errors_of_their_rows() {
    let policy = policy();
    let codes = [0_u32, 1, 2, u32::MAX];
    let columns = [("open", Column::categories(&codes[..], &["x", "y"])), ("n", Column::numbers(&[1.0; 4]))];
    let table = policy.table(4, &columns, "2026-06-30".parse().unwrap()).unwrap();
    let (found, _) = score(&table, &policy, 0..4);
    assert_eq!(found.composite, [4_000, 2_000, 0, 0]);
    assert_eq!(found.errors, [None, None, Some(RowError::UnknownCategory), Some(RowError::UnknownCategory)]);
    assert_eq!(problems(table.assess(3)), pairs(&[("fact.value", "facts.open")]));
}

#[test]
fn many_bands_and_knots_are_searched() {
    let steps = |least: i32| (least..150).map(|at| json!([at, at * at % 37])).collect::<Vec<_>>();
    let policy = Policy::read(json!({
        "policy": "p", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"missing": {"points": 7}, "aspects": [{"id": "a", "criteria": [
            {"id": "k", "fact": "n", "bands": steps(-3)}, {"id": "l", "fact": "n", "curve": steps(-5)},
        ]}]},
    }))
    .unwrap();
    let numbers: Vec<f64> = (-50..1_600).map(|at| f64::from(at) / 10.0).chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN]).collect();
    let day = "2026-06-30".parse().unwrap();
    let table = policy.table(numbers.len(), &[("n", Column::numbers(&numbers))], day).unwrap();
    let (found, _) = score(&table, &policy, 0..numbers.len());
    for (row, number) in numbers.iter().enumerate() {
        let cell = if number.is_nan() { Cell::Missing } else { Cell::Number(*number) };
        let expected = one_by_one(&policy, &["n".to_owned()], &[cell], day, None);
        assert_eq!(expected.as_ref().map_or(0, |found| found.scorecard.composite.thousandths()), found.composite[row], "{number}");
        assert_eq!(expected.err().as_deref(), found.errors[row].map(RowError::code), "{number}");
    }
}

#[test]
fn a_ladder_that_is_too_long_is_an_error() {
    let tiers: Vec<_> = (1..=256).map(|tier| json!({"id": format!("t{tier}"), "enter": tier})).collect();
    let mut document = json!(policy().spec());
    document["ladder"] = json!({"base": "b", "tiers": tiers});
    let policy = Policy::read(document).unwrap();
    let day = "2026-06-30".parse().unwrap();
    assert_eq!(problems(policy.table(0, &[], day)), pairs(&[("number.range", "ladder.tiers")]));
}
