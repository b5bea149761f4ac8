//! The shape of a sample, as layers take and give it.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

use super::error::ExperimentError;

/// The shape of one sample, without the batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, BorshSerialize, BorshDeserialize)]
pub enum Shape {
    /// `[height, width, channels]`.
    Image([usize; 3]),
    /// `[features]`.
    Flat(usize),
}

impl Shape {
    /// Values in a sample.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Image([h, w, c]) => h * w * c,
            Self::Flat(n) => n,
        }
    }

    /// Whether a sample has no values.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Length of the last axis: channels, or features.
    #[must_use]
    pub fn channels(self) -> usize {
        match self {
            Self::Image([_, _, c]) => c,
            Self::Flat(n) => n,
        }
    }

    /// Lengths of the axes.
    #[must_use]
    pub fn axes(&self) -> &[usize] {
        match self {
            Self::Image(axes) => axes,
            Self::Flat(n) => std::slice::from_ref(n),
        }
    }

    /// Height, width and channels, which a layer of that class needs.
    ///
    /// # Errors
    /// Samples are rows of numbers; the error is of the layer itself.
    pub fn image(self, class: &str) -> Result<[usize; 3], ExperimentError> {
        match self {
            Self::Image(axes) => Ok(axes),
            Self::Flat(n) => Err(ExperimentError::new(
                "",
                format!("is {class} and gets {n} values without height and width"),
                "Put it before the Flatten layer; for rows of numbers, use Dense layers instead.",
            )),
        }
    }

    /// The number of features, which a layer of that class needs in a row.
    ///
    /// # Errors
    /// Samples are pictures; the error is of the layer itself.
    pub fn row(self, class: &str) -> Result<usize, ExperimentError> {
        match self {
            Self::Flat(n) => Ok(n),
            Self::Image(_) => Err(ExperimentError::new(
                "",
                format!("is {class} and gets pictures of {self}"),
                "Put a Flatten layer before it.",
            )),
        }
    }
}

impl std::fmt::Display for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Image([h, w, c]) => write!(f, "{h} × {w} × {c}"),
            Self::Flat(n) => write!(f, "{n}"),
        }
    }
}
