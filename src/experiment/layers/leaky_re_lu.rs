//! The leaky rectifier.

use super::LayerKind;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The input above 0, and a part of it below (Maas et al. 2013).
    pub struct LeakyReLU {
        /// The part.
        negative_slope: f64 = field("Negative slope", 0.3).within(0, 1000),
    }
}

impl LayerKind for LeakyReLU {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }
}
