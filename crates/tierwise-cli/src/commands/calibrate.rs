//! `tierwise calibrate`: a column of a table becomes a criterion.

use std::io::Write;

use clap::{Args, ValueEnum};
use serde::Serialize;
use tierwise::calibration::{
    Bin, Evidence, Goalposts, Learned, Observed, PercentileCurve, Provenance, QuantileBands, Scale, Shaping, calibrate, population, weigh_evidence,
};
use tierwise::error::code;
use tierwise::fact::FactType;
use tierwise::{Date, Error, Finite, Points};

use crate::failure::{Failure, Outcome};
use crate::input::{Cell, Source, Table, read_cell};
use crate::progress::Progress;
use crate::screen::{Screen, counted};

/// Learn the bands or the curve of a criterion from a table of accounts
///
/// Reads one column of a CSV file and writes a criterion as YAML, to be put into a policy, with the day, the size and the
/// fingerprint of the population in a comment. Once it is in the policy, no account's points move because another one
/// joined. An empty cell, NA, NaN and null say that a value is missing.
#[derive(Debug, Args)]
pub(crate) struct Calibrate {
    /// A CSV file of accounts with columns named by fact; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// The fact, a column of the table
    #[arg(long, value_name = "FACT")]
    fact: String,
    /// What the column is to become
    #[arg(long, value_enum)]
    shape: Shape,
    /// The day as of which the table was made, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Date,
    /// Points of the greatest value, or of the best evidence; the least has none
    #[arg(long, value_name = "POINTS", default_value = "10", value_parser = points)]
    points: Points,
    /// How many bands, or knots of a curve
    #[arg(long, value_name = "COUNT", default_value = "5", value_parser = clap::value_parser!(u32).range(2..=100))]
    parts: u32,
    /// The least value gets the points, and the greatest none
    #[arg(long)]
    descending: bool,
    /// For goalposts: the shares of accounts whose quantiles are the ends
    #[arg(long, value_name = "SHARE,SHARE", value_delimiter = ',', num_args = 1, default_value = "0.05,0.995")]
    ends: Vec<f64>,
    /// For goalposts: points by the ratio of values instead of their difference
    #[arg(long)]
    logarithmic: bool,
    /// For goalposts: draw in at most so many outliers before
    #[arg(long, value_name = "COUNT")]
    winsorise: Option<u64>,
    /// For weight of evidence: the column that says whether the outcome came
    #[arg(long, value_name = "COLUMN", required_if_eq("shape", "weight-of-evidence"))]
    outcome: Option<String>,
    /// Write everything that was learned as JSON instead of YAML
    #[arg(long)]
    json: bool,
}

/// What a column becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Bands of equal shares of the accounts
    QuantileBands,
    /// A curve along the shares of accounts with less
    PercentileCurve,
    /// A curve between two anchors
    Goalposts,
    /// Bands against an outcome that came or did not
    WeightOfEvidence,
}

