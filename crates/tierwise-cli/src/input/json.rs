//! Account documents as JSON: one a line, or a list of them, or one after the other.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tierwise::error::code;
use tierwise::{Account, Error, wire};

use super::Row;
use super::bounded::{LONGEST_ROW, too_long};
use super::source::Source;
use crate::failure::Failure;

/// What is done with each document: its line, and its text. An error stops reading.
pub(crate) type Texts<'s> = &'s mut dyn FnMut(u64, &[u8]) -> Result<(), Failure>;

/// Reads one document a line; empty lines are passed over.
pub(super) fn read_lines(mut source: Source, sink: Texts<'_>) -> Result<(), Failure> {
    let mut line = Vec::new();
    let mut number = 0_u64;
    loop {
        line.clear();
        let read = source.reader.by_ref().take(LONGEST_ROW).read_until(b'\n', &mut line).map_err(|error| Failure::file(&source.title, &error))?;
        if read == 0 {
            return Ok(());
        }
        if u64::try_from(read).is_ok_and(|read| read >= LONGEST_ROW) {
            return Err(Failure::file(&source.title, &too_long()));
        }
        number = number.saturating_add(1);
        let text = line.trim_ascii();
        if !text.is_empty() {
            sink(number, text)?;
        }
    }
}

/// Reads a list of documents, or documents one after the other.
pub(super) fn read_documents(source: Source, sink: Texts<'_>) -> Result<(), Failure> {
    let title = source.title;
    let place = Rc::new(Place::default());
    let mut letters = Letters { reader: source.reader, place: Rc::clone(&place) };
    let first = letters.first().map_err(|error| Failure::file(&title, &error))?;
    let syntax = |error: &serde_json::Error| match error.io_error_kind() {
        Some(io::ErrorKind::InvalidData) => Failure::file(&title, &too_long()),
        Some(kind) => Failure::file(&title, &kind.into()),
        None => Failure::Told(format!("{title}:{}:{}: {} [{}]", error.line(), error.column(), without_position(error), code::INPUT_SYNTAX)),
    };
    let mut deserializer = serde_json::Deserializer::from_reader(letters);
    if first == Some(b'[') {
        let mut stopped = None;
        let list = List { place: &place, sink, stopped: &mut stopped };
        let read = list.deserialize(&mut deserializer).and_then(|()| deserializer.end());
        return match stopped {
            Some(failure) => Err(failure),
            None => read.map_err(|error| syntax(&error)),
        };
    }
    place.mark();
    for document in deserializer.into_iter::<Box<RawValue>>() {
        let document = document.map_err(|error| syntax(&error))?;
        sink(place.start.get(), document.get().as_bytes())?;
        place.mark();
    }
    Ok(())
}

/// One document. What is wrong with it names the account, if its id can be read.
pub(crate) fn row(line: u64, text: &[u8]) -> Row {
    #[derive(Deserialize)]
    struct OnlyId {
        id: Option<serde_json::Value>,
    }
    if !text.starts_with(b"{") {
        return Row::new(line, Err(Error::new(code::INPUT_TYPE, "", "expected an account document, found something else")), None);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let account = wire::read::<Account, _>(&mut deserializer).and_then(|account| match deserializer.end() {
        Ok(()) => Ok(account),
        Err(error) => Err(Error::new(code::INPUT_SYNTAX, "", format!("expected one document, found more: {}", without_position(&error)))),
    });
    let account = account.map_err(|error| if std::str::from_utf8(text).is_err() { not_utf8() } else { error });
    let id = || match serde_json::from_slice::<OnlyId>(text).ok()?.id? {
        serde_json::Value::String(id) => Some(id),
        other => Some(other.to_string()),
    };
    let id = if account.is_err() { id() } else { None };
    Row::new(line, account, id)
}

fn not_utf8() -> Error {
    Error::new(code::INPUT_NOT_UTF8, "", "expected UTF-8, found other bytes")
}

/// What is wrong without where: the line within a document says nothing about the file.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text).to_owned()
}

/// A list of documents that are handed on one by one.
struct List<'l, 's> {
    place: &'l Place,
    sink: Texts<'s>,
    stopped: &'l mut Option<Failure>,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of accounts")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.place.mark();
        while let Some(document) = list.next_element::<Box<RawValue>>()? {
            if let Err(failure) = (self.sink)(self.place.start.get(), document.get().as_bytes()) {
                *self.stopped = Some(failure);
                return Err(A::Error::custom("stopped"));
            }
            self.place.mark();
        }
        Ok(())
    }
}

/// Where reading is.
#[derive(Debug, Default)]
struct Place {
    lines: Cell<u64>,
    /// The next document has not begun yet.
    between: Cell<bool>,
    /// The line where the last document began.
    start: Cell<u64>,
    /// Letters since then.
    letters: Cell<u64>,
}

impl Place {
    fn mark(&self) {
        self.between.set(true);
        self.letters.set(0);
    }

    fn pass(&self, letter: u8) {
        self.letters.set(self.letters.get().saturating_add(1));
        if letter == b'\n' {
            self.lines.set(self.lines.get().saturating_add(1));
        } else if self.between.get() && !letter.is_ascii_whitespace() && letter != b',' {
            self.between.set(false);
            self.start.set(self.lines.get().saturating_add(1));
        }
    }
}

/// Letters one by one, so that the place is known when a document has been read.
struct Letters {
    reader: Box<dyn BufRead + Send>,
    place: Rc<Place>,
}

impl Letters {
    /// The first letter that is not a space; it stays unread.
    fn first(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.reader.fill_buf()?.first().copied() {
                Some(letter) if letter.is_ascii_whitespace() => {
                    self.place.pass(letter);
                    self.reader.consume(1);
                }
                letter => return Ok(letter),
            }
        }
    }
}

impl Read for Letters {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (Some(letter), Some(place)) = (self.reader.fill_buf()?.first().copied(), buffer.first_mut()) else { return Ok(0) };
        if self.place.letters.get() >= LONGEST_ROW {
            return Err(too_long());
        }
        *place = letter;
        self.reader.consume(1);
        self.place.pass(letter);
        Ok(1)
    }
}
