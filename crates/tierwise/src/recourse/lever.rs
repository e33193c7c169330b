//! Levers: the facts that can be moved, how far, and at what cost (rule R1).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::Name;
use crate::error::{Error, Problem, code};
use crate::fact::{FactRef, FactType, FactValue};
use crate::number::{self, Finite, Points};
use crate::policy::{Checked, Comparison, Condition, Form, ReadFact, ReadFacts, Shape, Subject};
use crate::wire::nearest;

/// A fact that can be moved.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// Dotted name of a fact that the policy reads.
    pub fact: String,
    /// What any change of it costs, in whatever unit the costs are: at most three decimals, not negative. One if neither this nor
    /// `per_unit` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<Points>,
    /// What a unit of a number's change costs beside; a missing number counts as zero. Not negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_unit: Option<Finite>,
    /// Which way a number can go; both if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<LeverDirection>,
    /// The lowest value that a number can be brought to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Finite>,
    /// The highest value that a number can be brought to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Finite>,
    /// A number can only be brought to multiples of this: 1 for whole vehicles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Finite>,
    /// The values that the fact can be brought to, each with its cost, instead of all of the above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<LeverValue>>,
}

/// A value that a fact can be brought to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeverValue {
    /// The value.
    pub value: FactValue,
    /// What it costs to bring the fact there.
    pub cost: Points,
}

/// Which way a number can go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeverDirection {
    /// Up.
    Up,
    /// Down.
    Down,
}

/// Steps of numbers, where no lever states another.
const STEP: f64 = 0.001;
/// A stretch of a curve of no more steps than this is gone through step by step.
const FEW_STEPS: i64 = 256;
/// The most steps that a number can be from zero: beyond, a double does not tell them apart.
const MOST_STEPS: f64 = 9_007_199_254_740_992.0;

/// What a change of a number costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    fixed: f64,
    per_unit: f64,
    /// The value as it is.
    origin: f64,
    step: f64,
}

impl Scale {
    /// The number at so many steps.
    pub(super) fn at(&self, steps: i64) -> f64 {
        // Of tenths and the like the quotient is the nearest double, and the product is not.
        let parts = (1.0 / self.step).round();
        let steps = steps as f64;
        if parts >= 1.0 && (parts * self.step - 1.0).abs() < 1e-12 { steps / parts } else { steps * self.step }
    }

    /// The cost of bringing the number there, in thousandths.
    pub(super) fn cost(&self, number: f64) -> i64 {
        number::round((self.fixed + self.per_unit * (number - self.origin).abs()) * 1_000.0)
    }

    /// The most steps at or below a number.
    fn below(&self, number: f64) -> Option<i64> {
        let steps = (number / self.step).floor();
        (steps.abs() < MOST_STEPS).then(|| {
            let steps = steps as i64;
            // The quotient is rounded: what it says is brought to the definition.
            [steps.saturating_add(1), steps].into_iter().find(|steps| self.at(*steps) <= number).unwrap_or(steps.saturating_sub(1))
        })
    }

    /// The fewest steps at or above a number.
    fn above(&self, number: f64) -> Option<i64> {
        self.below(number).map(|steps| if self.at(steps) < number { steps.saturating_add(1) } else { steps })
    }
}

/// A value that a fact can be brought to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) value: FactRef<'a>,
    /// In thousandths.
    pub(super) cost: i64,
}

/// A lever on an account: where it can bring its fact.
#[derive(Debug)]
pub(super) struct Handle<'a> {
    /// Index into the policy's facts.
    pub(super) fact: usize,
    pub(super) name: Name,
    pub(super) places: Vec<Place<'a>>,
    /// How a number can stop between two places; none for other facts.
    pub(super) scale: Option<Scale>,
    /// Stretches of many steps between neighbouring places of a number, from the end nearer to its value now: `(from, until)` in steps.
    pub(super) stretches: Vec<(i64, i64)>,
}

