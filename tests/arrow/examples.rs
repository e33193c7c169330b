//! Examples of what a table says, and of what it refuses.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, ListArray, RecordBatch, RecordBatchOptions, StringArray,
    StructArray, TimestampSecondArray, UInt64Array,
};
use arrow_schema::{DataType, Field, FieldRef, Schema};
use serde_json::json;
use tierwise::{Account, Date, Policy, wire};
use tierwise_arrow::{AS_OF, FINGERPRINT, Options, PointsType, Zone, score};

use crate::forms::read_words;

/// Facts of every type, a renormalised aspect and a ladder.
pub fn policy() -> Policy {
    Policy::read(json!({
        "policy": "p", "version": "1", "semantics": 1,
        "facts": [{"id": "n", "type": "number"}, {"id": "c", "type": "category", "values": ["red", "green"]}, {"id": "f", "type": "flag"}, {"id": "d", "type": "date"}],
        "score": {"aspects": [
            {"id": "size", "criteria": [{"id": "number", "fact": "n", "curve": [[0, 0], [100, 33.333]]}]},
            {"id": "rest", "cap": 40, "criteria": [
                {"id": "colour", "fact": "c", "table": {"red": 20, "green": 5}}, {"id": "flag", "fact": "f", "flag": {"true": 10, "false": 0}},
                {"id": "day", "fact": "d", "transform": "days_since", "bands": [[null, 0], [30, 1], [365, 15]]},
            ]},
        ]},
        "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 20, "retain": 15}, {"id": "gold", "enter": 50}]},
    }))
    .unwrap()
}

fn day() -> Date {
    "2026-06-30".parse().unwrap()
}

