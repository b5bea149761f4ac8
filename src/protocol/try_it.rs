//! Questions about what people try a network on, one sample at a time, and what the loader answers.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, WireError};
use crate::data::ColumnRange;

/// What is asked to try a network on one sample.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum TryQuery {
    /// The columns of a row. Answers `Columns`.
    Columns,
    /// The training and test samples as points of a plane. Answers `Points`.
    Points,
    /// A random test sample. Answers `TestSample`.
    TestSample {
        /// How many were asked for before: another number, another sample.
        number: u32,
    },
    /// Decode a picture and prepare it as the data's are. Answers `Picture`.
    Picture {
        /// The file's name.
        name: String,
        /// What it holds. A message to the loader has no buffers beside it.
        file: Vec<u8>,
    },
}

/// What the loader answers to it. A sample is packed as
/// [`Dataset::to_unlabelled`](crate::data::Dataset::to_unlabelled) packs it.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum TryReply {
    /// The columns, with what the training rows hold; none of pictures.
    Columns(Vec<ColumnRange>),
    /// Samples of two columns.
    Points {
        /// Two `f32` each, little endian: first those of the training part, then test samples.
        points: Buffer,
        /// Their labels.
        labels: Vec<u16>,
        /// How many are of the training part.
        training: usize,
        /// Names of the columns.
        axes: [String; 2],
    },
    /// A test sample.
    TestSample {
        /// Its index among the samples that the test part is of.
        index: u32,
        /// Its class.
        label: u16,
        /// The sample.
        sample: Buffer,
    },
    /// The picture as a network gets it, or why it cannot be read.
    Picture(Result<Buffer, WireError>),
}
