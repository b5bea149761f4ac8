//! What happened in a sweep, an entry for each event: a journal of them is all that is needed to go on.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::hyperband::HyperbandRound;
use crate::data::bits;
use crate::experiment::Experiment;
use crate::experiment::sweep::Values;
use crate::run::{EpochResult, Scores};

/// The version of the journal's format.
pub const VERSION: u32 = 1;

/// An event of a sweep.
// As bytes it is what the page keeps, which reads no JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The sweep itself; the first of a journal.
    Sweep {
        /// The version of the journal's format.
        version: u32,
        /// The experiment with its sweep.
        experiment: Box<Experiment>,
    },
    /// A trial began.
    Trial {
        /// Its number, from 0.
        trial: usize,
        /// Its values.
        values: Values,
        /// Its round, by Hyperband.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hyperband: Option<HyperbandRound>,
    },
    /// A run of a trial began, for the first time or again: what was known of it is void.
    Run {
        /// The trial.
        trial: usize,
        /// Which of its runs, from 0.
        execution: usize,
    },
    /// A run ended an epoch.
    Epoch {
        /// The trial.
        trial: usize,
        /// Which of its runs, from 0.
        execution: usize,
        /// What was read.
        #[serde(flatten)]
        readings: EpochReadings,
    },
    /// A run is over.
    Ended {
        /// The trial.
        trial: usize,
        /// Which of its runs, from 0.
        execution: usize,
        /// Minutes of the sweep so far, without pauses.
        #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
        minutes: f64,
        /// What it ended with.
        #[serde(flatten)]
        scores: FinalScores,
    },
    /// A run failed, and with it its trial.
    Failed {
        /// The trial.
        trial: usize,
        /// Which of its runs, from 0.
        execution: usize,
        /// Why.
        reason: String,
    },
    /// The worker of a run was lost. The run begins again, once.
    Lost {
        /// The trial.
        trial: usize,
        /// Which of its runs, from 0.
        execution: usize,
        /// How.
        reason: String,
    },
}

/// Loss and accuracy of a part of the data, as journals have them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Scores")]
struct ScoresFormat {
    #[serde(deserialize_with = "number")]
    loss: f64,
    #[serde(deserialize_with = "number")]
    accuracy: f64,
}

/// JSON has no NaN: it is `null`.
fn number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number: Option<f64> = Deserialize::deserialize(deserializer)?;
    Ok(number.unwrap_or(f64::NAN))
}

/// The readings of an epoch.
#[derive(
    Clone, Copy, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct EpochReadings {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Means over its training batches.
    #[serde(with = "ScoresFormat")]
    pub train: Scores,
    /// On the validation samples, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional")]
    pub validation: Option<Scores>,
    /// On the test samples.
    #[serde(with = "ScoresFormat")]
    pub test: Scores,
    /// Seconds of work from the run's beginning to the epoch's end.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub seconds: f64,
}

/// What a run ended with: those of the weights that it ended with.
#[derive(
    Clone, Copy, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct FinalScores {
    /// On the test samples.
    #[serde(with = "ScoresFormat")]
    pub test: Scores,
    /// Mean precision of the classes.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub precision: f64,
    /// Mean recall of the classes.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub recall: f64,
    /// Mean F1 of the classes.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub f1: f64,
    /// Seconds that it took.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub seconds: f64,
}

impl From<EpochResult> for EpochReadings {
    fn from(result: EpochResult) -> Self {
        Self {
            epoch: result.epoch,
            train: result.train,
            validation: result.validation,
            test: result.test,
            seconds: result.seconds,
        }
    }
}

/// Scores that may be absent.
mod optional {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::{Scores, ScoresFormat};

    #[derive(Serialize, Deserialize)]
    struct Present(#[serde(with = "ScoresFormat")] Scores);

    // The signature is serde's.
    #[allow(clippy::ref_option)]
    pub fn serialize<S: Serializer>(
        value: &Option<Scores>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(Present).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Scores>, D::Error> {
        Ok(Option::<Present>::deserialize(deserializer)?.map(|present| present.0))
    }
}
