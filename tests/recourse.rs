//! What it would take, against trying everything (rules R1 to R4).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};
use tierwise::fact::FactValue;
use tierwise::recourse::{Goal, GoalDirection, Lever, RecoursePath};
use tierwise::{Account, Date, Points, Policy};
use tierwise_tests::random::{self, Tape};

fn day() -> Date {
    "2026-06-30".parse().unwrap()
}

fn points(tape: &mut Tape) -> f64 {
    match tape.below(3) {
        0 => tape.below(30) as f64,
        1 => tape.below(30_000) as f64 / 1_000.0,
        _ => tape.pick(&[0.0, 5.0, 10.0, -3.0, 12.345]),
    }
}

/// Some ascending numbers of the grid from -1 to 6, or between its steps.
fn places(tape: &mut Tape) -> Vec<f64> {
    let mut places: Vec<f64> = (0..2 + tape.below(3)).map(|_| tape.below(15) as f64 / 2.0 - 1.0).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

const NUMBERS: [&str; 3] = ["n.a", "n.b", "n.c"];
const WORDS: [&str; 3] = ["red", "green", "blue"];

fn criterion(tape: &mut Tape, at: usize) -> Value {
    let id = format!("c{at}");
    let missing = tape.pick(&[json!("worst"), json!("neutral"), json!({"points": 2}), json!("renormalise")]);
    let weight = tape.pick(&[1.0, 0.5, 2.0, 0.3]);
    match tape.below(6) {
        0 => json!({"id": id, "fact": "w", "table": {"red": points(tape).abs(), "green": points(tape), "blue": 7}, "missing": missing, "weight": weight}),
        1 => json!({"id": id, "fact": "f", "flag": {"true": points(tape).abs(), "false": points(tape)}, "missing": missing, "weight": weight}),
        2 => {
            let mut bands = vec![json!([null, points(tape)])];
            bands.extend(places(tape).into_iter().map(|lower| json!([lower, points(tape).abs()])));
            json!({"id": id, "fact": tape.pick(&NUMBERS), "bands": bands, "missing": missing, "weight": weight})
        }
        _ => {
            let knots: Vec<Value> = places(tape).into_iter().map(|x| json!([x, points(tape).abs()])).collect();
            json!({"id": id, "fact": tape.pick(&NUMBERS), "curve": knots, "missing": missing, "weight": weight})
        }
    }
}

fn gate(tape: &mut Tape) -> Value {
    match tape.below(6) {
        0 => json!({"fact": "f", "is": true}),
        1 => json!({"fact": "w", "one_of": ["red", "blue"]}),
        2 => json!({"fact": tape.pick(&NUMBERS), "at_least": tape.below(6), "when_missing": "pass"}),
        3 => json!({"any": [{"fact": "n.a", "below": 3}, {"fact": "n.b", "above": 2}]}),
        4 => json!({"fact": "score.coverage", "at_least": 0.6}),
        _ => json!({"fact": tape.pick(&NUMBERS), "at_most": tape.below(6)}),
    }
}

fn policy(tape: &mut Tape) -> Result<Policy, tierwise::Error> {
    let number = |id: &str| json!({"id": id, "type": "number"});
    let mut at = 0;
    let aspects: Vec<Value> = (0..1 + tape.below(2))
        .map(|aspect| {
            let criteria: Vec<Value> = (0..1 + tape.below(4))
                .map(|_| {
                    at += 1;
                    criterion(tape, at)
                })
                .collect();
            let mut aspect = json!({"id": format!("a{aspect}"), "criteria": criteria});
            if tape.chance(30) {
                aspect["cap"] = json!(tape.below(40) + 5);
            }
            aspect
        })
        .collect();
    let enter = 5 + tape.below(30);
    let mut tiers = vec![
        json!({"id": "silver", "enter": enter, "retain": enter - tape.below(5)}),
        json!({"id": "gold", "enter": enter + 1 + tape.below(20), "retain": enter}),
    ];
    for tier in &mut tiers {
        if tape.chance(30) {
            tier["requires"] = gate(tape);
        }
    }
    let mut ladder = json!({"base": "standard", "tiers": tiers});
    if tape.chance(20) {
        ladder["blocks"] = json!([gate(tape)]);
    }
    let document = json!({
        "policy": "random", "version": "1", "semantics": 1,
        "facts": [number("n.a"), number("n.b"), number("n.c"), {"id": "f", "type": "flag"}, {"id": "w", "type": "category", "values": WORDS}],
        "score": {"aspects": aspects, "min_coverage": 0.01}, "ladder": ladder
    });
    Policy::read(document)
}

/// A lever, and every value that it allows with what that costs; of a number so many values for each unit.
fn lever(tape: &mut Tape, fact: &str, now: &Value, parts: i32) -> (Value, Vec<(Value, i64)>) {
    let thousandths = |cost: f64| (cost * 1_000.0).round() as i64;
    match fact {
        "f" | "w" => {
            let cost = tape.pick(&[0.0, 1.0, 2.5, 4.0]);
            let all: Vec<Value> = if fact == "f" { vec![json!(true), json!(false)] } else { WORDS.iter().map(|word| json!(word)).collect() };
            if tape.chance(50) {
                return (json!({"fact": fact, "cost": cost}), all.into_iter().filter(|value| value != now).map(|value| (value, thousandths(cost))).collect());
            }
            let listed: Vec<(Value, f64)> = all.into_iter().filter_map(|value| tape.chance(60).then(|| (value, tape.pick(&[1.0, 3.0, 0.5])))).collect();
            let values: Vec<Value> = listed.iter().map(|(value, cost)| json!({"value": value, "cost": cost})).collect();
            (json!({"fact": fact, "values": values}), listed.into_iter().map(|(value, cost)| (value, thousandths(cost))).collect())
        }
        _ => {
            let (cost, per_unit) = (tape.pick(&[0.0, 0.0, 1.0, 2.0]), tape.pick(&[0.0, 1.0, 0.5, 2.0]));
            let (least, most) = (tape.below(3) as f64 - 1.0, 3.0 + tape.below(4) as f64);
            let origin = now.as_f64().unwrap_or(0.0);
            let way = tape.pick(&[None, Some("up"), Some("down")]);
            let mut lever = json!({"fact": fact, "cost": cost, "per_unit": per_unit, "at_least": least, "at_most": most, "step": 1.0 / f64::from(parts)});
            if let Some(way) = way {
                lever["direction"] = json!(way);
            }
            let allowed = |value: f64| value >= least && value <= most && way.is_none_or(|way| if way == "up" { value >= origin } else { value <= origin });
            let values = (-parts..=6 * parts).map(|step| f64::from(step) / f64::from(parts)).filter(|value| allowed(*value) && Some(*value) != now.as_f64());
            (lever, values.map(|value| (json!(value), thousandths(cost + per_unit * (value - origin).abs()))).collect())
        }
    }
}

struct Truth {
    /// `(cost, count)` and `(count, cost)` of the best, and the costs of single changes.
    cheapest: Option<(i64, i64)>,
    fewest: Option<(i64, i64)>,
    single: Vec<i64>,
    furthest: i64,
}

struct Subject<'a> {
    policy: &'a Policy,
    goal: &'a Goal,
}

