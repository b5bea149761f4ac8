//! What the page asks of a worker.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{DeviceKind, RunId};
use crate::data::DatasetHeader;
use crate::experiment::Experiment;

/// A line drawn without lifting the pen, in the pad's unit square: `x` right, `y` down.
pub type Stroke = Vec<[f32; 2]>;

/// What the page asks. A worker answers in events; see each command.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Command {
    /// Start computing on a device. Answers `DeviceReady` or `DeviceFailed`. Comes first.
    Start {
        /// The device; one that this worker program holds.
        device: DeviceKind,
    },
    /// Train on this data set from the next `Prepare` on.
    ///
    /// Buffers: those that [`DatasetHeader`] speaks of.
    Data {
        /// What the buffers are.
        header: Box<DatasetHeader>,
    },
    /// Build the experiment's network for the loaded data, paused before its first step.
    /// Answers `RunReady` or `RunFailed`; the run before is over in either case.
    ///
    /// Buffers: none, or one snapshot (of a `Snapshot` event) to go on from.
    Prepare {
        /// The number of the new run.
        run: RunId,
        /// The experiment; its data is what came last.
        experiment: Box<Experiment>,
    },
    /// Train until done, paused or stopped. Answers `Progress`, `EpochEnd`, `PhaseChanged`…
    Train {
        /// The run.
        run: RunId,
    },
    /// Stop after the step under way; `Train` goes on from there. Answers `PhaseChanged`.
    Pause {
        /// The run.
        run: RunId,
    },
    /// Train for one step and pause. Answers `Progress`, `PhaseChanged`.
    Step {
        /// The run.
        run: RunId,
    },
    /// End the run, and evaluate it on the test samples. Answers `Evaluated`, `PhaseChanged`.
    Stop {
        /// The run.
        run: RunId,
    },
    /// Classify a drawing with the run's network as it is now. Answers `Predicted`; of
    /// several that wait, only the newest is answered, and none of a run that is gone.
    Predict {
        /// The run.
        run: RunId,
        /// The question's number, which the answer repeats.
        question: u32,
        /// The strokes; none is an empty pad.
        strokes: Vec<Stroke>,
        /// Width of the pen in the pad's unit square.
        pen: f32,
    },
    /// Classify samples without labels with the run's network as it is now. Answers
    /// `Classified`, unless the run is gone.
    ///
    /// Buffers: the samples, as [`Dataset::to_unlabelled`](crate::data::Dataset::to_unlabelled)
    /// gives them.
    Classify {
        /// The run.
        run: RunId,
        /// The question's number, which the answer repeats.
        question: u32,
    },
    /// Panic, for tests of recovery.
    Panic,
}
