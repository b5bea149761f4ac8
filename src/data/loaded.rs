//! What loading gives, whatever is loaded: samples in up to four parts, and a report on them.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use super::{Samples, TableFormat, Unlabelled};

/// The part of a data set that samples belong to.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// To train on.
    Train,
    /// To validate on.
    Validation,
    /// To test on.
    Test,
}

/// What was loaded, before it is prepared. A copy shares the samples.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Loaded {
    /// Names of the classes; a label is an index into them. Empty without labels.
    pub classes: Vec<String>,
    /// Samples to train on.
    pub train: Option<Samples>,
    /// Samples to validate on, where the files say which.
    pub validation: Option<Samples>,
    /// Samples to test on, where the files say which.
    pub test: Option<Samples>,
    /// Samples without labels.
    pub unlabelled: Option<Unlabelled>,
    /// What there is to know about them.
    pub report: Report,
    /// Of the samples to train, validate and test on, where some were left out: the index that each had.
    pub kept: [Option<Vec<u32>>; 3],
}

impl Loaded {
    /// A set that has a part to train on and one to test on.
    #[must_use]
    pub fn of_parts(classes: Vec<String>, train: Samples, test: Samples) -> Self {
        let mut loaded = Self {
            classes,
            train: Some(train),
            test: Some(test),
            ..Self::default()
        };
        loaded.report.bytes = loaded.bytes();
        loaded
    }

    /// The labelled samples of a part.
    #[must_use]
    pub fn part(&self, role: Role) -> Option<&Samples> {
        match role {
            Role::Train => self.train.as_ref(),
            Role::Validation => self.validation.as_ref(),
            Role::Test => self.test.as_ref(),
        }
    }

    /// The parts that are there, with their roles.
    pub fn parts(&self) -> impl Iterator<Item = (Role, &Samples)> {
        let roles = [Role::Train, Role::Validation, Role::Test];
        roles
            .into_iter()
            .filter_map(|role| Some((role, self.part(role)?)))
    }

    /// Where a part is kept, to set it.
    pub fn part_mut(&mut self, role: Role) -> &mut Option<Samples> {
        match role {
            Role::Train => &mut self.train,
            Role::Validation => &mut self.validation,
            Role::Test => &mut self.test,
        }
    }

    /// Bytes of memory that the samples take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let labelled: usize = self.parts().map(|(_, samples)| samples.bytes()).sum();
        labelled + self.unlabelled.as_ref().map_or(0, Unlabelled::bytes)
    }
}

/// What there is to know about files that were read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Report {
    /// The tables or arrays, one by one; pictures have none.
    pub tables: Vec<TableReport>,
    /// How the table to train on was read, where there is one.
    pub format: Option<TableFormat>,
    /// Bytes of memory that the samples take.
    pub bytes: usize,
    /// What people should know: guesses that were made, and what was left out.
    pub warnings: Vec<String>,
}

/// What there is to know about one table.
#[derive(
    Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
pub struct TableReport {
    /// The file.
    pub name: String,
    /// Its rows, without the header.
    pub rows: usize,
    /// Its columns, that of the labels included.
    pub columns: Vec<ColumnReport>,
    /// Cells of the first rows, as they are written in the file.
    pub head: Vec<Vec<String>>,
    /// Cells of the last rows that are not among the first.
    pub tail: Vec<Vec<String>>,
}

/// What there is to know about a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// Its type, in pandas's words (`int64`, `float64`, `object`), or `NumPy`'s for an array.
    pub dtype: String,
    /// Cells that hold nothing.
    pub missing: usize,
    /// What it is used as.
    pub usage: Usage,
}

/// What a column is used as.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Usage {
    /// The classes.
    Label,
    /// Pixels of a picture.
    Pixel,
    /// A quantity.
    Number,
    /// A category.
    Category,
    /// Nothing.
    Ignored,
}
