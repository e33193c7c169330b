//! The ledger's part of the worked examples, and its laws.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::event::Event;
use crate::log::Log;
use crate::policy::PointsSpec;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Activities of one point a unit under the given rules.
fn rules(change: Value) -> PointsSpec {
    let mut rules = json!({"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}, "late": {"points": -1, "per_unit": true}}});
    for (key, value) in change.as_object().unwrap() {
        rules[key] = value.clone();
    }
    serde_json::from_value(rules).unwrap()
}

fn earn(id: &str, on: &str, quantity: f64) -> Value {
    json!({"id": id, "on": on, "event": {"earn": {"activity": "order", "quantity": quantity}}})
}

fn events(events: Value) -> Vec<Event> {
    serde_json::from_value(events).unwrap()
}

fn book(rules: &PointsSpec, log: Value) -> Ledger {
    rules.book(&events(log)).unwrap()
}

fn balances(ledger: &Ledger, days: &[&str]) -> Vec<f64> {
    days.iter().map(|on| ledger.balance(day(on)).to_f64()).collect()
}

fn problem(rules: &PointsSpec, log: Value) -> String {
    rules.book(&events(log)).unwrap_err().to_string()
}

#[test]
fn w3_the_order_of_a_day_does_not_matter() {
    let adjust = json!({"id": "c", "on": "2025-01-10", "event": {"adjust": {"points": -600, "reason": "agreed", "actor": "desk"}}});
    let log = [earn("a", "2025-01-10", 2000.0), earn("b", "2025-01-10", 1500.0), adjust];
    for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0]] {
        let ledger = book(&rules(json!({})), json!(order.map(|at: usize| log[at].clone())));
        assert_eq!(balances(&ledger, &["2025-01-09", "2025-01-10", "2026-01-09", "2026-01-10"]), [0.0, 2900.0, 2900.0, 0.0]);
    }
}

#[test]
fn w10_to_w12_points_roll_off_on_a_day_fixed_at_credit() {
    let of = |on: &str, months: u32| book(&rules(json!({"validity": {"months": months}})), json!([earn("a", on, 3000.0)]));
    assert_eq!(balances(&of("2025-03-10", 12), &["2026-03-09", "2026-03-10"]), [3000.0, 0.0]);
    assert_eq!(of("2024-02-29", 12).lots()[0].rolls_off_on, Some(day("2025-02-28")));
    assert_eq!(of("2025-01-31", 1).lots()[0].rolls_off_on, Some(day("2025-02-28")));
    assert_eq!(of("2025-01-31", 2).lots()[0].rolls_off_on, Some(day("2025-03-31")));
}

#[test]
fn w15_a_reversal_belongs_to_its_lot() {
    let log = |dating: &str| {
        let reverse = json!({"id": "r", "on": "2025-02-01", "event": {"reverse": {"of": "a", "points": 1000, "dating": dating}}});
        json!([earn("a", "2025-01-10", 3000.0), reverse, earn("b", "2025-08-01", 2400.0)])
    };
    let days = ["2025-01-10", "2025-02-01", "2025-08-01", "2026-01-10", "2026-08-01"];
    assert_eq!(balances(&book(&rules(json!({})), log("original")), &days), [2000.0, 2000.0, 4400.0, 2400.0, 0.0]);
    assert_eq!(balances(&book(&rules(json!({})), log("current")), &days), [3000.0, 2000.0, 4400.0, 2400.0, 0.0]);
}

