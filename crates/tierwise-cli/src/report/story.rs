//! The page of one account over time: the picture, every move with its reasons, and where it stands.

use maud::{Markup, html};
use tierwise::history::Transition;
use tierwise::tier::Lacking;
use tierwise::{Name, Points};

use super::frame::{Frame, Section, frame};
use super::page::{colophon, imprint};
use super::view::{View, readable};
use super::{format, path};
use crate::story::Story;

pub(super) fn page(view: &View<'_>, story: &Story<'_>) -> Markup {
    let title = story.name.unwrap_or(story.account);
    frame(Frame {
        title,
        kicker: html! { @if story.name.is_some() { (story.account) ", as of " } @else { "As of " } (format::day(story.as_of())) },
        lede: lede(view, story),
        imprint: imprint(view),
        figures: figures(view, story),
        sections: vec![picture(view, story), moves(view, story), standing(view, story)],
        colophon: colophon(view),
    })
}

fn lede(view: &View<'_>, story: &Story<'_>) -> Markup {
    html! {
        (view.place(&story.now.effective)) " since " (format::day(story.now.since))
        @match story.at_risk {
            Some(risk) => { ". If nothing happens, it falls to " (view.place(&risk.transition.to)) " on " (format::day(risk.transition.on)) "." }
            None => { ", and not at risk up to " (format::day(story.until())) "." }
        }
    }
}

fn figures(view: &View<'_>, story: &Story<'_>) -> Markup {
    let now = story.now;
    html! {
        section.figures aria-labelledby="figures-heading" {
            h2.unseen #figures-heading { "Key figures" }
            dl {
                div { dt { (story.metric_name()) } dd { (format::points(now.balance.unwrap_or(now.metric), 0)) } }
                @if let Some(next) = now.to_next.as_ref().filter(|next| next.points > Points::ZERO) {
                    div { dt { "more for " (view.place(&next.tier)) } dd { (format::points(next.points, 0)) } }
                }
                @if let Some(needed) = story.at_risk.and_then(|risk| risk.prevented_by) {
                    div { dt { "points to prevent the fall" } dd { (format::points(needed, 0)) } }
                }
                div { dt { @if now.transitions.len() == 1 { "move so far" } @else { "moves so far" } } dd { (format::count(now.transitions.len())) } }
            }
        }
    }
}

/// The metric's name at the head of a column.
fn metric(story: &Story<'_>) -> String {
    readable(story.metric_name())
}

