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
    /// What an account scores, and why
    Scorecard,
}

impl Schema {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let text = match self.document {
            Document::Policy => "",
            Document::Account => "",
            Document::Scorecard => "",
        };
        write!(screen, "{text}")?;
        Ok(Outcome::Good)
    }
}
