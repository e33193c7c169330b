//! Placement on the ladder, worked out by hand.

use serde_json::{Value, json};

use super::*;

fn assessed(change: impl FnOnce(&mut Value), facts: Value, previous: Option<&str>) -> Assessment {
    let mut policy = json!({
        "policy": "test", "version": "1", "semantics": 1,
        "facts": [{"id": "n", "type": "number"}, {"id": "gate", "type": "number"}, {"id": "stop", "type": "flag"}, {"id": "trend", "type": "flag"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "entitlements": [{"id": "desk_1", "service": "desk", "level": 1}, {"id": "desk_2", "service": "desk", "level": 2}, {"id": "events"}],
        "ladder": {"base": "standard", "blocks": [{"fact": "stop", "is": true}], "tiers": [
            {"id": "silver", "enter": 40, "retain": 35, "entitlements": ["desk_1"]},
            {"id": "gold", "enter": 60, "retain": 55, "requires": {"fact": "gate", "at_least": 10}, "entitlements": ["desk_2"]},
            {"id": "platinum", "enter": 75, "retain": 70, "entitlements": ["desk_2"]},
        ]},
        "designations": [{"id": "special", "requires": {"fact": "trend", "is": true}, "entitlements": ["events", "desk_1"]}],
    });
    change(&mut policy);
    let policy = Policy::read(policy).unwrap();
    let account: Account = serde_json::from_value(json!({"facts": facts})).unwrap();
    policy.assess(&account, "2026-06-30".parse().unwrap(), previous).unwrap()
}

fn placed(facts: Value, previous: Option<&str>) -> Placement {
    assessed(|_| {}, facts, previous).placement.unwrap()
}

#[test]
fn bounds_are_closed_below() {
    for (score, tier) in [(39.999, "standard"), (40.0, "silver"), (59.999, "silver"), (74.999, "gold"), (75.0, "platinum"), (100.0, "platinum")] {
        assert_eq!(&*placed(json!({"n": score, "gate": 10}), None).tier, tier, "{score}");
    }
}

#[test]
fn a_tier_is_kept_down_to_retain_by_those_who_were_there_or_above() {
    let tier = |score: f64, previous| placed(json!({"n": score, "gate": 10}), Some(previous)).tier.to_string();
    for (score, previous, expected) in [
        (56.0, "gold", "gold"),
        (55.0, "gold", "gold"),
        (54.999, "gold", "silver"),
        (56.0, "silver", "silver"),
        (56.0, "platinum", "gold"),
        (70.0, "platinum", "platinum"),
        (69.999, "platinum", "gold"),
        (35.0, "gold", "silver"),
        (34.999, "gold", "standard"),
        (100.0, "standard", "platinum"),
        (0.0, "platinum", "standard"),
    ] {
        assert_eq!(tier(score, previous), expected, "{score} after {previous}");
    }
}

#[test]
fn movement_speaks_of_the_ladder() {
    let movement = |score: f64, previous| placed(json!({"n": score, "gate": 10}), previous).movement;
    assert_eq!(movement(50.0, None), Movement::Placed);
    assert_eq!(movement(50.0, Some("standard")), Movement::Promoted);
    assert_eq!(movement(50.0, Some("silver")), Movement::Unchanged);
    assert_eq!(movement(50.0, Some("gold")), Movement::Demoted);
}

#[test]
fn gates_are_asked_on_entry_only() {
    assert_eq!(&*placed(json!({"n": 65, "gate": 9}), None).tier, "silver");
    assert_eq!(&*placed(json!({"n": 65, "gate": 9}), Some("gold")).tier, "gold");
    // A gate on the rung below does not bar the rung above.
    assert_eq!(&*placed(json!({"n": 80, "gate": 9}), None).tier, "platinum");
    let next = placed(json!({"n": 50, "gate": 9}), None).next.unwrap();
    assert_eq!((&*next.tier, next.points.to_f64()), ("gold", 10.0));
    assert_eq!(next.open_conditions.iter().map(|text| &**text).collect::<Vec<_>>(), ["gate at least 10, found 9"]);
    let next = placed(json!({"n": 65}), None).next.unwrap();
    assert_eq!((next.points.to_f64(), &*next.open_conditions[0]), (0.0, "gate at least 10, found nothing"));
    assert!(placed(json!({"n": 100}), None).next.is_none());
}

#[test]
fn what_must_hold_to_stay_ends_a_tier() {
    let with = |policy: &mut Value| policy["ladder"]["tiers"][2]["retain_requires"] = json!({"fact": "gate", "at_most": 5});
    let tier = |score: f64, gate: f64, previous| assessed(with, json!({"n": score, "gate": gate}), previous).placement.unwrap().tier.to_string();
    assert_eq!(tier(72.0, 5.0, Some("platinum")), "platinum");
    assert_eq!(tier(72.0, 5.001, Some("platinum")), "gold");
    // At `enter` the account may come in anew.
    assert_eq!(tier(75.0, 5.001, Some("platinum")), "platinum");
}

#[test]
fn blocks_end_the_tier_and_free_it() {
    let blocked = placed(json!({"n": 80, "gate": 10, "stop": true}), Some("platinum"));
    assert_eq!((&*blocked.tier, blocked.movement, &*blocked.blocked_by[0]), ("standard", Movement::Demoted, "stop is true"));
    assert_eq!(blocked.next.unwrap().open_conditions.iter().map(|text| &**text).collect::<Vec<_>>(), ["stop is true"]);
    assert_eq!((&*blocked.tier_bounds.lowest, &*blocked.tier_bounds.highest), ("standard", "standard"));
    assert!(blocked.entitlements.is_empty());
    assert_eq!(&*placed(json!({"n": 80, "gate": 10, "stop": false}), Some("standard")).tier, "platinum");
    assert_eq!(&*placed(json!({"n": 80}), None).tier, "platinum");
}

#[test]
fn rungs_say_by_which_bound_they_are_held() {
    let rungs = placed(json!({"n": 57, "gate": 3}), Some("gold")).rungs;
    let summary: Vec<_> = rungs.iter().map(|rung| (&*rung.tier, rung.held, rung.shortfall.to_f64(), rung.open_conditions.len())).collect();
    assert_eq!(summary, [("silver", Held::Enter, 0.0, 0), ("gold", Held::Retain, 0.0, 0), ("platinum", Held::No, 18.0, 0)]);
    let rungs = placed(json!({"n": 50, "gate": 3}), Some("gold")).rungs;
    assert_eq!((rungs[1].held, rungs[1].shortfall.to_f64()), (Held::No, 5.0));
}

#[test]
fn tier_bounds_fill_every_gap() {
    let bounds = |facts| {
        let bounds = placed(facts, None).tier_bounds;
        format!("{} to {}", bounds.lowest, bounds.highest)
    };
    assert_eq!(bounds(json!({})), "standard to platinum");
    assert_eq!(bounds(json!({"n": 65})), "silver to gold");
    assert_eq!(bounds(json!({"n": 65, "gate": 10})), "gold to gold");
    assert_eq!(bounds(json!({"n": 50})), "silver to silver");
}

#[test]
fn coverage_and_composite_can_be_asked_for() {
    let with = |policy: &mut Value| {
        policy["ladder"]["tiers"][1]["requires"] = json!({"all": [{"fact": "score.coverage", "at_least": 1}, {"fact": "score.composite", "below": 70}]})
    };
    let placed = |score: f64| assessed(with, json!({"n": score}), None).placement.unwrap();
    assert_eq!(&*placed(69.999).tier, "gold");
    assert_eq!(&*placed(70.0).tier, "silver");
    assert_eq!(&*placed(72.0).next.unwrap().open_conditions[0], "score.composite below 70, found 72");
}

#[test]
fn conditions_compare_as_they_say() {
    let holds = |condition: Value, facts: Value| {
        let with = |policy: &mut Value| policy["ladder"]["tiers"][0]["requires"] = condition.clone();
        let mut facts = facts;
        facts["n"] = json!(45);
        &*assessed(with, facts, None).placement.unwrap().tier == "silver"
    };
    let gate = |value: f64| json!({"gate": value});
    for (key, below, at, above) in [
        ("at_least", false, true, true),
        ("above", false, false, true),
        ("at_most", true, true, false),
        ("below", true, false, false),
        ("is", false, true, false),
    ] {
        let condition = json!({"fact": "gate", key: 5});
        assert_eq!([holds(condition.clone(), gate(4.9)), holds(condition.clone(), gate(5.0)), holds(condition, gate(5.1))], [below, at, above], "{key}");
    }
    let both = json!({"fact": "gate", "at_least": 5, "below": 7});
    assert_eq!([holds(both.clone(), gate(4.0)), holds(both.clone(), gate(6.0)), holds(both, gate(7.0))], [false, true, false]);
    assert!(!holds(json!({"fact": "gate", "at_least": 5}), json!({})));
    assert!(!holds(json!({"fact": "gate", "at_least": 5, "when_missing": "fail"}), json!({})));
    assert!(holds(json!({"fact": "gate", "at_least": 5, "when_missing": "pass"}), json!({})));
    let parts = json!([{"fact": "gate", "at_least": 5}, {"fact": "trend", "is": true}, {"fact": "stop", "is": false}]);
    let held = |facts: Value| {
        [json!({"all": parts}), json!({"any": parts}), json!({"at_least_of": {"count": 2, "of": parts}})].map(|condition| holds(condition, facts.clone()))
    };
    assert_eq!(held(json!({"gate": 5, "trend": true, "stop": false})), [true, true, true]);
    assert_eq!(held(json!({"gate": 5, "trend": true})), [false, true, true]);
    assert_eq!(held(json!({"gate": 5})), [false, true, false]);
    assert_eq!(held(json!({})), [false, false, false]);
}

#[test]
fn designations_stand_beside_the_ladder() {
    let placement = placed(json!({"n": 45, "trend": true}), None);
    assert_eq!((&*placement.effective, &*placement.tier), ("special", "silver"));
    // The union, of the desk only the higher level.
    assert_eq!(placement.entitlements.iter().map(|id| &**id).collect::<Vec<_>>(), ["desk_1", "events"]);
    let gold = placed(json!({"n": 65, "gate": 10, "trend": true}), None);
    assert_eq!(gold.entitlements.iter().map(|id| &**id).collect::<Vec<_>>(), ["desk_2", "events"]);
    let without = placed(json!({"n": 45, "trend": false}), None);
    assert_eq!((&*without.effective, without.designations[0].state), ("silver", DesignationState::NotEligible));
    assert_eq!(&*without.designations[0].open_conditions[0], "trend is true, found false");
}

#[test]
fn without_a_nomination_there_are_only_candidates() {
    let with = |policy: &mut Value| policy["designations"][0]["by_invitation"] = json!(true);
    let placement = assessed(with, json!({"n": 45, "trend": true}), None).placement.unwrap();
    assert_eq!((&*placement.effective, placement.designations[0].state), ("silver", DesignationState::Candidate));
}

#[test]
fn an_unknown_previous_tier_is_an_error() {
    let policy = Policy::read(json!({"policy": "t", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40}]}}));
    let error = policy.unwrap().assess(&Account::default(), "2026-06-30".parse().unwrap(), Some("sliver")).unwrap_err();
    assert_eq!(error.to_string(), "previous: unknown tier `sliver`: did you mean `silver`? (tier.unknown)");
}

#[test]
fn a_policy_without_ladder_places_nobody() {
    let assessment = assessed(
        |policy| {
            policy.as_object_mut().unwrap().remove("ladder");
        },
        json!({"n": 45}),
        None,
    );
    assert!(assessment.placement.is_none());
    assert_eq!(assessment.scorecard.composite.to_f64(), 45.0);
}
