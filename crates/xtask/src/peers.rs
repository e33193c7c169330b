//! The peers beside this library, in one run: every round runs each of them once, so that noise hits all alike.
//!
//! Each implementation is a process of its own that holds its own data, so that the memory it takes is its own.

mod child;
mod page;
mod picture;
mod results;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{self, root};
use crate::{environment, npm, wasm};
use child::Child;
use results::{Measurement, Results};

pub use page::generated;

/// An implementation of a workload.
struct Peer {
    workload: &'static str,
    /// What the programs know it by.
    name: &'static str,
    label: &'static str,
    program: Program,
}

#[derive(Clone, Copy, PartialEq)]
enum Program {
    /// `benches/peers/main.rs`
    Rust,
    /// `benches/peers/peer.py`
    Python,
    /// `benches/peers/peer.mjs`
    JavaScript,
}

const fn rust(workload: &'static str, name: &'static str, label: &'static str) -> Peer {
    Peer { workload, name, label, program: Program::Rust }
}

const fn python(workload: &'static str, name: &'static str, label: &'static str) -> Peer {
    Peer { workload, name, label, program: Program::Python }
}

const fn javascript(name: &'static str, label: &'static str) -> Peer {
    Peer { workload: "wasm", name, label, program: Program::JavaScript }
}

/// The first one of each workload is what the others are compared with.
const PEERS: [Peer; 62] = [
    rust("w1", "tierwise-1", "**Tierwise**, outputs used again, 1 thread"),
    rust("w1", "tierwise-2", "**Tierwise**, outputs used again, 2 threads"),
    rust("w1", "tierwise-fresh-1", "**Tierwise**, fresh outputs, 1 thread"),
    rust("w1", "tierwise-fresh-2", "**Tierwise**, fresh outputs, 2 threads"),
    rust("w1", "tierwise-few-1", "**Tierwise**, composite and tier only, 1 thread"),
    rust("w1", "tierwise-few-2", "**Tierwise**, composite and tier only, 2 threads"),
    rust("w1", "memory-1", "inputs read and outputs written, nothing else, 1 thread"),
    rust("w1", "memory-2", "inputs read and outputs written, nothing else, 2 threads"),
    rust("w1", "hand-1", "loop by hand in Rust, outputs used again, 1 thread"),
    rust("w1", "hand-2", "loop by hand in Rust, outputs used again, 2 threads"),
    rust("w1", "hand-fresh-1", "loop by hand in Rust, fresh outputs, 1 thread"),
    rust("w1", "hand-fresh-2", "loop by hand in Rust, fresh outputs, 2 threads"),
    python("w1", "polars-streaming", "Polars, streaming engine"),
    python("w1", "polars", "Polars, in memory"),
    python("w1", "numpy", "NumPy"),
    python("w1", "pyarrow", "PyArrow compute"),
    python("w1", "duckdb", "DuckDB, table to table"),
    python("w1", "duckdb-arrow", "DuckDB, Arrow to Arrow"),
    python("w1", "pandas", "pandas"),
    python("w1", "plain", "plain Python, account by account"),
    python("w1", "zen", "GoRules zen-engine, account by account"),
    rust("w2", "tierwise", "**Tierwise**, struct to scorecard and placement"),
    rust("w2", "tierwise-row", "**Tierwise**, one row of columns at a time"),
    rust("w2", "tierwise-json", "**Tierwise**, JSON text to JSON text"),
    python("w2", "tierwise", "**Tierwise** in Python, dict to dict"),
    rust("w2", "hand", "by hand in Rust, composite, contributions, tier"),
    python("w2", "plain", "plain Python, dict to composite, contributions, tier"),
    python("w2", "zen", "GoRules zen-engine from Python, dict to dict"),
    rust("w3", "tierwise-1", "**Tierwise**, columns of events, 1 thread"),
    rust("w3", "tierwise-2", "**Tierwise**, columns of events, 2 threads"),
    rust("w3", "tierwise-replay-1", "**Tierwise**, every move justified, 1 thread"),
    rust("w3", "hand-1", "loop by hand in Rust, 1 thread"),
    python("w3", "numpy", "NumPy"),
    python("w3", "polars", "Polars"),
    python("w3", "duckdb", "DuckDB"),
    python("w3", "pandas", "pandas"),
    rust("python", "tierwise-fresh-1", "the core's columns in Rust, 1 thread"),
    rust("python", "tierwise-fresh-2", "the core's columns in Rust, 2 threads"),
    python("python", "tierwise-arrow-1", "**Tierwise** of a pyarrow Table, 1 thread"),
    python("python", "tierwise-arrow-2", "**Tierwise** of a pyarrow Table, 2 threads"),
    python("python", "tierwise-polars-1", "**Tierwise** of a polars DataFrame, 1 thread"),
    python("python", "tierwise-polars-2", "**Tierwise** of a polars DataFrame, 2 threads"),
    python("python", "tierwise-pandas-1", "**Tierwise** of a pandas DataFrame, 1 thread"),
    python("python", "tierwise-pandas-2", "**Tierwise** of a pandas DataFrame, 2 threads"),
    python("python", "tierwise-pandas-texts-1", "**Tierwise** of a pandas DataFrame, words as texts, 1 thread"),
    python("python", "tierwise-pandas-texts-2", "**Tierwise** of a pandas DataFrame, words as texts, 2 threads"),
    python("python", "tierwise-polars-polars-1", "**Tierwise** of a polars DataFrame, back into polars, 1 thread"),
    python("python", "tierwise-polars-polars-2", "**Tierwise** of a polars DataFrame, back into polars, 2 threads"),
    python("python", "tierwise-pandas-pandas-1", "**Tierwise** of a pandas DataFrame, back into pandas, 1 thread"),
    python("python", "tierwise-pandas-pandas-2", "**Tierwise** of a pandas DataFrame, back into pandas, 2 threads"),
    python("python", "polars-streaming", "Polars, streaming engine"),
    python("python", "polars", "Polars, in memory"),
    python("python", "numpy", "NumPy"),
    rust("wasm", "tierwise-1", "**Tierwise**, native, outputs used again"),
    rust("wasm", "tierwise-fresh-1", "**Tierwise**, native, fresh outputs"),
    rust("wasm", "tierwise-narrow-1", "**Tierwise**, native, the narrowest vectors, outputs used again"),
    javascript("node-tierwise-into", "**Tierwise**, `scoreColumns` in Node, outputs used again"),
    javascript("node-tierwise", "**Tierwise**, `scoreColumns` in Node, fresh outputs"),
    javascript("node-plain", "plain JavaScript over typed arrays in Node"),
    javascript("chromium-tierwise-into", "**Tierwise**, `scoreColumns` in Chromium, outputs used again"),
    javascript("chromium-tierwise", "**Tierwise**, `scoreColumns` in Chromium, fresh outputs"),
    javascript("chromium-plain", "plain JavaScript over typed arrays in Chromium"),
];

