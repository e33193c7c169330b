//! The picture of one account over time: the metric as steps between the bounds, the tiers as a strip below it.

use maud::{Markup, html};
use tierwise::history::Transition;
use tierwise::policy::TierSpec;
use tierwise::{Date, Points};

use super::view::View;
use super::{charts, format};
use crate::story::{Spell, Story};

/// Height of the plot.
const HEIGHT: f64 = 280.0;
/// Above it stands the day up to which things are known.
const TOP: f64 = 26.0;
/// Height of the strip of tiers.
const STRIP: f64 = 30.0;
/// Names closer than this are left out.
const LINE: f64 = 15.0;

/// Where days and points are.
struct Plane {
    from: Date,
    days: f64,
    low: f64,
    high: f64,
}

impl Plane {
    /// The share of the way on which a day is.
    fn share(&self, day: Date) -> f64 {
        (f64::from(day.days_since(self.from)) / self.days).clamp(0.0, 1.0)
    }

    fn x(&self, day: Date) -> String {
        charts::per_cent(self.share(day))
    }

    fn y(&self, value: f64) -> f64 {
        TOP + (1.0 - (value - self.low) / (self.high - self.low)) * HEIGHT
    }

    /// The metric as steps from one day to another, in a plane in which x goes to 1000.
    fn steps(&self, story: &Story<'_>, from: Date, until: Date) -> String {
        let mut points: Vec<(f64, f64)> = Vec::new();
        let days = story.reviews().iter().map(|review| review.on).filter(|day| from < *day && *day <= until);
        for day in [from].into_iter().chain(days) {
            let Some(metric) = story.metric_on(day) else { continue };
            let (x, y) = (self.share(day) * 1000.0, self.y(metric.to_f64()));
            match points.last().copied() {
                // Nothing to see of a review that finds the same.
                Some((_, before)) if (before - y).abs() < f64::EPSILON => {}
                Some((_, before)) => points.extend([(x, before), (x, y)]),
                None => points.push((x, y)),
            }
        }
        points.extend(points.last().copied().map(|(_, y)| (self.share(until) * 1000.0, y)));
        points.iter().map(|(x, y)| format!("{},{}", charts::trimmed(*x), charts::trimmed(*y))).collect::<Vec<_>>().join(" ")
    }
}

/// The picture.
pub(super) fn path(view: &View<'_>, story: &Story<'_>) -> Markup {
    let (low, high) = story.reach();
    let (from, as_of, until) = (story.from(), story.as_of(), story.until());
    let plane = Plane { from, days: f64::from(until.days_since(from).max(1)), low, high };
    let bottom = TOP + HEIGHT;
    let strip = bottom + 12.0;
    let hold = strip + STRIP + 14.0;
    let axis = hold + if story.runs().is_some() { 22.0 } else { 4.0 };
    let now = plane.x(as_of);
    let bounds = bounds(story, &plane);
    let (thousandths, most) = (|value: f64| (value * 1000.0) as i64, 6);
    let (dx, anchor) = if plane.share(as_of) > 0.5 { ("-6", "end") } else { ("6", "start") };
    html! {
        svg.chart.path role="img" aria-labelledby="path-title path-desc" width="100%" height=(charts::trimmed(axis + 24.0)) {
            title #path-title { (story.account) " over time" }
            desc #path-desc {
                "The " (story.metric_name()) " from " (from) " to " (as_of) ", and on to " (until) " if nothing happens, with the tiers below it. Every move is in the table below."
            }
            rect.beyond x=(now) width=(charts::per_cent(1.0 - plane.share(as_of))) y=(charts::trimmed(TOP)) height=(charts::trimmed(HEIGHT)) aria-hidden="true" {}
            g.grid aria-hidden="true" {
                @for tick in charts::ticks(thousandths(low), thousandths(high), most) {
                    @let y = plane.y(tick as f64 / 1000.0);
                    line x1="0" x2="100%" y1=(charts::trimmed(y)) y2=(charts::trimmed(y)) {}
                    text x="0" dx="-8" y=(charts::trimmed(y + 4.0)) text-anchor="end" { (charts::axis_points(tick)) }
                }
                @for (index, day) in story.ticks(12).into_iter().enumerate() {
                    line x1=(plane.x(day)) x2=(plane.x(day)) y1=(charts::trimmed(axis)) y2=(charts::trimmed(axis + 5.0)) {}
                    @if plane.share(day) < 0.95 { text.minor[index % 2 == 1] x=(plane.x(day)) y=(charts::trimmed(axis + 19.0)) { (format::month(day)) } }
                }
                line.base x1="0" x2="100%" y1=(charts::trimmed(axis)) y2=(charts::trimmed(axis)) {}
            }
            g.bound aria-hidden="true" {
                @for bound in &bounds { line.stay[!bound.enter] x1="0" x2="100%" y1=(charts::trimmed(bound.y)) y2=(charts::trimmed(bound.y)) {} }
            }
            svg x="0" y="0" width="100%" height=(charts::trimmed(bottom + 2.0)) viewBox={ "0 0 1000 " (charts::trimmed(bottom + 2.0)) } preserveAspectRatio="none" aria-hidden="true" {
                polyline.curve points=(plane.steps(story, from, as_of)) {}
                polyline.curve.ahead points=(plane.steps(story, as_of, until)) {}
            }
            g.bound aria-hidden="true" {
                @for (name, y) in names(&bounds) { text x="100%" dx="-4" y=(charts::trimmed(y)) text-anchor="end" { (name) } }
            }
            g aria-hidden="true" {
                @for step in story.all_moves() { (marker(view, &plane, step, step.on > as_of)) }
                @for spell in story.spells() { (tier(view, &plane, &spell, strip)) }
            }
            @if let Some((_, end)) = story.runs() {
                g.hold aria-hidden="true" {
                    line x1=(now) x2=(plane.x(end)) y1=(charts::trimmed(hold)) y2=(charts::trimmed(hold)) {}
                    @if end <= until { line.end x1=(plane.x(end)) x2=(plane.x(end)) y1=(charts::trimmed(hold - 6.0)) y2=(charts::trimmed(hold + 6.0)) {} }
                    @let right = plane.share(end) > 0.6;
                    text x=(if right { now.clone() } else { plane.x(end) }) dx=(if right { "-6" } else { "6" }) y=(charts::trimmed(hold + 4.0)) text-anchor=(if right { "end" } else { "start" }) {
                        @if story.now.term.is_some() { "term until " } @else { "held until " } (end)
                    }
                }
            }
            g.mark aria-hidden="true" {
                line x1=(now) x2=(now) y1="14" y2=(charts::trimmed(axis)) {}
                text x=(now) dx=(dx) y="14" text-anchor=(anchor) { "as of " (as_of) }
            }
        }
    }
}

