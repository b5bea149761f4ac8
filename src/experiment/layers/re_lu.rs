//! The rectifier with its options.

use super::LayerKind;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The input above a threshold up to a largest value, and a part of the distance below.
    pub struct ReLU {
        /// The largest value; none where absent.
        max_value: Option<f64> = field("Largest value", None).within(0, 1e30),
        /// The part of the distance from the threshold that is left below it.
        negative_slope: f64 = field("Negative slope", 0.0).within(0, 1000).quiet(),
        /// Where it begins.
        threshold: f64 = field("Threshold", 0.0).within(0, 1e30).quiet(),
    }
}

impl LayerKind for ReLU {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }
}
