//! Memory for results, where the caller has none.

use super::{Output, RowError};
use crate::policy::Policy;

/// Owned results of so many rows: what an [`Output`] borrows. Used again for other rows it costs no memory.
///
/// ```
/// use tierwise::columns::{Column, Output, Results};
/// # use tierwise::Policy;
/// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
///   "policy": "fleets", "version": "1", "semantics": 1,
///   "score": {"aspects": [{"id": "size", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]]}]}]}
/// }"#))?;
/// let table = policy.table(2, &[("fleet.units", Column::numbers(&[50.0, 120.0]))], "2026-06-30".parse().unwrap())?;
///
/// let mut results = Results::new(&policy, 2);
/// table.score(0..2, &mut results.output())?;
/// assert_eq!(results.contributions, [[50_000, 100_000]]); // whole thousandths, for each criterion
/// assert_eq!(results.coverage, [1.0, 1.0]);
/// # Ok::<(), tierwise::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Results {
    /// The composites, in thousandths as all points.
    pub composite: Vec<i64>,
    /// Why a row has no score.
    pub errors: Vec<Option<RowError>>,
    /// Ranks of the tiers.
    pub tier: Vec<u8>,
    /// Shares of the reachable points whose facts are known.
    pub coverage: Vec<f64>,
    /// For each criterion what it contributes.
    pub contributions: Vec<Vec<i64>>,
    /// For each aspect its points.
    pub aspects: Vec<Vec<i64>>,
}

impl Results {
    /// Memory for all that there is to say about so many rows. What is not wanted can be emptied.
    #[must_use]
    pub fn new(policy: &Policy, rows: usize) -> Self {
        let aspects = &policy.checked.aspects;
        let slices = |count: usize| vec![vec![0; rows]; count];
        Self {
            composite: vec![0; rows],
            errors: vec![None; rows],
            tier: vec![0; rows],
            coverage: vec![0.0; rows],
            contributions: slices(aspects.iter().map(|aspect| aspect.criteria.len()).sum()),
            aspects: slices(aspects.len()),
        }
    }

    /// All of it, for [`Table::score`](super::Table::score).
    #[must_use]
    pub fn output(&mut self) -> Output<'_> {
        let Self { composite, errors, tier, coverage, contributions, aspects } = self;
        Output { composite, errors, tier, coverage, contributions: slices(contributions), aspects: slices(aspects) }
    }
}

fn slices(columns: &mut [Vec<i64>]) -> Vec<&mut [i64]> {
    columns.iter_mut().map(Vec::as_mut_slice).collect()
}
