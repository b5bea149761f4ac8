//! Samples without labels, made to go with those that have some.

use super::{Column, DataError, Samples};
use crate::experiment::{Colour, Prepare};

/// Samples without labels, for a trained network to classify.
#[derive(Clone, Debug, PartialEq)]
pub enum Unlabelled {
    /// Pictures.
    Pictures {
        /// Height, width and channels of every picture.
        shape: [usize; 3],
        /// The pictures one after another, as in [`Pictures`](super::Pictures).
        pixels: Vec<u8>,
        /// The file each came from; empty where many came from one file.
        names: Vec<String>,
    },
    /// Rows of numbers.
    Features {
        /// The columns.
        columns: Vec<Column>,
        /// The rows one after another, a number a column. What is missing is NaN.
        values: Vec<f32>,
    },
}

impl Unlabelled {
    /// The number of samples.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Pictures { shape, pixels, .. } => {
                pixels.len() / shape.iter().product::<usize>().max(1)
            }
            Self::Features { columns, values } => values.len() / columns.len().max(1),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of memory they take.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Pictures { pixels, .. } => pixels.len(),
            Self::Features { values, .. } => size_of_val(&values[..]),
        }
    }

    /// What people call the sample at an index: the file it came from, where each is one.
    #[must_use]
    pub fn name(&self, index: usize) -> Option<&str> {
        match self {
            Self::Pictures { names, .. } => names.get(index).map(String::as_str),
            Self::Features { .. } => None,
        }
    }

    /// The same, as a network gets them that was trained on samples like these: pictures in
    /// their size and colours.
    ///
    /// # Errors
    /// They are of another kind or of other columns, or cannot be prepared so.
    pub fn like(self, trained: &Samples, prepare: &Prepare) -> Result<Self, DataError> {
        match (&self, trained) {
            (Self::Pictures { .. }, Samples::Pictures(own)) => {
                let [height, width, channels] = own.shape;
                let as_the_others = Prepare {
                    size: Some([height, width]),
                    colour: Colour::of_channels(channels),
                    ..prepare.clone()
                };
                self.prepared(&as_the_others)
            }
            (Self::Features { columns, .. }, Samples::Features(own)) => {
                let [without, with] = [columns, &own.columns].map(Vec::len);
                if without == with {
                    return Ok(self);
                }
                Err(DataError::new(
                    format!(
                        "The rows without labels have {without} columns, and those with labels {with}"
                    ),
                    "Give rows of the same columns, or leave out the file without labels.",
                ))
            }
            (Self::Pictures { .. }, Samples::Features(_))
            | (Self::Features { .. }, Samples::Pictures(_)) => Err(DataError::new(
                "The samples without labels are of another kind than those with labels: pictures on one side, rows of numbers on the other",
                "Leave out the file without labels.",
            )),
        }
    }
}
