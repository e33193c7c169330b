use super::*;
use crate::error::code;
use crate::tree::{Step, Tree};
use crate::wire;

/// An account that sets every field.
pub(crate) const FULL: &str = include_str!("full.json");

pub(crate) fn account(text: &str) -> Account {
    wire::read(&mut serde_json::Deserializer::from_str(text)).unwrap()
}

fn tree(text: &str) -> Tree {
    serde_json::from_str(text).unwrap()
}

fn refused(tree: &Tree) -> (String, String) {
    let error = wire::read::<Account, _>(tree).unwrap_err();
    (error.code().to_owned(), error.path().to_owned())
}

/// Every place of a tree, with its path as text.
fn places(tree: &Tree, steps: &[Step], path: &str, found: &mut Vec<(Vec<Step>, String)>) {
    found.push((steps.to_vec(), path.to_owned()));
    let below = |step: Step| steps.iter().cloned().chain([step]).collect::<Vec<_>>();
    match tree {
        Tree::Map(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                places(value, &below(Step::Key(key.clone())), &path, found);
            }
        }
        Tree::List(items) => items.iter().enumerate().for_each(|(at, item)| places(item, &below(Step::Index(at)), &format!("{path}[{at}]"), found)),
        _ => {}
    }
}

fn at<'a>(tree: &'a mut Tree, steps: &[Step]) -> &'a mut Tree {
    steps.iter().fold(tree, |tree, step| match (tree, step) {
        (Tree::Map(entries), Step::Key(key)) => &mut entries.iter_mut().find(|(name, _)| name == key).unwrap().1,
        (Tree::List(items), Step::Index(index)) => &mut items[*index],
        _ => panic!("no such place"),
    })
}

fn all_places() -> Vec<(Vec<Step>, String)> {
    let mut found = Vec::new();
    places(&tree(FULL), &[], "", &mut found);
    found
}

#[test]
fn a_full_account_sets_every_field_and_survives_the_round_trip() {
    let account = account(FULL);
    assert!(!format!("{account:?}").contains(": None"), "{account:?}");
    let written = serde_json::to_value(&account).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(FULL).unwrap());
    assert_eq!(serde_json::from_value::<Account>(written).unwrap(), account);
}

