use predicates::prelude::*;

use crate::place::{ACCOUNTS, Place, WITH, gzip};

#[test]
fn a_table_for_people() {
    let place = Place::new();
    let run = place.run(&format!("score accounts.csv {WITH}"));
    assert_eq!(run.counts(), (4, 0, 4));
    insta::assert_snapshot!(run.transcript());
    let wide = place.command().env("COLUMNS", "140").args(format!("score accounts.csv {WITH} --top 2").split_whitespace()).output().unwrap();
    insta::assert_snapshot!(String::from_utf8(wide.stdout).unwrap());
}

#[test]
fn tables_and_documents_for_programs() {
    let place = Place::new();
    insta::assert_snapshot!(place.run(&format!("score accounts.csv {WITH} --format csv --contributions")).transcript());
    let lines = place.run(&format!("score accounts.csv {WITH} --format jsonl")).out;
    let first: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&first).unwrap());
    let list: Vec<serde_json::Value> = serde_json::from_str(&place.run(&format!("score accounts.csv {WITH} --format json")).out).unwrap();
    let again: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(list, again);
}

#[test]
fn one_bad_row_never_stops_the_others() {
    let place = Place::new();
    place.file(
        "bad.csv",
        format!("{ACCOUNTS}A5,Broken,12x,2026-13-01,basic,inf,maybe\nA6,Words,1,,integratd,,\nA1,Again,1,,,,\n,Nobody,1,,,,\nA7,Short\nA8,Good,5,,,,\n"),
    );
    let run = place.run(&format!("score bad.csv {WITH} --format csv --errors errors.jsonl"));
    assert_eq!((run.code, run.counts()), (1, (5, 5, 10)));
    insta::assert_snapshot!(run.err);
    insta::assert_snapshot!(place.read("errors.jsonl"));
    assert_eq!(run.out.lines().count(), 6);
}

#[test]
fn many_bad_rows_are_counted() {
    let place = Place::new();
    let rows: String = (0..25).map(|row| format!("K{row},x\n")).collect();
    place.file("bad.csv", format!("account,sales.revenue\n{rows}"));
    let run = place.run(&format!("score bad.csv {WITH} --errors errors.jsonl"));
    assert_eq!((run.code, run.counts(), run.err.lines().count()), (1, (0, 25, 25), 12));
    assert_eq!(place.read("errors.jsonl").lines().count(), 25);
    insta::assert_snapshot!(run.err.lines().skip(9).collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_way_in_gives_the_same() {
    let place = Place::new();
    let expected = place.run(&format!("score accounts.csv {WITH} --format csv")).out;
    let jsonl: String = [
        r#"{"id": "A1", "name": "North Haulage", "facts": {"sales.revenue": 3500000, "sales.last_order": "2026-05-01", "relation.stage": "integrated", "pay.days_late": 4, "image.trend_leader": false}}"#,
        r#"{"id": "A2", "name": "City Buses", "facts": {"sales.revenue": 1200000, "sales.last_order": "2026-01-15", "relation.stage": "cooperative", "pay.days_late": 45, "image.trend_leader": true}}"#,
        r#"{"id": "A3", "facts": {"sales.revenue": 250000, "sales.last_order": "2025-11-01", "relation.stage": null}}"#,
        r#"{"id": "A4"}"#,
    ]
    .join("\n");
    let json = format!("[{}]", jsonl.replace('\n', ",\n"));
    place.file("accounts.jsonl", &jsonl);
    place.file("accounts.json", &json);
    place.file("stream.json", &jsonl);
    place.file("accounts.csv.gz", gzip(ACCOUNTS));
    place.file("accounts.jsonl.gz", gzip(&jsonl));
    place.file("packed", gzip(&json));
    place.file("mark.csv", format!("\u{feff}{ACCOUNTS}"));
    place.file("windows.csv", ACCOUNTS.replace('\n', "\r\n"));
    place.file("quoted.csv", ACCOUNTS.replace("A1,North Haulage", "\"A1\",\"North\nHaulage\"").replace("account,", "id,"));
    place.file("mark.json", format!("\u{feff}{json}"));
    for file in [
        "accounts.jsonl",
        "accounts.json",
        "stream.json",
        "accounts.csv.gz",
        "accounts.jsonl.gz",
        "packed",
        "mark.csv",
        "windows.csv",
        "quoted.csv",
        "mark.json",
    ] {
        let run = place.run(&format!("score {file} {WITH} --format csv"));
        assert_eq!((run.code, &run.out), (0, &expected), "{file}: {}", run.err);
    }
    for input in [ACCOUNTS, &jsonl, &json] {
        assert_eq!(place.run_with(&format!("score - {WITH} --format csv"), input).out, expected);
    }
    assert_eq!(place.run_with(&format!("score - {WITH} --format csv"), gzip(&jsonl)).out, expected);
    // Two files are one portfolio.
    place.file("more.csv", "account,sales.revenue\nA1,5\nA9,5\n");
    let run = place.run(&format!("score accounts.csv more.csv {WITH}"));
    assert_eq!((run.code, run.counts()), (1, (5, 1, 6)));
    assert!(predicate::str::contains("more.csv:2: account `A1`").eval(&run.err));
}

#[test]
fn a_tier_before_holds_an_account_and_tells_movements() {
    let place = Place::new();
    place.file("before.csv", "account,tier\nA1,gold\nA2,gold\nA3,silver\nA9,platinum\nA4,\n");
    let run = place.run(&format!("score accounts.csv {WITH} --previous before.csv --format csv"));
    let rows: Vec<Vec<&str>> = run.out.lines().map(|line| line.split(',').take(4).collect()).collect();
    assert_eq!(
        rows[1..],
        [
            ["A1", "platinum", "gold", "promoted"],
            ["A2", "gold", "gold", "unchanged"],
            ["A3", "standard", "silver", "demoted"],
            ["A4", "standard", "", "placed"]
        ]
    );
    // What the program wrote is what it reads.
    for name in ["scored.csv", "scored.jsonl"] {
        assert_eq!(place.run(&format!("score accounts.csv {WITH} -o {name}")).code, 0);
        let again = place.run(&format!("score accounts.csv {WITH} --previous {name} --format csv"));
        assert_eq!(again.out.matches(",unchanged,").count(), 4, "{}", again.err);
    }
    insta::assert_snapshot!(place.run(&format!("score accounts.csv {WITH} --previous before.csv")).transcript());
    for (name, text) in
        [("a.csv", "account,tier\nA1,goldd\n"), ("b.csv", "account,tier\nA1,gold\nA1,gold\n"), ("c.csv", "account\nA1\n"), ("d.jsonl", "{\"account\": 1}\n")]
    {
        place.file(name, text);
        let run = place.run(&format!("score accounts.csv {WITH} --previous {name}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        insta::assert_snapshot!(format!("previous-{name}"), run.err);
    }
}

#[test]
fn columns_that_are_no_facts() {
    let place = Place::new();
    place.file("wide.csv", "account,sales.revenu,colour\nA1,5,red\n");
    insta::assert_snapshot!(place.run(&format!("score wide.csv {WITH}")).transcript());
    let run = place.run(&format!("score wide.csv {WITH} --ignore-unknown-columns"));
    assert_eq!((run.code, run.counts()), (0, (1, 0, 1)));
}
