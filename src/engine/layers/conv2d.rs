//! Convolution.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
use crate::engine::convolution::convolve;
use crate::experiment::layers::Conv2D;

impl Compute for Conv2D {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, c, h, w] = x.dims();
        let [kh, kw] = self.kernel_size;
        let pads = pads([h, w], [kh, kw], self.strides, self.padding);
        let kernel = weights[0].clone().reshape([self.filters, c, kh, kw]);
        Value::Image(convolve(x, kernel, weights[1].clone(), self.strides, pads)).into()
    }
}
