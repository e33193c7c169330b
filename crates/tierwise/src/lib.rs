//! Key-account scoring and dynamic tiers: every point explained, every tier move justified.

pub mod account;
pub mod date;
pub mod error;
pub mod event;
pub mod fact;
pub mod ledger;
pub mod number;
pub mod policy;
pub mod score;
pub mod tier;
pub mod tree;
pub mod wire;

/// A text that is cheap to clone: ids, names of facts, categories, reason codes.
pub type Name = std::sync::Arc<str>;

pub use account::Account;
pub use date::Date;
pub use error::{Error, Problem};
pub use number::{Finite, Points, Weight};
pub use policy::{Policy, PolicyIdentity, PolicySpec};
pub use score::Scorecard;
pub use tier::{Assessment, Placement};
