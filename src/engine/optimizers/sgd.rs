//! Gradient descent.

use burn::tensor::Tensor;

use super::Update;
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
