//! A naive model, written from `docs/semantics.md` alone, against the library on random policies and accounts.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "in a test, what cannot be done is a failure"
)]

use std::sync::Arc;

use tierwise::fact::FactValue;
use tierwise::policy::{AspectSpec, Baseline, ConditionSpec, CriterionSpec, Missing, Transform, WhenMissing};
use tierwise::score::{AspectScore, Bounds, CriterionScore, Interval, Matched, Reason};
use tierwise::tier::{DesignationState, Held, Movement};
use tierwise::{Account, Date, Finite, Name, Points, Policy, PolicySpec, Scorecard, Weight};
use tierwise_tests::random::{self, Tape, finite};

// ---- Numbers (N) ----

/// One rounding rule for `numerator / denominator` (N2).
fn round(numerator: i128, denominator: i128) -> i64 {
    let (whole, rest) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    let up = rest * 2 > denominator || (rest * 2 == denominator && whole % 2 != 0);
    (whole + i128::from(up)) as i64
}

const SQUARE: i128 = 1_000_000_000_000;

/// Points by both weights: a numerator over a million squared, in thousandths.
fn weighted(points: Points, aspect: Weight, criterion: Weight) -> i128 {
    i128::from(points.thousandths()) * i128::from(aspect.millionths()) * i128::from(criterion.millionths())
}

/// The nearest double to a numerator over a million squared: as a decimal, which is read exactly.
fn nearest(numerator: i128) -> f64 {
    let sign = if numerator < 0 { "-" } else { "" };
    format!("{sign}{}.{:012}", numerator.abs() / SQUARE, numerator.abs() % SQUARE).parse().unwrap()
}

fn thousandths(number: i64) -> Points {
    Points::from_thousandths(number).unwrap()
}

// ---- One criterion (S1, S2, S6) ----

/// What a value, or its lack, brings.
#[derive(Debug, Clone)]
struct Award {
    points: Points,
    contribution: i64,
    /// The weighted points, not rounded.
    exact: f64,
    matched: Matched,
}

struct Reader<'a> {
    spec: &'a PolicySpec,
    account: &'a Account,
    as_of: Date,
}

impl Reader<'_> {
    fn value(&self, fact: &str, transform: Option<Transform>) -> Option<FactValue> {
        let value = self.account.facts.get(fact)?.clone();
        let Some(transform) = transform else { return Some(value) };
        let day: Date = value.to_string().parse().unwrap();
        // The greatest number of months with day + months <= as of, from a year too few upwards.
        let mut months = (self.as_of.year() - day.year()) * 12 - 12;
        while day.add_months(months + 1).map_or(months < 0, |next| next <= self.as_of) {
            months += 1;
        }
        Some(FactValue::Number(finite(match transform {
            Transform::DaysSince => f64::from(self.as_of.days_since_1970() - day.days_since_1970()),
            Transform::MonthsSince => f64::from(months),
            Transform::YearsSince => f64::from(months) / 12.0,
        })))
    }
}

fn award(points: Points, aspect: &AspectSpec, criterion: &CriterionSpec, matched: Matched) -> Award {
    let numerator = weighted(points, aspect.weight, criterion.weight);
    Award { points, contribution: round(numerator, SQUARE), exact: nearest(numerator), matched }
}

/// Every points that a criterion's shape names.
fn all_points(criterion: &CriterionSpec) -> Vec<Points> {
    let bands = criterion.bands.iter().flatten().map(|(_, points)| *points);
    let curve = criterion.curve.iter().flatten().map(|(_, points)| *points);
    let table = criterion.table.iter().flatten().map(|(_, points)| *points).chain(criterion.other);
    let flag = criterion.flag.iter().flat_map(|flag| [flag.if_true, flag.if_false]);
    bands.chain(curve).chain(table).chain(flag).collect()
}

fn line(knots: &[(f64, f64)], x: f64) -> (f64, Interval) {
    let between = |from: Option<f64>, until: Option<f64>| Interval { from: from.map(finite), until: until.map(finite) };
    let (first, last) = (knots[0], knots[knots.len() - 1]);
    if x < first.0 {
        return (first.1, between(None, Some(first.0)));
    }
    if x >= last.0 {
        return (last.1, between(Some(last.0), None));
    }
    let at = knots.iter().rposition(|knot| knot.0 <= x).unwrap();
    let ((x0, y0), (x1, y1)) = (knots[at], knots[at + 1]);
    let y = y0 + (x - x0) * (y1 - y0) / (x1 - x0);
    (y.clamp(y0.min(y1), y0.max(y1)), between(Some(x0), Some(x1)))
}

