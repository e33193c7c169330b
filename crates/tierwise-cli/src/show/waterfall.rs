//! One account explained: where its points come from, why it has its tier, and what would change it.

use std::collections::BTreeMap;
use std::io::{self, Write};

use tierwise::fact::FactValue;
use tierwise::policy::CriterionOverview;
use tierwise::score::{AspectScore, CriterionScore, Interval, Matched};
use tierwise::tier::{DesignationState, Held, Movement, Rung};
use tierwise::{Account, Assessment, Name, Placement, Points, Policy, Scorecard};

use super::tier;
use crate::screen::{BAD, DIM, GOOD, LOOK, STRONG, Screen, bar, fit, fit_right, grouped, paint, percent};

/// Reasons that are listed.
const REASONS: usize = 5;
/// Columns of points.
const POINTS: usize = 9;
/// Columns of a value at most.
const VALUE: usize = 18;

/// Explains an account.
pub(crate) fn waterfall(screen: &mut Screen, policy: &Policy, account: &Account, assessment: &Assessment) -> io::Result<()> {
    let card = &assessment.scorecard;
    let view = View::of(policy, card, screen.width());
    view.title(screen, account, assessment)?;
    view.aspects(screen, card)?;
    for aspect in &card.aspects {
        view.criteria(screen, aspect)?;
    }
    view.reasons(screen, card)?;
    if let Some(place) = &assessment.placement {
        view.ladder(screen, card, place)?;
        view.certainty(screen, card, place)?;
    }
    Ok(())
}

/// What the lines have in common.
struct View<'a> {
    policy: &'a Policy,
    /// Ids to names for people.
    aspects: BTreeMap<&'a str, &'a str>,
    criteria: BTreeMap<&'a str, &'a str>,
    reach: BTreeMap<String, CriterionOverview>,
    label: usize,
    value: usize,
    most: usize,
    bar: usize,
}

