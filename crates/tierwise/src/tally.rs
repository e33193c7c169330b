//! The arithmetic of a score: what every criterion brings, and what that sums to (rules S1 to S4).
//!
//! It says each step to a listener: a scorecard writes lines, a table of many accounts takes the numbers.

use crate::error::code;
use crate::fact::FactRef;
use crate::number;
use crate::policy::{Aspect, Checked, Criterion, Knot, MissingRule, ReadFacts, Shape, Step};

/// What an account's facts sum to, in thousandths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) composite: i64,
    pub(crate) lowest: i64,
    pub(crate) highest: i64,
    pub(crate) reachable: i64,
    pub(crate) known: i64,
}

/// Learns the steps of a tally.
pub(crate) trait Listener {
    /// An aspect begins.
    fn begins(&mut self, aspect: &Aspect);
    /// A criterion brings something.
    fn met(&mut self, criterion: &Criterion, value: Option<FactRef<'_>>, met: Met);
    /// An aspect's contributions are summed and brought within cap and floor.
    fn ends(&mut self, aspect: &Aspect, sum: i64, clipped: i64);
    /// There is no score, because of this.
    fn refused(&mut self, refusal: Refusal<'_>);
}

/// Why there is no score.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refusal<'a> {
    /// No band or category covers the value (S4).
    NoMatch(&'a Criterion, FactRef<'a>),
    /// The criterion refuses to do without its fact (S3).
    Missing(&'a Criterion),
    /// The aspect with this index knows only this share of its points, too little to renormalise (S3.1).
    Coverage(&'a Aspect, usize, f64),
}

impl Refusal<'_> {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoMatch(..) => code::SCORE_NO_MATCH,
            Self::Missing(_) => code::SCORE_MISSING_FACT,
            Self::Coverage(..) => code::SCORE_COVERAGE,
        }
    }
}

/// What a value met: scalars only, so that a line is built once, where it will stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Met {
    pub(crate) points: i64,
    /// Points by both weights, not rounded.
    weighted: f64,
    pub(crate) contribution: i64,
    pub(crate) at: At,
}

/// Where in the criterion's shape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum At {
    /// Number of the band.
    Band(usize),
    /// Number of the knots at or below the value.
    Knots(usize),
    /// Number of the table's row.
    Row(usize),
    Other,
    True,
    False,
    Missing,
    Renormalised,
}

impl Met {
    fn step(step: &Step, at: At) -> Self {
        Self { points: step.points.thousandths(), weighted: step.weighted, contribution: step.contribution, at }
    }
}

// Every sum below is of contributions whose greatest possible magnitudes a checked policy has summed to less
// than 10^15 thousandths (`policy.overflow`), so the saturating operations never saturate.
impl Tally {
    /// Goes through the criteria in the policy's order.
    pub(crate) fn of(checked: &Checked, facts: &ReadFacts<'_>, listener: &mut impl Listener) -> Self {
        let base = checked.base;
        let mut tally = Self { composite: base, lowest: base, highest: base, reachable: 0, known: 0 };
        for (index, aspect) in checked.aspects.iter().enumerate() {
            listener.begins(aspect);
            let scale = scale(aspect, facts);
            if let Some((whole, present)) = scale
                && present / whole < checked.min_coverage
            {
                listener.refused(Refusal::Coverage(aspect, index, present / whole));
            }
            tally.aspect(aspect, scale, facts, listener);
        }
        tally
    }

    /// Share of the reachable points whose facts are known (S3.2).
    pub(crate) fn coverage(&self) -> f64 {
        coverage(self.known as f64, self.reachable as f64)
    }

    fn aspect(&mut self, aspect: &Aspect, scale: Option<(f64, f64)>, facts: &ReadFacts<'_>, listener: &mut impl Listener) {
        let (mut sum, mut lowest, mut highest) = (0_i64, 0_i64, 0_i64);
        for criterion in &aspect.criteria {
            self.reachable = self.reachable.saturating_add(criterion.reach());
            let value = facts.value(criterion.fact, criterion.transform);
            let met = value.map_or_else(|| criterion.missing.met(), |value| criterion.shape.meet(value));
            let Some(mut met) = met else {
                listener.refused(value.map_or(Refusal::Missing(criterion), |value| Refusal::NoMatch(criterion, value)));
                continue;
            };
            if value.is_some() {
                self.known = self.known.saturating_add(criterion.reach());
                lowest = lowest.saturating_add(met.contribution);
                highest = highest.saturating_add(met.contribution);
                if let Some((whole, present)) = scale {
                    met.contribution = number::round(met.weighted * whole / present);
                }
            } else {
                lowest = lowest.saturating_add(criterion.least);
                highest = highest.saturating_add(criterion.most);
            }
            sum = sum.saturating_add(met.contribution);
            listener.met(criterion, value, met);
        }
        let clipped = aspect.clip(sum);
        self.composite = self.composite.saturating_add(clipped);
        self.lowest = self.lowest.saturating_add(aspect.clip(lowest));
        self.highest = self.highest.saturating_add(aspect.clip(highest));
        listener.ends(aspect, sum, clipped);
    }
}

