//! The leaky rectifier.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::engine::activations::leaky_relu;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::LeakyReLU;

impl Compute for LeakyReLU {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        input.map(self).into()
    }
}

impl AnyAxes for &LeakyReLU {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        leaky_relu(x, self.negative_slope)
    }
}
