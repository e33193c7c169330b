//! Random policies and histories with small numbers, so that bounds are hit exactly, days collide and events are late.

use std::collections::BTreeMap;

use proptest::test_runner::Config;
use tierwise::account::{Brand, Nomination};
use tierwise::event::{
    Adjust, ChangePolicy, Close, Dating, Earn, Enrol, EventKind, Grant, GrantMode, Invite, Leave, Lock, LockDirection, Merge, Migration, Observe, Reference,
    Reverse, Revoke,
};
use tierwise::fact::{FactType, Facts};
use tierwise::policy::{
    ActivitySpec, Anchor, AspectSpec, Basis, Cadence, Cap, CapPeriod, ConditionSpec, Confirm, Continuous, CriterionSpec, DecaySpec, DeclaredFact, Demotion,
    DesignationSpec, FlagPoints, GroupCap, LadderSpec, LateEvents, Lifetime, Maturity, Missing, PartialStep, PointsSpec, Renewal, ScoreSpec, Sliding, Span,
    Term, TierSpec, Use, Validity, Window,
};
use tierwise::{Account, Date, Event, Finite, History, Points, Policy, PolicySpec, Weight};

use crate::random::{self, Tape, finite, points};

/// As many cases as `LAW_CASES` says, else 500.
#[must_use]
pub fn config() -> Config {
    let cases = if std::env::var_os("LAW_CASES").is_some() { random::config().cases } else { 500 };
    Config { cases, ..random::config() }
}

/// A policy, the versions before it, a history and a day.
#[derive(Debug, Clone)]
pub struct Case {
    /// The policy.
    pub policy: PolicySpec,
    /// Versions before it.
    pub earlier: Vec<PolicySpec>,
    /// What happened.
    pub history: History,
    /// The day.
    pub as_of: Date,
}

impl Case {
    /// The policy with the versions before it; `None` if a document is not a policy.
    #[must_use]
    pub fn checked(&self) -> Option<(Policy, Vec<Policy>)> {
        let earlier: Vec<Policy> = self.earlier.iter().map(|spec| Policy::new(spec.clone()).ok()).collect::<Option<_>>()?;
        Some((Policy::new(self.policy.clone()).ok()?.with_earlier(earlier.iter().cloned()).ok()?, earlier))
    }
}

/// What a case is about beside the ordinary.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Events that are recorded late.
    pub late: bool,
    /// Changes of the policy.
    pub changes: bool,
    /// Merges.
    pub merges: bool,
}

fn span(tape: &mut Tape) -> Span {
    tape.pick(&[Span::Days(7), Span::Days(10), Span::Days(20), Span::Days(3), Span::Months(1), Span::Days(30)])
}

fn validity(tape: &mut Tape) -> Validity {
    tape.pick(&[Validity::Days(10), Validity::Days(5), Validity::Days(20), Validity::Months(1), Validity::Never, Validity::Days(1)])
}

fn weight(number: f64) -> Weight {
    Weight::from_f64(number).unwrap()
}

fn cap(tape: &mut Tape) -> (Points, CapPeriod) {
    (points(tape.pick(&[3.0, 5.0, 8.0, 2.5])), tape.pick(&[CapPeriod::Month, CapPeriod::Event, CapPeriod::Quarter, CapPeriod::Year, CapPeriod::Always]))
}

fn ledger(tape: &mut Tape) -> PointsSpec {
    let activity = |points_: f64, tape: &mut Tape| ActivitySpec {
        points: points(points_),
        per_unit: tape.chance(20),
        multipliers: if tape.chance(15) {
            BTreeMap::from([("grade".to_owned(), BTreeMap::from([("high".to_owned(), weight(1.5)), ("low".to_owned(), weight(0.333_333))]))])
        } else {
            BTreeMap::new()
        },
        validity: tape.chance(30).then(|| validity(tape)),
        maturity: tape.chance(20).then(|| tape.pick(&[Maturity::Days(3), Maturity::OnEvent, Maturity::Days(10)])),
        cap: tape.chance(15).then(|| cap(tape)).map(|(points, every)| Cap { points, every }),
        ..ActivitySpec::default()
    };
    let small = tape.pick(&[1.0, 2.0, 2.001]);
    let activities = BTreeMap::from([
        ("a".to_owned(), activity(small, tape)),
        ("b".to_owned(), activity(5.0, tape)),
        ("c".to_owned(), activity(-2.0, tape)),
        ("d".to_owned(), ActivitySpec { validity: Some(Validity::UntilStated), ..activity(3.0, tape) }),
    ]);
    let caps = tape.below(10).saturating_sub(7);
    PointsSpec {
        validity: tape.chance(80).then(|| validity(tape)),
        anchor: if tape.chance(25) { Anchor::Matured } else { Anchor::Occurred },
        decay: tape.chance(20).then(|| match tape.below(3) {
            0 => DecaySpec::Linear(tape.pick(&[10, 7, 30])),
            1 => DecaySpec::HalfLife(tape.pick(&[5, 3, 10])),
            _ => DecaySpec::Step(vec![(3, weight(0.5)), (10, weight(0.25))]),
        }),
        activities,
        caps: (0..caps)
            .map(|index| {
                let (points, every) = cap(tape);
                let activities = tape.pick(&[&[][..], &["a", "b"], &["b"]]).iter().map(|id| (*id).to_owned()).collect();
                GroupCap { id: format!("cap{index}"), activities, points, every }
            })
            .collect(),
    }
}

