//! Gradient descent.

use super::{Optimizer, OptimizerKind};
use crate::experiment::field::{field, fields};

fields! {
    /// Stochastic gradient descent (`keras.optimizers.SGD`).
    pub struct Sgd {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.01).positive(),
        /// Part of the last update that is carried over, in `[0, 1)`.
        momentum: f64 = field("Momentum", 0.0).part(),
        /// Look ahead along the momentum (Nesterov).
        nesterov: bool = field("Nesterov", false),
    }
}

impl OptimizerKind for Sgd {
    fn slots(&self) -> Vec<&'static str> {
        Vec::from_iter((self.momentum > 0.0).then_some("momentum"))
    }

    fn momentum_field(&self) -> Option<&'static str> {
        Some("momentum")
    }
}

impl Optimizer {
    /// Plain gradient descent at a step size.
    #[must_use]
    pub fn sgd(learning_rate: f64) -> Self {
        Sgd {
            learning_rate,
            ..Sgd::default()
        }
        .into()
    }
}
