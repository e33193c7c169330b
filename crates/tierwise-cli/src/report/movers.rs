//! Who rose and who fell, and what moved them.

use std::cmp::{Ordering, Reverse};

use maud::{Markup, html};
use tierwise::change::{ChangeLine, changed_lines};
use tierwise::{Placement, Points};

use super::frame::Section;
use super::page::account_name;
use super::view::{self, View};
use super::{AccountView, format};

/// Rows of each table of movers.
const MOVERS: usize = 10;

/// An account that changed its tier, or without a ladder its score.
pub(super) struct Move<'a> {
    account: &'a AccountView<'a>,
    from: Option<usize>,
    to: Option<usize>,
    changes: Vec<ChangeLine>,
}

/// Who rose and who fell, the longest way first, then the largest change of the composite.
pub(super) fn moves<'a>(view: &View<'a>) -> (Vec<Move<'a>>, Vec<Move<'a>>) {
    let (mut risen, mut fallen) = (Vec::new(), Vec::new());
    for account in &view.portfolio.accounts {
        let (from, to) = (view.rank_before(account), view.rank_of(account));
        let way = match (from, to) {
            (Some(from), Some(to)) => to.cmp(&from),
            _ if view.rungs.is_empty() => view::change(account).map_or(Ordering::Equal, |change| change.cmp(&Points::ZERO)),
            _ => continue,
        };
        let changes = account.before.map(|before| changed_lines(&before.scorecard, &account.assessment.scorecard)).unwrap_or_default();
        match way {
            Ordering::Greater => risen.push(Move { account, from, to, changes }),
            Ordering::Less => fallen.push(Move { account, from, to, changes }),
            Ordering::Equal => {}
        }
    }
    let by = |moved: &Move<'_>| {
        let steps = moved.from.zip(moved.to).map_or(0, |(from, to)| from.abs_diff(to));
        (Reverse(steps), Reverse(view::change(moved.account).map_or(0, |change| change.thousandths().unsigned_abs())))
    };
    risen.sort_by_key(by);
    fallen.sort_by_key(by);
    (risen, fallen)
}

pub(super) fn movers(view: &View<'_>) -> Option<Section> {
    let accounts = &view.portfolio.accounts;
    let told = |account: &&AccountView<'_>| account.before.is_some() || view::tier_before(account).is_some();
    let first = accounts.iter().find(told)?;
    let (risen, fallen) = moves(view);
    let earlier = accounts.iter().find_map(|account| account.before).map(|before| &before.scorecard);
    let other_policy = earlier.is_some_and(|card| *card.policy != *first.assessment.scorecard.policy);
    let what = if view.rungs.is_empty() { "changed their score" } else { "changed their tier" };
    let intro = html! {
        p {
            (format::accounts(risen.len().saturating_add(fallen.len()))) " " (what)
            @if let Some(card) = earlier { " since " (format::day(card.as_of)) } "."
        }
        @if other_policy { p { "The earlier scores come from another policy or version; what changed in it is part of the difference." } }
    };
    let body = html! {
        div.way { (movers_table(view, "Risen", "risen", &risen)) }
        div.way { (movers_table(view, "Fallen", "fallen", &fallen)) }
    };
    Some(Section { id: "movers", heading: "Movers", intro, body, wide: false })
}

fn movers_table(view: &View<'_>, heading: &str, what: &str, moves: &[Move<'_>]) -> Markup {
    const CAUSES: usize = 3;
    let scored = moves.iter().any(|moved| moved.account.before.is_some());
    html! {
            h3 { (heading) span.tally { " " (format::count(moves.len())) } }
            @if moves.is_empty() {
                p.quiet { "Nobody." }
            } @else {
                div.scroll role="group" aria-label={ "Accounts that have " (what) } tabindex="0" {
                    table.movers {
                        caption.unseen { "Accounts that have " (what) ", the longest way first" }
                        thead {
                            tr {
                                th scope="col" { "Account" }
                                @if !view.rungs.is_empty() { th scope="col" { "From" } th scope="col" { "To" } }
                                @if scored {
                                    th.num scope="col" { "Before" }
                                    th.num scope="col" { "Now" }
                                    th.num scope="col" { "Change" }
                                    th scope="col" { "Most of it from" }
                                }
                            }
                        }
                        tbody {
                            @for moved in moves.iter().take(MOVERS) {
                                tr {
                                    th scope="row" { (account_name(moved.account)) }
                                    @if !view.rungs.is_empty() {
                                        td { @if let Some(rank) = moved.from { (view.badge(rank)) } }
                                        td { @if let Some(rank) = moved.to { (view.badge(rank)) } }
                                    }
                                    @if scored {
                                        td.num { @if let Some(before) = moved.account.before { (format::column(before.scorecard.composite, view.decimals)) } }
                                        td.num { (format::column(moved.account.assessment.scorecard.composite, view.decimals)) }
                                        td.num { @if let Some(change) = view::change(moved.account) { (format::signed(change, view.decimals)) } }
                                        td {
                                            @let gates = gates(view, moved);
    @let shown = CAUSES.saturating_sub(gates.len()).max(1);
                                            @if moved.changes.is_empty() && gates.is_empty() { span.quiet { "no line of the score" } }
                                            ul.causes {
                                                @for gate in &gates { li.gate { (gate) } }
                                                @for change in moved.changes.iter().take(shown) { li { span.by { (format::signed(change.by, view.decimals)) } " " (view.line(change)) } }
                                                @if moved.changes.len() > shown { li.quiet { "and " (moved.changes.len().saturating_sub(shown)) " more" } }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                @if moves.len() > MOVERS { p.small { "and " (format::accounts(moves.len().saturating_sub(MOVERS))) " more" } }
            }
        }
}

/// What moved the account besides its score: blocks, and conditions that the score alone does not meet.
fn gates(view: &View<'_>, moved: &Move<'_>) -> Vec<String> {
    let (now, before) = (moved.account.assessment.placement.as_ref(), moved.account.before.and_then(|before| before.placement.as_ref()));
    let rung = |rank: Option<usize>| view.rungs.get(rank?).map(|rung| rung.id);
    let open = |placement: Option<&Placement>, tier: Option<&str>| {
        let here = placement.and_then(|placement| placement.rungs.iter().find(|rung| Some(&*rung.tier) == tier));
        here.map(|rung| rung.open_conditions.clone()).unwrap_or_default()
    };
    let blocks = |placement: Option<&Placement>| placement.map(|placement| placement.blocked_by.clone()).unwrap_or_default();
    let (what, which) = if moved.to > moved.from {
        match blocks(before) {
            blocks if blocks.is_empty() => ("No longer: ", open(before, rung(moved.to))),
            blocks => ("No longer blocked: ", blocks),
        }
    } else {
        match blocks(now) {
            blocks if blocks.is_empty() => ("Not met: ", open(now, rung(moved.from))),
            blocks => ("Blocked: ", blocks),
        }
    };
    which.iter().map(|condition| format!("{what}{condition}")).collect()
}
