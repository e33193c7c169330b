//! Laws of portfolios, and the clever ways against naive ones.
#![expect(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "in a test, what cannot be done is a failure")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use tierwise::account::{Cause, Measure, Money, Share};
use tierwise::portfolio::concentration::{AccountValue, Concentration, ConcentrationOptions};
use tierwise::portfolio::matrix::{MatrixOptions, ScoredAccount};
use tierwise::portfolio::plan::{DeclaredCause, Market, PlanBook, PlannedVersion, ReviewOptions, Sales};
use tierwise::portfolio::{concentration, plan_review};
use tierwise::{Date, Finite, Points, Policy};
use tierwise_tests::random::config;

fn values(cents: &[i64]) -> Vec<AccountValue> {
    let value = |(at, cents): (usize, &i64)| AccountValue {
        account: format!("a{at:03}"),
        value: Money::new(*cents as f64 / 100.0),
        tier: Some(["gold", "silver"][at % 2].to_owned()),
    };
    cents.iter().enumerate().map(value).collect()
}

fn told(cents: &[i64]) -> Concentration {
    concentration(&values(cents), &ConcentrationOptions { points: 1000, ..ConcentrationOptions::default() }).unwrap()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * (1.0 + one.abs())
}

/// Half of the mean absolute difference, divided by the mean: the Gini coefficient as it is defined.
fn naive_gini(cents: &[i64]) -> f64 {
    let differences: i64 = cents.iter().flat_map(|one| cents.iter().map(move |other| (one - other).abs())).sum();
    differences as f64 / (2.0 * cents.len() as f64 * cents.iter().sum::<i64>() as f64)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_curve_rises_to_its_peak_and_falls_behind_it(cents in proptest::collection::vec(-5_000..10_000_i64, 0..40)) {
        let found = told(&cents);
        let cumulative: Vec<f64> = found.curve.iter().map(|point| point.cumulative.get()).collect();
        let (up, down) = cumulative.split_at(found.peak.accounts);
        prop_assert!(up.is_sorted() && down.iter().rev().is_sorted());
        prop_assert!(cumulative.iter().all(|value| *value <= found.peak.value.get()));
        prop_assert!(near(found.peak.value.get() - found.value.get(), found.peak.tail_loss.get()));
        // Sums of whole cents, by another way.
        let mut sorted = cents.clone();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        for point in &found.curve {
            let sum: i64 = sorted[..point.rank].iter().sum();
            prop_assert_eq!(point.cumulative.get(), sum as f64 / 100.0);
        }
    }

    #[test]
    fn gini_is_what_it_is_defined_as_and_knows_no_unit(cents in proptest::collection::vec(0..10_000_i64, 2..30), factor in 1..50_i64) {
        prop_assume!(cents.iter().sum::<i64>() > 0);
        let count = cents.len() as f64;
        let gini = told(&cents).gini.unwrap();
        prop_assert!(near(gini.plain.get(), naive_gini(&cents)));
        prop_assert!((0.0..=1.0 - 1.0 / count + 1e-12).contains(&gini.plain.get()));
        prop_assert!((0.0..=1.0).contains(&gini.unbiased.unwrap().get()));
        let scaled: Vec<i64> = cents.iter().map(|cents| cents * factor).collect();
        prop_assert!(near(told(&scaled).gini.unwrap().plain.get(), gini.plain.get()));
    }

    #[test]
    fn gini_with_losses_is_what_it_is_defined_as(cents in proptest::collection::vec(-5_000..10_000_i64, 1..30)) {
        let whole: i64 = cents.iter().sum();
        match told(&cents).gini {
            Some(gini) => prop_assert!(whole > 0 && near(gini.plain.get(), naive_gini(&cents))),
            None => prop_assert!(whole <= 0),
        }
    }

    #[test]
    fn one_account_with_all_is_one_and_equal_accounts_are_zero(count in 2..30_usize, cents in 1..10_000_i64) {
        let mut one = vec![0; count];
        one[count / 2] = cents;
        prop_assert_eq!(told(&one).gini.unwrap().unbiased.unwrap().get(), 1.0);
        prop_assert_eq!(told(&vec![cents; count]).gini.unwrap().plain.get(), 0.0);
    }

    #[test]
    fn order_does_not_matter_and_parts_sum(cents in proptest::collection::vec(-2_000..10_000_i64, 0..40)) {
        let found = told(&cents);
        let mut turned = values(&cents);
        turned.reverse();
        prop_assert_eq!(concentration(&turned, &ConcentrationOptions { points: 1000, ..ConcentrationOptions::default() }).unwrap(), found.clone());
        prop_assert_eq!(found.tiers.iter().map(|tier| tier.accounts).sum::<usize>(), cents.len());
        if !found.classes.is_empty() {
            prop_assert_eq!(found.classes.iter().map(|class| class.accounts).sum::<usize>(), cents.len());
            prop_assert!(near(found.classes.iter().map(|class| class.value.get()).sum(), found.value.get()));
        }
    }

    #[test]
    fn what_is_needed_suffices_and_one_less_does_not(cents in proptest::collection::vec(-2_000..10_000_i64, 1..40), percent in 1..=100_u32) {
        let options = ConcentrationOptions { reach: vec![Share::new(f64::from(percent) / 100.0).unwrap()], points: 1000, ..ConcentrationOptions::default() };
        let found = concentration(&values(&cents), &options).unwrap();
        let whole: i64 = cents.iter().sum();
        let mut sorted = cents.clone();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        let has = |accounts: usize| sorted[..accounts].iter().sum::<i64>() * 100 >= whole * i64::from(percent);
        let naive = (whole > 0).then(|| (0..=cents.len()).find(|accounts| has(*accounts)).unwrap());
        prop_assert_eq!(found.reach[0].accounts, naive);
    }

    #[test]
    fn a_thinned_curve_is_part_of_the_whole_one(cents in proptest::collection::vec(-2_000..10_000_i64, 1..60), points in 0..12_usize) {
        let whole = told(&cents);
        let thinned = concentration(&values(&cents), &ConcentrationOptions { points, ..ConcentrationOptions::default() }).unwrap();
        prop_assert!(thinned.curve.iter().all(|point| whole.curve.contains(point)));
        prop_assert!(thinned.lorenz.iter().all(|point| whole.lorenz.contains(point)));
        prop_assert!(thinned.curve.len() <= points + 3);
        prop_assert_eq!(thinned.curve.last(), whole.curve.last());
        prop_assert_eq!(thinned.peak, whole.peak);
    }

    #[test]
    fn a_million_is_not_asked_for_more_points(points in 1..50_usize) {
        let many: Vec<i64> = (0..2_000).map(|at| 10_000 - 7 * at).collect();
        let found = concentration(&values(&many), &ConcentrationOptions { points, ..ConcentrationOptions::default() }).unwrap();
        prop_assert!(found.curve.len() <= points + 3 && found.lorenz.len() <= points + 4);
    }
}

