//! Scales, and charts of the whole portfolio.
//!
//! A chart is an SVG as wide as its place allows and of fixed height: x in per cent, y in pixels, so that text and
//! lines keep their size on a telephone. What must stretch (a curve) is an SVG of its own inside.

use maud::{Markup, html};
use tierwise::Points;

use super::figures::{self, Histogram};
use super::format;
use super::view::View;

/// From values to per cent of the width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    from: f64,
    until: f64,
}

impl Scale {
    /// A scale over an interval; of a single point, one step around it.
    pub(super) fn new(from: f64, until: f64) -> Self {
        if until > from { Self { from, until } } else { Self { from: from - 0.5, until: from + 0.5 } }
    }

    /// From 0 to 1.
    pub(super) fn share(self, value: f64) -> f64 {
        ((value - self.from) / (self.until - self.from)).clamp(0.0, 1.0)
    }

    /// The place of a value.
    pub(super) fn x(self, value: f64) -> String {
        per_cent(self.share(value))
    }

    /// The extent between two values.
    pub(super) fn width(self, a: f64, b: f64) -> String {
        per_cent((self.share(b) - self.share(a)).abs())
    }
}

pub(super) fn per_cent(share: f64) -> String {
    format!("{}%", trimmed(share * 100.0))
}

/// At most two decimals.
pub(super) fn trimmed(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Round values between two ends, at most so many, in thousandths of a point.
pub(super) fn ticks(lowest: i64, highest: i64, most: i64) -> Vec<i64> {
    let step = figures::round_step(lowest, highest, most);
    let first = lowest.div_euclid(step).saturating_add(i64::from(lowest.rem_euclid(step) > 0)).saturating_mul(step);
    std::iter::successors(Some(first), |tick| tick.checked_add(step)).take_while(|tick| *tick <= highest).collect()
}

/// Height of one step of the stair that the tiers' names stand on.
const STEP: f64 = 17.0;
const MOST_STEPS: usize = 5;

/// The stair's height.
pub(super) fn stair(view: &View<'_>) -> f64 {
    view.rungs.iter().filter(|rung| rung.bounds.is_some()).count().min(MOST_STEPS) as f64 * STEP
}

/// The tiers' enter bounds as lines down to the bottom, their names rising like a stair.
pub(super) fn tier_lines(view: &View<'_>, scale: Scale, bottom: &str) -> Markup {
    let tiers: Vec<_> = view.rungs.iter().filter_map(|rung| Some((&rung.label, rung.bounds?.0))).collect();
    let steps = (0..tiers.len()).rev().map(|above| STEP * above.checked_rem(MOST_STEPS).unwrap_or(0) as f64);
    let bounds: Vec<_> = tiers.iter().zip(steps).map(|((label, enter), top)| (*label, *enter, scale.share(enter.to_f64()), top)).collect();
    html! {
        g.bound {
            @for (_, _, share, top) in &bounds { line x1=(per_cent(*share)) x2=(per_cent(*share)) y1=(trimmed(top + 3.0)) y2=(bottom) {} }
            @for (label, enter, share, top) in &bounds {
                @let name = format!("{} {}", format::cut(label, 16), format::points(*enter, 0));
                // On the narrowest page a chart is some 280 pixels wide, and a letter not much more than 6.
                @let (dx, anchor) = if share + (name.chars().count() as f64 * 6.3 - 14.0) / 280.0 > 1.0 { ("-5", "end") } else { ("5", "start") };
                text x=(per_cent(*share)) y=(trimmed(top + 13.0)) dx=(dx) text-anchor=(anchor) { (name) }
            }
        }
    }
}

/// Thousandths as points, for axes.
pub(super) fn axis_points(thousandths: i64) -> String {
    format::points(Points::from_thousandths(thousandths).unwrap_or(if thousandths < 0 { Points::MIN } else { Points::MAX }), 0)
}

/// How many accounts have which composite, by tier.
pub(super) fn histogram(view: &View<'_>, found: &Histogram) -> Markup {
    const HEIGHT: f64 = 240.0;
    let top = stair(view) + 18.0;
    let bottom = top + HEIGHT;
    let (from, until) = (found.bins.first().map_or(0, |bin| bin.from), found.bins.last().map_or(1, |bin| bin.until));
    let scale = Scale::new(from as f64 / 1000.0, until as f64 / 1000.0);
    let most = found.bins.iter().map(figures::Bin::total).max().unwrap_or(0).max(1);
    let rows = ticks(0, i64::try_from(most).unwrap_or(i64::MAX), 6);
    let full = most as f64;
    let columns = found.bins.len() as f64;
    html! {
        svg.chart.histogram role="img" aria-labelledby="scores-title scores-desc" width="100%" height=(trimmed(bottom + 44.0)) {
            title #scores-title { "Accounts by composite" }
            desc #scores-desc {
                "Bars of " (axis_points(found.step)) " points from " (axis_points(from)) " to " (axis_points(until)) ", the tallest of " (format::accounts(most)) "."
                @for rung in &view.rungs {
                    @if let Some((enter, _)) = rung.bounds { " " (rung.label) " is entered at " (format::points(enter, 0)) "." }
                }
            }
            g.grid aria-hidden="true" {
                @for row in &rows {
                    @let y = bottom - *row as f64 / full * HEIGHT;
                    line x1="0" x2="100%" y1=(trimmed(y)) y2=(trimmed(y)) {}
                    text x="0" dx="-8" y=(trimmed(y + 4.0)) text-anchor="end" { (format::count(usize::try_from(*row).unwrap_or(0))) }
                }
                @for (index, tick) in ticks(from, until, 11).iter().enumerate() {
                    text.minor[index % 2 == 1] x=(scale.x(*tick as f64 / 1000.0)) y=(trimmed(bottom + 20.0)) text-anchor="middle" { (axis_points(*tick)) }
                }
                text.axis x="100%" y=(trimmed(bottom + 40.0)) text-anchor="end" { "composite, points" }
            }
            g.bars aria-hidden="true" {
                @for (index, bin) in found.bins.iter().enumerate() {
                    @let (mut y, x) = (bottom, index as f64 / columns);
                    @for (rank, count) in bin.counts.iter().enumerate() {
                        @if *count > 0 {
                            // A single account among thousands stays visible.
                            @let height = (*count as f64 / full * HEIGHT).max(1.5);
                            @let () = y -= height;
                            rect.(if view.rungs.is_empty() { "t4".to_owned() } else { view.shade(rank) }) x=(per_cent(x + 0.06 / columns)) width=(per_cent(0.88 / columns)) y=(trimmed(y)) height=(trimmed(height)) {}
                        }
                    }
                    @if bin.total() > 0 {
                        text.count x=(per_cent(x + 0.5 / columns)) y=(trimmed(y - 5.0)) text-anchor="middle" { (format::count(bin.total())) }
                    }
                }
            }
            g aria-hidden="true" { (tier_lines(view, scale, &trimmed(bottom))) }
        }
    }
}

