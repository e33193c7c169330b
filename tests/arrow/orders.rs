//! Facts of tables of orders are those of account documents.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type};
use arrow_array::{Array, ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, RecordBatch, RecordBatchIterator, StringArray, UInt64Array};
use proptest::prelude::*;
use serde_json::{Value, json};
use tierwise::fact::{CATALOGUE, Derivation, FactType};
use tierwise::{Account, Date, Error, wire};
use tierwise_arrow::{OrderOptions, accounts_from_orders};
use tierwise_tests::random::{self, Tape};

/// What an order of the table is, as it stands in a document.
pub fn order(tape: &mut Tape) -> Value {
    let mut order = json!({
        "ordered_on": Date::from_days_since_1970(20_630 - tape.below(1_500) as i32).unwrap(),
        "net_amount": (tape.below(9) as f64 - 3.0) * 100.25,
    });
    let mut maybe = |key: &str, value: Value| {
        if tape.chance(70) {
            order[key] = value
        }
    };
    maybe("units", json!(1));
    maybe("kind", json!("parts"));
    maybe("grade", json!("premium"));
    for (key, words) in [
        ("kind", ["vehicle", "parts", "service", "used"]),
        ("grade", ["premium", "standard", "premium", "standard"]),
        ("class", ["light_truck", "coach", "coach", "coach"]),
    ] {
        if order.get(key).is_some() || tape.chance(30) {
            order[key] = json!(tape.pick(&words));
        }
    }
    if order.get("units").is_some() {
        order["units"] = json!(tape.below(6) as i64 - 1);
    }
    for key in ["ordered_on", "net_amount"] {
        if tape.chance(4) {
            order[key] = Value::Null;
        }
    }
    // A day that no document can have, and another currency than that of the account.
    if tape.chance(1) {
        order["ordered_on"] = json!(BEYOND);
    }
    order["currency"] = if tape.chance(1) { json!("USD") } else { Value::Null };
    order
}

/// Stands for a day outside of the calendar.
const BEYOND: &str = "beyond";

/// The currency of an account; none of some.
fn currency(account: &str) -> Option<&'static str> {
    match account {
        "K-0" => None,
        "K-1" | "K-2" => Some("USD"),
        _ => Some("EUR"),
    }
}

pub fn column(orders: &[(Option<String>, Value)], key: &str) -> ArrayRef {
    let values = orders.iter().map(|(_, order)| order.get(key));
    match key {
        "net_amount" | "units" => Arc::new(values.map(|value| value.and_then(Value::as_f64)).collect::<Float64Array>()),
        "ordered_on" => {
            let day = |text: &str| if text == BEYOND { i32::MAX } else { text.parse::<Date>().unwrap().days_since_1970() };
            Arc::new(values.map(|value| value.and_then(Value::as_str).map(day)).collect::<Date32Array>())
        }
        _ => Arc::new(values.map(|value| value.and_then(Value::as_str)).collect::<StringArray>()),
    }
}

fn table(orders: &[(Option<String>, Value)]) -> RecordBatch {
    let accounts: ArrayRef = Arc::new(orders.iter().map(|(account, _)| account.as_deref()).collect::<StringArray>());
    let currencies = orders.iter().map(|(account, order)| order["currency"].as_str().or_else(|| currency(account.as_deref()?)));
    let currencies: ArrayRef = Arc::new(currencies.collect::<StringArray>());
    let keys = ["ordered_on", "net_amount", "units", "kind", "grade", "class"];
    let columns = [("account", accounts), ("currency", currencies)].into_iter().chain(keys.map(|key| (key, column(orders, key))));
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, array)| (name, array, true))).unwrap()
}

