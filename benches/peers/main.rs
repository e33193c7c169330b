//! Tierwise, the loops written by hand, and what the memory allows, for `cargo xtask bench peers`.
//!
//! `peers data FOLDER WORKLOAD ROWS` writes a workload's columns and what has to come out of them. `peers FOLDER NAME` is one
//! implementation: it answers each line that it reads with one line of JSON, and so do the peers in Python beside it.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

mod columns;
mod ledger;
mod record;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;

/// One implementation of a workload.
trait Peer {
    /// Runs once; says how long it took.
    fn run(&mut self) -> Duration;
    /// How many rows a run takes.
    fn rows(&self) -> usize;
    /// What differs from what has to come out; nothing for what calculates nothing.
    fn difference(&self) -> Option<Difference>;
}

/// How far results are from what has to come out.
#[derive(Default)]
struct Difference {
    /// Of a contribution or a balance, in its smallest unit, at most.
    worst: i64,
    /// Rows whose composite is another one.
    composites: usize,
    /// Rows whose tier is another one although their composite is the same.
    tiers: usize,
}

impl Difference {
    fn of(found: &[i64], expected: &[i64]) -> i64 {
        found.iter().zip(expected).map(|(found, expected)| (found - expected).abs()).max().unwrap_or(0)
    }

    fn add(&mut self, other: &Self) {
        self.worst = self.worst.max(other.worst);
        self.composites += other.composites;
        self.tiers += other.tiers;
    }

    /// Compares composites and tiers.
    fn rows(&mut self, found: (&[i64], &[u8]), expected: (&[i64], &[u8])) {
        for ((composite, tier), (wanted, wanted_tier)) in found.0.iter().zip(found.1).zip(expected.0.iter().zip(expected.1)) {
            self.composites += usize::from(composite != wanted);
            self.tiers += usize::from(composite == wanted && tier != wanted_tier);
        }
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// Equal ranges of rows, one for each thread, which start at whole blocks.
fn shares(rows: usize, threads: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let share = rows.div_ceil(threads).next_multiple_of(1_024).min(rows.max(1));
    (0..rows).step_by(share).map(move |start| start..rows.min(start + share))
}

fn write<T: Copy, const BYTES: usize>(folder: &Path, name: &str, values: &[T], bytes: fn(T) -> [u8; BYTES]) {
    fs::write(folder.join(name), values.iter().flat_map(|value| bytes(*value)).collect::<Vec<u8>>()).unwrap();
}

/// The most memory that the process held since the last call, in bytes, where the system says so.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse::<u64>().ok()?;
    fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(kilobytes * 1_024)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["data", folder, workload, rows] => {
            let (folder, rows) = (Path::new(folder), rows.parse().unwrap());
            fs::create_dir_all(folder).unwrap();
            fs::write(folder.join("rows"), format!("{rows}")).unwrap();
            if workload == "w3" { ledger::write(folder, rows) } else { columns::write(folder, rows) }
        }
        [folder, name] => {
            let rows = fs::read_to_string(Path::new(folder).join("rows")).unwrap().parse().unwrap();
            let (family, name) = name.split_once('.').unwrap();
            let peer = match family {
                "w1" | "python" | "wasm" => columns::peer(name, rows),
                "w2" => record::peer(name, rows),
                _ => ledger::peer(name, rows),
            };
            answer(peer);
        }
        _ => println!("the peers are run by `cargo xtask bench peers`"),
    }
}

fn answer(mut peer: Box<dyn Peer>) {
    println!("{}", json!({"ready": true}));
    for _ in std::io::stdin().lines() {
        peak();
        let seconds = peer.run().as_secs_f64();
        let peak = peak();
        let difference = peer.difference().map(|found| json!({"worst": found.worst, "composites": found.composites, "tiers": found.tiers}));
        println!("{}", json!({"seconds": seconds, "rows": peer.rows(), "peak": peak, "difference": difference}));
    }
}
