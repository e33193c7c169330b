//! How revenue is spread over the accounts: the curve, what the largest of them bring, and tiers that have grown too large.

use maud::{Markup, html};
use tierwise::Finite;
use tierwise::account::Money;
use tierwise::portfolio::concentration::{AccountValue, Concentration, ConcentrationOptions, CurveShare, PortfolioWarning, TooLarge, concentration};

use super::charts::{per_cent, trimmed};
use super::format;
use super::frame::Section;
use super::view::{self, View};

/// The part of the accounts that the curve and its sentence name.
const FIFTH: f64 = 0.2;
/// The share of the revenue that they name.
const FOUR_FIFTHS: f64 = 0.8;
/// Points of the curve: it is steep where few accounts bring much.
const POINTS: usize = 300;
/// How many of the highest tiers should stay small together.
const WATCHED: usize = 2;

pub(super) fn section(view: &View<'_>) -> Option<Section> {
    view.revenue?;
    let account = |account: &super::AccountView<'_>| AccountValue {
        account: account.id.to_owned(),
        value: view::revenue(account).and_then(Money::new),
        tier: account.assessment.placement.as_ref().map(|placement| placement.tier.to_string()),
    };
    let accounts: Vec<AccountValue> = view.portfolio.accounts.iter().map(account).collect();
    // Two accounts with one id leave nothing to rank.
    let found = concentration(&accounts, &options(view)).ok()?;
    let Some((fifth, eighty)) = marks(&found) else {
        let intro = html! { p { "The revenues do not add up to more than zero: there are no shares to show." } };
        return Some(Section { id: "concentration", heading: "Concentration", intro, body: html! {}, wide: false });
    };
    let one = |mark: &CurveShare| mark.accounts == 1;
    let intro = html! {
        p {
            "The " (if one(&fifth) { "largest account".to_owned() } else { format!("{} largest accounts", format::count(fifth.accounts)) })
            " (" (format::percent(fifth.accounts_share.get())) ") " (if one(&fifth) { "brings " } else { "bring " }) strong { (format::percent(fifth.value_share.get())) } " of the revenue; "
            (format::accounts(eighty.accounts)) " (" (format::percent(eighty.accounts_share.get())) (if one(&eighty) { ") is enough for " } else { ") are enough for " }) strong { (format::percent(eighty.value_share.get())) } "."
        }
        @for warning in &found.warnings { p.warning { strong { "Look: " } (text(view, warning)) } }
    };
    let body = html! {
        figure {
            (chart(&found, &fifth, &eighty))
            figcaption {
                @if let Some(gini) = &found.gini {
                    "Gini coefficient " strong { (format::decimal(gini.plain.get(), 2)) } ": 0 if all accounts brought the same, close to 1 if one brought everything. "
                }
                "The dashed diagonal is the even spread."
                @if found.negative > 0 {
                    " " (format::accounts(found.negative)) " below zero: the curve rises to " (format::percent(found.peak.share.map_or(1.0, |share| share.get())))
                    " of the whole, and " (format::money(found.peak.tail_loss.get())) (view.in_currency()) " are lost behind its peak."
                }
                @if found.unknown > 0 { " " (format::accounts(found.unknown)) " without revenue left out." }
            }
        }
        (tables(view, &found))
    };
    Some(Section { id: "concentration", heading: "Concentration", intro, body, wide: false })
}

/// The highest tiers are watched by the limits that the core has for platinum and gold.
fn options(view: &View<'_>) -> ConcentrationOptions {
    let highest = || view.rungs.iter().skip(1).rev().map(|rung| rung.id.to_owned());
    let mut options = ConcentrationOptions { points: POINTS, tiers: highest().collect(), ..ConcentrationOptions::default() };
    options.watch.iter_mut().for_each(|watch| watch.tiers = highest().take(WATCHED).collect());
    options.watch.retain(|watch| !watch.tiers.is_empty());
    options
}

