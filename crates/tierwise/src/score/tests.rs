//! Scorecards with every number worked out by hand.

use serde_json::{Value, json};

use super::*;
use crate::error::code;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A policy of one aspect over the declared facts `n`, `m`, `o` (numbers), `c` (category x, y, z), `f` (flag), `d` (date).
fn policy(aspect: Value, score: Value) -> Policy {
    let mut score = score;
    score["aspects"] = json!([aspect]);
    let facts = json!([
        {"id": "n", "type": "number"}, {"id": "m", "type": "number"}, {"id": "o", "type": "number"},
        {"id": "c", "type": "category", "values": ["x", "y", "z"]}, {"id": "f", "type": "flag"}, {"id": "d", "type": "date"},
    ]);
    Policy::read(json!({"policy": "test", "version": "1", "semantics": 1, "facts": facts, "score": score})).unwrap()
}

fn account(facts: Value) -> Account {
    serde_json::from_value(json!({"facts": facts})).unwrap()
}

fn card(policy: &Policy, facts: Value) -> Scorecard {
    policy.score(&account(facts), day("2026-06-30")).unwrap()
}

fn contributions(card: &Scorecard) -> Vec<f64> {
    card.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| criterion.contribution.to_f64()).collect()
}

fn reasons(card: &Scorecard) -> Vec<(&str, f64)> {
    card.reasons.iter().map(|reason| (&*reason.code, reason.gap.to_f64())).collect()
}

#[test]
fn bands_are_closed_below() {
    let policy = policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "bands": [[0, 1], [10, 20], [50, 5]]}]}), json!({}));
    for (value, points) in [(0.0, 1.0), (9.999, 1.0), (10.0, 20.0), (49.0, 20.0), (50.0, 5.0), (1e12, 5.0)] {
        assert_eq!(contributions(&card(&policy, json!({"n": value}))), [points], "{value}");
    }
    let error = policy.score(&account(json!({"n": -0.001})), day("2026-06-30")).unwrap_err();
    assert_eq!((error.code(), error.path()), (code::SCORE_NO_MATCH, "facts.n"));
    let matched = |value| card(&policy, json!({"n": value})).aspects[0].criteria[0].matched.clone();
    let band = |from, until: Option<f64>| Matched::Band(Interval { from: Finite::new(from), until: until.and_then(Finite::new) });
    assert_eq!(matched(12.0), band(10.0, Some(50.0)));
    assert_eq!(matched(50.0), band(50.0, None));
}

#[test]
fn an_open_band_takes_everything_below() {
    let policy = policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "bands": [[null, 3], [10, 20]]}]}), json!({}));
    let card = card(&policy, json!({"n": -1e300}));
    assert_eq!(contributions(&card), [3.0]);
    assert_eq!(card.aspects[0].criteria[0].matched, Matched::Band(Interval { from: None, until: Finite::new(10.0) }));
}

#[test]
fn curves_are_straight_between_knots_and_flat_outside() {
    let policy = policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [200, 120], [300, 20]]}]}), json!({}));
    for (value, points) in [(-5.0, 0.0), (0.0, 0.0), (50.0, 30.0), (200.0, 120.0), (250.0, 70.0), (299.999, 20.001), (300.0, 20.0), (1e300, 20.0)] {
        assert_eq!(contributions(&card(&policy, json!({"n": value}))), [points], "{value}");
    }
    let matched = |value| card(&policy, json!({"n": value})).aspects[0].criteria[0].matched.clone();
    let segment = |from: Option<f64>, until: Option<f64>| Matched::Segment(Interval { from: from.and_then(Finite::new), until: until.and_then(Finite::new) });
    assert_eq!(matched(-5.0), segment(None, Some(0.0)));
    assert_eq!(matched(200.0), segment(Some(200.0), Some(300.0)));
    assert_eq!(matched(301.0), segment(Some(300.0), None));
}

#[test]
fn ties_go_to_the_even_thousandth_once() {
    // Bands and tables exactly, whatever the weights; a curve where its arithmetic is exact.
    let rounded = |points: f64, aspect: f64, criterion: f64| {
        let policy =
            policy(json!({"id": "a", "weight": aspect, "criteria": [{"id": "k", "fact": "n", "weight": criterion, "bands": [[0, points]]}]}), json!({}));
        contributions(&card(&policy, json!({"n": 1})))[0]
    };
    assert_eq!(rounded(0.001, 0.5, 1.0), 0.0);
    assert_eq!(rounded(0.003, 0.5, 1.0), 0.002);
    assert_eq!(rounded(-0.001, 0.5, 1.0), 0.0);
    assert_eq!(rounded(-0.003, 0.5, 1.0), -0.002);
    assert_eq!(rounded(2.001, 0.5, 1.0), 1.0);
    assert_eq!(rounded(2.001, 0.5, 1.000_001), 1.001);
    assert_eq!(rounded(1.0, 0.3, 0.1), 0.03);
    assert_eq!(rounded(123_456_789.123, 0.000_001, 1.0), 123.457);
    let curve = policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [2000, 1]]}]}), json!({}));
    for (value, points) in [(1.0, 0.0), (3.0, 0.002), (5.0, 0.002), (7.0, 0.004)] {
        assert_eq!(contributions(&card(&curve, json!({"n": value}))), [points], "{value}");
    }
}

