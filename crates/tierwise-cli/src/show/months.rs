//! A portfolio month by month: a table, who rose and fell and why, and who is at risk.

use std::io::{self, Write};

use anstyle::Style;
use tierwise::{Date, Policy};
use tierwise_cli::months::{Months, Mover, Stability, UNDONE_WITHIN};

use super::tier;
use crate::screen::{BAD, DIM, GOOD, STRONG, Screen, grouped, numbers, paint, percent, words};

/// Movers that are named each way.
const MOVERS: usize = 4;
/// Accounts at risk that are named.
const RISKS: usize = 5;

/// Shows the tiers of a portfolio over time.
pub(crate) fn months(screen: &mut Screen, policy: &Policy, months: &Months, without_memory: Stability, note: &str) -> io::Result<()> {
    // In a narrow terminal the base rung and those that are new are left out.
    let left_out = usize::from(screen.width() < 72);
    let count = |count: usize, style, mark: &str| if count == 0 { paint(DIM, "-") } else { paint(style, &format!("{mark}{}", grouped(count))) };
    let rows = months.months.iter().enumerate().map(|(index, month)| {
        let moved = [(month.new, DIM, ""), (month.risen.len(), GOOD, "↑ "), (month.fallen.len(), BAD, "↓ ")];
        let moved = moved.into_iter().skip(left_out).map(|(number, style, mark)| count(if index == 0 { 0 } else { number }, style, mark));
        let counts = month.counts.iter().skip(left_out).rev().map(|number| count(*number, Style::new(), ""));
        std::iter::once(month.on.to_string()).chain(counts).chain(moved).collect()
    });
    let rows = rows.collect();
    let tiers: Vec<String> = months.rungs.iter().skip(left_out).rev().map(|rung| tier(policy, rung)).collect();
    let moved = [numbers("new"), numbers("rose"), numbers("fell")].into_iter().skip(left_out);
    let columns: Vec<_> = std::iter::once(words("review")).chain(tiers.iter().map(|title| numbers(title))).chain(moved).collect();
    screen.table(&columns, rows)?;
    if let Some(share) = months.stability.share() {
        let text = format!("of {} moves were undone by an opposite move within {UNDONE_WITHIN} months", grouped(months.stability.moves));
        screen.wrapped(&format!("{} ", paint(STRONG, &percent(share))), &text)?;
    }
    if let Some(share) = without_memory.share() {
        let text = format!("would be undone of {} moves if every review placed the accounts anew, by the bounds to enter alone", grouped(without_memory.moves));
        screen.wrapped(&format!("{} ", paint(DIM, &percent(share))), &text)?;
    }
    screen.wrapped("", note)?;
    for (heading, rose) in [("Who rose furthest, and why", true), ("Who fell furthest, and why", false)] {
        let named = months.furthest(rose, MOVERS);
        if !named.is_empty() {
            screen.heading(heading)?;
            named.into_iter().try_for_each(|mover| show_mover(screen, policy, mover, rose))?;
        }
    }
    Ok(())
}

fn show_mover(screen: &mut Screen, policy: &Policy, mover: &Mover, rose: bool) -> io::Result<()> {
    let arrow = if rose { paint(GOOD, "↑") } else { paint(BAD, "↓") };
    let metric = paint(DIM, &format!("{:.3}", mover.metric));
    writeln!(screen, "  {}  {}  {} {arrow} {}  {metric}", mover.account, mover.on, tier(policy, &mover.from), tier(policy, &mover.to))?;
    screen.wrapped("  ", mover.because.as_deref().unwrap_or_default())
}

/// Shows who falls up to a day if nothing happens.
pub(crate) fn at_risk(screen: &mut Screen, policy: &Policy, months: &Months, until: Date) -> io::Result<()> {
    screen.heading(&format!("At risk up to {until}"))?;
    let risks: Vec<String> = months.risks().into_iter().map(|(rung, count)| format!("{} {}", grouped(count), tier(policy, rung))).collect();
    if risks.is_empty() {
        return writeln!(screen, "  nobody, even if nothing happens");
    }
    screen.wrapped("", &format!("{} fall if they order nothing more; the first of them:", risks.join(", ")))?;
    let rows = months.at_risk.iter().take(RISKS).map(|risk| {
        let bound = risk.bound.map(|bound| bound.to_string()).unwrap_or_default();
        vec![
            risk.account.clone(),
            risk.on.to_string(),
            tier(policy, &risk.from),
            tier(policy, &risk.to),
            format!("{:.3}", risk.metric),
            format!("{:.3}", risk.then),
            bound,
        ]
    });
    let columns = [words("account"), words("falls on"), words("from"), words("to"), numbers("today"), numbers("then"), numbers("to stay")];
    screen.table(&columns, rows.collect())
}