#[test]
fn w17_and_w18_the_same_event_twice_is_one_and_another_is_a_conflict() {
    let mut log = Log::default();
    let first = events(json!([earn("a", "2025-01-10", 300.0)]));
    assert_eq!(log.receive(first.clone()).unwrap().added, 1);
    assert_eq!(log.receive(first).unwrap().duplicates, ["a"]);
    let error = log.receive(events(json!([earn("b", "2025-01-10", 1.0), earn("a", "2025-01-10", 400.0)]))).unwrap_err();
    assert_eq!(error.to_string(), "events[1]: the event `a` is known with another `event.earn.quantity` (event.conflict)");
    assert_eq!(log.events().len(), 1);
    // Within one batch as well.
    assert_eq!(log.receive(events(json!([earn("c", "2025-01-10", 1.0), earn("c", "2025-01-11", 1.0)]))).unwrap_err().code(), "event.conflict");
    assert_eq!(log.receive(events(json!([earn("c", "2025-01-10", 1.0), earn("c", "2025-01-10", 1.0)]))).unwrap().duplicates, ["c"]);
}

#[test]
fn w19_pending_points_count_from_their_maturity() {
    let log = json!([earn("a", "2025-05-01", 1000.0)]);
    let pending = |anchor: &str| rules(json!({"anchor": anchor, "activities": {"order": {"points": 1, "per_unit": true, "maturity": {"days": 14}}}}));
    let days = ["2025-05-14", "2025-05-15", "2026-04-30", "2026-05-01", "2026-05-14", "2026-05-15"];
    assert_eq!(balances(&book(&pending("occurred"), log.clone()), &days), [0.0, 1000.0, 1000.0, 0.0, 0.0, 0.0]);
    assert_eq!(balances(&book(&pending("matured"), log), &days), [0.0, 1000.0, 1000.0, 1000.0, 1000.0, 0.0]);
}

#[test]
fn w20_voided_points_leave_no_trace() {
    let on_event = rules(json!({"activities": {"order": {"points": 1, "per_unit": true, "maturity": "on_event", "cap": {"points": 500, "every": "month"}}}}));
    let matured = |id: &str| json!({"id": format!("m{id}"), "on": "2025-05-20", "event": {"mature": {"of": id}}});
    let void = json!({"id": "v", "on": "2025-05-10", "event": {"void": {"of": "a"}}});
    let ledger = book(&on_event, json!([earn("a", "2025-05-01", 400.0), earn("b", "2025-05-02", 400.0), void, matured("b")]));
    // Voided points take no room under the cap.
    assert_eq!(balances(&ledger, &["2025-05-19", "2025-05-20"]), [0.0, 400.0]);
    let again = problem(&on_event, json!([earn("a", "2025-05-01", 400.0), void, matured("a")]));
    assert_eq!(again, "events.ma: the points of `a` are not pending on 2025-05-20 (event.not_pending)");
    assert!(problem(&rules(json!({})), json!([earn("a", "2025-05-01", 1.0), void])).contains("event.not_pending"));
}

#[test]
fn w26_no_more_is_reversed_than_was_earned() {
    let reverse = |id: &str, points: f64| json!({"id": id, "on": "2025-02-01", "event": {"reverse": {"of": "a", "points": points}}});
    assert_eq!(
        problem(&rules(json!({})), json!([earn("a", "2025-01-10", 500.0), reverse("r", 600.0)])),
        "events.r: expected at most the 500 points that `a` has left, found 600 (event.reversal_exceeds_lot)"
    );
    assert!(problem(&rules(json!({})), json!([earn("a", "2025-01-10", 500.0), reverse("r", 300.0), reverse("s", 201.0)])).contains("200 points"));
    assert!(problem(&rules(json!({})), json!([earn("a", "2025-01-10", 500.0), reverse("r", -1.0)])).contains("event.reversal_exceeds_lot"));
    assert!(problem(&rules(json!({})), json!([reverse("r", 1.0)])).contains("event.unknown_reference"));
}

