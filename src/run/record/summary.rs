//! What lists of runs show of one: everything about it that is short.

use serde::{Deserialize, Serialize};

use super::TestScores;
use crate::experiment::Experiment;

/// A run, in short.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// What it is known by, everywhere: two records of one id are of one run.
    pub id: String,
    /// Its name, which people may change.
    #[serde(default)]
    pub name: String,
    /// What people noted about it.
    #[serde(default)]
    pub note: String,
    /// Whether it is never dropped to make room.
    #[serde(default)]
    pub pinned: bool,
    /// When it ended, in milliseconds since 1970 (UTC); 0 where not known.
    #[serde(default)]
    pub ended_at: f64,
    /// The model's name.
    #[serde(default)]
    pub model: String,
    /// The data's name.
    #[serde(default)]
    pub data: String,
    /// What the test samples are known by: equal for equal samples and labels in equal order
    /// ([`Dataset::test_fingerprint`](crate::data::Dataset::test_fingerprint)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_fingerprint: Option<String>,
    /// The update rule and its learning rate, the batch size and the seed.
    #[serde(default)]
    pub settings: String,
    /// What computed, with its set of kernels.
    #[serde(default)]
    pub device: String,
    /// Epochs done.
    #[serde(default)]
    pub epochs: usize,
    /// Steps taken.
    #[serde(default)]
    pub steps: usize,
    /// Seconds of work, without pauses.
    #[serde(default)]
    pub seconds: f64,
    /// How it ended.
    #[serde(default)]
    pub ending: Ending,
    /// On the test samples, of the weights that it ended with; absent where it came to no evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestScores>,
    /// The sweep that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<SweepTrial>,
    /// Whether the model's file is kept beside it.
    #[serde(default)]
    pub has_model: bool,
}

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// All its epochs are done.
    #[default]
    Finished,
    /// A callback ended it: it improved no more.
    StoppedEarly,
    /// A person ended it.
    Stopped,
    /// It could not go on, for this reason.
    Failed(String),
}

/// Where a run is in a sweep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepTrial {
    /// What the sweep is known by: the same for all of its trials.
    pub sweep: String,
    /// The trial, from 0.
    pub trial: usize,
    /// Which of the trial's runs, from 0.
    #[serde(default)]
    pub execution: usize,
}

impl RunSummary {
    /// A run of an experiment, of which nothing is known yet but its id.
    #[must_use]
    pub fn new(id: String, experiment: &Experiment) -> Self {
        let model = match experiment.model.name.as_str() {
            "" => "Custom",
            name => name,
        };
        let name = match experiment.name.as_str() {
            "" => model,
            name => name,
        };
        Self {
            id,
            name: name.to_owned(),
            note: String::new(),
            pinned: false,
            ended_at: 0.0,
            model: model.to_owned(),
            data: experiment.data.source.name().to_owned(),
            test_fingerprint: None,
            settings: format!(
                "{} {}, batch {}, seed {}",
                experiment.optimizer.name(),
                experiment.optimizer.learning_rate(),
                experiment.training.batch_size,
                experiment.seed
            ),
            device: String::new(),
            epochs: 0,
            steps: 0,
            seconds: 0.0,
            ending: Ending::Finished,
            test: None,
            trial: None,
            has_model: false,
        }
    }
}
