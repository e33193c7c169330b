//! Policies: the document ([`PolicySpec`]), and what it becomes when it is checked ([`Policy`]).

mod check;
mod condition;
mod conditions;
mod decay;
mod fingerprint;
mod model;
mod movement;
mod overview;
mod points;
mod reading;
mod resolve;
mod shape;
mod spec;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize};

pub use decay::DecaySpec;
pub use movement::{Cadence, Confirm, Continuous, Demotion, Lifetime, LifetimeRule, MovementRules, PartialStep, Renewal, Sliding, Span, Term, Use, Window};
pub use overview::CriterionOverview;
pub use points::{ActivitySpec, Anchor, Cap, CapPeriod, GroupCap, Maturity, PointsSpec, Validity};
pub use reading::Reading;
pub use spec::{
    AspectSpec, AtLeastOf, Baseline, Basis, ConditionSpec, CriterionSpec, DeclaredFact, DesignationSpec, Entitlement, FlagPoints, LadderSpec, LateEvents,
    Missing, PolicySpec, ScoreSpec, TierSpec, Transform, WhenMissing,
};

pub(crate) use condition::{Comparison, Condition, Fill, Form, Situation, Subject, Test};
pub(crate) use fingerprint::fingerprint;
pub(crate) use model::{Aspect, Checked, Criterion, Designation, Knot, Ladder, MissingRule, ReadFact, Shape, Step, Tier};
pub(crate) use movement::share;
pub(crate) use resolve::ReadFacts;

use crate::error::{Error, Problem};
use crate::tree::Tree;
use crate::wire;

/// The version of the rules in `docs/semantics.md` that this library follows.
pub const SEMANTICS: u32 = 1;

/// Names the policy that a result comes from (rule S8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyIdentity {
    /// The policy's id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its canonical form.
    pub fingerprint: String,
}

/// A checked policy: an immutable handle, cheap to clone, whose methods are pure.
///
/// ```
/// use tierwise::Policy;
/// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
///   "policy": "fleets", "version": "1", "semantics": 1,
///   "score": {"aspects": [{"id": "size", "criteria": [
///     {"id": "fleet", "fact": "fleet.units", "bands": [[0, 0], [50, 60], [200, 120]]}]}]}
/// }"#))?;
/// assert_eq!(policy.identity().id, "fleets");
/// assert!(policy.warnings().is_empty());
/// # Ok::<(), tierwise::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Policy {
    pub(crate) checked: Arc<model::Checked>,
    /// What the linter says, once it was asked.
    pub(crate) warnings: Arc<OnceLock<Vec<Problem>>>,
    /// Versions that histories can name beside this one.
    pub(crate) earlier: Arc<[Policy]>,
}

impl Policy {
    /// Checks a policy.
    ///
    /// # Errors
    /// Every problem of the document at once, each with code and path.
    pub fn new(spec: PolicySpec) -> Result<Self, Error> {
        let checked = Arc::new(check::check(spec)?);
        Ok(Self { checked, warnings: Arc::default(), earlier: Arc::default() })
    }

    /// Reads a policy from any self-describing format and checks it.
    ///
    /// # Errors
    /// Every problem that can be found, each with code and path. Rules between keys are checked once all
    /// keys and values can be read.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, Error> {
        Self::read_tree(&wire::tree(deserializer)?)
    }

    /// Reads a policy from a document of no particular format and checks it.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_tree(tree: &Tree) -> Result<Self, Error> {
        Self::new(wire::read_tree(tree)?)
    }

    /// The policy with other versions that histories can name in `change_policy` events (rule T14).
    ///
    /// # Errors
    /// `policy.duplicate_id` if two of them have one version.
    pub fn with_earlier(self, earlier: impl IntoIterator<Item = Self>) -> Result<Self, Error> {
        let earlier: Vec<Self> = earlier.into_iter().collect();
        let mut versions = std::collections::BTreeSet::from([self.identity().version.clone()]);
        if let Some(twice) = earlier.iter().find(|policy| !versions.insert(policy.identity().version.clone())) {
            let message = format!("expected every version once, found `{}` twice", twice.identity().version);
            return Err(Error::new(crate::error::code::POLICY_DUPLICATE_ID, "earlier", message));
        }
        Ok(Self { earlier: earlier.into(), ..self })
    }

    /// The other versions that histories can name.
    #[must_use]
    pub fn earlier(&self) -> &[Self] {
        &self.earlier
    }

    /// Id, version and fingerprint, as every result carries them.
    #[must_use]
    pub fn identity(&self) -> &PolicyIdentity {
        &self.checked.identity
    }

    /// SHA-256 of the policy's canonical form: equal for equal documents in every format and language.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.checked.identity.fingerprint
    }

    /// The document that was checked.
    #[must_use]
    pub fn spec(&self) -> &PolicySpec {
        &self.checked.spec
    }

    /// Names of the facts that the policy reads, in ascending order.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        self.checked.facts.iter().map(|fact| &*fact.name)
    }

    /// The fewest and the most points that the composite can have.
    #[must_use]
    pub fn range(&self) -> crate::number::Bounds {
        self.checked.range
    }
}
