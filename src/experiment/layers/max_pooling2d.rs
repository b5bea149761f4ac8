//! Max pooling.

use super::window::{self, Padding};
use super::{Layer, LayerKind};
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The largest value of each window.
    pub struct MaxPooling2D {
        /// Height and width of the window.
        pool_size: [usize; 2] = field("Pool size", [2, 2]).within(1, 1024),
        /// Step between windows; the window's size where absent.
        strides: Option<[usize; 2]> = field("Strides", None).within(1, 1024),
        /// Border rule.
        padding: Padding = field("Padding", Padding::Valid),
    }
}

impl MaxPooling2D {
    /// The step between windows.
    #[must_use]
    pub fn step(&self) -> [usize; 2] {
        self.strides.unwrap_or(self.pool_size)
    }
}

impl LayerKind for MaxPooling2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("MaxPooling2D")?;
        let [h, w] = window::output(
            [h, w],
            ("pool_size", self.pool_size),
            self.step(),
            self.padding,
        )?;
        Ok(Shape::Image([h, w, c]))
    }

    /// A byte for each window: which of its pixels was the largest.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.len().div_ceil(4)
    }
}

impl Layer {
    /// Max pooling over windows that do not overlap.
    #[must_use]
    pub fn max_pooling2d(pool: usize) -> Self {
        MaxPooling2D {
            pool_size: [pool, pool],
            ..MaxPooling2D::default()
        }
        .into()
    }
}
