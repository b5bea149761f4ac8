//! Separable convolution.

use super::LayerKind;
use super::window::{self, Padding};
use crate::experiment::field::{field, fields, required};
use crate::experiment::{Activation, ExperimentError, Initializer, Shape, Weight, WeightLayout};

fields! {
    /// Convolution of each channel by itself, and then a mixture of the channels in each pixel
    /// (Chollet 2017): far fewer weights than a convolution of everything.
    pub struct SeparableConv2D {
        /// Filters, the channels of the output.
        filters: usize = required("Filters", 16).within(1, 4096),
        /// Height and width of a window.
        kernel_size: [usize; 2] = required("Kernel size", [3, 3]).within(1, 1024),
        /// Step between windows.
        strides: [usize; 2] = field("Strides", [1, 1]).within(1, 1024),
        /// Border rule.
        padding: Padding = field("Padding", Padding::Valid),
        /// Channels that are made of each channel before they are mixed.
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
        /// How the values of the mixture begin.
        pointwise_initializer: Initializer = field("Pointwise initializer", Initializer::GlorotUniform).quiet(),
        /// What the loss adds for each absolute value in the mixture.
        pointwise_l1: f64 = field("Pointwise L1", 0.0).within(0, 1000).quiet(),
        /// What the loss adds for the square of each value in the mixture.
        pointwise_l2: f64 = field("Pointwise L2", 0.0).within(0, 1000).quiet(),
    }
}

impl SeparableConv2D {
    /// Height and width of the output.
    fn size(&self, [h, w]: [usize; 2]) -> Result<[usize; 2], ExperimentError> {
        window::output(
            [h, w],
            (
                "kernel_size",
                window::window_span(self.kernel_size, self.dilation_rate),
            ),
            self.strides,
            self.padding,
        )
    }
}

impl LayerKind for SeparableConv2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, _] = input.image("SeparableConv2D")?;
        window::either_steps_or_dilated(self.strides, self.dilation_rate)?;
        let [h, w] = self.size([h, w])?;
        Ok(Shape::Image([h, w, self.filters]))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let [kh, kw] = self.kernel_size;
        let c = input.channels();
        let depthwise = [kh, kw, c, self.depth_multiplier];
        let pointwise = [1, 1, c.saturating_mul(self.depth_multiplier), self.filters];
        let mut weights = vec![
            Weight::trainable("depthwise_kernel", depthwise, self.depthwise_initializer)
                .regularized(self.depthwise_l1, self.depthwise_l2)
                .sized_by("depth_multiplier"),
            Weight::trainable("pointwise_kernel", pointwise, self.pointwise_initializer)
                .layout(WeightLayout::Hwio)
                .regularized(self.pointwise_l1, self.pointwise_l2)
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

    /// What comes between the two.
    fn kept(&self, input: Shape, output: Shape) -> usize {
        let pixels = output.len() / self.filters.max(1);
        pixels.saturating_mul(input.channels().saturating_mul(self.depth_multiplier))
    }

    fn multiply_adds(&self, input: Shape, output: Shape) -> u64 {
        let [kh, kw] = self.kernel_size.map(|n| n as u64);
        let pixels = (output.len() / self.filters.max(1)) as u64;
        let between = pixels * input.channels() as u64 * self.depth_multiplier as u64;
        between * kh * kw + between * self.filters as u64
    }

    fn has_feature_maps(&self) -> bool {
        true
    }
}
