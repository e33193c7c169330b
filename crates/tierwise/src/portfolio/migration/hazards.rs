//! Moves day by day: the estimator of Aalen and Johansen, with Greenwood's variances (rule M7), beside constant rates (rule M8).
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indexes are ranks of checked tiers; accounts and their days are far fewer than 2^63"
)]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::chain::finite;
use super::generator::Generator;
use super::matrix::Matrix;
use super::panel::{Panel, TierState, TierStateKind, refused};
use super::spells::{Spell, SpellEnd};
use crate::date::Date;
use crate::error::Error;
use crate::number::Finite;

/// What moves day by day say about the time after a day, up to and including another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hazards {
    /// Moves after this day count,
    pub after: Date,
    /// up to and including this one.
    pub until: Date,
    /// The tiers, lowest first, and `left` at the end: those of all rows and columns.
    pub states: Vec<TierState>,
    /// By state before, by state after: moves.
    pub moves: Vec<Vec<u64>>,
    /// By state: days that accounts were in it, all together.
    pub exposure_days: Vec<u64>,
    /// By state on the day `after`, by state on the day `until`: the probability, by the estimator of Aalen and Johansen.
    pub probabilities: Vec<Vec<Finite>>,
    /// The standard errors of the probabilities, of Greenwood's kind.
    pub standard_errors: Vec<Vec<Finite>>,
    /// By state on the day `after`: how its probabilities vary together.
    pub covariances: Vec<Vec<Vec<Finite>>>,
    /// The same by rates that never change.
    pub generator: Generator,
}

/// Reads spells day by day: moves, the probabilities of Aalen and Johansen with their errors, and constant rates.
///
/// ```
/// use tierwise::{portfolio::migration::{Panel, hazards}, wire};
/// let panel: Panel = wire::read(&mut serde_json::Deserializer::from_str(r#"{"ladder": ["standard", "silver"], "spells": [
///   {"account": "a", "from": "2025-01-01", "until": "2025-03-01", "tier": "standard"}, {"account": "a", "from": "2025-03-01", "tier": "silver"},
///   {"account": "b", "from": "2025-01-01", "tier": "standard"}
/// ]}"#))?;
/// let found = hazards(&panel, "2025-01-01".parse().unwrap(), "2026-01-01".parse().unwrap())?;
/// assert_eq!(found.probabilities[0][1].get(), 0.5);
/// assert_eq!(found.exposure_days[0], 59 + 365);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `migration.panel` for an end that is not after the beginning, observations of single days, and spells that overlap; `tier.unknown` for tiers
/// that the ladder does not have.
pub fn hazards(panel: &Panel, after: Date, until: Date) -> Result<Hazards, Error> {
    let mut problems = Vec::new();
    if until <= after {
        problems.push(refused("until", format!("expected a day after {after}, found {until}")));
    }
    if !panel.observations.is_empty() {
        problems.push(refused("observations", format!("expected spells only, found {} accounts on single days", panel.observations.len())));
    }
    Error::check(problems)?;
    let chains = panel.chains()?;
    let left = panel.ladder.len();
    let size = left.saturating_add(1);
    let mut moves = vec![vec![0_u64; size]; size];
    let mut exposure_days = vec![0_u64; size];
    // How the risk sets change: by day, by state, who is there from the day after, and who no longer is.
    let mut changes: BTreeMap<Date, Day> = BTreeMap::new();
    let mut at_risk = vec![0_i64; size];
    for chain in chains.values() {
        let next = chain.iter().skip(1).map(Some).chain([None]);
        for (&(rank, spell), next) in chain.iter().zip(next) {
            if until <= spell.from || spell.until.is_some_and(|end| end <= after) {
                continue;
            }
            let last = spell.until.map_or(until, |end| end.min(until));
            exposure_days[rank] += u64::from(last.days_since(spell.from.max(after)).unsigned_abs());
            if spell.from <= after {
                at_risk[rank] += 1;
            } else {
                changes.entry(spell.from).or_default().change.push((rank, 1));
            }
            let Some(end) = spell.until.filter(|end| *end <= until) else { continue };
            let day = changes.entry(end).or_default();
            day.change.push((rank, -1));
            if let Some(to) = successor(spell, next.copied(), left).filter(|to| *to != rank) {
                moves[rank][to] += 1;
                day.jumps.push((rank, to));
            }
        }
    }
    let Estimate { probabilities, covariances } = aalen_johansen(size, at_risk, &changes);
    let tiers = panel.ladder.iter().map(|name| TierState { name: name.as_str().into(), kind: TierStateKind::Tier });
    let generator = Generator::of(&moves, &exposure_days, until.days_since(after));
    let root = |at: usize, row: &Matrix| finite(libm::sqrt(row[(at, at)].max(0.0)));
    Ok(Hazards {
        after,
        until,
        states: tiers.chain([TierState { name: "left".into(), kind: TierStateKind::Left }]).collect(),
        moves,
        exposure_days,
        probabilities: finite_rows(&probabilities),
        standard_errors: covariances.iter().map(|row| (0..size).map(|at| root(at, row)).collect()).collect(),
        covariances: covariances.iter().map(finite_rows).collect(),
        generator,
    })
}

