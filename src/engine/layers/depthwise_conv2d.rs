//! Depthwise convolution.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
use crate::engine::convolution::depthwise;
use crate::engine::steps::Steps;
use crate::experiment::layers::DepthwiseConv2D;
use crate::experiment::window_span;

impl Compute for DepthwiseConv2D {
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
        let (kernel, bias) = (weights[0].clone(), weights.get(1).cloned());
        Value::Image(depthwise(x, kernel, self.kernel_size, bias, &steps)).into()
    }
}
