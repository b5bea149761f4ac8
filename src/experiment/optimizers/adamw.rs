//! Adam with weight decay.

use super::OptimizerKind;
use crate::experiment::field::{field, fields};

fields! {
    /// Adam with decoupled weight decay (Loshchilov & Hutter 2019): 0.004 unless it is set.
    pub struct AdamW {
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

impl OptimizerKind for AdamW {
    fn slots(&self) -> Vec<&'static str> {
        let mut names = vec!["momentum", "velocity"];
        names.extend(self.amsgrad.then_some("velocity_hat"));
        names
    }

    fn default_weight_decay(&self) -> Option<f64> {
        Some(0.004)
    }

    fn momentum_field(&self) -> Option<&'static str> {
        Some("beta_1")
    }
}
