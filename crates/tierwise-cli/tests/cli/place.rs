//! A folder of files in which the program is run.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use assert_cmd::Command;
use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

/// A policy with every shape, gates and a designation.
pub(crate) const POLICY: &str = include_str!("fixtures/fleets.yaml");

/// Four accounts: whole, late, with gaps, empty.
pub(crate) const ACCOUNTS: &str = "\
account,name,sales.revenue,sales.last_order,relation.stage,pay.days_late,image.trend_leader
A1,North Haulage,3500000,2026-05-01,integrated,4,no
A2,City Buses,1200000,2026-01-15,cooperative,45,yes
A3,Hill Builders,250000,2025-11-01,NA,,
A4,Empty,,,,,
";

pub(crate) struct Place(TempDir);

impl Place {
    /// A folder with `policy.yaml` and `accounts.csv`.
    pub(crate) fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        place.file("policy.yaml", POLICY);
        place.file("accounts.csv", ACCOUNTS);
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Names of the files that are there, ascending.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.0.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs the program with arguments that have no spaces in them.
    pub(crate) fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, "")
    }

    /// The same with something on standard input.
    pub(crate) fn run_with(&self, arguments: &str, input: impl Into<Vec<u8>>) -> Run {
        let output = self.command().args(arguments.split_whitespace()).write_stdin(input).output().unwrap();
        Run {
            arguments: arguments.to_owned(),
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tierwise"));
        command.current_dir(self.0.path()).env("COLUMNS", "80").env_remove("CLICOLOR_FORCE");
        command
    }
}

/// How a run went.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) arguments: String,
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The run as a terminal shows it.
    pub(crate) fn transcript(&self) -> String {
        let mut transcript = format!("$ tierwise {}\n{}", self.arguments, self.out);
        if !self.err.is_empty() {
            transcript = format!("{transcript}-- standard error\n{}", self.err);
        }
        format!("{transcript}-- exit code {}", self.code)
    }

    /// Counts of the last line: scored, failed, read.
    pub(crate) fn counts(&self) -> (u64, u64, u64) {
        let last = self.err.lines().last().unwrap();
        let mut numbers = last.split(|letter: char| !letter.is_ascii_digit() && letter != ',').filter_map(|text| text.replace(',', "").parse().ok());
        (numbers.next().unwrap(), numbers.next().unwrap(), numbers.next().unwrap())
    }
}

pub(crate) fn gzip(content: impl AsRef<[u8]>) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(content.as_ref()).unwrap();
    out.finish().unwrap()
}

/// Arguments for scoring.
pub(crate) const WITH: &str = "--policy policy.yaml --as-of 2026-06-30";
