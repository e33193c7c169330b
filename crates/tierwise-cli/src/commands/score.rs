//! `tierwise score`: many accounts, one after the other.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use tierwise::{Date, Policy};
use tierwise_arrow::Zone;

use crate::brief::{self, Range, Reading, Rules, Writing};
use crate::complaints::{Complaints, Place};
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
/// Accounts are JSON documents (one a line, or in a list) or rows of a table (CSV, Parquet, Arrow) with a column
/// `account` or `id` and columns named by fact; see `tierwise facts`. In CSV an empty cell, NA, NaN and null say that a
/// fact is missing. Files may be compressed with gzip or zstd; `-` is standard input.
///
/// A row with errors never stops the others: it is told of on standard error, and counted. Accounts are read and
/// written one by one; about 30 bytes of each stay in memory, to find an account that comes twice.
///
/// --brief is for files of any size: it writes of every row the account, composite, tier, coverage and the code of its
/// error, works on all cores, keeps nothing in memory and does not look for accounts that come twice. Parquet and Arrow,
/// in or out, are always brief.
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
    #[arg(long, value_name = "FILE", conflicts_with = "previous_column")]
    previous: Option<String>,
    /// The column with the tiers before, of a table; only with --brief
    #[arg(long, value_name = "COLUMN")]
    previous_column: Option<String>,
    /// Where to write the scored accounts: .csv, .json, .jsonl, .parquet, .arrow, .arrows, and .csv.gz, .jsonl.zst and
    /// the like; written whole or not at all
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How to write the scored accounts; without --output to standard output
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Where to write every problem of every row, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Add a column for each criterion to CSV, and to everything that is brief
    #[arg(long)]
    contributions: bool,
    /// Write little of each account, for files of any size
    #[arg(long)]
    brief: bool,
    /// Threads that score, as many as there are cores if left out; only with --brief. The result does not depend on it
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// Score only rows FROM..TO, counted from 1, or FROM.. for the rest; only with --brief
    #[arg(long, value_name = "RANGE")]
    rows: Option<Range>,
    /// Leave out the line of names from CSV, for parts that are put together; only with --brief
    #[arg(long)]
    no_header: bool,
    /// When the days of timestamps begin: UTC, or a distance such as +02:00; only with --brief
    #[arg(long, value_name = "ZONE")]
    zone: Option<Zone>,
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
        if self.is_brief()? {
            return self.run_brief(screen);
        }
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
        let options = TableOptions { ignore_unknown_columns: self.ignore_unknown_columns, previous: None };
        for file in &self.files {
            let watched = progress.clone();
            input::read(file, self.input, &options, &facts, &watched, &mut |row| {
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
        told(&progress, work.portfolio.accounts, failed)
    }

    /// Whether only a little is written of each account.
    fn is_brief(&self) -> Result<bool, Failure> {
        let input = |file: &String| self.input.or_else(|| Kind::of_name(file)).is_some_and(Kind::is_columnar);
        let output = self.format.or_else(|| self.output.as_deref().and_then(Format::of_path)).is_some_and(Format::is_columnar);
        if self.brief || output || self.files.iter().any(input) {
            return Ok(true);
        }
        let only = [
            ("--previous-column", self.previous_column.is_some()),
            ("--threads", self.threads.is_some()),
            ("--rows", self.rows.is_some()),
            ("--no-header", self.no_header),
            ("--zone", self.zone.is_some()),
        ];
        match only.iter().find(|(_, there)| *there) {
            Some((option, _)) => Err(Failure::Told(format!("{option}: expected --brief with it"))),
            None => Ok(false),
        }
    }

    fn run_brief(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let format = match self.format {
            None if self.output.is_none() => Format::Csv,
            _ => self.format()?,
        };
        if matches!(format, Format::Table | Format::Json) {
            return Err(Failure::Told("expected csv, jsonl, parquet, arrow or arrow-stream for brief scores".to_owned()));
        }
        let loaded = policy::load(&self.policy)?;
        let policy = &loaded.policy;
        let previous = self.previous.as_deref().map(|file| Previous::read(file, policy)).transpose()?;
        let rules = Rules { policy, as_of: self.as_of, previous: previous.as_ref(), zone: self.zone, contributions: self.contributions };
        let options = TableOptions { ignore_unknown_columns: self.ignore_unknown_columns, previous: self.previous_column };
        let facts = Facts::of(Some(policy));
        let reading = Reading { files: &self.files, kind: self.input, options: &options, facts: &facts, range: self.rows.unwrap_or_default() };
        let writing = Writing { output: self.output.as_deref(), format, header: !self.no_header, errors: self.errors.as_deref() };
        let threads = self.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
        let (portfolio, failed) = brief::run(rules, &reading, &writing, threads)?;
        if self.output.is_some() {
            show::tiers(screen, policy, &portfolio)?;
            screen.flush()?;
        }
        told(&Progress::new("rows")?, portfolio.accounts, failed)
    }

    /// As stated, or as the output's name says.
    fn format(&self) -> Result<Format, Failure> {
        match (&self.output, self.format) {
            (Some(_), Some(Format::Table)) => Err(Failure::Told("--format table is for the terminal: expected another format with --output".to_owned())),
            (_, Some(format)) => Ok(format),
            (None, None) => Ok(Format::Table),
            (Some(path), None) => Format::of_path(path).ok_or_else(|| {
                Failure::Told(format!("{}: expected a name that ends in .csv, .json, .jsonl, .parquet, .arrow or .arrows, or --format", path.display()))
            }),
        }
    }
}

/// Says how it went.
fn told(progress: &Progress, scored: u64, failed: u64) -> Result<Outcome, Failure> {
    progress.say(&format!("scored {}, failed {}, read {}", grouped(scored), grouped(failed), counted(scored.saturating_add(failed), "row")));
    Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
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
            Err(error) => self.complaints.add(progress, file, Place::Line(row.line), Some(id.as_str()).filter(|id| !id.is_empty()), &error),
        }
    }
}
