//! `tierwise review`: what was sold against the plan.

use std::collections::BTreeMap;

use clap::Args;
use tierwise::account::{Cause, Measure};
use tierwise::error::code;
use tierwise::portfolio::plan::{DeclaredCause, Market, PlanBook, PlannedVersion, ReviewOptions, Sales};
use tierwise::portfolio::plan_review;
use tierwise::{Date, Finite};

use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::show;

/// Hold what was sold against the plan, and say why it differs
///
/// Tables are CSV. --plan and --actual have the columns month (YYYY-MM or YYYY-MM-DD), account, units, amount, and any
/// others, by which sales are grouped: tier, segment, region, channel. --plan can have version and approved_on: the plan
/// is the last version that was approved before the period. --market has month, planned and actual, and --causes has
/// cause, units, amount and note, with the columns that say where.
#[derive(Debug, Args)]
pub(crate) struct ReviewCommand {
    /// The plan
    #[arg(long, value_name = "FILE")]
    plan: String,
    /// What was sold
    #[arg(long, value_name = "FILE")]
    actual: String,
    /// What all makers together were expected to sell, and sold
    #[arg(long, value_name = "FILE")]
    market: Option<String>,
    /// What is known of the causes
    #[arg(long, value_name = "FILE")]
    causes: Option<String>,
    /// The first day of the period, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    from: Date,
    /// The day on which it is over, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    until: Date,
    /// The version that is the plan
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// By what sales are grouped: month, account or columns, with commas between them; can be repeated
    #[arg(long, value_name = "COLUMNS")]
    by: Vec<String>,
    /// Show vehicles even if money is known
    #[arg(long)]
    units: bool,
    /// Write JSON instead of showing it
    #[arg(long)]
    json: bool,
}

/// The name of a version without one.
const ONLY: &str = "plan";

impl ReviewCommand {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let planned = rows(&self.plan)?;
        // A plan without days of approval has nothing to choose from.
        let undated = planned.iter().all(|row| !row.cells.contains_key("version") && !row.cells.contains_key("approved_on"));
        let book = PlanBook {
            from: self.from,
            until: self.until,
            plan: self.version.clone().or_else(|| undated.then(|| ONLY.to_owned())),
            versions: versions(planned)?,
            actual: rows(&self.actual)?.into_iter().map(Cells::sales).collect::<Result<_, _>>()?,
            market: of_file(self.market.as_deref())?.into_iter().map(Cells::market).collect::<Result<_, _>>()?,
            causes: of_file(self.causes.as_deref())?.into_iter().map(Cells::cause).collect::<Result<_, _>>()?,
        };
        let by = self.by.iter().map(|keys| keys.split(',').map(str::to_owned).collect()).collect();
        let options = ReviewOptions { by: Some(by).filter(|by: &Vec<Vec<String>>| !by.is_empty()), ..ReviewOptions::default() };
        let review = plan_review(&book, &options).map_err(|error| Failure::Told(error.to_string()))?;
        if self.json {
            screen.json(&review)?;
        } else {
            show::review(screen, &review, self.units)?;
        }
        Ok(Outcome::Good)
    }
}

/// One line of a table.
struct Cells {
    place: String,
    cells: BTreeMap<String, String>,
}

fn of_file(file: Option<&str>) -> Result<Vec<Cells>, Failure> {
    file.map_or_else(|| Ok(Vec::new()), rows)
}

/// The lines of a table by its columns; empty cells are left out.
fn rows(file: &str) -> Result<Vec<Cells>, Failure> {
    let source = Source::open(file, &Progress::new("rows")?)?;
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source.reader);
    let broken = |error: csv::Error| Failure::content(file, code::INPUT_SYNTAX, &error.to_string());
    let names = reader.headers().map_err(broken)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let cells = names.iter().zip(&record).filter(|(_, cell)| !cell.is_empty()).map(|(name, cell)| (name.to_owned(), cell.to_owned()));
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(Cells { place: format!("{file}:{line}"), cells: cells.collect() });
    }
    Ok(rows)
}

fn versions(rows: Vec<Cells>) -> Result<Vec<PlannedVersion>, Failure> {
    let mut versions: Vec<PlannedVersion> = Vec::new();
    for mut row in rows {
        let version = row.cells.remove("version").unwrap_or_else(|| ONLY.to_owned());
        let approved_on = row.cells.remove("approved_on").map(|text| row.day("approved_on", &text)).transpose()?;
        let sales = row.sales()?;
        match versions.iter_mut().find(|known| known.version == version) {
            Some(known) => {
                known.approved_on = known.approved_on.max(approved_on);
                known.sales.push(sales);
            }
            None => versions.push(PlannedVersion { version, approved_on, sales: vec![sales] }),
        }
    }
    Ok(versions)
}

impl Cells {
    fn wrong(&self, code: &str, column: &str, message: &str) -> Failure {
        Failure::content(&self.place, code, &format!("{column}: {message}"))
    }

    fn day(&self, column: &str, text: &str) -> Result<Date, Failure> {
        let whole = if text.len() == "YYYY-MM".len() { format!("{text}-01") } else { text.to_owned() };
        whole.parse().map_err(|_| self.wrong(code::DATE_FORMAT, column, &format!("expected a day as YYYY-MM-DD or a month as YYYY-MM, found `{text}`")))
    }

    fn text(&mut self, column: &str) -> Result<String, Failure> {
        self.cells.remove(column).ok_or_else(|| self.wrong(code::INPUT_MISSING_FIELD, column, "expected a value, found none"))
    }

    fn month(&mut self) -> Result<Date, Failure> {
        let text = self.text("month")?;
        self.day("month", &text)
    }

    fn number(&mut self, column: &str) -> Result<Option<Finite>, Failure> {
        let Some(text) = self.cells.remove(column) else { return Ok(None) };
        let number = text.parse().ok().and_then(Finite::new);
        number.map(Some).ok_or_else(|| self.wrong(code::INPUT_TYPE, column, &format!("expected a number, found `{text}`")))
    }

    fn measure(&mut self, column: &str) -> Result<Measure, Failure> {
        let found = self.number(column)?.and_then(|number| Measure::new(number.get()));
        found.ok_or_else(|| self.wrong(code::NUMBER_RANGE, column, "expected a number of vehicles, not negative"))
    }

    fn sales(mut self) -> Result<Sales, Failure> {
        let (month, account) = (self.month()?, self.text("account")?);
        Ok(Sales { month, account, units: self.number("units")?, amount: self.number("amount")?, dimensions: self.cells })
    }

    fn market(mut self) -> Result<Market, Failure> {
        Ok(Market { month: self.month()?, planned: self.measure("planned")?, actual: self.measure("actual")?, dimensions: self.cells })
    }

    fn cause(mut self) -> Result<DeclaredCause, Failure> {
        let word = self.text("cause")?;
        // Any other word is a cause all the same, by the name that it has.
        let cause = serde_json::from_value(serde_json::Value::from(word.as_str())).unwrap_or(Cause::Other(word));
        let (units, amount, note) = (self.number("units")?, self.number("amount")?, self.cells.remove("note"));
        if let Some(text) = self.cells.get("month").cloned() {
            let month = self.day("month", &text)?;
            let (year, number, _) = month.ymd();
            self.cells.insert("month".to_owned(), format!("{year:04}-{number:02}-01"));
        }
        Ok(DeclaredCause { cause, units, amount, note, within: self.cells })
    }
}
