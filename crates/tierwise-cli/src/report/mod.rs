//! The report: a portfolio as one HTML page that needs nothing else, for people who look after key accounts.
//!
//! [`render`] draws what was scored and computes no score of its own. The page reads without scripts and without a
//! network, by eye, by ear and on paper; equal portfolios make equal pages.

mod charts;
mod concentration;
mod edges;
mod figures;
mod format;
mod frame;
mod months;
mod movers;
mod page;
mod path;
mod prospects;
mod story;
#[cfg(test)]
mod tests;
mod view;
mod waterfall;

use tierwise::certainty::Certainty;
use tierwise::portfolio::simulation::{KnifeEdge, ThresholdPlan};
use tierwise::recourse::Recourse;
use tierwise::{Assessment, Date, Points, Policy};

use crate::months::{Months, Stability};
use crate::story::Story;

/// What a report shows.
#[derive(Debug, Clone)]
pub struct Portfolio<'a> {
    /// The page's title.
    pub title: &'a str,
    /// The policy that scored the accounts.
    pub policy: &'a Policy,
    /// The day of scoring.
    pub as_of: Date,
    /// Revenue is in this currency.
    pub currency: Option<&'a str>,
    /// Where the accounts come from, in a sentence.
    pub source: Option<&'a str>,
    /// The accounts that have a score, in any order; ties keep it.
    pub accounts: Vec<AccountView<'a>>,
    /// Indexes of the accounts whose score is explained line by line; see [`worth_explaining`](Self::worth_explaining).
    pub explained: Vec<usize>,
    /// The first of the accounts that have no score.
    pub failed: Vec<FailedRow<'a>>,
    /// How many accounts have no score, if more than are listed in `failed`.
    pub failed_count: usize,
    /// How near the accounts are to the bounds.
    pub edges: Option<Edges<'a>>,
    /// The portfolio over time.
    pub over_time: Option<OverTime<'a>>,
}

/// Accounts near a bound, and what moves if a bound moves.
#[derive(Debug, Clone, Copy)]
pub struct Edges<'a> {
    /// How near counts.
    pub within: Points,
    /// The accounts, the nearest first.
    pub near: &'a [KnifeEdge],
    /// What moves, by tier and bound; all have the same shifts.
    pub plans: &'a [ThresholdPlan],
}

/// A portfolio over time, as a report shows it.
#[derive(Debug, Clone, Copy)]
pub struct OverTime<'a> {
    /// The tiers month by month.
    pub months: &'a Months,
    /// The day up to which falls are foreseen.
    pub until: Date,
    /// How steady tiers would be that are placed anew at every review, by the bounds to enter alone.
    pub without_memory: Option<Stability>,
    /// What a reader must know to judge it.
    pub note: Option<&'a str>,
}

/// An account that has a score.
#[derive(Debug, Clone, Copy)]
pub struct AccountView<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name, if it has one besides the id.
    pub name: Option<&'a str>,
    /// Its country or region, in words.
    pub country: Option<&'a str>,
    /// Its revenue.
    pub revenue: Option<f64>,
    /// Its score and place.
    pub assessment: &'a Assessment,
    /// Its score and place at an earlier review.
    pub before: Option<&'a Assessment>,
    /// What it would take to be in a higher tier, if it is explained.
    pub recourse: Option<&'a Recourse>,
    /// How sure its tier is, if it is explained.
    pub certainty: Option<&'a Certainty>,
}

/// An account that has no score.
#[derive(Debug, Clone, Copy)]
pub struct FailedRow<'a> {
    /// Its id, or the place of its row.
    pub account: &'a str,
    /// Code of the error.
    pub code: &'a str,
    /// What is wrong.
    pub message: &'a str,
}

impl<'a> Portfolio<'a> {
    /// A portfolio without accounts.
    #[must_use]
    pub fn new(title: &'a str, policy: &'a Policy, as_of: Date) -> Self {
        Self {
            title,
            policy,
            as_of,
            currency: None,
            source: None,
            accounts: Vec::new(),
            explained: Vec::new(),
            failed: Vec::new(),
            failed_count: 0,
            edges: None,
            over_time: None,
        }
    }

    /// Indexes of at most `most` accounts that a reader will ask about: the highest score, the largest that fell,
    /// the largest just below the next tier, the largest that rose, the largest with facts missing, and then by
    /// descending revenue.
    #[must_use]
    pub fn worth_explaining(&self, most: usize) -> Vec<usize> {
        view::worth_explaining(&self.accounts, most)
    }
}

/// Draws a portfolio as an HTML page.
#[must_use]
pub fn render(portfolio: &Portfolio<'_>) -> String {
    page::page(&view::View::of(portfolio)).into_string()
}

/// Draws one account over time as an HTML page.
#[must_use]
pub fn render_story(story: &Story<'_>) -> String {
    let portfolio = Portfolio::new(story.name.unwrap_or(story.account), story.policy, story.as_of());
    story::page(&view::View::of(&portfolio), story).into_string()
}
