//! Near the bounds: the accounts that a little would move, and how many move if a bound moves.

use maud::{Markup, html};
use tierwise::Points;
use tierwise::portfolio::simulation::{Bound, KnifeEdge, ThresholdPlan};

use super::frame::Section;
use super::view::{self, View};
use super::{Edges, format};

/// Accounts that are named.
const NAMED: usize = 15;

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    let edges = view.portfolio.edges.filter(|edges| !edges.near.is_empty() || !edges.plans.is_empty())?;
    let below = edges.near.iter().filter(|near| near.distance < Points::ZERO).count();
    let above = edges.near.len().saturating_sub(below);
    let intro = html! {
        p {
            (format::accounts(edges.near.len())) (if edges.near.len() == 1 { " is" } else { " are" }) " within " (points(edges.within)) " of a bound that decides: "
            strong { (format::count(below)) } " lack that little for a higher tier, " strong { (format::count(above)) } " would lose theirs with it."
        }
        @if !edges.plans.is_empty() { p { "The second table asks what a bound is worth: who gets into the tier, and who falls out of it, if the bound moves and all else stays." } }
    };
    let body = html! {
        @if !edges.near.is_empty() { div.way { h3 { "Nearest to a bound" span.tally { " " (format::count(edges.near.len())) } } (nearest(view, edges)) } }
        @if !edges.plans.is_empty() { div.way { h3 { "If a bound moves" } (plans(view, edges.plans)) } }
    };
    Some(Section { id: "edges", heading: "Near the bounds", intro, body, wide: false })
}

fn points(points: Points) -> String {
    let unit = if points.thousandths() == 1000 { "point" } else { "points" };
    format!("{}\u{a0}{unit}", format::points(points, 0))
}

fn which(bound: Bound) -> &'static str {
    match bound {
        Bound::Enter => "to enter",
        Bound::Retain => "to stay",
    }
}

fn nearest(view: &View<'_>, edges: Edges<'_>) -> Markup {
    let revenues = view.revenue.is_some();
    let account = |near: &KnifeEdge| view.portfolio.accounts.iter().find(|account| *account.id == *near.account);
    html! {
        div.scroll role="group" aria-label="Accounts nearest to a bound" tabindex="0" {
            table {
                caption.unseen { "Accounts nearest to a bound, the nearest first" }
                thead {
                    tr {
                        th scope="col" { "Account" } th scope="col" { "Tier" } th scope="col" { "Bound" } th.num scope="col" { "Distance" }
                        @if revenues { th.num scope="col" { "Revenue" (view.in_currency()) } }
                    }
                }
                tbody {
                    @for near in edges.near.iter().take(NAMED) {
                        @let account = account(near);
                        tr {
                            th scope="row" { @if let Some(account) = account { (super::page::account_name(account)) } @else { (near.account) } }
                            td { @if let Some(rank) = view.rank(&near.tier) { (view.badge(rank)) } }
                            td { (view.place(&near.near)) ", " (which(near.bound)) }
                            td.num { (format::signed(near.distance, view.decimals)) }
                            @if revenues { td.num { @if let Some(revenue) = account.and_then(view::revenue) { (format::money(revenue)) } @else { "–" } } }
                        }
                    }
                }
            }
        }
        @if edges.near.len() > NAMED { p.small { "and " (format::accounts(edges.near.len().saturating_sub(NAMED))) " more" } }
    }
}

fn plans(view: &View<'_>, plans: &[ThresholdPlan]) -> Markup {
    let shifts = plans.first().map_or(&[][..], |plan| &plan.shifts);
    // A shift moves accounts one way only.
    let moved = |promoted: Option<u64>, demoted: Option<u64>| match (promoted, demoted) {
        (Some(0), Some(0)) => "0".to_owned(),
        (Some(up), Some(0)) => format!("+{up}"),
        (Some(_), Some(down)) => format!("\u{2212}{down}"),
        _ => "–".to_owned(),
    };
    html! {
        p.small { "Accounts that get into the tier (+) or fall out of it (\u{2212}) if the bound moves by so many points. A dash stands where the policy could not have such a bound." }
        div.scroll role="group" aria-label="Accounts that move if a bound moves" tabindex="0" {
            table {
                caption.unseen { "Accounts that move, by tier, bound, and points by which the bound moves" }
                thead {
                    tr {
                        th scope="col" { "Tier" } th scope="col" { "Bound" } th.num scope="col" { "Now" }
                        @for shift in shifts { th.num scope="col" { (format::signed(shift.by, 0)) } }
                    }
                }
                tbody {
                    @for plan in plans {
                        tr {
                            th scope="row" { @if let Some(rank) = view.rank(&plan.tier) { (view.badge(rank)) } @else { (plan.tier) } }
                            td { (which(plan.bound)) }
                            td.num { (format::points(plan.at, 0)) }
                            @for shift in &plan.shifts { td.num { (moved(shift.promoted, shift.demoted)) } }
                        }
                    }
                }
            }
        }
    }
}