fn condition(tape: &mut Tape, basis: Basis) -> ConditionSpec {
    let test = |fact: &str| ConditionSpec { fact: Some(fact.to_owned()), ..ConditionSpec::default() };
    match tape.below(if basis == Basis::Score { 6 } else { 5 }) {
        0 | 1 => ConditionSpec { is: Some(true.into()), ..test("f.ok") },
        2 => ConditionSpec { at_least: Some(finite(3.0)), ..test("points.a") },
        3 => ConditionSpec { at_least: Some(finite(4.0)), ..test("points.balance") },
        4 => ConditionSpec {
            any: Some(vec![ConditionSpec { is: Some(false.into()), ..test("f.ok") }, ConditionSpec { at_least: Some(finite(5.0)), ..test("n") }]),
            ..ConditionSpec::default()
        },
        _ => ConditionSpec { at_least: Some(finite(6.0)), ..test("score.composite") },
    }
}

fn renewal(tape: &mut Tape, basis: Basis) -> Option<Renewal> {
    let demotion = tape.pick(&[Demotion::OneStep, Demotion::ToQualified, Demotion::ToBase]);
    match tape.below(10) {
        0 => None,
        1..=3 => Some(Renewal::Sliding(Sliding { validity: span(tape), soft_landing: tape.chance(40) })),
        4..=7 => {
            let by_points = basis == Basis::Points && tape.chance(60);
            let uses = [Use::Keep, Use::Reset, Use::Consume];
            Some(Renewal::Term(Term {
                validity: span(tape),
                demotion,
                grace_days: if tape.chance(40) { tape.pick(&[2, 5, 1]) } else { 0 },
                window: if by_points && tape.chance(60) { Window::Term } else { Window::Rolling },
                after_promotion: if by_points { tape.pick(&uses) } else { Use::Keep },
                after_renewal: if by_points { tape.pick(&uses) } else { Use::Keep },
                rollover_cap: (by_points && tape.chance(40)).then(|| points(2.0)),
            }))
        }
        _ => Some(Renewal::Continuous(Continuous { demotion })),
    }
}

fn ladder(tape: &mut Tape) -> LadderSpec {
    let basis = if tape.chance(70) { Basis::Points } else { Basis::Score };
    let mut enter = 0.0;
    let again = tape.chance(25);
    let count = 1 + tape.below(4);
    let tiers: Vec<TierSpec> = (0..count)
        .map(|index| {
            enter += tape.pick(&[2.0, 3.0, 5.0, 1.0]);
            let retain = tape.chance(60).then(|| enter - tape.pick(&[1.0, 0.0, 2.0]));
            TierSpec {
                id: format!("t{index}"),
                enter: points(enter),
                retain: retain.map(points),
                re_enter: (again && tape.chance(70)).then(|| points(retain.unwrap_or(enter))),
                requires: tape.chance(20).then(|| condition(tape, basis)),
                // Who is in at `re_enter` could be out by this condition, and in again on the same day.
                retain_requires: (tape.chance(12) && !again).then(|| condition(tape, basis)),
                ..TierSpec::default()
            }
        })
        .collect();
    let top = format!("t{}", tiers.len() - 1);
    LadderSpec {
        basis,
        base: "ground".to_owned(),
        review: tape.pick(&[Cadence::Daily, Cadence::Daily, Cadence::Monthly, Cadence::Events, Cadence::Quarterly, Cadence::Yearly]),
        renewal: renewal(tape, basis),
        min_stay: tape.chance(15).then(|| span(tape)),
        confirm: if tape.chance(15) { Confirm { promotion: tape.pick(&[1, 2]), demotion: tape.pick(&[2, 1, 3]) } } else { Confirm::default() },
        max_steps: tape.chance(15).then_some(1),
        partial_step: if tape.chance(15) {
            PartialStep { promotion: weight(tape.pick(&[0.6, 1.0, 0.5])), demotion: weight(tape.pick(&[0.5, 0.3])) }
        } else {
            PartialStep::default()
        },
        dead_band: if tape.chance(15) { points(tape.pick(&[1.0, 0.5])) } else { Points::ZERO },
        re_entry: again.then(|| span(tape)),
        lifetime: if tape.chance(15) {
            vec![Lifetime { tier: top.clone(), days: tape.pick(&[0, 5, 10]), floor: tape.pick(&["t0".to_owned(), top]) }]
        } else {
            Vec::new()
        },
        blocks: if tape.chance(20) {
            vec![ConditionSpec { fact: Some("f.stop".to_owned()), is: Some(true.into()), ..ConditionSpec::default() }]
        } else {
            Vec::new()
        },
        tiers,
    }
}

