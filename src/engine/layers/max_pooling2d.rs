//! Max pooling.

use burn::tensor::Tensor;
use burn::tensor::module::max_pool2d;
use burn::tensor::ops::MaxPoolOptions;

use super::{Compute, Mode, Output, pads};
use crate::engine::Value;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::experiment::layers::MaxPooling2D;

impl Compute for MaxPooling2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [_, _, h, w] = x.dims();
        let strides = self.step();
        #[cfg(feature = "flex")]
        if kernels::serve(&x.device()) {
            let pads = pads([h, w], self.pool_size, strides, self.padding);
            if let Some(y) = kernels::max_pool(&x, self.pool_size, strides, pads) {
                return Value::Image(y).into();
            }
        }
        let options = MaxPoolOptions::new(self.pool_size)
            .with_stride(strides)
            .with_padding_pairs(pads([h, w], self.pool_size, strides, self.padding));
        Value::Image(max_pool2d(x, options)).into()
    }
}
