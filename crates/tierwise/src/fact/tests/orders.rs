use super::{DAY, day, fact_with, number};
use crate::fact::FactRef;

fn orders(list: &str) -> String {
    format!(r#"{{"orders": [{list}]}}"#)
}

/// One order a day outside the window, one at each of its ends, one in the future.
const ENDS: &str = r#"
    {"ordered_on": "2023-07-01", "units": 5, "net_amount": 500},
    {"ordered_on": "2023-07-02", "units": 3, "net_amount": 300},
    {"ordered_on": "2026-07-01", "units": 2, "net_amount": 200},
    {"ordered_on": "2026-07-02", "units": 9, "net_amount": 900},
    {"units": 7, "net_amount": 700}"#;

#[test]
fn windows_are_open_at_their_start_and_closed_at_the_day() {
    let text = orders(ENDS);
    for (name, expected) in [
        ("orders.revenue_36_months", 500.0),
        ("orders.revenue_12_months", 200.0),
        ("orders.units_36_months", 5.0),
        ("orders.units_12_months", 2.0),
        ("orders.count_36_months", 2.0),
        ("orders.count_12_months", 1.0),
        // 2023-07-01, 2023-07-02 and 2026-07-01: gaps of 1 and 1095 days.
        ("orders.median_gap_days", 548.0),
    ] {
        assert_eq!(number(&text, name), Some(expected), "{name}");
    }
    assert_eq!(day(&text, "orders.first_on").as_deref(), Some("2023-07-01"));
    assert_eq!(day(&text, "orders.last_on").as_deref(), Some("2026-07-01"));
}

#[test]
fn an_empty_list_is_known_to_be_none() {
    for name in [
        "revenue_36_months",
        "revenue_12_months",
        "units_36_months",
        "units_12_months",
        "count_36_months",
        "count_12_months",
        "decayed_revenue",
        "aftersales_revenue_12_months",
    ] {
        assert_eq!(number(&orders(""), &format!("orders.{name}")), Some(0.0), "{name}");
    }
    for name in ["orders.median_gap_days", "orders.high_grade_share"] {
        assert_eq!(number(&orders(""), name), None, "{name}");
    }
    assert_eq!((day(&orders(""), "orders.first_on"), day(&orders(""), "orders.last_on")), (None, None));
    let priced = fact_with(&orders(""), r#"{"reference_vehicle_price": 50}"#, DAY, "orders.decayed_vehicle_equivalents");
    assert_eq!(priced, Some(FactRef::Number(0.0)));
}

#[test]
fn a_missing_amount_or_unit_is_not_zero() {
    let text = orders(r#"{"ordered_on": "2026-01-01"}"#);
    for name in ["orders.revenue_36_months", "orders.units_36_months", "orders.decayed_revenue", "orders.high_grade_share"] {
        assert_eq!(number(&text, name), None, "{name}");
    }
    assert_eq!(number(&text, "orders.count_36_months"), Some(1.0));
    // Outside the window it does not matter.
    assert_eq!(number(&orders(r#"{"ordered_on": "2020-01-01"}"#), "orders.revenue_36_months"), Some(0.0));
}

#[test]
fn revenue_halves_with_every_half_life() {
    // Ages 0, 365 and 730 days: 100 + 1000 / 2 + 1000 / 4; the future and what is older than the window count nothing.
    let text = orders(
        r#"{"ordered_on": "2026-07-01", "net_amount": 100}, {"ordered_on": "2025-07-01", "net_amount": 1000},
           {"ordered_on": "2024-07-01", "net_amount": 1000}, {"ordered_on": "2026-07-02", "net_amount": 5000}, {"ordered_on": "2023-07-01", "net_amount": 5000}"#,
    );
    assert_eq!(number(&text, "orders.decayed_revenue"), Some(850.0));
    let decayed = |derivation: &str, name: &str| fact_with(&text, derivation, DAY, name);
    assert_eq!(decayed(r#"{"half_life_days": 730}"#, "orders.decayed_revenue"), Some(FactRef::Number(100.0 + 707.106_781 + 500.0)));
    assert_eq!(decayed(r#"{"reference_vehicle_price": 50}"#, "orders.decayed_vehicle_equivalents"), Some(FactRef::Number(17.0)));
    assert_eq!(decayed("{}", "orders.decayed_vehicle_equivalents"), None);
}

#[test]
fn a_return_that_matches_cancels_the_latest_order() {
    let twice = r#"{"ordered_on": "2025-01-10", "units": 4, "net_amount": 400}, {"ordered_on": "2025-01-20", "units": 4, "net_amount": 400}"#;
    let with = |returned: &str| orders(&format!("{twice}, {returned}"));
    let exact = with(r#"{"ordered_on": "2025-01-20", "units": -4, "net_amount": -400}"#);
    assert_eq!(number(&exact, "orders.count_36_months"), Some(1.0));
    assert_eq!(number(&exact, "orders.units_36_months"), Some(4.0));
    assert_eq!(number(&exact, "orders.revenue_36_months"), Some(400.0));
    assert_eq!(day(&exact, "orders.last_on").as_deref(), Some("2025-01-10"));
    // Units may be written without their sign: the amount says that it is a return.
    assert_eq!(number(&with(r#"{"ordered_on": "2025-03-01", "units": 4, "net_amount": -400}"#), "orders.count_36_months"), Some(1.0));
    // A partial one lowers revenue and units, and cancels nothing.
    let part = with(r#"{"ordered_on": "2025-03-01", "units": 1, "net_amount": -100}"#);
    assert_eq!(number(&part, "orders.count_36_months"), Some(2.0));
    assert_eq!(number(&part, "orders.units_36_months"), Some(7.0));
    assert_eq!(number(&part, "orders.revenue_36_months"), Some(700.0));
    // An earlier one has nothing to take back; a future one has not come.
    assert_eq!(number(&with(r#"{"ordered_on": "2025-01-09", "units": -4, "net_amount": -400}"#), "orders.count_36_months"), Some(2.0));
    assert_eq!(number(&with(r#"{"ordered_on": "2026-07-02", "units": -4, "net_amount": -400}"#), "orders.count_36_months"), Some(2.0));
    // Three returns for two orders: the third stays a return.
    let returned = r#"{"ordered_on": "2025-02-01", "units": -4, "net_amount": -400}"#;
    let thrice = with(&[returned; 3].join(", "));
    assert_eq!(number(&thrice, "orders.count_36_months"), Some(0.0));
    assert_eq!(number(&thrice, "orders.units_36_months"), Some(-4.0));
    assert_eq!(number(&thrice, "orders.revenue_36_months"), Some(-400.0));
    assert_eq!(day(&thrice, "orders.first_on"), None);
}

#[test]
fn kinds_are_told_apart() {
    let text = orders(
        r#"{"ordered_on": "2026-01-01", "units": 2, "net_amount": 200, "grade": "premium"},
           {"ordered_on": "2026-01-02", "units": 6, "net_amount": 600, "grade": "economy", "kind": "vehicle"},
           {"ordered_on": "2026-01-03", "units": 50, "net_amount": 30, "kind": "parts"}, {"ordered_on": "2026-01-04", "net_amount": 5, "kind": "service"},
           {"ordered_on": "2026-01-05", "units": 3, "net_amount": 90, "kind": "used"}, {"ordered_on": "2025-07-01", "net_amount": 7, "kind": "service"}"#,
    );
    assert_eq!(number(&text, "orders.units_36_months"), Some(8.0));
    assert_eq!(number(&text, "orders.count_36_months"), Some(6.0));
    assert_eq!(number(&text, "orders.revenue_36_months"), Some(932.0));
    assert_eq!(number(&text, "orders.aftersales_revenue_12_months"), Some(35.0));
    assert_eq!(number(&text, "orders.high_grade_share"), Some(0.25));
    assert_eq!(number(&orders(r#"{"ordered_on": "2026-01-01", "units": 2}"#), "orders.high_grade_share"), None);
}

#[test]
fn gaps_are_between_order_days() {
    let of = |days: &[&str]| {
        let list: Vec<_> = days.iter().map(|day| format!(r#"{{"ordered_on": "{day}", "net_amount": 1}}"#)).collect();
        number(&orders(&list.join(", ")), "orders.median_gap_days")
    };
    assert_eq!(of(&["2026-01-01"]), None);
    assert_eq!(of(&["2026-01-01", "2026-01-01"]), None);
    assert_eq!(of(&["2026-01-31", "2026-01-01", "2026-01-11", "2026-01-11"]), Some(15.0));
    assert_eq!(of(&["2026-01-01", "2026-01-11", "2026-01-31", "2026-05-01"]), Some(20.0));
}
