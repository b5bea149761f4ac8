//! Convolution.

use super::window::{self, Padding};
use super::{Layer, LayerKind, MaxPooling2D};
use crate::experiment::error::ensure;
use crate::experiment::field::{field, fields, required};
use crate::experiment::{Activation, ExperimentError, Initializer, Shape, Weight, WeightLayout};

fields! {
    /// Convolution over height and width, with a bias for each filter.
    pub struct Conv2D {
        /// Filters, the channels of the output.
        filters: usize = required("Filters", 16).within(1, 4096),
        /// Height and width of a filter.
        kernel_size: [usize; 2] = required("Kernel size", [3, 3]).within(1, 1024),
        /// Step between windows.
        strides: [usize; 2] = field("Strides", [1, 1]).within(1, 1024),
        /// Border rule.
        padding: Padding = field("Padding", Padding::Valid),
        /// Step between the pixels of a window; above 1 only without strides.
        dilation_rate: [usize; 2] = field("Dilation", [1, 1]).within(1, 1024).quiet(),
        /// Groups of channels, each with filters of its own.
        groups: usize = field("Groups", 1).within(1, 4096).quiet(),
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

impl Conv2D {
    /// Whether it, its activation and this pooling of its output, of that height and width, can be computed
    /// in one pass, so that what comes between is never there: where all windows are whole and 2×2.
    #[must_use]
    pub fn is_pooled_by(&self, pool: &MaxPooling2D, output: [usize; 2]) -> bool {
        let is_whole = pool.padding == Padding::Valid || output.iter().all(|n| n % 2 == 0);
        pool.pool_size == [2, 2]
            && pool.step() == [2, 2]
            && is_whole
            && self.groups == 1
            && matches!(self.activation, Activation::Linear | Activation::Relu)
    }
}

impl LayerKind for Conv2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("Conv2D")?;
        window::either_steps_or_dilated(self.strides, self.dilation_rate)?;
        ensure(
            c.is_multiple_of(self.groups) && self.filters.is_multiple_of(self.groups),
            "groups",
            format!(
                "is {}, with {c} channels and {} filters",
                self.groups, self.filters
            ),
            "Use a number of groups that divides both.",
        )?;
        let [h, w] = window::output(
            [h, w],
            (
                "kernel_size",
                window::window_span(self.kernel_size, self.dilation_rate),
            ),
            self.strides,
            self.padding,
        )?;
        Ok(Shape::Image([h, w, self.filters]))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let [kh, kw] = self.kernel_size;
        let kernel = [kh, kw, input.channels() / self.groups, self.filters];
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

    fn multiply_adds(&self, input: Shape, output: Shape) -> u64 {
        let [kh, kw] = self.kernel_size.map(|n| n as u64);
        output.len() as u64 * kh * kw * (input.channels() / self.groups) as u64
    }

    fn has_feature_maps(&self) -> bool {
        true
    }
}

impl Layer {
    /// A convolution with square filters and steps of one pixel.
    #[must_use]
    pub fn conv2d(filters: usize, kernel: usize, padding: Padding, activation: Activation) -> Self {
        Conv2D {
            filters,
            kernel_size: [kernel, kernel],
            padding,
            activation,
            ..Conv2D::default()
        }
        .into()
    }
}
