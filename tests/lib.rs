//! The corpus of cases that every language runs, and random policies and accounts for the laws.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "in a test, what cannot be done is a failure"
)]

pub mod corpus;
pub mod naive;
pub mod random;
pub mod random_histories;
pub mod rows;

/// The code of the page about engines.
#[cfg(doctest)]
#[doc = include_str!("../docs/engines.md")]
pub struct EnginesPage;
