//! Batch normalization.

use super::{Layer, LayerKind};
use crate::experiment::field::{field, fields};
use crate::experiment::{ExperimentError, Initializer, Shape, Weight};

fields! {
    /// Standardizes each channel by the batch in training and by running statistics
    /// otherwise (Ioffe & Szegedy 2015).
    pub struct BatchNormalization {
        /// How slowly the running statistics follow, in `[0, 1)`.
        momentum: f64 = field("Momentum", 0.99).part(),
        /// Added to the variance.
        epsilon: f64 = field("Epsilon", 1e-3).positive(),
        /// Whether a learned value is added.
        center: bool = field("Center", true).quiet(),
        /// Whether a learned value is multiplied by.
        scale: bool = field("Scale", true).quiet(),
    }
}

impl LayerKind for BatchNormalization {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let channels = [input.channels()];
        let mut weights = super::affine(&channels, self.scale, self.center);
        weights.push(Weight::statistic(
            "moving_mean",
            channels,
            Initializer::Zeros,
        ));
        weights.push(Weight::statistic(
            "moving_variance",
            channels,
            Initializer::Ones,
        ));
        weights
    }
}

impl Layer {
    /// Batch normalization with Keras's defaults.
    #[must_use]
    pub fn batch_normalization() -> Self {
        BatchNormalization::default().into()
    }
}
