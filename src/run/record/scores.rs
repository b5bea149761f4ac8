//! What a network is worth on the test samples, in the numbers that tables of models have.

use serde::{Deserialize, Serialize};

use crate::metrics::classification_report;
use crate::run::json_number::or_nan;
use crate::run::{Evaluation, Scores};

/// Scores on the test samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestScores {
    /// Part of the samples classified correctly.
    #[serde(deserialize_with = "or_nan")]
    pub accuracy: f64,
    /// Mean loss a sample.
    #[serde(deserialize_with = "or_nan")]
    pub loss: f64,
    /// Mean precision of the classes, each counting the same; absent where only accuracy and loss are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// Mean recall of the classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<f64>,
    /// Mean F1 of the classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f1: Option<f64>,
}

impl From<&Evaluation> for TestScores {
    fn from(evaluation: &Evaluation) -> Self {
        let average = classification_report(&evaluation.confusion).macro_avg;
        Self {
            precision: Some(average.precision),
            recall: Some(average.recall),
            f1: Some(average.f1),
            ..evaluation.test.into()
        }
    }
}

impl From<Scores> for TestScores {
    fn from(scores: Scores) -> Self {
        Self {
            accuracy: scores.accuracy,
            loss: scores.loss,
            precision: None,
            recall: None,
            f1: None,
        }
    }
}
