//! What the linter tells is so: each history is read back from the message and replayed by the policy itself.

use serde_json::{Value, json};

use super::super::tests::{NONE, club, said, set};
use super::*;

/// A club with another renewal.
fn renewed(renewal: Value) -> impl FnOnce(&mut Value) {
    set("/ladder/renewal", renewal)
}

fn term(demotion: &str, validity: Value) -> Value {
    json!({"term": {"validity": validity, "demotion": demotion}})
}

fn message(policy: &Policy, code: &str) -> String {
    policy.warnings().iter().find(|warning| warning.code == code).map_or_else(String::new, |warning| warning.message.clone())
}

/// Replays credits by the policy's one activity.
fn tier(policy: &Policy, credits: &[(&str, &str)], on: &str) -> String {
    let mut events = vec![json!({"id": "0", "on": "2025-01-01", "event": {"enrol": {}}})];
    for (index, (points, on)) in credits.iter().enumerate() {
        let quantity: Value = serde_json::from_str(points).unwrap();
        events.push(json!({"id": format!("e{index}"), "on": on, "event": {"earn": {"activity": "order", "quantity": quantity}}}));
    }
    let history = serde_json::from_value(json!({ "events": events })).unwrap();
    policy.replay(&history, on.parse().unwrap()).unwrap().tier.to_string()
}

/// Whether the two histories of the message come out as it says.
fn is_true(policy: &Policy) -> bool {
    let text = message(policy, code::LINT_MORE_IS_WORSE);
    let words: Vec<&str> = text.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
    let numbers: Vec<&str> = words.iter().copied().filter(|word| word.starts_with(|first: char| first.is_ascii_digit())).collect();
    let tiers: Vec<&str> = words.iter().filter_map(|word| word.strip_prefix('`')?.strip_suffix('`')).collect();
    let [first, first_on, last, last_on, day, more, more_on, ..] = *numbers else { panic!("{text}") };
    let without = tier(policy, &[(first, first_on), (last, last_on)], day);
    let with = tier(policy, &[(first, first_on), (last, last_on), (more, more_on)], day);
    let rank = |tier: &str| ["standard", "silver", "gold", "platinum"].iter().position(|known| *known == tier);
    (without.as_str(), with.as_str()) == (tiers[0], tiers[1]) && rank(&with) < rank(&without)
}

#[test]
fn the_worked_example_is_told() {
    let policy = club(|policy| {
        policy["ladder"]["renewal"] = term("one_step", json!({"months": 12}));
        policy["ladder"]["tiers"].as_array_mut().unwrap().pop();
    });
    assert_eq!(said(&policy), ["lint.more_is_worse ladder.renewal"]);
    assert_eq!(
        policy.warnings()[0].message,
        "more points can mean a worse tier: with 2000 points on 2025-01-15 and 1000 on 2025-12-01 an account is in `gold` on 2026-03-01; \
         with 1000 more on 2025-03-01 it is in `silver` and stays lower until 2026-12-01 (points count for 12 months; with `sliding` renewal more is never worse)"
    );
    assert!(is_true(&policy));
}

#[test]
fn every_history_that_is_told_is_true() {
    let renewals = [
        term("one_step", json!({"months": 12})),
        term("to_qualified", json!({"months": 12})),
        term("to_base", json!({"months": 6})),
        term("one_step", json!({"days": 100})),
        json!({"term": {"validity": {"months": 12}, "grace_days": 30}}),
        json!({"term": {"validity": {"months": 12}, "window": "term", "after_promotion": "reset", "after_renewal": "reset"}}),
        json!({"term": {"validity": {"months": 12}, "after_promotion": "consume", "after_renewal": "consume", "rollover_cap": 300}}),
        json!({"continuous": {"demotion": "to_base"}}),
    ];
    let mut found = 0;
    for renewal in renewals {
        for review in ["daily", "monthly", "quarterly"] {
            for (key, value) in [("min_stay", json!({"days": 60})), ("max_steps", json!(1)), ("dead_band", json!(50))] {
                let policy = club(|policy| {
                    renewed(renewal.clone())(policy);
                    policy["ladder"]["review"] = json!(review);
                    policy["ladder"][key] = value;
                });
                if !message(&policy, code::LINT_MORE_IS_WORSE).is_empty() {
                    found += 1;
                    assert!(is_true(&policy), "{renewal} {review} {key}");
                }
            }
        }
    }
    // Not every search finds one: a lower limit of steps hides some, and so do rare reviews of short terms.
    assert!((60..72).contains(&found), "{found}");
}

#[test]
fn where_more_is_never_worse_nothing_is_told() {
    assert_eq!(said(&club(|_| {})), NONE);
    assert_eq!(said(&club(renewed(json!({"sliding": {"validity": {"months": 6}, "soft_landing": true}})))), NONE);
    // Judged at every review by the balance alone.
    assert_eq!(said(&club(renewed(json!({"continuous": {"demotion": "to_qualified"}})))), NONE);
    assert_eq!(said(&club(|policy| drop(policy["ladder"].as_object_mut().unwrap().remove("renewal")))), NONE);
    // The ladder stands on the score.
    let on_score = club(|policy| {
        renewed(term("one_step", json!({"months": 12})))(policy);
        policy["ladder"]["basis"] = json!("score");
        policy["score"]["aspects"][0]["criteria"][0]["curve"] = json!([[0, 0], [100, 9000]]);
    });
    assert_eq!(said(&on_score), NONE);
}

