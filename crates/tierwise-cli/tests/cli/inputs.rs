use std::fs;

use crate::place::{ACCOUNTS, Place, WITH, gzip};

/// Input that cannot be read ends the run, and leaves no output behind.
#[test]
fn unreadable_input_ends_with_two() {
    let place = Place::new();
    fs::create_dir(place.path("folder")).unwrap();
    place.file("empty.csv", "");
    place.file("empty.jsonl", "\n  \n");
    place.file("blank.json", "   \n");
    place.file("mark.csv", "\u{feff}");
    place.file("no-id.csv", "sales.revenue\n5\n");
    place.file("twice.csv", "account,sales.revenue,sales.revenue\nA1,5,6\n");
    place.file("header.csv", b"account,sales.\xff\nA1,5\n");
    place.file("cut.json", r#"[{"id": "A1"}, {"id": "#);
    place.file("after.json", r#"[{"id": "A1"}] and more"#);
    place.file("number.json", "[{\"id\": \"A1\"},\n {\"id\": 01}]");
    place.file("short.csv.gz", &gzip(ACCOUNTS.repeat(100))[..40]);
    for file in [
        "missing.csv",
        "folder",
        "empty.csv",
        "empty.jsonl",
        "blank.json",
        "mark.csv",
        "no-id.csv",
        "twice.csv",
        "header.csv",
        "cut.json",
        "after.json",
        "number.json",
        "short.csv.gz",
    ] {
        let run = place.run(&format!("score {file} {WITH} -o out.csv"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{file}");
        assert!(!place.path("out.csv").exists(), "{file}");
        insta::assert_snapshot!(format!("unreadable-{file}"), run.err);
    }
    assert!(place.names().iter().all(|name| !name.starts_with(".tierwise")), "{:?}", place.names());
}

#[test]
fn a_header_alone_is_a_portfolio_of_none() {
    let place = Place::new();
    place.file("header.csv", "account,sales.revenue\n");
    let run = place.run(&format!("score header.csv {WITH} --format json"));
    assert_eq!((run.code, run.out.as_str(), run.counts()), (0, "[]\n", (0, 0, 0)));
    place.file("none.json", "[]");
    assert_eq!(place.run(&format!("score none.json {WITH}")).counts(), (0, 0, 0));
}

/// What is wrong in one row is that row's error: its line is told, and all others are scored.
#[test]
fn bad_rows_are_told_by_line() {
    let place = Place::new();
    let documents = [
        r#"{"id": "A1", "facts": {"sales.revenue": 5}}"#,
        r#"{"id": "B1", "facts": {"sales.revenue": 1e999}}"#,
        r#"{"id": "B2", "facts": {"sales.revenue": "5"}}"#,
        r#"{"id": "B3", "facts": {"sales.revenu": 5}}"#,
        r#"{"id": "B4", "parc": {}}"#,
        r#"{"id": "B5", "facts": {"relation.stage": "integratd"}}"#,
        r#"{"id": "B6", "facts": {"sales.last_order": "yesterday"}}"#,
        r#"{"id": 7}"#,
        r#"{"name": "nobody"}"#,
        r#"{"id": "B9""#,
        r#"{"id": "B10"} {"id": "B11"}"#,
        r#"["B12"]"#,
        r#"{"id": "A2"}"#,
    ];
    place.file("bad.jsonl", documents.join("\n"));
    let run = place.run(&format!("score bad.jsonl {WITH} --format csv --errors errors.jsonl"));
    assert_eq!((run.code, run.counts()), (1, (2, 11, 13)), "{}", run.err);
    insta::assert_snapshot!(place.read("errors.jsonl"));
    // In a list the lines are those of the file as well.
    place.file("bad.json", "[\n\n{\"id\": \"A1\"},\n  {\n   \"id\": \"B1\", \"parc\": {}},\n\n{\"id\": \"B2\", \"name\": 5}]\n");
    let run = place.run(&format!("score bad.json {WITH} --format csv"));
    assert_eq!((run.code, run.counts()), (1, (1, 2, 3)));
    insta::assert_snapshot!(run.err);
}

#[test]
fn bytes_that_are_not_utf8_are_their_rows_error() {
    let place = Place::new();
    place.file("latin.csv", b"account,name,sales.revenue\nA1,M\xfcller,5\nA2,Good,5\n");
    place.file("latin.jsonl", b"{\"id\": \"A1\", \"name\": \"M\xfcller\"}\n{\"id\": \"A2\"}\n");
    for file in ["latin.csv", "latin.jsonl"] {
        let run = place.run(&format!("score {file} {WITH} --format csv"));
        assert_eq!((run.code, run.counts()), (1, (1, 1, 2)), "{file}");
        assert!(run.err.contains("[input.not_utf8]"), "{}", run.err);
    }
}

#[test]
fn cells_are_strict() {
    let place = Place::new();
    let cells = [("5", true), ("-5.25", true), ("1e3", true), (" 7 ", true), ("", true), ("NA", true), ("NaN", true), ("null", true)];
    let bad =
        [("12x", false), ("1,5", false), ("1_000", false), ("0x10", false), ("inf", false), ("1e999", false), ("-", false), ("five", false), ("None", false)];
    for (cell, good) in cells.into_iter().chain(bad) {
        place.file("cell.csv", format!("account,sales.revenue\nA1,\"{cell}\"\n"));
        assert_eq!(place.run(&format!("score cell.csv {WITH}")).code, i32::from(!good), "{cell}");
    }
    for (cell, code) in [("TRUE", 0), ("yes", 0), ("0", 0), ("no", 0), ("", 0), ("2", 1), ("ja", 1)] {
        place.file("cell.csv", format!("account,image.trend_leader\nA1,{cell}\n"));
        assert_eq!(place.run(&format!("score cell.csv {WITH}")).code, code, "{cell}");
    }
    for (cell, code) in [("2026-02-28", 0), ("2026-02-29", 1), ("28.02.2026", 1), ("2026-2-28", 1)] {
        place.file("cell.csv", format!("account,sales.last_order\nA1,{cell}\n"));
        assert_eq!(place.run(&format!("score cell.csv {WITH}")).code, code, "{cell}");
    }
}
