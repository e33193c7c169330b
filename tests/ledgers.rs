//! Ledgers bring the balance and the tier that replays bring, account by account and day by day (rule P1).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;
use serde_json::{Value, json};
use tierwise::columns::{Bits, Codes, Column, Events, Ledgers, NOT_ENROLLED, Reviews};
use tierwise::event::{Earn, Enrol, EventKind};
use tierwise::policy::{ActivitySpec, Anchor, Basis, Cadence, Confirm, Maturity, PartialStep, Renewal, Term, Use, Window};
use tierwise::{Date, Event, History, Points, Policy, PolicySpec};
use tierwise_tests::random::{Tape, points, tape};
use tierwise_tests::random_histories::{config, day, spec};

/// The column's dictionary; `x` is no activity.
const WORDS: [&str; 7] = ["b", "a", "x", "c", "d", "rise", "fall"];

/// One event as it stands in a row.
#[derive(Debug, Clone, Copy)]
struct Row {
    on: Option<i32>,
    /// A place in the dictionary, or beyond it.
    activity: Option<usize>,
    quantity: Option<f64>,
}

#[derive(Debug, Clone, Default)]
struct Drawn {
    enrolled: Option<i32>,
    rows: Vec<Row>,
}

/// Leaves only rules that go through in one pass.
fn covered(spec: &mut PolicySpec) {
    let ledger = spec.points.as_mut().unwrap();
    (ledger.decay, ledger.caps) = (None, Vec::new());
    ledger.activities.values_mut().for_each(|activity| activity.cap = None);
    let ladder = spec.ladder.as_mut().unwrap();
    (ladder.basis, ladder.blocks) = (Basis::Points, Vec::new());
    ladder.tiers.iter_mut().for_each(|tier| (tier.requires, tier.retain_requires) = (None, None));
    if let Some(Renewal::Term(term)) = &mut ladder.renewal {
        *term = Term { window: Window::Rolling, after_promotion: Use::Keep, after_renewal: Use::Keep, rollover_cap: None, ..*term };
    }
}

/// A policy within the rules of the pass, or at their edge.
fn policy(tape: &mut Tape) -> Option<Policy> {
    let at_the_edge = tape.chance(25);
    let mut spec = spec(tape, at_the_edge);
    if !at_the_edge {
        covered(&mut spec);
    }
    let ledger = spec.points.as_mut().unwrap();
    // What costs a fraction is floored toward zero too.
    ledger.activities.get_mut("c").unwrap().points = points(tape.pick(&[-2.0, -1.001]));
    for (id, points_) in [("rise", 6e11), ("fall", -6e11)] {
        ledger.activities.insert(id.to_owned(), ActivitySpec { points: points(points_), ..ActivitySpec::default() });
    }
    Policy::new(spec).ok()
}