#[test]
fn conditions_and_caps_are_left_aside_and_said_to_be() {
    let policy = club(|policy| {
        renewed(term("one_step", json!({"months": 12})))(policy);
        policy["ladder"]["tiers"][1]["requires"] = json!({"fact": "n", "at_least": 1});
    });
    assert!(message(&policy, code::LINT_MORE_IS_WORSE).contains("(points count for 12 months, every condition holds;"));
    let policy = club(|policy| {
        renewed(term("one_step", json!({"months": 12})))(policy);
        policy["points"]["activities"]["order"]["cap"] = json!({"points": 5000, "every": "year"});
    });
    assert!(message(&policy, code::LINT_MORE_IS_WORSE).contains("(points count for 12 months, no cap applies;"));
}

#[test]
fn without_a_renewal_the_ladder_is_named() {
    let policy = club(|policy| {
        policy["ladder"].as_object_mut().unwrap().remove("renewal");
        // Whoever loses gold loses silver, too, and enters it again only at its bound.
        policy["ladder"]["tiers"][1]["retain"] = json!(500);
    });
    assert_eq!(said(&policy), ["lint.retain_order ladder.tiers[1].retain"]);
    let paths: Vec<String> = said(&club(renewed(json!({"continuous": {"demotion": "to_base"}}))));
    assert_eq!(paths, ["lint.more_is_worse ladder.renewal"]);
}

/// The paths of the warning that points renew a tier again.
fn twice(points_months: u32, term: Value) -> Vec<String> {
    let policy = club(|policy| {
        renewed(json!({ "term": term }))(policy);
        policy["points"]["validity"] = json!({"months": points_months});
    });
    policy.warnings().iter().filter(|warning| warning.code == code::LINT_RENEWED_TWICE).map(|warning| warning.path.clone()).collect()
}

#[test]
fn points_that_count_longer_than_a_term_renew_again() {
    let year = json!({"months": 12});
    assert_eq!(twice(12, json!({"validity": year})), NONE);
    assert_eq!(twice(13, json!({"validity": year})), ["ladder.renewal.term.after_promotion", "ladder.renewal.term.after_renewal"]);
    assert_eq!(twice(24, json!({"validity": year, "after_promotion": "reset"})), ["ladder.renewal.term.after_renewal"]);
    assert_eq!(twice(24, json!({"validity": year, "after_promotion": "reset", "after_renewal": "consume"})), NONE);
    // A term that is judged by its own points begins with those that won it.
    assert_eq!(twice(12, json!({"validity": year, "window": "term"})), ["ladder.renewal.term.after_promotion"]);
    assert_eq!(twice(24, json!({"validity": year, "window": "term"})), ["ladder.renewal.term.after_promotion"]);
    assert_eq!(twice(24, json!({"validity": year, "window": "term", "after_promotion": "consume"})), NONE);
}

#[test]
fn what_renews_again_is_told_as_it_is() {
    let policy = club(|policy| {
        renewed(term("one_step", json!({"months": 12})))(policy);
        policy["points"]["validity"] = json!("never");
        policy["ladder"]["tiers"].as_array_mut().unwrap().pop();
    });
    assert_eq!(
        message(&policy, code::LINT_RENEWED_TWICE),
        "tier `silver` is kept without new points: the 1000 points of 2025-01-15 that win it renew it as well on 2026-01-15 (points count for ever); \
         expected `reset` or `consume`, found `keep`"
    );
    assert_eq!(tier(&policy, &[("1000", "2025-01-15")], "2027-06-01"), "silver");
}

#[test]
fn amounts_are_rounded_to_one_digit() {
    assert_eq!([8_000_000 / 3, 333, 9, 1, 0].map(round_down), [2_000_000, 300, 9, 1, 0]);
}

#[test]
fn the_search_ends() {
    // Thousands of years of reviews every day, of terms of one day, and of a thousand lengths of time that points count.
    for (review, validity) in [("daily", json!({"months": 200_000})), ("monthly", json!({"months": 200_000})), ("events", json!({"days": 1}))] {
        let policy = club(|policy| {
            renewed(term("one_step", validity))(policy);
            policy["ladder"]["review"] = json!(review);
            policy["ladder"]["confirm"] = json!({"promotion": 2, "demotion": 1});
            policy["points"]["decay"] = json!({"half_life": 400_000});
            for days in 1..1000 {
                policy["points"]["activities"][format!("a{days}")] = json!({"points": 1, "validity": {"days": days * 1000}});
            }
        });
        assert!(said(&policy).iter().all(|warning| warning.starts_with("lint.")), "{review}");
    }
}
