//! Random accounts as rows of a table, and what each comes to one by one.

use tierwise::error::code;
use tierwise::fact::{FactType, FactValue};
use tierwise::policy::DeclaredFact;
use tierwise::{Account, Assessment, Date, Finite, Policy};

use crate::random::{self, Tape};

/// A value of a column, as a table can have it and a document cannot.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Missing,
    Number(f64),
    Word(&'static str),
    Flag(bool),
    Day(i32),
}

/// Words that categories can be, and others.
pub const WORDS: [&str; 6] = ["red", "green", "blue", "black", "", "rot"];
/// The first day of the calendar less one, and its last day and one more.
const BEYOND: [i32; 4] = [-719_163, 2_932_897, i32::MIN, i32::MAX];

fn cell(tape: &mut Tape, fact: &DeclaredFact, known: usize, strange: usize) -> Cell {
    if tape.below(100) >= known {
        return Cell::Missing;
    }
    let is_strange = tape.chance(strange);
    match (fact.fact_type, random::value(tape, fact)) {
        (FactType::Number, _) if is_strange => Cell::Number(tape.pick(&[f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, -0.0])),
        (FactType::Number, FactValue::Number(number)) => Cell::Number(number.get()),
        (FactType::Category, _) if is_strange => Cell::Word(tape.pick(&WORDS)),
        (FactType::Category, FactValue::Text(word)) => Cell::Word(WORDS.iter().find(|known| **known == &*word).unwrap()),
        (FactType::Flag, FactValue::Flag(flag)) => Cell::Flag(flag),
        (FactType::Date, _) if is_strange => Cell::Day(tape.pick(&BEYOND)),
        (FactType::Date, FactValue::Text(day)) => Cell::Day(day.parse::<Date>().unwrap().days_since_1970()),
        (fact_type, value) => unreachable!("{fact_type} {value}"),
    }
}

/// What one row comes to, one by one.
pub fn one_by_one(policy: &Policy, names: &[String], cells: &[Cell], as_of: Date, previous: Option<&str>) -> Result<Assessment, String> {
    let read: Vec<&str> = policy.facts().collect();
    let mut account = Account::default();
    for (name, cell) in names.iter().zip(cells).filter(|(name, _)| read.contains(&name.as_str())) {
        let value: FactValue = match cell {
            Cell::Missing => continue,
            // No document can have such a number.
            Cell::Number(number) if number.is_infinite() => return Err(code::NUMBER_NOT_FINITE.to_owned()),
            Cell::Number(number) => Finite::new(*number).unwrap().into(),
            Cell::Word(word) => (*word).into(),
            Cell::Flag(flag) => (*flag).into(),
            Cell::Day(day) => Date::from_days_since_1970(*day).map_or("the day before the first".into(), FactValue::from),
        };
        account.facts.insert(name.as_str(), value);
    }
    policy.assess(&account, as_of, previous).map_err(|error| error.code().to_owned())
}

/// Random accounts as columns and one by one.
pub struct Drawn {
    pub policy: Policy,
    pub as_of: Date,
    pub facts: Vec<DeclaredFact>,
    /// The cells of the facts, row by row.
    pub rows: Vec<Vec<Cell>>,
    pub previous: Vec<Cell>,
    /// Whether a tier before is said at all.
    pub says_previous: bool,
}

/// Names of tiers in random policies, and a name that none has.
pub const TIERS: [&str; 6] = ["ground", "t0", "t1", "t2", "t3", "t9"];

impl Drawn {
    #[must_use]
    pub fn new(tape: &mut Tape, rows: usize) -> Option<Self> {
        let policy = Policy::new(random::spec(tape)).ok()?;
        let as_of = random::day(tape);
        // Some facts are not given at all.
        let facts: Vec<DeclaredFact> = random::facts().into_iter().filter(|_| !tape.chance(8)).collect();
        let (known, strange) = (tape.pick(&[97, 60, 100, 10]), tape.pick(&[2, 0, 30]));
        let tiers = policy.spec().ladder.as_ref().map_or(0, |ladder| ladder.tiers.len());
        let mut seed = tape.below(65_536) as u64;
        let mut drawn = Vec::new();
        let mut previous = Vec::new();
        for _ in 0..rows {
            seed += 1;
            let mut tape = Tape::seeded(seed);
            drawn.push(facts.iter().map(|fact| cell(&mut tape, fact, known, strange)).collect());
            previous.push(match tape.below(10) {
                0..2 => Cell::Missing,
                2 if strange > 0 => Cell::Word(TIERS[5]),
                _ => Cell::Word(TIERS[tape.below(tiers + 1)]),
            });
        }
        Some(Self { policy, as_of, facts, rows: drawn, previous, says_previous: tape.chance(70) })
    }

    /// The names of the facts.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.facts.iter().map(|fact| fact.id.clone()).collect()
    }

    /// What each row comes to by itself.
    #[must_use]
    pub fn one_by_one(&self) -> Vec<Result<Assessment, String>> {
        let names = self.names();
        let rows = self.rows.iter().zip(&self.previous).map(|(cells, previous)| {
            let previous = if let (Cell::Word(name), true) = (previous, self.says_previous) { Some(*name) } else { None };
            one_by_one(&self.policy, &names, cells, self.as_of, previous)
        });
        rows.collect()
    }
}
