//! How long and in what portions a network is trained.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::error::{ExperimentError, ensure};

/// Training options (the arguments of Keras's `fit`).
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(default, deny_unknown_fields)]
pub struct Training {
    /// Samples a step.
    pub batch_size: usize,
    /// Passes over the training samples.
    pub epochs: usize,
    /// Draw a new order of the samples for every epoch.
    pub shuffle: bool,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            batch_size: 64,
            epochs: 12,
            shuffle: true,
        }
    }
}

impl Training {
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        ensure(
            (1..=4096).contains(&self.batch_size),
            "training.batch_size",
            format!("is {}", self.batch_size),
            "Use 1 to 4096 samples a step.",
        )?;
        ensure(
            (1..=10_000).contains(&self.epochs),
            "training.epochs",
            format!("is {}", self.epochs),
            "Use 1 to 10 000 epochs.",
        )
    }
}
