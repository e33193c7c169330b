//! Checks a criterion's shape: bands, curve, table or flag (rule S1).

use super::check::Checker;
use super::model::{Knot, Shape, Step};
use super::spec::{AspectSpec, CriterionSpec};
use crate::error::code;
use crate::fact::FactType;
use crate::number::{Points, weighted, weighted_rounded};

/// Bounds and knots lie within this, so that no product with points leaves an `f64`.
const FARTHEST: f64 = 1e15;

impl Checker {
    /// The criterion's one shape; `None` with problems reported if it has none that can be used.
    pub(super) fn shape(&mut self, aspect: &AspectSpec, criterion: &CriterionSpec, fact: Option<usize>, path: &str) -> Option<Shape> {
        let named: Vec<&str> = [
            ("bands", criterion.bands.is_some()),
            ("curve", criterion.curve.is_some()),
            ("table", criterion.table.is_some()),
            ("flag", criterion.flag.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect();
        let [name] = *named else {
            let found = if named.is_empty() { "none".to_owned() } else { named.join(" and ") };
            self.problem(code::POLICY_CRITERION_SHAPE, path, format!("expected exactly one of bands, curve, table and flag, found {found}"));
            return None;
        };
        if criterion.other.is_some() && criterion.table.is_none() {
            self.problem(code::POLICY_CRITERION_SHAPE, format!("{path}.other"), format!("only a table has `other`, found {name}"));
        }
        if let Some(fact) = fact.and_then(|fact| self.facts.get(fact)) {
            let fits = match name {
                "table" => FactType::Category,
                "flag" => FactType::Flag,
                _ => FactType::Number,
            };
            // A day is read as a number, through a transform; without one that is reported there.
            let read_as = if fact.fact_type == FactType::Date { FactType::Number } else { fact.fact_type };
            if read_as != fits {
                let message = format!("{name} reads a {fits}, found the {} `{}`", fact.fact_type, fact.name);
                self.problem(code::POLICY_SHAPE_TYPE, format!("{path}.{name}"), message);
            }
        }
        let path = format!("{path}.{name}");
        if let Some(bands) = &criterion.bands {
            return self.bands(aspect, criterion, bands.iter().map(|(lower, points)| (lower.map(|lower| lower.get()), *points)), &path);
        }
        if let Some(curve) = &criterion.curve {
            return self.curve(aspect, criterion, curve.iter().map(|(x, points)| (x.get(), *points)), &path);
        }
        if let Some(flag) = &criterion.flag {
            let if_true = self.step(flag.if_true, aspect, criterion, &format!("{path}.true"))?;
            return Some(Shape::Flag { if_true, if_false: self.step(flag.if_false, aspect, criterion, &format!("{path}.false"))? });
        }
        self.table(aspect, criterion, fact, &path)
    }

    fn bands(&mut self, aspect: &AspectSpec, criterion: &CriterionSpec, bands: impl Iterator<Item = (Option<f64>, Points)>, path: &str) -> Option<Shape> {
        let mut checked: Vec<(f64, Step)> = Vec::new();
        for (index, (lower, points)) in bands.enumerate() {
            let here = format!("{path}[{index}]");
            if lower.is_none() && index > 0 {
                self.problem(code::POLICY_BANDS_ORDER, &here, "only the first band can be open below, found null");
                continue;
            }
            lower.inspect(|lower| self.near_enough(*lower, &here));
            let lower = lower.unwrap_or(f64::NEG_INFINITY);
            if let Some((before, _)) = checked.last().filter(|(before, _)| *before >= lower) {
                let message = format!("expected a bound above {before}, found {lower}");
                self.problem(code::POLICY_BANDS_ORDER, &here, message);
            }
            if let Some(step) = self.step(points, aspect, criterion, &here) {
                checked.push((lower, step));
            }
        }
        self.at_least_one(checked.is_empty(), path, "band");
        Some(Shape::Bands(checked))
    }

    fn curve(&mut self, aspect: &AspectSpec, criterion: &CriterionSpec, knots: impl Iterator<Item = (f64, Points)>, path: &str) -> Option<Shape> {
        let mut checked: Vec<Knot> = Vec::new();
        for (index, (x, points)) in knots.enumerate() {
            let here = format!("{path}[{index}]");
            self.near_enough(x, &here);
            if let Some(before) = checked.last().filter(|before| before.x >= x) {
                let message = format!("expected a knot above {}, found {x}", before.x);
                self.problem(code::POLICY_CURVE_ORDER, &here, message);
            }
            if let Some(step) = self.step(points, aspect, criterion, &here) {
                checked.push(Knot { x, step });
            }
        }
        self.at_least_one(checked.is_empty(), path, "knot");
        Some(Shape::Curve(checked))
    }

    fn table(&mut self, aspect: &AspectSpec, criterion: &CriterionSpec, fact: Option<usize>, path: &str) -> Option<Shape> {
        let table = criterion.table.as_ref()?;
        let mut rows = Vec::new();
        for (word, points) in table {
            let here = format!("{path}.{word}");
            if let Some(fact) = fact.filter(|fact| self.facts.get(*fact).is_some_and(|fact| fact.fact_type == FactType::Category)) {
                self.category(fact, word, &here);
            }
            rows.extend(self.step(*points, aspect, criterion, &here).map(|step| (word.as_str().into(), step)));
        }
        self.at_least_one(rows.is_empty() && criterion.other.is_none(), path, "category");
        let other = criterion.other.and_then(|points| self.step(points, aspect, criterion, path));
        Some(Shape::Table { rows, other })
    }

    fn near_enough(&mut self, x: f64, path: &str) {
        if x.abs() > FARTHEST {
            self.problem(code::NUMBER_RANGE, path, format!("expected a number from -{FARTHEST} to {FARTHEST}, found {x}"));
        }
    }

    fn at_least_one(&mut self, none: bool, path: &str, what: &str) {
        if none {
            self.problem(code::POLICY_EMPTY, path, format!("expected at least one {what}, found none"));
        }
    }

    /// Points with both weights applied; a problem if they leave the range of points.
    pub(super) fn step(&mut self, points: Points, aspect: &AspectSpec, criterion: &CriterionSpec, path: &str) -> Option<Step> {
        let (aspect, criterion) = (aspect.weight, criterion.weight);
        let contribution = weighted_rounded(points, aspect, criterion);
        if contribution.is_none() {
            let message =
                format!("expected points that stay within {} after weighting, found {points} x {} x {}", Points::MAX, aspect.to_f64(), criterion.to_f64());
            self.problem(code::POLICY_OVERFLOW, path, message);
        }
        contribution.map(|contribution| Step { points, weighted: weighted(points, aspect, criterion), contribution: contribution.thousandths() })
    }
}