fn gathered(batch: &RecordBatch, cut: usize, as_of: Date, options: &OrderOptions) -> Result<RecordBatch, Error> {
    let parts = [Ok(batch.slice(0, cut)), Ok(batch.slice(cut, batch.num_rows() - cut))];
    accounts_from_orders(RecordBatchIterator::new(parts, batch.schema()), as_of, options)
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn as_from_documents(mut tape in random::tape(), count in 0_usize..60) {
        let orders: Vec<(Option<String>, Value)> = (0..count).map(|_| (Some(format!("K-{}", tape.below(6))), order(&mut tape))).collect();
        let as_of = Date::from_days_since_1970(20_630 - tape.below(400) as i32).unwrap();
        let derivation: Derivation = serde_json::from_value(json!({"half_life_days": 180, "reference_vehicle_price": 1000})).unwrap();
        let options = |threads| OrderOptions { derivation: derivation.clone(), threads: NonZeroUsize::new(threads), ..OrderOptions::default() };
        let batch = table(&orders);
        let cut = tape.below(count + 1);
        let accounts = gathered(&batch, cut, as_of, &options(1)).unwrap();
        let mut documents: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (account, order) in &orders {
            documents.entry(account.clone().unwrap()).or_default().push(order.clone());
        }
        prop_assert_eq!(accounts.num_rows(), documents.len());
        for (row, (id, orders)) in documents.into_iter().enumerate() {
            prop_assert_eq!(accounts["account"].as_string::<i32>().value(row), &id);
            let wrong_day = orders.iter().position(|order| order["ordered_on"] == BEYOND);
            // Once one currency is known of an account, another cannot be.
            let mut known = BTreeSet::new();
            let wrong_currency = orders.iter().position(|order| {
                known.extend(order["currency"].as_str().or_else(|| currency(&id)).map(str::to_owned));
                known.len() > 1
            });
            let errors = accounts["orders_error"].as_string::<i32>();
            let first = [wrong_day.map(|at| (at, "(date.format)")), wrong_currency.map(|at| (at, "(account.currency)"))].into_iter().flatten().min_by_key(|(at, _)| *at);
            prop_assert_eq!(errors.is_valid(row), first.is_some());
            if let Some((_, code)) = first {
                prop_assert!(errors.value(row).ends_with(code), "{} but {}", errors.value(row), code);
                for column in accounts.columns().iter().skip(1).take(accounts.num_columns() - 2) {
                    prop_assert!(column.is_null(row), "no part of a sum");
                }
                continue;
            }
            let orders: Vec<Value> = orders.into_iter().map(|mut order| {
                order.as_object_mut().unwrap().remove("currency");
                order
            }).collect();
            let account: Account = wire::read(json!({"orders": orders, "currency": known.first()})).unwrap();
            for fact in CATALOGUE {
                let expected = fact.derived(&account, as_of, &derivation).map(|value| value.to_string());
                let Some(column) = accounts.column_by_name(fact.name) else {
                    prop_assert_eq!(expected, None, "{} has no column", fact.name);
                    continue;
                };
                let found = column.is_valid(row).then(|| match fact.fact_type {
                    FactType::Number => column.as_primitive::<Float64Type>().value(row).to_string(),
                    FactType::Category => column.as_string::<i32>().value(row).to_owned(),
                    _ => Date::from_days_since_1970(column.as_primitive::<Date32Type>().value(row)).unwrap().to_string(),
                });
                prop_assert_eq!(found, expected, "{}", fact.name);
            }
        }
        for threads in [2, 7] {
            prop_assert_eq!(&gathered(&batch, count - cut, as_of, &options(threads)).unwrap(), &accounts);
        }
    }
}

#[test]
fn the_columns_are_the_facts_that_orders_give() {
    let without_currency = table(&[]).project(&[0, 2, 3]).unwrap();
    let accounts = gathered(&without_currency, 0, "2026-06-30".parse().unwrap(), &OrderOptions::default()).unwrap();
    let names: Vec<String> = accounts.schema_ref().fields().iter().map(|field| field.name().clone()).collect();
    let orders = CATALOGUE.iter().map(|fact| fact.name).filter(|name| name.starts_with("orders."));
    let expected: Vec<&str> =
        ["account"].into_iter().chain(orders).chain(["relationship.customer_since", "relationship.tenure_years", "orders_error"]).collect();
    assert_eq!(names, expected);
}

