//! Adaptive gradients.

use burn::tensor::Tensor;

use super::Update;
use super::moments::squared;
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
use crate::experiment::optimizers::Adagrad;

/// # Source
/// `keras.optimizers.Adagrad` (Keras 3): ε is added before the root.
impl Update for Adagrad {
    fn update(
        &self,
        _: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        if is_flex(&value.device()) {
            let [rate, epsilon] = [self.learning_rate, self.epsilon].map(|v| v as f32);
            return one_pass(value, gradient, slots, |value, gradient, slots| {
                hearth_kernels::optimizers::adagrad(value, gradient, slots, rate, epsilon);
            });
        }
        let [sum] = slots else {
            unreachable!("Adagrad keeps a sum")
        };
        sum.inplace(|sum| sum.add(squared(&gradient)));
        let size = sum.clone().add_scalar(self.epsilon).sqrt();
        value.sub(gradient.mul_scalar(self.learning_rate).div(size))
    }
}