fn met(value: &FactValue, aspect: &AspectSpec, criterion: &CriterionSpec) -> Result<Award, &'static str> {
    let award = |points, matched| Ok(award(points, aspect, criterion, matched));
    match value {
        FactValue::Number(x) => {
            if let Some(bands) = &criterion.bands {
                let at = bands.iter().rposition(|(lower, _)| lower.is_none_or(|lower| lower.get() <= x.get())).ok_or("score.no_match")?;
                return award(bands[at].1, Matched::Band(Interval { from: bands[at].0, until: bands.get(at + 1).and_then(|band| band.0) }));
            }
            let curve = criterion.curve.as_ref().unwrap();
            let plain: Vec<_> = curve.iter().map(|(x, points)| (x.get(), points.thousandths() as f64)).collect();
            let by_weight: Vec<_> = curve.iter().map(|(x, points)| (x.get(), nearest(weighted(*points, aspect.weight, criterion.weight)))).collect();
            let (points, segment) = line(&plain, x.get());
            let (exact, _) = line(&by_weight, x.get());
            Ok(Award {
                points: thousandths(points.round_ties_even() as i64),
                contribution: exact.round_ties_even() as i64,
                exact,
                matched: Matched::Segment(segment),
            })
        }
        FactValue::Text(word) => {
            let table = criterion.table.as_ref().unwrap();
            match (table.get(&**word), criterion.other) {
                (Some(points), _) => award(*points, Matched::Category(word.clone())),
                (None, Some(other)) => award(other, Matched::Other),
                (None, None) => Err("score.no_match"),
            }
        }
        FactValue::Flag(flag) => {
            let points = criterion.flag.as_ref().unwrap();
            award(if *flag { points.if_true } else { points.if_false }, Matched::Flag(*flag))
        }
    }
}

// ---- The composite (S2, S3, S5) ----

fn clip(sum: i64, aspect: &AspectSpec) -> i64 {
    let capped = aspect.cap.map_or(sum, |cap| sum.min(cap.thousandths()));
    aspect.floor.map_or(capped, |floor| capped.max(floor.thousandths()))
}

