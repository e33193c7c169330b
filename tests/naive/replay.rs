//! The days of an account, one after the other (T6, T8.2, T11 to T15).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tierwise::event::{ChangePolicy, EventKind, GrantMode, LockDirection, Migration};
use tierwise::fact::FactValue;
use tierwise::policy::{Basis, Cadence, ConditionSpec, LadderSpec, LateEvents, PointsSpec, Renewal, Term, Use, WhenMissing, Window};
use tierwise::{Account, Date, Finite, History, Points, Policy, PolicySpec};

use super::ledger::{Lot, Used, book};
use super::log::{Claims, Fact, Refused, acting, once};
use super::standing::{Locked, Merit, Standing, Step};

/// What the model says of a history: the comparable part of a timeline, as JSON.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// As the library writes it.
    pub timeline: Value,
    /// The tier on each day.
    pub tiers: BTreeMap<Date, String>,
}

/// The policy with the versions before it.
#[derive(Debug)]
pub struct Model<'a> {
    /// The policy, then its other versions.
    pub versions: Vec<&'a Policy>,
}

/// All that one pass over the days knows at its end.
struct Run {
    timeline: Value,
    tiers: BTreeMap<Date, String>,
    standing: Standing,
    lots: Vec<Lot>,
    claims: Claims,
    ladder: LadderSpec,
}

fn points(thousandths: i64) -> Points {
    Points::from_thousandths(thousandths).unwrap()
}

fn rank_of(ladder: &LadderSpec, id: &str) -> Option<usize> {
    if ladder.base == id { Some(0) } else { ladder.tiers.iter().position(|tier| tier.id == id).map(|at| at + 1) }
}

fn name_of(ladder: &LadderSpec, rank: usize) -> String {
    if rank == 0 { ladder.base.clone() } else { ladder.tiers[rank - 1].id.clone() }
}

