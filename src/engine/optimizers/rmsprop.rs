//! Root mean square propagation.

use burn::tensor::Tensor;

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
        let [rho, new] = parts(self.rho);
        let [rate, momentum, epsilon] =
            [self.learning_rate, self.momentum, self.epsilon].map(|v| v as f32);
        let change = move |g: f32, v: &mut f32| {
            *v = *v * rho + g * g * new;
            rate * g / (*v + epsilon).sqrt()
        };
        let centered = move |g: f32, v: &mut f32, average: &mut f32| {
            *v = *v * rho + g * g * new;
            *average = *average * rho + g * new;
            rate * g / (*v - *average * *average + epsilon).sqrt()
        };
        match (self.momentum > 0.0, self.centered) {
            (false, false) => one_pass(value, gradient, slots, |value, g, [v]| {
                *value -= change(g, v);
            }),
            (true, false) => one_pass(value, gradient, slots, |value, g, [v, m]| {
                *m = *m * momentum + change(g, v);
                *value -= *m;
            }),
            (false, true) => one_pass(value, gradient, slots, |value, g, [v, average]| {
                *value -= centered(g, v, average);
            }),
            (true, true) => one_pass(value, gradient, slots, |value, g, [v, m, average]| {
                *m = *m * momentum + centered(g, v, average);
                *value -= *m;
            }),
        }
    }
}
