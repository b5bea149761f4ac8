//! Separable convolution.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
use crate::engine::convolution::{convolve, depthwise};
use crate::engine::steps::Steps;
use crate::experiment::layers::SeparableConv2D;
use crate::experiment::window_span;

impl Compute for SeparableConv2D {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, c, h, w] = x.dims();
        let span = window_span(self.kernel_size, self.dilation_rate);
        let steps = Steps {
            strides: self.strides,
            pads: pads([h, w], span, self.strides, self.padding),
            dilation: self.dilation_rate,
            groups: c,
        };
        let channels = depthwise(x, weights[0].clone(), self.kernel_size, None, &steps);
        let (pointwise, bias) = (weights[1].clone(), weights.get(2).cloned());
        Value::Image(convolve(
            channels,
            pointwise,
            [1, 1],
            bias,
            &Steps::ONE,
            false,
        ))
        .into()
    }
}