fn drawn(tape: &mut Tape, policy: &Policy) -> Drawn {
    let wide = tape.chance(25);
    let mut at = tape.below(6) as i32 - 2;
    let enrolled = tape.chance(60).then(|| {
        let enrolled = if tape.chance(3) { tape.pick(&[i32::MIN, i32::MAX]) } else { day(tape.pick(&[0, 2, 5, 9, 40])).days_since_1970() };
        if tape.chance(4) { enrolled.saturating_sub(50_000) } else { enrolled }
    });
    let count = tape.below(if wide { 30 } else { 13 });
    let mut rows: Vec<Row> = (0..count)
        .map(|_| {
            at += if wide { tape.pick(&[0, 20, 1, 7, 31, 60]) } else { tape.pick(&[0, 1, 2, 3, 5, 7, 10, 20, 0, 1]) };
            let mut on = Some(day(at).days_since_1970());
            let mut activity = Some(tape.pick(&[1, 0, 1, 0, 3, 1, 0, 3, 0]));
            match tape.below(150) {
                140 => activity = Some(2),
                141 => activity = Some(4),
                142 => activity = None,
                143 => activity = Some(WORDS.len() + 3),
                144 => on = tape.pick(&[None, Some(i32::MIN), Some(i32::MAX), Some(-800_000)]),
                145..=149 => activity = Some(tape.pick(&[5, 6])),
                _ => {}
            }
            let id = activity.and_then(|place| WORDS.get(place));
            let per_unit = id.and_then(|id| policy.spec().points.as_ref().unwrap().activities.get(*id)).is_some_and(|activity| activity.per_unit);
            let quantity = if tape.chance(if per_unit { 80 } else { 10 }) {
                Some(if per_unit { tape.pick(&[2.0, 1.0, 0.5, 3.0, 0.333, 0.0, -0.0, 1.001]) } else { 1.0 })
            } else {
                None
            };
            let odd = tape.below(300) >= 296;
            let quantity = if odd { Some(tape.pick(&[f64::INFINITY, -1.0, 0.000_1, 1e12, 1e13, 2.0, f64::NEG_INFINITY, 4e11])) } else { quantity };
            Row { on, activity, quantity }
        })
        .collect();
    if tape.chance(40) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, tape.below(at + 1));
        }
    }
    Drawn { enrolled, rows }
}

/// The memory of the columns of many accounts.
#[derive(Default)]
struct Memory {
    offsets: Vec<usize>,
    on: Vec<i32>,
    activity: Vec<i32>,
    small: Vec<u8>,
    quantity: Vec<f64>,
    enrolled: Vec<i32>,
    on_bits: Vec<u8>,
    activity_bits: Vec<u8>,
    quantity_bits: Vec<u8>,
    enrolled_bits: Vec<u8>,
    by_validity: bool,
    bytes: bool,
}

fn bits(flags: impl Iterator<Item = bool>) -> Vec<u8> {
    let flags: Vec<bool> = flags.collect();
    flags.chunks(8).map(|chunk| chunk.iter().enumerate().fold(0, |byte, (at, flag)| byte | u8::from(*flag) << at)).chain([0]).collect()
}

impl Memory {
    fn of(accounts: &[Drawn], tape: &mut Tape) -> Self {
        let rows: Vec<Row> = accounts.iter().flat_map(|account| account.rows.clone()).collect();
        let mut offsets = vec![0];
        accounts.iter().for_each(|account| offsets.push(offsets.last().unwrap() + account.rows.len()));
        let (by_validity, bytes) = (tape.chance(40), tape.chance(40));
        let nothing = if by_validity { tape.pick(&[f64::INFINITY, 7.0, f64::NAN]) } else { f64::NAN };
        Self {
            offsets,
            on: rows.iter().map(|row| row.on.unwrap_or(20_000)).collect(),
            activity: rows.iter().map(|row| row.activity.map_or(-1, |place| place as i32)).collect(),
            small: rows.iter().map(|row| row.activity.map_or(u8::MAX, |place| place as u8)).collect(),
            quantity: rows.iter().map(|row| row.quantity.unwrap_or(nothing)).collect(),
            enrolled: accounts.iter().map(|account| account.enrolled.unwrap_or(12)).collect(),
            on_bits: bits(rows.iter().map(|row| row.on.is_some())),
            activity_bits: bits(rows.iter().map(|row| row.activity.is_some())),
            quantity_bits: bits(rows.iter().map(|row| row.quantity.is_some())),
            enrolled_bits: bits(accounts.iter().map(|account| account.enrolled.is_some())),
            by_validity,
            bytes,
        }
    }

    fn events(&self) -> Events<'_> {
        let activity = if self.bytes { Column::categories(&self.small[..], &WORDS) } else { Column::categories(Codes::I32(&self.activity), &WORDS) };
        let quantity = Column::numbers(&self.quantity);
        Events {
            offsets: &self.offsets,
            on: Column::days(&self.on).with_validity(Bits::new(&self.on_bits, 0)),
            activity: if self.by_validity || self.bytes { activity.with_validity(Bits::new(&self.activity_bits, 0)) } else { activity },
            quantity: Some(if self.by_validity { quantity.with_validity(Bits::new(&self.quantity_bits, 0)) } else { quantity }),
            enrolled: Some(Column::days(&self.enrolled).with_validity(Bits::new(&self.enrolled_bits, 0))),
        }
    }
}

