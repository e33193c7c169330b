//! What the benches share.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a bench that cannot run fails")]

pub mod accounts;
pub mod by_hand;
pub mod events;
pub mod key_accounts;
