//! What the network makes of the samples without labels.

use crate::data::Predicted;
use crate::page::slice::{Contents, Part};
use crate::protocol::{Asker, RunId};

/// What the network makes of the samples without labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// The newest answers for the first samples.
    pub shown: Vec<Predicted>,
    /// Asks the loader for samples of a load.
    pub loader: Asker<u32>,
    /// Asks a run's network what those are.
    pub network: Asker<RunId>,
    /// The answers under way.
    pub found: Vec<Predicted>,
    /// How many of them there are to be; 0 where nothing is asked.
    pub wanted: usize,
    /// Whether they are asked for all samples, to be saved.
    pub to_save: bool,
    /// The network has changed since the first of them was asked for.
    pub is_outdated: bool,
}

impl Contents for Predictions {
    const PART: Part = Part::Predictions;
}
