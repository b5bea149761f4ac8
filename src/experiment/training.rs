//! How long and in what portions a network is trained, and what its loss counts.

use super::field::{field, fields};
use super::{ClassWeight, ExperimentError, Fields};

fields! {
    /// Training options (the arguments of Keras's `fit`).
    pub struct Training {
        /// Samples a step.
        batch_size: usize = field("Batch size", 64).within(1, 4096).unit("samples a step"),
        /// Passes over the training samples.
        epochs: usize = field("Epochs", 12).within(1, 10_000).unit("epochs"),
        /// Draw a new order of the samples for every epoch.
        shuffle: bool = field("Shuffle", true),
        /// Part of a label that is spread over all classes, in `[0, 1)`; absent: none.
        label_smoothing: Option<f64> = field("Label smoothing", None).part(),
        /// Evaluations on the test samples in an epoch, equally far apart; absent: one, at its end.
        evaluations_per_epoch: Option<usize> = field("Evaluations per epoch", None).within(1, 1000),
    }
    plain {
        /// How much the samples of each class count: a number for each class, or "balanced".
        class_weight: ClassWeight,
    }
}

impl Training {
    /// Checks all fields.
    ///
    /// # Errors
    /// The first one that is out of its range, by its name.
    pub fn validate(&self) -> Result<(), ExperimentError> {
        (self as &dyn Fields).validate()?;
        self.class_weight.validate()
    }
}
