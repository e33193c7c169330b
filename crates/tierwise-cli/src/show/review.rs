//! What was sold against the plan, as tables.

use std::io::{self, Write};

use tierwise::Points;
use tierwise::account::Cause;
use tierwise::portfolio::plan::{GroupReview, MeasureReview, PlanReview, ReviewFlag};

use super::concentration::share;
use crate::screen::{BAD, Column, DIM, GOOD, LOOK, Screen, grouped, numbers, paint, percent, words};

/// Groups of one key that are shown: those furthest from the plan.
const GROUPS: usize = 12;

/// Shows a review, in money if it is known and vehicles are not asked for.
pub(crate) fn review(screen: &mut Screen, review: &PlanReview, units: bool) -> io::Result<()> {
    let Some((whole, groups)) = review.groups.split_first() else { return Ok(()) };
    let in_units = units || whole.amount.is_none();
    let of = |group: &GroupReview| if in_units { group.units.clone() } else { group.amount.clone() };
    let title = if in_units { "vehicles" } else { "money" };
    writeln!(screen, "The plan is version `{}`, for {} until {}, in {title}", review.plan, review.from, review.until)?;
    let Some(of_whole) = of(whole) else {
        return writeln!(screen, "{}", paint(LOOK, &format!("Not every row says {title}.")));
    };
    screen.table(&columns(""), vec![row("all".to_owned(), &of_whole)])?;
    let quality = |measure: &MeasureReview| {
        let shown = |found: Option<tierwise::Finite>| share(found.map(tierwise::Finite::get));
        format!("bias {}, WAPE {}", shown(measure.bias), shown(measure.wape))
    };
    screen.wrapped("", &format!("Forecast: {}.", quality(&of_whole)))?;
    for version in review.versions.iter().filter(|version| version.version != review.plan) {
        if let Some(measure) = if in_units { &version.units } else { &version.amount } {
            screen.wrapped("", &format!("Version `{}` would have had {}.", version.version, quality(measure)))?;
        }
    }
    parts(screen, whole, in_units)?;
    causes(screen, &of_whole)?;
    let mut rest = groups;
    while let Some(first) = rest.first() {
        let keys: Vec<&String> = first.key.keys().collect();
        let (same, others) = rest.split_at(rest.iter().take_while(|group| group.key.keys().eq(keys.iter().copied())).count());
        rest = others;
        let mut known: Vec<(&GroupReview, MeasureReview)> = same.iter().filter_map(|group| Some((group, of(group)?))).collect();
        let title = keys.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ");
        screen.heading(&format!("By {title}"))?;
        let left_out = known.len().saturating_sub(GROUPS);
        // Months are few and read in their order; of the others those count that are furthest off.
        if left_out > 0 {
            known.sort_by_key(|(_, measure)| std::cmp::Reverse(measure.variance.thousandths().abs()));
            known.truncate(GROUPS);
        }
        let name = |group: &GroupReview| group.key.values().map(|value| value.clone().unwrap_or_else(|| "none".to_owned())).collect::<Vec<_>>().join(", ");
        screen.table(&columns(&title), known.iter().map(|(group, measure)| row(name(group), measure)).collect())?;
        if left_out > 0 {
            writeln!(screen, "  {}", paint(DIM, &format!("and {left_out} that are nearer to the plan")))?;
        }
    }
    Ok(())
}

fn columns(lead: &str) -> [Column<'_>; 6] {
    [words(lead), numbers("planned"), numbers("actual"), numbers("difference"), numbers("attained"), words("to look at")]
}

fn row(name: String, measure: &MeasureReview) -> Vec<String> {
    let attained = share(measure.attainment.map(tierwise::Finite::get));
    vec![name, grouped(measure.planned), grouped(measure.actual), signed(measure.variance), attained, flags(&measure.flags)]
}

fn signed(points: Points) -> String {
    match points.thousandths() {
        0 => paint(DIM, "0"),
        number if number < 0 => paint(BAD, &grouped(points)),
        _ => paint(GOOD, &format!("+{}", grouped(points))),
    }
}

fn flags(flags: &[ReviewFlag]) -> String {
    let word = |flag: &ReviewFlag| match flag {
        ReviewFlag::Review => "review",
        ReviewFlag::CauseRequired => "needs a cause",
        ReviewFlag::Unexplained => "unexplained",
        ReviewFlag::AgainstTheSign => "cause against it",
    };
    paint(LOOK, &flags.iter().map(word).collect::<Vec<_>>().join(", "))
}

/// Where the difference comes from: the market, our share of it, what was bought and at which price.
fn parts(screen: &mut Screen, whole: &GroupReview, in_units: bool) -> io::Result<()> {
    let market = |market: Option<Points>, share: Option<Points>| [("market", market), ("our share of it", share)];
    let parts: Vec<(&str, Option<Points>)> = if in_units {
        whole.units_split.iter().flat_map(|split| market(Some(split.market), Some(split.share))).collect()
    } else {
        let split = |split: &tierwise::portfolio::plan::AmountSplit| {
            let volume = if split.market.is_none() { Some(split.volume) } else { None };
            let rest = [("volume", volume), ("mix", Some(split.mix)), ("price", Some(split.price))];
            market(split.market, split.share).into_iter().chain(rest).collect::<Vec<_>>()
        };
        whole.amount_split.iter().flat_map(split).collect()
    };
    let rows: Vec<Vec<String>> = parts.into_iter().filter_map(|(name, part)| Some(vec![name.to_owned(), signed(part?)])).collect();
    if rows.is_empty() {
        return Ok(());
    }
    screen.heading("Where the difference comes from")?;
    screen.table(&[words("part"), numbers("difference")], rows)
}

fn causes(screen: &mut Screen, whole: &MeasureReview) -> io::Result<()> {
    if whole.causes.is_empty() {
        return Ok(());
    }
    let name = |cause: &Cause| match cause {
        Cause::Other(text) => text.clone(),
        known => serde_json::to_value(known).ok().and_then(|word| word.as_str().map(|word| word.replace('_', " "))).unwrap_or_default(),
    };
    let of_variance = |part: Option<tierwise::Finite>| part.map_or_else(String::new, |part| percent(part.get()));
    let named = whole.causes.iter().map(|cause| vec![name(&cause.cause), signed(cause.part), of_variance(cause.share)]);
    let unexplained = vec![paint(DIM, "unexplained"), signed(whole.unexplained), String::new()];
    screen.heading("Causes")?;
    screen.table(&[words("cause"), numbers("part"), numbers("of the difference")], named.chain([unexplained]).collect())
}
