//! Counts of instructions of small pieces of work, kept in the repository: a change of speed that no noise hides.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::run::{self, root};

/// Counts differ by a little with the addresses that the system hands out.
const NOISE: f64 = 0.02;

type Counts = BTreeMap<String, u64>;

/// Counts, and prints the change against the counts that are kept. Keeps the new ones, or if only to check fails when there are more.
pub fn count(check: bool) -> bool {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("instructions are counted by valgrind, which is not on the path: install it, and run this again");
        return false;
    }
    let Some(program) = run::bench("instructions") else { return false };
    let Ok(names) = Command::new(&program).output() else { return false };
    let path = root().join("benches/instructions.json");
    let kept: Counts = fs::read_to_string(&path).ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    let mut counts = Counts::new();
    for name in String::from_utf8_lossy(&names.stdout).lines() {
        let Some(count) = counted(&program, name) else {
            println!("valgrind did not say how many instructions `{name}` takes");
            return false;
        };
        let change = kept.get(name).map_or("new".to_owned(), |before| format!("{:+.2} %", (share(count, *before) - 1.0) * 100.0));
        println!("{name:24} {count:>12} instructions {change:>10}");
        counts.insert(name.to_owned(), count);
    }
    if check {
        let grown = worse(&counts, &kept);
        grown.iter().for_each(|name| println!("`{name}` takes more instructions than are kept: `cargo xtask bench instructions` keeps the new count"));
        return grown.is_empty();
    }
    serde_json::to_string_pretty(&counts).is_ok_and(|text| fs::write(&path, text + "\n").is_ok())
}

/// What takes more than it did, or was never counted.
fn worse<'a>(counts: &'a Counts, kept: &Counts) -> Vec<&'a str> {
    let grown = |name: &str, count: u64| kept.get(name).is_none_or(|before| share(count, *before) > 1.0 + NOISE);
    counts.iter().filter(|(name, count)| grown(name, **count)).map(|(name, _)| name.as_str()).collect()
}

fn share(count: u64, before: u64) -> f64 {
    count as f64 / before as f64
}

/// Only what one function of the program does is counted, so that its preparation is not.
fn counted(program: &Path, name: &str) -> Option<u64> {
    let valgrind = ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no", "--toggle-collect=*measured*"];
    let output = Command::new("valgrind").args(valgrind).arg(program).arg(name).output().ok()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = said.lines().find_map(|line| line.split_once("Collected :"))?.1.trim().parse().ok()?;
    (output.status.success() && count > 0).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_instructions_are_told_apart_from_noise() {
        let of = |counts: &[(&str, u64)]| counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Counts>();
        let kept = of(&[("same", 1_000), ("grown", 1_000), ("less", 1_000)]);
        let counts = of(&[("same", 1_019), ("grown", 1_021), ("less", 500), ("new", 1)]);
        assert_eq!(worse(&counts, &kept), ["grown", "new"]);
    }
}
