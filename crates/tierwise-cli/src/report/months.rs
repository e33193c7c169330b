//! The tiers month by month: a chart, who rose and fell and why, and who is at risk.

use maud::{Markup, html};
use tierwise::portfolio::migration::{MigrationCell, TierMigration};

use super::frame::Section;
use super::view::View;
use super::{OverTime, charts, format};
use crate::months::{Month, Months, Mover, UNDONE_WITHIN};

/// Movers of each way that are named for the whole time.
const NAMED: usize = 8;
/// Accounts at risk that are named.
const RISKS: usize = 12;
/// Height of the bands.
const HEIGHT: f64 = 240.0;
/// Height of the bars of those that rose, and of those that fell.
const MOVES: f64 = 44.0;

pub(super) fn months(view: &View<'_>) -> Option<Section> {
    let over_time = view.portfolio.over_time?;
    let months = over_time.months;
    let (first, last) = (months.months.first()?, months.months.last()?);
    if months.months.len() < 2 {
        return None;
    }
    let intro = html! {
        p { "Every account's history was replayed, review by review, from " (format::day(first.on)) " to " (format::day(last.on)) ". A tier that is merited is held for a while; who no longer merits it falls when the hold ends." }
        (steadiness(over_time))
        @if let Some(note) = over_time.note { p { (note) } }
    };
    let body = html! {
        figure {
            ul.legend aria-label="Tiers, as in the bands from top to bottom" { @for rank in (1..view.rungs.len()).rev() { li { (view.badge(rank)) } } }
            (chart(view, months))
            figcaption { "Accounts above the base rung. Below: how many rose and how many fell since the review before." }
        }
        (table(view, months))
        @if let Some(migration) = &months.migration { (matrix(view, migration)) }
        div.way { h3 { "Who rose furthest" } (movers(view, &months.furthest(true, NAMED), "rose furthest")) }
        div.way { h3 { "Who fell furthest" } (movers(view, &months.furthest(false, NAMED), "fell furthest")) }
        (by_month(view, months))
        (at_risk(view, over_time))
    };
    Some(Section { id: "months", heading: "Month by month", intro, body, wide: true })
}

/// The share of moves that were undone.
fn steadiness(over_time: OverTime<'_>) -> Markup {
    let stability = over_time.months.stability;
    let Some(share) = stability.share() else { return html! {} };
    html! {
        p {
            strong { (format::percent(share)) } " of the " (format::count(stability.moves)) " moves were undone by an opposite move within " (UNDONE_WITHIN) " months"
            @if let Some(other) = over_time.without_memory {
                @if let Some(share) = other.share() { "; tiers placed anew at every review would have moved " (format::count(other.moves)) " times, and " (format::percent(share)) " would have been undone" }
            }
            "."
        }
    }
}

