//! One account's score, line by line: where each point comes from, what is out of reach, what is not known.

use maud::{Markup, html};
use tierwise::fact::FactValue;
use tierwise::score::{CriterionScore, Matched};
use tierwise::tier::{DesignationState, Held};
use tierwise::{Placement, Points};

use super::charts::{self, Scale, trimmed};
use super::view::{self, View};
use super::{AccountView, format, prospects};

/// One line of the chart; the bar goes from `start` by `points`.
struct Line<'a> {
    kind: Kind,
    label: &'a str,
    points: Points,
    start: f64,
    end: f64,
    /// From and to where the line could go: by any value, or by the missing one.
    reach: Option<(f64, f64)>,
    missing: bool,
    note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Base,
    Aspect,
    Criterion,
    Adjustment,
    Composite,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Aspect => "aspect",
            Self::Criterion => "criterion",
            Self::Adjustment => "adjustment",
            Self::Composite => "composite",
        }
    }
}

fn lines<'a>(view: &'a View<'_>, account: &'a AccountView<'_>) -> Vec<Line<'a>> {
    let card = &account.assessment.scorecard;
    let mut lines = Vec::new();
    let base = card.base.to_f64();
    if card.base != Points::ZERO {
        lines.push(Line { kind: Kind::Base, label: "Base", points: card.base, start: 0.0, end: base, reach: None, missing: false, note: String::new() });
    }
    let mut reached = card.base;
    for aspect in &card.aspects {
        let mut at = reached.to_f64();
        // Sums of decimals drift; this one is exact.
        reached = reached.checked_add(aspect.points).unwrap_or(reached);
        let end = reached.to_f64();
        let note = String::new();
        lines.push(Line { kind: Kind::Aspect, label: view.aspect(&aspect.id), points: aspect.points, start: at, end, reach: None, missing: false, note });
        for criterion in &aspect.criteria {
            let end = at + criterion.contribution.to_f64();
            lines.push(Line {
                kind: Kind::Criterion,
                label: view.criterion(&criterion.id),
                points: criterion.contribution,
                start: at,
                end,
                reach: view.criteria.get(&*criterion.id).map(|reach| (at + reach.least.to_f64(), at + reach.most.to_f64())),
                missing: criterion.value.is_none(),
                note: format!("{}: {}", view.fact(&criterion.fact), value(criterion)),
            });
            at = end;
        }
        if aspect.adjustment != Points::ZERO {
            let label = if aspect.adjustment < Points::ZERO { "Cap of the aspect" } else { "Floor of the aspect" };
            lines.push(Line { kind: Kind::Adjustment, label, points: aspect.adjustment, start: at, end, reach: None, missing: false, note: String::new() });
        }
    }
    let (lowest, highest) = (card.bounds.lowest, card.bounds.highest);
    lines.push(Line {
        kind: Kind::Composite,
        label: "Composite",
        points: card.composite,
        start: 0.0,
        end: card.composite.to_f64(),
        reach: (lowest != highest).then_some((lowest.to_f64(), highest.to_f64())),
        missing: false,
        note: String::new(),
    });
    lines
}

/// A criterion's value in words.
fn value(criterion: &CriterionScore) -> String {
    match (&criterion.matched, &criterion.value) {
        (Matched::Renormalised, _) => "not known, left out".to_owned(),
        (_, None) => "not known".to_owned(),
        (_, Some(FactValue::Number(number))) => format::measure(number.get()),
        (_, Some(FactValue::Flag(flag))) => if *flag { "yes" } else { "no" }.to_owned(),
        (_, Some(FactValue::Text(text))) => text.replace('_', " "),
    }
}

/// A chart with fewer lines has its reasons below.
const SHORT: usize = 16;

