//! Who moved between tiers, and who would.

use crate::place::Place;

const POLICY: &str = r#"{"policy": "fleets", "version": "1", "semantics": 1,
  "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]},
  "entitlements": [{"id": "fast-lane", "cost_per_year": 120}],
  "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35, "entitlements": ["fast-lane"]}, {"id": "gold", "enter": 70}]}}"#;

fn place() -> Place {
    let place = Place::new();
    place.file("fleets.json", POLICY);
    place.file("stricter.json", POLICY.replace(r#""version": "1""#, r#""version": "2""#).replace(r#""enter": 40, "retain": 35"#, r#""enter": 45"#));
    place.file("before.csv", "account,tier\na,silver\nb,silver\nc,gold\nd,standard\n");
    place.file("after.csv", "account,tier\na,gold\nb,silver\nc,silver\ne,standard\n");
    place.file("accounts.csv", "account,fleet.units\na,42\nb,44.5\nc,80\nd,5\ne,many\n");
    place
}

#[test]
fn a_matrix_of_two_files() {
    let run = place().run("migrate before.csv after.csv --policy fleets.json --days 2025-01-01 2026-01-01");
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.transcript());
}

#[test]
fn a_matrix_for_programs() {
    let run = place().run("migrate before.csv after.csv --policy fleets.json --days 2025-01-01 2026-01-01 --json");
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&found["promoted"], &found["demoted"], &found["rows"][0]["unobserved"]), (&1.into(), &1.into(), &1.into()));
}

#[test]
fn a_matrix_of_a_log() {
    let place = Place::new();
    place.file("fleets.json", POLICY);
    let units = |id: u32, on: &str, units: u32| format!(r#"{{"id": "{id}", "on": "{on}", "event": {{"observe": {{"facts": {{"fleet.units": {units}}}}}}}}}"#);
    let enrol = r#"{"id": "0", "on": "2025-01-01", "event": {"enrol": {}}}"#;
    let line = |id: &str, events: String| format!(r#"{{"account": {{"id": "{id}"}}, "events": [{enrol}, {events}]}}"#);
    let log = [line("a", units(1, "2025-01-01", 42) + ", " + &units(2, "2025-06-01", 90)), line("b", units(1, "2025-02-01", 50)), "{}".to_owned()];
    place.file("log.jsonl", log.join("\n"));
    let run = place.run("migrate log.jsonl --policy fleets.json --days 2025-01-01 2026-01-01");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript());
}

#[test]
fn another_policy() {
    let run = place().run("simulate accounts.csv --policy fleets.json --against stricter.json --as-of 2026-06-30");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript());
}

#[test]
fn the_same_policy_moves_nobody() {
    let run = place().run("simulate accounts.csv --policy fleets.json --against fleets.json --as-of 2026-06-30 --json");
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&found["stayed"], &found["movers"]), (&4.into(), &serde_json::json!([])));
}
