//! The program `tierwise`: scores portfolios of key accounts and explains every point.
//!
//! Reads accounts and policies from files, has the library score them, and writes what comes out for people and
//! for programs. No rule of scoring stands here.

#![forbid(unsafe_code)]

mod backtest;
mod brief;
mod commands;
mod complaints;
mod facts;
mod failure;
mod histories;
mod input;
mod orders;
mod output;
mod policy;
mod portfolio;
mod previous;
mod progress;
mod screen;
mod show;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::commands::Command;
use crate::screen::Screen;

/// Scores key accounts, places them in tiers and explains every point
#[derive(Debug, Parser)]
#[command(name = "tierwise", version, max_term_width = 100, after_help = EXIT_CODES, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Colour,
}

const EXIT_CODES: &str = "Exit code: 0 all good, 1 some rows failed or a policy has problems, 2 wrong usage or unreadable input.";

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Colour {
    /// On a terminal that has them, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl From<Colour> for anstream::ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let colour = anstream::ColorChoice::from(cli.color);
    colour.write_global();
    let mut screen = Screen::stdout(colour);
    let ended = cli.command.run(&mut screen).and_then(|outcome| Ok(screen.flush().map(|()| outcome)?));
    match ended {
        Ok(outcome) => outcome.into(),
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // Nobody can be told that neither can be written.
            let _ = screen.flush();
            let _ = writeln!(anstream::stderr(), "{failure}");
            ExitCode::from(2)
        }
    }
}
