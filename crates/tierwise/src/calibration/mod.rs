//! From a population to parts of a policy, and whether they foretold what came (rules C1 to C9).
//!
//! What is learned is returned as plain bands, curves, points and weights, with the day, the size and the fingerprint of the
//! population that it was learned from. Scoring one account never looks at another.

mod backtest;

pub use backtest::{Backtest, Capture, Foretold, backtest};