impl Calibrate {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let rows = self.rows()?;
        let wrong = |error: Error| Failure::content(&self.file, error.code(), &error.to_string());
        if self.shape == Shape::WeightOfEvidence {
            let observed: Vec<Observed> = rows.iter().map(|(value, good)| Observed { value: *value, good: *good }).collect();
            let evidence = weigh_evidence(&observed, self.parts, self.points, self.as_of).map_err(wrong)?;
            if self.json {
                screen.json(&evidence)?;
            } else {
                self.evidence(screen, &evidence)?;
            }
            return Ok(Outcome::Good);
        }
        let values: Vec<Option<Finite>> = rows.into_iter().map(|(value, _)| value).collect();
        let learned = calibrate(&population(&values, None), &self.shaping(), self.as_of).map_err(wrong)?;
        if self.json {
            screen.json(&learned)?;
        } else {
            self.learned(screen, &learned)?;
        }
        Ok(Outcome::Good)
    }

    fn shaping(&self) -> Shaping {
        let points = if self.descending { (self.points, Points::ZERO) } else { (Points::ZERO, self.points) };
        let knots = usize::try_from(self.parts).unwrap_or(usize::MAX);
        let share = |place: usize| self.ends.get(place).copied().and_then(Finite::new).unwrap_or_default();
        let scale = if self.logarithmic { Scale::Logarithmic } else { Scale::Linear };
        match self.shape {
            Shape::PercentileCurve => Shaping::PercentileCurve(PercentileCurve { knots, points }),
            Shape::Goalposts => Shaping::Goalposts(Goalposts { shares: (share(0), share(1)), points, scale, knots, winsorise: self.winsorise }),
            Shape::QuantileBands | Shape::WeightOfEvidence => {
                let last = i64::from(self.parts).saturating_sub(1);
                let part = |part: i64| self.points.thousandths().saturating_mul(part).checked_div(last).and_then(Points::from_thousandths);
                let mut points: Vec<Points> = (0..=last).filter_map(part).collect();
                if self.descending {
                    points.reverse();
                }
                Shaping::QuantileBands(QuantileBands { points })
            }
        }
    }

    /// The column's values, each with whether the outcome came.
    fn rows(&self) -> Result<Vec<(Option<Finite>, bool)>, Failure> {
        let mut progress = Progress::new("rows")?;
        let mut table = Table::open(Source::open(&self.file, &progress)?)?;
        let place = |name: &str| table.headers.position(&[name]).ok_or_else(|| table.lacks(&format!("`{name}`")));
        let (fact, outcome) = (place(&self.fact)?, self.outcome.as_deref().map(place).transpose()?);
        let mut rows = Vec::new();
        while let Some(row) = table.next()? {
            progress.row();
            let here = format!("{}:{}", self.file, row.line);
            let cells = row.cells.map_err(|error| Failure::content(&here, error.code(), &error.to_string()))?;
            let text = |place: usize| cells.get(place).map_or("", |text| text.trim());
            let wrong = |expected: &str, place: usize| Failure::content(&here, code::INPUT_TYPE, &format!("expected {expected}, found `{}`", text(place)));
            let value = match read_cell(text(fact), FactType::Number) {
                Ok(Some(Cell::Number(number))) => Some(number),
                Ok(_) => None,
                Err(_) => return Err(wrong("a number", fact)),
            };
            let good = match outcome.map(|place| (place, read_cell(text(place), FactType::Flag))) {
                Some((_, Ok(Some(Cell::Flag(good))))) => good,
                Some((place, _)) => return Err(wrong("true or false", place)),
                None => false,
            };
            rows.push((value, good));
        }
        progress.finish();
        Ok(rows)
    }

    fn head(&self, screen: &mut Screen, provenance: &Provenance) -> Result<(), Failure> {
        let accounts = counted(provenance.accounts, "account");
        writeln!(screen, "# Learned from {accounts} ({} without a value) as of {}.", provenance.missing, provenance.as_of)?;
        writeln!(screen, "# Population: sha256 {}", provenance.fingerprint)?;
        Ok(())
    }

    fn criterion(&self, screen: &mut Screen, key: &str, value: &impl Serialize) -> Result<(), Failure> {
        let id = self.fact.rsplit('.').next().unwrap_or(&self.fact);
        // JSON on one line is YAML as well.
        let value = serde_json::to_string(value).map_err(std::io::Error::from)?.replace("],[", "], [").replace(',', ", ").replace(",  ", ", ");
        Ok(writeln!(screen, "- id: {id}\n  fact: {}\n  {key}: {value}", self.fact)?)
    }

    fn learned(&self, screen: &mut Screen, learned: &Learned) -> Result<(), Failure> {
        self.head(screen, &learned.provenance)?;
        if let Some(drawn) = learned.winsorised {
            let tame = if drawn.tame { "no longer wild" } else { "still wild" };
            writeln!(screen, "# Outliers drawn in: {} low, {} high; the spread is {tame}.", drawn.low, drawn.high)?;
        }
        if let Some(bands) = &learned.bands {
            let parts: Vec<String> = learned.spread.parts.iter().map(|part| part.accounts.to_string()).collect();
            writeln!(screen, "# Accounts in each band: {}", parts.join(", "))?;
            self.criterion(screen, "bands", bands)?;
        }
        learned.curve.as_ref().map_or(Ok(()), |curve| self.criterion(screen, "curve", curve))
    }

    fn evidence(&self, screen: &mut Screen, evidence: &Evidence) -> Result<(), Failure> {
        self.head(screen, &evidence.provenance)?;
        let rate = |bin: &Bin| format!("{} of {}", bin.good, bin.accounts);
        let bins: Vec<String> = evidence.bins.iter().map(rate).collect();
        let missing = evidence.missing_bin.as_ref().map_or_else(String::new, |bin| format!("; without a value {}", rate(bin)));
        writeln!(screen, "# With the outcome in each band: {}{missing}.", bins.join(", "))?;
        writeln!(screen, "# Information value: {:.3}", evidence.information_value.get())?;
        self.criterion(screen, "bands", &evidence.bands)?;
        if let Some(missing) = &evidence.missing {
            writeln!(screen, "  missing: {}", serde_json::to_string(missing).map_err(std::io::Error::from)?)?;
        }
        Ok(())
    }
}

fn points(text: &str) -> Result<Points, String> {
    let number: f64 = text.parse().map_err(|_| format!("expected points, found `{text}`"))?;
    Points::from_f64(number).map_err(|error| error.to_string())
}
