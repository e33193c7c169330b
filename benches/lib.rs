//! What the benches share.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a bench that cannot run fails")]

pub mod accounts;
