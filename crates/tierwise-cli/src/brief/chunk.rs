//! Some thousand rows as they were read, and what is known of the file that they stand in.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use csv::ByteRecord;

use crate::input::Columns;

/// Rows of one chunk at most.
pub(crate) const ROWS: usize = 8_192;
/// Bytes of text beyond which a chunk is full.
const BYTES: usize = 1 << 20;

/// Rows of one file, in their order.
pub(crate) struct Chunk {
    pub(crate) file: Arc<File>,
    pub(crate) rows: Rows,
}

/// The file that rows stand in.
pub(crate) struct File {
    /// Its name, for people.
    pub(crate) title: String,
    pub(crate) layout: Layout,
}

/// How rows become facts.
pub(crate) enum Layout {
    /// By cells of text.
    Table(Columns),
    /// By documents, one after the other.
    Documents,
    /// By columns of record batches.
    Batches(Places),
}

/// Places of columns in record batches.
pub(crate) struct Places {
    /// The columns that are facts, with their schema.
    pub(crate) facts: Vec<usize>,
    pub(crate) schema: SchemaRef,
    pub(crate) id: usize,
    pub(crate) previous: Option<usize>,
}

/// Rows by the way in which they were written.
pub(crate) enum Rows {
    Cells(Records),
    Documents(Documents),
    /// And the number of the first row in its file, from 1.
    Batch(RecordBatch, u64),
}

/// Account documents, with their lines.
#[derive(Default)]
pub(crate) struct Documents {
    texts: Vec<(u64, Vec<u8>)>,
    bytes: usize,
}

impl Documents {
    pub(crate) fn push(&mut self, line: u64, text: &[u8]) {
        self.bytes = self.bytes.saturating_add(text.len());
        self.texts.push((line, text.to_vec()));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.texts.len() >= ROWS || self.bytes >= BYTES
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, &[u8])> {
        self.texts.iter().map(|(line, text)| (*line, &**text))
    }
}

/// Records of a table in one piece of memory.
#[derive(Default)]
pub(crate) struct Records {
    bytes: Vec<u8>,
    /// Where each cell ends in the bytes of its record.
    ends: Vec<usize>,
    /// Line, number of cells and number of bytes of each record.
    records: Vec<(u64, usize, usize)>,
}

/// One record.
#[derive(Clone, Copy)]
pub(crate) struct Record<'r> {
    pub(crate) line: u64,
    /// All cells, one after the other.
    pub(crate) bytes: &'r [u8],
    ends: &'r [usize],
}

impl Records {
    pub(crate) fn push(&mut self, line: u64, record: &ByteRecord) {
        self.bytes.extend_from_slice(record.as_slice());
        self.ends.extend((0..record.len()).filter_map(|cell| record.range(cell)).map(|range| range.end));
        self.records.push((line, record.len(), record.as_slice().len()));
    }

    pub(crate) fn is_full(&self) -> bool {
        self.records.len() >= ROWS || self.bytes.len() >= BYTES
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Record<'_>> {
        let (mut bytes, mut ends) = (&*self.bytes, &*self.ends);
        self.records.iter().map(move |(line, cells, length)| Record {
            line: *line,
            bytes: bytes.split_off(..*length).unwrap_or_default(),
            ends: ends.split_off(..*cells).unwrap_or_default(),
        })
    }
}

impl<'r> Record<'r> {
    /// How many cells it has.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Where each cell stands in its bytes.
    pub(crate) fn ranges(&self) -> impl ExactSizeIterator<Item = std::ops::Range<usize>> + use<'r> {
        let mut start = 0;
        self.ends.iter().map(move |end| std::mem::replace(&mut start, *end)..*end)
    }

    /// Its cells.
    pub(crate) fn cells(&self) -> impl ExactSizeIterator<Item = &'r [u8]> + use<'r> {
        let bytes = self.bytes;
        self.ranges().map(move |range| bytes.get(range).unwrap_or_default())
    }
}
