//! Details of a run: counts of classes and statistics of layers, which not everybody shows.

use super::{BatchClasses, EpochClasses, NetworkStatistics};

/// Details of a run: counts of classes and statistics of layers, which not everybody shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Observation {
    /// How well each class was recognized in an epoch that is over.
    Classes(EpochClasses),
    /// How well each class was recognized in the batches of a report, which came before.
    Batches(BatchClasses),
    /// Statistics of the layers in a step; its report came before.
    Layers(NetworkStatistics),
}