/// A bound of a tier: to enter as a full line with its name above, to stay as a dashed one with its name below.
struct Bound {
    enter: bool,
    y: f64,
    name: String,
}

/// The bounds of the tiers, from the top.
fn bounds(story: &Story<'_>, plane: &Plane) -> Vec<Bound> {
    let of = |tier: &TierSpec| {
        let label = format::cut(tier.label.as_deref().unwrap_or(&tier.id), 16);
        let bound =
            |enter, verb: &str, points: Points| Bound { enter, y: plane.y(points.to_f64()), name: format!("{verb}{label} {}", format::points(points, 0)) };
        let stay = tier.retain.filter(|retain| *retain != tier.enter).map(|retain| bound(false, "stay ", retain));
        [Some(bound(true, "", tier.enter)), stay]
    };
    let mut bounds: Vec<Bound> = story.tiers_in_sight().into_iter().flat_map(of).flatten().collect();
    bounds.sort_by(|one, other| one.y.total_cmp(&other.y));
    bounds
}

/// The names of the bounds that have room, with their places; those to enter come first.
fn names(bounds: &[Bound]) -> Vec<(&str, f64)> {
    let mut names: Vec<(&str, f64)> = Vec::new();
    let (enter, stay): (Vec<&Bound>, Vec<&Bound>) = bounds.iter().partition(|bound| bound.enter);
    for bound in enter.into_iter().chain(stay) {
        let y = if bound.enter { bound.y - 5.0 } else { bound.y + 14.0 };
        if names.iter().all(|(_, taken)| (taken - y).abs() >= LINE) {
            names.push((&bound.name, y));
        }
    }
    names
}

/// A move, as a mark on the metric.
fn marker(view: &View<'_>, plane: &Plane, step: &Transition, ahead: bool) -> Markup {
    let up = view.rank(&step.to) > view.rank(&step.from);
    html! {
        svg.move.ahead[ahead] x=(plane.x(step.on)) y=(charts::trimmed(plane.y(step.metric.to_f64().clamp(plane.low, plane.high)))) overflow="visible" {
            path.up[up] d=(if up { "M-7 5L0 -8L7 5Z" } else { "M-7 -5L0 8L7 -5Z" }) {
                title { (step.on) ": " (view.place(&step.from)) " to " (view.place(&step.to)) @for rule in &step.rules { "; " (rule.finding) } }
            }
        }
    }
}

/// A stretch of the strip of tiers.
fn tier(view: &View<'_>, plane: &Plane, spell: &Spell, top: f64) -> Markup {
    let Some(rank) = view.rank(&spell.tier) else { return html! {} };
    let (from, until) = (plane.share(spell.from), plane.share(spell.until));
    let (width, label) = (until - from, view.place(&spell.tier));
    // A letter is some 7 pixels wide, and the picture at least 280.
    let (fits, fits_narrow) = (width * 900.0 > label.chars().count() as f64 * 7.5 + 16.0, width * 280.0 > label.chars().count() as f64 * 7.5 + 16.0);
    let what = match (spell.ahead, spell.watched) {
        (false, false) => "",
        (false, true) => ", held without being merited",
        (true, false) => ", if nothing happens",
        (true, true) => ", if nothing happens, held without being merited",
    };
    html! {
        g.spell.ahead[spell.ahead] {
            title { (label) ", " (spell.from) " to " (spell.until) (what) }
            rect.(view.shade(rank)) x=(charts::per_cent(from)) width=(charts::per_cent(width)) y=(charts::trimmed(top)) height=(charts::trimmed(STRIP)) {}
            @if spell.watched { rect.watched x=(charts::per_cent(from)) width=(charts::per_cent(width)) y=(charts::trimmed(top + STRIP - 6.0)) height="6" {} }
            @if fits { text.on.minor[!fits_narrow].(view.shade(rank)) x=(charts::per_cent(from)) dx="8" y=(charts::trimmed(top + 18.0)) { (label) } }
        }
    }
}

/// The reviews at which the metric or the tier changed, for a table.
pub(super) fn turns(story: &Story<'_>) -> Vec<(Date, Points, String)> {
    let mut turns: Vec<(Date, Points, String)> = Vec::new();
    for review in story.reviews() {
        if turns.last().is_none_or(|(_, metric, tier)| *metric != review.metric || **tier != *review.tier) {
            turns.push((review.on, review.metric, review.tier.to_string()));
        }
    }
    turns
}
