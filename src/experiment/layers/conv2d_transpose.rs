//! Transposed convolution.

use super::LayerKind;
use super::window::Padding;
use crate::experiment::field::{field, fields, required};
use crate::experiment::{Activation, ExperimentError, Initializer, Shape, Weight, WeightLayout};

fields! {
    /// Convolution backwards: every pixel adds a filter to the output, which is larger where
    /// there are strides.
    pub struct Conv2DTranspose {
        /// Filters, the channels of the output.
        filters: usize = required("Filters", 16).within(1, 4096),
        /// Height and width of a filter.
        kernel_size: [usize; 2] = required("Kernel size", [3, 3]).within(1, 1024),
        /// Step between the filters' places in the output.
        strides: [usize; 2] = field("Strides", [1, 1]).within(1, 1024),
        /// Border rule: with `same` the output is as large as the input times the strides.
        padding: Padding = field("Padding", Padding::Valid),
        /// Applied to the output.
        activation: Activation = field("Activation", Activation::Linear),
        /// Whether a bias is added for each filter.
        use_bias: bool = field("Bias", true).quiet(),
        /// How the values of the kernel begin.
        kernel_initializer: Initializer = field("Kernel initializer", Initializer::GlorotUniform).quiet(),
        /// What the loss adds for each absolute value in the kernel.
        kernel_l1: f64 = field("Kernel L1", 0.0).within(0, 1000).quiet(),
        /// What the loss adds for the square of each value in the kernel.
        kernel_l2: f64 = field("Kernel L2", 0.0).within(0, 1000).quiet(),
    }
}

impl LayerKind for Conv2DTranspose {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, _] = input.image("Conv2DTranspose")?;
        let side = |size: usize, i: usize| match self.padding {
            Padding::Same => size.saturating_mul(self.strides[i]),
            Padding::Valid => size
                .saturating_mul(self.strides[i])
                .saturating_add(self.kernel_size[i].saturating_sub(self.strides[i])),
        };
        Ok(Shape::Image([side(h, 0), side(w, 1), self.filters]))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let [kh, kw] = self.kernel_size;
        // Keras has the output's channels first; reversed they are what devices want.
        let kernel = [kh, kw, self.filters, input.channels()];
        let mut weights = vec![
            Weight::trainable("kernel", kernel, self.kernel_initializer)
                .layout(WeightLayout::Hwio)
                .regularized(self.kernel_l1, self.kernel_l2)
                .sized_by("filters"),
        ];
        if self.use_bias {
            weights.push(Weight::trainable(
                "bias",
                [self.filters],
                Initializer::Zeros,
            ));
        }
        weights
    }

    /// The output, its gradient and what is made of them, in other orders of axes.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        3 * output.len()
    }

    fn multiply_adds(&self, input: Shape, _: Shape) -> u64 {
        let [kh, kw] = self.kernel_size.map(|n| n as u64);
        input.len() as u64 * kh * kw * self.filters as u64
    }

    fn has_feature_maps(&self) -> bool {
        true
    }
}
