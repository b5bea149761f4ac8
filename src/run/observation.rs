//! What only those want to know who look closely at a run.

use super::{BatchClasses, EpochClasses, LayersSeen};

/// What only those want to know who look closely at a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// How well each class was recognized in an epoch that is over.
    Classes(EpochClasses),
    /// How well each class was recognized in the batches of a report, which came before.
    Batches(BatchClasses),
    /// What was seen of the layers in a step; its report came before.
    Layers(LayersSeen),
}
