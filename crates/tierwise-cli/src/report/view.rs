//! What the sections of the page share: names for ids, ranks for tiers, and the order of accounts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use maud::{Markup, html};
use tierwise::change::{ChangeLine, ChangeLineKind};
use tierwise::policy::CriterionOverview;
use tierwise::tier::Movement;
use tierwise::{Name, Points};

use super::format;
use super::{AccountView, Portfolio};

/// A portfolio with everything looked up.
pub(super) struct View<'a> {
    pub(super) portfolio: &'a Portfolio<'a>,
    /// The rungs of the ladder, lowest first; empty without a ladder.
    pub(super) rungs: Vec<Rung<'a>>,
    /// What each criterion can bring, by its id.
    pub(super) criteria: BTreeMap<String, CriterionOverview>,
    labels: Labels<'a>,
    /// Decimals of composites.
    pub(super) decimals: usize,
    /// Sum of the known revenues; none if no revenue is known.
    pub(super) revenue: Option<f64>,
}

/// One rung of the ladder.
pub(super) struct Rung<'a> {
    pub(super) id: &'a str,
    pub(super) label: String,
    /// Composite to enter and to stay; none for the base.
    pub(super) bounds: Option<(Points, Points)>,
}

/// Names for ids: the policy's labels, or else the ids made readable.
#[derive(Default)]
struct Labels<'a> {
    aspects: BTreeMap<&'a str, String>,
    criteria: BTreeMap<&'a str, String>,
    facts: BTreeMap<&'a str, String>,
    places: BTreeMap<&'a str, String>,
    entitlements: BTreeMap<&'a str, String>,
}

/// `key_account`: Key account.
pub(super) fn readable(id: &str) -> String {
    let mut letters = id.chars().map(|letter| if letter == '_' { ' ' } else { letter });
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn label(label: Option<&String>, id: &str) -> String {
    label.cloned().unwrap_or_else(|| readable(id))
}

/// How many shades the tiers share (`--tier-0` to `--tier-7`).
const SHADES: usize = 8;

impl<'a> View<'a> {
    pub(super) fn of(portfolio: &'a Portfolio<'a>) -> Self {
        let spec = portfolio.policy.spec();
        let mut labels = Labels::default();
        for aspect in &spec.score.aspects {
            labels.aspects.insert(&aspect.id, label(aspect.label.as_ref(), &aspect.id));
            labels.criteria.extend(aspect.criteria.iter().map(|criterion| (&*criterion.id, label(criterion.label.as_ref(), &criterion.id))));
        }
        // A fact without a label goes by the first criterion that reads it.
        for criterion in spec.score.aspects.iter().flat_map(|aspect| &aspect.criteria).filter(|criterion| criterion.label.is_some()) {
            labels.facts.entry(&criterion.fact).or_insert_with(|| label(criterion.label.as_ref(), &criterion.id));
        }
        labels.facts.extend(spec.facts.iter().filter_map(|fact| Some((&*fact.id, fact.label.clone()?))));
        labels.entitlements.extend(spec.entitlements.iter().map(|entitlement| (&*entitlement.id, label(entitlement.label.as_ref(), &entitlement.id))));
        let ladder = spec.ladder.as_ref();
        let tiers = ladder.iter().flat_map(|ladder| &ladder.tiers);
        labels.places.extend(ladder.map(|ladder| (&*ladder.base, readable(&ladder.base))));
        labels.places.extend(tiers.clone().map(|tier| (&*tier.id, label(tier.label.as_ref(), &tier.id))));
        labels.places.extend(spec.designations.iter().map(|designation| (&*designation.id, label(designation.label.as_ref(), &designation.id))));
        let rung = |id: &'a str, bounds| Rung { id, label: label(labels.places.get(id), id), bounds };
        let above = tiers.map(|tier| rung(&tier.id, Some((tier.enter, tier.retain.unwrap_or(tier.enter)))));
        let rungs = ladder.map(|ladder| rung(&ladder.base, None)).into_iter().chain(above).collect();
        let composites = portfolio.accounts.iter().map(|account| account.assessment.scorecard.composite);
        let mut revenues = portfolio.accounts.iter().filter_map(revenue).peekable();
        Self {
            portfolio,
            rungs,
            criteria: portfolio.policy.criteria().into_iter().map(|criterion| (criterion.id.clone(), criterion)).collect(),
            labels,
            decimals: composites.map(format::decimals_of).max().unwrap_or(0),
            revenue: revenues.peek().is_some().then(|| revenues.sum()),
        }
    }

    pub(super) fn aspect<'n>(&'n self, id: &'n str) -> &'n str {
        self.labels.aspects.get(id).map_or(id, String::as_str)
    }

    pub(super) fn criterion<'n>(&'n self, id: &'n str) -> &'n str {
        self.labels.criteria.get(id).map_or(id, String::as_str)
    }

    /// A reason code is a criterion's id unless the policy words it.
    pub(super) fn reason<'n>(&'n self, code: &'n str) -> &'n str {
        self.criterion(code)
    }

    pub(super) fn fact<'n>(&'n self, id: &'n str) -> &'n str {
        self.labels.facts.get(id).map_or(id, String::as_str)
    }

    /// A tier's or a designation's name.
    pub(super) fn place<'n>(&'n self, id: &'n str) -> &'n str {
        self.labels.places.get(id).map_or(id, String::as_str)
    }

    pub(super) fn entitlement<'n>(&'n self, id: &'n str) -> &'n str {
        self.labels.entitlements.get(id).map_or(id, String::as_str)
    }

    pub(super) fn line(&self, change: &ChangeLine) -> String {
        match change.kind {
            ChangeLineKind::Base => "Base".to_owned(),
            ChangeLineKind::Criterion => self.criterion(&change.id).to_owned(),
            ChangeLineKind::Adjustment => format!("Limit of {}", self.aspect(&change.id)),
        }
    }

    pub(super) fn rank(&self, tier: &str) -> Option<usize> {
        self.rungs.iter().position(|rung| rung.id == tier)
    }

    /// The account's rung.
    pub(super) fn rank_of(&self, account: &AccountView<'_>) -> Option<usize> {
        self.rank(&account.assessment.placement.as_ref()?.tier)
    }

    /// The account's rung before.
    pub(super) fn rank_before(&self, account: &AccountView<'_>) -> Option<usize> {
        self.rank(tier_before(account)?)
    }

    /// The class that gives a rung its shade: spread over all shades, the lowest the faintest.
    pub(super) fn shade(&self, rank: usize) -> String {
        let steps = self.rungs.len().saturating_sub(1).max(1);
        let shade = rank.saturating_mul(SHADES.saturating_sub(1)).saturating_add(steps / 2).checked_div(steps).unwrap_or(0);
        format!("t{shade}")
    }

    /// A tier's name beside its shade.
    pub(super) fn badge(&self, rank: usize) -> Markup {
        let label = self.rungs.get(rank).map_or("", |rung| &*rung.label);
        html! { span.badge { span.swatch.(self.shade(rank)) aria-hidden="true" {} (label) } }
    }

    /// What an account counts as: its tier, and a designation if it has one.
    pub(super) fn standing(&self, account: &AccountView<'_>) -> Markup {
        let Some(placement) = &account.assessment.placement else { return html! {} };
        html! {
            @if let Some(rank) = self.rank(&placement.tier) { (self.badge(rank)) }
            @if placement.effective != placement.tier { " " span.designation { (self.place(&placement.effective)) } }
        }
    }

    /// Indexes of the accounts by descending composite.
    pub(super) fn by_composite(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.portfolio.accounts.len()).collect();
        order.sort_by_key(|index| self.portfolio.accounts.get(*index).map(|account| Reverse(account.assessment.scorecard.composite)));
        order
    }

    pub(super) fn account(&self, index: usize) -> Option<&'a AccountView<'a>> {
        self.portfolio.accounts.get(index)
    }

    /// The accounts to be explained, each once, with a number for its anchor.
    pub(super) fn explained(&self) -> Vec<(usize, &'a AccountView<'a>)> {
        let mut seen = std::collections::BTreeSet::new();
        self.portfolio.explained.iter().filter(|index| seen.insert(**index)).filter_map(|index| Some((*index, self.account(*index)?))).collect()
    }

    pub(super) fn points(&self, points: Points) -> String {
        format::points(points, self.decimals)
    }

    /// The currency, if it is known.
    pub(super) fn in_currency(&self) -> String {
        self.portfolio.currency.map_or_else(String::new, |currency| format!("\u{a0}{currency}"))
    }

    pub(super) fn failed_count(&self) -> usize {
        self.portfolio.failed_count.max(self.portfolio.failed.len())
    }
}

