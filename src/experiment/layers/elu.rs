//! The exponential rectifier.

use super::LayerKind;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The input above 0, and `alpha (exp(x) - 1)` below (Clevert et al. 2016).
    pub struct ELU {
        /// How far below 0 it goes.
        alpha: f64 = field("Alpha", 1.0).within(0, 1000),
    }
}

impl LayerKind for ELU {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }

    /// The exponentials.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.len()
    }
}
