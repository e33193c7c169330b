//! What a criterion brings to a block of rows, without a branch in a row.
//!
//! A block stays in the cache while it is worked on. Contributions are whole thousandths below 2^53, so that they are
//! held and summed exactly as numbers; NaN marks a row that needs a closer look, and stays NaN in every sum.

use crate::number;
use crate::policy::{MissingRule, Shape, Step};
use crate::tally::Line;

/// Rows of a block.
pub(super) const ROWS: usize = 1024;
/// Rows that are worked on at once, in registers.
const LANES: usize = 8;
/// Up to so many bounds are counted, one after the other; beyond, they are searched.
const COUNTED: usize = 32;

/// A number for each row of a block.
pub(super) type Block = [f64; ROWS];

/// The contribution of a number, given or missing.
#[derive(Debug)]
pub(super) enum Lookup {
    Bands(Bands),
    Curve(Curve),
}

impl Lookup {
    /// That of bands or a curve; `None` for shapes that do not read numbers.
    pub(super) fn of(shape: &Shape, missing: f64) -> Option<Self> {
        match shape {
            Shape::Bands(bands) => Some(Self::Bands(Bands::new(bands, missing))),
            Shape::Curve(knots) => {
                let (first, last) = (knots.first()?, knots.last()?);
                let between = knots.iter().zip(knots.iter().skip(1)).map(|(one, next)| Line::between((one.x, one.step.weighted), (next.x, next.step.weighted)));
                let flat = |step: &Step| Line::flat(step.contribution as f64);
                // Not a number passes no bound, and a line's answer to it is the line's lowest point.
                let lines = [Line::flat(missing), Line::flat(f64::NAN), flat(&first.step)].into_iter().chain(between).chain([flat(&last.step), Line::flat(f64::NAN)]);
                let bounds = [f64::NEG_INFINITY, f64::MIN].into_iter().chain(knots.iter().map(|knot| knot.x)).chain([f64::INFINITY]);
                Some(Self::Curve(Curve { bounds: bounds.collect(), lines: lines.collect() }))
            }
            Shape::Table { .. } | Shape::Flag { .. } => None,
        }
    }

    /// Turns a block of numbers into contributions.
    pub(super) fn apply(&self, block: &mut Block) {
        match self {
            Self::Bands(bands) => bands.apply(block),
            Self::Curve(curve) => curve.apply(block),
        }
    }
}

/// The contribution of a missing fact; NaN if there is none, or if the rest of the aspect depends on it.
pub(super) fn missing(rule: MissingRule) -> f64 {
    match rule {
        MissingRule::Points(step) => step.contribution as f64,
        MissingRule::Reject | MissingRule::Renormalise => f64::NAN,
    }
}

/// Bands as steps: what each bound that a number reaches adds to the contribution.
#[derive(Debug)]
pub(super) struct Bands {
    missing: f64,
    /// The first bound and its contribution; below it there is none.
    first: (f64, f64),
    /// The other bounds, each with the difference to the band below.
    steps: Vec<(f64, f64)>,
    /// All bounds and what a number brings that reaches so many of them, where there are too many to go through.
    search: Option<(Vec<f64>, Vec<f64>)>,
}

impl Bands {
    fn new(bands: &[(f64, Step)], missing: f64) -> Self {
        // A band that is open below starts at the least number.
        let bands: Vec<(f64, f64)> = bands.iter().map(|(lower, step)| (lower.max(f64::MIN), step.contribution as f64)).collect();
        let steps = bands.iter().zip(bands.iter().skip(1)).map(|((_, below), (bound, contribution))| (*bound, contribution - below)).collect();
        let search = (bands.len() > COUNTED).then(|| {
            let bounds = [f64::NEG_INFINITY].into_iter().chain(bands.iter().map(|(bound, _)| *bound)).chain([f64::INFINITY]);
            let contributions = [missing, f64::NAN].into_iter().chain(bands.iter().map(|(_, contribution)| *contribution)).chain([f64::NAN]);
            (bounds.collect(), contributions.collect())
        });
        Self { missing, first: bands.first().copied().unwrap_or((f64::INFINITY, f64::NAN)), steps, search }
    }

    fn apply(&self, block: &mut Block) {
        if let Some((bounds, contributions)) = &self.search {
            block.iter_mut().for_each(|x| *x = contributions.get(bounds.partition_point(|bound| *bound <= *x)).copied().unwrap_or(f64::NAN));
            return;
        }
        let (first, contribution) = self.first;
        for numbers in block.as_chunks_mut::<LANES>().0 {
            let mut sums = numbers.map(|x| {
                let outside = if x >= f64::NEG_INFINITY { f64::NAN } else { self.missing };
                if x >= first { contribution } else { outside }
            });
            for (bound, step) in &self.steps {
                for (sum, x) in sums.iter_mut().zip(&*numbers) {
                    *sum += if *x >= *bound { *step } else { 0.0 };
                }
            }
            for (number, sum) in numbers.iter_mut().zip(sums) {
                *number = if *number >= f64::INFINITY { f64::NAN } else { sum };
            }
        }
    }
}

/// A curve as lines, by the number of bounds that a number reaches.
#[derive(Debug)]
pub(super) struct Curve {
    bounds: Vec<f64>,
    lines: Vec<Line>,
}

impl Curve {
    fn apply(&self, block: &mut Block) {
        for numbers in block.as_chunks_mut::<LANES>().0 {
            let mut reached = [0_u64; LANES];
            if self.bounds.len() > COUNTED {
                reached = numbers.map(|x| self.bounds.partition_point(|bound| *bound <= x) as u64);
            } else {
                for bound in &self.bounds {
                    for (count, x) in reached.iter_mut().zip(&*numbers) {
                        *count = count.wrapping_add(u64::from(*x >= *bound));
                    }
                }
            }
            let lines = reached.map(|count| self.lines.get(count as usize).copied().unwrap_or(Line::flat(f64::NAN)));
            for (number, line) in numbers.iter_mut().zip(&lines) {
                *number = number::round_to_f64(line.at(*number));
            }
        }
    }
}
