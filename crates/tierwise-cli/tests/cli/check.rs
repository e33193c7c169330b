use crate::place::{POLICY, Place};

#[test]
fn a_good_policy_is_described() {
    let place = Place::new();
    place.file("good.yaml", POLICY.replace("missing: {points: 3}", "missing: worst"));
    let run = place.run("check good.yaml");
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.transcript());
    // Warnings count only if one wants.
    insta::assert_snapshot!(place.run("check policy.yaml").transcript());
    assert_eq!(place.run("check policy.yaml --strict").code, 1);
    assert_eq!(place.run("check good.yaml --strict").code, 0);
}

#[test]
fn the_policies_that_come_with_the_program_are_good() {
    let place = Place::new();
    let transcript = place.run("check transactions cv-key-account --strict").transcript();
    // Their wording changes more often than what they say here.
    let lines: Vec<&str> = transcript.lines().filter(|line| !line.contains("fingerprint")).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_problem_is_told_with_its_line() {
    let place = Place::new();
    let wrong = POLICY
        .replace("enter: 60, retain: 55", "enter: 30, retain: 55")
        .replace("fact: sales.revenue,", "fact: sales.revenu,")
        .replace("at_most: 60}", "at_mots: 60}");
    place.file("wrong.yaml", &wrong);
    let run = place.run("check wrong.yaml");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript());
    place.file("wrong.yaml", wrong.replace("at_mots", "at_most"));
    let run = place.run("check wrong.yaml");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript());
    let json: serde_json::Value = serde_json::from_str(&place.run("check wrong.yaml policy.yaml --format json").out).unwrap();
    assert_eq!(json[0]["policy"], serde_json::Value::Null);
    assert!(json[0]["problems"].as_array().unwrap().len() >= 2);
    assert_eq!((json[1]["criteria"].as_u64(), json[1]["warnings"][0]["line"].as_u64()), (Some(5), Some(20)));
    // The other commands tell the same, and stop.
    let run = place.run("score accounts.csv --policy wrong.yaml --as-of 2026-06-30");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("wrong.yaml:"));
}

#[test]
fn what_is_no_policy() {
    let place = Place::new();
    place.file("empty.yaml", "");
    place.file("broken.json", "{\"policy\": ");
    place.file("list.toml", "a = [1");
    place.file("notes.txt", "policy");
    place.file("latin.yaml", b"policy: M\xfcller\n");
    for name in ["missing.yaml", "empty.yaml", "broken.json", "list.toml", "latin.yaml", "notes.txt", "transaction", "unicorn"] {
        let run = place.run(&format!("check {name}"));
        assert!(run.code > 0, "{name}");
        insta::assert_snapshot!(format!("no-policy-{name}"), run.transcript());
    }
}
