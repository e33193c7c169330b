//! What the demonstration leaves behind: a table, the scorecards, and a report.

use std::io::Write;
use std::path::Path;

use tierwise::certainty::Certainty;
use tierwise::recourse::Recourse;
use tierwise::{Assessment, Date, Policy};
use tierwise_cli::report;

use super::edges::Edges;
use super::months::{NOTE, OverTime};
use super::{CURRENCY, SOURCE, Scoring, fact, prospects};
use crate::failure::Failure;
use crate::output::{Format, Layout, Rows, Scored, WholeFile};
use crate::screen::{DIM, Screen, paint};

/// Columns at the end of the table.
const MORE: [&str; 3] = ["revenue", "orders", "country"];
/// Accounts that the report explains.
const EXPLAINED: usize = 12;

/// Writes all of them, and says so.
pub(super) fn write(
    screen: &mut Screen,
    folder: &Path,
    policy: &Policy,
    scorings: &[Scoring<'_>],
    as_of: Date,
    over_time: &OverTime,
    fleets: &[(String, Assessment)],
) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).map_err(|error| Failure::file(&folder.display().to_string(), &error))?;
    rows(&folder.join("accounts.csv"), Format::Csv, policy, scorings, &[])?;
    rows(&folder.join("scorecards.jsonl"), Format::Jsonl, policy, scorings, fleets)?;
    let mut file = WholeFile::create(&folder.join("report.html"))?;
    file.write_all(page(policy, scorings, as_of, over_time)?.as_bytes())?;
    file.finish()?;
    screen.heading("Written")?;
    let width = folder.join("scorecards.jsonl").display().to_string().chars().count();
    for (name, what) in [
        ("report.html", "the same as a page to read"),
        ("accounts.csv", "every account of the orders, one a row"),
        ("scorecards.jsonl", "every scorecard with every point, one a line"),
    ] {
        let path = folder.join(name).display().to_string();
        writeln!(screen, "  {path:width$}  {}", paint(DIM, what))?;
    }
    Ok(())
}

fn rows(path: &Path, format: Format, policy: &Policy, scorings: &[Scoring<'_>], fleets: &[(String, Assessment)]) -> Result<(), Failure> {
    let Some(mut rows) = Rows::new(format, WholeFile::create(path)?, Layout::of(policy, false, &MORE))? else { return Ok(()) };
    for scoring in scorings {
        let cell = |name| fact(&scoring.now, name).map(ToString::to_string).unwrap_or_default();
        let revenue = scoring.revenue().map(|revenue| format!("{revenue:.2}")).unwrap_or_default();
        let more = [revenue, cell("orders.count_36_months"), country(scoring).unwrap_or_default().to_owned()];
        rows.write(Scored { account: scoring.id, assessment: &scoring.now, more: &more })?;
    }
    for (account, assessment) in fleets {
        rows.write(Scored { account, assessment, more: &[] })?;
    }
    rows.finish()?.finish()
}

fn country<'s>(scoring: &'s Scoring<'_>) -> Option<&'s str> {
    scoring.account.region.as_ref()?.name.as_deref()
}

fn page(policy: &Policy, scorings: &[Scoring<'_>], as_of: Date, over_time: &OverTime) -> Result<String, Failure> {
    let accounts = scorings.iter().map(|scoring| report::AccountView {
        id: scoring.id,
        name: scoring.account.name.as_deref(),
        country: country(scoring),
        revenue: scoring.revenue(),
        assessment: &scoring.now,
        before: scoring.before.as_ref(),
        recourse: None,
        certainty: None,
    });
    let edges = Edges::of(policy, scorings, as_of)?;
    let mut portfolio = report::Portfolio {
        currency: Some(CURRENCY),
        source: Some(SOURCE),
        accounts: accounts.collect(),
        edges: Some(edges.shown()),
        over_time: Some(report::OverTime {
            months: &over_time.months,
            until: over_time.until,
            without_memory: Some(over_time.without_memory),
            note: Some(NOTE),
        }),
        ..report::Portfolio::new("Accounts of a British wholesaler", policy, as_of)
    };
    portfolio.explained = portfolio.worth_explaining(EXPLAINED);
    let explained = portfolio.explained.iter().filter_map(|index| Some((*index, scorings.get(*index)?)));
    let explained = explained.map(|(index, scoring)| Ok((index, prospects(policy, scoring, as_of)?))).collect::<Result<Vec<_>, Failure>>()?;
    let shown: &[(usize, (Option<Recourse>, Certainty))] = &explained;
    for (index, (recourse, certainty)) in shown {
        if let Some(account) = portfolio.accounts.get_mut(*index) {
            (account.recourse, account.certainty) = (recourse.as_ref(), Some(certainty));
        }
    }
    Ok(report::render(&portfolio))
}