/// A policy.
pub fn spec(tape: &mut Tape, late: bool) -> PolicySpec {
    let fact = |id: &str, fact_type| DeclaredFact { id: id.to_owned(), fact_type, label: None, unit: None, values: Vec::new() };
    let number = |points_: f64| (Finite::new(points_).unwrap(), points(points_));
    let by_balance = tape.chance(30);
    let mut criteria = vec![
        CriterionSpec {
            id: "k".to_owned(),
            fact: if by_balance { "points.balance" } else { "n" }.to_owned(),
            curve: Some(vec![number(0.0), number(20.0)]),
            missing: tape.chance(5).then_some(Missing::Reject),
            ..CriterionSpec::default()
        },
        CriterionSpec {
            id: "f".to_owned(),
            fact: "f.ok".to_owned(),
            flag: Some(FlagPoints { if_true: points(2.0), if_false: points(0.0) }),
            ..CriterionSpec::default()
        },
    ];
    let ladder = ladder(tape);
    if ladder.basis == Basis::Points {
        criteria[0].missing = None;
    }
    let designations = if tape.chance(25) {
        (0..1 + tape.below(2))
            .map(|index| {
                let requires = tape.chance(60).then(|| condition(tape, ladder.basis));
                DesignationSpec { id: format!("s{index}"), by_invitation: requires.is_none() || tape.chance(60), requires, ..DesignationSpec::default() }
            })
            .collect()
    } else {
        Vec::new()
    };
    PolicySpec {
        policy: "random".to_owned(),
        version: "1".to_owned(),
        semantics: 1,
        facts: vec![fact("n", FactType::Number), fact("f.ok", FactType::Flag), fact("f.stop", FactType::Flag)],
        score: ScoreSpec { aspects: vec![AspectSpec { id: "all".to_owned(), criteria, ..AspectSpec::default() }], ..ScoreSpec::default() },
        points: Some(ledger(tape)),
        late_events: if late { tape.pick(&[LateEvents::Restate, LateEvents::Prospective, LateEvents::UpgradeOnly]) } else { LateEvents::Restate },
        ladder: Some(ladder),
        designations,
        ..PolicySpec::default()
    }
}

const NOBODY: &str = "desk";

/// The day so many days after the first of the cases.
#[must_use]
pub fn day(offset: i32) -> Date {
    // 2024-12-20, so that months, a quarter and a year begin soon.
    Date::from_days_since_1970(20_077 + offset).unwrap()
}

