//! A border of zeros.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::ZeroPadding2D;

impl Compute for ZeroPadding2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let [[top, bottom], [left, right]] = self.padding;
        let x = input.into_image();
        Value::Image(x.pad((left, right, top, bottom), 0.0)).into()
    }
}
