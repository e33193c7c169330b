//! Hand-computed values of every derived fact. The day is 2026-07-01 unless said.

mod money;
mod order;
mod orders;
mod park;
mod people;

use super::*;
use crate::account::tests::{FULL, account};
use crate::error::code;
use crate::wire;

const DAY: &str = "2026-07-01";

/// A fact of an account as of a day.
fn fact_with(text: &str, derivation: &str, day: &str, name: &str) -> Option<FactRef<'static>> {
    // Tests are short: the account may live as long as they do.
    let account = Box::leak(Box::new(account(text)));
    let derivation = Box::leak(Box::new(serde_json::from_str::<Derivation>(derivation).unwrap()));
    let source = Source { account, as_of: day.parse().unwrap(), derivation };
    (find(name).unwrap_or_else(|| panic!("no fact {name}")).derive)(&source)
}

fn fact(text: &str, name: &str) -> Option<FactRef<'static>> {
    fact_with(text, "{}", DAY, name)
}

fn number(text: &str, name: &str) -> Option<f64> {
    match fact(text, name) {
        Some(FactRef::Number(number)) => Some(number),
        None => None,
        other => panic!("{name} is {other:?}"),
    }
}

fn word(text: &str, name: &str) -> Option<&'static str> {
    match fact(text, name) {
        Some(FactRef::Category(word)) => Some(word),
        None => None,
        other => panic!("{name} is {other:?}"),
    }
}

fn day(text: &str, name: &str) -> Option<String> {
    match fact(text, name) {
        Some(FactRef::Date(day)) => Some(day.to_string()),
        None => None,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn the_catalogue_is_sorted_and_well_formed() {
    assert!(CATALOGUE.is_sorted_by(|one, next| one.name < next.name));
    for fact in CATALOGUE {
        assert!(fact.meaning.ends_with('.'), "{}", fact.name);
        assert_eq!(fact.unit.is_empty(), fact.fact_type != FactType::Number, "{}", fact.name);
        assert!(fact.values.is_empty() || fact.fact_type == FactType::Category, "{}", fact.name);
        assert!(fact.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte)), "{}", fact.name);
        assert_eq!(find(fact.name).map(|found| found.meaning), Some(fact.meaning));
    }
}

#[test]
fn an_empty_account_has_no_fact_and_a_full_one_has_all() {
    let derivation = r#"{"reference_vehicle_price": 100000}"#;
    for definition in CATALOGUE {
        assert_eq!(fact_with("{}", derivation, DAY, definition.name), None, "{}", definition.name);
        let value = fact_with(FULL, derivation, DAY, definition.name).unwrap_or_else(|| panic!("{} is missing", definition.name));
        assert_eq!(value.fact_type(), definition.fact_type, "{}", definition.name);
        match value {
            FactRef::Category(word) => assert!(definition.values.is_empty() || definition.values.contains(&word), "{} is {word}", definition.name),
            FactRef::Number(number) => assert!(number.is_finite(), "{} is {number}", definition.name),
            _ => {}
        }
    }
}

#[test]
fn scalars_of_the_model_are_read_as_they_stand() {
    for (name, expected) in [
        ("account.channel", "direct"),
        ("account.currency", "EUR"),
        ("account.segment", "long_haul"),
        ("account.status", "key"),
        ("brand.influence", "regional_reference"),
        ("brand.preference", "prefers"),
        ("loyalty.long_term_intent", "stated"),
        ("procurement.centralisation", "central"),
        ("procurement.purchase_kind", "lease"),
        ("region.country", "DE"),
        ("region.name", "north"),
        ("region.priority", "a"),
        ("relationship.culture_fit", "aligned"),
        ("relationship.strategic_direction_fit", "clear"),
        ("relationship.value_orientation", "value_first"),
    ] {
        assert_eq!(word(FULL, name), Some(expected), "{name}");
    }
    for (name, expected) in [
        ("loyalty.renewals", 2.0),
        ("replacement.units_on_order", 6.0),
        ("usage.cost_per_km", 0.94),
        ("usage.fuel_litres_per_100_km", 27.5),
        ("usage.maintenance_per_year", 5200.0),
        ("wallet.own_units", 55.0),
        ("wallet.total_units", 100.0),
    ] {
        assert_eq!(number(FULL, name), Some(expected), "{name}");
    }
    for (name, expected) in [
        ("brand.association_office", false),
        ("brand.first_user", false),
        ("brand.flagship_use", true),
        ("brand.industry_ranking", true),
        ("brand.reach", true),
        ("brand.nominated", true),
        ("loyalty.reference_consent", true),
        ("risk.credit_stop", false),
        ("risk.fraud_case", false),
        ("risk.insolvency", false),
        ("risk.sanction_hit", false),
    ] {
        assert_eq!(fact(FULL, name), Some(FactRef::Flag(expected)), "{name}");
    }
    assert_eq!(day(FULL, "loyalty.framework_until").as_deref(), Some("2027-12-31"));
}

