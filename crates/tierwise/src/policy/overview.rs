//! What each criterion can move: the policy as a table.

use serde::Serialize;

use super::Policy;
use super::model::Criterion;
use crate::number::Points;

/// The effect that one criterion can have, for tables of a policy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CriterionOverview {
    /// Id of the aspect.
    pub aspect: String,
    /// Id of the criterion.
    pub id: String,
    /// The fact it reads.
    pub fact: String,
    /// Aspect weight by criterion weight, as written.
    pub nominal_weight: f64,
    /// The least contribution of a known fact.
    pub least: Points,
    /// The greatest contribution of a known fact.
    pub most: Points,
    /// Its share in all that the criteria can move, 0 to 1: the effective weight.
    pub effective_weight: f64,
}

impl Policy {
    /// The criteria with their nominal and effective weights, in the policy's order.
    #[must_use]
    pub fn criteria(&self) -> Vec<CriterionOverview> {
        let checked = &*self.checked;
        let spread = |criterion: &Criterion| criterion.most.saturating_sub(criterion.least);
        let whole: i64 = checked.aspects.iter().flat_map(|aspect| &aspect.criteria).map(spread).fold(0, i64::saturating_add);
        let specs = checked.spec.score.aspects.iter().flat_map(|aspect| aspect.criteria.iter().map(move |criterion| (aspect, criterion)));
        specs
            .zip(checked.aspects.iter().flat_map(|aspect| &aspect.criteria))
            .map(|((aspect, spec), criterion)| CriterionOverview {
                aspect: aspect.id.clone(),
                id: spec.id.clone(),
                fact: spec.fact.clone(),
                nominal_weight: aspect.weight.to_f64() * spec.weight.to_f64(),
                least: Points::from_thousandths(criterion.least).unwrap_or_default(),
                most: Points::from_thousandths(criterion.most).unwrap_or_default(),
                effective_weight: if whole == 0 { 0.0 } else { spread(criterion) as f64 / whole as f64 },
            })
            .collect()
    }
}
