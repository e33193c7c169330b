//! Accounts from files: one row after the other, in constant memory, each row good or bad by itself.

mod bounded;
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

pub(crate) use cell::{Cell, is_missing, read as read_cell};
pub(crate) use json::row as document;
pub(crate) use seen::Seen;
pub(crate) use source::Source;
pub(crate) use table::{Cells, Column, Columns, ID, Table, named, unknown};

/// How accounts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A table with columns named by fact
    Csv,
    /// One account document a line
    Jsonl,
    /// A list of account documents, or one
    Json,
    /// A Parquet file with columns named by fact
    #[cfg(feature = "parquet")]
    Parquet,
    /// An Arrow IPC file, which is Feather as well
    Arrow,
    /// An Arrow IPC stream
    ArrowStream,
}

impl Kind {
    /// Whether it comes in record batches.
    pub(crate) fn is_columnar(self) -> bool {
        !matches!(self, Self::Csv | Self::Jsonl | Self::Json)
    }

    /// The kind that a file's name says.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Self::Csv),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "json" => Some(Self::Json),
            #[cfg(feature = "parquet")]
            "parquet" => Some(Self::Parquet),
            "arrow" | "feather" => Some(Self::Arrow),
            "arrows" => Some(Self::ArrowStream),
            _ => None,
        }
    }
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
                None => Self { line, id: None, account: Err(no_id()) },
            },
            Err(error) => Self { line, id, account: Err(error) },
        }
    }
}

/// That nobody knows whose row it is.
pub(crate) fn no_id() -> Error {
    Error::new(code::INPUT_MISSING_FIELD, "id", "expected the account's id, found none")
}

/// What is done with each row; an error stops reading.
pub(crate) type Sink<'s> = &'s mut dyn FnMut(Row) -> Result<(), Failure>;

/// How tables are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableOptions {
    /// Columns that are no facts are left out instead of refused.
    pub(crate) ignore_unknown_columns: bool,
    /// The column with the tiers before, if there is one.
    pub(crate) previous: Option<String>,
}

/// Reads a file's accounts.
pub(crate) fn read(name: &str, kind: Option<Kind>, options: &TableOptions, facts: &Facts<'_>, progress: &Progress, sink: Sink<'_>) -> Result<(), Failure> {
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
        Kind::Jsonl | Kind::Json => read_documents(source, kind, &mut |line, text| counting(document(line, text)))?,
        _ => return Err(Failure::Told(format!("{title}: expected CSV or JSON, found record batches"))),
    }
    if any || kind == Kind::Json { Ok(()) } else { Err(Source::empty(&title)) }
}

/// Hands on the text of each account document, with its line.
pub(crate) fn read_documents(source: Source, kind: Kind, sink: json::Texts<'_>) -> Result<(), Failure> {
    match kind {
        Kind::Json => json::read_documents(source, sink),
        _ => json::read_lines(source, sink),
    }
}
