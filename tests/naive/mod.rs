//! A naive model of histories, written from `docs/semantics.md` (T, L): day by day, everything anew from the log.

mod ledger;
mod log;
mod replay;
mod standing;

pub use replay::{Model, Outcome};