impl Subject<'_> {
    /// Whether facts are where they are to go, and the composite.
    fn judge(&self, facts: &serde_json::Map<String, Value>) -> (bool, i64) {
        let account: Account = serde_json::from_value(json!({"facts": facts})).unwrap();
        let assessment = self.policy.assess(&account, day(), self.goal.previous.as_deref()).unwrap();
        let rank = |tier: &str| ["standard", "silver", "gold"].iter().position(|known| *known == tier).unwrap();
        let (now, wanted) = (rank(&assessment.placement.unwrap().tier), rank(&self.goal.tier));
        let is_there = if self.goal.direction == GoalDirection::Reach { now >= wanted } else { now < wanted };
        (is_there, assessment.scorecard.composite.thousandths())
    }

    fn try_all(&self, facts: &serde_json::Map<String, Value>, levers: &[(Value, Vec<(Value, i64)>)]) -> Truth {
        let reach = self.goal.direction == GoalDirection::Reach;
        let mut truth = Truth { cheapest: None, fewest: None, single: Vec::new(), furthest: self.judge(facts).1 };
        let mut single: Vec<Option<i64>> = vec![None; levers.len()];
        let mut odometer = vec![0_usize; levers.len()];
        loop {
            let mut changed = facts.clone();
            let (mut cost, mut moved) = (0, Vec::new());
            for (at, (position, (lever, values))) in odometer.iter().zip(levers).enumerate() {
                if let Some((value, price)) = position.checked_sub(1).map(|index| &values[index]) {
                    changed.insert(lever["fact"].as_str().unwrap().to_owned(), value.clone());
                    cost += price;
                    moved.push(at);
                }
            }
            let (is_there, composite) = self.judge(&changed);
            truth.furthest = if reach { truth.furthest.max(composite) } else { truth.furthest.min(composite) };
            if is_there {
                let count = moved.len() as i64;
                let less = |best: &Option<(i64, i64)>, key| best.is_none_or(|best| key < best);
                if less(&truth.cheapest, (cost, count)) {
                    truth.cheapest = Some((cost, count));
                }
                if less(&truth.fewest, (count, cost)) {
                    truth.fewest = Some((count, cost));
                }
                if let [only] = moved.as_slice() {
                    single[*only] = Some(single[*only].map_or(cost, |best: i64| best.min(cost)));
                }
            }
            let Some(at) = odometer.iter().zip(levers).position(|(position, (_, values))| *position < values.len()) else { break };
            odometer[at] += 1;
            odometer[..at].fill(0);
        }
        truth.single = single.into_iter().flatten().collect();
        truth.single.sort_unstable();
        truth
    }

    /// The path says what it comes to, and its gains sum.
    fn holds(&self, facts: &serde_json::Map<String, Value>, before: i64, path: &RecoursePath) -> bool {
        let mut changed = facts.clone();
        for change in &path.changes {
            let from: Option<FactValue> = facts.get(&*change.fact).map(|value| serde_json::from_value(value.clone()).unwrap());
            assert_eq!(change.from, from);
            changed.insert(change.fact.to_string(), serde_json::to_value(&change.to).unwrap());
        }
        let gain: i64 = path.changes.iter().map(|change| change.gain.thousandths()).sum();
        let cost: i64 = path.changes.iter().map(|change| change.cost.thousandths()).sum();
        let (is_there, composite) = self.judge(&changed);
        is_there && composite == path.composite.thousandths() && composite - before == gain && cost == path.cost.thousandths()
    }
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn as_when_everything_is_tried(mut tape in random::tape()) {
        let policy = match policy(&mut tape) {
            Ok(policy) => policy,
            // Only criteria that can bring points can be scaled up.
            Err(error) => {
                prop_assert_eq!(error.code(), "policy.renormalise", "{}", error);
                return Ok(());
            }
        };
        let mut facts = serde_json::Map::new();
        for fact in NUMBERS {
            if tape.chance(80) {
                facts.insert(fact.to_owned(), json!(tape.below(15) as f64 / 2.0 - 1.0));
            }
        }
        if tape.chance(80) {
            facts.insert("f".to_owned(), json!(tape.chance(50)));
        }
        if tape.chance(80) {
            facts.insert("w".to_owned(), json!(tape.pick(&WORDS)));
        }
        let tier = tape.pick(&["silver", "gold"]).to_owned();
        let direction = if tape.chance(35) { GoalDirection::Lose } else { GoalDirection::Reach };
        let goal = Goal { tier, direction, previous: tape.pick(&[None, Some("standard"), Some("silver"), Some("gold")]).map(str::to_owned) };
        let read: Vec<String> = policy.facts().map(ToString::to_string).collect();
        let mut levers: Vec<(Value, Vec<(Value, i64)>)> = Vec::new();
        for fact in ["n.a", "n.b", "n.c", "f", "w"].into_iter().filter(|fact| read.iter().any(|name| name == fact)) {
            if !tape.chance(15) {
                levers.push(lever(&mut tape, fact, facts.get(fact).unwrap_or(&Value::Null), 1));
            }
        }
        let documents: Vec<Lever> = levers.iter().map(|(lever, _)| serde_json::from_value(lever.clone()).unwrap()).collect();
        let account: Account = serde_json::from_value(json!({"facts": facts})).unwrap();
        let recourse = match policy.recourse(&account, day(), &goal, Some(&documents)) {
            Ok(recourse) => recourse,
            Err(error) => {
                prop_assert_eq!(error.code(), "score.coverage", "{}", error);
                return Ok(());
            }
        };
        prop_assert!(recourse.proven);
        let subject = Subject { policy: &policy, goal: &goal };
        let truth = subject.try_all(&facts, &levers);
        let key = |path: &RecoursePath| (path.cost.thousandths(), path.changes.len() as i64);
        prop_assert_eq!(recourse.cheapest.as_ref().map(key), truth.cheapest, "{:?}", recourse);
        prop_assert_eq!(recourse.fewest.as_ref().map(key).map(|(cost, count)| (count, cost)), truth.fewest);
        if truth.cheapest != Some((0, 0)) {
            let single: Vec<i64> = recourse.single.iter().map(|path| path.cost.thousandths()).collect();
            prop_assert_eq!(single, truth.single);
        }
        prop_assert_eq!(recourse.at_most, Points::from_thousandths(truth.furthest).unwrap());
        for path in recourse.cheapest.iter().chain(&recourse.fewest).chain(&recourse.single) {
            prop_assert!(subject.holds(&facts, recourse.composite.thousandths(), path), "{path:?}");
        }
        if !recourse.obstacles.is_empty() {
            prop_assert!(goal.tier == "silver" || recourse.cheapest.is_none());
        }
    }
}

