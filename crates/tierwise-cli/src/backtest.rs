//! Orders split by time: what a policy says on a day, and what came of it afterwards.

use std::collections::BTreeMap;

use serde::Serialize;
use tierwise::calibration::{Backtest, Foretold, Goalposts, QuantileBands, Scale, Shaping, backtest, calibrate, population};
use tierwise::event::{Enrol, EventKind};
use tierwise::fact::{self, Derivation, FactValue};
use tierwise::policy::CriterionSpec;
use tierwise::{Account, Date, Error, Event, Finite, History, Points, Policy, PolicySpec};
use tierwise_cli::months::Stability;

use crate::failure::Failure;
use crate::orders::{Book, is_known};

/// Shares of the accounts, by score, whose part of the outcome is measured.
pub(crate) const SHARES: [f64; 2] = [0.1, 0.2];
/// Shares of accounts whose quantiles become a curve's ends.
const ANCHORS: (f64, f64) = (0.05, 0.995);
/// The calibration period is split again, by time, to choose a half-life: its last third at most comes after that.
const INNER: i64 = 3;
/// Parts of equal size that recency, frequency and revenue are cut into, to be compared with.
const QUINTILES: usize = 5;

/// What is measured on one cut.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Measured {
    /// The last day that scores know of.
    pub(crate) cut: Date,
    /// The last day of the outcome.
    pub(crate) until: Date,
    /// Days of the half-life of revenue.
    pub(crate) half_life_days: u32,
    /// The policy's composite.
    pub(crate) policy: Backtest,
    /// Revenue of the 36 months up to the cut.
    pub(crate) past_revenue: Backtest,
    /// Quintiles of recency, frequency and revenue, summed.
    pub(crate) rfm: Backtest,
    /// Moves of tiers after the cut, and how many of them were undone within three months; none without a ladder.
    pub(crate) tiers: Option<Calm>,
}

/// How calm tiers are.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Calm {
    pub(crate) moves: usize,
    pub(crate) undone: usize,
}

/// How a policy is made for a cut.
#[derive(Debug, Clone)]
pub(crate) struct Making {
    /// The policy as it stands.
    pub(crate) policy: Policy,
    /// Whether the ends of its curves are taken from the accounts of the cut.
    pub(crate) calibrate: bool,
    /// Half-lives to choose from.
    pub(crate) half_lives: Vec<u32>,
}

/// An account as it was known on a cut, and its outcome.
struct Known<'b> {
    id: &'b str,
    account: Account,
    whole: &'b Account,
    outcome: f64,
}

/// Measures one cut: outcomes are net revenue after it, up to and including the last day.
pub(crate) fn measure(book: &Book, making: &Making, cut: Date, until: Date) -> Result<Measured, Failure> {
    let known = known(book, cut, until);
    let first = book.days.map_or(cut, |days| days.0);
    let half_life = making.half_life(book, first, cut, until)?;
    let policy = making.policy_of(&known, cut, half_life)?;
    let scores = scores(&policy, &known, cut)?;
    let (past_revenue, rfm) = peers(&known, cut);
    Ok(Measured {
        cut,
        until,
        half_life_days: policy.spec().derivation.half_life_days.get(),
        policy: compare(&known, &scores)?,
        past_revenue: compare(&known, &past_revenue)?,
        rfm: compare(&known, &rfm?)?,
        tiers: policy.spec().ladder.is_some().then(|| calm(&policy, &known, cut, until)).transpose()?,
    })
}

/// The accounts with an order up to the cut. What comes later is not in their documents.
fn known(book: &Book, cut: Date, until: Date) -> Vec<Known<'_>> {
    let known = book.accounts().filter(|(_, account)| is_known(account, cut));
    let split = known.map(|(id, whole)| {
        let mut account = whole.clone();
        account.orders.iter_mut().for_each(|orders| orders.retain(|order| order.ordered_on.is_some_and(|day| day <= cut)));
        let after = whole.orders.iter().flatten().filter(|order| order.ordered_on.is_some_and(|day| cut < day && day <= until));
        let outcome = after.filter_map(|order| order.net_amount).map(|money| money.get()).sum();
        Known { id, account, whole, outcome }
    });
    split.collect()
}

