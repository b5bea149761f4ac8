//! Adadelta.

use burn::tensor::Tensor;

use super::Update;
use super::moments::{follow, parts, squared};
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
use crate::experiment::optimizers::Adadelta;

/// # Source
/// `keras.optimizers.Adadelta` (Keras 3).
impl Update for Adadelta {
    fn update(
        &self,
        _: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        if is_flex(&value.device()) {
            let rho = parts(self.rho);
            let [rate, epsilon] = [self.learning_rate, self.epsilon].map(|v| v as f32);
            return one_pass(value, gradient, slots, |value, gradient, slots| {
                hearth_kernels::optimizers::adadelta(value, gradient, slots, rate, rho, epsilon);
            });
        }
        let [gradients, changes] = slots else {
            unreachable!("Adadelta keeps two averages")
        };
        let root = |average: &Tensor<1>| average.clone().add_scalar(self.epsilon).sqrt();
        follow(gradients, squared(&gradient), self.rho);
        let change = gradient.mul(root(changes)).div(root(gradients));
        follow(changes, squared(&change), self.rho);
        value.sub(change.mul_scalar(self.learning_rate))
    }
}
