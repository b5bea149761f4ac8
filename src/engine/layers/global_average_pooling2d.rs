//! Global average pooling.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::experiment::layers::GlobalAveragePooling2D;

impl Compute for GlobalAveragePooling2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [samples, channels, h, w] = x.dims();
        #[cfg(feature = "flex")]
        if kernels::serve(&x.device()) {
            let pooled = kernels::average_pixels(x);
            return if self.keepdims {
                Value::Image(pooled.reshape([samples, channels, 1, 1])).into()
            } else {
                Value::Flat(pooled).into()
            };
        }
        let pooled = x.reshape([samples, channels, h * w]).mean_dim(2);
        if self.keepdims {
            Value::Image(pooled.reshape([samples, channels, 1, 1])).into()
        } else {
            Value::Flat(pooled.reshape([samples, channels])).into()
        }
    }
}
