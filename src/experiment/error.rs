//! The one error of the experiment format: which field, what is wrong, what to do.

use thiserror::Error;

/// A fault in an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field} {message}")]
pub struct ExperimentError {
    /// Path of the field, as in `model.layers[2].filters`; "The experiment" where the JSON
    /// itself is malformed.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl ExperimentError {
    /// An error for the field at a path.
    pub fn new(
        field: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// An error of the JSON reader at a path; its text has line and column already.
    pub(super) fn json(path: &str, error: &serde_json::Error) -> Self {
        Self::new(
            path,
            format!("cannot be read: {error}"),
            "Compare it with assets/experiment.schema.json.",
        )
    }

    /// The same error, seen from a level further out: `filters` in `layers[2]`.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        self.field = if self.field.is_empty() {
            outer.to_owned()
        } else {
            format!("{outer}.{}", self.field)
        };
        self
    }
}

/// Fails unless `ok`: the field with that message and hint.
pub(super) fn ensure(
    ok: bool,
    field: &str,
    message: impl Into<String>,
    hint: &str,
) -> Result<(), ExperimentError> {
    if ok {
        Ok(())
    } else {
        Err(ExperimentError::new(field, message, hint))
    }
}