fn chart(view: &View<'_>, months: &Months) -> Markup {
    let columns = months.months.len() as f64;
    let above = |month: &Month| month.counts.iter().skip(1).sum::<usize>();
    let most = months.months.iter().map(above).max().unwrap_or(0).max(1) as f64;
    let moved = months.months.iter().map(|month| month.risen.len().max(month.fallen.len())).max().unwrap_or(0).max(1) as f64;
    let top = 12.0;
    let bottom = top + HEIGHT;
    let middle = bottom + 48.0 + MOVES;
    let fell = months.months.iter().map(|month| month.fallen.len()).max().unwrap_or(0) as f64;
    let end = middle + fell / moved * MOVES + 26.0;
    let y = |count: f64| bottom - count / most * HEIGHT;
    let rows = charts::ticks(0, most as i64, 6);
    html! {
        svg.chart.months role="img" aria-labelledby="months-title months-desc" width="100%" height=(charts::trimmed(end)) {
            title #months-title { "Accounts by tier, review by review" }
            desc #months-desc { "Bands of the accounts in each tier above the base rung, and bars of those that rose and fell. The numbers are in the table below." }
            g.grid aria-hidden="true" {
                @for row in &rows {
                    line x1="0" x2="100%" y1=(charts::trimmed(y(*row as f64))) y2=(charts::trimmed(y(*row as f64))) {}
                    text x="0" dx="-8" y=(charts::trimmed(y(*row as f64) + 4.0)) text-anchor="end" { (format::count(usize::try_from(*row).unwrap_or(0))) }
                }
                @for (index, month) in months.months.iter().enumerate() {
                    text.minor[index % 3 != 0] x=(charts::per_cent((index as f64 + 0.5) / columns)) y=(charts::trimmed(bottom + 18.0)) text-anchor="middle" { (label(month)) }
                }
            }
            g.bands aria-hidden="true" {
                @for (index, month) in months.months.iter().enumerate() {
                    @let mut base = 0.0;
                    @for (rank, count) in month.counts.iter().enumerate().skip(1) {
                        @let from = base;
                        @let () = base += *count as f64;
                        @if *count > 0 {
                            rect.(view.shade(rank)) x=(charts::per_cent(index as f64 / columns)) width=(charts::per_cent(1.0 / columns)) y=(charts::trimmed(y(base))) height=(charts::trimmed(y(from) - y(base))) {
                                title { (month.on) ": " (format::count(*count)) " " (view.rungs.get(rank).map_or("", |rung| &*rung.label)) }
                            }
                        }
                    }
                }
            }
            g.moved aria-hidden="true" {
                @for (index, month) in months.months.iter().enumerate() {
                    @let (up, down) = (month.risen.len() as f64 / moved * MOVES, month.fallen.len() as f64 / moved * MOVES);
                    @let (x, width) = (charts::per_cent((index as f64 + 0.3) / columns), charts::per_cent(0.4 / columns));
                    @if !month.risen.is_empty() { rect.rose x=(x) width=(width) y=(charts::trimmed(middle - up)) height=(charts::trimmed(up)) {} }
                    @if !month.fallen.is_empty() { rect.fell x=(x) width=(width) y=(charts::trimmed(middle)) height=(charts::trimmed(down)) {} }
                    @let centre = charts::per_cent((index as f64 + 0.5) / columns);
                    @if !month.risen.is_empty() { text.count x=(centre) y=(charts::trimmed(middle - up - 4.0)) text-anchor="middle" { (format::count(month.risen.len())) } }
                    @if !month.fallen.is_empty() { text.count x=(centre) y=(charts::trimmed(middle + down + 13.0)) text-anchor="middle" { (format::count(month.fallen.len())) } }
                }
                line x1="0" x2="100%" y1=(charts::trimmed(middle)) y2=(charts::trimmed(middle)) {}
                text x="0" dx="-8" y=(charts::trimmed(middle - 8.0)) text-anchor="end" { "rose" }
                text x="0" dx="-8" y=(charts::trimmed(middle + 18.0)) text-anchor="end" { "fell" }
            }
        }
    }
}

/// The month, or the day if it is not a first one.
fn label(month: &Month) -> String {
    let (_, _, day) = month.on.ymd();
    if day == 1 { format::month(month.on) } else { format!("{day} {}", format::month(month.on)) }
}

