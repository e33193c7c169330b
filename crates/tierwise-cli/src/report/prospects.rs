//! What it would take an account to rise, or cost it its tier, and how sure its tier is.

use maud::{Markup, html};
use tierwise::certainty::{Certainty, WeightUncertainty};
use tierwise::fact::FactValue;
use tierwise::recourse::{FactChange, GoalDirection, Recourse, RecoursePath};

use super::format;
use super::view::View;

/// Paths that are shown.
const PATHS: usize = 3;

/// What it would take: the cheapest changes together, then single ones.
pub(super) fn recourse(view: &View<'_>, recourse: &Recourse) -> Markup {
    let cheapest = recourse.cheapest.as_ref();
    let others = recourse.single.iter().filter(|path| cheapest.is_none_or(|cheapest| cheapest.changes != path.changes));
    let paths: Vec<&RecoursePath> = cheapest.into_iter().chain(others).filter(|path| !path.changes.is_empty()).take(PATHS).collect();
    let (question, furthest) = match recourse.goal.direction {
        GoalDirection::Reach => ("What it would take for", "at most"),
        GoalDirection::Lose => ("What would cost it", "at least"),
    };
    html! {
        div.block {
            h4 { (question) " " (view.place(&recourse.goal.tier)) }
            @if paths.is_empty() {
                @if cheapest.is_some() { p { "Nothing: that is so already." } } @else if !recourse.proven { p { "No way was found before the search's limit." } } @else {
                    p { "No change is enough: " (furthest) " " strong { (view.points(recourse.at_most)) } " points." }
                }
            } @else {
                p.small { "Each fact for itself: what moves several at once takes less." }
            }
            @for (index, path) in paths.iter().enumerate() {
                @if index > 0 { p.or { "or" } }
                ul.plain { @for change in &path.changes { li { (one(view, change)) } } }
            }
            @if !recourse.obstacles.is_empty() { p { "Not to be moved: " (recourse.obstacles.join("; ")) } }
        }
    }
}

fn one(view: &View<'_>, change: &FactChange) -> Markup {
    let from = change.from.as_ref().map_or_else(|| "not known".to_owned(), value);
    html! { (view.fact(&change.fact)) ": " (from) " → " strong { (value(&change.to)) } }
}

fn value(value: &FactValue) -> String {
    match value {
        FactValue::Number(number) => format::measure((number.get() * 100.0).round() / 100.0),
        FactValue::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        FactValue::Text(text) => text.replace('_', " "),
    }
}

/// How sure a tier is if the weights are not quite those of the policy.
pub(super) fn certainty(view: &View<'_>, certainty: &Certainty) -> Markup {
    let likely = certainty.acceptability.iter().rev().filter(|rung| rung.draws > 0);
    let flips = [(certainty.flips_up, "rises", "more"), (certainty.flips_down, "falls", "less")];
    html! {
        div.block {
            h4 { "How sure" }
            ol.reasons.sure { @for rung in likely { li style={ "--share:" (super::charts::per_cent(rung.share.get())) } { span { (view.place(&rung.tier)) } span.num { (format::percent(rung.share.get())) } } } }
            p.small {
                "Of " (format::count(usize::try_from(certainty.uncertainty.draws).unwrap_or(usize::MAX))) " draws of the criteria's weights"
                @match certainty.uncertainty.weights {
                    WeightUncertainty::Noise(noise) => { ", each up to " (format::percent(noise.get())) " off" }
                    WeightUncertainty::Unknown => { ", all as likely" }
                }
                "."
                @for (flip, what, way) in flips { @if let Some(share) = flip { " It " (what) " with weights that are " (format::percent(share.get())) " " (way) "." } }
            }
        }
    }
}