fn batch(columns: impl IntoIterator<Item = (&'static str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn example() -> RecordBatch {
    batch([
        ("account", Arc::new(StringArray::from(vec!["A", "B", "C", "D"])) as ArrayRef),
        ("n", Arc::new(Float64Array::from(vec![Some(100.0), Some(10.0), Some(f64::INFINITY), None]))),
        ("c", Arc::new(StringArray::from(vec![Some("red"), Some("green"), None, Some("rot")]))),
        ("f", Arc::new(BooleanArray::from(vec![Some(true), Some(true), None, None]))),
        ("d", Arc::new(Date32Array::from(vec![Some(20_000), None, None, None]))),
        ("before", Arc::new(StringArray::from(vec![None, Some("silver"), None, None]))),
    ])
}

#[test]
fn a_golden_example() {
    let options = Options {
        keep: vec!["account".to_owned()],
        previous: Some("before".to_owned()),
        contributions: true,
        aspects: true,
        messages: true,
        ..Options::default()
    };
    let scored = score(&policy(), &example(), day(), options).unwrap();
    let names: Vec<&str> = scored.schema_ref().fields().iter().map(|field| field.name().as_str()).collect();
    let expected = [
        "account",
        "composite",
        "tier",
        "coverage",
        "contribution.number",
        "contribution.colour",
        "contribution.flag",
        "contribution.day",
        "aspect.size",
        "aspect.rest",
        "error_code",
        "error_message",
    ];
    assert_eq!(names, expected);
    let numbers = |name: &str| scored[name].as_primitive::<Float64Type>().iter().collect::<Vec<_>>();
    assert_eq!(numbers("composite"), [Some(73.333), Some(18.333), None, None]);
    assert_eq!(numbers("coverage"), [Some(1.0), Some(63.333 / 78.333), None, None]);
    assert_eq!(numbers("contribution.day"), [Some(15.0), Some(0.0), None, None]);
    assert_eq!(numbers("aspect.rest"), [Some(40.0), Some(15.0), None, None]);
    let text = |word: &str| Some(word.to_owned());
    assert_eq!(read_words(&*scored["tier"]), [text("gold"), text("silver"), None, None]);
    assert_eq!(read_words(&*scored["error_code"]), [None, None, text("number.not_finite"), text("fact.value")]);
    assert_eq!(scored["error_message"].as_string::<i32>().value(3), "facts.c: the fact `c` has no category `rot` (fact.value)");
    let schema = scored.schema();
    assert_eq!((&*schema.metadata()[AS_OF], &*schema.metadata()[FINGERPRINT]), ("2026-06-30", policy().fingerprint()));
}

#[test]
fn points_have_the_type_that_is_asked_for() {
    for (points, data_type) in
        [(PointsType::Numbers, DataType::Float64), (PointsType::Decimals, DataType::Decimal128(18, 3)), (PointsType::Thousandths, DataType::Int64)]
    {
        let options = Options { keep: vec!["account".to_owned(), "before".to_owned()], points, ..Options::default() };
        let scored = score(&policy(), &example(), day(), options).unwrap();
        assert_eq!(*scored["composite"].data_type(), data_type);
    }
}

#[test]
fn empty_batches_and_batches_without_facts() {
    let scored = score(&policy(), &example().slice(2, 0), day(), Options { keep: vec!["account".into(), "before".into()], ..Options::default() }).unwrap();
    assert_eq!((scored.num_rows(), scored.num_columns()), (0, 6));
    let nulls: ArrayRef = Arc::new(arrow_array::NullArray::new(2));
    let scored = score(&policy(), &batch([("n", Arc::clone(&nulls)), ("c", nulls)]), day(), Options::default()).unwrap();
    assert_eq!(scored["composite"].as_primitive::<Float64Type>().values(), &[0.0, 0.0]);
    assert_eq!(scored["coverage"].as_primitive::<Float64Type>().values(), &[0.0, 0.0]);
}

/// Everything that is wrong, as text.
fn refused(columns: RecordBatch, options: Options) -> String {
    score(&policy(), &columns, day(), options).unwrap_err().to_string()
}

#[test]
fn everything_that_is_wrong_is_named_with_column_and_type() {
    let texts: ArrayRef = Arc::new(StringArray::from(vec!["12x"]));
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let stamps: ArrayRef = Arc::new(TimestampSecondArray::from(vec![1]).with_timezone("UTC"));
    let columns = [
        ("n", Arc::clone(&texts)),
        ("f", Arc::clone(&numbers)),
        ("d", Arc::clone(&stamps)),
        ("fleet.unit", Arc::clone(&numbers)),
        ("size", Arc::clone(&numbers)),
    ];
    let options = Options {
        facts: [("size".to_owned(), "c".to_owned()), ("gone".to_owned(), "n".to_owned())].into(),
        keep: vec!["acount".to_owned()],
        previous: Some("before".to_owned()),
        ..Options::default()
    };
    let listed = "`n`, `f`, `d`, `fleet.unit`, `size`";
    let expected = [
        format!("previous: expected a column `before`, found {listed} (input.missing_field)"),
        format!("keep[0]: expected a column `acount`, found {listed} (input.missing_field)"),
        format!("facts.gone: expected a column `gone`, found {listed} (input.missing_field)"),
        "columns.n: the fact `n` is a number, found a column of type Utf8 (fact.type)".to_owned(),
        "columns.f: the fact `f` is a flag, found a column of type Int32 (fact.type)".to_owned(),
        "columns.d: expected a zone in which days begin, found a column of type Timestamp(s, \"UTC\") and no `zone` (fact.type)".to_owned(),
        "columns.fleet.unit: unknown fact `fleet.unit`: did you mean `fleet.units`? (fact.unknown)".to_owned(),
        "columns.size: the fact `c` is a category, found a column of type Int32 (fact.type)".to_owned(),
    ];
    assert_eq!(refused(batch(columns), options), expected.join("\n"));
    let zone = |zone| Options { zone, ..Options::default() };
    assert!(refused(batch([("d", Arc::clone(&stamps))]), zone(None)).contains("(fact.type)"));
    assert!(score(&policy(), &batch([("d", stamps)]), day(), zone(Some(Zone::UTC))).is_ok());
    let twice = Options { facts: [("a".to_owned(), "n".to_owned())].into(), ..Options::default() };
    assert!(refused(batch([("a", Arc::clone(&numbers)), ("n", Arc::clone(&numbers))]), twice).contains("columns.n: the column `n` stands here twice"));
    let taken = Options { keep: vec!["tier".to_owned()], ..Options::default() };
    assert!(refused(batch([("tier", numbers)]), taken).starts_with("columns.tier: expected a name that no column of the result has"));
}

#[test]
fn midnights_are_days() {
    let stamps = |seconds: Vec<Option<i64>>| -> ArrayRef { Arc::new(TimestampSecondArray::from(seconds)) };
    let days: ArrayRef = Arc::new(Date32Array::from(vec![Some(18_000), None, Some(18_001)]));
    let midnights = stamps(vec![Some(18_000 * 86_400), None, Some(18_001 * 86_400)]);
    let scored = |array: ArrayRef| score(&policy(), &batch([("d", array)]), day(), Options { messages: true, ..Options::default() }).unwrap();
    assert_eq!(scored(midnights), scored(days));
    let others = scored(stamps(vec![Some(18_000 * 86_400), Some(18_000 * 86_400 + 1), None, Some(i64::MAX)]));
    let codes = others["error_code"].as_any_dictionary();
    assert_eq!((0..4).map(|row| codes.is_valid(row)).collect::<Vec<_>>(), [false, true, false, true]);
    let message = others["error_message"].as_string::<i32>().value(1);
    assert_eq!(message, "facts.d: expected a day written YYYY-MM-DD, found `a time of day` (date.format)");
}

#[test]
fn a_batch_without_columns_has_rows() {
    let options = RecordBatchOptions::new().with_row_count(Some(3));
    let columns = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &options).unwrap();
    let scored = score(&policy(), &columns, day(), Options::default()).unwrap();
    assert_eq!(scored["composite"].as_primitive::<Float64Type>().values(), &[0.0; 3]);
}

