//! Files as chunks of rows.

use std::str::FromStr;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Field, Schema, SchemaRef};

use super::batches::Batches;
use super::chunk::{Chunk, Documents, File, Layout, Places, ROWS, Records, Rows};
use super::stages::Send;
use super::worker::PREVIOUS;
use crate::facts::Facts;
use crate::failure::Failure;
use crate::input::{self, Column, Columns, Kind, Source, Table, TableOptions};
use crate::progress::Progress;

/// Which rows of all files are scored: from one to another, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    from: u64,
    to: u64,
}

impl Default for Range {
    fn default() -> Self {
        Self { from: 1, to: u64::MAX }
    }
}

impl FromStr for Range {
    type Err = String;

    /// `1..1000000`, or `1000001..` for all that are left.
    fn from_str(text: &str) -> Result<Self, String> {
        let range = || {
            let (from, to) = text.split_once("..")?;
            let (from, to) = (from.parse().ok()?, if to.is_empty() { u64::MAX } else { to.parse().ok()? });
            (1 <= from && from <= to).then_some(Self { from, to })
        };
        range().ok_or_else(|| "expected the first and the last row such as `1..1000000` or `1000001..`".to_owned())
    }
}

/// How files are read.
pub(crate) struct Reading<'a> {
    pub(crate) files: &'a [String],
    pub(crate) kind: Option<Kind>,
    pub(crate) options: &'a TableOptions,
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) range: Range,
}

