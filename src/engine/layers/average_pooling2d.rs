//! Average pooling.

use burn::tensor::Tensor;
use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
use crate::experiment::layers::AveragePooling2D;

impl Compute for AveragePooling2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, _, h, w] = x.dims();
        let strides = self.step();
        let options = AvgPoolOptions::new(self.pool_size)
            .with_stride(strides)
            .with_padding_pairs(pads([h, w], self.pool_size, strides, self.padding))
            .with_count_include_pad(false);
        Value::Image(avg_pool2d(x, options)).into()
    }
}
