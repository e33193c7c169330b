//! Square matrices of the few rows that ladders have.
#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "indexes run below the size, which is small")]

use std::ops::{Index, IndexMut};

/// A square matrix.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Matrix {
    size: usize,
    /// MigrationRow by row.
    cells: Vec<f64>,
}

impl Matrix {
    pub(super) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(super) fn identity(size: usize) -> Self {
        Self::from_cells(size, |row, column| if row == column { 1.0 } else { 0.0 })
    }

    pub(super) fn from_cells(size: usize, cell: impl Fn(usize, usize) -> f64) -> Self {
        Self { size, cells: (0..size * size).map(|at| cell(at / size, at % size)).collect() }
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.cells.chunks(self.size.max(1))
    }

    pub(super) fn times(&self, other: &Self) -> Self {
        Self::from_cells(self.size, |row, column| (0..self.size).map(|at| self[(row, at)] * other[(at, column)]).sum())
    }

    pub(super) fn transposed(&self) -> Self {
        Self::from_cells(self.size, |row, column| self[(column, row)])
    }

    /// By rows and columns of some indexes.
    pub(super) fn part(&self, of: &[usize]) -> Self {
        Self::from_cells(of.len(), |row, column| self[(of[row], of[column])])
    }

    pub(super) fn determinant(&self) -> f64 {
        self.eliminated(&mut []).map_or(0.0, |(upper, sign)| (0..self.size).fold(sign, |product, at| product * upper[(at, at)]))
    }

    /// The x of `self x = right`; `None` if there is not just one.
    pub(super) fn solve(&self, mut right: Vec<f64>) -> Option<Vec<f64>> {
        let (upper, _) = self.eliminated(&mut right)?;
        for row in (0..self.size).rev() {
            let known: f64 = (row + 1..self.size).map(|column| upper[(row, column)] * right[column]).sum();
            right[row] = (right[row] - known) / upper[(row, row)];
        }
        Some(right)
    }

    /// Gauss's elimination with the greatest pivot of each column, and the sign of the swaps; `None` if a pivot is zero.
    fn eliminated(&self, right: &mut [f64]) -> Option<(Self, f64)> {
        let (mut upper, mut sign) = (self.clone(), 1.0);
        for column in 0..self.size {
            let pivot = (column..self.size).max_by(|one, other| upper[(*one, column)].abs().total_cmp(&upper[(*other, column)].abs()))?;
            if upper[(pivot, column)] == 0.0 {
                return None;
            }
            if pivot != column {
                sign = -sign;
                (0..self.size).for_each(|at| upper.cells.swap(pivot * self.size + at, column * self.size + at));
                if !right.is_empty() {
                    right.swap(pivot, column);
                }
            }
            for row in column + 1..self.size {
                let factor = upper[(row, column)] / upper[(column, column)];
                for at in column..self.size {
                    let by = factor * upper[(column, at)];
                    upper[(row, at)] -= by;
                }
                if !right.is_empty() {
                    right[row] -= factor * right[column];
                }
            }
        }
        Some((upper, sign))
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.cells[row * self.size + column]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.cells[row * self.size + column]
    }
}
