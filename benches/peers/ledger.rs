//! Many accounts with dated events: balances and tiers at month ends.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tierwise::Policy;
use tierwise_benches::events::{BOUNDS, EVENTS, Events, MONTHS, Paths, document, reviews, start};

use super::{Difference, Peer, shares, timed, write as column};

/// Fills balances and tiers of the accounts from the first one on; says how long that took.
type Run = fn(&Policy, &Events, usize, &mut [i64], &mut [u8]) -> Duration;

struct Ledger {
    policy: Policy,
    events: Events,
    paths: Paths,
    threads: usize,
    run: Run,
}

/// What `NAME-THREADS` names.
pub(super) fn peer(name: &str, rows: usize) -> Box<dyn Peer> {
    let (name, threads) = name.rsplit_once('-').unwrap();
    let run: Run = match name {
        "tierwise" => tierwise_w3,
        _ => |_, events, first, balance, tier| timed(|| events.by_hand(first, balance, tier)),
    };
    let events = Events::new(rows / EVENTS);
    let paths = Paths::new(events.accounts());
    Box::new(Ledger { policy: Policy::read(document()).unwrap(), events, paths, threads: threads.parse().unwrap(), run })
}

/// Tierwise: replays one account after the other, with every review on the way. Histories are made outside of what is timed.
fn tierwise_w3(policy: &Policy, events: &Events, first: usize, balance: &mut [i64], tier: &mut [u8]) -> Duration {
    let as_of = start().add_days(reviews()[MONTHS - 1]).unwrap();
    let rungs: Vec<&str> = policy
        .spec()
        .ladder
        .iter()
        .flat_map(|ladder| std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id)))
        .map(|name| &**name)
        .collect();
    let paths = balance.as_chunks_mut::<MONTHS>().0.iter_mut().zip(tier.as_chunks_mut::<MONTHS>().0);
    paths
        .enumerate()
        .map(|(account, (balances, tiers))| {
            let history = events.history(first + account);
            timed(|| {
                let trace = policy.trace(&history, as_of).unwrap();
                // The first review is that of the day of enrolment.
                for (month, review) in trace.reviews[1..].iter().enumerate() {
                    balances[month] = review.metric.thousandths() / 1_000;
                    tiers[month] = rungs.iter().position(|rung| *rung == &*review.tier).unwrap() as u8;
                }
            })
        })
        .sum()
}

impl Peer for Ledger {
    fn run(&mut self) -> Duration {
        let Self { policy, events, paths, threads, run } = self;
        let (mut balance, mut tier) = (&mut paths.balance[..], &mut paths.tier[..]);
        std::thread::scope(|scope| {
            let started: Vec<_> = shares(events.accounts(), *threads)
                .map(|accounts| {
                    let (policy, events, run) = (&*policy, &*events, *run);
                    let own = (balance.split_off_mut(..accounts.len() * MONTHS).unwrap(), tier.split_off_mut(..accounts.len() * MONTHS).unwrap());
                    scope.spawn(move || run(policy, events, accounts.start, own.0, own.1))
                })
                .collect();
            started.into_iter().map(|thread| thread.join().unwrap()).max().unwrap()
        })
    }

    fn rows(&self) -> usize {
        self.events.day.len()
    }

    fn difference(&self) -> Option<Difference> {
        let mut expected = Paths::new(self.events.accounts());
        self.events.by_hand(0, &mut expected.balance, &mut expected.tier);
        let mut difference = Difference { worst: Difference::of(&self.paths.balance, &expected.balance), ..Difference::default() };
        difference.rows((&self.paths.balance, &self.paths.tier), (&expected.balance, &expected.tier));
        Some(difference)
    }
}

/// Writes the events and the bounds, and the results of the loop by hand.
pub(super) fn write(folder: &Path, rows: usize) {
    let events = Events::new(rows / EVENTS);
    let mut expected = Paths::new(events.accounts());
    events.by_hand(0, &mut expected.balance, &mut expected.tier);
    column(folder, "day.i32", &events.day, i32::to_le_bytes);
    column(folder, "points.i32", &events.points, i32::to_le_bytes);
    fs::write(folder.join("ledger.json"), json!({"events": EVENTS, "reviews": reviews(), "bounds": BOUNDS}).to_string()).unwrap();
    column(folder, "balance.i64", &expected.balance, i64::to_le_bytes);
    fs::write(folder.join("tier.u8"), &expected.tier).unwrap();
}