/// The account's article.
pub(super) fn article(view: &View<'_>, index: usize, account: &AccountView<'_>) -> Markup {
    let card = &account.assessment.scorecard;
    let id = format!("account-{index}");
    let rows: usize = card.aspects.iter().map(|aspect| aspect.criteria.len().saturating_add(1)).sum();
    html! {
        article.account aria-labelledby=(id) {
            header.account-head {
                div {
                    h3 id=(id) { (view::name(account)) }
                    p.meta {
                        @if account.name.is_some() { span { (account.id) } }
                        @if let Some(country) = account.country { span { (country) } }
                        @if let Some(revenue) = view::revenue(account) { span { "revenue " (format::money(revenue)) (view.in_currency()) } }
                        @if !card.missing.is_empty() { span { (format::percent(card.coverage.get())) " of the points rest on known facts" } }
                    }
                }
                p.verdict {
                    span.total { (format::column(card.composite, view.decimals)) }
                    span.standing { (view.standing(account)) }
                }
            }
            // Beside a short chart the reasons would stand alone.
            div.account-body.short[rows < SHORT] {
                div.wf-place {
                    (chart(view, index, account))
                    (breakdown(view, index, account))
                }
                div.why { (why(view, account)) }
            }
        }
    }
}

fn chart(view: &View<'_>, index: usize, account: &AccountView<'_>) -> Markup {
    let card = &account.assessment.scorecard;
    let lines = lines(view, account);
    let range = view.portfolio.policy.range();
    let enters = view.rungs.iter().filter_map(|rung| rung.bounds).map(|(enter, _)| enter.to_f64());
    let ends = lines.iter().flat_map(|line| [Some(line.start), Some(line.end), line.reach.map(|reach| reach.0), line.reach.map(|reach| reach.1)]).flatten();
    let all = || [0.0, range.highest.to_f64(), range.lowest.to_f64()].into_iter();
    let (mut low, mut high) = all().fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(value), high.max(value)));
    for value in enters.chain(ends) {
        low = low.min(value);
        high = high.max(value);
    }
    let scale = Scale::new(low, high);
    let rank = view.rank_of(account);
    let decimals = lines.iter().map(|line| format::decimals_of(line.points)).max().unwrap_or(0).max(view.decimals);
    let stair = charts::stair(view);
    let rows = lines.len();
    html! {
        svg.chart.waterfall role="img" aria-labelledby={ "wf-" (index) "-title wf-" (index) "-desc" } width="100%" style={ "--rows:" (rows) ";--stair:" (trimmed(stair + 6.0)) "px" } {
            title id={ "wf-" (index) "-title" } { "How the composite of " (view::name(account)) " comes about" }
            desc id={ "wf-" (index) "-desc" } {
                @for line in lines.iter().filter(|line| matches!(line.kind, Kind::Base | Kind::Aspect)) { (line.label) " " (format::points(line.points, 0)) ", " }
                "composite " (format::points(card.composite, 0)) "."
                @if card.bounds.lowest != card.bounds.highest {
                    " With the missing facts known it would lie between " (format::points(card.bounds.lowest, 0)) " and " (format::points(card.bounds.highest, 0)) "."
                }
            }
            (charts::tier_lines(view, scale, "100%"))
            g.rows {
                @for (row, line) in lines.iter().enumerate() {
                    g.row.(line.kind.class()).missing[line.missing].minus[line.points < Points::ZERO] style={ "--row:" (row) } {
                        @if !line.note.is_empty() { title { (line.note) } }
                        text.label { (format::cut(line.label, if line.missing { 31 } else { 40 })) @if line.missing { tspan.tag { " missing" } } }
                        text.value x="100%" { (format::points(line.points, decimals)) }
                        g.plot { (plot(line, scale, rank.map(|rank| view.shade(rank)))) }
                    }
                }
            }
        }
    }
}

fn plot(line: &Line<'_>, scale: Scale, shade: Option<String>) -> Markup {
    let bar = |class: &str, from: f64, to: f64| {
        html! { rect.(class) x=(scale.x(from.min(to))) width=(scale.width(from, to)) {} }
    };
    let whisker = |(low, high): (f64, f64)| {
        html! {
            line.halo x1=(scale.x(low)) x2=(scale.x(high)) y1="7" y2="7" {}
            line.whisker x1=(scale.x(low)) x2=(scale.x(high)) y1="7" y2="7" {}
            line.whisker x1=(scale.x(low)) x2=(scale.x(low)) y1="2" y2="12" {}
            line.whisker x1=(scale.x(high)) x2=(scale.x(high)) y1="2" y2="12" {}
        }
    };
    html! {
        @match line.kind {
            Kind::Aspect => {
                rect.link.through x=(scale.x(line.start)) {}
                line.span x1=(scale.x(line.start)) x2=(scale.x(line.end)) y1="9" y2="9" {}
            }
            Kind::Composite => {
                (bar(&format!("bar {}", shade.as_deref().unwrap_or("t4")), line.start, line.end))
                @if let Some(reach) = line.reach { (whisker(reach)) }
            }
            Kind::Base | Kind::Criterion | Kind::Adjustment => {
                @if let Some((low, high)) = line.reach { (bar("reach", low, high)) }
                (bar("bar", line.start, line.end))
                @if let (true, Some(reach)) = (line.missing, line.reach) { (whisker(reach)) }
                rect.link x=(scale.x(line.end)) {}
            }
        }
    }
}

