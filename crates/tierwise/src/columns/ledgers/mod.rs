//! Many accounts over time: from columns of events to the balance and the tier of every account on many days (rule P1).

mod book;
mod plan;
mod read;
mod sweep;

use std::ops::Range;

use super::Column;
use crate::Name;
use crate::date::Date;
use crate::error::{CODES, Error, Problem, code};
use crate::fact::FactType;
use crate::policy::Policy;
use plan::Plan;
use sweep::Sweep;

/// Stands for the tier of an account on a day before it enrolled.
pub const NOT_ENROLLED: u8 = u8::MAX;

/// What many accounts did: a row an event of the kind `earn`, those of one account side by side, in any order.
///
/// Rows have no ids, so that each is an event of its own; of one day the earlier row comes first where the order matters (caps).
#[derive(Debug, Clone, Copy)]
pub struct Events<'a> {
    /// Where the events of each account begin, and at the end where those of the last one end: one more than there are accounts.
    pub offsets: &'a [usize],
    /// The day of each event.
    pub on: Column<'a>,
    /// Its activity, by the policy's ids.
    pub activity: Column<'a>,
    /// How much of it, as numbers with at most three decimals; one where it is missing.
    pub quantity: Option<Column<'a>>,
    /// The day on which each account enrolled, one an account; what happened before earns nothing. Where it is missing, the
    /// account enrolled on the day of its first event.
    pub enrolled: Option<Column<'a>>,
}

/// The ledgers of many accounts, bound to a policy and to the days that are asked for; made by [`Policy::ledgers`].
pub struct Ledgers<'a> {
    policy: &'a Policy,
    events: Events<'a>,
    /// Ascending; at least one.
    days: &'a [Date],
    last: Date,
    /// `None` where every account is replayed.
    plan: Option<Plan<'a>>,
}

/// Where results go: the caller's slices. Balances and tiers stand account by account, each with all days; what is not wanted
/// of them is left empty. An account in error has zeroes.
#[derive(Debug, Default)]
pub struct Reviews<'a> {
    /// The points that count, in whole thousandths; zero before the account enrolled.
    pub balance: &'a mut [i64],
    /// Ranks of the tiers: 0 is the base rung, n the nth tier, [`NOT_ENROLLED`] before the account enrolled.
    pub tier: &'a mut [u8],
    /// For each account the code, one of [`CODES`], with which its replay fails; always wanted.
    pub errors: &'a mut [Option<&'static str>],
}

