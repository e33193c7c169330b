//! Scores to files.

use std::io::Write;

use arrow_array::RecordBatch;
use arrow_ipc::writer::{FileWriter, StreamWriter};
use arrow_schema::ArrowError;
use serde::Serializer;
use serde::ser::SerializeMap;

use super::scored::{Scored, Shape, Value};
use crate::failure::Failure;
use crate::output::{Format, Out, io_error};

/// Rows of a row group of Parquet: as many as are in memory at a time.
#[cfg(feature = "parquet")]
const ROW_GROUP: usize = 1 << 18;

/// Scores in the shape in which they are written, made where they are scored.
pub(crate) enum Piece {
    Text(Vec<u8>),
    Batch(RecordBatch),
}

impl Piece {
    /// Scores in a format.
    pub(crate) fn new(format: Format, shape: &Shape, scored: &mut Scored) -> Result<Self, Failure> {
        match format {
            Format::Csv => csv(shape, scored).map(Self::Text).map_err(|error| io_error(error).into()),
            Format::Jsonl => jsonl(shape, scored).map(Self::Text).map_err(|error| std::io::Error::from(error).into()),
            _ => shape.batch(scored).map(Self::Batch).map_err(|error| Failure::Told(error.to_string())),
        }
    }
}

fn csv(shape: &Shape, scored: &Scored) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut number = Vec::new();
    for row in shape.rows(scored) {
        for value in row {
            match value {
                Value::Text(text) => writer.write_field(text)?,
                Value::Missing => writer.write_field("")?,
                Value::Number(value) => {
                    number.clear();
                    write!(number, "{value}")?;
                    writer.write_field(&number)?;
                }
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn jsonl(shape: &Shape, scored: &Scored) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::new();
    for row in shape.rows(scored) {
        let mut serializer = serde_json::Serializer::new(&mut text);
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in shape.names().zip(row) {
            map.serialize_entry(name, &value)?;
        }
        map.end()?;
        text.push(b'\n');
    }
    Ok(text)
}

/// A file that grows.
pub(crate) enum Writer {
    Text(Out),
    File(Box<FileWriter<Out>>),
    Stream(Box<StreamWriter<Out>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<parquet::arrow::ArrowWriter<Out>>),
}

impl Writer {
    /// Starts a file; `header` asks for the names of the columns of CSV.
    pub(crate) fn new(format: Format, shape: &Shape, header: bool, mut out: Out) -> Result<Self, Failure> {
        Ok(match format {
            Format::Arrow => Self::File(Box::new(FileWriter::try_new(out, &shape.schema).map_err(failed)?)),
            Format::ArrowStream => Self::Stream(Box::new(StreamWriter::try_new(out, &shape.schema).map_err(failed)?)),
            #[cfg(feature = "parquet")]
            Format::Parquet => Self::Parquet(Box::new(parquet_writer(shape, out).map_err(|error| failed(error.into()))?)),
            _ => {
                if format == Format::Csv && header {
                    let mut names = csv::Writer::from_writer(Vec::new());
                    names.write_record(shape.names()).map_err(io_error)?;
                    out.write_all(&names.into_inner().map_err(csv::IntoInnerError::into_error)?)?;
                }
                Self::Text(out)
            }
        })
    }

    /// Writes the next scores.
    pub(crate) fn write(&mut self, piece: &Piece) -> Result<(), Failure> {
        match (self, piece) {
            (Self::Text(out), Piece::Text(text)) => Ok(out.write_all(text)?),
            (Self::File(out), Piece::Batch(batch)) => out.write(batch).map_err(failed),
            (Self::Stream(out), Piece::Batch(batch)) => out.write(batch).map_err(failed),
            #[cfg(feature = "parquet")]
            (Self::Parquet(out), Piece::Batch(batch)) => out.write(batch).map_err(|error| failed(error.into())),
            _ => Ok(()),
        }
    }

    /// Says that everything is written.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::Text(out) => out.finish(),
            Self::File(out) => out.into_inner().map_err(failed)?.finish(),
            Self::Stream(out) => out.into_inner().map_err(failed)?.finish(),
            #[cfg(feature = "parquet")]
            Self::Parquet(out) => out.into_inner().map_err(|error| failed(error.into()))?.finish(),
        }
    }
}

#[cfg(feature = "parquet")]
fn parquet_writer(shape: &Shape, out: Out) -> parquet::errors::Result<parquet::arrow::ArrowWriter<Out>> {
    use parquet::basic::Compression;
    use parquet::file::metadata::KeyValue;
    use parquet::file::properties::WriterProperties;
    // In a stated order, so that the same scores are the same bytes.
    let mut identity: Vec<KeyValue> = shape.schema.metadata().iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
    identity.sort_by(|one, other| one.key.cmp(&other.key));
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(parquet::basic::ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_key_value_metadata(Some(identity))
        .build();
    parquet::arrow::ArrowWriter::try_new(out, shape.schema.clone(), Some(properties))
}

/// What went wrong with the file, where its writer says only that something did.
fn failed(error: ArrowError) -> Failure {
    match error {
        ArrowError::IoError(_, error) => Failure::Output(error),
        error => Failure::Told(error.to_string()),
    }
}
