use std::fs;

use crate::place::Place;

fn row<'c>(csv: &'c str, account: &str) -> Vec<&'c str> {
    csv.lines().map(|line| line.split(',').collect::<Vec<_>>()).find(|row| row[0] == account).unwrap()
}

#[test]
fn the_demonstration_shows_and_leaves_the_same_every_time() {
    let place = Place::new();
    let run = place.run("demo --out one");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.transcript());
    assert_eq!(place.run("demo --out two").code, 0);
    for name in ["accounts.csv", "scorecards.jsonl", "report.html"] {
        let content = fs::read(place.path("one").join(name)).unwrap();
        assert!(content.len() > 100_000, "{name}");
        assert_eq!(content, fs::read(place.path("two").join(name)).unwrap(), "{name}");
    }
    let table = place.read("one/accounts.csv");
    assert_eq!(table.lines().count(), 4373);
    let column = |name: &str| table.lines().next().unwrap().split(',').position(|title| title == name).unwrap();
    let cell = |account: &str, name: &str| row(&table, account)[column(name)].to_owned();
    // 12346 buys 74,215 pieces and cancels within the hour.
    assert_eq!((cell("12346", "revenue").as_str(), cell("12346", "orders").as_str(), cell("12346", "tier").as_str()), ("0.00", "0", "standard"));
    // 16446 buys 80,995 pieces on the last day and cancels; an order of 2.90 is what is left.
    assert_eq!((cell("16446", "revenue").as_str(), cell("16446", "orders").as_str(), cell("16446", "tier").as_str()), ("2.90", "1", "standard"));
    assert_eq!(cell("12346", "composite"), "0");
    // Four thousand accounts of orders, and three fleets.
    assert_eq!(place.read("one/scorecards.jsonl").lines().count(), 4375);
}

#[test]
fn the_demonstration_on_another_day() {
    let place = Place::new();
    let run = place.run("demo --out early --as-of 2011-03-31");
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("as of   2011-03-31, with the tiers of 2010-12-31 before"));
    // Nothing of what comes later is known.
    assert!(place.read("early/accounts.csv").lines().count() < 4373);
    place.file("taken", "");
    let run = place.run("demo --out taken");
    assert_eq!(run.code, 2);
}
