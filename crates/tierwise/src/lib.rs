#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod account;
pub mod calibration;
pub mod certainty;
pub mod change;
pub mod claims;
pub mod columns;
pub mod date;
pub mod error;
pub mod event;
pub mod fact;
pub mod history;
pub mod ledger;
mod lint;
pub mod log;
pub mod number;
pub mod outlook;
pub mod policy;
pub mod portfolio;
pub mod quota;
pub mod recourse;
pub mod score;
pub mod standing;
mod tally;
pub mod tier;
pub mod tree;
pub mod wire;

/// A text that is cheap to clone: ids, names of facts, categories, reason codes.
pub type Name = std::sync::Arc<str>;

pub use account::Account;
pub use date::Date;
pub use error::{Error, Problem};
pub use event::{Event, History};
pub use history::Timeline;
pub use log::Log;
pub use number::{Finite, Points, Weight};
pub use policy::{Policy, PolicyIdentity, PolicySpec};
pub use score::Scorecard;
pub use tier::{Assessment, Placement};

/// So many cases of each law: as `LAW_CASES` says, or else 500.
#[cfg(test)]
fn laws() -> proptest::test_runner::Config {
    let cases = std::env::var("LAW_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(500);
    proptest::test_runner::Config { cases, failure_persistence: None, ..proptest::test_runner::Config::default() }
}
