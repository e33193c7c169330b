//! Many accounts as columns.

use std::fs;
use std::path::Path;
use std::time::Duration;

use tierwise::Policy;
use tierwise::columns::{Output, Results, Vectors};
use tierwise_benches::accounts::{Accounts, NUMBERS, document, memory};
use tierwise_benches::by_hand;

use super::{Difference, Peer, shares, timed, write as column};

type Run = fn(&Policy, &Accounts, &mut Results);

/// An implementation on its share of the rows for each thread.
struct Columns {
    policy: Policy,
    parts: Vec<(Accounts, Results)>,
    run: Run,
    /// What is timed makes its outputs, as functions do that return them.
    fresh: bool,
    compared: Compared,
}

#[derive(PartialEq)]
enum Compared {
    All,
    CompositeAndTier,
    Nothing,
}

/// What `NAME-THREADS` names.
pub(super) fn peer(name: &str, rows: usize) -> Box<dyn Peer> {
    let (name, threads) = name.rsplit_once('-').unwrap();
    let (run, fresh, compared): (Run, _, _) = match name {
        "tierwise" => (everything, false, Compared::All),
        "tierwise-fresh" => (everything, true, Compared::All),
        "tierwise-narrow" => (with_the_narrowest_vectors, false, Compared::All),
        "tierwise-few" => (composite_and_tier, false, Compared::CompositeAndTier),
        "hand" => (|_, accounts, results| by_hand::score(accounts, results), false, Compared::All),
        "hand-fresh" => (|_, accounts, results| by_hand::score(accounts, results), true, Compared::All),
        _ => (|_, accounts, results| by_hand::read_and_write(accounts, results), false, Compared::Nothing),
    };
    let accounts = Accounts::new(rows);
    let policy = Policy::read(document()).unwrap();
    let results = |rows: usize| if fresh { Results::default() } else { memory(&policy, rows) };
    let parts = shares(rows, threads.parse().unwrap()).map(|rows| (accounts.part(rows.clone()), results(rows.len()))).collect();
    Box::new(Columns { parts, policy, run, fresh, compared })
}

fn everything(policy: &Policy, accounts: &Accounts, results: &mut Results) {
    accounts.table(policy).score(0..accounts.method.len(), &mut results.output()).unwrap();
}

fn with_the_narrowest_vectors(policy: &Policy, accounts: &Accounts, results: &mut Results) {
    let narrowest = Vectors::available().first().copied().unwrap();
    accounts.table(policy).with_vectors(narrowest).score(0..accounts.method.len(), &mut results.output()).unwrap();
}

fn composite_and_tier(policy: &Policy, accounts: &Accounts, results: &mut Results) {
    accounts.table(policy).score(0..accounts.method.len(), &mut Output { contributions: Vec::new(), ..results.output() }).unwrap();
}

impl Columns {
    fn part(&self, accounts: &Accounts, results: &mut Results) {
        if self.fresh {
            *results = memory(&self.policy, accounts.method.len());
        }
        (self.run)(&self.policy, accounts, results);
    }
}

impl Peer for Columns {
    fn run(&mut self) -> Duration {
        let mut parts = std::mem::take(&mut self.parts);
        if self.fresh {
            parts.iter_mut().for_each(|(_, results)| *results = Results::default());
        }
        let time = timed(|| {
            std::thread::scope(|scope| {
                let (last, others) = parts.split_last_mut().unwrap();
                for (accounts, results) in others {
                    scope.spawn(|| self.part(accounts, results));
                }
                self.part(&last.0, &mut last.1);
            });
        });
        self.parts = parts;
        time
    }

    fn rows(&self) -> usize {
        self.parts.iter().map(|(accounts, _)| accounts.method.len()).sum()
    }

    fn difference(&self) -> Option<Difference> {
        if self.compared == Compared::Nothing {
            return None;
        }
        let mut difference = Difference::default();
        for (accounts, results) in &self.parts {
            let mut expected = memory(&self.policy, accounts.method.len());
            by_hand::score(accounts, &mut expected);
            difference.rows((&results.composite, &results.tier), (&expected.composite, &expected.tier));
            if self.compared == Compared::All {
                let worst = results.contributions.iter().zip(&expected.contributions).map(|(found, expected)| Difference::of(found, expected)).max();
                difference.add(&Difference { worst: worst.unwrap_or(0), ..Difference::default() });
            }
        }
        Some(difference)
    }
}

/// Writes the columns and the policy, and the results of the loop by hand.
pub(super) fn write(folder: &Path, rows: usize) {
    let accounts = Accounts::new(rows);
    for (name, numbers) in NUMBERS.iter().zip(&accounts.numbers) {
        column(folder, &format!("{name}.f64"), numbers, f64::to_le_bytes);
    }
    let influencer: Vec<u8> = accounts.influencer.iter().map(|flag| u8::from(*flag)).collect();
    let bytes =
        [("procurement_method", &accounts.method), ("growth_outlook", &accounts.outlook), ("brand_influencer", &influencer), ("previous", &accounts.previous)];
    bytes.iter().for_each(|(name, bytes)| fs::write(folder.join(format!("{name}.u8")), bytes).unwrap());
    let names = NUMBERS.iter().chain(bytes.iter().map(|(name, _)| name));
    names.zip(&accounts.validity).for_each(|(name, bits)| fs::write(folder.join(format!("{name}.bits")), bits).unwrap());
    fs::write(folder.join("policy.json"), document().to_string()).unwrap();

    let mut expected = memory(&Policy::read(document()).unwrap(), rows);
    by_hand::score(&accounts, &mut expected);
    column(folder, "composite.i64", &expected.composite, i64::to_le_bytes);
    expected.contributions.iter().enumerate().for_each(|(at, slice)| column(folder, &format!("contribution-{at}.i64"), slice, i64::to_le_bytes));
    fs::write(folder.join("tier.u8"), &expected.tier).unwrap();
}
