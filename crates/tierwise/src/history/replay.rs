//! The fold of the step over the days of review.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::balance::TermLedger;
use super::cadence::{After, Ahead, first_day};
use super::reasons::{Found, From};
use super::review::Finding;
use super::versions::{Change, Versions};
use super::{Designated, Reviewed, Timeline, Transition, TransitionCause};
use crate::Name;
use crate::account::Account;
use crate::claims::{Claim, Claims};
use crate::date::Date;
use crate::error::{Error, code};
use crate::event::{Event, EventKind, History, Migration};
use crate::fact::{FactValue, Facts};
use crate::ledger::{Ledger, Rules, Used};
use crate::log::{self, Entry};
use crate::number::{Finite, Points};
use crate::policy::{Basis, Ladder, Policy};
use crate::standing::{Move, Standing};
use crate::tier::DesignationState;

/// A replay under way.
pub(crate) struct Replay<'a> {
    /// In canonical order.
    pub(super) entries: Vec<Entry<'a>>,
    /// What happened up to the last day but acts later, because books were closed.
    pub(super) deferred: Vec<&'a Event>,
    /// The first entry that has not been looked at.
    next_entry: usize,
    versions: Versions<'a>,
    /// Changes of the policy that have not taken effect for the account.
    upcoming: VecDeque<Change<'a>>,
    pub(super) policy: &'a Policy,
    pub(super) ladder: &'a Ladder,
    pub(super) rules: Rules<'a>,
    pub(crate) ledger: Option<Ledger>,
    /// The points of the running term, where a term is judged by its own.
    pub(super) term: Option<TermLedger>,
    /// Where the ledger starts from.
    pub(super) opening: Vec<crate::ledger::Lot>,
    pub(super) merged: BTreeMap<String, Merged<'a>>,
    /// Ids of the accounts that were merged, before a snapshot too.
    pub(super) accounts: BTreeSet<Name>,
    pub(super) uses: Vec<Used>,
    pub(super) counts_from: Date,
    pub(super) account: Account,
    /// Given facts that only other versions of the policy know.
    hidden: Facts,
    pub(super) claims: Claims,
    pub(super) standing: Standing,
    /// The rank that counts: what is earned and granted, and none while a block holds.
    pub(super) rank: usize,
    /// Its tier's name, and what it entitles to: another version of the policy may have said so.
    pub(super) tier: Name,
    pub(super) entitlements: Vec<Name>,
    pub(super) blocked: bool,
    pub(super) last: Option<Finding>,
    pub(super) designated: Vec<Designated>,
    pub(super) transitions: Vec<Transition>,
    /// The day from which the account has been in its tier, if no transition says it.
    pub(super) since: Date,
    /// Facts that events observed, up to the last review.
    pub(super) observed: Facts,
    /// The greatest sequence of the events.
    pub(super) sequence: u64,
    /// The events of a snapshot that it goes on from, each with the fingerprint of its content.
    pub(super) settled: Vec<(Name, Name)>,
    /// Whether a term began with the last review.
    pub(super) turned: bool,
    record: Option<Vec<Reviewed>>,
}

/// What another account brings along.
pub(super) struct Merged<'a> {
    on: Date,
    standing: Standing,
    pub(super) lots: Vec<crate::ledger::Lot>,
    claims: Claims,
    ladder: &'a Ladder,
}

impl Policy {
    /// Replays a history up to a day.
    pub(super) fn run<'a>(&'a self, history: &'a History, as_of: Date, record: bool) -> Result<Replay<'a>, Error> {
        let mut replay = self.enrolled(history, as_of)?;
        replay.record = record.then(Vec::new);
        replay.fold(Some(replay.standing.on), as_of)?;
        Ok(replay)
    }

    /// A replay on the day of enrolment.
    pub(crate) fn enrolled<'a>(&'a self, history: &'a History, as_of: Date) -> Result<Replay<'a>, Error> {
        let mut entries = log::canonical(&history.events, self.checked.spec.late_events)?;
        let versions = self.versions(&entries)?;
        let deferred = deferred(&entries, as_of);
        entries.retain(|entry| entry.on <= as_of);
        let (enrolled_on, counts_from) = enrolment(&entries, as_of)?;
        let replay = Replay::start(versions, entries, &history.account, enrolled_on)?;
        Replay { counts_from, deferred, ..replay }.opened(self)
    }
}

