//! Synthetic points: the sets that scikit-learn's `make_…` functions make, a spiral and an
//! exclusive or.

mod classification;
mod shapes;
mod shares;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use super::seed::derive;
use super::{Column, DataError, Features, Loaded};
use crate::experiment::{Layout, Points};

/// Licence and origin, for people.
pub const LICENCE: &str = "Made by Hearth; free to use";

impl Points {
    /// Makes the points, shuffled. The same seed makes the same points.
    ///
    /// # Errors
    /// A number is out of its range, or there are more classes than corners for them.
    pub fn generate(&self, seed: u64) -> Result<Features, DataError> {
        self.validate().map_err(|e| e.within("data.source"))?;
        let (features, classes) = self.dimensions();
        let mut rng = Pcg64Mcg::seed_from_u64(derive(seed, "points"));
        let (points, labels) = match self.layout {
            Layout::Classification => classification::make(self, features, classes, &mut rng),
            Layout::Blobs => shapes::blobs(self, features, classes, &mut rng),
            Layout::Moons => shapes::moons(self, &mut rng),
            Layout::Circles => shapes::circles(self, &mut rng),
            Layout::Spiral => shapes::spiral(self, classes, &mut rng),
            Layout::Xor => shapes::xor(self, &mut rng),
        };
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.shuffle(&mut rng);
        let row = |&i: &usize| points[i * features..(i + 1) * features].iter().copied();
        let columns = (1..=features).map(|i| Column::number(format!("x{i}")));
        Features::new(
            columns.collect(),
            order.iter().flat_map(row).collect(),
            order.iter().map(|&i| labels[i]).collect(),
        )
    }
}

/// Loads a set of points: its classes are numbers, and it has no test part of its own.
///
/// # Errors
/// Those of [`Points::generate`].
pub fn load(points: &Points, seed: u64) -> Result<Loaded, DataError> {
    let (_, classes) = points.dimensions();
    let mut loaded = Loaded {
        train: Some(points.generate(seed)?.into()),
        classes: (0..classes).map(|class| class.to_string()).collect(),
        ..Loaded::default()
    };
    loaded.report.bytes = loaded.bytes();
    Ok(loaded)
}

#[cfg(test)]
#[path = "points_tests.rs"]
mod tests;
