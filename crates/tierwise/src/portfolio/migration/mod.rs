//! Who moves between tiers, how often and how fast (rules M1 to M10).
//!
//! A [`Panel`] holds what is known: tiers on single days, or spells from a day to another. [`migration`](fn@migration) counts moves
//! between days, [`hazards`] reads them day by day, [`flaps`] finds those that are soon undone, and [`chain`](fn@chain) says where a
//! matrix of shares leads in the long run.

mod chain;
mod cohort;
mod eigenvalues;
mod flaps;
mod generator;
mod hazards;
mod interval;
mod matrix;
mod panel;
mod spells;

pub use chain::{Chain, Mobility, RecurrentClass, chain};
pub use cohort::{MigrationCell, MigrationRow, MoveDriver, MoveEffect, TierMigration, migration};
pub use flaps::{Flaps, flaps};
pub use generator::Generator;
pub use hazards::{Hazards, hazards};
pub use interval::Proportion;
pub use panel::{Observation, Panel, TierState, TierStateKind};
pub(crate) use spells::spells;
pub use spells::{Spell, SpellEnd};

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests;
