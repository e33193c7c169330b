//! Small pieces of work whose instructions `cargo xtask bench instructions` counts: unlike times, the same on a busy machine.
//!
//! `instructions NAME` does one piece of work, once; without a name the names are printed.
#![expect(clippy::unwrap_used, reason = "a bench that cannot run fails")]

use std::hint::black_box;

use serde_json::json;
use tierwise::{Account, Date, Policy};
use tierwise_benches::accounts::{Accounts, document, memory};
use tierwise_benches::events::{self, EVENTS, Events, MONTHS};
use tierwise_benches::key_accounts;

const NAMES: [&str; 4] = ["score, 9 criteria", "score, 21 criteria", "columns, 1,024 rows", "replay, 100 events"];

/// What is counted: this function's instructions, and those of all that it calls.
#[inline(never)]
fn measured<T>(work: &mut impl FnMut() -> T) {
    black_box(work());
}

/// Counts the second time, when the allocator has what it needs.
fn count<T>(mut work: impl FnMut() -> T) {
    black_box(work());
    measured(&mut work);
}

fn main() {
    let day: Date = "2026-06-30".parse().unwrap();
    let wide = || Policy::read(document()).unwrap();
    match std::env::args().nth(1).as_deref() {
        Some("score, 9 criteria") => {
            let account: Account = serde_json::from_value(json!({"facts": {
                "annual_revenue": 1_250_000, "gross_margin_pct": 17.5, "fleet_size": 64, "order_count": 31, "tenure_years": 6.5,
                "payment_delay_days": 12, "procurement_method": "framework", "growth_outlook": "growing", "brand_influencer": true,
            }}))
            .unwrap();
            let policy = wide();
            count(|| policy.score(&account, day).unwrap());
        }
        Some("score, 21 criteria") => {
            let (policy, account) = (Policy::new(key_accounts::spec()).unwrap(), key_accounts::known());
            count(|| policy.score(&account, day).unwrap());
        }
        Some("columns, 1,024 rows") => {
            let (policy, accounts) = (wide(), Accounts::new(1_024));
            let mut results = memory(&policy, 1_024);
            let table = accounts.table(&policy);
            count(|| table.score(0..1_024, &mut results.output()).unwrap());
        }
        Some("replay, 100 events") => {
            let (policy, history) = (Policy::read(events::document()).unwrap(), Events::new(1, EVENTS).history(0));
            let as_of = events::start().add_months(MONTHS as i32).unwrap();
            count(|| policy.replay(&history, as_of).unwrap());
        }
        _ => NAMES.iter().for_each(|name| println!("{name}")),
    }
}
