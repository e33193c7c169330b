//! Conditions on facts: what gates, blocks and designations ask for.

use super::resolve::ReadFacts;
use super::spec::Transform;
use crate::Name;
use crate::fact::FactRef;

/// What a condition reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Index into the policy's facts.
    Fact(usize),
    /// The scorecard's coverage.
    Coverage,
    /// The composite, in points.
    Composite,
}

/// One comparison of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Comparison {
    AtLeast(f64),
    Above(f64),
    AtMost(f64),
    Below(f64),
    IsNumber(f64),
    IsFlag(bool),
    OneOf(Vec<Name>),
}

impl Comparison {
    #[inline]
    fn holds(&self, value: FactRef<'_>) -> bool {
        match (self, value) {
            (Self::AtLeast(bound), FactRef::Number(number)) => number >= *bound,
            (Self::Above(bound), FactRef::Number(number)) => number > *bound,
            (Self::AtMost(bound), FactRef::Number(number)) => number <= *bound,
            (Self::Below(bound), FactRef::Number(number)) => number < *bound,
            // A policy that asks for a number exactly means exactly that number.
            (Self::IsNumber(wanted), FactRef::Number(number)) => number.total_cmp(wanted).is_eq(),
            (Self::IsFlag(wanted), FactRef::Flag(flag)) => flag == *wanted,
            (Self::OneOf(words), FactRef::Category(word)) => words.iter().any(|wanted| **wanted == *word),
            _ => false,
        }
    }
}

/// A checked condition with its text for people.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) text: Name,
    pub(crate) form: Form,
}

#[derive(Debug)]
pub(crate) enum Form {
    /// At least so many hold; `all` and `any` are the two extremes.
    AtLeast(usize, Vec<Condition>),
    Test(Test),
}

/// Comparisons of one value, which must all hold.
#[derive(Debug)]
pub(crate) struct Test {
    pub(crate) subject: Subject,
    pub(crate) transform: Option<Transform>,
    pub(crate) comparisons: Vec<Comparison>,
    pub(crate) pass_when_missing: bool,
}

impl Test {
    /// Whether a value passes, or its lack as the policy states it.
    #[inline]
    pub(crate) fn passes(&self, value: Option<FactRef<'_>>) -> bool {
        value.map_or(self.pass_when_missing, |value| self.comparisons.iter().all(|comparison| comparison.holds(value)))
    }
}

/// How missing facts are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// As the condition says.
    AsStated,
    /// As whatever makes the condition fail.
    Worst,
    /// As whatever makes the condition hold.
    Best,
}

/// What conditions are tested against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Situation<'a> {
    pub(crate) facts: &'a ReadFacts<'a>,
    pub(crate) coverage: f64,
    pub(crate) composite: f64,
    pub(crate) fill: Fill,
}

impl Condition {
    /// Whether the condition holds.
    pub(crate) fn holds(&self, situation: &Situation<'_>) -> bool {
        match &self.form {
            Form::AtLeast(count, conditions) => conditions.iter().filter(|condition| condition.holds(situation)).take(*count).count() >= *count,
            Form::Test(test) => match (situation.value(test), situation.fill) {
                (None, Fill::Worst) => false,
                (None, Fill::Best) => true,
                (value, _) => test.passes(value),
            },
        }
    }

    /// Whether the condition reads a subject of a kind.
    pub(crate) fn asks(&self, wanted: impl Fn(Subject) -> bool + Copy) -> bool {
        match &self.form {
            Form::AtLeast(_, conditions) => conditions.iter().any(|condition| condition.asks(wanted)),
            Form::Test(test) => wanted(test.subject),
        }
    }

    /// The condition in words, with what was found.
    pub(crate) fn finding(&self, situation: &Situation<'_>) -> Name {
        let mut found = Vec::new();
        self.found(situation, &mut found);
        format!("{}, found {}", self.text, found.join(" and ")).into()
    }

    fn found(&self, situation: &Situation<'_>, found: &mut Vec<String>) {
        match &self.form {
            // Of several out of many, the number says more than the values.
            Form::AtLeast(count, conditions) if *count > 1 && *count < conditions.len() => {
                found.push(format!("{} of {}", conditions.iter().filter(|condition| condition.holds(situation)).count(), conditions.len()));
            }
            Form::AtLeast(_, conditions) => conditions.iter().for_each(|condition| condition.found(situation, found)),
            Form::Test(test) => found.push(situation.value(test).map_or_else(|| "nothing".to_owned(), |value| value.to_string())),
        }
    }
}

impl Situation<'_> {
    fn value(&self, test: &Test) -> Option<FactRef<'_>> {
        match test.subject {
            Subject::Fact(index) => self.facts.value(index, test.transform),
            Subject::Coverage => Some(FactRef::Number(self.coverage)),
            Subject::Composite => Some(FactRef::Number(self.composite)),
        }
    }
}
