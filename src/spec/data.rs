//! Which data an experiment uses and how it is divided.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{SpecError, ensure};

/// A data set and its division into training, validation and test parts.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Where the samples come from.
    #[serde(default)]
    pub source: Source,
    /// How they are divided.
    #[serde(default)]
    pub split: Split,
}

/// Where samples come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
}

fn default_train_samples() -> usize {
    8_000
}

fn default_test_samples() -> usize {
    2_000
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
        }
    }

    /// Every built-in source with its default size, in the order people are offered them.
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        vec![Self::default(), Self::Mnist {}]
    }
}

/// How samples are divided. The test part is the data set's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Split {
    /// Part of the training samples held back for validation, in `[0, 0.9]`.
    pub validation: f64,
}

impl Default for Split {
    fn default() -> Self {
        Self { validation: 0.05 }
    }
}

impl Data {
    pub(super) fn validate(&self) -> Result<(), SpecError> {
        if let Source::SyntheticDigits { train, test } = self.source {
            for (field, n) in [("data.source.train", train), ("data.source.test", test)] {
                ensure(
                    (10..=200_000).contains(&n),
                    field,
                    format!("is {n}"),
                    "Use 10 to 200 000 samples.",
                )?;
            }
        }
        let v = self.split.validation;
        ensure(
            (0.0..=0.9).contains(&v),
            "data.split.validation",
            format!("is {v}"),
            "Use a part between 0 and 0.9, for example 0.1.",
        )
    }
}
