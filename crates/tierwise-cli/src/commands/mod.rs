//! The commands, one a file.

mod backtest;
mod calibrate;
mod check;
mod demo;
mod explain;
mod facts;
mod levers;
mod migrate;
mod orders;
mod portfolio;
mod replay;
mod review;
mod schema;
mod score;
mod simulate;
mod subject;
mod timeline;
mod what_if;

use clap::Subcommand;

use crate::failure::{Failure, Outcome};
use crate::screen::Screen;

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::Demo),
    Score(score::Score),
    Orders(orders::Orders),
    Explain(explain::Explain),
    Portfolio(portfolio::PortfolioCommand),
    Review(Box<review::ReviewCommand>),
    Replay(replay::Replay),
    Timeline(timeline::TimelineCommand),
    WhatIf(what_if::WhatIf),
    Backtest(backtest::Backtest),
    Calibrate(calibrate::Calibrate),
    Migrate(migrate::Migrate),
    Simulate(simulate::Simulate),
    Check(check::Check),
    Facts(facts::Facts),
    Schema(schema::Schema),
}

impl Command {
    /// Does it.
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        match self {
            Self::Demo(command) => command.run(screen),
            Self::Score(command) => command.run(screen),
            Self::Orders(command) => command.run(screen),
            Self::Explain(command) => command.run(screen),
            Self::Portfolio(command) => command.run(screen),
            Self::Review(command) => command.run(screen),
            Self::Replay(command) => command.run(screen),
            Self::Timeline(command) => command.run(screen),
            Self::WhatIf(command) => command.run(screen),
            Self::Backtest(command) => command.run(screen),
            Self::Calibrate(command) => command.run(screen),
            Self::Migrate(command) => command.run(screen),
            Self::Simulate(command) => command.run(screen),
            Self::Check(command) => command.run(screen),
            Self::Facts(command) => command.run(screen),
            Self::Schema(command) => command.run(screen),
        }
    }
}

/// A day on the command line.
fn day(text: &str) -> Result<tierwise::Date, String> {
    text.parse().map_err(|_| "expected a day as YYYY-MM-DD".to_owned())
}