/// The largest fifth of the accounts, and the fewest that bring four fifths of the revenue.
fn marks(found: &Concentration) -> Option<(CurveShare, CurveShare)> {
    let top = found.top.iter().find(|top| top.part.get() >= FIFTH)?;
    let on_curve = |accounts: usize| found.curve.iter().find(|point| point.rank == accounts);
    let accounts_share = Finite::new(top.accounts as f64 / found.accounts.max(1) as f64)?;
    let fifth = CurveShare { accounts: top.accounts, accounts_share, value_share: top.share? };
    let reach = found.reach.iter().find(|reach| reach.share.get() >= FOUR_FIFTHS)?;
    let accounts = reach.accounts?;
    let value_share = on_curve(accounts).and_then(|point| point.share).unwrap_or(reach.share);
    Some((fifth, CurveShare { accounts, accounts_share: reach.accounts_share?, value_share }))
}

fn text(view: &View<'_>, warning: &PortfolioWarning) -> String {
    let names: Vec<&str> = warning.tiers.iter().map(|tier| view.place(tier)).collect();
    let (tiers, have) = (names.join(" and "), if names.len() == 1 { "has" } else { "have" });
    match warning.warning {
        TooLarge::TooManyAccounts => format!("{tiers} {have} {}, which are many to look after.", format::accounts(warning.accounts)),
        TooLarge::TooLargeShare => format!("{tiers} {have} {} of all accounts, which is a large share.", format::percent(warning.accounts_share.get())),
    }
}

/// A round share in per cent.
fn whole(share: Finite) -> String {
    format!("{}{}", format::decimal(share.get() * 100.0, 0), format::PERCENT)
}

/// What the largest bring, how many a share of the revenue needs, and the classes.
fn tables(view: &View<'_>, found: &Concentration) -> Markup {
    html! {
        div.scroll.after role="group" aria-label="What the largest accounts bring" tabindex="0" {
            table {
                caption { "What the largest accounts bring" }
                thead { tr { th scope="col" { "Largest" } th.num scope="col" { "Accounts" } th.num scope="col" { "Revenue" (view.in_currency()) } th.num scope="col" { "Share" } } }
                tbody {
                    @for top in &found.top {
                        tr {
                            th scope="row" { (whole(top.part)) }
                            td.num { (format::count(top.accounts)) }
                            td.num { (format::money(top.value.get())) }
                            td.num { @if let Some(share) = top.share { (format::percent(share.get())) } @else { "–" } }
                        }
                    }
                }
            }
        }
        details {
            summary { "Accounts that a share of the revenue needs, and classes" }
            div.scroll role="group" aria-label="Accounts that a share of the revenue needs" tabindex="0" {
            table {
                caption { "The fewest accounts that bring a share of the revenue" }
                thead { tr { th scope="col" { "Revenue" } th.num scope="col" { "Accounts" } th.num scope="col" { "Share of accounts" } } }
                tbody {
                    @for reach in &found.reach {
                        tr {
                            th scope="row" { (whole(reach.share)) }
                            td.num { @if let Some(accounts) = reach.accounts { (format::count(accounts)) } @else { "–" } }
                            td.num { @if let Some(share) = reach.accounts_share { (format::percent(share.get())) } @else { "–" } }
                        }
                    }
                }
            }
            }
            div.scroll role="group" aria-label="Classes of accounts" tabindex="0" {
            table {
                caption { "Classes: A brings the first four fifths of the revenue, B goes on to 95" (format::PERCENT) ", C is the rest" }
                thead { tr { th scope="col" { "Class" } th.num scope="col" { "Accounts" } th.num scope="col" { "Share of accounts" } th.num scope="col" { "Share of revenue" } th.num scope="col" { "Least revenue" } } }
                tbody {
                    @for class in &found.classes {
                        tr {
                            th scope="row" { (class.class) }
                            td.num { (format::count(class.accounts)) }
                            td.num { (format::percent(class.accounts_share.get())) }
                            td.num { (format::percent(class.value_share.get())) }
                            td.num { @if let Some(least) = class.least { (format::money(least.get())) } @else { "–" } }
                        }
                    }
                }
            }
            }
        }
    }
}

