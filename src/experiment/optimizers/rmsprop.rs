//! Root mean square propagation.

use super::OptimizerKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Gradients divided by a moving average of their size (`keras.optimizers.RMSprop`).
    pub struct RmsProp {
        /// Step size.
        learning_rate: f64 = field("Learning rate", 0.001).positive(),
        /// Decay of the average of the squared gradients, in `[0, 1)`.
        rho: f64 = field("Rho", 0.9).part(),
        /// Part of the last update that is carried over, in `[0, 1)`.
        momentum: f64 = field("Momentum", 0.0).part(),
        /// Added to that average before its root.
        epsilon: f64 = field("Epsilon", 1e-7).positive(),
        /// Divide by the gradients' estimated variance instead.
        centered: bool = field("Centered", false),
    }
}

impl OptimizerKind for RmsProp {
    fn slots(&self) -> Vec<&'static str> {
        let mut names = vec!["velocity"];
        names.extend((self.momentum > 0.0).then_some("momentum"));
        names.extend(self.centered.then_some("average_gradient"));
        names
    }
}
