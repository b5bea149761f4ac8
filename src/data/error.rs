//! The one error of reading data: what is wrong with which file, and what to do.

use thiserror::Error;

use super::TableFormat;
use crate::experiment::ExperimentError;

/// A fault in data.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct DataError {
    /// What is wrong; begins with the name of the file where there is one.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Which fault it is, where the page can offer a remedy.
    pub fault: Fault,
    /// How the table was read that it is about, where there is one: another label column,
    /// header or separator may mend it.
    pub table: Option<Box<TableFormat>>,
}

/// Faults with a remedy that a program can offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Values are missing, and no option says how they are treated.
    MissingValues,
    /// There are samples, and none of them has a label.
    NoLabels,
    /// Any other.
    Other,
}

impl DataError {
    /// The error, marked as that fault.
    #[must_use]
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }

    /// The error, about a table that was read in that way, unless it says so already.
    #[must_use]
    pub fn with_table(mut self, table: Option<&TableFormat>) -> Self {
        self.table = self.table.or_else(|| table.cloned().map(Box::new));
        self
    }

    /// The error of a field that changes pictures, where the data has rows of numbers.
    pub(super) fn for_pictures(field: &str) -> Self {
        Self::new(
            format!("{field} is for pictures, and the data has rows of numbers"),
            "Leave it out.",
        )
    }

    /// An error with a message and a hint.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            fault: Fault::Other,
            table: None,
        }
    }
}

/// A field of the experiment that does not go with the data.
impl From<ExperimentError> for DataError {
    fn from(error: ExperimentError) -> Self {
        Self::new(error.to_string(), error.hint)
    }
}
