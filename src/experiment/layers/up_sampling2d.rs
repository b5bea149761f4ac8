//! Up-sampling.

use super::LayerKind;
use crate::experiment::field::{choices, field, fields};
use crate::experiment::{ExperimentError, Shape};

choices! {
    /// What lies between the pixels of a picture that is made larger.
    pub enum UpSampling {
        /// The nearest pixel.
        Nearest = "nearest",
        /// A straight line from pixel to pixel.
        Bilinear = "bilinear",
    }
}

fields! {
    /// A picture made larger.
    pub struct UpSampling2D {
        /// How often rows and columns are repeated.
        size: [usize; 2] = field("Size", [2, 2]).within(1, 64),
        /// What lies between the pixels.
        interpolation: UpSampling = field("Interpolation", UpSampling::Nearest),
    }
}

impl LayerKind for UpSampling2D {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let [h, w, c] = input.image("UpSampling2D")?;
        let [rows, columns] = self.size;
        Ok(Shape::Image([
            h.saturating_mul(rows),
            w.saturating_mul(columns),
            c,
        ]))
    }
}
