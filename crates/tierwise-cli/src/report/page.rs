//! The page: its sections in the order in which a reader asks.

use maud::{Markup, html};

use super::figures;
use super::frame::{Frame, Section, frame};
use super::months::months;
use super::movers::{movers, moves};
use super::view::{self, View};
use super::{AccountView, charts, concentration, edges, format, waterfall};

/// Rows of the table of accounts.
const TOP: usize = 100;
/// Rows of the table of failures.
const FAILURES: usize = 20;

pub(super) fn page(view: &View<'_>) -> Markup {
    let portfolio = view.portfolio;
    let found =
        [tiers(view), concentration::section(view), scores(view), edges::section(view), months(view), movers(view), explained(view), top(view), failed(view)];
    frame(Frame {
        title: portfolio.title,
        kicker: html! { "Key accounts as of " (format::day(portfolio.as_of)) },
        lede: lede(view),
        imprint: imprint(view),
        figures: key_figures(view),
        sections: found.into_iter().flatten().collect(),
        colophon: colophon(view),
    })
}

/// What was scored with what, in short.
pub(super) fn imprint(view: &View<'_>) -> Markup {
    let policy = view.portfolio.policy;
    let identity = policy.identity();
    html! {
        dl.imprint {
            div { dt { "Policy" } dd { (policy.spec().label.as_deref().unwrap_or(&identity.id)) } }
            div { dt { "Version" } dd { (identity.id) ", " (identity.version) } }
            div { dt { "Fingerprint" } dd { code { (short(&identity.fingerprint)) } } }
        }
    }
}

fn short(fingerprint: &str) -> String {
    fingerprint.chars().take(12).collect()
}

/// The report in two sentences.
fn lede(view: &View<'_>) -> Markup {
    let accounts = &view.portfolio.accounts;
    if accounts.is_empty() {
        return html! { "No account has a score." };
    }
    let top = view.rungs.iter().enumerate().skip(1).rev().map(|(rank, rung)| (rung, on_rung(view, rank))).find(|(_, here)| !here.is_empty());
    html! {
        @match top {
            Some((rung, here)) => {
                @let revenue: f64 = here.iter().copied().filter_map(view::revenue).sum();
                (format::count(here.len())) " of " (format::accounts(accounts.len())) @if here.len() == 1 { " is " } @else { " are " } (rung.label)
                @if let Some(whole) = view.revenue.filter(|whole| *whole > 0.0 && revenue >= 0.0) {
                    @if here.len() == 1 { " and brings " } @else { " and bring " } (format::percent(revenue / whole)) " of the revenue"
                }
                "."
            }
            None => { (format::accounts(accounts.len())) @if accounts.len() == 1 { " has a score" } @else { " have a score" } @if !view.rungs.is_empty() { ", none above the base rung" } "." }
        }
        @let (risen, fallen) = moves(view);
        @if !risen.is_empty() || !fallen.is_empty() {
            " Since the review before, " (format::count(risen.len())) " rose and " (format::count(fallen.len())) " fell."
        }
    }
}

fn key_figures(view: &View<'_>) -> Markup {
    let accounts = &view.portfolio.accounts;
    let coverage = accounts.iter().map(|account| account.assessment.scorecard.coverage.get()).sum::<f64>() / accounts.len().max(1) as f64;
    let failed = view.failed_count();
    html! {
        section.figures aria-labelledby="figures-heading" {
            h2.unseen #figures-heading { "Key figures" }
            dl {
                div { dt { "accounts scored" } dd { (format::count(accounts.len())) } }
                @if let Some(revenue) = view.revenue {
                    @let (number, unit) = format::headline(revenue);
                    div { dt { "revenue" @if let Some(currency) = view.portfolio.currency { ", " (currency) } } dd { (number) @if !unit.is_empty() { " " small { (unit) } } } }
                }
                @if let Some(mean) = mean(accounts.iter()) {
                    div { dt { "mean composite" } dd { (format::decimal(mean, 1)) small { " of " (format::points(view.portfolio.policy.range().highest, 0)) } } }
                    div { dt { "of the points known" } dd { (format::percent(coverage)) } }
                }
                @if failed > 0 { div { dt { @if failed == 1 { "account without a score" } @else { "accounts without a score" } } dd { (format::count(failed)) } } }
            }
        }
    }
}

