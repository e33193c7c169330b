//! What many accounts come to together.

pub mod migration;
pub mod simulation;
