//! Principal components: the directions in which samples differ most.
//!
//! Found by subspace iteration: some directions more than are wanted are multiplied by the covariance matrix again
//! and again, and the best directions of what they span are taken each time (Rayleigh and Ritz). The matrix itself,
//! which for pictures is large, is never made: `X·q` and then `Xᵀ·(X·q)` are one pass over the samples.
//!
//! # Source
//! Saad, *Numerical Methods for Large Eigenvalue Problems* (2011), chapter 5. Names and signs are scikit-learn's.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::symmetric::eigen;
use crate::data::normal::normal;
use crate::data::seed::derive;
use crate::data::{DataError, Samples};

/// Directions beyond those wanted: the more, the fewer rounds.
const SPARE: usize = 8;
/// What may be missing of a component for it to be taken, relative to the largest variance.
const SETTLED: f64 = 1e-11;
/// Rounds after which components are taken as they are.
const MOST_ROUNDS: usize = 500;
/// Multiplications that are spent at most, beyond the first rounds.
const MOST_WORK: usize = 3_000_000_000;
const FIRST_ROUNDS: usize = 8;

/// Principal components of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// The mean sample: `mean_`.
    pub mean: Vec<f64>,
    /// The components, of length 1, those of most variance first; the largest number of each by size is positive:
    /// `components_`.
    pub components: Vec<Vec<f64>>,
    /// The variance along each, of a sample drawn from many: `explained_variance_`.
    pub explained_variance: Vec<f64>,
    /// The part of the whole variance: `explained_variance_ratio_`.
    pub explained_variance_ratio: Vec<f64>,
    /// `singular_values_`.
    pub singular_values: Vec<f64>,
}

/// Samples on a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// Each sample's coordinates along the first two components.
    pub points: Vec<[f32; 2]>,
    /// What part of the variance each explains.
    pub explained: [f32; 2],
}

impl Pca {
    /// Finds the components of rows of a width, at most as many as are wanted and there are.
    ///
    /// # Errors
    /// There are fewer than two rows, or a value is no finite number.
    pub fn new<T: Copy + Into<f64>>(
        rows: &[T],
        width: usize,
        wanted: usize,
        seed: u64,
    ) -> Result<Self, DataError> {
        let n = rows.len() / width.max(1);
        if n < 2 {
            return Err(DataError::new(
                "Fewer than two samples have no principal components",
                "Choose more samples.",
            ));
        }
        let mut mean = vec![0.0_f64; width];
        for row in rows.chunks_exact(width) {
            for (mean, &value) in mean.iter_mut().zip(row) {
                *mean += value.into() / n as f64;
            }
        }
        if mean.iter().any(|value| !value.is_finite()) {
            return Err(DataError::new(
                "Rows with missing values have no principal components",
                "Choose first what to do about missing values.",
            ));
        }
        let wanted = wanted.min(width).min(n);
        let mut search = Search::new(rows, &mean, wanted, seed);
        search.settle();
        let (squares, mut components) = (search.squares, search.basis);
        components.truncate(wanted);
        for component in &mut components {
            let largest = component.iter().copied().fold(0.0, |largest: f64, value| {
                if value.abs() > largest.abs() {
                    value
                } else {
                    largest
                }
            });
            if largest < 0.0 {
                for value in component.iter_mut() {
                    *value = -*value;
                }
            }
        }
        let all = search.all_squares;
        let squares: Vec<f64> = squares[..wanted].iter().map(|s| s.max(0.0)).collect();
        let each = |of: &dyn Fn(f64) -> f64| squares.iter().map(|&s| of(s)).collect();
        Ok(Self {
            mean,
            components,
            explained_variance: each(&|s| s / (n - 1) as f64),
            explained_variance_ratio: each(&|s| s / all.max(f64::MIN_POSITIVE)),
            singular_values: each(&f64::sqrt),
        })
    }

    /// A row along the components.
    #[must_use]
    pub fn transform<T: Copy + Into<f64>>(&self, row: &[T]) -> Vec<f64> {
        let along = |component: &Vec<f64>| {
            let values = row.iter().zip(&self.mean).zip(component);
            values.map(|((&v, mean), c)| (v.into() - mean) * c).sum()
        };
        self.components.iter().map(along).collect()
    }

    /// The row that lies so far along the components.
    #[must_use]
    pub fn inverse_transform(&self, along: &[f64]) -> Vec<f64> {
        let mut row = self.mean.clone();
        for (component, &along) in self.components.iter().zip(along) {
            for (value, c) in row.iter_mut().zip(component) {
                *value += along * c;
            }
        }
        row
    }
}

impl Projection {
    /// Lays out samples at these indices; a thousand or two show what there is to see, and keep it quick. Pixels
    /// are taken from 0 to 1.
    ///
    /// # Errors
    /// There are fewer than two samples, or values are missing.
    ///
    /// # Panics
    /// There is no sample at one of the indices.
    pub fn new(samples: &Samples, indices: &[u32], seed: u64) -> Result<Self, DataError> {
        let mut rows: Vec<f32> = Vec::new();
        match samples {
            Samples::Pictures(pictures) => {
                let picture = |&i: &u32| pictures.get(i as usize).iter();
                let pixels = indices.iter().flat_map(picture);
                rows.extend(pixels.map(|&pixel| f32::from(pixel) / 255.0));
            }
            Samples::Features(features) => {
                rows.extend(indices.iter().flat_map(|&i| features.get(i as usize)));
            }
        }
        let width = rows.len() / indices.len().max(1);
        Self::of_rows(&rows, width, seed)
    }

