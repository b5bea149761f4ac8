//! Questions about the samples of a load, and what the loader answers.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Answer, Buffer, Packed, Question, TryQuery, TryReply, WireError};
use crate::data::describe::Description;
use crate::experiment::Augmentation;

/// A question about the samples of the load of that number.
pub type DataQuestion = Question<u32, DataQuery>;

/// What the loader answers about a load.
pub type DataAnswer = Answer<u32, DataReply>;

/// What is asked about the samples.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DataQuery {
    /// Some samples without labels, to be handed to a worker that computes. Answers `Unlabelled`.
    Unlabelled {
        /// The first.
        from: usize,
        /// How many.
        count: usize,
    },
    /// Describe what was loaded, before it was prepared. Answers `Description`.
    Describe,
    /// Show samples. Answers `Samples`.
    Show(SamplePage),
    /// Lay the training samples out on a plane. Answers `Projection`.
    Project,
    /// Change a training picture at random some times, as training would. Answers `Augmented`.
    Augment {
        /// How pictures are changed.
        augmentation: Box<Augmentation>,
        /// Which picture.
        sample: usize,
        /// How many times.
        count: usize,
    },
    /// Something to try a network on. Answers `Try`.
    Try(TryQuery),
    /// An [`EvaluationQuery`](super::EvaluationQuery). Answers `Evaluation`.
    Evaluation(Packed),
    /// A [`RunsQuery`](super::RunsQuery). Most need no data, and are answered whatever is loaded. Answers `Runs`.
    Runs(Packed),
    /// Read the journal of a sweep from the text of a file, whatever is loaded. Answers `Journal`.
    ReadJournal(String),
}

/// What the loader answers about the samples.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum DataReply {
    /// Samples without labels, as
    /// [`Dataset::to_unlabelled`](crate::data::Dataset::to_unlabelled) packs them.
    Unlabelled(Buffer),
    /// What there is to see in what was loaded.
    Description {
        /// What there is to see.
        description: Box<Description>,
        /// The mean picture of each class of the training part, `height × width × channels` bytes
        /// each.
        means: Buffer,
    },
    /// Samples.
    Samples {
        /// Their indices in the training part, or among those without labels.
        indices: Vec<u32>,
        /// Their labels, if they have any.
        labels: Vec<u16>,
        /// How many there are of the kind.
        total: usize,
        /// Their pictures, `height × width × channels` bytes each; none of rows.
        pictures: Buffer,
    },
    /// The training samples on a plane, or why they cannot be laid out.
    Projection(Result<Projection, WireError>),
    /// Pictures changed at random, `height × width × channels` bytes each, or why they cannot be.
    Augmented(Result<Buffer, WireError>),
    /// What a network is tried on.
    Try(TryReply),
    /// An [`EvaluationReply`](super::EvaluationReply).
    Evaluation(Packed),
    /// A [`RunsReply`](super::RunsReply).
    Runs(Packed),
    /// The entries of a journal, as a message for those who know sweeps, or what is wrong with it.
    Journal(Result<Packed, WireError>),
}

/// The training samples, or some of them, on a plane.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Projection {
    /// The points, two `f32` each, little endian.
    pub points: Buffer,
    /// Their labels.
    pub labels: Vec<u16>,
    /// What each axis is.
    pub axes: [String; 2],
}

/// Some of the samples of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct SamplePage {
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
