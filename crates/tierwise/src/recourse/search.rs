//! The search for changes that suffice: branch and bound over the levers' places (rules R2 and R3).
//!
//! What a choice of places comes to, the policy's own score and placement say. The bound is that of the continuous relaxation:
//! the levers' points are bought where they are cheapest, along the lower hull of each, as if caps took nothing.

use super::lever::{Handle, Place, Scale};
use super::{FactChange, GoalDirection, RecoursePath};
use crate::Name;
use crate::fact::{FactRef, FactValue};
use crate::number::Points;
use crate::policy::{Aspect, Checked, Condition, Criterion, Fill, Form, Ladder, MissingRule, ReadFacts, Situation, Subject, Tier};
use crate::tally::{Listener, Met, Refusal, Tally};

/// So many choices are looked at before the search gives up proving.
const MOST_STEPS: usize = 2_000_000;

/// Where an account is to go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    pub(super) rank: usize,
    pub(super) previous: Option<usize>,
    pub(super) direction: GoalDirection,
}

/// What is to be least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Cost,
    Count,
}

/// What an account comes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct State {
    pub(super) composite: i64,
    pub(super) rank: usize,
}

/// Changes that suffice.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) cost: i64,
    pub(super) composite: i64,
    rank: usize,
    /// Index of the lever, and where it goes.
    changes: Vec<(usize, FactValue, i64)>,
}

impl Found {
    fn key(&self, order: Order) -> (i64, i64) {
        order.key(self.cost, whole(self.changes.len()))
    }
}

impl Order {
    fn key(self, cost: i64, count: i64) -> (i64, i64) {
        match self {
            Self::Cost => (cost, count),
            Self::Count => (count, cost),
        }
    }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// One thing that a lever can do.
#[derive(Debug, Clone, Copy)]
struct Choice<'a> {
    /// Where it goes; of a stretch the far end.
    value: FactRef<'a>,
    /// The least that it costs; of a stretch what its near end costs.
    cost: i64,
    /// The most points towards the goal, as if caps took nothing.
    gain: i64,
    /// What the near end of a stretch brings more than its far end.
    slack: i64,
    stretch: Option<(i64, i64)>,
}

/// All that a lever can do.
#[derive(Debug)]
struct Moves<'a> {
    /// Index of the lever.
    lever: usize,
    fact: usize,
    choices: Vec<Choice<'a>>,
    /// Whether a condition of the ladder reads the fact.
    gates: bool,
}

/// Points to be bought: thousandths, at so much each.
#[derive(Debug, Clone, Copy)]
struct Offer {
    points: f64,
    price: f64,
}

/// What to look through.
pub(super) struct Search<'a> {
    checked: &'a Checked,
    ladder: &'a Ladder,
    facts: &'a ReadFacts<'a>,
    handles: &'a [Handle<'a>],
    trial: Trial,
    now: State,
    /// In the order in which they are decided.
    moves: Vec<Moves<'a>>,
    /// What the levers from each depth on offer, the cheapest first: for costs, and for counts.
    costs: Vec<Vec<Offer>>,
    counts: Vec<Vec<Offer>>,
    /// A stop between places can be rounded in its favour by a thousandth for each criterion that reads the fact.
    favour: i64,
    /// Whether a tier can be lost without losing points: then points bound nothing.
    falls_by_gates: bool,
}

/// Hears nothing but refusals.
#[derive(Default)]
struct Quiet {
    refused: bool,
    /// The aspects' points, and what they were before cap and floor.
    aspects: Vec<i64>,
    sums: Vec<i64>,
}

