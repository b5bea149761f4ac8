//! What the network makes of the samples without labels.

use crate::data::Predicted;
use crate::page::slice::{Contents, Part};

/// What the network makes of the samples without labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// The newest answers for the first samples.
    pub shown: Vec<Predicted>,
    /// Number of the newest question; an answer to another one is dropped.
    pub question: u32,
    /// The answers under way.
    pub found: Vec<Predicted>,
    /// How many of them there are to be; 0 where nothing is asked.
    pub wanted: usize,
    /// Whether they are asked for all samples, to be saved.
    pub to_save: bool,
    /// The network has changed since the question.
    pub is_outdated: bool,
}

impl Contents for Predictions {
    const PART: Part = Part::Predictions;
}
