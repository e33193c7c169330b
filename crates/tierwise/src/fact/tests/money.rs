use super::number;

#[test]
fn margin_is_that_of_the_last_year_that_ended() {
    let text = r#"{"margin": [
        {"year": 2024, "net_revenue": 1, "contribution": 1, "cost_to_serve": 1}, {"year": 2025, "net_revenue": 600, "contribution": 100, "cost_to_serve": 20},
        {"year": 2025, "net_revenue": 400, "contribution": 50, "cost_to_serve": 40}, {"year": 2026, "net_revenue": 9, "contribution": 9, "cost_to_serve": 9}
    ]}"#;
    for (name, expected) in [
        ("margin.net_revenue", 1000.0),
        ("margin.contribution", 150.0),
        ("margin.cost_to_serve", 60.0),
        ("margin.contribution_after_service", 90.0),
        ("margin.contribution_percent", 9.0),
    ] {
        assert_eq!(number(text, name), Some(expected), "{name}");
    }
    let percent = |entry: &str| number(&format!(r#"{{"margin": [{entry}]}}"#), "margin.contribution_percent");
    // Never the gross margin instead.
    assert_eq!(percent(r#"{"year": 2025, "net_revenue": 600, "contribution": 100}"#), None);
    assert_eq!(percent(r#"{"year": 2025, "net_revenue": 0, "contribution": 100, "cost_to_serve": 1}"#), None);
    assert_eq!(percent(r#"{"net_revenue": 600, "contribution": 100, "cost_to_serve": 1}"#), None);
    assert_eq!(percent(r#"{"year": 2025, "net_revenue": 200, "contribution": 10, "cost_to_serve": 20}"#), Some(-5.0));
    assert_eq!(percent(""), None);
}

#[test]
fn delay_is_weighted_by_amount() {
    let delay = |invoices: &str| number(&format!(r#"{{"payments": {{"invoices": [{invoices}]}}}}"#), "payment.delay_days");
    // (100 x 10 - 300 x 2) / 400; the others are outside the window, open, or credit notes.
    let paid = r#"
        {"due_on": "2026-01-01", "paid_on": "2026-01-11", "amount": 100}, {"due_on": "2026-02-01", "paid_on": "2026-01-30", "amount": 300},
        {"due_on": "2025-01-01", "paid_on": "2025-07-01", "amount": 9}, {"due_on": "2026-01-01", "paid_on": "2026-07-02", "amount": 9},
        {"due_on": "2026-01-01", "amount": 9}, {"due_on": "2026-01-01", "paid_on": "2026-03-01", "amount": -9}"#;
    assert_eq!(delay(paid), Some(1.0));
    assert_eq!(
        delay(r#"{"due_on": "2025-07-01", "paid_on": "2025-07-02", "amount": 9}, {"due_on": "2026-07-01", "paid_on": "2026-07-01", "amount": 9}"#),
        Some(0.5)
    );
    assert_eq!(delay(r#"{"due_on": "2026-01-01", "paid_on": "2026-01-11"}"#), None);
    assert_eq!(delay(""), None);
}

#[test]
fn what_is_overdue_is_due_and_not_paid() {
    let of = |invoices: &str, name: &str| number(&format!(r#"{{"payments": {{"invoices": [{invoices}]}}}}"#), name);
    let invoices = r#"
        {"due_on": "2026-06-01", "amount": 50}, {"due_on": "2026-06-30", "paid_on": "2026-07-02", "amount": 7},
        {"due_on": "2026-07-01", "amount": 100}, {"due_on": "2026-05-01", "paid_on": "2026-07-01", "amount": 100}"#;
    assert_eq!(of(invoices, "payment.overdue_amount"), Some(57.0));
    assert_eq!(of(invoices, "payment.overdue_days"), Some(30.0));
    assert_eq!((of("", "payment.overdue_amount"), of("", "payment.overdue_days")), (Some(0.0), Some(0.0)));
    assert_eq!(of(r#"{"due_on": "2026-06-01"}"#, "payment.overdue_amount"), None);
}

#[test]
fn cultivation_is_open_overdue_or_done() {
    let text = r#"{"cultivation": [
        {"due_on": "2026-06-30"}, {"due_on": "2026-07-01", "done_on": "2026-07-02"}, {"due_on": "2026-01-01", "done_on": "2026-07-01", "cost": 40},
        {"done_on": "2025-07-01", "cost": 900}, {"done_on": "2025-07-02", "cost": 2}, {}
    ]}"#;
    assert_eq!(number(text, "cultivation.open_actions"), Some(3.0));
    assert_eq!(number(text, "cultivation.overdue_actions"), Some(1.0));
    assert_eq!(number(text, "cultivation.cost_12_months"), Some(42.0));
    assert_eq!(number(r#"{"cultivation": [{"done_on": "2026-01-01"}]}"#, "cultivation.cost_12_months"), None);
    for name in ["cultivation.open_actions", "cultivation.overdue_actions", "cultivation.cost_12_months"] {
        assert_eq!(number(r#"{"cultivation": []}"#, name), Some(0.0), "{name}");
    }
}

#[test]
fn a_plan_is_met_by_its_newest_version() {
    let attainment = |plan: &str| number(&format!(r#"{{"plans": [{plan}]}}"#), "plan.attainment");
    let versions = r#""versions": [{"version": 2, "target_units": 80, "set_on": "2025-06-01"}, {"version": 1, "target_units": 100}, {"version": 3, "target_units": 9, "set_on": "2026-07-02"}]"#;
    let actual = r#""actual": [{"month": 3, "units": 40, "revenue": 30}, {"month": 9, "units": 20, "revenue": 20}]"#;
    assert_eq!(attainment(&format!(r#"{{"year": 2025, {versions}, {actual}}}"#)), Some(0.75));
    // Years that have not ended, other scopes and older years do not count.
    let others =
        r#"{"year": 2026, "versions": [{"target_units": 1}], "actual": []}, {"year": 2025, "scope": {"region": "north"}, "actual": []}, {"year": 2024}"#;
    assert_eq!(attainment(&format!(r#"{others}, {{"year": 2025, "scope": "account", {versions}, {actual}}}"#)), Some(0.75));
    // Revenue stands in for units: 50 of 40.
    assert_eq!(attainment(&format!(r#"{{"year": 2025, "versions": [{{"target_revenue": 40}}], {actual}}}"#)), Some(1.25));
    assert_eq!(attainment(&format!(r#"{{"year": 2025, "versions": [{{"target_units": 0}}], {actual}}}"#)), None);
    assert_eq!(attainment(&format!(r#"{{"year": 2025, {versions}}}"#)), None);
    assert_eq!(attainment(&format!(r#"{{"year": 2025, {versions}, "actual": []}}"#)), Some(0.0));
    assert_eq!(attainment(""), None);
}

#[test]
fn a_plan_year_ends_on_its_last_day() {
    let text = r#"{"plans": [{"year": 2025, "versions": [{"target_units": 10}], "actual": [{"month": 1, "units": 5}]}]}"#;
    let on = |day: &str| super::fact_with(text, "{}", day, "plan.attainment");
    assert_eq!((on("2025-12-30"), on("2025-12-31")), (None, Some(crate::fact::FactRef::Number(0.5))));
}

#[test]
fn forecasts_have_bias_and_error() {
    let of = |plan: &str, name: &str| number(&format!(r#"{{"plans": [{{"year": 2025, {plan}}}]}}"#), name);
    // Differences +4, -2 and +1 (a month without a forecast), of 10 + 4 + 1 + 5 vehicles.
    let plan = r#""actual": [{"month": 1, "units": 10}, {"month": 2, "units": 4}, {"month": 3, "units": 1}, {"month": 4, "units": 5}],
        "forecast": [{"month": 4, "units": 5}, {"month": 1, "units": 6}, {"month": 2, "units": 6}]"#;
    assert_eq!(of(plan, "plan.forecast_bias"), Some(0.15));
    assert_eq!(of(plan, "plan.forecast_error"), Some(0.35));
    for missing in [r#""actual": [], "forecast": []"#, r#""actual": [{"month": 1, "units": 1}]"#, r#""actual": [{"units": 1}], "forecast": []"#] {
        assert_eq!((of(missing, "plan.forecast_bias"), of(missing, "plan.forecast_error")), (None, None), "{missing}");
    }
}
