use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::eigenvalues::{Complex, eigenvalues};
use super::generator::exponential;
use super::matrix::Matrix;
use super::*;
use crate::Date;

fn day(number: i32) -> Date {
    Date::from_days_since_1970(20_000 + number).unwrap()
}

fn stochastic(size: usize) -> impl Strategy<Value = Matrix> {
    // Zeros often, so that there are classes that are never left.
    proptest::collection::vec(prop_oneof![Just(0_u32), 0_u32..50], size * size).prop_map(move |cells| {
        let row = |row: usize| (0..size).map(|column| cells[row * size + column]).sum::<u32>();
        Matrix::from_cells(size, |from, to| match row(from) {
            0 => f64::from(u8::from(from == to)),
            sum => f64::from(cells[from * size + to]) / f64::from(sum),
        })
    })
}

/// |det(A - z)|, by elimination in complex numbers.
fn residual(matrix: &Matrix, z: Complex) -> f64 {
    let size = matrix.size();
    let mut rows: Vec<Vec<Complex>> = matrix.rows().map(|row| row.iter().copied().map(Complex::of).collect()).collect();
    (0..size).for_each(|at| rows[at][at] = rows[at][at] - z);
    let mut determinant = Complex::of(1.0);
    for column in 0..size {
        let pivot = (column..size).max_by(|one, other| rows[*one][column].modulus().total_cmp(&rows[*other][column].modulus())).unwrap();
        rows.swap(pivot, column);
        let diagonal = rows[column][column];
        determinant = determinant * diagonal;
        let square = diagonal.modulus() * diagonal.modulus();
        if square == 0.0 {
            return 0.0;
        }
        let inverse = Complex { real: diagonal.real / square, imaginary: -diagonal.imaginary / square };
        for row in column + 1..size {
            let factor = rows[row][column] * inverse;
            let pivot = rows[column].clone();
            for (value, above) in rows[row].iter_mut().zip(&pivot).skip(column) {
                *value = *value - factor * *above;
            }
        }
    }
    determinant.modulus()
}

/// Spells of some accounts over three tiers, in the order of days: of each how long it runs, its tier, and whether a gap follows.
fn panels() -> impl Strategy<Value = Panel> {
    let spell = (1_i32..12, 0_usize..3, 0_u8..6);
    let account = (0_i32..8, proptest::collection::vec(spell, 1..6));
    proptest::collection::vec(account, 1..12).prop_map(|accounts| {
        let ladder: Vec<String> = ["standard", "silver", "gold"].map(str::to_owned).into();
        let mut spells = Vec::new();
        for (number, (start, chain)) in accounts.into_iter().enumerate() {
            let mut from = start;
            let last = chain.len() - 1;
            for (at, (length, tier, end)) in chain.into_iter().enumerate() {
                let until = from + length;
                let gap = end < 2;
                let open = at == last && end > 3;
                let end = if open || (!gap && at < last) { None } else { Some(if end == 0 { SpellEnd::Left } else { SpellEnd::Censored }) };
                let until_day = (!open).then(|| day(until));
                spells.push(Spell { account: format!("a{number}"), from: day(from), until: until_day, tier: ladder[tier].clone(), end });
                from = until + if gap { 3 } else { 0 };
            }
        }
        Panel { ladder, spells, ..Panel::default() }
    })
}

/// The state of an account on a day by the list of its spells: a tier, gone, or not known.
fn state(panel: &Panel, account: &str, on: Date) -> Option<usize> {
    let own = || panel.spells.iter().filter(|spell| spell.account == account);
    let current = own().find(|spell| spell.from <= on && spell.until.is_none_or(|until| on < until));
    let left = || {
        own().filter(|spell| spell.until.is_some_and(|until| until <= on)).max_by_key(|spell| spell.until).is_some_and(|last| last.end == Some(SpellEnd::Left))
    };
    match current {
        Some(spell) => panel.ladder.iter().position(|tier| *tier == spell.tier),
        None => left().then_some(panel.ladder.len()),
    }
}

