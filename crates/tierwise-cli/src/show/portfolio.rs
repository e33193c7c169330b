//! A portfolio as tables: how many accounts each tier has, and which lead.

use std::io;

use tierwise::Policy;
use tierwise::tier::Movement;

use super::tier;
use crate::portfolio::{Portfolio, Rung};
use crate::screen::{BAD, DIM, GOOD, Screen, bar, grouped, numbers, paint, percent, words};

/// Width of the bar of a tier's share.
const BAR_WIDTH: usize = 20;

/// The tiers, highest first, with their bounds and shares.
pub(crate) fn tiers(screen: &mut Screen, policy: &Policy, portfolio: &Portfolio) -> io::Result<()> {
    if portfolio.rungs.is_empty() {
        return Ok(());
    }
    let with_revenue = portfolio.revenue > 0.0;
    let any = |count: fn(&Rung) -> u64| portfolio.rungs.iter().any(|rung| count(rung) > 0);
    let (placed, up, down) = (any(|rung| rung.placed), any(|rung| rung.promoted), any(|rung| rung.demoted));
    // Without tiers before, every account is new: that is no news.
    let placed = placed && portfolio.rungs.iter().any(|rung| rung.placed < rung.accounts);
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let mut columns = vec![words("tier"), numbers("enter"), numbers("stay"), numbers("accounts"), numbers("share"), words("")];
    if with_revenue {
        columns.push(numbers("revenue"));
    }
    columns.extend([(placed, "new"), (up, "up"), (down, "down")].into_iter().filter(|(there, _)| *there).map(|(_, title)| numbers(title)));
    let wide = screen.width() >= 90;
    if !wide {
        columns.remove(5);
    }
    let rows = portfolio.rungs.iter().map(|rung| {
        let of_accounts = share(rung.accounts as f64, portfolio.accounts as f64);
        let (enter, stay) = rung.bounds.map_or_else(|| ("-".to_owned(), "-".to_owned()), |(enter, stay)| (enter.to_string(), stay.to_string()));
        let mut row = vec![tier(policy, &rung.tier), enter, stay, grouped(rung.accounts), percent(of_accounts)];
        if wide {
            row.push(bar(0.0, of_accounts, BAR_WIDTH, ' '));
        }
        if with_revenue {
            row.push(percent(share(rung.revenue, portfolio.revenue)));
        }
        let counts = [(placed, DIM, "", rung.placed), (up, GOOD, "↑ ", rung.promoted), (down, BAD, "↓ ", rung.demoted)];
        row.extend(counts.into_iter().filter(|(there, ..)| *there).map(|(_, style, mark, count)| moved(style, mark, count)));
        row
    });
    let rows = rows.collect();
    screen.table(&columns, rows)?;
    for (designation, accounts) in &portfolio.designations {
        io::Write::write_fmt(screen, format_args!("  beside the ladder: {} {}\n", tier(policy, designation), grouped(*accounts)))?;
    }
    Ok(())
}

fn moved(style: anstyle::Style, mark: &str, count: u64) -> String {
    if count == 0 { paint(DIM, "-") } else { paint(style, &format!("{mark}{}", grouped(count))) }
}

/// The accounts at the top.
pub(crate) fn ranking(screen: &mut Screen, policy: &Policy, portfolio: &Portfolio) -> io::Result<()> {
    let with_revenue = portfolio.revenue > 0.0;
    // Some 20 columns an aspect, beside the others.
    let aspects = screen.width() >= policy.spec().score.aspects.len().saturating_mul(20).saturating_add(60);
    let with_tier = !portfolio.rungs.is_empty();
    let mut columns = vec![numbers("#"), words("account")];
    if with_tier {
        columns.push(words("tier"));
    }
    columns.push(numbers("points"));
    if aspects {
        columns.push(words("aspects"));
    }
    if with_revenue {
        columns.push(numbers("revenue"));
    }
    let gaps = portfolio.top.iter().any(|top| !top.assessment.scorecard.missing.is_empty());
    if gaps {
        columns.push(numbers("known"));
    }
    let reasons = portfolio.top.iter().any(|top| !top.assessment.scorecard.reasons.is_empty());
    if reasons {
        columns.push(words("lost most on"));
    }
    let rows = portfolio.top.iter().zip(1_u64..).map(|(top, rank)| {
        let card = &top.assessment.scorecard;
        let mut row = vec![paint(DIM, &rank.to_string()), top.account.clone()];
        if let Some(place) = &top.assessment.placement {
            let arrow = match place.movement {
                Movement::Promoted => paint(GOOD, " ↑"),
                Movement::Demoted => paint(BAD, " ↓"),
                Movement::Placed | Movement::Unchanged => String::new(),
            };
            row.push(format!("{}{arrow}", tier(policy, &place.effective)));
        }
        row.push(format!("{:.3}", card.composite));
        if aspects {
            row.push(card.aspects.iter().map(|aspect| format!("{} {}", paint(DIM, &aspect.id), aspect.points)).collect::<Vec<_>>().join("  "));
        }
        if with_revenue {
            row.push(grouped(format!("{:.0}", top.revenue)));
        }
        if gaps {
            row.push(percent(card.coverage.get()));
        }
        if reasons {
            row.push(card.reasons.first().map(|reason| reason.code.to_string()).unwrap_or_default());
        }
        row
    });
    let rows = rows.collect();
    screen.table(&columns, rows)
}
