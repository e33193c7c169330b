//! One policy per warning, and its neighbour that has none.

use serde_json::{Value, json};

use super::*;

/// What the linter says of a policy that it has nothing to say of, after a change.
fn warned(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut policy = json!({
        "policy": "test", "version": "1", "semantics": 1,
        "facts": [{"id": "n", "type": "number"}, {"id": "c", "type": "category", "values": ["x", "y"]}],
        "score": {"aspects": [
            {"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 60]]}]},
            {"id": "b", "criteria": [{"id": "l", "fact": "c", "table": {"x": 40, "y": 0}}]},
        ]},
        "entitlements": [{"id": "desk_1", "service": "desk", "level": 1}, {"id": "desk_2", "service": "desk", "level": 2}],
        "ladder": {"base": "standard", "tiers": [
            {"id": "silver", "enter": 40, "retain": 35, "entitlements": ["desk_1"]}, {"id": "gold", "enter": 60, "retain": 55, "entitlements": ["desk_2"]},
        ]},
    });
    change(&mut policy);
    let policy = Policy::read(policy).unwrap();
    said(&policy)
}

/// A club whose ladder stands on points, judged at the end of terms of the same length as points count, after a change.
pub(super) fn club(change: impl FnOnce(&mut Value)) -> Policy {
    let mut policy = json!({
        "policy": "club", "version": "1", "semantics": 1,
        "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 60]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
        "ladder": {
            "basis": "points", "base": "standard", "renewal": {"sliding": {"validity": {"months": 12}}},
            "tiers": [{"id": "silver", "enter": 1000, "retain": 800}, {"id": "gold", "enter": 3000, "retain": 2400}, {"id": "platinum", "enter": 8000, "retain": 6400}],
        },
    });
    change(&mut policy);
    Policy::read(policy).unwrap()
}

/// Codes and paths of what the linter says.
pub(super) fn said(policy: &Policy) -> Vec<String> {
    policy.warnings().iter().map(|warning| format!("{} {}", warning.code, warning.path)).collect()
}

/// Sets what stands at a JSON pointer.
pub(super) fn set(pointer: &str, value: Value) -> impl FnOnce(&mut Value) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let (parent, key) = (parent.to_owned(), key.to_owned());
    move |policy| {
        let parent = policy.pointer_mut(&parent).unwrap();
        match key.parse::<usize>() {
            Ok(index) => parent[index] = value,
            Err(_) => parent[key] = value,
        }
    }
}

pub(super) const NONE: [&str; 0] = [];

#[test]
fn a_sound_policy_has_no_warnings() {
    assert_eq!(warned(|_| {}), NONE);
}

#[test]
fn unused_declarations() {
    assert_eq!(warned(set("/facts/1", json!({"id": "c", "type": "category", "values": ["x", "y"]}))), NONE);
    let unused = |policy: &mut Value| policy["facts"].as_array_mut().unwrap().push(json!({"id": "u", "type": "flag"}));
    assert_eq!(warned(unused), ["lint.unused facts[2]"]);
    assert_eq!(warned(set("/ladder/tiers/0/entitlements", json!([]))), ["lint.unused entitlements[0]"]);
}

#[test]
fn weights_that_do_not_sum() {
    let weights = |a: f64, b: f64| {
        warned(|policy: &mut Value| {
            policy["score"]["aspects"][0]["weight"] = json!(a);
            policy["score"]["aspects"][1]["weight"] = json!(b);
            policy.as_object_mut().unwrap().remove("ladder");
            policy.as_object_mut().unwrap().remove("entitlements");
        })
    };
    assert_eq!(weights(60.0, 40.0), NONE);
    assert_eq!(weights(60.0, 39.0), ["lint.weights_sum score.aspects"]);
    assert_eq!(weights(0.6, 0.4), NONE);
    assert_eq!(weights(0.6, 0.5), ["lint.weights_sum score.aspects"]);
    // Far from a whole they are just weights.
    assert_eq!(weights(3.0, 2.0), NONE);
    // 60 points by 0.4 move 24, 40 points by 0.6 move 24 as well: the weights are not reversed clearly.
    assert_eq!(weights(0.4, 0.6), NONE);
}

#[test]
fn more_weight_but_fewer_points() {
    let with = |points: f64| {
        warned(|policy: &mut Value| {
            policy["score"]["aspects"][0]["weight"] = json!(2);
            policy["score"]["aspects"][0]["criteria"][0]["curve"] = json!([[0, 0], [100, points]]);
        })
    };
    assert_eq!(with(30.0), NONE);
    assert_eq!(with(10.0)[0], "lint.nominal_weight score.aspects[0].weight");
}

