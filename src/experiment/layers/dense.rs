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
        /// Whether a bias is added for each unit.
        use_bias: bool = field("Bias", true).quiet(),
        /// How the values of the kernel begin.
        kernel_initializer: Initializer = field("Kernel initializer", Initializer::GlorotUniform).quiet(),
        /// What the loss adds for each absolute value in the kernel.
        kernel_l1: f64 = field("Kernel L1", 0.0).within(0, 1000).quiet(),
        /// What the loss adds for the square of each value in the kernel.
        kernel_l2: f64 = field("Kernel L2", 0.0).within(0, 1000).quiet(),
    }
}

impl LayerKind for Dense {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        input.row("Dense")?;
        Ok(Shape::Flat(self.units))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let kernel = [input.len(), self.units];
        let mut weights = vec![
            Weight::trainable("kernel", kernel, self.kernel_initializer)
                .regularized(self.kernel_l1, self.kernel_l2)
                .sized_by("units"),
        ];
        if self.use_bias {
            weights.push(Weight::trainable("bias", [self.units], Initializer::Zeros));
        }
        weights
    }

    fn multiply_adds(&self, input: Shape, _: Shape) -> u64 {
        input.len() as u64 * self.units as u64
    }
}

impl Layer {
    /// A dense layer.
    #[must_use]
    pub fn dense(units: usize, activation: Activation) -> Self {
        Dense {
            units,
            activation,
            ..Dense::default()
        }
        .into()
    }
}
