//! The end of a run that improves no more.

use super::{CallbackKind, Mode, Monitor};
use crate::experiment::field::{field, fields};

fields! {
    /// Ends the run when a reading improves no more (`keras.callbacks.EarlyStopping`).
    pub struct EarlyStopping {
        /// The reading that is followed.
        monitor: Monitor = field("Monitor", Monitor::default()),
        /// What a reading must improve by to count.
        min_delta: f64 = field("Least improvement", 0.0).within(0, 1_000_000),
        /// Epochs without improvement before the run is ended.
        patience: usize = field("Patience", 0).unit("epochs"),
        /// Which way is better.
        mode: Mode = field("Mode", Mode::default()),
        /// A value that the reading must be better than before epochs count as improving; absent: none.
        baseline: Option<f64> = field("Baseline", None),
        /// Epochs at the start that do not count.
        start_from_epoch: usize = field("Start from epoch", 0).unit("epochs"),
        /// Go back to the weights of the best epoch at the end.
        restore_best_weights: bool = field("Restore best weights", false),
    }
}

impl CallbackKind for EarlyStopping {
    fn monitor(&self) -> Option<Monitor> {
        Some(self.monitor)
    }
}
