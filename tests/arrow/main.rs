//! Record batches bring the same numbers as accounts one by one, to the bit (rule P1).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

mod costs;
mod documents;
mod engines;
mod examples;
mod forms;
mod orders;
mod replays;

use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int32Array, RecordBatch, RecordBatchIterator, StringArray, StructArray};
use arrow_buffer::NullBuffer;
use arrow_schema::FieldRef;
use proptest::prelude::*;
use tierwise::Points;
use tierwise::fact::FactType;
use tierwise_arrow::{Options, PointsType, Zone, score, stream};
use tierwise_tests::random::{self, Tape};
use tierwise_tests::rows::{Cell, Drawn};

/// Points of any type, by row.
fn points(array: &dyn Array, points_type: PointsType) -> Vec<Option<Points>> {
    let thousandths = |thousandths: i64| Points::from_thousandths(thousandths).unwrap();
    match points_type {
        // Exactly the nearest number, or it is no number of points.
        PointsType::Numbers => array.as_primitive::<Float64Type>().iter().map(|number| number.map(|number| Points::from_f64(number).unwrap())).collect(),
        PointsType::Decimals => {
            array.as_primitive::<Decimal128Type>().iter().map(|number| number.map(|number| thousandths(number.try_into().unwrap()))).collect()
        }
        PointsType::Thousandths => array.as_primitive::<Int64Type>().iter().map(|number| number.map(thousandths)).collect(),
    }
}

