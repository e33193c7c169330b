use crate::place::Place;

const ORDERS: &str = "\
customer,day,amount,order,units,kind
B,2026-03-02,550000,O2,5,vehicle
A,2026-01-10,120.50,O1,,parts
B,2026-01-05,-1000,R1,-1,
";

#[test]
fn orders_become_accounts() {
    let place = Place::new();
    place.file("orders.csv", ORDERS);
    let run = place.run("orders orders.csv --columns account=customer,ordered_on=day,net_amount=amount --currency EUR");
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.transcript());
    assert_eq!(place.run("orders orders.csv -o accounts.jsonl --columns account=customer,ordered_on=day,net_amount=amount --currency EUR").code, 0);
    assert_eq!(place.read("accounts.jsonl"), run.out);
    let scored = place.run("score accounts.jsonl --policy transactions --as-of 2026-06-30 --format csv");
    assert_eq!((scored.code, scored.counts()), (0, (2, 0, 2)), "{}", scored.err);
}

#[test]
fn bad_orders_are_told_by_line() {
    let place = Place::new();
    place.file(
        "orders.csv",
        "account,ordered_on,net_amount,units,kind\nA,2026-01-05,10,1,vehicle\n,2026-01-05,10,1,\nA,05.01.2026,10,1,\nA,2026-01-05,ten,1,\nA,2026-01-05,,1,\nA,2026-01-05,10,1.5,\nA,2026-01-05,10,1,vehicel\nA,2026-01-05,inf,1,\nA,2026-01-05\nA,2026-02-05,20,NA,parts\n",
    );
    let run = place.run("orders orders.csv --errors errors.jsonl");
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.transcript());
    assert_eq!(place.read("errors.jsonl").lines().count(), 8);
    place.file("orders.csv", "account,ordered_on\nA,2026-01-05\n");
    insta::assert_snapshot!(place.run("orders orders.csv").transcript());
    insta::assert_snapshot!(place.run("orders orders.csv --columns net_amount=amount").transcript());
}