/// Where a spell that ended led; `None` if that is not known.
fn successor(spell: &Spell, next: Option<(usize, &Spell)>, left: usize) -> Option<usize> {
    match next.filter(|(_, next)| spell.until == Some(next.from)) {
        Some((rank, _)) => Some(rank),
        None => (spell.end == Some(SpellEnd::Left)).then_some(left),
    }
}

pub(super) fn finite_rows(matrix: &Matrix) -> Vec<Vec<Finite>> {
    matrix.rows().map(|row| row.iter().copied().map(finite).collect()).collect()
}

/// What happens on a day.
#[derive(Default)]
struct Day {
    /// From and to.
    jumps: Vec<(usize, usize)>,
    /// By state: one who is there from the end of the day on, or no longer is.
    change: Vec<(usize, i64)>,
}

struct Estimate {
    probabilities: Matrix,
    /// By state at the start.
    covariances: Vec<Matrix>,
}

/// The product over the days of jumps of I + dA, where dA is the share of each state's risk set, just before the day, that jumps. All jumps of a day
/// are one factor. A factor's rows are independent, and each varies like shares of a number of draws: so a row p of the product has
/// `V' = F^T V F + sum of p_i^2 (diag(F_i) - F_i F_i^T) / Y_i`.
fn aalen_johansen(size: usize, mut at_risk: Vec<i64>, days: &BTreeMap<Date, Day>) -> Estimate {
    let mut probabilities = Matrix::identity(size);
    let mut covariances = vec![Matrix::zero(size); size];
    for day in days.values() {
        if !day.jumps.is_empty() {
            let at_risk = |state: usize| at_risk[state] as f64;
            let mut counts = Matrix::zero(size);
            day.jumps.iter().for_each(|jump| counts[*jump] += 1.0);
            let share = |from: usize, to: usize| if counts[(from, to)] == 0.0 { 0.0 } else { counts[(from, to)] / at_risk(from) };
            let leave = |from: usize| (0..size).map(|to| counts[(from, to)]).sum::<f64>();
            let stay = |from: usize| if leave(from) == 0.0 { 1.0 } else { (at_risk(from) - leave(from)) / at_risk(from) };
            let factor = Matrix::from_cells(size, |from, to| if from == to { stay(from) } else { share(from, to) });
            let transposed = factor.transposed();
            for (start, covariance) in covariances.iter_mut().enumerate() {
                let carried = transposed.times(covariance).times(&factor);
                let fresh = |row: usize, column: usize| {
                    let of = |from: usize| {
                        if leave(from) == 0.0 {
                            return 0.0;
                        }
                        let own = if row == column { factor[(from, row)] } else { 0.0 };
                        let weight = probabilities[(start, from)] * probabilities[(start, from)];
                        weight * (own - factor[(from, row)] * factor[(from, column)]) / at_risk(from)
                    };
                    (0..size).map(of).sum::<f64>()
                };
                *covariance = Matrix::from_cells(size, |row, column| carried[(row, column)] + fresh(row, column));
            }
            probabilities = probabilities.times(&factor);
        }
        for (state, change) in &day.change {
            at_risk[*state] += change;
        }
    }
    Estimate { probabilities, covariances }
}
