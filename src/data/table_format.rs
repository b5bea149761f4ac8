//! How a table was read, for a person to correct where that is wrong.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use crate::experiment::Separator;

/// How a table was read: as the reading options say, or as it was found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub struct TableFormat {
    /// The file.
    pub name: String,
    /// The names of its columns, of which there are at most [`Self::MOST_COLUMNS`] here: those
    /// of the header, or `column N`, counted from 1.
    pub columns: Vec<String>,
    /// The name of the column that holds the classes; nothing where there is none.
    pub label: Option<String>,
    /// Whether the first row is a header.
    pub header: bool,
    /// What separates the fields.
    pub separator: Separator,
}

impl TableFormat {
    /// Columns that are named: enough for rows of 28×28 pixels, and few enough to choose from.
    pub const MOST_COLUMNS: usize = 1000;
}
