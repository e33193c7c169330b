//! The tiers of a block of rows: conditions as masks, and the highest rung that is held (rules T3 to T3.2).

use std::ops::Range;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f64x8, mask64x8};

use super::column::Column;
use super::kernel::{Block, EVERY_ROW, LANES, Present, ROWS, Sink, load};
use super::{Loaded, Reading, Source};
use crate::date::Date;
use crate::number;
use crate::policy::{Comparison, Condition, Form, Ladder, Subject, Test};

/// For which rows of a block a condition holds.
type Mask = Present;

/// A block of rows on its way to its tiers.
pub(super) struct Placing<'a> {
    pub(super) level: Level,
    pub(super) rows: &'a Range<usize>,
    /// In thousandths.
    pub(super) composite: &'a Block,
    /// Shares; of no meaning where no condition asks for them.
    pub(super) coverage: &'a Block,
    pub(super) loaded: &'a mut Loaded,
}

/// A ladder, bound to columns.
pub(super) struct Rungs<'a> {
    blocks: Vec<Gate<'a>>,
    tiers: Vec<Rung<'a>>,
}

struct Rung<'a> {
    enter: f64,
    retain: f64,
    requires: Vec<Gate<'a>>,
    retain_requires: Vec<Gate<'a>>,
}

impl<'a> Rungs<'a> {
    pub(super) fn new(ladder: &'a Ladder, columns: &[Option<Column<'a>>], as_of: Date) -> Self {
        let gates = |conditions: &'a [Condition]| conditions.iter().map(|condition| Gate::new(condition, columns, as_of)).collect();
        let rung = |tier: &'a crate::policy::Tier| Rung {
            enter: tier.enter.thousandths() as f64,
            retain: tier.retain.thousandths() as f64,
            requires: gates(&tier.requires),
            retain_requires: gates(&tier.retain_requires),
        };
        Self { blocks: gates(&ladder.blocks), tiers: ladder.tiers.iter().map(rung).collect() }
    }

    /// The ranks of a block, given those before; a rank before of zero is as good as none.
    pub(super) fn place(&self, block: &mut Placing<'_>, previous: &Block, ranks: &mut Block) {
        ranks.fill(0.0);
        let (mut may_enter, mut may_stay) = ([0; ROWS / LANES], [0; ROWS / LANES]);
        for (tier, rank) in self.tiers.iter().zip(1_u32..) {
            let gates = (all(&tier.requires, block, &mut may_enter), all(&tier.retain_requires, block, &mut may_stay));
            tier.hold(block.level, f64::from(rank), gates, block.composite, previous, ranks);
        }
        let mut blocked = [0; ROWS / LANES];
        for gate in &self.blocks {
            gate.holds(block, &mut blocked);
            dispatch!(block.level, simd => for (rank, blocked) in ranks.as_chunks_mut().0.iter_mut().zip(blocked) {
                let blocked: mask64x8<_> = mask64x8::from_bitmask(simd, blocked.into());
                *rank = blocked.select(f64x8::splat(simd, 0.0), load(simd, rank)).into();
            });
        }
    }
}

impl Rung<'_> {
    fn hold(&self, level: Level, own: f64, (may_enter, may_stay): (&Mask, &Mask), composite: &Block, previous: &Block, ranks: &mut Block) {
        dispatch!(level, simd => {
            let [own, enter, retain] = [own, self.enter, self.retain].map(|number| f64x8::splat(simd, number));
            let places = ranks.as_chunks_mut().0.iter_mut().zip(composite.as_chunks().0).zip(previous.as_chunks().0);
            for (((rank, composite), before), (may_enter, may_stay)) in places.zip(may_enter.iter().zip(may_stay)) {
                let (may_enter, may_stay) = (mask64x8::from_bitmask(simd, (*may_enter).into()), mask64x8::from_bitmask(simd, (*may_stay).into()));
                let composite = load(simd, composite);
                let enters = composite.simd_ge(enter) & may_enter;
                let stays = load(simd, before).simd_ge(own) & composite.simd_ge(retain) & may_stay;
                *rank = (enters | stays).select(own, load(simd, rank)).into();
            }
        });
    }
}

/// Rows for which all gates are open.
fn all<'m>(gates: &[Gate<'_>], block: &mut Placing<'_>, open: &'m mut Mask) -> &'m Mask {
    let [first, others @ ..] = gates else { return &EVERY_ROW };
    first.holds(block, open);
    let mut one = [0; ROWS / LANES];
    for gate in others {
        gate.holds(block, &mut one);
        open.iter_mut().zip(&one).for_each(|(open, one)| *open &= one);
    }
    open
}

