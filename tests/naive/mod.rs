//! A naive model of histories, written from `docs/semantics.md` (T, L): day by day, everything anew from the log.

#![expect(clippy::needless_range_loop, reason = "a rank is a number that several lists go by")]

mod ledger;
mod log;
mod replay;
mod standing;

pub use replay::{Model, Outcome};
