//! The rectifier with learned slopes.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Compute, Mode, Output, in_order};
use crate::engine::Value;
use crate::engine::value::AnyAxes;
use crate::experiment::LayerKind;
use crate::experiment::layers::PReLU;

impl Compute for PReLU {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let alpha = weights[0].clone();
        let declared = self.weights(input.sample());
        let sizes = declared.first().map_or(&[][..], |weight| &weight.shape);
        input.map(Slopes { alpha, sizes }).into()
    }
}

struct Slopes<'a> {
    alpha: Tensor<1>,
    /// Of `alpha`, in Keras's order of axes.
    sizes: &'a [usize],
}

impl AnyAxes for Slopes<'_> {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let below = x.clone().clamp_max(0.0);
        relu(x).add(below.mul(in_order(self.alpha, self.sizes)))
    }
}
