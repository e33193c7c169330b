//! What a criterion brings to a block of rows, without a branch in a row.
//!
//! A block stays in the cache while it is worked on. Contributions are whole thousandths below 2^53, so that they are
//! held and summed exactly as numbers; NaN marks a row that needs a closer look, and stays NaN in every sum.

use crate::number;
use crate::policy::{Knot, MissingRule, Shape, Step};
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
            Shape::Curve(knots) => Curve::new(knots, missing).map(Self::Curve),
            Shape::Table { .. } | Shape::Flag { .. } => None,
        }
    }

    /// The contributions of a block of numbers.
    pub(super) fn apply(&self, numbers: &Block, contributions: &mut Block) {
        match self {
            Self::Bands(bands) => bands.apply(numbers, contributions),
            Self::Curve(curve) => curve.apply(numbers, contributions),
        }
        // Infinite numbers are errors, and rare.
        let is_infinite = |x: &f64| x.abs() >= f64::INFINITY;
        if numbers.as_chunks::<LANES>().0.iter().any(|numbers| numbers.iter().fold(false, |any, x| any | is_infinite(x))) {
            contributions.iter_mut().zip(numbers).filter(|(_, x)| is_infinite(x)).for_each(|(contribution, _)| *contribution = f64::NAN);
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
    /// The contributions by the number of bounds reached, where there are too many to go through.
    search: Option<Vec<f64>>,
}

impl Bands {
    fn new(bands: &[(f64, Step)], missing: f64) -> Self {
        // A band that is open below starts at the least number.
        let bands: Vec<(f64, f64)> = bands.iter().map(|(lower, step)| (lower.max(f64::MIN), step.contribution as f64)).collect();
        let steps = bands.iter().zip(bands.iter().skip(1)).map(|((_, below), (bound, contribution))| (*bound, contribution - below)).collect();
        let search = (bands.len() > COUNTED).then(|| bands.iter().map(|(_, contribution)| *contribution).collect());
        Self { missing, first: bands.first().copied().unwrap_or((f64::INFINITY, f64::NAN)), steps, search }
    }

    fn apply(&self, numbers: &Block, contributions: &mut Block) {
        let (first, contribution) = self.first;
        // Where every number is in a band, only what is missing is outside.
        let outside = if first > f64::MIN { f64::NAN } else { self.missing };
        if let Some(by_count) = &self.search {
            for (found, x) in contributions.iter_mut().zip(numbers) {
                let above = by_count.get(self.steps.partition_point(|(bound, _)| *bound <= *x)).copied().unwrap_or(f64::NAN);
                *found = if *x >= first { above } else { outside };
            }
        } else {
            for (found, numbers) in contributions.as_chunks_mut::<LANES>().0.iter_mut().zip(numbers.as_chunks::<LANES>().0) {
                let mut sums = numbers.map(|x| if x >= first { contribution } else { outside });
                for (bound, step) in &self.steps {
                    for (sum, x) in sums.iter_mut().zip(numbers) {
                        *sum += only_if(*x >= *bound, *step);
                    }
                }
                *found = sums;
            }
        }
        if outside.is_nan() {
            contributions.iter_mut().zip(numbers).for_each(|(found, x)| *found = if x.is_nan() { self.missing } else { *found });
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
    fn new(knots: &[Knot], missing: f64) -> Option<Self> {
        let flat = |knot: &Knot| Line::flat(knot.step.contribution as f64);
        let (first, last) = (flat(knots.first()?), flat(knots.last()?));
        let between = knots.iter().zip(knots.iter().skip(1)).map(|(one, next)| Line::between((one.x, one.step.weighted), (next.x, next.step.weighted)));
        // What is no number reaches no bound, and a line's answer to it is the line's lowest point.
        let lines = [Line::flat(missing), first].into_iter().chain(between).chain([last]).collect();
        Some(Self { bounds: [f64::MIN].into_iter().chain(knots.iter().map(|knot| knot.x)).collect(), lines })
    }

    fn apply(&self, numbers: &Block, contributions: &mut Block) {
        let mut reached = [0_u16; ROWS];
        if self.bounds.len() > COUNTED {
            reached.iter_mut().zip(numbers).for_each(|(reached, x)| *reached = self.bounds.partition_point(|bound| *bound <= *x) as u16);
        } else {
            for (reached, numbers) in reached.as_chunks_mut::<LANES>().0.iter_mut().zip(numbers.as_chunks::<LANES>().0) {
                let mut counts = [0_u64; LANES];
                for bound in &self.bounds {
                    for (count, x) in counts.iter_mut().zip(numbers) {
                        *count = count.wrapping_add(u64::from(*x >= *bound));
                    }
                }
                *reached = counts.map(|count| count as u16);
            }
        }
        for ((contribution, x), reached) in contributions.iter_mut().zip(numbers).zip(&reached) {
            *contribution = self.lines.get(usize::from(*reached)).map_or(f64::NAN, |line| number::round_to_f64(line.at(*x)));
        }
    }
}

/// The number, or zero: without a branch, which the compiler would else make of a sum that may be left out.
#[inline]
pub(super) fn only_if(condition: bool, number: f64) -> f64 {
    f64::from_bits(number.to_bits() & u64::from(condition).wrapping_neg())
}
