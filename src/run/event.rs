//! The events of a run.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{EpochResult, Evaluation, StepRecord};
use crate::data::bits;

/// An event of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// Steps taken since the last report; at most 20 reports a second.
    Progress(Progress),
    /// An epoch is over and evaluated.
    EpochEnd(EpochResult),
    /// The network was evaluated on the test samples.
    Evaluated(Evaluation),
    /// It was started, paused, or is over.
    PhaseChanged(Phase),
    /// The network and its optimizer as they are, to go on from later.
    Snapshot {
        /// Steps taken.
        step: usize,
        /// What [`Trainer::snapshot`](super::Trainer::snapshot) gave.
        bytes: Vec<u8>,
    },
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