fn picture(view: &View<'_>, story: &Story<'_>) -> Section {
    let turns = path::turns(story);
    let body = html! {
        figure {
            (path::path(view, story))
            ul.legend.keys aria-label="What the picture shows" {
                li { span.key.enter aria-hidden="true" {} "bound to enter" }
                li { span.key.stay aria-hidden="true" {} "bound to stay" }
                li { span.key.ahead aria-hidden="true" {} "ahead, if nothing happens" }
                li { span.key.watched aria-hidden="true" {} "held without being merited" }
            }
            details {
                summary { "The line in numbers" }
                div.scroll role="group" aria-label="The line in numbers" tabindex="0" {
                    table {
                        caption { "Reviews at which the " (story.metric_name()) " or the tier changed" }
                        thead { tr { th scope="col" { "Day" } th.num scope="col" { (metric(story)) } th scope="col" { "Tier" } } }
                        tbody {
                            @for (day, metric, tier) in &turns {
                                tr {
                                    th scope="row" { (format::day(*day)) @if *day > story.as_of() { span.quiet { " ahead" } } }
                                    td.num { (format::points(*metric, 0)) }
                                    td { @if let Some(rank) = view.rank(tier) { (view.badge(rank)) } @else { (tier) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let intro = html! {
        p {
            "The line is what the ladder stands on, the strip is the tier. To the right of the day up to which things are known stands what comes if nothing more happens."
        }
    };
    Section { id: "path", heading: "Over time", intro, body, wide: true }
}

fn moves(view: &View<'_>, story: &Story<'_>) -> Section {
    let (past, ahead) = story.moves();
    let body = html! {
        @if past.is_empty() && ahead.is_empty() { p.quiet { "None." } } @else {
            div.scroll role="group" aria-label="Moves" tabindex="0" {
                table.moves.stacked {
                    caption.unseen { "Every move, in the order of days" }
                    thead {
                        tr {
                            th scope="col" { "Day" } th scope="col" { "From" } th scope="col" { "To" }
                            th.num scope="col" { (metric(story)) } th.num scope="col" { "Bound" }
                            th scope="col" { "Why" } th scope="col" { "Made of" }
                        }
                    }
                    tbody { @for step in past { (row(view, story, step)) } }
                    @if !ahead.is_empty() {
                        tbody.ahead {
                            tr { th colspan="7" scope="rowgroup" { "Ahead, if nothing happens" } }
                            @for step in ahead { (row(view, story, step)) }
                        }
                    }
                }
            }
        }
    };
    let intro = html! { p { "Each move with the rules that led there, and what the " (story.metric_name()) " was made of on that day." } };
    Section { id: "moves", heading: "Moves", intro, body, wide: true }
}

fn row(view: &View<'_>, story: &Story<'_>, step: &Transition) -> Markup {
    let badge = |tier: &Name| html! { @if let Some(rank) = view.rank(tier) { (view.badge(rank)) } @else { (tier) } };
    let entitlements = |ids: &[Name]| ids.iter().map(|id| view.entitlement(id).to_owned()).collect::<Vec<_>>().join(", ");
    html! {
        tr {
            th scope="row" { (format::day(step.on)) }
            td { (badge(&step.from)) }
            td { (badge(&step.to)) }
            td.num data-name=(story.metric_name()) { (format::points(step.metric, 0)) }
            td.num data-name="bound" { @if let Some(bound) = step.threshold { (format::points(bound, 0)) } @else { "–" } }
            td.rules {
                @for rule in &step.rules { p { (format::sentence(&rule.finding)) " " span.quiet { "(" (rule.rule) ")" } } }
                @if !step.entitlements_gained.is_empty() { p.small { "Gains: " (entitlements(&step.entitlements_gained)) } }
                @if !step.entitlements_lost.is_empty() { p.small { "Loses: " (entitlements(&step.entitlements_lost)) } }
            }
            td { (parts(view, step)) }
        }
    }
}

/// The largest parts of the metric.
fn parts(view: &View<'_>, step: &Transition) -> Markup {
    const SHOWN: usize = 4;
    let criteria = step.scorecard.iter().flat_map(|card| &card.aspects).flat_map(|aspect| &aspect.criteria);
    let scored = criteria.map(|criterion| (view.criterion(&criterion.id).to_owned(), criterion.contribution));
    let credited = step.contributions.iter().map(|part| (part.activity.replace('_', " "), part.points));
    let mut parts: Vec<(String, Points)> = scored.chain(credited).filter(|(_, points)| *points != Points::ZERO).collect();
    parts.sort_by_key(|(_, points)| std::cmp::Reverse(points.thousandths().unsigned_abs()));
    html! {
        @if parts.is_empty() { span.quiet { "nothing" } } @else {
            ul.causes {
                @for (name, points) in parts.iter().take(SHOWN) { li { span.by { (format::points(*points, 0)) } " " (name) } }
                @if parts.len() > SHOWN { li.quiet { "and " (parts.len().saturating_sub(SHOWN)) " more" } }
            }
        }
    }
}

fn standing(view: &View<'_>, story: &Story<'_>) -> Section {
    let now = story.now;
    let lacking = |lacking: &Lacking, done: &str| {
        let points = (lacking.points > Points::ZERO).then(|| format!("{} points more", format::points(lacking.points, 0)));
        let needs: Vec<String> = points.into_iter().chain(lacking.open_conditions.iter().map(ToString::to_string)).collect();
        let needs = if needs.is_empty() { done.to_owned() } else { needs.join("; ") };
        html! { (view.place(&lacking.tier)) ": " (needs) }
    };
    let body = html! {
        dl.colophon.standing {
            div { dt { "Tier" } dd { (view.place(&now.tier)) " since " (format::day(now.since)) } }
            @if now.effective != now.tier { div { dt { "Counts as" } dd { (view.place(&now.effective)) } } }
            @if now.earned != now.tier { div { dt { "Earned" } dd { (view.place(&now.earned)) } } }
            @if now.blocked { div { dt { "Blocked" } dd { "whatever is earned" } } }
            @if let Some(until) = now.held_until { div { dt { "Held until" } dd { (format::day(until)) ", if nothing more happens" } } }
            @if let Some(term) = now.term { div { dt { "Term" } dd { (format::day(term.from)) " until " (format::day(term.until)) } } }
            @if let Some(watch) = now.watch {
                div { dt { "On watch" } dd { "since " (format::day(watch.since)) ": " (format::points(watch.shortfall, 0)) " points short of staying, to recover up to " (format::day(watch.deadline)) } }
            }
            @for claim in &now.claims {
                div { dt { "Granted" } dd { (view.place(&claim.tier)) " by " (claim.actor) ": " (claim.reason) @if let Some(until) = claim.until { ", until " (format::day(until)) } } }
            }
            @if let Some(next) = &now.to_next { div { dt { "To next" } dd { (lacking(next, "follows at the next review")) } } }
            @if let Some(retain) = &now.to_retain { div { dt { "To stay" } dd { (lacking(retain, "nothing is lacking")) } } }
            div {
                dt { "At risk" }
                dd {
                    @match story.at_risk {
                        Some(risk) => {
                            "falls to " (view.place(&risk.transition.to)) " on " (format::day(risk.transition.on))
                            @if let Some(needed) = risk.prevented_by { "; " (format::points(needed, 0)) " points credited by the eve prevent it" }
                        }
                        None => { "not up to " (format::day(story.until())) }
                    }
                }
            }
        }
    };
    Section { id: "standing", heading: "Where it stands", intro: html! { p { "As of " (format::day(story.as_of())) "." } }, body, wide: false }
}
