//! Rescaling.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::Rescaling;

impl Compute for Rescaling {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        input.map(self).into()
    }
}

impl AnyAxes for &Rescaling {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        x.mul_scalar(self.scale).add_scalar(self.offset)
    }
}
