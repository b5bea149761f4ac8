//! Layer normalization.

use super::LayerKind;
use crate::experiment::error::ensure;
use crate::experiment::field::{List, field, fields};
use crate::experiment::{ExperimentError, Shape, Weight};

fields! {
    /// Standardizes each sample by itself, over the axes that are named (Ba et al. 2016).
    pub struct LayerNormalization {
        /// The axes, from 1 for a picture's height, or -1 for the last, in ascending order.
        axis: List = field("Axes", List::one(-1)).within(-3, 3).quiet(),
        /// Added to the variance.
        epsilon: f64 = field("Epsilon", 1e-3).positive(),
        /// Whether a learned value is added.
        center: bool = field("Center", true).quiet(),
        /// Whether a learned value is multiplied by.
        scale: bool = field("Scale", true).quiet(),
    }
}

impl LayerNormalization {
    /// The axes in the sample's shape, from 0, for an input that [`LayerKind::output`] takes.
    #[must_use]
    pub fn axes(&self, input: Shape) -> Vec<usize> {
        let axes = input.axes().len() as i64;
        let from_zero = |&axis: &i64| if axis < 0 { axis + axes } else { axis - 1 };
        let named = self.axis.as_slice().iter().map(from_zero);
        named
            .map(|axis| usize::try_from(axis).unwrap_or(usize::MAX))
            .collect()
    }
}

impl LayerKind for LayerNormalization {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let axes = self.axes(input);
        let last = input.axes().len();
        ensure(
            !axes.is_empty() && axes.is_sorted_by(|a, b| a < b) && axes.iter().all(|a| *a < last),
            "axis",
            format!("is {}, and samples have {last}", self.axis),
            "Use -1 for the last axis, or 1, 2, 3 for all of a picture's, in ascending order.",
        )?;
        Ok(input)
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let shape: Vec<usize> = self.axes(input).iter().map(|a| input.axes()[*a]).collect();
        super::affine(&shape, self.scale, self.center)
    }
}
