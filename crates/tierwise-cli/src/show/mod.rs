//! Results as people read them in a terminal.

mod certainty;
mod concentration;
mod migration;
mod months;
mod portfolio;
mod recourse;
mod review;
mod timeline;
mod transitions;
mod waterfall;

pub(crate) use certainty::certainty;
pub(crate) use concentration::{concentration, matrix};
pub(crate) use migration::migration;
pub(crate) use months::{at_risk, months};
pub(crate) use portfolio::{ranking, tiers};
pub(crate) use recourse::recourse;
pub(crate) use review::review;
pub(crate) use timeline::{lanes, timeline};
pub(crate) use transitions::{transition, transitions};
pub(crate) use waterfall::waterfall;

use anstyle::{AnsiColor, Style};
use tierwise::Policy;

use crate::screen::{DIM, paint};

/// A tier's name in its colour.
pub(crate) fn tier(policy: &Policy, tier: &str) -> String {
    paint(tier_style(policy, tier), tier)
}

/// A tier's colour: the highest stands out, the base stays back.
pub(crate) fn tier_style(policy: &Policy, tier: &str) -> Style {
    const COLOURS: [AnsiColor; 4] = [AnsiColor::Magenta, AnsiColor::Yellow, AnsiColor::Cyan, AnsiColor::Blue];
    let from_top = policy.spec().ladder.iter().flat_map(|ladder| ladder.tiers.iter().rev()).position(|known| known.id == tier);
    match from_top {
        Some(rank) => {
            let colour = COLOURS.get(rank).or(COLOURS.last()).copied();
            let style = Style::new().fg_color(colour.map(Into::into));
            if rank == 0 { style.bold() } else { style }
        }
        None if policy.spec().designations.iter().any(|designation| designation.id == tier) => AnsiColor::Green.on_default().bold(),
        None => DIM,
    }
}
