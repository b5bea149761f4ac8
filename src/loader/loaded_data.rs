//! What the loader has loaded.

use super::kept_evaluation::Evaluation;
use crate::data::{Dataset, Loaded};
use crate::protocol::Load;

/// What is loaded, and what it was asked for by.
pub struct LoadedData {
    pub wanted: Load,
    /// The source as it was read; it shares with the data set what was not changed.
    pub source: Loaded,
    /// The source and the outside files together.
    pub loaded: Loaded,
    pub licence: String,
    pub data: Dataset,
    /// What a network says of them.
    pub evaluation: Evaluation,
}
