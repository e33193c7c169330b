//! Histories as they were published: what is recorded late can only raise the tier of the days before (rule L1.1).

use std::collections::BTreeSet;

use super::{AppliedRule, Timeline, Transition, TransitionCause};
use crate::Name;
use crate::date::Date;
use crate::error::{Error, code};
use crate::event::{Dating, Event, EventKind, History};
use crate::number::Points;
use crate::policy::{Ladder, Policy};

/// What was known up to the eve of a day, and the tiers that history then gave.
struct World {
    /// The day on which more became known; none for what is known in the end.
    until: Option<Date>,
    timeline: Timeline,
}

impl World {
    fn transition(&self, on: Date) -> Option<&Transition> {
        self.timeline.transitions.iter().rev().find(|transition| transition.on <= on)
    }
}

impl Policy {
    /// The timeline of what was published: on each day the highest tier of the histories known on it or later.
    ///
    /// One replay for each day on which something was recorded that reaches back.
    pub(super) fn published(&self, history: &History, as_of: Date) -> Result<Timeline, Error> {
        let ladder = self.ladder()?;
        let mut timeline = self.run(history, as_of, false)?.timeline(as_of)?;
        let mut worlds = Vec::new();
        let learned: BTreeSet<Date> = history.events.iter().filter(|event| reaches_back(event)).map(Event::recorded).collect();
        for until in learned {
            let known = History { account: history.account.clone(), events: known_before(history, until) };
            let judging = self.judging(history, |event| event.recorded() < until)?;
            match judging.run(&known, as_of, false).and_then(|replay| replay.timeline(as_of)) {
                Ok(timeline) => worlds.push(World { until: Some(until), timeline }),
                // Before the account was enrolled nothing was published.
                Err(error) if error.code() == code::EVENT_NOT_ENROLLED => {}
                Err(error) => return Err(error),
            }
        }
        if worlds.is_empty() {
            return Ok(timeline);
        }
        worlds.push(World { until: None, timeline: timeline.clone() });
        timeline.transitions = self.highest(ladder, &worlds, as_of);
        if let Some(last) = timeline.transitions.last() {
            let designated = timeline.effective != timeline.tier;
            (timeline.tier, timeline.since) = (last.to.clone(), last.on);
            if !designated {
                timeline.effective = timeline.tier.clone();
            }
        }
        Ok(timeline)
    }

    /// The moves of the highest tier of all worlds on each day.
    fn highest(&self, ladder: &Ladder, worlds: &[World], as_of: Date) -> Vec<Transition> {
        let days: BTreeSet<Date> = worlds
            .iter()
            .flat_map(|world| world.timeline.transitions.iter().map(|transition| transition.on).chain(world.until))
            .filter(|day| *day <= as_of)
            .collect();
        let rank = |name: &Name| self.rank_of(name);
        let mut published: Vec<Transition> = Vec::new();
        let mut tier = ladder.base.clone();
        for on in days {
            let open = worlds.iter().filter(|world| world.until.is_none_or(|until| on < until));
            let moved = open.map(|world| world.transition(on));
            // Of equal ones the last: what is known in the end.
            let Some(best) = moved.max_by_key(|moved| moved.map_or(0, |moved| rank(&moved.to))) else { continue };
            let to = best.map_or_else(|| ladder.base.clone(), |moved| moved.to.clone());
            if to == tier {
                continue;
            }
            let of = |name: &Name| ladder.rank(name).map_or_else(|_| Vec::new(), |rank| self.entitled(ladder, rank));
            let (before, after) = (of(&tier), of(&to));
            let only = |these: &[Name], not: &[Name]| these.iter().filter(|id| !not.contains(id)).cloned().collect();
            let found = best.filter(|moved| moved.on == on).cloned();
            let restated = || Transition {
                on,
                from: tier.clone(),
                to: to.clone(),
                cause: TransitionCause::Restated,
                metric: best.map_or(Points::ZERO, |moved| moved.metric),
                threshold: None,
                rules: vec![AppliedRule { rule: "L1.1".into(), finding: "what was recorded on that day changed the days before".into() }],
                scorecard: None,
                contributions: Vec::new(),
                entitlements_gained: Vec::new(),
                entitlements_lost: Vec::new(),
            };
            let transition = found.unwrap_or_else(restated);
            published.push(Transition { from: tier, entitlements_gained: only(&after, &before), entitlements_lost: only(&before, &after), ..transition });
            tier = to;
        }
        published
    }
}

/// What was recorded before a day, without what names an event that was not.
fn known_before(history: &History, until: Date) -> Vec<Event> {
    let known = || history.events.iter().filter(|event| event.recorded() < until);
    let ids: BTreeSet<&str> = known().map(|event| event.id.as_str()).collect();
    let is_known = |event: &&Event| match &event.event {
        EventKind::Mature(named) | EventKind::Void(named) => ids.contains(named.of.as_str()) || named.of.contains('/'),
        EventKind::Reverse(reverse) => ids.contains(reverse.of.as_str()) || reverse.of.contains('/'),
        EventKind::Revoke(revoke) => ids.contains(revoke.of.as_str()) || revoke.of.contains('/'),
        _ => true,
    };
    known().filter(is_known).cloned().collect()
}

/// Whether an event changes days before the one on which it was recorded.
fn reaches_back(event: &Event) -> bool {
    event.on < event.recorded() || matches!(&event.event, EventKind::Reverse(reverse) if reverse.dating == Dating::Original)
}
