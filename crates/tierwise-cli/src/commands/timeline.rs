//! `tierwise timeline`: one account over time, as a picture.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use tierwise::Date;
use tierwise::history::{Timeline, Trace};
use tierwise::outlook::AtRisk;
use tierwise_cli::report;

use super::subject::Subject;
use crate::failure::{Failure, Outcome};
use crate::output::WholeFile;
use crate::screen::{DIM, Screen, paint};
use crate::show;

/// Show one account over time: its points, its tiers, every move and what lies ahead
///
/// Draws what the ladder stands on as a line between the bounds of the tiers, the tiers as lanes below it, tells every
/// move with the rules that led to it, and says where the account stands and when it would fall. What was recorded
/// after --as-of is not known yet; from there on the picture shows what comes if nothing more happens.
#[derive(Debug, Args)]
pub(crate) struct TimelineCommand {
    #[command(flatten)]
    subject: Subject,
    /// A file of histories, JSON Lines as for `tierwise replay`; `-` for standard input
    #[arg(long, value_name = "FILE")]
    log: String,
    /// Where to write the same as a page
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write JSON instead of showing it
    #[arg(long)]
    json: bool,
}

/// The story for programs.
#[derive(Serialize)]
struct Told<'a> {
    account: &'a str,
    as_of: Date,
    until: Date,
    timeline: &'a Timeline,
    /// The whole way, on to the last day.
    whole: &'a Trace,
    at_risk: Option<&'a AtRisk>,
}

impl TimelineCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let opened = self.subject.open(&self.log)?;
        let replayed = opened.replay(&opened.history, &opened.place)?;
        let story = opened.story(&replayed);
        if let Some(path) = &self.html {
            let mut file = WholeFile::create(path)?;
            file.write_all(report::render_story(&story).as_bytes())?;
            file.finish()?;
        }
        if self.json {
            let told = Told {
                account: &opened.account,
                as_of: opened.as_of,
                until: opened.until,
                timeline: &replayed.now,
                whole: &replayed.whole,
                at_risk: replayed.at_risk.as_ref(),
            };
            screen.json(&told)?;
            return Ok(Outcome::Good);
        }
        show::timeline(screen, &story)?;
        if let Some(path) = &self.html {
            screen.heading("Written")?;
            writeln!(screen, "  {}  {}", path.display(), paint(DIM, "the same as a page to read"))?;
        }
        Ok(Outcome::Good)
    }
}
