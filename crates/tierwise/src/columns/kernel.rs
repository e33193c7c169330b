//! What a criterion brings to a block of rows, without a branch in a row: eight rows at once, in vectors of the width
//! that the machine has.
//!
//! A block stays in the cache while it is worked on, and every column of it is read once. Contributions are whole
//! thousandths below 2^53, so that they are held and summed exactly as numbers; NaN marks a row that needs a closer
//! look, and stays NaN in every sum.

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f64x8, i64x8, mask64x8};

use crate::number::{THOUSANDTHS, WHOLE};
use crate::policy::{Knot, MissingRule, Shape, Step};
use crate::tally::Line;

/// Rows of a block.
pub(super) const ROWS: usize = 512;
/// Rows that are worked on at once.
pub(super) const LANES: usize = 8;
/// Up to so many bounds are gone through, one after the other; beyond, they are searched.
const COUNTED: usize = 16;

/// A number for each row of a block.
pub(super) type Block = [f64; ROWS];
/// A bit for each row of a block, the first one lowest.
pub(super) type Present = [u8; ROWS / LANES];

/// All of them.
pub(super) const EVERY_ROW: Present = [u8::MAX; ROWS / LANES];

/// What is said of a number, given or missing.
#[derive(Debug)]
pub(super) struct Lookup {
    missing: f64,
    given: Given,
}

#[derive(Debug)]
enum Given {
    Bands(Bands),
    Curve(Curve),
    /// By places in a dictionary.
    Places(Vec<f64>),
    /// Nothing, of any number.
    Any,
}

/// The contribution of a missing fact; NaN if there is none, or if the rest of the aspect depends on it.
pub(super) fn missing(rule: MissingRule) -> f64 {
    match rule {
        MissingRule::Points(step) => step.contribution as f64,
        MissingRule::Reject | MissingRule::Renormalise => f64::NAN,
    }
}

impl Lookup {
    /// That of bands or a curve; `None` for shapes that do not read numbers.
    pub(super) fn of(shape: &Shape, missing: f64) -> Option<Self> {
        let given = match shape {
            Shape::Bands(bands) => Given::Bands(Bands::new(bands)),
            Shape::Curve(knots) => Given::Curve(Curve::new(knots)?),
            Shape::Table { .. } | Shape::Flag { .. } => return None,
        };
        Some(Self { missing, given })
    }

    /// What is said of places in a dictionary; NaN of places that it does not have.
    pub(super) fn places(missing: f64, places: Vec<f64>) -> Self {
        Self { missing, given: Given::Places(places) }
    }

    /// Zero of every number that can be.
    pub(super) fn any() -> Self {
        Self { missing: 0.0, given: Given::Any }
    }

    /// Says it of the rows of a block for which there are bits.
    pub(super) fn say(&self, level: Level, numbers: &Block, present: &[u8], to: Sink<'_>) {
        let missing = self.missing;
        match &self.given {
            Given::Bands(bands) if bands.steps.len() > COUNTED => {
                dispatch!(level, simd => each(simd, numbers, present, missing, to, |x| one_by_one(simd, x, |x| bands.search(x))));
            }
            Given::Bands(bands) => dispatch!(level, simd => each(simd, numbers, present, missing, to, |x| bands.count(simd, x))),
            Given::Curve(curve) if curve.stretches.len() > COUNTED => {
                dispatch!(level, simd => each(simd, numbers, present, missing, to, |x| one_by_one(simd, x, |x| curve.search(x))));
            }
            Given::Curve(curve) => dispatch!(level, simd => each(simd, numbers, present, missing, to, |x| curve.select(simd, x))),
            Given::Places(places) if places.len() > COUNTED => {
                let place = |x: f64| places.get(x as usize).copied().unwrap_or(f64::NAN);
                dispatch!(level, simd => each(simd, numbers, present, missing, to, |x| one_by_one(simd, x, place)));
            }
            Given::Places(places) => dispatch!(level, simd => each(simd, numbers, present, missing, to, |x| at_place(simd, places, x))),
            Given::Any => dispatch!(level, simd => each(simd, numbers, present, missing, to, |x: f64x8<_>| x * 0.0)),
        }
    }
}