/// Drawn accounts as a record batch, whose types the cells are adapted to.
fn batch(drawn: &mut Drawn, tape: &mut Tape, rows: usize) -> RecordBatch {
    let repeated = |row: usize| row % drawn.rows.len();
    let mut columns: Vec<(String, ArrayRef)> = vec![("account".to_owned(), Arc::new((0..rows as i32).collect::<Int32Array>()))];
    let mut adapted = drawn.rows.clone();
    for (at, fact) in drawn.facts.iter().enumerate() {
        let mut cells: Vec<Cell> = (0..rows).map(|row| drawn.rows[repeated(row)][at].clone()).collect();
        columns.push((fact.id.clone(), forms::array(tape, fact.fact_type, &mut cells)));
        adapted.iter_mut().zip(cells).for_each(|(row, cell)| row[at] = cell);
    }
    let mut previous: Vec<Cell> = (0..rows).map(|row| drawn.previous[repeated(row)].clone()).collect();
    if drawn.says_previous {
        let names: StringArray = previous.iter().map(|cell| if let Cell::Word(word) = cell { Some(*word) } else { None }).collect();
        columns.push(("before".to_owned(), Arc::new(names)));
    }
    previous.truncate(drawn.rows.len());
    drawn.rows = adapted;
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

/// The same with some of the facts as fields of a struct, whose rows in the cells below are null.
fn nested(batch: &RecordBatch, drawn: &mut Drawn, tape: &mut Tape) -> RecordBatch {
    let within: Vec<usize> = (0..drawn.facts.len()).filter(|_| tape.chance(40)).collect();
    let is_known: Vec<bool> = drawn.rows.iter().map(|_| !tape.chance(20)).collect();
    for (row, _) in drawn.rows.iter_mut().zip(&is_known).filter(|(_, is_known)| !**is_known) {
        within.iter().for_each(|at| row[*at] = Cell::Missing);
    }
    let is_within = |name: &str| within.iter().any(|at| drawn.facts[*at].id == name);
    let (fields, arrays): (Vec<FieldRef>, Vec<ArrayRef>) = batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .filter(|(field, _)| is_within(field.name()))
        .map(|(field, array)| (Arc::clone(field), Arc::clone(array)))
        .unzip();
    let others = batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .filter(|(field, _)| !is_within(field.name()))
        .map(|(field, array)| (field.name().clone(), Arc::clone(array)))
        .collect::<Vec<_>>();
    if fields.is_empty() {
        return batch.clone();
    }
    let nulls: NullBuffer = (0..batch.num_rows()).map(|row| is_known[row % is_known.len()]).collect();
    let facts: ArrayRef = Arc::new(StructArray::new(fields.into(), arrays, Some(nulls)));
    let columns = others.into_iter().chain([("facts".to_owned(), facts)]);
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

fn options(drawn: &Drawn, tape: &mut Tape) -> Options {
    Options {
        previous: drawn.says_previous.then(|| "before".to_owned()),
        keep: vec!["account".to_owned()],
        zone: Zone::east(120),
        points: tape.pick(&[PointsType::Numbers, PointsType::Decimals, PointsType::Thousandths]),
        contributions: true,
        aspects: true,
        messages: true,
        threads: NonZeroUsize::new(1),
        ..Options::default()
    }
}

fn agrees(drawn: &Drawn, batch: &RecordBatch, options: &Options) -> Result<RecordBatch, TestCaseError> {
    let scored = score(&drawn.policy, batch, drawn.as_of, options.clone()).unwrap();
    let column = |name: &str| points(&*scored[name], options.points);
    let aspects = &drawn.policy.spec().score.aspects;
    let composites = column("composite");
    let contributions: Vec<_> = aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| column(&format!("contribution.{}", criterion.id))).collect();
    let sums: Vec<_> = aspects.iter().map(|aspect| column(&format!("aspect.{}", aspect.id))).collect();
    let tiers = scored.column_by_name("tier").map(|tiers| forms::read_words(&**tiers));
    let (codes, messages) = (forms::read_words(&*scored["error_code"]), scored["error_message"].as_string::<i32>());
    let coverage = scored["coverage"].as_primitive::<Float64Type>();
    prop_assert_eq!(&scored["account"], &batch["account"]);
    let expected = drawn.one_by_one();
    for row in 0..batch.num_rows() {
        match &expected[row % expected.len()] {
            Ok(assessment) => {
                let card = &assessment.scorecard;
                prop_assert_eq!((&codes[row], messages.is_null(row)), (&None, true), "row {}", row);
                prop_assert_eq!(composites[row], Some(card.composite), "row {} of {:?}", row, card);
                let lines = card.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|line| Some(line.contribution));
                prop_assert!(lines.eq(contributions.iter().map(|column| column[row])), "row {} of {:?}", row, card);
                prop_assert!(card.aspects.iter().map(|aspect| Some(aspect.points)).eq(sums.iter().map(|column| column[row])));
                prop_assert_eq!(coverage.value(row).to_bits(), card.coverage.get().to_bits());
                let tier = assessment.placement.as_ref().map(|placement| Some(placement.tier.to_string()));
                prop_assert_eq!(tiers.as_ref().map(|tiers| tiers[row].clone()), tier);
            }
            Err(code) => {
                prop_assert_eq!(codes[row].as_ref(), Some(code), "row {}", row);
                prop_assert!(messages.value(row).contains(&format!("({code})")), "{}", messages.value(row));
                prop_assert!(composites[row].is_none() && coverage.is_null(row) && tiers.as_ref().is_none_or(|tiers| tiers[row].is_none()));
                prop_assert!(contributions.iter().chain(&sums).all(|column| column[row].is_none()));
            }
        }
    }
    Ok(scored)
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn as_one_by_one(mut tape in random::tape(), rows in 1_usize..40) {
        let Some(mut drawn) = Drawn::new(&mut tape, rows) else { return Ok(()) };
        let flat = batch(&mut drawn, &mut tape, rows);
        let batch = nested(&flat, &mut drawn, &mut tape);
        let options = options(&drawn, &mut tape);
        let whole = agrees(&drawn, &batch, &options)?;

        // The same as a stream, cut anywhere, with an empty batch, and whether results are held or dropped.
        let mut cuts = [0, tape.below(rows + 1), tape.below(rows + 1), rows];
        cuts.sort_unstable();
        let parts: Vec<_> = cuts.windows(2).map(|cut| Ok(batch.slice(cut[0], cut[1] - cut[0]))).collect();
        let scored = stream(&drawn.policy, RecordBatchIterator::new(parts, batch.schema()), drawn.as_of, options).unwrap();
        let mut held = Vec::new();
        for (cut, part) in cuts.windows(2).zip(scored) {
            let part = part.unwrap();
            prop_assert_eq!(&part, &whole.slice(cut[0], cut[1] - cut[0]));
            if tape.chance(50) {
                held.push((cut[0], part));
            }
        }
        for (start, part) in held {
            prop_assert_eq!(&part, &whole.slice(start, part.num_rows()));
        }
    }
}

