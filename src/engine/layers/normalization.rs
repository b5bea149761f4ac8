//! Normalization by the statistics of the training samples.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, per_channel};
use crate::engine::Value;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::Normalization;

/// The least standard deviation that is divided by: a feature that is always the same becomes 0.
///
/// # Source
/// `keras.layers.Normalization`, which takes `keras.config.epsilon()`.
const LEAST: f64 = 1e-7;

impl Compute for Normalization {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let mean = weights[0].clone();
        let deviation = weights[1].clone().sqrt().clamp_min(LEAST);
        input.map(Standardize { mean, deviation }).into()
    }
}

struct Standardize {
    mean: Tensor<1>,
    deviation: Tensor<1>,
}

impl AnyAxes for Standardize {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        x.sub(per_channel(self.mean))
            .div(per_channel(self.deviation))
    }
}
