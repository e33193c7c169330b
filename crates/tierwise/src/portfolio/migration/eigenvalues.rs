//! Eigenvalues of a real square matrix, by the shifted QR iteration in complex numbers: sums, products, quotients and square roots
//! only, so that every machine has the same bits.
#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, clippy::needless_range_loop, reason = "indexes run below the size, which is small")]

use std::ops::{Add, Mul, Sub};

use super::matrix::Matrix;

/// Rounds of one eigenvalue after which it is taken as it is; ten are usual.
const ENOUGH: usize = 500;
/// So many rounds without success ask for an unusual shift: a permutation stands still under the usual ones.
const STUCK: usize = 10;

/// A complex number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Complex {
    pub(super) real: f64,
    pub(super) imaginary: f64,
}

impl Complex {
    pub(super) const ZERO: Self = Self { real: 0.0, imaginary: 0.0 };

    pub(super) fn of(real: f64) -> Self {
        Self { real, imaginary: 0.0 }
    }

    pub(super) fn modulus(self) -> f64 {
        libm::sqrt(self.real * self.real + self.imaginary * self.imaginary)
    }

    fn conjugate(self) -> Self {
        Self { imaginary: -self.imaginary, ..self }
    }

    fn scaled(self, by: f64) -> Self {
        Self { real: self.real * by, imaginary: self.imaginary * by }
    }

    fn root(self) -> Self {
        let modulus = self.modulus();
        let real = libm::sqrt(((modulus + self.real) / 2.0).max(0.0));
        let imaginary = libm::sqrt(((modulus - self.real) / 2.0).max(0.0));
        Self { real, imaginary: if self.imaginary < 0.0 { -imaginary } else { imaginary } }
    }
}

impl Add for Complex {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { real: self.real + other.real, imaginary: self.imaginary + other.imaginary }
    }
}

impl Sub for Complex {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { real: self.real - other.real, imaginary: self.imaginary - other.imaginary }
    }
}

impl Mul for Complex {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let real = self.real * other.real - self.imaginary * other.imaginary;
        Self { real, imaginary: self.real * other.imaginary + self.imaginary * other.real }
    }
}

/// A turn in the plane of two neighbouring rows that makes the lower of two numbers zero.
struct Turn {
    cosine: Complex,
    sine: Complex,
}

impl Turn {
    fn of(upper: Complex, lower: Complex) -> Self {
        let (one, other) = (upper.modulus(), lower.modulus());
        let length = libm::sqrt(one * one + other * other);
        if length == 0.0 {
            return Self { cosine: Complex::of(1.0), sine: Complex::ZERO };
        }
        Self { cosine: upper.scaled(1.0 / length), sine: lower.scaled(1.0 / length) }
    }
}

/// The eigenvalues, those of the greatest modulus first.
pub(super) fn eigenvalues(matrix: &Matrix) -> Vec<Complex> {
    let mut rows: Vec<Vec<Complex>> = matrix.rows().map(|row| row.iter().copied().map(Complex::of).collect()).collect();
    to_hessenberg(&mut rows);
    let mut found = Vec::new();
    let (mut size, mut rounds) = (rows.len(), 0);
    while size > 0 {
        let last = size - 1;
        // Where a number below the diagonal is nothing beside its neighbours, the matrix falls into two.
        let split = (1..size).rev().find(|at| {
            let neighbours = rows[*at][*at].modulus() + rows[at - 1][at - 1].modulus();
            rows[*at][at - 1].modulus() <= f64::EPSILON * neighbours || rows[*at][at - 1] == Complex::ZERO
        });
        let first = split.unwrap_or(0);
        if first == last || rounds == ENOUGH {
            found.push(rows[last][last]);
            (size, rounds) = (last, 0);
            continue;
        }
        rounds += 1;
        let shift = if rounds % STUCK == 0 { Complex::of(rows[last][last - 1].modulus()) + rows[last][last] } else { shift(&rows, last) };
        step(&mut rows, first, last, shift);
    }
    found.sort_by(|one, other| other.modulus().total_cmp(&one.modulus()).then(other.real.total_cmp(&one.real)).then(other.imaginary.total_cmp(&one.imaginary)));
    found
}

/// Zeros below the first diagonal under the main one, by elimination, which keeps the eigenvalues.
fn to_hessenberg(rows: &mut [Vec<Complex>]) {
    let size = rows.len();
    for column in 0..size.saturating_sub(2) {
        let below = column + 1;
        let Some(pivot) = (below..size).max_by(|one, other| rows[*one][column].modulus().total_cmp(&rows[*other][column].modulus())) else { continue };
        if rows[pivot][column].real == 0.0 {
            continue;
        }
        rows.swap(pivot, below);
        rows.iter_mut().for_each(|row| row.swap(pivot, below));
        for row in below + 1..size {
            // All numbers are still real here.
            let factor = rows[row][column].real / rows[below][column].real;
            for at in 0..size {
                let by = rows[below][at].scaled(factor);
                rows[row][at] = rows[row][at] - by;
            }
            for other in rows.iter_mut() {
                other[below] = other[below] + other[row].scaled(factor);
            }
        }
    }
}

/// Of the last two rows' two eigenvalues the one nearer to the last number.
fn shift(rows: &[Vec<Complex>], last: usize) -> Complex {
    let (a, b, c, d) = (rows[last - 1][last - 1], rows[last - 1][last], rows[last][last - 1], rows[last][last]);
    let half = (a - d).scaled(0.5);
    let root = (half * half + b * c).root();
    let middle = (a + d).scaled(0.5);
    let (one, other) = (middle + root, middle - root);
    if (one - d).modulus() <= (other - d).modulus() { one } else { other }
}

/// One step `H - s = QR`, `H' = RQ + s` on the rows from first to last.
fn step(rows: &mut [Vec<Complex>], first: usize, last: usize, shift: Complex) {
    (first..=last).for_each(|at| rows[at][at] = rows[at][at] - shift);
    let mut turns = Vec::new();
    for at in first..last {
        let turn = Turn::of(rows[at][at], rows[at + 1][at]);
        for column in at..=last {
            let (upper, lower) = (rows[at][column], rows[at + 1][column]);
            rows[at][column] = turn.cosine.conjugate() * upper + turn.sine.conjugate() * lower;
            rows[at + 1][column] = turn.cosine * lower - turn.sine * upper;
        }
        turns.push(turn);
    }
    for (at, turn) in (first..last).zip(turns) {
        for row in rows.iter_mut().take((at + 1).min(last) + 1).skip(first) {
            let (left, right) = (row[at], row[at + 1]);
            row[at] = left * turn.cosine + right * turn.sine;
            row[at + 1] = right * turn.cosine.conjugate() - left * turn.sine.conjugate();
        }
    }
    (first..=last).for_each(|at| rows[at][at] = rows[at][at] + shift);
}
