//! Cropping.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::Cropping2D;

impl Compute for Cropping2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [samples, c, h, w] = x.dims();
        let [[top, bottom], [left, right]] = self.cropping;
        Value::Image(x.slice([0..samples, 0..c, top..h - bottom, left..w - right])).into()
    }
}