fn table(view: &View<'_>, months: &Months) -> Markup {
    html! {
        details open {
            summary { "The bands in numbers" }
            div.scroll role="group" aria-label="Accounts by tier and month" tabindex="0" {
                table {
                    caption.unseen { "Accounts on each rung, and moves since the review before" }
                    thead {
                        tr {
                            th scope="col" { "Review" }
                            @for rank in (0..view.rungs.len()).rev() { th.num scope="col" { (view.badge(rank)) } }
                            th.num scope="col" { "New" } th.num scope="col" { "Rose" } th.num scope="col" { "Fell" }
                        }
                    }
                    tbody {
                        @for (index, month) in months.months.iter().enumerate() {
                            tr {
                                th scope="row" { (format::day(month.on)) }
                                @for count in month.counts.iter().rev() { td.num { (format::count(*count)) } }
                                @for count in [month.new, month.risen.len(), month.fallen.len()] { td.num { @if index == 0 { "–" } @else { (format::count(count)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Who was in which tier on the first day and on the last.
fn matrix(view: &View<'_>, migration: &TierMigration) -> Markup {
    let (Some(first), Some(last)) = (migration.dates.first(), migration.dates.last()) else { return html! {} };
    let cell = |cell: &MigrationCell| {
        html! {
            @if cell.count == 0 { "–" } @else {
                (format::whole(cell.count))
                @if let Some(share) = &cell.proportion { span.small { (format::percent(share.share.get())) } }
            }
        }
    };
    let badge = |name: &str| html! { @if let Some(rank) = view.rank(name) { (view.badge(rank)) } @else { (view.place(name)) } };
    html! {
        div.way #migration {
            h3 { "From the first review to the last" }
            p.small {
                "Of those that are in both, " (format::whole(migration.stayed)) " kept their tier, " (format::whole(migration.promoted)) " are higher and " (format::whole(migration.demoted)) " lower. Rows are the tiers of " (format::day(*first)) ", columns those of " (format::day(*last)) ", with their share of the row."
            }
            div.scroll role="group" aria-label="From tier to tier" tabindex="0" {
                table.matrix {
                    caption.unseen { "Accounts by their tier on the first day and on the last" }
                    thead {
                        tr {
                            th scope="col" { "From" }
                            @for state in migration.states.iter().rev() { th.num scope="col" { (badge(&state.name)) } }
                            th.num scope="col" { "All" }
                        }
                    }
                    tbody {
                        @for row in migration.rows.iter().rev() {
                            tr {
                                th scope="row" { (badge(&row.state.name)) }
                                @for (state, there) in migration.states.iter().zip(&row.cells).rev() { td.num.same[state.name == row.state.name] { (cell(there)) } }
                                td.num { (format::whole(row.observed)) }
                            }
                        }
                    }
                    tfoot {
                        tr {
                            th scope="row" { "Came" }
                            @for entries in migration.entries.iter().rev() { td.num { (format::whole(*entries)) } }
                            td.num { (format::whole(migration.entries.iter().sum())) }
                        }
                    }
                }
            }
        }
    }
}

fn movers(view: &View<'_>, movers: &[&Mover], what: &str) -> Markup {
    html! {
        @if movers.is_empty() { p.quiet { "Nobody." } } @else {
            div.scroll role="group" aria-label={ "Accounts that " (what) } tabindex="0" {
                table.stacked.in-words {
                    caption.unseen { "Accounts that " (what) }
                    thead { tr { th scope="col" { "Account" } th scope="col" { "Review" } th scope="col" { "From" } th scope="col" { "To" } th.num scope="col" { "Composite" } th scope="col" { "Why" } } }
                    tbody { @for mover in movers { (mover_row(view, mover)) } }
                }
            }
        }
    }
}

fn mover_row(view: &View<'_>, mover: &Mover) -> Markup {
    html! {
        tr {
            th scope="row" { (mover.account) }
            td { (format::day(mover.on)) }
            td { @if let Some(rank) = view.rank(&mover.from) { (view.badge(rank)) } }
            td { @if let Some(rank) = view.rank(&mover.to) { (view.badge(rank)) } }
            td.num data-name="composite" { (format::points(mover.metric, view.decimals)) }
            td { (format::sentence(mover.because.as_deref().unwrap_or_default())) }
        }
    }
}

/// The first movers of every month.
fn by_month(view: &View<'_>, months: &Months) -> Markup {
    html! {
        details {
            summary { "The first movers of every month" }
            @for month in months.months.iter().rev() {
                @let named: Vec<&Mover> = month.risen.iter().chain(&month.fallen).filter(|mover| mover.because.is_some()).collect();
                @if !named.is_empty() {
                    h4 { (format::day(month.on)) }
                    (movers(view, &named, &format!("moved most up to {}", month.on)))
                }
            }
        }
    }
}

fn at_risk(view: &View<'_>, over_time: OverTime<'_>) -> Markup {
    let risks = &over_time.months.at_risk;
    let named = |tier: &str| view.place(tier).to_owned();
    html! {
        div.way #at-risk {
            h3 { "At risk" span.tally { " " (format::count(risks.len())) } }
            p.small {
                "Accounts that fall up to " (format::day(over_time.until)) " if they order nothing more"
                @for (index, (tier, count)) in over_time.months.risks().into_iter().enumerate() { (if index == 0 { ": " } else { ", " }) (format::count(count)) " " (named(tier)) }
                "."
            }
            @if !risks.is_empty() {
                div.scroll role="group" aria-label="Accounts at risk" tabindex="0" {
                    table {
                        caption.unseen { "Accounts that fall if nothing happens, the highest tier first" }
                        thead { tr { th scope="col" { "Account" } th scope="col" { "On" } th scope="col" { "From" } th scope="col" { "To" } th.num scope="col" { "Today" } th.num scope="col" { "Then" } th.num scope="col" { "To stay" } } }
                        tbody {
                            @for risk in risks.iter().take(RISKS) {
                                tr {
                                    th scope="row" { (risk.account) }
                                    td { (format::day(risk.on)) }
                                    td { @if let Some(rank) = view.rank(&risk.from) { (view.badge(rank)) } }
                                    td { @if let Some(rank) = view.rank(&risk.to) { (view.badge(rank)) } }
                                    td.num { (format::points(risk.metric, view.decimals)) }
                                    td.num { (format::points(risk.then, view.decimals)) }
                                    td.num { @if let Some(bound) = risk.bound { (format::points(bound, 0)) } @else { "–" } }
                                }
                            }
                        }
                    }
                }
                @if risks.len() > RISKS { p.small { "and " (format::accounts(risks.len().saturating_sub(RISKS))) " more" } }
            }
        }
    }
}