#[test]
fn w27_a_reversal_frees_room_under_a_cap() {
    let capped = rules(json!({"activities": {"order": {"points": 1, "per_unit": true, "cap": {"points": 500, "every": "month"}}}}));
    let two = vec![earn("a", "2025-05-03", 300.0), earn("b", "2025-05-10", 300.0)];
    let credited = |ledger: &Ledger| ledger.lots().iter().map(|lot| lot.credited.to_f64()).collect::<Vec<_>>();
    let ledger = book(&capped, json!(two));
    assert_eq!(credited(&ledger), [300.0, 200.0]);
    assert_eq!(ledger.lots()[1].clipped, [Clip { cap: "order".into(), points: Points::from_f64(100.0).unwrap() }]);
    assert_eq!(ledger.statement(day("2025-05-10")).lines[1].excluded, Some(Excluded::Capped));
    let reverse = json!({"id": "r", "on": "2025-05-20", "event": {"reverse": {"of": "a"}}});
    assert_eq!(credited(&book(&capped, json!([two[0], two[1], reverse]))), [0.0, 300.0]);
    // A new month has new room.
    assert_eq!(credited(&book(&capped, json!([two[0], earn("c", "2025-06-01", 600.0)]))), [300.0, 500.0]);
}

#[test]
fn caps_nest() {
    let nested = rules(json!({
        "activities": {"order": {"points": 1, "per_unit": true, "cap": {"points": 80, "every": "event"}}, "visit": {"points": 15}},
        "caps": [{"id": "both", "activities": ["order", "visit"], "points": 150, "every": "quarter"}, {"id": "all", "points": 160, "every": "year"}],
    }));
    let visit = json!({"id": "v", "on": "2025-01-20", "event": {"earn": {"activity": "visit"}}});
    let ledger = book(&nested, json!([earn("a", "2025-01-10", 100.0), visit, earn("b", "2025-02-10", 70.0), earn("c", "2025-04-01", 50.0)]));
    let clips: Vec<Vec<(String, f64)>> =
        ledger.lots().iter().map(|lot| lot.clipped.iter().map(|clip| (clip.cap.to_string(), clip.points.to_f64())).collect()).collect();
    assert_eq!(clips, [vec![("order".to_owned(), 20.0)], vec![], vec![("both".to_owned(), 15.0)], vec![("all".to_owned(), 40.0)]]);
    assert_eq!(balances(&ledger, &["2025-04-01"]), [160.0]);
}

#[test]
fn w28_multipliers_are_exact_and_floored_once() {
    let graded =
        rules(json!({"activities": {"order": {"points": 1234.567, "multipliers": {"grade": {"premium": 1.15, "third": 0.333333}, "kind": {"new": 3}}}}}));
    let of = |attributes: Value| {
        book(&graded, json!([{"id": "a", "on": "2025-01-10", "event": {"earn": {"activity": "order", "attributes": attributes}}}])).lots()[0].earned.to_f64()
    };
    assert_eq!(of(json!({"grade": "premium"})), 1419.752);
    assert_eq!(of(json!({"grade": "third", "kind": "new"})), 1234.565);
    assert_eq!(of(json!({})), 1234.567);
    let refused =
        |attributes: Value| problem(&graded, json!([{"id": "a", "on": "2025-01-10", "event": {"earn": {"activity": "order", "attributes": attributes}}}]));
    assert_eq!(refused(json!({"grade": "gold"})), "events.a: expected a grade of premium, third, found `gold` (event.activity)");
    assert_eq!(
        refused(json!({"garde": "premium"})),
        "events.a.earn.attributes.garde: activity `order` has no multipliers by `garde`: expected grade, kind, found `garde: premium` (event.activity)"
    );
}

#[test]
fn activities_that_cost_points_make_a_deficit_and_no_negative_balance() {
    let late = json!({"id": "l", "on": "2025-02-01", "event": {"earn": {"activity": "late", "quantity": 30}}});
    let ledger = book(&rules(json!({})), json!([earn("a", "2025-01-10", 20.0), late]));
    assert_eq!(balances(&ledger, &["2025-01-31", "2025-02-01"]), [20.0, 0.0]);
    let statement = ledger.statement(day("2025-02-01"));
    assert_eq!((statement.balance.to_f64(), statement.deficit.to_f64()), (0.0, 10.0));
    assert_eq!(ledger.balance_of("late", day("2025-02-01")).to_f64(), -30.0);
    // The deficit rolls off with its event, after the credit did.
    assert_eq!(ledger.statement(day("2026-01-15")).deficit.to_f64(), 30.0);
    assert_eq!(ledger.statement(day("2026-02-01")).deficit.to_f64(), 0.0);
}

