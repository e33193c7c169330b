//! The parts of the program `tierwise` that other programs can use as well: reports, and the figures behind them.

#![forbid(unsafe_code)]

pub mod changes;
pub mod months;
pub mod report;
pub mod story;
