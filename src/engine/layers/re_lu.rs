//! The rectifier with its options.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::ReLU;

impl Compute for ReLU {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        input.map_each(self).into()
    }
}

impl AnyAxes for &ReLU {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        // As in Keras, what is at the threshold passes neither itself nor its gradient.
        let is_below = x.clone().lower_equal_elem(self.threshold);
        let above = x.clone().mask_fill(is_below, 0.0);
        let above = match self.max_value {
            Some(most) => above.clamp_max(most),
            None => above,
        };
        if self.negative_slope == 0.0 {
            return above;
        }
        let below = x.sub_scalar(self.threshold).clamp_max(0.0);
        above.add(below.mul_scalar(self.negative_slope))
    }
}
