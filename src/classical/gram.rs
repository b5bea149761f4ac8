//! The products of all pairs of training rows, from which every kernel follows.

use std::sync::Arc;

use super::Rows;
use super::kernel::dot;

/// Rows that are computed in one portion, as long as the rows are; about a fourth of a second.
const PORTION: usize = 400_000_000;
/// Rows that are read together, so that they stay in the cache.
const TILE: usize = 8;

/// The products of all pairs of rows.
#[derive(Clone, Debug)]
pub struct Gram {
    rows: Arc<Rows>,
    n: usize,
    /// Row by row, the upper and the lower half.
    values: Vec<f64>,
    /// Rows whose products are there.
    done: usize,
}

impl Gram {
    /// Before its first row.
    pub fn new(rows: Arc<Rows>) -> Self {
        let n = rows.len();
        Self {
            values: vec![0.0; n * n],
            rows,
            n,
            done: 0,
        }
    }

    /// How many portions there are.
    pub fn portions(rows: &Rows) -> usize {
        rows.len().div_ceil(Self::per_portion(rows))
    }

    fn per_portion(rows: &Rows) -> usize {
        let of_row = rows.len() * rows.width();
        (PORTION / of_row.max(1)).max(TILE) / TILE * TILE
    }

    /// Computes some rows.
    pub fn work(&mut self) {
        let (first, n) = (self.done, self.n);
        let end = (first + Self::per_portion(&self.rows)).min(n);
        for tile in (first..end).step_by(TILE) {
            let tile = tile..(tile + TILE).min(end);
            for j in 0..tile.end {
                let other = self.rows.row(j);
                for i in tile.clone().filter(|i| *i >= j) {
                    let product = dot(self.rows.row(i), other);
                    self.values[i * n + j] = product;
                    self.values[j * n + i] = product;
                }
            }
        }
        self.done = end;
    }

    /// The product of two rows.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.n + j]
    }
}
