//! What the ledger gives a review: the points of a day or of a term, their parts, and what a tier uses up.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::Contribution;
use super::replay::Replay;
use super::review::Finding;
use crate::Name;
use crate::date::Date;
use crate::error::Error;
use crate::ledger::{Ledger, Opening, Used};
use crate::number::Points;
use crate::policy::{Basis, Renewal, Term, Use, Window};
use crate::standing::Standing;

/// The points of one term.
pub(super) struct TermLedger {
    from: Date,
    until: Date,
    /// What began to count from its first day to the day before its end.
    within: Ledger,
    /// What began to count from its first day on.
    pub(super) since: Ledger,
    /// What began to count from its end on.
    after: Ledger,
}

impl Replay<'_> {
    /// Books the ledger of all entries, with what other accounts brought and what tiers used up.
    pub(super) fn book(&self) -> Result<Option<Ledger>, Error> {
        if !self.rules.has_points() {
            return Ok(None);
        }
        let opening = Opening {
            lots: self.opening.clone(),
            merged: self.merged.iter().map(|(event, merged)| (event.clone(), merged.lots.clone())).collect(),
            uses: self.uses.clone(),
            counts_from: Some(self.counts_from),
        };
        Ledger::book(&self.rules, &self.entries, opening).map(Some)
    }

    /// Points that won or renewed a tier and are used up by it (rule T8.2).
    pub(super) fn use_up(&mut self, on: Date, before: &Standing, found: &Finding) -> Result<(), Error> {
        let (Some(rules), Some(term)) = (self.term_rules(), self.standing.term.filter(|_| self.turned)) else { return Ok(()) };
        let rank = self.standing.rank;
        let (used, bound) = match rank.cmp(&before.rank) {
            Ordering::Greater => (rules.after_promotion, self.ladder.enter(rank)),
            Ordering::Equal => (rules.after_renewal, self.ladder.retain(rank)),
            // Nothing was won.
            Ordering::Less => return Ok(()),
        };
        let (carried, cap) = match used {
            Use::Keep => return Ok(()),
            Use::Reset => (Points::ZERO, Points::ZERO),
            Use::Consume => (found.merit.metric.saturating_sub(bound).max(Points::ZERO), rules.rollover_cap.unwrap_or(Points::MAX)),
        };
        // What was judged: with a term of its own, what began to count in it; at once on its end, without that day.
        let own = before.term.filter(|_| rules.window == Window::Term);
        let tomorrow = on.add_days(1).unwrap_or(Date::MAX);
        let until = own.map(|term| term.until).filter(|end| *end == on && rules.grace_days == 0).unwrap_or(tomorrow);
        let from = own.map_or(Date::MIN, |term| term.from);
        self.uses.push(Used { on, from, before: until, carried: carried.min(cap), until: term.until.add_days(1).unwrap_or(Date::MAX) });
        self.ledger = self.book()?;
        self.term = None;
        Ok(())
    }

    fn term_rules(&self) -> Option<Term> {
        match self.ladder.movement.renewal {
            Renewal::Term(term) if self.ladder.basis == Basis::Points => Some(term),
            _ => None,
        }
    }

    /// Finds the points of the running term, if a term is judged by its own.
    pub(super) fn open_term(&mut self) -> Result<(), Error> {
        let own = self.term_rules().filter(|rules| rules.window == Window::Term).and(self.standing.term);
        let (Some(term), Some(ledger)) = (own, &self.ledger) else {
            self.term = None;
            return Ok(());
        };
        if self.term.as_ref().is_none_or(|known| (known.from, known.until) != (term.from, term.until)) {
            let since = ledger.since(term.from)?;
            self.term = Some(TermLedger { from: term.from, until: term.until, within: since.before(term.until)?, after: since.since(term.until)?, since });
        }
        Ok(())
    }

    /// The parts of the ledger that the metric consists of, each with the day as of which it counts.
    fn parts(&self, on: Date) -> Vec<(&Ledger, Date)> {
        match (&self.term, &self.ledger) {
            (Some(term), _) if on < term.until => vec![(&term.since, on)],
            (Some(term), _) => {
                // What begins to count while the judgement is open is judged with the term.
                let grace = on > term.until || self.term_rules().is_some_and(|rules| rules.grace_days > 0);
                let within = (&term.within, term.until.add_days(-1).unwrap_or(term.until));
                std::iter::once(within).chain(grace.then_some((&term.after, on))).collect()
            }
            (None, Some(ledger)) => vec![(ledger, on)],
            (None, None) => Vec::new(),
        }
    }

    pub(super) fn balance(&self, on: Date) -> Points {
        let sum = self.parts(on).iter().map(|(ledger, day)| ledger.sum(*day)).fold(0, i64::saturating_add);
        Points::from_thousandths(sum.max(0)).unwrap_or(Points::MAX)
    }

    /// What each activity brought or cost; sums to the balance.
    pub(super) fn contributions(&self, on: Date) -> Vec<Contribution> {
        if self.ladder.basis != Basis::Points {
            return Vec::new();
        }
        let mut sums: BTreeMap<Name, i64> = BTreeMap::new();
        for (ledger, day) in self.parts(on) {
            for (activity, points) in ledger.by_activity(day) {
                let sum = sums.entry(activity).or_insert(0);
                *sum = sum.saturating_add(points);
            }
        }
        let deficit = sums.values().fold(0_i64, |sum, points| sum.saturating_add(*points)).min(0).saturating_neg();
        let lines = sums.into_iter().chain((deficit > 0).then(|| (Name::from("deficit"), deficit)));
        lines
            .filter(|(_, points)| *points != 0)
            .map(|(activity, points)| Contribution { activity, points: Points::from_thousandths(points).unwrap_or_default() })
            .collect()
    }
}
