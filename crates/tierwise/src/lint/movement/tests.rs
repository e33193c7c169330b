//! One ladder per warning, and its neighbour that has none; what a warning says of time is seen in a replay.

use serde_json::{Value, json};

use super::super::tests::{NONE, club, said};
use crate::Policy;

/// What the linter says of movement, of a ladder with other keys.
fn movement(keys: Value) -> Vec<String> {
    let policy = club(|policy| policy["ladder"].as_object_mut().unwrap().extend(keys.as_object().unwrap().clone()));
    said(&policy).into_iter().filter(|warning| !warning.starts_with("lint.more_is_worse") && !warning.starts_with("lint.renewed_twice")).collect()
}

/// The days on which an account with points on some days changes its tier.
fn moves(policy: &Policy, credits: &[(f64, &str)]) -> Vec<String> {
    let mut events = vec![json!({"id": "0", "on": "2025-01-01", "event": {"enrol": {}}})];
    for (index, (points, on)) in credits.iter().enumerate() {
        events.push(json!({"id": format!("e{index}"), "on": on, "event": {"earn": {"activity": "order", "quantity": points}}}));
    }
    let history = serde_json::from_value(json!({ "events": events })).unwrap();
    let timeline = policy.replay(&history, "2027-01-01".parse().unwrap()).unwrap();
    timeline.transitions.iter().map(|step| format!("{} {}", step.on, step.to)).collect()
}

fn with(keys: &Value) -> Policy {
    club(|policy| policy["ladder"].as_object_mut().unwrap().extend(keys.as_object().unwrap().clone()))
}

#[test]
fn holds_that_end_before_the_next_review() {
    let sliding = |review: &str, validity: Value| json!({"review": review, "renewal": {"sliding": {"validity": validity}}});
    let path = ["lint.ends_before_review ladder.renewal.sliding.validity"];
    for (review, ends, lasts) in [
        ("daily", json!({"days": 1}), json!({"days": 2})),
        ("monthly", json!({"days": 31}), json!({"days": 32})),
        ("monthly", json!({"months": 1}), json!({"months": 2})),
        ("quarterly", json!({"months": 3}), json!({"days": 93})),
        ("yearly", json!({"months": 12}), json!({"months": 13})),
    ] {
        assert_eq!(movement(sliding(review, ends.clone())), path, "{review} {ends}");
        assert_eq!(movement(sliding(review, lasts.clone())), NONE, "{review} {lasts}");
    }
    assert_eq!(movement(sliding("events", json!({"days": 1}))), NONE);
    // 900 points merit to stay in silver, and do not as the hold has ended.
    let credits = [(1000.0, "2025-01-31"), (900.0, "2025-02-15")];
    assert_eq!(moves(&with(&sliding("monthly", json!({"months": 1}))), &credits[..1])[0], "2025-02-01 silver");
    let lots = [(100.0, "2025-01-31"), (900.0, "2025-02-15")];
    let short = moves(&with(&sliding("yearly", json!({"months": 12}))), &lots);
    assert_eq!(short, ["2026-01-01 silver", "2027-01-01 standard"]);
}

#[test]
fn terms_and_graces_that_end_before_the_next_review() {
    let term = |review: &str, validity: Value, grace: u32| json!({"review": review, "renewal": {"term": {"validity": validity, "grace_days": grace}}});
    assert_eq!(movement(term("monthly", json!({"days": 20}), 0)), ["lint.ends_before_review ladder.renewal.term.validity"]);
    assert_eq!(movement(term("monthly", json!({"months": 1}), 0)), NONE);
    assert_eq!(movement(term("yearly", json!({"months": 6}), 0)), ["lint.ends_before_review ladder.renewal.term.validity"]);
    assert_eq!(movement(term("monthly", json!({"months": 12}), 28)), ["lint.ends_before_review ladder.renewal.term.grace_days"]);
    assert_eq!(movement(term("monthly", json!({"months": 12}), 29)), NONE);
    assert_eq!(movement(term("daily", json!({"months": 12}), 2)), NONE);
}

#[test]
fn stays_and_re_entries_that_end_before_the_next_review() {
    let stay = |review: &str, span: Value| json!({"review": review, "renewal": {"continuous": {"demotion": "to_qualified"}}, "min_stay": span});
    assert_eq!(movement(stay("monthly", json!({"days": 28}))), ["lint.ends_before_review ladder.min_stay"]);
    assert_eq!(movement(stay("monthly", json!({"months": 1}))), ["lint.ends_before_review ladder.min_stay"]);
    assert_eq!(movement(stay("monthly", json!({"days": 29}))), NONE);
    // A stay that is said to keep nobody keeps nobody.
    let lots = [(1000.0, "2025-01-15")];
    let free = moves(&with(&json!({"review": "monthly", "renewal": {"continuous": {"demotion": "to_qualified"}}})), &lots);
    assert_eq!(moves(&with(&stay("monthly", json!({"months": 1}))), &lots), free);
    let tiers = json!([{"id": "silver", "enter": 1000, "retain": 800, "re_enter": 900}]);
    let again = |span: Value| json!({"review": "monthly", "renewal": {"continuous": {}}, "re_entry": span, "tiers": tiers});
    assert_eq!(movement(again(json!({"days": 27}))), ["lint.ends_before_review ladder.re_entry"]);
    assert_eq!(movement(again(json!({"months": 1}))), NONE);
    let term = json!({"renewal": {"term": {"validity": {"months": 12}}}, "min_stay": {"days": 300}});
    assert_eq!(movement(term), ["lint.no_effect ladder.min_stay"]);
    assert_eq!(movement(json!({"renewal": {"term": {"validity": {"months": 12}}}, "min_stay": {"months": 13}})), NONE);
}