    /// Lays out rows of a width.
    ///
    /// # Errors
    /// There are fewer than two rows, or a value is no finite number.
    pub fn of_rows(rows: &[f32], width: usize, seed: u64) -> Result<Self, DataError> {
        let pca = Pca::new(rows, width, 2, seed)?;
        let of = |values: &[f64], i: usize| values.get(i).copied().unwrap_or(0.0) as f32;
        let point = |row| {
            let along = pca.transform(row);
            [of(&along, 0), of(&along, 1)]
        };
        Ok(Self {
            points: rows.chunks_exact(width).map(point).collect(),
            explained: [0, 1].map(|i| of(&pca.explained_variance_ratio, i)),
        })
    }
}

/// The search for the directions.
struct Search<'a, T> {
    rows: &'a [T],
    mean: &'a [f64],
    wanted: usize,
    /// Directions, each of length 1 and at right angles to all others.
    basis: Vec<Vec<f64>>,
    /// The sum of the squares of all samples along each.
    squares: Vec<f64>,
    /// The same of all directions there are.
    all_squares: f64,
}

impl<'a, T: Copy + Into<f64>> Search<'a, T> {
    fn new(rows: &'a [T], mean: &'a [f64], wanted: usize, seed: u64) -> Self {
        let (width, n) = (mean.len(), rows.len() / mean.len());
        let mut rng = Pcg64Mcg::seed_from_u64(derive(seed, "pca"));
        let mut random = || (0..width).map(|_| f64::from(normal(&mut rng))).collect();
        let mut basis: Vec<Vec<f64>> = (0..(wanted + SPARE).min(width).min(n))
            .map(|_| random())
            .collect();
        orthonormalize(&mut basis);
        let squares = rows.chunks_exact(width).flat_map(|row| {
            let pairs = row.iter().zip(mean);
            pairs.map(|(&value, mean)| (value.into() - mean).powi(2))
        });
        Self {
            rows,
            mean,
            wanted,
            squares: vec![0.0; basis.len()],
            basis,
            all_squares: squares.sum(),
        }
    }

    fn settle(&mut self) {
        let work = 2 * self.rows.len() * self.basis.len();
        let rounds = (FIRST_ROUNDS + MOST_WORK / work.max(1)).min(MOST_ROUNDS);
        for _ in 0..rounds {
            if self.advance() {
                break;
            }
        }
    }

    /// One pass over the samples; whether the wanted directions have settled.
    fn advance(&mut self) -> bool {
        let width = self.mean.len();
        let k = self.basis.len();
        let mut products = vec![vec![0.0; width]; k];
        let mut centred = vec![0.0; width];
        for row in self.rows.chunks_exact(width) {
            for ((centred, &value), mean) in centred.iter_mut().zip(row).zip(self.mean) {
                *centred = value.into() - mean;
            }
            for (product, direction) in products.iter_mut().zip(&self.basis) {
                let along = dot(&centred, direction);
                add_scaled(product, &centred, along);
            }
        }
        // The best directions of what the basis spans.
        let inner = |i: usize, j: usize| dot(&self.basis[i], &products[j]);
        let (values, vectors) = eigen(k, inner);
        let turned = |of: &[Vec<f64>]| -> Vec<Vec<f64>> {
            let turn = |vector: &Vec<f64>| {
                let mut sum = vec![0.0; width];
                for (of, &part) in of.iter().zip(vector) {
                    add_scaled(&mut sum, of, part);
                }
                sum
            };
            vectors.iter().map(turn).collect()
        };
        let directions = turned(&self.basis);
        let products = turned(&products);
        let largest = values
            .first()
            .copied()
            .unwrap_or(0.0)
            .max(f64::MIN_POSITIVE);
        let is_settled = (0..self.wanted).all(|i| {
            let left = products[i].iter().zip(&directions[i]);
            let left: f64 = left.map(|(p, d)| (p - values[i] * d).powi(2)).sum();
            left.sqrt() <= SETTLED * largest
        });
        // Where samples differ in no direction any more, any will do.
        if is_settled || self.all_squares <= 0.0 {
            self.basis = directions;
            self.squares = values;
            return true;
        }
        self.squares = values;
        self.basis = products;
        orthonormalize(&mut self.basis);
        false
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add_scaled(to: &mut [f64], from: &[f64], by: f64) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += by * from;
    }
}

/// Makes each direction one of length 1 at right angles to those before it (Gram and Schmidt, twice, for one pass
/// leaves rounding errors). What nothing is left of is 0.
fn orthonormalize(basis: &mut [Vec<f64>]) {
    for i in 0..basis.len() {
        let (before, rest) = basis.split_at_mut(i);
        let own = &mut rest[0];
        let length = dot(own, own).sqrt();
        for _ in 0..2 {
            for other in &*before {
                let along = dot(own, other);
                add_scaled(own, other, -along);
            }
        }
        let left = dot(own, own).sqrt();
        let by = if left > 1e-13 * length {
            left.recip()
        } else {
            0.0
        };
        for value in own.iter_mut() {
            *value *= by;
        }
    }
}

#[cfg(test)]
#[path = "pca_tests.rs"]
mod tests;