/// What is found of some accounts.
#[derive(Debug, Default, PartialEq)]
struct Found {
    balance: Vec<i64>,
    tier: Vec<u8>,
    errors: Vec<Option<&'static str>>,
    failed: usize,
}

/// Reviews into memory that is not empty.
fn review(ledgers: &Ledgers<'_>, accounts: Range<usize>, days: usize) -> Found {
    let mut found =
        Found { balance: vec![i64::MIN; accounts.len() * days], tier: vec![77; accounts.len() * days], errors: vec![Some(""); accounts.len()], failed: 0 };
    found.failed = ledgers.review(accounts, &mut Reviews { balance: &mut found.balance, tier: &mut found.tier, errors: &mut found.errors }).unwrap();
    found
}

fn earn(activity: &str, quantity: Option<f64>) -> EventKind {
    EventKind::Earn(Earn { activity: activity.to_owned(), quantity: quantity.map(|number| Points::from_f64(number).unwrap()), ..Earn::default() })
}

/// What an account is one by one: its history up to a day and the day of its enrolment, or why it cannot be read.
fn history(account: &Drawn, last: Date) -> Result<Option<(History, Date)>, &'static str> {
    let date = |days: i32| Date::from_days_since_1970(days).ok_or("date.format");
    let mut enrolled = account.enrolled.map(date).transpose()?;
    if enrolled.is_some_and(|day| day > last) {
        return Ok(None);
    }
    let mut events = Vec::new();
    let is_past = |row: &&Row| row.on.is_none_or(|on| on <= last.days_since_1970());
    for (at, row) in account.rows.iter().enumerate().filter(|(_, row)| is_past(row)) {
        let on = date(row.on.ok_or("input.missing_field")?)?;
        let word = WORDS.get(row.activity.ok_or("input.missing_field")?).ok_or("input.unknown_value")?;
        if let Some(number) = row.quantity {
            match number {
                _ if number.is_infinite() => return Err("number.not_finite"),
                _ if number.abs() > 1e12 => return Err("number.range"),
                _ if Points::from_f64(number).is_err() => return Err("number.decimals"),
                _ => {}
            }
        }
        events.push(Event { id: format!("e{at}"), on, recorded_on: None, sequence: at as u64, event: earn(word, row.quantity) });
    }
    let first = events.iter().map(|event| event.on).min();
    enrolled = enrolled.or(first);
    let Some(on) = enrolled else { return Ok(None) };
    events.push(Event { id: "enrolled".to_owned(), on, recorded_on: None, sequence: 0, event: EventKind::Enrol(Enrol::default()) });
    Ok(Some((History { events, ..History::default() }, on)))
}

fn rank(policy: &Policy, tier: &str) -> u8 {
    policy.spec().ladder.as_ref().unwrap().tiers.iter().position(|known| known.id == tier).map_or(0, |at| at as u8 + 1)
}

/// Days that are asked for.
fn days(tape: &mut Tape, policy: &Policy) -> Vec<Date> {
    let far = if tape.chance(25) { 500 } else { 80 };
    if tape.chance(20) {
        let days = policy.review_days(day(0), day(if far == 500 { 500 } else { 20 })).unwrap();
        if (1..40).contains(&days.len()) {
            return days;
        }
    }
    let mut days: Vec<Date> = (0..=tape.below(12)).map(|_| day(tape.below(far) as i32 - 5)).collect();
    days.sort();
    days.dedup();
    days
}

/// How often something came up.
#[derive(Default)]
struct Counts(BTreeMap<String, usize>);

