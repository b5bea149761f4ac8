//! What the page asks of a worker.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, DeviceKind, NetworkQuestion, RunId};
use crate::data::DatasetParcel;
use crate::experiment::Experiment;
use crate::run::FindRate;

/// What the page asks. A worker answers in events; see each command.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Command {
    /// Start computing on a device. Answers `Device`. Comes first.
    Start {
        /// The device; one that this worker program holds.
        device: DeviceKind,
    },
    /// Train on this data set from the next `Prepare` on.
    Data(Box<DatasetParcel<Buffer>>),
    /// About a run. Answers `Run`, unless that run is gone.
    Run(RunId, RunCommand),
    /// About what a network makes of something. Answers `Answer`; of several drawings that wait,
    /// only the newest is answered, and nothing about a run that is gone.
    Ask(NetworkQuestion),
    /// Panic, for tests of recovery.
    Panic,
}

/// What the page asks of a run.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum RunCommand {
    /// Build the experiment's network for the loaded data, paused before its first step.
    /// Answers `Ready` or `Failed`; the run before is over in either case.
    Prepare {
        /// The experiment; its data is what came last.
        experiment: Box<Experiment>,
        /// The snapshot (of a `Snapshot` event) to go on from, if any.
        snapshot: Option<Buffer>,
    },
    /// The same with the weights of a snapshot and a fresh optimizer, as if so many epochs had been trained: how a
    /// trial of Hyperband goes on from another.
    PrepareAfter {
        /// The experiment; its data is what came last.
        experiment: Box<Experiment>,
        /// The snapshot.
        weights: Buffer,
        /// The epochs.
        epochs: usize,
    },
    /// Train until done, paused or stopped. Answers `Progress`, `EpochEnd`, `PhaseChanged`…
    Train,
    /// Stop after the step under way; `Train` goes on from there. Answers `PhaseChanged`.
    Pause,
    /// Train for one step and pause. Answers `Progress`, `PhaseChanged`.
    Step,
    /// Train to the end of the epoch, its evaluation included, and pause. Answers as `Train` does.
    FinishEpoch,
    /// Go on with another step size; a schedule goes on from there in proportion. Answers `Notice`.
    SetLearningRate(f64),
    /// Collect statistics of the layers in some of the steps, or no longer; it does from the beginning. Answers
    /// `Observed`, now and then.
    CollectStatistics(bool),
    /// Try step sizes on a copy of the network, which takes some seconds; the run goes on after it.
    /// Answers `RateFound`.
    FindRate(FindRate),
    /// End the run, and evaluate it on the test samples. Answers `Evaluated`, `PhaseChanged`.
    Stop,
}
