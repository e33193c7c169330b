//! Where rows go: a file or standard output, packed as the file's name says.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::whole::WholeFile;
use crate::failure::Failure;

/// Where rows go.
pub(crate) enum Out {
    /// As they are.
    Plain(Target),
    /// With gzip.
    Gzip(Box<GzEncoder<Target>>),
    /// With zstd.
    Zstd(Box<zstd::Encoder<'static, Target>>),
}

/// A file, or standard output.
pub(crate) enum Target {
    File(WholeFile),
    Stdout(BufWriter<io::Stdout>),
}

impl Out {
    /// Starts a file if there is a path. One that ends in .gz or .zst is packed.
    pub(crate) fn create(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else { return Ok(Self::Plain(Target::Stdout(BufWriter::new(io::stdout())))) };
        let target = Target::File(WholeFile::create(path)?);
        Ok(match path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Self::Gzip(Box::new(GzEncoder::new(target, Compression::default()))),
            Some("zst") => Self::Zstd(Box::new(zstd::Encoder::new(target, zstd::DEFAULT_COMPRESSION_LEVEL)?)),
            _ => Self::Plain(target),
        })
    }

    /// Says that everything is written.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let target = match self {
            Self::Plain(target) => target,
            Self::Gzip(out) => out.finish()?,
            Self::Zstd(out) => out.finish()?,
        };
        match target {
            Target::File(file) => file.finish(),
            Target::Stdout(mut out) => Ok(out.flush()?),
        }
    }

    fn inner(&mut self) -> &mut dyn Write {
        match self {
            Self::Plain(Target::File(out)) => out,
            Self::Plain(Target::Stdout(out)) => out,
            Self::Gzip(out) => out,
            Self::Zstd(out) => out,
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().flush()
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(out) => out.write(bytes),
            Self::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(out) => out.flush(),
            Self::Stdout(out) => out.flush(),
        }
    }
}
