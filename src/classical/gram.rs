//! The products of all pairs of training rows, from which every kernel follows.

use std::sync::Arc;

use super::Rows;
use super::products::products;

/// Multiplications of a portion: a fraction of a second.
const PORTION: usize = 2_000_000_000;
/// Rows of a portion, at least: fewer would be read from memory too often.
const TILE: usize = 64;

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

    /// How many portions there are of so many rows of a width.
    pub fn portions(rows: usize, width: usize) -> usize {
        rows.div_ceil(Self::per_portion(rows, width))
    }

    fn per_portion(rows: usize, width: usize) -> usize {
        let of_row = rows * width;
        (PORTION / of_row.max(1)).max(TILE) / TILE * TILE
    }

    /// Computes some rows.
    pub fn work(&mut self) {
        let (first, n) = (self.done, self.n);
        let end = (first + Self::per_portion(n, self.rows.width())).min(n);
        // What the rows before have with those after is the same.
        let new = products(
            self.rows.rows(first..end),
            self.rows.rows(0..end),
            self.rows.width(),
        );
        for (i, row) in (first..end).zip(new.chunks_exact(end)) {
            for (j, product) in row.iter().enumerate() {
                self.values[i * n + j] = *product;
                self.values[j * n + i] = *product;
            }
        }
        self.done = end;
    }

    /// The product of two rows.
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.n + j]
    }
}