#[test]
fn the_number_of_threads_makes_no_difference() {
    for seed in [3, 14, 15] {
        let mut tape = Tape::seeded(seed);
        let Some(mut drawn) = Drawn::new(&mut tape, 500) else { continue };
        // Rows repeat what is drawn, in arrays of one type.
        let batch = batch(&mut drawn, &mut tape, 500);
        let long = RecordBatch::try_new(batch.schema(), batch.columns().iter().map(|column| long(column, 160)).collect()).unwrap();
        let options = |threads| Options { threads: NonZeroUsize::new(threads), ..options(&drawn, &mut Tape::seeded(1)) };
        let expected = agrees(&drawn, &long, &options(1)).unwrap();
        for threads in [2, 7] {
            assert_eq!(score(&drawn.policy, &long, drawn.as_of, options(threads)).unwrap(), expected);
        }
    }
}

/// The same array so many times over.
fn long(array: &ArrayRef, times: usize) -> ArrayRef {
    let data = array.to_data();
    let mut long = arrow_data::transform::MutableArrayData::new(vec![&data], false, array.len() * times);
    (0..times).for_each(|_| long.try_extend(0, 0, array.len()).unwrap());
    arrow_array::make_array(long.freeze())
}

#[test]
fn every_type_says_the_same() {
    let mut tape = Tape::seeded(7);
    let cells = |tape: &mut Tape, fact_type: FactType| {
        let cell = |at: usize| match fact_type {
            FactType::Number => Cell::Number(at as f64),
            FactType::Date => Cell::Day(20_000 + at as i32),
            _ => Cell::Word(["red", "green", "rot"][at % 3]),
        };
        (0..100).map(|at| if tape.chance(30) { Cell::Missing } else { cell(at) }).collect::<Vec<_>>()
    };
    let policy = examples::policy();
    let scored = |name: &str, array: ArrayRef| {
        let options = Options { zone: Zone::east(120), ..Options::default() };
        score(&policy, &RecordBatch::try_from_iter([(name, array)]).unwrap(), "2026-06-30".parse().unwrap(), options).unwrap()
    };
    let numbers = cells(&mut tape, FactType::Number);
    let expected = scored("n", forms::numbers(0, &mut numbers.clone()));
    assert!(expected["composite"].as_primitive::<Float64Type>().iter().any(|points| points != Some(0.0)));
    let encoded =
        |array: &ArrayRef| (0..3).map(|ends| forms::runs(array, ends)).chain([false, true].map(|by_null| forms::by_places(array, by_null))).collect::<Vec<_>>();
    for form in 1..forms::NUMBERS {
        let array = forms::numbers(form, &mut numbers.clone());
        for array in encoded(&array).into_iter().chain([array]) {
            assert_eq!(scored("n", array), expected, "numbers, form {form}");
        }
    }
    let days = cells(&mut tape, FactType::Date);
    let expected = scored("d", forms::days(0, &mut days.clone()));
    for form in 1..forms::DAYS {
        let array = forms::days(form, &mut days.clone());
        for array in encoded(&array).into_iter().chain([array]) {
            assert_eq!(scored("d", array), expected, "days, form {form}");
        }
    }
    let words = cells(&mut tape, FactType::Category);
    let expected = scored("c", forms::dictionary(0, 0, false, &words));
    assert!(expected["error_code"].null_count() < 100 && expected["error_code"].null_count() > 0);
    for (key, form, by_word) in (0..8).flat_map(|key| (0..3).flat_map(move |form| [false, true].map(|by_word| (key, form, by_word)))) {
        assert_eq!(scored("c", forms::dictionary(key, form, by_word, &words)), expected, "keys {key}, words {form}, {by_word}");
    }
    for form in 0..3 {
        let array = forms::texts(form, words.iter().map(forms::word));
        for array in encoded(&array).into_iter().chain([array]) {
            assert_eq!(scored("c", array), expected, "words, form {form}");
        }
    }
}
