//! Cropping.

use super::LayerKind;
use crate::experiment::error::ensure;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// A picture without its border.
    pub struct Cropping2D {
        /// Rows cut off above and below, columns left and right.
        cropping: [[usize; 2]; 2] = field("Cropping", [[0, 0], [0, 0]]).within(0, 1024),
    }
}

impl LayerKind for Cropping2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("Cropping2D")?;
        let [vertical, horizontal] = self.cropping.map(|[before, after]| before + after);
        ensure(
            vertical < h && horizontal < w,
            "cropping",
            format!("leaves nothing of pictures of {h} × {w}"),
            "Cut off less.",
        )?;
        Ok(Shape::Image([h - vertical, w - horizontal, c]))
    }
}
