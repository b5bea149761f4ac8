//! Global max pooling.

use super::LayerKind;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The largest value of each channel in the whole picture.
    pub struct GlobalMaxPooling2D {
        /// Whether the result is a picture of one pixel.
        keepdims: bool = field("Keep dimensions", false).quiet(),
    }
}

impl LayerKind for GlobalMaxPooling2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [_, _, channels] = input.image("GlobalMaxPooling2D")?;
        Ok(if self.keepdims {
            Shape::Image([1, 1, channels])
        } else {
            Shape::Flat(channels)
        })
    }

    /// The input in another order of axes.
    fn kept(&self, input: Shape, _: Shape) -> usize {
        input.len()
    }
}
