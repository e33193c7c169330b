use std::path::Path;

use crate::place::Place;

fn worth(place: &Place) {
    place.file(
        "worth.csv",
        "account,sales.revenue,sales.last_order,relation.stage,pay.days_late,image.trend_leader,margin.contribution\n\
         A1,3500000,2026-05-01,integrated,4,no,310000\nA2,1200000,2026-01-15,cooperative,45,yes,95000.5\nA3,250000,2025-11-01,NA,,,-40000\nA4,,,,,,\n",
    );
}

const WITH: &str = "--policy policy.yaml --as-of 2026-06-30 --value margin.contribution";

#[test]
fn who_carries_the_business() {
    let place = Place::new();
    worth(&place);
    insta::assert_snapshot!(place.run(&format!("portfolio worth.csv {WITH}")).transcript());
    let run = place.run(&format!("portfolio worth.csv {WITH} --json"));
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(
        (&told["concentration"]["unknown"], &told["concentration"]["peak"]["tail_loss"], &told["matrix"]),
        (&1.into(), &40_000.into(), &serde_json::Value::Null)
    );
}

#[test]
fn a_value_that_is_no_number() {
    let place = Place::new();
    let run = place.run("portfolio accounts.csv --policy policy.yaml --as-of 2026-06-30 --value relation.stage");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    insta::assert_snapshot!(run.err);
}

#[test]
fn the_wholesaler_has_three_quarters_from_a_fifth_of_its_accounts() {
    let place = Place::new();
    let orders = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/online-retail-orders.csv.gz");
    let gathered = place.run(&format!("orders {} --output accounts.jsonl --currency GBP", orders.display()));
    assert_eq!(gathered.code, 0, "{}", gathered.err);
    let run = place.run("portfolio accounts.jsonl --policy transactions --as-of 2011-12-09 --value orders.revenue_36_months --json");
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let share = |list: &str, at: usize, key: &str| told["concentration"][list][at][key].as_f64().unwrap();
    assert_eq!(format!("{:.2} {:.2}", share("top", 3, "share"), share("reach", 1, "accounts_share")), "0.74 0.27");
}

#[test]
fn the_plan_and_what_became_of_it() {
    let place = Place::new();
    place.file(
        "plan.csv",
        "version,approved_on,month,account,class,units,amount\n\
         original,2024-12-15,2025-03,a,tractor,60,6000\noriginal,2024-12-15,2025-03,b,bus,40,8000\nrevised,2025-02-01,2025-03,a,tractor,55,5500\nrevised,2025-02-01,2025-03,b,bus,45,9000\n",
    );
    place.file("actual.csv", "month,account,class,units,amount\n2025-03-10,a,tractor,50,4900\n2025-03-12,b,bus,49,9800\n");
    place.file("market.csv", "month,planned,actual\n2025-03,1000,900\n");
    place.file(
        "causes.csv",
        "cause,units,amount,account,note\nmacro_environment,-10,-1400,,fewer registrations\nincentives,9,1500,b,\na strike,,-100,a,at the plant\n",
    );
    let files = "review --plan plan.csv --actual actual.csv --market market.csv --causes causes.csv --from 2025-01-01 --until 2026-01-01";
    insta::assert_snapshot!(place.run(files).transcript());
    insta::assert_snapshot!(place.run(&format!("{files} --units --by account --version revised")).transcript());
    let told: serde_json::Value = serde_json::from_str(&place.run(&format!("{files} --json")).out).unwrap();
    assert_eq!(told["groups"][0]["amount_split"]["mix"], 940);
}

#[test]
fn a_plan_that_cannot_be_read() {
    let place = Place::new();
    place.file("plan.csv", "month,account,units\n2025-03,a,many\n");
    place.file("actual.csv", "month,account,units\n2025-03,a,1\n");
    let run = place.run("review --plan plan.csv --actual actual.csv --from 2025-01-01 --until 2026-01-01");
    assert_eq!((run.code, run.err.trim()), (2, "plan.csv:2: units: expected a number, found `many` [input.type]"));
}