#[test]
fn caps_and_floors_that_never_apply() {
    assert_eq!(warned(set("/score/aspects/0/cap", json!(59.999))), NONE);
    assert_eq!(warned(set("/score/aspects/0/cap", json!(60))), ["lint.no_effect score.aspects[0].cap"]);
    assert_eq!(warned(set("/score/aspects/0/floor", json!(0.001))), NONE);
    assert_eq!(warned(set("/score/aspects/0/floor", json!(0))), ["lint.no_effect score.aspects[0].floor"]);
}

#[test]
fn criteria_that_cannot_move_any_tier() {
    let flat = warned(set("/score/aspects/1/criteria/0/table", json!({"x": 40, "y": 40})));
    assert_eq!(flat[0], "lint.no_effect score.aspects[1].criteria[0]");
    // The other criterion alone reaches the cap.
    let swallowed = |policy: &mut Value| {
        policy["score"]["aspects"][0]["cap"] = json!(50);
        policy["score"]["aspects"][0]["criteria"]
            .as_array_mut()
            .unwrap()
            .push(json!({"id": "m", "fact": "n", "curve": [[0, 50], [100, 70]], "missing": "worst"}));
    };
    let warnings = warned(swallowed);
    assert!(
        warnings.contains(&"lint.no_effect score.aspects[0].criteria[0]".to_owned())
            && warnings.contains(&"lint.no_effect score.aspects[0].criteria[1]".to_owned()),
        "{warnings:?}"
    );
}

#[test]
fn missing_facts_that_pay() {
    assert_eq!(warned(set("/score/aspects/1/criteria/0/missing", json!({"points": 39}))), NONE);
    assert_eq!(
        warned(set("/score/aspects/1/criteria/0/missing", json!({"points": 41}))),
        ["lint.missing_points score.aspects[1].criteria[0].missing", "lint.tier_for_all ladder.tiers[0].enter"]
    );
    assert_eq!(warned(set("/score/aspects/0/criteria/0/missing", json!({"points": -1}))), ["lint.missing_points score.aspects[0].criteria[0].missing"]);
    assert_eq!(warned(set("/score/aspects/1/criteria/0/missing", json!("neutral")))[0], "lint.missing_points score.aspects[1].criteria[0].missing");
}

#[test]
fn bands_and_tables() {
    let shape = |key: &str, value: Value| {
        warned(|policy: &mut Value| {
            let criterion = policy["score"]["aspects"][0]["criteria"][0].as_object_mut().unwrap();
            criterion.remove("curve");
            criterion.insert(key.to_owned(), value);
        })
    };
    assert_eq!(shape("bands", json!([[0, 0], [10, 60]])), NONE);
    assert_eq!(shape("bands", json!([[null, 0], [10, 60]])), NONE);
    assert_eq!(shape("bands", json!([[1, 0], [10, 60]])), ["lint.gap score.aspects[0].criteria[0].bands[0]"]);
    assert_eq!(shape("bands", json!([[0, 0], [10, 60], [20, 60]])), ["lint.dead_band score.aspects[0].criteria[0].bands[2]"]);
    assert_eq!(shape("bands", json!([[0, 0], [10, 60], [20, 50]])), ["lint.not_monotone score.aspects[0].criteria[0].bands"]);
    assert_eq!(shape("bands", json!([[0, 60], [10, 50], [20, 0]])), NONE);
    assert_eq!(shape("curve", json!([[0, 0], [1, 60], [2, 59.999]])), ["lint.not_monotone score.aspects[0].criteria[0].curve"]);
    // A table of one row cannot move anything either.
    let row = warned(set("/score/aspects/1/criteria/0/table", json!({"x": 40})));
    assert_eq!(row[..2], ["lint.gap score.aspects[1].criteria[0].table", "lint.no_effect score.aspects[1].criteria[0]"]);
    let gap = |policy: &mut Value| {
        policy["facts"][1]["values"] = json!(["x", "y", "z"]);
    };
    assert_eq!(warned(gap), ["lint.gap score.aspects[1].criteria[0].table"]);
    assert_eq!(warned(|policy| policy["facts"][1]["values"] = json!([])), ["lint.gap score.aspects[1].criteria[0].table"]);
    assert_eq!(warned(set("/score/aspects/1/criteria/0/other", json!(1))), ["lint.no_effect score.aspects[1].criteria[0].other"]);
}

