//! Files that are there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A file under another name until it is whole. Devices and pipes are written directly.
pub(crate) struct WholeFile {
    name: String,
    out: Inner,
}

enum Inner {
    Temporary(BufWriter<NamedTempFile>, PathBuf),
    Direct(BufWriter<File>),
}

impl WholeFile {
    /// Starts a file.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let out = match path.metadata() {
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => File::create(path).map(|file| Inner::Direct(BufWriter::new(file))),
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            _ => temporary(path).map(|file| Inner::Temporary(BufWriter::new(file), path.to_owned())),
        };
        Ok(Self { out: out.map_err(|error| Failure::file(&name, &error))?, name })
    }

    /// Puts the file under its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let done = match self.out {
            Inner::Direct(mut out) => out.flush(),
            Inner::Temporary(out, path) => {
                out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| file.persist(path).map(drop).map_err(|error| error.error))
            }
        };
        done.map_err(|error| Failure::file(&self.name, &error))
    }
}

fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tierwise-");
    #[cfg(unix)]
    {
        // As for any new file: the user's mask decides.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.out {
            Inner::Temporary(out, _) => out.write(bytes),
            Inner::Direct(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Inner::Temporary(out, _) => out.flush(),
            Inner::Direct(out) => out.flush(),
        }
    }
}

/// Where rows go: a file, or standard output.
pub(crate) enum Out {
    /// A file.
    File(WholeFile),
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
}

impl Out {
    /// Starts a file if there is a path.
    pub(crate) fn create(path: Option<&Path>) -> Result<Self, Failure> {
        path.map_or_else(|| Ok(Self::Stdout(BufWriter::new(io::stdout()))), |path| WholeFile::create(path).map(Self::File))
    }

    /// Says that everything is written.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self {
            Self::File(file) => file.finish(),
            Self::Stdout(mut out) => Ok(out.flush()?),
        }
    }
}

impl Write for Out {
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
