//! What a worker sends to the page.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, DeviceInUse, NetworkAnswer, Observed, RunId, WireError};
use crate::data::{Dataset, Samples, Unlabelled, batch, counts};
use crate::experiment::{Shape, Source, Summary};
use crate::run::{self, EpochResult, Evaluation, FoundRate, Notice, Phase, Progress};

/// What a worker sends.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Event {
    /// The worker listens. Nothing sent before this arrives.
    // The first variant and of a text alone, in every build to come: so that builds whose other
    // messages are laid out differently still recognize each other.
    Ready {
        /// [`super::BUILD`] of the worker.
        build: String,
    },
    /// About the device.
    Device(DeviceEvent),
    /// About a run.
    Run(RunId, RunEvent),
    /// The answer to a question.
    Answer(NetworkAnswer),
    /// The worker panicked and is of no more use.
    Panicked {
        /// The panic's message, and where it was.
        message: String,
    },
}

/// What a worker sends about its device.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DeviceEvent {
    /// It computes; with what is known of it.
    Ready(DeviceInUse),
    /// It cannot be started, or was lost. The worker is of no more use.
    Failed(WireError),
}

/// What a worker sends about a run.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum RunEvent {
    /// The network is built, and waits.
    Ready {
        /// The summary table.
        summary: Summary,
        /// Steps in an epoch.
        steps_per_epoch: usize,
        /// Steps taken already: 0, or those of the snapshot it goes on from.
        step: usize,
        /// Samples to train on, to validate on and to test on.
        samples: [usize; 3],
        /// What people should know before they train it, in sentences; empty of a network.
        remark: String,
    },
    /// It cannot be built, or cannot go on.
    Failed(WireError),
    /// Steps taken since the last report; at most 20 reports a second.
    Progress(Progress),
    /// An epoch is over and evaluated.
    EpochEnd(EpochResult),
    /// It was started, paused, or is over.
    PhaseChanged(Phase),
    /// The network was evaluated on the test samples.
    Evaluated {
        /// Steps taken.
        step: usize,
        /// What it is worth.
        evaluation: Evaluation,
    },
    /// What was seen of its classes or layers.
    Observed(Observed),
    /// Something that callbacks or a person changed.
    Notice(Notice),
    /// What the search for a step size found.
    RateFound(Result<FoundRate, WireError>),
    /// The network and its optimizer as they are, to go on from later.
    Snapshot {
        /// Steps taken.
        step: usize,
        /// The snapshot.
        bytes: Buffer,
    },
    /// A snapshot after an epoch, which the experiment's callbacks ask for.
    Checkpoint {
        /// The epoch, from 1.
        epoch: usize,
        /// The reading that is the best so far; absent where every epoch counts.
        best: Option<f64>,
        /// The snapshot.
        bytes: Buffer,
    },
}

impl From<run::RunEvent> for RunEvent {
    fn from(event: run::RunEvent) -> Self {
        match event {
            run::RunEvent::Progress(progress) => Self::Progress(progress),
            run::RunEvent::EpochEnd(epoch) => Self::EpochEnd(epoch),
            run::RunEvent::Evaluated { step, evaluation } => Self::Evaluated { step, evaluation },
            run::RunEvent::Observed(seen) => Self::Observed((&seen).into()),
            run::RunEvent::Notice(notice) => Self::Notice(notice),
            run::RunEvent::PhaseChanged(phase) => Self::PhaseChanged(phase),
            run::RunEvent::Snapshot { step, bytes } => Self::Snapshot {
                step,
                bytes: bytes.into(),
            },
            run::RunEvent::Checkpoint { epoch, best, bytes } => Self::Checkpoint {
                epoch,
                best,
                bytes: bytes.into(),
            },
        }
    }
}

/// A loaded data set, for people.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct DataSummary {
    /// The source it came from.
    pub source: Source,
    /// Names of the classes; a label is an index into them.
    pub classes: Vec<String>,
    /// What a network gets of one sample.
    pub shape: Shape,
    /// Columns of a row; 0 for pictures.
    pub columns: usize,
    /// Samples of each class to train on, to validate on and to test on.
    pub counts: [Vec<u32>; 3],
    /// Samples without labels.
    pub unlabelled: usize,
    /// The files that the first of them came from; none where they came from one file.
    pub unlabelled_names: Vec<String>,
    /// Labels of the samples shown, whose pictures come beside it; none for rows.
    pub sample_labels: Vec<u16>,
    /// Licence and origin.
    pub licence: String,
    /// Bytes that the samples take.
    pub bytes: usize,
}

impl DataSummary {
    /// How many samples without labels a summary names one by one.
    pub const UNLABELLED: usize = 12;

    /// Samples to train on.
    #[must_use]
    pub fn training_samples(&self) -> usize {
        self.counts[0].iter().map(|n| *n as usize).sum()
    }

    /// The summary of a data set, of which the samples at these indices are shown.
    #[must_use]
    pub fn of(data: &Dataset, shown: &[u32]) -> Self {
        let parts = [&data.train, &data.validation, &data.test];
        let unlabelled = data.unlabelled.as_ref();
        let name = |i| unlabelled?.name(i).map(str::to_owned);
        Self {
            source: data.source().clone(),
            classes: data.classes.clone(),
            shape: data.shape(),
            columns: match &data.train.samples {
                Samples::Features(rows) => rows.columns.len(),
                Samples::Pictures(_) => 0,
            },
            counts: parts.map(|part| counts(&part.labels(), data.classes.len())),
            unlabelled: unlabelled.map_or(0, Unlabelled::len),
            unlabelled_names: (0..Self::UNLABELLED).map_while(name).collect(),
            sample_labels: batch::labels(&data.train.samples, shown),
            licence: data.licence.clone(),
            bytes: data.bytes(),
        }
    }
}
