//! The exponential rectifier.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::engine::activations::elu;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::ELU;

impl Compute for ELU {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        input.map_each(self).into()
    }
}

impl AnyAxes for &ELU {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        elu(x, self.alpha)
    }
}
