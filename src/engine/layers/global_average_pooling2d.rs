//! Global average pooling.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::GlobalAveragePooling2D;

impl Compute for GlobalAveragePooling2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [samples, channels, h, w] = x.dims();
        let means = x.reshape([samples, channels, h * w]).mean_dim(2);
        Value::Flat(means.reshape([samples, channels])).into()
    }
}
