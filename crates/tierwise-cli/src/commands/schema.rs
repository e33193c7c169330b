//! `tierwise schema`: the shape of documents, for editors and other programs.

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::failure::{Failure, Outcome};
use crate::screen::Screen;

/// Print the JSON Schema of a document
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// Which document
    #[arg(value_enum)]
    document: Document,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Document {
    /// What an author writes
    Policy,
    /// What is known of an account
    Account,
    /// What an account scores, why, and where that places it
    #[value(alias = "scorecard")]
    Assessment,
    /// What is known of an account over time
    History,
    /// Where an account stands on a day, and every move that led there
    Timeline,
}

impl Schema {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let text = match self.document {
            Document::Policy => include_str!("../../schema/policy.json"),
            Document::Account => include_str!("../../schema/account.json"),
            Document::Assessment => include_str!("../../schema/assessment.json"),
            Document::History => include_str!("../../schema/history.json"),
            Document::Timeline => include_str!("../../schema/timeline.json"),
        };
        write!(screen, "{text}")?;
        Ok(Outcome::Good)
    }
}
