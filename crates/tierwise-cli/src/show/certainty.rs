//! How sure a tier is.

use std::io::{self, Write};

use tierwise::Policy;
use tierwise::certainty::{Certainty, WeightUncertainty};

use super::tier;
use crate::screen::{DIM, Screen, bar, grouped, numbers, paint, percent, words};

/// Width of the bar of a rung's share.
const BAR_WIDTH: usize = 24;

/// Shows in how many draws the account is on which rung, and how little it takes to move it.
pub(crate) fn certainty(screen: &mut Screen, policy: &Policy, found: &Certainty) -> io::Result<()> {
    screen.heading("How sure")?;
    let rows = found.acceptability.iter().rev().map(|rung| {
        let share = rung.share.get();
        vec![tier(policy, &rung.tier), percent(share), bar(0.0, share, BAR_WIDTH, ' ')]
    });
    screen.table(&[words("tier"), numbers("of draws"), words("")], rows.collect())?;
    let weights = match found.uncertainty.weights {
        WeightUncertainty::Noise(noise) => format!("each weight up to {} off", percent(noise.get())),
        WeightUncertainty::Unknown => "all weights as likely".to_owned(),
    };
    let spread = found.composites;
    let draws = grouped(found.uncertainty.draws);
    writeln!(screen, "  {}", paint(DIM, &format!("{draws} draws from seed {}, {weights}", found.uncertainty.seed)))?;
    writeln!(screen, "  nine in ten have {} to {} points", spread.twentieth, spread.nineteen_twentieths)?;
    for (flip, what, way) in [(found.flips_up, "rises", "more"), (found.flips_down, "falls", "less")] {
        if let Some(share) = flip {
            writeln!(screen, "  {what} with weights that are {} {way}", percent(share.get()))?;
        }
    }
    Ok(())
}
