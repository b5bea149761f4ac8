//! Where an experiment's samples come from.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure};
use super::points::Points;
use super::prepare::check_classes;
use super::reading::{Missing, OwnFiles};

/// Where samples come from.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(tag = "type", deny_unknown_fields)]
pub enum Source {
    /// Digits drawn by Hearth itself from strokes; 28×28, ten classes, always there.
    SyntheticDigits {
        /// Samples for training and validation together.
        #[serde(default = "default_train_samples")]
        train: usize,
        /// Samples for testing.
        #[serde(default = "default_test_samples")]
        test: usize,
    },
    /// MNIST, 60 000 and 10 000 handwritten digits of 28×28.
    // With braces, because serde lets unknown fields pass beside a variant without them.
    #[serde(rename = "MNIST")]
    Mnist {},
    /// Fashion-MNIST, 60 000 and 10 000 grey pictures of clothes of 28×28.
    #[serde(rename = "FashionMNIST")]
    FashionMnist {},
    /// Drawings by players of Google's Quick, Draw!, 28×28.
    QuickDraw {
        /// What is drawn, by its English name: the classes.
        classes: Vec<String>,
        /// Drawings of each, for training and testing together; fewer where there are fewer.
        #[serde(default = "default_drawings")]
        samples: usize,
    },
    /// CIFAR-10, 50 000 and 10 000 coloured pictures of 32×32.
    #[serde(rename = "CIFAR10")]
    Cifar10 {},
    /// Points in a plane or in space, made by Hearth.
    Points(Points),
    /// People's own files.
    Files(OwnFiles),
}

fn default_train_samples() -> usize {
    8_000
}

fn default_test_samples() -> usize {
    2_000
}

fn default_drawings() -> usize {
    100
}

impl Default for Source {
    fn default() -> Self {
        Self::SyntheticDigits {
            train: default_train_samples(),
            test: default_test_samples(),
        }
    }
}

impl Source {
    /// The name people know the data set by; the page's `Dataset` options.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::SyntheticDigits { .. } => "Synthetic digits",
            Self::Mnist {} => "MNIST",
            Self::FashionMnist {} => "Fashion-MNIST",
            Self::QuickDraw { .. } => "QuickDraw",
            Self::Cifar10 {} => "CIFAR-10",
            Self::Points(_) => "Synthetic points",
            Self::Files(_) => "Own files",
        }
    }

    /// Every built-in source that every program loads, with its default size, in the order
    /// people are offered them.
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        let drawn = ["cat", "fish", "flower", "house", "tree"];
        vec![
            Self::default(),
            Self::Mnist {},
            Self::FashionMnist {},
            Self::QuickDraw {
                classes: drawn.map(str::to_owned).to_vec(),
                samples: 100,
            },
            Self::Cifar10 {},
            Self::Points(Points::default()),
        ]
    }

    /// Whether Hearth makes the samples itself, so that they follow from the seed.
    #[must_use]
    pub fn is_generated(&self) -> bool {
        matches!(self, Self::SyntheticDigits { .. } | Self::Points(_))
    }

    /// What becomes of missing values, where anything says so.
    #[must_use]
    pub fn missing(&self) -> Option<Missing> {
        match self {
            Self::Files(files) => files.options.missing,
            _ => None,
        }
    }

    /// Checks what needs no data; fields are named as seen from the source.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        let samples = |field: &str, n: usize| {
            ensure(
                (10..=200_000).contains(&n),
                field,
                format!("is {n}"),
                "Use 10 to 200 000 samples.",
            )
        };
        match self {
            Self::Mnist {} | Self::FashionMnist {} | Self::Cifar10 {} => Ok(()),
            Self::SyntheticDigits { train, test } => {
                samples("train", *train)?;
                samples("test", *test)
            }
            Self::QuickDraw {
                classes,
                samples: n,
            } => {
                check_classes("classes", classes)?;
                samples("samples", *n)
            }
            Self::Points(points) => points.validate(),
            Self::Files(files) => files.validate(),
        }
    }
}
