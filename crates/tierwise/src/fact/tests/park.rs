use super::{DAY, day, fact, fact_with, number};
use crate::fact::FactRef;

fn park(lines: &str) -> String {
    format!(r#"{{"park": {{"vehicles": [{lines}]}}}}"#)
}

fn replaced(lines: &str, replacement: &str) -> String {
    format!(r#"{{"park": {{"vehicles": [{lines}]}}, "replacement": {replacement}}}"#)
}

#[test]
fn the_fleet_is_the_sum_of_its_lines() {
    let text =
        park(r#"{"units": 30, "own_brand": true}, {"units": 10, "own_brand": false}, {"units": 99, "own_brand": true, "first_registered_on": "2026-07-02"}"#);
    assert_eq!(number(&text, "fleet.units"), Some(40.0));
    assert_eq!(number(&text, "fleet.own_units"), Some(30.0));
    assert_eq!(number(&text, "fleet.own_share"), Some(0.75));
    assert_eq!(number(&park(""), "fleet.units"), Some(0.0));
    assert_eq!(number(&park(""), "fleet.own_share"), None);
    assert_eq!(number(&park(r#"{"units": 30}, {"own_brand": true}"#), "fleet.units"), None);
    assert_eq!(number(&park(r#"{"units": 30}"#), "fleet.own_units"), None);
    assert_eq!(number(r#"{"park": {}}"#, "fleet.units"), None);
}

#[test]
fn an_old_record_is_not_read() {
    let recorded = |day: &str| format!(r#"{{"park": {{"recorded_on": "{day}", "vehicles": [{{"units": 5}}]}}}}"#);
    assert_eq!(number(&recorded("2025-01-01"), "fleet.units"), Some(5.0));
    assert_eq!(number(&recorded("2024-12-31"), "fleet.units"), None);
    assert_eq!(number(&recorded("2026-07-01"), "fleet.units"), Some(5.0));
    assert_eq!(number(&recorded("2026-07-02"), "fleet.units"), None);
    assert_eq!(fact_with(&recorded("2024-12-31"), r#"{"park_freshness_months": 19}"#, DAY, "fleet.units"), Some(FactRef::Number(5.0)));
    assert_eq!(day(&recorded("2026-07-01"), "fleet.recorded_on").as_deref(), Some("2026-07-01"));
    assert_eq!(day(&recorded("2026-07-02"), "fleet.recorded_on"), None);
    // Then the newest entry of the history stands in.
    let history = r#"{"park": {"recorded_on": "2026-07-02", "vehicles": [{"units": 5}], "history": [{"on": "2026-01-01", "units": 4}, {"on": "2025-06-01", "units": 3}]}}"#;
    assert_eq!(number(history, "fleet.units"), Some(4.0));
}

#[test]
fn shares_and_age_of_the_fleet() {
    let text = park(
        r#"{"units": 3, "grade": "upper", "powertrain": "battery", "first_registered_on": "2024-07-01"},
           {"units": 1, "grade": "economy", "powertrain": "diesel", "year": 2020}"#,
    );
    assert_eq!(number(&text, "fleet.high_grade_share"), Some(0.75));
    assert_eq!(number(&text, "fleet.zero_emission_share"), Some(0.75));
    // 3 x 24 months and 1 x 72 months (from the middle of 2020), over 4 vehicles.
    assert_eq!(number(&text, "fleet.mean_age_years"), Some(3.0));
    let unknown = park(r#"{"units": 3}"#);
    for name in ["fleet.high_grade_share", "fleet.zero_emission_share", "fleet.mean_age_years"] {
        assert_eq!((number(&unknown, name), number(&park(""), name)), (None, None), "{name}");
    }
}

#[test]
fn growth_is_compound_and_per_year() {
    let grown = |now: u32, on: &str, then: u32| {
        number(
            &format!(
                r#"{{"park": {{"vehicles": [{{"units": {now}}}], "history": [{{"on": "{on}", "units": {then}}}, {{"on": "2024-01-01", "units": 7}}, {{"on": "2019-01-01", "units": 1}}]}}}}"#
            ),
            "fleet.growth_percent",
        )
    };
    let near = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-9;
    assert!(near(grown(1331, "2023-07-01", 1000), 10.0));
    assert!(near(grown(14_641, "2022-07-01", 10_000), 10.0));
    assert!(near(grown(0, "2023-07-01", 1000), -100.0));
    assert_eq!(grown(10, "2023-07-01", 0), None);
    assert_eq!(number(r#"{"park": {"vehicles": [{"units": 5}], "history": [{"on": "2023-07-02", "units": 4}]}}"#, "fleet.growth_percent"), None);
    assert_eq!(number(&park(r#"{"units": 5}"#), "fleet.growth_percent"), None);
}

/// Tractors of 36, 48 and 24 months, cycle 60: shares 1/2, 1 and 0; and five without a date: 24 / 60.
const TRACTORS: &str = r#"
    {"class": "heavy_tractor", "units": 10, "first_registered_on": "2023-07-01"}, {"class": "heavy_tractor", "units": 4, "first_registered_on": "2022-07-01"},
    {"class": "heavy_tractor", "units": 8, "first_registered_on": "2024-07-01"}, {"class": "heavy_tractor", "units": 5}"#;

#[test]
fn vehicles_fall_due_by_age_and_cycle() {
    let due = |text: &str| number(text, "replacement.due_24_months");
    assert_eq!(due(&park(TRACTORS)), Some(11.0));
    assert_eq!(due(&replaced(TRACTORS, r#"{"units_on_order": 3}"#)), Some(8.0));
    assert_eq!(due(&replaced(TRACTORS, r#"{"units_on_order": 20}"#)), Some(0.0));
    // A known plan wins, and orders in hand are subtracted from it too.
    assert_eq!(due(&replaced(TRACTORS, r#"{"units_per_year": 7, "units_on_order": 3}"#)), Some(11.0));
    assert_eq!(due(r#"{"replacement": {"units_per_year": 7}}"#), Some(14.0));
    // The account's own cycle of 48 months: shares 1, 1, 1/2 and 24 / 48.
    assert_eq!(due(&replaced(TRACTORS, r#"{"cycle_months": {"heavy_tractor": 48}}"#)), Some(20.5));
    assert_eq!(fact_with(&park(TRACTORS), r#"{"cycle_months": {"heavy_tractor": 48}}"#, DAY, "replacement.due_24_months"), Some(FactRef::Number(20.5)));
    assert_eq!(due(&park("")), Some(0.0));
    assert_eq!(due(r#"{"replacement": {"units_on_order": 3}}"#), None);
}

#[test]
fn due_is_missing_without_class_units_or_any_date() {
    for lines in [
        r#"{"units": 5, "first_registered_on": "2023-07-01"}"#,
        r#"{"class": "coach", "first_registered_on": "2023-07-01"}"#,
        r#"{"class": "coach", "units": 5}"#,
    ] {
        assert_eq!(number(&park(lines), "replacement.due_24_months"), None, "{lines}");
    }
}

#[test]
fn the_cycle_is_learned_from_three_observations() {
    let line = r#"{"class": "heavy_tractor", "units": 24, "first_registered_on": "2023-07-01"}"#;
    let due =
        |observed: &str| number(&replaced(line, &format!(r#"{{"observed_cycle_months": {{"heavy_tractor": {observed}}}}}"#)), "replacement.due_24_months");
    // (3 x 50 + 3 x 60) / 6 = 55 months: 24 x (36 + 24 - 43) / 24.
    assert_eq!(due("[90, 40, 50]"), Some(17.0));
    // (4 x 46 + 3 x 60) / 7 = 52: 24 x (60 - 40) / 24.
    assert_eq!(due("[90, 42, 40, 50]"), Some(20.0));
    assert_eq!(due("[40, 50]"), Some(12.0));
}

#[test]
fn units_per_year_are_planned_or_derived() {
    assert_eq!(number(&park(r#"{"class": "heavy_tractor", "units": 10}, {"class": "city_bus", "units": 24}"#), "replacement.units_per_year"), Some(4.0));
    assert_eq!(number(&replaced(TRACTORS, r#"{"units_per_year": 2.5}"#), "replacement.units_per_year"), Some(2.5));
    assert_eq!(number(&park(r#"{"units": 10}"#), "replacement.units_per_year"), None);
    assert_eq!(number(&park(""), "replacement.units_per_year"), Some(0.0));
}

#[test]
fn the_wallet_is_known_or_estimated_from_the_park() {
    let own = r#""park": {"vehicles": [{"units": 1, "own_brand": true}, {"units": 3, "own_brand": false}]}"#;
    let share = |text: &str| (number(text, "wallet.share"), fact(text, "wallet.share_is_estimated"));
    let flag = |flag: bool| Some(FactRef::Flag(flag));
    assert_eq!(share(r#"{"wallet": {"share": 0.4, "own_units": 1, "total_units": 10}}"#), (Some(0.4), flag(false)));
    assert_eq!(share(r#"{"wallet": {"own_units": 1, "total_units": 10}}"#), (Some(0.1), flag(false)));
    assert_eq!(share(&format!(r#"{{"wallet": {{"own_units": 1}}, {own}}}"#)), (Some(0.25), flag(true)));
    assert_eq!(share(&format!(r#"{{"wallet": {{"own_units": 0, "total_units": 0}}, {own}}}"#)), (Some(0.25), flag(true)));
    assert_eq!(share(&format!(r#"{{"wallet": {{"share": 0.4, "recorded_on": "2026-07-02"}}, {own}}}"#)), (Some(0.25), flag(true)));
    assert_eq!(share(r#"{"wallet": {"own_units": 1}}"#), (None, None));
}
