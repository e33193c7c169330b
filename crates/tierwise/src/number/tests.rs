//! Numbers at their limits, on the wire and in print.

use proptest::prelude::*;

use super::*;

fn points(number: f64) -> Points {
    Points::from_f64(number).unwrap()
}

#[test]
fn points_have_a_range_and_three_decimals() {
    assert_eq!(Points::from_thousandths(1_000_000_000_000_000), Some(Points::MAX));
    assert_eq!(Points::from_thousandths(1_000_000_000_000_001), None);
    assert_eq!(Points::from_thousandths(-1_000_000_000_000_000), Some(Points::MIN));
    assert_eq!(Points::from_thousandths(-1_000_000_000_000_001), None);
    assert_eq!(Points::from_f64(1e12), Ok(Points::MAX));
    assert_eq!(Points::from_f64(-1e12), Ok(Points::MIN));
    assert!(matches!(Points::from_f64(1e12 + 0.001), Err(NumberError::Range { .. })));
    assert!(matches!(Points::from_f64(0.0005), Err(NumberError::Decimals { allowed: 3, .. })));
    assert!(matches!(Points::from_f64(0.1 + 0.2), Err(NumberError::Decimals { .. })));
    assert!(matches!(Points::from_f64(f64::NAN), Err(NumberError::NotFinite { .. })));
    assert!(matches!(Points::from_f64(f64::NEG_INFINITY), Err(NumberError::NotFinite { .. })));
    assert_eq!(points(-0.0), Points::ZERO);
}

#[test]
fn sums_are_checked() {
    assert_eq!(points(1.5).checked_add(points(2.25)), Some(points(3.75)));
    assert_eq!(points(1.5).checked_sub(points(2.25)), Some(points(-0.75)));
    assert_eq!(Points::MAX.checked_add(points(0.001)), None);
    assert_eq!(Points::MIN.checked_sub(points(0.001)), None);
    assert_eq!(Points::MAX.checked_sub(Points::MAX), Some(Points::ZERO));
}

#[test]
fn points_print_as_many_decimals_as_they_have_or_as_asked() {
    for (number, plain, one, three) in [
        (12.207, "12.207", "12.2", "12.207"),
        (-0.5, "-0.5", "-0.5", "-0.500"),
        (68.0, "68", "68.0", "68.000"),
        (0.0, "0", "0.0", "0.000"),
        (0.05, "0.05", "0.0", "0.050"),
    ] {
        let points = points(number);
        assert_eq!((points.to_string().as_str(), format!("{points:.1}").as_str(), format!("{points:.3}").as_str()), (plain, one, three));
    }
    assert_eq!(format!("{:>8}|{:<8.2}|{:.0}", points(12.2), points(-3.0), points(7.9)), "    12.2|-3.00   |7");
    assert_eq!(format!("{:?} {:?} {:?}", points(2.5), Weight::from_f64(0.25).unwrap(), Finite::new(1.5).unwrap()), "2.5 0.25 1.5");
}

#[test]
fn weights_are_not_negative_and_have_six_decimals() {
    assert_eq!(Weight::from_f64(0.000_001).map(Weight::millionths), Ok(1));
    assert_eq!(Weight::from_f64(10_000.0), Ok(Weight::MAX));
    assert!(matches!(Weight::from_f64(10_000.000_001), Err(NumberError::Range { .. })));
    assert!(matches!(Weight::from_f64(0.000_000_1), Err(NumberError::Decimals { allowed: 6, .. })));
    assert!(matches!(Weight::from_f64(-0.1), Err(NumberError::Range { .. })));
    assert_eq!(Weight::default().to_f64(), 1.0);
}

#[test]
fn finite_numbers_are_ordered_and_have_one_zero() {
    let finite = |number| Finite::new(number).unwrap();
    assert!(finite(1.0) < finite(2.0) && finite(-1.0) < finite(0.0));
    assert_eq!(finite(-0.0).get().to_bits(), 0);
    assert_eq!(Finite::new(f64::INFINITY), None);
}

