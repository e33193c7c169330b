//! `tierwise migrate`: who moved between tiers.

use std::io::Write;

use clap::Args;
use tierwise::portfolio::migration::{Observation, Panel, TierMigration, migration};
use tierwise::{Date, Policy};

use crate::complaints::{Complaints, Place};
use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::previous::Previous;
use crate::progress::Progress;
use crate::screen::{Screen, grouped};
use crate::{histories, policy, show};

/// Tell who moved between tiers from a day to another, with shares and their intervals
///
/// Reads either two files of tiers (CSV or JSON Lines with `account` and `tier`, as `score` and `replay` write them), one for each
/// day, or one log of histories (JSON Lines, as for `replay`). Shares are of the accounts that are there on both days; beside them
/// stand Wilson's intervals of 95 %. An account that is in one file only came, or is not known of any more.
#[derive(Debug, Args)]
pub(crate) struct Migrate {
    /// A file of tiers for each day, or one log of histories
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    files: Vec<String>,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The two days, YYYY-MM-DD; nothing is taken from the clock
    #[arg(long, required = true, num_args = 2, value_name = "DAY", value_parser = super::day)]
    days: Vec<Date>,
    /// Versions of the policy before, which `change_policy` events can name
    #[arg(long, value_name = "POLICY")]
    earlier_policy: Vec<String>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

impl Migrate {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let policy = policy::load_versions(&self.policy, &self.earlier_policy)?;
        let Some(ladder) = &policy.spec().ladder else { return Err(Failure::Told(format!("{}: expected a policy with a ladder", self.policy))) };
        let tiers = std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id));
        let mut panel = Panel { ladder: tiers.cloned().collect(), ..Panel::default() };
        let mut outcome = Outcome::Good;
        match self.files.as_slice() {
            [before, after] => {
                for (file, day) in [before, after].into_iter().zip(&self.days) {
                    let tiers = Previous::read(file, &policy)?;
                    let observation = |(account, tier): (&str, &str)| Observation {
                        account: account.to_owned(),
                        on: *day,
                        tier: Some(tier.to_owned()),
                        held: false,
                        designation: None,
                        contributions: [].into(),
                    };
                    panel.observations.extend(tiers.iter().map(observation));
                }
            }
            files => outcome = self.read_log(files.first().map_or("-", String::as_str), &policy, &mut panel)?,
        }
        let found = migration(&panel, &self.days);
        let found = found.map_err(|error| Failure::content("--days", error.code(), error.problems().first().map_or("", |problem| &problem.message)))?;
        if self.json {
            screen.json(&found)?;
        } else {
            shown(screen, &policy, &found)?;
        }
        screen.flush()?;
        Ok(outcome)
    }

    fn read_log(&self, file: &str, policy: &Policy, panel: &mut Panel) -> Result<Outcome, Failure> {
        let last = self.days.iter().copied().max().unwrap_or(Date::MIN);
        let mut progress = Progress::new("histories")?;
        let mut complaints = Complaints::new(None, "histories")?;
        let source = Source::open(file, &progress)?;
        let title = source.title.clone();
        let watched = progress.clone();
        histories::read(source, &mut progress, &mut |logged| {
            match logged.history.and_then(|history| policy.spells(&history, last)) {
                Ok(spells) => {
                    // A line without an id is an account of its own.
                    panel.spells.extend(spells.into_iter().map(|spell| tierwise::portfolio::migration::Spell { account: logged.id.clone(), ..spell }));
                    Ok(())
                }
                Err(error) => complaints.add(&watched, &title, Place::Line(logged.line), Some(&logged.id), &error),
            }
        })?;
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }
}

/// The matrix, and what it comes to.
fn shown(screen: &mut Screen, policy: &Policy, found: &TierMigration) -> Result<(), Failure> {
    show::migration(screen, policy, found)?;
    let entries: u64 = found.entries.iter().sum();
    let (stayed, up, down) = (grouped(found.stayed), grouped(found.promoted), grouped(found.demoted));
    writeln!(screen, "stayed {stayed}, up {up}, down {down}, came {}", grouped(entries))?;
    if let Some(mobility) = found.chain.as_ref().and_then(|chain| chain.mobility) {
        writeln!(screen, "mobility {:.3} (Prais), {:.3} (second eigenvalue)", mobility.prais.get(), mobility.second_eigenvalue.get())?;
    }
    Ok(())
}
