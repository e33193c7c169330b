//! One account of a log, and the policy that judges it.

use clap::Args;
use tierwise::history::{Timeline, Trace};
use tierwise::outlook::AtRisk;
use tierwise::{Date, Error, History, Policy};
use tierwise_cli::story::Story;

use crate::failure::Failure;
use crate::{histories, policy};

/// Months that are looked ahead.
const AHEAD: i32 = 12;

/// Which account, by which policy, from when to when.
#[derive(Debug, Args)]
pub(super) struct Subject {
    /// The account's id
    #[arg(value_name = "ACCOUNT")]
    pub(super) account: String,
    /// A policy file (.yaml, .toml, .json) or the name of a policy that comes with the program
    #[arg(long, short, value_name = "POLICY")]
    pub(super) policy: String,
    /// Versions of the policy before, which `change_policy` events can name
    #[arg(long, value_name = "POLICY")]
    earlier_policy: Vec<String>,
    /// The day up to which things are known, YYYY-MM-DD; the day of the last order or record if left out
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    pub(super) as_of: Option<Date>,
    /// The day up to which to look ahead, YYYY-MM-DD; twelve months later if left out
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    until: Option<Date>,
}

/// An account with what is known of it.
pub(super) struct Opened {
    pub(super) account: String,
    /// What was recorded up to the day.
    pub(super) history: History,
    pub(super) policy: Policy,
    pub(super) as_of: Date,
    pub(super) until: Date,
    /// Where the history stands.
    pub(super) place: String,
}

impl Subject {
    /// Reads the policy and the account.
    pub(super) fn open(self, log: &str) -> Result<Opened, Failure> {
        let policy = policy::load_versions(&self.policy, &self.earlier_policy)?;
        let (history, place) = histories::find(log, &self.account)?;
        let orders = history.account.orders.iter().flatten().filter_map(|order| order.ordered_on);
        let last = history.events.iter().map(tierwise::Event::recorded).chain(orders).max();
        let as_of =
            self.as_of.or(last).ok_or_else(|| Failure::Told(format!("{place}: nothing happened to account `{}`: expected --as-of DAY", self.account)))?;
        let until = self.until.or_else(|| as_of.add_months(AHEAD)).unwrap_or(Date::MAX);
        if until < as_of {
            return Err(Failure::Told(format!("--until {until}: expected a day not before {as_of}, up to which things are known")));
        }
        Ok(Opened { history: histories::known(history, as_of), account: self.account, policy, as_of, until, place })
    }
}

/// The replays that a story is told from.
pub(super) struct Replayed {
    pub(super) now: Timeline,
    pub(super) whole: Trace,
    pub(super) at_risk: Option<AtRisk>,
}

impl Opened {
    /// Replays a history of the account up to the day, and on from there; what is wrong with it comes from a place.
    pub(super) fn replay(&self, history: &History, place: &str) -> Result<Replayed, Failure> {
        let wrong = |error: Error| Failure::account(place, &self.account, &error);
        Ok(Replayed {
            now: self.policy.replay(history, self.as_of).map_err(wrong)?,
            whole: self.policy.trace(history, self.until).map_err(wrong)?,
            at_risk: self.policy.at_risk(history, self.as_of, self.until).map_err(wrong)?,
        })
    }

    /// What is told of replays.
    pub(super) fn story<'a>(&'a self, replayed: &'a Replayed) -> Story<'a> {
        Story {
            policy: &self.policy,
            account: &self.account,
            name: self.history.account.name.as_deref(),
            now: &replayed.now,
            whole: &replayed.whole,
            at_risk: replayed.at_risk.as_ref(),
        }
    }
}
