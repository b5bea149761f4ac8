//! Adam.

use super::{Optimizer, OptimizerKind};
use crate::experiment::field::{field, fields};

fields! {
    /// Adam (Kingma & Ba 2015), with ε outside the bias correction as in Keras.
    pub struct Adam {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.001).positive(),
        /// Decay of the first moment, in `[0, 1)`.
        beta_1: f64 = field("Beta 1", 0.9).part(),
        /// Decay of the second moment, in `[0, 1)`.
        beta_2: f64 = field("Beta 2", 0.999).part(),
        /// Added to the root of the second moment.
        epsilon: f64 = field("Epsilon", 1e-7).positive(),
        /// Divide by the greatest second moment so far (`AMSGrad`).
        amsgrad: bool = field("AMSGrad", false),
    }
}

impl OptimizerKind for Adam {
    fn slots(&self) -> Vec<&'static str> {
        let mut names = vec!["momentum", "velocity"];
        names.extend(self.amsgrad.then_some("velocity_hat"));
        names
    }

    fn momentum_field(&self) -> Option<&'static str> {
        Some("beta_1")
    }
}

impl Optimizer {
    /// Adam at a step size, everything else as in Keras.
    #[must_use]
    pub fn adam(learning_rate: f64) -> Self {
        Adam {
            learning_rate,
            ..Adam::default()
        }
        .into()
    }
}
