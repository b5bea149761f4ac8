//! Adam with the maximum norm.

use super::OptimizerKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Adamax (Kingma & Ba 2015, section 7): Adam with the largest recent gradient for its size.
    pub struct Adamax {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.001).positive(),
        /// Decay of the first moment, in `[0, 1)`.
        beta_1: f64 = field("Beta 1", 0.9).part(),
        /// Decay of the largest gradient, in `[0, 1)`.
        beta_2: f64 = field("Beta 2", 0.999).part(),
        /// Added to the largest recent gradient.
        epsilon: f64 = field("Epsilon", 1e-7).positive(),
    }
}

impl OptimizerKind for Adamax {
    fn slots(&self) -> Vec<&'static str> {
        vec!["momentum", "norm"]
    }

    fn momentum_field(&self) -> Option<&'static str> {
        Some("beta_1")
    }
}
