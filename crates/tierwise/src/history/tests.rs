//! Whole histories: the worked examples through the front door, and the jump against every single day.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::cadence::first_day;
use super::*;
use crate::account::Account;
use crate::event::History;
use crate::standing::Locked;
use crate::standing::{Merit, Merits, Standing};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A ladder on points: silver 1,000 / 800, gold 3,000 / 2,400, platinum 8,000 / 6,400; points count for twelve months.
fn policy(change: impl FnOnce(&mut Value)) -> Policy {
    let mut policy = json!({
        "policy": "test", "version": "1", "semantics": 1,
        "facts": [{"id": "stop", "type": "flag"}, {"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
        "entitlements": [{"id": "desk"}, {"id": "lane"}],
        "ladder": {"basis": "points", "base": "standard", "renewal": {"term": {"validity": {"months": 12}}}, "tiers": [
            {"id": "silver", "enter": 1000, "retain": 800, "entitlements": ["desk"]},
            {"id": "gold", "enter": 3000, "retain": 2400, "entitlements": ["desk", "lane"]},
            {"id": "platinum", "enter": 8000, "retain": 6400, "entitlements": ["desk", "lane"]},
        ]},
    });
    change(&mut policy);
    Policy::read(policy).unwrap()
}

fn earn(id: &str, on: &str, quantity: f64) -> Value {
    json!({"id": id, "on": on, "event": {"earn": {"activity": "order", "quantity": quantity}}})
}

fn enrolled(events: Vec<Value>) -> History {
    let mut all = vec![json!({"id": "enrol", "on": "2025-01-01", "event": {"enrol": {}}})];
    all.extend(events);
    serde_json::from_value(json!({"events": all})).unwrap()
}

fn moves(timeline: &Timeline) -> Vec<String> {
    timeline.transitions.iter().map(|step| format!("{} {}", step.on, step.to)).collect()
}

#[test]
fn w4_says_why_until_when_and_what_changed() {
    let history = enrolled(vec![earn("a", "2025-01-10", 3_000.0), earn("b", "2025-08-01", 2_399.999)]);
    let timeline = policy(|_| {}).replay(&history, day("2026-02-01")).unwrap();
    assert_eq!(moves(&timeline), ["2025-01-10 gold", "2026-01-10 silver"]);
    let [rise, fall] = &*timeline.transitions else { panic!() };
    assert_eq!((rise.cause, rise.metric.to_f64(), rise.threshold.map(Points::to_f64)), (TransitionCause::Promotion, 3_000.0, Some(3_000.0)));
    assert_eq!(rise.entitlements_gained.iter().map(|id| &**id).collect::<Vec<_>>(), ["desk", "lane"]);
    assert_eq!((fall.cause, fall.metric.to_f64(), fall.threshold.map(Points::to_f64)), (TransitionCause::TermEnded, 2_399.999, Some(2_400.0)));
    assert_eq!((fall.entitlements_gained.len(), &*fall.entitlements_lost[0]), (0, "lane"));
    assert_eq!((&*timeline.tier, timeline.since, timeline.balance.map(Points::to_f64)), ("silver", day("2026-01-10"), Some(2_399.999)));
    assert_eq!(timeline.term, Some(Stretch { from: day("2026-01-10"), until: day("2027-01-10") }));
}

#[test]
fn w14_a_late_event_restates_history() {
    let known = vec![earn("a", "2025-01-10", 3_000.0), earn("b", "2025-08-01", 2_200.0)];
    let late = json!({"id": "c", "on": "2025-12-28", "recorded_on": "2026-02-03", "event": {"earn": {"activity": "order", "quantity": 300}}});
    let as_of = day("2026-03-01");
    assert_eq!(moves(&policy(|_| {}).replay(&enrolled(known.clone()), as_of).unwrap()), ["2025-01-10 gold", "2026-01-10 silver"]);
    assert_eq!(moves(&policy(|_| {}).replay(&enrolled([known, vec![late]].concat()), as_of).unwrap()), ["2025-01-10 gold"]);
}

#[test]
fn w21_and_w44_what_does_not_count() {
    let future = enrolled(vec![earn("a", "2025-12-01", 5_000.0)]);
    assert_eq!(moves(&policy(|_| {}).replay(&future, day("2025-11-01")).unwrap()), Vec::<String>::new());
    let early = |lookback: u32| -> History {
        let enrol = json!({"id": "enrol", "on": "2025-01-01", "event": {"enrol": {"lookback_days": lookback}}});
        serde_json::from_value(json!({"events": [enrol, earn("a", "2024-12-20", 3_000.0)]})).unwrap()
    };
    assert_eq!(moves(&policy(|_| {}).replay(&early(30), day("2025-06-01")).unwrap()), ["2025-01-01 gold"]);
    assert_eq!(moves(&policy(|_| {}).replay(&early(0), day("2025-06-01")).unwrap()), Vec::<String>::new());
}

#[test]
fn w47_no_events() {
    let timeline = policy(|_| {}).replay(&enrolled(vec![]), day("2025-06-01")).unwrap();
    assert_eq!((&*timeline.tier, timeline.since, timeline.transitions.len()), ("standard", day("2025-01-01"), 0));
    assert_eq!(policy(|_| {}).replay(&History::default(), day("2025-06-01")).unwrap_err().code(), code::EVENT_NOT_ENROLLED);
    assert_eq!(policy(|_| {}).replay(&enrolled(vec![]), day("2024-12-31")).unwrap_err().code(), code::EVENT_NOT_ENROLLED);
}

#[test]
fn sliding_holds_say_until_when() {
    let sliding = policy(|policy| policy["ladder"]["renewal"] = json!({"sliding": {"validity": {"months": 12}, "soft_landing": true}}));
    let history = enrolled(vec![earn("a", "2025-01-10", 8_000.0)]);
    let timeline = sliding.replay(&history, day("2026-03-01")).unwrap();
    assert_eq!((&*timeline.tier, timeline.held_until), ("platinum", Some(day("2027-01-09"))));
    let watch = timeline.watch.unwrap();
    assert_eq!((watch.since, watch.deadline, watch.shortfall.to_f64()), (day("2026-01-10"), day("2027-01-08"), 6_400.0));
    let later = sliding.replay(&history, day("2030-01-01")).unwrap();
    assert_eq!(moves(&later), ["2025-01-10 platinum", "2027-01-09 gold", "2028-01-09 silver", "2029-01-09 standard"]);
}

#[test]
fn a_ladder_on_the_score_follows_observed_facts_and_explains_itself() {
    let policy = policy(|policy| {
        policy["ladder"] = json!({"base": "standard", "review": "monthly", "renewal": {"sliding": {"validity": {"months": 6}}}, "blocks": [{"fact": "stop", "is": true}],
            "tiers": [{"id": "silver", "enter": 40, "retain": 35}, {"id": "gold", "enter": 60, "retain": 55}]});
        policy["entitlements"] = json!([]);
        policy.as_object_mut().unwrap().remove("points");
    });
    let observe = |id: &str, on: &str, facts: Value| json!({"id": id, "on": on, "event": {"observe": {"facts": facts}}});
    let history = enrolled(vec![
        observe("a", "2025-01-20", json!({"n": 65})),
        observe("b", "2025-03-15", json!({"n": 30})),
        observe("c", "2025-05-10", json!({"stop": true})),
        observe("d", "2025-06-10", json!({"stop": false})),
    ]);
    let timeline = policy.replay(&history, day("2025-12-31")).unwrap();
    // Observed on the 20th, found at the review of the next first; held for six months after the last merited review.
    assert_eq!(moves(&timeline), ["2025-02-01 gold", "2025-06-01 standard", "2025-07-01 gold", "2025-09-01 standard"]);
    let causes: Vec<_> = timeline.transitions.iter().map(|step| step.cause).collect();
    assert_eq!(causes, [TransitionCause::Promotion, TransitionCause::Blocked, TransitionCause::Released, TransitionCause::HoldEnded]);
    let card = timeline.transitions[0].scorecard.as_ref().unwrap();
    assert_eq!((card.composite, card.as_of), (timeline.transitions[0].metric, day("2025-02-01")));
}

#[test]
fn points_are_facts_of_the_score() {
    let policy = policy(|policy| {
        policy["score"]["aspects"][0]["criteria"] = json!([
            {"id": "balance", "fact": "points.balance", "curve": [[0, 0], [1000, 100]]}, {"id": "orders", "fact": "points.order", "bands": [[null, 0], [500, 7]]},
        ]);
        policy["ladder"]["basis"] = json!("score");
        policy["ladder"]["tiers"] = json!([{"id": "silver", "enter": 50}]);
        policy["entitlements"] = json!([]);
    });
    let timeline = policy.replay(&enrolled(vec![earn("a", "2025-03-01", 500.0)]), day("2025-04-01")).unwrap();
    assert_eq!(moves(&timeline), ["2025-03-01 silver"]);
    assert_eq!(timeline.metric.to_f64(), 57.0);
    // A balance from elsewhere can be given as a fact.
    let account: Account = serde_json::from_value(json!({"facts": {"points.balance": 800}})).unwrap();
    assert_eq!(policy.score(&account, day("2025-04-01")).unwrap().composite.to_f64(), 80.0);
}

fn grant(id: &str, on: &str, tier: &str, mode: &str, until: Option<&str>) -> Value {
    json!({"id": id, "on": on, "event": {"grant": {"tier": tier, "mode": mode, "until": until, "reason": "match", "actor": "desk"}}})
}

fn lock(direction: &str, on: &str, until: &str) -> Value {
    json!({"id": "lock", "on": on, "event": {"lock": {"direction": direction, "until": until, "reason": "strike", "actor": "desk"}}})
}

#[test]
fn w30_a_lock_over_the_end_of_a_term() {
    let log = |more: Option<Value>| {
        let all = vec![earn("a", "2025-01-10", 3_000.0), earn("b", "2025-08-01", 100.0), lock("demotion", "2026-01-01", "2026-04-01")];
        enrolled(all.into_iter().chain(more).collect())
    };
    assert_eq!(moves(&policy(|_| {}).replay(&log(None), day("2026-06-01")).unwrap()), ["2025-01-10 gold", "2026-04-01 silver"]);
    let saved = policy(|_| {}).replay(&log(Some(earn("c", "2026-03-15", 2_300.0))), day("2026-06-01")).unwrap();
    assert_eq!((moves(&saved), saved.term), (vec!["2025-01-10 gold".to_owned()], Some(Stretch { from: day("2026-01-10"), until: day("2027-01-10") })));
    // Where holds slide, a lock holds as well; and nobody rises against one.
    let sliding = policy(|policy| policy["ladder"]["renewal"] = json!({"sliding": {"validity": {"months": 1}}}));
    let history = enrolled(vec![earn("a", "2025-01-10", 3_000.0), lock("both", "2026-02-01", "2026-07-01"), earn("b", "2026-03-01", 9_000.0)]);
    assert_eq!(moves(&sliding.replay(&history, day("2026-12-31")).unwrap()), ["2025-01-10 gold", "2026-07-01 platinum"]);
}

#[test]
fn w32_a_granted_floor() {
    let floor = grant("g", "2025-04-01", "gold", "floor", Some("2025-07-01"));
    let silver = vec![earn("a", "2025-01-10", 1_000.0), floor];
    let timeline = |more: Vec<Value>| policy(|_| {}).replay(&enrolled([silver.clone(), more].concat()), day("2025-12-31")).unwrap();
    let granted = timeline(vec![]);
    assert_eq!(moves(&granted), ["2025-01-10 silver", "2025-04-01 gold", "2025-07-01 silver"]);
    assert_eq!(
        granted.transitions.iter().map(|step| step.cause).collect::<Vec<_>>(),
        [TransitionCause::Promotion, TransitionCause::Granted, TransitionCause::Granted]
    );
    // Earned in the meantime: nothing happens when the grant ends.
    assert_eq!(moves(&timeline(vec![earn("b", "2025-06-15", 2_500.0)])), ["2025-01-10 silver", "2025-04-01 gold"]);
    let revoked = json!({"id": "r", "on": "2025-05-01", "event": {"revoke": {"of": "g", "reason": "error", "actor": "desk"}}});
    assert_eq!(moves(&timeline(vec![revoked])), ["2025-01-10 silver", "2025-04-01 gold", "2025-05-01 silver"]);
}

#[test]
fn w33_the_highest_grant_wins_and_a_designation_leaves_a_shadow() {
    let policy = policy(|policy| policy["designations"] = json!([{"id": "special", "by_invitation": true}]));
    let invite = json!({"id": "i", "on": "2025-02-01", "event": {"invite": {"designation": "special", "until": "2026-02-01", "sponsor": "brand"}}});
    let history = enrolled(vec![
        earn("a", "2025-01-10", 1_000.0),
        grant("g", "2025-03-01", "gold", "floor", Some("2025-07-01")),
        grant("p", "2025-03-10", "platinum", "floor", Some("2025-04-09")),
        invite,
    ]);
    let during = policy.replay(&history, day("2025-03-20")).unwrap();
    assert_eq!((&*during.effective, &*during.tier, &*during.earned), ("special", "platinum", "silver"));
    assert_eq!(during.claims.iter().map(|claim| &*claim.tier).collect::<Vec<_>>(), ["gold", "platinum"]);
    let after = policy.replay(&history, day("2026-02-01")).unwrap();
    assert_eq!(moves(&after), ["2025-01-10 silver", "2025-03-01 gold", "2025-03-10 platinum", "2025-04-09 gold", "2025-07-01 silver", "2026-01-10 standard"]);
    assert_eq!((&*after.effective, after.designated.len()), ("standard", 1));
    assert_eq!((after.designated[0].from, after.designated[0].until), (day("2025-02-01"), Some(day("2026-02-01"))));
}

#[test]
fn a_designation_can_be_left_and_a_lock_revoked() {
    let policy = policy(|policy| policy["designations"] = json!([{"id": "special", "by_invitation": true}, {"id": "pilot", "by_invitation": true}]));
    let invite = |id: &str, on: &str, designation: &str| json!({"id": id, "on": on, "event": {"invite": {"designation": designation, "until": "2026-02-01", "sponsor": "brand"}}});
    let leave = json!({"id": "l", "on": "2025-05-01", "event": {"leave": {"designation": "special", "reason": "consent withdrawn"}}});
    let timeline = policy.replay(&enrolled(vec![invite("i", "2025-02-01", "special"), invite("p", "2025-03-01", "pilot"), leave]), day("2025-12-31")).unwrap();
    let times: Vec<_> = timeline.designated.iter().map(|time| (&*time.designation, time.from, time.until)).collect();
    assert_eq!(times, [("special", day("2025-02-01"), Some(day("2025-05-01"))), ("pilot", day("2025-03-01"), None)]);
    assert_eq!(&*timeline.effective, "pilot");
    let error = |event: Value| policy.replay(&enrolled(vec![event]), day("2026-12-31")).unwrap_err().to_string();
    assert_eq!(error(invite("i", "2025-02-01", "specail")), "events.i: unknown designation `specail` (event.unknown_reference)");
    let revoke = |of: &str| json!({"id": "r", "on": "2026-02-01", "event": {"revoke": {"of": of, "reason": "over", "actor": "desk"}}});
    assert_eq!(error(revoke("nothing")), "events.r: unknown grant or lock `nothing` (event.unknown_reference)");
    let log = vec![earn("a", "2025-01-10", 3_000.0), lock("demotion", "2026-01-01", "2026-04-01"), revoke("lock")];
    assert_eq!(moves(&policy.replay(&enrolled(log), day("2026-06-01")).unwrap()), ["2025-01-10 gold", "2026-02-01 silver"]);
}

#[test]
fn exact_grants_and_ceilings() {
    let tier = |grants: Vec<Value>| {
        policy(|_| {}).replay(&enrolled([vec![earn("a", "2025-01-10", 3_000.0)], grants].concat()), day("2025-06-01")).unwrap().tier.to_string()
    };
    assert_eq!(tier(vec![grant("x", "2025-02-01", "silver", "exact", None)]), "silver");
    assert_eq!(tier(vec![grant("x", "2025-02-01", "silver", "exact", None), grant("y", "2025-02-02", "platinum", "exact", None)]), "platinum");
    assert_eq!(tier(vec![grant("x", "2025-02-01", "silver", "ceiling", None)]), "silver");
    assert_eq!(tier(vec![grant("x", "2025-02-01", "silver", "ceiling", None), grant("y", "2025-02-02", "platinum", "floor", None)]), "silver");
    assert_eq!(tier(vec![grant("x", "2025-02-01", "standard", "exact", None)]), "standard");
    let unknown = policy(|_| {}).replay(&enrolled(vec![grant("x", "2025-02-01", "sliver", "exact", None)]), day("2025-06-01")).unwrap_err();
    assert_eq!(unknown.to_string(), "events.x: unknown tier `sliver`: did you mean `silver`? (event.unknown_reference)");
}

#[test]
fn cadences_are_first_days() {
    assert_eq!(first_day(day("2025-01-31"), 1), Some(day("2025-02-01")));
    assert_eq!(first_day(day("2025-12-01"), 1), Some(day("2026-01-01")));
    assert_eq!(
        [first_day(day("2025-01-01"), 3), first_day(day("2025-05-05"), 3), first_day(day("2025-12-31"), 3)],
        [Some(day("2025-04-01")), Some(day("2025-07-01")), Some(day("2026-01-01"))]
    );
    assert_eq!(first_day(day("2025-05-05"), 12), Some(day("2026-01-01")));
}

/// The naive twin: a review on every single day.
fn every_day(policy: &Policy, history: &History, as_of: Date) -> Vec<(Date, usize, usize)> {
    let points = policy.spec().points.as_ref().unwrap();
    let ledger = points.book(&history.events).unwrap();
    let ladder = policy.spec().ladder.as_ref().unwrap();
    let movement = &policy.checked.ladder.as_ref().unwrap().movement;
    let (mut standing, mut moves) = (Standing::new(day("2025-01-01"), ladder.tiers.len()), Vec::new());
    let mut on = day("2025-01-01");
    while on <= as_of {
        let metric = ledger.balance(on);
        let merits = ladder.tiers.iter().map(|tier| Merits {
            enter: metric >= tier.enter,
            re_enter: metric >= tier.enter,
            stay: metric >= tier.retain.unwrap(),
            shortfall: Points::from_thousandths((tier.retain.unwrap().thousandths() - metric.thousandths()).max(0)).unwrap(),
        });
        let (next, made) = standing.advance(movement, on, &Merit { metric, tiers: merits.collect(), locked: Locked::default() });
        moves.extend(made.into_iter().map(|step| (step.on, step.from, step.to)));
        standing = next;
        on = on.add_days(1).unwrap();
    }
    moves
}

fn renewals() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1..14_u32, any::<bool>()).prop_map(|(months, soft)| json!({"renewal": {"sliding": {"validity": {"months": months}, "soft_landing": soft}}})),
        (20..300_u32, 0..40_u32, prop_oneof![Just("one_step"), Just("to_qualified"), Just("to_base")])
            .prop_map(|(days, grace, demotion)| json!({"renewal": {"term": {"validity": {"days": days}, "grace_days": grace, "demotion": demotion}}})),
        (prop_oneof![Just("one_step"), Just("to_qualified"), Just("to_base")], 1..120_u32)
            .prop_map(|(demotion, days)| json!({"renewal": {"continuous": {"demotion": demotion}}, "min_stay": {"days": days}})),
        Just(json!({"renewal": null})),
    ]
}

