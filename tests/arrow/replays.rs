//! Replays of tables of events are those of histories, one by one.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int32Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray, UInt64Array,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tierwise::history::{Transition, TransitionCause};
use tierwise::{Account, Date, Error, History, Points, Policy, Timeline, wire};
use tierwise_arrow::{FINGERPRINT, ReplayOptions, Replayed, replay, replay_stream};
use tierwise_tests::corpus::{self, Call};
use tierwise_tests::random;
use tierwise_tests::random_histories::{Wanted, case};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Events as columns: by kind, and as JSON what has no columns; or all of them as JSON.
fn table(accounts: &[(&str, &[Value])], all_json: bool) -> RecordBatch {
    let events: Vec<(&str, &Value)> = accounts.iter().flat_map(|(account, events)| events.iter().map(move |event| (*account, event))).collect();
    let texts = |texts: Vec<Option<String>>| Arc::new(texts.into_iter().collect::<StringArray>()) as ArrayRef;
    let days = |key: &str| {
        let days = events.iter().map(|(_, event)| event.get(key).and_then(Value::as_str).map(|text| day(text).days_since_1970()));
        Arc::new(days.collect::<Date32Array>()) as ArrayRef
    };
    let kinds: Vec<(&String, &Map<String, Value>)> = events
        .iter()
        .map(|(_, event)| event["event"].as_object().unwrap().iter().next().unwrap())
        .map(|(kind, section)| (kind, section.as_object().unwrap()))
        .collect();
    let is_flat = |(kind, section): &(&String, &Map<String, Value>)| !all_json && (*kind == "observe" || section.values().all(|value| !value.is_object()));
    let mut columns: Vec<(String, ArrayRef)> = vec![
        ("account".into(), texts(events.iter().map(|(account, _)| Some((*account).to_owned())).collect())),
        ("id".into(), texts(events.iter().map(|(_, event)| event["id"].as_str().map(str::to_owned)).collect())),
        ("on".into(), days("on")),
        ("recorded_on".into(), days("recorded_on")),
        ("sequence".into(), Arc::new(events.iter().map(|(_, event)| event.get("sequence").and_then(Value::as_u64)).collect::<UInt64Array>())),
        ("kind".into(), texts(kinds.iter().map(|row| is_flat(row).then(|| row.0.clone())).collect())),
        ("event".into(), texts(events.iter().zip(&kinds).map(|((_, event), row)| (!is_flat(row)).then(|| event["event"].to_string())).collect())),
    ];
    let flat = || kinds.iter().map(|row| is_flat(row).then(|| if row.0 == "observe" { row.1["facts"].as_object().unwrap() } else { row.1 }));
    let keys: BTreeSet<&String> = flat().flatten().flat_map(Map::keys).collect();
    for key in keys {
        let values: Vec<Option<&Value>> = flat().map(|section| section.and_then(|section| section.get(key))).collect();
        let first = values.iter().flatten().find(|value| !value.is_null());
        let array: ArrayRef = match first {
            // Where numbers can be missing, hosts often have floats.
            Some(Value::Number(_)) => Arc::new(values.iter().map(|value| value.and_then(Value::as_f64)).collect::<Float64Array>()),
            Some(Value::Bool(_)) => Arc::new(values.iter().map(|value| value.and_then(Value::as_bool)).collect::<BooleanArray>()),
            _ => texts(values.iter().map(|value| value.and_then(Value::as_str).map(str::to_owned)).collect()),
        };
        columns.push((key.clone(), array));
    }
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

/// A word of a column by its row.
fn word(batch: &RecordBatch, column: &str, row: usize) -> Option<String> {
    let dictionary = batch[column].as_dictionary::<Int32Type>();
    let words = dictionary.values().as_string::<i32>();
    dictionary.is_valid(row).then(|| words.value(usize::try_from(dictionary.keys().value(row)).unwrap()).to_owned())
}

fn number(batch: &RecordBatch, column: &str, row: usize) -> Option<f64> {
    let numbers = batch[column].as_primitive::<Float64Type>();
    numbers.is_valid(row).then(|| numbers.value(row))
}

fn on(batch: &RecordBatch, column: &str, row: usize) -> Option<Date> {
    let days = batch[column].as_primitive::<Date32Type>();
    days.is_valid(row).then(|| Date::from_days_since_1970(days.value(row)).unwrap())
}

/// The structs of a list as a batch.
fn fields(batch: &RecordBatch, column: &str, row: usize) -> RecordBatch {
    RecordBatch::from(batch[column].as_list::<i32>().value(row).as_struct())
}

/// Whether contributions are those of a move, and sum to its metric.
fn explains(contributions: &RecordBatch, step: &Transition, about: &str) {
    let found: Vec<(String, Points)> = (0..contributions.num_rows())
        .map(|at| (word(contributions, "source", at).unwrap(), Points::from_f64(number(contributions, "points", at).unwrap()).unwrap()))
        .collect();
    let sum: i64 = found.iter().map(|(_, points)| points.thousandths()).sum();
    // What was published before and no longer holds has no parts.
    assert!(sum == step.metric.thousandths() || (step.cause == TransitionCause::Restated && found.is_empty()), "{about}: {found:?} of {step:?}");
    let named = |prefix: &str| found.iter().filter_map(|(source, points)| Some((source.strip_prefix(prefix)?.to_owned(), *points))).collect::<Vec<_>>();
    match &step.scorecard {
        Some(card) => {
            let criteria = card.aspects.iter().flat_map(|aspect| &aspect.criteria);
            let expected: Vec<_> = criteria.map(|criterion| (criterion.id.to_string(), criterion.contribution)).collect();
            assert_eq!(named("contribution."), expected, "{about}");
        }
        None => {
            let expected: Vec<_> = step.contributions.iter().map(|contribution| (contribution.activity.to_string(), contribution.points)).collect();
            assert_eq!(named(""), expected, "{about}");
        }
    }
}

/// Whether the rows of an account say what its timeline says.
fn agrees(replayed: &Replayed, account: &str, expected: &Result<Timeline, Error>, about: &str) {
    let Replayed { transitions, standings } = replayed;
    let names = |batch: &RecordBatch| batch["account"].as_string::<i32>().iter().map(|name| name.unwrap_or_default().to_owned()).collect::<Vec<_>>();
    let row = names(standings).iter().position(|name| name == account).unwrap();
    let moves: Vec<usize> = names(transitions).iter().enumerate().filter(|(_, name)| *name == account).map(|(row, _)| row).collect();
    let timeline = match expected {
        Err(error) => {
            assert_eq!(word(standings, "error_code", row).as_deref(), Some(error.code()), "{about}");
            assert!(moves.is_empty() && word(standings, "tier", row).is_none() && on(standings, "since", row).is_none());
            return;
        }
        Ok(timeline) => timeline,
    };
    assert_eq!(word(standings, "error_code", row), None, "{about}: {:?}", standings["error_message"].as_string::<i32>().value(row));
    for (column, expected) in [("tier", &timeline.tier), ("effective", &timeline.effective), ("earned", &timeline.earned)] {
        assert_eq!(word(standings, column, row).as_deref(), Some(&**expected), "{about}");
    }
    assert_eq!(word(standings, "next_tier", row).as_deref(), timeline.to_next.as_ref().map(|next| &*next.tier), "{about}");
    let until = [on(standings, "since", row), on(standings, "held_until", row), on(standings, "term_until", row), on(standings, "watch_until", row)];
    assert_eq!(until, [Some(timeline.since), timeline.held_until, timeline.term.map(|term| term.until), timeline.watch.map(|watch| watch.deadline)], "{about}");
    let points = [number(standings, "metric", row), number(standings, "balance", row), number(standings, "to_next", row), number(standings, "to_retain", row)];
    let lacking = |lacking: &Option<tierwise::tier::Lacking>| lacking.as_ref().map(|lacking| lacking.points.to_f64());
    assert_eq!(
        points,
        [Some(timeline.metric.to_f64()), timeline.balance.map(|balance| balance.to_f64()), lacking(&timeline.to_next), lacking(&timeline.to_retain)],
        "{about}"
    );
    assert_eq!(standings["blocked"].as_boolean().value(row), timeline.blocked);
    for (row, step) in moves.iter().zip(&timeline.transitions) {
        let rules = fields(transitions, "rules", *row);
        let expected: Vec<_> = step.rules.iter().map(|applied| (applied.rule.to_string(), applied.finding.to_string())).collect();
        let found: Vec<_> = (0..rules.num_rows()).map(|at| (word(&rules, "rule", at).unwrap(), word(&rules, "finding", at).unwrap())).collect();
        assert_eq!(found, expected, "{about}");
        explains(&fields(transitions, "contributions", *row), step, about);
        for (column, expected) in [("gained", &step.entitlements_gained), ("lost", &step.entitlements_lost)] {
            let ids = transitions[column].as_list::<i32>().value(*row);
            let ids = RecordBatch::try_from_iter([("id", ids)]).unwrap();
            assert!((0..ids.num_rows()).map(|at| word(&ids, "id", at).unwrap()).eq(expected.iter().map(ToString::to_string)), "{about}");
        }
    }
    let found: Vec<Value> = moves
        .iter()
        .map(|row| {
            json!([
                on(transitions, "on", *row),
                word(transitions, "from", *row),
                word(transitions, "to", *row),
                word(transitions, "cause", *row),
                number(transitions, "metric", *row),
                number(transitions, "threshold", *row)
            ])
        })
        .collect();
    let expected: Vec<Value> = timeline
        .transitions
        .iter()
        .map(|step| json!([step.on, step.from, step.to, step.cause, step.metric.to_f64(), step.threshold.map(|bound| bound.to_f64())]))
        .collect();
    assert_eq!(found, expected, "{about}");
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn as_one_by_one(mut tape in random::tape(), accounts in 1_usize..4) {
        let wanted = Wanted { late: tape.chance(35), changes: tape.chance(20), merges: tape.chance(15) };
        let case = case(&mut tape, wanted);
        let (policy, _) = case.checked().unwrap();
        // Each account has a part of the events.
        let events: Vec<Value> = case.history.events.iter().map(|event| serde_json::to_value(event).unwrap()).collect();
        let histories: Vec<(String, Vec<Value>)> =
            (0..accounts).map(|at| (format!("K-{at}"), events.iter().take(events.len() - at.min(events.len())).cloned().collect())).collect();
        let rows: Vec<(&str, &[Value])> = histories.iter().map(|(account, events)| (account.as_str(), &events[..])).collect();
        let mut before: Option<Replayed> = None;
        for (all_json, threads) in [(true, 1), (false, 2), (false, 7)] {
            let options = ReplayOptions { threads: NonZeroUsize::new(threads), ..ReplayOptions::default() };
            let replayed = replay(&policy, &table(&rows, all_json), case.as_of, &options).unwrap();
            prop_assert!(before.is_none_or(|before| before == replayed), "all as JSON: {}, threads: {}", all_json, threads);
            before = Some(replayed);
        }
        let replayed = before.unwrap();
        for (account, events) in &rows {
            let history = History { events: events.iter().map(|event| serde_json::from_value(event.clone()).unwrap()).collect(), ..History::default() };
            if !events.is_empty() {
                agrees(&replayed, account, &policy.replay(&history, case.as_of), account);
            }
        }
        let schema = replayed.transitions.schema();
        prop_assert_eq!(&schema.metadata()[FINGERPRINT], policy.fingerprint());
    }
}

#[test]
fn every_history_of_the_corpus() {
    let mut compared = 0;
    for (name, file) in corpus::files() {
        let Some(policy) = file.policy() else { continue };
        for case in file.cases.iter().filter(|case| case.call == Call::Replay) {
            let args = Value::deserialize(&case.args).unwrap();
            // A table has events only.
            let Ok(history) = wire::read::<History, _>(args["history"].clone()) else { continue };
            if history.account != Account::default() {
                continue;
            }
            let events = args["history"]["events"].as_array().cloned().unwrap_or_default();
            let as_of = day(args["as_of"].as_str().unwrap());
            let expected = policy.replay(&history, as_of);
            // Others around it, that must not matter.
            let accounts = [("M", &events[..]), ("A", &events[..1.min(events.len())]), ("Z", &events[..])];
            let mut all = Vec::new();
            for (all_json, threads) in [(true, 1), (false, 1), (false, 2), (true, 7)] {
                let options = ReplayOptions { threads: NonZeroUsize::new(threads), ..ReplayOptions::default() };
                let events_of_all = table(&accounts, all_json);
                let replayed = replay(&policy, &events_of_all, as_of, &options).unwrap();
                let rows = events_of_all.num_rows();
                let pieces = (0..rows).step_by(3).map(|start| Ok(events_of_all.slice(start, (rows - start).min(3))));
                let pieces = RecordBatchIterator::new(pieces, events_of_all.schema());
                assert_eq!(replay_stream(&policy, pieces, as_of, &options).unwrap(), replayed, "{name}: {}", case.name);
                if !events.is_empty() {
                    agrees(&replayed, "M", &expected, &format!("{name}: {}, all as JSON: {all_json}", case.name));
                    agrees(&replayed, "Z", &expected, &case.name);
                }
                all.push(replayed);
            }
            assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{name}: {}", case.name);
            compared += 1;
        }
    }
    assert!(compared > 50, "compared {compared} cases");
}

fn policy() -> Policy {
    Policy::read(json!({
        "policy": "club", "version": "1", "semantics": 1,
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "per_unit": true}}},
        "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 10}]},
    }))
    .unwrap()
}