/// Shares of a whole, side by side, as wide as they are.
pub(super) fn shares(view: &View<'_>, id: &str, what: &str, shares: &[f64]) -> Markup {
    let mut from = 0.0;
    html! {
        svg.chart.shares role="img" aria-labelledby={ (id) "-title " (id) "-desc" } width="100%" height="34" {
            title id={ (id) "-title" } { "Share of " (what) " by tier" }
            desc id={ (id) "-desc" } {
                @for (rung, share) in view.rungs.iter().zip(shares).rev() { (rung.label) " " (format::percent(*share)) ". " }
            }
            @for (rank, share) in shares.iter().enumerate().rev() {
                @let start = from;
                @let () = from += share.max(0.0);
                @if *share > 0.0 {
                    rect.(view.shade(rank)) x=(per_cent(start)) width=(per_cent(*share)) y="0" height="34" {}
                    @if *share >= 0.12 {
                        text.on.minor[*share < 0.24].(view.shade(rank)) x=(per_cent(start)) dx="9" y="22" aria-hidden="true" { (format::percent(*share)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_stay_inside() {
        let scale = Scale::new(0.0, 80.0);
        assert_eq!((scale.x(20.0), scale.x(-5.0), scale.x(90.0)), ("25%".into(), "0%".into(), "100%".into()));
        assert_eq!(scale.width(60.0, 20.0), "50%");
        assert_eq!(Scale::new(7.0, 7.0).x(7.0), "50%");
        assert_eq!(trimmed(-0.001), "0");
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(0, 100_000, 11), (0..=10).map(|tick| tick * 10_000).collect::<Vec<_>>());
        assert_eq!(ticks(-3_500, 3_500, 5), [-2_000, 0, 2_000]);
        assert_eq!(ticks(4, 4, 5), [4]);
    }
}
