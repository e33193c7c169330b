use crate::place::{Place, WITH};

#[test]
fn what_it_takes_by_facts_alone() {
    let place = Place::new();
    let what_if = |arguments: &str| place.run(&format!("what-if {arguments} --file accounts.csv {WITH}"));
    let run = what_if("A2 --tier gold");
    assert_eq!(run.code, 0, "{}", run.err);
    insta::assert_snapshot!(run.transcript());
    let lever = what_if("A2 --tier gold --lever sales.revenue:up:1000:0.001");
    assert_eq!(lever.code, 0, "{}", lever.err);
    insta::assert_snapshot!(lever.transcript());
    // The same lever from a file, for programs.
    place.file("levers.yaml", "- {fact: sales.revenue, direction: up, step: 1000, per_unit: 0.001}\n");
    let json = |arguments: &str| serde_json::from_str::<serde_json::Value>(&what_if(arguments).out).unwrap();
    let of_file = json("A2 --tier gold --levers levers.yaml --json");
    assert_eq!(of_file, json("A2 --tier gold --lever sales.revenue:up:1000:0.001 --json"));
    assert_eq!((&of_file["goal"]["direction"], &json("A2 --tier gold --lose --json")["goal"]["direction"]), (&"reach".into(), &"lose".into()));
}

#[test]
fn levers_that_cannot_be_used() {
    let place = Place::new();
    for (name, arguments) in [
        ("direction", "what-if A2 --file accounts.csv --tier gold --lever sales.revenue:sideways"),
        ("step", "what-if A2 --file accounts.csv --tier gold --lever sales.revenue:up:much"),
        ("fact", "what-if A2 --file accounts.csv --tier gold --lever sales.revenu"),
        ("without-file", "what-if A2 --log accounts.csv --tier gold --by 2026-12-31 --lever sales.revenue"),
        ("both", "what-if A2 --file accounts.csv --log accounts.csv --tier gold"),
        ("no-tier", "what-if A2 --file accounts.csv"),
        ("unknown-tier", "what-if A2 --file accounts.csv --tier golden"),
    ] {
        let run = place.run(&format!("{arguments} {WITH}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments}");
        insta::assert_snapshot!(format!("levers-{name}"), run.err);
    }
}

#[test]
fn how_sure_a_tier_is() {
    let place = Place::new();
    let explain = format!("explain A2 --file accounts.csv {WITH} --previous gold");
    let plain = place.run(&explain);
    let sure = place.run(&format!("{explain} --certainty"));
    assert_eq!(sure.code, 0, "{}", sure.err);
    insta::assert_snapshot!(sure.out.strip_prefix(plain.out.as_str()).unwrap());
    let json = |arguments: &str| serde_json::from_str::<serde_json::Value>(&place.run(arguments).out).unwrap();
    let (plain, mut sure) = (json(&format!("{explain} --format json")), json(&format!("{explain} --certainty --format json")));
    let certainty = sure.as_object_mut().unwrap().remove("certainty").unwrap();
    assert_eq!(plain, sure);
    let draws: u64 = certainty["acceptability"].as_array().unwrap().iter().map(|rung| rung["draws"].as_u64().unwrap()).sum();
    assert_eq!(draws, 10_000);
}