impl Policy {
    /// Binds the policy to the events of many accounts, and to days in ascending order on which balance and tier are asked for:
    /// ends of months, or the [`review_days`](Self::review_days) of the policy.
    ///
    /// Balance and tier are those of [`replay`](Self::replay), for which [`Ledgers::history`] makes an account's history. Events after
    /// the last day are not looked at.
    ///
    /// ```
    /// use tierwise::columns::{Column, Events, NOT_ENROLLED, Reviews};
    /// # use tierwise::{Date, Policy};
    /// let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{
    ///   "policy": "club", "version": "1", "semantics": 1,
    ///   "score": {"aspects": [{"id": "a", "criteria": [{"id": "points", "fact": "points.balance", "curve": [[0, 0], [100, 100]]}]}]},
    ///   "points": {"validity": {"months": 12}, "activities": {"order": {"points": 10, "per_unit": true}, "visit": {"points": 1}}},
    ///   "ladder": {"basis": "points", "base": "standard", "review": "monthly", "tiers": [{"id": "silver", "enter": 20, "retain": 10}]}
    /// }"#))?;
    /// let day = |text: &str| text.parse::<Date>().unwrap();
    /// let on = ["2025-01-10", "2025-06-20", "2025-03-05", "2025-03-06"].map(|text| day(text).days_since_1970());
    /// let events = Events {
    ///     offsets: &[0, 2, 4],                                                         // two accounts of two events each
    ///     on: Column::days(&on),
    ///     activity: Column::categories(&[0_u8, 0, 1, 2][..], &["order", "visit", "call"]),
    ///     quantity: Some(Column::numbers(&[1.5, 1.0, f64::NAN, f64::NAN])),
    ///     enrolled: None,                                                              // with their first events
    /// };
    /// let days = policy.review_days(day("2025-01-01"), day("2026-07-01"))?;            // 19 first days of months
    /// let ledgers = policy.ledgers(events, &days)?;
    /// assert!(ledgers.is_one_pass());
    ///
    /// let (mut balance, mut tier, mut errors) = (vec![0; 2 * 19], vec![0; 2 * 19], vec![None; 2]);
    /// let mut reviews = Reviews { balance: &mut balance, tier: &mut tier, errors: &mut errors };
    /// assert_eq!(ledgers.review(0..2, &mut reviews)?, 1);                               // one account is in error
    /// assert_eq!(balance[..19], [0, 15, 15, 15, 15, 15, 25, 25, 25, 25, 25, 25, 25, 10, 10, 10, 10, 10, 0].map(|points| points * 1_000));
    /// assert_eq!(tier[..19], [NOT_ENROLLED, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    /// assert_eq!(errors, [None, Some("event.activity")]);
    /// let error = policy.replay(&ledgers.history(1)?, days[18]).unwrap_err();           // says it in words
    /// assert!(error.to_string().contains("unknown activity `call`"));
    /// # Ok::<(), tierwise::Error>(())
    /// ```
    ///
    /// # Errors
    /// `tier.unknown` for a policy without ladder, `event.activity` for one without points, `number.range` for one of more than 254 tiers;
    /// columns of another type (`input.type`) or length (`input.length`), offsets and days that do not ascend (`number.range`), at `events`
    /// or `days`, all at once.
    pub fn ledgers<'a>(&'a self, events: Events<'a>, days: &'a [Date]) -> Result<Ledgers<'a>, Error> {
        let ladder = self.ladder()?;
        let points = self.checked.spec.points.as_ref();
        let points = points.ok_or_else(|| Error::new(code::EVENT_ACTIVITY, "points", "expected a policy with points, found none"))?;
        let mut problems = events.problems();
        if ladder.tiers.len() >= usize::from(NOT_ENROLLED) {
            let message = format!("ledgers know ranks below {NOT_ENROLLED}, found {} tiers", ladder.tiers.len());
            problems.push(Problem::new(code::NUMBER_RANGE, "ladder.tiers", message));
        }
        if days.is_empty() {
            problems.push(Problem::new(code::INPUT_LENGTH, "days", "expected at least one day, found none"));
        }
        for (at, pair) in (1..).zip(days.windows(2)) {
            if let [before, after] = pair
                && before >= after
            {
                problems.push(Problem::new(code::NUMBER_RANGE, format!("days[{at}]"), format!("expected a day after {before}, found {after}")));
            }
        }
        Error::check(problems)?;
        let last = days.last().copied().unwrap_or(Date::MIN);
        Ok(Ledgers { policy: self, events, days, last, plan: Plan::new(ladder, points, &events, days) })
    }
}

impl Events<'_> {
    /// Everything that does not fit.
    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let accounts = self.offsets.len().saturating_sub(1);
        let Some(rows) = self.offsets.last().copied() else {
            return vec![Problem::new(code::INPUT_LENGTH, "events.offsets", "expected at least one offset, found none")];
        };
        for (at, pair) in (1..).zip(self.offsets.windows(2)) {
            if let [before, after] = pair
                && before > after
            {
                let message = format!("expected an offset of {before} or more, found {after}");
                problems.push(Problem::new(code::NUMBER_RANGE, format!("events.offsets[{at}]"), message));
            }
        }
        let columns = [
            ("on", Some(self.on), FactType::Date, rows),
            ("activity", Some(self.activity), FactType::Category, rows),
            ("quantity", self.quantity, FactType::Number, rows),
            ("enrolled", self.enrolled, FactType::Date, accounts),
        ];
        for (name, column, fact_type, length) in columns {
            let Some(column) = column else { continue };
            let path = format!("events.{name}");
            if column.fact_type() == fact_type {
                problems.extend(column.misfit(length).map(|message| Problem::new(code::INPUT_LENGTH, path, message)));
            } else {
                let message = format!("expected a column of type {fact_type}, found one of type {}", column.fact_type());
                problems.push(Problem::new(code::INPUT_TYPE, path, message));
            }
        }
        problems
    }
}

