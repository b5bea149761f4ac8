//! What the closer look at the data says: to the loader, which it asks about the samples, and
//! to the page, which alone changes the experiment.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{DataSummary, WireError};
use crate::data::describe::Description;
use crate::experiment::{Augmentation, Data};

/// Which samples are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct SamplePage {
    /// Number of the question, which the answer repeats.
    pub question: u32,
    /// Of which kind.
    pub filter: SampleFilter,
    /// How many of those are passed over.
    pub from: usize,
    /// How many are wanted.
    pub count: usize,
}

/// Samples of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum SampleFilter {
    /// Those to train on.
    #[default]
    Training,
    /// Those to train on that are of a class.
    Class(u16),
    /// Those without labels.
    Unlabelled,
}

/// What is asked about the samples.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum LookCommand {
    /// Describe what was loaded, before it was prepared. Answers `Described`.
    Describe,
    /// Show samples. Answers `Shown`.
    Show(SamplePage),
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
}

/// What the loader answers.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum LookEvent {
    /// What there is to see in what was loaded.
    ///
    /// Buffers: the mean picture of each class of the training part, `height × width × channels` bytes each.
    Described {
        /// What there is to see.
        description: Box<Description>,
    },
    /// Samples.
    ///
    /// Buffers: their pictures, `height × width × channels` bytes each.
    Shown {
        /// Which were asked for.
        view: SamplePage,
        /// The samples' places in the training part, or among those without labels.
        places: Vec<u32>,
        /// Their labels, if they have any.
        labels: Vec<u16>,
        /// How many there are of the kind.
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
    /// Buffers: the changed pictures, `height × width × channels` bytes each.
    Augmented {
        /// The number of the question.
        question: u32,
    },
    /// What was asked for cannot be done.
    Refused {
        /// Why.
        error: WireError,
    },
}

/// What the page tells the closer look.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum LookNews {
    /// The loader is to be asked by the port that comes with this, from now on.
    Loader,
    /// What is looked at has changed.
    Data(Box<Looked>),
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Looked {
    /// The experiment's data.
    pub data: Data,
    /// What is loaded.
    pub summary: DataSummary,
    /// Counts what was loaded: another number, other samples.
    pub load: u32,
    /// Whether the experiment can be changed now.
    pub can_edit: bool,
    /// Why what was asked for last could not be loaded.
    pub failure: Option<WireError>,
}

/// What the closer look asks the page for: from now on, the experiment's data is to be this.
pub type LookWish = Data;