/// Records of the workload of single ones.
const RECORDS: usize = 10_000;

/// So many rows can all processes hold at the same time; beyond, each is started anew for every round.
const AT_ONCE: usize = 2_000_000;

/// What the command was asked for.
struct Request {
    rows: Vec<usize>,
    rounds: usize,
    workloads: Vec<&'static str>,
    json: Option<PathBuf>,
    picture: Option<PathBuf>,
}

impl Request {
    fn read(arguments: &[&str], rows: Vec<usize>, workloads: Vec<&'static str>) -> Result<Self, String> {
        let mut request = Self { rows, rounds: 5, workloads, json: None, picture: None };
        let mut arguments = arguments.iter();
        while let Some(option) = arguments.next() {
            let value = *arguments.next().ok_or_else(|| format!("expected a value after `{option}`"))?;
            let number = |text: &str| text.parse().ok().filter(|number| *number > 0).ok_or_else(|| format!("expected a number above 0, found `{text}`"));
            match *option {
                "--rows" => request.rows = value.split(',').map(number).collect::<Result<_, _>>()?,
                "--rounds" => request.rounds = number(value)?,
                // Tables of Python are asked for by their name only: they are the first workload once more.
                "--workload" if value == "python" => request.workloads = vec!["python"],
                "--workload" if value != "all" => request.workloads.retain(|workload| *workload == value),
                "--workload" => {}
                "--json" => request.json = Some(value.into()),
                "--picture" => request.picture = Some(value.into()),
                _ => return Err(format!("expected --rows, --rounds, --workload, --json or --picture, found `{option}`")),
            }
        }
        // A ledger's accounts have a hundred events each.
        let whole = request.rows.iter().all(|rows| rows.is_multiple_of(100));
        if !whole || request.workloads.is_empty() {
            return Err("expected rows in hundreds, and w1, w2, w3, python or all as the workload".to_owned());
        }
        Ok(request)
    }
}

