//! Dropout of channels.

use super::LayerKind;
use crate::experiment::field::{fields, required};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// Sets random channels wholly to zero in training and scales the rest up (Tompson et al. 2015).
    pub struct SpatialDropout2D {
        /// The part set to zero, in `[0, 1)`.
        rate: f64 = required("Rate", 0.25).part(),
    }
}

impl LayerKind for SpatialDropout2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        input.image("SpatialDropout2D")?;
        Ok(input)
    }

    /// The mask of the channels.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.channels()
    }
}
