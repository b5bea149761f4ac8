//! Reshaping.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::Reshape;
use crate::experiment::{LayerKind, Shape};

impl Compute for Reshape {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let shape = input.sample();
        // Keras's order is height, width, channel; burn's pictures have channels first.
        let row = input.into_row();
        let [samples, _] = row.dims();
        match self.output(shape) {
            Ok(Shape::Image([h, w, c])) => {
                Value::Image(row.reshape([samples, h, w, c]).permute([0, 3, 1, 2])).into()
            }
            // Shape inference has ruled out an error by then.
            _ => Value::Flat(row).into(),
        }
    }
}