fn batch(columns: impl IntoIterator<Item = (&'static str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn texts<const N: usize>(texts: [Option<&str>; N]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

#[test]
fn an_account_with_errors_hides_none_of_the_others() {
    let events = batch([
        ("customer", Arc::new(Int64Array::from(vec![Some(9_007_199_254_740_993), Some(9_007_199_254_740_993), Some(5), None, Some(6)])) as ArrayRef),
        ("id", Arc::new(Int32Array::from(vec![1, 2, 3, 4, 5]))),
        ("on", Arc::new(Date32Array::from(vec![20_089, 20_090, 20_091, 20_092, 20_093]))),
        ("kind", texts([Some("enrol"), Some("earn"), Some("earnt"), Some("enrol"), None])),
        ("activity", texts([None, Some("order"), None, None, None])),
        ("quantity", Arc::new(Float64Array::from(vec![None, Some(2.5), None, None, None]))),
    ]);
    let options = ReplayOptions { names: [("customer".to_owned(), "account".to_owned())].into(), ..ReplayOptions::default() };
    let Replayed { transitions, standings } = replay(&policy(), &events, day("2025-06-30"), &options).unwrap();
    let names: Vec<Option<&str>> = standings["account"].as_string::<i32>().iter().collect();
    assert_eq!(names, [Some("5"), Some("6"), Some("9007199254740993"), None]);
    assert_eq!((word(&transitions, "to", 0).as_deref(), number(&transitions, "metric", 0)), (Some("silver"), Some(25.0)));
    let messages = standings["error_message"].as_string::<i32>();
    assert!(messages.value(0).starts_with("events[2].event.earnt: unknown value `earnt`, did you mean `earn`?"), "{}", messages.value(0));
    assert_eq!(messages.value(1), "events[4].event: expected a `kind` or an `event`, found neither (input.missing_field)");
    assert!(messages.is_null(2));
    assert_eq!(messages.value(3), "account: expected an account for every event, found 1 without one (input.missing_field)");
}

#[test]
fn facts_are_observed_by_the_columns_of_their_names() {
    let events = |kind| {
        batch([
            ("account", texts([Some("A"), Some("A")])),
            ("id", texts([Some("1"), Some("2")])),
            ("on", Arc::new(Date32Array::from(vec![20_089, 20_090])) as ArrayRef),
            ("kind", texts([Some("enrol"), Some(kind)])),
            ("fleet.units", Arc::new(Int32Array::from(vec![None, if kind == "observe" { None } else { Some(3) }]))),
        ])
    };
    let message = |kind| {
        let standings = replay(&policy(), &events(kind), day("2025-06-30"), &ReplayOptions::default()).unwrap().standings;
        standings["error_message"].as_string::<i32>().iter().next().unwrap().map(str::to_owned)
    };
    assert_eq!(message("observe"), None, "nothing can be observed, too");
    assert!(message("enrol").unwrap().starts_with("events[1].event.enrol.facts: unknown key `facts`"), "{:?}", message("enrol"));
}

#[test]
fn columns_that_mean_nothing_are_named() {
    let numbers: ArrayRef = Arc::new(Int32Array::from(vec![1]));
    let refused = |columns: RecordBatch| replay(&policy(), &columns, day("2025-06-30"), &ReplayOptions::default()).unwrap_err().to_string();
    let found = refused(batch([("acount", Arc::clone(&numbers)), ("id", Arc::clone(&numbers)), ("fleet.unit", Arc::clone(&numbers))]));
    for expected in [
        "columns.acount: unknown value `acount`, did you mean `account`?",
        "columns.fleet.unit: unknown fact `fleet.unit`: did you mean `fleet.units`?",
        "columns.account: expected a column `account`",
        "columns.on:",
        "columns.kind:",
    ] {
        assert!(found.contains(expected), "{expected}: {found}");
    }
    assert_eq!(found.lines().count(), 5, "{found}");
}

#[test]
fn no_events_are_no_accounts() {
    let Replayed { transitions, standings } = replay(&policy(), &table(&[("A", &[])], true), day("2025-06-30"), &ReplayOptions::default()).unwrap();
    assert_eq!((transitions.num_rows(), transitions.num_columns(), standings.num_rows(), standings.num_columns()), (0, 11, 0, 16));
}

#[test]
fn events_and_what_they_have_can_be_structs() {
    let policy = Policy::read(json!({
        "policy": "club", "version": "1", "semantics": 1, "facts": [{"id": "fleet.age", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "multipliers": {"grade": {"premium": 2}}}}},
        "ladder": {"basis": "points", "base": "standard", "tiers": [{"id": "silver", "enter": 20}]},
    }))
    .unwrap();
    let section = |columns: Vec<(&str, ArrayRef)>, is_there: Vec<bool>| -> ArrayRef {
        let batch = batch(columns.into_iter().map(|(name, array)| (String::leak(name.to_owned()) as &str, array)));
        let (fields, arrays, _) = arrow_array::StructArray::from(batch).into_parts();
        Arc::new(arrow_array::StructArray::new(fields, arrays, Some(is_there.into())))
    };
    let attributes = section(vec![("grade", texts([None, Some("premium"), None])), ("colour", texts([None, None, None]))], vec![false, true, false]);
    let fleet = section(vec![("age", Arc::new(Int32Array::from(vec![None, None, Some(3)])))], vec![false, false, true]);
    let common = || {
        vec![
            ("account", texts([Some("A"), Some("A"), Some("A")])),
            ("id", texts([Some("1"), Some("2"), Some("3")])),
            ("on", Arc::new(Date32Array::from(vec![20_089, 20_090, 20_091])) as ArrayRef),
        ]
    };
    let kinds = texts([Some("enrol"), Some("earn"), Some("observe")]);
    let flat = common().into_iter().chain([
        ("kind", kinds),
        ("activity", texts([None, Some("order"), None])),
        ("attributes", Arc::clone(&attributes)),
        ("fleet", fleet),
    ]);
    let by_kind = replay(&policy, &batch(flat), day("2025-06-30"), &ReplayOptions::default()).unwrap();
    assert_eq!(word(&by_kind.standings, "error_code", 0), None, "{:?}", by_kind.standings["error_message"]);
    assert_eq!((word(&by_kind.transitions, "to", 0).as_deref(), number(&by_kind.transitions, "metric", 0)), (Some("silver"), Some(20.0)));

    let nothing = section(vec![("lookback_days", Arc::new(Int32Array::from(vec![None, None, None])))], vec![true, false, false]);
    let earn = section(vec![("activity", texts([None, Some("order"), None])), ("attributes", attributes)], vec![false, true, false]);
    let facts = section(vec![("fleet.age", Arc::new(Int32Array::from(vec![None, None, Some(3)])))], vec![false, false, true]);
    let observe = section(vec![("facts", facts)], vec![false, false, true]);
    let event = section(vec![("enrol", nothing), ("earn", earn), ("observe", observe)], vec![true; 3]);
    let whole = replay(&policy, &batch(common().into_iter().chain([("event", event)])), day("2025-06-30"), &ReplayOptions::default()).unwrap();
    assert_eq!(whole, by_kind);
}
