//! Laws of calibration, each beside the plainest way to the same answer.
#![expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]

#[cfg(test)]
mod laws {
    use proptest::prelude::*;
    use tierwise::calibration::{
        Foretold, Goalposts, PercentileCurve, Population, QuantileBands, Scale, Shaping, backtest, calibrate, drift, merge_populations, population,
        tier_thresholds,
    };
    use tierwise::{Date, Finite, Points};

    fn config() -> ProptestConfig {
        let cases = std::env::var("LAW_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300);
        ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
    }

    fn values(most: usize) -> impl Strategy<Value = Vec<Option<Finite>>> {
        let number = prop_oneof![4 => (-50..200_i32).prop_map(f64::from), 2 => -1e9..1e9_f64, 1 => 1e-12..1e-9_f64];
        proptest::collection::vec(proptest::option::weighted(0.9, number).prop_map(|value| value.and_then(Finite::new)), 1..most)
    }

    fn day() -> Date {
        "2026-06-30".parse().unwrap()
    }

    fn points(number: i64) -> Points {
        Points::from_thousandths(number * 1000).unwrap()
    }

    fn finite(number: f64) -> Finite {
        Finite::new(number).unwrap()
    }

    /// The points of a value by bands or curve, as a policy reads them.
    fn bands_at(bands: &[(Option<Finite>, Points)], value: Finite) -> Points {
        bands.iter().rev().find(|(from, _)| *from <= Some(value)).unwrap().1
    }

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn parts_merge_to_the_whole_in_any_order(values in values(60), cut in 0..60_usize, other in 0..60_usize, exact in 0..40_usize) {
            let (one, two) = (cut.min(other).min(values.len()), cut.max(other).min(values.len()));
            let part = |values: &[Option<Finite>]| population(values, Some(exact));
            let parts = [part(&values[..one]), part(&values[one..two]), part(&values[two..])];
            let whole = part(&values);
            prop_assert_eq!(merge_populations(&parts).unwrap(), whole.clone());
            let [first, second, third] = parts;
            let nested = merge_populations(&[third, merge_populations(&[second, first]).unwrap()]).unwrap();
            prop_assert_eq!(nested, whole.clone());
            prop_assert_eq!(whole.accounts() + whole.missing, values.len() as u64);
        }

        #[test]
        fn rounded_quantiles_are_off_by_a_2048th_at_most(values in values(60), share in 0.0..=1.0_f64) {
            let (exact, rounded) = (population(&values, None), population(&values, Some(0)));
            let (Some(least), Some(greatest)) = (exact.values.first(), exact.values.last()) else { return Ok(()) };
            // Between two ranks an error is at most that of the greater end.
            let most = least.0.get().abs().max(greatest.0.get().abs());
            let (one, other) = (exact.quantile(share).unwrap().get(), rounded.quantile(share).unwrap().get());
            prop_assert!((one - other).abs() <= most / 2048.0 * (1.0 + 1e-9), "{one} {other}");
            for (value, _) in &exact.values {
                let alone = population(&[Some(*value)], Some(0)).values[0].0.get();
                prop_assert!((alone - value.get()).abs() <= value.get().abs() / 2048.0);
            }
        }

        #[test]
        fn quantiles_are_those_of_a_sorted_list(values in values(60), share in 0.0..=1.0_f64) {
            let mut sorted: Vec<f64> = values.iter().flatten().map(|value| value.get()).collect();
            sorted.sort_by(f64::total_cmp);
            let found = population(&values, None).quantile(share).map(Finite::get);
            let expected = (!sorted.is_empty()).then(|| {
                let place = (sorted.len() - 1) as f64 * share;
                let (low, high) = (place.floor() as usize, place.ceil() as usize);
                sorted[low] + (sorted[high] - sorted[low]) * (place - place.floor())
            });
            match (found, expected) {
                (Some(found), Some(expected)) => prop_assert!((found - expected).abs() <= expected.abs() * 1e-12 + 1e-6, "{found} {expected}"),
                (found, expected) => prop_assert_eq!(found, expected),
            }
        }

        #[test]
        fn bands_count_everybody_and_follow_the_values(values in values(60), count in 2..8_i64) {
            let known = population(&values, None);
            prop_assume!(!known.values.is_empty());
            let shaping = Shaping::QuantileBands(QuantileBands { points: (0..count).map(points).collect() });
            let learned = calibrate(&known, &shaping, day()).unwrap();
            let bands = learned.bands.unwrap();
            prop_assert!(bands.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
            for (part, (from, _)) in learned.spread.parts.iter().zip(&bands) {
                prop_assert_eq!(part.from, *from);
                let found = values.iter().flatten().filter(|value| bands_at(&bands, **value) == bands.iter().find(|(other, _)| other == from).unwrap().1);
                prop_assert_eq!(part.accounts, found.count() as u64);
            }
            prop_assert_eq!(learned.spread.parts.iter().map(|part| part.accounts).sum::<u64>(), known.accounts());
            // What has been learned has not drifted from itself.
            prop_assert_eq!(drift(&learned.spread, &known, None).unwrap().stability_index.get(), 0.0);
        }

        #[test]
        fn curves_ascend_within_their_points(values in values(60), knots in 2..12_usize, logarithmic in any::<bool>(), winsorise in proptest::option::of(0..5_u64)) {
            let known = population(&values, None);
            let scale = if logarithmic { Scale::Logarithmic } else { Scale::Linear };
            let ends = (points(0), points(100));
            let goalposts = Goalposts { shares: (finite(0.05), finite(0.95)), points: ends, scale, knots, winsorise };
            for shaping in [Shaping::Goalposts(goalposts), Shaping::PercentileCurve(PercentileCurve { knots, points: ends })] {
                let Ok(learned) = calibrate(&known, &shaping, day()) else { continue };
                let curve = learned.curve.unwrap();
                prop_assert!(curve.len() >= 2 && curve.len() <= knots);
                prop_assert!(curve.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 <= two[1].1));
                prop_assert!(curve.iter().all(|(_, points)| ends.0 <= *points && *points <= ends.1));
                if matches!(shaping, Shaping::Goalposts(_)) {
                    prop_assert_eq!((curve[0].1, curve[curve.len() - 1].1), ends);
                }
            }
        }

        #[test]
        fn thresholds_are_the_nearest_there_are(scores in proptest::collection::vec(0..30_i32, 1..40), share in 0.01..=1.0_f64) {
            let known = population(&scores.iter().map(|score| Finite::new(f64::from(*score))).collect::<Vec<_>>(), None);
            let found = tier_thresholds(&known, &[finite(share)]).unwrap()[0];
            let reaching = |bound: f64| scores.iter().filter(|score| f64::from(**score) >= bound).count() as f64 / scores.len() as f64;
            prop_assert_eq!(found.share.get(), reaching(found.enter.to_f64()));
            for score in &scores {
                prop_assert!((found.share.get() - share).abs() <= (reaching(f64::from(*score)) - share).abs());
            }
        }

        #[test]
        fn captures_are_those_of_every_order_of_the_ties(rows in proptest::collection::vec((0..4_i32, 0..50_i32), 1..7), share in 0.05..=1.0_f64) {
            let foretold: Vec<Foretold> = rows.iter().map(|(score, outcome)| Foretold { score: finite(f64::from(*score)), outcome: finite(f64::from(*outcome)) }).collect();
            let found = backtest(&foretold, &[finite(share)]).unwrap();
            let total: i32 = rows.iter().map(|(_, outcome)| outcome).sum();
            prop_assert_eq!(found.captures[0].captured.is_some(), total > 0);
            let Some(captured) = found.captures[0].captured else { return Ok(()) };
            // The mean over all orders of the accounts that rank by score.
            let (mut sum, mut count) = (0.0, 0.0);
            for order in orders(rows.len()) {
                if order.windows(2).any(|two| rows[two[0]].0 < rows[two[1]].0) {
                    continue;
                }
                let mut left = share * rows.len() as f64;
                for row in order {
                    let part = left.clamp(0.0, 1.0);
                    sum += f64::from(rows[row].1) * part;
                    left -= part;
                }
                count += 1.0;
            }
            prop_assert!((captured.get() - sum / count / f64::from(total)).abs() < 1e-9);
            prop_assert!(captured.get() <= found.captures[0].possible.unwrap().get() + 1e-12);
        }
    }

    /// Every order of so many.
    fn orders(count: usize) -> Vec<Vec<usize>> {
        if count == 0 {
            return vec![Vec::new()];
        }
        let longer = |order: Vec<usize>| (0..count).map(move |at| [&order[..at], &[count - 1], &order[at..]].concat());
        orders(count - 1).into_iter().flat_map(longer).collect()
    }

    #[test]
    fn a_population_that_is_none_is_refused_everywhere() {
        let wrong = Population { exact: 9, rounded: false, missing: 0, values: vec![(finite(2.0), 1), (finite(1.0), 1)] };
        let shaping = Shaping::QuantileBands(QuantileBands { points: vec![points(0), points(1)] });
        assert_eq!(calibrate(&wrong, &shaping, day()).unwrap_err().code(), "calibration.population");
        assert_eq!(tier_thresholds(&wrong, &[finite(0.5)]).unwrap_err().code(), "calibration.population");
        assert_eq!(merge_populations(&[wrong]).unwrap_err().path(), "parts[0].values");
    }
}
