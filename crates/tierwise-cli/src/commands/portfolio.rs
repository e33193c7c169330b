//! `tierwise portfolio`: which accounts carry the business, and where to invest.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use tierwise::account::Money;
use tierwise::fact::{self, FactType, FactValue};
use tierwise::portfolio::concentration;
use tierwise::portfolio::concentration::{AccountValue, Concentration, ConcentrationOptions};
use tierwise::portfolio::matrix::{Axis, Matrix, MatrixOptions, ScoredAccount};
use tierwise::{Account, Date, Error, Policy};

use crate::complaints::{Complaints, Place};
use crate::facts::Facts;
use crate::failure::{Failure, Outcome};
use crate::input::{self, Kind, Row, TableOptions};
use crate::previous::Previous;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::{policy, show};

/// Show which accounts carry the business, what each tier has of it, and where to invest
///
/// Accounts are read as by `score`. Every account has a value: by default its revenue of the last twelve months. Shows
/// how the value is spread over the accounts and over the tiers, and the accounts by how attractive they are and how
/// strong we are with them: nine fields with a strategy each.
#[derive(Debug, Args)]
pub(crate) struct PortfolioCommand {
    /// Files of accounts; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The day of scoring, YYYY-MM-DD; nothing is taken from the clock
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Date,
    /// The fact that is an account's value, a number: its revenue, profit or another
    #[arg(long, value_name = "FACT", default_value = "orders.revenue_12_months")]
    value: String,
    /// Aspects that make an account attractive, with commas between them; potential and strategic if left out
    #[arg(long, value_name = "ASPECTS", value_delimiter = ',', requires = "strength")]
    attractiveness: Vec<String>,
    /// Aspects that make us strong with it, with commas between them; value and relationship if left out
    #[arg(long, value_name = "ASPECTS", value_delimiter = ',', requires = "attractiveness")]
    strength: Vec<String>,
    /// The tiers before, as CSV or JSON Lines with `account` and `tier`; kept in memory
    #[arg(long, value_name = "FILE")]
    previous: Option<String>,
    /// Where to write every problem of every row, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Leave out columns that are no facts
    #[arg(long)]
    ignore_unknown_columns: bool,
    /// How the accounts are written, if neither the file's name nor its first letter says so
    #[arg(long, value_enum, value_name = "KIND")]
    input: Option<Kind>,
    /// Write JSON instead of showing it
    #[arg(long)]
    json: bool,
}

/// The portfolio for programs.
#[derive(Serialize)]
struct Told<'a> {
    as_of: Date,
    value: &'a str,
    concentration: &'a Concentration,
    matrix: Option<&'a Matrix>,
}

impl PortfolioCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let loaded = policy::load(&self.policy)?;
        let policy = &loaded.policy;
        let facts = Facts::of(Some(policy));
        match facts.get(&self.value) {
            Some(fact) if fact.fact_type == FactType::Number => {}
            Some(fact) => return Err(Failure::Told(format!("--value: expected a fact that is a number, found `{}`, a {}", self.value, fact.fact_type))),
            None => return Err(Failure::Told(format!("--value: expected a fact, found `{}`", self.value))),
        }
        let previous = self.previous.as_deref().map(|file| Previous::read(file, policy)).transpose()?.unwrap_or_default();
        let options = TableOptions { ignore_unknown_columns: self.ignore_unknown_columns, previous: None };
        let mut complaints = Complaints::new(self.errors.as_deref(), "rows")?;
        let mut progress = Progress::new("accounts")?;
        let (mut values, mut scored) = (Vec::new(), Vec::new());
        let mut seen = input::Seen::default();
        for file in &self.files {
            let watched = progress.clone();
            input::read(file, self.input, &options, &facts, &watched, &mut |row: Row| {
                progress.row();
                let id = row.id.unwrap_or_default();
                let assessed = row.account.and_then(|account| {
                    seen.first(&id)?;
                    let assessment = policy.assess(&account, self.as_of, previous.of(&id))?;
                    Ok((self.value_of(policy, &account)?, assessment))
                });
                match assessed {
                    Ok((value, assessment)) => {
                        scored.push(ScoredAccount::of(&id, &assessment.scorecard, value));
                        values.push(AccountValue { account: id, value, tier: assessment.placement.map(|place| place.tier.to_string()) });
                        Ok(())
                    }
                    Err(error) => complaints.add(&progress, file, Place::Line(row.line), Some(id.as_str()).filter(|id| !id.is_empty()), &error),
                }
            })?;
        }
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        let wrong = |error: Error| Failure::Told(error.to_string());
        let tiers = policy.spec().ladder.iter().flat_map(|ladder| ladder.tiers.iter().rev().map(|tier| tier.id.clone()).chain([ladder.base.clone()]));
        let asked = ConcentrationOptions { tiers: tiers.collect(), ..ConcentrationOptions::default() };
        let concentration = concentration(&values, &asked).map_err(wrong)?;
        let matrix = self.axes(policy).map(|axes| policy.matrix(&scored, &axes)).transpose().map_err(wrong)?;
        if self.json {
            screen.json(&Told { as_of: self.as_of, value: &self.value, concentration: &concentration, matrix: matrix.as_ref() })?;
        } else {
            show::concentration(screen, policy, &concentration)?;
            match &matrix {
                Some(matrix) => show::matrix(screen, matrix)?,
                None => writeln!(
                    screen,
                    "\nThe policy's aspects are others than potential, strategic, value and relationship: see --attractiveness and --strength."
                )?,
            }
        }
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }

    /// An account's value: as given, or else as derived.
    fn value_of(&self, policy: &Policy, account: &Account) -> Result<Option<Money>, Error> {
        let derived = || fact::find(&self.value)?.derived(account, self.as_of, &policy.spec().derivation);
        match account.facts.get(&self.value).cloned().or_else(derived) {
            Some(FactValue::Number(number)) => Ok(Money::new(number.get())),
            _ => Ok(None),
        }
    }

    /// The stated axes, or else the usual ones if the policy has their aspects.
    fn axes(&self, policy: &Policy) -> Option<MatrixOptions> {
        let usual = MatrixOptions::default();
        if self.strength.is_empty() {
            let has = |aspect: &String| policy.spec().score.aspects.iter().any(|known| known.id == *aspect);
            return usual.attractiveness.aspects.iter().chain(&usual.strength.aspects).all(has).then_some(usual);
        }
        let (attractiveness, strength) = (self.attractiveness.clone(), self.strength.clone());
        Some(MatrixOptions {
            attractiveness: Axis { aspects: attractiveness, ..usual.attractiveness },
            strength: Axis { aspects: strength, ..usual.strength },
            strategies: usual.strategies,
        })
    }
}
