//! A progress bar on standard error; there is none when that is not a terminal.

use std::io::{self, IsTerminal, Read, Write};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

use crate::failure::Failure;

/// A bar of what has been read, and how long the rest takes.
const READING: &str = "{spinner:.cyan} {bar:28.cyan/dim} {percent:>3} %  {msg}  {eta} left";

/// Rows between two updates of the bar.
const STEP: u64 = 512;

/// How far reading has come. A clone shows on the same bar.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    rows: u64,
    noun: &'static str,
}

impl Progress {
    /// Of reading a number of bytes, zero if unknown.
    pub(crate) fn new(noun: &'static str) -> Result<Self, Failure> {
        let bar = if io::stderr().is_terminal() { ProgressBar::no_length() } else { ProgressBar::hidden() };
        bar.set_style(style("{spinner:.cyan} {msg}")?);
        bar.enable_steady_tick(Duration::from_millis(120));
        Ok(Self { bar, rows: 0, noun })
    }

    /// Watches how much of a file has been read.
    pub(crate) fn watch<R: Read>(&self, reader: R, length: Option<u64>) -> Result<impl Read + use<R>, Failure> {
        if let Some(length) = length {
            self.expect(length)?;
        }
        Ok(self.bar.wrap_read(reader))
    }

    /// Sets how much there is to read, in any unit.
    pub(crate) fn expect(&self, length: u64) -> Result<(), Failure> {
        self.bar.set_length(length);
        self.bar.set_position(0);
        self.bar.set_style(style(READING)?);
        Ok(())
    }

    /// So much has been read.
    pub(crate) fn reached(&self, position: u64) {
        self.bar.set_position(position);
    }

    /// One more row.
    pub(crate) fn row(&mut self) {
        self.rows = self.rows.saturating_add(1);
        if self.rows.is_multiple_of(STEP) {
            self.show();
        }
    }

    /// So many rows more.
    pub(crate) fn add(&mut self, rows: u64) {
        self.rows = self.rows.saturating_add(rows);
        self.show();
    }

    fn show(&self) {
        if !self.bar.is_hidden() {
            let rate = self.rows as f64 / self.bar.elapsed().as_secs_f64().max(0.001);
            self.bar.set_message(format!("{} {}, {}/s", HumanCount(self.rows), self.noun, HumanCount(rate as u64)));
        }
    }

    /// Writes a line to standard error without breaking the bar.
    pub(crate) fn say(&self, text: &str) {
        // Nobody can be told that standard error cannot be written.
        let _ = self.bar.suspend(|| writeln!(anstream::stderr(), "{text}"));
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> Result<ProgressStyle, Failure> {
    ProgressStyle::with_template(template).map_err(|error| Failure::Told(error.to_string()))
}
