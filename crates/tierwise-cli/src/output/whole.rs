//! Files that are there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Exit code of a program that was told to stop.
const STOPPED: i32 = 130;

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
            Inner::Temporary(out, path) => out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
                // A machine that stops must not leave the name before the content.
                file.as_file().sync_all()?;
                file.persist(path).map(drop).map_err(|error| error.error)
            }),
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
    let file = builder.tempfile_in(folder)?;
    remove_if_stopped(file.path());
    Ok(file)
}

/// Has a temporary file removed if the program is told to stop. One that is killed outright leaves it under its own name.
fn remove_if_stopped(path: &Path) {
    static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
    static ONCE: Once = Once::new();
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
    ONCE.call_once(|| {
        let stop = || {
            for path in &*TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner) {
                // It may have got its final name.
                let _ = std::fs::remove_file(path);
            }
            std::process::exit(STOPPED);
        };
        // Without a handler the file is left under its temporary name.
        let _ = ctrlc::set_handler(stop);
    });
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
