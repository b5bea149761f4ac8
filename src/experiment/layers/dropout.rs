//! Dropout.

use super::{Layer, LayerKind};
use crate::experiment::field::{fields, required};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// Sets a random part of its input to zero in training and scales the rest up
    /// (Srivastava et al. 2014).
    pub struct Dropout {
        /// The part set to zero, in `[0, 1)`.
        rate: f64 = required("Rate", 0.25).part(),
    }
}

impl LayerKind for Dropout {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }

    /// The mask, a byte for each value.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.len().div_ceil(4)
    }
}

impl Layer {
    /// Dropout of that part.
    #[must_use]
    pub fn dropout(rate: f64) -> Self {
        Dropout { rate }.into()
    }
}