#[test]
fn procurement_sums_over_its_records() {
    let method = |records: &str| word(&format!(r#"{{"procurement": [{records}]}}"#), "procurement.method");
    assert_eq!(method(r#"{"method": "framework"}, {"method": {"mixed": {"open_tender": 0.6, "framework": 0.4}}}"#), Some("framework"));
    assert_eq!(method(r#"{"method": {"mixed": {"negotiated": 0.5, "open_tender": 0.5}}}"#), Some("open_tender"));
    assert_eq!(method(r#"{"method": {"mixed": {}}}"#), None);
    assert_eq!(method(""), None);
    assert_eq!(word(r#"{"procurement": [{"centralisation": "site"}, {"centralisation": "regional"}, {}]}"#, "procurement.centralisation"), Some("regional"));
    assert_eq!(
        word(r#"{"procurement": [{"purchase_kind": "loan"}, {"purchase_kind": "lease"}, {"purchase_kind": "lease"}]}"#, "procurement.purchase_kind"),
        Some("lease")
    );
    assert_eq!(
        word(r#"{"procurement": [{"local_protection": "none"}, {"local_protection": "moderate"}, {}]}"#, "procurement.local_protection"),
        Some("moderate")
    );
    assert_eq!(word(r#"{"procurement": [{}]}"#, "procurement.local_protection"), None);
    // A record without a cycle takes its steps up to the contract: 30 + 60.
    let steps = r#"{"steps": [{"stage": "need", "days": 30}, {"stage": "contract", "days": 60}, {"stage": "delivery", "days": 90}]}"#;
    assert_eq!(number(&format!(r#"{{"procurement": [{{"cycle_days": 80}}, {steps}]}}"#), "procurement.cycle_days"), Some(90.0));
    assert_eq!(number(r#"{"procurement": [{"steps": [{"stage": "need"}]}]}"#, "procurement.cycle_days"), None);
    let tenders = r#"{"procurement": [{"next_tender_on": "2026-06-30"}, {"next_tender_on": "2026-09-01"}, {"next_tender_on": "2026-07-01"}]}"#;
    assert_eq!(day(tenders, "procurement.next_tender_on").as_deref(), Some("2026-07-01"));
    assert_eq!(number(tenders, "procurement.records"), Some(3.0));
    assert_eq!(number(r#"{"procurement": []}"#, "procurement.records"), Some(0.0));
}

#[test]
fn a_derivation_keeps_what_is_not_given() {
    use crate::account::VehicleClass::{Coach, HeavyTractor};
    let derivation: Derivation = serde_json::from_str(r#"{"cycle_months": {"coach": 96}, "half_life_days": 90.0}"#).unwrap();
    assert_eq!((derivation.cycle_months.get(Coach), derivation.cycle_months.get(HeavyTractor), derivation.half_life_days.get()), (96, 60, 90));
    assert_eq!(serde_json::from_str::<Derivation>("{}").unwrap(), Derivation::default());
    assert_eq!(serde_json::from_value::<Derivation>(serde_json::to_value(&derivation).unwrap()).unwrap(), derivation);
    let mut by_hand = Derivation::default();
    by_hand.cycle_months.set(Coach, crate::account::CycleMonths::new(120).unwrap());
    assert_eq!(by_hand, Derivation::default());
    for (text, expected) in [
        (r#"{"half_life_days": 0}"#, (code::NUMBER_RANGE, "half_life_days")),
        (r#"{"stage_freshness_months": true}"#, (code::INPUT_TYPE, "stage_freshness_months")),
        (r#"{"cycle_months": {"coach": 300}}"#, (code::NUMBER_RANGE, "cycle_months.coach")),
        (r#"{"cycle_months": {"coche": 100}}"#, (code::INPUT_UNKNOWN_FIELD, "cycle_months.coche")),
        (r#"{"half_live_days": 10}"#, (code::INPUT_UNKNOWN_FIELD, "half_live_days")),
    ] {
        let error = wire::read::<Derivation, _>(&mut serde_json::Deserializer::from_str(text)).unwrap_err();
        assert_eq!((error.code(), error.path()), expected, "{error}");
    }
}

#[test]
fn a_price_that_is_no_price_is_a_problem_and_no_fact() {
    let free = r#"{"reference_vehicle_price": 0}"#;
    let problems = serde_json::from_str::<Derivation>(free).unwrap().problems();
    assert_eq!(problems.len(), 1);
    assert_eq!((&*problems[0].code, &*problems[0].path), (code::NUMBER_RANGE, "reference_vehicle_price"));
    assert_eq!(fact_with(r#"{"orders": []}"#, free, DAY, "orders.decayed_vehicle_equivalents"), None);
    assert!(Derivation::default().problems().is_empty());
}

#[test]
fn contradictions_are_all_reported() {
    let euro = serde_json::from_str::<Derivation>(r#"{"currency": "EUR"}"#).unwrap();
    let text = r#"{
        "currency": "CNY",
        "procurement": [{}, {"method": {"mixed": {"negotiated": 0.7, "framework": 0.4}}}],
        "wallet": {"own_units": 6, "total_units": 5},
        "brand": {"nominations": [{"from": "2026-01-01", "until": "2026-01-01"}]},
        "plans": [{"year": 2025}, {"year": 2025, "scope": {"tier": "gold"}}, {"year": 2025, "scope": "account"}]
    }"#;
    let error = check(&account(text), &euro).unwrap_err();
    let found: Vec<_> = error.problems().iter().map(|problem| (&*problem.code, &*problem.path)).collect();
    assert_eq!(
        found,
        [
            (code::ACCOUNT_CURRENCY, "currency"),
            (code::ACCOUNT_VALUE, "procurement[1].method.mixed"),
            (code::ACCOUNT_VALUE, "wallet.own_units"),
            (code::ACCOUNT_VALUE, "brand.nominations[0].until"),
            (code::ACCOUNT_VALUE, "plans[2].year"),
        ]
    );
    assert_eq!(check(&account(FULL), &euro), Ok(()));
    assert_eq!(check(&account("{}"), &euro), Ok(()));
    assert_eq!(check(&account(r#"{"currency": "CNY"}"#), &Derivation::default()), Ok(()));
}
