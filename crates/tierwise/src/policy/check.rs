//! From a document to a checked policy: every rule between keys, every problem at once (rule S7).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::PolicyIdentity;
use super::SEMANTICS;
use super::condition::Condition;
use super::fingerprint::fingerprint;
use super::model::{Aspect, Checked, Criterion, Designation, EntitlementLevel, Ladder, MissingRule, ReadFact, Tier};
use super::movement::MovementRules;
use super::spec::{AspectSpec, Baseline, Basis, ConditionSpec, CriterionSpec, DeclaredFact, DesignationSpec, LadderSpec, Missing, PolicySpec, TierSpec};
use crate::Name;
use crate::error::{Error, Problem, code};
use crate::fact::{self, FactType};
use crate::number::{Bounds, Points};
use crate::wire::nearest;

/// Least share of an aspect's points that renormalising may rest on; keeps its factor below 100.
const LEAST_COVERAGE: f64 = 0.01;
/// Renormalise below two thirds of the points: no.
const DEFAULT_COVERAGE: f64 = 2.0 / 3.0;

pub(super) fn check(spec: PolicySpec) -> Result<Checked, Error> {
    let mut checker = Checker { facts: Vec::new(), entitlements: BTreeMap::new(), problems: Vec::new() };
    checker.document(&spec);
    checker.facts = checker.read_facts(&spec);
    let entitlements = checker.entitlements(&spec);
    let mut reasons = Vec::new();
    let aspects = checker.aspects(&spec, &mut reasons);
    let range = checker.range(&spec, &aspects);
    let mut ids = BTreeSet::new();
    let ladder = spec.ladder.as_ref().and_then(|ladder| checker.ladder(ladder, spec.points.is_some(), &mut ids));
    let designations = spec.designations.iter().enumerate().filter_map(|(index, designation)| checker.designation(designation, index, &mut ids)).collect();
    let min_coverage = checker.min_coverage(&spec);
    Error::check(checker.problems)?;
    let identity = PolicyIdentity { id: spec.policy.clone(), version: spec.version.clone(), fingerprint: fingerprint(&spec) };
    Ok(Checked {
        identity: Arc::new(identity),
        facts: checker.facts,
        base: spec.score.base.thousandths(),
        min_coverage,
        aspects,
        reasons,
        ladder,
        designations,
        entitlements,
        range,
        spec,
    })
}

pub(super) struct Checker {
    /// The facts that the policy reads, by ascending name.
    pub(super) facts: Vec<ReadFact>,
    /// Index of each entitlement.
    entitlements: BTreeMap<Name, usize>,
    problems: Vec<Problem>,
}

