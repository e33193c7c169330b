//! Checks conditions and writes them in words.

use super::check::Checker;
use super::condition::{Comparison, Condition, Form, Subject, Test};
use super::spec::{ConditionSpec, Transform, WhenMissing};
use crate::Name;
use crate::error::code;
use crate::fact::{FactType, FactValue};
use crate::number::Finite;

impl Checker {
    /// The parts of a condition that must all hold; empty if there is none.
    pub(super) fn conditions(&mut self, spec: Option<&ConditionSpec>, path: &str) -> Vec<Condition> {
        let Some(condition) = spec.and_then(|spec| self.condition(spec, path)) else { return Vec::new() };
        match condition.form {
            Form::AtLeast(count, parts) if count == parts.len() => parts,
            _ => vec![condition],
        }
    }

    /// One condition; `None` with problems reported if it cannot be used.
    pub(super) fn condition(&mut self, spec: &ConditionSpec, path: &str) -> Option<Condition> {
        let forms: Vec<&str> =
            [("all", spec.all.is_some()), ("any", spec.any.is_some()), ("at_least_of", spec.at_least_of.is_some()), ("fact", spec.fact.is_some())]
                .into_iter()
                .filter_map(|(name, given)| given.then_some(name))
                .collect();
        if forms.len() != 1 {
            let found = if forms.is_empty() { "none".to_owned() } else { forms.join(" and ") };
            self.problem(code::POLICY_CONDITION, path, format!("expected exactly one of all, any, at_least_of and fact, found {found}"));
            return None;
        }
        let compares =
            spec.transform.is_some() || spec.when_missing.is_some() || spec.is.is_some() || spec.one_of.is_some() || number_tests(spec).next().is_some();
        if spec.fact.is_none() && compares {
            self.problem(code::POLICY_CONDITION, path, "a comparison needs a `fact`, found none");
        }
        match (&spec.all, &spec.any, &spec.at_least_of, &spec.fact) {
            (Some(parts), ..) => self.parts(parts, parts.len(), &format!("{path}.all"), "all of"),
            (_, Some(parts), ..) => self.parts(parts, 1, &format!("{path}.any"), "any of"),
            (_, _, Some(at_least), _) => {
                let count = usize::try_from(at_least.count).unwrap_or(usize::MAX);
                if count == 0 || count > at_least.of.len() {
                    let message = format!("expected a count from 1 to the number of conditions ({}), found {count}", at_least.of.len());
                    self.problem(code::POLICY_CONDITION, format!("{path}.at_least_of.count"), message);
                }
                self.parts(&at_least.of, count, &format!("{path}.at_least_of.of"), &format!("at least {count} of"))
            }
            (_, _, _, Some(fact)) => self.test(spec, fact, path),
            _ => None,
        }
    }

    fn parts(&mut self, parts: &[ConditionSpec], count: usize, path: &str, words: &str) -> Option<Condition> {
        if parts.is_empty() {
            self.problem(code::POLICY_EMPTY, path, "expected at least one condition, found none");
        }
        let parts: Vec<Option<Condition>> = parts.iter().enumerate().map(|(index, part)| self.condition(part, &format!("{path}[{index}]"))).collect();
        let parts: Vec<Condition> = parts.into_iter().collect::<Option<_>>()?;
        let texts: Vec<&str> = parts.iter().map(|part| &*part.text).collect();
        let text = if let [only] = *texts { only.to_owned() } else { format!("{words} ({})", texts.join("; ")) };
        Some(Condition { text: text.into(), form: Form::AtLeast(count, parts) })
    }

