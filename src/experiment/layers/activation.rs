//! An activation function as a layer.

use super::LayerKind;
use crate::experiment::field::{fields, required};
use crate::experiment::{ExperimentError, Shape, activations};

fields! {
    /// An activation as a layer of its own.
    pub struct Activation {
        /// The function.
        activation: activations::Activation = required("Function", activations::Activation::Relu),
    }
}

impl LayerKind for Activation {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }
}