/// Where it goes, what is said of a block.
pub(super) struct Sink<'a> {
    /// It is added here.
    pub(super) sum: &'a mut Block,
    /// And written there, as whole thousandths.
    pub(super) contributions: Option<&'a mut [i64; ROWS]>,
    /// This much is taken off the known reach where the value is missing.
    pub(super) known: Option<(&'a mut Block, f64)>,
}

/// Goes through a block.
#[inline(always)]
fn each<S: Simd>(simd: S, numbers: &Block, present: &[u8], missing: f64, to: Sink<'_>, given: impl Fn(f64x8<S>) -> f64x8<S>) {
    let (missing, none, zero) = (f64x8::splat(simd, missing), f64x8::splat(simd, f64::NAN), f64x8::splat(simd, 0.0));
    let (mut contributions, mut known) = (
        to.contributions.map(|slots| slots.as_chunks_mut().0.iter_mut()),
        to.known.map(|(known, reach)| (known.as_chunks_mut().0.iter_mut(), f64x8::splat(simd, reach))),
    );
    for ((sum, numbers), present) in to.sum.as_chunks_mut().0.iter_mut().zip(numbers.as_chunks().0).zip(present) {
        let x: f64x8<S> = mask64x8::from_bitmask(simd, u64::from(*present)).select(load(simd, numbers), none);
        let is_given = x.simd_eq(x);
        let brought = is_given.select(given(x), missing);
        *sum = (load(simd, sum) + brought).into();
        if let Some(slot) = contributions.as_mut().and_then(Iterator::next) {
            *slot = whole(simd, brought).into();
        }
        if let Some((known, reach)) = &mut known
            && let Some(known) = known.next()
        {
            *known = (load(simd, known) - is_given.select(zero, *reach)).into();
        }
    }
}

/// Brings the sums of an aspect within its bounds, and adds them to the composite.
pub(super) fn close(level: Level, sum: &mut Block, (floor, cap): (f64, f64), composite: &mut Block) {
    dispatch!(level, simd => {
        let (floor, cap) = (f64x8::splat(simd, floor), f64x8::splat(simd, cap));
        for (sum, composite) in sum.as_chunks_mut().0.iter_mut().zip(composite.as_chunks_mut().0) {
            let clipped = load(simd, sum);
            let clipped = clipped.simd_gt(cap).select(cap, clipped);
            let clipped = clipped.simd_lt(floor).select(floor, clipped);
            *sum = clipped.into();
            *composite = (load(simd, composite) + clipped).into();
        }
    });
}

/// Adds nothing to the composite, or no number where the other block has none.
pub(super) fn mark(level: Level, other: &Block, composite: &mut Block) {
    dispatch!(level, simd => for (composite, other) in composite.as_chunks_mut().0.iter_mut().zip(other.as_chunks().0) {
        *composite = (load(simd, composite) + load(simd, other) * f64x8::splat(simd, 0.0)).into();
    });
}

/// Whether one of the first rows is no number.
pub(super) fn lacks_numbers(level: Level, block: &Block, rows: usize) -> bool {
    let (chunks, rest) = block.get(..rows).unwrap_or_default().as_chunks();
    // Sums of several rows at once: no number is as large as to leave an `f64`.
    let sums: [f64; LANES] = dispatch!(level, simd => chunks.iter().fold(f64x8::splat(simd, 0.0), |sums, chunk| sums + load(simd, chunk)).into());
    sums.iter().chain(rest).any(|sum| sum.is_nan())
}

