//! What page and loader say to each other. The loader is the worker that reads, generates and
//! prepares samples; those that compute get them ready made.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{PendingExperiment, WireError};
use crate::data::{DatasetHeader, Predicted, Progress};
use crate::experiment::{Data, Experiment};

/// A file that a person gave.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct FileRef {
    /// Its name, with the folders it lies in where they are known, parted by `/`.
    pub path: String,
    /// Where its bytes are.
    pub location: FileLocation,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum FileLocation {
    /// In a file of the person's machine, which the page keeps under this number.
    Local(u32),
    /// At an address on the web.
    Address(String),
}

/// The files that data names, as far as a person gave them.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ProvidedFiles {
    /// Those of its source.
    pub source: Vec<FileRef>,
    /// Those from outside.
    pub outside: Vec<FileRef>,
}

/// What is to be loaded.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Load {
    /// Number of the load, which all that is told of it repeats.
    pub number: u32,
    /// The data.
    pub data: Data,
    /// Seed of what is generated and divided.
    pub seed: u64,
    /// Address of the page's folder of data files, with a closing slash.
    pub base: String,
    /// The files that the data names.
    pub files: ProvidedFiles,
}

/// What the page asks of the loader.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DataCommand {
    /// Read the experiment that the page was opened with. Answers `ExperimentRead`.
    ReadExperiment(PendingExperiment),
    /// Load and prepare an experiment's data. Answers `Progress`…, then `Loaded` or `Failed`;
    /// what was loaded before stays until `Loaded`. A load under way is given up unanswered.
    Load(Box<Load>),
    /// Files that a load wanted. Beside it are the browser's own, one for each number: a few at a
    /// time, because handing one over takes the page half a millisecond. Those that the browser no
    /// longer has are left out, numbers and all.
    Files {
        /// The load.
        load: u32,
        /// Their numbers, in the order of the files.
        files: Vec<u32>,
    },
    /// Give up loading. Answers `Failed` if a load was under way.
    CancelLoad,
    /// Give the data set, to be handed to a worker that computes. Answers `DatasetReady`.
    SendDataset,
    /// Answer questions about the samples: [`LookCommand`](super::LookCommand)s by the port
    /// that comes with this, instead of the one that came before.
    Look,
    /// Give some samples without labels, to be handed to a worker that computes. Answers
    /// `Unlabelled`.
    SendUnlabelled {
        /// The question's number, which the answer repeats.
        question: u32,
        /// The first.
        from: usize,
        /// How many.
        count: usize,
    },
    /// Write what a network said of all samples without labels. Answers `Predictions`.
    WritePredictions(Vec<Predicted>),
    /// Panic, for tests of recovery.
    Panic,
}

/// What the loader tells the page.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DataEvent {
    /// The loader listens. Nothing sent before this arrives.
    // The first variant and of a text alone, in every build to come, as in [`super::Event`].
    Ready {
        /// [`super::BUILD`] of the loader.
        build: String,
    },
    /// The experiment that was to be read, or what is wrong with it.
    ExperimentRead(Box<Result<Experiment, WireError>>),
    /// Data is on its way.
    Progress {
        /// The load.
        load: u32,
        /// How far it has got.
        progress: Progress,
    },
    /// A load needs files that the page keeps. Answered by [`DataCommand::Files`].
    Wanted {
        /// The load.
        load: u32,
        /// Their numbers.
        files: Vec<u32>,
    },
    /// The data is loaded and prepared.
    ///
    /// Buffers: the samples' pictures, `samples × height × width × channels` bytes; empty
    /// for features. Then those of the first samples without labels, as many as the summary tells
    /// of.
    Loaded {
        /// The load.
        load: u32,
        /// What it holds.
        summary: Box<super::DataSummary>,
    },
    /// The data could not be loaded; what was loaded before stays.
    Failed {
        /// The load.
        load: u32,
        /// What happened.
        error: WireError,
    },
    /// The data set.
    ///
    /// Buffers: those that [`DatasetHeader`] speaks of.
    DatasetReady {
        /// What the buffers are.
        header: Box<DatasetHeader>,
    },
    /// Samples without labels.
    ///
    /// Buffers: the samples, as [`Dataset::to_unlabelled`](crate::data::Dataset::to_unlabelled)
    /// gives them.
    Unlabelled {
        /// The number of the question.
        question: u32,
    },
    /// Predictions as a table.
    ///
    /// Buffers: the table as CSV.
    Predictions,
    /// The loader panicked and is of no more use.
    Panicked {
        /// The panic's message and place.
        message: String,
    },
}
