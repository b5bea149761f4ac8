//! Dense layers.

use burn::tensor::Tensor;
use burn::tensor::module::linear;

use super::{Compute, Mode, Output, activate};
use crate::engine::Value;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::experiment::Activation;
use crate::experiment::layers::Dense;

impl Compute for Dense {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        self.activated(weights, input, mode, Activation::Linear)
    }

    fn activated(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        _: &mut Mode,
        function: Activation,
    ) -> Output {
        let x = input.into_flat();
        let (kernel, bias) = (weights[0].clone(), weights.get(1));
        #[cfg(feature = "flex")]
        if kernels::serve(&x.device()) {
            let is_rectified = function == Activation::Relu;
            let y = Value::Flat(kernels::dense(x, kernel, bias, self.units, is_rectified));
            return if is_rectified {
                y.into()
            } else {
                activate(y, function).into()
            };
        }
        let [_, n] = x.dims();
        let kernel = kernel.reshape([n, self.units]);
        activate(Value::Flat(linear(x, kernel, bias.cloned())), function).into()
    }
}
