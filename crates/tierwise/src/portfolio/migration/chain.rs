//! Where a matrix of shares leads in the long run: a Markov chain (rule M6).

use serde::{Deserialize, Serialize};

use super::eigenvalues::{Complex, eigenvalues};
use super::matrix::Matrix;
use crate::Name;
use crate::error::{Error, Problem, code};
use crate::number::Finite;

/// How far the shares of a row may sum beside one.
const TOLERANCE: f64 = 1e-9;

/// A matrix of shares, and where it leads if it went on so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// The states, in their order.
    pub states: Vec<Name>,
    /// By state before, by state after: the share that goes there.
    pub shares: Vec<Vec<Finite>>,
    /// By state: the share that begins there.
    pub initial: Vec<Finite>,
    /// How much moves; null for a single state.
    pub mobility: Option<Mobility>,
    /// The sets of states that are never left, in the order of their first states.
    pub recurrent: Vec<RecurrentClass>,
    /// The states that are left for good.
    pub transient: Vec<Name>,
    /// By state before, by state to be reached: how many periods it takes on average, or to come back; null where it may never be.
    pub mean_first_passage: Vec<Vec<Option<Finite>>>,
    /// By state: how many periods an account stays on average; null where it is never left.
    pub sojourn: Vec<Option<Finite>>,
}

/// How much moves, as one number: zero if nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mobility {
    /// Of Shorrocks and Prais: (k - trace) / (k - 1).
    pub prais: Finite,
    /// One less the modulus of the determinant.
    pub determinant: Finite,
    /// One less the second greatest modulus of an eigenvalue.
    pub second_eigenvalue: Finite,
    /// Of Bartholomew: the share that moves, weighed by where accounts begin, times k / (k - 1).
    pub bartholomew: Finite,
    /// Of Bartholomew: the steps that are moved, weighed so, by k - 1.
    pub bartholomew_steps: Finite,
}

/// States that lead to each other and to no others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecurrentClass {
    /// The states.
    pub states: Vec<Name>,
    /// By state: the share that will be there in the long run.
    pub steady_state: Vec<Finite>,
}

/// Where a matrix of shares leads in the long run: mobility, steady states, times of first passage and of stay.
///
/// `initial` is by state the share that begins there; all equal if it is not given.
///
/// ```
/// use tierwise::portfolio::migration::chain;
/// let states = ["rain", "nice", "snow"].map(Into::into);
/// let oz = chain(&states, &[vec![0.5, 0.25, 0.25], vec![0.5, 0.0, 0.5], vec![0.25, 0.25, 0.5]], None)?;
/// let steady: Vec<f64> = oz.recurrent[0].steady_state.iter().map(|share| share.get()).collect();
/// assert!(steady.iter().zip([0.4, 0.2, 0.4]).all(|(found, expected)| (found - expected).abs() < 1e-15));
/// assert_eq!(oz.sojourn[0].unwrap().get(), 2.0);
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `migration.chain` for rows that are not shares of each state, zero or more, that sum to one: a state that nobody was observed in has no
/// row, and is never taken for one that is not left.
pub fn chain(states: &[Name], shares: &[Vec<f64>], initial: Option<&[f64]>) -> Result<Chain, Error> {
    let equal: Vec<f64> = states.iter().map(|_| 1.0 / states.len() as f64).collect();
    let initial = initial.unwrap_or(&equal);
    let rows = shares.iter().enumerate().map(|(row, shares)| (format!("shares[{row}]"), shares.as_slice()));
    let wrong = rows.chain([("initial".to_owned(), initial)]).filter_map(|(path, row)| {
        let sum: f64 = row.iter().sum();
        let good = row.len() == states.len() && row.iter().all(|share| *share >= 0.0) && (sum - 1.0).abs() <= TOLERANCE;
        let message = || format!("expected {} shares, zero or more, that sum to 1, found {} that sum to {sum}", states.len(), row.len());
        (!good).then(|| Problem::new(code::MIGRATION_CHAIN, path, message()))
    });
    let short = || Problem::new(code::MIGRATION_CHAIN, "shares", format!("expected a row for each of {} states, found {}", states.len(), shares.len()));
    let short = (shares.len() != states.len() || states.is_empty()).then(short);
    Error::check(short.into_iter().chain(wrong).collect())?;
    let cell = |row: usize, column: usize| shares.get(row).and_then(|row| row.get(column)).copied().unwrap_or_default();
    Ok(Chain::of(states, &Matrix::from_cells(states.len(), cell), initial))
}