impl Model<'_> {
    /// The timeline on a day, or the codes of the errors that it may be.
    ///
    /// # Errors
    /// What is wrong with the history.
    pub fn replay(&self, history: &History, as_of: Date) -> Result<Outcome, Refused> {
        let run = self.run(history, as_of)?;
        if self.versions[0].spec().late_events != LateEvents::UpgradeOnly {
            return Ok(Outcome { timeline: run.timeline, tiers: run.tiers });
        }
        self.published(history, as_of, run)
    }

    /// On each day the highest of the tiers that history gave, as far as it was recorded up to that day or later (L1.1).
    fn published(&self, history: &History, as_of: Date, last: Run) -> Result<Outcome, Refused> {
        let ladder = self.versions[0].spec().ladder.as_ref().unwrap();
        let mut days: Vec<Date> = history.events.iter().map(tierwise::Event::recorded).collect();
        days.sort_unstable();
        days.dedup();
        let mut tiers = last.tiers.clone();
        for known_on in days {
            let known_ids: Vec<&str> = history.events.iter().filter(|event| event.recorded() <= known_on).map(|event| event.id.as_str()).collect();
            // What names an event that is not known yet says nothing yet.
            let names_known = |event: &&tierwise::Event| match &event.event {
                EventKind::Mature(named) | EventKind::Void(named) => known_ids.contains(&named.of.as_str()) || named.of.contains('/'),
                EventKind::Reverse(reverse) => known_ids.contains(&reverse.of.as_str()) || reverse.of.contains('/'),
                EventKind::Revoke(revoke) => known_ids.contains(&revoke.of.as_str()) || revoke.of.contains('/'),
                _ => true,
            };
            let events = history.events.iter().filter(|event| event.recorded() <= known_on).filter(names_known).cloned().collect();
            let known = History { account: history.account.clone(), events };
            let run = match self.run(&known, as_of) {
                Err(codes) if codes.contains("event.not_enrolled") => continue,
                run => run?,
            };
            for (day, tier) in run.tiers.range(..=known_on) {
                let best = tiers.entry(*day).or_insert_with(|| tier.clone());
                if rank_of(ladder, tier) > rank_of(ladder, best) {
                    best.clone_from(tier);
                }
            }
            // What was known on a day went on being known until something else was recorded.
            let next = history.events.iter().map(tierwise::Event::recorded).filter(|day| *day > known_on).min();
            for (day, tier) in run.tiers.iter().filter(|(day, _)| **day > known_on && next.is_some_and(|next| **day < next)) {
                let best = tiers.entry(*day).or_insert_with(|| tier.clone());
                if rank_of(ladder, tier) > rank_of(ladder, best) {
                    best.clone_from(tier);
                }
            }
        }
        let mut timeline = last.timeline;
        let mut moves = Vec::new();
        let mut since = *tiers.keys().next().unwrap();
        let mut at = ladder.base.clone();
        for (day, tier) in &tiers {
            if *tier != at {
                moves.push(json!({"on": day, "from": at, "to": tier}));
                at.clone_from(tier);
                since = *day;
            }
        }
        if timeline["effective"] == timeline["tier"] {
            timeline["effective"] = json!(at);
        }
        timeline["transitions"] = Value::Array(moves);
        timeline["tier"] = json!(at);
        timeline["since"] = json!(since);
        Ok(Outcome { timeline, tiers })
    }

    fn version(&self, version: &str) -> Result<&Policy, Refused> {
        self.versions.iter().copied().find(|policy| policy.identity().version == version).ok_or_else(|| Refused::from(["event.policy"]))
    }

    fn run(&self, history: &History, as_of: Date) -> Result<Run, Refused> {
        let events = once(history)?;
        let all = acting(&events, self.versions[0].spec().late_events);
        let changes: Vec<(Date, ChangePolicy)> = all
            .iter()
            .filter_map(|fact| match &fact.event.event {
                EventKind::ChangePolicy(change) => Some((fact.acts, change.clone())),
                _ => None,
            })
            .collect();
        let mut judge = self.versions[0];
        if let Some((_, first)) = changes.first() {
            judge = self.version(&first.from)?;
        }
        let mut in_force = judge.identity().version.clone();
        for (_, change) in &changes {
            if change.from != in_force {
                return Err(Refused::from(["event.policy"]));
            }
            in_force.clone_from(&self.version(&change.to)?.identity().version);
        }
        let first = judge;
        let rules = |day: Date| -> Option<&PointsSpec> {
            let version = changes.iter().rfind(|(on, _)| *on <= day).map(|(_, change)| self.version(&change.to).unwrap());
            version.unwrap_or(first).spec().points.as_ref()
        };
        let facts: Vec<Fact> = all.iter().filter(|fact| fact.acts <= as_of).cloned().collect();
        let enrolment = facts.iter().find_map(|fact| match &fact.event.event {
            EventKind::Enrol(enrol) => Some((fact.acts, enrol.lookback_days.unwrap_or(0))),
            _ => None,
        });
        let Some((enrolled_on, lookback)) = enrolment else { return Err(Refused::from(["event.not_enrolled"])) };
        let counts_from = enrolled_on.add_days(-(lookback as i32)).unwrap();

        // Which of several errors is told first is not stated.
        let mut refused = Refused::new();
        let mut merges: Vec<(Date, String, Run)> = Vec::new();
        for fact in &facts {
            if let EventKind::Merge(merge) = &fact.event.event {
                if merge.history.events.iter().any(|event| event.on > fact.event.on) {
                    refused.insert("event.after_merge");
                }
                // By the version in force here, unless the other's log names its own; and no account comes twice.
                let own = merge.history.events.iter().any(|event| matches!(event.event, EventKind::ChangePolicy(_)));
                let here = changes.iter().rfind(|(on, _)| *on <= fact.acts).map_or(first, |(_, change)| self.version(&change.to).unwrap());
                let versions = if own { self.versions.clone() } else { vec![here] };
                if merges.iter().any(|(_, account, _)| *account == merge.account) {
                    refused.insert("event.conflict");
                }
                match (Model { versions }).run(&merge.history, fact.acts) {
                    Ok(run) => merges.push((fact.acts, merge.account.clone(), run)),
                    Err(codes) => refused.extend(codes),
                }
            }
        }
        let merged_lots = |used: &[Used]| -> Result<Vec<Lot>, Refused> {
            let theirs: Vec<(Date, Vec<Lot>)> =
                merges.iter().map(|(on, account, run)| (*on, run.lots.iter().map(|lot| lot.joined(account, *on)).collect())).collect();
            book(&facts, rules, counts_from, used, &theirs)
        };
        for fact in &facts {
            let spec = changes.iter().rfind(|(on, _)| *on <= fact.acts).map_or(first, |(_, change)| self.version(&change.to).unwrap()).spec();
            let known = match &fact.event.event {
                EventKind::Grant(grant) => rank_of(spec.ladder.as_ref().unwrap(), &grant.tier).is_some(),
                EventKind::Invite(invite) => spec.designations.iter().any(|designation| designation.id == invite.designation),
                EventKind::Leave(leave) => spec.designations.iter().any(|designation| designation.id == leave.designation),
                _ => true,
            };
            if !known {
                refused.insert("event.unknown_reference");
            }
            let until = match &fact.event.event {
                EventKind::Grant(grant) => grant.until,
                EventKind::Lock(lock) => Some(lock.until),
                EventKind::Invite(invite) => Some(invite.until),
                _ => None,
            };
            if until.is_some_and(|until| until <= fact.event.on) {
                refused.insert("event.until");
            }
        }
        refused.extend(merged_lots(&[]).err().into_iter().flatten());
        let others = merges.iter().map(|(_, account, run)| (&**account, &run.claims)).collect();
        let claims = Claims::of(&history.account, &facts, &others);
        refused.extend(claims.clone().err().into_iter().flatten());
        if !refused.is_empty() {
            return Err(refused);
        }
        let claims = claims?;

        let mut used: Vec<Used> = Vec::new();
        let mut lots = merged_lots(&used)?;
        let mut ladder = judge.spec().ladder.as_ref().unwrap();
        let mut standing = Standing::new(enrolled_on, ladder.tiers.len());
        let mut put_off: Option<(Date, ChangePolicy)> = None;
        let mut counted = ladder.base.clone();
        let mut counted_rank = 0;
        let mut since = enrolled_on;
        let mut was_blocked = false;
        let mut effective = counted.clone();
        let mut designated: Vec<(String, Date, Option<Date>)> = Vec::new();
        let mut transitions: Vec<Value> = Vec::new();
        let mut tiers = BTreeMap::new();
        let (mut to_next, mut to_retain, mut metric) = (Value::Null, Value::Null, 0);
        let mut day = enrolled_on;
        loop {
            let changed = changes.iter().find(|(on, _)| *on == day).map(|(_, change)| change.clone());
            let happened = facts.iter().any(|fact| fact.acts == day);
            let (_, month, of_month) = day.ymd();
            let by_cadence = match ladder.review {
                Cadence::Daily => true,
                Cadence::Monthly => of_month == 1,
                Cadence::Quarterly => of_month == 1 && month % 3 == 1,
                Cadence::Yearly => of_month == 1 && month == 1,
                // Points that begin or cease to count are events as well.
                Cadence::Events => happened || lots.iter().any(|lot| lot.worth(day) != lot.worth(day.add_days(-1).unwrap())),
            };
            let merge = merges.iter().find(|(on, ..)| *on == day || (*on < day && day == enrolled_on));
            let ends_old = put_off.as_ref().is_some_and(|(until, _)| *until == day);
            let review =
                day == enrolled_on || by_cadence || standing.turns(ladder, day) || claims.turn(day) || merge.is_some() || changed.is_some() || ends_old;
            if review {
                let mut step: Option<Step> = None;
                if let Some((.., run)) = merge {
                    let from = standing.rank;
                    standing.join(&run.standing.carried(&run.ladder, ladder, &BTreeMap::new(), day), day);
                    if standing.rank != from {
                        step = Some(Step { from, to: standing.rank, cause: "merged" });
                    }
                }
                let mut turn = None;
                if let Some(change) = changed {
                    let runs = match ladder.renewal {
                        Some(Renewal::Sliding(_)) => (standing.rank > 0).then(|| standing.held_until[standing.rank]).flatten().filter(|until| *until > day),
                        Some(Renewal::Term(_)) => standing.term.map(|(_, until)| until).filter(|until| *until > day),
                        _ => None,
                    };
                    match (change.migration, runs) {
                        (Migration::Grandfather, Some(until)) => put_off = Some((until, change)),
                        _ => turn = Some(change),
                    }
                }
                if ends_old {
                    turn = turn.or(put_off.take().map(|(_, change)| change));
                }
                if let Some(change) = turn {
                    judge = self.version(&change.to)?;
                    let new = judge.spec().ladder.as_ref().unwrap();
                    let was = Standing { rank: counted_rank, ..Standing::new(day, ladder.tiers.len()) };
                    counted_rank = was.carried(ladder, new, &change.tiers, day).rank;
                    standing = standing.carried(ladder, new, &change.tiers, day);
                    ladder = new;
                    standing.judge_anew |= change.migration == Migration::Reevaluate;
                }
                let renamed = name_of(ladder, counted_rank) != counted;
                // What the account is judged by.
                metric = judged(ladder, &lots, &standing, day).1;
                let account = known(history, &facts, judge.spec(), &lots, day);
                let card = judge.score(&account, day);
                let card = match (ladder.basis, card) {
                    (_, Ok(card)) => Some(card),
                    (Basis::Score, Err(error)) => return Err(error.problems().iter().map(|problem| code(&problem.code)).collect()),
                    (Basis::Points, Err(_)) => None,
                };
                if ladder.basis == Basis::Score {
                    metric = card.as_ref().unwrap().composite.thousandths();
                }
                let holds = |condition: &ConditionSpec| holds(condition, &account, card.as_ref().map(|card| (card.composite.to_f64(), card.coverage.get())));
                let all = |condition: Option<&ConditionSpec>| condition.is_none_or(holds);
                let band = if standing.reviewed { ladder.dead_band.thousandths() } else { 0 };
                let mut merits = vec![Merit { enter: true, anew: true, stay: true, lacks: 0 }];
                for (rank, tier) in ladder.tiers.iter().enumerate().map(|(at, tier)| (at + 1, tier)) {
                    let enter_at = bound(ladder, &standing, rank, day, band);
                    let retain_at = tier.retain.unwrap_or(tier.enter).thousandths() - band;
                    let enter = metric >= enter_at && all(tier.requires.as_ref());
                    let stay = enter || (metric >= retain_at && all(tier.retain_requires.as_ref()));
                    let anew = enter && metric >= tier.enter.thousandths() + band;
                    merits.push(Merit { enter, anew, stay, lacks: (retain_at - metric).max(0) });
                }
                let locks = || claims.locks.iter().filter(|lock| lock.runs(day));
                let locked = Locked {
                    up: locks().any(|lock| lock.of != LockDirection::Demotion),
                    down_until: locks().filter(|lock| lock.of != LockDirection::Promotion).map(|lock| lock.until).max(),
                };
                if standing.judge_anew && locked.down_until.is_none() {
                    standing.judge_anew = false;
                    if !standing.stays(ladder, day, &merits) {
                        let from = standing.rank;
                        let to = standing.qualified(&merits).max(standing.floor(ladder, day));
                        standing.fall_by_change(ladder, day, to);
                        step = Some(Step { from, to, cause: "policy_changed" });
                    }
                }
                let before = standing.clone();
                if let Some(taken) = standing.step(ladder, day, &merits, locked) {
                    let asked = match taken.cause {
                        "promotion" => ladder.tiers[taken.to - 1].enter,
                        _ => ladder.tiers[before.rank - 1].retain.unwrap_or(ladder.tiers[before.rank - 1].enter),
                    };
                    if let Some(Renewal::Term(term)) = ladder.renewal
                        && let Some(use_up) = uses(term, ladder, &lots, &before, &taken, &standing, day, metric, asked.thousandths())
                    {
                        used.push(use_up);
                        lots = merged_lots(&used)?;
                    }
                    if taken.cause != "renewed" {
                        step = Some(taken);
                    }
                }
                // A lock puts off a fall by new rules, which who recovers is spared (T12, T14).
                if standing.judge_anew {
                    let rank = standing.rank;
                    standing.judge_anew = !standing.stays(ladder, day, &merits);
                    let since = standing.watch.map_or(day, |(since, ..)| since);
                    standing.watch = standing.judge_anew.then(|| (since, locked.down_until.unwrap(), merits[rank].lacks));
                }
                // What counts.
                let blocked = ladder.blocks.iter().any(holds);
                // What only the ladder has that is put off is the highest tier that becomes it or one below it (T14).
                let equivalent = |tier: &str| {
                    let (_, change) = put_off.as_ref()?;
                    let new = self.version(&change.to).unwrap().spec().ladder.as_ref().unwrap();
                    let becomes = |rank: usize| Standing { rank, ..Standing::new(day, ladder.tiers.len()) }.carried(ladder, new, &change.tiers, day).rank;
                    let granted = rank_of(new, tier)?;
                    (0..=ladder.tiers.len()).rev().find(|rank| becomes(*rank) <= granted)
                };
                let grants = || {
                    let running = claims.grants.iter().filter(|grant| grant.runs(day));
                    running.map(|grant| (rank_of(ladder, &grant.of.0).or_else(|| equivalent(&grant.of.0)), grant.of.1))
                };
                let effective_rank = |earned: usize| {
                    let of = |mode: GrantMode| grants().filter(move |grant| grant.1 == mode).filter_map(|grant| grant.0);
                    let raised = of(GrantMode::Floor).fold(earned, usize::max);
                    of(GrantMode::Exact).next_back().unwrap_or_else(|| of(GrantMode::Ceiling).fold(raised, usize::min))
                };
                let mut rank = effective_rank(standing.rank);
                if blocked {
                    rank = 0;
                }
                let now = name_of(ladder, rank);
                if now != counted {
                    let cause = match &step {
                        _ if blocked && !was_blocked => "blocked",
                        _ if was_blocked && !blocked => "released",
                        Some(step) if effective_rank(step.from) != rank => step.cause,
                        _ if renamed => "policy_changed",
                        _ => "granted",
                    };
                    let from = counted_rank;
                    let threshold = match cause {
                        "promotion" if merits[rank].anew => Some(ladder.tiers[rank - 1].enter),
                        "promotion" => Some(ladder.tiers[rank - 1].re_enter.unwrap_or(ladder.tiers[rank - 1].enter)),
                        "blocked" | "released" | "granted" | "merged" => None,
                        // A tier can change its name without a fall.
                        "policy_changed" if rank >= from => None,
                        _ if from == 0 => None,
                        _ => Some(ladder.tiers[from - 1].retain.unwrap_or(ladder.tiers[from - 1].enter)),
                    };
                    transitions.push(json!({
                        "on": day, "from": counted, "to": now, "cause": cause, "metric": points(metric), "threshold": threshold,
                    }));
                    counted.clone_from(&now);
                    since = day;
                }
                counted_rank = rank;
                was_blocked = blocked;
                effective = now;
                for designation in judge.spec().designations.iter().rev() {
                    let nominated = claims.nominations.iter().any(|nomination| nomination.of == designation.id && nomination.runs(day));
                    let active = all(designation.requires.as_ref()) && (nominated || !designation.by_invitation);
                    let running = designated.iter_mut().find(|(id, _, until)| *id == designation.id && until.is_none());
                    match (active, running) {
                        (true, None) => designated.push((designation.id.clone(), day, None)),
                        (false, Some(running)) => running.2 = Some(day),
                        _ => {}
                    }
                    if active {
                        effective.clone_from(&designation.id);
                    }
                }
                let band = ladder.dead_band.thousandths();
                let at = standing.rank;
                to_next = if at < ladder.tiers.len() { json!(points((bound(ladder, &standing, at + 1, day, band) - metric).max(0))) } else { Value::Null };
                to_retain = if at == 0 {
                    Value::Null
                } else {
                    let tier = &ladder.tiers[at - 1];
                    let retain_at = tier.retain.unwrap_or(tier.enter).thousandths() - band;
                    let enters = metric >= bound(ladder, &standing, at, day, band) && all(tier.requires.as_ref());
                    let safe = enters || at <= standing.floor(ladder, day);
                    json!(points(if safe { 0 } else { (retain_at - metric).max(0) }))
                };
            }
            tiers.insert(day, counted.clone());
            if day == as_of {
                break;
            }
            day = day.add_days(1).unwrap();
        }
        designated.sort_by(|one, other| (one.1, &one.0).cmp(&(other.1, &other.0)));
        let held_until =
            matches!(ladder.renewal, Some(Renewal::Sliding(_))).then(|| if standing.rank > 0 { standing.held_until[standing.rank] } else { None }).flatten();
        // Who is there for life by then loses nothing.
        let held_until = held_until.filter(|until| standing.floor(ladder, *until) < standing.rank);
        let term = standing.term.filter(|_| standing.rank > 0);
        let balance = judge.spec().points.as_ref().map(|_| points(lots.iter().map(|lot| lot.worth(as_of)).sum::<i64>().max(0)));
        let timeline = json!({
            "transitions": transitions,
            "tier": counted,
            "since": since,
            "earned": name_of(ladder, standing.rank),
            "effective": effective,
            "held_until": held_until,
            "term": term.map(|(from, until)| json!({"from": from, "until": until})),
            "watch": standing.watch.map(|(since, deadline, lacks)| json!({"since": since, "deadline": deadline, "shortfall": points(lacks)})),
            "metric": points(metric),
            "balance": balance,
            "designated": designated.iter().map(|(id, from, until)| json!({"designation": id, "from": from, "until": until})).collect::<Vec<_>>(),
            "to_next": to_next,
            "to_retain": to_retain,
        });
        Ok(Run { timeline, tiers, standing, lots, claims, ladder: ladder.clone() })
    }
}

