//! Reshaping.

use super::LayerKind;
use crate::experiment::field::{List, fields, required};
use crate::experiment::{ExperimentError, Shape};

fields! {
    /// The same values as a picture or as a row: height, then width, then channel.
    pub struct Reshape {
        /// Height, width and channels, or the length of a row; -1 for what is left over.
        target_shape: List = required("Target shape", List::one(-1)).within(-1, 16_000_000),
    }
}

impl LayerKind for Reshape {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        let target = self.target_shape.as_slice();
        let fault = |message: String| {
            let hint = "Use height, width and channels whose product is that of the input, or -1.";
            ExperimentError::new("target_shape", message, hint)
        };
        let known = target.iter().filter(|n| **n != -1);
        let known = known.map(|n| usize::try_from(*n).ok().filter(|n| *n > 0));
        let mut known = known.map(|n| n.filter(|n| *n <= input.len()));
        let product = known.try_fold(1_usize, |product, n| product.checked_mul(n?));
        let open = target.iter().filter(|n| **n == -1).count();
        let fits = product.is_some_and(|product| match open {
            0 => product == input.len(),
            1 => input.len().is_multiple_of(product),
            _ => false,
        });
        let product = product.filter(|_| fits).ok_or_else(|| {
            fault(format!(
                "is {}, and there are {} values",
                self.target_shape,
                input.len()
            ))
        })?;
        let size = |n: i64| usize::try_from(n).unwrap_or(input.len() / product);
        match *target {
            [n] => Ok(Shape::Flat(size(n))),
            [h, w, c] => Ok(Shape::Image([size(h), size(w), size(c)])),
            _ => Err(fault(format!(
                "is {}, neither a picture nor a row",
                self.target_shape
            ))),
        }
    }
}