impl Ledgers<'_> {
    /// How many accounts there are.
    #[must_use]
    pub fn accounts(&self) -> usize {
        self.events.offsets.len().saturating_sub(1)
    }

    /// Names of the rungs by their ranks, the base rung first.
    #[must_use]
    pub fn tiers(&self) -> Vec<Name> {
        self.policy.checked.ladder.as_ref().map(|ladder| (0..=ladder.tiers.len()).map(|rank| ladder.name(rank)).collect()).unwrap_or_default()
    }

    /// Whether accounts go through in one pass over their events; else each is replayed, with the same answers in far more time.
    ///
    /// A policy goes through in one pass if its ladder stands on points and has no blocks and no conditions to enter or to stay; if
    /// its points have neither caps nor decay; and if no term judges by its own points or uses them up. Everything else can be as it
    /// likes: activities, validity, maturity, renewal, confirmation, minimum stay, cadence. An account in error, or with numbers whose
    /// sum could leave what points can be, is replayed all the same.
    #[must_use]
    pub fn is_one_pass(&self) -> bool {
        self.plan.is_some()
    }

    /// Finds balance and tier of a range of accounts on all days, and says how many of the accounts are in error. Ranges do not depend
    /// on each other.
    ///
    /// # Errors
    /// `number.range` for accounts that there are not, `input.length` for a slice of another length than the range times the days.
    /// Accounts in error are no error: [`Reviews::errors`] has them.
    pub fn review(&self, accounts: Range<usize>, reviews: &mut Reviews<'_>) -> Result<usize, Error> {
        self.check(&accounts, reviews)?;
        let mut sweep = self.plan.as_ref().map(Sweep::new);
        let mut failed = 0_usize;
        let count = self.days.len();
        let (mut balances, mut tiers) = (reviews.balance.chunks_exact_mut(count), reviews.tier.chunks_exact_mut(count));
        for (account, error) in accounts.zip(reviews.errors.iter_mut()) {
            let (balance, tier) = (balances.next().unwrap_or_default(), tiers.next().unwrap_or_default());
            let is_done = sweep.as_mut().is_some_and(|sweep| sweep.account(self, account, balance, tier));
            *error = if is_done { None } else { self.replay(account, balance, tier).err().map(|error| known_code(&error)) };
            failed = failed.saturating_add(usize::from(error.is_some()));
        }
        Ok(failed)
    }

    fn check(&self, accounts: &Range<usize>, reviews: &Reviews<'_>) -> Result<(), Error> {
        if accounts.start > accounts.end || accounts.end > self.accounts() {
            let message = format!("expected a range within {} accounts, found {}..{}", self.accounts(), accounts.start, accounts.end);
            return Err(Error::new(code::NUMBER_RANGE, "accounts", message));
        }
        let all = accounts.len().saturating_mul(self.days.len());
        let slices =
            [("balance", reviews.balance.len(), all, true), ("tier", reviews.tier.len(), all, true), ("errors", reviews.errors.len(), accounts.len(), false)];
        let misfit = slices.into_iter().filter(|(_, found, expected, may_be_empty)| found != expected && !(*may_be_empty && *found == 0));
        let problem =
            |(name, found, expected, _)| Problem::new(code::INPUT_LENGTH, format!("reviews.{name}"), format!("expected {expected} places, found {found}"));
        Error::check(misfit.map(problem).collect())
    }

    /// An account by its replay.
    fn replay(&self, account: usize, balance: &mut [i64], tier: &mut [u8]) -> Result<(), Error> {
        balance.fill(0);
        tier.fill(0);
        let history = self.history(account)?;
        let enrolled = history.events.iter().find(|event| matches!(event.event, crate::event::EventKind::Enrol(_))).map_or(Date::MAX, |event| event.on);
        let before = self.days.partition_point(|day| *day < enrolled);
        let found = match self.days.get(before..).filter(|days| !days.is_empty()) {
            Some(days) => self.policy.on_days(&history, days)?,
            None => Vec::new(),
        };
        tier.iter_mut().take(before).for_each(|slot| *slot = NOT_ENROLLED);
        balance.iter_mut().skip(before).zip(&found).for_each(|(slot, (points, _))| *slot = points.thousandths());
        tier.iter_mut().skip(before).zip(&found).for_each(|(slot, (_, rank))| *slot = u8::try_from(*rank).unwrap_or(NOT_ENROLLED));
        Ok(())
    }
}

/// The code of an error as the constant that it is.
fn known_code(error: &Error) -> &'static str {
    CODES.iter().find(|(known, _)| *known == error.code()).map_or(code::INPUT_TYPE, |(known, _)| known)
}
