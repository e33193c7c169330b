//! Random policies and accounts, drawn from a tape of numbers: a shorter tape with smaller numbers draws something
//! simpler, so that a counterexample shrinks by itself.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::test_runner::Config;
use tierwise::fact::{FactType, FactValue};
use tierwise::policy::{
    AspectSpec, AtLeastOf, Baseline, Basis, ConditionSpec, CriterionSpec, DeclaredFact, DesignationSpec, Entitlement, FlagPoints, LadderSpec, Missing,
    ScoreSpec, TierSpec, Transform, WhenMissing,
};
use tierwise::{Account, Date, Finite, Points, PolicySpec, Weight};

/// As many cases as `LAW_CASES` says, else 500.
#[must_use]
pub fn config() -> Config {
    let cases = std::env::var("LAW_CASES").ok().map_or(500, |cases| cases.parse().expect("`LAW_CASES` is a number"));
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// A tape.
pub fn tape() -> impl Strategy<Value = Tape> {
    vec(any::<u16>(), 0..700).prop_map(|numbers| Tape { numbers, at: 0 })
}

/// Numbers to draw from; zeroes after its end.
#[derive(Debug, Clone)]
pub struct Tape {
    numbers: Vec<u16>,
    at: usize,
}

impl Tape {
    /// A tape from a seed, without shrinking.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        // SplitMix64.
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ (mixed >> 31)
        };
        Self { numbers: (0..700).map(|_| next() as u16).collect(), at: 0 }
    }

    /// A number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % limit.max(1)
    }

    /// True `percent` times of a hundred; false at the tape's end.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of some.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn maybe<T>(&mut self, percent: usize, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| draw(self))
    }

    fn list<T>(&mut self, least: usize, most: usize, mut draw: impl FnMut(&mut Self, usize) -> T) -> Vec<T> {
        let count = least + self.below(most - least + 1);
        (0..count).map(|index| draw(self, index)).collect()
    }
}

/// Points from a number.
#[must_use]
pub fn points(number: f64) -> Points {
    Points::from_f64(number).unwrap()
}

/// A finite number.
#[must_use]
pub fn finite(number: f64) -> Finite {
    Finite::new(number).unwrap()
}

const NUMBERS: [&str; 4] = ["n.a", "n.b", "n.c", "n.d"];
const CATEGORIES: [&str; 2] = ["c.closed", "c.open"];
const FLAGS: [&str; 2] = ["f.a", "f.b"];
const DAYS: [&str; 2] = ["d.a", "d.b"];
const WORDS: [&str; 3] = ["red", "green", "blue"];
/// Bounds of bands and knots, ascending.
const BOUNDS: [f64; 14] = [-1e15, -40.0, -1.0, 0.0, 0.1, 0.5, 1.0, 2.0, 7.0, 10.0, 33.3, 50.0, 365.0, 1e15];

/// The facts that random policies declare.
#[must_use]
pub fn facts() -> Vec<DeclaredFact> {
    let fact = |id: &&str, fact_type, values: &[&str]| DeclaredFact {
        id: (*id).to_owned(),
        fact_type,
        label: None,
        unit: None,
        values: values.iter().map(|word| (*word).to_owned()).collect(),
    };
    NUMBERS
        .iter()
        .map(|id| fact(id, FactType::Number, &[]))
        .chain([fact(&CATEGORIES[0], FactType::Category, &WORDS), fact(&CATEGORIES[1], FactType::Category, &[])])
        .chain(FLAGS.iter().map(|id| fact(id, FactType::Flag, &[])))
        .chain(DAYS.iter().map(|id| fact(id, FactType::Date, &[])))
        .collect()
}

fn some_points(tape: &mut Tape) -> Points {
    match tape.below(4) {
        0 => points(tape.below(100) as f64),
        1 => Points::from_thousandths(tape.below(20_000) as i64 - 5_000).unwrap(),
        2 => points(tape.pick(&[0.0, 0.001, 0.5, 2.001, 2.5, -3.0, 12.345, -0.001, 40.0, 1_000.0])),
        _ => points(tape.pick(&[10.0, 20.0, 1e6, -1e5, 0.003, 99_999.999, 7.0])),
    }
}

fn weight(tape: &mut Tape) -> Weight {
    Weight::from_f64(tape.pick(&[1.0, 1.0, 0.5, 2.0, 0.25, 0.333_333, 1.5, 0.0, 0.000_001, 3.162_278, 10_000.0])).unwrap()
}

fn missing(tape: &mut Tape) -> Missing {
    match tape.below(12) {
        0..=3 => Missing::Points(some_points(tape)),
        4 | 5 => Missing::Worst,
        6 | 7 => Missing::Neutral,
        8 => Missing::Reject,
        _ => Missing::Renormalise,
    }
}

fn baseline(tape: &mut Tape) -> Baseline {
    match tape.below(4) {
        0 => Baseline::Max,
        1 => Baseline::Min,
        2 => Baseline::Own(some_points(tape)),
        _ => Baseline::ReferenceMean(some_points(tape)),
    }
}

