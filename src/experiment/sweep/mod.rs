//! A sweep: the fields of an experiment that are varied, how their values are searched, and what counts
//! as better. Each trial is an experiment of its own.

mod apply;
mod condition;
mod packed;
mod parameter;
mod range;
mod search;
mod validate;
mod value;

pub use condition::{Condition, OptionalLayers};
pub use packed::PackedSweep;
pub use parameter::Parameter;
pub use range::{Scale, SearchRange};
pub use search::{Grid, Hyperband, RandomSearch, Search, SearchKind};
pub use value::SweptValue;

use std::collections::BTreeMap;

use super::callbacks::{Mode, Monitor};
use super::field::{field, fields};

/// The values of a trial, by the parameters' names. A parameter whose condition does not hold has none.
pub type Values = BTreeMap<String, SweptValue>;

fields! {
    /// What is varied about an experiment, and how good values are searched for.
    pub struct Sweep {
        /// Runs of each trial, every one with a seed of its own; a trial's score is their mean.
        executions_per_trial: usize = field("Executions per trial", 1).within(1, 100).unit("runs").quiet(),
    }
    plain {
        /// How values are chosen.
        search: Search,
        /// The reading of an epoch by which trials are compared.
        objective: Objective,
        /// When the sweep ends, if the search does not end before.
        budget: Budget,
        /// What is varied, in the order in which values are chosen.
        parameters: Vec<Parameter>,
        /// Layers that only some of the trials have.
        optional_layers: Vec<OptionalLayers>,
    }
}

fields! {
    /// The reading of an epoch by which trials are compared: that of a run is its best epoch's.
    pub struct Objective {
        /// The reading.
        monitor: Monitor = field("Monitor", Monitor::default()),
        /// Which way is better.
        mode: Mode = field("Mode", Mode::default()).quiet(),
    }
}

impl Objective {
    /// Whether greater scores are better.
    #[must_use]
    pub fn is_greater_better(&self) -> bool {
        self.monitor.is_greater_better(self.mode)
    }
}

fields! {
    /// When a sweep begins no more trials. Those under way are finished.
    pub struct Budget {
        /// Trials at most; absent: as many as the search has.
        trials: Option<usize> = field("Trials", None).within(1, 100_000).unit("trials"),
        /// Epochs at most, over all runs; absent: no limit.
        epochs: Option<usize> = field("Epochs", None).within(1, 100_000_000).unit("epochs"),
        /// Minutes at most, without pauses; absent: no limit.
        minutes: Option<f64> = field("Minutes", None).above(0, 1_000_000).unit("minutes"),
    }
}

#[cfg(test)]
mod tests;