#[test]
fn an_account_with_a_wrong_order_has_no_part_of_a_sum() {
    let day = |day: &str| day.parse::<Date>().unwrap().days_since_1970();
    let columns: [(&str, ArrayRef); 5] = [
        // As hosts have numbers where some are missing.
        ("customer", Arc::new(Float64Array::from(vec![Some(17850.0), Some(13047.0), Some(13047.0), None, Some(17850.0)]))),
        (
            "ordered_on",
            Arc::new(Date32Array::from(vec![
                Some(day("2026-01-01")),
                Some(day("2026-01-02")),
                Some(day("2026-01-03")),
                Some(day("2026-01-04")),
                Some(day("2026-01-05")),
            ])),
        ),
        ("net_amount", Arc::new(Int32Array::from(vec![Some(10), Some(20), Some(30), Some(40), Some(50)]))),
        ("kind", Arc::new(StringArray::from(vec![None, None, Some("part"), None, None]))),
        ("colour", Arc::new(StringArray::from(vec!["passed", "over", "", "", ""]))),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let options = OrderOptions { names: [("customer".to_owned(), "account".to_owned())].into(), ..OrderOptions::default() };
    let accounts = gathered(&batch, 1, "2026-06-30".parse().unwrap(), &options).unwrap();
    assert_eq!(accounts["account"].as_string::<i32>().iter().collect::<Vec<_>>(), [Some("13047"), Some("17850"), None]);
    let revenue = accounts["orders.revenue_12_months"].as_primitive::<Float64Type>();
    assert_eq!(revenue.iter().collect::<Vec<_>>(), [None, Some(60.0), None]);
    let errors = accounts["orders_error"].as_string::<i32>();
    assert_eq!(errors.value(0), "orders[2].kind: unknown value `part`, did you mean `parts`? (input.unknown_value)");
    assert!(errors.is_null(1));
    assert_eq!(errors.value(2), "orders[3].account: expected a value, found nothing (input.missing_field)");
}

#[test]
fn columns_that_lack_are_named() {
    let columns: [(&str, ArrayRef); 1] = [("date", Arc::new(Int32Array::from(vec![1])))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let options = OrderOptions { names: [("date".to_owned(), "ordered".to_owned())].into(), ..OrderOptions::default() };
    let error = gathered(&batch, 0, "2026-06-30".parse().unwrap(), &options).unwrap_err().to_string();
    let lines: Vec<&str> = error.lines().collect();
    assert!(lines[0].starts_with("names.date: unknown value `ordered`"), "{error}");
    assert_eq!(lines[1], "columns.account: expected a column `account`, found `date` (input.missing_field)");
    assert_eq!(lines.len(), 4);
}

#[test]
fn ids_are_exact_whatever_their_type() {
    let days: ArrayRef = Arc::new(Date32Array::from(vec![20_600; 3]));
    let amounts: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0, 4.0]));
    let gathered = |accounts: ArrayRef| {
        let batch = RecordBatch::try_from_iter([("account", accounts), ("ordered_on", Arc::clone(&days)), ("net_amount", Arc::clone(&amounts))]).unwrap();
        let accounts = gathered(&batch, 0, "2026-06-30".parse().unwrap(), &OrderOptions::default()).unwrap();
        let errors = accounts["orders_error"].as_string::<i32>().iter().flatten().map(str::to_owned).collect::<Vec<_>>();
        (accounts["account"].as_string::<i32>().iter().map(|name| name.map(str::to_owned)).collect::<Vec<_>>(), errors)
    };
    let names = |names: &[&str]| names.iter().map(|name| Some((*name).to_owned())).collect::<Vec<_>>();
    let large = [u64::MAX, u64::MAX - 1, u64::MAX];
    assert_eq!(gathered(Arc::new(UInt64Array::from(large.to_vec()))), (names(&["18446744073709551614", "18446744073709551615"]), vec![]));
    let decimals = Decimal128Array::from(vec![12_345_678_901_234_567_890_100, 1_700, 12_345_678_901_234_567_890_100]).with_precision_and_scale(38, 2).unwrap();
    assert_eq!(gathered(Arc::new(decimals)), (names(&["123456789012345678901", "17"]), vec![]));
    let (accounts, errors) = gathered(Arc::new(Float64Array::from(vec![1.5, 3.0, f64::NAN])));
    assert_eq!((accounts.len(), accounts[0].as_deref(), &accounts[1]), (2, Some("3"), &None));
    assert_eq!(errors, ["orders[0].account: expected a text or a whole number, found another value (input.type)"]);
}

#[test]
fn orders_in_another_currency_than_the_policy_are_refused() {
    let columns: [(&str, ArrayRef); 4] = [
        ("account", Arc::new(Int32Array::from(vec![1, 2]))),
        ("ordered_on", Arc::new(Date32Array::from(vec![20_600; 2]))),
        ("net_amount", Arc::new(Float64Array::from(vec![1.0, 2.0]))),
        ("currency", Arc::new(StringArray::from(vec!["EUR", "USD"]))),
    ];
    let derivation: Derivation = serde_json::from_value(json!({"currency": "EUR"})).unwrap();
    let options = OrderOptions { derivation, ..OrderOptions::default() };
    let accounts = gathered(&RecordBatch::try_from_iter(columns).unwrap(), 0, "2026-06-30".parse().unwrap(), &options).unwrap();
    let errors: Vec<_> = accounts["orders_error"].as_string::<i32>().iter().collect();
    let expected = "orders[1].currency: expected `EUR`, the currency of the policy, found `USD` (account.currency)";
    assert_eq!(errors, [None, Some(expected)]);
    assert_eq!(accounts["account.currency"].as_string::<i32>().iter().collect::<Vec<_>>(), [Some("EUR"), None]);
}
