//! Results as people read them in a terminal.

mod portfolio;
mod waterfall;

pub(crate) use portfolio::{ranking, tiers};
pub(crate) use waterfall::waterfall;

use anstyle::{AnsiColor, Style};
use tierwise::Policy;

use crate::screen::{DIM, paint};

/// A tier's name in its colour: the highest stands out, the base stays back.
pub(crate) fn tier(policy: &Policy, tier: &str) -> String {
    const COLOURS: [AnsiColor; 4] = [AnsiColor::Magenta, AnsiColor::Yellow, AnsiColor::Cyan, AnsiColor::Blue];
    let from_top = policy.spec().ladder.iter().flat_map(|ladder| ladder.tiers.iter().rev()).position(|known| known.id == tier);
    match from_top {
        Some(rank) => {
            let colour = COLOURS.get(rank).or(COLOURS.last()).copied();
            let style = Style::new().fg_color(colour.map(Into::into));
            paint(if rank == 0 { style.bold() } else { style }, tier)
        }
        None if policy.spec().designations.iter().any(|designation| designation.id == tier) => paint(AnsiColor::Green.on_default().bold(), tier),
        None => paint(DIM, tier),
    }
}