#[test]
fn an_empty_account_writes_nothing() {
    assert_eq!(serde_json::to_string(&account("{}")).unwrap(), "{}");
    assert_eq!(account(r#"{"orders": null, "park": null, "facts": null, "currency": null}"#), Account::default());
}

#[test]
fn an_unknown_key_is_refused_in_every_section() {
    let mut sections = 0;
    for (steps, path) in all_places() {
        let mut tree = tree(FULL);
        let Tree::Map(entries) = at(&mut tree, &steps) else { continue };
        // The open section, and the one key of a value that has content.
        if ["facts", "cycle_months", "observed_cycle_months"].iter().any(|open| path.ends_with(open))
            || ["method", "cause"].iter().any(|one| path.ends_with(one))
        {
            continue;
        }
        entries.push(("surplus".into(), Tree::Integer(1)));
        let expected = if path.is_empty() { "surplus".to_owned() } else { format!("{path}.surplus") };
        assert_eq!(refused(&tree), (code::INPUT_UNKNOWN_FIELD.to_owned(), expected));
        sections += 1;
    }
    assert_eq!(sections, 42);
}

#[test]
fn nan_is_missing_and_infinity_and_flags_are_refused_for_every_number() {
    let mut numbers = 0;
    for (steps, path) in all_places() {
        let full = tree(FULL);
        let with = |value: Tree| {
            let mut tree = full.clone();
            *at(&mut tree, &steps) = value;
            tree
        };
        if !matches!(at(&mut full.clone(), &steps), Tree::Integer(_) | Tree::Number(_)) {
            continue;
        }
        numbers += 1;
        if matches!(steps.last(), Some(Step::Key(_))) {
            let mut without = full.clone();
            assert!(without.remove_entry(&steps));
            let without = wire::read::<Account, _>(&without).unwrap();
            for missing in [Tree::Number(f64::NAN), Tree::Null] {
                let read = wire::read::<Account, _>(&with(missing));
                assert_eq!(read.as_ref(), Ok(&without), "{path}");
            }
        }
        for infinite in [f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(refused(&with(Tree::Number(infinite))), (code::NUMBER_NOT_FINITE.to_owned(), path.clone()));
        }
        if !path.starts_with("facts") {
            for wrong in [Tree::Flag(true), Tree::Text("12".into())] {
                assert_eq!(refused(&with(wrong)), (code::INPUT_TYPE.to_owned(), path.clone()));
            }
        }
    }
    assert_eq!(numbers, 56);
}

#[test]
fn null_is_absent_everywhere() {
    for (steps, path) in all_places() {
        // The content of a list, and of a value that has content, is not optional.
        if !matches!(steps.last(), Some(Step::Key(_)))
            || path.ends_with("method.mixed")
            || path.ends_with("cause.other")
            || path.contains("observed_cycle_months.")
        {
            continue;
        }
        let mut nulled = tree(FULL);
        *at(&mut nulled, &steps) = Tree::Null;
        let mut without = tree(FULL);
        assert!(without.remove_entry(&steps));
        assert_eq!(wire::read::<Account, _>(&nulled).unwrap(), wire::read::<Account, _>(&without).unwrap(), "{path}");
    }
}

#[test]
fn a_count_takes_a_whole_number_as_tables_write_it() {
    let read = |units: &str| wire::read::<FleetSize, _>(&mut serde_json::Deserializer::from_str(&format!(r#"{{"units": {units}}}"#)));
    assert_eq!(read("12.0").unwrap().units, Count::new(12));
    assert_eq!(read("0").unwrap().units, Count::new(0));
    for (wrong, expected) in [
        ("12.5", code::NUMBER_DECIMALS),
        ("-1", code::NUMBER_RANGE),
        ("5000000000", code::NUMBER_RANGE),
        ("true", code::INPUT_TYPE),
        ("\"12\"", code::INPUT_TYPE),
    ] {
        let error = read(wrong).unwrap_err();
        assert_eq!((error.code(), error.path()), (expected, "units"), "{wrong}");
    }
}

#[test]
fn quantities_have_their_bounds() {
    assert!(Share::new(1.0).is_some() && Share::new(1.000_001).is_none() && Share::new(-0.1).is_none() && Share::new(f64::NAN).is_none());
    assert!(Money::new(1e15).is_some() && Money::new(1.1e15).is_none());
    assert_eq!(Money::new(-0.0).unwrap().get().to_bits(), 0);
    assert!(Rating::new(5.0).is_some() && Rating::new(0.9).is_none());
    assert!(Opinion::new(-2).is_some() && Opinion::new(3).is_none());
    assert!(CycleMonths::new(24).is_some() && CycleMonths::new(23).is_none() && CycleMonths::new(241).is_none());
    assert!(Days::new(0).is_none() && Months::new(0).is_none() && Month::new(13).is_none() && Year::new(0).is_none());
    assert_eq!(Currency::new("EURO"), None);
}

#[test]
fn refusals_name_the_place() {
    for (text, expected) in [
        (r#"{"currency": "eur"}"#, (code::INPUT_UNKNOWN_VALUE, "currency")),
        (r#"{"currency": 978}"#, (code::INPUT_TYPE, "currency")),
        (r#"{"status": "kye"}"#, (code::INPUT_UNKNOWN_VALUE, "status")),
        (r#"{"orders": [{}, {"ordered_on": "2026-02-30"}]}"#, (code::DATE_FORMAT, "orders[1].ordered_on")),
        (r#"{"replacement": {"cycle_months": {"coach": 12}}}"#, (code::NUMBER_RANGE, "replacement.cycle_months.coach")),
        (r#"{"replacement": {"observed_cycle_months": {"coach": [0]}}}"#, (code::NUMBER_RANGE, "replacement.observed_cycle_months.coach[0]")),
        (r#"{"procurement": [{"method": {"mixed": {"negotiated": 2}}}]}"#, (code::NUMBER_RANGE, "procurement[0].method.mixed.negotiated")),
        (r#"{"contacts": [{"roles": ["boss"]}]}"#, (code::INPUT_UNKNOWN_VALUE, "contacts[0].roles[0]")),
    ] {
        let error = wire::read::<Account, _>(&mut serde_json::Deserializer::from_str(text)).unwrap_err();
        assert_eq!((error.code(), error.path()), expected, "{error}");
    }
}

#[test]
fn words_are_what_stands_on_the_wire() {
    for class in VehicleClass::ALL {
        assert_eq!(serde_json::to_value(class).unwrap(), class.as_str());
    }
    assert_eq!(VehicleClass::WORDS.len(), VehicleClass::ALL.len());
    for (place, word) in ProcurementMethod::WORDS.iter().enumerate() {
        let method: ProcurementMethod = serde_json::from_value((*word).into()).unwrap();
        assert_eq!(method.shares()[place], 1.0);
        let mixed: ProcurementMethod = serde_json::from_value(serde_json::json!({"mixed": {*word: 0.5}})).unwrap();
        assert_eq!(mixed.shares()[place], 0.5);
    }
}

#[test]
fn expired_contacts_are_erased_on_their_day() {
    let mut account = account(r#"{"contacts": [{"id": "a", "retain_until": "2026-07-01"}, {"id": "b", "retain_until": "2026-07-02"}, {"id": "c"}]}"#);
    assert_eq!(account.erase_expired_contacts("2026-07-01".parse().unwrap()), 1);
    assert_eq!(account.contacts.unwrap().len(), 2);
}

#[test]
fn a_nomination_holds_from_its_first_day_until_the_day_before_the_last() {
    let nomination: Nomination = serde_json::from_str(r#"{"from": "2026-01-01", "until": "2027-01-01"}"#).unwrap();
    let holds = |day: &str| nomination.is_active(day.parse().unwrap());
    assert_eq!([holds("2025-12-31"), holds("2026-01-01"), holds("2026-12-31"), holds("2027-01-01")], [false, true, true, false]);
    assert!(!Nomination::default().is_active("2026-01-01".parse().unwrap()));
}

#[cfg(feature = "schema")]
#[test]
fn the_schema_knows_every_field_and_kind_of_number() {
    let schema = serde_json::to_value(schemars::schema_for!(Account)).unwrap();
    let order = &schema["$defs"]["Order"];
    assert_eq!(order["additionalProperties"], false);
    assert_eq!(order["properties"]["units"]["type"], serde_json::json!(["integer", "null"]));
    assert_eq!(order["properties"]["ordered_on"]["format"], "date");
    assert_eq!(order.get("required"), None);
    assert_eq!(schema["properties"].as_object().unwrap().len(), 25);
}
