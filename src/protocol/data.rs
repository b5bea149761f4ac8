//! What page and loader say to each other. The loader is the worker that reads, generates and
//! prepares samples; those that compute get them ready made.

use borsh::{BorshDeserialize, BorshSerialize};

use super::WireError;
use crate::data::DatasetHeader;
use crate::data::describe::Description;
use crate::spec::{Augmentation, Data};

/// A file that a person gave.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct FileRef {
    /// Its name, with the folders it lies in where they are known, parted by `/`.
    pub path: String,
    /// Where the loader finds it: an object URL of the page, or an address on the web.
    pub url: String,
}

/// Which samples are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct View {
    /// Number of the question, which the answer repeats.
    pub question: u32,
    /// Only those of this class.
    pub class: Option<u16>,
    /// How many of those are passed over.
    pub from: usize,
    /// How many are wanted.
    pub count: usize,
}

/// What is to be loaded.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Load {
    /// The data.
    pub data: Data,
    /// Seed of what is generated and divided.
    pub seed: u64,
    /// Address of the page's folder of data files, with a closing slash.
    pub base: String,
    /// The files that the data's source names.
    pub files: Vec<FileRef>,
}

/// What the page asks of the loader.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DataCommand {
    /// Load and prepare an experiment's data. Answers `Progress`…, then `Loaded` or `Failed`;
    /// what was loaded before stays until `Loaded`. A load under way is given up unanswered.
    Load(Box<Load>),
    /// Give up loading. Answers `Failed` if a load was under way.
    CancelLoad,
    /// Give the data set, to be handed to a worker that computes. Answers `Given`.
    Give,
    /// Describe what was loaded, before it was prepared. Answers `Described`.
    Describe,
    /// Show training samples. Answers `Shown`.
    Show(View),
    /// Lay the training samples out on a plane. Answers `Projected`.
    Project,
    /// Change a training picture at random some times, as training would. Answers `Augmented`.
    Augment {
        /// Number of the question, which the answer repeats.
        question: u32,
        /// How pictures are changed.
        augmentation: Box<Augmentation>,
        /// Which picture.
        sample: usize,
        /// How many times.
        count: usize,
    },
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
    /// Data is on its way.
    Progress {
        /// What is being done: `train-images-idx3-ubyte.gz`, `Drawing digits`.
        what: String,
        /// Bytes of that file, or samples, so far.
        done: u64,
        /// Bytes or samples in all; 0 where unknown.
        total: u64,
    },
    /// The data is loaded and prepared.
    ///
    /// Buffers: the samples' pictures, `samples × height × width × channels` bytes; empty
    /// for features.
    Loaded {
        /// What it holds.
        summary: Box<super::DataSummary>,
    },
    /// The data could not be loaded; what was loaded before stays.
    Failed {
        /// What happened.
        error: WireError,
    },
    /// The data set.
    ///
    /// Buffers: those that [`DatasetHeader`] speaks of.
    Given {
        /// What the buffers are.
        header: Box<DatasetHeader>,
    },
    /// What there is to see in what was loaded.
    ///
    /// Buffers: the mean picture of each class of the training part, as in `Loaded`.
    Described {
        /// What there is to see.
        description: Box<Description>,
    },
    /// Samples.
    ///
    /// Buffers: their pictures, as in `Loaded`.
    Shown {
        /// Which were asked for.
        view: View,
        /// The samples' places in the training part.
        places: Vec<u32>,
        /// Their labels.
        labels: Vec<u16>,
        /// How many there are of the class, or in all.
        total: usize,
    },
    /// The training samples, or some of them, on a plane.
    ///
    /// Buffers: the points, two `f32` each, little endian.
    Projected {
        /// The points' labels.
        labels: Vec<u16>,
        /// What each axis is.
        axes: [String; 2],
    },
    /// A picture changed at random.
    ///
    /// Buffers: the changed pictures, as in `Loaded`.
    Augmented {
        /// The number of the question.
        question: u32,
    },
    /// What was asked for cannot be done.
    Refused {
        /// Why.
        error: WireError,
    },
    /// The loader panicked and is of no more use.
    Panicked {
        /// The panic's message and place.
        message: String,
    },
}