fn bounds(tape: &mut Tape, most: usize) -> Vec<f64> {
    let mut bounds: Vec<f64> = tape.list(1, most, |tape, _| tape.pick(&BOUNDS));
    bounds.sort_by(f64::total_cmp);
    bounds.dedup();
    bounds
}

fn transform(tape: &mut Tape) -> Transform {
    tape.pick(&[Transform::DaysSince, Transform::MonthsSince, Transform::YearsSince])
}

/// A criterion that reads one of the declared facts.
pub fn criterion(tape: &mut Tape, id: String) -> CriterionSpec {
    let mut criterion = CriterionSpec { id, ..CriterionSpec::default() };
    let shape = tape.below(6);
    match shape {
        0..=3 => {
            if tape.chance(20) {
                criterion.fact = tape.pick(&DAYS).to_owned();
                criterion.transform = Some(transform(tape));
            } else {
                criterion.fact = tape.pick(&NUMBERS).to_owned();
            }
            let lowers = bounds(tape, 5);
            if shape < 2 {
                let open = tape.chance(80);
                let bands = lowers.iter().enumerate().map(|(index, lower)| ((index > 0 || !open).then_some(finite(*lower)), some_points(tape)));
                criterion.bands = Some(bands.collect());
            } else {
                criterion.curve = Some(lowers.iter().map(|x| (finite(*x), some_points(tape))).collect());
            }
        }
        4 => {
            criterion.fact = tape.pick(&CATEGORIES).to_owned();
            criterion.table = Some(WORDS.iter().take(1 + tape.below(3)).map(|word| ((*word).to_owned(), some_points(tape))).collect());
            criterion.other = tape.maybe(70, some_points);
        }
        _ => {
            criterion.fact = tape.pick(&FLAGS).to_owned();
            criterion.flag = Some(FlagPoints { if_true: some_points(tape), if_false: some_points(tape) });
        }
    }
    criterion.weight = weight(tape);
    criterion.missing = tape.maybe(50, missing);
    criterion.baseline = tape.maybe(30, baseline);
    criterion.reason = tape.maybe(40, |tape| tape.pick(&["why", "how", "k0.0"]).to_owned());
    criterion
}

/// A condition.
pub fn condition(tape: &mut Tape, depth: usize) -> ConditionSpec {
    let mut condition = ConditionSpec::default();
    let parts = |tape: &mut Tape| tape.list(1, 3, |tape, _| self::condition(tape, depth + 1));
    match tape.below(if depth < 2 { 9 } else { 6 }) {
        0..=2 => {
            condition.fact = Some(tape.pick(&["score.composite", "score.coverage", "n.a", "n.b", "n.c", "n.d"]).to_owned());
            let bound = |tape: &mut Tape| finite(tape.pick(&[0.0, 0.5, 1.0, 10.0, 33.3, 50.0, -1.0, 0.75]));
            condition.at_least = Some(bound(tape));
            condition.below = tape.maybe(20, bound);
            condition.above = tape.maybe(20, bound);
            condition.at_most = tape.maybe(20, bound);
            condition.is = tape.maybe(5, |tape| bound(tape).into());
        }
        3 => {
            condition.fact = Some(tape.pick(&FLAGS).to_owned());
            condition.is = Some(tape.chance(50).into());
        }
        4 => {
            condition.fact = Some(tape.pick(&CATEGORIES).to_owned());
            condition.one_of = Some(vec![tape.pick(&WORDS).to_owned(), tape.pick(&WORDS).to_owned()]);
            condition.is = tape.maybe(20, |tape| tape.pick(&WORDS).into());
        }
        5 => {
            condition.fact = Some(tape.pick(&DAYS).to_owned());
            condition.transform = Some(transform(tape));
            condition.at_most = Some(finite(tape.pick(&[0.0, 1.0, 12.0, 30.0, 365.0])));
        }
        6 => condition.all = Some(parts(tape)),
        7 => condition.any = Some(parts(tape)),
        _ => {
            let of = parts(tape);
            condition.at_least_of = Some(AtLeastOf { count: 1 + tape.below(of.len()) as u32, of });
        }
    }
    if condition.fact.is_some() {
        condition.when_missing = tape.maybe(40, |tape| tape.pick(&[WhenMissing::Pass, WhenMissing::Fail]));
    }
    condition
}

fn ladder(tape: &mut Tape, entitlements: &[Entitlement]) -> LadderSpec {
    let mut enter = tape.pick(&[0_i64, 10_000, -5_000, 40_000]);
    let tiers = tape.list(1, 4, |tape, index| {
        enter += tape.pick(&[1, 1_000, 5_500, 30_000, 1_000_000]);
        TierSpec {
            id: format!("t{index}"),
            enter: Points::from_thousandths(enter).unwrap(),
            retain: tape.maybe(60, |tape| Points::from_thousandths(enter - tape.pick(&[0, 1, 5_000, 50_000])).unwrap()),
            requires: tape.maybe(40, |tape| condition(tape, 0)),
            retain_requires: tape.maybe(20, |tape| condition(tape, 0)),
            entitlements: some_of(tape, entitlements),
            ..TierSpec::default()
        }
    });
    LadderSpec {
        basis: Basis::Score,
        base: "ground".to_owned(),
        tiers,
        blocks: tape.maybe(30, |tape| tape.list(1, 2, |tape, _| condition(tape, 1))).unwrap_or_default(),
        // Replays move accounts by the rest; `score` and `assess` do not look at it.
        ..LadderSpec::default()
    }
}

