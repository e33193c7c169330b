//! The figures behind the charts: pure functions of numbers, in a fixed order.

/// How unevenly revenue is spread over accounts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Concentration {
    /// Accounts whose revenue is known.
    pub(super) accounts: usize,
    /// Accounts whose revenue is below zero.
    pub(super) negative: usize,
    /// 0 if all are equal, near 1 if one has everything; of the accounts that are not below zero.
    pub(super) gini: f64,
    /// The largest fifth of the accounts.
    pub(super) top_fifth: Mark,
    /// The fewest accounts that bring four fifths of the revenue.
    pub(super) four_fifths: Mark,
    /// Points of the curve from (0, 0) to (1, 1), thinned out to what can be seen.
    pub(super) curve: Vec<Mark>,
    /// The curve at every tenth of the accounts.
    pub(super) deciles: Vec<Mark>,
}

/// A point of the concentration curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mark {
    /// So many of the largest accounts
    pub(super) accounts: usize,
    /// are this share of all accounts
    pub(super) of_accounts: f64,
    /// and bring this share of all revenue.
    pub(super) of_revenue: f64,
}

/// Points of a curve that the eye can tell apart, roughly.
const RESOLUTION: f64 = 150.0;

/// The concentration of revenues in any order; `None` if they do not sum to more than zero.
pub(super) fn concentration(revenues: impl Iterator<Item = f64>) -> Option<Concentration> {
    let mut descending: Vec<f64> = revenues.filter(|revenue| revenue.is_finite()).collect();
    descending.sort_by(|a, b| b.total_cmp(a));
    let accounts = descending.len();
    let total: f64 = descending.iter().sum();
    if total <= 0.0 || !total.is_finite() {
        return None;
    }
    let count = accounts as f64;
    let mut sum = 0.0;
    let marks: Vec<Mark> = std::iter::once(0.0)
        .chain(descending.iter().copied())
        .enumerate()
        .map(|(accounts, revenue)| {
            sum += revenue;
            Mark { accounts, of_accounts: accounts as f64 / count, of_revenue: sum / total }
        })
        .collect();
    let at = |accounts: usize| marks.get(accounts).copied();
    let negative = descending.iter().filter(|revenue| **revenue < 0.0).count();
    Some(Concentration {
        accounts,
        negative,
        gini: gini(&descending),
        top_fifth: at(accounts.div_ceil(5))?,
        // A last bit may be lacking in the sum of all.
        four_fifths: marks.iter().copied().find(|mark| mark.of_revenue >= 0.8).or_else(|| at(accounts))?,
        deciles: (0..=10_usize).filter_map(|tenth| at(accounts.saturating_mul(tenth).div_ceil(10))).collect(),
        curve: thinned(&marks),
    })
}

/// The Gini coefficient of descending revenues, without those below zero: (2 sum i x / sum x - (n + 1)) / n,
/// where rank i = 1 is the smallest. At least one is above zero.
fn gini(descending: &[f64]) -> f64 {
    let (mut ranked, mut total, mut count) = (0.0, 0.0, 0.0);
    for revenue in descending.iter().rev().filter(|revenue| **revenue >= 0.0) {
        count += 1.0;
        ranked += count * revenue;
        total += revenue;
    }
    ((2.0 * ranked / total - (count + 1.0)) / count).max(0.0)
}

/// The ends, and between them a point wherever the curve has gone far enough.
fn thinned(marks: &[Mark]) -> Vec<Mark> {
    let mut curve: Vec<Mark> = marks.first().copied().into_iter().collect();
    for mark in marks {
        let far = |last: &Mark| mark.of_accounts - last.of_accounts + (mark.of_revenue - last.of_revenue).abs() >= 1.0 / RESOLUTION;
        if curve.last().is_some_and(far) || mark.accounts.saturating_add(1) == marks.len() {
            curve.push(*mark);
        }
    }
    curve
}

/// Scores by bins of equal width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Histogram {
    /// Width of a bin, in thousandths.
    pub(super) step: i64,
    /// `[from, until)`, the last one with its end; ascending, at least one.
    pub(super) bins: Vec<Bin>,
}

/// One bin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bin {
    /// Where it starts, in thousandths.
    pub(super) from: i64,
    /// Where it ends, in thousandths.
    pub(super) until: i64,
    /// Accounts by rung, lowest rung first.
    pub(super) counts: Vec<usize>,
}

impl Bin {
    /// Accounts of all rungs.
    pub(super) fn total(&self) -> usize {
        self.counts.iter().sum()
    }
}

const MOST_BINS: i64 = 25;

/// Scores in thousandths with their rung, counted in round bins that cover `span` and every score.
pub(super) fn histogram(scores: &[(i64, usize)], rungs: usize, span: (i64, i64)) -> Option<Histogram> {
    let lowest = scores.iter().map(|(score, _)| *score).min()?.min(span.0);
    let highest = scores.iter().map(|(score, _)| *score).max()?.max(span.1);
    let step = round_step(lowest, highest, MOST_BINS);
    let first = lowest.div_euclid(step).saturating_mul(step);
    let count = bins_between(first, highest, step);
    let edge = |index: i64| first.saturating_add(index.saturating_mul(step));
    let mut bins: Vec<Bin> = (0..count).map(|index| Bin { from: edge(index), until: edge(index.saturating_add(1)), counts: vec![0; rungs] }).collect();
    let last = bins.len().saturating_sub(1);
    for (score, rung) in scores {
        let index = usize::try_from(score.saturating_sub(first).div_euclid(step)).unwrap_or(0).min(last);
        if let Some(count) = bins.get_mut(index).and_then(|bin| bin.counts.get_mut(*rung)) {
            *count = count.saturating_add(1);
        }
    }
    Some(Histogram { step, bins })
}

