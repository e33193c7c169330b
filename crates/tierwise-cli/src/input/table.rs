//! Tables as CSV: the columns by name, and accounts whose columns are facts.

use csv::{ByteRecord, ReaderBuilder};
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::{Account, Error};

use super::bounded::Bounded;
use super::source::Source;
use super::{Row, Sink, TableOptions, cell};
use crate::facts::{Facts, Typed, nearest};
use crate::failure::Failure;

/// Names of the columns that hold the account's id.
pub(crate) const ID: [&str; 2] = ["account", "id"];

/// A table whose header has been read.
pub(crate) struct Table {
    pub(crate) title: String,
    reader: csv::Reader<Bounded>,
    /// Its columns.
    pub(crate) headers: Headers,
    record: ByteRecord,
}

/// The names of a table's columns.
#[derive(Clone)]
pub(crate) struct Headers(Vec<String>);

impl Headers {
    /// The names in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// A row's cells as texts, or why they are none.
    fn texts<'c>(&self, cells: impl ExactSizeIterator<Item = &'c [u8]>) -> Result<Vec<String>, Error> {
        let (expected, found) = (self.0.len(), cells.len());
        if found != expected {
            return Err(Error::new(code::INPUT_LENGTH, "", format!("expected {expected} cells as in the header, found {found}")));
        }
        let text = |(bytes, name): (&[u8], &String)| match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(Error::new(code::INPUT_NOT_UTF8, name, "expected UTF-8, found other bytes")),
        };
        cells.zip(&self.0).map(text).collect()
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
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(Bounded::new(source.reader));
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
        let line = self.advance()?;
        Ok(line.map(|line| Cells { line, cells: self.headers.texts(self.record.iter()) }))
    }

    /// The next row as it stands there, and its line; none at the end.
    pub(crate) fn next_bytes(&mut self) -> Result<Option<(u64, &ByteRecord)>, Failure> {
        Ok(self.advance()?.map(|line| (line, &self.record)))
    }

    fn advance(&mut self) -> Result<Option<u64>, Failure> {
        self.reader.get_mut().begin();
        let read = self.reader.read_byte_record(&mut self.record).map_err(|error| unreadable(&self.title, error))?;
        Ok(read.then(|| self.record.position().map_or(0, csv::Position::line)))
    }

    /// That a column is not there.
    pub(crate) fn lacks(&self, names: &str) -> Failure {
        let found = self.headers.names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        Failure::content(&format!("{}:1", self.title), code::INPUT_MISSING_FIELD, &format!("expected a column {names}, found {found}"))
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
pub(crate) enum Column {
    Id,
    Name,
    Fact(Typed),
    Ignored,
}

/// What the columns of a table of accounts are.
pub(crate) struct Columns {
    headers: Headers,
    columns: Vec<Column>,
    /// Place of the account's id.
    pub(crate) id: usize,
    /// Place of the tier before, if it was asked for.
    pub(crate) previous: Option<usize>,
}

impl Columns {
    /// Finds out what every column is.
    pub(crate) fn of(table: &Table, options: &TableOptions, facts: &Facts<'_>) -> Result<Self, Failure> {
        let Some(id) = table.headers.position(&ID) else { return Err(table.lacks("`account` or `id`")) };
        let place = |name: &String| table.headers.position(&[name]).ok_or_else(|| table.lacks(&format!("`{name}`")));
        let previous = options.previous.as_ref().map(place).transpose()?;
        let column = |(at, name)| if previous == Some(at) { Ok(Column::Ignored) } else { column(table, facts, options, at == id, name) };
        let columns = table.headers.names().enumerate().map(column).collect::<Result<_, _>>()?;
        Ok(Self { headers: table.headers.clone(), columns, id, previous })
    }

    /// The columns in their order.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &Column> {
        self.columns.iter()
    }

    /// The types of those that are facts.
    pub(crate) fn facts(&self) -> impl Iterator<Item = FactType> {
        self.columns.iter().filter_map(|column| if let Column::Fact(fact) = column { Some(fact.fact_type) } else { None })
    }

    /// A row as an account, or everything that is wrong with it.
    pub(crate) fn row<'c>(&self, line: u64, cells: impl ExactSizeIterator<Item = &'c [u8]>) -> Row {
        let cells = self.headers.texts(cells);
        let id = cells.as_ref().ok().and_then(|cells| cells.get(self.id)).map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let account = cells.and_then(|cells| account(&cells, &self.columns));
        Row::new(line, account, id)
    }
}

/// Reads accounts whose columns are facts.
pub(super) fn read_accounts(source: Source, options: &TableOptions, facts: &Facts<'_>, sink: Sink<'_>) -> Result<(), Failure> {
    let mut table = Table::open(source)?;
    let columns = Columns::of(&table, options, facts)?;
    while let Some((line, record)) = table.next_bytes()? {
        sink(columns.row(line, record.iter()))?;
    }
    Ok(())
}

fn column(table: &Table, facts: &Facts<'_>, options: &TableOptions, is_id: bool, name: &str) -> Result<Column, Failure> {
    let title = || format!("{}:1", table.title);
    named(facts, options, is_id, name).map_err(|hint| unknown(&title(), name, &hint))
}

/// What a column of a name is, or a hint at what it could be.
pub(crate) fn named(facts: &Facts<'_>, options: &TableOptions, is_id: bool, name: &str) -> Result<Column, String> {
    match facts.get(name) {
        _ if is_id => Ok(Column::Id),
        Some(fact) => {
            let values = fact.values.iter().map(ToString::to_string).collect();
            Ok(Column::Fact(Typed { name: name.into(), fact_type: fact.fact_type, values }))
        }
        None if name == "name" => Ok(Column::Name),
        None if options.ignore_unknown_columns => Ok(Column::Ignored),
        None => Err(nearest(name, facts.names()).map_or_else(
            || "no fact has this name; see `tierwise facts`, or use --ignore-unknown-columns".to_owned(),
            |near| format!("did you mean `{near}`?"),
        )),
    }
}

/// That there is a column too many.
pub(crate) fn unknown(place: &str, column: &str, hint: &str) -> Failure {
    Failure::content(place, code::FACT_UNKNOWN, &format!("unknown column `{column}`: {hint}"))
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