/// Events of an account from a day on, for about so many days.
fn events(tape: &mut Tape, policy: &PolicySpec, days: i32, wanted: Wanted) -> Vec<Event> {
    let ladder = policy.ladder.as_ref().unwrap();
    let names: Vec<String> = ladder.tiers.iter().map(|tier| tier.id.clone()).chain([ladder.base.clone()]).collect();
    let mut events: Vec<Event> = Vec::new();
    let enrolled = tape.below(6) as i32;
    let lookback_days = tape.chance(25).then(|| tape.below(8) as u32);
    let first = Event { id: "enrol".to_owned(), on: day(enrolled), recorded_on: None, sequence: 0, event: EventKind::Enrol(Enrol { lookback_days }) };
    events.push(first);
    let count = tape.below(13);
    let mut at = if tape.chance(15) { -3 } else { enrolled };
    for index in 0..count {
        at += tape.pick(&[0, 1, 2, 3, 5, 7, 10, 20, 0, 1]);
        at = at.min(days);
        let earned: Vec<Event> = events
            .iter()
            .filter(|event| matches!(&event.event, EventKind::Earn(_)) || matches!(&event.event, EventKind::Adjust(adjust) if adjust.points > Points::ZERO))
            .cloned()
            .collect();
        let pending: Vec<Event> = events
            .iter()
            .filter(|event| matches!(&event.event, EventKind::Earn(earn) if policy.points.as_ref().unwrap().activities[&earn.activity].maturity.is_some()))
            .cloned()
            .collect();
        let granted: Vec<Event> = events.iter().filter(|event| matches!(&event.event, EventKind::Grant(_) | EventKind::Lock(_))).cloned().collect();
        let until = |tape: &mut Tape| day(at + if tape.chance(1) { tape.pick(&[0, -2]) } else { tape.pick(&[5, 1, 10, 20, 30]) });
        let nobody = || NOBODY.to_owned();
        let event = match tape.below(24) {
            0..=8 => {
                let activity = tape.pick(&["a", "b", "a", "b", "c", "d"]).to_owned();
                let until = (activity == "d" && !tape.chance(2)).then(|| until(tape));
                let per_unit = policy.points.as_ref().unwrap().activities[&activity].per_unit;
                let quantity = tape.chance(if per_unit { 60 } else { 1 }).then(|| points(tape.pick(&[2.0, 1.0, 0.5, 3.0])));
                let graded = !policy.points.as_ref().unwrap().activities[&activity].multipliers.is_empty() || tape.chance(1);
                let until = if tape.chance(1) { Some(day(at + 20)) } else { until };
                let attributes =
                    if graded && tape.chance(50) { BTreeMap::from([("grade".to_owned(), tape.pick(&["high", "low"]).to_owned())]) } else { BTreeMap::new() };
                EventKind::Earn(Earn { activity, quantity, attributes, until })
            }
            9..=11 => {
                let mut facts = Facts::default();
                match tape.below(4) {
                    0 | 1 => facts.insert("n", finite(tape.pick(&[3.0, 5.0, 8.0, 2.0, 0.0, 4.5]))),
                    2 => facts.insert("f.ok", tape.chance(60)),
                    _ => facts.insert("f.stop", tape.chance(50)),
                }
                EventKind::Observe(Observe { facts })
            }
            12 | 13 if !earned.is_empty() => {
                let of = tape.pick(&earned);
                let some = tape.chance(40) && !matches!(&of.event, EventKind::Earn(earn) if earn.activity == "c");
                let dating = if tape.chance(50) { Dating::Current } else { Dating::Original };
                EventKind::Reverse(Reverse { of: of.id, points: some.then(|| points(tape.pick(&[1.0, 0.5, 2.0]))), dating })
            }
            14 if !pending.is_empty() => EventKind::Mature(Reference { of: tape.pick(&pending).id }),
            15 if !pending.is_empty() => EventKind::Void(Reference { of: tape.pick(&pending).id }),
            16 | 17 => EventKind::Adjust(Adjust { points: points(tape.pick(&[2.0, -1.0, -2.0, 3.0, -0.5])), reason: nobody(), actor: nobody() }),
            18 => {
                let mode = tape.pick(&[GrantMode::Floor, GrantMode::Exact, GrantMode::Ceiling]);
                EventKind::Grant(Grant { tier: tape.pick(&names), mode, until: tape.chance(70).then(|| until(tape)), reason: nobody(), actor: nobody() })
            }
            19 => {
                let direction = tape.pick(&[LockDirection::Demotion, LockDirection::Promotion, LockDirection::Both]);
                EventKind::Lock(Lock { direction, until: until(tape), reason: nobody(), actor: nobody() })
            }
            20 if !granted.is_empty() => EventKind::Revoke(Revoke { of: tape.pick(&granted).id, reason: nobody(), actor: nobody() }),
            21 if !policy.designations.is_empty() => {
                let designation = tape.pick(&policy.designations).id;
                if tape.chance(70) {
                    EventKind::Invite(Invite { designation, until: until(tape), sponsor: nobody() })
                } else {
                    EventKind::Leave(Leave { designation, reason: nobody() })
                }
            }
            22 if wanted.late => EventKind::Close(Close { until: day(at + tape.pick(&[0, -5, 3])) }),
            _ => EventKind::Earn(Earn { activity: "b".to_owned(), ..Earn::default() }),
        };
        let recorded_on = (wanted.late && tape.chance(35)).then(|| day(at + tape.pick(&[3, 1, 10, 20])));
        // Mostly in the order of happening; sometimes only the id decides among events of a day.
        let sequence = if tape.chance(85) { index as u64 + 1 } else { 0 };
        events.push(Event { id: format!("{}{index}", tape.pick(&["e", "b", "x"])), on: day(at), recorded_on, sequence, event });
    }
    events
}