/// The chain of counted moves. States that nobody was in, before or after, are left out.
pub(super) fn observed(ladder: &[String], counts: &[Vec<u64>]) -> Option<Chain> {
    let out: Vec<u64> = counts.iter().map(|row| row.iter().sum()).collect();
    let entered = |state: usize| counts.iter().any(|row| row.get(state).is_some_and(|count| *count > 0));
    let kept: Vec<usize> = out.iter().enumerate().filter(|(state, out)| **out > 0 || entered(*state)).map(|(state, _)| state).collect();
    let total: u64 = out.iter().sum();
    let of = |state: usize| out.get(state).copied().unwrap_or(0);
    if kept.is_empty() || kept.iter().any(|state| of(*state) == 0) {
        return None;
    }
    let count = |row: usize, column: usize| counts.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
    let shares = Matrix::from_cells(counts.len(), |row, column| if of(row) == 0 { 0.0 } else { count(row, column) as f64 / of(row) as f64 });
    let initial: Vec<f64> = kept.iter().map(|state| of(*state) as f64 / total as f64).collect();
    let names: Vec<Name> = kept.iter().filter_map(|state| ladder.get(*state)).map(|name| name.as_str().into()).collect();
    Some(Chain::of(&names, &shares.part(&kept), &initial))
}

impl Chain {
    fn of(states: &[Name], shares: &Matrix, initial: &[f64]) -> Self {
        let all = || 0..states.len();
        let reaches = reaches(shares, None);
        let closed = |state: usize| all().all(|other| !leads(&reaches, state, other) || leads(&reaches, other, state));
        let class = |state: usize| all().filter(|other| leads(&reaches, state, *other) && leads(&reaches, *other, state)).collect::<Vec<usize>>();
        let name = |state: &usize| states.get(*state).cloned();
        // Every class once, from its first state.
        let classes: Vec<Vec<usize>> = all()
            .filter(|state| closed(*state))
            .map(|state| (state, class(state)))
            .filter(|(state, class)| class.first() == Some(state))
            .map(|(_, class)| class)
            .collect();
        let recurrent = classes.iter().map(|class| RecurrentClass {
            states: class.iter().filter_map(name).collect(),
            steady_state: steady_state(shares.part(class)).into_iter().map(finite).collect(),
        });
        Self {
            states: states.to_vec(),
            shares: shares.rows().map(|row| row.iter().copied().map(finite).collect()).collect(),
            initial: initial.iter().copied().map(finite).collect(),
            mobility: mobility(shares, initial),
            recurrent: recurrent.collect(),
            transient: all().filter(|state| !closed(*state)).filter_map(|state| name(&state)).collect(),
            mean_first_passage: rows_of_columns(all().map(|target| first_passage(shares, target)).collect(), states.len()),
            sojourn: all().map(|state| Some(1.0 - shares[(state, state)]).filter(|leaving| *leaving > 0.0).map(|leaving| finite(1.0 / leaving))).collect(),
        }
    }
}

pub(super) fn finite(number: f64) -> Finite {
    Finite::new(number).unwrap_or_default()
}