fn some_of(tape: &mut Tape, entitlements: &[Entitlement]) -> Vec<String> {
    entitlements.iter().filter(|_| tape.chance(40)).map(|entitlement| entitlement.id.clone()).collect()
}

/// A policy document that mostly is one.
pub fn spec(tape: &mut Tape) -> PolicySpec {
    let aspects = tape.list(1, 3, |tape, aspect| {
        let (one, other) = (some_points(tape), some_points(tape));
        AspectSpec {
            id: format!("a{aspect}"),
            weight: weight(tape),
            cap: tape.maybe(30, |_| one.max(other)),
            floor: tape.maybe(25, |_| one.min(other)),
            criteria: tape.list(1, 4, |tape, index| criterion(tape, format!("k{aspect}.{index}"))),
            ..AspectSpec::default()
        }
    });
    let entitlements: Vec<Entitlement> = (0..tape.below(6))
        .map(|index| {
            let service = tape.maybe(60, |tape| tape.pick(&["care", "price"]).to_owned());
            // Each its own level, or two of one service would be the highest.
            let level = service.as_ref().map(|_| index as u32 * 7 % 5);
            Entitlement { id: format!("e{index}"), label: None, service, level, cost_per_year: None }
        })
        .collect();
    let ladder = tape.maybe(85, |tape| self::ladder(tape, &entitlements));
    let designations = tape
        .maybe(40, |tape| {
            tape.list(1, 3, |tape, index| {
                let requires = tape.maybe(75, |tape| condition(tape, 0));
                DesignationSpec {
                    id: format!("s{index}"),
                    by_invitation: requires.is_none() || tape.chance(40),
                    requires,
                    entitlements: some_of(tape, &entitlements),
                    ..DesignationSpec::default()
                }
            })
        })
        .unwrap_or_default();
    PolicySpec {
        policy: "random".to_owned(),
        version: "1".to_owned(),
        semantics: 1,
        facts: facts(),
        score: ScoreSpec {
            base: tape.maybe(30, some_points).unwrap_or_default(),
            missing: tape.maybe(30, missing).unwrap_or_default(),
            baseline: tape.maybe(20, baseline).unwrap_or_default(),
            min_coverage: tape.maybe(40, |tape| finite(tape.pick(&[0.01, 0.25, 0.5, 0.75, 1.0]))),
            aspects,
        },
        entitlements,
        ladder,
        designations,
        ..PolicySpec::default()
    }
}

/// A value that a fact can have.
pub fn value(tape: &mut Tape, fact: &DeclaredFact) -> FactValue {
    match fact.fact_type {
        FactType::Number => FactValue::Number(match tape.below(4) {
            0 => finite(tape.pick(&BOUNDS)),
            1 => finite(tape.below(800) as f64 / 2.0 - 50.0),
            2 => finite(tape.below(60_000) as f64 / 977.0),
            _ => finite(tape.pick(&[0.0, -0.0, 1e308, -1e308, 5e-324, 0.3, 9.999_999_999_999_998, 10.000_000_000_000_002, 1e-9, 4e15])),
        }),
        FactType::Category if fact.values.is_empty() => tape.pick(&["red", "green", "blue", "black"]).into(),
        FactType::Category => tape.pick(&WORDS).into(),
        FactType::Flag => tape.chance(50).into(),
        FactType::Date => day(tape).into(),
    }
}

/// A day.
pub fn day(tape: &mut Tape) -> Date {
    match tape.below(3) {
        0 => Date::from_days_since_1970(20_630 + tape.below(800) as i32 - 750).unwrap(),
        1 => tape.pick(&["2026-02-28", "2026-01-31", "2024-02-29", "2025-06-30", "2026-06-30", "2026-07-01"]).parse().unwrap(),
        _ => tape.pick(&["0001-01-01", "9999-12-31", "1969-12-31", "2000-02-29"]).parse().unwrap(),
    }
}

/// An account of which some facts are given.
pub fn account(tape: &mut Tape, known_percent: usize) -> Account {
    let mut account = Account::default();
    for fact in &facts() {
        let value = value(tape, fact);
        if tape.below(100) < known_percent {
            account.facts.insert(fact.id.as_str(), value);
        }
    }
    account
}

/// The same account with a value for every fact that is missing.
pub fn completed(tape: &mut Tape, account: &Account) -> Account {
    let mut completed = account.clone();
    for fact in facts().iter().filter(|fact| account.facts.get(&fact.id).is_none()) {
        completed.facts.insert(fact.id.as_str(), value(tape, fact));
    }
    completed
}