#[test]
fn whole_numbers_are_written_without_a_fraction() {
    let written = |number: f64| serde_json::to_string(&Finite::new(number).unwrap()).unwrap();
    assert_eq!([written(68.0), written(-3.0), written(0.5), written(-0.0)], ["68", "-3", "0.5", "0"]);
    assert_eq!([written(9_007_199_254_740_991.0), written(9_007_199_254_740_992.0)], ["9007199254740991", "9007199254740992.0"]);
    assert_eq!([written(-9_007_199_254_740_991.0), written(1e300)], ["-9007199254740991", "1e+300"]);
    assert_eq!(serde_json::to_string(&points(12.5)).unwrap(), "12.5");
}

#[test]
fn nothing_but_numbers_is_taken_for_one() {
    for text in ["true", "\"1\"", "null", "[1]", "{}"] {
        assert!(serde_json::from_str::<Points>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<Weight>(text).is_err(), "{text}");
        assert!(serde_json::from_str::<Finite>(text).is_err(), "{text}");
    }
    assert_eq!(serde_json::from_str::<Points>("18446744073709551615").map_err(|error| error.to_string().contains("number.range")), Err(true));
}

#[test]
fn weighted_points_are_exact_where_a_double_can_be() {
    let weight = |number| Weight::from_f64(number).unwrap();
    assert_eq!(weighted(points(1.0), weight(0.5), weight(0.001)), 0.5);
    assert_eq!(weighted(points(-1.0), weight(0.5), weight(0.001)), -0.5);
    assert_eq!(weighted(points(7.003), weight(0.25), weight(1.0)), 1750.75);
    assert_eq!(weighted(Points::MAX, Weight::ONE, Weight::ONE), 1e15);
    assert_eq!(weighted_rounded(Points::MAX, Weight::ONE, weight(1.000_001)), None);
    assert_eq!(weighted_rounded(Points::MAX, Weight::MAX, Weight::MAX), None);
    assert_eq!(weighted_rounded(points(0.002), weight(0.25), Weight::ONE), Some(Points::ZERO));
    assert_eq!(weighted_rounded(points(-0.006), weight(0.25), Weight::ONE), Some(points(-0.002)));
}

proptest! {
    #[test]
    fn points_survive_a_double(thousandths in -1_000_000_000_000_000_i64..=1_000_000_000_000_000) {
        let points = Points::from_thousandths(thousandths).unwrap();
        prop_assert_eq!(Points::from_f64(points.to_f64()), Ok(points));
        prop_assert_eq!(serde_json::from_str::<Points>(&serde_json::to_string(&points).unwrap()).unwrap(), points);
        prop_assert_eq!(points.to_string().parse::<f64>().unwrap(), points.to_f64());
    }

    #[test]
    fn rounding_is_to_the_nearest_and_to_the_even_half(thousandths in -1_000_000_000_i64..1_000_000_000, aspect in 0..2_000_000_i64, criterion in 0..2_000_000_i64) {
        let product = i128::from(thousandths) * i128::from(aspect) * i128::from(criterion);
        let rounded = i128::from(weighted_rounded(Points(thousandths), Weight(aspect), Weight(criterion)).unwrap().thousandths());
        let twice = (product - rounded * WEIGHT_PRODUCT) * 2;
        prop_assert!(twice.abs() < WEIGHT_PRODUCT || (twice.abs() == WEIGHT_PRODUCT && rounded % 2 == 0));
    }

    #[test]
    fn rounding_by_addition_is_rounding(whole in -1_000_000_000_000_000_i64..=1_000_000_000_000_000, part in prop_oneof![Just(0.5), Just(-0.5), Just(0.0), -1.0..1.0_f64]) {
        for number in [whole as f64 + part, (whole % 4_096) as f64 + part, part] {
            prop_assert_eq!(round(number), number.round_ties_even() as i64);
            prop_assert_eq!(round_to_f64(number), number.round_ties_even());
        }
    }
}
