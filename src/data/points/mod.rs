//! Synthetic points: the sets that scikit-learn's `make_…` functions make, a spiral and an
//! exclusive or.

mod classification;
mod shapes;

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

use super::seed::derive;
use super::{Column, DataError, Features};

/// How points are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// `make_classification` with `n_redundant=0`: two clusters a class at corners of a
    /// hypercube.
    #[default]
    Classification,
    /// `make_moons`: two half circles that reach into each other. Two features, two classes.
    Moons,
    /// `make_circles`: a circle in a circle. Two features, two classes.
    Circles,
    /// `make_blobs`: a round cloud for each class.
    Blobs,
    /// An arm of a spiral for each class. Two features.
    Spiral,
    /// Four clouds, of which those across from each other are of one class. Two features, two
    /// classes.
    Xor,
}

/// A set of synthetic points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Points {
    /// How they are laid out.
    pub layout: Layout,
    /// How many there are.
    pub samples: usize,
    /// How many numbers a point has, where the layout leaves a choice.
    pub features: usize,
    /// How many classes there are, where the layout leaves a choice.
    pub classes: usize,
    /// Part of the labels that are drawn anew (`flip_y`) in a classification; the standard
    /// deviation of the clouds of blobs (`cluster_std`) and of an exclusive or; otherwise that
    /// of the noise on the points (`noise`).
    pub noise: f32,
    /// How far classes are apart: `class_sep` of a classification. At 1 the others are as in
    /// scikit-learn: centres of blobs from -10 to 10, circles with `factor=0.8`, moons shifted
    /// by half a radius.
    pub separation: f32,
}

impl Default for Points {
    fn default() -> Self {
        Self::of(Layout::Classification)
    }
}

impl Points {
    /// A layout with scikit-learn's defaults.
    #[must_use]
    pub fn of(layout: Layout) -> Self {
        Self {
            layout,
            samples: match layout {
                Layout::Classification | Layout::Moons | Layout::Circles | Layout::Blobs => 100,
                Layout::Spiral | Layout::Xor => 300,
            },
            features: 2,
            classes: if layout == Layout::Blobs { 3 } else { 2 },
            noise: match layout {
                Layout::Classification => 0.01,
                Layout::Blobs => 1.0,
                Layout::Xor => 0.4,
                Layout::Moons | Layout::Circles | Layout::Spiral => 0.1,
            },
            separation: 1.0,
        }
    }

    /// Makes the points, shuffled. The same seed makes the same points.
    ///
    /// # Errors
    /// A number is out of its range, or there are more classes than corners for them.
    pub fn generate(&self, seed: u64) -> Result<Features, DataError> {
        let (features, classes) = self.check()?;
        let mut rng = Pcg64Mcg::seed_from_u64(derive(seed, "points"));
        let (points, labels) = match self.layout {
            Layout::Classification => classification::make(self, features, classes, &mut rng)?,
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

    /// The numbers of features and classes that the layout has.
    fn check(&self) -> Result<(usize, usize), DataError> {
        let (features, classes) = match self.layout {
            Layout::Classification | Layout::Blobs => (self.features, self.classes),
            Layout::Spiral => (2, self.classes),
            Layout::Moons | Layout::Circles | Layout::Xor => (2, 2),
        };
        let ensure = |holds: bool, message: String, hint: &str| {
            if holds {
                Ok(())
            } else {
                Err(DataError::new(message, hint))
            }
        };
        let range = |name: &str, n: usize, least: usize, most: usize| {
            let message = format!("{n} {name} cannot be made");
            ensure(
                (least..=most).contains(&n),
                message,
                &format!("Use {least} to {most}."),
            )
        };
        range("features", features, 1, 1000)?;
        range("classes", classes, 2, 100)?;
        range("samples", self.samples, classes, 1_000_000)?;
        // The product bounds memory: 400 MB at most.
        range("numbers", self.samples * features, 2, 100_000_000)?;
        let most = if self.layout == Layout::Classification {
            1.0
        } else {
            100.0
        };
        for (name, value, most) in [
            ("noise", self.noise, most),
            ("separation", self.separation, 100.0),
        ] {
            let message = format!("a {name} of {value} cannot be made");
            let hint = format!("Use a number from 0 to {most}.");
            ensure((0.0..=most).contains(&value), message, &hint)?;
        }
        Ok((features, classes))
    }
}

/// How many of `n` samples are of each of `classes` classes: the first ones get what is left
/// over.
fn shares(n: usize, classes: usize) -> impl Iterator<Item = usize> {
    (0..classes).map(move |class| n / classes + usize::from(class < n % classes))
}

#[cfg(test)]
#[path = "points_tests.rs"]
mod tests;
