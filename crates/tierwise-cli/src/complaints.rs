//! Rows that failed: told one by one at first, then counted, and all of them in a file if one is wanted.

use std::io::Write;
use std::path::Path;

use serde::Serialize;
use tierwise::Error;

use crate::failure::Failure;
use crate::output::WholeFile;
use crate::progress::Progress;
use crate::screen::{self, grouped};

/// Rows that are told of in full.
const TOLD: u64 = 10;

/// One problem of one row.
#[derive(Serialize)]
struct Complaint<'a> {
    file: &'a str,
    #[serde(flatten)]
    place: Place,
    account: Option<&'a str>,
    code: &'a str,
    path: &'a str,
    message: &'a str,
}

/// Where a row stands in its file, from 1.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// The line where it begins.
    Line(u64),
    /// Its number, in a file without lines.
    Row(u64),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Line(line) => write!(f, "{line}"),
            Self::Row(row) => write!(f, "row {row}"),
        }
    }
}

/// The rows that failed so far.
pub(crate) struct Complaints {
    file: Option<WholeFile>,
    failed: u64,
    noun: &'static str,
}

impl Complaints {
    /// None so far; `file` gets all of them.
    pub(crate) fn new(file: Option<&Path>, noun: &'static str) -> Result<Self, Failure> {
        Ok(Self { file: file.map(WholeFile::create).transpose()?, failed: 0, noun })
    }

    /// One more row that failed.
    pub(crate) fn add(&mut self, progress: &Progress, file: &str, place: Place, account: Option<&str>, error: &Error) -> Result<(), Failure> {
        self.failed = self.failed.saturating_add(1);
        for problem in error.problems() {
            if self.failed <= TOLD {
                let account = account.map(|account| format!("account `{account}`: ")).unwrap_or_default();
                let path = if problem.path.is_empty() { String::new() } else { format!("{}: ", problem.path) };
                progress.say(&format!("{file}:{place}: {account}{path}{} {}", problem.message, screen::paint(screen::DIM, &format!("[{}]", problem.code))));
            }
            if let Some(out) = &mut self.file {
                let complaint = Complaint { file, place, account, code: &problem.code, path: &problem.path, message: &problem.message };
                let written = serde_json::to_writer(&mut *out, &complaint).map_err(std::io::Error::from).and_then(|()| out.write_all(b"\n"));
                written.map_err(|error| Failure::file("--errors", &error))?;
            }
        }
        Ok(())
    }

    /// How many rows failed.
    pub(crate) fn failed(&self) -> u64 {
        self.failed
    }

    /// Tells how many are left, and ends the file.
    pub(crate) fn finish(self, progress: &Progress) -> Result<(), Failure> {
        let rest = self.failed.saturating_sub(TOLD);
        if rest > 0 {
            let where_to = if self.file.is_some() { "all of them are in the --errors file" } else { "--errors FILE keeps all of them" };
            progress.say(&format!("and {} more {} with errors; {where_to}", grouped(rest), self.noun));
        }
        self.file.map_or(Ok(()), WholeFile::finish)
    }
}
