//! A line of a scorecard that changed, in words.

use tierwise::change::{ChangeLine, ChangeLineKind};
use tierwise::{Points, Policy};

/// The change in words, the line by the policy's label: `+12.5 Revenue`.
#[must_use]
pub fn in_words(change: &ChangeLine, policy: &Policy) -> String {
    let aspects = &policy.spec().score.aspects;
    let label = |label: Option<&String>| label.map_or_else(|| change.id.to_string(), Clone::clone);
    let line = match change.kind {
        ChangeLineKind::Base => "base".to_owned(),
        ChangeLineKind::Criterion => {
            let found = aspects.iter().flat_map(|aspect| &aspect.criteria).find(|criterion| *criterion.id == *change.id);
            label(found.and_then(|criterion| criterion.label.as_ref()))
        }
        ChangeLineKind::Adjustment => {
            let found = aspects.iter().find(|aspect| *aspect.id == *change.id);
            format!("limit of {}", label(found.and_then(|aspect| aspect.label.as_ref())))
        }
    };
    let sign = if change.by > Points::ZERO { "+" } else { "" };
    format!("{sign}{} {line}", change.by)
}
