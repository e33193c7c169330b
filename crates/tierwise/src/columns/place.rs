//! The tiers of a block of rows: conditions as masks, and the highest rung that is held (rules T3 to T3.2).

use std::ops::Range;

use super::column::Column;
use super::kernel::{Block, ROWS};
use crate::date::Date;
use crate::number;
use crate::policy::{Condition, Form, Ladder, Subject, Test, Transform};

/// Which rows of a block a condition holds for.
type Mask = [bool; ROWS];

/// What rows score, for the conditions that ask for it.
#[derive(Clone, Copy)]
pub(super) struct Scored<'a> {
    /// In thousandths.
    pub(super) composite: &'a Block,
    /// Shares; of no meaning where no condition asks for them.
    pub(super) coverage: &'a Block,
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
    pub(super) fn place(&self, rows: &Range<usize>, scored: Scored<'_>, previous: &Block, ranks: &mut Block) {
        ranks.fill(0.0);
        for (tier, rank) in self.tiers.iter().zip(1_u32..) {
            tier.hold(f64::from(rank), rows, scored, previous, ranks);
        }
        for block in &self.blocks {
            let mut blocked = [false; ROWS];
            block.holds(rows, scored, &mut blocked);
            ranks.iter_mut().zip(&blocked).for_each(|(rank, blocked)| *rank = if *blocked { 0.0 } else { *rank });
        }
    }
}

impl Rung<'_> {
    fn hold(&self, own: f64, rows: &Range<usize>, scored: Scored<'_>, previous: &Block, ranks: &mut Block) {
        let (enter, retain) = (self.enter, self.retain);
        let places = ranks.iter_mut().zip(scored.composite).zip(previous);
        if self.requires.is_empty() && self.retain_requires.is_empty() {
            // `retain` is at most `enter`.
            places.for_each(|((rank, composite), before)| {
                let bound = if *before >= own { retain } else { enter };
                *rank = if *composite >= bound { own } else { *rank };
            });
            return;
        }
        let (may_enter, may_stay) = (all(&self.requires, rows, scored), all(&self.retain_requires, rows, scored));
        for (((rank, composite), before), (may_enter, may_stay)) in places.zip(may_enter.iter().zip(&may_stay)) {
            let held = ((*composite >= enter) & may_enter) | ((*before >= own) & (*composite >= retain) & may_stay);
            *rank = if held { own } else { *rank };
        }
    }
}

/// Rows for which all gates are open.
fn all(gates: &[Gate<'_>], rows: &Range<usize>, scored: Scored<'_>) -> Mask {
    let (mut open, mut one) = ([true; ROWS], [false; ROWS]);
    for gate in gates {
        gate.holds(rows, scored, &mut one);
        open.iter_mut().zip(&one).for_each(|(open, one)| *open &= one);
    }
    open
}

/// A condition, bound to columns.
enum Gate<'a> {
    AtLeast(usize, Vec<Gate<'a>>),
    /// The fact is no column.
    Same(bool),
    Numbers(Column<'a>, Option<(Transform, Date)>, &'a Test),
    /// One for words and flags that pass, zero for others, first of all for what is missing.
    LookUp(Column<'a>, Vec<f64>),
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
                Subject::Fact(fact) => match columns.get(fact).copied().flatten() {
                    None => Self::Same(test.passes(None)),
                    Some(column) if column.is_number() => Self::Numbers(column, test.transform.map(|transform| (transform, as_of)), test),
                    Some(column) => Self::LookUp(column, column.lookup(|value| Some(f64::from(u8::from(test.passes(value)))))),
                },
            },
        }
    }

    fn holds(&self, rows: &Range<usize>, scored: Scored<'_>, mask: &mut Mask) {
        match self {
            Self::AtLeast(count, gates) => {
                let (mut holding, mut one) = ([0_u32; ROWS], [false; ROWS]);
                for gate in gates {
                    gate.holds(rows, scored, &mut one);
                    holding.iter_mut().zip(&one).for_each(|(holding, one)| *holding = holding.wrapping_add(u32::from(*one)));
                }
                mask.iter_mut().zip(&holding).for_each(|(slot, holding)| *slot = *holding as usize >= *count);
            }
            Self::Same(holds) => mask.fill(*holds),
            Self::Numbers(column, transform, test) => {
                let mut block = [0.0; ROWS];
                let mut block = *column.numbers_of(rows, *transform, &mut block);
                column.set_invalid(rows, f64::NAN, &mut block);
                test.passing(&block, mask);
            }
            Self::LookUp(column, lookup) => {
                let mut block = [0.0; ROWS];
                column.look_up(rows, lookup, &mut block);
                mask.iter_mut().zip(&block).for_each(|(slot, passes)| *slot = *passes > 0.0);
            }
            Self::Coverage(test) => test.passing(scored.coverage, mask),
            Self::Composite(test) => test.passing(&scored.composite.map(number::thousandths_to_points), mask),
        }
    }
}
