//! Many accounts at once: which of them carry the business, did it go to plan and why not, and where to invest.
//!
//! Pure functions of lists. What is told of an account follows from the list as a whole, and so is never part of its score.

pub mod concentration;
pub mod matrix;
pub mod migration;
mod number;
pub mod plan;
pub mod simulation;

pub use concentration::concentration;
pub use plan::plan_review;
