//! Smaller steps where a run improves no more.

use super::{CallbackKind, Mode, Monitor};
use crate::experiment::field::{field, fields};

fields! {
    /// Makes the step size smaller when a reading improves no more
    /// (`keras.callbacks.ReduceLROnPlateau`). With a schedule, it is the scheduled one that becomes smaller.
    pub struct ReduceLROnPlateau {
        /// The reading that is followed.
        monitor: Monitor = field("Monitor", Monitor::default()),
        /// What the step size is multiplied with.
        factor: f64 = field("Factor", 0.1).part(),
        /// Epochs without improvement before that.
        patience: usize = field("Patience", 10).unit("epochs"),
        /// Which way is better.
        mode: Mode = field("Mode", Mode::default()),
        /// What a reading must improve by to count.
        min_delta: f64 = field("Least improvement", 0.0001).within(0, 1_000_000),
        /// Epochs after that before epochs count again.
        cooldown: usize = field("Cooldown", 0).unit("epochs"),
        /// The least step size.
        min_lr: f64 = field("Least learning rate", 0.0).within(0, 1000),
    }
}

impl CallbackKind for ReduceLROnPlateau {
    fn monitor(&self) -> Option<Monitor> {
        Some(self.monitor)
    }
}
