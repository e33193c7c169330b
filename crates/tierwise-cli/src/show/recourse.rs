//! What it would take to be in a tier, or cost it: the ways as a table.

use std::io::{self, Write};

use tierwise::Policy;
use tierwise::fact::FactValue;
use tierwise::recourse::{FactChange, GoalDirection, Recourse, RecoursePath};

use super::tier;
use crate::screen::{DIM, STRONG, Screen, numbers, paint, words};

/// Facts that suffice alone and are shown.
const ALONE: usize = 5;

/// Shows the cheapest way, the one of the fewest changes, and the facts that suffice alone.
pub(crate) fn recourse(screen: &mut Screen, policy: &Policy, found: &Recourse) -> io::Result<()> {
    let (question, furthest) = match found.goal.direction {
        GoalDirection::Reach => ("What it takes to be in", "at most"),
        GoalDirection::Lose => ("What would cost it", "at least"),
    };
    screen.heading(&format!("{question} {}", tier(policy, &found.goal.tier)))?;
    writeln!(screen, "  today {} with {} points", tier(policy, &found.tier), paint(STRONG, &found.composite.to_string()))?;
    let told = [("cheapest", &found.cheapest), ("fewest", &found.fewest)];
    let told = told.into_iter().filter_map(|(name, path)| Some((name, path.as_ref()?)));
    let mut ways: Vec<(&str, &RecoursePath)> = Vec::new();
    for (name, path) in told.chain(found.single.iter().take(ALONE).map(|path| ("alone", path))) {
        if ways.iter().all(|(_, other)| other.changes != path.changes) {
            ways.push((name, path));
        }
    }
    match &found.cheapest {
        None if found.proven => writeln!(screen, "  no change of these facts is enough: {furthest} {} points", paint(STRONG, &found.at_most.to_string()))?,
        None => writeln!(screen, "  no way was found before the search's limit; fewer levers help")?,
        Some(path) if path.changes.is_empty() => writeln!(screen, "  nothing: that is so already")?,
        Some(_) => {
            let rows =
                ways.iter().flat_map(|(name, path)| path.changes.iter().enumerate().map(|(at, change)| row(policy, (at == 0).then_some(*name), path, change)));
            let columns = [words("way"), words("fact"), numbers("from"), numbers("to"), numbers("cost"), numbers("gain"), numbers("then"), words("tier")];
            screen.table(&columns, rows.collect())?;
        }
    }
    found.obstacles.iter().try_for_each(|obstacle| screen.wrapped("  not to be moved: ", obstacle))?;
    if found.proven || found.cheapest.is_none() { Ok(()) } else { screen.wrapped("  ", "the search was ended by its limit: cheaper changes may exist") }
}

/// One change; the first of a way says which way it is and where it leads.
fn row(policy: &Policy, way: Option<&str>, path: &RecoursePath, change: &FactChange) -> Vec<String> {
    let from = change.from.as_ref().map_or_else(|| paint(DIM, "missing"), FactValue::to_string);
    let (then, into) = way.map(|_| (path.composite.to_string(), tier(policy, &path.tier))).unwrap_or_default();
    let way = way.unwrap_or_default().to_owned();
    vec![way, change.fact.to_string(), from, paint(STRONG, &change.to.to_string()), change.cost.to_string(), change.gain.to_string(), then, into]
}