impl Policy {
    /// The day on which a history's account enrolled.
    pub(crate) fn enrolled_on(&self, history: &History, as_of: Date) -> Result<Date, Error> {
        let mut entries = log::canonical(&history.events, self.checked.spec.late_events)?;
        entries.retain(|entry| entry.on <= as_of);
        enrolment(&entries, as_of).map(|(enrolled_on, _)| enrolled_on)
    }
}

/// The day of enrolment, and the day from which events count.
pub(super) fn enrolment(entries: &[Entry<'_>], as_of: Date) -> Result<(Date, Date), Error> {
    let enrolled = entries.iter().filter_map(|entry| match &entry.event.event {
        EventKind::Enrol(enrol) => Some((entry.on, enrol.lookback_days.unwrap_or(0))),
        _ => None,
    });
    let (enrolled_on, lookback) =
        enrolled.min().ok_or_else(|| Error::new(code::EVENT_NOT_ENROLLED, "events", format!("the account is not enrolled up to {as_of}")))?;
    let counts_from = i32::try_from(lookback).ok().and_then(|days| enrolled_on.add_days(days.saturating_neg())).unwrap_or(Date::MIN);
    Ok((enrolled_on, counts_from))
}

/// What happened up to a day and acts after it.
pub(super) fn deferred<'a>(entries: &[Entry<'a>], as_of: Date) -> Vec<&'a Event> {
    entries.iter().filter(|entry| entry.event.on <= as_of && as_of < entry.on).map(|entry| entry.event).collect()
}

impl<'a> Replay<'a> {
    /// A replay that begins on a day, before its ledger is booked.
    pub(super) fn start(versions: Versions<'a>, entries: Vec<Entry<'a>>, account: &Account, on: Date) -> Result<Self, Error> {
        let policy = versions.at(on);
        let ladder = policy.ladder()?;
        Ok(Self {
            deferred: Vec::new(),
            next_entry: 0,
            upcoming: versions.changes.iter().filter(|change| change.announced_on > on).copied().collect(),
            policy,
            ladder,
            rules: versions.rules(),
            ledger: None,
            term: None,
            opening: Vec::new(),
            merged: BTreeMap::new(),
            accounts: BTreeSet::new(),
            uses: Vec::new(),
            counts_from: Date::MIN,
            account: account.clone(),
            hidden: Facts::default(),
            claims: Claims::default(),
            standing: Standing::new(on, ladder.tiers.len()),
            rank: 0,
            tier: ladder.base.clone(),
            entitlements: Vec::new(),
            blocked: false,
            last: None,
            designated: Vec::new(),
            transitions: Vec::new(),
            since: on,
            observed: Facts::default(),
            sequence: entries.iter().map(|entry| entry.event.sequence).max().unwrap_or(0),
            settled: Vec::new(),
            turned: false,
            record: None,
            entries,
            versions,
        })
    }

    /// Goes on where so many changes of the policy had taken effect, and the next may have been put off.
    pub(super) fn take_up(&mut self, changed: usize, put_off: Option<Date>) -> Result<(), Error> {
        self.policy = self.versions.all().nth(changed).unwrap_or(self.policy);
        self.ladder = self.policy.ladder()?;
        self.upcoming = self.versions.changes.iter().skip(changed).copied().collect();
        if let (Some(next), Some(on)) = (self.upcoming.front_mut(), put_off) {
            (next.on, next.migration) = (on, Migration::UpgradeOnly);
        }
        Ok(())
    }

    /// How many changes of the policy have taken effect, and until when the next is put off.
    pub(super) fn changed(&self) -> (usize, Option<Date>) {
        let put_off = self.upcoming.front().filter(|change| change.on != change.announced_on).map(|change| change.on);
        (self.versions.changes.len().saturating_sub(self.upcoming.len()), put_off)
    }