impl Counts {
    fn count(&mut self, what: impl Into<String>, is_so: bool) {
        *self.0.entry(what.into()).or_insert(0) += usize::from(is_so);
    }

    /// What the accounts of a policy that went through in one pass had to do with.
    fn pass(&mut self, policy: &Policy, account: &Drawn, expected: &[(i64, u8)]) {
        let (ladder, ledger) = (policy.spec().ladder.as_ref().unwrap(), policy.spec().points.as_ref().unwrap());
        self.count(format!("{:?}", ladder.review), true);
        let renewal = match &ladder.renewal {
            None => "no renewal".to_owned(),
            Some(Renewal::Sliding(sliding)) => format!("sliding, soft landing {}", sliding.soft_landing),
            Some(Renewal::Term(term)) => format!("term, {:?}, grace {}", term.demotion, term.grace_days > 0),
            Some(Renewal::Continuous(continuous)) => format!("continuous, {:?}", continuous.demotion),
        };
        self.count(renewal, true);
        self.count("confirm", ladder.confirm != Confirm::default());
        self.count("minimum stay", ladder.min_stay.is_some());
        self.count("steps", ladder.max_steps.is_some());
        self.count("partial steps", ladder.partial_step != PartialStep::default());
        self.count("dead band", ladder.dead_band > Points::ZERO);
        self.count("lifetime", !ladder.lifetime.is_empty());
        self.count("re-entry", ladder.tiers.iter().any(|tier| tier.re_enter.is_some()));
        self.count("designations", !policy.spec().designations.is_empty());
        self.count("matured", ledger.anchor == Anchor::Matured);
        let words: Vec<&str> = account.rows.iter().filter_map(|row| WORDS.get(row.activity?).copied()).collect();
        let used = |test: &dyn Fn(&ActivitySpec) -> bool| words.iter().any(|word| ledger.activities.get(*word).is_some_and(test));
        self.count("days of maturity", used(&|activity| matches!(activity.maturity, Some(Maturity::Days(_)))));
        self.count("maturity on an event", used(&|activity| activity.maturity == Some(Maturity::OnEvent)));
        self.count("costs", used(&|activity| activity.points < Points::ZERO));
        self.count("per unit", used(&|activity| activity.per_unit));
        self.count("multipliers", used(&|activity| !activity.multipliers.is_empty()));
        self.count("validity of its own", used(&|activity| activity.validity.is_some()));
        self.count("out of order", !account.rows.is_sorted_by_key(|row| row.on));
        self.count("sums at the edge", words.contains(&"rise") && words.contains(&"fall"));
        self.count("before enrolment", account.rows.iter().any(|row| row.on < account.enrolled));
        self.count("enrols with its first event", account.enrolled.is_none() && !account.rows.is_empty());
        self.count("rises", expected.windows(2).any(|pair| pair[0].1 < pair[1].1));
        self.count("falls", expected.windows(2).any(|pair| pair[1].1 < pair[0].1 && pair[0].1 != NOT_ENROLLED));
        self.count("several tiers", expected.iter().map(|(_, tier)| tier).filter(|tier| **tier != NOT_ENROLLED).max().is_some_and(|tier| *tier > 1));
        self.count("nothing counts again", expected.windows(2).any(|pair| pair[0].0 > 0 && pair[1].0 == 0));
    }
}

