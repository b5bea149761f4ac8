//! Separable convolution.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
use crate::engine::convolution::{Steps, convolve, depthwise};
use crate::experiment::layers::SeparableConv2D;
use crate::experiment::window_span;

impl Compute for SeparableConv2D {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, c, h, w] = x.dims();
        let [kh, kw] = self.kernel_size;
        let span = window_span(self.kernel_size, self.dilation_rate);
        let steps = Steps {
            strides: self.strides,
            pads: pads([h, w], span, self.strides, self.padding),
            dilation: self.dilation_rate,
            groups: c,
        };
        let between = c * self.depth_multiplier;
        let depthwise_kernel = weights[0]
            .clone()
            .reshape([kh, kw, c, self.depth_multiplier]);
        let pointwise_kernel = weights[1].clone().reshape([self.filters, between, 1, 1]);
        let channels = depthwise(x, depthwise_kernel, None, &steps);
        let bias = weights.get(2).cloned();
        Value::Image(convolve(channels, pointwise_kernel, bias, &Steps::ONE)).into()
    }
}
