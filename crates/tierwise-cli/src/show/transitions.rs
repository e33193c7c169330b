//! Moves between tiers: the day, from where to where, why, and the rules that led there in words.

use std::io::{self, Write};

use tierwise::Policy;
use tierwise::history::{Transition, TransitionCause};

use super::tier;
use crate::screen::{BAD, DIM, GOOD, Screen, fit, fit_right, paint};

/// Shows moves in the order of days.
pub(crate) fn transitions(screen: &mut Screen, policy: &Policy, transitions: &[Transition]) -> io::Result<()> {
    transitions.iter().try_for_each(|step| transition(screen, policy, step, ""))
}

/// Shows one move behind a mark.
pub(crate) fn transition(screen: &mut Screen, policy: &Policy, step: &Transition, mark: &str) -> io::Result<()> {
    let ladder = policy.spec().ladder.as_ref();
    let rank = |name: &str| ladder.and_then(|ladder| ladder.tiers.iter().position(|tier| tier.id == *name));
    let names = ladder.iter().flat_map(|ladder| ladder.tiers.iter().map(|tier| &tier.id).chain([&ladder.base]));
    let width = names.map(|name| console::measure_text_width(name)).max().unwrap_or(0);
    let arrow = if rank(&step.to) > rank(&step.from) { paint(GOOD, "↑") } else { paint(BAD, "↓") };
    let bound = step.threshold.map(|bound| format!("{} against {bound}", step.metric)).unwrap_or_default();
    let lead = format!("  {mark}{}  {} {arrow} {}  ", step.on, fit(&tier(policy, &step.from), width), fit(&tier(policy, &step.to), width));
    let room = screen.width().saturating_sub(console::measure_text_width(&lead));
    let cause = cause(step.cause);
    let bound = if bound.is_empty() { bound } else { fit_right(&bound, room.saturating_sub(cause.chars().count())) };
    writeln!(screen, "{lead}{cause}{}", paint(DIM, &bound))?;
    let indent = " ".repeat(console::measure_text_width(mark));
    step.rules.iter().try_for_each(|rule| screen.wrapped(&format!("{indent}{}", fit(&paint(DIM, &rule.rule), 12)), &rule.finding))
}

/// Why a tier changed, in short.
pub(crate) fn cause(cause: TransitionCause) -> &'static str {
    match cause {
        TransitionCause::Promotion => "merited",
        TransitionCause::HoldEnded => "its hold ended",
        TransitionCause::TermEnded => "its term ended",
        TransitionCause::GraceEnded => "its grace ended",
        TransitionCause::Demotion => "no longer merited",
        TransitionCause::Blocked => "blocked",
        TransitionCause::Released => "no longer blocked",
        TransitionCause::Granted => "a grant began or ended",
        TransitionCause::Merged => "merged with another account",
        TransitionCause::PolicyChanged => "another version of the policy",
        TransitionCause::Restated => "restated by what was recorded late",
    }
}
