//! Unit normalization.

use super::LayerKind;
use crate::experiment::field::fields;
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The channels of each pixel, or the features of a row, divided by the root of their sum of squares.
    pub struct UnitNormalization {}
}

impl LayerKind for UnitNormalization {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }

    /// The squares.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.len()
    }
}