/// Compares the ledgers of random accounts with their replays.
fn agrees(tape: &mut Tape, counts: &mut Counts) -> Result<(), TestCaseError> {
    let Some(policy) = policy(tape) else { return Ok(()) };
    let days = days(tape, &policy);
    let last = *days.last().unwrap();
    let accounts: Vec<Drawn> = (0..1 + tape.below(6)).map(|_| drawn(tape, &policy)).collect();
    let memory = Memory::of(&accounts, tape);
    let ledgers = policy.ledgers(memory.events(), &days).unwrap();
    counts.count(format!("one pass {}", ledgers.is_one_pass()), true);
    let found = review(&ledgers, 0..accounts.len(), days.len());
    let mut failed = 0;
    for (at, account) in accounts.iter().enumerate() {
        let (balance, tier) = (&found.balance[at * days.len()..][..days.len()], &found.tier[at * days.len()..][..days.len()]);
        let read = history(account, last);
        let replayed = match &read {
            Err(code) => Err((*code).to_owned()),
            Ok(None) => Ok(None),
            Ok(Some((history, enrolled))) => policy.replay(history, last).map(|_| Some((history, *enrolled))).map_err(|error| error.code().to_owned()),
        };
        match &replayed {
            Err(code) => {
                failed += 1;
                counts.count(code.as_str(), true);
                prop_assert_eq!(found.errors[at], Some(code.as_str()), "{:?}", account);
                prop_assert!(balance.iter().all(|balance| *balance == 0) && tier.iter().all(|tier| *tier == 0));
            }
            Ok(None) => {
                counts.count("not enrolled", true);
                prop_assert_eq!(found.errors[at], None);
                prop_assert!(balance.iter().all(|balance| *balance == 0) && tier.iter().all(|tier| *tier == NOT_ENROLLED));
            }
            Ok(Some((history, enrolled))) => {
                prop_assert_eq!(found.errors[at], None, "{:?}", account);
                let mut expected = Vec::new();
                for (place, on) in days.iter().enumerate() {
                    if on < enrolled {
                        expected.push((0, NOT_ENROLLED));
                    } else if let Ok(timeline) = policy.replay(history, *on) {
                        expected.push((timeline.balance.unwrap().thousandths(), rank(&policy, &timeline.tier)));
                    } else {
                        // Costs to come can bring a sum back into its range.
                        counts.count("only later in range", true);
                        expected.push((balance[place], tier[place]));
                    }
                    prop_assert_eq!((balance[place], tier[place]), expected[place], "on {} of {:?} by {}", on, account, json!(policy.spec()));
                }
                if ledgers.is_one_pass() {
                    counts.pass(&policy, account, &expected);
                }
            }
        }
        // The account's own history says the same.
        let own = ledgers.history(at).map_err(|error| error.code().to_owned());
        let own =
            own.and_then(
                |history| if history.events.is_empty() { Ok(None) } else { policy.replay(&history, last).map(Some).map_err(|error| error.code().to_owned()) },
            );
        let replayed = replayed.map(|found| found.map(|(history, _)| policy.replay(history, last).unwrap()));
        prop_assert_eq!(own, replayed);
    }
    prop_assert_eq!(found.failed, failed);
    // Any split gives the same.
    let (mut whole, mut start) = (Found::default(), 0);
    while start < accounts.len() {
        let end = accounts.len().min(start + 1 + tape.below(accounts.len()));
        let part = review(&ledgers, start..end, days.len());
        whole.balance.extend(part.balance);
        whole.tier.extend(part.tier);
        whole.errors.extend(part.errors);
        whole.failed += part.failed;
        start = end;
    }
    prop_assert_eq!(whole, found);
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn as_replays(mut tape in tape()) {
        agrees(&mut tape, &mut Counts::default())?;
    }
}

/// The cases above would prove nothing if they were all of one kind.
#[test]
fn every_rule_of_the_pass_comes_up() {
    let mut counts = Counts::default();
    for seed in 0..1_500 {
        agrees(&mut Tape::seeded(seed), &mut counts).unwrap_or_else(|error| unreachable!("seed {seed}: {error}"));
    }
    let renewals = ["OneStep", "ToQualified", "ToBase"]
        .map(|demotion| [format!("term, {demotion}, grace false"), format!("term, {demotion}, grace true"), format!("continuous, {demotion}")]);
    let cadences = [Cadence::Daily, Cadence::Monthly, Cadence::Quarterly, Cadence::Yearly, Cadence::Events].map(|cadence| format!("{cadence:?}"));
    let others = ["no renewal", "sliding, soft landing true", "sliding, soft landing false", "one pass true", "one pass false"];
    for what in renewals.into_iter().flatten().chain(cadences).chain(others.map(str::to_owned)) {
        counts.count(what, false);
    }
    let codes = [
        "date.format",
        "input.missing_field",
        "input.unknown_value",
        "number.decimals",
        "number.range",
        "number.not_finite",
        "event.activity",
        "event.overflow",
    ];
    for code in codes {
        counts.count(code, false);
    }
    // What is not of the pass may be rare.
    let is_ours = |what: &str| !what.starts_with("score.") && what != "only later in range";
    let rare = counts.0.iter().filter(|(what, times)| is_ours(what) && **times < 5);
    assert_eq!(rare.collect::<Vec<_>>(), [], "of {:?}", counts.0);
    println!("{:#?}", counts.0);
}

