//! Adam with Nesterov's momentum.

use super::OptimizerKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Nadam (Dozat 2016): Adam that looks ahead along its momentum (Nesterov).
    pub struct Nadam {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.001).positive(),
        /// Decay of the first moment, in `[0, 1)`.
        beta_1: f64 = field("Beta 1", 0.9).part(),
        /// Decay of the second moment, in `[0, 1)`.
        beta_2: f64 = field("Beta 2", 0.999).part(),
        /// Added to the root of the corrected second moment.
        epsilon: f64 = field("Epsilon", 1e-7).positive(),
    }
}

impl OptimizerKind for Nadam {
    fn slots(&self) -> Vec<&'static str> {
        vec!["momentum", "velocity"]
    }

    fn momentum_field(&self) -> Option<&'static str> {
        Some("beta_1")
    }
}
