//! A migration matrix: who went from where to where, with shares and their intervals.

use std::io;

use tierwise::Policy;
use tierwise::portfolio::migration::{MigrationCell, TierMigration, TierState, TierStateKind};

use super::tier;
use crate::screen::{DIM, Screen, grouped, numbers, paint, percent, words};

/// A row for each state before that anybody was in, highest first; a column for each state after.
pub(crate) fn migration(screen: &mut Screen, policy: &Policy, found: &TierMigration) -> io::Result<()> {
    let names: Vec<String> = found.states.iter().map(name).collect();
    let columns = names.iter().rev().map(|name| numbers(name));
    let columns: Vec<_> = std::iter::once(words("from \\ to")).chain(columns).chain([numbers("left"), numbers("not seen")]).collect();
    let rows = found.rows.iter().zip(&names).rev().map(|(row, name)| {
        let label = if row.state.kind == TierStateKind::Held { paint(DIM, name) } else { tier(policy, &row.state.name) };
        let cells = row.cells.iter().rev().map(shown);
        std::iter::once(label).chain(cells).chain([shown(&row.left), count(row.unobserved)]).collect()
    });
    let came = found.entries.iter().rev().map(|entries| count(*entries));
    let came = std::iter::once(paint(DIM, "came")).chain(came).chain([String::new(), String::new()]).collect();
    screen.table(&columns, rows.chain([came]).collect())
}

fn name(state: &TierState) -> String {
    if state.kind == TierStateKind::Held { format!("{} held", state.name) } else { state.name.to_string() }
}

fn count(count: u64) -> String {
    if count == 0 { paint(DIM, "-") } else { grouped(count) }
}

fn shown(cell: &MigrationCell) -> String {
    let interval = cell.proportion.filter(|_| cell.count > 0).map(|share| {
        let ends = format!("[{}, {}]", percent(share.lowest.get()), percent(share.highest.get()));
        format!("\n{}\n{}", percent(share.share.get()), paint(DIM, &ends))
    });
    count(cell.count) + &interval.unwrap_or_default()
}
