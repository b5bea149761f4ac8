//! Adam with the maximum norm.

use burn::tensor::Tensor;
use hearth_kernels::optimizers as rules;

use super::Update;
use super::moments::{follow, parts};
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
use crate::experiment::optimizers::Adamax;

/// # Source
/// `keras.optimizers.Adamax` (Keras 3).
impl Update for Adamax {
    fn update(
        &self,
        iteration: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        let alpha = self.learning_rate / (1.0 - self.beta_1.powi(iteration as i32));
        if is_flex(&value.device()) {
            let factors = rules::Adam {
                alpha: alpha as f32,
                beta_1: parts(self.beta_1),
                beta_2: parts(self.beta_2),
                epsilon: self.epsilon as f32,
            };
            return one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::adamax(value, gradient, slots, &factors);
            });
        }
        let [m, u] = slots else {
            unreachable!("Adamax keeps a moment and a norm")
        };
        u.inplace(|u| u.mul_scalar(self.beta_2).max_pair(gradient.clone().abs()));
        follow(m, gradient, self.beta_1);
        let change = m.clone().mul_scalar(alpha);
        value.sub(change.div(u.clone().add_scalar(self.epsilon)))
    }
}