/// Coverage from the known and the reachable points (S3.2).
#[inline]
pub(crate) fn coverage(known: f64, reachable: f64) -> f64 {
    if reachable > 0.0 { known / reachable } else { 1.0 }
}

/// The greatest contributions of all criteria and of those that stay, if some are left out (S3.1).
fn scale(aspect: &Aspect, facts: &ReadFacts<'_>) -> Option<(f64, f64)> {
    let (mut whole, mut present) = (0_i64, 0_i64);
    for criterion in &aspect.criteria {
        whole = whole.saturating_add(criterion.most);
        let left_out = matches!(criterion.missing, MissingRule::Renormalise) && facts.value(criterion.fact, criterion.transform).is_none();
        present = present.saturating_add(if left_out { 0 } else { criterion.most });
    }
    (present != whole).then_some((whole as f64, present as f64))
}

impl MissingRule {
    /// What a missing fact brings; `None` if there is no score without it (S3).
    fn met(&self) -> Option<Met> {
        match self {
            Self::Points(step) => Some(Met::step(step, At::Missing)),
            Self::Renormalise => Some(Met { points: 0, weighted: 0.0, contribution: 0, at: At::Renormalised }),
            Self::Reject => None,
        }
    }
}

impl Shape {
    /// What a value meets; `None` if no band or category covers it.
    pub(crate) fn meet(&self, value: FactRef<'_>) -> Option<Met> {
        match (self, value) {
            (Self::Bands(bands), FactRef::Number(x)) => {
                let band = bands.partition_point(|(lower, _)| *lower <= x).checked_sub(1)?;
                bands.get(band).map(|(_, step)| Met::step(step, At::Band(band)))
            }
            (Self::Curve(knots), FactRef::Number(x)) => on_curve(knots, x),
            (Self::Table { rows, other }, FactRef::Category(word)) => match rows.binary_search_by(|(row, _)| (**row).cmp(word)) {
                Ok(row) => rows.get(row).map(|(_, step)| Met::step(step, At::Row(row))),
                Err(_) => other.as_ref().map(|step| Met::step(step, At::Other)),
            },
            (Self::Flag { if_true, .. }, FactRef::Flag(true)) => Some(Met::step(if_true, At::True)),
            (Self::Flag { if_false, .. }, FactRef::Flag(false)) => Some(Met::step(if_false, At::False)),
            _ => None,
        }
    }
}

/// Straight between the knots, flat outside.
fn on_curve(knots: &[Knot], x: f64) -> Option<Met> {
    let below = knots.partition_point(|knot| knot.x <= x);
    let at = At::Knots(below);
    match (below.checked_sub(1).and_then(|below| knots.get(below)), knots.get(below)) {
        (Some(before), Some(after)) => {
            let weighted = Line::between((before.x, before.step.weighted), (after.x, after.step.weighted)).at(x);
            let contribution = number::round(weighted);
            // Without weights the points are the contribution; only others need a line of their own.
            let (y0, y1) = (before.step.points.thousandths() as f64, after.step.points.thousandths() as f64);
            let weightless = y0.to_bits() == before.step.weighted.to_bits() && y1.to_bits() == after.step.weighted.to_bits();
            let points = if weightless { contribution } else { number::round(Line::between((before.x, y0), (after.x, y1)).at(x)) };
            Some(Met { points, weighted, contribution, at })
        }
        (Some(only), None) | (None, Some(only)) => Some(Met::step(&only.step, at)),
        (None, None) => None,
    }
}

/// A stretch of a curve.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    x0: f64,
    y0: f64,
    rise: f64,
    run: f64,
    lowest: f64,
    highest: f64,
}

impl Line {
    /// From one knot to the next.
    pub(crate) fn between((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> Self {
        Self { x0, y0, rise: y1 - y0, run: x1 - x0, lowest: y0.min(y1), highest: y0.max(y1) }
    }

    /// The same points for every x.
    pub(crate) fn flat(y: f64) -> Self {
        Self { x0: 0.0, y0: y, rise: 0.0, run: 1.0, lowest: y, highest: y }
    }

    /// The points at x; the lowest for a number that is none.
    ///
    /// The product comes before the quotient, so that whole numbers give exact ties; the result never leaves
    /// the interval of the two ends, so that a rising line never falls at a knot by a last bit (rules N2, N5).
    #[inline]
    pub(crate) fn at(&self, x: f64) -> f64 {
        let y = self.y0 + (x - self.x0) * self.rise / self.run;
        let y = if y > self.lowest { y } else { self.lowest };
        if y < self.highest { y } else { self.highest }
    }
}
