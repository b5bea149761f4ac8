//! Adam with Nesterov's momentum.

use burn::tensor::Tensor;
use hearth_kernels::optimizers as rules;

use super::Update;
use super::moments::{follow, parts, squared};
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
use crate::experiment::optimizers::Nadam;

/// # Source
/// `keras.optimizers.Nadam` (Keras 3).
impl Update for Nadam {
    fn update(
        &self,
        iteration: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        let [of_moment, of_gradient] = self.factors(iteration);
        let correction = 1.0 / (1.0 - self.beta_2.powi(iteration as i32));
        if is_flex(&value.device()) {
            let factors = rules::Nadam {
                of_moment: of_moment as f32,
                of_gradient: of_gradient as f32,
                beta_1: parts(self.beta_1),
                beta_2: parts(self.beta_2),
                correction: correction as f32,
                epsilon: self.epsilon as f32,
            };
            return one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::nadam(value, gradient, slots, &factors);
            });
        }
        let [m, v] = slots else {
            unreachable!("Nadam keeps two moments")
        };
        follow(m, gradient.clone(), self.beta_1);
        follow(v, squared(&gradient), self.beta_2);
        let ahead = m.clone().mul_scalar(of_moment);
        let ahead = ahead.add(gradient.mul_scalar(of_gradient));
        let size = v.clone().mul_scalar(correction).sqrt();
        value.sub(ahead.div(size.add_scalar(self.epsilon)))
    }
}

impl Nadam {
    /// What the first moment and the gradient are multiplied with, the step size included.
    fn factors(&self, iteration: usize) -> [f64; 2] {
        // Keras's schedule of the momentum, which grows towards β₁.
        let momentum = |t: usize| self.beta_1 * (1.0 - 0.5 * 0.96_f64.powi(t as i32));
        let mut product = 1.0;
        for t in 1..=iteration {
            product *= momentum(t);
            // The rest would change 1 − product no more.
            if product < f64::EPSILON {
                break;
            }
        }
        let (now, next) = (momentum(iteration), momentum(iteration + 1));
        [
            self.learning_rate * next / (1.0 - product * next),
            self.learning_rate * (1.0 - now) / (1.0 - product),
        ]
    }
}