#[test]
fn adjustments_take_what_rolls_off_first() {
    let adjust = |points: f64| json!({"id": "x", "on": "2025-06-01", "event": {"adjust": {"points": points, "reason": "agreed", "actor": "desk"}}});
    let log = |points: f64| json!([earn("b", "2025-03-01", 100.0), earn("a", "2025-01-01", 50.0), adjust(points)]);
    let taken = |ledger: &Ledger| ledger.lots().iter().map(|lot| lot.taken.iter().map(|taken| taken.points.to_f64()).sum()).collect::<Vec<f64>>();
    assert_eq!(taken(&book(&rules(json!({})), log(-70.0))), [50.0, 20.0]);
    let ledger = book(&rules(json!({})), log(-200.0));
    assert_eq!((taken(&ledger), ledger.unmet()[0].points.to_f64()), (vec![50.0, 100.0], 50.0));
    assert_eq!(balances(&book(&rules(json!({})), log(25.0)), &["2025-05-31", "2025-06-01", "2026-05-31", "2026-06-01"]), [150.0, 175.0, 25.0, 0.0]);
    // With decay, the balance falls by what was asked for.
    let decaying = rules(json!({"decay": {"linear": 365}}));
    let with = book(&decaying, log(-20.0));
    let without = book(&decaying, json!([earn("b", "2025-03-01", 100.0), earn("a", "2025-01-01", 50.0)]));
    let on = day("2025-06-01");
    assert_eq!(without.balance(on).to_f64() - with.balance(on).to_f64(), 20.0);
}

#[test]
fn a_reversal_takes_only_what_an_adjustment_left() {
    let adjust = json!({"id": "x", "on": "2025-02-01", "event": {"adjust": {"points": -70, "reason": "agreed", "actor": "desk"}}});
    let reverse = json!({"id": "r", "on": "2025-03-01", "event": {"reverse": {"of": "a", "dating": "current"}}});
    let ledger = book(&rules(json!({})), json!([earn("a", "2025-01-01", 100.0), adjust, reverse]));
    assert_eq!(balances(&ledger, &["2025-01-31", "2025-02-01", "2025-03-01", "2026-01-01"]), [100.0, 30.0, 0.0, 0.0]);
}

#[test]
fn what_an_activity_needs() {
    let terms = rules(json!({"activities": {"contract": {"points": 60, "validity": "until_stated"}}}));
    let earn = |event: Value| json!([{"id": "a", "on": "2025-01-10", "event": {"earn": event}}]);
    let ledger = book(&terms, earn(json!({"activity": "contract", "until": "2025-04-01"})));
    assert_eq!(balances(&ledger, &["2025-03-31", "2025-04-01"]), [60.0, 0.0]);
    assert!(problem(&terms, earn(json!({"activity": "contract"}))).contains("expected `until`, found nothing (event.activity)"));
    assert!(problem(&terms, earn(json!({"activity": "contact"}))).contains("unknown activity `contact` (event.activity)"));
    assert!(problem(&terms, earn(json!({"activity": "contract", "until": "2025-04-01", "quantity": 2}))).contains("found 2 (event.activity)"));
}

#[test]
fn w46_too_many_points_are_an_error() {
    let log: Vec<Value> = (0..3).map(|at| earn(&at.to_string(), "2025-01-10", 5e11)).collect();
    assert!(problem(&rules(json!({})), json!(log)).contains("event.overflow"));
    let huge = rules(json!({"activities": {"order": {"points": 1e12, "per_unit": true}}}));
    assert!(problem(&huge, json!([earn("a", "2025-01-10", 1.001)])).contains("event.overflow"));
}

