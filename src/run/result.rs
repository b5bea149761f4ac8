//! What a run measures: of a step, of an epoch, and on the test samples.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::json_number::or_nan;
use crate::data::bits;
use crate::metrics::{self, Predictions, Totals};

/// Loss and accuracy.
#[derive(
    Clone, Copy, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Scores {
    /// Mean loss a sample.
    #[serde(deserialize_with = "or_nan")]
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub loss: f64,
    /// Part of the samples classified correctly.
    #[serde(deserialize_with = "or_nan")]
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub accuracy: f64,
}

impl From<Totals> for Scores {
    fn from(totals: Totals) -> Self {
        Self {
            loss: totals.mean_loss(),
            accuracy: totals.accuracy(),
        }
    }
}

/// One training step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct StepRecord {
    /// Number of the step, from 1.
    pub step: usize,
    /// Loss of its batch before the update.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub loss: f32,
    /// Accuracy on its batch before the update.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub accuracy: f32,
    /// The step size of its update.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub learning_rate: f64,
}

/// How an epoch went.
#[derive(
    Clone, Copy, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct EpochResult {
    /// Its number, from 1.
    pub epoch: usize,
    /// Its last step.
    pub step: usize,
    /// Means over its training batches, each before its update (as in Keras).
    pub train: Scores,
    /// On the validation samples, if there are any.
    #[serde(default)]
    pub validation: Option<Scores>,
    /// On the test samples.
    pub test: Scores,
    /// Seconds of work from the run's beginning to its end, without pauses.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub seconds: f64,
}

/// What a network is worth on the test samples.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Evaluation {
    /// Loss and accuracy.
    pub test: Scores,
    /// `confusion[true][predicted]`, in samples.
    pub confusion: Vec<Vec<u32>>,
}

/// What a run on a part of the training samples came to.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct CurvePoint {
    /// Training samples.
    pub samples: usize,
    /// Accuracy in the last epoch's batches.
    pub train: f64,
    /// Accuracy on the test samples after it.
    pub test: f64,
}

impl From<&Predictions> for Evaluation {
    fn from(predictions: &Predictions) -> Self {
        let confusion = predictions.confusion();
        let test = Scores {
            loss: predictions.mean_loss(),
            accuracy: metrics::accuracy(&confusion),
        };
        Self { test, confusion }
    }
}