/// Runs the peers; true if all of them could be run and agree.
pub fn run(arguments: &[&str]) -> bool {
    let request = Request::read(arguments, vec![100_000, 1_000_000, 10_000_000], vec!["w1", "w2", "w3"]);
    said(request.and_then(|request| {
        let python = environment::python("peers", &root().join("benches/peers/requirements.txt"));
        let python = python.filter(|python| environment::install(python, "release")).ok_or("the peers in Python cannot be run")?;
        measured(&request, python, Results::packages_of_python())
    }))
}

/// Runs the npm package beside the native library and plain JavaScript.
pub fn run_wasm(arguments: &[&str]) -> bool {
    said(Request::read(arguments, vec![1_000_000], vec!["wasm"]).and_then(|request| {
        let built = wasm::package() && npm::packages("JavaScript packages", "tests/node");
        if !built {
            return Err("the package cannot be built".to_owned());
        }
        measured(&request, PathBuf::new(), Results::versions_of_javascript())
    }))
}

fn said(outcome: Result<bool, String>) -> bool {
    outcome.unwrap_or_else(|error| {
        println!("{error}");
        false
    })
}

fn measured(request: &Request, python: PathBuf, packages: BTreeMap<String, String>) -> Result<bool, String> {
    let program = run::bench("peers").ok_or("the peers in Rust cannot be built")?;
    (Programs { program, python }).measure(request, packages).and_then(|results| finish(request, &results))
}

fn finish(request: &Request, results: &Results) -> Result<bool, String> {
    print!("{}", page::plain(results));
    let written = |path: &PathBuf, text: String| fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()));
    if let Some(path) = &request.json {
        written(path, serde_json::to_string_pretty(results).map_err(|error| error.to_string())? + "\n")?;
    }
    if let Some(path) = &request.picture {
        written(path, picture::draw(results))?;
    }
    let wrong: Vec<String> = results.measurements.iter().filter_map(Measurement::disagreement).collect();
    wrong.iter().for_each(|wrong| println!("{wrong}"));
    println!("agreement: {}", if wrong.is_empty() { "passed" } else { "FAILED" });
    Ok(wrong.is_empty())
}

struct Programs {
    program: PathBuf,
    python: PathBuf,
}

impl Programs {
    fn measure(&self, request: &Request, packages: BTreeMap<String, String>) -> Result<Results, String> {
        let mut results = Results::of_this_machine(request.rounds, packages);
        for workload in &request.workloads {
            let scales = if *workload == "w2" { &vec![RECORDS] } else { &request.rows };
            for rows in scales {
                let folder = std::env::temp_dir().join(format!("tierwise-peers-{}", std::process::id()));
                let measured = self.scale(workload, *rows, request.rounds, &folder);
                // Gigabytes must not stay behind.
                let _ = fs::remove_dir_all(&folder);
                results.measurements.extend(measured?);
            }
        }
        Ok(results)
    }

    fn scale(&self, workload: &str, rows: usize, rounds: usize, folder: &Path) -> Result<Vec<Measurement>, String> {
        let mut writer = std::process::Command::new(&self.program);
        let written = writer.arg("data").arg(folder).args([workload, &rows.to_string()]).status();
        if !written.is_ok_and(|status| status.success()) {
            return Err(format!("cannot write the data of {workload}"));
        }
        let peers = PEERS.iter().filter(|peer| peer.workload == workload);
        let mut children: Vec<_> = peers.map(|peer| (peer, None, Measurement::new(peer, rows))).collect();
        for round in 1..=rounds {
            for (peer, kept, measurement) in &mut children {
                let mut child = match kept.take() {
                    Some(child) => child,
                    None => {
                        let mut child = Child::start(self, peer, folder)?;
                        // Memory and code are fetched in the first run.
                        measurement.add(&child.run()?, false);
                        child
                    }
                };
                measurement.add(&child.run()?, true);
                *kept = (rows <= AT_ONCE).then_some(child);
            }
            eprintln!("{workload}, {rows} rows: {round} of {rounds} rounds");
        }
        Ok(children.into_iter().map(|(_, _, measurement)| measurement).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read() {
        let read = |arguments: &[&str]| Request::read(arguments, vec![100], vec!["w1", "w2", "w3"]);
        let request = read(&["--rows", "100,2000", "--workload", "w3", "--json", "a.json"]).map_err(|error| panic!("{error}")).unwrap();
        assert_eq!((request.rows, request.rounds, request.workloads), (vec![100, 2_000], 5, vec!["w3"]));
        for wrong in [&["--rows"][..], &["--rows", "0"], &["--rows", "150"], &["--workload", "w4"], &["--colour", "red"]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
    }
}
