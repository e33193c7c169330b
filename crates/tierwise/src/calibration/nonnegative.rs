//! Least squares with weights that are not negative: the active-set method of Lawson and Hanson, on the normal equations.

/// The weights w, none below zero, with the least `w' moments w - 2 w' products`; `moments` is symmetric, row by row.
///
/// Weights enter in the order of their slope, equal ones in the order given; each round solves the equations of those that are in
/// and takes out what would fall below zero.
pub(super) fn nonnegative(moments: &[Vec<f64>], products: &[f64]) -> Vec<f64> {
    let count = products.len();
    let mut weights = vec![0.0; count];
    let mut inside = vec![false; count];
    // What depends on those that are in, and can enter only after they have changed.
    let mut dependent = vec![false; count];
    let scale = products.iter().fold(0.0_f64, |most, product| most.max(product.abs()));
    // The method ends by itself; the bound only keeps rounding from turning it in circles.
    for _ in 0..count.saturating_mul(10) {
        let slope = |at: usize| -> f64 {
            let row = moments.get(at).into_iter().flatten().zip(&weights).map(|(moment, weight)| moment * weight);
            products.get(at).copied().unwrap_or_default() - row.sum::<f64>()
        };
        let outside = inside.iter().zip(&dependent).enumerate().filter(|(_, (inside, dependent))| !**inside && !**dependent).map(|(at, _)| (at, slope(at)));
        let steepest = outside.filter(|(_, slope)| *slope > scale * 1e-12).reduce(|best, next| if next.1 > best.1 { next } else { best });
        let Some((entering, _)) = steepest else { break };
        set(&mut inside, entering, true);
        loop {
            let Some(solved) = solve(moments, products, &inside) else {
                set(&mut inside, entering, false);
                set(&mut dependent, entering, true);
                break;
            };
            let reached =
                |(at, (weight, solved)): (usize, (&f64, &f64))| (inside.get(at) == Some(&true) && *solved <= 0.0).then(|| (at, weight / (weight - solved)));
            let blocking = weights.iter().zip(&solved).enumerate().filter_map(reached).reduce(|least, next| if next.1 < least.1 { next } else { least });
            let Some((leaving, share)) = blocking else {
                weights = solved;
                dependent.fill(false);
                break;
            };
            for (weight, solved) in weights.iter_mut().zip(&solved) {
                *weight += share * (solved - *weight);
            }
            set(&mut weights, leaving, 0.0);
            set(&mut inside, leaving, false);
        }
    }
    weights
}

fn set<T: Copy>(list: &mut [T], at: usize, value: T) {
    list.get_mut(at).into_iter().for_each(|place| *place = value);
}

/// Solves the equations of the weights that are in, by Gauss's method with the greatest pivot of each column; none if they depend on each other.
fn solve(moments: &[Vec<f64>], products: &[f64], inside: &[bool]) -> Option<Vec<f64>> {
    let places: Vec<usize> = inside.iter().enumerate().filter(|(_, inside)| **inside).map(|(at, _)| at).collect();
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for at in &places {
        let mut row = places.iter().map(|column| moments.get(*at)?.get(*column).copied()).collect::<Option<Vec<f64>>>()?;
        row.push(*products.get(*at)?);
        rows.push(row);
    }
    for column in 0..places.len() {
        let size = |row: &Vec<f64>| row.get(column).map_or(0.0, |value| value.abs());
        let pivot = (column..rows.len()).reduce(|best, next| if rows.get(next).map(size) > rows.get(best).map(size) { next } else { best })?;
        rows.swap(column, pivot);
        let row = rows.get(column)?.clone();
        let head = *row.get(column)?;
        let whole = moments.get(*places.get(column)?)?.get(*places.get(column)?)?;
        if head.abs() <= whole.abs() * 1e-12 {
            return None;
        }
        for other in rows.iter_mut().skip(column.saturating_add(1)) {
            let factor = *other.get(column)? / head;
            for (value, above) in other.iter_mut().zip(&row) {
                *value -= factor * above;
            }
        }
    }
    let mut solved = vec![0.0; inside.len()];
    for (row, at) in rows.iter().zip(&places).rev() {
        let known = row.iter().zip(&places).filter(|(_, other)| *other > at).map(|(value, other)| value * solved.get(*other).copied().unwrap_or_default());
        let head = places.iter().position(|place| place == at).and_then(|column| row.get(column))?;
        let value = (row.last()? - known.sum::<f64>()) / head;
        set(&mut solved, *at, value);
    }
    Some(solved)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "the numbers of the tests are small")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cost(moments: &[Vec<f64>], products: &[f64], weights: &[f64]) -> f64 {
        let square: f64 =
            moments.iter().zip(weights).map(|(row, weight)| weight * row.iter().zip(weights).map(|(moment, other)| moment * other).sum::<f64>()).sum();
        square - 2.0 * products.iter().zip(weights).map(|(product, weight)| product * weight).sum::<f64>()
    }

    proptest! {
        #![proptest_config(crate::laws())]

        #[test]
        fn no_other_set_of_weights_is_better(columns in proptest::collection::vec(proptest::collection::vec(-9..10_i32, 8), 1..6), outcome in proptest::collection::vec(-9..10_i32, 8)) {
            let dot = |one: &[i32], other: &[i32]| f64::from(one.iter().zip(other).map(|(one, other)| one * other).sum::<i32>());
            let moments: Vec<Vec<f64>> = columns.iter().map(|one| columns.iter().map(|other| dot(one, other)).collect()).collect();
            let products: Vec<f64> = columns.iter().map(|column| dot(column, &outcome)).collect();
            let found = nonnegative(&moments, &products);
            prop_assert!(found.iter().all(|weight| *weight >= 0.0));
            // Every set of weights that may be above zero, tried one after the other.
            let best = (0..1_usize << columns.len())
                .filter_map(|set| solve(&moments, &products, &(0..columns.len()).map(|at| set >> at & 1 == 1).collect::<Vec<_>>()))
                .filter(|weights| weights.iter().all(|weight| *weight >= 0.0))
                .map(|weights| cost(&moments, &products, &weights))
                .fold(f64::INFINITY, f64::min);
            let found = cost(&moments, &products, &found);
            prop_assert!(found <= best + 1e-6 * (1.0 + best.abs()), "{found} {best}");
        }
    }
}