fn histories() -> impl Strategy<Value = Vec<(i32, i64)>> {
    proptest::collection::vec((0..800_i32, 1..5_000_i64), 0..12)
}

fn history_of(log: &[(i32, i64)]) -> History {
    let event =
        |(at, (offset, points)): (usize, &(i32, i64))| earn(&format!("e{at}"), &day("2025-01-01").add_days(*offset).unwrap().to_string(), *points as f64);
    enrolled(log.iter().enumerate().map(event).collect())
}

proptest! {
    #![proptest_config(crate::laws())]

    #[test]
    fn the_jump_is_every_single_day((rules, steps, log) in (renewals(), 1..4_u32, histories()), decays in any::<bool>()) {
        let policy = policy(|policy| {
            for (key, value) in rules.as_object().unwrap() {
                policy["ladder"][key] = value.clone();
            }
            policy["ladder"]["max_steps"] = json!(steps);
            if decays {
                policy["points"]["decay"] = json!({"half_life": 200});
            }
        });
        let (history, as_of) = (history_of(&log), day("2028-06-30"));
        let timeline = policy.replay(&history, as_of).unwrap();
        let rank = |name: &Name| policy.checked.ladder.as_ref().unwrap().rank(name).unwrap();
        let jumped: Vec<_> = timeline.transitions.iter().map(|step| (step.on, rank(&step.from), rank(&step.to))).collect();
        prop_assert_eq!(jumped, every_day(&policy, &history, as_of));
    }

    #[test]
    fn with_sliding_holds_more_points_never_mean_a_worse_tier((months, soft, log) in (1..14_u32, any::<bool>(), histories()), more in (0..800_i32, 1..5_000_i64)) {
        let policy = policy(|policy| policy["ladder"]["renewal"] = json!({"sliding": {"validity": {"months": months}, "soft_landing": soft}}));
        let richer = [log.clone(), vec![more]].concat();
        let rank = |log: &[(i32, i64)], on: Date| {
            let timeline = policy.replay(&history_of(log), on).unwrap();
            policy.checked.ladder.as_ref().unwrap().rank(&timeline.tier).unwrap()
        };
        for offset in (0..1_400).step_by(50) {
            let on = day("2025-01-01").add_days(offset).unwrap();
            prop_assert!(rank(&richer, on) >= rank(&log, on), "{}", on);
        }
    }

    #[test]
    fn a_replay_to_an_earlier_day_is_its_beginning((rules, log) in (renewals(), histories()), offset in 0..1_200_i32) {
        let policy = policy(|policy| {
            for (key, value) in rules.as_object().unwrap() {
                policy["ladder"][key] = value.clone();
            }
        });
        let (history, on) = (history_of(&log), day("2025-01-01").add_days(offset).unwrap());
        let whole = policy.replay(&history, day("2028-06-30")).unwrap();
        let part = policy.replay(&history, on).unwrap();
        let until: Vec<_> = whole.transitions.iter().filter(|step| step.on <= on).collect();
        prop_assert_eq!(until, part.transitions.iter().collect::<Vec<_>>());
    }

    #[test]
    fn order_and_duplicates_do_not_matter((log, seed) in (histories(), any::<u64>())) {
        let policy = policy(|_| {});
        let history = history_of(&log);
        let mut other = history.clone();
        let len = other.events.len();
        for at in 0..len {
            other.events.swap(at, usize::try_from(seed.rotate_left(u32::try_from(at).unwrap()) % u64::try_from(len).unwrap()).unwrap());
        }
        other.events.push(other.events[0].clone());
        let as_of = day("2028-06-30");
        prop_assert_eq!(policy.replay(&history, as_of), policy.replay(&other, as_of));
    }
}