/// The tier at the earlier review, or the one that the assessment was told of.
pub(super) fn tier_before<'a>(account: &'a AccountView<'_>) -> Option<&'a Name> {
    let reviewed = account.before.and_then(|before| before.placement.as_ref()).map(|placement| &placement.tier);
    reviewed.or_else(|| account.assessment.placement.as_ref()?.previous.as_ref())
}

/// Composite now less composite before.
pub(super) fn change(account: &AccountView<'_>) -> Option<Points> {
    account.assessment.scorecard.composite.checked_sub(account.before?.scorecard.composite)
}

pub(super) fn revenue(account: &AccountView<'_>) -> Option<f64> {
    account.revenue.filter(|revenue| revenue.is_finite())
}

/// The name to show.
pub(super) fn name<'a>(account: &AccountView<'a>) -> &'a str {
    account.name.filter(|name| !name.trim().is_empty()).unwrap_or(account.id)
}

pub(super) fn worth_explaining(accounts: &[AccountView<'_>], most: usize) -> Vec<usize> {
    let mut by_revenue: Vec<usize> = (0..accounts.len()).collect();
    by_revenue.sort_by(|a, b| {
        let of = |index: &usize| accounts.get(*index).and_then(revenue).unwrap_or(f64::NEG_INFINITY);
        of(b).total_cmp(&of(a))
    });
    let largest = |wanted: &dyn Fn(&AccountView<'_>) -> bool| by_revenue.iter().copied().find(|index| accounts.get(*index).is_some_and(wanted));
    let moved = |account: &AccountView<'_>, which| account.assessment.placement.as_ref().is_some_and(|placement| placement.movement == which);
    let highest = accounts.iter().enumerate().rev().max_by_key(|(_, account)| account.assessment.scorecard.composite).map(|(index, _)| index);
    // Near: less than a tenth of the next bound is lacking.
    let near = |account: &AccountView<'_>| {
        let next = account.assessment.placement.as_ref().and_then(|placement| placement.next.as_ref());
        let composite = account.assessment.scorecard.composite.to_f64();
        next.is_some_and(|next| next.points > Points::ZERO && next.points.to_f64() * 9.0 < composite)
    };
    let picks = [
        highest,
        largest(&|account| moved(account, Movement::Demoted)),
        largest(&near),
        largest(&|account| moved(account, Movement::Promoted)),
        largest(&|account| !account.assessment.scorecard.missing.is_empty()),
    ];
    let mut chosen: Vec<usize> = Vec::new();
    for index in picks.into_iter().flatten().chain(by_revenue.iter().copied()) {
        if chosen.len() < most && !chosen.contains(&index) {
            chosen.push(index);
        }
    }
    chosen
}
