//! Weight of evidence against an outcome that came or did not, with bins that only rise or only fall (rule C5).

use serde::{Deserialize, Serialize};

use super::isotonic::{Rate, rising};
use super::population::{Part, Provenance, Spread, population};
use super::shaping::breaks;
use super::{finite, nearest_points};
use crate::date::Date;
use crate::error::{Error, Problem, code};
use crate::number::{Finite, Points};
use crate::policy::Missing;

/// What is added to both counts of every bin if one of them is zero, so that no logarithm is infinite.
const HALF: f64 = 0.5;

/// A value, and whether the outcome came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// The value; null if it is not known.
    pub value: Option<Finite>,
    /// Whether the outcome came.
    pub good: bool,
}

/// What a value says about an outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Bands, as a policy has them: no points where the evidence is least, all of them where it is greatest.
    pub bands: Vec<(Option<Finite>, Points)>,
    /// What a missing value brings, if there were any.
    pub missing: Option<Missing>,
    /// The bins, ascending.
    pub bins: Vec<Bin>,
    /// The bin of missing values, if there were any.
    pub missing_bin: Option<Bin>,
    /// Whether the outcome comes more often with greater values.
    pub direction: Trend,
    /// How much the bins say in all.
    pub information_value: Finite,
    /// How the population spreads over the bins.
    pub spread: Spread,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Accounts of one stretch of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Bin {
    /// The least value; null is open below.
    pub from: Option<Finite>,
    /// How many accounts.
    pub accounts: u64,
    /// For how many the outcome came.
    pub good: u64,
    /// Logarithm of its share of the accounts with the outcome over its share of those without.
    pub weight_of_evidence: Finite,
}

/// Which way an outcome goes with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// It comes more often with greater values.
    Rises,
    /// It comes less often with greater values.
    Falls,
}

/// Learns bands from what came of accounts: cut into so many bins of equal share, pooled until the rate only rises or only falls.
///
/// ```
/// use tierwise::{Finite, Points, calibration::{Trend, Observed, weigh_evidence}};
/// let row = |value: f64, good| Observed { value: Finite::new(value), good };
/// let rows = [row(1.0, false), row(2.0, false), row(3.0, true), row(4.0, false), row(5.0, true), row(6.0, true), row(7.0, false), row(8.0, true)];
/// let evidence = weigh_evidence(&rows, 4, Points::from_f64(10.0).unwrap(), "2026-06-30".parse().unwrap())?;
/// assert_eq!(evidence.direction, Trend::Rises);
/// let rates: Vec<_> = evidence.bins.iter().map(|bin| (bin.good, bin.accounts)).collect();
/// assert_eq!(rates, [(0, 2), (1, 2), (3, 4)]); // the third and fourth bin, 2 of 2 and 1 of 2, are pooled
/// # Ok::<(), tierwise::Error>(())
/// ```
///
/// # Errors
/// `calibration.outcome` if the outcome came for all accounts or for none, `policy.empty` without a value, `number.range` for
/// fewer than 2 or more than 100 bins.
pub fn weigh_evidence(rows: &[Observed], bins: u32, points: Points, as_of: Date) -> Result<Evidence, Error> {
    let values: Vec<Option<Finite>> = rows.iter().map(|row| row.value).collect();
    let known = population(&values, None);
    let mut problems = Vec::new();
    if !(2..=100).contains(&bins) {
        problems.push(Problem::new(code::NUMBER_RANGE, "bins", format!("expected 2 to 100, found {bins}")));
    }
    if known.values.is_empty() {
        problems.push(Problem::new(code::POLICY_EMPTY, "rows", "expected at least one value, found none"));
    }
    let all = rate(rows.iter());
    if all.good == 0 || all.good == all.accounts {
        let message = format!("expected accounts with the outcome and without, found {} of {} with it", all.good, all.accounts);
        problems.push(Problem::new(code::CALIBRATION_OUTCOME, "rows", message));
    }
    Error::check(problems)?;
    let bounds: Vec<Option<Finite>> = std::iter::once(None).chain(breaks(&known, bins).into_iter().map(Some)).collect();
    let within = |index: usize| {
        let (from, until) = (bounds.get(index).copied().flatten(), bounds.get(index.saturating_add(1)).copied().flatten());
        move |row: &&Observed| row.value.is_some_and(|value| from.is_none_or(|from| from <= value) && until.is_none_or(|until| value < until))
    };
    let cut: Vec<(Option<Finite>, Rate)> = bounds.iter().enumerate().map(|(index, from)| (*from, rate(rows.iter().filter(within(index))))).collect();
    // Below the least value there is nothing when it is a break itself.
    let cut: Vec<(Option<Finite>, Rate)> = cut.into_iter().filter(|(_, rate)| rate.accounts > 0).collect();
    let (direction, pools) = pooled(&cut);
    let missing = rate(rows.iter().filter(|row| row.value.is_none()));
    let missing = (missing.accounts > 0).then_some(missing);
    let evidence = Logarithms::of(pools.iter().map(|(_, rate)| *rate).chain(missing));
    let bin = |(from, rate): (Option<Finite>, Rate)| Bin { from, accounts: rate.accounts, good: rate.good, weight_of_evidence: finite(evidence.of_rate(rate)) };
    let bins: Vec<Bin> = pools.iter().copied().enumerate().map(|(index, (from, rate))| bin((from.filter(|_| index > 0), rate))).collect();
    let missing_bin = missing.map(|rate| bin((None, rate)));
    let weights = || bins.iter().map(|bin| bin.weight_of_evidence.get());
    let (least, greatest) = (weights().fold(f64::INFINITY, f64::min), weights().fold(f64::NEG_INFINITY, f64::max));
    let scaled = |bin: &Bin| {
        let share = if least < greatest { (bin.weight_of_evidence.get() - least) / (greatest - least) } else { 0.0 };
        nearest_points(points.to_f64() * share.clamp(0.0, 1.0))
    };
    Ok(Evidence {
        bands: bins.iter().map(|bin| (bin.from, scaled(bin))).collect(),
        missing: missing_bin.as_ref().map(|bin| Missing::Points(scaled(bin))),
        direction,
        information_value: finite(bins.iter().chain(&missing_bin).map(|bin| evidence.information(bin)).sum()),
        spread: Spread { parts: bins.iter().map(|bin| Part { from: bin.from, accounts: bin.accounts }).collect(), missing: known.missing },
        provenance: known.provenance(as_of),
        bins,
        missing_bin,
    })
}

