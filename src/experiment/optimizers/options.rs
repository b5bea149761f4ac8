//! What is done to gradients and weights whatever the rule.

use crate::experiment::ExperimentError;
use crate::experiment::error::ensure;
use crate::experiment::field::{field, fields};

fields! {
    /// What is done to gradients and weights whatever the rule.
    pub struct OptimizerOptions {
        /// Part of every weight, times the step size, that an update takes off it; absent: 0.004
        /// for `AdamW`, none for the other rules.
        weight_decay: Option<f64> = field("Weight decay", None).within(0, 1),
        /// Greatest length of the gradient of each parameter; longer ones are shortened to it.
        clipnorm: Option<f64> = field("Clip norm", None).positive(),
        /// Greatest size of each value of a gradient.
        clipvalue: Option<f64> = field("Clip value", None).positive(),
        /// Greatest length of the gradient of all parameters together; longer ones are shortened.
        global_clipnorm: Option<f64> = field("Global clip norm", None).positive(),
    }
}

impl OptimizerOptions {
    /// Checks that gradients are clipped in one way only, as Keras demands.
    ///
    /// # Errors
    /// They are in two; the second is named.
    pub(super) fn validate(&self) -> Result<(), ExperimentError> {
        let ways = [
            ("clipnorm", self.clipnorm),
            ("clipvalue", self.clipvalue),
            ("global_clipnorm", self.global_clipnorm),
        ];
        let mut set = ways.iter().filter(|(_, limit)| limit.is_some());
        let first = set.next().map_or("", |(name, _)| name);
        match set.next() {
            Some((second, _)) => ensure(
                false,
                second,
                format!("is set beside {first}"),
                "Clip gradients in one way only.",
            ),
            None => Ok(()),
        }
    }
}
