//! `tierwise simulate`: what another policy would make of a portfolio.

use std::io::Write;

use clap::Args;
use tierwise::portfolio::simulation::{Member, Portfolio, Simulation, SimulationOptions};
use tierwise::tier::Movement;
use tierwise::{Date, Points, Policy};

use crate::complaints::{Complaints, Place};
use crate::facts::Facts;
use crate::failure::{Failure, Outcome};
use crate::input::{self, TableOptions};
use crate::previous::Previous;
use crate::progress::Progress;
use crate::screen::{BAD, DIM, GOOD, Screen, grouped, numbers, paint, words};
use crate::{policy, show};

/// Simulate another policy: who would move, why, what it costs, and who is near a bound
///
/// Accounts are read as by `score`, and kept in memory.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// A file of accounts; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// The policy in force: a file (.yaml, .toml, .json) or the name of one that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    policy: String,
    /// The other policy
    #[arg(long, value_name = "POLICY")]
    against: String,
    /// The day of scoring, YYYY-MM-DD; nothing is taken from the clock
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    as_of: Date,
    /// The tiers that accounts have, as CSV or JSON Lines with `account` and `tier`
    #[arg(long, value_name = "FILE")]
    previous: Option<String>,
    /// What a tier becomes on the other ladder, OLD=NEW; the tier of the same name if left out, or else the next lower one
    #[arg(long, value_name = "OLD=NEW", value_parser = renamed)]
    tier: Vec<(String, String)>,
    /// List accounts so many points from a bound
    #[arg(long, value_name = "POINTS", default_value = "1", value_parser = points)]
    knife_edge: Points,
    /// How many movers and accounts near a bound are shown
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

fn renamed(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(old, new)| (old.to_owned(), new.to_owned())).ok_or_else(|| "expected OLD=NEW".to_owned())
}

fn points(text: &str) -> Result<Points, String> {
    text.parse().ok().and_then(|number| Points::from_f64(number).ok()).ok_or_else(|| "expected points, with at most three decimals".to_owned())
}

impl Simulate {
    pub(crate) fn run(self, screen: &mut Screen) -> Result<Outcome, Failure> {
        let (policy, other) = (policy::load(&self.policy)?.policy, policy::load(&self.against)?.policy);
        let previous = self.previous.as_deref().map(|file| Previous::read(file, &policy)).transpose()?.unwrap_or_default();
        let facts = Facts::of(Some(&policy));
        let mut progress = Progress::new("accounts")?;
        let mut complaints = Complaints::new(None, "rows")?;
        let options = TableOptions { ignore_unknown_columns: false, previous: None };
        let (mut portfolio, watched) = (Portfolio::default(), progress.clone());
        input::read(&self.file, None, &options, &facts, &watched, &mut |row| {
            progress.row();
            match row.account {
                Ok(account) => {
                    let tier = account.id.as_deref().and_then(|id| previous.of(id)).map(str::to_owned);
                    portfolio.accounts.push(Member { account, previous: tier });
                    Ok(())
                }
                Err(error) => complaints.add(&watched, &self.file, Place::Line(row.line), row.id.as_deref(), &error),
            }
        })?;
        progress.finish();
        let failed = complaints.failed();
        complaints.finish(&progress)?;
        let options = SimulationOptions { tiers: self.tier.iter().cloned().collect(), knife_edge: self.knife_edge, ..SimulationOptions::default() };
        let found = policy.simulate(&other, &portfolio, self.as_of, &options);
        let found = found.map_err(|error| Failure::content(&self.against, error.code(), error.problems().first().map_or("", |problem| &problem.message)))?;
        if self.json {
            screen.json(&found)?;
        } else {
            self.shown(screen, &policy, &other, &found)?;
        }
        screen.flush()?;
        Ok(if failed == 0 && found.refused.is_empty() { Outcome::Good } else { Outcome::SomeFailed })
    }

    fn shown(&self, screen: &mut Screen, policy: &Policy, other: &Policy, found: &Simulation) -> Result<(), Failure> {
        let columns: Vec<_> = std::iter::once(words("from \\ to")).chain(found.to.iter().rev().map(|tier| numbers(tier))).collect();
        let count = |count: &u64| if *count == 0 { paint(DIM, "-") } else { grouped(*count) };
        let rows = found.from.iter().zip(&found.counts).rev();
        let rows = rows.map(|(tier, counts)| std::iter::once(show::tier(policy, tier)).chain(counts.iter().rev().map(count)).collect());
        screen.table(&columns, rows.collect())?;
        writeln!(screen, "stay {}, up {}, down {}", grouped(found.stayed), grouped(found.promoted), grouped(found.demoted))?;
        let cost = found.cost_per_year;
        if cost.before.get() != 0.0 || cost.after.get() != 0.0 {
            let (before, after) = (grouped(format!("{:.0}", cost.before.get())), grouped(format!("{:.0}", cost.after.get())));
            writeln!(screen, "entitlements cost {before} a year, and would cost {after}")?;
        }
        if !found.movers.is_empty() {
            screen.heading("Who moves")?;
            let rows = found.movers.iter().take(self.top).map(|mover| {
                let arrow = match mover.movement {
                    Movement::Promoted => paint(GOOD, "↑"),
                    Movement::Demoted => paint(BAD, "↓"),
                    Movement::Placed | Movement::Unchanged => String::new(),
                };
                let lines = mover.lines.iter().take(2).map(|line| format!("{} {}", line.id, signed(line.by)));
                let bounds = mover.bounds.iter().take(2).map(|bound| {
                    let before = bound.enter_before.map_or_else(|| "-".to_owned(), |points| points.to_string());
                    format!("{} from {before} to {}", bound.tier, bound.enter_after)
                });
                let why: Vec<String> = lines.chain(bounds).collect();
                let account = mover.account.to_string();
                let (from, to) = (show::tier(policy, &mover.effective_before), show::tier(other, &mover.effective_after));
                vec![account, format!("{from} {arrow} {to}"), mover.metric_before.to_string(), mover.metric_after.to_string(), why.join(", ")]
            });
            let rows = rows.collect();
            screen.table(&[words("account"), words("tier"), numbers("points"), numbers("then"), words("why")], rows)?;
        }
        if !found.knife_edge.is_empty() {
            screen.heading("Near a bound")?;
            let rows = found.knife_edge.iter().take(self.top);
            let rows = rows.map(|edge| {
                vec![edge.account.to_string(), show::tier(other, &edge.tier), signed(edge.distance), format!("{} of {}", bound(edge.bound), edge.near)]
            });
            let rows = rows.collect();
            screen.table(&[words("account"), words("tier"), numbers("from it"), words("bound")], rows)?;
        }
        for refused in found.refused.iter().take(self.top) {
            let problem = refused.problems.first().map_or("", |problem| &problem.message);
            writeln!(screen, "{} under version {}: {problem}", refused.account, refused.version)?;
        }
        Ok(())
    }
}

fn signed(points: Points) -> String {
    if points > Points::ZERO { format!("+{points}") } else { points.to_string() }
}

fn bound(bound: tierwise::portfolio::simulation::Bound) -> &'static str {
    match bound {
        tierwise::portfolio::simulation::Bound::Enter => "enter",
        tierwise::portfolio::simulation::Bound::Retain => "retain",
    }
}