fn mobility(shares: &Matrix, initial: &[f64]) -> Option<Mobility> {
    let size = shares.size();
    let (count, steps) = (size as f64, size.checked_sub(1).filter(|steps| *steps > 0)? as f64);
    let stays = |weight: &dyn Fn(usize) -> f64| (0..size).map(|state| weight(state) * shares[(state, state)]).sum::<f64>();
    let weight = |state: usize| initial.get(state).copied().unwrap_or_default();
    let moved = |state: usize| (0..size).map(|other| weight(state) * shares[(state, other)] * state.abs_diff(other) as f64).sum::<f64>();
    let second = eigenvalues(shares).get(1).copied().unwrap_or(Complex::ZERO);
    Some(Mobility {
        prais: finite((count - stays(&|_| 1.0)) / steps),
        determinant: finite(1.0 - shares.determinant().abs()),
        second_eigenvalue: finite(1.0 - second.modulus()),
        bartholomew: finite((count - count * stays(&weight)) / steps),
        bartholomew_steps: finite((0..size).map(moved).sum::<f64>() / steps),
    })
}

/// Which states lead to which, in any number of periods, none included; not beyond one state, if it is given.
fn reaches(shares: &Matrix, not_beyond: Option<usize>) -> Vec<Vec<bool>> {
    let size = shares.size();
    let from = |start: usize| {
        let mut reached = vec![false; size];
        let mut open = vec![start];
        while let Some(state) = open.pop() {
            let Some(seen) = reached.get_mut(state).filter(|seen| !**seen) else { continue };
            *seen = true;
            if not_beyond != Some(state) {
                open.extend((0..size).filter(|other| shares[(state, *other)] > 0.0));
            }
        }
        reached
    };
    (0..size).map(from).collect()
}

fn leads(reaches: &[Vec<bool>], from: usize, to: usize) -> bool {
    reaches.get(from).and_then(|row| row.get(to)).copied().unwrap_or(false)
}

/// The steady state of states that lead to each other, by the elimination of Grassmann, Taksar and Heyman: no differences, so that
/// nothing is lost.
fn steady_state(mut shares: Matrix) -> Vec<f64> {
    for last in (1..shares.size()).rev() {
        let leaves: f64 = (0..last).map(|state| shares[(last, state)]).sum();
        for row in 0..last {
            let through = shares[(row, last)] / leaves;
            shares[(row, last)] = through;
            for column in 0..last {
                let more = through * shares[(last, column)];
                shares[(row, column)] += more;
            }
        }
    }
    let mut steady: Vec<f64> = Vec::with_capacity(shares.size());
    for state in 0..shares.size() {
        let inflow: f64 = steady.iter().enumerate().map(|(row, share)| share * shares[(row, state)]).sum();
        steady.push(if state == 0 { 1.0 } else { inflow });
    }
    let total: f64 = steady.iter().sum();
    steady.into_iter().map(|share| share / total).collect()
}

/// By state: the mean number of periods to a target; none from states that may never come there.
fn first_passage(shares: &Matrix, target: usize) -> Vec<Option<f64>> {
    let reaches = reaches(shares, Some(target));
    let arrives = |state: usize| (0..shares.size()).all(|other| !leads(&reaches, state, other) || leads(&reaches, other, target));
    let surely: Vec<usize> = (0..shares.size()).filter(|state| *state != target && arrives(*state)).collect();
    let part = shares.part(&surely);
    let system = Matrix::from_cells(surely.len(), |row, column| if row == column { 1.0 - part[(row, column)] } else { -part[(row, column)] });
    let times = system.solve(surely.iter().map(|_| 1.0).collect()).unwrap_or_default();
    let time = |state: usize| surely.iter().zip(&times).find(|(other, _)| **other == state).map(|(_, time)| *time);
    let returns = (0..shares.size()).filter(|other| *other != target && shares[(target, *other)] > 0.0);
    let returns = returns.map(|other| time(other).map(|time| shares[(target, other)] * time)).try_fold(1.0, |sum, time| Some(sum + time?));
    (0..shares.size()).map(|state| if state == target { returns } else { time(state) }).collect()
}

fn rows_of_columns(columns: Vec<Vec<Option<f64>>>, size: usize) -> Vec<Vec<Option<Finite>>> {
    (0..size).map(|row| columns.iter().map(|column| column.get(row).copied().flatten().map(finite)).collect()).collect()
}
