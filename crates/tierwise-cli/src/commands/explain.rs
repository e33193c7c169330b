//! `tierwise explain`: one account, every point of it.

use std::path::Path;

use clap::{Args, ValueEnum};
use serde::Serialize;
use tierwise::certainty::{Certainty, Uncertainty};
use tierwise::{Account, Assessment, Date, Policy};
use tierwise_text::Format as TextFormat;

use crate::facts::Facts;
use crate::failure::{Failure, Outcome};
use crate::input::{self, TableOptions};
use crate::progress::Progress;
use crate::screen::Screen;
use crate::{policy, show};

/// Explain the points and the tier of one account
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The account's id in --file, or a file with one account document (.json, .yaml, .toml)
    #[arg(value_name = "ACCOUNT")]
    account: String,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The day of scoring, YYYY-MM-DD; nothing is taken from the clock
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Date,
    /// A file of accounts, as for `tierwise score`; `-` for standard input
    #[arg(long, short, value_name = "FILE")]
    file: Option<String>,
    /// The tier that the account had before
    #[arg(long, value_name = "TIER")]
    previous: Option<String>,
    /// Tell as well how sure the tier is, if the weights are not quite those of the policy
    #[arg(long)]
    certainty: bool,
    /// How to write the explanation
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

/// An explanation for programs.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    assessment: &'a Assessment,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<Certainty>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Explain {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let loaded = policy::load(&self.policy)?;
        let policy = &loaded.policy;
        let previous = self.previous.as_deref();
        let (account, assessment) = match &self.file {
            Some(file) => {
                let account = find(file, &self.account, policy)?;
                let assessment = policy.assess(&account, self.as_of, previous).map_err(|error| Failure::account(file, &self.account, &error))?;
                (account, assessment)
            }
            None => {
                let (account, document) = read(&self.account)?;
                let assessment = policy.assess(&account, self.as_of, previous).map_err(|error| document.explain(&error).in_file(self.account.as_str()))?;
                (account, assessment)
            }
        };
        let certainty = self.certainty.then(|| policy.certainty(&account, self.as_of, previous, &Uncertainty::default())).transpose();
        let certainty = certainty.map_err(|error| Failure::account(self.file.as_deref().unwrap_or(&self.account), &self.account, &error))?;
        match self.format {
            Format::Text => {
                show::waterfall(screen, policy, &account, &assessment)?;
                certainty.iter().try_for_each(|certainty| show::certainty(screen, policy, certainty))?;
            }
            Format::Json => screen.json(&Explained { assessment: &assessment, certainty })?,
        }
        Ok(Outcome::Good)
    }
}

/// The account in a file of its own.
fn read(name: &str) -> Result<(Account, tierwise_text::Document), Failure> {
    let path = Path::new(name);
    let Some(format) = TextFormat::of_path(path) else {
        return Err(Failure::Told(format!("expected a .json, .yaml or .toml file, or --file FILE to look for the account in, found `{name}` alone")));
    };
    let bytes = std::fs::read(path).map_err(|error| Failure::file(name, &error))?;
    tierwise_text::read_as::<Account>(&bytes, format).map_err(|error| error.in_file(name).into())
}

/// The first account with the id in a file of accounts.
pub(super) fn find(file: &str, id: &str, policy: &Policy) -> Result<Account, Failure> {
    let mut found = None;
    let mut progress = Progress::new("accounts")?;
    let watched = progress.clone();
    input::read(file, None, &TableOptions::default(), &Facts::of(Some(policy)), &watched, &mut |row| {
        progress.row();
        if found.is_none() && row.id.as_deref() == Some(id) {
            found = Some((row.line, row.account));
        }
        Ok(())
    })?;
    progress.finish();
    match found {
        Some((_, Ok(account))) => Ok(account),
        Some((line, Err(error))) => Err(Failure::account(&format!("{file}:{line}"), id, &error)),
        None => Err(Failure::Told(format!("{file}: there is no account `{id}`"))),
    }
}
