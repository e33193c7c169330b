//! The highest balance: never below what a replay reaches, and reached where the worst days come together.

use serde_json::{Value, json};

use super::super::tests::club;
use super::*;

fn highest(points: Value) -> Option<f64> {
    let policy = club(|policy| policy["points"] = points);
    let reach = Reach::of(&policy.checked, Basis::Points);
    assert_eq!(reach.lowest, Points::ZERO);
    (reach.highest < Points::MAX).then(|| reach.highest.to_f64())
}

fn capped(validity: Value, every: &str) -> Option<f64> {
    highest(json!({"activities": {"order": {"points": 1, "per_unit": true, "validity": validity, "cap": {"points": 100, "every": every}}}}))
}

#[test]
fn periods_that_can_count_on_one_day() {
    assert_eq!(capped(json!({"months": 12}), "month"), Some(1300.0));
    assert_eq!(capped(json!({"months": 12}), "quarter"), Some(500.0));
    assert_eq!(capped(json!({"months": 12}), "year"), Some(200.0));
    assert_eq!(capped(json!({"months": 13}), "year"), Some(300.0));
    assert_eq!(capped(json!({"days": 1}), "month"), Some(100.0));
    assert_eq!(capped(json!({"days": 2}), "month"), Some(200.0));
    assert_eq!(capped(json!({"days": 30}), "month"), Some(300.0));
    assert_eq!(capped(json!("never"), "always"), Some(100.0));
    assert_eq!([capped(json!("never"), "year"), capped(json!({"months": 1}), "event"), capped(json!("until_stated"), "month")], [None; 3]);
}

#[test]
fn the_highest_balance_is_reached() {
    let policy = club(|policy| policy["points"]["activities"]["order"]["cap"] = json!({"points": 100, "every": "month"}));
    // On the last of the month before a whole year, and on the first days of the twelve months since.
    let mut events = vec![json!({"id": "0", "on": "2025-01-01", "event": {"enrol": {}}})];
    let days = std::iter::once("2025-01-31".to_owned()).chain((2..=12).map(|month| format!("2025-{month:02}-01"))).chain(["2026-01-01".to_owned()]);
    for (index, day) in days.enumerate() {
        events.push(json!({"id": format!("e{index}"), "on": day, "event": {"earn": {"activity": "order", "quantity": 1000}}}));
    }
    let history = serde_json::from_value(json!({ "events": events })).unwrap();
    let timeline = policy.replay(&history, "2026-01-01".parse().unwrap()).unwrap();
    assert_eq!(timeline.balance.unwrap(), Reach::of(&policy.checked, Basis::Points).highest);
}

#[test]
fn caps_of_groups() {
    let group = |points: u32, activities: Value| {
        highest(json!({
            "validity": {"months": 12},
            "activities": {"order": {"points": 1, "per_unit": true}, "visit": {"points": 5, "cap": {"points": 50, "every": "year"}}, "late": {"points": -5}},
            "caps": [{"id": "all", "activities": activities, "points": points, "every": "year"}],
        }))
    };
    assert_eq!(group(200, json!([])), Some(400.0));
    assert_eq!(group(200, json!(["order"])), Some(500.0));
    // A group that lets more through than its members' own caps does not matter, and the rest has no end.
    assert_eq!(group(200, json!(["visit"])), None);
}

#[test]
fn what_is_carried_comes_on_top() {
    let carried = |cap: Value| {
        let policy = club(|policy| {
            policy["points"]["activities"]["order"]["cap"] = json!({"points": 1000, "every": "year"});
            policy["ladder"]["renewal"] = json!({"term": {"validity": {"months": 12}, "after_renewal": "consume", "rollover_cap": cap}});
        });
        Reach::of(&policy.checked, Basis::Points).highest
    };
    assert_eq!(carried(json!(300)).to_f64(), 2300.0);
    assert_eq!(carried(Value::Null), Points::MAX);
}
