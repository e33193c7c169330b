//! Record batches from Parquet and Arrow IPC, with the columns that are read and no others.

use std::fs;
use std::io::BufReader;

use arrow_array::RecordBatch;
use arrow_ipc::reader::{FileReader, StreamReader};
use arrow_schema::{ArrowError, SchemaRef};

use crate::failure::Failure;
use crate::input::{Kind, Source};
use crate::progress::Progress;

/// An open file of record batches.
pub(crate) struct Batches {
    /// Its name, for people.
    pub(crate) title: String,
    kind: Kind,
    /// All its columns.
    pub(crate) schema: SchemaRef,
    /// Rows that were left out at its beginning.
    pub(crate) skipped: u64,
    batches: Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>,
    /// What has been read, in rows or batches; nothing where bytes are counted.
    read: Option<(Progress, u64, Unit)>,
}

/// In what progress is counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    #[cfg(feature = "parquet")]
    Rows,
    Batches,
}

impl Batches {
    /// Opens a file. Of the first `skip` rows it may leave out those that need not be read.
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, reason = "only Parquet can leave rows out"))]
    pub(crate) fn open(name: &str, kind: Kind, skip: u64, progress: &Progress) -> Result<Self, Failure> {
        if kind == Kind::ArrowStream {
            let source = Source::open(name, progress)?;
            let reader = StreamReader::try_new(source.reader, None).map_err(|error| broken(&source.title, kind, &error))?;
            return Ok(Self { title: source.title, kind, schema: reader.schema(), skipped: 0, batches: Box::new(reader), read: None });
        }
        if name == "-" {
            return Err(Failure::Told("standard input: expected an Arrow stream, CSV or JSON, since other files are read from their end".to_owned()));
        }
        let title = name.to_owned();
        let file = fs::File::open(name).map_err(|error| Failure::file(name, &error))?;
        let metadata = file.metadata().map_err(|error| Failure::file(name, &error))?;
        if metadata.is_dir() {
            return Err(Failure::file(name, &std::io::ErrorKind::IsADirectory.into()));
        }
        if metadata.len() == 0 {
            return Err(Source::empty(name));
        }
        #[cfg(feature = "parquet")]
        if kind == Kind::Parquet {
            use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
            let broken = |error: parquet::errors::ParquetError| broken(name, kind, &ArrowError::from(error));
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(broken)?;
            let rows = u64::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
            let (schema, skipped) = (builder.schema().clone(), skip.min(rows));
            progress.expect(rows)?;
            let builder = builder.with_batch_size(super::chunk::ROWS).with_offset(usize::try_from(skipped).unwrap_or(usize::MAX));
            let reader = builder.build().map_err(broken)?;
            return Ok(Self { title, kind, schema, skipped, batches: Box::new(reader), read: Some((progress.clone(), skipped, Unit::Rows)) });
        }
        let reader = FileReader::try_new(BufReader::with_capacity(1 << 16, file), None).map_err(|error| broken(name, kind, &error))?;
        progress.expect(u64::try_from(reader.num_batches()).unwrap_or_default())?;
        Ok(Self { title, kind, schema: reader.schema(), skipped: 0, batches: Box::new(reader), read: Some((progress.clone(), 0, Unit::Batches)) })
    }

    /// The next batch; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>, Failure> {
        let batch = self.batches.next().transpose().map_err(|error| broken(&self.title, self.kind, &error))?;
        if let (Some(batch), Some((progress, read, unit))) = (&batch, &mut self.read) {
            let rows = u64::try_from(batch.num_rows()).unwrap_or_default();
            *read = read.saturating_add(if *unit == Unit::Batches { 1 } else { rows });
            progress.reached(*read);
        }
        Ok(batch)
    }
}

/// That a file is not what it seems.
fn broken(title: &str, kind: Kind, error: &ArrowError) -> Failure {
    let expected = match kind {
        Kind::Arrow => "an Arrow file",
        Kind::ArrowStream => "an Arrow stream",
        _ => "a Parquet file",
    };
    let text = error.to_string();
    let leads = ["Parquet argument error: ", "Parquet error: ", "Parser error: ", "Io error: ", "Ipc error: "];
    let text = leads.iter().fold(text.as_str(), |text, lead| text.strip_prefix(lead).unwrap_or(text)).trim_end_matches('.');
    let mut letters = text.chars();
    let text: String = letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    Failure::content(title, tierwise::error::code::INPUT_SYNTAX, &format!("expected {expected}, found something else: {text}"))
}