impl<'a> Handle<'a> {
    /// The levers as they are for an account; without any, one for each fact that can be moved.
    pub(super) fn all(checked: &'a Checked, facts: &ReadFacts<'a>, levers: Option<&'a [Lever]>) -> Result<Vec<Self>, Error> {
        let Some(levers) = levers else {
            let movable = checked.facts.iter().enumerate().filter(|(_, read)| read.fact_type != FactType::Date);
            let all = movable.map(|(index, read)| Self::new(checked, facts, (index, read), &Lever { fact: read.name.to_string(), ..Lever::default() }));
            return Ok(all.collect());
        };
        let (mut handles, mut problems, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
        for (at, lever) in levers.iter().enumerate() {
            let path = format!("levers[{at}]");
            match lever.read(checked, &path) {
                Ok((index, _)) if !seen.insert(index) => {
                    problems.push(Problem::new(
                        code::RECOURSE_LEVER,
                        format!("{path}.fact"),
                        format!("expected every fact once, found `{}` twice", lever.fact),
                    ));
                }
                Ok(read) => match &lever.values {
                    Some(values) => match listed(read, values, &path) {
                        Ok(places) => handles.push(Self { fact: read.0, name: read.1.name.clone(), places, scale: None, stretches: Vec::new() }),
                        Err(problem) => problems.push(problem),
                    },
                    None => handles.push(Self::new(checked, facts, read, lever)),
                },
                Err(problem) => problems.push(problem),
            }
        }
        Error::check(problems)?;
        Ok(handles)
    }

    fn new(checked: &'a Checked, facts: &ReadFacts<'a>, (fact, read): (usize, &'a ReadFact), lever: &Lever) -> Self {
        let now = facts.value(fact, None);
        let marks = Marks::of(checked, fact);
        let fixed = match (lever.cost, lever.per_unit) {
            (Some(cost), _) => cost.to_f64(),
            (None, Some(_)) => 0.0,
            (None, None) => 1.0,
        };
        let mut handle = Self { fact, name: read.name.clone(), places: Vec::new(), scale: None, stretches: Vec::new() };
        match read.fact_type {
            FactType::Number => {
                let origin = if let Some(FactRef::Number(number)) = now { number } else { 0.0 };
                let scale = Scale { fixed, per_unit: lever.per_unit.map_or(0.0, Finite::get), origin, step: lever.step.map_or(STEP, Finite::get) };
                handle.along(scale, &marks, lever, now.is_some());
            }
            FactType::Category | FactType::Flag => {
                let cost = number::round(fixed * 1_000.0);
                // Of a category that can be any word those are places that the policy names.
                let words: BTreeSet<&str> = if read.values.is_empty() { marks.words } else { read.values.iter().map(|word| &**word).collect() };
                let words = words.into_iter().map(FactRef::Category);
                let flags = [true, false].into_iter().map(FactRef::Flag);
                let values: Vec<FactRef<'a>> = if read.fact_type == FactType::Flag { flags.collect() } else { words.collect() };
                handle.places = values.into_iter().filter(|value| Some(*value) != now).map(|value| Place { value, cost }).collect();
            }
            FactType::Date => {}
        }
        handle
    }

    /// The places of a number, and the stretches between them.
    fn along(&mut self, scale: Scale, marks: &Marks<'_>, lever: &Lever, is_known: bool) {
        let allowed = |number: f64| {
            let range = lever.at_least.is_none_or(|least| number >= least.get()) && lever.at_most.is_none_or(|most| number <= most.get());
            range
                && match lever.direction {
                    Some(LeverDirection::Up) => number >= scale.origin,
                    Some(LeverDirection::Down) => number <= scale.origin,
                    None => true,
                }
        };
        let mut steps: BTreeSet<i64> = BTreeSet::new();
        let ends = lever.at_least.into_iter().chain(lever.at_most).map(Finite::get);
        for mark in marks.numbers.iter().copied().chain(ends).chain([scale.origin]) {
            let (Some(below), Some(above)) = (scale.below(mark), scale.above(mark)) else { continue };
            // A bound may include its number or not: the steps next to it are on either side for certain.
            let next = if marks.exact { [below, above] } else { [below.saturating_sub(1), above.saturating_add(1)] };
            steps.extend([below, above].into_iter().chain(next));
        }
        steps.retain(|steps| allowed(scale.at(*steps)));
        let is_now = |steps: &i64| is_known && scale.at(*steps).total_cmp(&scale.origin).is_eq();
        let place = |steps: &i64| {
            let number = scale.at(*steps);
            Place { value: FactRef::Number(number), cost: scale.cost(number) }
        };
        if marks.curved {
            let neighbours: Vec<(i64, i64)> = steps.iter().copied().zip(steps.iter().copied().skip(1)).collect();
            for (low, high) in neighbours.into_iter().filter(|(low, high)| high.saturating_sub(*low) > 1) {
                if high.saturating_sub(low) <= FEW_STEPS {
                    steps.extend(low..high);
                } else {
                    self.stretches.push(if scale.at(low) >= scale.origin { (low, high) } else { (high, low) });
                }
            }
            self.scale = Some(scale);
        }
        self.places = steps.iter().filter(|steps| !is_now(steps)).map(place).collect();
    }
}

/// Values that a lever lists.
fn listed<'a>((_, read): (usize, &ReadFact), values: &'a [LeverValue], path: &str) -> Result<Vec<Place<'a>>, Problem> {
    let place = |(at, listed): (usize, &'a LeverValue)| {
        let refused = |part: &str, message: String| Problem::new(code::RECOURSE_LEVER, format!("{path}.values[{at}].{part}"), message);
        if listed.cost < Points::ZERO {
            return Err(refused("cost", format!("expected a cost that is not negative, found {}", listed.cost)));
        }
        let value =
            read.typed(&listed.value).map_err(|error| refused("value", error.problems().first().map(|problem| problem.message.clone()).unwrap_or_default()))?;
        Ok(Place { value, cost: listed.cost.thousandths() })
    };
    values.iter().enumerate().map(place).collect()
}