fn card(policy: &Policy, account: &Account, as_of: Date) -> Result<Scorecard, Vec<&'static str>> {
    // Which of several errors is told is not stated: any of them is right.
    let mut errors = Vec::new();
    let spec = policy.spec();
    let reader = Reader { spec, account, as_of };
    let mut aspects = Vec::new();
    let mut missing: Vec<Name> = Vec::new();
    let mut gaps: Vec<(Name, i64)> = Vec::new();
    let base = spec.score.base.thousandths();
    let (mut composite, mut lowest, mut highest) = (base, base, base);
    let (mut known_reach, mut reach) = (0_i64, 0_i64);
    for aspect in &spec.score.aspects {
        let mut lines: Vec<(CriterionScore, Award, bool)> = Vec::new();
        let (mut least_sum, mut most_sum, mut all_most, mut kept_most) = (0, 0, 0, 0);
        for criterion in &aspect.criteria {
            let points = all_points(criterion);
            let least = award(*points.iter().min().unwrap(), aspect, criterion, Matched::Missing);
            let most = award(*points.iter().max().unwrap(), aspect, criterion, Matched::Missing);
            let baseline = match criterion.baseline.unwrap_or(spec.score.baseline) {
                Baseline::Max => most.clone(),
                Baseline::Min => least.clone(),
                Baseline::Own(points) | Baseline::ReferenceMean(points) => award(points, aspect, criterion, Matched::Missing),
            };
            let value = reader.value(&criterion.fact, criterion.transform);
            let nothing = || award(Points::ZERO, aspect, criterion, Matched::Renormalised);
            let brings = match &value {
                Some(value) => met(value, aspect, criterion).unwrap_or_else(|code| {
                    errors.push(code);
                    Award { matched: Matched::Missing, ..nothing() }
                }),
                None => match criterion.missing.unwrap_or(spec.score.missing) {
                    Missing::Points(points) => award(points, aspect, criterion, Matched::Missing),
                    Missing::Worst => least.clone(),
                    Missing::Neutral => baseline.clone(),
                    Missing::Reject => {
                        errors.push("score.missing_fact");
                        Award { matched: Matched::Missing, ..nothing() }
                    }
                    Missing::Renormalise => nothing(),
                },
            };
            let own_reach = most.contribution.max(0) - least.contribution.min(0);
            reach += own_reach;
            all_most += most.contribution;
            if brings.matched != Matched::Renormalised {
                kept_most += most.contribution;
            }
            if value.is_some() {
                known_reach += own_reach;
                least_sum += brings.contribution;
                most_sum += brings.contribution;
            } else {
                least_sum += least.contribution;
                most_sum += most.contribution;
                let name = Name::from(&*criterion.fact);
                if !missing.contains(&name) {
                    missing.push(name);
                }
            }
            let reason = Name::from(criterion.reason.as_deref().unwrap_or(&criterion.id));
            if !gaps.iter().any(|(code, _)| *code == reason) {
                gaps.push((reason.clone(), 0));
            }
            gaps.iter_mut().find(|(code, _)| *code == reason).unwrap().1 += baseline.contribution;
            let score = CriterionScore {
                id: (*criterion.id).into(),
                fact: (*criterion.fact).into(),
                value: value.clone(),
                points: brings.points,
                contribution: thousandths(brings.contribution),
                matched: brings.matched.clone(),
                reason,
            };
            lines.push((score, brings, value.is_some()));
        }
        if lines.iter().any(|(_, brings, _)| brings.matched == Matched::Renormalised) {
            let (m, p) = (all_most as f64, kept_most as f64);
            if p / m < spec.score.min_coverage.map_or(2.0 / 3.0, Finite::get) {
                errors.push("score.coverage");
                continue;
            }
            for (score, brings, _) in lines.iter_mut().filter(|(_, _, known)| *known) {
                score.contribution = thousandths((brings.exact * m / p).round_ties_even() as i64);
            }
        }
        for (score, ..) in &lines {
            gaps.iter_mut().find(|(code, _)| *code == score.reason).unwrap().1 -= score.contribution.thousandths();
        }
        let sum: i64 = lines.iter().map(|(score, ..)| score.contribution.thousandths()).sum();
        let points = clip(sum, aspect);
        composite += points;
        lowest += clip(least_sum, aspect);
        highest += clip(most_sum, aspect);
        aspects.push(AspectScore {
            id: (*aspect.id).into(),
            points: thousandths(points),
            adjustment: thousandths(points - sum),
            criteria: lines.into_iter().map(|(score, ..)| score).collect(),
        });
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut reasons: Vec<_> = gaps.into_iter().filter(|(_, gap)| *gap > 0).collect();
    reasons.sort_by_key(|(_, gap)| -gap);
    Ok(Scorecard {
        policy: Arc::new(policy.identity().clone()),
        as_of,
        base: spec.score.base,
        composite: thousandths(composite),
        aspects,
        reasons: reasons.into_iter().map(|(code, gap)| Reason { code, gap: thousandths(gap) }).collect(),
        coverage: finite(if reach == 0 { 1.0 } else { known_reach as f64 / reach as f64 }),
        bounds: Bounds { lowest: thousandths(lowest), highest: thousandths(highest) },
        missing,
    })
}

// ---- Tiers (T) ----

/// What conditions are tested on.
struct Situation<'a> {
    reader: &'a Reader<'a>,
    composite: Points,
    coverage: f64,
    /// What every gap is filled to do; without it a gap fails or passes as the test says.
    gaps: Option<bool>,
}

