//! The worked examples of tiers over time, with a driver that takes every single day.

use serde_json::{Value, json};

use super::*;
use crate::event::Event;
use crate::policy::PointsSpec;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn rules(rules: Value) -> MovementRules {
    MovementRules::new(serde_json::from_value(rules).unwrap())
}

fn term(change: Value) -> MovementRules {
    let mut term = json!({"validity": {"months": 12}});
    for (key, value) in change.as_object().unwrap() {
        term[key] = value.clone();
    }
    rules(json!({"term": term}))
}

/// Silver 1,000 / 800, gold 3,000 / 2,400, platinum 8,000 / 6,400.
const LADDER: [(i64, i64); 3] = [(1_000_000, 800_000), (3_000_000, 2_400_000), (8_000_000, 6_400_000)];
const TIERS: [&str; 4] = ["base", "silver", "gold", "platinum"];

fn merit(metric: Points, ladder: &[(i64, i64)]) -> Merit {
    let merits = |(enter, retain): &(i64, i64)| Merits {
        enter: metric.thousandths() >= *enter,
        re_enter: metric.thousandths() >= *enter,
        stay: metric.thousandths() >= *retain,
        shortfall: Points::from_thousandths((retain - metric.thousandths()).max(0)).unwrap(),
    };
    Merit { metric, tiers: ladder.iter().map(merits).collect(), locked: Locked::default() }
}

