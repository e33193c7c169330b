//! `tierwise backtest`: how much of what came later a policy had foretold.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use tierwise::Date;
use tierwise::calibration::Backtest as Foresight;

use crate::backtest::{Making, Measured, SHARES, measure};
use crate::complaints::Complaints;
use crate::failure::{Failure, Outcome};
use crate::input::Source;
use crate::orders::{Book, Names};
use crate::policy;
use crate::progress::Progress;
use crate::screen::{Screen, counted, grouped, numbers, percent, words};

/// Measure how much of what came later a policy had foretold
///
/// Splits orders by time. On each cut the accounts with an order up to that day are scored by what was known then; their
/// outcome is the net revenue (returns taken off) of the days after it. Shown is the share of the outcome that the top 10 %
/// and 20 % of these accounts bring, the rank correlation, and how many moves of tiers after the cut were undone within
/// three months; beside it what revenue of the past alone and the sum of RFM quintiles capture. Accounts of one score count
/// with equal parts.
///
/// --calibrate takes the ends of every curve from the accounts of the cut; several half-lives are tried on a split of the days
/// before the cut, and the best one is used. Neither looks at what comes after the cut.
#[derive(Debug, Args)]
pub(crate) struct Backtest {
    /// A CSV file of orders, as for `tierwise orders`; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The last day that is known, YYYY-MM-DD; with +DAYS its own horizon
    #[arg(long, value_name = "DAY[+DAYS]", required = true)]
    cut: Vec<Cut>,
    /// Days after a cut that are its outcome; up to the last day of the orders if left out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    horizon: Option<u16>,
    /// Take the ends of curves from the accounts of each cut: the 5th and the 99.5th percentile
    #[arg(long)]
    calibrate: bool,
    /// Half-lives of revenue to choose from, in days: 60,90,180,365; the policy's if left out
    #[arg(long, value_name = "DAYS,...", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=36500))]
    half_life: Vec<u32>,
    /// Names of columns in the file: account=customer_id,ordered_on=date
    #[arg(long, value_name = "NAME=COLUMN,...")]
    columns: Option<Names>,
    /// Where to write every problem of every row, as JSON Lines
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Write JSON instead of showing it
    #[arg(long)]
    json: bool,
}

/// A cut on the command line.
#[derive(Debug, Clone, Copy)]
struct Cut {
    day: Date,
    horizon: Option<u16>,
}

impl std::str::FromStr for Cut {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (day, horizon) = text.split_once('+').map_or((text, None), |(day, horizon)| (day, Some(horizon)));
        let days = |text: &str| text.parse().ok().filter(|days| *days > 0).ok_or_else(|| format!("expected days from 1 to 65535 after +, found `{text}`"));
        Ok(Self { day: super::day(day)?, horizon: horizon.map(days).transpose()? })
    }
}

impl Backtest {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let policy = policy::load(&self.policy)?.policy;
        let mut progress = Progress::new("orders")?;
        let mut complaints = Complaints::new(self.errors.as_deref(), "rows")?;
        let source = Source::open(&self.file, &progress)?;
        let currency = policy.spec().derivation.currency;
        let book = Book::read(source, &self.columns.clone().unwrap_or_default(), currency, &mut progress, &mut complaints)?;
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        let making = Making { policy, calibrate: self.calibrate, half_lives: self.half_life.clone() };
        let mut measured = Vec::new();
        for cut in &self.cut {
            measured.push(measure(&book, &making, cut.day, self.until(*cut, &book)?)?);
        }
        if self.json {
            screen.json(&measured)?;
        } else {
            show(screen, &measured)?;
        }
        Ok(if failed == 0 { Outcome::Good } else { Outcome::SomeFailed })
    }

    /// The last day of a cut's outcome.
    fn until(&self, cut: Cut, book: &Book) -> Result<Date, Failure> {
        let (first, last) = book.days.ok_or_else(|| Failure::Told(format!("{}: expected orders, found none", self.file)))?;
        let until = cut.horizon.or(self.horizon).map_or(Some(last), |days| cut.day.add_days(i32::from(days)));
        let outside = || Failure::Told(format!("--cut: expected a day from {first}, with its horizon up to {last}, found {}", cut.day));
        until.filter(|until| first <= cut.day && cut.day < last && *until <= last).ok_or_else(outside)
    }
}

fn show(screen: &mut Screen, measured: &[Measured]) -> Result<(), Failure> {
    let shares = SHARES.map(|share| format!("top {:.0} %", share * 100.0));
    let columns: Vec<_> = [words("cut"), words("score")]
        .into_iter()
        .chain(shares.iter().map(|title| numbers(title)))
        .chain([numbers("Spearman"), numbers("moves, undone")])
        .collect();
    let mut rows = Vec::new();
    for cut in measured {
        let accounts = counted(u64::try_from(cut.policy.accounts).unwrap_or(u64::MAX), "account");
        let titles = [cut.cut.to_string(), format!("to {}", cut.until), accounts];
        for (place, ((name, found), title)) in sides(cut).into_iter().zip(titles).enumerate() {
            let mut row = vec![title, name.to_owned()];
            row.extend(found.captures.iter().map(|capture| shown(capture.captured.map(tierwise::Finite::get))));
            row.push(found.spearman.map_or_else(String::new, |rank| format!("{:.3}", rank.get())));
            let calm = cut.tiers.filter(|_| place == 0);
            row.push(calm.map_or_else(String::new, |calm| format!("{}, {}", grouped(calm.moves), grouped(calm.undone))));
            rows.push(row);
        }
    }
    screen.table(&columns, rows)?;
    let half_lives: Vec<String> = measured.iter().map(|cut| cut.half_life_days.to_string()).collect();
    writeln!(screen, "Half-life of revenue, in days: {}", half_lives.join(", "))?;
    if measured.len() > 1 {
        let mean = |of: &dyn Fn(&Measured) -> Option<f64>| {
            let found: Option<Vec<f64>> = measured.iter().map(of).collect();
            found.map_or_else(|| "-".to_owned(), |found| percent(found.iter().sum::<f64>() / found.len() as f64))
        };
        let top = |found: &Foresight| found.captures.last().and_then(|capture| capture.captured).map(tierwise::Finite::get);
        let line = [("policy", mean(&|cut| top(&cut.policy))), ("past revenue", mean(&|cut| top(&cut.past_revenue))), ("RFM", mean(&|cut| top(&cut.rfm)))];
        let line: Vec<String> = line.into_iter().map(|(name, mean)| format!("{name} {mean}")).collect();
        writeln!(screen, "Top 20 %, mean over {}: {}", counted(u64::try_from(measured.len()).unwrap_or(u64::MAX), "cut"), line.join(", "))?;
    }
    Ok(())
}

fn sides(cut: &Measured) -> [(&'static str, &Foresight); 3] {
    [("policy", &cut.policy), ("past revenue", &cut.past_revenue), ("RFM quintiles", &cut.rfm)]
}

fn shown(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), percent)
}