impl Situation<'_> {
    fn holds(&self, condition: &ConditionSpec) -> bool {
        if let Some(parts) = &condition.all {
            return parts.iter().all(|part| self.holds(part));
        }
        if let Some(parts) = &condition.any {
            return parts.iter().any(|part| self.holds(part));
        }
        if let Some(at_least) = &condition.at_least_of {
            return at_least.of.iter().filter(|part| self.holds(part)).count() >= at_least.count as usize;
        }
        let value = match condition.fact.as_deref().unwrap() {
            "score.composite" => Some(FactValue::Number(finite(self.composite.to_f64()))),
            "score.coverage" => Some(FactValue::Number(finite(self.coverage))),
            fact => self.reader.value(fact, condition.transform),
        };
        let Some(value) = value else { return self.gaps.unwrap_or(condition.when_missing == Some(WhenMissing::Pass)) };
        let number = |test: fn(f64, f64) -> bool, bound: Option<Finite>| {
            bound.is_none_or(|bound| matches!(&value, FactValue::Number(number) if test(number.get(), bound.get())))
        };
        number(|one, bound| one >= bound, condition.at_least)
            && number(|one, bound| one > bound, condition.above)
            && number(|one, bound| one <= bound, condition.at_most)
            && number(|one, bound| one < bound, condition.below)
            && condition.is.as_ref().is_none_or(|is| *is == value)
            && condition.one_of.as_ref().is_none_or(|words| words.contains(&value.to_string()))
    }

    fn all(&self, condition: Option<&ConditionSpec>) -> bool {
        condition.is_none_or(|condition| self.holds(condition))
    }

    /// How each tier is held.
    fn held(&self, previous: Option<usize>) -> Vec<Held> {
        let tiers = &self.reader.spec.ladder.as_ref().unwrap().tiers;
        let was = |rank: usize| previous.is_some_and(|previous| previous >= rank);
        tiers
            .iter()
            .enumerate()
            .map(|(index, tier)| {
                if self.composite >= tier.enter && self.all(tier.requires.as_ref()) {
                    Held::Enter
                } else if was(index + 1) && self.composite >= tier.retain.unwrap_or(tier.enter) && self.all(tier.retain_requires.as_ref()) {
                    Held::Retain
                } else {
                    Held::No
                }
            })
            .collect()
    }

    /// The rank of the highest tier that is held, zero being the base rung.
    fn rank(&self, previous: Option<usize>, blocked: bool) -> usize {
        if blocked { 0 } else { self.held(previous).iter().rposition(|held| *held != Held::No).map_or(0, |at| at + 1) }
    }
}

#[derive(Debug, PartialEq)]
struct Standing {
    effective: String,
    tier: String,
    movement: Movement,
    held: Vec<Held>,
    shortfalls: Vec<Points>,
    blocked: bool,
    designations: Vec<DesignationState>,
    entitlements: Vec<String>,
    next: Option<(String, Points)>,
    tier_bounds: (String, String),
}

fn standing(spec: &PolicySpec, account: &Account, card: &Scorecard, previous: Option<&str>) -> Result<Option<Standing>, &'static str> {
    let Some(ladder) = &spec.ladder else { return Ok(None) };
    let names: Vec<&str> = std::iter::once(&*ladder.base).chain(ladder.tiers.iter().map(|tier| &*tier.id)).collect();
    let previous = match previous {
        None => None,
        Some(name) => Some(names.iter().position(|known| *known == name).ok_or("tier.unknown")?),
    };
    let reader = Reader { spec, account, as_of: card.as_of };
    let now = Situation { reader: &reader, composite: card.composite, coverage: card.coverage.get(), gaps: None };
    let lowest = Situation { composite: card.bounds.lowest, coverage: 1.0, gaps: Some(false), ..now };
    let highest = Situation { composite: card.bounds.highest, coverage: 1.0, gaps: Some(true), ..now };
    // A missing fact does not block (T3.2), unless the block's test says so itself (T3.1).
    let blocked = ladder.blocks.iter().any(|block| now.holds(block));
    let held = now.held(previous);
    let rank = now.rank(previous, blocked);
    let designations: Vec<DesignationState> = spec
        .designations
        .iter()
        .map(|designation| match (now.all(designation.requires.as_ref()), designation.by_invitation) {
            (true, false) => DesignationState::Active,
            (true, true) => DesignationState::Candidate,
            (false, _) => DesignationState::NotEligible,
        })
        .collect();
    let active = || spec.designations.iter().zip(&designations).filter(|(_, state)| **state == DesignationState::Active).map(|(spec, _)| spec);
    let mut ids: Vec<&String> = ladder.tiers.iter().take(rank).skip(rank.saturating_sub(1)).flat_map(|tier| &tier.entitlements).collect();
    ids.extend(active().flat_map(|designation| &designation.entitlements));
    let entitled: Vec<_> = spec.entitlements.iter().filter(|entitlement| ids.contains(&&entitlement.id)).collect();
    let highest_level = |service: &Option<String>| entitled.iter().filter(|other| other.service == *service).map(|other| other.level).max().flatten();
    let entitlements = entitled.iter().filter(|one| one.service.is_none() || one.level == highest_level(&one.service)).map(|one| one.id.clone()).collect();
    let lacking = |bound: Points| thousandths((bound.thousandths() - card.composite.thousandths()).max(0));
    Ok(Some(Standing {
        effective: active().next().map_or_else(|| names[rank].to_owned(), |designation| designation.id.clone()),
        tier: names[rank].to_owned(),
        movement: match previous.map(|previous| rank.cmp(&previous)) {
            None => Movement::Placed,
            Some(std::cmp::Ordering::Greater) => Movement::Promoted,
            Some(std::cmp::Ordering::Equal) => Movement::Unchanged,
            Some(std::cmp::Ordering::Less) => Movement::Demoted,
        },
        shortfalls: (ladder.tiers.iter().enumerate())
            .map(|(index, tier)| lacking(if previous.is_some_and(|previous| previous > index) { tier.retain.unwrap_or(tier.enter) } else { tier.enter }))
            .collect(),
        held,
        blocked,
        designations,
        entitlements,
        next: ladder.tiers.get(rank).map(|tier| (tier.id.clone(), lacking(tier.enter))),
        tier_bounds: (names[lowest.rank(previous, blocked)].to_owned(), names[highest.rank(previous, blocked)].to_owned()),
    }))
}

