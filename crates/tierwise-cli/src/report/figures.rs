//! Scores counted in bins.

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
