//! Files that are there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// A file under another name until it is whole. Devices and pipes are written directly.
pub(crate) struct WholeFile {
    name: String,
    out: Out,
}

enum Out {
    Temporary(BufWriter<NamedTempFile>, PathBuf),
    Direct(BufWriter<File>),
}

impl WholeFile {
    /// Starts a file.
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let out = match path.metadata() {
            Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => File::create(path).map(|file| Out::Direct(BufWriter::new(file))),
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            _ => temporary(path).map(|file| Out::Temporary(BufWriter::new(file), path.to_owned())),
        };
        Ok(Self { out: out.map_err(|error| Failure::file(&name, &error))?, name })
    }

    /// Puts the file under its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let done = match self.out {
            Out::Direct(mut out) => out.flush(),
            Out::Temporary(out, path) => {
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
            Out::Temporary(out, _) => out.write(bytes),
            Out::Direct(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.out {
            Out::Temporary(out, _) => out.flush(),
            Out::Direct(out) => out.flush(),
        }
    }
}
