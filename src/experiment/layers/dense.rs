//! The dense layer.

use super::{Layer, LayerKind};
use crate::experiment::field::{field, fields, required};
use crate::experiment::{Activation, ExperimentError, Initializer, Shape, Weight};

fields! {
    /// Every output from every input, with a bias for each unit.
    pub struct Dense {
        /// Outputs.
        units: usize = required("Units", 64).within(1, 65_536),
        /// Applied to the output.
        activation: Activation = field("Activation", Activation::Linear),
    }
}

impl LayerKind for Dense {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        input.row("Dense")?;
        Ok(Shape::Flat(self.units))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        vec![
            Weight::trainable(
                "kernel",
                [input.len(), self.units],
                Initializer::GlorotUniform,
            )
            .sized_by("units"),
            Weight::trainable("bias", [self.units], Initializer::Zeros),
        ]
    }
}

impl Layer {
    /// A dense layer.
    #[must_use]
    pub fn dense(units: usize, activation: Activation) -> Self {
        Dense { units, activation }.into()
    }
}
