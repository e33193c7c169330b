//! Accounts from files: one row after the other, in constant memory, each row good or bad by itself.

mod cell;
mod json;
mod seen;
mod source;
mod table;

use clap::ValueEnum;
use tierwise::error::code;
use tierwise::{Account, Error};

use crate::facts::Facts;
use crate::failure::Failure;
use crate::progress::Progress;

pub(crate) use cell::is_missing;
pub(crate) use seen::Seen;
pub(crate) use source::Source;
pub(crate) use table::{Cells, Table};

/// How accounts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A table with columns named by fact
    Csv,
    /// One account document a line
    Jsonl,
    /// A list of account documents, or one
    Json,
}

/// One account as it was read, and where.
pub(crate) struct Row {
    /// Line of the file where it starts, from 1.
    pub(crate) line: u64,
    /// Its id, if that could be read.
    pub(crate) id: Option<String>,
    /// The account, or what is wrong with it.
    pub(crate) account: Result<Account, Error>,
}

impl Row {
    /// A row that must have an id.
    fn new(line: u64, account: Result<Account, Error>, id: Option<String>) -> Self {
        match account {
            Ok(account) => match account.id.clone().filter(|id| !id.is_empty()) {
                Some(id) => Self { line, id: Some(id), account: Ok(account) },
                None => Self { line, id: None, account: Err(Error::new(code::INPUT_MISSING_FIELD, "id", "expected the account's id, found none")) },
            },
            Err(error) => Self { line, id, account: Err(error) },
        }
    }
}

/// What is done with each row; an error stops reading.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(Row) -> Result<(), Failure>;

/// How tables are read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TableOptions {
    /// Columns that are no facts are left out instead of refused.
    pub(crate) ignore_unknown_columns: bool,
}

/// Reads a file's accounts.
pub(crate) fn read(name: &str, kind: Option<Kind>, options: TableOptions, facts: &Facts<'_>, progress: &Progress, sink: Sink<'_>) -> Result<(), Failure> {
    let source = Source::open(name, progress)?;
    let kind = kind.unwrap_or_else(|| source.kind());
    let mut any = false;
    let mut counting = |row: Row| {
        any = true;
        sink(row)
    };
    let title = source.title.clone();
    match kind {
        Kind::Csv => return table::read_accounts(source, options, facts, sink),
        Kind::Jsonl => json::read_lines(source, &mut counting)?,
        Kind::Json => json::read_documents(source, &mut counting)?,
    }
    if any || kind == Kind::Json { Ok(()) } else { Err(Source::empty(&title)) }
}
