//! Axes in another order.

use super::LayerKind;
use crate::experiment::error::ensure;
use crate::experiment::field::{List, fields, required};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The axes of a picture in another order.
    pub struct Permute {
        /// Which axis becomes height, which width and which channels: 1 is height, 2 width, 3 channels.
        dims: List = required("Axes", List::three([2, 1, 3])).within(1, 3),
    }
}

impl Permute {
    /// The axes from 0, for an input that [`LayerKind::output`] takes.
    #[must_use]
    pub fn order(&self) -> Option<[usize; 3]> {
        let order: [i64; 3] = self.dims.as_slice().try_into().ok()?;
        let mut sorted = order;
        sorted.sort_unstable();
        (sorted == [1, 2, 3]).then(|| order.map(|axis| axis as usize - 1))
    }
}

impl LayerKind for Permute {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let axes = input.image("Permute")?;
        let order = self.order();
        ensure(
            order.is_some(),
            "dims",
            format!("is {}", self.dims),
            "Use each of 1, 2 and 3 once.",
        )?;
        Ok(Shape::Image(
            order.unwrap_or([0, 1, 2]).map(|axis| axes[axis]),
        ))
    }
}
