//! One account over time, and what an event would change.

use crate::place::Place;

pub(crate) const POLICY: &str = r#"{"policy": "club", "version": "2", "semantics": 1,
  "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [3000, 100]]}]}]},
  "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
  "ladder": {"basis": "points", "base": "standard", "renewal": {"sliding": {"validity": {"months": 6}, "soft_landing": true}},
    "tiers": [{"id": "silver", "label": "Silver", "enter": 1000, "retain": 800}, {"id": "gold", "label": "Gold", "enter": 3000, "retain": 2400}]}}"#;

const LOG: &str = r#"
{"account": {"id": "K-100", "name": "Northern Haulage"}, "events": [
  {"id": "0", "on": "2025-01-01", "event": {"enrol": {}}},
  {"id": "1", "on": "2025-02-10", "event": {"earn": {"activity": "order", "quantity": 1300}}},
  {"id": "2", "on": "2025-05-02", "event": {"earn": {"activity": "order", "quantity": 900}}},
  {"id": "3", "on": "2025-09-01", "event": {"earn": {"activity": "order", "quantity": 1900}}},
  {"id": "4", "on": "2026-01-15", "event": {"earn": {"activity": "order", "quantity": 400}}}]}
{"account": {"id": "K-200"}, "events": [
  {"id": "0", "on": "2025-01-01", "event": {"enrol": {}}},
  {"id": "g", "on": "2025-11-01", "event": {"grant": {"tier": "gold", "mode": "floor", "until": "2026-06-01", "reason": "status match", "actor": "desk"}}}]}
{"account": {"id": "K-300"}, "events": [{"id": "x", "on": "2025-02-30", "event": {"enrol": {}}}]}
{"account": {"id": "K-400"}, "events": []}
{"account": {"id": "K-400"}, "events": []}
{"account": {"id": "K-500"}, "events": [
  {"id": "0", "on": "2025-01-01", "event": {"enrol": {}}},
  {"id": "1", "on": "2025-02-10", "event": {"earn": {"activity": "order", "quantity": 3100}}},
  {"id": "2", "on": "2025-06-01", "event": {"change_policy": {"from": "1", "to": "2"}}}]}
"#;

const WITH: &str = "--log log.jsonl --policy club.json --as-of 2026-05-01";

fn place() -> Place {
    let place = Place::new();
    place.file("club.json", POLICY);
    place.file("earlier.json", POLICY.replace(r#""version": "2""#, r#""version": "1""#).replace("3000, \"retain\"", "3200, \"retain\""));
    // One history a line.
    place.file("log.jsonl", LOG.replace("\n  ", " "));
    place
}

fn event(quantity: &str) -> String {
    format!(r#"{{"id":"x","on":"2026-06-10","event":{{"earn":{{"activity":"order","quantity":{quantity}}}}}}}"#)
}

#[test]
fn an_account_over_time() {
    let place = place();
    insta::assert_snapshot!(place.run(&format!("timeline K-100 {WITH}")).transcript());
    // A grant, in a terminal of other width, and without a day: that of the last record.
    let output =
        place.command().env("COLUMNS", "120").args("timeline K-200 --log log.jsonl --policy club.json --until 2026-08-01".split(' ')).output().unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("club 2, as of 2025-11-01, on to 2026-08-01"));
    assert!(shown.lines().all(|line| line.chars().count() <= 120 && line == line.trim_end()), "{shown}");
    insta::assert_snapshot!(shown);
}

#[test]
fn no_picture_is_wider_than_its_terminal() {
    let place = place();
    for width in ["60", "80", "133"] {
        let output = place.command().env("COLUMNS", width).args(format!("timeline K-100 {WITH}").split(' ')).output().unwrap();
        let shown = String::from_utf8(output.stdout).unwrap();
        let width: usize = width.parse().unwrap();
        assert!(shown.lines().all(|line| line.chars().count() <= width), "{shown}");
        let bare = place.command().env("COLUMNS", width.to_string()).args(format!("--color always timeline K-100 {WITH}").split(' ')).output().unwrap();
        let coloured = String::from_utf8(bare.stdout).unwrap();
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), shown);
    }
}

#[test]
fn an_account_over_time_for_programs_and_as_a_page() {
    let place = place();
    let run = place.run(&format!("timeline K-100 {WITH} --json --html page.html"));
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&told["account"], &told["as_of"], &told["until"]), (&"K-100".into(), &"2026-05-01".into(), &"2027-05-01".into()));
    assert_eq!((&told["timeline"]["tier"], &told["whole"]["timeline"]["tier"]), (&"gold".into(), &"standard".into()));
    assert_eq!((&told["at_risk"]["transition"]["on"], &told["at_risk"]["prevented_by"]), (&"2026-11-01".into(), &2000.into()));
    assert!(told["whole"]["reviews"].as_array().unwrap().len() > 6);
    let page = place.read("page.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Northern Haulage") && page.contains("the bound to enter <code>gold</code>"));
    // The same bytes each time.
    place.run(&format!("timeline K-100 {WITH} --html again.html"));
    assert_eq!(page, place.read("again.html"));
}