impl Listener for Quiet {
    fn begins(&mut self, _: &Aspect) {}
    fn met(&mut self, _: &Criterion, _: Option<FactRef<'_>>, _: Met) {}
    fn ends(&mut self, _: &Aspect, sum: i64, clipped: i64) {
        self.aspects.push(clipped);
        self.sums.push(sum);
    }
    fn refused(&mut self, _: Refusal<'_>) {
        self.refused = true;
    }
}

fn points(thousandths: i64) -> Points {
    Points::from_thousandths(thousandths).unwrap_or_default()
}

impl<'a> Search<'a> {
    pub(super) fn new(checked: &'a Checked, ladder: &'a Ladder, facts: &'a ReadFacts<'a>, handles: &'a [Handle<'a>], trial: Trial) -> Self {
        let mut quiet = Quiet::default();
        Tally::of(checked, facts, &mut quiet);
        let now = State { composite: 0, rank: 0 };
        let mut search =
            Self { checked, ladder, facts, handles, trial, now, moves: Vec::new(), costs: Vec::new(), counts: Vec::new(), favour: 1, falls_by_gates: false };
        search.now = search.state(facts).unwrap_or(now);
        search.moves = handles.iter().enumerate().map(|(lever, handle)| search.moves_of(lever, handle, &quiet)).collect();
        let cheapest = |moves: &Moves<'_>| hull(&moves.choices, |choice| choice.cost).first().map_or(f64::INFINITY, |offer| offer.price);
        search.moves.sort_by(|one, other| other.gates.cmp(&one.gates).then(cheapest(one).total_cmp(&cheapest(other))));
        search.costs = search.offers(|choice| choice.cost);
        search.counts = search.offers(|_| 1);
        let asks_for_score = ladder.asks_for_score();
        search.falls_by_gates = trial.direction == GoalDirection::Lose && (asks_for_score || search.moves.iter().any(|moves| moves.gates));
        let read = |fact: usize| checked.aspects.iter().flat_map(|aspect| &aspect.criteria).filter(|criterion| criterion.fact == fact).count();
        search.favour = handles.iter().filter(|handle| handle.scale.is_some()).map(|handle| whole(read(handle.fact))).max().unwrap_or(0);
        search
    }

    /// What the account comes to as it is.
    pub(super) fn now(&self) -> State {
        self.now
    }

    /// What facts come to; none if they have no score.
    fn state(&self, facts: &ReadFacts<'_>) -> Option<State> {
        let mut quiet = Quiet::default();
        let tally = Tally::of(self.checked, facts, &mut quiet);
        let composite = points(tally.composite);
        let situation = Situation { facts, coverage: tally.coverage(), composite: composite.to_f64(), fill: Fill::AsStated };
        (!quiet.refused).then(|| State { composite: tally.composite, rank: self.ladder.placed(composite, self.trial.previous, &situation) })
    }

    fn suffices(&self, state: State) -> bool {
        match self.trial.direction {
            GoalDirection::Reach => state.rank >= self.trial.rank,
            GoalDirection::Lose => state.rank < self.trial.rank,
        }
    }

    /// Thousandths towards the goal.
    fn towards(&self, thousandths: i64) -> i64 {
        match self.trial.direction {
            GoalDirection::Reach => thousandths,
            GoalDirection::Lose => thousandths.saturating_neg(),
        }
    }

    /// What the criteria of each aspect that read a fact bring for a value, towards the goal; none where one of them has no points for it.
    fn brought(&self, fact: usize, value: Option<FactRef<'a>>) -> Option<Vec<i64>> {
        let of = |criterion: &Criterion| match value {
            None => match criterion.missing {
                MissingRule::Points(step) => Some(step.contribution),
                MissingRule::Renormalise => Some(0),
                MissingRule::Reject => None,
            },
            Some(value) => criterion.shape.meet(self.facts.through(value, criterion.transform)).map(|met| met.contribution),
        };
        let sum = |aspect: &Aspect| {
            let read = aspect.criteria.iter().filter(|criterion| criterion.fact == fact);
            read.map(of).try_fold(0_i64, |sum, brought| Some(sum.saturating_add(brought?)))
        };
        self.checked.aspects.iter().map(|aspect| sum(aspect).map(|sum| self.towards(sum))).collect()
    }

    /// Whether points are scaled because a criterion is left out.
    fn scaled(&self, aspect: &Aspect) -> bool {
        aspect.criteria.iter().any(|criterion| matches!(criterion.missing, MissingRule::Renormalise) && self.facts.value(criterion.fact, None).is_none())
    }