#[test]
fn points_are_shown_before_weights() {
    let policy = policy(json!({"id": "a", "weight": 0.5, "criteria": [{"id": "k", "fact": "n", "weight": 0.25, "curve": [[0, 0], [10, 8]]}]}), json!({}));
    let card = card(&policy, json!({"n": 5}));
    let line = &card.aspects[0].criteria[0];
    assert_eq!((line.points.to_f64(), line.contribution.to_f64()), (4.0, 0.5));
    assert_eq!(card.composite.to_f64(), 0.5);
}

#[test]
fn tables_know_other_and_flags_both_sides() {
    let aspect = json!({"id": "a", "criteria": [
        {"id": "k", "fact": "c", "table": {"x": 3, "y": 1.5}, "other": -1}, {"id": "l", "fact": "f", "flag": {"true": 7, "false": 2}},
    ]});
    let policy = policy(aspect, json!({}));
    assert_eq!(contributions(&card(&policy, json!({"c": "x", "f": true}))), [3.0, 7.0]);
    let other = card(&policy, json!({"c": "z", "f": false}));
    assert_eq!(contributions(&other), [-1.0, 2.0]);
    assert_eq!(other.aspects[0].criteria[0].matched, Matched::Other);
    assert_eq!(other.aspects[0].criteria[0].value, Some(FactValue::from("z")));
    assert_eq!(other.aspects[0].criteria[1].matched, Matched::Flag(false));
}

#[test]
fn a_category_without_points_is_an_error() {
    let policy = policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "c", "table": {"x": 3}}]}), json!({}));
    let error = policy.score(&account(json!({"c": "y"})), day("2026-06-30")).unwrap_err();
    assert_eq!(error.problems()[0].to_string(), "facts.c: criterion `k` has no points for the fact `c`, found `y` (score.no_match)");
}

#[test]
fn every_problem_of_an_account_is_reported() {
    let aspect = json!({"id": "a", "criteria": [
        {"id": "k", "fact": "c", "table": {"x": 3}}, {"id": "l", "fact": "n", "bands": [[0, 1]]}, {"id": "r", "fact": "m", "curve": [[0, 1]], "missing": "reject"},
    ]});
    let error = policy(aspect, json!({})).score(&account(json!({"c": "y", "n": -1})), day("2026-06-30")).unwrap_err();
    let codes: Vec<&str> = error.problems().iter().map(|problem| &*problem.code).collect();
    assert_eq!(codes, [code::SCORE_NO_MATCH, code::SCORE_NO_MATCH, code::SCORE_MISSING_FACT]);
}

#[test]
fn days_are_read_through_transforms() {
    let read = |transform: &str, of: &str| {
        let policy =
            policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "d", "transform": transform, "curve": [[-1000, -1000], [1000, 1000]]}]}), json!({}));
        contributions(&card(&policy, json!({"d": of})))[0]
    };
    assert_eq!(read("days_since", "2026-06-01"), 29.0);
    assert_eq!(read("days_since", "2026-07-01"), -1.0);
    // The 31st comes round on the 30th in June: eleven complete months.
    assert_eq!(read("months_since", "2025-07-31"), 11.0);
    assert_eq!(read("months_since", "2025-08-01"), 10.0);
    assert_eq!(read("months_since", "2025-06-30"), 12.0);
    assert_eq!(read("years_since", "2024-12-30"), 1.5);
}

#[test]
fn caps_and_floors_become_adjustments() {
    let aspect = json!({"id": "a", "cap": 50, "floor": -5, "criteria": [
        {"id": "k", "fact": "n", "curve": [[-100, -100], [100, 100]]}, {"id": "l", "fact": "m", "curve": [[-100, -100], [100, 100]]},
    ]});
    let policy = policy(aspect, json!({"base": 7}));
    for (n, m, adjustment, points) in [(30, 40, -20.0, 50.0), (20, 30, 0.0, 50.0), (-4, -3, 2.0, -5.0), (1, 1, 0.0, 2.0)] {
        let card = card(&policy, json!({"n": n, "m": m}));
        assert_eq!((card.aspects[0].adjustment.to_f64(), card.aspects[0].points.to_f64()), (adjustment, points));
        assert_eq!(card.composite.to_f64(), 7.0 + points);
    }
}

