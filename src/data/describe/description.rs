//! What a description consists of.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::data::{Column, Role, TableReport, bits};

/// What there is to see in files that were read. `Display` writes it for a terminal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Description {
    /// What every sample is.
    pub form: Option<Form>,
    /// Names of the classes; counts and weights are in their order. Empty without labels.
    pub classes: Vec<String>,
    /// The parts that are there: training, validation, test, and samples without labels.
    pub parts: Vec<Part>,
    /// Bytes of memory that all samples take.
    pub bytes: usize,
    /// A weight for each class that makes all of them count the same, where the largest class
    /// of the training part has more than 1.5 times the samples of the smallest.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub class_weights: Option<Vec<f32>>,
    /// Samples that are there more than once.
    pub duplicates: Repeats,
    /// The tables or arrays that were read, with types, missing values, and first and last rows.
    pub tables: Vec<TableReport>,
    /// What people should know, in whole sentences: what reading left out or guessed, and what
    /// will make learning or testing worse.
    pub warnings: Vec<String>,
}

/// What a sample is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Form {
    /// A picture.
    Pictures {
        /// Rows of pixels.
        height: usize,
        /// Pixels of a row.
        width: usize,
        /// 1 for grey, 3 for colour.
        channels: usize,
    },
    /// A row of numbers.
    Features {
        /// The columns, without that of the labels.
        columns: Vec<Column>,
    },
}

/// The name of a part.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// Samples to train on.
    Train,
    /// Samples to validate on.
    Validation,
    /// Samples to test on.
    Test,
    /// Samples without labels.
    Unlabelled,
}

impl From<Role> for PartName {
    fn from(role: Role) -> Self {
        match role {
            Role::Train => Self::Train,
            Role::Validation => Self::Validation,
            Role::Test => Self::Test,
        }
    }
}

/// What there is to see in a part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Part {
    /// Which part.
    pub name: PartName,
    /// How many samples it has.
    pub samples: usize,
    /// How many of each class; empty without labels.
    pub counts: Vec<u32>,
    /// Bytes of memory they take.
    pub bytes: usize,
    /// The least and the greatest pixel of pictures.
    pub pixels: Option<[u8; 2]>,
    /// What each column of features holds; empty for pictures.
    pub columns: Vec<ColumnSummary>,
}

/// What a column of features holds in a part: rows with missing values may have been dropped, and
/// gaps are not filled yet, which is done when the parts are divided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ColumnSummary {
    /// Values that are missing.
    pub missing: usize,
    /// The range and mean; nothing of a category, or without any values.
    pub numbers: Option<Numbers>,
}

/// The range and mean of numbers.
#[derive(
    Clone, Copy, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Numbers {
    /// The least.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub least: f32,
    /// The mean.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub mean: f32,
    /// The greatest.
    #[borsh(serialize_with = "bits::write", deserialize_with = "bits::read")]
    pub most: f32,
}

/// Samples that are there more than once, byte for byte. Parts without any are left out.
#[derive(
    Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct Repeats {
    /// Samples that are like one before them in the same part.
    pub within: Vec<Repeat>,
    /// Samples that are like one of the training part.
    pub in_train: Vec<Repeat>,
    /// How many of all these have another label than the sample they are like.
    pub contradictions: usize,
}

/// Samples of a part that are there more than once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Repeat {
    /// The part.
    pub part: Role,
    /// How many samples.
    pub samples: usize,
    /// The indices of the first of them, enough to show.
    #[serde(rename = "places")]
    pub indices: Vec<u32>,
}

impl Description {
    /// Height, width and channels of pictures.
    #[must_use]
    pub fn picture_shape(&self) -> Option<[usize; 3]> {
        match self.form {
            Some(Form::Pictures {
                height,
                width,
                channels,
            }) => Some([height, width, channels]),
            _ => None,
        }
    }
}
