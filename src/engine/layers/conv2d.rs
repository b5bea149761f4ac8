//! Convolution.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
use crate::engine::convolution::{Steps, convolve};
use crate::experiment::layers::Conv2D;
use crate::experiment::window_span;

impl Compute for Conv2D {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, c, h, w] = x.dims();
        let [kh, kw] = self.kernel_size;
        let span = window_span(self.kernel_size, self.dilation_rate);
        let steps = Steps {
            strides: self.strides,
            pads: pads([h, w], span, self.strides, self.padding),
            dilation: self.dilation_rate,
            groups: self.groups,
        };
        let kernel = weights[0]
            .clone()
            .reshape([self.filters, c / self.groups, kh, kw]);
        Value::Image(convolve(x, kernel, weights.get(1).cloned(), &steps)).into()
    }
}
