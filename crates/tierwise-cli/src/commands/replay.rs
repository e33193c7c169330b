//! `tierwise replay`: histories of accounts, and where they led.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use tierwise::{Date, Policy, Timeline};

use crate::complaints::{Complaints, Place};
use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::output::Out;
use crate::progress::Progress;
use crate::screen::{DIM, LOOK, STRONG, Screen, counted, grouped, paint};
use crate::{facts, histories, policy, show};

/// Replay histories: the tier on a day, and every move that led there
///
/// Reads one history a line: an account document under `account` (its `id` names it) and its `events`, in any order:
/// {"account": {"id": "K-1"}, "events": [{"id": "1", "on": "2025-01-01", "event": {"enrol": {}}}]}. Files may be compressed
/// with gzip; `-` is standard input. A history with errors never stops the others.
#[derive(Debug, Args)]
pub(crate) struct Replay {
    /// A file of histories, JSON Lines; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The day to replay to, YYYY-MM-DD; nothing is taken from the clock
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Date,
    /// Versions of the policy before, which `change_policy` events can name
    #[arg(long, value_name = "POLICY")]
    earlier_policy: Vec<String>,
    /// Leave out what was recorded after this day, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    known_on: Option<Date>,
    /// Only this account
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Where to write the timelines as JSON Lines, instead of showing them
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Where to write every problem of every history, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

/// A timeline with its account, as it is written.
#[derive(Serialize)]
struct Line<'a> {
    account: &'a str,
    timeline: &'a Timeline,
}

impl Replay {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let policy = policy::load_versions(&self.policy, &self.earlier_policy)?;
        let mut progress = Progress::new("histories")?;
        let mut complaints = Complaints::new(self.errors.as_deref(), "histories")?;
        let source = Source::open(&self.file, &progress)?;
        let title = source.title.clone();
        let mut out = self.output.as_deref().map(|path| Out::create(Some(path))).transpose()?;
        let (mut replayed, mut near) = (0_u64, None::<String>);
        let watched = progress.clone();
        histories::read(source, &mut progress, &mut |logged| {
            if let Some(wanted) = self.account.as_ref().filter(|wanted| **wanted != logged.id) {
                near = facts::nearest(wanted, near.as_deref().into_iter().chain([logged.id.as_str()])).map(str::to_owned);
                return Ok(());
            }
            let replay = |history| match self.known_on {
                Some(known_on) => policy.tier_on(&history, self.as_of, known_on),
                None => policy.replay(&history, self.as_of),
            };
            match logged.history.and_then(replay) {
                Ok(timeline) => {
                    replayed = replayed.saturating_add(1);
                    match &mut out {
                        Some(out) => {
                            serde_json::to_writer(&mut *out, &Line { account: &logged.id, timeline: &timeline }).map_err(std::io::Error::from)?;
                            out.write_all(b"\n")?;
                            Ok(())
                        }
                        None => show(screen, &policy, &logged.id, &timeline),
                    }
                }
                Err(error) => complaints.add(&watched, &title, Place::Line(logged.line), Some(&logged.id), &error),
            }
        })?;
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        if let Some(wanted) = self.account.as_ref().filter(|_| replayed == 0 && failed == 0) {
            return Err(histories::no_account(&title, wanted, near.as_deref()));
        }
        out.map_or(Ok(()), Out::finish)?;
        screen.flush()?;
        progress.say(&format!("replayed {}, failed {}, read {}", grouped(replayed), grouped(failed), counted(replayed.saturating_add(failed), "line")));
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }
}

/// A timeline for people: where the account stands, and how it came there.
fn show(screen: &mut Screen, policy: &Policy, id: &str, timeline: &Timeline) -> Result<(), Failure> {
    writeln!(screen, "\n{}  {} since {}", paint(STRONG, id), show::tier(policy, &timeline.effective), timeline.since)?;
    let mut facts = vec![format!("stands on {}", timeline.metric)];
    facts.extend(timeline.balance.filter(|balance| *balance != timeline.metric).map(|balance| format!("points {balance}")));
    if timeline.effective != timeline.tier {
        facts.push(format!("shadow tier {}", timeline.tier));
    }
    if timeline.earned != timeline.tier {
        facts.push(format!("earned {}", timeline.earned));
    }
    facts.extend(timeline.held_until.map(|until| format!("held until {until} if nothing more happens")));
    facts.extend(timeline.term.map(|term| format!("term from {} until {}", term.from, term.until)));
    writeln!(screen, "  {}", paint(DIM, &facts.join(", ")))?;
    if let Some(watch) = timeline.watch {
        writeln!(screen, "  {} since {}, until {}: {} points short", paint(LOOK, "on watch"), watch.since, watch.deadline, watch.shortfall)?;
    }
    for claim in &timeline.claims {
        let until = claim.until.map_or_else(|| "revoked".to_owned(), |until| until.to_string());
        writeln!(screen, "  granted {} until {until} by {}: {}", show::tier(policy, &claim.tier), claim.actor, claim.reason)?;
    }
    Ok(show::transitions(screen, policy, &timeline.transitions)?)
}