/// The same as a table, with facts and values.
fn breakdown(view: &View<'_>, index: usize, account: &AccountView<'_>) -> Markup {
    let card = &account.assessment.scorecard;
    let criteria = card.aspects.iter().flat_map(|aspect| &aspect.criteria);
    let lines = criteria.map(|criterion| criterion.contribution).chain(card.aspects.iter().map(|aspect| aspect.adjustment));
    let decimals = lines.map(format::decimals_of).max().unwrap_or(0).max(view.decimals);
    html! {
        details {
            summary { "Every line with its fact" }
            div.scroll role="group" aria-label={ "Score of " (view::name(account)) ", line by line" } tabindex="0" {
                table.breakdown {
                    caption { "Base, contributions and adjustments sum to the composite exactly" }
                    thead { tr { th scope="col" { "Criterion" } th scope="col" { "Fact" } th scope="col" { "Value" } th.num scope="col" { "Points" } th.num scope="col" { "of at most" } } }
                    @if card.base != Points::ZERO {
                        tbody { tr { th scope="row" { "Base" } td {} td {} td.num { (format::column(card.base, decimals)) } td {} } }
                    }
                    @for aspect in &card.aspects {
                        tbody {
                            tr.group { th scope="rowgroup" colspan="3" { (view.aspect(&aspect.id)) } td.num { (format::column(aspect.points, decimals)) } td {} }
                            @for criterion in &aspect.criteria {
                                tr {
                                    th scope="row" { (view.criterion(&criterion.id)) }
                                    td { (view.fact(&criterion.fact)) }
                                    td { (value(criterion)) }
                                    td.num { (format::column(criterion.contribution, decimals)) }
                                    td.num { @if let Some(reach) = view.criteria.get(&*criterion.id) { (format::points(reach.most, 0)) } }
                                }
                            }
                            @if aspect.adjustment != Points::ZERO {
                                tr { th scope="row" { "Adjustment" } td { "cap or floor of the aspect" } td {} td.num { (format::column(aspect.adjustment, decimals)) } td {} }
                            }
                        }
                    }
                    tfoot { tr { th scope="row" id={ "sum-" (index) } { "Composite" } td {} td {} td.num { (format::column(card.composite, decimals)) } td {} } }
                }
            }
        }
    }
}

/// Why the account stands where it stands, and what would change that.
fn why(view: &View<'_>, account: &AccountView<'_>) -> Markup {
    const MOST: usize = 5;
    let card = &account.assessment.scorecard;
    let placement = account.assessment.placement.as_ref();
    let decimals = card.reasons.iter().map(|reason| format::decimals_of(reason.gap)).max().unwrap_or(0).max(view.decimals);
    let most = card.reasons.first().map_or(1.0, |reason| reason.gap.to_f64());
    html! {
        @if let Some(placement) = placement { (placed(view, account, placement)) }
        @if let Some(recourse) = account.recourse { (prospects::recourse(view, recourse)) }
        @if let Some(certainty) = account.certainty { (prospects::certainty(view, certainty)) }
        @if !card.reasons.is_empty() {
            div.block {
                h4 { "Where most points are lost" }
                ol.reasons {
                    @for reason in card.reasons.iter().take(MOST) {
                        li style={ "--share:" (charts::per_cent(reason.gap.to_f64() / most)) } { span { (view.reason(&reason.code)) } span.num { (format::points(reason.gap, decimals)) } }
                    }
                }
                @if card.reasons.len() > MOST { p.small { "and " (card.reasons.len().saturating_sub(MOST)) " more" } }
            }
        }
        @if !card.missing.is_empty() {
            div.block {
                h4 { "What is not known" }
                ul.plain { @for fact in &card.missing { li { (view.fact(fact)) } } }
                p {
                    "With these known, the composite lies between " strong { (view.points(card.bounds.lowest)) } " and " strong { (view.points(card.bounds.highest)) }
                    @if let Some(bounds) = placement.map(|placement| &placement.tier_bounds) {
                        @if bounds.lowest == bounds.highest { ": " (view.place(&bounds.lowest)) " in any case" } @else { ": from " (view.place(&bounds.lowest)) " to " (view.place(&bounds.highest)) }
                    }
                    "."
                }
            }
        }
        @if let Some(entitlements) = placement.map(|placement| &placement.entitlements).filter(|entitlements| !entitlements.is_empty()) {
            div.block { h4 { "Entitled to" } ul.plain { @for entitlement in entitlements { li { (view.entitlement(entitlement)) } } } }
        }
    }
}