/// Reviews every day from 2025-01-01 on over the balance of earned points, as `day tier` for each move.
fn path(rules: &MovementRules, log: &[(&str, f64)], until: &str) -> Vec<String> {
    let points: PointsSpec = serde_json::from_value(json!({"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}})).unwrap();
    let event = |(at, (on, points)): (usize, &(&str, f64))| -> Event {
        let what = if *points < 0.0 {
            json!({"adjust": {"points": points, "reason": "r", "actor": "a"}})
        } else {
            json!({"earn": {"activity": "order", "quantity": points}})
        };
        serde_json::from_value(json!({"id": at.to_string(), "on": on, "event": what})).unwrap()
    };
    let events: Vec<Event> = log.iter().enumerate().map(event).collect();
    let ledger = points.book(&events).unwrap();
    let mut standing = Standing::new(day("2025-01-01"), LADDER.len());
    let mut moves = Vec::new();
    let mut on = day("2025-01-01");
    while on < day(until) {
        let (next, made) = standing.advance(rules, on, &merit(ledger.balance(on), &LADDER));
        moves.extend(made.into_iter().map(|step| format!("{} {}", step.on, TIERS[step.to])));
        standing = next;
        on = on.add_days(1).unwrap();
    }
    moves
}

#[test]
fn w1_and_w2_exact_thresholds_and_several_steps() {
    let one_year = |log: &[(&str, f64)]| path(&term(json!({})), log, "2026-01-10");
    assert_eq!(one_year(&[("2025-01-10", 2_999.999)]), ["2025-01-10 silver"]);
    assert_eq!(one_year(&[("2025-01-10", 3_000.0)]), ["2025-01-10 gold"]);
    assert_eq!(one_year(&[("2025-01-10", 8_500.0)]), ["2025-01-10 platinum"]);
}

#[test]
fn w4_and_w5_between_retain_and_enter_a_term_is_renewed() {
    let log = |second: f64| [("2025-01-10", 3_000.0), ("2025-08-01", second)];
    assert_eq!(path(&term(json!({})), &log(2_500.0), "2026-07-31"), ["2025-01-10 gold"]);
    assert_eq!(path(&term(json!({})), &log(2_399.999), "2026-07-31"), ["2025-01-10 gold", "2026-01-10 silver"]);
}

#[test]
fn w6_the_depth_of_a_drop() {
    let drop = |demotion: &str| path(&term(json!({"demotion": demotion})), &[("2025-01-10", 8_000.0), ("2025-08-01", 900.0)], "2026-06-30");
    assert_eq!(drop("one_step"), ["2025-01-10 platinum", "2026-01-10 gold"]);
    assert_eq!(drop("to_qualified"), ["2025-01-10 platinum", "2026-01-10 silver"]);
    assert_eq!(drop("to_base"), ["2025-01-10 platinum", "2026-01-10 base"]);
}

#[test]
fn w7_soft_landing() {
    let log = [("2025-01-10", 8_000.0)];
    assert_eq!(path(&term(json!({})), &log, "2030-01-01"), ["2025-01-10 platinum", "2026-01-10 gold", "2027-01-10 silver", "2028-01-10 base"]);
    let sliding = |soft_landing: bool| path(&rules(json!({"sliding": {"validity": {"months": 12}, "soft_landing": soft_landing}})), &log, "2030-01-01");
    assert_eq!(sliding(true), ["2025-01-10 platinum", "2027-01-09 gold", "2028-01-09 silver", "2029-01-09 base"]);
    assert_eq!(sliding(false), ["2025-01-10 platinum", "2027-01-09 base"]);
}

#[test]
fn w8_and_w9_grace() {
    let grace = |second: &str| path(&term(json!({"grace_days": 30})), &[("2025-01-10", 3_000.0), ("2025-08-01", 2_300.0), (second, 150.0)], "2026-07-31");
    assert_eq!(grace("2026-01-30"), ["2025-01-10 gold"]);
    assert_eq!(grace("2026-02-09"), ["2025-01-10 gold"]);
    assert_eq!(grace("2026-02-10"), ["2025-01-10 gold", "2026-02-09 silver"]);
    // The watch says since when, until when and how much; a late recovery gains no time.
    let step = |standing: &Standing, on: &str, metric: f64| {
        standing.advance(&term(json!({"grace_days": 30})), day(on), &merit(Points::from_f64(metric).unwrap(), &LADDER)).0
    };
    let gold = step(&Standing::new(day("2025-01-01"), 3), "2025-01-10", 3_000.0);
    assert_eq!(gold.next_day(&term(json!({"grace_days": 30}))), Some(day("2026-01-10")));
    let watched = step(&gold, "2026-01-10", 2_300.0);
    assert_eq!(watched.watch, Some(Watch { since: day("2026-01-10"), deadline: day("2026-02-09"), shortfall: Points::from_f64(100.0).unwrap() }));
    let recovered = step(&watched, "2026-01-30", 2_450.0);
    assert_eq!((recovered.term, recovered.watch), (Some(Stretch { from: day("2026-01-10"), until: day("2027-01-10") }), None));
}

#[test]
fn w13_to_merit_a_tier_again_does_not_restart_its_term() {
    let log = [("2025-06-01", 3_000.0), ("2026-02-01", 3_000.0)];
    // Renewed on 2026-06-01 with the second order, and again judged a year later.
    assert_eq!(path(&term(json!({})), &log, "2028-07-01"), ["2025-06-01 gold", "2027-06-01 silver", "2028-06-01 base"]);
    let sliding = rules(json!({"sliding": {"validity": {"months": 12}}}));
    assert_eq!(path(&sliding, &log, "2029-01-01"), ["2025-06-01 gold", "2028-01-31 base"]);
}

#[test]
fn w31_a_minimum_stay() {
    let continuous = MovementRules { min_stay: Some(crate::policy::Span::Days(90)), ..rules(json!({"continuous": {"demotion": "to_qualified"}})) };
    let log = [("2025-01-10", 3_000.0), ("2025-01-30", -700.0)];
    assert_eq!(path(&continuous, &log, "2025-12-31"), ["2025-01-10 gold", "2025-04-10 silver"]);
    let saved = [log[0], log[1], ("2025-04-01", 200.0)];
    assert_eq!(path(&continuous, &saved, "2025-12-31"), ["2025-01-10 gold"]);
}

#[test]
fn w35_more_points_can_mean_a_worse_tier_with_terms_and_never_with_holds() {
    let less = [("2025-01-15", 2_000.0), ("2025-12-01", 1_000.0)];
    let more = [less[0], less[1], ("2025-03-01", 1_000.0)];
    assert_eq!(path(&term(json!({})), &less, "2026-11-30"), ["2025-01-15 silver", "2025-12-01 gold"]);
    assert_eq!(path(&term(json!({})), &more, "2026-11-30"), ["2025-01-15 silver", "2025-03-01 gold", "2026-03-01 silver"]);
    let sliding = rules(json!({"sliding": {"validity": {"months": 12}}}));
    assert_eq!(path(&sliding, &less, "2027-01-14"), ["2025-01-15 silver", "2025-12-01 gold"]);
    assert_eq!(path(&sliding, &more, "2027-01-14"), ["2025-01-15 silver", "2025-03-01 gold"]);
}

/// The monthly scores of the worked path.
const SCORES: [i64; 28] = [58, 61, 59, 54, 53, 52, 62, 76, 74, 71, 69, 68, 66, 64, 63, 62, 61, 48, 39, 34, 33, 34, 34, 34, 34, 34, 41, 60];

fn monthly(rules: &MovementRules, margin: i64) -> String {
    let ladder = [(40_000, (40 - margin) * 1000), (60_000, (60 - margin) * 1000), (75_000, (75 - margin) * 1000)];
    let mut standing = Standing::new(day("2024-12-01"), 3);
    let mut letters = Vec::new();
    for (month, score) in (1..).zip(SCORES) {
        let on = day("2024-12-01").add_months(month).unwrap();
        standing = standing.advance(rules, on, &merit(Points::from_thousandths(score * 1000).unwrap(), &ladder)).0;
        letters.push(["-", "S", "G", "P"][standing.rank]);
    }
    letters.join(" ")
}

#[test]
fn the_monthly_path_under_five_rules() {
    let naive = rules(json!({"continuous": {"demotion": "to_qualified"}}));
    assert_eq!(monthly(&naive, 0), "S G S S S S G P G G G G G G G G G S - - - - - - - - S G");
    let hold = |months: u32, soft_landing: bool| rules(json!({"sliding": {"validity": {"months": months}, "soft_landing": soft_landing}}));
    assert_eq!(monthly(&hold(6, false), 5), "S G G G G G G P P P P P P P P G G G G G G G S S - - S G");
    assert_eq!(monthly(&hold(6, true), 5), "S G G G G G G P P P P P P P P G G G G G G G S S S S S G");
    assert_eq!(monthly(&hold(3, false), 5), "S G G G G S G P P P P P G G G G G G G S S - - - - - S G");
    let prudent = MovementRules {
        min_stay: Some(crate::policy::Span::Months(6)),
        confirm: crate::policy::Confirm { promotion: 1, demotion: 2 },
        max_steps: 1,
        ..rules(json!({"continuous": {"demotion": "one_step"}}))
    };
    assert_eq!(monthly(&prudent, 5), "S G G G G G G P P P P P P G G G G G G S S S S S S - S G");
}

#[test]
fn promotions_and_demotions_can_need_confirmation() {
    let confirmed = |promotion, demotion| MovementRules {
        confirm: crate::policy::Confirm { promotion, demotion },
        ..rules(json!({"continuous": {"demotion": "to_qualified"}}))
    };
    assert_eq!(monthly(&confirmed(2, 1), 5), "- S S S S S S G G G G G G G G G G S S - - - - - - - - S");
    assert_eq!(monthly(&confirmed(1, 2), 5), "S G G G S S G P P P P G G G G G G G S S - - - - - - S G");
}