/// Day, activity and quantity.
type Earned = (i32, String, f64);

/// A case of the corpus as one account, its day of enrolment and its rows, if its history can stand in columns.
fn as_rows(history: &Value) -> Option<(i32, Vec<Earned>)> {
    let days = |value: &Value| value.as_str().unwrap().parse::<Date>().unwrap().days_since_1970();
    let (mut enrolled, mut rows, mut ids) = (None, Vec::new(), std::collections::BTreeSet::new());
    if history.as_object()?.keys().any(|key| key != "events") {
        return None;
    }
    for event in history["events"].as_array()? {
        let keys: Vec<&str> = event.as_object()?.keys().map(String::as_str).collect();
        let (kind, content) = event["event"].as_object()?.iter().next()?;
        match kind.as_str() {
            _ if keys.iter().any(|key| !["id", "on", "event"].contains(key)) => return None,
            // Rows have no ids, so that none is the same again.
            _ if !ids.insert(event["id"].as_str()?) => return None,
            "enrol" if enrolled.is_none() && content == &json!({}) => enrolled = Some(days(&event["on"])),
            "earn" if content.as_object()?.keys().all(|key| ["activity", "quantity"].contains(&key.as_str())) => {
                rows.push((days(&event["on"]), content["activity"].as_str()?.to_owned(), content["quantity"].as_f64().unwrap_or(f64::NAN)));
            }
            _ => return None,
        }
    }
    Some((enrolled?, rows))
}

/// The worked examples of `docs/semantics.md`, as far as columns can say them.
#[test]
fn as_the_worked_examples() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/history");
    let (mut checked, mut one_pass, mut moves) = (0, 0, 0);
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let Ok(policy) = Policy::read(file["policy"].clone()) else { continue };
        for case in file["cases"].as_array().unwrap().iter().filter(|case| case["call"] == "replay") {
            let Some((enrolled, rows)) = as_rows(&case["args"]["history"]) else { continue };
            let ids: Vec<&str> = rows.iter().map(|(_, id, _)| id.as_str()).collect();
            let (on, codes): (Vec<i32>, Vec<u32>) = rows.iter().zip(0..).map(|((on, _, _), code)| (*on, code)).unzip();
            let quantity: Vec<f64> = rows.iter().map(|(_, _, quantity)| *quantity).collect();
            let events = Events {
                offsets: &[0, rows.len()],
                on: Column::days(&on),
                activity: Column::categories(&codes[..], &ids),
                quantity: Some(Column::numbers(&quantity)),
                enrolled: Some(Column::days(std::slice::from_ref(&enrolled))),
            };
            let moved: Vec<&Value> = case["ok"]["transitions"].as_array().into_iter().flatten().collect();
            let days: std::collections::BTreeSet<Date> =
                moved.iter().map(|step| &step["on"]).chain([&case["args"]["as_of"]]).map(|day| day.as_str().unwrap().parse().unwrap()).collect();
            let days: Vec<Date> = days.into_iter().collect();
            let Ok(ledgers) = policy.ledgers(events, &days) else { continue };
            let found = review(&ledgers, 0..1, days.len());
            let name = format!("{} {}", path.display(), case["name"]);
            if let Some(error) = case["error"]["code"].as_str() {
                assert_eq!(found.errors, [Some(error)], "{name}");
            } else if !case["ok"].is_null() {
                assert_eq!(found.errors, [None], "{name}");
                assert_eq!(*found.balance.last().unwrap(), (case["ok"]["balance"].as_f64().unwrap() * 1_000.0).round() as i64, "{name}");
                assert_eq!(*found.tier.last().unwrap(), rank(&policy, case["ok"]["tier"].as_str().unwrap()), "{name}");
                for step in &moved {
                    let at = days.iter().position(|day| step["on"] == day.to_string()).unwrap();
                    let later = moved.iter().rfind(|other| other["on"] == step["on"]).unwrap();
                    assert_eq!(found.tier[at], rank(&policy, later["to"].as_str().unwrap()), "{name}");
                }
                moves += moved.len();
            } else {
                continue;
            }
            checked += 1;
            one_pass += usize::from(ledgers.is_one_pass());
        }
    }
    assert!(checked >= 30 && one_pass >= 20 && moves >= 50, "{checked} cases, {one_pass} in one pass, {moves} moves");
}

