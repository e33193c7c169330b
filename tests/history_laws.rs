//! Laws of histories that hold whatever the policy.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "in a test, what cannot be done is a failure")]

use proptest::prelude::*;
use tierwise::event::{Adjust, Dating, EventKind, Reverse};
use tierwise::history::{Review, Snapshot};
use tierwise::policy::{Basis, Cadence, LateEvents, Renewal, Sliding, Span, Validity};
use tierwise::standing::Locked;
use tierwise::{Date, Event, History, Points, Policy, Timeline};
use tierwise_tests::random::{self, Tape, points};
use tierwise_tests::random_histories::{self, Case, Wanted, case, day};

/// A case with everything in it, and its policy.
fn drawn(tape: &mut Tape) -> (Case, Policy) {
    let wanted = Wanted { late: tape.chance(35), changes: tape.chance(20), merges: tape.chance(15) };
    let case = case(tape, wanted);
    let (policy, _) = case.checked().unwrap();
    (case, policy)
}

/// A case without late events, changes of the policy and merges.
fn plain(tape: &mut Tape) -> (Case, Policy) {
    let case = case(tape, Wanted::default());
    let (policy, _) = case.checked().unwrap();
    (case, policy)
}

fn event(id: &str, on: Date, event: EventKind) -> Event {
    Event { id: id.to_owned(), on, recorded_on: None, sequence: 0, event }
}

fn with(history: &History, events: impl IntoIterator<Item = Event>) -> History {
    History { account: history.account.clone(), events: history.events.iter().cloned().chain(events).collect() }
}

/// What is said of tiers.
fn moves(timeline: &Timeline) -> Vec<(Date, String, String)> {
    timeline.transitions.iter().map(|step| (step.on, step.from.to_string(), step.to.to_string())).collect()
}

fn rank(policy: &Policy, tier: &str) -> usize {
    policy.spec().ladder.as_ref().unwrap().tiers.iter().position(|known| known.id == tier).map_or(0, |at| at + 1)
}

/// Days from enrolment on, with the rank on each.
fn ranks(policy: &Policy, timeline: &Timeline) -> Vec<usize> {
    let tier = |on: Date| timeline.transitions.iter().rfind(|step| step.on <= on).map_or(0, |step| rank(policy, &step.to));
    (0..200).map(day).take_while(|on| *on <= timeline.as_of).map(tier).collect()
}

