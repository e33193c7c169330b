//! What is written to files.

mod rows;
mod whole;

pub(crate) use rows::{Format, Layout, Rows, Scored};
pub(crate) use whole::{Out, WholeFile};
