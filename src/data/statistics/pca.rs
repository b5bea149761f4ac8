//! Principal components by power iteration: the two directions in which samples differ most.
//!
//! Each component is what repeated multiplication with the covariance matrix makes of a random
//! start; the matrix itself, which for pictures is large, is never made: `X·v` and then `Xᵀ·(X·v)`
//! are two passes over the samples. For the second component the first is taken out of the
//! vector each time. Work is done in bounded portions.

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use crate::data::normal::normal;
use crate::data::seed::derive;
use crate::data::{DataError, Samples};

/// Components.
const COMPONENTS: usize = 2;
/// Multiplications after which a component is taken as it is.
const MOST_ROUNDS: usize = 100;
/// A component has settled when its direction changes by less.
const SETTLED: f64 = 1e-7;

/// Samples on a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// Each sample's coordinates along the two components.
    pub points: Vec<[f32; 2]>,
    /// The components, of length 1; the largest number of each by size is positive.
    pub components: [Vec<f32>; 2],
    /// What part of the variance each explains: `explained_variance_ratio_`.
    pub explained: [f32; 2],
}

/// The search for components.
pub struct Pca {
    /// Samples with the mean taken away, one after another.
    values: Vec<f32>,
    width: usize,
    /// Components that are found, with their variances.
    found: Vec<(Vec<f64>, f64)>,
    vector: Vec<f64>,
    rounds: usize,
    variance: f64,
    rng: Pcg64Mcg,
}

impl Pca {
    /// Takes samples at these indices; a thousand or two show what there is to see, and keep it
    /// quick. Pixels are taken from 0 to 1.
    ///
    /// # Errors
    /// There are fewer than two samples, or values are missing.
    ///
    /// # Panics
    /// There is no sample at one of the indices.
    pub fn new(samples: &Samples, indices: &[u32], seed: u64) -> Result<Self, DataError> {
        if indices.len() < 2 {
            return Err(DataError::new(
                "Fewer than two samples have no principal components",
                "Choose more samples.",
            ));
        }
        let mut values: Vec<f32> = Vec::new();
        match samples {
            Samples::Pictures(pictures) => {
                let picture = |&i: &u32| pictures.get(i as usize).iter();
                let pixels = indices.iter().flat_map(picture);
                values.extend(pixels.map(|&pixel| f32::from(pixel) / 255.0));
            }
            Samples::Features(features) => {
                values.extend(indices.iter().flat_map(|&i| features.get(i as usize)));
            }
        }
        if values.iter().any(|value| !value.is_finite()) {
            return Err(DataError::new(
                "Rows with missing values have no principal components",
                "Choose first what to do about missing values.",
            ));
        }
        let width = values.len() / indices.len();
        let mut mean = vec![0.0_f64; width];
        for row in values.chunks_exact(width) {
            for (mean, &value) in mean.iter_mut().zip(row) {
                *mean += f64::from(value) / indices.len() as f64;
            }
        }
        let mut variance = 0.0;
        for row in values.chunks_exact_mut(width) {
            for (value, &mean) in row.iter_mut().zip(&mean) {
                *value = (f64::from(*value) - mean) as f32;
                variance += f64::from(*value).powi(2);
            }
        }
        let mut pca = Self {
            values,
            width,
            found: Vec::new(),
            vector: Vec::new(),
            rounds: 0,
            variance,
            rng: Pcg64Mcg::seed_from_u64(derive(seed, "pca")),
        };
        pca.start();
        Ok(pca)
    }

    /// Does one multiplication, two passes over the samples. The projection once both
    /// components are found.
    pub fn advance(&mut self) -> Option<Projection> {
        if self.found.len() == COMPONENTS {
            return Some(self.projection());
        }
        let mut next = vec![0.0; self.width];
        for row in self.values.chunks_exact(self.width) {
            let along = dot(row, &self.vector);
            for (next, &value) in next.iter_mut().zip(row) {
                *next += along * f64::from(value);
            }
        }
        for (component, _) in &self.found {
            without(&mut next, component);
        }
        let length = norm(&next);
        // What is left varies in no direction: any will do, and none is as good.
        if length <= 1e-12 * self.variance.max(1e-300) {
            self.found.push((vec![0.0; self.width], 0.0));
            self.start();
            return None;
        }
        for value in &mut next {
            *value /= length;
        }
        let change: f64 = next
            .iter()
            .zip(&self.vector)
            .map(|(a, b)| (a - b).powi(2))
            .sum();
        self.vector = next;
        self.rounds += 1;
        if change < SETTLED * SETTLED || self.rounds == MOST_ROUNDS {
            let mut component = std::mem::take(&mut self.vector);
            // Both directions are the same component: one of them is chosen for all time.
            let largest = component.iter().copied().fold(0.0, |largest: f64, value| {
                if value.abs() > largest.abs() {
                    value
                } else {
                    largest
                }
            });
            if largest < 0.0 {
                for value in &mut component {
                    *value = -*value;
                }
            }
            self.found.push((component, length));
            self.start();
        }
        None
    }

    /// Does all of the work.
    #[must_use]
    pub fn finish(mut self) -> Projection {
        loop {
            if let Some(projection) = self.advance() {
                return projection;
            }
        }
    }

    /// A random direction to begin with, without the components that are found.
    fn start(&mut self) {
        self.rounds = 0;
        self.vector = (0..self.width)
            .map(|_| f64::from(normal(&mut self.rng)))
            .collect();
        for (component, _) in &self.found {
            without(&mut self.vector, component);
        }
        let length = norm(&self.vector).max(1e-300);
        for value in &mut self.vector {
            *value /= length;
        }
    }

    fn projection(&self) -> Projection {
        let [first, second] = [&self.found[0], &self.found[1]];
        let rows = self.values.chunks_exact(self.width);
        let points = rows.map(|row| [first, second].map(|(along, _)| dot(row, along) as f32));
        let reals = |component: &[f64]| component.iter().map(|&value| value as f32).collect();
        let part = |variance: f64| (variance / self.variance.max(1e-300)) as f32;
        Projection {
            points: points.collect(),
            components: [reals(&first.0), reals(&second.0)],
            explained: [part(first.1), part(second.1)],
        }
    }
}

fn dot(row: &[f32], vector: &[f64]) -> f64 {
    row.iter()
        .zip(vector)
        .map(|(&a, &b)| f64::from(a) * b)
        .sum()
}

fn norm(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// Takes a direction out of a vector.
fn without(vector: &mut [f64], direction: &[f64]) {
    let along: f64 = vector.iter().zip(direction).map(|(a, b)| a * b).sum();
    for (value, &direction) in vector.iter_mut().zip(direction) {
        *value -= along * direction;
    }
}

#[cfg(test)]
#[path = "pca_tests.rs"]
mod tests;
