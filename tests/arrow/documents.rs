//! Columns that are sections of the account document: facts without a column are derived as from the document.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Float64Type;
use arrow_array::{Array, ArrayRef, Date32Array, Float64Array, Int32Array, ListArray, RecordBatch, StringArray, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{Field, FieldRef};
use proptest::prelude::*;
use serde_json::{Value, json};
use tierwise::{Account, Date, Error, Policy, wire};
use tierwise_arrow::{Options, score};
use tierwise_tests::random::{self, Tape};

use crate::forms::read_words;
use crate::orders;

fn policy() -> Policy {
    Policy::read(json!({
        "policy": "sections", "version": "1", "semantics": 1,
        "score": {"aspects": [{"id": "value", "cap": 500, "criteria": [
            {"id": "revenue", "fact": "orders.revenue_36_months", "curve": [[0, 0], [1000, 100]], "missing": {"points": 1}},
            {"id": "count", "fact": "orders.count_36_months", "curve": [[0, 0], [10, 100]], "missing": {"points": 2}},
            {"id": "tenure", "fact": "relationship.tenure_years", "curve": [[0, 0], [10, 100]], "missing": {"points": 4}},
            {"id": "wallet", "fact": "wallet.share", "curve": [[0, 0], [1, 100]], "missing": {"points": 8}},
            {"id": "fleet", "fact": "fleet.units", "bands": [[0, 0], [50, 20], [200, 30]], "missing": {"points": 16}},
        ]}]},
        "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 60, "retain": 40}]},
    }))
    .unwrap()
}

fn fields<const N: usize>(columns: [(&str, ArrayRef); N]) -> (Vec<FieldRef>, Vec<ArrayRef>) {
    columns.into_iter().map(|(name, array)| (Arc::new(Field::new(name, array.data_type().clone(), true)) as FieldRef, array)).unzip()
}

/// Lists of orders, of which null is another thing than none.
fn lists(accounts: &[Option<Vec<Value>>]) -> ArrayRef {
    let all: Vec<(Option<String>, Value)> = accounts.iter().flatten().flatten().map(|order| (None, order.clone())).collect();
    let (fields, arrays) = fields(["ordered_on", "net_amount", "units", "kind", "grade", "class"].map(|key| (key, orders::column(&all, key))));
    let items: ArrayRef =
        if all.is_empty() { Arc::new(StructArray::new_null(fields.into(), 0)) } else { Arc::new(StructArray::new(fields.into(), arrays, None)) };
    let item = Arc::new(Field::new_list_field(items.data_type().clone(), true));
    let nulls: NullBuffer = accounts.iter().map(Option::is_some).collect();
    Arc::new(ListArray::new(item, OffsetBuffer::from_lengths(accounts.iter().map(|orders| orders.as_ref().map_or(0, Vec::len))), items, Some(nulls)))
}

fn numbers(values: &[Option<f64>]) -> ArrayRef {
    Arc::new(values.iter().copied().collect::<Float64Array>())
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn as_of() -> Date {
    "2026-06-30".parse().unwrap()
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn as_from_documents(mut tape in random::tape(), rows in 1_usize..12) {
        let draw = |tape: &mut Tape| -> Vec<Option<f64>> { (0..rows).map(|_| tape.chance(70).then(|| tape.below(4) as f64)).collect() };
        let accounts: Vec<Option<Vec<Value>>> = (0..rows).map(|_| tape.chance(80).then(|| (0..tape.below(5)).map(|_| {
            let mut order = orders::order(&mut tape);
            order.as_object_mut().unwrap().remove("currency");
            order
        }).collect())).collect();
        let (own, total, units) = (draw(&mut tape), draw(&mut tape), draw(&mut tape));
        let since: Vec<Option<i32>> = (0..rows).map(|_| tape.chance(70).then(|| as_of().days_since_1970() - tape.below(3_000) as i32)).collect();
        let is_known: Vec<bool> = (0..rows).map(|_| !tape.chance(20)).collect();
        let (wallet_fields, wallet) = fields([("own_units", numbers(&own)), ("total_units", numbers(&total))]);
        let wallet: ArrayRef = Arc::new(StructArray::new(wallet_fields.into(), wallet, Some(is_known.iter().copied().collect())));
        let table = batch(vec![
            ("orders", lists(&accounts)),
            ("wallet", wallet),
            ("relationship.customer_since", Arc::new(Date32Array::from(since.clone()))),
            ("fleet.units", numbers(&units)),
        ]);
        let options = Options { contributions: true, aspects: true, messages: true, ..Options::default() };
        let scored = score(&policy(), &table, as_of(), options).unwrap();
        let (composites, codes, tiers) = (scored["composite"].as_primitive::<Float64Type>(), read_words(&*scored["error_code"]), read_words(&*scored["tier"]));
        for row in 0..rows {
            let wallet = is_known[row].then(|| json!({"own_units": own[row], "total_units": total[row]}));
            let document = json!({
                "orders": accounts[row], "wallet": wallet, "facts": {"fleet.units": units[row]},
                "relationship": {"customer_since": since[row].and_then(Date::from_days_since_1970)},
            });
            let assessed = wire::read::<Account, _>(document).and_then(|account| policy().assess(&account, as_of(), None));
            match assessed {
                Ok(assessment) => {
                    let card = &assessment.scorecard;
                    prop_assert_eq!((&codes[row], composites.value(row)), (&None, card.composite.to_f64()), "row {}: {:?}", row, scored["error_message"]);
                    for criterion in &card.aspects[0].criteria {
                        let column = scored[&*format!("contribution.{}", criterion.id)].as_primitive::<Float64Type>();
                        prop_assert_eq!(column.value(row), criterion.contribution.to_f64(), "{}", criterion.id);
                    }
                    prop_assert_eq!(scored["aspect.value"].as_primitive::<Float64Type>().value(row), card.aspects[0].points.to_f64());
                    prop_assert_eq!(scored["coverage"].as_primitive::<Float64Type>().value(row), card.coverage.get());
                    prop_assert_eq!(tiers[row].as_deref(), Some(&*assessment.placement.unwrap().tier));
                }
                Err(error) => {
                    prop_assert_eq!(codes[row].as_deref(), Some(error.code()));
                    prop_assert!(composites.is_null(row) && tiers[row].is_none() && scored["aspect.value"].is_null(row));
                }
            }
        }
    }
}

/// The only composite.
fn composite(table: RecordBatch, options: Options) -> f64 {
    let scored = score(&policy(), &table, as_of(), options).unwrap();
    assert_eq!(scored["error_code"].null_count(), 1, "{scored:?}");
    scored["composite"].as_primitive::<Float64Type>().value(0)
}

#[test]
fn what_is_given_is_not_derived() {
    let since: ArrayRef = Arc::new(Date32Array::from(vec![as_of().add_months(-60).unwrap().days_since_1970()]));
    let derived = composite(batch(vec![("relationship.customer_since", Arc::clone(&since))]), Options::default());
    assert_eq!(derived, 1.0 + 2.0 + 50.0 + 8.0 + 16.0, "five years");
    let given = batch(vec![("relationship.customer_since", Arc::clone(&since)), ("relationship.tenure_years", numbers(&[Some(1.0)]))]);
    assert_eq!(composite(given, Options::default()), 1.0 + 2.0 + 10.0 + 8.0 + 16.0);
    let mapped = Options { facts: [("kunde_seit".to_owned(), "relationship.customer_since".to_owned())].into(), ..Options::default() };
    assert_eq!(composite(batch(vec![("kunde_seit", since)]), mapped), derived, "a mapped column is an input, too");
}

fn refused(table: RecordBatch) -> String {
    score(&policy(), &table, as_of(), Options::default()).unwrap_err().to_string()
}

#[test]
fn keys_and_types_within_sections_are_told_before_the_first_row() {
    let list = |columns: [(&str, ArrayRef); 2]| -> ArrayRef {
        let (fields, arrays) = fields(columns);
        let items: ArrayRef = Arc::new(StructArray::new(fields.into(), arrays, None));
        let item = Arc::new(Field::new_list_field(items.data_type().clone(), true));
        Arc::new(ListArray::new(item, OffsetBuffer::from_lengths([1]), items, None))
    };
    let number: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let text: ArrayRef = Arc::new(StringArray::from(vec!["12"]));
    let found = refused(batch(vec![("orders", list([("unitz", Arc::clone(&number)), ("net_amount", text)]))]));
    let lines: Vec<&str> = found.lines().collect();
    assert!(lines.iter().any(|line| line.starts_with("columns.orders[0].unitz: unknown key `unitz`, did you mean `units`?")), "{found}");
    assert!(lines.iter().any(|line| line.starts_with("columns.orders[0].net_amount: ") && line.contains("List(")), "{found}");
    assert_eq!(lines.len(), 2, "{found}");
    assert!(refused(batch(vec![("orders", number)])).starts_with("columns.orders: "), "a number is no list");
}

#[test]
fn an_error_within_a_section_is_the_row_s() -> Result<(), Error> {
    let order = |day: &str| json!({"ordered_on": day, "net_amount": 500.0});
    let table = batch(vec![("orders", lists(&[Some(vec![order("2026-01-01")]), Some(vec![order("beyond")]), None]))]);
    let scored = score(&policy(), &table, as_of(), Options { messages: true, ..Options::default() })?;
    let composites: Vec<_> = scored["composite"].as_primitive::<Float64Type>().iter().collect();
    // The first order was five months ago.
    assert_eq!(composites, [Some(50.0 + 10.0 + 4.167 + 8.0 + 16.0), None, Some(1.0 + 2.0 + 4.0 + 8.0 + 16.0)]);
    assert_eq!(read_words(&*scored["error_code"]), [None, Some("date.format".to_owned()), None]);
    assert!(scored["error_message"].as_string::<i32>().value(1).starts_with("orders[0].ordered_on: "));
    Ok(())
}
