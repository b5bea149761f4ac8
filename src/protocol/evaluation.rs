//! Questions about an evaluation, which the loader answers: it has the samples that the predictions are of.
//! A message to the loader has no buffers beside it.

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Buffer, WireError};
use crate::data::{Role, bits};
use crate::experiment::EditedPart;
use crate::metrics::Analysis;

/// What is asked.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum EvaluationQuery {
    /// Take in what a network says of all samples of a part, and say everything that follows from it. Answers
    /// `Analysis`; `Gallery` and `Report` are about these predictions from then on.
    Analyse {
        /// The part.
        part: Role,
        /// The predictions, as [`Predictions::to_bytes`](crate::metrics::Predictions::to_bytes) packs them.
        portions: Vec<Vec<u8>>,
    },
    /// Show some of the samples. Answers `Gallery`.
    Gallery(GalleryPage),
    /// One sample. Answers `Sample`.
    Sample(SampleId),
    /// Change a picture step by step. Answers `Variations`.
    Vary {
        /// Which.
        sample: SampleId,
        /// How.
        change: Variation,
    },
    /// Training samples at these positions in their part. Answers `Training`.
    Training(Vec<u32>),
    /// Rows of a part with the values of one column shuffled among them. Answers `Shuffled`.
    Shuffle {
        /// The part.
        part: Role,
        /// The column; none for the rows as they are.
        column: Option<u32>,
        /// Another repetition, another order.
        repetition: u32,
    },
    /// Write a report. Answers `Report`.
    Report {
        /// What is known besides: names and values.
        facts: Vec<[String; 2]>,
    },
    /// Write the probabilities of samples without labels as a table: `f32` each, little endian, portion by portion.
    /// Answers `Table`.
    Table {
        /// The table.
        kind: PredictionTable,
        /// The probabilities.
        portions: Vec<Vec<u8>>,
    },
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum EvaluationReply {
    /// Everything that follows from the predictions.
    Analysis(Box<Result<Analysis, WireError>>),
    /// Samples of a page.
    Gallery {
        /// Which page.
        page: GalleryPage,
        /// Each.
        samples: Vec<GallerySample>,
        /// How many there are of the kind.
        total: usize,
        /// Their pictures, `height × width × channels` bytes each; none of rows.
        pictures: Buffer,
    },
    /// A sample, as [`Dataset::to_sample`](crate::data::Dataset::to_sample) packs it.
    Sample(Result<Buffer, WireError>),
    /// A picture changed in every step, one after another as samples without labels are packed, or why it cannot be.
    Variations(Result<Buffer, WireError>),
    /// Labels and pictures of training samples, and where they are among all of the data.
    Training {
        /// Each.
        samples: Vec<GallerySample>,
        /// Their pictures.
        pictures: Buffer,
    },
    /// Rows with a column shuffled, or why there are none.
    Shuffled(Result<ShuffledRows, WireError>),
    /// The report as HTML, or why there is none.
    Report(Result<Buffer, WireError>),
    /// The table as CSV, or why there is none.
    Table(Result<Buffer, WireError>),
}

/// Rows with a column shuffled.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct ShuffledRows {
    /// The rows, packed as samples without labels.
    pub rows: Buffer,
    /// Their labels.
    pub labels: Vec<u16>,
    /// Names of the columns.
    pub columns: Vec<String>,
}

/// Which sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum SampleId {
    /// One of a part, by its index among the part's samples.
    Labelled(Role, u32),
    /// One without a label.
    Outside(u32),
}

/// Some of the samples of an evaluation, the most confident first.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct GalleryPage {
    /// Which.
    pub filter: GalleryFilter,
    /// How many of those are passed over.
    pub from: usize,
    /// How many are wanted.
    pub count: usize,
}

/// Which samples of an evaluation are shown.
#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct GalleryFilter {
    /// Of this label.
    pub label: Option<u16>,
    /// Predicted as this class.
    pub predicted: Option<u16>,
    /// Predicted wrongly.
    pub wrong_only: bool,
    /// Whose label is likely to be wrong.
    pub suspects_only: bool,
    /// With a confidence from the first to the second.
    pub confidence: [f32; 2],
}

impl Default for GalleryFilter {
    fn default() -> Self {
        Self {
            label: None,
            predicted: None,
            wrong_only: true,
            suspects_only: false,
            confidence: [0.0, 1.0],
        }
    }
}

/// A sample of an evaluation.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct GallerySample {
    /// Which.
    pub id: SampleId,
    /// Where it is in what was loaded, to correct it.
    pub origin: (EditedPart, u32),
    /// Its label.
    pub label: u16,
    /// Its likeliest class.
    pub predicted: u16,
    /// The probability of that; not a number where nothing was predicted.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub confidence: f32,
    /// Whether its label is likely to be wrong.
    pub is_suspect: bool,
    /// The label of a training sample that is the very same, byte for byte.
    pub twin: Option<u16>,
}

/// How a picture is changed step by step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Variation {
    /// Turned.
    #[default]
    Rotation,
    /// Moved to the side.
    ShiftAcross,
    /// Moved up and down.
    ShiftDown,
    /// Made larger or smaller.
    Zoom,
    /// With noise on every pixel.
    Noise,
    /// Covered in the middle.
    Occlusion,
}

/// A table of what a network says of samples without labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum PredictionTable {
    /// Kaggle's: `ImageId,Label`.
    Submission,
    /// The probability of every class.
    Probabilities,
}

impl Variation {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Rotation,
        Self::ShiftAcross,
        Self::ShiftDown,
        Self::Zoom,
        Self::Noise,
        Self::Occlusion,
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rotation => "Rotation",
            Self::ShiftAcross => "Shift to the side",
            Self::ShiftDown => "Shift down",
            Self::Zoom => "Zoom",
            Self::Noise => "Noise",
            Self::Occlusion => "Occlusion",
        }
    }

    /// What its steps are counted in.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Rotation => "degrees",
            Self::ShiftAcross => "part of the width",
            Self::ShiftDown => "part of the height",
            Self::Zoom => "times as large",
            Self::Noise => "standard deviation",
            Self::Occlusion => "part of the side covered",
        }
    }

    /// Its steps.
    #[must_use]
    pub fn steps(self) -> Vec<f32> {
        let between = |low: f32, high: f32, n: usize| {
            let step = (high - low) / n as f32;
            (0..=n).map(|i| low + step * i as f32).collect()
        };
        match self {
            Self::Rotation => between(-180.0, 180.0, 36),
            Self::ShiftAcross | Self::ShiftDown => between(-0.5, 0.5, 28),
            Self::Zoom => between(0.5, 2.0, 30),
            Self::Noise => between(0.0, 0.6, 24),
            Self::Occlusion => between(0.0, 0.9, 18),
        }
    }
}