fn code(code: &str) -> &'static str {
    tierwise::error::CODES.iter().find(|(known, _)| *known == code).unwrap().0
}

/// What must be reached to enter a tier (T10.2, T10.3).
fn bound(ladder: &LadderSpec, standing: &Standing, rank: usize, day: Date, band: i64) -> i64 {
    let tier = &ladder.tiers[rank - 1];
    let again = standing.left_on[rank].zip(ladder.re_entry).is_some_and(|(left, re_entry)| day <= re_entry.after(left));
    let re_enter = tier.re_enter.filter(|_| again);
    re_enter.unwrap_or(tier.enter).thousandths() + band
}

/// The lots that are judged on a day, and what they come to (T8.2).
fn judged(ladder: &LadderSpec, lots: &[Lot], standing: &Standing, day: Date) -> (Vec<String>, i64) {
    let window = matches!(ladder.renewal, Some(Renewal::Term(Term { window: Window::Term, .. })));
    let grace = matches!(ladder.renewal, Some(Renewal::Term(Term { grace_days: 1.., .. })));
    let mut ids = Vec::new();
    let mut sum = 0;
    for lot in lots {
        let Some(effective) = lot.effective else { continue };
        let on = match standing.term.filter(|_| window) {
            None => Some(day),
            Some((from, _)) if effective < from => None,
            Some((_, end)) if day < end => Some(day),
            Some((_, end)) if effective < end => end.add_days(-1),
            Some((_, end)) => Some(day).filter(|_| grace || day > end),
        };
        let Some(on) = on else { continue };
        if lot.counts(on) {
            ids.push(lot.id.clone());
            sum += lot.worth(on);
        }
    }
    (ids, sum.max(0))
}