fn club() -> Policy {
    Policy::read(json!({
        "policy": "club", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}, "visit": {"points": 10}}},
        "ladder": {"basis": "points", "base": "standard", "review": "monthly", "tiers": [{"id": "silver", "enter": 1000, "retain": 800}]},
    }))
    .unwrap()
}

fn changed(change: impl Fn(&mut Value)) -> Result<Policy, tierwise::Error> {
    let mut document = json!(club().spec());
    change(&mut document);
    Policy::read(document)
}

fn problems<T>(result: Result<T, tierwise::Error>) -> Vec<(String, String)> {
    let Err(error) = result else { return Vec::new() };
    error.problems().iter().map(|problem| (problem.code.clone(), problem.path.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(code, path)| ((*code).to_owned(), (*path).to_owned())).collect()
}

#[test]
fn what_does_not_fit_is_all_named() {
    let policy = club();
    let on = [20_000, 20_001];
    let good = Events { offsets: &[0, 1, 2], on: Column::days(&on), activity: Column::categories(&[0_u8, 0][..], &["order"]), quantity: None, enrolled: None };
    let days = [day(10), day(40)];
    let bad = Events {
        offsets: &[0, 3, 2],
        on: Column::numbers(&[1.0, 2.0]),
        activity: Column::categories(&[0_u8][..], &["order"]),
        quantity: Some(Column::days(&on)),
        enrolled: Some(Column::days(&on[..1])),
    };
    let expected = [
        ("number.range", "events.offsets[2]"),
        ("input.type", "events.on"),
        ("input.length", "events.activity"),
        ("input.type", "events.quantity"),
        ("input.length", "events.enrolled"),
        ("number.range", "days[1]"),
    ];
    let found = problems(policy.ledgers(bad, &[day(10), day(10)]));
    assert_eq!(found, pairs(&expected));
    assert_eq!(problems(policy.ledgers(Events { offsets: &[], ..good }, &[])), pairs(&[("input.length", "events.offsets"), ("input.length", "days")]));
    assert_eq!(problems(changed(|policy| policy["ladder"] = Value::Null).unwrap().ledgers(good, &days)), pairs(&[("tier.unknown", "ladder")]));
    let without_points = changed(|policy| {
        policy["points"] = Value::Null;
        policy["ladder"]["basis"] = "score".into();
    });
    assert_eq!(problems(without_points.unwrap().ledgers(good, &days)), pairs(&[("event.activity", "points")]));
    let long: Vec<Value> = (1..=255).map(|tier| json!({"id": format!("t{tier}"), "enter": tier})).collect();
    let long = changed(|policy| policy["ladder"]["tiers"] = json!(long)).unwrap();
    assert_eq!(problems(long.ledgers(good, &days)), pairs(&[("number.range", "ladder.tiers")]));

    let ledgers = policy.ledgers(good, &days).unwrap();
    assert_eq!((ledgers.accounts(), ledgers.tiers().len()), (2, 2));
    let mut reviews = Reviews { balance: &mut [0; 3], tier: &mut [], errors: &mut [None; 1] };
    assert_eq!(problems(ledgers.review(0..2, &mut reviews)), pairs(&[("input.length", "reviews.balance"), ("input.length", "reviews.errors")]));
    assert_eq!(problems(ledgers.review(1..3, &mut Reviews::default())), pairs(&[("number.range", "accounts")]));
    assert_eq!(problems(ledgers.history(2)), pairs(&[("number.range", "account")]));
    // What is not wanted is left empty.
    let (mut balance, mut errors) = ([7; 4], [None; 2]);
    assert_eq!(ledgers.review(0..2, &mut Reviews { balance: &mut balance, tier: &mut [], errors: &mut errors }).unwrap(), 0);
    assert_eq!(balance, [1_000; 4]);
}

/// Bounds are closed below (rule T2), for who enters, who stays and who stands still.
#[test]
fn a_thousandth_below_a_bound_is_below() {
    let policy = club();
    let on = ["2024-12-20", "2025-01-20"].map(|day| day.parse::<Date>().unwrap().days_since_1970());
    let on = [on, on, on].concat();
    let quantity = [200.0, 800.0, 200.001, 799.999, 200.0, 799.999];
    let events = Events {
        offsets: &[0, 2, 4, 6],
        on: Column::days(&on),
        activity: Column::categories(&[0_u8; 6][..], &["order"]),
        quantity: Some(Column::numbers(&quantity)),
        enrolled: None,
    };
    let days = ["2025-02-01", "2025-12-19", "2025-12-20", "2026-01-01"].map(|day| day.parse().unwrap());
    let found = review(&policy.ledgers(events, &days).unwrap(), 0..3, 4);
    assert_eq!(found.tier, [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(found.balance[..8], [1_000_000, 1_000_000, 800_000, 800_000, 1_000_000, 1_000_000, 799_999, 799_999]);
}

#[test]
fn policies_say_whether_they_go_through_in_one_pass() {
    let on = [20_000];
    let events = Events { offsets: &[0, 1], on: Column::days(&on), activity: Column::categories(&[0_u8][..], &["order"]), quantity: None, enrolled: None };
    let days = [day(40)];
    let is_one_pass = |change: &dyn Fn(&mut Value)| changed(change).unwrap().ledgers(events, &days).unwrap().is_one_pass();
    let ladder = |key: &'static str, value: Value| move |policy: &mut Value| policy["ladder"][key] = value.clone();
    assert!(is_one_pass(&|_| {}));
    let span = json!({"months": 6});
    for kept in [
        ladder("renewal", json!({"term": {"validity": span, "grace_days": 30}})),
        ladder("renewal", json!({"sliding": {"validity": span, "soft_landing": true}})),
        ladder("min_stay", span.clone()),
        ladder("confirm", json!({"promotion": 2, "demotion": 2})),
        ladder("review", json!("events")),
    ] {
        assert!(is_one_pass(&kept));
    }
    for lost in [
        ladder("renewal", json!({"term": {"validity": span, "window": "term"}})),
        ladder("renewal", json!({"term": {"validity": span, "after_renewal": "consume"}})),
        ladder("basis", json!("score")),
        ladder("blocks", json!([{"fact": "n", "below": 0}])),
    ] {
        assert!(!is_one_pass(&lost));
    }
    assert!(!is_one_pass(&|policy| policy["points"]["decay"] = json!({"linear": 30})));
    assert!(!is_one_pass(&|policy| policy["points"]["activities"]["order"]["cap"] = json!({"points": 5, "every": "month"})));
    assert!(!is_one_pass(&|policy| policy["ladder"]["tiers"][0]["requires"] = json!({"fact": "n", "above": 0})));
}
