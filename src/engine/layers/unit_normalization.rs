//! Unit normalization.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::UnitNormalization;

impl Compute for UnitNormalization {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        input.map(Normalize).into()
    }
}

/// The least sum of squares: rows of zeros stay zeros, and have a gradient.
const LEAST: f64 = 1e-12;

struct Normalize;

impl AnyAxes for Normalize {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let squares = x.clone().square().sum_dim(1);
        x.div(squares.clamp_min(LEAST).sqrt())
    }
}
