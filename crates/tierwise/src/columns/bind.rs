//! Binds a policy to columns: names, types and lengths are checked, words of dictionaries are looked up once.

use std::collections::BTreeMap;

use super::kernel::{self, Lookup};
use super::place::Rungs;
use super::vectors::Vectors;
use super::{Column, Part, Reading, Source, Sum, Table};
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::fact::{FactRef, FactType};
use crate::policy::{Aspect, Criterion, Policy, ReadFact};

/// The most rungs above the base rung whose ranks a table can say.
const MOST_TIERS: usize = 255;

impl Policy {
    /// Binds the policy to a table of accounts: a column for each fact that is given, by the fact's name. Facts without a
    /// column are missing in every row, and none is derived. Columns that the policy does not read must be facts too, but
    /// their values are not looked at.
    ///
    /// ```
    /// use tierwise::columns::{Column, Output};
    /// # use tierwise::Policy;
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "fleets", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "size", "criteria": [
    ///     {"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [100, 100]], "missing": {"points": 5}}]}]},
    ///   "ladder": {"base": "standard", "tiers": [{"id": "silver", "enter": 40, "retain": 35}]}
    /// }"#))?;
    /// let units = [37.0, 37.0, f64::NAN, f64::INFINITY];
    /// let before = Column::categories(&[1_i8, -1, -1, -1][..], &["standard", "silver"]);
    /// let table = policy.table(4, &[("fleet.units", Column::numbers(&units))], "2026-06-30".parse().unwrap())?.with_previous(before)?;
    ///
    /// let (mut composite, mut errors, mut tier) = ([0; 4], [None; 4], [0; 4]);
    /// let mut output = Output { composite: &mut composite, errors: &mut errors, tier: &mut tier, ..Output::default() };
    /// assert_eq!(table.score(0..4, &mut output)?, 1);       // one row is in error, and hides none of the others
    /// assert_eq!(composite, [37_000, 37_000, 5_000, 0]);     // whole thousandths
    /// assert_eq!(tier, [1, 0, 0, 0]);                        // 37 suffices to stay in silver, not to enter it
    /// assert_eq!(errors[3].map(|error| error.code()), Some("number.not_finite"));
    /// assert_eq!(table.assess(3).unwrap_err().path(), "facts.fleet.units");
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// Every column that is no fact (`fact.unknown`), stands there twice (`input.duplicate_key`), has another type than its
    /// fact (`fact.type`) or another number of rows (`input.length`), at `columns.` and its name; a ladder of more than 255 tiers.
    pub fn table<'a>(&'a self, rows: usize, columns: &[(&str, Column<'a>)], as_of: Date) -> Result<Table<'a>, Error> {
        let checked = &*self.checked;
        let (mut given, mut problems) = (BTreeMap::new(), Vec::new());
        for (name, column) in columns {
            let path = || format!("columns.{name}");
            if given.insert(*name, *column).is_some() {
                problems.push(Problem::new(code::INPUT_DUPLICATE_KEY, path(), format!("the column `{name}` stands here twice")));
            }
            match checked.known(name, "columns") {
                Err(error) => problems.extend(error.problems().iter().cloned()),
                Ok(known) if known.fact_type() != column.fact_type() => {
                    let message = format!("the fact `{name}` is a {}, found a column of type {}", known.fact_type(), column.fact_type());
                    problems.push(Problem::new(code::FACT_TYPE, path(), message));
                }
                Ok(_) => problems.extend(column.misfit(rows).map(|message| Problem::new(code::INPUT_LENGTH, path(), message))),
            }
        }
        let tiers = checked.ladder.as_ref().map_or(0, |ladder| ladder.tiers.len());
        if tiers > MOST_TIERS {
            problems.push(Problem::new(code::NUMBER_RANGE, "ladder.tiers", format!("a table knows ranks up to {MOST_TIERS}, found {tiers} tiers")));
        }
        Error::check(problems)?;
        let columns: Vec<Option<Column<'a>>> = checked.facts.iter().map(|fact| given.get(&*fact.name).copied()).collect();
        let bound = |index: usize| checked.facts.get(index).zip(columns.get(index).copied().flatten());
        let criteria = || checked.aspects.iter().flat_map(|aspect| &aspect.criteria);
        let is_read = |fact: usize| criteria().any(|criterion| criterion.fact == fact);
        Ok(Table {
            policy: self,
            as_of,
            rows,
            base: checked.base as f64,
            reachable: criteria().map(|criterion| criterion.reach() as f64).sum(),
            aspects: checked.aspects.iter().map(|aspect| Sum::new(aspect, as_of, bound)).collect(),
            bystanders: (0..columns.len()).filter(|fact| !is_read(*fact)).filter_map(|fact| bystander(bound(fact)?)).collect(),
            rungs: checked.ladder.as_ref().map(|ladder| Rungs::new(ladder, &columns, as_of)),
            previous: None,
            vectors: Vectors::widest(),
            asks_for_score: checked.ladder.as_ref().is_some_and(|ladder| ladder.asks_for_score()),
            columns,
        })
    }
}

impl<'a> Table<'a> {
    /// Says the tiers before: a column of categories by their names, which is what holds an account down to `retain`.
    /// A policy without a ladder does not look at them.
    ///
    /// # Errors
    /// `fact.type` for another type, `input.length` for another number of rows, at `previous`.
    pub fn with_previous(self, column: Column<'a>) -> Result<Self, Error> {
        if column.fact_type() != FactType::Category {
            return Err(Error::new(code::FACT_TYPE, "previous", format!("expected tiers as categories, found a column of type {}", column.fact_type())));
        }
        if let Some(message) = column.misfit(self.rows) {
            return Err(Error::new(code::INPUT_LENGTH, "previous", message));
        }
        let previous = self.policy.checked.ladder.as_ref().map(|ladder| {
            let rank = |value: Option<FactRef<'_>>| match value {
                Some(FactRef::Category(word)) => ladder.rank(word).ok().map(|rank| rank as f64),
                _ => Some(0.0),
            };
            Source { reading: Some(Reading { column, transform: None }), lookup: column.lookup(rank) }
        });
        Ok(Self { previous, ..self })
    }
}

impl Table<'_> {
    /// The same table, scored with these instructions. The results are the same.
    #[must_use]
    pub fn with_vectors(self, vectors: Vectors) -> Self {
        Self { vectors, ..self }
    }
}

impl<'a> Sum<'a> {
    fn new(aspect: &'a Aspect, as_of: Date, bound: impl Fn(usize) -> Option<(&'a ReadFact, Column<'a>)>) -> Self {
        let parts = aspect.criteria.iter().map(|criterion| Part::new(criterion, as_of, bound(criterion.fact))).collect();
        Self { floor: aspect.floor as f64, cap: aspect.cap as f64, parts }
    }
}

impl<'a> Part<'a> {
    fn new(criterion: &'a Criterion, as_of: Date, column: Option<(&'a ReadFact, Column<'a>)>) -> Self {
        let missing = kernel::missing(criterion.missing);
        let in_words = |(fact, column): (&ReadFact, Column<'a>)| {
            column.lookup(|value| match value {
                None => Some(missing),
                Some(FactRef::Category(word)) if !fact.has(word) => None,
                Some(value) => criterion.shape.meet(value).map(|met| met.contribution as f64),
            })
        };
        let lookup = Lookup::of(&criterion.shape, missing).or_else(|| column.map(in_words)).unwrap_or_else(|| Lookup::places(missing, Vec::new()));
        let transform = criterion.transform.map(|transform| (transform, as_of));
        let reading = column.map(|(_, column)| Reading { column, transform });
        Self { reach: criterion.reach() as f64, source: Source { reading, lookup } }
    }
}

/// Looks at the values of a fact that no criterion reads; `None` for a column whose values can all be.
fn bystander<'a>((fact, column): (&'a ReadFact, Column<'a>)) -> Option<Source<'a>> {
    let lookup = match column.fact_type() {
        FactType::Number | FactType::Date => Lookup::any(),
        FactType::Category => column.lookup(|value| match value {
            Some(FactRef::Category(word)) if !fact.has(word) => None,
            _ => Some(0.0),
        }),
        FactType::Flag => return None,
    };
    Some(Source { reading: Some(Reading { column, transform: None }), lookup })
}
