//! What is written to files.

mod rows;
mod whole;

pub(crate) use rows::{Format, Layout, Rows, Scored, io_error};
pub(crate) use whole::{Out, WholeFile};
