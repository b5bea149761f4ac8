//! What there is to see in files that were read, as plain data: the page shows it, and the
//! command line prints it, as JSON or as text.

mod aligned;
mod parts;
mod text;
mod warnings;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::bits;
use super::statistics::{balanced_class_weights, duplicates};
use super::{Column, Loaded, Role, Samples, TableReport, Unlabelled};

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
    pub places: Vec<u32>,
}

/// Indices of duplicates that a description names: a set of nothing but duplicates would
/// otherwise be described by more numbers than it has samples.
const MOST_INDICES: usize = 100;

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

/// Describes what was read. Takes about as long as reading the samples once from memory.
#[must_use]
pub fn describe(loaded: &Loaded) -> Description {
    let classes = loaded.classes.len();
    let mut parts: Vec<Part> = loaded
        .parts()
        .map(|(role, samples)| parts::labelled(role, samples, classes))
        .collect();
    parts.extend(loaded.unlabelled.as_ref().map(parts::unlabelled));
    let train = parts.iter().find(|part| part.name == PartName::Train);
    let mut description = Description {
        form: form(loaded),
        classes: loaded.classes.clone(),
        bytes: loaded.bytes(),
        class_weights: train.and_then(|train| class_weights(&train.counts)),
        duplicates: repeats(loaded),
        tables: loaded.report.tables.clone(),
        warnings: loaded.report.warnings.clone(),
        parts,
    };
    let more = warnings::of(&description);
    description.warnings.extend(more);
    description
}

fn form(loaded: &Loaded) -> Option<Form> {
    let labelled = loaded.parts().next().map(|(_, samples)| match samples {
        Samples::Pictures(pictures) => picture(pictures.shape),
        Samples::Features(features) => Form::Features {
            columns: features.columns.clone(),
        },
    });
    let unlabelled = || match loaded.unlabelled.as_ref()? {
        Unlabelled::Pictures { shape, .. } => Some(picture(*shape)),
        Unlabelled::Features { columns, .. } => Some(Form::Features {
            columns: columns.clone(),
        }),
    };
    labelled.or_else(unlabelled)
}

fn picture([height, width, channels]: [usize; 3]) -> Form {
    Form::Pictures {
        height,
        width,
        channels,
    }
}

/// Weights for classes of which the largest has more than 1.5 times the samples of the
/// smallest. A class without samples asks for no weight, but for samples.
fn class_weights(counts: &[u32]) -> Option<Vec<f32>> {
    let there = || counts.iter().copied().filter(|&count| count > 0);
    let (least, most) = (there().min()?, there().max()?);
    let unbalanced = u64::from(most) * 2 > u64::from(least) * 3;
    unbalanced.then(|| balanced_class_weights(counts))
}

fn repeats(loaded: &Loaded) -> Repeats {
    let found = duplicates(loaded);
    let repeat = |part: Role, indices: Vec<u32>| {
        (!indices.is_empty()).then(|| Repeat {
            part,
            samples: indices.len(),
            places: indices.into_iter().take(MOST_INDICES).collect(),
        })
    };
    let in_part = |(part, pairs): (Role, Vec<[u32; 2]>)| {
        repeat(part, pairs.into_iter().map(|[index, _]| index).collect())
    };
    Repeats {
        within: found
            .within
            .into_iter()
            .filter_map(|(part, indices)| repeat(part, indices))
            .collect(),
        in_train: found.leaked.into_iter().filter_map(in_part).collect(),
        contradictions: found.contradictions,
    }
}

#[cfg(test)]
#[path = "describe_tests.rs"]
mod tests;
