//! Flattening.

use super::{Layer, LayerKind};
use crate::experiment::field::fields;
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// All values of a sample in one row: height, then width, then channel.
    pub struct Flatten {}
}

impl LayerKind for Flatten {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(Shape::Flat(input.len()))
    }
}

impl Layer {
    /// Flattening.
    #[must_use]
    pub fn flatten() -> Self {
        Flatten {}.into()
    }
}
