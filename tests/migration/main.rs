//! Numbers that others published, reproduced: Markov chains by giddy's own tests.
#![expect(clippy::unwrap_used, reason = "in a test, what cannot be done is a failure")]

use tierwise::portfolio::migration::{Chain, Observation, Panel, chain, migration};
use tierwise::{Date, Finite, Name};

const INCOME: &str = include_str!("us_income_quintiles.csv");

fn year(year: i32) -> Date {
    Date::from_ymd(year, 1, 1).unwrap()
}

fn income(years: impl Fn(i32) -> bool) -> (Panel, Vec<Date>) {
    let mut lines = INCOME.lines();
    let days: Vec<Date> = lines.next().unwrap().split(',').skip(1).map(|text| year(text.parse().unwrap())).filter(|day| years(day.year())).collect();
    let observations = lines.flat_map(|line| {
        let (account, classes) = line.split_once(',').unwrap();
        classes.split(',').zip(1929..).map(move |(class, number)| (account, class, number))
    });
    let observations = observations.filter(|(.., number)| years(*number)).map(|(account, class, number)| Observation {
        account: account.to_owned(),
        on: year(number),
        tier: Some(class.to_owned()),
        held: false,
        designation: None,
        contributions: [].into(),
    });
    (Panel { ladder: (0..5).map(|class| class.to_string()).collect(), observations: observations.collect(), ..Panel::default() }, days)
}

fn near(found: &[Finite], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found.get() - expected).abs() < 1e-8 * expected.abs().max(1.0), "expected {expected}, found {found:?}");
    }
}

fn near_or_never(found: &[Option<Finite>], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        match found {
            Some(found) => near(&[*found], &[*expected]),
            None => assert!(expected.is_infinite(), "expected {expected}, found never"),
        }
    }
}

fn of(names: &[&str], shares: &[Vec<f64>], initial: Option<&[f64]>) -> Chain {
    let names: Vec<Name> = names.iter().map(|name| (*name).into()).collect();
    chain(&names, shares, initial).unwrap()
}

#[test]
fn incomes_of_81_years() {
    let (panel, days) = income(|_| true);
    let found = migration(&panel, &days).unwrap();
    let counts: Vec<Vec<u64>> = found.rows.iter().map(|row| row.cells.iter().map(|cell| cell.count).collect()).collect();
    assert_eq!(counts, [[729, 71, 1, 0, 0], [72, 567, 80, 3, 0], [0, 81, 631, 86, 2], [0, 3, 86, 573, 56], [0, 0, 1, 57, 741]]);
    let shares = [
        [0.91011236, 0.0886392, 0.00124844, 0.0, 0.0],
        [0.09972299, 0.78531856, 0.11080332, 0.00415512, 0.0],
        [0.0, 0.10125, 0.78875, 0.1075, 0.0025],
        [0.0, 0.00417827, 0.11977716, 0.79805014, 0.07799443],
        [0.0, 0.0, 0.00125156, 0.07133917, 0.92740926],
    ];
    for (row, expected) in found.rows.iter().zip(&shares) {
        near(&row.cells.iter().map(|cell| cell.proportion.unwrap().share).collect::<Vec<_>>(), expected);
    }
    let chain = found.chain.unwrap();
    near(&chain.recurrent[0].steady_state, &[0.20774716, 0.18725774, 0.20740537, 0.18821787, 0.20937187]);
    let passage = [
        [4.81354357, 11.50292712, 29.60921231, 53.38594954, 103.59816743],
        [42.04774505, 5.34023324, 18.74455332, 42.50023268, 92.71316899],
        [69.25849753, 27.21075248, 4.82147603, 25.27184624, 75.43305672],
        [84.90689329, 42.85914824, 17.18082642, 5.31299186, 51.60953369],
        [98.41295543, 56.36521038, 30.66046735, 14.21158356, 4.77619083],
    ];
    chain.mean_first_passage.iter().zip(&passage).for_each(|(found, expected)| near_or_never(found, expected));
    near_or_never(&chain.sojourn, &[11.125, 4.65806452, 4.73372781, 4.95172414, 13.77586207]);
    // By the distribution that giddy's test begins with.
    let exact: Vec<Vec<f64>> = chain.shares.iter().map(|row| row.iter().map(|share| share.get()).collect()).collect();
    let mobility = of(&["0", "1", "2", "3", "4"], &exact, Some(&[0.1, 0.2, 0.2, 0.4, 0.1])).mobility.unwrap();
    near(
        &[mobility.prais, mobility.determinant, mobility.second_eigenvalue, mobility.bartholomew, mobility.bartholomew_steps],
        &[0.19758992000997844, 0.6068485462369559, 0.03978200230815965, 0.2277675878319787, 0.04636660119478926],
    );
}

#[test]
fn incomes_of_two_years_have_classes_that_nobody_leaves() {
    let (panel, days) = income(|year| year < 1931);
    let found = migration(&panel, &days).unwrap();
    assert_eq!(found.rows[2].cells.iter().map(|cell| cell.count).collect::<Vec<_>>(), [0, 1, 9, 1, 0]);
    let chain = found.chain.unwrap();
    let classes: Vec<Vec<String>> = chain.recurrent.iter().map(|class| class.states.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(classes, [["0"], ["3"]]);
    assert_eq!(chain.transient, ["1".into(), "2".into(), "4".into()]);
    near_or_never(&chain.sojourn, &[f64::INFINITY, 9.0, 5.5, f64::INFINITY, 10.0]);
}

#[test]
fn the_land_of_oz() {
    let found = of(&["rain", "nice", "snow"], &[vec![0.5, 0.25, 0.25], vec![0.5, 0.0, 0.5], vec![0.25, 0.25, 0.5]], None);
    near(&found.recurrent[0].steady_state, &[0.4, 0.2, 0.4]);
    let passage = [[2.5, 4.0, 3.33333333], [2.66666667, 5.0, 2.66666667], [3.33333333, 4.0, 2.5]];
    found.mean_first_passage.iter().zip(&passage).for_each(|(found, expected)| near_or_never(found, expected));
}

#[test]
fn a_state_that_is_never_left() {
    let found = of(&["a", "b", "c"], &[vec![0.5, 0.5, 0.0], vec![0.3, 0.7, 0.0], vec![0.0, 0.0, 1.0]], None);
    near(&found.recurrent[0].steady_state, &[0.375, 0.625]);
    near(&found.recurrent[1].steady_state, &[1.0]);
    let passage = [[2.66666667, 2.0, f64::INFINITY], [3.33333333, 1.6, f64::INFINITY], [f64::INFINITY, f64::INFINITY, 1.0]];
    found.mean_first_passage.iter().zip(&passage).for_each(|(found, expected)| near_or_never(found, expected));
}

#[test]
fn a_state_that_nobody_was_observed_in_is_not_one_that_is_never_left() {
    let names: Vec<Name> = ["a", "b", "c"].map(Into::into).into();
    let error = chain(&names, &[vec![0.5, 0.5, 0.0], vec![0.3, 0.7, 0.0], vec![0.0, 0.0, 0.0]], None).unwrap_err();
    assert_eq!((error.code(), error.path()), ("migration.chain", "shares[2]"));
}
