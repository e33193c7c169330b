//! Histories: a naive model against the library, day by day, on random policies and histories.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "in a test, what cannot be done is a failure")]

use serde_json::{Value, json};
use tierwise::policy::LateEvents;
use tierwise::{Date, History, Policy, PolicySpec};
use tierwise_tests::naive::Model;
use tierwise_tests::random::Tape;
use tierwise_tests::random_histories::{self, Case, Wanted, case};

/// What model and library say, if they differ.
fn difference(case: &Case) -> Option<(Value, Value)> {
    let (policy, earlier) = case.checked()?;
    let model = Model { versions: std::iter::once(&policy).chain(&earlier).collect() };
    let found = policy.replay(&case.history, case.as_of).map(|timeline| serde_json::to_value(timeline).unwrap());
    match (model.replay(&case.history, case.as_of), found) {
        (Err(codes), Err(error)) if codes.contains(error.code()) => None,
        (Err(codes), Err(error)) => Some((json!(codes), json!(error.to_string()))),
        (Err(codes), Ok(found)) => Some((json!(codes), comparable(&policy, found))),
        (Ok(expected), Err(error)) => Some((expected.timeline, json!(error.to_string()))),
        (Ok(expected), Ok(found)) => {
            let found = comparable(&policy, found);
            (expected.timeline != found).then_some((expected.timeline, found))
        }
    }
}

/// The part of a timeline that the model has.
fn comparable(policy: &Policy, mut timeline: Value) -> Value {
    let published = policy.spec().late_events == LateEvents::UpgradeOnly;
    let keys: &[&str] = if published { &["on", "from", "to"] } else { &["on", "from", "to", "cause", "metric", "threshold"] };
    let map = timeline.as_object_mut().unwrap();
    for transition in map["transitions"].as_array_mut().unwrap() {
        transition.as_object_mut().unwrap().retain(|key, _| keys.contains(&&**key));
    }
    for key in ["policy", "as_of", "claims", "blocked", "designations"] {
        map.remove(key);
    }
    for key in ["to_next", "to_retain"] {
        map[key] = map[key]["points"].clone();
    }
    timeline
}

fn document(case: &Case) -> Value {
    json!({"policy": case.policy, "earlier": case.earlier, "history": case.history, "as_of": case.as_of})
}

fn read(document: &Value) -> Option<Case> {
    Some(Case {
        policy: serde_json::from_value::<PolicySpec>(document["policy"].clone()).ok()?,
        earlier: serde_json::from_value(document["earlier"].clone()).ok()?,
        history: serde_json::from_value::<History>(document["history"].clone()).ok()?,
        as_of: serde_json::from_value::<Date>(document["as_of"].clone()).ok()?,
    })
}

/// A smaller case that fails as well: without every key and entry that can be left out.
fn minimised(case: &Case, fails: impl Fn(&Case) -> bool) -> Case {
    let mut smallest = document(case);
    // The model knows policies with a ladder and points.
    let is_known = |policy: &Policy| policy.spec().ladder.is_some() && policy.spec().points.is_some();
    let is_case = |case: &Case| case.checked().is_some_and(|(policy, earlier)| is_known(&policy) && earlier.iter().all(is_known));
    let still = |document: &Value| read(document).is_some_and(|case| is_case(&case) && fails(&case));
    loop {
        let before = smallest.clone();
        let mut places = Vec::new();
        self::places(&smallest, String::new(), &mut places);
        for place in places.into_iter().rev() {
            let (parent, key) = place.rsplit_once('/').unwrap();
            let mut without = smallest.clone();
            match without.pointer_mut(parent) {
                Some(Value::Object(map)) => drop(map.remove(&key.replace("~1", "/"))),
                Some(Value::Array(list)) if list.len() > key.parse().unwrap() => drop(list.remove(key.parse().unwrap())),
                _ => continue,
            }
            if still(&without) {
                smallest = without;
            }
        }
        loop {
            let as_of: Date = serde_json::from_value(smallest["as_of"].clone()).unwrap();
            let mut sooner = smallest.clone();
            sooner["as_of"] = json!(as_of.add_days(-1).unwrap());
            if !still(&sooner) {
                break;
            }
            smallest = sooner;
        }
        if smallest == before {
            return read(&smallest).unwrap();
        }
    }
}

fn places(value: &Value, at: String, into: &mut Vec<String>) {
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.replace('/', "~1"), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => return,
    };
    for (key, value) in parts {
        let place = format!("{at}/{key}");
        into.push(place.clone());
        places(value, place, into);
    }
}

/// Most cases are about one thing.
fn wanted(seed: u64) -> Wanted {
    Wanted { late: seed % 3 == 1, changes: seed % 5 == 2, merges: seed % 7 == 3 }
}

/// Whether model and library answer, and the code of what the library refuses: what a smaller case must share.
fn kind((model, library): &(Value, Value)) -> (bool, Option<String>) {
    let refused = library.as_str().map(|text| text.rsplit('(').next().unwrap().to_owned());
    (model.is_array(), refused)
}

#[test]
fn the_library_agrees_with_the_naive_model() {
    let cases = u64::from(random_histories::config().cases);
    let first = std::env::var("HISTORY_FROM").ok().map_or(0, |from| from.parse().expect("`HISTORY_FROM` is a number"));
    let (mut moves, mut refused) = (0, 0);
    let mut differences = Vec::new();
    for seed in first..first + cases {
        let case = case(&mut Tape::seeded(seed), wanted(seed));
        let (policy, _) = case.checked().expect("every case is one");
        match policy.replay(&case.history, case.as_of) {
            Ok(timeline) => moves += timeline.transitions.len(),
            Err(_) => refused += 1,
        }
        let Some(found) = difference(&case) else { continue };
        differences.push(seed);
        if differences.len() <= 5 {
            let small = minimised(&case, |case| difference(case).is_some_and(|smaller| kind(&smaller) == kind(&found)));
            let (model, library) = difference(&small).unwrap();
            println!("seed {seed}\n{}\nmodel   {model}\nlibrary {library}\n", document(&small));
        }
    }
    println!("{cases} histories: {moves} moves, {refused} refused, {} differences", differences.len());
    assert!(differences.is_empty(), "the seeds {differences:?} differ");
    assert!(moves as u64 * 2 > cases && refused * 4 < cases, "too few to tell: {moves} moves, {refused} refused");
}