impl Checker {
    pub(super) fn problem(&mut self, code: &str, path: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem::new(code, path, message));
    }

    /// An id has letters, digits and three marks, so that it can stand in a column name, a file name and a URL.
    pub(super) fn id(&mut self, id: &str, path: &str) {
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) {
            self.problem(code::POLICY_ID, path, format!("expected an id of letters, digits, `_`, `-` and `.`, found `{id}`"));
        }
    }

    pub(super) fn unique<'a>(&mut self, seen: &mut BTreeSet<&'a str>, id: &'a str, path: &str) {
        self.id(id, path);
        if !seen.insert(id) {
            self.problem(code::POLICY_DUPLICATE_ID, path, format!("expected an id of its own, found `{id}` a second time"));
        }
    }

    fn not_empty<T>(&mut self, list: &[T], path: &str, what: &str) {
        if list.is_empty() {
            self.problem(code::POLICY_EMPTY, path, format!("expected at least one {what}, found none"));
        }
    }

    fn document(&mut self, spec: &PolicySpec) {
        self.id(&spec.policy, "policy");
        if spec.version.trim().is_empty() {
            self.problem(code::POLICY_ID, "version", format!("expected a version, found `{}`", spec.version));
        }
        if spec.semantics == 0 || spec.semantics > SEMANTICS {
            self.problem(code::POLICY_SEMANTICS, "semantics", format!("this library knows semantics up to {SEMANTICS}, found {}", spec.semantics));
        }
        self.problems.extend(spec.derivation.problems().into_iter().map(|problem| Problem { path: format!("derivation.{}", problem.path), ..problem }));
        if let Some(points) = &spec.points {
            self.points(points);
        }
        let mut seen = BTreeSet::new();
        for (index, declared) in spec.facts.iter().enumerate() {
            self.declared(declared, &format!("facts[{index}]"));
            self.unique(&mut seen, &declared.id, &format!("facts[{index}].id"));
        }
    }

    fn declared(&mut self, declared: &DeclaredFact, path: &str) {
        if fact::find(&declared.id).is_some() {
            self.problem(code::POLICY_FACT_TAKEN, format!("{path}.id"), format!("the account model has this fact already: `{}`", declared.id));
        }
        if declared.id.starts_with("score.") || declared.id.starts_with("points.") {
            self.problem(
                code::POLICY_FACT_TAKEN,
                format!("{path}.id"),
                format!("facts that start with `score.` or `points.` are the library's own, found `{}`", declared.id),
            );
        }
        if !declared.values.is_empty() && declared.fact_type != FactType::Category {
            self.problem(code::POLICY_SHAPE_TYPE, format!("{path}.values"), format!("only a category has values, found a {}", declared.fact_type));
        }
        let mut seen = BTreeSet::new();
        for (index, value) in declared.values.iter().enumerate() {
            if !seen.insert(value) {
                self.problem(code::POLICY_DUPLICATE_ID, format!("{path}.values[{index}]"), format!("expected each value once, found `{value}` a second time"));
            }
        }
    }

    /// The facts that criteria and conditions name and that exist. Names that do not exist are reported where they stand.
    fn read_facts(&self, spec: &PolicySpec) -> Vec<ReadFact> {
        let mut names: BTreeSet<&str> = spec.score.aspects.iter().flat_map(|aspect| &aspect.criteria).map(|criterion| &*criterion.fact).collect();
        let conditions = spec
            .ladder
            .iter()
            .flat_map(|ladder| ladder.blocks.iter().chain(ladder.tiers.iter().flat_map(|tier| tier.requires.iter().chain(&tier.retain_requires))));
        for condition in conditions.chain(spec.designations.iter().filter_map(|designation| designation.requires.as_ref())) {
            names_in(condition, &mut names);
        }
        let declared = |name: &str| spec.facts.iter().find(|declared| declared.id == name);
        let ledger = |name: &str| spec.points.as_ref().is_some_and(|points| points.has_fact(name));
        names
            .into_iter()
            .filter_map(|name| match (fact::find(name), declared(name)) {
                (Some(definition), _) => Some(ReadFact {
                    name: name.into(),
                    fact_type: definition.fact_type,
                    definition: Some(definition),
                    values: definition.values.iter().map(|word| Name::from(*word)).collect(),
                }),
                (None, Some(declared)) => Some(ReadFact {
                    name: name.into(),
                    fact_type: declared.fact_type,
                    definition: None,
                    values: declared.values.iter().map(|word| Name::from(&**word)).collect(),
                }),
                (None, None) => ledger(name).then(|| ReadFact { name: name.into(), fact_type: FactType::Number, definition: None, values: Vec::new() }),
            })
            .collect()
    }

    /// The index of a fact; a problem if there is no such fact.
    pub(super) fn fact(&mut self, name: &str, path: &str) -> Option<usize> {
        let found = self.facts.binary_search_by(|fact| (*fact.name).cmp(name)).ok();
        if found.is_none() {
            let hint = nearest(name, fact::CATALOGUE.iter().map(|fact| fact.name));
            let hint = hint.map_or_else(|| "declare it under `facts`".to_owned(), |near| format!("did you mean `{near}`?"));
            self.problem(code::POLICY_UNKNOWN_REFERENCE, path, format!("unknown fact `{name}`: {hint}"));
        }
        found
    }

    /// A word must be one of the fact's; a problem if it is not.
    pub(super) fn category(&mut self, fact: usize, word: &str, path: &str) {
        let Some(fact) = self.facts.get(fact) else { return };
        if fact.has(word) {
            return;
        }
        let hint = match nearest(word, fact.values.iter().map(|word| &**word)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("expected one of {}", fact.values.join(", ")),
        };
        let message = format!("the fact `{}` has no category `{word}`: {hint}", fact.name);
        self.problem(code::POLICY_UNKNOWN_CATEGORY, path, message);
    }

    fn entitlements(&mut self, spec: &PolicySpec) -> Vec<EntitlementLevel> {
        let mut seen = BTreeSet::new();
        for (index, entitlement) in spec.entitlements.iter().enumerate() {
            let path = format!("entitlements[{index}]");
            self.unique(&mut seen, &entitlement.id, &format!("{path}.id"));
            if entitlement.level.is_some() && entitlement.service.is_none() {
                self.problem(code::POLICY_UNKNOWN_REFERENCE, format!("{path}.level"), "a level needs the `service` that it is a level of, found none");
            }
            if let Some(cost) = entitlement.cost_per_year.filter(|cost| cost.get() < 0.0) {
                self.problem(code::NUMBER_RANGE, format!("{path}.cost_per_year"), format!("expected a cost of 0 or more, found {}", cost.get()));
            }
        }
        let levels: Vec<EntitlementLevel> = spec
            .entitlements
            .iter()
            .map(|entitlement| EntitlementLevel {
                id: entitlement.id.as_str().into(),
                service: entitlement.service.as_deref().map(Name::from),
                level: entitlement.level.unwrap_or(0),
            })
            .collect();
        self.entitlements = levels.iter().enumerate().map(|(index, level)| (level.id.clone(), index)).collect();
        levels
    }

    fn entitled(&mut self, ids: &[String], path: &str) -> Vec<usize> {
        let mut entitled = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, id) in ids.iter().enumerate() {
            let path = format!("{path}.entitlements[{index}]");
            if !seen.insert(id) {
                self.problem(code::POLICY_DUPLICATE_ID, &path, format!("expected each entitlement once, found `{id}` a second time"));
            }
            match self.entitlements.get(&**id) {
                Some(found) => entitled.push(*found),
                None => {
                    let hint = nearest(id, self.entitlements.keys().map(|id| &**id))
                        .map_or_else(|| "declare it under `entitlements`".to_owned(), |near| format!("did you mean `{near}`?"));
                    self.problem(code::POLICY_UNKNOWN_REFERENCE, path, format!("unknown entitlement `{id}`: {hint}"));
                }
            }
        }
        entitled
    }

    fn aspects(&mut self, spec: &PolicySpec, reasons: &mut Vec<Name>) -> Vec<Aspect> {
        self.not_empty(&spec.score.aspects, "score.aspects", "aspect");
        let (mut aspect_ids, mut criterion_ids) = (BTreeSet::new(), BTreeSet::new());
        let mut aspects = Vec::new();
        for (index, aspect) in spec.score.aspects.iter().enumerate() {
            let path = format!("score.aspects[{index}]");
            self.unique(&mut aspect_ids, &aspect.id, &format!("{path}.id"));
            self.not_empty(&aspect.criteria, &format!("{path}.criteria"), "criterion");
            if let (Some(floor), Some(cap)) = (aspect.floor, aspect.cap)
                && floor > cap
            {
                self.problem(code::POLICY_FLOOR_ABOVE_CAP, format!("{path}.floor"), format!("expected a floor of at most the cap ({cap}), found {floor}"));
            }
            let mut criteria = Vec::new();
            for (index, criterion) in aspect.criteria.iter().enumerate() {
                let path = format!("{path}.criteria[{index}]");
                self.unique(&mut criterion_ids, &criterion.id, &format!("{path}.id"));
                criteria.extend(self.criterion(spec, aspect, criterion, &path, reasons));
            }
            self.renormalisable(&criteria, &path);
            aspects.push(Aspect {
                id: aspect.id.as_str().into(),
                cap: aspect.cap.map_or(i64::MAX, Points::thousandths),
                floor: aspect.floor.map_or(i64::MIN, Points::thousandths),
                criteria,
            });
        }
        aspects
    }

    fn criterion(&mut self, spec: &PolicySpec, aspect: &AspectSpec, criterion: &CriterionSpec, path: &str, reasons: &mut Vec<Name>) -> Option<Criterion> {
        let fact = self.fact(&criterion.fact, &format!("{path}.fact"));
        if let Some(fact) = fact {
            self.transform(fact, criterion.transform.is_some(), path);
        }
        let shape = self.shape(aspect, criterion, fact, path);
        let reason = criterion.reason.as_deref().unwrap_or(&criterion.id);
        if reason.trim().is_empty() {
            self.problem(code::POLICY_ID, format!("{path}.reason"), format!("expected a reason code, found `{reason}`"));
        }
        let reason = reasons.iter().position(|known| **known == *reason).unwrap_or_else(|| {
            reasons.push(reason.into());
            reasons.len().saturating_sub(1)
        });
        let (fact, shape) = (fact?, shape?);
        let steps = shape.steps();
        let worst = *steps.iter().min_by_key(|step| (step.contribution, step.points))?;
        let best = *steps.iter().max_by_key(|step| (step.contribution, step.points))?;
        let own = |checker: &mut Self, points, key: &str| checker.step(points, aspect, criterion, &format!("{path}.{key}"));
        let baseline = match criterion.baseline.unwrap_or(spec.score.baseline) {
            Baseline::Max => best,
            Baseline::Min => worst,
            Baseline::Own(points) | Baseline::ReferenceMean(points) => own(self, points, "baseline")?,
        };
        let missing = match criterion.missing.unwrap_or(spec.score.missing) {
            Missing::Points(points) => MissingRule::Points(own(self, points, "missing")?),
            Missing::Worst => MissingRule::Points(worst),
            Missing::Neutral => MissingRule::Points(baseline),
            Missing::Reject => MissingRule::Reject,
            Missing::Renormalise => MissingRule::Renormalise,
        };
        let (least, most) = (worst.contribution, best.contribution);
        Some(Criterion {
            id: criterion.id.as_str().into(),
            fact,
            transform: criterion.transform,
            shape,
            missing,
            baseline: baseline.contribution,
            reason,
            least,
            most,
        })
    }

    /// A day is read through a transform, and nothing else is.
    pub(super) fn transform(&mut self, fact: usize, has_transform: bool, path: &str) {
        let Some(ReadFact { name, fact_type, .. }) = self.facts.get(fact) else { return };
        let message = match (*fact_type == FactType::Date, has_transform) {
            (true, false) => format!("the fact `{name}` is a day: expected a transform days_since, months_since or years_since, found none"),
            (false, true) => format!("only a day has a transform, the fact `{name}` is a {fact_type}"),
            _ => return,
        };
        self.problem(code::POLICY_TRANSFORM, format!("{path}.transform"), message);
    }

    fn renormalisable(&mut self, criteria: &[Criterion], path: &str) {
        if renormalises(criteria) && criteria.iter().any(|criterion| criterion.most <= 0) {
            let worthless = criteria.iter().find(|criterion| criterion.most <= 0).map_or("", |criterion| &criterion.id);
            self.problem(
                code::POLICY_RENORMALISE,
                path,
                format!("an aspect that renormalises needs criteria that can bring points, found `{worthless}` that cannot"),
            );
        }
    }

    fn min_coverage(&mut self, spec: &PolicySpec) -> f64 {
        let coverage = spec.score.min_coverage.map_or(DEFAULT_COVERAGE, |coverage| coverage.get());
        if !(LEAST_COVERAGE..=1.0).contains(&coverage) {
            self.problem(code::NUMBER_RANGE, "score.min_coverage", format!("expected a share from {LEAST_COVERAGE} to 1, found {coverage}"));
        }
        coverage
    }

    /// The composite's reach; a problem if points could leave their range on the way.
    fn range(&mut self, spec: &PolicySpec, aspects: &[Aspect]) -> Bounds {
        let mut widest: i128 = i128::from(spec.score.base.thousandths()).abs();
        let (mut lowest, mut highest) = (spec.score.base.thousandths(), spec.score.base.thousandths());
        for aspect in aspects {
            let (mut least, mut most) = (0_i64, 0_i64);
            // Renormalising can scale every criterion whose fact is known by up to 1 / LEAST_COVERAGE.
            let factor = if renormalises(&aspect.criteria) { 100 } else { 1 };
            for criterion in &aspect.criteria {
                least = least.saturating_add(criterion.least);
                most = most.saturating_add(criterion.most);
                let own = match criterion.missing {
                    MissingRule::Points(step) => step.contribution,
                    MissingRule::Reject | MissingRule::Renormalise => 0,
                };
                let reach = [criterion.least, criterion.most, own, criterion.baseline]
                    .map(|contribution| i128::from(contribution).abs())
                    .into_iter()
                    .max()
                    .unwrap_or(0);
                widest = widest.saturating_add(reach.saturating_mul(factor));
            }
            lowest = lowest.saturating_add(aspect.clip(least));
            highest = highest.saturating_add(aspect.clip(most));
            widest = widest.saturating_add(
                [aspect.cap, aspect.floor]
                    .map(|bound| if bound == i64::MAX || bound == i64::MIN { 0 } else { i128::from(bound).abs() })
                    .into_iter()
                    .max()
                    .unwrap_or(0),
            );
        }
        match (Points::from_thousandths(lowest), Points::from_thousandths(highest)) {
            (Some(lowest), Some(highest)) if widest <= i128::from(Points::MAX.thousandths()) => Bounds { lowest, highest },
            _ => {
                self.problem(code::POLICY_OVERFLOW, "score", format!("expected points that stay within {}, found up to {}", Points::MAX, widest / 1000));
                Bounds { lowest: Points::MIN, highest: Points::MAX }
            }
        }
    }

    fn ladder<'a>(&mut self, ladder: &'a LadderSpec, has_points: bool, ids: &mut BTreeSet<&'a str>) -> Option<Ladder> {
        self.unique(ids, &ladder.base, "ladder.base");
        self.not_empty(&ladder.tiers, "ladder.tiers", "tier");
        let mut tiers = Vec::new();
        let mut below: Option<&TierSpec> = None;
        for (index, tier) in ladder.tiers.iter().enumerate() {
            let path = format!("ladder.tiers[{index}]");
            self.unique(ids, &tier.id, &format!("{path}.id"));
            if let Some(below) = below.filter(|below| below.enter >= tier.enter) {
                let message = format!("tier `{}` must start above `{}` ({}), found {}", tier.id, below.id, below.enter, tier.enter);
                self.problem(code::POLICY_LADDER_ORDER, format!("{path}.enter"), message);
            }
            let retain = tier.retain.unwrap_or(tier.enter);
            if retain > tier.enter {
                self.problem(
                    code::POLICY_RETAIN_ABOVE_ENTER,
                    format!("{path}.retain"),
                    format!("tier `{}` must be kept at or below its `enter` ({}), found {retain}", tier.id, tier.enter),
                );
            }
            if let Some(re_enter) = tier.re_enter.filter(|re_enter| *re_enter < retain || *re_enter > tier.enter) {
                self.problem(
                    code::POLICY_RE_ENTER,
                    format!("{path}.re_enter"),
                    format!("tier `{}` must be entered again from its `retain` ({retain}) to its `enter` ({}), found {re_enter}", tier.id, tier.enter),
                );
            }
            if tier.re_enter.is_some() && ladder.re_entry.is_none() {
                self.problem(
                    code::POLICY_RE_ENTER,
                    format!("{path}.re_enter"),
                    "expected the ladder's `re_entry` to say for how long a tier can be entered again, found nothing",
                );
            }
            below = Some(tier);
            let requires = self.conditions(tier.requires.as_ref(), &format!("{path}.requires"));
            let retain_requires = self.conditions(tier.retain_requires.as_ref(), &format!("{path}.retain_requires"));
            let entitlements = self.entitled(&tier.entitlements, &path);
            let re_enter = tier.re_enter.unwrap_or(tier.enter);
            tiers.push(Tier { id: tier.id.as_str().into(), enter: tier.enter, re_enter, retain, requires, retain_requires, entitlements });
        }
        let blocks: Option<Vec<Condition>> =
            ladder.blocks.iter().enumerate().map(|(index, block)| self.condition(block, &format!("ladder.blocks[{index}]"))).collect();
        self.movement(ladder);
        if ladder.basis == Basis::Points && !has_points {
            self.problem(code::POLICY_UNKNOWN_REFERENCE, "ladder.basis", "a ladder on points needs a `points` section, found none");
        }
        Some(Ladder {
            base: ladder.base.as_str().into(),
            tiers,
            blocks: blocks?,
            basis: ladder.basis,
            review: ladder.review,
            dead_band: ladder.dead_band,
            movement: MovementRules::of(ladder),
        })
    }

    fn designation<'a>(&mut self, designation: &'a DesignationSpec, index: usize, ids: &mut BTreeSet<&'a str>) -> Option<Designation> {
        let path = format!("designations[{index}]");
        self.unique(ids, &designation.id, &format!("{path}.id"));
        if designation.requires.is_none() && !designation.by_invitation {
            self.problem(
                code::POLICY_EMPTY,
                &path,
                format!("expected `requires`, `by_invitation` or both, found a designation `{}` for everyone", designation.id),
            );
        }
        let requires = self.conditions(designation.requires.as_ref(), &format!("{path}.requires"));
        let entitlements = self.entitled(&designation.entitlements, &path);
        Some(Designation { id: designation.id.as_str().into(), by_invitation: designation.by_invitation, requires, entitlements })
    }
}

fn renormalises(criteria: &[Criterion]) -> bool {
    criteria.iter().any(|criterion| matches!(criterion.missing, MissingRule::Renormalise))
}

fn names_in<'a>(condition: &'a ConditionSpec, names: &mut BTreeSet<&'a str>) {
    names.extend(condition.fact.as_deref());
    let parts = condition.all.iter().chain(&condition.any).chain(condition.at_least_of.as_ref().map(|at_least| &at_least.of));
    parts.flatten().for_each(|part| names_in(part, names));
}