/// The product over every day, each factor counted afresh from the states of the day before and of the day.
fn brute_product(panel: &Panel, after: i32, until: i32) -> Vec<Vec<f64>> {
    let size = panel.ladder.len() + 1;
    let accounts: BTreeSet<&str> = panel.spells.iter().map(|spell| spell.account.as_str()).collect();
    let mut product: Vec<Vec<f64>> = (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    for number in after + 1..=until {
        let mut counts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        let mut at_risk = vec![0.0; size];
        for account in &accounts {
            // Who was there the day before is at risk, even if nobody knows where it went.
            let Some(before) = state(panel, account, day(number - 1)).filter(|before| *before < size - 1) else { continue };
            at_risk[before] += 1.0;
            if let Some(now) = state(panel, account, day(number)).filter(|now| *now != before) {
                *counts.entry((before, now)).or_default() += 1.0;
            }
        }
        let share = |from: usize, to: usize| counts.get(&(from, to)).map_or(0.0, |count| count / at_risk[from]);
        let factor =
            |from: usize, to: usize| if from == to { 1.0 - (0..size).filter(|to| *to != from).map(|to| share(from, to)).sum::<f64>() } else { share(from, to) };
        product = (0..size).map(|row| (0..size).map(|column| (0..size).map(|at| product[row][at] * factor(at, column)).sum()).collect()).collect();
    }
    product
}

proptest! {
    #![proptest_config(crate::laws())]

    #[test]
    fn eigenvalues_are_roots_of_the_characteristic_polynomial(matrix in (1_usize..7).prop_flat_map(stochastic)) {
        let found = eigenvalues(&matrix);
        prop_assert_eq!(found.len(), matrix.size());
        for value in &found {
            prop_assert!(residual(&matrix, *value) < 1e-9, "{:?} of {:?}", value, matrix);
            prop_assert!(value.modulus() < 1.0 + 1e-9);
        }
        let trace: f64 = (0..matrix.size()).map(|at| matrix[(at, at)]).sum();
        let sum = found.iter().fold(Complex::ZERO, |sum, value| sum + *value);
        prop_assert!((sum.real - trace).abs() < 1e-9 && sum.imaginary.abs() < 1e-9);
        let product = found.iter().fold(Complex::of(1.0), |product, value| product * *value);
        prop_assert!((product.real - matrix.determinant()).abs() < 1e-9);
        prop_assert!((found[0].modulus() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_steady_state_does_not_move(matrix in (1_usize..7).prop_flat_map(stochastic)) {
        let names: Vec<crate::Name> = (0..matrix.size()).map(|at| format!("s{at}").into()).collect();
        let rows: Vec<Vec<f64>> = matrix.rows().map(<[f64]>::to_vec).collect();
        let found = chain(&names, &rows, None).unwrap();
        let at = |name: &crate::Name| names.iter().position(|other| other == name).unwrap();
        prop_assert!(!found.recurrent.is_empty());
        for class in &found.recurrent {
            let mut steady = vec![0.0; names.len()];
            class.states.iter().zip(&class.steady_state).for_each(|(name, share)| steady[at(name)] = share.get());
            prop_assert!((steady.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for column in 0..names.len() {
                let next: f64 = (0..names.len()).map(|row| steady[row] * matrix[(row, column)]).sum();
                prop_assert!((next - steady[column]).abs() < 1e-12);
            }
            // Who is there comes back after one over the share of it, on average.
            for name in &class.states {
                let back = found.mean_first_passage[at(name)][at(name)].unwrap().get();
                prop_assert!((back * steady[at(name)] - 1.0).abs() < 1e-6, "{} {}", back, steady[at(name)]);
            }
        }
        let classes: BTreeSet<&crate::Name> = found.recurrent.iter().flat_map(|class| &class.states).chain(&found.transient).collect();
        prop_assert_eq!(classes.len(), names.len());
        for name in &found.transient {
            prop_assert_eq!(found.mean_first_passage[at(name)][at(name)], None);
        }
    }

    #[test]
    fn the_estimator_is_the_product_over_every_day(panel in panels(), after in 0_i32..10, length in 1_i32..40) {
        let found = hazards(&panel, day(after), day(after + length)).unwrap();
        let expected = brute_product(&panel, after, after + length);
        for (row, expected) in found.probabilities.iter().zip(&expected) {
            for (found, expected) in row.iter().zip(expected) {
                prop_assert!((found.get() - expected).abs() < 1e-12, "{:?}", found);
            }
        }
        // Errors of a row's probabilities, which sum to one, cancel out.
        for covariance in &found.covariances {
            prop_assert!(covariance.iter().all(|row| row.iter().map(|cell| cell.get()).sum::<f64>().abs() < 1e-12));
        }
        let days: i32 = (after + 1..=after + length).map(|number| panel.spells.iter().map(|spell| spell.account.as_str()).collect::<BTreeSet<_>>().into_iter()
            .filter(|account| state(&panel, account, day(number - 1)).is_some_and(|state| state < panel.ladder.len())).count() as i32).sum();
        prop_assert_eq!(found.exposure_days.iter().sum::<u64>(), days as u64);
    }

    #[test]
    fn a_generator_leads_as_far_in_two_halves(panel in panels(), length in 1_i32..60) {
        let found = hazards(&panel, day(0), day(length)).unwrap();
        let rates = Matrix::from_cells(found.states.len(), |from, to| found.generator.rates_per_year[from][to].get());
        let whole = exponential(&rates, f64::from(length) / 365.25);
        let half = exponential(&rates, f64::from(length) / 365.25 / 2.0);
        let twice = half.times(&half);
        // The plain series, term by term, as long as its terms do not outgrow the sum.
        let jumps = (0..rates.size()).map(|state| -rates[(state, state)]).fold(0.0, f64::max) * f64::from(length) / 365.25;
        let (mut term, mut series) = (Matrix::identity(rates.size()), Matrix::identity(rates.size()));
        for number in 1..200 {
            let next = term.times(&rates);
            term = Matrix::from_cells(rates.size(), |from, to| next[(from, to)] * f64::from(length) / 365.25 / f64::from(number));
            series = Matrix::from_cells(rates.size(), |from, to| series[(from, to)] + term[(from, to)]);
        }
        for row in 0..rates.size() {
            prop_assert!(((0..rates.size()).map(|column| whole[(row, column)]).sum::<f64>() - 1.0).abs() < 1e-12);
            for column in 0..rates.size() {
                prop_assert!(whole[(row, column)] >= 0.0);
                prop_assert!((whole[(row, column)] - twice[(row, column)]).abs() < 1e-12);
                prop_assert!(jumps > 8.0 || (whole[(row, column)] - series[(row, column)]).abs() < 1e-9);
                prop_assert_eq!(found.generator.probabilities[row][column].get().to_bits(), whole[(row, column)].to_bits());
            }
        }
    }

    #[test]
    fn every_account_is_counted_once_a_pair(panel in panels(), first in 0_i32..20, length in 1_i32..20) {
        let days = [day(first), day(first + length)];
        let found = migration(&panel, &days).unwrap();
        let accounts: BTreeSet<&str> = panel.spells.iter().map(|spell| spell.account.as_str()).collect();
        let tier = |account: &str, on| state(&panel, account, on).filter(|state| *state < panel.ladder.len());
        let there = |on: Date| accounts.iter().filter(|account| tier(account, on).is_some()).count() as u64;
        let rows: u64 = found.rows.iter().map(|row| row.observed + row.left.count + row.unobserved).sum();
        prop_assert_eq!(rows, there(days[0]));
        let after: u64 = found.rows.iter().map(|row| row.observed).sum::<u64>() + found.entries.iter().sum::<u64>();
        prop_assert_eq!(after, there(days[1]));
        prop_assert_eq!(found.stayed + found.promoted + found.demoted, found.rows.iter().map(|row| row.observed).sum::<u64>());
        for row in found.rows.iter().filter(|row| row.observed > 0) {
            prop_assert!((row.cells.iter().map(|cell| cell.proportion.unwrap().share.get()).sum::<f64>() - 1.0).abs() < 1e-12);
        }
        for (row, state_before) in found.rows.iter().zip(0..) {
            let count = accounts.iter().filter(|account| tier(account, days[0]) == Some(state_before) && state(&panel, account, days[1]) == Some(panel.ladder.len())).count();
            prop_assert_eq!(row.left.count, count as u64);
        }
    }

    #[test]
    fn a_move_is_undone_if_its_account_is_seen_back(panel in panels(), within in 1_u32..15) {
        let (after, until) = (2, 30);
        let found = flaps(&panel, day(after), day(until), within).unwrap();
        let (mut moves, mut followed, mut undone) = (0, 0, 0);
        for account in panel.spells.iter().map(|spell| spell.account.as_str()).collect::<BTreeSet<_>>() {
            let tier = |number: i32| state(&panel, account, day(number)).filter(|state| *state < panel.ladder.len());
            for number in after + 1..=until {
                let (Some(before), Some(now)) = (tier(number - 1), tier(number)) else { continue };
                if before == now {
                    continue;
                }
                moves += 1;
                let known: Vec<usize> = (number + 1..=(number + within as i32).min(until)).map_while(tier).collect();
                let back = known.iter().any(|later| if now > before { *later <= before } else { *later >= before });
                undone += u64::from(back);
                followed += u64::from(back || known.len() == within as usize);
            }
        }
        prop_assert_eq!((found.moves, found.followed, found.undone), (moves, followed, undone));
    }

    #[test]
    fn intervals_hold_their_share(of in 1_u64..2000, part in 0.0_f64..=1.0) {
        let count = (of as f64 * part) as u64;
        let found = Proportion::of(count, of).unwrap();
        prop_assert!(0.0 <= found.lowest.get() && found.lowest <= found.share && found.share <= found.highest && found.highest.get() <= 1.0);
        // Wilson's ends are where the share is a quantile away, by the error that the end has itself.
        for end in [found.lowest.get(), found.highest.get()] {
            let (off, quantile) = (found.share.get() - end, 1.959_963_984_540_054_f64);
            let distance = off * off - quantile * quantile * end * (1.0 - end) / of as f64;
            prop_assert!(distance.abs() < 1e-9);
        }
    }
}

#[test]
fn a_permutation_has_the_roots_of_one() {
    for size in 2..7 {
        let turn = Matrix::from_cells(size, |from, to| f64::from(u8::from((from + 1) % size == to)));
        assert!(eigenvalues(&turn).iter().all(|value| (value.modulus() - 1.0).abs() < 1e-9 && residual(&turn, *value) < 1e-9));
    }
}

#[test]
fn two_states_are_the_estimator_of_kaplan_and_meier() {
    // 6 accounts; one leaves on day 1, two on day 3, one is censored on day 3.
    let spell = |number: i32, until: Option<i32>, left: bool| Spell {
        account: format!("a{number}"),
        from: day(0),
        until: until.map(day),
        tier: "member".to_owned(),
        end: until.map(|_| if left { SpellEnd::Left } else { SpellEnd::Censored }),
    };
    let spells =
        vec![spell(1, Some(1), true), spell(2, Some(3), true), spell(3, Some(3), true), spell(4, Some(3), false), spell(5, None, false), spell(6, None, false)];
    let found = hazards(&Panel { ladder: vec!["member".to_owned()], spells, ..Panel::default() }, day(0), day(10)).unwrap();
    let survival = 5.0 / 6.0 * (3.0 / 5.0);
    assert!((found.probabilities[0][0].get() - survival).abs() < 1e-15);
    let greenwood = survival * survival * (1.0 / (6.0 * 5.0) + 2.0 / (5.0 * 3.0));
    assert!((found.covariances[0][0][0].get() - greenwood).abs() < 1e-15);
    assert!((found.standard_errors[0][1].get() - greenwood.sqrt()).abs() < 1e-15);
}
