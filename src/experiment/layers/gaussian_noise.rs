//! Noise.

use super::LayerKind;
use crate::experiment::field::{fields, required};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// Adds normally distributed noise in training.
    pub struct GaussianNoise {
        /// Standard deviation of the noise.
        stddev: f64 = required("Standard deviation", 0.1).within(0, 1000),
    }
}

impl LayerKind for GaussianNoise {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }
}
