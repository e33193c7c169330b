//! `tierwise score`: many accounts, one after the other.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use tierwise::{Date, Policy};

use crate::complaints::Complaints;
use crate::facts::Facts;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Kind, Row, Seen, TableOptions};
use crate::output::{Format, Layout, Out, Rows, Scored};
use crate::portfolio::Portfolio;
use crate::previous::Previous;
use crate::progress::Progress;
use crate::screen::{Screen, counted, grouped};
use crate::{policy, show};

/// Score accounts from files and place them in tiers
///
/// Accounts are JSON documents (one a line, or in a list) or rows of a CSV table with a column `account` or `id`
/// and columns named by fact; see `tierwise facts`. An empty cell, NA, NaN and null say that a fact is missing.
/// Files may be compressed with gzip; `-` is standard input.
///
/// A row with errors never stops the others: it is told of on standard error, and counted. Accounts are read and
/// written one by one; about 30 bytes of each stay in memory, to find an account that comes twice.
#[derive(Debug, Args)]
pub(crate) struct Score {
    /// Files of accounts; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The day of scoring, YYYY-MM-DD; nothing is taken from the clock
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Date,
    /// The tiers before, as CSV or JSON Lines with `account` and `tier`; kept in memory
    #[arg(long, value_name = "FILE")]
    previous: Option<String>,
    /// Where to write the scored accounts: .csv, .json or .jsonl; written whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write the scored accounts; without --output to standard output
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Where to write every problem of every row, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Add a column for each criterion to CSV
    #[arg(long)]
    contributions: bool,
    /// Leave out columns that are no facts
    #[arg(long)]
    ignore_unknown_columns: bool,
    /// How the accounts are written, if neither the file's name nor its first letter says so
    #[arg(long, value_enum, value_name = "KIND")]
    input: Option<Kind>,
    /// How many accounts the table shows
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
}

impl Score {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let format = self.format()?;
        let loaded = policy::load(&self.policy)?;
        let policy = &loaded.policy;
        let previous = self.previous.as_deref().map(|file| Previous::read(file, policy)).transpose()?.unwrap_or_default();
        let facts = Facts::of(Some(policy));
        let layout = Layout::of(policy, self.contributions, &[]);
        let mut rows = Rows::new(format, Out::create(self.output.as_deref())?, layout)?;
        let mut progress = Progress::new("accounts")?;
        let mut work = Work {
            policy,
            as_of: self.as_of,
            previous: &previous,
            seen: Seen::default(),
            portfolio: Portfolio::of(policy, self.top),
            complaints: Complaints::new(self.errors.as_deref(), "rows")?,
        };
        let options = TableOptions { ignore_unknown_columns: self.ignore_unknown_columns };
        for file in &self.files {
            let watched = progress.clone();
            input::read(file, self.input, options, &facts, &watched, &mut |row| {
                progress.row();
                work.row(&progress, file, row, rows.as_mut())
            })?;
        }
        progress.finish();
        let failed = work.complaints.failed();
        work.complaints.finish(&progress)?;
        if let Some(rows) = rows {
            rows.finish()?.finish()?;
        }
        if self.output.is_some() || format == Format::Table {
            show::tiers(screen, policy, &work.portfolio)?;
        }
        if format == Format::Table {
            writeln!(screen)?;
            show::ranking(screen, policy, &work.portfolio)?;
        }
        screen.flush()?;
        let scored = work.portfolio.accounts;
        progress.say(&format!("scored {}, failed {}, read {}", grouped(scored), grouped(failed), counted(scored.saturating_add(failed), "row")));
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }

    /// As stated, or as the output's name says.
    fn format(&self) -> Result<Format, Failure> {
        match (&self.output, self.format) {
            (Some(_), Some(Format::Table)) => Err(Failure::Told("--format table is for the terminal: expected csv, json or jsonl with --output".to_owned())),
            (_, Some(format)) => Ok(format),
            (None, None) => Ok(Format::Table),
            (Some(path), None) => Format::of_path(path)
                .ok_or_else(|| Failure::Told(format!("{}: expected a name that ends in .csv, .json or .jsonl, or --format", path.display()))),
        }
    }
}

/// What is known while rows pass by.
struct Work<'w> {
    policy: &'w Policy,
    as_of: Date,
    previous: &'w Previous,
    seen: Seen,
    portfolio: Portfolio,
    complaints: Complaints,
}

impl Work<'_> {
    fn row(&mut self, progress: &Progress, file: &str, row: Row, rows: Option<&mut Rows<Out>>) -> Result<(), Failure> {
        let id = row.id.unwrap_or_default();
        let assessed = row.account.and_then(|account| {
            self.seen.first(&id)?;
            self.policy.assess(&account, self.as_of, self.previous.of(&id))
        });
        match assessed {
            Ok(assessment) => {
                if let Some(rows) = rows {
                    rows.write(Scored { account: &id, assessment: &assessment, more: &[] })?;
                }
                self.portfolio.add(&id, assessment, 0.0);
                Ok(())
            }
            Err(error) => self.complaints.add(progress, file, row.line, Some(id.as_str()).filter(|id| !id.is_empty()), &error),
        }
    }
}