#[test]
fn missing_facts_do_what_the_criterion_says() {
    let bands = json!([[0, 5], [10, 20]]);
    let missing = |rule: Value, baseline: Value| {
        let policy =
            policy(json!({"id": "a", "weight": 0.5, "criteria": [{"id": "k", "fact": "n", "bands": bands, "missing": rule, "baseline": baseline}]}), json!({}));
        contributions(&card(&policy, json!({})))[0]
    };
    assert_eq!(missing(json!({"points": 3}), json!("max")), 1.5);
    assert_eq!(missing(json!("worst"), json!("max")), 2.5);
    assert_eq!(missing(json!("neutral"), json!("max")), 10.0);
    assert_eq!(missing(json!("neutral"), json!("min")), 2.5);
    assert_eq!(missing(json!("neutral"), json!({"own": 8})), 4.0);
    assert_eq!(missing(json!("neutral"), json!({"reference_mean": 9})), 4.5);
    // The policy's rule counts where the criterion has none, and no points where nobody has one.
    let of_policy =
        |score: Value| contributions(&card(&policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "bands": [[0, 5]]}]}), score), json!({})))[0];
    assert_eq!(of_policy(json!({"missing": {"points": 2}})), 2.0);
    assert_eq!(of_policy(json!({})), 0.0);
}

#[test]
fn renormalising_keeps_the_reachable_maximum() {
    let of = |fact: &str| json!({"id": fact, "fact": fact, "curve": [[0, 0], [10, 10]], "missing": "renormalise"});
    let policy = policy(json!({"id": "a", "criteria": [of("n"), of("m"), of("o")]}), json!({"min_coverage": 0.5}));
    let two = card(&policy, json!({"m": 4, "o": 8}));
    assert_eq!(contributions(&two), [0.0, 6.0, 12.0]);
    assert_eq!(two.aspects[0].criteria[0].matched, Matched::Renormalised);
    // Bounds are those of the unscaled points: 12 and up to 10 more.
    assert_eq!((two.bounds.lowest.to_f64(), two.bounds.highest.to_f64()), (12.0, 22.0));
    assert_eq!(card(&policy, json!({"n": 10, "m": 10, "o": 10})).composite.to_f64(), 30.0);
    let error = policy.score(&account(json!({"m": 4})), day("2026-06-30")).unwrap_err();
    assert_eq!((error.code(), error.path()), (code::SCORE_COVERAGE, "score.aspects[0]"));
    assert_eq!(policy.score(&account(json!({})), day("2026-06-30")).unwrap_err().code(), code::SCORE_COVERAGE);
}

#[test]
fn points_for_missing_facts_are_not_scaled() {
    let of = |fact: &str, missing: Value| json!({"id": fact, "fact": fact, "curve": [[0, 0], [10, 10]], "missing": missing});
    let aspect = json!({"id": "a", "criteria": [of("n", json!("renormalise")), of("m", json!({"points": 2})), of("o", json!({"points": 0}))]});
    assert_eq!(contributions(&card(&policy(aspect, json!({})), json!({"o": 8}))), [0.0, 2.0, 12.0]);
}

#[test]
fn coverage_and_bounds_speak_of_the_gaps() {
    let aspect = json!({"id": "a", "cap": 12, "criteria": [
        {"id": "k", "fact": "n", "curve": [[0, 0], [10, 7]]}, {"id": "l", "fact": "m", "curve": [[0, -1], [10, 2]], "missing": {"points": 1}}, {"id": "r", "fact": "o", "bands": [[0, 5]]},
    ]});
    let policy = policy(aspect, json!({}));
    // Reaches: 7, 3 (2 up and 1 down), 5.
    let card = card(&policy, json!({"n": 10}));
    assert_eq!(card.coverage.get(), 7.0 / 15.0);
    assert_eq!(card.composite.to_f64(), 8.0);
    // Lowest 7 - 1 + 5 = 11, highest 7 + 2 + 5 = 14, capped at 12.
    assert_eq!((card.bounds.lowest.to_f64(), card.bounds.highest.to_f64()), (11.0, 12.0));
    assert_eq!(card.missing.iter().map(|name| &**name).collect::<Vec<_>>(), ["m", "o"]);
    let range = policy.range();
    assert_eq!((range.lowest.to_f64(), range.highest.to_f64()), (4.0, 12.0));
}

