//! A score allocates its lists and nothing else: not more for more criteria.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]
#![expect(unsafe_code, reason = "an allocator that counts")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use serde_json::{Value, json};
use tierwise::{Account, Policy};

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: as promised by the caller.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Five aspects, each with criteria of every shape.
fn policy(criteria: usize) -> Policy {
    let shapes = |index: usize| match index % 4 {
        0 => json!({"id": format!("k{index}"), "fact": format!("x.n{index}"), "bands": [[null, 0], [10, 5], [50, 10]]}),
        1 => json!({"id": format!("k{index}"), "fact": format!("x.n{index}"), "curve": [[0, 0], [100, 10]]}),
        2 => json!({"id": format!("k{index}"), "fact": format!("x.w{index}"), "table": {"red": 3, "green": 10}}),
        _ => json!({"id": format!("k{index}"), "fact": format!("x.f{index}"), "flag": {"true": 10, "false": 0}}),
    };
    // As many reasons in every policy: their list grows as it is filled.
    let shapes = |index: usize| {
        let mut criterion = shapes(index);
        criterion["reason"] = format!("r{}", index % 5).into();
        criterion
    };
    let aspect = |at: usize| json!({"id": format!("a{at}"), "criteria": (0..criteria).filter(|index| index % 5 == at).map(shapes).collect::<Vec<_>>()});
    let facts = (0..criteria)
        .flat_map(|index| [("n", "number"), ("w", "category"), ("f", "flag")].map(|(letter, kind)| json!({"id": format!("x.{letter}{index}"), "type": kind})));
    let document = json!({
        "policy": "counted", "version": "1", "semantics": 1,
        "facts": facts.collect::<Vec<_>>(),
        "score": {"aspects": (0..5).map(aspect).collect::<Vec<_>>()},
        "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 20, "retain": 15}, {"id": "gold", "enter": 60, "retain": 50}]},
    });
    Policy::read(&document).unwrap()
}

fn account(policy: &Policy, known: bool) -> Account {
    let value = |name: &str| -> Value {
        match name.as_bytes().get(2) {
            Some(b'n') => json!(30.5),
            Some(b'w') => json!("red"),
            _ => json!(true),
        }
    };
    let facts: serde_json::Map<String, Value> = policy.facts().filter(|_| known).map(|name| (name.to_owned(), value(name))).collect();
    serde_json::from_value(json!({"facts": facts})).unwrap()
}

fn allocations<T>(run: impl Fn() -> T) -> usize {
    // Once, so that what is kept for good is there.
    drop(run());
    let before = COUNT.with(Cell::get);
    let result = run();
    let count = COUNT.with(Cell::get) - before;
    drop(result);
    count
}

#[test]
fn more_criteria_need_no_more_allocations() {
    let day = "2026-06-30".parse().unwrap();
    let score = |criteria: usize, known: bool| {
        let policy = policy(criteria);
        let account = account(&policy, known);
        assert_eq!(policy.score(&account, day).unwrap().missing.len(), if known { 0 } else { criteria });
        allocations(|| policy.score(&account, day).unwrap())
    };
    let (few, many) = (score(21, true), score(42, true));
    println!("a score of 21 criteria, all known: {few} allocations; of 42: {many}");
    assert_eq!(few, many);
    // The values of the facts, the aspects, the criteria of each of five, the sums of the gaps and the reasons.
    assert!(few <= 12, "{few}");
    let (few, many) = (score(21, false), score(42, false));
    println!("none known: {few}, {many}");
    // The list of missing facts may grow as it is filled.
    assert!(many <= few + 1 && few <= 16, "{few}, {many}");
}

#[test]
fn an_assessment_adds_its_own_lists() {
    let day = "2026-06-30".parse().unwrap();
    let policy = policy(21);
    let account = account(&policy, true);
    let count = allocations(|| policy.assess(&account, day, Some("silver")).unwrap());
    println!("an assessment: {count} allocations");
    assert!(count <= 24, "{count}");
}