impl<'a> View<'a> {
    fn of(policy: &'a Policy, card: &Scorecard, width: usize) -> Self {
        let spec = &policy.spec().score.aspects;
        let criteria = spec.iter().flat_map(|aspect| &aspect.criteria);
        let reach: BTreeMap<String, CriterionOverview> = policy.criteria().into_iter().map(|overview| (overview.id.clone(), overview)).collect();
        let values = card.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| console::measure_text_width(&value(criterion)));
        let value = values.max().unwrap_or(0).min(VALUE);
        let most = reach.values().map(|reach| of(reach.most)).chain([of(policy.range().highest)]).map(|most| most.len()).max().unwrap_or(0);
        // Two columns of indent, and one space between columns.
        let rest = width.saturating_sub(POINTS).saturating_sub(value).saturating_sub(most).saturating_sub(6);
        let labels = criteria.clone().map(|criterion| console::measure_text_width(criterion.label.as_deref().unwrap_or(&criterion.id)));
        let label = labels.max().unwrap_or(0).max(20).min(rest.saturating_sub(10));
        Self {
            policy,
            aspects: spec.iter().map(|aspect| (&*aspect.id, aspect.label.as_deref().unwrap_or(&aspect.id))).collect(),
            criteria: criteria.map(|criterion| (&*criterion.id, criterion.label.as_deref().unwrap_or(&criterion.id))).collect(),
            reach,
            label,
            value,
            most,
            bar: rest.saturating_sub(label).min(32),
        }
    }

    fn title(&self, screen: &mut Screen, account: &Account, assessment: &Assessment) -> io::Result<()> {
        let card = &assessment.scorecard;
        let id = account.id.as_deref().unwrap_or("account");
        let name = account.name.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
        writeln!(screen, "\n{}{name}", paint(STRONG, id))?;
        let policy = &card.policy;
        writeln!(screen, "{}", paint(DIM, &format!("{} {}, as of {}", policy.id, policy.version, card.as_of)))?;
        let range = self.policy.range();
        let place = assessment.placement.as_ref().map(|place| format!("{}  ", tier(self.policy, &place.effective))).unwrap_or_default();
        let scale = format!("on a scale from {} to {}", range.lowest, range.highest);
        writeln!(screen, "\n  {place}{} points {}", paint(STRONG, &card.composite.to_string()), paint(DIM, &scale))
    }

    /// The aspects one after the other, each bar beginning where the last one ended.
    fn aspects(&self, screen: &mut Screen, card: &Scorecard) -> io::Result<()> {
        screen.heading("Where the points come from")?;
        let range = self.policy.range();
        let names = card.aspects.iter().map(|aspect| console::measure_text_width(self.name(&self.aspects, &aspect.id)));
        let name_width = names.max().unwrap_or(0).clamp(14, 28);
        let all = self.label.saturating_add(self.value).saturating_add(self.most).saturating_add(self.bar).saturating_add(POINTS);
        let whole = all.saturating_sub(name_width).saturating_sub(self.most).saturating_sub(POINTS).min(60);
        let share = |points: Points| {
            let span = range.highest.to_f64() - range.lowest.to_f64().min(0.0);
            if span > 0.0 { (points.to_f64() - range.lowest.to_f64().min(0.0)) / span } else { 0.0 }
        };
        let mut line = |name: &str, points: Points, most: Option<Points>, from: Points, to: Points| {
            let most = most.map(of).unwrap_or_default();
            let (low, high) = if from <= to { (from, to) } else { (to, from) };
            let bar = bar(share(low), share(high), whole, ' ');
            writeln!(screen, "  {} {} {}  {}", fit(name, name_width), aligned(points), fit(&paint(DIM, &most), self.most), bar.trim_end_matches(' '))
        };
        let mut running = Points::ZERO;
        if card.base != Points::ZERO {
            line("every account", card.base, None, running, card.base)?;
            running = card.base;
        }
        for aspect in &card.aspects {
            let next = running.checked_add(aspect.points).unwrap_or(running);
            line(self.name(&self.aspects, &aspect.id), aspect.points, Some(self.most(aspect)), running, next)?;
            running = next;
        }
        line(&paint(STRONG, "composite"), card.composite, Some(range.highest), Points::ZERO, card.composite)
    }

    /// The most that an aspect can bring.
    fn most(&self, aspect: &AspectScore) -> Points {
        let criteria = aspect.criteria.iter().filter_map(|criterion| self.reach.get(&*criterion.id)).map(|overview| overview.most);
        let sum = criteria.fold(Points::ZERO, |sum, most| sum.checked_add(most).unwrap_or(sum));
        let spec = self.policy.spec().score.aspects.iter().find(|spec| *spec.id == *aspect.id);
        spec.and_then(|spec| spec.cap).map_or(sum, |cap| cap.min(sum))
    }

    fn name<'n>(&'n self, names: &'n BTreeMap<&str, &str>, id: &'n str) -> &'n str {
        names.get(id).copied().unwrap_or(id)
    }

    fn criteria(&self, screen: &mut Screen, aspect: &AspectScore) -> io::Result<()> {
        screen.heading(self.name(&self.aspects, &aspect.id))?;
        for criterion in &aspect.criteria {
            self.criterion(screen, criterion)?;
        }
        if aspect.adjustment != Points::ZERO {
            let what = if aspect.adjustment < Points::ZERO { "above the aspect's cap" } else { "up to the aspect's floor" };
            writeln!(screen, "  {} {}", fit(&paint(DIM, what), self.label.saturating_add(self.value).saturating_add(1)), aligned(aspect.adjustment))?;
        }
        Ok(())
    }

    fn criterion(&self, screen: &mut Screen, criterion: &CriterionScore) -> io::Result<()> {
        let (least, most) = self.reach.get(&*criterion.id).map_or((Points::ZERO, Points::ZERO), |reach| (reach.least, reach.most));
        let span = most.to_f64() - least.to_f64().min(0.0);
        let share = if span > 0.0 { (criterion.contribution.to_f64() - least.to_f64().min(0.0)) / span } else { 0.0 };
        writeln!(
            screen,
            "  {} {} {} {} {}",
            fit(self.name(&self.criteria, &criterion.id), self.label),
            fit_right(&value(criterion), self.value),
            aligned(criterion.contribution),
            fit(&paint(DIM, &of(most)), self.most),
            bar(0.0, share, self.bar, '·'),
        )
    }

    fn reasons(&self, screen: &mut Screen, card: &Scorecard) -> io::Result<()> {
        let Some(most) = card.reasons.first() else { return Ok(()) };
        screen.heading("Where the most points are lost")?;
        for reason in card.reasons.iter().take(REASONS) {
            let criteria = card.aspects.iter().flat_map(|aspect| &aspect.criteria).filter(|criterion| criterion.reason == reason.code);
            let why: Vec<String> = criteria.map(|criterion| self.why(criterion)).collect();
            let share = if most.gap > Points::ZERO { reason.gap.to_f64() / most.gap.to_f64() } else { 0.0 };
            let gap = Points::ZERO.checked_sub(reason.gap).unwrap_or_default();
            screen.wrapped(&format!("{} {}  ", aligned(gap), bar(0.0, share, 10, ' ')), &why.join("; "))?;
        }
        Ok(())
    }

    /// What a criterion met, in words.
    fn why(&self, criterion: &CriterionScore) -> String {
        let name = self.name(&self.criteria, &criterion.id);
        let value = criterion.value.as_ref().map(shown).unwrap_or_default();
        match &criterion.matched {
            Matched::Band(interval) => format!("{name}: {value}, in the band {}", band(interval)),
            Matched::Missing => format!("{name}: not known"),
            Matched::Renormalised => format!("{name}: not known, left out"),
            Matched::Segment(_) | Matched::Category(_) | Matched::Flag(_) => format!("{name}: {value}"),
            Matched::Other => format!("{name}: {value}, any other"),
        }
    }

    fn ladder(&self, screen: &mut Screen, card: &Scorecard, place: &Placement) -> io::Result<()> {
        let moved = match (place.movement, &place.previous) {
            (Movement::Promoted, Some(previous)) => format!(", {} from {previous}", paint(GOOD, "up")),
            (Movement::Demoted, Some(previous)) => format!(", {} from {previous}", paint(BAD, "down")),
            (Movement::Unchanged, Some(_)) => ", as before".to_owned(),
            _ => String::new(),
        };
        screen.heading("Why this tier")?;
        writeln!(screen, "  {}{moved}", tier(self.policy, &place.tier))?;
        for rung in place.rungs.iter().rev() {
            let (mark, why) = match rung.held {
                Held::Enter => (paint(GOOD, "✓"), format!("{} at or above {} to enter", card.composite, rung.enter)),
                Held::Retain => (paint(LOOK, "~"), format!("{} at or above {} to stay, below {} to enter", card.composite, rung.retain, rung.enter)),
                Held::No => (paint(BAD, "✗"), not_held(rung, place)),
            };
            screen.wrapped(&format!("{mark} {} ", fit(&tier(self.policy, &rung.tier), 12)), &why)?;
        }
        for block in &place.blocked_by {
            writeln!(screen, "  {} {block}", paint(BAD, "blocked:"))?;
        }
        for standing in &place.designations {
            let (mark, state) = match standing.state {
                DesignationState::Active => (paint(GOOD, "✓"), "active".to_owned()),
                DesignationState::Candidate => (paint(LOOK, "~"), "candidate: its conditions hold, a nomination is lacking".to_owned()),
                DesignationState::Suspended => (paint(LOOK, "~"), format!("nominated, but {}", standing.open_conditions.join("; "))),
                DesignationState::NotEligible => (paint(BAD, "✗"), standing.open_conditions.join("; ")),
            };
            screen.wrapped(&format!("{mark} {} ", fit(&tier(self.policy, &standing.designation), 12)), &state)?;
        }
        if let Some(next) = &place.next {
            let points = (next.points > Points::ZERO).then(|| format!("{} more points", next.points));
            let asks: Vec<String> = points.into_iter().chain(next.open_conditions.iter().map(ToString::to_string)).collect();
            screen.wrapped(&format!("next: {} asks for ", tier(self.policy, &next.tier)), &asks.join("; "))?;
        }
        if !place.entitlements.is_empty() {
            let label = |id: &Name| self.policy.spec().entitlements.iter().find(|entitlement| *entitlement.id == **id)?.label.clone();
            let labels: Vec<String> = place.entitlements.iter().map(|id| label(id).unwrap_or_else(|| id.to_string())).collect();
            screen.wrapped("entitled to: ", &labels.join("; "))?;
        }
        Ok(())
    }

    fn certainty(&self, screen: &mut Screen, card: &Scorecard, place: &Placement) -> io::Result<()> {
        screen.heading("How certain")?;
        writeln!(screen, "  {} of the reachable points rest on known facts", percent(card.coverage.get()))?;
        if card.missing.is_empty() {
            return Ok(());
        }
        screen.wrapped("not known: ", &card.missing.join(", "))?;
        let bounds = &place.tier_bounds;
        let (lowest, highest) = (card.bounds.lowest, card.bounds.highest);
        screen.wrapped("", &format!("the composite lies between {lowest} and {highest}, whatever they are"))?;
        if bounds.lowest == bounds.highest {
            writeln!(screen, "  {} the tier is {} in spite of the gaps", paint(GOOD, "✓"), tier(self.policy, &bounds.lowest))
        } else {
            let (lowest, highest) = (tier(self.policy, &bounds.lowest), tier(self.policy, &bounds.highest));
            writeln!(screen, "  {} the tier could be anything from {lowest} to {highest}", paint(LOOK, "~"))
        }
    }
}

