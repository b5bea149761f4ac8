//! Adam.

use burn::tensor::Tensor;
use hearth_kernels::optimizers as rules;

use super::Update;
use super::moments::{follow, parts, squared};
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
#[cfg(feature = "webgpu")]
use crate::engine::gpu;
use crate::experiment::optimizers::Adam;

/// # Source
/// `keras.optimizers.Adam` (Keras 3): ε is added to the root of the uncorrected second moment.
impl Update for Adam {
    fn update(
        &self,
        iteration: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        let t = iteration as i32;
        let [first, second] = [self.beta_1, self.beta_2].map(|beta| 1.0 - beta.powi(t));
        let alpha = self.learning_rate * second.sqrt() / first;
        if is_flex(&value.device()) {
            return self.at_once(alpha as f32, value, gradient, slots);
        }
        #[cfg(feature = "webgpu")]
        if let [m, v] = slots
            && gpu::serve(&value.device())
        {
            let betas = [self.beta_1, self.beta_2];
            let tensors = [value, gradient, m.clone(), v.clone()];
            let updated;
            [updated, *m, *v] = gpu::adam(tensors, alpha, betas, self.epsilon);
            return updated;
        }
        let [m, v, greatest @ ..] = slots else {
            unreachable!("Adam keeps two moments")
        };
        let squared = squared(&gradient);
        follow(m, gradient, self.beta_1);
        follow(v, squared, self.beta_2);
        let size = match greatest {
            [greatest] => {
                greatest.inplace(|greatest| greatest.max_pair(v.clone()));
                greatest.clone()
            }
            _ => v.clone(),
        };
        let change = m
            .clone()
            .mul_scalar(alpha)
            .div(size.sqrt().add_scalar(self.epsilon));
        value.sub(change)
    }
}

impl Adam {
    fn at_once(
        &self,
        alpha: f32,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        let factors = rules::Adam {
            alpha,
            beta_1: parts(self.beta_1),
            beta_2: parts(self.beta_2),
            epsilon: self.epsilon as f32,
        };
        if self.amsgrad {
            return one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::amsgrad(value, gradient, slots, &factors);
            });
        }
        one_pass(value, gradient, slots, |value, gradient, slots| {
            rules::adam(value, gradient, slots, &factors);
        })
    }
}
