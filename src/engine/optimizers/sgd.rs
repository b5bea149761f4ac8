//! Gradient descent.

use burn::tensor::Tensor;
use hearth_kernels::optimizers as rules;

use super::Update;
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
use crate::experiment::optimizers::Sgd;

/// # Source
/// `keras.optimizers.SGD` (Keras 3).
impl Update for Sgd {
    fn update(
        &self,
        _: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        if is_flex(&value.device()) {
            return self.at_once(value, gradient, slots);
        }
        let scaled = gradient.mul_scalar(self.learning_rate);
        let Some(slot) = slots.first_mut() else {
            return value.sub(scaled);
        };
        let m = slot.clone().mul_scalar(self.momentum).sub(scaled.clone());
        *slot = m.clone();
        if self.nesterov {
            value.add(m.mul_scalar(self.momentum)).sub(scaled)
        } else {
            value.add(m)
        }
    }
}

impl Sgd {
    fn at_once(&self, value: Tensor<1>, gradient: Tensor<1>, slots: &mut [Tensor<1>]) -> Tensor<1> {
        let [rate, momentum] = [self.learning_rate, self.momentum].map(|v| v as f32);
        if slots.is_empty() {
            return one_pass(value, gradient, slots, |value, gradient, []| {
                rules::sgd(value, gradient, rate);
            });
        }
        one_pass(value, gradient, slots, |value, gradient, slots| {
            rules::momentum(value, gradient, slots, rate, momentum, self.nesterov);
        })
    }
}
