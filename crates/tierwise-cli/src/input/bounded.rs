//! A reader that refuses a row without end, such as one whose quote is never closed.

use std::io::{self, BufRead, Read};

/// Bytes that one row may have at most: beyond it, it is not a row of accounts.
pub(crate) const LONGEST_ROW: u64 = 64 << 20;

/// What is read of one row after the other.
pub(crate) struct Bounded {
    reader: Box<dyn BufRead + Send>,
    left: u64,
}

impl Bounded {
    pub(crate) fn new(reader: Box<dyn BufRead + Send>) -> Self {
        Self { reader, left: LONGEST_ROW }
    }

    /// That another row begins.
    pub(crate) fn begin(&mut self) {
        self.left = LONGEST_ROW;
    }
}

/// That a row does not end.
pub(crate) fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("expected rows of at most {} MiB, found a longer one", LONGEST_ROW >> 20))
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self.left.checked_sub(u64::try_from(read).unwrap_or(u64::MAX)).ok_or_else(too_long)?;
        Ok(read)
    }
}