impl Lever {
    /// The fact that it moves, if it can be moved so.
    fn read<'a>(&self, checked: &'a Checked, path: &str) -> Result<(usize, &'a ReadFact), Problem> {
        let refused = |part: &str, message: String| Problem::new(code::RECOURSE_LEVER, format!("{path}.{part}"), message);
        let Some(read) = checked.facts.iter().enumerate().find(|(_, read)| *read.name == *self.fact) else {
            let hint = nearest(&self.fact, checked.facts.iter().map(|read| &*read.name)).map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
            return Err(refused("fact", format!("the policy reads no fact `{}`{hint}", self.fact)));
        };
        let of_numbers = [
            ("per_unit", self.per_unit.is_some()),
            ("direction", self.direction.is_some()),
            ("at_least", self.at_least.is_some()),
            ("at_most", self.at_most.is_some()),
            ("step", self.step.is_some()),
        ];
        let given = of_numbers.into_iter().find_map(|(part, is_given)| is_given.then_some(part));
        let not_negative = |part: &str, number: Option<f64>| match number {
            Some(number) if number < 0.0 => Err(refused(part, format!("expected a cost that is not negative, found {number}"))),
            _ => Ok(()),
        };
        not_negative("cost", self.cost.map(Points::to_f64))?;
        not_negative("per_unit", self.per_unit.map(Finite::get))?;
        match (read.1.fact_type, given, &self.values) {
            (_, Some(part), Some(_)) => Err(refused(part, "expected either `values` or this, found both".to_owned())),
            (_, None, Some(_)) if self.cost.is_some() => Err(refused("cost", "expected either `values` with their costs or this, found both".to_owned())),
            (_, None, Some(_)) => Ok(read),
            (FactType::Date, ..) => Err(refused("values", format!("expected the days to which `{}` can be brought, found none", self.fact))),
            (FactType::Category | FactType::Flag, Some(part), None) => {
                Err(refused(part, format!("expected this for a number only, found the {} `{}`", read.1.fact_type, self.fact)))
            }
            _ => match (self.step, self.at_least, self.at_most) {
                (Some(step), ..) if step.get() <= 0.0 => Err(refused("step", format!("expected a step above zero, found {}", step.get()))),
                (_, Some(least), Some(most)) if least > most => {
                    Err(refused("at_least", format!("expected at most `at_most` ({}), found {}", most.get(), least.get())))
                }
                _ => Ok(read),
            },
        }
    }
}

/// Where something changes along a fact.
#[derive(Default)]
struct Marks<'a> {
    numbers: Vec<f64>,
    words: BTreeSet<&'a str>,
    /// Whether only curves read the fact: at their knots nothing jumps.
    exact: bool,
    /// Whether a curve reads it.
    curved: bool,
}

impl<'a> Marks<'a> {
    fn of(checked: &'a Checked, fact: usize) -> Self {
        let mut marks = Self { exact: true, ..Self::default() };
        let criteria = checked.aspects.iter().flat_map(|aspect| &aspect.criteria);
        for criterion in criteria.filter(|criterion| criterion.fact == fact && criterion.transform.is_none()) {
            match &criterion.shape {
                Shape::Bands(bands) => {
                    marks.exact = false;
                    marks.numbers.extend(bands.iter().map(|(lower, _)| *lower).filter(|lower| lower.is_finite()));
                }
                Shape::Curve(knots) => {
                    marks.curved = true;
                    marks.numbers.extend(knots.iter().map(|knot| knot.x));
                }
                Shape::Table { rows, .. } => marks.words.extend(rows.iter().map(|(word, _)| &**word)),
                Shape::Flag { .. } => {}
            }
        }
        checked.ladder.iter().flat_map(crate::policy::Ladder::conditions).for_each(|condition| marks.condition(condition, fact));
        marks
    }

    fn condition(&mut self, condition: &'a Condition, fact: usize) {
        match &condition.form {
            Form::AtLeast(_, conditions) => conditions.iter().for_each(|condition| self.condition(condition, fact)),
            Form::Test(test) if test.subject == Subject::Fact(fact) && test.transform.is_none() => {
                for comparison in &test.comparisons {
                    match comparison {
                        Comparison::AtLeast(bound)
                        | Comparison::Above(bound)
                        | Comparison::AtMost(bound)
                        | Comparison::Below(bound)
                        | Comparison::IsNumber(bound) => {
                            self.exact = false;
                            self.numbers.push(*bound);
                        }
                        Comparison::OneOf(words) => self.words.extend(words.iter().map(|word| &**word)),
                        Comparison::IsFlag(_) => {}
                    }
                }
            }
            Form::Test(_) => {}
        }
    }
}
