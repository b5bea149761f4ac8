//! Adam with weight decay, which all rules have: only the default differs.

use burn::tensor::Tensor;

use super::Update;
use crate::experiment::optimizers::{Adam, AdamW};

/// # Source
/// `keras.optimizers.AdamW` (Keras 3).
impl Update for AdamW {
    fn update(
        &self,
        iteration: usize,
        value: Tensor<1>,
        gradient: Tensor<1>,
        slots: &mut [Tensor<1>],
    ) -> Tensor<1> {
        let Self {
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad,
        } = *self;
        let adam = Adam {
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad,
        };
        adam.update(iteration, value, gradient, slots)
    }
}
