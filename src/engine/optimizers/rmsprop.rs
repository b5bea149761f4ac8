//! Root mean square propagation.

use burn::tensor::Tensor;
use hearth_kernels::optimizers as rules;

use super::Update;
use super::moments::{follow, parts, squared};
use super::one_pass::one_pass;
use crate::engine::device::is_flex;
use crate::experiment::optimizers::RmsProp;

/// # Source
/// `keras.optimizers.RMSprop` (Keras 3): ε is added before the root.
impl Update for RmsProp {
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
        let [velocity, others @ ..] = slots else {
            unreachable!("RMSprop keeps a second moment")
        };
        follow(velocity, squared(&gradient), self.rho);
        let mut size = velocity.clone();
        let (momentum, averages) = others.split_at_mut(usize::from(self.momentum > 0.0));
        if let [average] = averages {
            follow(average, gradient.clone(), self.rho);
            size = size.sub(squared(average));
        }
        let size = size.add_scalar(self.epsilon).sqrt();
        let change = gradient.mul_scalar(self.learning_rate).div(size);
        let [momentum] = momentum else {
            return value.sub(change);
        };
        momentum.inplace(|m| m.mul_scalar(self.momentum).add(change));
        value.sub(momentum.clone())
    }
}

impl RmsProp {
    fn at_once(&self, value: Tensor<1>, gradient: Tensor<1>, slots: &mut [Tensor<1>]) -> Tensor<1> {
        let factors = rules::RmsProp {
            rate: self.learning_rate as f32,
            rho: parts(self.rho),
            momentum: self.momentum as f32,
            epsilon: self.epsilon as f32,
        };
        match (self.momentum > 0.0, self.centered) {
            (false, false) => one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::rmsprop(value, gradient, slots, factors);
            }),
            (true, false) => one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::rmsprop_momentum(value, gradient, slots, factors);
            }),
            (false, true) => one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::rmsprop_centered(value, gradient, slots, factors);
            }),
            (true, true) => one_pass(value, gradient, slots, |value, gradient, slots| {
                rules::rmsprop_centered_momentum(value, gradient, slots, factors);
            }),
        }
    }
}
