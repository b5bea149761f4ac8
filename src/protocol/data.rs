//! What page and loader say to each other. The loader is the worker that reads, generates and
//! prepares samples; those that compute get them ready made.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, DataAnswer, DataQuestion, PendingExperiment, WireError};
use crate::data::{DatasetParcel, Predicted, Progress};
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
    /// Number of the load, which every event of it repeats.
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
    /// Read the experiment that the page was opened with or is to take. Answers `ExperimentRead`. A
    /// model's file is beside it.
    ReadExperiment(PendingExperiment),
    /// Load and prepare an experiment's data. Answers `Load`: `Progress`…, then `Loaded` or
    /// `Failed`; what was loaded before stays until `Loaded`. A load under way is given up
    /// unanswered.
    Load(Box<Load>),
    /// Files that a load wanted. Beside it are the browser's own, in the order of their numbers:
    /// a few at a time, because handing one over takes the page half a millisecond.
    Files {
        /// The load.
        load: u32,
        /// Their numbers; those that the page no longer has are missing.
        files: Vec<u32>,
    },
    /// Give up loading. Answers `Failed` if a load was under way.
    CancelLoad,
    /// Send the data set, to be handed to a worker that computes. Answers `Dataset`.
    SendDataset,
    /// Answer a question about the samples. Answers `Answer`, unless others are loaded.
    Ask(DataQuestion),
    /// Write what a network said of all samples without labels. Answers `Predictions`.
    WritePredictions(Vec<Predicted>),
    /// Panic, for tests of recovery.
    Panic,
}

/// What the loader sends to the page.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DataEvent {
    /// The loader listens. Nothing sent before this arrives.
    // The first variant and of a text alone, in every build to come, as in [`super::Event`].
    Ready {
        /// [`super::BUILD`] of the loader.
        build: String,
    },
    /// The experiment that was to be read, or what is wrong with it.
    ExperimentRead {
        /// The experiment.
        result: Box<Result<Experiment, WireError>>,
        /// The model's file that it was in, if it was in one, which was checked too.
        model: Option<Buffer>,
    },
    /// About the load of that number.
    Load(u32, LoadEvent),
    /// The data set.
    Dataset(Box<DatasetParcel<Buffer>>),
    /// The answer to a question.
    Answer(DataAnswer),
    /// Predictions as a table.
    Predictions {
        /// The table, as CSV.
        table: Buffer,
    },
    /// The loader panicked and is of no more use.
    Panicked {
        /// The panic's message, and where it was.
        message: String,
    },
}

/// What the loader sends about a load.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum LoadEvent {
    /// It is under way; how far it has got.
    Progress(Progress),
    /// It needs files that the page keeps, by their numbers. Answered by [`DataCommand::Files`].
    Wanted(Vec<u32>),
    /// The data is loaded and prepared.
    Loaded {
        /// What it holds.
        summary: Box<super::DataSummary>,
        /// Pictures of the summary's samples, `samples × height × width × channels` bytes; empty
        /// for rows.
        pictures: Buffer,
        /// Those of the first samples without labels, laid out alike; as many as the summary has
        /// names of.
        unlabelled: Buffer,
    },
    /// The data could not be loaded; what was loaded before stays.
    Failed(WireError),
}
