//! Axes in another order.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::Permute;

impl Compute for Permute {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        // Where burn has a picture's height, width and channels.
        let [h, w, c] = self
            .order()
            .unwrap_or([0, 1, 2])
            .map(|axis| [2, 3, 1][axis]);
        Value::Image(x.permute([0, c, h, w])).into()
    }
}
