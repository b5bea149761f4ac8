//! A copy of the network after an epoch.

use super::{CallbackKind, Mode, Monitor};
use crate::experiment::field::{field, fields};

fields! {
    /// Keeps the network as it is after an epoch (`keras.callbacks.ModelCheckpoint`).
    pub struct ModelCheckpoint {
        /// The reading that says which epoch is best.
        monitor: Monitor = field("Monitor", Monitor::default()),
        /// Which way is better.
        mode: Mode = field("Mode", Mode::default()),
        /// Keep it only after epochs that are the best so far.
        save_best_only: bool = field("Save best only", false),
    }
}

impl CallbackKind for ModelCheckpoint {
    fn monitor(&self) -> Option<Monitor> {
        self.save_best_only.then_some(self.monitor)
    }
}
