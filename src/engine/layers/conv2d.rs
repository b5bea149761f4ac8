//! Convolution.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, activate, pads};
use crate::engine::Value;
use crate::engine::convolution::convolve;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::engine::steps::Steps;
use crate::experiment::layers::{Conv2D, MaxPooling2D};
use crate::experiment::{Activation, window_span};

impl Compute for Conv2D {
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
        let x = input.into_image();
        let steps = self.steps(&x);
        let (kernel, bias) = (weights[0].clone(), weights.get(1).cloned());
        let is_rectified = function == Activation::Relu;
        let y = convolve(x, kernel, self.kernel_size, bias, &steps, is_rectified);
        let y = Value::Image(y);
        if is_rectified {
            y.into()
        } else {
            activate(y, function).into()
        }
    }
}

impl Conv2D {
    /// How its windows go over pictures.
    fn steps(&self, x: &Tensor<4>) -> Steps {
        let [_, _, h, w] = x.dims();
        let span = window_span(self.kernel_size, self.dilation_rate);
        Steps {
            strides: self.strides,
            pads: pads([h, w], span, self.strides, self.padding),
            dilation: self.dilation_rate,
            groups: self.groups,
        }
    }

    /// Its output after its activation and 2×2 max pooling, where all are computed in one pass.
    #[cfg_attr(
        not(feature = "flex"),
        allow(clippy::unused_self, reason = "the kernel's")
    )]
    pub(super) fn pooled(
        &self,
        weights: &[Tensor<1>],
        x: &Tensor<4>,
        pool: &MaxPooling2D,
    ) -> Option<Tensor<4>> {
        #[cfg(feature = "flex")]
        if kernels::serve(&x.device()) {
            let steps = self.steps(x);
            let [_, _, h, w] = x.dims();
            if self.is_pooled_by(pool, steps.output([h, w], self.kernel_size)) {
                let is_rectified = self.activation == Activation::Relu;
                return kernels::convolve_and_pool(
                    x,
                    &weights[0],
                    self.kernel_size,
                    weights.get(1),
                    &steps,
                    is_rectified,
                );
            }
        }
        let _ = (weights, x, pool);
        None
    }
}
