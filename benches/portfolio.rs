//! A portfolio over two years: 100,000 accounts with 100 events each, one replay after the other, with the time of the
//! replays alone and the memory that they and their timelines take.
//!
//! `cargo bench --bench portfolio [-- ACCOUNTS]`
#![expect(unsafe_code, reason = "an allocator that counts")]
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "in a bench, what cannot be done is a failure")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use serde_json::json;
use tierwise::event::{Earn, Enrol, Event, EventKind};
use tierwise::{Account, Date, History, Points, Policy, Timeline};

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

struct Counting;

impl Counting {
    fn grew(bytes: usize) {
        PEAK.fetch_max(LIVE.fetch_add(bytes, Relaxed) + bytes, Relaxed);
    }
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::grew(layout.size());
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn policy() -> Policy {
    Policy::read(json!({
        "policy": "bench", "version": "1", "semantics": 1, "facts": [{"id": "n", "type": "number"}],
        "score": {"aspects": [{"id": "a", "criteria": [{"id": "k", "fact": "n", "curve": [[0, 0], [100, 100]]}]}]},
        "points": {"validity": {"months": 12}, "activities": {"order": {"points": 1, "per_unit": true}, "visit": {"points": 15}}},
        "ladder": {"basis": "points", "base": "standard", "review": "monthly", "renewal": {"sliding": {"validity": {"months": 6}, "soft_landing": true}}, "tiers": [
            {"id": "silver", "enter": 1000, "retain": 800}, {"id": "gold", "enter": 3000, "retain": 2400}, {"id": "platinum", "enter": 8000, "retain": 6400},
        ]},
    }))
    .unwrap()
}

/// 100 events over 24 months, from large accounts to small ones.
fn history(account: u64) -> History {
    let mut state = account.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let start: Date = "2024-01-01".parse().unwrap();
    let scale = [2, 10, 40, 150, 600][usize::try_from(random(5)).unwrap()];
    let event = |id: String, on: Date, event: EventKind| Event { id, on, recorded_on: None, sequence: 0, event };
    let mut events = vec![event("enrol".to_owned(), start, EventKind::Enrol(Enrol::default()))];
    for at in 1..100 {
        let on = start.add_days(i32::try_from(random(730)).unwrap()).unwrap();
        let quantity = (random(3) > 0).then(|| Points::from_thousandths(i64::try_from(random(scale * 1_000)).unwrap()).unwrap());
        let activity = if quantity.is_some() { "order" } else { "visit" };
        events.push(event(format!("e{at}"), on, EventKind::Earn(Earn { activity: activity.to_owned(), quantity, ..Earn::default() })));
    }
    History { account: Account::default(), events }
}

fn main() {
    let accounts = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000_u64);
    let (policy, as_of) = (policy(), "2026-01-01".parse().unwrap());
    let (mut spent, mut one, mut moves, mut timelines) = (Duration::ZERO, 0, 0, Vec::<Timeline>::new());
    let before = LIVE.load(Relaxed);
    for account in 0..accounts {
        let history = history(account);
        let live = LIVE.load(Relaxed);
        PEAK.store(live, Relaxed);
        let start = Instant::now();
        let timeline = policy.replay(&history, as_of).unwrap();
        spent += start.elapsed();
        one = one.max(PEAK.load(Relaxed) - live);
        moves += timeline.transitions.len();
        timelines.push(timeline);
    }
    let kept = LIVE.load(Relaxed) - before;
    let events = accounts * 100;
    println!(
        "{accounts} accounts, {events} events, {moves} moves: {:.2} s, {:.2} million events a second on one thread",
        spent.as_secs_f64(),
        events as f64 / spent.as_secs_f64() / 1e6
    );
    println!("memory: {:.1} kB for the largest replay while it runs, {:.2} kB for each timeline kept", one as f64 / 1e3, kept as f64 / 1e3 / accounts as f64);
}
