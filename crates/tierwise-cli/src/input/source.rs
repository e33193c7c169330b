//! Bytes from a file or standard input, unpacked if they are compressed.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;
use tierwise::error::code;

use super::Kind;
use crate::failure::Failure;
use crate::progress::Progress;

/// How a gzip file begins.
const GZIP: &[u8] = b"\x1f\x8b";
/// How a zstd file begins.
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
/// A byte order mark.
const MARK: &[u8; 3] = b"\xef\xbb\xbf";
/// Bytes among which the first letter is looked for.
const HEAD: u64 = 4096;

/// An open input.
pub(crate) struct Source {
    /// Its name, for people.
    pub(crate) title: String,
    /// What it says, without a byte order mark.
    pub(crate) reader: Box<dyn BufRead + Send>,
    by_name: Option<Kind>,
    first: u8,
}

impl Source {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(name: &str, progress: &Progress) -> Result<Self, Failure> {
        if name == "-" {
            return Self::of("standard input", "", progress.watch(io::stdin(), None)?);
        }
        let file = File::open(name).map_err(|error| Failure::file(name, &error))?;
        let length = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
        Self::of(name, name, progress.watch(file, length)?)
    }

    /// Any bytes under a title.
    pub(crate) fn of(title: &str, name: &str, reader: impl Read + Send + 'static) -> Result<Self, Failure> {
        let broken = |error| Failure::file(title, &error);
        let (head, reader) = peek(reader, 4).map_err(broken)?;
        let reader: Box<dyn Read + Send> = match head {
            head if head.starts_with(GZIP) => Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, reader))),
            head if head == ZSTD => Box::new(zstd::Decoder::new(reader).map_err(broken)?),
            _ => Box::new(reader),
        };
        let (head, mut reader) = peek(reader, HEAD).map_err(broken)?;
        let text = head.strip_prefix(MARK).unwrap_or(&head);
        if text.len() < head.len() {
            reader.read_exact(&mut [0; MARK.len()]).map_err(broken)?;
        }
        let Some(first) = text.trim_ascii_start().first().copied() else { return Err(Self::empty(title)) };
        let reader: Box<dyn BufRead + Send> = Box::new(BufReader::with_capacity(1 << 16, reader));
        Ok(Self { title: title.to_owned(), reader, by_name: Kind::of_name(name), first })
    }

    /// How it is written: as its name says, or else as its first letter does.
    pub(crate) fn kind(&self) -> Kind {
        self.by_name.unwrap_or(match self.first {
            b'[' => Kind::Json,
            b'{' => Kind::Jsonl,
            _ => Kind::Csv,
        })
    }

    /// That there is nothing in it.
    pub(crate) fn empty(title: &str) -> Failure {
        Failure::content(title, code::INPUT_EMPTY, "expected rows, found nothing")
    }
}

/// The first bytes, at most `count`, and a reader that gives them again.
fn peek<R: Read>(mut reader: R, count: u64) -> io::Result<(Vec<u8>, impl Read + use<R>)> {
    let mut head = Vec::new();
    reader.by_ref().take(count).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}
