//! The one error of reading data: what is wrong with which file, and what to do.

use thiserror::Error;

use crate::spec::SpecError;

/// A fault in data.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct DataError {
    /// What is wrong; begins with the name of the file where there is one.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// Whether it is that values are missing of which nothing says what they become.
    pub is_missing: bool,
}

impl DataError {
    /// An error with a message and a hint.
    pub fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
            is_missing: false,
        }
    }
}

/// A field of the experiment that does not go with the data.
impl From<SpecError> for DataError {
    fn from(error: SpecError) -> Self {
        Self::new(error.to_string(), error.hint)
    }
}