/// Random logs of earning, costing, adjusting and reversing.
fn logs() -> impl Strategy<Value = Vec<Value>> {
    let event = (0..700_i32, 0..4_u8, 1..2_000_i64, 0..6_usize);
    proptest::collection::vec(event, 0..30).prop_map(|events| {
        let mut log: Vec<Value> = Vec::new();
        for (at, (offset, kind, thousandths, of)) in events.into_iter().enumerate() {
            let on = day("2024-01-01").add_days(offset).unwrap().to_string();
            let points = thousandths as f64 / 1000.0;
            let id = format!("e{at}");
            log.push(match kind {
                0 | 1 => earn(&id, &on, points),
                2 => json!({"id": id, "on": on, "event": {"adjust": {"points": if of % 2 == 0 { -points } else { points }, "reason": "r", "actor": "a"}}}),
                _ => json!({"id": id, "on": on, "event": {"earn": {"activity": "late", "quantity": points}}}),
            });
        }
        log
    })
}

fn variants() -> Vec<PointsSpec> {
    [
        json!({}),
        json!({"decay": {"half_life": 90}}),
        json!({"decay": {"step": [[30, 0.5], [200, 0.1]]}, "caps": [{"id": "all", "points": 3, "every": "quarter"}]}),
        json!({"decay": {"linear": 200}, "validity": {"days": 100}}),
    ]
    .into_iter()
    .map(rules)
    .collect()
}

proptest! {
    #![proptest_config(crate::laws())]

    #[test]
    fn the_order_of_arrival_does_not_matter((log, seed) in (logs(), any::<u64>())) {
        let mut shuffled = log.clone();
        let len = shuffled.len();
        for at in 0..len {
            shuffled.swap(at, (seed.rotate_left(at as u32) as usize) % len);
        }
        for rules in variants() {
            prop_assert_eq!(book(&rules, json!(log.clone())), book(&rules, json!(shuffled.clone())));
        }
    }

    #[test]
    fn lines_sum_to_the_balance_less_the_deficit(log in logs()) {
        for rules in variants() {
            let ledger = book(&rules, json!(log));
            for offset in (0..1_200).step_by(37) {
                let on = day("2024-01-01").add_days(offset).unwrap();
                let statement = ledger.statement(on);
                let sum: i64 = statement.lines.iter().map(|line| line.counted.thousandths()).sum();
                prop_assert_eq!(sum, statement.balance.thousandths() - statement.deficit.thousandths());
                prop_assert!(statement.balance == Points::ZERO || statement.deficit == Points::ZERO);
                prop_assert_eq!(statement.balance, ledger.balance(on));
            }
        }
    }

    #[test]
    fn nothing_changes_between_the_days_of_change(log in logs()) {
        for rules in variants() {
            let ledger = book(&rules, json!(log));
            let (mut on, mut expected) = (day("2023-12-31"), Points::ZERO);
            let mut next = ledger.next_change(on);
            for _ in 0..1_300 {
                on = on.add_days(1).unwrap();
                if next == Some(on) {
                    expected = ledger.balance(on);
                    next = ledger.next_change(on);
                }
                prop_assert_eq!(ledger.balance(on), expected, "{}", on);
            }
            prop_assert_eq!(next, None);
        }
    }

    #[test]
    fn a_full_reversal_is_as_if_never_earned(log in logs()) {
        for rules in variants() {
            let with: Vec<Value> = log.iter().cloned().chain([earn("x", "2024-05-05", 1.5), json!({"id": "y", "on": "2024-06-06", "event": {"reverse": {"of": "x"}}})]).collect();
            let (with, without) = (book(&rules, json!(with)), book(&rules, json!(log)));
            for offset in (0..1_200).step_by(11) {
                let on = day("2024-01-01").add_days(offset).unwrap();
                prop_assert_eq!(with.balance(on), without.balance(on));
            }
        }
    }
}
