//! The order of listing changes no bit of any fact.

use proptest::prelude::*;

use super::FULL;
use crate::account::tests::account;
use crate::account::{Account, Money, Order, OrderKind, Units, VehicleGrade};
use crate::fact::{CATALOGUE, Derivation, FactRef, Source};
use crate::{Date, Finite};

/// Every fact, with the bits of its number.
fn bits(account: &Account) -> Vec<(&'static str, String)> {
    let derivation = Derivation { reference_vehicle_price: Finite::new(90_000.0), ..Derivation::default() };
    let source = Source { account, as_of: "2026-07-01".parse().unwrap(), derivation: &derivation };
    let value = |fact: Option<FactRef<'_>>| match fact {
        Some(FactRef::Number(number)) => format!("{:016x}", number.to_bits()),
        other => format!("{other:?}"),
    };
    CATALOGUE.iter().map(|fact| (fact.name, value((fact.derive)(&source)))).collect()
}

/// Few days, units and amounts, so that returns often meet their orders.
fn any_order() -> impl Strategy<Value = Order> {
    let amount = prop_oneof![(-3_i32..4).prop_map(|hundreds| f64::from(hundreds) * 100.0), -1e6..1e6_f64];
    let kind = prop_oneof![Just(None), prop::sample::select(OrderKind::ALL).prop_map(Some)];
    let grade = prop_oneof![Just(None), prop::sample::select(VehicleGrade::ALL).prop_map(Some)];
    let day = prop_oneof![-1300_i32..1, prop::sample::select(vec![0, -40, -80, -120])];
    (day, -3_i32..4, amount, kind, grade, "[ab]").prop_map(|(day, units, net_amount, kind, grade, id)| Order {
        id: Some(id),
        // Half of them fall on one of few days.
        ordered_on: Date::from_ymd(2026, 7, 10).unwrap().add_days(day),
        delivered_on: None,
        units: Units::new(units),
        net_amount: Money::new(net_amount),
        grade,
        class: None,
        kind,
    })
}

fn shuffled_orders() -> impl Strategy<Value = (Vec<Order>, Vec<Order>)> {
    prop::collection::vec(any_order(), 0..40).prop_flat_map(|orders| (Just(orders.clone()), Just(orders).prop_shuffle()))
}

proptest! {
    #[test]
    fn shuffling_orders_changes_no_bit((one, other) in shuffled_orders()) {
        let of = |orders: Vec<Order>| bits(&Account { orders: Some(orders), ..Account::default() });
        prop_assert_eq!(of(one), of(other));
    }

    #[test]
    fn no_order_book_gives_anything_but_finite_numbers((orders, _) in shuffled_orders()) {
        let account = Account { orders: Some(orders), ..Account::default() };
        let derivation = Derivation::default();
        let source = Source { account: &account, as_of: "2026-07-01".parse().unwrap(), derivation: &derivation };
        for fact in CATALOGUE {
            if let Some(FactRef::Number(number)) = (fact.derive)(&source) {
                prop_assert!(number.is_finite(), "{} is {}", fact.name, number);
            }
        }
    }
}

#[test]
fn reversing_every_list_changes_no_bit() {
    let lines = r#"[{"class": "coach", "units": 7, "own_brand": true, "first_registered_on": "2018-01-31", "grade": "upper", "powertrain": "gas"},
        {"class": "tipper", "units": 3, "own_brand": false, "first_registered_on": "2019-05-30", "grade": "economy", "powertrain": "battery"},
        {"class": "special", "units": 11, "own_brand": true, "grade": "standard", "powertrain": "diesel"}]"#;
    let mut forward = account(FULL);
    forward.park.as_mut().unwrap().vehicles = Some(serde_json::from_str(lines).unwrap());
    forward.replacement = None;
    forward.wallet = None;
    let invoices = r#"[{"due_on": "2026-01-01", "paid_on": "2026-02-03", "amount": 0.1}, {"due_on": "2026-01-01", "paid_on": "2026-01-08", "amount": 0.7},
        {"due_on": "2026-03-01", "paid_on": "2026-02-03", "amount": 1e9}]"#;
    forward.payments.as_mut().unwrap().invoices = Some(serde_json::from_str(invoices).unwrap());
    let mut backward = forward.clone();
    backward.orders.as_mut().unwrap().reverse();
    backward.park.as_mut().unwrap().vehicles.as_mut().unwrap().reverse();
    backward.payments.as_mut().unwrap().invoices.as_mut().unwrap().reverse();
    assert_ne!(forward, backward);
    assert_eq!(bits(&forward), bits(&backward));
}