// ---- Against the library ----

fn found(placement: &tierwise::Placement) -> Standing {
    Standing {
        effective: placement.effective.to_string(),
        tier: placement.tier.to_string(),
        movement: placement.movement,
        held: placement.rungs.iter().map(|rung| rung.held).collect(),
        shortfalls: placement.rungs.iter().map(|rung| rung.shortfall).collect(),
        blocked: !placement.blocked_by.is_empty(),
        designations: placement.designations.iter().map(|designation| designation.state).collect(),
        entitlements: placement.entitlements.iter().map(ToString::to_string).collect(),
        next: placement.next.as_ref().map(|next| (next.tier.to_string(), next.points)),
        tier_bounds: (placement.tier_bounds.lowest.to_string(), placement.tier_bounds.highest.to_string()),
    }
}

#[derive(Default)]
struct Tally {
    policies: usize,
    pairs: usize,
    scored: usize,
    placed: usize,
    errors: usize,
}

fn compare(tape: &mut Tape, tally: &mut Tally) {
    let spec = random::spec(tape);
    let Ok(policy) = Policy::new(spec) else { return };
    tally.policies += 1;
    for _ in 0..4 {
        let known = tape.pick(&[50, 85, 100, 0]);
        let account = random::account(tape, known);
        let as_of = random::day(tape);
        let previous = tape.pick(&[None, Some("ground"), Some("t0"), Some("t1"), Some("t2")]);
        let context = || format!("\npolicy {}\naccount {}\nas of {as_of}, previously {previous:?}", json(policy.spec()), json(&account));
        let expected = card(&policy, &account, as_of);
        let assessed = policy.assess(&account, as_of, previous);
        tally.pairs += 1;
        match (&expected, policy.score(&account, as_of)) {
            (Ok(expected), Ok(found)) => {
                assert_eq!(json(expected), json(&found), "the scorecard (left: the model){}", context());
                tally.scored += 1;
                match (standing(policy.spec(), &account, expected, previous), assessed) {
                    (Ok(expected), Ok(assessment)) => {
                        assert_eq!(assessment.scorecard, found, "assess and score{}", context());
                        tally.placed += usize::from(expected.is_some());
                        assert_eq!(expected, assessment.placement.as_ref().map(self::found), "the placement (left: the model){}", context());
                    }
                    (Err(code), Err(error)) => assert_eq!(code, error.code(), "{}", context()),
                    (expected, found) => panic!("expected {expected:?}, found {found:?}{}", context()),
                }
            }
            (Err(codes), Err(error)) => {
                assert!(codes.contains(&error.code()), "expected {codes:?}, found {error}{}", context());
                tally.errors += 1;
            }
            (expected, found) => panic!("expected {expected:?}, found {found:?}{}", context()),
        }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn the_library_agrees_with_the_naive_model() {
    let mut tally = Tally::default();
    let seeds = std::env::var("ORACLE_SEEDS").ok().map_or(2_000, |seeds| seeds.parse().expect("`ORACLE_SEEDS` is a number"));
    for seed in 0..seeds {
        compare(&mut Tape::seeded(seed), &mut tally);
    }
    let Tally { policies, pairs, scored, placed, errors } = tally;
    println!("{policies} policies, {pairs} pairs: {scored} scored, {placed} placed, {errors} refused");
    assert!(scored >= 2_000 && placed >= 1_000 && errors >= 100, "too few to tell: {scored}, {placed}, {errors}");
}

#[test]
fn shrunk() {
    use proptest::test_runner::TestRunner;
    // Found differences come out small here.
    let mut runner = TestRunner::new(random::config());
    runner
        .run(&random::tape(), |mut tape| {
            compare(&mut tape, &mut Tally::default());
            Ok(())
        })
        .unwrap();
}
