//! Histories and where they led.

use crate::place::Place;

const POLICY: &str = r#"{"policy": "club", "version": "1", "semantics": 1,
  "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [3000, 100]]}]}]},
  "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}}},
  "ladder": {"basis": "points", "base": "standard", "renewal": {"sliding": {"validity": {"months": 6}, "soft_landing": true}},
    "tiers": [{"id": "silver", "enter": 1000, "retain": 800}, {"id": "gold", "enter": 3000, "retain": 2400}]}}"#;

fn history(id: &str, events: &str) -> String {
    format!(r#"{{"account": {{"id": "{id}"}}, "events": [{{"id": "0", "on": "2025-01-01", "event": {{"enrol": {{}}}}}}{events}]}}"#)
}

fn order(id: u32, on: &str, points: u32) -> String {
    format!(r#", {{"id": "{id}", "on": "{on}", "event": {{"earn": {{"activity": "order", "quantity": {points}}}}}}}"#)
}

fn place() -> Place {
    let place = Place::new();
    place.file("club.json", POLICY);
    let grant = r#", {"id": "g", "on": "2025-11-01", "event": {"grant": {"tier": "gold", "mode": "floor", "until": "2026-06-01", "reason": "status match", "actor": "desk"}}}"#;
    let histories = [
        history("K-1", &(order(1, "2025-02-10", 3000) + &order(2, "2025-09-01", 900))),
        history("K-2", grant),
        r#"{"account": {"id": "K-3"}, "events": []}"#.to_owned(),
        history("K-4", r#", {"id": "x", "on": "2025-02-30", "event": {"enrol": {}}}"#),
        String::new(),
    ];
    place.file("histories.jsonl", histories.join("\n"));
    place
}

#[test]
fn histories_are_replayed_to_a_day() {
    let place = place();
    let run = place.run("replay histories.jsonl --policy club.json --as-of 2026-05-01 --errors errors.jsonl");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript());
    assert_eq!(place.read("errors.jsonl").lines().count(), 2);
}

#[test]
fn timelines_are_written_for_programs() {
    let place = place();
    let run = place.run("replay histories.jsonl --policy club.json --as-of 2026-05-01 --account K-1 -o timelines.jsonl");
    assert_eq!(run.code, 0, "{}", run.err);
    let line: serde_json::Value = serde_json::from_str(&place.read("timelines.jsonl")).unwrap();
    assert_eq!((&line["account"], &line["timeline"]["tier"]), (&"K-1".into(), &"gold".into()));
    let moves: Vec<_> = line["timeline"]["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| format!("{} {}", step["on"].as_str().unwrap(), step["to"].as_str().unwrap()))
        .collect();
    assert_eq!(moves, ["2025-02-10 gold"]);
    let nobody = place.run("replay histories.jsonl --policy club.json --as-of 2026-05-01 --account K-9");
    assert_eq!((nobody.code, nobody.err.as_str()), (2, "histories.jsonl: there is no account `K-9`, did you mean `K-4`?\n"));
}

#[test]
fn what_was_known_on_a_day() {
    let place = Place::new();
    place.file("club.json", POLICY);
    let late = r#", {"id": "l", "on": "2025-02-01", "recorded_on": "2025-04-01", "event": {"earn": {"activity": "order", "quantity": 3000}}}"#;
    place.file("histories.jsonl", history("K-1", late));
    let run = |known: &str| place.run(&format!("replay histories.jsonl --policy club.json --as-of 2025-03-01{known}"));
    let (late, early) = (run(""), run(" --known-on 2025-03-31"));
    assert_eq!((late.code, early.code), (0, 0));
    assert!(late.out.contains("K-1  gold since 2025-02-01"), "{}", late.out);
    assert!(early.out.contains("K-1  standard since 2025-01-01"), "{}", early.out);
}