#[test]
fn versions_of_a_policy() {
    let place = place();
    let lacking = place.run(&format!("timeline K-500 {WITH}"));
    assert_eq!(lacking.code, 2);
    assert!(lacking.err.contains("unknown version `1` of the policy"), "{}", lacking.err);
    let run = place.run(&format!("timeline K-500 {WITH} --earlier-policy earlier.json --json"));
    assert_eq!(run.code, 0, "{}", run.err);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let moves: Vec<_> =
        told["timeline"]["transitions"].as_array().unwrap().iter().map(|step| (step["on"].as_str().unwrap(), step["to"].as_str().unwrap())).collect();
    assert_eq!(moves[..2], [("2025-02-10", "silver"), ("2025-06-01", "gold")]);
    let twice = place.run(&format!("timeline K-500 {WITH} --earlier-policy club.json"));
    assert_eq!((twice.code, twice.err.as_str()), (2, "--earlier-policy: expected every version once, found `2` twice [policy.duplicate_id]\n"));
}

#[test]
fn what_an_event_would_change() {
    let place = place();
    let run = |arguments: &[&str]| {
        let words = arguments.iter().flat_map(|part| if part.starts_with('{') { vec![*part] } else { part.split(' ').collect() });
        place.command().args(words).output().unwrap()
    };
    let output = run(&["what-if K-100", WITH, "--event", &event("2500"), "--tier gold --by 2026-12-31"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap());
    let output = run(&["what-if K-100", WITH, "--event", &event("2500"), "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["without"]["until"]["tier"], &told["with"]["until"]["tier"]), (&"standard".into(), &"gold".into()));
    assert_eq!(told["difference"]["events"], serde_json::json!(["x"]));
    let withdrawn: Vec<_> =
        told["difference"]["transitions"].as_array().unwrap().iter().map(|one| (&one["added"], one["caused_by"].as_str().unwrap())).collect();
    assert_eq!(withdrawn, [(&false.into(), "x"), (&false.into(), "x")]);
}

#[test]
fn events_come_from_files_and_take_the_place_of_others() {
    let place = place();
    // Had the order of September been small, the account would never have been gold.
    place.file("small.yaml", "- {id: '3', on: 2025-09-01, event: {earn: {activity: order, quantity: 100}}}\n");
    let run = place.run(&format!("what-if K-100 {WITH} --event-file small.yaml --json"));
    assert_eq!(run.code, 0, "{}", run.err);
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&told["without"]["as_of"]["tier"], &told["with"]["as_of"]["tier"]), (&"gold".into(), &"silver".into()));
    // One that changes nothing.
    place.file("none.json", r#"{"id": "n", "on": "2026-04-01", "event": {"observe": {"facts": {}}}}"#);
    let run = place.run(&format!("what-if K-100 {WITH} --event-file none.json"));
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("No move is added or withdrawn."));
}

#[test]
fn what_it_takes() {
    let place = place();
    let run = place.run(&format!("what-if K-100 {WITH} --tier gold --by 2027-03-01"));
    insta::assert_snapshot!(run.transcript());
}

#[test]
fn wrong_input_is_told() {
    let place = place();
    place.file("event.toml", "");
    place.file("events.json", r#"[{"id": "x", "on": "2026-06-10", "event": {"earn": {"activity": "order", "quantty": 3}}}]"#);
    for (name, arguments) in [
        ("no-such-account", format!("timeline K-10 {WITH}")),
        ("unlike-any-account", format!("timeline unicorn {WITH}")),
        ("bad-history", format!("timeline K-300 {WITH}")),
        ("account-twice", format!("timeline K-400 {WITH}")),
        ("before-enrolment", "timeline K-100 --log log.jsonl --policy club.json --as-of 2024-12-31".to_owned()),
        ("until-before", format!("timeline K-100 {WITH} --until 2026-04-30")),
        ("no-log", "timeline K-100 --log nothing.jsonl --policy club.json".to_owned()),
        ("no-event", format!("what-if K-100 {WITH}")),
        ("bad-event", format!("what-if K-100 {WITH} --event {}", event("\"many\""))),
        ("bad-events", format!("what-if K-100 {WITH} --event-file events.json")),
        ("event-toml", format!("what-if K-100 {WITH} --event-file event.toml")),
        ("unknown-activity", format!("what-if K-100 {WITH} --event {}", event("1").replace("order", "ordr"))),
        ("no-such-tier", format!("what-if K-100 {WITH} --tier glod --by 2026-12-31")),
        ("by-before", format!("what-if K-100 {WITH} --tier gold --by 2026-01-31")),
    ] {
        let run = place.run(&arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments}");
        insta::assert_snapshot!(format!("wrong-{name}"), run.transcript());
    }
}

#[test]
fn a_ladder_on_the_score_is_told_as_well() {
    let place = Place::new();
    let observe = |id: u8, on: &str, revenue: u32| {
        format!(
            r#"{{"id": "{id}", "on": "{on}", "event": {{"observe": {{"facts": {{"sales.revenue": {revenue}, "relation.stage": "integrated", "pay.days_late": 2}}}}}}}}"#
        )
    };
    let events =
        [r#"{"id": "0", "on": "2025-01-15", "event": {"enrol": {}}}"#.to_owned(), observe(1, "2025-01-15", 3_500_000), observe(2, "2025-08-01", 100_000)];
    place.file("log.jsonl", format!(r#"{{"account": {{"id": "A1"}}, "events": [{}]}}"#, events.join(", ")));
    let run = place.run("timeline A1 --log log.jsonl --policy policy.yaml --as-of 2026-01-01 --until 2026-06-30 --html page.html");
    insta::assert_snapshot!(run.transcript());
    let page = place.read("page.html");
    assert!(!page.split("<script>").next().unwrap().contains("NaN"));
}
