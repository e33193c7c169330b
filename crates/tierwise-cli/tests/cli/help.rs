use crate::place::Place;

#[test]
fn every_command_explains_itself() {
    let place = Place::new();
    for command in
        ["", "demo", "score", "orders", "explain", "portfolio", "review", "replay", "timeline", "what-if", "backtest", "calibrate", "check", "facts", "schema"]
    {
        let run = place.run(&format!("{command} --help"));
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        insta::assert_snapshot!(format!("help-{command}"), run.transcript());
    }
}

#[test]
fn wrong_usage_ends_with_two() {
    let place = Place::new();
    for arguments in [
        "",
        "scor",
        "score accounts.csv",
        "score accounts.csv --policy policy.yaml",
        "score accounts.csv --policy policy.yaml --as-of 30.06.2026",
        "score accounts.csv --policy policy.yaml --as-of 2026-06-31",
        "score --policy policy.yaml --as-of 2026-06-30",
        "score accounts.csv --policy policy.yaml --as-of 2026-06-30 --format xml",
        "explain A1 --policy policy.yaml",
        "check",
        "schema ledger",
        "orders accounts.csv --columns account",
        "orders accounts.csv --columns acount=id",
        "orders accounts.csv --currency euro",
    ] {
        let run = place.run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments}");
        assert!(!run.err.is_empty(), "{arguments}");
    }
    insta::assert_snapshot!(place.run("score accounts.csv --policy policy.yaml").transcript());
}

#[test]
fn schemas_are_documents() {
    let place = Place::new();
    for document in ["policy", "account", "assessment", "scorecard"] {
        let run = place.run(&format!("schema {document}"));
        let schema: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!((run.code, schema["$schema"].as_str().unwrap()), (0, "https://json-schema.org/draft/2020-12/schema"));
    }
}

#[test]
fn facts_are_listed_searched_and_written_for_programs() {
    let place = Place::new();
    insta::assert_snapshot!(place.run("facts relation.stage --policy policy.yaml").transcript());
    assert!(place.run("facts framework").out.contains("procurement.method"));
    assert!(place.run("facts --format csv").out.starts_with("name,type,unit,values,meaning\n"));
    let facts: serde_json::Value = serde_json::from_str(&place.run("facts image --policy policy.yaml --format json").out).unwrap();
    assert_eq!(facts[0]["type"], "flag");
    let none = place.run("facts unicorn");
    assert_eq!((none.code, none.out.lines().last().unwrap()), (0, "0 facts"));
}