/// Writes numbers to their places, whatever these hold.
pub(super) fn write<T>(level: Level, block: &[f64], slots: &mut [T], value: impl Fn(f64) -> T) {
    dispatch!(level, simd => simd.vectorize(#[inline(always)] || slots.iter_mut().zip(block).for_each(|(slot, number)| *slot = value(*number))));
}

/// Makes other numbers of those of a block.
pub(super) fn change(level: Level, block: &mut Block, value: impl Fn(f64) -> f64) {
    dispatch!(level, simd => simd.vectorize(#[inline(always)] || block.iter_mut().for_each(|number| *number = value(*number))));
}

/// Fills a block with values as numbers.
pub(super) fn fill<T>(level: Level, values: &[T], block: &mut Block, number: impl Fn(&T) -> f64) {
    dispatch!(level, simd => simd.vectorize(#[inline(always)] || block.iter_mut().zip(values).for_each(|(slot, value)| *slot = number(value))));
}

/// Whole thousandths as points. Those of a result are below 2^51, so that adding them to the bits of a number whose unit is one
/// makes them numbers.
pub(super) fn to_points(level: Level, thousandths: &[i64], points: &mut [f64]) {
    dispatch!(level, simd => {
        let (one, unit, bits) = (f64x8::splat(simd, THOUSANDTHS), f64x8::splat(simd, WHOLE), i64x8::splat(simd, WHOLE.to_bits().cast_signed()));
        let ((points, last), (thousandths, rest)) = (points.as_chunks_mut(), thousandths.as_chunks());
        for (points, thousandths) in points.iter_mut().zip(thousandths) {
            let thousandths: [i64; LANES] = *thousandths;
            *points = (((i64x8::simd_from(simd, thousandths) + bits).bitcast::<f64x8<_>>() - unit) / one).into();
        }
        last.iter_mut().zip(rest).for_each(|(points, thousandths)| *points = *thousandths as f64 / THOUSANDTHS);
    });
}

#[inline(always)]
pub(super) fn load<S: Simd>(simd: S, numbers: &[f64; LANES]) -> f64x8<S> {
    f64x8::simd_from(simd, *numbers)
}

/// Rounded to the nearest whole number, ties to even.
#[inline(always)]
pub(super) fn whole<S: Simd>(simd: S, numbers: f64x8<S>) -> i64x8<S> {
    (numbers + f64x8::splat(simd, WHOLE)).bitcast::<i64x8<S>>() - i64x8::splat(simd, WHOLE.to_bits().cast_signed())
}

#[inline(always)]
fn one_by_one<S: Simd>(simd: S, numbers: f64x8<S>, each: impl Fn(f64) -> f64) -> f64x8<S> {
    load(simd, &<[f64; LANES]>::from(numbers).map(each))
}

#[inline(always)]
fn at_place<S: Simd>(simd: S, places: &[f64], x: f64x8<S>) -> f64x8<S> {
    let mut found = f64x8::splat(simd, f64::NAN);
    let mut place = f64x8::splat(simd, 0.0);
    for value in places {
        found = x.simd_eq(place).select(f64x8::splat(simd, *value), found);
        place += f64x8::splat(simd, 1.0);
    }
    found
}

/// Bands as steps: what each bound that a number reaches adds to the contribution.
#[derive(Debug)]
struct Bands {
    /// The first bound and its contribution; below it there is none.
    first: (f64, f64),
    /// The other bounds, each with the difference to the band below; nothing reaches infinity.
    steps: Vec<(f64, f64)>,
    /// The contributions by the number of bounds reached.
    contributions: Vec<f64>,
}

impl Bands {
    fn new(bands: &[(f64, Step)]) -> Self {
        // A band that is open below starts at the least number.
        let bands: Vec<(f64, f64)> = bands.iter().map(|(lower, step)| (lower.max(f64::MIN), step.contribution as f64)).collect();
        let steps = bands.iter().zip(bands.iter().skip(1)).map(|((_, below), (bound, contribution))| (*bound, contribution - below));
        Self {
            first: bands.first().copied().unwrap_or((f64::INFINITY, f64::NAN)),
            steps: steps.chain([(f64::INFINITY, f64::NAN)]).collect(),
            contributions: bands.iter().map(|(_, contribution)| *contribution).collect(),
        }
    }

    #[inline(always)]
    fn count<S: Simd>(&self, simd: S, x: f64x8<S>) -> f64x8<S> {
        let (first, contribution) = self.first;
        let zero = f64x8::splat(simd, 0.0);
        let mut sum = x.simd_ge(f64x8::splat(simd, first)).select(f64x8::splat(simd, contribution), f64x8::splat(simd, f64::NAN));
        for (bound, step) in &self.steps {
            sum += x.simd_ge(f64x8::splat(simd, *bound)).select(f64x8::splat(simd, *step), zero);
        }
        sum
    }

    fn search(&self, x: f64) -> f64 {
        let reached = self.steps.partition_point(|(bound, _)| *bound <= x);
        if x >= self.first.0 { self.contributions.get(reached).copied().unwrap_or(f64::NAN) } else { f64::NAN }
    }
}

/// A curve as stretches between two knots, flat before the first and after the last.
#[derive(Debug)]
struct Curve {
    /// What is brought before the first knot.
    before: f64,
    /// Where each stretch begins, and the two knots (x and weighted points) of its line.
    stretches: Vec<Stretch>,
}

#[derive(Debug)]
struct Stretch {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
}

impl Curve {
    fn new(knots: &[Knot]) -> Option<Self> {
        let flat = |knot: &Knot| knot.step.contribution as f64;
        let (before, last) = (flat(knots.first()?), knots.last()?);
        let between =
            knots.iter().zip(knots.iter().skip(1)).map(|(one, next)| Stretch { x0: one.x, y0: one.step.weighted, x1: next.x, y1: next.step.weighted });
        let after = Stretch { x0: last.x, y0: flat(last), x1: last.x, y1: flat(last) };
        Some(Self { before, stretches: between.chain([after]).collect() })
    }

    /// The arithmetic is that of [`Line::at`]. On a flat stretch its quotient is no number or the points themselves.
    #[inline(always)]
    fn select<S: Simd>(&self, simd: S, x: f64x8<S>) -> f64x8<S> {
        let splat = |number: f64| f64x8::splat(simd, number);
        let (mut x0, mut x1, mut y0, mut y1) = (splat(0.0), splat(0.0), splat(self.before), splat(self.before));
        for stretch in &self.stretches {
            let reached = x.simd_ge(splat(stretch.x0));
            x0 = reached.select(splat(stretch.x0), x0);
            x1 = reached.select(splat(stretch.x1), x1);
            y0 = reached.select(splat(stretch.y0), y0);
            y1 = reached.select(splat(stretch.y1), y1);
        }
        let y = y0 + (x - x0) * (y1 - y0) / (x1 - x0);
        let (lowest, highest) = (y0.simd_lt(y1).select(y0, y1), y0.simd_lt(y1).select(y1, y0));
        let y = y.simd_gt(lowest).select(y, lowest);
        let y = y.simd_lt(highest).select(y, highest);
        let y = (y + splat(WHOLE)) - splat(WHOLE);
        x.abs().simd_le(splat(f64::MAX)).select(y, splat(f64::NAN))
    }

    fn search(&self, x: f64) -> f64 {
        let reached = self.stretches.partition_point(|stretch| stretch.x0 <= x);
        if x.is_infinite() {
            return f64::NAN;
        }
        let line = reached
            .checked_sub(1)
            .and_then(|at| self.stretches.get(at))
            .map_or(Line::flat(self.before), |stretch| Line::between((stretch.x0, stretch.y0), (stretch.x1, stretch.y1)));
        crate::number::round_to_f64(line.at(x))
    }
}