fn chart(found: &Concentration, fifth: &CurveShare, eighty: &CurveShare) -> Markup {
    const TOP: f64 = 14.0;
    const HEIGHT: f64 = 280.0;
    let bottom = TOP + HEIGHT;
    let shares = || found.curve.iter().filter_map(|point| Some((point.accounts_share.get(), point.share?.get())));
    let peak = shares().map(|(_, share)| share).fold(1.0, f64::max);
    let depth = shares().map(|(_, share)| share).fold(0.0, f64::min);
    let y = |share: f64| TOP + (peak - share) / (peak - depth) * HEIGHT;
    // In the stretched plane x goes to 1000.
    let path: Vec<String> = std::iter::once((0.0, 0.0)).chain(shares()).map(|(x, share)| format!("{},{}", trimmed(x * 1000.0), trimmed(y(share)))).collect();
    let path = path.join(" ");
    let base = trimmed(y(0.0));
    let place = |mark: &CurveShare| (mark.accounts_share.get(), mark.value_share.get());
    let ((of_accounts, of_revenue), (top_accounts, top_revenue)) = (place(eighty), place(fifth));
    let (dx, anchor) = if of_accounts > 0.5 { ("-8", "end") } else { ("8", "start") };
    html! {
        svg.chart.concentration role="img" aria-labelledby="concentration-title concentration-desc" width="100%" height=(trimmed(bottom + 44.0)) {
            title #concentration-title { "Concentration of revenue over accounts" }
            desc #concentration-desc {
                "Share of revenue over share of accounts, the largest accounts first. The largest " (format::percent(top_accounts)) " of the accounts bring "
                (format::percent(top_revenue)) " of the revenue; " (format::percent(of_revenue)) " come from " (format::percent(of_accounts)) " of the accounts."
            }
            g.grid aria-hidden="true" {
                @for tenth in [0_u8, 2, 4, 6, 8, 10] {
                    @let share = f64::from(tenth) / 10.0;
                    line x1="0" x2="100%" y1=(trimmed(y(share))) y2=(trimmed(y(share))) {}
                    text x="0" dx="-8" y=(trimmed(y(share) + 4.0)) text-anchor="end" { (tenth * 10) (format::PERCENT) }
                    text x=(per_cent(share)) y=(trimmed(bottom + 20.0)) text-anchor=(if tenth == 10 { "end" } else { "middle" }) { (tenth * 10) (format::PERCENT) }
                }
                text.axis x="100%" y=(trimmed(bottom + 40.0)) text-anchor="end" { "share of accounts, largest revenue first" }
            }
            svg x="0" y="0" width="100%" height=(trimmed(bottom)) viewBox={ "0 0 1000 " (trimmed(bottom)) } preserveAspectRatio="none" aria-hidden="true" {
                polygon.area points={ "0," (base) " " (path) " 1000," (base) } {}
                line.even x1="0" x2="1000" y1=(base) y2=(trimmed(y(1.0))) {}
                polyline.curve points=(path) {}
            }
            g.mark aria-hidden="true" {
                @for (x, share) in [(of_accounts, of_revenue), (top_accounts, top_revenue)] {
                    line x1=(per_cent(x)) x2=(per_cent(x)) y1=(trimmed(y(share))) y2=(trimmed(bottom)) {}
                    circle cx=(per_cent(x)) cy=(trimmed(y(share))) r="4" {}
                }
                line x1="0" x2=(per_cent(of_accounts)) y1=(trimmed(y(of_revenue))) y2=(trimmed(y(of_revenue))) {}
                text x=(per_cent(of_accounts)) dx=(dx) y=(trimmed(bottom - 14.0)) text-anchor=(anchor) {
                    tspan.strong { (format::percent(of_revenue)) } " from " (format::accounts(eighty.accounts))
                }
                text x=(per_cent(top_accounts)) dx="12" y=(trimmed(y(top_revenue) + 26.0)) { tspan.strong { (format::percent(top_revenue)) } " of revenue" }
                text x=(per_cent(top_accounts)) dx="12" y=(trimmed(y(top_revenue) + 43.0)) { "from the top " (format::percent(top_accounts)) }
            }
        }
    }
}
