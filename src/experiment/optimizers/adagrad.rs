//! Adaptive gradients.

use super::OptimizerKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Adagrad (Duchi, Hazan & Singer 2011): weights that were changed much are changed less.
    pub struct Adagrad {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.001).positive(),
        /// What the sums of squared gradients begin with.
        initial_accumulator_value: f64 = field("Initial accumulator value", 0.1).within(0, 1_000_000),
        /// Added to those sums before their root.
        epsilon: f64 = field("Epsilon", 1e-7).positive(),
    }
}

impl OptimizerKind for Adagrad {
    fn slots(&self) -> Vec<&'static str> {
        vec!["accumulator"]
    }

    fn slot_start(&self) -> f64 {
        self.initial_accumulator_value
    }
}
