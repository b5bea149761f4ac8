//! Adadelta.

use super::OptimizerKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Adadelta (Zeiler 2012): steps as large as the last ones were, for the gradient's size.
    pub struct Adadelta {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.001).positive(),
        /// Decay of the averages of squared gradients and updates, in `[0, 1)`.
        rho: f64 = field("Rho", 0.95).part(),
        /// Added to both averages before their roots.
        epsilon: f64 = field("Epsilon", 1e-7).positive(),
    }
}

impl OptimizerKind for Adadelta {
    fn slots(&self) -> Vec<&'static str> {
        vec!["accumulated_grad", "accumulated_delta_var"]
    }
}
