//! Depthwise convolution.

use super::LayerKind;
use super::window::{self, Padding};
use crate::experiment::field::{field, fields, required};
use crate::experiment::{Activation, ExperimentError, Initializer, Shape, Weight};

fields! {
    /// Convolution of each channel by itself, with filters of its own (Howard et al. 2017).
    pub struct DepthwiseConv2D {
        /// Height and width of a filter.
        kernel_size: [usize; 2] = required("Kernel size", [3, 3]).within(1, 1024),
        /// Step between windows.
        strides: [usize; 2] = field("Strides", [1, 1]).within(1, 1024),
        /// Border rule.
        padding: Padding = field("Padding", Padding::Valid),
        /// Filters of each channel.
        depth_multiplier: usize = field("Depth multiplier", 1).within(1, 4096).quiet(),
        /// Step between the pixels of a window; above 1 only without strides.
        dilation_rate: [usize; 2] = field("Dilation", [1, 1]).within(1, 1024).quiet(),
        /// Applied to the output.
        activation: Activation = field("Activation", Activation::Linear),
        /// Whether a bias is added for each filter.
        use_bias: bool = field("Bias", true).quiet(),
        /// How the values of the filters begin.
        depthwise_initializer: Initializer = field("Depthwise initializer", Initializer::GlorotUniform).quiet(),
        /// What the loss adds for each absolute value in the filters.
        depthwise_l1: f64 = field("Depthwise L1", 0.0).within(0, 1000).quiet(),
        /// What the loss adds for the square of each value in the filters.
        depthwise_l2: f64 = field("Depthwise L2", 0.0).within(0, 1000).quiet(),
    }
}

impl LayerKind for DepthwiseConv2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("DepthwiseConv2D")?;
        window::either_steps_or_dilated(self.strides, self.dilation_rate)?;
        let [h, w] = window::output(
            [h, w],
            (
                "kernel_size",
                window::window_span(self.kernel_size, self.dilation_rate),
            ),
            self.strides,
            self.padding,
        )?;
        Ok(Shape::Image([
            h,
            w,
            c.saturating_mul(self.depth_multiplier),
        ]))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let [kh, kw] = self.kernel_size;
        let kernel = [kh, kw, input.channels(), self.depth_multiplier];
        let mut weights = vec![
            Weight::trainable("kernel", kernel, self.depthwise_initializer)
                .regularized(self.depthwise_l1, self.depthwise_l2)
                .sized_by("depth_multiplier"),
        ];
        if self.use_bias {
            let filters = input.channels() * self.depth_multiplier;
            weights.push(Weight::trainable("bias", [filters], Initializer::Zeros));
        }
        weights
    }

    fn multiply_adds(&self, _: Shape, output: Shape) -> u64 {
        let [kh, kw] = self.kernel_size.map(|n| n as u64);
        output.len() as u64 * kh * kw
    }

    fn has_feature_maps(&self) -> bool {
        true
    }
}