proptest! {
    #![proptest_config(random_histories::config())]

    #[test]
    fn the_order_of_arrival_does_not_matter(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        let mut shuffled = case.history.clone();
        for at in 1..shuffled.events.len() {
            shuffled.events.swap(at, tape.below(at + 1));
        }
        prop_assert_eq!(policy.replay(&case.history, case.as_of), policy.replay(&shuffled, case.as_of));
    }

    #[test]
    fn the_same_event_again_changes_nothing(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        let again = tape.pick(&case.history.events);
        prop_assert_eq!(policy.replay(&case.history, case.as_of), policy.replay(&with(&case.history, [again]), case.as_of));
    }

    #[test]
    fn a_snapshot_goes_on_as_the_whole_log(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        let Ok(whole) = policy.replay(&case.history, case.as_of) else { return Ok(()) };
        if policy.spec().late_events == LateEvents::UpgradeOnly {
            return Ok(());
        }
        let mut cuts: Vec<Date> = (0..1 + tape.below(3)).map(|_| day(tape.below(110) as i32)).filter(|cut| *cut < case.as_of).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let Some(first) = cuts.first() else { return Ok(()) };
        // A log is cut where it was recorded and happened; what comes late is for the library to refuse.
        let acts = |event: &Event| event.on.max(event.recorded());
        let between = |from: Option<Date>, until: Date| {
            let events = case.history.events.iter().filter(|event| from.is_none_or(|from| from < acts(event)) && acts(event) <= until).cloned();
            History { account: case.history.account.clone(), events: events.collect() }
        };
        let open = History { account: case.history.account.clone(), events: case.history.events.iter().filter(|event| acts(event) > *first).cloned().collect() };
        // The first part may know what changes the policy later.
        let known = with(&between(None, *first), open.events.iter().filter(|event| matches!(event.event, EventKind::ChangePolicy(_))).cloned());
        let Ok(mut snapshot) = policy.snapshot(&known, *first) else { return Ok(()) };
        for pair in cuts.windows(2) {
            let later = open.events.iter().filter(|event| acts(event) > pair[1] && matches!(event.event, EventKind::ChangePolicy(_))).cloned();
            match policy.advance_snapshot(&snapshot, &with(&between(Some(pair[0]), pair[1]), later), pair[1]) {
                Ok(next) => snapshot = next,
                Err(error) => {
                    // What is told late can be named before it is known.
                    prop_assert!(["snapshot.past", "event.unknown_reference"].contains(&error.code()), "{}", error);
                    return Ok(());
                }
            }
        }
        let read: Snapshot = serde_json::from_str(&serde_json::to_string(&snapshot).unwrap()).unwrap();
        prop_assert_eq!(&read, &snapshot);
        let last = *cuts.last().unwrap();
        let rest = History { events: case.history.events.iter().filter(|event| acts(event) > last).cloned().collect(), ..open };
        match policy.resume(&read, &rest, case.as_of) {
            Ok(resumed) => {
                let after = Timeline { transitions: whole.transitions.iter().filter(|step| step.on > last).cloned().collect(), ..whole };
                prop_assert_eq!(after, resumed, "cut on {:?}\n{}", cuts, serde_json::to_string(&case.history).unwrap());
            }
            Err(error) => prop_assert!(["snapshot.past", "event.unknown_reference"].contains(&error.code()), "{}", error),
        }
    }

    #[test]
    fn voided_points_leave_no_trace(mut tape in random::tape()) {
        let (mut case, _) = plain(&mut tape);
        case.policy.ladder.as_mut().unwrap().review = Cadence::Daily;
        let (policy, _) = case.checked().unwrap();
        let (Ok(without), on) = (policy.replay(&case.history, case.as_of), day(tape.below(60) as i32)) else { return Ok(()) };
        let Some((activity, rules)) = policy.spec().points.as_ref().unwrap().activities.iter().find(|(_, activity)| activity.maturity.is_some()) else { return Ok(()) };
        let until = (rules.validity == Some(Validity::UntilStated)).then(|| day(100));
        let earn = tierwise::event::Earn { activity: activity.clone(), until, ..Default::default() };
        let added = [
            event("pending", on, EventKind::Earn(earn)),
            Event { sequence: 99, ..event("withdrawn", on.add_days(2).unwrap(), EventKind::Void(tierwise::event::Reference { of: "pending".to_owned() })) },
        ];
        // Up to the day of the withdrawal they take room under caps.
        if case.as_of < added[1].on {
            return Ok(());
        }
        let voided = policy.replay(&with(&case.history, added), case.as_of);
        prop_assert_eq!(Ok(without), voided);
    }

    #[test]
    fn what_is_reversed_as_of_the_original_day_never_was(mut tape in random::tape()) {
        let (mut case, _) = plain(&mut tape);
        case.policy.ladder.as_mut().unwrap().review = Cadence::Daily;
        let (policy, _) = case.checked().unwrap();
        let (Ok(without), on) = (policy.replay(&case.history, case.as_of), day(tape.below(60) as i32)) else { return Ok(()) };
        let earn = tierwise::event::Earn { activity: tape.pick(&["a", "b", "c"]).to_owned(), ..Default::default() };
        let reverse = Reverse { of: "extra".to_owned(), points: None, dating: Dating::Original };
        let added = [event("extra", on, EventKind::Earn(earn)), Event { sequence: 99, ..event("undone", on.add_days(tape.below(20) as i32).unwrap(), EventKind::Reverse(reverse)) }];
        if case.as_of < added[1].on {
            return Ok(());
        }
        prop_assert_eq!(Ok(without), policy.replay(&with(&case.history, added), case.as_of));
    }

    #[test]
    fn statements_and_contributions_sum_up(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        let Ok(timeline) = policy.replay(&case.history, case.as_of) else { return Ok(()) };
        let statement = policy.statement(&case.history, case.as_of).unwrap();
        let lines: i64 = statement.lines.iter().map(|line| line.counted.thousandths()).sum();
        prop_assert_eq!(lines, statement.balance.thousandths() - statement.deficit.thousandths());
        prop_assert!(statement.balance >= Points::ZERO && statement.deficit >= Points::ZERO);
        let by_points = policy.spec().ladder.as_ref().unwrap().basis == Basis::Points;
        prop_assert!(!by_points || timeline.metric >= Points::ZERO);
        for step in &timeline.transitions {
            match &step.scorecard {
                Some(card) => prop_assert_eq!(card.composite, step.metric),
                None if matches!(step.cause, tierwise::history::TransitionCause::Restated) => {}
                None => {
                    let sum: i64 = step.contributions.iter().map(|part| part.points.thousandths()).sum();
                    prop_assert_eq!(sum, step.metric.thousandths(), "{:?}", step);
                }
            }
            prop_assert!(step.from != step.to);
        }
        prop_assert!(timeline.transitions.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].on <= pair[1].on));
    }

    #[test]
    fn more_is_never_worse(mut tape in random::tape()) {
        let (mut case, _) = plain(&mut tape);
        let validity = tape.pick(&[Span::Days(7), Span::Days(20), Span::Months(1), Span::Days(3)]);
        let ladder = case.policy.ladder.as_mut().unwrap();
        ladder.basis = Basis::Points;
        // Reviews that more points bring or move could miss a day on which less would have been renewed.
        ladder.review = Cadence::Daily;
        // Who is promoted sooner has stayed for a minimum sooner.
        ladder.min_stay = None;
        ladder.renewal = Some(Renewal::Sliding(Sliding { validity, soft_landing: tape.chance(40) }));
        // A condition may ask for less; whoever is blocked is elsewhere.
        for tier in &mut ladder.tiers {
            (tier.requires, tier.retain_requires) = (None, None);
        }
        let points_of = case.policy.points.as_mut().unwrap();
        // A cap could clip something else for what is added.
        points_of.caps.clear();
        points_of.activities.values_mut().for_each(|activity| activity.cap = None);
        // Points that are taken by hand may be taken from others then.
        case.history.events.retain(|event| !matches!(&event.event, EventKind::Adjust(adjust) if adjust.points < Points::ZERO));
        let known: std::collections::BTreeSet<String> = case.history.events.iter().map(|event| event.id.clone()).collect();
        case.history.events.retain(|event| !matches!(&event.event, EventKind::Reverse(reverse) if !known.contains(&reverse.of)));
        let (policy, _) = case.checked().unwrap();
        let Ok(before) = policy.replay(&case.history, case.as_of) else { return Ok(()) };
        let more = Adjust { points: points(tape.pick(&[1.0, 2.0, 0.001, 5.0])), reason: "more".to_owned(), actor: "desk".to_owned() };
        let after = policy.replay(&with(&case.history, [event("more", day(tape.below(70) as i32), EventKind::Adjust(more))]), case.as_of).unwrap();
        let (less, more) = (ranks(&policy, &before), ranks(&policy, &after));
        for (at, (less, more)) in less.iter().zip(&more).enumerate() {
            prop_assert!(less <= more, "on {}: {less} before, {more} after\n{}\n{}", day(at as i32), serde_json::to_string(policy.spec()).unwrap(), serde_json::to_string(&case.history).unwrap());
        }
    }

    #[test]
    fn a_log_does_not_differ_from_itself(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        if policy.replay(&case.history, case.as_of).is_ok() {
            let difference = policy.diff(&case.history, &case.history, case.as_of).unwrap();
            prop_assert!(difference.events.is_empty() && difference.transitions.is_empty());
        }
    }

    #[test]
    fn what_is_known_in_the_end_is_the_replay(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        prop_assert_eq!(policy.replay(&case.history, case.as_of), policy.tier_on(&case.history, case.as_of, day(400)));
    }

    /// An earlier day of a timeline is the timeline of the earlier day.
    #[test]
    fn days_to_come_change_nothing(mut tape in random::tape()) {
        let (case, policy) = drawn(&mut tape);
        let Ok(whole) = policy.replay(&case.history, case.as_of) else { return Ok(()) };
        let sooner = day(tape.below(90) as i32);
        if sooner > case.as_of || policy.spec().late_events == LateEvents::UpgradeOnly {
            return Ok(());
        }
        // What reverses points as of their original day may come later, and what voids them gives room under caps.
        let reaches = |event: &&Event| matches!(&event.event, EventKind::Reverse(reverse) if reverse.dating == Dating::Original) || matches!(&event.event, EventKind::Void(_));
        if case.history.events.iter().filter(reaches).any(|event| event.on > sooner) {
            return Ok(());
        }
        if let Ok(before) = policy.replay(&case.history, sooner) {
            let until: Vec<_> = moves(&whole).into_iter().filter(|step| step.0 <= sooner).collect();
            prop_assert_eq!(until, moves(&before));
        }
    }

    #[test]
    fn a_ladder_on_the_score_can_be_folded_by_hand(mut tape in random::tape()) {
        let (mut case, _) = plain(&mut tape);
        let ladder = case.policy.ladder.as_mut().unwrap();
        ladder.basis = Basis::Score;
        ladder.blocks.clear();
        if let Some(Renewal::Term(term)) = &mut ladder.renewal {
            (term.window, term.after_promotion, term.after_renewal, term.rollover_cap) = (Default::default(), Default::default(), Default::default(), None);
        }
        // Points and claims are not a review's to know.
        case.history.events.retain(|event| matches!(event.event, EventKind::Enrol(_) | EventKind::Observe(_)));
        let (policy, _) = case.checked().unwrap();
        let Ok(trace) = policy.trace(&case.history, case.as_of) else { return Ok(()) };
        let mut events = case.history.events.clone();
        events.sort_by(|one, other| (one.on, one.sequence, &one.id).cmp(&(other.on, other.sequence, &other.id)));
        let mut standing = policy.standing(trace.reviews[0].on).unwrap();
        let mut steps = Vec::new();
        for review in &trace.reviews {
            let mut account = case.history.account.clone();
            for event in events.iter().filter(|event| event.on <= review.on) {
                if let EventKind::Observe(observe) = &event.event {
                    observe.facts.iter().for_each(|(name, value)| account.facts.insert(name, value.clone()));
                }
            }
            for fact in ["points.balance", "points.a", "points.b", "points.c", "points.d"] {
                account.facts.insert(fact, random::finite(0.0));
            }
            let advanced = policy.advance(&standing, &Review { on: review.on, account, locked: Locked::default() }).unwrap();
            standing = advanced.standing;
            steps.extend(advanced.transitions.into_iter().map(|step| (step.on, step.from.to_string(), step.to.to_string())));
            prop_assert_eq!(rank(&policy, &review.earned), standing.rank);
            prop_assert_eq!(review.watch, standing.watch);
        }
        prop_assert_eq!(moves(&trace.timeline), steps);
        let for_life = !policy.spec().ladder.as_ref().unwrap().lifetime.is_empty() && trace.timeline.held_until.is_none();
        prop_assert!(for_life || trace.timeline.held_until == standing.held_until());
        prop_assert_eq!(trace.timeline.term, standing.term);
    }
}
