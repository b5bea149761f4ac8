//! What the page asks of a worker.

use serde::{Deserialize, Serialize};

use super::{DeviceKind, RunId};
use crate::spec::{Experiment, Source};

/// A line drawn without lifting the pen, in the pad's unit square: `x` right, `y` down.
pub type Stroke = Vec<[f32; 2]>;

/// What the page asks. A worker answers in events; see each command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// The name of the variant stands outside: a tag within makes serde keep the whole message
// until it finds it, in code that the page would carry.
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Start computing on a device. Answers `DeviceReady` or `DeviceFailed`. Comes first.
    Start {
        /// The device; one that this worker program holds.
        device: DeviceKind,
    },
    /// Load a data set. Answers `DataProgress`…, then `DataReady` or `DataFailed`; what was
    /// loaded before stays until `DataReady`. A load under way is given up unanswered.
    Load {
        /// The data set.
        source: Source,
        /// Seed of a generated set.
        seed: u64,
        /// Address of the page's folder of data files, with a closing slash.
        base: String,
    },
    /// Give up loading. Answers `DataFailed` if a load was under way, even one that was done
    /// but for telling so.
    CancelLoad,
    /// Build the experiment's network for the loaded data, paused before its first step.
    /// Answers `RunReady` or `RunFailed`; the run before is over in either case.
    ///
    /// Buffers: none, or one snapshot (of a `Snapshot` event) to go on from.
    Prepare {
        /// The number of the new run.
        run: RunId,
        /// The experiment; its data source is the loaded one.
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
    /// Panic, for tests of recovery.
    Panic,
}
