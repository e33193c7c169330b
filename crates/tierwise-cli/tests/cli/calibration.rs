use crate::place::Place;

const ORDERS: &str = "\
account,ordered_on,net_amount
A,2026-01-05,100
A,2026-02-05,100
A,2026-04-05,300
B,2026-01-10,400
B,2026-01-12,-400
C,2026-02-20,50
C,2026-05-01,20
C,2026-05-02,-5
D,2026-01-20,900
D,2026-03-31,80
E,2026-04-02,5000
";

const TABLE: &str = "\
account,fleet.units,bought
A,1,no
B,4,no
C,8,yes
D,8,no
E,20,yes
F,103.35,yes
G,,no
H,900,yes
";

#[test]
fn orders_are_split_by_time() {
    let place = Place::new();
    place.file("orders.csv", ORDERS);
    insta::assert_snapshot!("backtest", place.run("backtest orders.csv --policy transactions --cut 2026-02-28+40 --cut 2026-03-31").transcript());
    insta::assert_snapshot!(
        "backtest-calibrated",
        place.run("backtest orders.csv --policy transactions --cut 2026-03-31 --calibrate --half-life 60,365 --json").transcript()
    );
}

#[test]
fn what_comes_after_the_cut_changes_no_score() {
    let place = Place::new();
    place.file("orders.csv", ORDERS);
    place.file("other.csv", ORDERS.replace("2026-04-05,300", "2026-04-05,7").replace("2026-05-01,20", "2026-04-30,1000"));
    let spearman = |file: &str| {
        let run = place.run(&format!("backtest {file} --policy transactions --cut 2026-03-31+5 --calibrate --half-life 60,365 --json"));
        assert_eq!(run.code, 0, "{}", run.err);
        let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        (found[0]["half_life_days"].clone(), found[0]["policy"]["spearman"].clone(), found[0]["policy"]["accounts"].clone())
    };
    // The order of A on the last day of the outcome is smaller, and still the only one.
    assert_eq!(spearman("orders.csv"), spearman("other.csv"));
}

#[test]
fn a_cut_must_leave_something_to_foretell() {
    let place = Place::new();
    place.file("orders.csv", ORDERS);
    for cut in ["2025-12-31", "2026-05-02", "2026-04-30+90", "2026-04-30+0", "30.04.2026"] {
        let run = place.run(&format!("backtest orders.csv --policy transactions --cut {cut}"));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{cut}");
        assert!(!run.err.is_empty(), "{cut}");
    }
}

#[test]
fn a_column_becomes_a_criterion() {
    let place = Place::new();
    place.file("table.csv", TABLE);
    let run = |rest: &str| place.run(&format!("calibrate table.csv --fact fleet.units --as-of 2026-06-30 {rest}"));
    insta::assert_snapshot!("calibrate-bands", run("--shape quantile-bands --parts 3").transcript());
    insta::assert_snapshot!("calibrate-curve", run("--shape percentile-curve --parts 3 --points 40 --descending").transcript());
    insta::assert_snapshot!("calibrate-goalposts", run("--shape goalposts --logarithmic --parts 4 --ends 0,1 --winsorise 5").transcript());
    insta::assert_snapshot!("calibrate-evidence", run("--shape weight-of-evidence --parts 4 --outcome bought").transcript());
    insta::assert_snapshot!("calibrate-no-outcome", run("--shape weight-of-evidence").transcript());
    insta::assert_snapshot!("calibrate-json", run("--shape quantile-bands --parts 2 --json").transcript());
    place.file("table.csv", "account,fleet.units\nA,three\n");
    insta::assert_snapshot!("calibrate-no-number", run("--shape quantile-bands").transcript());
}