fn placed(view: &View<'_>, account: &AccountView<'_>, placement: &Placement) -> Markup {
    let composite = view.points(account.assessment.scorecard.composite);
    let held = placement.rungs.iter().rev().find(|rung| rung.tier == placement.tier);
    let rank = view.rank(&placement.tier);
    let before = view.rank_before(account);
    // Rungs that the account had and has no more, the highest first.
    let lost = placement.rungs.iter().rev().filter(|rung| placement.blocked_by.is_empty() && view.rank(&rung.tier) > rank && view.rank(&rung.tier) <= before);
    html! {
        div.block {
            h4 { "Why " (view.place(&placement.tier)) }
            @if !placement.blocked_by.is_empty() {
                p { "Blocked, whatever the score:" }
                ul.plain { @for block in &placement.blocked_by { li { (block) } } }
            } @else if let Some(rung) = held {
                p {
                    @match rung.held {
                        Held::Enter => { (composite) " reaches the " (format::points(rung.enter, 0)) " points to enter." }
                        Held::Retain => { (composite) " does not enter anew (" (format::points(rung.enter, 0)) " points and the tier's conditions), but keeps the " (format::points(rung.retain, 0)) " points to stay." }
                        Held::No => { "Kept without reaching its own bound." }
                    }
                }
            } @else {
                p { (composite) " reaches no higher tier." }
            }
            @for rung in lost {
                p {
                    (view.place(&rung.tier)) " was lost: "
                    @if rung.shortfall > Points::ZERO { (view.points(rung.shortfall)) " points short of the " (format::points(rung.retain, 0)) " to stay." } @else { "its conditions do not hold." }
                }
                @if !rung.open_conditions.is_empty() { ul.plain { @for condition in &rung.open_conditions { li { (condition) } } } }
            }
            @if rank > before { @if let Some(before) = view::tier_before(account) { p { "Before: " (view.place(before)) "." } } }
        }
        @if let Some(next) = &placement.next {
            div.block {
                h4 { "What " (view.place(&next.tier)) " asks for" }
                ul.plain {
                    @if next.points > Points::ZERO { li { strong { (view.points(next.points)) } " points more" } }
                    @for condition in &next.open_conditions { li { @if placement.blocked_by.contains(condition) { "an end of the block: " } (condition) } }
                    @if next.points == Points::ZERO && next.open_conditions.is_empty() { li { "nothing more" } }
                }
            }
        }
        @for standing in placement.designations.iter().filter(|standing| standing.state != DesignationState::NotEligible) {
            div.block {
                h4 { (view.place(&standing.designation)) }
                p {
                    @match standing.state {
                        DesignationState::Active => "Active: all its conditions hold.",
                        DesignationState::Candidate => "Candidate: its conditions hold, a nomination is lacking.",
                        DesignationState::Suspended => "Nominated, but not all conditions hold:",
                        DesignationState::NotEligible => "",
                    }
                }
                @if !standing.open_conditions.is_empty() { ul.plain { @for condition in &standing.open_conditions { li { (condition) } } } }
            }
        }
    }
}
