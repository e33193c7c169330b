//! Laws that hold for every policy and every account.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use tierwise::error::code;
use tierwise::policy::{ConditionSpec, CriterionSpec, Missing};
use tierwise::tree::Tree;
use tierwise::{Account, Assessment, Date, Error, Points, Policy, PolicySpec, Scorecard, wire};
use tierwise_tests::random::{self, Tape, finite};

/// A random policy; most documents are one.
fn policy(tape: &mut Tape) -> Option<Policy> {
    Policy::new(random::spec(tape)).ok()
}

fn drawn(tape: &mut Tape) -> (Account, Date) {
    let known = tape.pick(&[60, 90, 100, 20]);
    (random::account(tape, known), random::day(tape))
}

fn previous(tape: &mut Tape, policy: &Policy) -> Option<String> {
    let names = names(policy.spec());
    (!names.is_empty() && tape.chance(70)).then(|| tape.pick(&names))
}

/// The ladder's rungs from the base.
fn names(spec: &PolicySpec) -> Vec<String> {
    spec.ladder.iter().flat_map(|ladder| std::iter::once(ladder.base.clone()).chain(ladder.tiers.iter().map(|tier| tier.id.clone()))).collect()
}

fn rank(spec: &PolicySpec, name: &str) -> usize {
    names(spec).iter().position(|known| known == name).unwrap()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

fn sum(points: impl IntoIterator<Item = Points>) -> i64 {
    points.into_iter().map(Points::thousandths).sum()
}

/// The errors that an account can be told. The account's facts are all of the right type.
fn is_expected(error: &Error) -> bool {
    let expected = [code::SCORE_NO_MATCH, code::SCORE_MISSING_FACT, code::SCORE_COVERAGE];
    error.problems().iter().all(|problem| expected.contains(&problem.code.as_str()))
}

fn tree(value: &impl serde::Serialize) -> Tree {
    serde_json::from_str(&json(value)).unwrap()
}

/// The same document with its keys in another order.
fn shuffled(tree: &Tree, tape: &mut Tape) -> Tree {
    match tree {
        Tree::List(items) => Tree::List(items.iter().map(|item| shuffled(item, tape)).collect()),
        Tree::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), shuffled(value, tape))).collect();
            for at in 1..entries.len() {
                entries.swap(at, tape.below(at + 1));
            }
            Tree::Map(entries)
        }
        other => other.clone(),
    }
}

/// The same document with defaults written that were left out.
fn with_defaults(tree: &mut Tree) {
    fn child<'a>(tree: &'a mut Tree, key: &str) -> Option<&'a mut Tree> {
        let Tree::Map(entries) = tree else { return None };
        entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }
    fn children<'a>(tree: &'a mut Tree, key: &str) -> impl Iterator<Item = &'a mut Tree> {
        match child(tree, key) {
            Some(Tree::List(items)) => items.as_mut_slice(),
            _ => &mut [],
        }
        .iter_mut()
    }
    fn fill(tree: &mut Tree, defaults: &[(&str, Tree)]) {
        let Tree::Map(entries) = tree else { return };
        for (key, value) in defaults {
            if !entries.iter().any(|(name, _)| name == key) {
                entries.push(((*key).to_owned(), value.clone()));
            }
        }
    }
    let empty = || Tree::List(Vec::new());
    fill(tree, &[("label", Tree::Null), ("entitlements", empty()), ("designations", empty()), ("ladder", Tree::Null), ("derivation", Tree::Map(Vec::new()))]);
    children(tree, "facts").for_each(|fact| fill(fact, &[("values", empty()), ("unit", Tree::Null)]));
    if let Some(score) = child(tree, "score") {
        let no_points = Tree::Map(vec![("points".to_owned(), Tree::Number(0.0))]);
        fill(score, &[("base", Tree::Integer(0)), ("missing", no_points), ("baseline", Tree::Text("max".into())), ("min_coverage", Tree::Null)]);
        for aspect in children(score, "aspects") {
            fill(aspect, &[("weight", Tree::Integer(1)), ("cap", Tree::Null), ("floor", Tree::Null)]);
            children(aspect, "criteria")
                .for_each(|criterion| fill(criterion, &[("weight", Tree::Number(1.0)), ("missing", Tree::Null), ("reason", Tree::Null)]));
        }
    }
    if let Some(ladder) = child(tree, "ladder") {
        fill(ladder, &[("basis", Tree::Text("score".into())), ("blocks", empty())]);
        children(ladder, "tiers").for_each(|tier| fill(tier, &[("retain", Tree::Null), ("entitlements", empty())]));
    }
    children(tree, "designations").for_each(|designation| fill(designation, &[("by_invitation", Tree::Flag(false))]));
}

