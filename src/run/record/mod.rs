//! A run as it is kept, compared and handed on: what was trained, how it went and what came of it, as one
//! versioned JSON. The model's file lies beside it.

#[cfg(feature = "files")]
pub mod archive;
mod experiment_text;
mod scores;
mod summary;

#[cfg(all(test, not(target_family = "wasm")))]
mod tests;

use serde::{Deserialize, Serialize};

use super::EpochResult;
use super::json_number::all_or_nan;
use crate::experiment::{Experiment, link};
use crate::metrics::Predictions;

pub use scores::TestScores;
pub use summary::{Ending, RunSummary, SweepTrial};

/// The version of the format. Fields may be added under the same number, since unknown ones are passed over and
/// missing ones have defaults; what changes the meaning of a field needs another.
pub const VERSION: u32 = 1;

/// Most steps of the curve that are kept, evenly spaced.
pub const CURVE_POINTS: usize = 500;

/// A run that is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// [`VERSION`] of the program that wrote it.
    pub version: u32,
    /// What lists of runs show.
    pub summary: RunSummary,
    /// What it carried out, as the JSON of an [`Experiment`]. It is kept as a text, so that a record can be listed and
    /// handed on by programs that cannot read its experiment.
    #[serde(with = "experiment_text")]
    pub experiment: String,
    /// Its epochs.
    #[serde(default)]
    pub history: Vec<EpochResult>,
    /// Some of its steps.
    #[serde(default)]
    pub curve: Curve,
    /// What it made of each test sample; absent where nobody asked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predictions: Option<TestPredictions>,
}

/// Some steps of a run, as columns of one length.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Numbers of the steps, from 1.
    pub steps: Vec<usize>,
    /// Loss of each one's batch before the update.
    #[serde(deserialize_with = "all_or_nan")]
    pub loss: Vec<f32>,
    /// Accuracy on each one's batch before the update.
    #[serde(deserialize_with = "all_or_nan")]
    pub accuracy: Vec<f32>,
}

/// Classes of the test samples, in the order of the test part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestPredictions {
    /// The class of each.
    pub labels: Vec<u16>,
    /// The class that the network predicted.
    pub predicted: Vec<u16>,
}

impl RunRecord {
    /// The record of a run of an experiment, of which nothing is known yet but its id.
    #[must_use]
    pub fn new(id: String, experiment: &Experiment) -> Self {
        Self::of_text(id, experiment, link::to_json(experiment))
    }

    /// The same, for programs that cannot write an experiment's JSON but have it.
    #[must_use]
    pub fn of_text(id: String, experiment: &Experiment, text: String) -> Self {
        Self {
            version: VERSION,
            summary: RunSummary::new(id, experiment),
            experiment: text,
            history: Vec::new(),
            curve: Curve::default(),
            predictions: None,
        }
    }

    /// The record that a JSON text is of.
    ///
    /// # Errors
    /// It is none, or of a later version; the text says which, for people.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(text).map_err(|e| format!("is no run: {e}."))?;
        if record.version > VERSION {
            return Err(format!(
                "is a run of version {}, and this program reads up to {VERSION}.",
                record.version
            ));
        }
        let Curve {
            steps,
            loss,
            accuracy,
        } = &record.curve;
        if [loss.len(), accuracy.len()] != [steps.len(); 2] {
            return Err("is no run: the columns of its curve differ in length.".to_owned());
        }
        if let Some(TestPredictions { labels, predicted }) = &record.predictions
            && labels.len() != predicted.len()
        {
            return Err("is no run: it has not one prediction for each label.".to_owned());
        }
        Ok(record)
    }

    /// The record as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Curve {
    /// Of the steps of a run (number, loss, accuracy), at most [`CURVE_POINTS`], evenly spaced, the last among them.
    #[must_use]
    pub fn of(steps: impl ExactSizeIterator<Item = (usize, f32, f32)>) -> Self {
        let all = steps.len();
        let kept = CURVE_POINTS.min(all);
        let mut curve = Self::default();
        for (i, (step, loss, accuracy)) in steps.enumerate() {
            // The step at which one more is due.
            if (i + 1) * kept / all > i * kept / all {
                curve.push(step, loss, accuracy);
            }
        }
        curve
    }

    /// Adds a step.
    pub fn push(&mut self, step: usize, loss: f32, accuracy: f32) {
        self.steps.push(step);
        self.loss.push(loss);
        self.accuracy.push(accuracy);
    }
}

impl From<&Predictions> for TestPredictions {
    fn from(predictions: &Predictions) -> Self {
        Self {
            labels: predictions.labels().to_vec(),
            predicted: predictions.predicted().to_vec(),
        }
    }
}
