//! The catalogue as a whole; each derived fact has its own cases in the corpus.

use serde_json::json;

use super::*;
use crate::number::Finite;

fn derived(account: serde_json::Value, name: &str) -> Option<String> {
    let account: Account = serde_json::from_value(account).unwrap();
    let source = Source {
        account: &account,
        as_of: "2026-06-30".parse().unwrap(),
        derivation: &Derivation { reference_vehicle_price: Finite::new(100_000.0), ..Derivation::default() },
    };
    (find(name).unwrap().derive)(&source).map(|value| value.to_string())
}

#[test]
fn the_catalogue_is_sorted_and_every_fact_is_missing_for_an_empty_account() {
    assert!(CATALOGUE.windows(2).all(|pair| pair[0].name < pair[1].name));
    for fact in CATALOGUE {
        assert_eq!(derived(json!({}), fact.name), None, "{}", fact.name);
        assert!(!fact.meaning.is_empty() && (fact.fact_type == FactType::Number) != fact.unit.is_empty(), "{}", fact.name);
        assert!(
            fact.name.contains('.') && fact.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte)),
            "{}",
            fact.name
        );
    }
}

#[test]
fn orders_that_are_taken_back_do_not_count() {
    let order = |on: &str, units: i32, amount: f64| json!({"ordered_on": on, "units": units, "net_amount": amount});
    let taken_back = json!({"orders": [order("2026-01-18", 74_215, 77_183.6), order("2026-01-18", -74_215, -77_183.6)]});
    let value = |account: &serde_json::Value, name: &str| derived(account.clone(), name);
    assert_eq!(value(&taken_back, "orders.revenue_36_months").as_deref(), Some("0"));
    assert_eq!(value(&taken_back, "orders.count_36_months").as_deref(), Some("0"));
    assert_eq!(value(&taken_back, "orders.units_36_months").as_deref(), Some("0"));
    assert_eq!(value(&taken_back, "orders.first_on"), None);
    // A part that comes back lowers revenue and units; the order counts.
    let part = json!({"orders": [order("2026-01-18", 10, 1000.0), order("2026-02-01", -2, -200.0)]});
    assert_eq!(["orders.revenue_36_months", "orders.units_36_months", "orders.count_36_months"].map(|name| value(&part, name).unwrap()), ["800", "8", "1"]);
    // Known to have none is zero; not known is missing.
    assert_eq!(value(&json!({"orders": []}), "orders.count_36_months").as_deref(), Some("0"));
}

#[test]
fn windows_exclude_their_first_day_and_what_is_to_come() {
    let revenue = |on: &str| derived(json!({"orders": [{"ordered_on": on, "units": 1, "net_amount": 100}]}), "orders.revenue_36_months").unwrap();
    assert_eq!(["2023-06-30", "2023-07-01", "2026-06-30", "2026-07-01"].map(revenue), ["0", "100", "100", "0"]);
}

#[test]
fn revenue_decays_by_half_in_a_year() {
    let order = |on: &str, amount: f64| json!({"ordered_on": on, "units": 1, "net_amount": amount});
    let orders = json!({"orders": [order("2026-06-30", 100_000.0), order("2025-06-30", 100_000.0)]});
    assert_eq!(derived(orders.clone(), "orders.decayed_revenue").as_deref(), Some("150000"));
    assert_eq!(derived(orders, "orders.decayed_vehicle_equivalents").as_deref(), Some("1.5"));
}

#[test]
fn vehicles_are_due_around_the_end_of_their_cycle() {
    let due = |registered: &str, change: serde_json::Value| {
        let mut account = json!({"park": {"vehicles": [{"class": "heavy_tractor", "units": 10, "first_registered_on": registered}]}});
        account["replacement"] = change;
        derived(account, "replacement.due_24_months").unwrap()
    };
    // Cycle 60: (age + 24 - 48) / 24.
    assert_eq!(due("2022-06-30", json!({})), "10");
    assert_eq!(due("2023-06-30", json!({})), "5");
    assert_eq!(due("2024-06-30", json!({})), "0");
    assert_eq!(due("2023-06-30", json!({"units_on_order": 2})), "3");
    assert_eq!(due("2023-06-30", json!({"units_on_order": 9})), "0");
    assert_eq!(due("2023-06-30", json!({"units_per_year": 4})), "8");
    assert_eq!(due("2023-06-30", json!({"cycle_months": {"heavy_tractor": 48}})), "10");
    // Three observed cycles of 36 and the usual 60: (3 x 36 + 3 x 60) / 6 = 48.
    assert_eq!(due("2023-06-30", json!({"observed_cycle_months": {"heavy_tractor": [30, 36, 44]}})), "10");
    assert_eq!(due("2023-06-30", json!({"observed_cycle_months": {"heavy_tractor": [36, 36]}})), "5");
}

#[test]
fn the_buying_centre_is_covered_by_people_met_lately_who_think_well_of_us() {
    let person = |role: &str, met: &str, opinion: Option<i32>| json!({"roles": [role], "last_contact_on": met, "opinions": opinion.map(|opinion| vec![json!({"opinion": opinion})])});
    let coverage = |people: Vec<serde_json::Value>| derived(json!({"contacts": people}), "buying_centre.coverage").unwrap();
    assert_eq!(coverage(vec![]), "0");
    assert_eq!(coverage(vec![person("decider", "2026-06-01", Some(1)), person("user", "2026-06-01", Some(0))]), "0.45");
    assert_eq!(coverage(vec![person("decider", "2026-06-01", None)]), "0.175");
    assert_eq!(coverage(vec![person("decider", "2026-06-01", Some(-1))]), "0");
    assert_eq!([coverage(vec![person("buyer", "2026-01-01", Some(2))]), coverage(vec![person("buyer", "2025-12-31", Some(2))])], ["0.15", "0"]);
}

#[test]
fn margin_payment_and_plan() {
    let margin = json!({"margin": [{"year": 2025, "net_revenue": 200_000, "contribution": 30_000, "cost_to_serve": 12_000}]});
    assert_eq!(derived(margin, "margin.contribution_percent").as_deref(), Some("9"));
    assert_eq!(derived(json!({"margin": [{"year": 2025, "net_revenue": 200_000, "contribution": 30_000}]}), "margin.contribution_percent"), None);
    let invoice = |due: &str, paid: &str, amount: f64| json!({"due_on": due, "paid_on": paid, "amount": amount});
    let payments = json!({"payments": {"invoices": [invoice("2026-01-01", "2026-01-11", 300.0), invoice("2026-02-01", "2026-01-30", 100.0), invoice("2020-01-01", "2021-01-01", 1e6)]}});
    assert_eq!(derived(payments, "payment.delay_days").as_deref(), Some("7"));
    let plan = json!({"plans": [{"year": 2025, "versions": [{"version": 1, "target_units": 50}, {"version": 2, "target_units": 40}], "actual": [{"month": 1, "units": 10}, {"month": 7, "units": 20}]}]});
    assert_eq!(derived(plan, "plan.attainment").as_deref(), Some("0.75"));
}

#[test]
fn an_account_in_another_currency_is_refused() {
    let derivation: Derivation = serde_json::from_value(json!({"currency": "EUR"})).unwrap();
    let account = |currency: &str| serde_json::from_value::<Account>(json!({"currency": currency})).unwrap();
    assert!(check(&account("EUR"), &derivation).is_ok());
    let error = check(&account("USD"), &derivation).unwrap_err();
    assert_eq!(error.to_string(), "currency: expected `EUR`, the policy's currency, found `USD` (account.currency)");
}
