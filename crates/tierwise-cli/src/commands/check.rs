//! `tierwise check`: what is wrong with policies, and what may be.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;
use tierwise::score::Bounds;
use tierwise::{Error, PolicyIdentity};
use tierwise_text::TextError;

use crate::failure::{Failure, Outcome};
use crate::policy::{self, Loaded, NotLoaded};
use crate::screen::{BAD, DIM, GOOD, LOOK, STRONG, Screen, counted, paint};
use crate::show;

/// Check policies: every problem with its line, then warnings
///
/// A policy with problems cannot be used; one with warnings can, but may not do what its author meant.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Policy files, or names of policies that come with the program
    #[arg(required = true, value_name = "POLICY")]
    policies: Vec<String>,
    /// Let warnings count as problems
    #[arg(long)]
    strict: bool,
    /// How to write the findings
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What was found in one policy.
#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    policy: Option<&'a PolicyIdentity>,
    range: Option<Bounds>,
    criteria: Option<usize>,
    tiers: Option<Vec<&'a str>>,
    problems: &'a [tierwise_text::Located],
    warnings: &'a [tierwise_text::Located],
}

impl Check {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let mut good = true;
        let mut reports = Vec::new();
        for (index, name) in self.policies.iter().enumerate() {
            let (loaded, found) = match policy::load(name) {
                Ok(loaded) => {
                    let warnings = Error::check(loaded.policy.warnings().to_vec()).err().map(|error| loaded.document.explain(&error).in_file(name.as_str()));
                    (Some(loaded), warnings)
                }
                Err(NotLoaded::Problems(error)) => (None, Some(error)),
                Err(NotLoaded::Failure(failure)) => return Err(failure),
            };
            good = good && loaded.is_some() && !(self.strict && found.is_some());
            match self.format {
                Format::Json => reports.push(report(name, loaded.as_ref(), found.as_ref())?),
                Format::Text => {
                    if index > 0 {
                        writeln!(screen)?;
                    }
                    text(screen, name, loaded.as_ref(), found.as_ref())?;
                }
            }
        }
        if self.format == Format::Json {
            serde_json::to_writer_pretty(&mut *screen, &reports).map_err(std::io::Error::from)?;
            writeln!(screen)?;
        }
        Ok(if good { Outcome::Good } else { Outcome::SomeFailed })
    }
}

fn text(screen: &mut Screen, name: &str, loaded: Option<&Loaded>, found: Option<&TextError>) -> Result<(), Failure> {
    if let Some(found) = found {
        writeln!(screen, "{found}\n")?;
    }
    let number = found.map_or(0, |found| u64::try_from(found.problems().len()).unwrap_or(u64::MAX));
    let Some(Loaded { policy, .. }) = loaded else {
        writeln!(screen, "{} {name}: {}", paint(BAD, "✗"), counted(number, "problem"))?;
        return Ok(());
    };
    let warnings = if number == 0 { String::new() } else { format!(", {}", paint(LOOK, &counted(number, "warning"))) };
    writeln!(screen, "{} {name}: good{warnings}", paint(GOOD, "✓"))?;
    let identity = policy.identity();
    let line = |screen: &mut Screen, what: &str, value: &str| writeln!(screen, "  {} {value}", paint(DIM, &format!("{what:12}")));
    line(screen, "policy", &format!("{} {}", paint(STRONG, &identity.id), identity.version))?;
    line(screen, "fingerprint", &identity.fingerprint)?;
    let range = policy.range();
    line(screen, "range", &format!("{} to {} points", range.lowest, range.highest))?;
    let aspects = policy.spec().score.aspects.len();
    line(screen, "criteria", &format!("{} in {}", policy.criteria().len(), counted(u64::try_from(aspects).unwrap_or(u64::MAX), "aspect")))?;
    if let Some(ladder) = &policy.spec().ladder {
        let tiers = ladder.tiers.iter().rev().map(|tier| format!("{} {}", show::tier(policy, &tier.id), tier.enter));
        line(screen, "tiers", &tiers.chain([show::tier(policy, &ladder.base)]).collect::<Vec<_>>().join(", "))?;
    }
    let designations: Vec<String> = policy.spec().designations.iter().map(|designation| show::tier(policy, &designation.id)).collect();
    if !designations.is_empty() {
        line(screen, "beside", &designations.join(", "))?;
    }
    Ok(())
}

fn report(name: &str, loaded: Option<&Loaded>, found: Option<&TextError>) -> Result<serde_json::Value, Failure> {
    let found = found.map_or(&[][..], TextError::problems);
    let policy = loaded.map(|loaded| &loaded.policy);
    let report = Report {
        file: name,
        policy: policy.map(tierwise::Policy::identity),
        range: policy.map(tierwise::Policy::range),
        criteria: policy.map(|policy| policy.criteria().len()),
        tiers: policy
            .and_then(|policy| policy.spec().ladder.as_ref())
            .map(|ladder| std::iter::once(&ladder.base).chain(ladder.tiers.iter().map(|tier| &tier.id)).map(String::as_str).collect()),
        problems: if loaded.is_some() { &[] } else { found },
        warnings: if loaded.is_some() { found } else { &[] },
    };
    serde_json::to_value(report).map_err(|error| Failure::Told(error.to_string()))
}