const PLACES: [&str; 3] = ["north", "south", "west"];

/// Rows by small numbers: month, account, region (or none), units in thousandths, amount in thousandths.
type Row = (u32, usize, usize, i64, i64);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec((1..=6_u32, 0..4_usize, 0..4_usize, 0..50_000_i64, 0..9_000_000_i64), 0..12)
}

fn sales(rows: &[Row]) -> Vec<Sales> {
    let row = |&(month, account, region, units, amount): &Row| Sales {
        month: Date::from_ymd(2025, month, 3).unwrap(),
        account: ["a", "b", "c", "d"][account].to_owned(),
        dimensions: PLACES.get(region).map(|region| ("region".to_owned(), (*region).to_owned())).into_iter().collect(),
        units: Finite::new(units as f64 / 1000.0),
        amount: Finite::new(amount as f64 / 1000.0),
    };
    rows.iter().map(row).collect()
}

fn causes(drawn: &[(usize, i64, bool)], rows: &[Sales]) -> Vec<DeclaredCause> {
    let kinds = [Cause::MacroEnvironment, Cause::Price, Cause::Other("fog".to_owned())];
    let cause = |&(at, thousandths, wide): &(usize, i64, bool)| DeclaredCause {
        cause: kinds[at % 3].clone(),
        within: match rows.get(at % rows.len().max(1)) {
            Some(row) if !wide => BTreeMap::from([("account".to_owned(), row.account.clone())]),
            _ => BTreeMap::new(),
        },
        units: Finite::new(thousandths as f64 / 1000.0),
        amount: None,
        note: None,
    };
    drawn.iter().map(cause).collect()
}

fn book(planned: &[Row], sold: &[Row], drawn: &[(usize, i64, bool)], market: Option<(u32, u32)>) -> PlanBook {
    let (planned, actual) = (sales(planned), sales(sold));
    let all: Vec<Sales> = planned.iter().chain(&actual).cloned().collect();
    let market = market.map(|(planned, actual)| Market {
        month: Date::from_ymd(2025, 2, 1).unwrap(),
        dimensions: BTreeMap::new(),
        planned: Measure::new(f64::from(planned)).unwrap(),
        actual: Measure::new(f64::from(actual)).unwrap(),
    });
    PlanBook {
        from: Date::from_ymd(2025, 1, 1).unwrap(),
        until: Date::from_ymd(2026, 1, 1).unwrap(),
        plan: Some("v".to_owned()),
        causes: causes(drawn, &all),
        versions: vec![PlannedVersion { version: "v".to_owned(), approved_on: None, sales: planned }],
        actual,
        market: market.into_iter().collect(),
    }
}