fn mean<'a>(accounts: impl Iterator<Item = &'a AccountView<'a>>) -> Option<f64> {
    let (mut sum, mut count) = (0_i128, 0_u32);
    for account in accounts {
        sum = sum.saturating_add(i128::from(account.assessment.scorecard.composite.thousandths()));
        count = count.saturating_add(1);
    }
    (count > 0).then(|| sum as f64 / f64::from(count) / 1000.0)
}

fn on_rung<'a>(view: &View<'a>, rank: usize) -> Vec<&'a AccountView<'a>> {
    view.portfolio.accounts.iter().filter(|account| view.rank_of(account) == Some(rank)).collect()
}

fn tiers(view: &View<'_>) -> Option<Section> {
    let accounts = &view.portfolio.accounts;
    if view.rungs.is_empty() {
        return None;
    }
    let whole = view.revenue.filter(|whole| *whole > 0.0);
    let rungs: Vec<_> = view.rungs.iter().enumerate().map(|(rank, rung)| (rank, rung, on_rung(view, rank))).collect();
    let revenues: Vec<f64> = rungs.iter().map(|(_, _, here)| here.iter().copied().filter_map(view::revenue).sum()).collect();
    let count = accounts.len().max(1) as f64;
    let of_accounts: Vec<f64> = rungs.iter().map(|(_, _, here)| here.len() as f64 / count).collect();
    let of_revenue: Option<Vec<f64>> = whole.map(|whole| revenues.iter().map(|revenue| revenue / whole).collect());
    let mut designations: Vec<(&str, Vec<&AccountView<'_>>)> =
        view.portfolio.policy.spec().designations.iter().map(|designation| (designation.id.as_str(), Vec::new())).collect();
    for account in accounts {
        let effective = account.assessment.placement.as_ref().map(|placement| &*placement.effective);
        if let Some((_, here)) = designations.iter_mut().find(|(id, _)| Some(*id) == effective) {
            here.push(account);
        }
    }
    let has_revenue = view.revenue.is_some();
    let figures = |here: &[&AccountView<'_>]| {
        let revenue: f64 = here.iter().copied().filter_map(view::revenue).sum();
        html! {
            td.num { (format::count(here.len())) }
            td.num { (format::percent(here.len() as f64 / count)) }
            @if has_revenue {
                td.num { (format::money(revenue)) }
                td.num { @if let Some(whole) = whole { (format::percent(revenue / whole)) } @else { "–" } }
            }
            td.num { @if let Some(mean) = mean(here.iter().copied()) { (format::decimal(mean, 1)) } @else { "–" } }
        }
    };
    let body = html! {
        @if !accounts.is_empty() {
            figure.pair {
                div.strip { span.strip-label aria-hidden="true" { "Accounts" } (charts::shares(view, "tiers-accounts", "accounts", &of_accounts)) }
                @if let Some(of_revenue) = &of_revenue {
                    @if of_revenue.iter().all(|share| *share >= 0.0) {
                        div.strip { span.strip-label aria-hidden="true" { "Revenue" } (charts::shares(view, "tiers-revenue", "revenue", of_revenue)) }
                    }
                }
            }
        }
        div.scroll role="group" aria-label="Tiers" tabindex="0" {
            table.tiers {
                caption.unseen { "Accounts, revenue and bounds by tier, the highest first" }
                thead {
                    tr {
                        th scope="col" { "Tier" }
                        th.num scope="col" { "Enter" }
                        th.num scope="col" { "Retain" }
                        th.num scope="col" { "Accounts" }
                        th.num scope="col" { "Share" }
                        @if has_revenue {
                            th.num scope="col" { "Revenue" (view.in_currency()) }
                            th.num scope="col" { "Share" }
                        }
                        th.num scope="col" { "Mean composite" }
                    }
                }
                tbody {
                    @for (rank, rung, here) in rungs.iter().rev() {
                        tr {
                            th scope="row" { (view.badge(*rank)) }
                            @match rung.bounds {
                                Some((enter, retain)) => { td.num { (format::points(enter, 0)) } td.num { (format::points(retain, 0)) } }
                                None => { td.num { "–" } td.num { "–" } }
                            }
                            (figures(here))
                        }
                    }
                }
                @if !designations.is_empty() {
                    tbody {
                        @for (id, here) in &designations {
                            tr { th scope="row" { span.designation { (view.place(id)) } } td.quiet colspan="2" { "beside the ladder" } (figures(here)) }
                        }
                    }
                }
                tfoot { tr { th scope="row" { "All" } td {} td {} (figures(&accounts.iter().collect::<Vec<_>>())) } }
            }
        }
    };
    let intro = html! { p { "An account enters a tier at its " em { "enter" } " bound and keeps it down to its " em { "retain" } " bound. The gap between the two keeps small changes from moving anybody." } };
    Some(Section { id: "tiers", heading: "Tiers", intro, body, wide: false })
}

fn scores(view: &View<'_>) -> Option<Section> {
    let accounts = &view.portfolio.accounts;
    let scored: Vec<(i64, usize)> =
        accounts.iter().map(|account| (account.assessment.scorecard.composite.thousandths(), view.rank_of(account).unwrap_or(0))).collect();
    let found = figures::histogram(&scored, view.rungs.len().max(1), span(view, &scored))?;
    let legend: Vec<usize> = (0..view.rungs.len()).rev().collect();
    let intro = html! {
        p { "Each bar counts the accounts in " (charts::axis_points(found.step)) (if found.step == 1000 { " point" } else { " points" }) " of the composite." }
        @if !view.rungs.is_empty() { p { "The lines are the bounds to enter. An account to the right of a line without its tier lacks one of the tier's conditions; one to the left of it is kept by the retain bound." } }
    };
    let body = html! {
        figure {
            @if !legend.is_empty() { ul.legend aria-label="Tiers, as in the bars from top to bottom" { @for rank in &legend { li { (view.badge(*rank)) } } } }
            (charts::histogram(view, &found))
            details {
                summary { "The bars in numbers" }
                div.scroll role="group" aria-label="Accounts by composite" tabindex="0" {
                    table {
                        caption { "Accounts by composite" @if !legend.is_empty() { " and tier" } }
                        thead {
                            tr {
                                th scope="col" { "Composite" }
                                @for rank in &legend { th.num scope="col" { (view.badge(*rank)) } }
                                th.num scope="col" { "All" }
                            }
                        }
                        tbody {
                            @for bin in &found.bins {
                                tr {
                                    th scope="row" { (charts::axis_points(bin.from)) " to " (charts::axis_points(bin.until)) }
                                    @for rank in &legend { td.num { (bin.counts.get(*rank).copied().map_or_else(String::new, format::count)) } }
                                    td.num { (format::count(bin.total())) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    Some(Section { id: "scores", heading: "Distribution", intro, body, wide: false })
}

/// What the axis of scores spans: the policy's reach, unless that leaves the scores in a corner.
fn span(view: &View<'_>, scored: &[(i64, usize)]) -> (i64, i64) {
    let bounds = || view.rungs.iter().filter_map(|rung| rung.bounds).map(|(enter, _)| enter.thousandths());
    let seen = || scored.iter().map(|(score, _)| *score).chain(bounds());
    let (low, high) = (seen().min().unwrap_or(0), seen().max().unwrap_or(0));
    let reach = view.portfolio.policy.range();
    let (least, most) = (reach.lowest.thousandths().min(low), reach.highest.thousandths().max(high));
    if most.saturating_sub(least) / 4 > high.saturating_sub(low) { (low, high) } else { (least, most) }
}

pub(super) fn account_name(account: &AccountView<'_>) -> Markup {
    html! { span.name { (view::name(account)) } @if account.name.is_some() { span.id { (account.id) } } }
}

fn explained(view: &View<'_>) -> Option<Section> {
    let explained = view.explained();
    if explained.is_empty() {
        return None;
    }
    let intro = html! {
        p {
            "From the first point to the last. Solid bars are points that were reached, pale ones what the criterion can bring; a hatched bar stands for a fact that is not known, "
            "its whisker for the points that fact could bring. Each line starts where the one above it ends."
        }
        @if explained.len() > 1 {
            ul.jump aria-label="Accounts explained" { @for (index, account) in &explained { li { a href={ "#account-" (index) } { (view::name(account)) } } } }
        }
    };
    let body = html! { @for (index, account) in &explained { (waterfall::article(view, *index, account)) } };
    Some(Section { id: "explained", heading: "Accounts explained", intro, body, wide: true })
}

fn top(view: &View<'_>) -> Option<Section> {
    const MOST_ASPECTS: usize = 6;
    let accounts = &view.portfolio.accounts;
    if accounts.is_empty() {
        return None;
    }
    let shown: Vec<(usize, &AccountView<'_>)> = view.by_composite().into_iter().take(TOP).filter_map(|index| Some((index, view.account(index)?))).collect();
    let any = |has: &dyn Fn(&AccountView<'_>) -> bool| shown.iter().any(|(_, account)| has(account));
    let countries = any(&|account| account.country.is_some());
    let before = any(&|account| account.before.is_some());
    let coverage = any(&|account| !account.assessment.scorecard.missing.is_empty());
    let aspects = Some(&view.portfolio.policy.spec().score.aspects).filter(|aspects| aspects.len() <= MOST_ASPECTS);
    let reach: Vec<f64> = aspects.iter().flat_map(|aspects| aspects.iter()).map(|aspect| reach(view, aspect)).collect();
    let explained: Vec<usize> = view.explained().into_iter().map(|(index, _)| index).collect();
    let number = |value: f64| value.to_string();
    let body = html! {
        div.scroll role="group" aria-label="Accounts by composite" tabindex="0" {
            table.top data-sortable="" {
                caption.unseen { "Accounts with the highest composites, with their points by aspect" }
                thead {
                    tr {
                        th.num scope="col" { "Rank" }
                        th scope="col" { "Account" }
                        @if countries { th scope="col" { "Country" } }
                        @if !view.rungs.is_empty() { th scope="col" { "Tier" } }
                        th.num scope="col" { "Composite" }
                        @if before { th.num scope="col" { "Change" } }
                        @for aspect in aspects.into_iter().flatten() { th.num.aspect scope="col" { (view.aspect(&aspect.id)) } }
                        @if coverage { th.num scope="col" { "Known" } }
                        @if view.revenue.is_some() { th.num scope="col" { "Revenue" (view.in_currency()) } }
                    }
                }
                tbody {
                    @for (rank, (index, account)) in shown.iter().enumerate() {
                        @let card = &account.assessment.scorecard;
                        tr {
                            td.num.rank { (rank.saturating_add(1)) }
                            th scope="row" {
                                @if explained.contains(index) { a href={ "#account-" (index) } { (account_name(account)) } } @else { (account_name(account)) }
                            }
                            @if countries { td { (account.country.unwrap_or("–")) } }
                            @if !view.rungs.is_empty() { td data-key=[view.rank_of(account)] { (view.standing(account)) } }
                            td.num.strong data-key=(number(card.composite.to_f64())) { (format::column(card.composite, view.decimals)) }
                            @if before {
                                @match view::change(account) {
                                    Some(change) => td.num data-key=(number(change.to_f64())) { (format::signed(change, view.decimals)) },
                                    None => td.num { "–" },
                                }
                            }
                            @for (at, aspect) in aspects.into_iter().flatten().enumerate() {
                                @match card.aspects.iter().find(|score| *score.id == aspect.id) {
                                    Some(score) => {
                                        @let share = reach.get(at).filter(|most| **most > 0.0).map_or(0.0, |most| (score.points.to_f64() / most).clamp(0.0, 1.0));
                                        td.num.aspect data-key=(number(score.points.to_f64())) { span.gauge style={ "--share:" (charts::per_cent(share)) } { (format::column(score.points, view.decimals)) } }
                                    }
                                    None => td.num.aspect { "–" },
                                }
                            }
                            @if coverage { td.num data-key=(number(card.coverage.get())) { (format::percent(card.coverage.get())) } }
                            @if view.revenue.is_some() {
                                @match view::revenue(account) {
                                    Some(revenue) => td.num data-key=(number(revenue)) { (format::money(revenue)) },
                                    None => td.num { "–" },
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
            @if accounts.len() > shown.len() { "The " (shown.len()) " highest composites of " (format::count(accounts.len())) "." } @else { "All accounts, the highest composite first." }
            " The bar below the points of an aspect shows how much of its reach was used."
        }
    };
    Some(Section { id: "accounts", heading: "Accounts", intro, body, wide: true })
}

/// The most points that an aspect can bring.
fn reach(view: &View<'_>, aspect: &tierwise::policy::AspectSpec) -> f64 {
    let most: f64 = aspect.criteria.iter().filter_map(|criterion| view.criteria.get(&criterion.id)).map(|criterion| criterion.most.to_f64()).sum();
    aspect.cap.map_or(most, |cap| most.min(cap.to_f64()))
}

fn failed(view: &View<'_>) -> Option<Section> {
    let (failed, count) = (&view.portfolio.failed, view.failed_count());
    if count == 0 {
        return None;
    }
    let intro = html! { p { (format::accounts(count)) " could not be scored and " (if count == 1 { "is" } else { "are" }) " in none of the figures." } };
    let body = html! {
        @if !failed.is_empty() {
            div.scroll role="group" aria-label="Accounts without a score" tabindex="0" {
                table.failed {
                    caption.unseen { "The first accounts without a score" }
                    thead { tr { th scope="col" { "Account" } th scope="col" { "Code" } th scope="col" { "What is wrong" } } }
                    tbody { @for row in failed.iter().take(FAILURES) { tr { th scope="row" { (row.account) } td { code { (row.code) } } td { (row.message) } } } }
                }
            }
            @if count > failed.len().min(FAILURES) { p.small { "and " (format::accounts(count.saturating_sub(failed.len().min(FAILURES)))) " more" } }
        }
    };
    Some(Section { id: "failed", heading: "Without a score", intro, body, wide: false })
}

/// What was scored with what.
pub(super) fn colophon(view: &View<'_>) -> Markup {
    let portfolio = view.portfolio;
    let identity = portfolio.policy.identity();
    let spec = portfolio.policy.spec();
    let criteria: usize = spec.score.aspects.iter().map(|aspect| aspect.criteria.len()).sum();
    html! {
        h2 { "How this was scored" }
        dl.colophon {
            div { dt { "Policy" } dd { (spec.label.as_deref().unwrap_or(&identity.id)) } }
            div { dt { "Id and version" } dd { (identity.id) ", " (identity.version) } }
            div { dt { "Scored as of" } dd { (format::day(portfolio.as_of)) } }
            div { dt { "Aspects and criteria" } dd { (spec.score.aspects.len()) " and " (criteria) } }
            div { dt { "Reach of the composite" } dd { (format::points(portfolio.policy.range().lowest, 0)) " to " (format::points(portfolio.policy.range().highest, 0)) } }
            div.long { dt { "Fingerprint" } dd { code { (identity.fingerprint) } } }
            @if let Some(source) = portfolio.source { div.long { dt { "Source" } dd { (source) } } }
            @if let Some(description) = &spec.description { div.long { dt { "About the policy" } dd { (description) } } }
        }
        p.small { "Made by tierwise " (env!("CARGO_PKG_VERSION")) ". The composite is the sum of the lines shown, to the thousandth; the tier is decided on it and on nothing finer." }
    }
}
