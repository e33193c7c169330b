use crate::place::{Place, WITH};

#[test]
fn accounts_are_explained_point_by_point() {
    let place = Place::new();
    insta::assert_snapshot!(place.run(&format!("explain A1 --file accounts.csv {WITH} --previous gold")).transcript());
    insta::assert_snapshot!(place.run(&format!("explain A2 --file accounts.csv {WITH} --previous gold")).transcript());
    insta::assert_snapshot!(place.run(&format!("explain A3 --file accounts.csv {WITH} --previous silver")).transcript());
}

#[test]
fn no_line_is_longer_than_the_terminal() {
    let place = Place::new();
    for columns in [60_usize, 80, 120] {
        for account in ["A1", "A2", "A3", "A4"] {
            let arguments = format!("explain {account} --file accounts.csv {WITH} --previous gold");
            let output = place.command().env("COLUMNS", columns.to_string()).args(arguments.split_whitespace()).output().unwrap();
            for line in String::from_utf8(output.stdout).unwrap().lines() {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn a_file_of_one_account_in_any_format() {
    let place = Place::new();
    place.file("north.yaml", "id: north\nfacts:\n  sales.revenue: 3500000\n");
    place.file("north.json", r#"{"id": "north", "facts": {"sales.revenue": 3500000}}"#);
    place.file("north.toml", "id = \"north\"\n[facts]\n\"sales.revenue\" = 3500000\n");
    let yaml = place.run(&format!("explain north.yaml {WITH}"));
    assert_eq!(yaml.code, 0);
    for name in ["north.json", "north.toml"] {
        assert_eq!(place.run(&format!("explain {name} {WITH}")).out, yaml.out);
    }
    let json: serde_json::Value = serde_json::from_str(&place.run(&format!("explain north.json {WITH} --format json")).out).unwrap();
    assert_eq!((&json["scorecard"]["composite"], &json["placement"]["tier"]), (&47.375.into(), &"silver".into()));
}

#[test]
fn what_cannot_be_explained() {
    let place = Place::new();
    place.file("bad.yaml", "id: north\nfacts:\n  sales.revenu: 3500000\n");
    place.file("typo.yaml", "id: north\nparc: {}\n");
    place.file("bad.csv", "account,sales.revenue\nA1,12x\n");
    for (name, arguments) in [
        ("unknown-fact", "explain bad.yaml"),
        ("unknown-key", "explain typo.yaml"),
        ("no-file", "explain missing.yaml"),
        ("id-alone", "explain A1"),
        ("no-such-account", "explain A9 --file accounts.csv"),
        ("bad-row", "explain A1 --file bad.csv"),
        ("unknown-tier", "explain A1 --file accounts.csv --previous golden"),
    ] {
        let run = place.run(&format!("{arguments} {WITH}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments}");
        insta::assert_snapshot!(name, run.err);
    }
}