    fn test(&mut self, spec: &ConditionSpec, name: &str, path: &str) -> Option<Condition> {
        let (subject, fact_type) = match name {
            "score.coverage" => (Subject::Coverage, FactType::Number),
            "score.composite" => (Subject::Composite, FactType::Number),
            _ => {
                let fact = self.fact(name, &format!("{path}.fact"))?;
                self.transform(fact, spec.transform.is_some(), path);
                let fact_type = self.facts.get(fact).map_or(FactType::Number, |fact| fact.fact_type);
                (Subject::Fact(fact), if fact_type == FactType::Date { FactType::Number } else { fact_type })
            }
        };
        if !matches!(subject, Subject::Fact(_)) && spec.transform.is_some() {
            self.problem(code::POLICY_TRANSFORM, format!("{path}.transform"), format!("only a day has a transform, `{name}` is a number"));
        }
        let mut comparisons: Vec<(Comparison, FactType, String, &str)> =
            number_tests(spec).map(|(comparison, key, bound)| (comparison, FactType::Number, format!("{} {bound}", key.replace('_', " ")), key)).collect();
        match &spec.is {
            Some(FactValue::Flag(flag)) => comparisons.push((Comparison::IsFlag(*flag), FactType::Flag, format!("is {flag}"), "is")),
            Some(FactValue::Number(number)) => comparisons.push((Comparison::IsNumber(number.get()), FactType::Number, format!("is {}", number.get()), "is")),
            Some(FactValue::Text(word)) => comparisons.push((Comparison::OneOf(vec![word.clone()]), FactType::Category, format!("is {word}"), "is")),
            None => {}
        }
        if let Some(words) = &spec.one_of {
            if words.is_empty() {
                self.problem(code::POLICY_EMPTY, format!("{path}.one_of"), "expected at least one category, found none");
            }
            let comparison = Comparison::OneOf(words.iter().map(|word| Name::from(&**word)).collect());
            comparisons.push((comparison, FactType::Category, format!("is one of {}", words.join(", ")), "one_of"));
        }
        if comparisons.is_empty() {
            self.problem(code::POLICY_CONDITION, path, "expected a comparison at_least, above, at_most, below, is or one_of, found none");
        }
        for (comparison, wanted, _, key) in &comparisons {
            if *wanted != fact_type {
                self.problem(code::POLICY_SHAPE_TYPE, format!("{path}.{key}"), format!("this comparison is for a {wanted}, found the {fact_type} `{name}`"));
            } else if let (Comparison::OneOf(words), Subject::Fact(fact)) = (comparison, subject) {
                words.iter().for_each(|word| self.category(fact, word, &format!("{path}.{key}")));
            }
        }
        let pass_when_missing = spec.when_missing == Some(WhenMissing::Pass);
        let texts: Vec<&str> = comparisons.iter().map(|(_, _, text, _)| &**text).collect();
        let (read, missing) = (read_as(name, spec.transform), if pass_when_missing { "missing or " } else { "" });
        let text = format!("{read} {missing}{}", texts.join(" and ")).into();
        let comparisons = comparisons.into_iter().map(|(comparison, ..)| comparison).collect();
        Some(Condition { text, form: Form::Test(Test { subject, transform: spec.transform, comparisons, pass_when_missing }) })
    }
}

fn number_tests(spec: &ConditionSpec) -> impl Iterator<Item = (Comparison, &'static str, f64)> {
    let number = |bound: Option<Finite>| bound.map(Finite::get);
    [
        number(spec.at_least).map(|bound| (Comparison::AtLeast(bound), "at_least", bound)),
        number(spec.above).map(|bound| (Comparison::Above(bound), "above", bound)),
        number(spec.at_most).map(|bound| (Comparison::AtMost(bound), "at_most", bound)),
        number(spec.below).map(|bound| (Comparison::Below(bound), "below", bound)),
    ]
    .into_iter()
    .flatten()
}

fn read_as(name: &str, transform: Option<Transform>) -> String {
    match transform {
        None => name.to_owned(),
        Some(Transform::DaysSince) => format!("days since {name}"),
        Some(Transform::MonthsSince) => format!("months since {name}"),
        Some(Transform::YearsSince) => format!("years since {name}"),
    }
}