/// What a criterion read, in words.
fn value(criterion: &CriterionScore) -> String {
    match (&criterion.value, &criterion.matched) {
        (Some(value), _) => shown(value),
        (None, Matched::Renormalised) => paint(LOOK, "left out"),
        (None, _) => paint(LOOK, "not known"),
    }
}

/// The most points there can be.
fn of(most: Points) -> String {
    format!("of {most}")
}

fn not_held(rung: &Rung, place: &Placement) -> String {
    let points = (rung.shortfall > Points::ZERO).then(|| format!("{} points short of {}", rung.shortfall, bound(rung, place)));
    let reasons: Vec<String> = points.into_iter().chain(rung.open_conditions.iter().map(ToString::to_string)).collect();
    if reasons.is_empty() { "blocked".to_owned() } else { reasons.join("; ") }
}

/// The bound that the shortfall is measured to: the one to stay for those who were there.
fn bound(rung: &Rung, place: &Placement) -> Points {
    let rank = |tier: &str| place.rungs.iter().position(|rung| *rung.tier == *tier);
    let was_there = place.previous.as_deref().and_then(rank) >= rank(&rung.tier);
    if was_there { rung.retain } else { rung.enter }
}

/// Points with the decimal point in the same column everywhere.
fn aligned(points: Points) -> String {
    let text = points.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len().saturating_add(1));
    format!("{}{}", fit_right(&text, POINTS.saturating_sub(4).saturating_add(decimals)), " ".repeat(4_usize.saturating_sub(decimals)))
}

/// A value of a fact: a number with separators and without the digits that nobody reads.
fn shown(value: &FactValue) -> String {
    let FactValue::Number(number) = value else { return value.to_string() };
    let number = number.get();
    let digits = number.to_string();
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals <= 3 {
        grouped(digits)
    } else if number.abs() < 10.0 {
        format!("{number:.3}")
    } else {
        grouped(format!("{number:.1}"))
    }
}

fn band(interval: &Interval) -> String {
    match (interval.from, interval.until) {
        (Some(from), Some(until)) => format!("{} to below {}", grouped(from.get()), grouped(until.get())),
        (Some(from), None) => format!("from {}", grouped(from.get())),
        (None, Some(until)) => format!("below {}", grouped(until.get())),
        (None, None) => "of every value".to_owned(),
    }
}