/// A policy of capped aspects and numbers only, an account and a goal.
fn capped(tape: &mut Tape) -> (Policy, serde_json::Map<String, Value>, Goal) {
    let mut aspects = Vec::new();
    for aspect in 0..2 + tape.below(2) {
        let criteria: Vec<Value> = (0..1 + tape.below(2))
            .map(|at| json!({"id": format!("c{aspect}{at}"), "fact": tape.pick(&NUMBERS), "curve": [[-1, points(tape)], [tape.below(4), points(tape)], [6, points(tape)]]}))
            .collect();
        aspects.push(json!({"id": format!("a{aspect}"), "criteria": criteria, "cap": 5 + tape.below(20), "floor": tape.pick(&[-100, 0, 4])}));
    }
    let enter = 10 + tape.below(30);
    let document = json!({
        "policy": "capped", "version": "1", "semantics": 1,
        "facts": NUMBERS.map(|id| json!({"id": id, "type": "number"})), "score": {"aspects": aspects},
        "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": enter, "retain": enter - 3}, {"id": "gold", "enter": enter + 10}]}
    });
    let mut facts = serde_json::Map::new();
    for fact in NUMBERS {
        facts.insert(fact.to_owned(), json!(tape.below(15) as f64 / 2.0 - 1.0));
    }
    let direction = if tape.chance(35) { GoalDirection::Lose } else { GoalDirection::Reach };
    let goal = Goal { tier: "silver".to_owned(), direction, previous: tape.pick(&[None, Some("silver")]).map(str::to_owned) };
    (Policy::read(document).unwrap(), facts, goal)
}

