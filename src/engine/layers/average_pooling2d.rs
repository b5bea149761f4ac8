//! Average pooling.

use burn::tensor::Tensor;
use burn::tensor::module::avg_pool2d;
use burn::tensor::ops::AvgPoolOptions;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::experiment::layers::AveragePooling2D;

impl Compute for AveragePooling2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, _, h, w] = x.dims();
        let strides = self.step();
        #[cfg(feature = "flex")]
        if kernels::serve(&x.device()) {
            let pads = pads([h, w], self.pool_size, strides, self.padding);
            if let Some(y) = kernels::average_pool(&x, self.pool_size, strides, pads) {
                return Value::Image(y).into();
            }
        }
        let options = AvgPoolOptions::new(self.pool_size)
            .with_stride(strides)
            .with_padding_pairs(pads([h, w], self.pool_size, strides, self.padding))
            .with_count_include_pad(false);
        Value::Image(avg_pool2d(x, options)).into()
    }
}
