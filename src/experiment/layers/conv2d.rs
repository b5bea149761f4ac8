//! Convolution.

use super::window::{self, Padding};
use super::{Layer, LayerKind};
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
        /// Applied to the output.
        activation: Activation = field("Activation", Activation::Linear),
    }
}

impl LayerKind for Conv2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, _] = input.image("Conv2D")?;
        let [h, w] = window::output(
            [h, w],
            ("kernel_size", self.kernel_size),
            self.strides,
            self.padding,
        )?;
        Ok(Shape::Image([h, w, self.filters]))
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let [kh, kw] = self.kernel_size;
        vec![
            Weight::trainable(
                "kernel",
                [kh, kw, input.channels(), self.filters],
                Initializer::GlorotUniform,
            )
            .layout(WeightLayout::Hwio)
            .sized_by("filters"),
            Weight::trainable("bias", [self.filters], Initializer::Zeros),
        ]
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
