//! Global average pooling.

use super::{Layer, LayerKind};
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The mean of each channel over the whole picture (Lin et al. 2014).
    pub struct GlobalAveragePooling2D {
        /// Whether the result is a picture of one pixel.
        keepdims: bool = field("Keep dimensions", false).quiet(),
    }
}

impl LayerKind for GlobalAveragePooling2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [_, _, channels] = input.image("GlobalAveragePooling2D")?;
        Ok(if self.keepdims {
            Shape::Image([1, 1, channels])
        } else {
            Shape::Flat(channels)
        })
    }
}

impl Layer {
    /// Global average pooling.
    #[must_use]
    pub fn global_average_pooling2d() -> Self {
        GlobalAveragePooling2D::default().into()
    }
}
