//! Average pooling.

use super::LayerKind;
use super::window::{self, Padding};
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The mean of each window, of what lies inside the picture.
    pub struct AveragePooling2D {
        /// Height and width of the window.
        pool_size: [usize; 2] = field("Pool size", [2, 2]).within(1, 1024),
        /// Step between windows; the window's size where absent.
        strides: Option<[usize; 2]> = field("Strides", None).within(1, 1024),
        /// Border rule.
        padding: Padding = field("Padding", Padding::Valid),
    }
}

impl AveragePooling2D {
    /// The step between windows.
    #[must_use]
    pub fn step(&self) -> [usize; 2] {
        self.strides.unwrap_or(self.pool_size)
    }
}

impl LayerKind for AveragePooling2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("AveragePooling2D")?;
        let [h, w] = window::output(
            [h, w],
            ("pool_size", self.pool_size),
            self.step(),
            self.padding,
        )?;
        Ok(Shape::Image([h, w, c]))
    }
}