#[test]
fn columns_of_one_name_are_refused_as_columns_and_as_fields() {
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let fields: Vec<FieldRef> = ["n", "n"].map(|name| Arc::new(Field::new(name, DataType::Int32, true)) as FieldRef).to_vec();
    let twice = RecordBatch::try_new(Arc::new(Schema::new(fields)), vec![Arc::clone(&numbers), Arc::clone(&numbers)]).unwrap();
    assert_eq!(refused(twice, Options::default()), "columns.n: the column `n` stands here twice (input.duplicate_key)");
    let nested: ArrayRef = Arc::new(StructArray::from(batch([("units", Arc::clone(&numbers))])));
    let both = batch([("fleet", nested), ("fleet.units", numbers)]);
    assert_eq!(refused(both, Options::default()), "columns.fleet.units: the column `fleet.units` stands here twice (input.duplicate_key)");
}

#[test]
fn fields_of_structs_are_named_by_their_way() {
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![100]));
    let nested = |name: &'static str| Arc::new(StructArray::from(batch([(name, Arc::clone(&numbers))]))) as ArrayRef;
    let found = refused(batch([("fleet", nested("unit"))]), Options::default());
    assert_eq!(found, "columns.fleet.unit: unknown fact `fleet.unit`: did you mean `fleet.units`? (fact.unknown)");
    // A field can be mapped, and a struct be kept and read.
    let options = Options { keep: vec!["size".to_owned()], facts: [("size.count".to_owned(), "n".to_owned())].into(), ..Options::default() };
    let scored = score(&policy(), &batch([("size", nested("count"))]), day(), options).unwrap();
    assert_eq!(scored["composite"].as_primitive::<Float64Type>().value(0), 33.333);
    assert_eq!(scored["size"].as_struct()["count"].as_ref(), numbers.as_ref());
    // Lists are never facts.
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([Some([Some(1)])]));
    assert!(refused(batch([("n", list)]), Options::default()).starts_with("columns.n: the fact `n` is a number, found a column of type List("));
}

/// No bound of a policy is beyond 10^15, so that no rounding of larger numbers can decide anything.
#[test]
fn whole_numbers_beyond_those_of_doubles_decide_the_same() {
    const BOUND: i64 = 1_000_000_000_000_000;
    let bands = |bound: i64| {
        Policy::read(json!({
            "policy": "p", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
            "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "bands": [[null, 0], [-BOUND, 1], [bound, 2]]}]}]},
        }))
    };
    assert_eq!(bands(BOUND + 1).unwrap_err().code(), "number.range");
    let policy = bands(BOUND).unwrap();
    let numbers = [i64::MIN, -(1 << 53) - 1, -BOUND - 1, -BOUND, BOUND - 1, BOUND, (1 << 53) - 1, 1 << 53, (1 << 53) + 1, i64::MAX];
    let expected = numbers.map(|number| if number < -BOUND { 0.0 } else { 1.0 + f64::from(u8::from(number >= BOUND)) });
    let arrays: [ArrayRef; 2] = [
        Arc::new(Int64Array::from(numbers.to_vec())),
        Arc::new(Decimal128Array::from(numbers.map(i128::from).to_vec()).with_precision_and_scale(38, 0).unwrap()),
    ];
    for array in arrays {
        let scored = score(&policy, &batch([("n", array)]), day(), Options::default()).unwrap();
        assert_eq!(scored["composite"].as_primitive::<Float64Type>().values()[..], expected);
    }
    // As documents say it.
    for (number, expected) in numbers.iter().zip(expected) {
        let account: Account = wire::read(&mut serde_json::Deserializer::from_str(&format!(r#"{{"facts": {{"n": {number}}}}}"#))).unwrap();
        assert_eq!(policy.score(&account, day()).unwrap().composite.to_f64(), expected);
    }
    let large: ArrayRef = Arc::new(UInt64Array::from(vec![u64::MAX]));
    assert_eq!(score(&policy, &batch([("n", large)]), day(), Options::default()).unwrap()["composite"].as_primitive::<Float64Type>().value(0), 2.0);
}