proptest! {
    #![proptest_config(Config { cases: random::config().cases / 10, ..random::config() })]

    // Numbers that stop between places: one lever is exact, and two are wherever they say so, to a step of the one that is not the stop.
    #[test]
    fn as_when_every_small_step_is_tried(mut tape in random::tape()) {
        let (policy, facts, goal) = capped(&mut tape);
        let read: Vec<String> = policy.facts().map(ToString::to_string).collect();
        let (parts, count) = if tape.chance(50) { (400, 1) } else { (100, 2) };
        let levers: Vec<(Value, Vec<(Value, i64)>)> = read.iter().take(count).map(|fact| lever(&mut tape, fact, &facts[fact], parts)).collect();
        let documents: Vec<Lever> = levers.iter().map(|(lever, _)| serde_json::from_value(lever.clone()).unwrap()).collect();
        let account: Account = serde_json::from_value(json!({"facts": facts})).unwrap();
        let recourse = policy.recourse(&account, day(), &goal, Some(&documents)).unwrap();
        let subject = Subject { policy: &policy, goal: &goal };
        let truth = subject.try_all(&facts, &levers);
        let cost = |path: &RecoursePath| path.cost.thousandths();
        let found = recourse.cheapest.as_ref().map(cost);
        for path in recourse.cheapest.iter().chain(&recourse.fewest).chain(&recourse.single) {
            prop_assert!(subject.holds(&facts, recourse.composite.thousandths(), path), "{path:?}");
        }
        if count == 1 {
            prop_assert!(recourse.proven);
        }
        if recourse.proven {
            // A step of either lever costs at most a fiftieth.
            let slack = if count == 1 { 0 } else { 40 };
            match (found, truth.cheapest) {
                (Some(found), Some((best, _))) => prop_assert!((best..=best + slack).contains(&found), "{found} against {best}: {recourse:?}"),
                (found, best) => prop_assert_eq!(found, best.map(|(cost, _)| cost), "{:?}", recourse),
            }
            prop_assert!((recourse.at_most.thousandths() - truth.furthest).abs() <= 2, "{} against {}", recourse.at_most, truth.furthest);
        }
    }
}
