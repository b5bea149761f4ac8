//! What keeps a classifier from being trained.

use thiserror::Error;

use crate::model_file::ModelFileError;

/// What keeps a classifier from being trained.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ClassicalError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl ClassicalError {
    /// An error with what to do about it.
    pub(super) fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl From<ModelFileError> for ClassicalError {
    fn from(error: ModelFileError) -> Self {
        Self::new(error.message, error.hint)
    }
}
