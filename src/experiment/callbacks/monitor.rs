//! What callbacks follow, and which way is better.

use crate::experiment::field::choices;

choices! {
    /// A reading of an epoch, by Keras's name.
    pub enum Monitor {
        /// Loss on the validation samples.
        ValLoss = "val_loss",
        /// Accuracy on the validation samples.
        ValAccuracy = "val_accuracy",
        /// Mean loss of the epoch's batches.
        Loss = "loss",
        /// Accuracy on the epoch's batches.
        Accuracy = "accuracy",
    }
}

choices! {
    /// Which way a reading is better.
    pub enum Mode {
        /// As the reading's name says: losses small, accuracies great.
        Auto = "auto",
        /// Small values.
        Min = "min",
        /// Great values.
        Max = "max",
    }
}

impl Monitor {
    /// Whether it is measured on the validation samples.
    #[must_use]
    pub fn is_of_validation(self) -> bool {
        matches!(self, Self::ValLoss | Self::ValAccuracy)
    }

    /// Whether greater values are better, where the mode is `auto`.
    fn grows(self) -> bool {
        matches!(self, Self::ValAccuracy | Self::Accuracy)
    }

    /// Whether greater values are better in a mode.
    #[must_use]
    pub fn is_greater_better(self, mode: Mode) -> bool {
        match mode {
            Mode::Auto => self.grows(),
            Mode::Min => false,
            Mode::Max => true,
        }
    }
}
