//! The parts of the program `tierwise` that other programs can use as well: the report on a portfolio.

pub mod report;