#[test]
fn a_fact_read_twice_is_missing_once() {
    let of = |id: &str| json!({"id": id, "fact": "n", "curve": [[0, 0], [10, 7]]});
    assert_eq!(card(&policy(json!({"id": "a", "criteria": [of("k"), of("l")]}), json!({})), json!({})).missing.len(), 1);
}

#[test]
fn reasons_are_gaps_above_zero_in_order() {
    let of = |id: &str, fact: &str, reason: &str, baseline: Value| json!({"id": id, "fact": fact, "curve": [[0, 0], [10, 10]], "reason": reason, "baseline": baseline});
    let aspect = json!({"id": "a", "criteria": [of("k", "n", "r1", json!("max")), of("l", "m", "r2", json!("max")), of("s", "o", "r1", json!({"own": 2}))]});
    let policy = policy(aspect, json!({}));
    // r1: 10 - 4 and 2 - 0; r2: 10 - 1.
    assert_eq!(reasons(&card(&policy, json!({"n": 4, "m": 1, "o": 0}))), [("r2", 9.0), ("r1", 8.0)]);
    // r1: 10 - 9 and 2 - 10 sum to -7: no reason. r2: nothing lost.
    assert_eq!(reasons(&card(&policy, json!({"n": 9, "m": 10, "o": 10}))), []);
    // Equal gaps stand in declared order: r1 is 10 - 2 and 2 - 2.
    assert_eq!(reasons(&card(&policy, json!({"n": 2, "m": 2, "o": 2}))), [("r1", 8.0), ("r2", 8.0)]);
}

#[test]
fn against_the_mean_the_gaps_are_shapley_values() {
    let of = |fact: &str, mean: f64| json!({"id": fact, "fact": fact, "curve": [[0, 0], [10, 10]], "baseline": {"reference_mean": mean}});
    let policy = policy(json!({"id": "a", "criteria": [of("n", 4.5), of("m", 6.0)]}), json!({}));
    let card = card(&policy, json!({"n": 1, "m": 2}));
    assert_eq!(reasons(&card), [("m", 4.0), ("n", 3.5)]);
    // They sum to the mean score less the score.
    assert_eq!(10.5 - card.composite.to_f64(), 7.5);
}

#[test]
fn facts_must_exist_and_have_their_type() {
    let policy = policy(json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [10, 7]]}]}), json!({}));
    let error = |facts: Value| {
        let error = policy.score(&account(facts), day("2026-06-30")).unwrap_err();
        (error.code().to_owned(), error.path().to_owned())
    };
    for (facts, code, path) in [
        (json!({"n": "many"}), code::FACT_TYPE, "facts.n"),
        (json!({"n": true}), code::FACT_TYPE, "facts.n"),
        (json!({"a.unknown": 1}), code::FACT_UNKNOWN, "facts.a.unknown"),
        (json!({"z.unknown": 1}), code::FACT_UNKNOWN, "facts.z.unknown"),
        (json!({"n": 1, "o": "x"}), code::FACT_TYPE, "facts.o"),
        (json!({"c": "w"}), code::FACT_VALUE, "facts.c"),
        (json!({"f": 1}), code::FACT_TYPE, "facts.f"),
        (json!({"d": "yesterday"}), code::DATE_FORMAT, "facts.d"),
        (json!({"d": 5}), code::FACT_TYPE, "facts.d"),
    ] {
        assert_eq!(error(facts.clone()), (code.to_owned(), path.to_owned()), "{facts}");
    }
}

#[test]
fn a_rising_line_never_falls_at_a_knot() {
    // With these weights the last bit of the quotient lies above the knot; unclamped, it would round up to the next tie.
    let policy = policy(
        json!({"id": "a", "weight": 0.1, "criteria": [{"id": "k", "fact": "n", "weight": 0.7, "curve": [[0, 0], [0.3, 0.65], [0.7, 1.35]]}]}),
        json!({}),
    );
    let mut last = f64::NEG_INFINITY;
    for step in 0..=70_000 {
        let now = contributions(&card(&policy, json!({"n": f64::from(step) / 100_000.0})))[0];
        assert!(now >= last, "{step}: {now} after {last}");
        last = now;
    }
}

#[test]
fn a_scorecard_survives_the_wire() {
    let aspect = json!({"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [10, 7]]}, {"id": "l", "fact": "c", "table": {"x": 1}}, {"id": "r", "fact": "m", "bands": [[null, 1]]}]});
    let card = card(&policy(aspect, json!({})), json!({"n": 3.3, "c": "x"}));
    let text = serde_json::to_string(&card).unwrap();
    assert_eq!(serde_json::from_str::<Scorecard>(&text).unwrap(), card);
    assert!(text.contains(r#""coverage":0.8888888888888888,"bounds":{"lowest":4.31,"highest":4.31}"#), "{text}");
}