#[test]
fn steps_that_limit_nothing() {
    assert_eq!(movement(json!({"max_steps": 3})), ["lint.no_effect ladder.max_steps"]);
    assert_eq!(movement(json!({"max_steps": 2})), NONE);
    // Three rungs at 0.7 are three, at 0.6 two.
    assert_eq!(movement(json!({"partial_step": {"promotion": 0.7}})), ["lint.no_effect ladder.partial_step.promotion"]);
    assert_eq!(movement(json!({"partial_step": {"promotion": 0.6}})), NONE);
    assert_eq!(movement(json!({"partial_step": {"promotion": 0.6}, "max_steps": 2})), ["lint.no_effect ladder.partial_step.promotion"]);
    let demotion = |renewal: Value| movement(json!({"partial_step": {"demotion": 0.5}, "renewal": renewal}));
    assert_eq!(demotion(json!({"sliding": {"validity": {"months": 12}}})), ["lint.no_effect ladder.partial_step.demotion"]);
    assert_eq!(demotion(json!({"continuous": {"demotion": "one_step"}})), ["lint.no_effect ladder.partial_step.demotion"]);
    assert_eq!(demotion(json!({"continuous": {"demotion": "to_base"}})), NONE);
    let confirm = |renewal: Value| movement(json!({"confirm": {"demotion": 2, "promotion": 1}, "renewal": renewal}));
    assert_eq!(confirm(json!({"sliding": {"validity": {"months": 12}}})), ["lint.no_effect ladder.confirm.demotion"]);
    assert_eq!(confirm(json!({"continuous": {}})), NONE);
}

#[test]
fn re_entry_at_the_bound_of_entry() {
    let tiers = |re_enter: u32| json!([{"id": "silver", "enter": 1000, "retain": 800, "re_enter": re_enter}, {"id": "gold", "enter": 3000, "retain": 2400}]);
    assert_eq!(movement(json!({"re_entry": {"months": 6}, "tiers": tiers(999)})), NONE);
    let none = movement(json!({"re_entry": {"months": 6}, "tiers": tiers(1000)}));
    assert_eq!(none, ["lint.no_effect ladder.tiers[0].re_enter", "lint.no_effect ladder.re_entry"]);
    assert_eq!(movement(json!({"re_entry": {"months": 6}})), ["lint.no_effect ladder.re_entry"]);
}

#[test]
fn dead_bands_that_are_too_wide() {
    assert_eq!(movement(json!({"dead_band": 799})), NONE);
    let wide = movement(json!({"dead_band": 2001, "tiers": [
        {"id": "silver", "enter": 3000, "retain": 2900}, {"id": "gold", "enter": 5000, "retain": 4900}, {"id": "platinum", "enter": 9000, "retain": 8900}]}));
    assert_eq!(wide, ["lint.wide_dead_band ladder.dead_band"]);
    let scored = |dead_band: f64| {
        let policy = club(|policy| {
            policy["ladder"]["basis"] = json!("score");
            policy["ladder"]["tiers"] = json!([{"id": "silver", "enter": 40, "retain": 30}]);
            policy["ladder"]["dead_band"] = json!(dead_band);
        });
        said(&policy)
    };
    assert_eq!(scored(20.0), NONE);
    assert_eq!(scored(20.001), ["lint.unreachable_tier ladder.dead_band"]);
}

#[test]
fn floors_that_nobody_needs() {
    let lifetime = |rules: Value| movement(json!({ "lifetime": rules }));
    let platinum = json!({"tier": "platinum", "days": 365, "floor": "silver"});
    assert_eq!(lifetime(json!([platinum])), NONE);
    assert_eq!(lifetime(json!([platinum, {"tier": "gold", "days": 730, "floor": "silver"}])), NONE);
    assert_eq!(lifetime(json!([platinum, {"tier": "gold", "days": 365, "floor": "silver"}])), ["lint.no_effect ladder.lifetime[0]"]);
    assert_eq!(lifetime(json!([platinum, platinum])), ["lint.no_effect ladder.lifetime[1]"]);
    let capped = club(|policy| {
        policy["points"]["activities"]["order"]["cap"] = json!({"points": 300, "every": "month"});
        policy["ladder"]["lifetime"] = json!([platinum]);
    });
    assert_eq!(said(&capped), ["lint.unreachable_tier ladder.tiers[2].enter", "lint.no_effect ladder.lifetime[0]"]);
}