fn rate<'a>(rows: impl Iterator<Item = &'a Observed>) -> Rate {
    rows.fold(Rate { accounts: 0, good: 0 }, |rate, row| Rate {
        accounts: rate.accounts.saturating_add(1),
        good: rate.good.saturating_add(u64::from(row.good)),
    })
}

/// The bins pooled in the direction that fits them better, rising if both fit alike.
fn pooled(cut: &[(Option<Finite>, Rate)]) -> (Trend, Vec<(Option<Finite>, Rate)>) {
    let forth: Vec<Rate> = cut.iter().map(|(_, rate)| *rate).collect();
    let back: Vec<Rate> = forth.iter().rev().copied().collect();
    let (rises, mut falls) = (rising(&forth), rising(&back));
    falls.reverse();
    // The pool's rate explains this much of the squares.
    let explained = |pools: &[(usize, Rate)]| pools.iter().map(|(_, rate)| rate.good as f64 * rate.good as f64 / rate.accounts as f64).sum::<f64>();
    let (direction, pools) = if explained(&falls) > explained(&rises) { (Trend::Falls, falls) } else { (Trend::Rises, rises) };
    let mut place = 0_usize;
    let found = pools.into_iter().filter_map(|(size, rate)| {
        let from = cut.get(place)?.0;
        place = place.saturating_add(size);
        Some((from, rate))
    });
    (direction, found.collect())
}

/// What the counts of a bin are worth.
struct Logarithms {
    /// Added to both counts of every bin.
    added: f64,
    good: f64,
    bad: f64,
}

impl Logarithms {
    fn of(rates: impl Iterator<Item = Rate> + Clone) -> Self {
        let added = if rates.clone().any(|rate| rate.good == 0 || rate.good == rate.accounts) { HALF } else { 0.0 };
        let good = rates.clone().map(|rate| rate.good as f64 + added).sum();
        Self { added, good, bad: rates.map(|rate| rate.accounts.saturating_sub(rate.good) as f64 + added).sum() }
    }

    fn shares(&self, rate: Rate) -> (f64, f64) {
        ((rate.good as f64 + self.added) / self.good, (rate.accounts.saturating_sub(rate.good) as f64 + self.added) / self.bad)
    }

    fn of_rate(&self, rate: Rate) -> f64 {
        let (good, bad) = self.shares(rate);
        libm::log(good / bad)
    }

    fn information(&self, bin: &Bin) -> f64 {
        let (good, bad) = self.shares(Rate { accounts: bin.accounts, good: bin.good });
        (good - bad) * bin.weight_of_evidence.get()
    }
}
