//! Rescaling.

use super::LayerKind;
use crate::experiment::field::{field, fields, required};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// Every value times a number, plus another.
    pub struct Rescaling {
        /// What values are multiplied by.
        scale: f64 = required("Scale", 1.0).within(-1e30, 1e30),
        /// What is added then.
        offset: f64 = field("Offset", 0.0).within(-1e30, 1e30),
    }
}

impl LayerKind for Rescaling {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }
}