/// Whether a lower composite can be better for a condition.
fn prefers_less(condition: &ConditionSpec) -> bool {
    let of = condition.all.iter().chain(&condition.any).chain(condition.at_least_of.as_ref().map(|at_least| &at_least.of)).flatten();
    let upper = condition.at_most.is_some() || condition.below.is_some() || condition.is.is_some();
    (condition.fact.as_deref() == Some("score.composite") && upper) || of.into_iter().any(prefers_less)
}

proptest! {
    #![proptest_config(random::config())]

    #[test]
    fn parts_sum_to_the_composite(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let card = match policy.score(&account, as_of) {
            Ok(card) => card,
            Err(error) => {
                prop_assert!(is_expected(&error), "{error}");
                return Ok(());
            }
        };
        for aspect in &card.aspects {
            let contributions = sum(aspect.criteria.iter().map(|criterion| criterion.contribution));
            prop_assert_eq!(contributions + aspect.adjustment.thousandths(), aspect.points.thousandths());
        }
        prop_assert_eq!(card.base.thousandths() + sum(card.aspects.iter().map(|aspect| aspect.points)), card.composite.thousandths());
        prop_assert!((0.0..=1.0).contains(&card.coverage.get()));
        prop_assert!(card.bounds.lowest <= card.bounds.highest);
        prop_assert!(policy.range().lowest <= card.bounds.lowest && card.bounds.highest <= policy.range().highest);
        if card.missing.is_empty() {
            prop_assert_eq!((card.bounds.lowest, card.bounds.highest, card.coverage.get()), (card.composite, card.composite, 1.0));
        }
        prop_assert!(card.reasons.iter().all(|reason| reason.gap > Points::ZERO));
        prop_assert!(card.reasons.is_sorted_by(|one, other| one.gap >= other.gap));
        let codes: BTreeSet<_> = card.reasons.iter().map(|reason| &reason.code).collect();
        prop_assert_eq!(codes.len(), card.reasons.len());
    }

    #[test]
    fn reasons_are_what_the_best_account_has_more(mut tape in random::tape()) {
        let mut spec = random::spec(&mut tape);
        spec.score.baseline = tierwise::policy::Baseline::Max;
        for criterion in spec.score.aspects.iter_mut().flat_map(|aspect| &mut aspect.criteria) {
            criterion.baseline = None;
            criterion.missing = Some(Missing::Worst);
        }
        let Ok(policy) = Policy::new(spec) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let Ok(card) = policy.score(&account, as_of) else { return Ok(()) };
        let best: i64 = policy.spec().score.aspects.iter().flat_map(|aspect| aspect.criteria.iter().map(move |criterion| most(aspect, criterion))).sum();
        let contributions = sum(card.aspects.iter().flat_map(|aspect| aspect.criteria.iter().map(|criterion| criterion.contribution)));
        // Against the greatest contributions no gap is below zero, so none is lost.
        prop_assert_eq!(sum(card.reasons.iter().map(|reason| reason.gap)), best - contributions);
    }

    #[test]
    fn the_same_input_has_the_same_bytes(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let previous = previous(&mut tape, &policy);
        let again = Policy::new(policy.spec().clone()).unwrap();
        prop_assert_eq!(policy.fingerprint(), again.fingerprint());
        prop_assert_eq!(policy.warnings(), again.warnings());
        let (one, other) = (policy.assess(&account, as_of, previous.as_deref()), again.assess(&account.clone(), as_of, previous.as_deref()));
        prop_assert_eq!(&one, &other);
        if let Ok(assessment) = one {
            prop_assert_eq!(json(&assessment), json(&other.unwrap()));
            prop_assert_eq!(Ok(assessment.scorecard), policy.score(&account, as_of));
        }
    }

    #[test]
    fn what_is_written_is_read_back(mut tape in random::tape()) {
        let spec = random::spec(&mut tape);
        prop_assert_eq!(&serde_json::from_str::<PolicySpec>(&json(&spec)).unwrap(), &spec);
        prop_assert_eq!(&wire::read_tree::<PolicySpec>(&tree(&spec)).unwrap(), &spec);
        let (account, as_of) = drawn(&mut tape);
        prop_assert_eq!(&wire::read_tree::<Account>(&tree(&account)).unwrap(), &account);
        let Ok(policy) = Policy::new(spec) else { return Ok(()) };
        if let Ok(assessment) = policy.assess(&account, as_of, None) {
            prop_assert_eq!(&serde_json::from_str::<Scorecard>(&json(&assessment.scorecard)).unwrap(), &assessment.scorecard);
            prop_assert_eq!(&serde_json::from_str::<Assessment>(&json(&assessment)).unwrap(), &assessment);
        }
    }

    #[test]
    fn a_fingerprint_does_not_depend_on_how_a_policy_is_written(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let mut document = tree(policy.spec());
        with_defaults(&mut document);
        let document = shuffled(&document, &mut tape);
        let again = Policy::read_tree(&document).unwrap();
        prop_assert_eq!(again.fingerprint(), policy.fingerprint());
    }

    #[test]
    fn other_points_have_another_fingerprint(mut tape in random::tape(), by in 1_i64..5) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let mut spec = policy.spec().clone();
        spec.score.base = Points::from_thousandths(spec.score.base.thousandths() + by).unwrap();
        let Ok(other) = Policy::new(spec) else { return Ok(()) };
        prop_assert_ne!(other.fingerprint(), policy.fingerprint());
    }

    #[test]
    fn more_is_never_worse(mut tape in random::tape()) {
        let mut spec = random::spec(&mut tape);
        let mut rising = random::criterion(&mut tape, "rising".to_owned());
        let mut more = random::facts()[0].clone();
        more.id = "n.more".to_owned();
        spec.facts.push(more.clone());
        rising.fact = more.id.clone();
        rising.transform = None;
        sort(&mut rising);
        if rising.bands.is_none() && rising.curve.is_none() {
            return Ok(());
        }
        let aspect = tape.below(spec.score.aspects.len());
        spec.score.aspects[aspect].criteria.push(rising);
        let Ok(policy) = Policy::new(spec) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let mut composites: Vec<(f64, Points)> = (0..6)
            .filter_map(|_| {
                let tierwise::fact::FactValue::Number(x) = random::value(&mut tape, &more) else { return None };
                let mut account = account.clone();
                account.facts.insert("n.more", x);
                policy.score(&account, as_of).ok().map(|card| (x.get(), card.composite))
            })
            .collect();
        composites.sort_by(|one, other| one.0.total_cmp(&other.0));
        prop_assert!(composites.is_sorted_by(|one, other| one.1 <= other.1), "{composites:?}");
    }

    #[test]
    fn filled_gaps_stay_within_the_bounds(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let previous = previous(&mut tape, &policy);
        let Ok(before) = policy.assess(&account, as_of, previous.as_deref()) else { return Ok(()) };
        let spec = policy.spec();
        let conditions = spec.ladder.iter().flat_map(|ladder| &ladder.tiers).flat_map(|tier| tier.requires.iter().chain(&tier.retain_requires));
        let less_is_more = conditions.into_iter().any(prefers_less);
        for _ in 0..4 {
            let completed = random::completed(&mut tape, &account);
            let Ok(after) = policy.assess(&completed, as_of, previous.as_deref()) else { continue };
            let (composite, bounds) = (after.scorecard.composite, before.scorecard.bounds);
            prop_assert!(bounds.lowest <= composite && composite <= bounds.highest, "{composite} in {bounds:?}");
            let (Some(before), Some(after)) = (&before.placement, &after.placement) else { continue };
            if before.blocked_by.is_empty() && after.blocked_by.is_empty() && !less_is_more {
                let ranks = [&before.tier_bounds.lowest, &after.tier, &before.tier_bounds.highest].map(|name| rank(spec, name));
                prop_assert!(ranks.is_sorted(), "{ranks:?}");
            }
        }
    }

    #[test]
    fn a_higher_bound_is_never_easier(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let mut spec = policy.spec().clone();
        let Some(ladder) = &mut spec.ladder else { return Ok(()) };
        let (from, by) = (tape.below(ladder.tiers.len()), tape.pick(&[1, 1_000, 20_000]));
        for tier in &mut ladder.tiers[from..] {
            tier.enter = Points::from_thousandths(tier.enter.thousandths() + by).unwrap();
        }
        let Ok(harder) = Policy::new(spec) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let previous = previous(&mut tape, &policy);
        let tier = |policy: &Policy| policy.assess(&account, as_of, previous.as_deref()).ok().and_then(|assessment| assessment.placement).map(|placement| rank(policy.spec(), &placement.tier));
        prop_assert!(tier(&harder) <= tier(&policy));
    }

    #[test]
    fn a_tier_does_not_flap(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let start = previous(&mut tape, &policy);
        let place = |previous: Option<&str>| policy.assess(&account, as_of, previous).ok().and_then(|assessment| assessment.placement);
        let Some(first) = place(start.as_deref()) else { return Ok(()) };
        let second = place(Some(&first.tier)).unwrap();
        prop_assert_eq!(&second.tier, &first.tier);
        prop_assert_eq!(second.movement, tierwise::tier::Movement::Unchanged);
        // To have been higher is never worse.
        let ranks: Vec<usize> = names(policy.spec()).iter().map(|name| rank(policy.spec(), &place(Some(name)).unwrap().tier)).collect();
        prop_assert!(ranks.is_sorted(), "{ranks:?}");
    }

    #[test]
    fn what_is_not_read_does_not_matter(mut tape in random::tape()) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let (account, as_of) = drawn(&mut tape);
        let read: BTreeSet<&str> = policy.facts().collect();
        let mut less = account.clone();
        less.facts = Default::default();
        for (name, value) in account.facts.iter().filter(|(name, _)| read.contains(name)) {
            less.facts.insert(name, value.clone());
        }
        prop_assert_eq!(policy.assess(&less, as_of, None), policy.assess(&account, as_of, None));
    }

    #[test]
    fn any_account_is_scored_or_refused(mut tape in random::tape(), wrong in 0..5_usize) {
        let Some(policy) = policy(&mut tape) else { return Ok(()) };
        let (mut account, as_of) = drawn(&mut tape);
        let values: [tierwise::fact::FactValue; 5] = [true.into(), "red".into(), "2026-02-30".into(), finite(1.0).into(), "".into()];
        account.facts.insert(tape.pick(&["n.a", "c.closed", "f.a", "d.a", "nobody", "n.aa"]), values[wrong].clone());
        if let Err(error) = policy.score(&account, as_of) {
            let fact = [code::FACT_TYPE, code::FACT_UNKNOWN, code::FACT_VALUE, code::DATE_FORMAT].contains(&error.code()) && error.path().starts_with("facts.");
            prop_assert!(fact || is_expected(&error), "{error}");
        }
    }
}