impl Making {
    /// The half-life that captures most in a split of the calibration period; the first of equals, none to keep the policy's own.
    fn half_life(&self, book: &Book, first: Date, cut: Date, until: Date) -> Result<Option<u32>, Failure> {
        let days = |from: Date, to: Date| i64::from(to.days_since(from));
        let horizon = days(cut, until).min(days(first, cut).checked_div(INNER).unwrap_or(0));
        let inner = i32::try_from(horizon).ok().and_then(|horizon| cut.add_days(horizon.saturating_neg()));
        let Some(inner) = inner.filter(|_| self.half_lives.len() > 1) else { return Ok(self.half_lives.first().copied()) };
        let known = known(book, inner, cut);
        let mut best: Option<(Finite, u32)> = None;
        for half_life in &self.half_lives {
            let policy = self.policy_of(&known, inner, Some(*half_life))?;
            let measured = compare(&known, &scores(&policy, &known, inner)?)?;
            let captured = measured.captures.last().and_then(|capture| capture.captured);
            if let Some(captured) = captured.filter(|captured| best.is_none_or(|(most, _)| *captured > most)) {
                best = Some((captured, *half_life));
            }
        }
        Ok(best.map(|(_, half_life)| half_life).or(self.half_lives.first().copied()))
    }

    /// The policy for the accounts of a cut.
    fn policy_of(&self, known: &[Known<'_>], cut: Date, half_life: Option<u32>) -> Result<Policy, Failure> {
        if half_life.is_none() && !self.calibrate {
            return Ok(self.policy.clone());
        }
        let mut spec: PolicySpec = self.policy.spec().clone();
        let wrong = |error: Error| Failure::content("--calibrate", error.code(), &error.to_string());
        if let Some(days) = half_life {
            let days = tierwise::wire::read_tree(&tierwise::tree::Tree::Number(f64::from(days))).map_err(wrong)?;
            spec.derivation.half_life_days = days;
        }
        if self.calibrate {
            let derivation = spec.derivation.clone();
            for criterion in spec.score.aspects.iter_mut().flat_map(|aspect| &mut aspect.criteria) {
                stretch(criterion, known, cut, &derivation).map_err(wrong)?;
            }
        }
        Policy::new(spec).map_err(wrong)
    }
}

/// Takes the ends of a curve anew, and spreads its knots between them by the ratio of values. Other shapes stay.
fn stretch(criterion: &mut CriterionSpec, known: &[Known<'_>], cut: Date, derivation: &Derivation) -> Result<(), Error> {
    let Some((curve, definition)) = criterion.curve.as_mut().zip(fact::find(&criterion.fact)) else { return Ok(()) };
    let Some(ends) = curve.first().zip(curve.last()).map(|(first, last)| (first.1, last.1)) else { return Ok(()) };
    let values: Vec<Option<Finite>> = known.iter().map(|known| number(definition.derived(&known.account, cut, derivation))).collect();
    let share = |share| Finite::new(share).unwrap_or_default();
    let goalposts =
        Goalposts { shares: (share(ANCHORS.0), share(ANCHORS.1)), points: ends, scale: Scale::Logarithmic, knots: curve.len().max(2), winsorise: None };
    let learned = calibrate(&population(&values, None), &Shaping::Goalposts(goalposts), cut)?;
    *curve = learned.curve.unwrap_or_default();
    Ok(())
}

fn number(value: Option<FactValue>) -> Option<Finite> {
    match value? {
        FactValue::Number(number) => Some(number),
        _ => None,
    }
}

fn scores(policy: &Policy, known: &[Known<'_>], cut: Date) -> Result<Vec<Finite>, Failure> {
    let score = |known: &Known<'_>| match policy.score(&known.account, cut) {
        Ok(card) => Ok(Finite::new(card.composite.to_f64()).unwrap_or_default()),
        Err(error) => Err(Failure::account("the orders", known.id, &error)),
    };
    known.iter().map(score).collect()
}

fn compare(known: &[Known<'_>], scores: &[Finite]) -> Result<Backtest, Failure> {
    let foretold = |(known, score): (&Known<'_>, &Finite)| Foretold { score: *score, outcome: Finite::new(known.outcome).unwrap_or_default() };
    let rows: Vec<Foretold> = known.iter().zip(scores).map(foretold).collect();
    let shares = SHARES.map(|share| Finite::new(share).unwrap_or_default());
    backtest(&rows, &shares).map_err(|error| Failure::content("--cut", error.code(), &error.to_string()))
}

/// What a policy must beat: revenue of the past alone, and the sum of the quintiles of recency, frequency and revenue.
fn peers(known: &[Known<'_>], cut: Date) -> (Vec<Finite>, Result<Vec<Finite>, Failure>) {
    let derivation = Derivation::default();
    let column = |name: &str| -> Vec<Finite> {
        let value = |known: &Known<'_>| match fact::find(name)?.derived(&known.account, cut, &derivation)? {
            FactValue::Number(number) => Some(number),
            // A day is written as text.
            FactValue::Text(day) => Finite::new(f64::from(day.parse::<Date>().ok()?.days_since(cut))),
            _ => None,
        };
        // Whoever took back every order has no last one: further back than any other.
        known.iter().map(|known| value(known).unwrap_or(Finite::new(f64::MIN).unwrap_or_default())).collect()
    };
    let revenue = column("orders.revenue_36_months");
    let quintiles = |values: &[Finite]| -> Result<Vec<f64>, Error> {
        let points = (1_i64..).take(QUINTILES).filter_map(|point| Points::from_thousandths(point.saturating_mul(1000))).collect();
        let values: Vec<Option<Finite>> = values.iter().copied().map(Some).collect();
        let learned = calibrate(&population(&values, None), &Shaping::QuantileBands(QuantileBands { points }), cut)?;
        let bands = learned.bands.unwrap_or_default();
        let points = |value: &Option<Finite>| bands.iter().rev().find(|(from, _)| *from <= *value).map_or(0.0, |(_, points)| points.to_f64());
        Ok(values.iter().map(points).collect())
    };
    let sums = || -> Result<Vec<Finite>, Error> {
        let mut sums = vec![0.0; known.len()];
        for values in [column("orders.last_on"), column("orders.count_36_months"), revenue.clone()] {
            sums.iter_mut().zip(quintiles(&values)?).for_each(|(sum, points)| *sum += points);
        }
        Ok(sums.into_iter().filter_map(Finite::new).collect())
    };
    let sums = sums().map_err(|error| Failure::content("the orders", error.code(), &error.to_string()));
    (revenue, sums)
}

/// Replays every account from its first order on, and looks at its moves after the cut.
fn calm(policy: &Policy, known: &[Known<'_>], cut: Date, until: Date) -> Result<Calm, Failure> {
    let ladder = policy.spec().ladder.iter().flat_map(|ladder| &ladder.tiers);
    let ranks: BTreeMap<&str, usize> = ladder.map(|tier| tier.id.as_str()).zip(1..).collect();
    let mut stability = Stability::default();
    for known in known {
        let Some(first) = known.whole.orders.iter().flatten().filter_map(|order| order.ordered_on).min() else { continue };
        let enrol = Event { id: "enrol".to_owned(), on: first, recorded_on: None, sequence: 0, event: EventKind::Enrol(Enrol::default()) };
        let history = History { account: known.whole.clone(), events: vec![enrol] };
        let trace = policy.trace(&history, until).map_err(|error| Failure::account("the orders", known.id, &error))?;
        let before = trace.reviews.iter().rev().find(|review| review.on <= cut);
        let after = trace.reviews.iter().filter(|review| cut < review.on);
        stability.add(before.into_iter().chain(after).map(|review| (review.on, ranks.get(&*review.tier).copied().unwrap_or(0))));
    }
    Ok(Calm { moves: stability.moves, undone: stability.undone })
}
