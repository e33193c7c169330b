//! What is written to files.

mod packed;
mod rows;
mod whole;

pub(crate) use packed::Out;
pub(crate) use rows::{Format, Layout, Rows, Scored, io_error};
pub(crate) use whole::WholeFile;