#[test]
fn ladders() {
    assert_eq!(warned(set("/ladder/tiers/1/enter", json!(100))), NONE);
    assert_eq!(warned(set("/ladder/tiers/1/enter", json!(100.001))), ["lint.unreachable_tier ladder.tiers[1].enter"]);
    assert_eq!(warned(set("/score/base", json!(40)))[0], "lint.tier_for_all ladder.tiers[0].enter");
    assert_eq!(warned(set("/ladder/tiers/0/retain", json!(40))), ["lint.no_margin ladder.tiers[0]"]);
    assert_eq!(warned(set("/ladder/tiers/1/retain", json!(34.999))), ["lint.retain_order ladder.tiers[1].retain"]);
    assert_eq!(warned(set("/ladder/tiers/1/retain", json!(35))), NONE);
    let swapped = |policy: &mut Value| {
        policy["ladder"]["tiers"][0]["entitlements"] = json!(["desk_2"]);
        policy["ladder"]["tiers"][1]["entitlements"] = json!(["desk_1"]);
    };
    assert_eq!(warned(swapped), ["lint.entitlements ladder.tiers[1].entitlements"]);
}

#[test]
fn the_overview_shows_nominal_and_effective_weight() {
    let policy = Policy::read(json!({
        "policy": "test", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "weight": 2, "criteria": [
            {"id": "k", "fact": "n", "weight": 0.5, "curve": [[0, 0], [1, 30]]}, {"id": "l", "fact": "n", "curve": [[0, -5], [1, 0]]},
        ]}]},
    }));
    let table: Vec<_> =
        policy.unwrap().criteria().into_iter().map(|row| (row.id, row.nominal_weight, row.least.to_f64(), row.most.to_f64(), row.effective_weight)).collect();
    assert_eq!(table, [("k".to_owned(), 1.0, 0.0, 30.0, 0.75), ("l".to_owned(), 2.0, -10.0, 0.0, 0.25)]);
}

#[test]
fn points_that_count_twice() {
    let criteria = |facts: &[&str], basis: &str| {
        said(&club(|policy| {
            let rows = facts.iter().enumerate().map(|(index, fact)| json!({"id": format!("k{index}"), "fact": fact, "curve": [[0, 0], [9000, 60]]}));
            policy["score"]["aspects"][0]["criteria"] = rows.collect();
            policy["facts"] = if facts.contains(&"n") { policy["facts"].take() } else { json!([]) };
            policy["points"]["activities"]["visit"] = json!({"points": 5});
            policy["ladder"]["basis"] = json!(basis);
            // The composite reaches what the balance does.
            policy["ladder"]["tiers"] = json!([{"id": "silver", "enter": 40, "retain": 30}]);
        }))
    };
    assert_eq!(criteria(&["n", "points.balance"], "score"), NONE);
    assert_eq!(criteria(&["points.order", "points.visit"], "score"), NONE);
    assert_eq!(criteria(&["points.order", "points.balance"], "score"), ["lint.counted_twice score.aspects[0].criteria[1].fact"]);
    assert_eq!(criteria(&["points.visit", "n", "points.visit"], "score"), ["lint.counted_twice score.aspects[0].criteria[2].fact"]);
    assert_eq!(criteria(&["n"], "points"), NONE);
    assert_eq!(criteria(&["n", "points.visit"], "points"), ["lint.counted_twice score.aspects[0].criteria[1].fact"]);
}

#[test]
fn tiers_that_are_never_lost() {
    assert_eq!(said(&club(|_| {})), NONE);
    assert_eq!(said(&club(set("/ladder/tiers/0/retain", json!(0.001)))), NONE);
    assert_eq!(said(&club(set("/ladder/tiers/0/retain", json!(0)))), ["lint.never_lost ladder.tiers[0].retain"]);
    assert_eq!(said(&club(set("/ladder/dead_band", json!(800)))), ["lint.never_lost ladder.tiers[0].retain"]);
    // A condition can still end it.
    let conditional = |policy: &mut Value| {
        policy["ladder"]["tiers"][0]["retain"] = json!(0);
        policy["ladder"]["tiers"][0]["retain_requires"] = json!({"fact": "n", "at_least": 1});
    };
    assert_eq!(said(&club(conditional)), NONE);
    // The composite is never below 0, and below it where a missing fact says so.
    assert_eq!(warned(set("/ladder/tiers/0/retain", json!(0))), ["lint.never_lost ladder.tiers[0].retain"]);
    let missing = |policy: &mut Value| {
        policy["ladder"]["tiers"][0]["retain"] = json!(0);
        policy["score"]["aspects"][0]["criteria"][0]["missing"] = json!({"points": -1});
    };
    assert_eq!(warned(missing), ["lint.missing_points score.aspects[0].criteria[0].missing"]);
    // Whoever is in from the first has nothing to lose: another warning says so.
    let for_all = |policy: &mut Value| policy["ladder"]["tiers"][0] = json!({"id": "silver", "enter": 0, "retain": -1});
    assert_eq!(said(&club(for_all)), ["lint.tier_for_all ladder.tiers[0].enter"]);
}
