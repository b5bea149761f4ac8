//! What a script for Keras needs to know of the data.

use crate::experiment::Shape;

/// What a script needs to know of data that only reading it tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// Shape of a prepared sample.
    pub input: Shape,
    /// Number of classes.
    pub classes: usize,
    /// Whether the data has a test part of its own.
    pub has_test: bool,
}
