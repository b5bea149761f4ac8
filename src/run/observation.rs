//! What only those want to know who look closely at a run.

use super::{EpochClasses, LayersSeen};

/// What only those want to know who look closely at a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// How well each class was recognized in an epoch that is over.
    Classes(EpochClasses),
    /// What was seen of the layers in a step; its report came before.
    Layers(LayersSeen),
}
