//! `tierwise facts`: what can be known of an account.

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::facts::{Fact, Facts as Known};
use crate::failure::{Failure, Outcome};
use crate::output::io_error;
use crate::policy;
use crate::screen::{DIM, STRONG, Screen, counted, paint, words};

/// List the facts that policies and tables can name
#[derive(Debug, Args)]
pub(crate) struct Facts {
    /// Only facts whose name, values or meaning have this text in them
    #[arg(value_name = "TEXT")]
    pattern: Option<String>,
    /// Also the facts that this policy declares
    #[arg(long, short, value_name = "POLICY")]
    policy: Option<String>,
    /// How to write the list
    #[arg(long, value_enum, default_value = "table", value_name = "FORMAT")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Table,
    Json,
    Csv,
}

impl Facts {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let loaded = self.policy.as_deref().map(policy::load).transpose()?;
        let known = Known::of(loaded.as_ref().map(|loaded| &loaded.policy));
        let pattern = self.pattern.unwrap_or_default().to_lowercase();
        let fits = |text: &str| text.to_lowercase().contains(&pattern);
        let found: Vec<&Fact<'_>> = known.iter().filter(|fact| fits(fact.name) || fits(fact.meaning) || fact.values.iter().any(|value| fits(value))).collect();
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *screen, &found).map_err(std::io::Error::from)?;
                writeln!(screen)?;
            }
            Format::Csv => {
                let mut out = csv::Writer::from_writer(&mut *screen);
                let mut record = |cells: [&str; 5]| out.write_record(cells).map_err(io_error);
                record(["name", "type", "unit", "values", "meaning"])?;
                for fact in &found {
                    record([fact.name, &fact.fact_type.to_string(), fact.unit, &fact.values.join(" "), fact.meaning])?;
                }
                out.flush()?;
            }
            Format::Table => {
                let row = |fact: &&Fact<'_>| {
                    let kind = if fact.unit.is_empty() { fact.fact_type.to_string() } else { fact.unit.to_owned() };
                    let values = if fact.values.is_empty() { String::new() } else { format!("\n{}", paint(DIM, &fact.values.join(", "))) };
                    vec![paint(STRONG, fact.name), kind, format!("{}{values}", fact.meaning)]
                };
                screen.table(&[words("fact"), words("type or unit"), words("meaning")], found.iter().map(row).collect())?;
                writeln!(screen, "{}", counted(u64::try_from(found.len()).unwrap_or(u64::MAX), "fact"))?;
            }
        }
        Ok(Outcome::Good)
    }
}