#[expect(clippy::too_many_arguments, reason = "all that a promotion or a renewal is about")]
fn uses(term: Term, ladder: &LadderSpec, lots: &[Lot], before: &Standing, step: &Step, after: &Standing, day: Date, metric: i64, bound: i64) -> Option<Used> {
    let kind = match step.cause {
        "promotion" => term.after_promotion,
        "renewed" => term.after_renewal,
        _ => Use::Keep,
    };
    if kind == Use::Keep {
        return None;
    }
    let (ids, _) = judged(ladder, lots, before, day);
    let rest = (metric - bound).max(0);
    let carried = term.rollover_cap.map_or(rest, |cap| rest.min(cap.thousandths()));
    let rollover = (kind == Use::Consume && carried > 0).then(|| (carried, after.term.unwrap().1.add_days(1).unwrap()));
    Some(Used { on: day, lots: ids, rollover })
}

/// The account with what is known of it on a day (T6.1, L7).
fn known(history: &History, facts: &[Fact], spec: &PolicySpec, lots: &[Lot], day: Date) -> Account {
    let mut account = history.account.clone();
    for fact in facts.iter().filter(|fact| fact.acts <= day) {
        if let EventKind::Observe(observe) = &fact.event.event {
            for (name, value) in observe.facts.iter() {
                account.facts.insert(name, value.clone());
            }
        }
    }
    if let Some(points_) = &spec.points {
        let number = |thousandths: i64| Finite::new(points(thousandths).to_f64()).unwrap();
        let sum =
            |activity: Option<&str>| lots.iter().filter(|lot| activity.is_none_or(|activity| lot.activity == activity)).map(|lot| lot.worth(day)).sum::<i64>();
        account.facts.insert("points.balance", number(sum(None).max(0)));
        for activity in points_.activities.keys() {
            account.facts.insert(format!("points.{activity}"), number(sum(Some(activity))));
        }
    }
    account
}

