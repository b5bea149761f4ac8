//! The dense layer.

use burn::tensor::Tensor;
use burn::tensor::module::linear;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::Dense;

impl Compute for Dense {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_flat();
        let [_, n] = x.dims();
        let kernel = weights[0].clone().reshape([n, self.units]);
        Value::Flat(linear(x, kernel, weights.get(1).cloned())).into()
    }
}
