//! A border of zeros.

use super::LayerKind;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// Zeros around a picture.
    pub struct ZeroPadding2D {
        /// Rows above and below, columns left and right.
        padding: [[usize; 2]; 2] = field("Padding", [[1, 1], [1, 1]]).within(0, 1024),
    }
}

impl LayerKind for ZeroPadding2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("ZeroPadding2D")?;
        let [[top, bottom], [left, right]] = self.padding;
        Ok(Shape::Image([h + top + bottom, w + left + right, c]))
    }
}
