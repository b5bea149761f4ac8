//! Normalization by the statistics of the training samples.

use super::LayerKind;
use crate::experiment::field::fields;
use crate::experiment::{ExperimentError, Initializer, Shape, Weight};

fields! {
    /// Standardizes each channel or feature by the mean and variance of the training samples.
    pub struct Normalization {}
}

impl LayerKind for Normalization {
    fn output(&self, input: Shape) -> Result<Shape, ExperimentError> {
        Ok(input)
    }

    fn weights(&self, input: Shape) -> Vec<Weight> {
        let channels = [input.channels()];
        vec![
            Weight::statistic("mean", channels, Initializer::Zeros),
            Weight::statistic("variance", channels, Initializer::Ones),
        ]
    }

    fn takes_samples(&self) -> bool {
        true
    }
}
