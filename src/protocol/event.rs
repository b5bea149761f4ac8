//! What a worker tells the page.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::{DeviceInUse, RunId, WireError};
use crate::data::{Dataset, Predicted, Unlabelled, batch, bits, counts};
use crate::experiment::{Shape, Source, Summary};
use crate::run::{Phase, Progress, Scores};

/// What a worker tells.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// The worker listens. Nothing sent before this arrives.
    // The first variant and of a text alone, in every build to come: so that builds whose other
    // messages are laid out differently can still tell each other apart.
    Ready {
        /// [`super::BUILD`] of the worker.
        build: String,
    },
    /// The device computes.
    DeviceReady {
        /// The device and what is known of it.
        device: DeviceInUse,
    },
    /// The device cannot be started, or was lost. The worker is of no more use.
    DeviceFailed {
        /// What happened.
        error: WireError,
    },
    /// The network is built, and waits.
    RunReady {
        /// The run.
        run: RunId,
        /// The summary table.
        summary: Summary,
        /// Steps in an epoch.
        steps_per_epoch: usize,
        /// Steps taken already: 0, or those of the snapshot it goes on from.
        step: usize,
        /// Samples to train on, to validate on and to test on.
        samples: [usize; 3],
    },
    /// The run cannot be built, or cannot go on.
    RunFailed {
        /// The run.
        run: RunId,
        /// What happened.
        error: WireError,
    },
    /// Steps taken since the last report; at most 20 reports a second.
    Progress {
        /// The run.
        run: RunId,
        /// The report.
        progress: Progress,
    },
    /// An epoch is over and evaluated.
    EpochEnd {
        /// The run.
        run: RunId,
        /// The epoch, from 1.
        epoch: usize,
        /// Means over the epoch's training batches.
        train: Scores,
        /// On the validation samples, if there are any.
        validation: Option<Scores>,
        /// On the test samples.
        test: Scores,
        /// Seconds of work since the run began, without pauses.
        #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
        seconds: f64,
    },
    /// A run was started, paused, or is over.
    PhaseChanged {
        /// The run.
        run: RunId,
        /// What it does now.
        phase: Phase,
    },
    /// The network was evaluated on the test samples.
    Evaluated {
        /// The run.
        run: RunId,
        /// Loss and accuracy.
        test: Scores,
        /// `confusion[true][predicted]`, in samples.
        confusion: Vec<Vec<u32>>,
    },
    /// The network and its optimizer as they are, to go on from later.
    ///
    /// Buffers: the snapshot.
    Snapshot {
        /// The run.
        run: RunId,
        /// Steps taken.
        step: usize,
    },
    /// A drawing was classified.
    ///
    /// Buffers: the picture the network saw (`height × width` bytes, ink is bright), then
    /// for each of `maps` its `height × width × channels` bytes, channel by channel.
    Predicted {
        /// The run.
        run: RunId,
        /// The number of the question.
        question: u32,
        /// The answer.
        prediction: Prediction,
    },
    /// Samples without labels were classified.
    Classified {
        /// The run.
        run: RunId,
        /// The number of the question.
        question: u32,
        /// The answer for each.
        predicted: Vec<Predicted>,
    },
    /// The worker panicked and is of no more use.
    Panicked {
        /// The panic's message and place.
        message: String,
    },
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
    /// Samples of each class to train on, to validate on and to test on.
    pub counts: [Vec<u32>; 3],
    /// Samples without labels.
    pub unlabelled: usize,
    /// The files that the first of them came from; none where they came from one file.
    pub unlabelled_names: Vec<String>,
    /// Labels of the samples shown, whose pictures are the event's buffer; none for rows.
    pub sample_labels: Vec<u16>,
    /// Licence and origin.
    pub licence: String,
    /// Bytes that the samples take.
    pub bytes: usize,
}

impl DataSummary {
    /// How many samples without labels a summary tells of one by one.
    pub const UNLABELLED: usize = 12;

    /// The summary of a data set, of which the samples at these places are shown.
    #[must_use]
    pub fn of(data: &Dataset, shown: &[u32]) -> Self {
        let parts = [&data.train, &data.validation, &data.test];
        let unlabelled = data.unlabelled.as_ref();
        let name = |i| unlabelled?.name(i).map(str::to_owned);
        Self {
            source: data.source().clone(),
            classes: data.classes.clone(),
            shape: data.shape(),
            counts: parts.map(|part| counts(&part.labels(), data.classes.len())),
            unlabelled: unlabelled.map_or(0, Unlabelled::len),
            unlabelled_names: (0..Self::UNLABELLED).map_while(name).collect(),
            sample_labels: batch::labels(&data.train.samples, shown),
            licence: data.licence.clone(),
            bytes: data.bytes(),
        }
    }
}

/// A classified drawing.
#[derive(Clone, Debug, PartialEq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct Prediction {
    /// Probability of each class.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub probabilities: Vec<f32>,
    /// Height and width of the picture the network saw.
    pub seen: [usize; 2],
    /// The outputs of the convolution layers.
    pub maps: Vec<FeatureMaps>,
    /// Whether there was any ink.
    pub is_empty: bool,
}

/// The output of a layer for one picture, as grey pictures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct FeatureMaps {
    /// The layer's name in the summary.
    pub layer: String,
    /// Height, width and channels.
    pub shape: [usize; 3],
}
