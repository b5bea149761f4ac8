//! Why a model's file cannot be used.

use thiserror::Error;

use crate::data::DataError;
use crate::experiment::ExperimentError;
use crate::protocol::{ErrorKind, WireError};

/// A fault of a model's file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ModelFileError {
    /// What is wrong; names the tensor or field.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl ModelFileError {
    /// A fault, and what to do about it.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// The file is not as it was written.
    pub(super) fn damaged(reason: impl std::fmt::Display) -> Self {
        Self::new(
            format!("the model's file is damaged or cut short: {reason}"),
            "Save the model again, or copy the whole file again.",
        )
    }

    /// The file is whole, and does not go with the experiment that it holds or is restored for.
    pub fn foreign(message: impl Into<String>) -> Self {
        Self::new(
            message,
            "Use a file that Hearth saved for this very network and optimizer.",
        )
    }
}

impl From<ExperimentError> for ModelFileError {
    fn from(error: ExperimentError) -> Self {
        let message = format!("the experiment in the model's file: {error}");
        Self::new(message, error.hint)
    }
}

impl From<DataError> for ModelFileError {
    fn from(error: DataError) -> Self {
        let message = format!("what the model's file says of its input: {}", error.message);
        Self::new(message, error.hint)
    }
}

impl From<&ModelFileError> for WireError {
    fn from(error: &ModelFileError) -> Self {
        Self::new(ErrorKind::Run, error.message.clone(), error.hint.clone())
    }
}
