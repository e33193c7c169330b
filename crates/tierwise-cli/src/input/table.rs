//! Tables as CSV: the columns by name, and accounts whose columns are facts.

use csv::{ByteRecord, ReaderBuilder};
use tierwise::error::code;
use tierwise::{Account, Error};

use super::source::Source;
use super::{Row, Sink, TableOptions, cell};
use crate::facts::{Facts, Typed, nearest};
use crate::failure::Failure;

/// Names of the columns that hold the account's id.
const ID: [&str; 2] = ["account", "id"];

/// A table whose header has been read.
pub(crate) struct Table {
    title: String,
    reader: csv::Reader<Box<dyn std::io::BufRead>>,
    /// Its columns.
    pub(crate) headers: Headers,
    record: ByteRecord,
}

/// The names of a table's columns.
pub(crate) struct Headers(Vec<String>);

impl Headers {
    /// The names in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Where the first column with one of these names stands.
    pub(crate) fn position(&self, names: &[&str]) -> Option<usize> {
        self.0.iter().position(|name| names.contains(&name.as_str()))
    }
}

/// One row: its line, and its cells or why they cannot be read.
pub(crate) struct Cells {
    /// Line of the file, from 1.
    pub(crate) line: u64,
    /// As many cells as there are columns.
    pub(crate) cells: Result<Vec<String>, Error>,
}

impl Table {
    /// Reads the header.
    pub(crate) fn open(source: Source) -> Result<Self, Failure> {
        let title = source.title;
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(source.reader);
        let record = reader.byte_headers().map_err(|error| unreadable(&title, error))?.clone();
        let mut names = Vec::with_capacity(record.len());
        for (index, name) in record.iter().enumerate() {
            let wrong = |code, message: String| Failure::content(&format!("{title}:1"), code, &message);
            let name = std::str::from_utf8(name)
                .map_err(|_| wrong(code::INPUT_NOT_UTF8, format!("expected UTF-8 in the name of column {}, found other bytes", index.saturating_add(1))))?;
            let name = name.trim().to_owned();
            if names.contains(&name) {
                return Err(wrong(code::INPUT_DUPLICATE_KEY, format!("expected each column once, found `{name}` twice")));
            }
            names.push(name);
        }
        Ok(Self { title, reader, headers: Headers(names), record: ByteRecord::new() })
    }

    /// The next row; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Cells>, Failure> {
        if !self.reader.read_byte_record(&mut self.record).map_err(|error| unreadable(&self.title, error))? {
            return Ok(None);
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let (expected, found) = (self.headers.0.len(), self.record.len());
        let cells = if found == expected {
            self.record
                .iter()
                .zip(&self.headers.0)
                .map(|(bytes, name)| match std::str::from_utf8(bytes) {
                    Ok(text) => Ok(text.to_owned()),
                    Err(_) => Err(Error::new(code::INPUT_NOT_UTF8, name, "expected UTF-8, found other bytes")),
                })
                .collect()
        } else {
            Err(Error::new(code::INPUT_LENGTH, "", format!("expected {expected} cells as in the header, found {found}")))
        };
        Ok(Some(Cells { line, cells }))
    }

    /// That a column is not there.
    pub(crate) fn lacks(&self, names: &str) -> Failure {
        let found = self.headers.names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        Failure::content(&format!("{}:1", self.title), code::INPUT_MISSING_FIELD, &format!("expected a column {names}, found {found}"))
    }

    /// That there is a column too many.
    pub(crate) fn unknown(&self, column: &str, hint: &str) -> Failure {
        Failure::content(&format!("{}:1", self.title), code::FACT_UNKNOWN, &format!("unknown column `{column}`: {hint}"))
    }
}

fn unreadable(title: &str, error: csv::Error) -> Failure {
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::file(title, &error),
        _ => Failure::Told(format!("{title}: {text} [{}]", code::INPUT_SYNTAX)),
    }
}

/// What a column is.
enum Column {
    Id,
    Name,
    Fact(Typed),
    Ignored,
}

/// Reads accounts whose columns are facts.
pub(super) fn read_accounts(source: Source, options: TableOptions, facts: &Facts<'_>, sink: Sink<'_>) -> Result<(), Failure> {
    let mut table = Table::open(source)?;
    let Some(id) = table.headers.position(&ID) else { return Err(table.lacks("`account` or `id`")) };
    let columns = table.headers.names().enumerate().map(|(index, name)| column(&table, facts, options, index == id, name)).collect::<Result<Vec<_>, _>>()?;
    while let Some(row) = table.next()? {
        let id = row.cells.as_ref().ok().and_then(|cells| cells.get(id)).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let account = row.cells.and_then(|cells| account(&cells, &columns));
        sink(Row::new(row.line, account, id))?;
    }
    Ok(())
}

fn column(table: &Table, facts: &Facts<'_>, options: TableOptions, is_id: bool, name: &str) -> Result<Column, Failure> {
    match facts.get(name) {
        _ if is_id => Ok(Column::Id),
        Some(fact) => Ok(Column::Fact(Typed { name: name.into(), fact_type: fact.fact_type })),
        None if name == "name" => Ok(Column::Name),
        None if options.ignore_unknown_columns => Ok(Column::Ignored),
        None => {
            let hint = nearest(name, facts.names()).map_or_else(
                || "no fact has this name; see `tierwise facts`, or use --ignore-unknown-columns".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Err(table.unknown(name, &hint))
        }
    }
}

fn account(cells: &[String], columns: &[Column]) -> Result<Account, Error> {
    let mut account = Account::default();
    let mut problems = Vec::new();
    for (text, column) in cells.iter().zip(columns) {
        match column {
            Column::Id => account.id = Some(text.trim().to_owned()),
            Column::Name => account.name = Some(text.trim().to_owned()).filter(|name| !name.is_empty()),
            Column::Fact(fact) => match cell::value(text, fact) {
                Ok(Some(value)) => account.facts.insert(fact.name.clone(), value),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            },
            Column::Ignored => {}
        }
    }
    Error::check(problems).map(|()| account)
}