    /// Entries that a later day still has to look at.
    pub(super) fn kept(&self) -> impl Iterator<Item = &'a Event> {
        let unseen = self.entries.get(self.next_entry..).unwrap_or_default().iter().filter(|entry| matches!(entry.event.event, EventKind::Observe(_)));
        let looked_back_to = self.entries.iter().filter(|entry| matches!(entry.event.event, EventKind::ChangePolicy(_) | EventKind::Close(_)));
        looked_back_to.chain(unseen).map(|entry| entry.event).chain(self.deferred.iter().copied())
    }

    /// Finds again what the last review found.
    pub(super) fn recall(&mut self, metric: Points, seen: &Facts) -> Result<(), Error> {
        let on = self.standing.on;
        self.observe(on, &mut Vec::new())?;
        // The points as they were before that review used them up, and by the term that it judged.
        for (name, value) in seen.iter() {
            self.account.facts.insert(name, value.clone());
        }
        self.last = Some(self.found(on, metric)?);
        Ok(())
    }

    /// The ledger's facts that the last review saw.
    pub(super) fn seen(&self) -> Facts {
        let mut seen = Facts::default();
        self.account.facts.iter().filter(|(name, _)| name.starts_with("points.")).for_each(|(name, value)| seen.insert(name, value.clone()));
        seen
    }

    /// Books the ledger and reads the claims of the entries.
    pub(super) fn opened(mut self, handle: &'a Policy) -> Result<Self, Error> {
        for entry in &self.entries {
            let EventKind::Merge(merge) = &entry.event.event else { continue };
            let path = format!("events.{}", entry.event.id);
            let within = |error: Error| error.within(&format!("{path}.merge.history"));
            if !self.accounts.insert(merge.account.as_str().into()) {
                let message = format!("expected an account to be merged once, found `{}` twice", merge.account);
                return Err(Error::new(code::EVENT_CONFLICT, path, message));
            }
            // By the version that is in force here, unless the other's log has its own.
            let own = merge.history.events.iter().any(|event| matches!(event.event, EventKind::ChangePolicy(_)));
            let policy = if own { handle } else { self.versions.at(entry.on) };
            let other = policy.run(&merge.history, entry.on, false).map_err(within)?;
            if let Some(later) = merge.history.events.iter().find(|event| event.on > entry.on) {
                let message = format!("expected the merged account's events up to {}, found `{}` on {}", entry.on, later.id, later.on);
                return Err(Error::new(code::EVENT_AFTER_MERGE, format!("{path}.merge.history"), message));
            }
            let Replay { standing, ledger, claims, ladder, .. } = other;
            let lots = ledger.map(Ledger::into_lots).unwrap_or_default();
            self.merged.insert(entry.event.id.clone(), Merged { on: entry.on, standing, lots, claims, ladder });
        }
        self.ledger = self.book()?;
        let claims = self.merged.iter().map(|(event, merged)| (event.clone(), merged.claims.clone())).collect();
        self.claims.nominate(&self.account);
        self.claims.read(&self.entries, |day| self.versions.at(day), &claims)?;
        self.hide();
        Ok(self)
    }

    /// Reviews on every day of review from a day on.
    pub(super) fn fold(&mut self, from: Option<Date>, as_of: Date) -> Result<(), Error> {
        let mut day = from;
        while let Some(on) = day {
            self.review(on)?;
            day = self.next_review(on, as_of);
        }
        Ok(())
    }

    fn review(&mut self, on: Date) -> Result<(), Error> {
        let mut today: Vec<Move> = Vec::new();
        self.change_policy(on)?;
        self.observe(on, &mut today)?;
        let found = self.found(on, self.balance(on))?;
        let (standing, moves) = self.standing.advance(&self.ladder.movement, on, &found.merit);
        let before = std::mem::replace(&mut self.standing, standing);
        // Holds that ended since the last review, one after the other; then what is found today, as one move.
        let (earlier, found_today): (Vec<Move>, Vec<Move>) = moves.into_iter().partition(|step| step.on < on);
        today.extend(found_today);
        let blocked = self.blocked;
        for step in earlier.iter().filter(|_| !blocked) {
            let to = self.counting(step.to, step.on);
            self.go(step.on, to, step.cause.into(), &found, &before, on);
        }
        let is_blocked = found.blocked_by.is_some();
        let to = if is_blocked { 0 } else { self.counting(self.standing.rank, on) };
        let renamed = self.ladder.name(self.rank) != self.tier;
        let cause = match (self.blocked, is_blocked, today.last()) {
            (false, true, _) => TransitionCause::Blocked,
            (true, false, _) => TransitionCause::Released,
            (_, _, Some(step)) if self.counting(step.from, on) != to => step.cause.into(),
            _ if renamed => TransitionCause::PolicyChanged,
            _ => TransitionCause::Granted,
        };
        self.go(on, to, cause, &found, &before, on);
        self.blocked = is_blocked;
        self.designate(on, &found);
        // A promotion begins a term, which can be as long as one that another account brought on the same day.
        self.turned = self.standing.term != before.term || self.standing.rank > before.rank;
        self.use_up(on, &before, &found)?;
        self.last = Some(found);
        self.record(on);
        Ok(())
    }

    /// Takes the versions of the policy that take effect up to a day.
    fn change_policy(&mut self, on: Date) -> Result<(), Error> {
        while let Some(mut change) = self.upcoming.front().copied().filter(|change| change.on <= on) {
            self.upcoming.pop_front();
            if change.migration == Migration::Grandfather {
                // The old version judges until what runs has ended, or until a further one takes over.
                change.migration = Migration::UpgradeOnly;
                let further = self.upcoming.front().map(|further| further.on);
                let runs_until = self.standing.runs_until(&self.ladder.movement).filter(|until| self.standing.rank > 0 && *until > on);
                if let Some(until) = runs_until {
                    change.on = further.map_or(until, |further| until.min(further));
                    if change.on > on {
                        self.upcoming.push_front(change);
                        break;
                    }
                }
            }
            let (old, new) = (self.ladder, change.policy.ladder()?);
            let ranks = change.ranks(old, new)?;
            let rank = |rank: usize| ranks.get(rank).copied().unwrap_or(0);
            self.standing = self.standing.migrated(&ranks, new.tiers.len(), &new.movement, on);
            self.rank = rank(self.rank);
            self.claims.rename(change.announced_on, |tier| old.rank(tier).map_or_else(|_| tier.clone(), |of| new.name(rank(of))));
            (self.policy, self.ladder) = (change.policy, new);
            self.standing.judge_anew |= change.migration == Migration::Reevaluate;
            self.hide();
        }
        Ok(())
    }

    /// The rank that counts by what is granted, given the earned one.
    fn counting(&self, earned: usize, on: Date) -> usize {
        self.claims.effective(|tier| self.granted(tier), earned, on)
    }

    /// The rank of a granted tier; while the ladder judges only until the next version does, that of the tier which
    /// becomes the granted one or the next below it (rule T14).
    fn granted(&self, tier: &str) -> Option<usize> {
        self.ladder.rank(tier).ok().or_else(|| {
            let next = self.upcoming.front()?;
            let ladder = next.policy.ladder().ok()?;
            let (granted, ranks) = (ladder.rank(tier).ok()?, next.ranks(self.ladder, ladder).ok()?);
            ranks.iter().rposition(|rank| *rank <= granted)
        })
    }

    /// Keeps back the given facts that the version in force does not know and another does.
    fn hide(&mut self) {
        if self.versions.changes.is_empty() {
            return;
        }
        let mut given = std::mem::take(&mut self.account.facts);
        self.hidden.iter().for_each(|(name, value)| given.insert(name, value.clone()));
        self.hidden = Facts::default();
        for (name, value) in given.iter() {
            let place = if self.is_elsewhere(name) { &mut self.hidden } else { &mut self.account.facts };
            place.insert(name, value.clone());
        }
    }

    /// Whether a fact is none of the version in force, and one of another.
    fn is_elsewhere(&self, name: &str) -> bool {
        !self.versions.changes.is_empty() && !self.policy.knows(name) && self.versions.all().any(|version| version.knows(name))
    }

    /// What happened up to the day beside points and claims: facts that were observed, accounts that were merged.
    fn observe(&mut self, on: Date, moves: &mut Vec<Move>) -> Result<(), Error> {
        while let Some(entry) = self.entries.get(self.next_entry).filter(|entry| entry.on <= on) {
            self.next_entry = self.next_entry.saturating_add(1);
            match &entry.event.event {
                EventKind::Observe(observed) => {
                    for (name, value) in observed.facts.iter() {
                        self.observed.insert(name, value.clone());
                        let place = if self.is_elsewhere(name) { &mut self.hidden } else { &mut self.account.facts };
                        place.insert(name, value.clone());
                    }
                }
                EventKind::Merge(_) => {
                    let Some(merged) = self.merged.get(&entry.event.id) else { continue };
                    // Of a tier that this ladder lacks the next lower one, as with a change of the policy.
                    let mut ranks = vec![0_usize];
                    for tier in &merged.ladder.tiers {
                        let below = ranks.last().copied().unwrap_or(0);
                        ranks.push(self.ladder.rank(&tier.id).unwrap_or(below));
                    }
                    let other = merged.standing.migrated(&ranks, self.ladder.tiers.len(), &self.ladder.movement, on);
                    let (standing, step) = self.standing.joined(&other, on);
                    self.standing = standing;
                    moves.extend(step);
                }
                _ => {}
            }
        }
        let Some(ledger) = &self.ledger else { return Ok(()) };
        for name in self.policy.checked.facts.iter().map(|fact| &fact.name) {
            let points = match name.strip_prefix("points.") {
                Some("balance") => ledger.balance(on),
                Some(activity) => ledger.balance_of(activity, on),
                None => continue,
            };
            self.account.facts.insert(name.clone(), FactValue::Number(Finite::new(points.to_f64()).unwrap_or_default()));
        }
        self.open_term()
    }

    fn found(&self, on: Date, balance: Points) -> Result<Finding, Error> {
        let facts = self.policy.facts_of(&self.account, on)?;
        let locked = self.claims.locked(on);
        self.policy.finding(self.ladder, &facts, balance, &self.standing, locked, |id| self.claims.nominated(id, on))
    }

    /// Opens and closes the times in which designations are active.
    fn designate(&mut self, on: Date, found: &Finding) {
        for standing in &found.designations {
            let open = self.designated.iter_mut().rfind(|time| time.designation == standing.designation && time.until.is_none());
            match (open, standing.state == DesignationState::Active) {
                (Some(time), false) => time.until = Some(on),
                (None, true) => self.designated.push(Designated { designation: standing.designation.clone(), from: on, until: None }),
                _ => {}
            }
        }
        // What another version of the policy no longer has has ended.
        let gone = |time: &&mut Designated| time.until.is_none() && !found.designations.iter().any(|standing| standing.designation == time.designation);
        self.designated.iter_mut().filter(gone).for_each(|time| time.until = Some(on));
    }

    fn go(&mut self, on: Date, to: usize, cause: TransitionCause, found: &Finding, before: &Standing, reviewed_on: Date) {
        let rank = std::mem::replace(&mut self.rank, to);
        let name = self.ladder.name(to);
        if name == self.tier {
            return;
        }
        let contributions = self.contributions(reviewed_on);
        let claims: Vec<&Claim> = self.claims.active(on).collect();
        let reasons = Found { policy: self.policy, ladder: self.ladder, finding: found, before, claims: &claims, contributions: &contributions };
        let from = From { name: &self.tier, rank, entitlements: &self.entitlements };
        let transition = reasons.transition(on, &from, to, cause);
        self.transitions.push(transition);
        (self.tier, self.entitlements, self.since) = (name, self.policy.entitled(self.ladder, to), on);
    }

    fn record(&mut self, on: Date) {
        if self.record.is_none() {
            return;
        }
        let reviewed = Reviewed {
            on,
            metric: self.last.as_ref().map_or(Points::ZERO, |last| last.merit.metric),
            tier: self.tier.clone(),
            earned: self.ladder.name(self.standing.rank),
            effective: self.effective(),
            runs_until: self.standing.runs_until(&self.ladder.movement),
            watch: self.standing.watch,
            blocked: self.blocked,
        };
        self.record.as_mut().into_iter().for_each(|reviews| reviews.push(reviewed.clone()));
    }

    pub(super) fn reviews(&mut self) -> Vec<Reviewed> {
        self.record.take().unwrap_or_default()
    }

    fn effective(&self) -> Name {
        let designations = self.last.iter().flat_map(|last| &last.designations);
        let active = designations.into_iter().find(|standing| standing.state == DesignationState::Active);
        active.map_or_else(|| self.tier.clone(), |standing| standing.designation.clone())
    }

    /// The next day of review up to a day: by cadence, or when the standing changes by itself.
    pub(super) fn next_review(&self, on: Date, as_of: Date) -> Option<Date> {
        if on >= as_of {
            return None;
        }
        let after = After { on, standing: &self.standing, turned: self.turned, only_points_matter: self.only_points_matter() };
        let by_cadence = after.next_by_cadence(self.ladder.review, as_of, self);
        let by_itself = self.standing.next_day(&self.ladder.movement).into_iter().chain(self.claims.next_day(on)).chain(self.turn(on, as_of));
        by_cadence.into_iter().chain(by_itself).min().filter(|day| *day <= as_of)
    }

    /// The next day up to a day on which another version of the policy takes effect or another account is merged.
    fn turn(&self, on: Date, as_of: Date) -> Option<Date> {
        let change = self.upcoming.front().map(|change| change.on);
        let merge = self.merged.values().map(|merged| merged.on).filter(|day| *day > on).min();
        change.into_iter().chain(merge).min().filter(|turn| *turn <= as_of)
    }

    /// Whether a day without a change of the balance can change nothing: no fact is asked for, and no review counts by
    /// itself, as it does for confirmations and for limited steps.
    fn only_points_matter(&self) -> bool {
        let counts_reviews = self.ladder.movement.counts_reviews(self.ladder.tiers.len());
        let score_is_points = !self.ladder.asks_for_score() || self.policy.checked.facts.iter().all(|fact| fact.name.starts_with("points."));
        let asks = self.ladder.asks_for_facts() || self.policy.checked.designations.iter().any(|designation| !designation.requires.is_empty());
        self.ladder.basis == Basis::Points && !counts_reviews && !asks && score_is_points
    }

    pub(super) fn timeline(self, as_of: Date) -> Result<Timeline, Error> {
        let effective = self.effective();
        let (to_next, to_retain) = match &self.last {
            Some(last) => {
                let facts = self.policy.facts_of(&self.account, self.standing.on)?;
                self.policy.outstanding(self.ladder, &facts, last, &self.standing)
            }
            None => (None, None),
        };
        let (metric, designations) = self.last.map_or((Points::ZERO, Vec::new()), |last| (last.merit.metric, last.designations));
        Ok(Timeline {
            policy: Arc::clone(&self.policy.checked.identity),
            as_of,
            effective,
            tier: self.tier,
            since: self.since,
            earned: self.ladder.name(self.standing.rank),
            claims: self.claims.active(as_of).cloned().collect(),
            blocked: self.blocked,
            designations,
            designated: self.designated,
            held_until: self.standing.lost_on(&self.ladder.movement),
            term: self.standing.term,
            watch: self.standing.watch,
            metric,
            balance: self.ledger.map(|ledger| ledger.balance(as_of)),
            to_next,
            to_retain,
            transitions: self.transitions,
        })
    }
}

impl Ahead for Replay<'_> {
    fn first_day(&self, on: Date, months: u32) -> Option<Date> {
        first_day(on, months)
    }

    fn next_event(&self, _: Date) -> Option<Date> {
        self.entries.get(self.next_entry).map(|entry| entry.on)
    }

    fn next_change(&self, on: Date, as_of: Date) -> Option<Date> {
        let own = self.term.as_ref().and_then(|term| term.since.next_change(on));
        let points = self.ledger.as_ref().and_then(|ledger| ledger.next_change(on));
        points.into_iter().chain(own).chain(self.turn(on, as_of)).min()
    }
}
