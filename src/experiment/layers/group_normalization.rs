//! Group normalization.

use super::LayerKind;
use crate::experiment::error::ensure;
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Shape, Weight};

fields! {
    /// Standardizes each sample by itself, each group of channels over the whole picture
    /// (Wu & He 2018).
    pub struct GroupNormalization {
        /// Groups of channels; as many as channels for instance normalization.
        groups: usize = field("Groups", 32).within(1, 4096),
        /// Added to the variance.
        epsilon: f64 = field("Epsilon", 1e-3).positive(),
        /// Whether a learned value is added.
        center: bool = field("Center", true).quiet(),
        /// Whether a learned value is multiplied by.
        scale: bool = field("Scale", true).quiet(),
    }
}

impl LayerKind for GroupNormalization {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        ensure(
            input.channels().is_multiple_of(self.groups),
            "groups",
            format!(
                "is {}, and there are {} channels",
                self.groups,
                input.channels()
            ),
            "Use a number of groups that divides that of channels.",
        )?;
        Ok(input)
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        super::affine(&[input.channels()], self.scale, self.center)
    }

    /// The standardized values.
    fn kept(&self, _: Shape, output: Shape) -> usize {
        output.len()
    }
}