    fn moves_of(&self, lever: usize, handle: &'a Handle<'a>, quiet: &Quiet) -> Moves<'a> {
        let fact = handle.fact;
        let now = self.brought(fact, self.facts.value(fact, None));
        let gain = |value: FactRef<'a>| {
            let then = self.brought(fact, Some(value))?;
            let now = now.clone().unwrap_or_else(|| vec![0; then.len()]);
            let each = self.checked.aspects.iter().zip(&quiet.aspects).zip(now.iter().zip(&then));
            Some(each.fold(0_i64, |sum, ((aspect, points), (now, then))| {
                let reads = aspect.criteria.iter().any(|criterion| criterion.fact == fact);
                sum.saturating_add(match () {
                    () if reads && self.scaled(aspect) => self.towards(self.utmost(aspect)).saturating_sub(self.towards(*points)).max(0),
                    () => then.saturating_sub(*now).max(0),
                })
            }))
        };
        let mut choices = Vec::new();
        for place in &handle.places {
            choices.extend(gain(place.value).map(|gain| Choice { value: place.value, cost: place.cost, gain, slack: 0, stretch: None }));
        }
        if let Some(scale) = handle.scale {
            let value = |steps: i64| FactRef::Number(scale.at(steps));
            for stretch in &handle.stretches {
                let corners = self.corners(handle, scale, *stretch, &quiet.sums);
                for steps in corners.iter().skip(1).take(corners.len().saturating_sub(2)) {
                    let cost = scale.cost(scale.at(*steps));
                    choices.extend(gain(value(*steps)).map(|gain| Choice { value: value(*steps), cost, gain, slack: 0, stretch: None }));
                }
                for (near, far) in corners.iter().zip(corners.iter().skip(1)).filter(|(near, far)| near.abs_diff(**far) > 1) {
                    if let (Some(first), Some(last)) = (gain(value(*near)), gain(value(*far)))
                        && self.brought(fact, Some(value(*near))) != self.brought(fact, Some(value(*far)))
                    {
                        let slack = first.saturating_sub(last).max(0);
                        choices.push(Choice {
                            value: value(*far),
                            cost: scale.cost(scale.at(*near)),
                            gain: first.max(last),
                            slack,
                            stretch: Some((*near, *far)),
                        });
                    }
                }
            }
        }
        let gates = self.ladder.conditions().any(|condition| condition.asks(|subject| subject == Subject::Fact(fact)));
        Moves { lever, fact, choices, gates }
    }

    /// A stretch with the steps between which a cap or floor of an aspect begins or ceases to clip, the other facts being as they are.
    fn corners(&self, handle: &Handle<'a>, scale: Scale, (near, far): (i64, i64), sums: &[i64]) -> Vec<i64> {
        let now = self.brought(handle.fact, self.facts.value(handle.fact, None)).unwrap_or_default();
        let mut corners = vec![near, far];
        for (index, aspect) in self.checked.aspects.iter().enumerate() {
            let at = |steps: i64| {
                let brought = self.brought(handle.fact, Some(FactRef::Number(scale.at(steps))))?;
                Some(self.towards(*brought.get(index)?))
            };
            // What the aspect's contributions sum to without those that read the fact.
            let others = sums.get(index).copied().unwrap_or_default().saturating_sub(self.towards(now.get(index).copied().unwrap_or_default()));
            for limit in [aspect.cap, aspect.floor] {
                let reaches = |steps: i64| at(steps).is_some_and(|brought| others.saturating_add(brought) >= limit);
                if reaches(near) != reaches(far) {
                    let (mut low, mut high) = (near, far);
                    while low.abs_diff(high) > 1 {
                        let middle = low.midpoint(high);
                        if reaches(middle) == reaches(near) { low = middle } else { high = middle }
                    }
                    corners.extend([low, high]);
                }
            }
        }
        corners.sort_unstable();
        corners.dedup();
        if far < near {
            corners.reverse();
        }
        corners
    }

    /// Whether the places hold whatever other levers do: where several move one aspect that is clipped, or scaled, within many steps, what
    /// one of them does moves the place at which another begins to be clipped.
    fn places_hold(&self) -> bool {
        self.checked.aspects.iter().all(|aspect| {
            let sum = |bound: fn(&Criterion) -> i64| aspect.criteria.iter().map(bound).fold(0_i64, i64::saturating_add);
            let clips = aspect.cap < sum(|criterion| criterion.most) || aspect.floor > sum(|criterion| criterion.least);
            let moved = || self.moves.iter().filter(|moves| aspect.criteria.iter().any(|criterion| criterion.fact == moves.fact));
            let stretches = moved().any(|moves| moves.choices.iter().any(|choice| choice.stretch.is_some()));
            !stretches || !(self.scaled(aspect) || clips && moved().count() > 1)
        })
    }

    /// The points of a scaled aspect at their utmost: known criteria reach at most what all of them do together, and what missing facts
    /// bring is not scaled.
    fn utmost(&self, aspect: &Aspect) -> i64 {
        let reach = self.trial.direction == GoalDirection::Reach;
        let towards = |points: i64| if reach { points.max(0) } else { points.min(0) };
        let bound = |criterion: &Criterion| {
            let missing = if let MissingRule::Points(step) = criterion.missing { towards(step.contribution) } else { 0 };
            towards(if reach { criterion.most } else { criterion.least }).saturating_add(missing)
        };
        let sum = aspect.criteria.iter().map(bound).fold(0_i64, i64::saturating_add);
        // Points below zero are scaled as far as it takes.
        aspect.clip(if sum < 0 { i64::MIN / 4 } else { sum })
    }

    /// For each depth what the levers from there on offer.
    fn offers(&self, price: impl Fn(&Choice<'_>) -> i64 + Copy) -> Vec<Vec<Offer>> {
        let mut offers: Vec<Vec<Offer>> = vec![Vec::new()];
        for moves in self.moves.iter().rev() {
            let mut all = offers.last().cloned().unwrap_or_default();
            all.extend(hull(&moves.choices, price));
            all.sort_by(|one, other| one.price.total_cmp(&other.price));
            offers.push(all);
        }
        offers.reverse();
        offers
    }

    /// The lowest composite that any tier of the goal asks for, or the highest at which none of those whose conditions hold is held.
    fn target(&self) -> i64 {
        let situation = Situation { facts: self.facts, coverage: 1.0, composite: points(self.now.composite).to_f64(), fill: Fill::AsStated };
        let reach = self.trial.direction == GoalDirection::Reach;
        // Where no lever moves a condition, a tier whose conditions fail cannot be what has to be lost.
        let stands = |conditions: &[Condition]| reach || conditions.iter().all(|condition| condition.holds(&situation));
        let bounds = |(tier, rank): (&Tier, usize)| {
            let was_there = self.trial.previous.is_some_and(|previous| previous >= rank);
            [(tier.enter, stands(&tier.requires)), (tier.retain, was_there && stands(&tier.retain_requires))]
        };
        let all = self.ladder.tiers.iter().zip(1..).filter(|(_, rank)| *rank >= self.trial.rank).flat_map(bounds);
        let lowest = all.filter_map(|(bound, counts)| counts.then_some(bound.thousandths())).min().unwrap_or(i64::MAX);
        if reach { lowest } else { lowest.saturating_sub(1) }
    }

    /// The changes that are least in an order, and whether that is proven.
    pub(super) fn best(&self, order: Order) -> (Option<Found>, bool) {
        let facts = ReadFacts { values: self.facts.values.clone(), as_of: self.facts.as_of() };
        let picks = vec![None; self.moves.len()];
        let mut run = Run { search: self, order, target: self.target(), facts, picks, cost: 0, stretch: None, slack: 0, best: None, steps: 0 };
        run.explore(0, self.now);
        (run.best, run.steps < MOST_STEPS && self.places_hold())
    }

    /// For each lever that suffices alone its least change.
    pub(super) fn single(&self) -> Vec<Found> {
        if self.suffices(self.now) {
            return Vec::new();
        }
        let alone = |index: usize| {
            let facts = ReadFacts { values: self.facts.values.clone(), as_of: self.facts.as_of() };
            let picks = vec![None; self.moves.len()];
            let mut run = Run { search: self, order: Order::Cost, target: self.target(), facts, picks, cost: 0, stretch: None, slack: 0, best: None, steps: 0 };
            let choices = self.moves.get(index).map_or(0, |moves| moves.choices.len());
            (0..choices).for_each(|choice| run.try_one(index, choice));
            run.best
        };
        let mut found: Vec<(usize, Found)> = self.moves.iter().enumerate().filter_map(|(index, moves)| Some((moves.lever, alone(index)?))).collect();
        found.sort_by_key(|(lever, _)| *lever);
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// The composite that is furthest towards the goal, and whether that is proven.
    pub(super) fn furthest(&self) -> (Points, bool) {
        let candidates = |moves: &Moves<'a>| {
            let now = self.facts.value(moves.fact, None);
            let values = moves.choices.iter().filter(|choice| choice.stretch.is_none()).map(|choice| Some(choice.value));
            let all: Vec<(Option<FactRef<'a>>, Vec<i64>)> =
                std::iter::once(now).chain(values).map(|value| (value, self.brought(moves.fact, value).unwrap_or_default())).collect();
            let scaled = self.checked.aspects.iter().any(|aspect| self.scaled(aspect) && aspect.criteria.iter().any(|criterion| criterion.fact == moves.fact));
            let outdone = |at: usize, brought: &[i64]| {
                // A gap that is filled changes how the others are scaled: to leave it is a way of its own.
                let rivals = all.iter().enumerate().filter(|(other, (value, _))| *other != at && !(scaled && now.is_none() && (at == 0 || value.is_none())));
                rivals
                    .into_iter()
                    .any(|(other, (_, rival))| rival.iter().zip(brought).all(|(rival, own)| rival >= own) && (rival.as_slice() != brought || other < at))
            };
            let kept = all.iter().enumerate().filter(|(at, (_, brought))| !outdone(*at, brought));
            (moves.fact, kept.map(|(_, (value, _))| *value).collect::<Vec<_>>())
        };
        let levers: Vec<(usize, Vec<Option<FactRef<'a>>>)> = self.moves.iter().map(candidates).collect();
        let mut facts = ReadFacts { values: self.facts.values.clone(), as_of: self.facts.as_of() };
        let (mut furthest, mut steps) = (self.towards(self.now.composite), 0);
        self.reach(&levers, &mut facts, &mut furthest, &mut steps);
        (points(self.towards(furthest)), steps < MOST_STEPS && self.places_hold())
    }

    fn reach(&self, levers: &[(usize, Vec<Option<FactRef<'a>>>)], facts: &mut ReadFacts<'a>, furthest: &mut i64, steps: &mut usize) {
        let Some(((fact, values), rest)) = levers.split_first() else {
            *steps = steps.saturating_add(1);
            *furthest = self.state(facts).map_or(*furthest, |state| self.towards(state.composite).max(*furthest));
            return;
        };
        for value in values.iter().take_while(|_| *steps < MOST_STEPS).copied().collect::<Vec<_>>() {
            let before = facts.set(*fact, value);
            self.reach(rest, facts, furthest, steps);
            facts.set(*fact, before);
        }
    }

    /// The tier's conditions, and blocks, that no lever can move.
    pub(super) fn obstacles(&self) -> Vec<Name> {
        if self.trial.direction == GoalDirection::Lose {
            return Vec::new();
        }
        let Some(tier) = self.trial.rank.checked_sub(1).and_then(|index| self.ladder.tiers.get(index)) else { return Vec::new() };
        let was_there = self.trial.previous.is_some_and(|previous| previous >= self.trial.rank);
        let conditions = if was_there { &tier.retain_requires } else { &tier.requires };
        let composite = points(self.now.composite);
        let situation = Situation { facts: self.facts, coverage: 1.0, composite: composite.to_f64(), fill: Fill::AsStated };
        let closed = conditions.iter().filter(|condition| !self.can(condition, true, 0, self.facts)).map(|condition| condition.finding(&situation));
        let blocks = self.ladder.blocks.iter().filter(|block| !self.can(block, false, 0, self.facts)).map(|block| block.text.clone());
        closed.chain(blocks).collect()
    }

    /// Whether a condition can be brought to hold, or to fail, by the levers from a depth on.
    fn can(&self, condition: &Condition, wanted: bool, depth: usize, facts: &ReadFacts<'a>) -> bool {
        match &condition.form {
            Form::AtLeast(count, conditions) => {
                let able = conditions.iter().filter(|condition| self.can(condition, wanted, depth, facts)).count();
                if wanted { able >= *count } else { conditions.len().saturating_sub(able) < *count }
            }
            Form::Test(test) => match test.subject {
                Subject::Fact(fact) => {
                    let passes = |value: FactRef<'a>| test.passes(Some(facts.through(value, test.transform))) == wanted;
                    let moves = self.moves.iter().skip(depth).find(|moves| moves.fact == fact);
                    moves.is_some_and(|moves| moves.choices.iter().any(|choice| passes(choice.value)))
                        || test.passes(facts.value(fact, test.transform)) == wanted
                }
                Subject::Coverage | Subject::Composite => true,
            },
        }
    }

    /// Whether conditions leave the goal open to the levers from a depth on.
    fn open(&self, depth: usize, facts: &ReadFacts<'a>) -> bool {
        let all = |conditions: &[Condition]| conditions.iter().all(|condition| self.can(condition, true, depth, facts));
        let tier = |(tier, rank): (&Tier, usize)| {
            rank >= self.trial.rank && (all(&tier.requires) || (self.trial.previous.is_some_and(|previous| previous >= rank) && all(&tier.retain_requires)))
        };
        self.trial.direction == GoalDirection::Lose
            || self.trial.rank == 0
            || (self.ladder.blocks.iter().all(|block| self.can(block, false, depth, facts)) && self.ladder.tiers.iter().zip(1..).any(tier))
    }

    /// Changes as they are told: one after the other, each with what it brings.
    pub(super) fn told(&self, found: &Found) -> RecoursePath {
        let mut facts = ReadFacts { values: self.facts.values.clone(), as_of: self.facts.as_of() };
        let mut composite = self.now.composite;
        let change = |(lever, to, cost): &(usize, FactValue, i64)| {
            let handle = self.handles.get(*lever)?;
            let from = self.facts.value(handle.fact, None).and_then(FactValue::of);
            let value = self.value_of(*lever, to)?;
            facts.set(handle.fact, Some(value));
            let then = self.state(&facts).map_or(composite, |state| state.composite);
            let gain = points(then.saturating_sub(composite));
            composite = then;
            Some(FactChange { fact: handle.name.clone(), from, to: to.clone(), cost: points(*cost), gain })
        };
        let changes = found.changes.iter().filter_map(change).collect();
        RecoursePath { cost: points(found.cost), composite: points(found.composite), tier: self.ladder.name(found.rank), changes }
    }

    /// A value that a lever was brought to.
    fn value_of(&self, lever: usize, to: &FactValue) -> Option<FactRef<'a>> {
        match to {
            FactValue::Number(number) => Some(FactRef::Number(number.get())),
            _ => self.handles.get(lever)?.places.iter().map(|place: &Place<'a>| place.value).find(|value| FactValue::of(*value).as_ref() == Some(to)),
        }
    }
}

/// The lower hull of what a lever can do, from nothing on: points towards the goal, each stretch at its price, ascending.
fn hull(choices: &[Choice<'_>], price: impl Fn(&Choice<'_>) -> i64) -> Vec<Offer> {
    let mut ways: Vec<(f64, f64)> = choices.iter().filter(|choice| choice.gain > 0).map(|choice| (choice.gain as f64, price(choice) as f64)).collect();
    ways.sort_by(|one, other| one.0.total_cmp(&other.0).then(other.1.total_cmp(&one.1)));
    let mut corners: Vec<(f64, f64)> = vec![(0.0, 0.0)];
    for (points, cost) in ways {
        while let [.., (before, paid), (last, sum)] = *corners.as_slice() {
            // A corner on or above the line from the one before it to the new way is none.
            if (sum - paid) * (points - before) < (cost - paid) * (last - before) {
                break;
            }
            corners.pop();
        }
        // Of one number of points the cheapest comes last; it replaces the others above.
        match corners.last() {
            Some((last, sum)) if *last == points && *sum <= cost => {}
            _ => corners.push((points, cost)),
        }
    }
    let pairs = corners.iter().zip(corners.iter().skip(1));
    pairs
        .filter(|((before, _), (last, _))| last > before)
        .map(|((before, paid), (last, sum))| Offer { points: last - before, price: (sum - paid) / (last - before) })
        .collect()
}

/// One search.
struct Run<'s, 'a> {
    search: &'s Search<'a>,
    order: Order,
    target: i64,
    facts: ReadFacts<'a>,
    /// For each of the moves the number of its choice.
    picks: Vec<Option<usize>>,
    /// What they cost at least.
    cost: i64,
    /// The moves of which one stops within a stretch.
    stretch: Option<usize>,
    slack: i64,
    best: Option<Found>,
    steps: usize,
}

impl<'a> Run<'_, 'a> {
    fn count(&self) -> i64 {
        whole(self.picks.iter().flatten().count())
    }

    fn explore(&mut self, depth: usize, state: State) {
        self.steps = self.steps.saturating_add(1);
        if self.search.suffices(state) {
            self.take();
            // More changes only make a stop on a stretch cheaper.
            if self.stretch.is_none() {
                return;
            }
        }
        let search = self.search;
        let Some(moves) = search.moves.get(depth) else { return };
        if !search.open(depth, &self.facts) {
            return;
        }
        let need = search.towards(self.target.saturating_sub(state.composite)).saturating_sub(self.slack);
        let next = depth.saturating_add(1);
        let mut ways: Vec<((i64, i64), Option<usize>)> = Vec::with_capacity(moves.choices.len().saturating_add(1));
        ways.extend(self.bound(next, self.cost, self.count(), need, self.stretch.is_some()).map(|key| (key, None)));
        for (at, choice) in moves.choices.iter().enumerate().filter(|(_, choice)| self.stretch.is_none() || choice.stretch.is_none()) {
            let (cost, count) = (self.cost.saturating_add(choice.cost), self.count().saturating_add(1));
            let stops = self.stretch.is_some() || choice.stretch.is_some();
            ways.extend(self.bound(next, cost, count, need.saturating_sub(choice.gain), stops).map(|key| (key, Some(at))));
        }
        self.steps = self.steps.saturating_add(ways.len());
        ways.sort_by(|(one, at), (other, than)| one.cmp(other).then(at.cmp(than)));
        for (key, choice) in ways {
            if self.steps >= MOST_STEPS || self.best.as_ref().is_some_and(|best| key >= best.key(self.order)) {
                return;
            }
            match choice.and_then(|at| Some((at, moves.choices.get(at)?))) {
                None => self.explore(next, state),
                Some((at, choice)) => self.choose(depth, at, choice, |run, state| run.explore(next, state)),
            }
        }
    }

    /// Makes a choice, does something with what it comes to, and takes the choice back.
    fn choose(&mut self, index: usize, at: usize, choice: &Choice<'a>, then: impl FnOnce(&mut Self, State)) {
        let fact = self.search.moves.get(index).map_or(usize::MAX, |moves| moves.fact);
        let before = (self.facts.set(fact, Some(choice.value)), self.cost, self.stretch, self.slack);
        self.cost = self.cost.saturating_add(choice.cost);
        if choice.stretch.is_some() {
            (self.stretch, self.slack) = (Some(index), choice.slack);
        }
        self.pick(index, Some(at));
        if let Some(state) = self.search.state(&self.facts) {
            then(self, state);
        }
        self.pick(index, None);
        (self.cost, self.stretch, self.slack) = (before.1, before.2, before.3);
        self.facts.set(fact, before.0);
    }

    fn pick(&mut self, index: usize, at: Option<usize>) {
        if let Some(pick) = self.picks.get_mut(index) {
            *pick = at;
        }
    }

    fn try_one(&mut self, index: usize, at: usize) {
        let search = self.search;
        let Some(choice) = search.moves.get(index).and_then(|moves| moves.choices.get(at)) else { return };
        self.choose(index, at, choice, |run, state| {
            if run.search.suffices(state) {
                run.take();
            }
        });
    }

    /// The least that choices come to which bring so many more points; none if the levers left do not.
    fn bound(&self, depth: usize, cost: i64, count: i64, need: i64, stops: bool) -> Option<(i64, i64)> {
        let search = self.search;
        if search.falls_by_gates || need <= 0 {
            return Some(self.order.key(cost, count));
        }
        let need = if stops { need } else { need.saturating_sub(search.favour) };
        let costs = bought(search.costs.get(depth)?, need)?;
        let counts = bought(search.counts.get(depth)?, need)?;
        // A stop's cost is rounded once, in its favour by at most a thousandth.
        let costs = if stops { costs } else { costs.saturating_sub(1) };
        Some(self.order.key(cost.saturating_add(costs.max(0)), count.saturating_add(counts)))
    }

    /// Keeps the choices that were made, if they are the best so far.
    fn take(&mut self) {
        let stop = self.stretch.and_then(|index| Some((index, self.stop(index)?)));
        let search = self.search;
        let picked = search.moves.iter().zip(&self.picks).enumerate().filter_map(|(index, (moves, pick))| {
            let choice = moves.choices.get((*pick)?)?;
            match stop {
                Some((stopped, (value, cost))) if stopped == index => Some((moves.lever, FactValue::of(FactRef::Number(value))?, cost)),
                _ => Some((moves.lever, FactValue::of(choice.value)?, choice.cost)),
            }
        });
        let mut changes: Vec<(usize, FactValue, i64)> = picked.collect();
        changes.sort_by_key(|(lever, ..)| *lever);
        let cost = changes.iter().fold(0_i64, |sum, (.., cost)| sum.saturating_add(*cost));
        let before = stop.and_then(|(index, (value, _))| {
            let fact = search.moves.get(index)?.fact;
            Some((fact, self.facts.set(fact, Some(FactRef::Number(value)))))
        });
        if let Some(state) = search.state(&self.facts) {
            let found = Found { cost, composite: state.composite, rank: state.rank, changes };
            let better = self.best.as_ref().is_none_or(|best| found.key(self.order) < best.key(self.order));
            if better {
                self.best = Some(found);
            }
        }
        if let Some((fact, value)) = before {
            self.facts.set(fact, value);
        }
    }

    /// The first value of a stretch that suffices, and its cost.
    fn stop(&mut self, index: usize) -> Option<(f64, i64)> {
        let search = self.search;
        let moves = search.moves.get(index)?;
        let scale = search.handles.get(moves.lever)?.scale?;
        let pick = self.picks.get(index).copied().flatten()?;
        let (mut low, mut high) = moves.choices.get(pick)?.stretch?;
        let before = self.facts.set(moves.fact, None);
        while low.abs_diff(high) > 1 {
            let middle = low.midpoint(high);
            self.facts.set(moves.fact, Some(FactRef::Number(scale.at(middle))));
            if search.state(&self.facts).is_some_and(|state| search.suffices(state)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        self.facts.set(moves.fact, before);
        Some((scale.at(high), scale.cost(scale.at(high))))
    }
}

/// What so many thousandths cost at least, the cheapest offers first; none if there are not so many.
fn bought(offers: &[Offer], need: i64) -> Option<i64> {
    let (mut left, mut paid) = (need as f64, 0.0);
    for offer in offers {
        if left <= 0.0 {
            break;
        }
        let points = offer.points.min(left);
        paid += points * offer.price;
        left -= points;
    }
    // The sums of doubles may be above what they stand for by their last bits.
    (left <= 1e-6).then(|| (paid - 1e-6 - paid * 1e-12).ceil().max(0.0) as i64)
}