/// A document that may nominate for a designation.
fn nominated(tape: &mut Tape, designations: &[DesignationSpec]) -> Account {
    if designations.is_empty() || tape.chance(50) {
        return Account::default();
    }
    let nominations = (0..1 + tape.below(2)).map(|_| {
        let from = tape.below(60) as i32;
        let until = tape.chance(70).then(|| day(from + tape.pick(&[20, 5, 40, 60])));
        Nomination { designation: Some(tape.pick(designations).id), from: Some(day(from)), until, ..Nomination::default() }
    });
    Account { brand: Some(Brand { nominations: Some(nominations.collect()), ..Brand::default() }), ..Account::default() }
}

/// A case.
pub fn case(tape: &mut Tape, wanted: Wanted) -> Case {
    let late = wanted.late && tape.chance(60);
    let mut policy = spec(tape, late);
    let mut earlier = Vec::new();
    let mut events = events(tape, &policy, 90, Wanted { late, ..wanted });
    if wanted.merges && tape.chance(60) {
        let mut theirs = self::events(tape, &policy, 40, Wanted::default());
        let last = theirs.iter().map(|event| event.on).max().unwrap();
        let on = last.add_days(tape.pick(&[0, 1, 5, 10])).unwrap();
        if tape.chance(3) {
            theirs.push(Event {
                id: "after".to_owned(),
                on: on.add_days(1).unwrap(),
                recorded_on: None,
                sequence: 0,
                event: EventKind::Observe(Observe::default()),
            });
        }
        let merge = Merge { account: "other".to_owned(), history: Box::new(History { events: theirs, ..History::default() }) };
        events.push(Event { id: "merge".to_owned(), on, recorded_on: None, sequence: 50, event: EventKind::Merge(merge) });
    }
    if wanted.changes && policy.late_events != LateEvents::UpgradeOnly && tape.chance(60) {
        let mut before = policy.clone();
        let new = spec(tape, false).ladder.unwrap();
        let old = before.ladder.as_mut().unwrap();
        // Mostly the same renewal with other bounds.
        old.tiers.truncate(new.tiers.len());
        for (tier, new) in old.tiers.iter_mut().zip(&new.tiers) {
            (tier.enter, tier.retain, tier.re_enter) = (new.enter, new.retain, None);
        }
        old.lifetime.clear();
        if tape.chance(30) {
            old.tiers.push(TierSpec { id: "old".to_owned(), enter: points(25.0), ..TierSpec::default() });
        }
        if tape.chance(20) {
            old.renewal = new.renewal.filter(|_| old.basis == new.basis);
        }
        if tape.chance(30) {
            let mut points = ledger(tape);
            for (id, activity) in &mut points.activities {
                activity.multipliers.clone_from(&policy.points.as_ref().unwrap().activities[id].multipliers);
            }
            before.points = Some(points);
        }
        before.version = "0".to_owned();
        let migration = tape.pick(&[Migration::Reevaluate, Migration::UpgradeOnly, Migration::Grandfather]);
        let gone = before.ladder.as_ref().unwrap().tiers.iter().any(|tier| tier.id == "old");
        let tiers = if gone && tape.chance(50) { BTreeMap::from([("old".to_owned(), "t0".to_owned())]) } else { BTreeMap::new() };
        let change = ChangePolicy { from: if tape.chance(3) { "9" } else { "0" }.to_owned(), to: "1".to_owned(), migration, tiers };
        let on = day(10 + tape.below(50) as i32);
        events.push(Event { id: "change".to_owned(), on, recorded_on: None, sequence: 60, event: EventKind::ChangePolicy(change) });
        earlier.push(before);
    }
    if tape.chance(5) && !earlier.is_empty() {
        // No change leads to this version, or the one that does is not known.
        policy.version = "2".to_owned();
    }
    let as_of = day(tape.pick(&[60, 40, 90, 110, 30, 75]) + tape.below(10) as i32);
    let account = nominated(tape, &policy.designations);
    for event in &mut events {
        if let EventKind::Merge(merge) = &mut event.event {
            merge.history.account = nominated(tape, &policy.designations);
        }
    }
    Case { policy, earlier, history: History { account, events }, as_of }
}
