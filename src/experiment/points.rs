//! Synthetic points and their options. The names are scikit-learn's.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure};

/// How points are laid out.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Default,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
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

/// A set of synthetic points. Options that are absent have scikit-learn's defaults for the layout.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(from = "PointsInput")]
#[schemars(!from, default, deny_unknown_fields)]
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

/// [`Points`] as they are written: what is left out depends on the layout.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointsInput {
    #[serde(default)]
    layout: Layout,
    samples: Option<usize>,
    features: Option<usize>,
    classes: Option<usize>,
    noise: Option<f32>,
    separation: Option<f32>,
}

impl From<PointsInput> for Points {
    fn from(input: PointsInput) -> Self {
        let of = Self::of(input.layout);
        Self {
            layout: input.layout,
            samples: input.samples.unwrap_or(of.samples),
            features: input.features.unwrap_or(of.features),
            classes: input.classes.unwrap_or(of.classes),
            noise: input.noise.unwrap_or(of.noise),
            separation: input.separation.unwrap_or(of.separation),
        }
    }
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

    /// The numbers of features and classes that the layout has.
    #[must_use]
    pub fn dimensions(&self) -> (usize, usize) {
        match self.layout {
            Layout::Classification | Layout::Blobs => (self.features, self.classes),
            Layout::Spiral => (2, self.classes),
            Layout::Moons | Layout::Circles | Layout::Xor => (2, 2),
        }
    }

    /// Clusters that each class of a classification has. A single feature has two corners: one
    /// cluster a class is all there is room for.
    #[must_use]
    pub fn clusters_per_class(&self) -> usize {
        if self.features == 1 { 1 } else { 2 }
    }

    /// Checks every number.
    ///
    /// # Errors
    /// One is out of its range, or there are more classes than corners for them; the field is
    /// named as seen from the points.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        let (features, classes) = self.dimensions();
        let range = |field: &str, n: usize, least: usize, most: usize| {
            ensure(
                (least..=most).contains(&n),
                field,
                format!("is {n}"),
                &format!("Use {least} to {most}."),
            )
        };
        range("features", features, 1, 1000)?;
        range("classes", classes, 2, 100)?;
        range("samples", self.samples, classes, 1_000_000)?;
        // The product bounds memory: 400 MB at most.
        ensure(
            self.samples * features <= 100_000_000,
            "samples",
            format!("is {} of {features} features", self.samples),
            "Use at most 100 000 000 numbers in all.",
        )?;
        let is_classification = self.layout == Layout::Classification;
        let most = if is_classification { 1.0 } else { 100.0 };
        for (field, value, most) in [
            ("noise", self.noise, most),
            ("separation", self.separation, 100.0),
        ] {
            ensure(
                (0.0..=most).contains(&value),
                field,
                format!("is {value}"),
                &format!("Use a number from 0 to {most}."),
            )?;
        }
        let clusters = self.clusters_per_class();
        ensure(
            !is_classification || features >= 20 || classes * clusters <= 1 << features,
            "classes",
            format!("is {classes}, and {features} features have no room for them"),
            &format!(
                "Use at most {} classes, or more features.",
                (1_usize << features.min(20)) / clusters
            ),
        )
    }
}
