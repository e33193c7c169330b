//! `tierwise orders`: a table of orders becomes account documents.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use tierwise::account::Currency;

use crate::complaints::Complaints;
use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::orders::{Book, Names, currency};
use crate::output::Out;
use crate::progress::Progress;
use crate::screen::{Screen, counted, grouped};

/// Gather a table of orders into account documents
///
/// Reads CSV with one order a row: `account`, `ordered_on` and `net_amount` (negative for a cancellation or return),
/// and if there are such columns `order`, `units`, `kind`, `grade` and `country`. Other columns are passed over.
/// Writes one account document a line, by ascending id, for `tierwise score`.
///
/// Orders of one account can stand anywhere in the file, so all of them are kept in memory: about 200 bytes each.
#[derive(Debug, Args)]
pub(crate) struct Orders {
    /// A CSV file of orders; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Where to write the accounts as JSON Lines; standard output if left out
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Names of columns in the file: account=customer_id,ordered_on=date
    #[arg(long, value_name = "NAME=COLUMN,...")]
    columns: Option<Names>,
    /// The currency of all amounts, as three letters
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// Where to write every problem of every row, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

impl Orders {
    pub(crate) fn run(self, _: &mut Screen) -> Result<Outcome, Failure> {
        let mut progress = Progress::new("orders")?;
        let mut complaints = Complaints::new(self.errors.as_deref(), "rows")?;
        let source = Source::open(&self.file, &progress)?;
        let book = Book::read(source, &self.columns.unwrap_or_default(), self.currency, &mut progress, &mut complaints)?;
        let mut out = Out::create(self.output.as_deref())?;
        for (_, account) in book.accounts() {
            serde_json::to_writer(&mut out, account).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
        }
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        out.finish()?;
        let read = book.orders.saturating_add(failed);
        progress.say(&format!(
            "gathered {} into {}, failed {}, read {}",
            counted(book.orders, "order"),
            counted(book.len(), "account"),
            grouped(failed),
            counted(read, "row")
        ));
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }
}