impl Reading<'_> {
    /// Hands on the chunks of all files until there are no more, or nobody wants more. `check` sees each file's layout first.
    pub(crate) fn run(&self, progress: &Progress, check: impl Fn(&File) -> Result<(), Failure>, send: Send<'_, Chunk>) -> Result<(), Failure> {
        let mut passed = 0;
        for name in self.files {
            let kind = self.kind.or_else(|| Kind::of_name(name));
            let mut sending = Sending { range: self.range, passed, send: &mut *send, has_ended: false };
            match kind {
                Some(kind) if kind.is_columnar() => self.batches(name, kind, progress, &check, &mut sending)?,
                _ => self.text(name, progress, &check, &mut sending)?,
            }
            if sending.has_ended {
                break;
            }
            passed = sending.passed;
        }
        Ok(())
    }

    fn text(&self, name: &str, progress: &Progress, check: &impl Fn(&File) -> Result<(), Failure>, sending: &mut Sending<'_>) -> Result<(), Failure> {
        let source = Source::open(name, progress)?;
        let (title, kind) = (source.title.clone(), self.kind.unwrap_or_else(|| source.kind()));
        if kind == Kind::Csv {
            let mut table = Table::open(source)?;
            let file = Arc::new(File { layout: Layout::Table(Columns::of(&table, self.options, self.facts)?), title });
            check(&file)?;
            let mut records = Records::default();
            while let Some((line, record)) = table.next_bytes()? {
                match sending.next() {
                    Turn::Passed => continue,
                    Turn::Wanted => records.push(line, record),
                    Turn::Ended => break,
                }
                if records.is_full() && !sending.chunk(&file, Rows::Cells(std::mem::take(&mut records))) {
                    return Ok(());
                }
            }
            if records.len() > 0 {
                sending.chunk(&file, Rows::Cells(records));
            }
            return Ok(());
        }
        if kind.is_columnar() {
            return Err(Failure::Told(format!("{title}: expected CSV or JSON by its first letters, or another --input")));
        }
        if self.options.previous.is_some() {
            return Err(Failure::Told(format!("{title}: expected a table for --previous-column, found account documents; see --previous")));
        }
        let file = Arc::new(File { layout: Layout::Documents, title });
        let mut documents = Documents::default();
        let (mut any, empty) = (kind == Kind::Json, Source::empty(&file.title));
        // Reading stops by a failure; this one is nobody's fault.
        let stop = || Err(Failure::Told(String::new()));
        let read = input::read_documents(source, kind, &mut |line, text| {
            any = true;
            match sending.next() {
                Turn::Passed => {}
                Turn::Wanted => documents.push(line, text),
                Turn::Ended => return stop(),
            }
            if documents.is_full() && !sending.chunk(&file, Rows::Documents(std::mem::take(&mut documents))) { stop() } else { Ok(()) }
        });
        if documents.len() > 0 {
            sending.chunk(&file, Rows::Documents(documents));
        }
        match read {
            Err(_) if sending.has_ended => Ok(()),
            Ok(()) if !any => Err(empty),
            read => read,
        }
    }

    fn batches(
        &self,
        name: &str,
        kind: Kind,
        progress: &Progress,
        check: &impl Fn(&File) -> Result<(), Failure>,
        sending: &mut Sending<'_>,
    ) -> Result<(), Failure> {
        let mut batches = Batches::open(name, kind, sending.to_skip(), progress)?;
        let file = Arc::new(File { layout: Layout::Batches(self.places(&batches.title, &batches.schema)?), title: batches.title.clone() });
        check(&file)?;
        sending.passed = sending.passed.saturating_add(batches.skipped);
        let mut number = batches.skipped;
        while let Some(batch) = batches.next()? {
            let mut start = 0_usize;
            while start < batch.num_rows() {
                let rows = batch.num_rows().saturating_sub(start).min(ROWS);
                let first = number.saturating_add(1);
                let piece = batch.slice(start, rows);
                start = start.saturating_add(rows);
                number = number.saturating_add(u64::try_from(rows).unwrap_or_default());
                if !sending.batch(&file, &piece, first) {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Finds out what every column of a schema is.
    fn places(&self, title: &str, schema: &SchemaRef) -> Result<Places, Failure> {
        let names: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
        if let Some(twice) = names.iter().enumerate().find(|(at, name)| names.iter().take(*at).any(|other| other == *name)) {
            let message = format!("expected each column once, found `{}` twice", twice.1);
            return Err(Failure::content(title, tierwise::error::code::INPUT_DUPLICATE_KEY, &message));
        }
        let lacks = |wanted: &str| {
            let found = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            Failure::content(title, tierwise::error::code::INPUT_MISSING_FIELD, &format!("expected a column {wanted}, found {found}"))
        };
        let id = names.iter().position(|name| input::ID.contains(name)).ok_or_else(|| lacks("`account` or `id`"))?;
        let wanted = self.options.previous.as_deref();
        let previous = wanted.map(|wanted| names.iter().position(|name| *name == wanted).ok_or_else(|| lacks(&format!("`{wanted}`")))).transpose()?;
        let (mut facts, mut fields) = (Vec::new(), Vec::new());
        for (at, field) in schema.fields().iter().enumerate().filter(|(at, _)| previous != Some(*at)) {
            let column = input::named(self.facts, self.options, at == id, field.name()).map_err(|hint| input::unknown(title, field.name(), &hint))?;
            if let Column::Fact(_) = column {
                facts.push(at);
                fields.push(Arc::clone(field));
            }
        }
        if let Some(field) = previous.and_then(|at| schema.fields().get(at)) {
            fields.push(Arc::new(Field::new(PREVIOUS, field.data_type().clone(), true)));
        }
        Ok(Places { facts, schema: Arc::new(Schema::new(fields)), id, previous })
    }
}

/// What becomes of a row.
enum Turn {
    Passed,
    Wanted,
    Ended,
}

/// Chunks on their way.
struct Sending<'s> {
    range: Range,
    /// Rows so far, of all files.
    passed: u64,
    send: Send<'s, Chunk>,
    /// Nobody wants more.
    has_ended: bool,
}

impl Sending<'_> {
    /// Rows before the first one that is wanted.
    fn to_skip(&self) -> u64 {
        self.range.from.saturating_sub(1).saturating_sub(self.passed)
    }

    /// One more row.
    fn next(&mut self) -> Turn {
        if self.passed >= self.range.to {
            self.has_ended = true;
            return Turn::Ended;
        }
        self.passed = self.passed.saturating_add(1);
        if self.passed < self.range.from { Turn::Passed } else { Turn::Wanted }
    }

    /// Hands on a chunk; false if nobody wants more.
    fn chunk(&mut self, file: &Arc<File>, rows: Rows) -> bool {
        let is_wanted = (self.send)(Chunk { file: Arc::clone(file), rows });
        self.has_ended |= !is_wanted;
        is_wanted
    }

    /// Hands on the rows of a batch that are wanted; false if nobody wants more.
    fn batch(&mut self, file: &Arc<File>, batch: &RecordBatch, first: u64) -> bool {
        let rows = u64::try_from(batch.num_rows()).unwrap_or_default();
        let start = self.to_skip().min(rows);
        let end = self.range.to.saturating_sub(self.passed).min(rows);
        self.passed = self.passed.saturating_add(rows);
        let place = |row| usize::try_from(row).unwrap_or_default();
        if start < end && !self.chunk(file, Rows::Batch(batch.slice(place(start), place(end.saturating_sub(start))), first.saturating_add(start))) {
            return false;
        }
        self.has_ended |= self.passed >= self.range.to;
        !self.has_ended
    }
}
