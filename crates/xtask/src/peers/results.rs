//! What was measured, as it is kept in the repository.

use std::collections::BTreeMap;
use std::process::Command;

use serde::{Deserialize, Serialize};

use super::{PEERS, Peer, Program};
use crate::run::root;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Results {
    pub(super) machine: Machine,
    pub(super) rounds: usize,
    /// The peers' packages with their versions.
    pub(super) packages: BTreeMap<String, String>,
    pub(super) measurements: Vec<Measurement>,
}

/// What kind of machine it was.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Machine {
    pub(super) cores: usize,
    pub(super) simd: String,
}

/// One implementation at one scale.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measurement {
    pub(super) workload: String,
    pub(super) name: String,
    /// Whether it is a peer in Python.
    pub(super) python: bool,
    pub(super) rows: usize,
    /// So many were done, where all of them would take too long.
    pub(super) done: usize,
    /// Nanoseconds a row, of each round.
    pub(super) nanoseconds: Vec<f64>,
    /// The most memory that its process held, in bytes.
    pub(super) peak: Option<u64>,
    /// Null for what calculates nothing.
    pub(super) difference: Option<Difference>,
}

/// How far results are from what has to come out, at most.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Difference {
    /// Of a contribution in thousandths, of a balance in points.
    worst: u64,
    /// Rows with another composite or balance.
    composites: u64,
    /// Rows with another tier although the composite or balance is the same.
    tiers: u64,
}

/// What an implementation says after a run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    seconds: f64,
    rows: usize,
    peak: Option<u64>,
    difference: Option<Difference>,
}

/// Least, middle and greatest of some ratios.
pub(super) struct Spread {
    pub(super) least: f64,
    pub(super) median: f64,
    pub(super) most: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        Some(Self { least: *values.first()?, median: *values.get(values.len() / 2)?, most: *values.last()? })
    }
}

impl Results {
    pub(super) fn of_this_machine(rounds: usize, packages: BTreeMap<String, String>) -> Self {
        let machine = Machine { cores: std::thread::available_parallelism().map_or(1, Into::into), simd: simd().to_owned() };
        Self { machine, rounds, packages, measurements: Vec::new() }
    }

    pub(super) fn packages_of_python() -> BTreeMap<String, String> {
        let packages = std::fs::read_to_string(root().join("benches/peers/requirements.txt")).unwrap_or_default();
        let packages = packages.lines().filter_map(|line| line.split_once("==")).filter(|(name, _)| *name != "maturin");
        packages.map(|(name, version)| (name.to_owned(), version.to_owned())).collect()
    }

    /// Those of Node and Chromium, as they say.
    pub(super) fn versions_of_javascript() -> BTreeMap<String, String> {
        let chromium = std::env::var("CHROME").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
        let version = |program: &str| {
            let said = Command::new(program).arg("--version").output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
            let mut words = said.ok()?.split_whitespace().map(|word| word.trim_start_matches('v').to_owned()).collect::<Vec<_>>().into_iter();
            words.find(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
        };
        [("Node", "node"), ("Chromium", &*chromium)].into_iter().filter_map(|(name, program)| Some((name.to_owned(), version(program)?))).collect()
    }

    /// The scales of a workload, in the order in which they were measured.
    pub(super) fn scales(&self, workload: &str) -> Vec<usize> {
        let mut scales: Vec<usize> = self.measurements.iter().filter(|measurement| measurement.workload == workload).map(|found| found.rows).collect();
        scales.dedup();
        scales
    }

    pub(super) fn find(&self, peer: &Peer, rows: usize) -> Option<&Measurement> {
        let python = peer.program == Program::Python;
        self.measurements.iter().find(|found| (&*found.workload, &*found.name, found.python, found.rows) == (peer.workload, peer.name, python, rows))
    }

    /// How many times as long an implementation takes as the first one of its workload, round by round.
    pub(super) fn ratio(&self, measurement: &Measurement) -> Option<Spread> {
        let first = PEERS.iter().find(|peer| peer.workload == measurement.workload)?;
        let first = self.find(first, measurement.rows)?;
        Spread::of(measurement.nanoseconds.iter().zip(&first.nanoseconds).map(|(own, first)| own / first).collect())
    }
}

impl Measurement {
    pub(super) fn new(peer: &Peer, rows: usize) -> Self {
        let (workload, name, python) = (peer.workload.to_owned(), peer.name.to_owned(), peer.program == Program::Python);
        Self { workload, name, python, rows, done: 0, nanoseconds: Vec::new(), peak: None, difference: None }
    }