/// A condition, bound to columns.
enum Gate<'a> {
    AtLeast(usize, Vec<Gate<'a>>),
    /// The fact is no column.
    Same(bool),
    Numbers(Reading<'a>, &'a Test),
    /// One for words and flags that pass, zero for others.
    Words(Source<'a>),
    Coverage(&'a Test),
    Composite(&'a Test),
}

impl<'a> Gate<'a> {
    fn new(condition: &'a Condition, columns: &[Option<Column<'a>>], as_of: Date) -> Self {
        match &condition.form {
            Form::AtLeast(count, parts) => Self::AtLeast(*count, parts.iter().map(|part| Self::new(part, columns, as_of)).collect()),
            Form::Test(test) => match test.subject {
                Subject::Coverage => Self::Coverage(test),
                Subject::Composite => Self::Composite(test),
                Subject::Fact(fact) => columns.get(fact).copied().flatten().map_or(Self::Same(test.passes(None)), |column| {
                    let reading = Reading { column, transform: test.transform.map(|transform| (transform, as_of)) };
                    if column.is_number() {
                        Self::Numbers(reading, test)
                    } else {
                        let lookup = column.lookup(|value| Some(f64::from(u8::from(test.passes(value)))));
                        Self::Words(Source { reading: Some(reading), lookup })
                    }
                }),
            },
        }
    }

    fn holds(&self, block: &mut Placing<'_>, mask: &mut Mask) {
        let Self::AtLeast(count, gates) = self else { return self.holds_by_itself(block, mask) };
        // For no gate, one, two and so on the rows that so many let through.
        let mut passed = vec![[0; ROWS / LANES]; count.saturating_add(1)];
        passed.first_mut().into_iter().for_each(|all| *all = EVERY_ROW);
        for gate in gates {
            gate.holds(block, mask);
            for most in (1..=*count).rev() {
                let (fewer, more) = passed.split_at_mut(most);
                let pairs = fewer.last().into_iter().flatten().zip(more.first_mut().into_iter().flatten());
                pairs.zip(&*mask).for_each(|((fewer, more), one)| *more |= fewer & one);
            }
        }
        passed.last().into_iter().for_each(|passed| *mask = *passed);
    }

    /// A function of its own, so that conditions within each other do not take a block of the stack each.
    #[inline(never)]
    fn holds_by_itself(&self, block: &mut Placing<'_>, mask: &mut Mask) {
        let level = block.level;
        match self {
            Self::AtLeast(..) => {}
            Self::Same(holds) => mask.fill(if *holds { u8::MAX } else { 0 }),
            Self::Numbers(reading, test) => {
                let (numbers, present) = reading.load(level, block.rows, block.loaded);
                passing(level, numbers, present, test, mask);
            }
            Self::Words(source) => {
                let mut passes = [0.0; ROWS];
                source.say(level, block.rows, block.loaded, Sink { sum: &mut passes, contributions: None, known: None });
                at_least(level, &passes, 1.0, mask);
            }
            Self::Coverage(test) => passing(level, block.coverage, &EVERY_ROW, test, mask),
            Self::Composite(test) => passing(level, &block.composite.map(number::thousandths_to_points), &EVERY_ROW, test, mask),
        }
    }
}

/// Which numbers pass a test.
fn passing(level: Level, numbers: &Block, present: &Present, test: &Test, mask: &mut Mask) {
    dispatch!(level, simd => {
        let if_missing = u64::from(test.pass_when_missing).wrapping_neg();
        for ((bits, numbers), present) in mask.iter_mut().zip(numbers.as_chunks().0).zip(present) {
            let x = load(simd, numbers);
            let given = x.simd_eq(x).to_bitmask() & u64::from(*present);
            let mut passes = given;
            for comparison in &test.comparisons {
                let holds = match comparison {
                    Comparison::AtLeast(bound) => x.simd_ge(f64x8::splat(simd, *bound)),
                    Comparison::Above(bound) => x.simd_gt(f64x8::splat(simd, *bound)),
                    Comparison::AtMost(bound) => x.simd_le(f64x8::splat(simd, *bound)),
                    Comparison::Below(bound) => x.simd_lt(f64x8::splat(simd, *bound)),
                    Comparison::IsNumber(wanted) => x.simd_eq(f64x8::splat(simd, *wanted)),
                    // Words and flags are looked up.
                    Comparison::IsFlag(_) | Comparison::OneOf(_) => mask64x8::splat(simd, false),
                };
                passes &= holds.to_bitmask();
            }
            *bits = (passes | (!given & if_missing)) as u8;
        }
    });
}

/// Which numbers are large enough.
fn at_least(level: Level, numbers: &Block, bound: f64, mask: &mut Mask) {
    dispatch!(level, simd => for (bits, numbers) in mask.iter_mut().zip(numbers.as_chunks().0) {
        *bits = load(simd, numbers).simd_ge(f64x8::splat(simd, bound)).to_bitmask() as u8;
    });
}