/// Bins from `first` up to `highest`; what lies on the last edge belongs to the last bin.
fn bins_between(first: i64, highest: i64, step: i64) -> i64 {
    let whole = highest.saturating_sub(first);
    whole.div_euclid(step).saturating_add(i64::from(whole.rem_euclid(step) > 0)).max(1)
}

/// The least of 1, 2, 5, 10, 20, 50 and so on that covers from lowest to highest in at most so many steps.
pub(super) fn round_step(lowest: i64, highest: i64, most: i64) -> i64 {
    let steps = std::iter::successors(Some(1_i64), |power| power.checked_mul(10)).flat_map(|power| [1_i64, 2, 5].map(|digit| power.saturating_mul(digit)));
    let fits = |step: &i64| bins_between(lowest.div_euclid(*step).saturating_mul(*step), highest, *step) <= most;
    steps.into_iter().find(fits).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use tierwise::Points;

    use super::*;

    fn of(revenues: &[f64]) -> Option<Concentration> {
        concentration(revenues.iter().copied())
    }

    #[test]
    fn without_revenue_there_is_no_concentration() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[0.0, 0.0]), None);
        assert_eq!(of(&[5.0, -6.0]), None);
        assert_eq!(of(&[f64::NAN, f64::INFINITY]), None);
        assert_eq!(of(&[f64::MAX, f64::MAX]), None);
    }

    #[test]
    fn equal_accounts_lie_on_the_diagonal() {
        let even = of(&[2.0; 10]).unwrap();
        assert_eq!(even.gini, 0.0);
        assert_eq!((even.top_fifth.accounts, even.top_fifth.of_revenue), (2, 0.2));
        assert_eq!(even.four_fifths.accounts, 8);
        assert!(even.curve.iter().all(|mark| (mark.of_accounts - mark.of_revenue).abs() < 1e-12));
    }

    #[test]
    fn the_order_of_accounts_does_not_matter() {
        let shares = of(&[10.0, 0.0, 60.0, 30.0, 0.0]).unwrap();
        assert_eq!(shares, of(&[0.0, 60.0, 0.0, 10.0, 30.0]).unwrap());
        assert_eq!((shares.top_fifth.accounts, shares.top_fifth.of_revenue), (1, 0.6));
        assert_eq!((shares.four_fifths.accounts, shares.four_fifths.of_revenue), (2, 0.9));
        // Ranks 3, 4, 5 hold 10, 30, 60: (2 x 450 / 100 - 6) / 5.
        assert!((shares.gini - 0.6).abs() < 1e-12);
    }

    #[test]
    fn one_account_brings_everything() {
        let one = of(&[7.0]).unwrap();
        assert_eq!((one.gini, one.top_fifth.accounts, one.four_fifths.accounts), (0.0, 1, 1));
        assert_eq!(one.curve.len(), 2);
    }

    #[test]
    fn losses_lift_the_curve_above_the_whole() {
        let whale = of(&[90.0, 40.0, -30.0]).unwrap();
        assert_eq!(whale.negative, 1);
        // Of 40 and 90 alone: (2 x 220 / 130 - 3) / 2.
        assert!((whale.gini - 5.0 / 26.0).abs() < 1e-12);
        assert!((whale.curve[2].of_revenue - 1.3).abs() < 1e-12);
        assert_eq!(whale.four_fifths.accounts, 1);
    }

    #[test]
    fn thousands_of_accounts_make_a_short_curve() {
        let many = concentration((1..=20_000).map(|rank| 1.0e6 / f64::from(rank))).unwrap();
        assert!((100..=310).contains(&many.curve.len()), "{}", many.curve.len());
        assert_eq!(many.curve.last().unwrap().accounts, 20_000);
        assert_eq!(many.deciles.len(), 11);
    }

    #[test]
    fn bins_are_round_closed_below_and_the_last_one_above() {
        let scores = [(0, 0), (4_999, 0), (5_000, 0), (60_000, 1), (100_000, 1)];
        let histogram = histogram(&scores, 2, (0, 100_000)).unwrap();
        assert_eq!((histogram.step, histogram.bins.len()), (5_000, 20));
        assert_eq!(histogram.bins[0].counts, [2, 0]);
        assert_eq!(histogram.bins[1].counts, [1, 0]);
        assert_eq!((histogram.bins[12].from, histogram.bins[12].counts.clone()), (60_000, vec![0, 1]));
        assert_eq!(histogram.bins[19].counts, [0, 1]);
        assert_eq!(histogram.bins.iter().map(Bin::total).sum::<usize>(), scores.len());
    }

    #[test]
    fn bins_of_nothing_of_one_score_and_of_the_widest_span() {
        assert_eq!(histogram(&[], 1, (0, 10)), None);
        let one = histogram(&[(7, 0)], 1, (7, 7)).unwrap();
        assert_eq!((one.step, one.bins.len(), one.bins[0].total()), (1, 1, 1));
        let (least, most) = (Points::MIN.thousandths(), Points::MAX.thousandths());
        let widest = histogram(&[(least, 0), (most, 0)], 1, (least, most)).unwrap();
        assert!(widest.bins.len() <= 25);
        assert_eq!(widest.bins.last().unwrap().total(), 1);
        let below = histogram(&[(-300, 0)], 1, (-1_000, 0)).unwrap();
        assert_eq!((below.step, below.bins.len()), (50, 20));
    }
}
