//! The accounts whose tier changed, and which criterion changed most.

use std::cmp::Reverse;

use tierwise::change::{ChangeLineKind, changed_lines};
use tierwise::tier::Movement;
use tierwise::{Assessment, Points, Policy};

use super::Scoring;
use crate::failure::Failure;
use crate::screen::{BAD, GOOD, Screen, numbers, paint, words};
use crate::show;

/// Accounts that are shown each way.
const SHOWN: usize = 5;

/// Shows the accounts that moved most; the first of those that rose is given back.
pub(super) fn show<'s, 'b>(screen: &mut Screen, policy: &Policy, scorings: &'s [Scoring<'b>]) -> Result<Option<&'s Scoring<'b>>, Failure> {
    let wide = screen.width() >= 110;
    let mut rows = Vec::new();
    let mut first = None;
    for (movement, style, arrow) in [(Movement::Promoted, GOOD, "↑"), (Movement::Demoted, BAD, "↓")] {
        let has_moved = |scoring: &&Scoring<'_>| scoring.now.placement.as_ref().is_some_and(|placement| placement.movement == movement);
        let mut moved: Vec<&Scoring<'b>> = scorings.iter().filter(has_moved).collect();
        moved.sort_by_key(|scoring| Reverse(change(scoring).thousandths().unsigned_abs()));
        first = first.or(moved.first().copied());
        rows.extend(moved.iter().take(SHOWN).filter_map(|scoring| {
            let (before, place) = (scoring.before.as_ref()?, scoring.now.placement.as_ref()?);
            let change = change(scoring);
            let sign = if change > Points::ZERO { "+" } else { "" };
            Some(vec![
                format!("{} {}", paint(style, arrow), scoring.id),
                show::tier(policy, place.previous.as_deref()?),
                show::tier(policy, &place.tier),
                format!("{:.3}", before.scorecard.composite),
                format!("{:.3}", scoring.now.scorecard.composite),
                paint(style, &format!("{sign}{change:.3}")),
                most_of_it(policy, before, &scoring.now, wide),
            ])
        }));
    }
    if !rows.is_empty() {
        screen.heading("Who moved most in three months")?;
        screen.table(&[words("account"), words("from"), words("to"), numbers("before"), numbers("now"), numbers("change"), words("most of it")], rows)?;
    }
    Ok(first)
}

/// How far the composite moved.
fn change(scoring: &Scoring<'_>) -> Points {
    let before = scoring.before.as_ref().map_or(Points::ZERO, |before| before.scorecard.composite);
    scoring.now.scorecard.composite.checked_sub(before).unwrap_or_default()
}

/// The criterion that moved most between two assessments; its short name if there is little room.
fn most_of_it(policy: &Policy, before: &Assessment, now: &Assessment, wide: bool) -> String {
    let lines = changed_lines(&before.scorecard, &now.scorecard);
    let Some(most) = lines.iter().find(|line| line.kind == ChangeLineKind::Criterion) else { return String::new() };
    let mut criteria = policy.spec().score.aspects.iter().flat_map(|aspect| &aspect.criteria);
    let label = criteria.find(|criterion| *criterion.id == *most.id).and_then(|criterion| criterion.label.clone());
    label.filter(|_| wide).unwrap_or_else(|| most.id.to_string())
}