fn holds(condition: &ConditionSpec, account: &Account, card: Option<(f64, f64)>) -> bool {
    let part = |part: &ConditionSpec| holds(part, account, card);
    if let Some(parts) = &condition.all {
        return parts.iter().all(part);
    }
    if let Some(parts) = &condition.any {
        return parts.iter().any(part);
    }
    if let Some(at_least) = &condition.at_least_of {
        return at_least.of.iter().filter(|of| part(of)).count() >= at_least.count as usize;
    }
    let value = match condition.fact.as_deref().unwrap() {
        "score.composite" => card.map(|(composite, _)| FactValue::Number(Finite::new(composite).unwrap())),
        "score.coverage" => card.map(|(_, coverage)| FactValue::Number(Finite::new(coverage).unwrap())),
        fact => account.facts.get(fact).cloned(),
    };
    let Some(value) = value else { return condition.when_missing == Some(WhenMissing::Pass) };
    let number = |test: fn(f64, f64) -> bool, bound: Option<Finite>| {
        bound.is_none_or(|bound| matches!(&value, FactValue::Number(number) if test(number.get(), bound.get())))
    };
    number(|one, bound| one >= bound, condition.at_least)
        && number(|one, bound| one > bound, condition.above)
        && number(|one, bound| one <= bound, condition.at_most)
        && number(|one, bound| one < bound, condition.below)
        && condition.is.as_ref().is_none_or(|is| *is == value)
}
