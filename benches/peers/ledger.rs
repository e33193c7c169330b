//! Many accounts with dated events: balances and tiers at month ends.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::json;
use tierwise::Policy;
use tierwise::columns::Reviews;
use tierwise_benches::events::{BOUNDS, EVENTS, Events, Log, MONTHS, Paths, document, reviews, start};

use super::{Difference, Peer, shares, timed, write as column};

/// Fills balances and tiers of the accounts from the first one on; says how long that took.
type Run = fn(&Input, usize, &mut [i64], &mut [u8]) -> Duration;

/// Events, and the same ones as a table, made before anything is timed.
struct Input {
    policy: Policy,
    events: Events,
    log: Log,
}

struct Ledger {
    input: Input,
    paths: Paths,
    threads: usize,
    run: Run,
}

/// What `NAME-THREADS` names.
pub(super) fn peer(name: &str, rows: usize) -> Box<dyn Peer> {
    let (name, threads) = name.rsplit_once('-').unwrap();
    let run: Run = match name {
        "tierwise" => ledgers,
        "tierwise-replay" => replay,
        _ => |input, first, balance, tier| timed(|| input.events.by_hand(first, balance, tier)),
    };
    let accounts = rows / EVENTS;
    let events = Events::new(accounts, EVENTS);
    let input = Input { policy: Policy::read(document()).unwrap(), log: Log::new(&events), events };
    Box::new(Ledger { input, paths: Paths::new(accounts), threads: threads.parse().unwrap(), run })
}

/// Tierwise: all accounts as columns of events.
fn ledgers(input: &Input, first: usize, balance: &mut [i64], tier: &mut [u8]) -> Duration {
    let accounts = first..first + tier.len() / MONTHS;
    let mut errors = vec![None; accounts.len()];
    let took = timed(|| {
        let ledgers = input.log.ledgers(&input.policy);
        assert!(ledgers.is_one_pass());
        assert_eq!(ledgers.review(accounts, &mut Reviews { balance, tier, errors: &mut errors }).unwrap(), 0);
    });
    // The others count in whole points.
    balance.iter_mut().for_each(|balance| *balance /= 1_000);
    took
}

/// Tierwise: replays one account after the other, with every review on the way. Histories are made outside of what is timed.
fn replay(Input { policy, events, .. }: &Input, first: usize, balance: &mut [i64], tier: &mut [u8]) -> Duration {
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
        let Self { input, paths, threads, run } = self;
        let accounts = input.events.accounts();
        let (mut balance, mut tier) = (&mut paths.balance[..], &mut paths.tier[..]);
        std::thread::scope(|scope| {
            let started: Vec<_> = shares(accounts, *threads)
                .map(|accounts| {
                    let (input, run) = (&*input, *run);
                    let own = (balance.split_off_mut(..accounts.len() * MONTHS).unwrap(), tier.split_off_mut(..accounts.len() * MONTHS).unwrap());
                    scope.spawn(move || run(input, accounts.start, own.0, own.1))
                })
                .collect();
            started.into_iter().map(|thread| thread.join().unwrap()).max().unwrap()
        })
    }

    fn rows(&self) -> usize {
        self.input.events.day.len()
    }

    fn difference(&self) -> Option<Difference> {
        let mut expected = Paths::new(self.input.events.accounts());
        self.input.events.by_hand(0, &mut expected.balance, &mut expected.tier);
        let mut difference = Difference { worst: Difference::of(&self.paths.balance, &expected.balance), ..Difference::default() };
        difference.rows((&self.paths.balance, &self.paths.tier), (&expected.balance, &expected.tier));
        Some(difference)
    }
}

/// Writes the events and the bounds, and the results of the loop by hand.
pub(super) fn write(folder: &Path, rows: usize) {
    let events = Events::new(rows / EVENTS, EVENTS);
    let mut expected = Paths::new(events.accounts());
    events.by_hand(0, &mut expected.balance, &mut expected.tier);
    column(folder, "day.i32", &events.day, i32::to_le_bytes);
    column(folder, "points.i32", &events.points, i32::to_le_bytes);
    fs::write(folder.join("ledger.json"), json!({"events": EVENTS, "reviews": reviews(), "bounds": BOUNDS}).to_string()).unwrap();
    column(folder, "balance.i64", &expected.balance, i64::to_le_bytes);
    fs::write(folder.join("tier.u8"), &expected.tier).unwrap();
}
