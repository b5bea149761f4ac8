//! How long and in what portions a network is trained.

use super::field::{field, fields};

fields! {
    /// Training options (the arguments of Keras's `fit`).
    pub struct Training {
        /// Samples a step.
        batch_size: usize = field("Batch size", 64).within(1, 4096).unit("samples a step"),
        /// Passes over the training samples.
        epochs: usize = field("Epochs", 12).within(1, 10_000).unit("epochs"),
        /// Draw a new order of the samples for every epoch.
        shuffle: bool = field("Shuffle", true),
    }
}