/// The greatest contribution of a criterion, exactly.
fn most(aspect: &tierwise::policy::AspectSpec, criterion: &CriterionSpec) -> i64 {
    let bands = criterion.bands.iter().flatten().map(|(_, points)| *points);
    let curve = criterion.curve.iter().flatten().map(|(_, points)| *points);
    let table = criterion.table.iter().flatten().map(|(_, points)| *points).chain(criterion.other);
    let flag = criterion.flag.iter().flat_map(|flag| [flag.if_true, flag.if_false]);
    let points = bands.chain(curve).chain(table).chain(flag).max().unwrap();
    let product = i128::from(points.thousandths()) * i128::from(aspect.weight.millionths()) * i128::from(criterion.weight.millionths());
    let square = 1_000_000_000_000_i128;
    let (whole, rest) = (product.div_euclid(square), product.rem_euclid(square));
    (whole + i128::from(rest * 2 > square || (rest * 2 == square && whole % 2 != 0))) as i64
}

/// Makes a shape of numbers rise.
fn sort(criterion: &mut CriterionSpec) {
    if let Some(bands) = &mut criterion.bands {
        let mut points: Vec<Points> = bands.iter().map(|(_, points)| *points).collect();
        points.sort();
        bands.iter_mut().zip(points).for_each(|(band, points)| band.1 = points);
    }
    if let Some(curve) = &mut criterion.curve {
        let mut points: Vec<Points> = curve.iter().map(|(_, points)| *points).collect();
        points.sort();
        curve.iter_mut().zip(points).for_each(|(knot, points)| knot.1 = points);
    }
}