fn sum(parts: impl IntoIterator<Item = Points>) -> i64 {
    parts.into_iter().map(Points::thousandths).sum()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn causes_and_parts_sum_to_the_difference_in_every_group(
        planned in rows(), sold in rows(), drawn in proptest::collection::vec((0..9_usize, -30_000..30_000_i64, any::<bool>()), 0..5),
        market in proptest::option::of((0..900_u32, 0..900_u32)),
    ) {
        let book = book(&planned, &sold, &drawn, market);
        let options = ReviewOptions { by: None, ..ReviewOptions::default() };
        let review = plan_review(&book, &options).unwrap();
        for group in &review.groups {
            let (units, amount) = (group.units.as_ref().unwrap(), group.amount.as_ref().unwrap());
            for measure in [units, amount] {
                prop_assert_eq!(measure.variance.thousandths(), measure.actual.thousandths() - measure.planned.thousandths());
                prop_assert_eq!(sum(measure.causes.iter().map(|cause| cause.part).chain([measure.unexplained])), measure.variance.thousandths());
            }
            if let Some(split) = group.units_split {
                prop_assert_eq!(sum([split.market, split.share]), units.variance.thousandths());
            }
            if let Some(split) = group.amount_split {
                prop_assert_eq!(sum([split.volume, split.mix, split.price]), amount.variance.thousandths());
                if let (Some(market), Some(share)) = (split.market, split.share) {
                    prop_assert_eq!(sum([market, share]), split.volume.thousandths());
                }
            }
        }
        // The groups of one key are the whole, and so are plain sums of the rows.
        let whole = &review.groups[0];
        prop_assert_eq!(whole.units.as_ref().unwrap().planned.thousandths(), planned.iter().map(|row| row.3).sum::<i64>());
        prop_assert_eq!(whole.amount.as_ref().unwrap().actual.thousandths(), sold.iter().map(|row| row.4).sum::<i64>());
        for key in ["month", "account", "region"] {
            let parts = review.groups.iter().filter(|group| group.key.contains_key(key));
            let parts: Vec<Points> = parts.map(|group| group.units.as_ref().unwrap().variance).collect();
            prop_assert!(parts.is_empty() || sum(parts) == whole.units.as_ref().unwrap().variance.thousandths());
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(planned in rows(), sold in rows()) {
        let one = book(&planned, &sold, &[], None);
        let turned = |rows: &[Row]| rows.iter().rev().copied().collect::<Vec<_>>();
        let other = book(&turned(&planned), &turned(&sold), &[], None);
        let options = ReviewOptions::default();
        prop_assert_eq!(plan_review(&one, &options).unwrap(), plan_review(&other, &options).unwrap());
    }

    #[test]
    fn what_went_to_plan_has_no_difference(planned in rows()) {
        let review = plan_review(&book(&planned, &planned, &[], Some((10, 10))), &ReviewOptions::default()).unwrap();
        for group in &review.groups {
            let (units, split) = (group.units.as_ref().unwrap(), group.amount_split);
            prop_assert!(units.variance == Points::ZERO && units.flags.is_empty());
            prop_assert!(units.attainment.is_none_or(|share| share.get() == 1.0) && units.wape.is_none_or(|share| share.get() == 0.0));
            // Prices of the cells may differ from the mean, but nothing moved.
            prop_assert!(split.is_none_or(|split| split.volume == Points::ZERO && sum([split.mix, split.price]) == 0));
        }
    }

    #[test]
    fn every_account_is_in_one_field(points in proptest::collection::vec((-9_000..50_000_i64, -9_000..50_000_i64), 0..40)) {
        let policy = Policy::read(&mut serde_json::Deserializer::from_str(r#"{"policy": "axes", "version": "1", "semantics": 1, "score": {"aspects": [
            {"id": "potential", "criteria": [{"id": "fleet", "fact": "fleet.units", "curve": [[0, 0], [200, 30]]}]},
            {"id": "value", "criteria": [{"id": "orders", "fact": "orders.count_12_months", "curve": [[0, 0], [10, 45]]}]}]}}"#)).unwrap();
        let options: MatrixOptions = serde_json::from_str(r#"{"attractiveness": {"aspects": ["potential"]}, "strength": {"aspects": ["value"]}}"#).unwrap();
        let thousandths = |number| Points::from_thousandths(number).unwrap();
        let account = |(at, (x, y)): (usize, &(i64, i64))| ScoredAccount {
            account: at.to_string(),
            points: BTreeMap::from([("potential".to_owned(), thousandths(*x)), ("value".to_owned(), thousandths(*y))]),
            value: Money::new(1.5),
        };
        let accounts: Vec<ScoredAccount> = points.iter().enumerate().map(account).collect();
        let matrix = policy.matrix(&accounts, &options).unwrap();
        prop_assert_eq!(matrix.fields.iter().map(|field| field.accounts).sum::<usize>(), points.len());
        prop_assert!(near(matrix.fields.iter().map(|field| field.value.unwrap().get()).sum(), 1.5 * points.len() as f64));
        // Thirds of 30,000 and 45,000 thousandths, in whole numbers.
        let level = |points: i64, third: i64| ["low", "medium", "high"][usize::from(points >= third) + usize::from(points >= 2 * third)];
        for (found, (x, y)) in matrix.accounts.iter().zip(&points) {
            let shown = |level| serde_json::to_value(level).unwrap();
            prop_assert_eq!(shown(found.attractiveness.level), level(*x, 10_000));
            prop_assert_eq!(shown(found.strength.level), level(*y, 15_000));
        }
    }
}
