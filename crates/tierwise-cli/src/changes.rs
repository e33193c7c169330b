//! What changed between two scorecards, line by line.

use std::cmp::Reverse;

use tierwise::{Name, Points, Policy, Scorecard};

/// A line of a scorecard that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which line.
    pub line: Line,
    /// By how many points.
    pub by: Points,
}

/// A line of a scorecard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The base.
    Base,
    /// A criterion's contribution.
    Criterion(Name),
    /// An aspect's adjustment.
    Adjustment(Name),
}

impl Change {
    /// The change in words, lines by the policy's labels: `+12.5 Revenue`.
    #[must_use]
    pub fn in_words(&self, policy: &Policy) -> String {
        let aspects = &policy.spec().score.aspects;
        let label = |label: Option<&String>, id: &Name| label.map_or_else(|| id.to_string(), Clone::clone);
        let line = match &self.line {
            Line::Base => "base".to_owned(),
            Line::Criterion(id) => {
                let found = aspects.iter().flat_map(|aspect| &aspect.criteria).find(|criterion| *criterion.id == **id);
                label(found.and_then(|criterion| criterion.label.as_ref()), id)
            }
            Line::Adjustment(id) => {
                format!("limit of {}", label(aspects.iter().find(|aspect| *aspect.id == **id).and_then(|aspect| aspect.label.as_ref()), id))
            }
        };
        let sign = if self.by > Points::ZERO { "+" } else { "" };
        format!("{sign}{} {line}", self.by)
    }
}

/// The lines that differ, the largest change first, equal ones in the policy's order. They sum to the change of the composite.
#[must_use]
pub fn changes(before: &Scorecard, after: &Scorecard) -> Vec<Change> {
    let (old, mut new) = (lines(before), lines(after));
    let mut changes: Vec<Change> = Vec::new();
    let gone: Vec<(Line, i64)> = old.iter().filter(|(line, _)| !new.iter().any(|(other, _)| other == line)).map(|(line, _)| (line.clone(), 0)).collect();
    new.extend(gone);
    for (line, points) in new {
        let earlier = old.iter().find(|(other, _)| *other == line).map_or(0, |(_, points)| *points);
        let by = points.saturating_sub(earlier);
        if by != 0 {
            changes.push(Change { line, by: thousandths(by) });
        }
    }
    changes.sort_by_key(|change| Reverse(change.by.thousandths().unsigned_abs()));
    changes
}

fn lines(card: &Scorecard) -> Vec<(Line, i64)> {
    let of_aspects = card.aspects.iter().flat_map(|aspect| {
        let criteria = aspect.criteria.iter().map(|criterion| (Line::Criterion(criterion.id.clone()), criterion.contribution.thousandths()));
        criteria.chain(std::iter::once((Line::Adjustment(aspect.id.clone()), aspect.adjustment.thousandths())))
    });
    std::iter::once((Line::Base, card.base.thousandths())).chain(of_aspects).collect()
}

/// Points from thousandths that are differences or sums of points of a scorecard.
pub(crate) fn thousandths(thousandths: i64) -> Points {
    Points::from_thousandths(thousandths).unwrap_or(if thousandths < 0 { Points::MIN } else { Points::MAX })
}
