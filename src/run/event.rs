//! The events of a run.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{EpochResult, Evaluation, Observation, StepRecord};
use crate::data::bits;

/// An event of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// Steps taken since the last report; at most 20 reports a second.
    Progress(Progress),
    /// An epoch is over and evaluated.
    EpochEnd(EpochResult),
    /// The network was evaluated on the test samples.
    Evaluated {
        /// Steps taken.
        step: usize,
        /// What it is worth.
        evaluation: Evaluation,
    },
    /// Counts of classes, or statistics of layers.
    Observed(Observation),
    /// Something that callbacks or a person changed.
    Notice(Notice),
    /// It was started, paused, or is over.
    PhaseChanged(Phase),
    /// The network and its optimizer as they are, to go on from later.
    Snapshot {
        /// Steps taken.
        step: usize,
        /// What [`Trainer::snapshot`](super::Trainer::snapshot) gave.
        bytes: Vec<u8>,
    },
    /// A snapshot after an epoch, which the experiment's callbacks ask for.
    Checkpoint {
        /// The epoch, from 1.
        epoch: usize,
        /// The reading that is the best so far; absent where every epoch counts.
        best: Option<f64>,
        /// What [`Trainer::snapshot`](super::Trainer::snapshot) gave.
        bytes: Vec<u8>,
    },
}

/// Something that callbacks or a person changed about a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The step size is another one from the next step on.
    RateChanged {
        /// Steps taken.
        step: usize,
        /// The step size.
        learning_rate: f64,
        /// Who changed it.
        cause: RateCause,
    },
    /// The run improves no more, and ends.
    EarlyStopped {
        /// The epoch that just ended, from 1.
        epoch: usize,
        /// The best epoch, from 1.
        best_epoch: usize,
        /// Its reading.
        #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
        best: f64,
    },
    /// The network has its weights of this epoch again.
    WeightsRestored {
        /// The epoch, from 1.
        epoch: usize,
    },
}

/// Who changed the step size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateCause {
    /// A person.
    Person,
    /// A callback.
    Plateau,
}

/// What a run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// It trains.
    Running,
    /// It waits between two steps.
    Paused,
    /// It was ended by the person.
    Stopped,
    /// All its epochs are done.
    Finished,
}

/// A report on a run under way.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Progress {
    /// The epoch under way, from 1.
    pub epoch: usize,
    /// The steps since the last report.
    pub steps: Vec<StepRecord>,
    /// Training images a second lately; 0 where not known yet.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub images_per_second: f64,
    /// Seconds left at this pace; absent where not known yet.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub seconds_left: Option<f64>,
}
