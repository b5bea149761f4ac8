//! What the surroundings of a sweep are to do.

use super::kept_run::EndedRun;
use crate::experiment::PackedSweep;
use crate::protocol::{Buffer, Command, DataCommand, DataQuestion, DeviceKind};

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Look for a sweep that the browser kept.
    FetchJournal,
    /// Keep the journal, some time soon.
    KeepJournal,
    /// Keep the weights of a trial's run.
    KeepWeights {
        /// The trial.
        trial: usize,
        /// Which of its runs.
        execution: usize,
        /// The snapshot.
        bytes: Buffer,
    },
    /// Keep the weights of these runs alone.
    KeepWeightsOf(Vec<(usize, usize)>),
    /// Fetch the weights that a worker waits for.
    FetchWeights {
        /// The worker.
        worker: u32,
        /// The trial.
        trial: usize,
        /// Which of its runs.
        execution: usize,
    },
    /// Forget the journal and all weights.
    ForgetKept,
    /// Start a worker of this number.
    StartWorker(u32, DeviceKind),
    /// End it.
    EndWorker(u32),
    /// Send to it.
    Send(u32, Command),
    /// Start the sweep's loader.
    StartLoader,
    /// End it.
    EndLoader,
    /// Send to it.
    SendLoader(DataCommand),
    /// Keep a run that is over with all others.
    KeepRun(Box<EndedRun>),
    /// Say when half a second has passed.
    Tick,
    /// Make this the experiment's sweep.
    SetSweep(PackedSweep),

    /// Ask the page's loader.
    Ask(DataQuestion),
    /// Save the journal as a file.
    SaveJournal,
}