    /// Takes a round's answer, of the first round only what it calculated and held.
    pub(super) fn add(&mut self, answer: &Answer, timed: bool) {
        self.done = answer.rows;
        if timed {
            // A tenth of a nanosecond is more than anybody can tell.
            self.nanoseconds.push((answer.seconds * 1e10 / answer.rows as f64).round() / 10.0);
        }
        self.peak = self.peak.max(answer.peak);
        self.difference = match (self.difference, answer.difference) {
            (Some(one), Some(other)) => {
                Some(Difference { worst: one.worst.max(other.worst), composites: one.composites.max(other.composites), tiers: one.tiers.max(other.tiers) })
            }
            (one, other) => one.or(other),
        };
    }

    /// What is wrong with its results. A peer whose doubles are added in another order may round a tie to the thousandth beside;
    /// this library and the loops by hand may not, and nobody may with whole points.
    pub(super) fn disagreement(&self) -> Option<String> {
        let found = self.difference?;
        let tolerance = u64::from(self.python && !self.name.starts_with("tierwise") && self.workload != "w3");
        let composites = if tolerance == 0 { 0 } else { self.done as u64 / 100 };
        let wrong = found.worst > tolerance || found.composites > composites || found.tiers > 0;
        wrong.then(|| format!("{}.{} at {} rows gives other results: {found:?}", self.workload, self.name, self.rows))
    }
}

fn simd() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512f") {
        return "AVX-512";
    } else if std::arch::is_x86_feature_detected!("avx2") {
        return "AVX2";
    }
    if cfg!(target_arch = "aarch64") { "NEON" } else { "no wider than SSE2" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(name: &str, python: bool, difference: Option<Difference>) -> Measurement {
        let name = name.to_owned();
        Measurement { workload: "w1".to_owned(), name, python, rows: 1_000, done: 1_000, nanoseconds: vec![2.0, 9.0, 4.0], peak: None, difference }
    }

    #[test]
    fn wrong_results_are_told_from_rounded_ties() {
        let tie = Some(Difference { worst: 1, composites: 10, tiers: 0 });
        assert_eq!(measured("numpy", true, tie).disagreement(), None);
        assert_eq!(measured("numpy", true, Some(Difference::default())).disagreement(), None);
        for wrong in [
            Difference { worst: 2, ..Difference::default() },
            Difference { composites: 11, ..Difference::default() },
            Difference { tiers: 1, ..Difference::default() },
        ] {
            assert!(measured("numpy", true, Some(wrong)).disagreement().is_some(), "{wrong:?}");
        }
        assert!(measured("tierwise-1", false, tie).disagreement().is_some());
        assert!(measured("tierwise", true, tie).disagreement().is_some());
    }

    #[test]
    fn ratios_are_of_one_round() {
        let mut results = Results::of_this_machine(3, BTreeMap::new());
        results.measurements = vec![measured("tierwise-1", false, None), measured("numpy", true, None)];
        results.measurements[1].nanoseconds = vec![4.0, 9.0, 40.0];
        let found = results.ratio(&results.measurements[1]).map(|ratio| (ratio.least, ratio.median, ratio.most));
        assert_eq!(found, Some((1.0, 2.0, 10.0)));
    }
}
