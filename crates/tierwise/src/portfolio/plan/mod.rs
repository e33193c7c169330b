//! Did it go to plan, and why not (rules K2 to K2.7).
//!
//! Vehicles and money are whole thousandths from the moment they are read, so that parts sum to the difference exactly.

mod book;
mod cells;
mod review;
mod split;

pub use book::{DeclaredCause, Market, PlanBook, PlannedVersion, ReviewOptions, Sales};
pub use review::{AccountFacts, CausePart, GroupReview, MeasureReview, PlanReview, ReviewFlag, VersionAccuracy, plan_review};
pub use split::{AmountSplit, UnitsSplit};
