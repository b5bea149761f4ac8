//! Batch normalization.

use burn::tensor::Tensor;
use burn::tensor::module::{batch_norm, batch_norm_train};

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::BatchNormalization;

impl Compute for BatchNormalization {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        match input {
            Value::Image(x) => {
                let (y, statistics) = self.normalize(weights, x, mode);
                let value = Value::Image(y);
                Output { value, statistics }
            }
            Value::Flat(x) => {
                let (y, statistics) = self.normalize(weights, x, mode);
                let value = Value::Flat(y);
                Output { value, statistics }
            }
        }
    }
}

// The indices of the running statistics among the weights.
const MEAN: usize = 2;
const VARIANCE: usize = 3;

impl BatchNormalization {
    fn normalize<const D: usize>(
        &self,
        weights: &[Tensor<1>],
        x: Tensor<D>,
        mode: &Mode,
    ) -> (Tensor<D>, Vec<(usize, Tensor<1>)>) {
        let [gamma, beta, mean, variance] = std::array::from_fn(|i| weights[i].clone());
        match mode {
            Mode::Training(_) => {
                let out = batch_norm_train(x, gamma, beta, self.epsilon);
                let follow = |running: Tensor<1>, batch: Tensor<1>| {
                    running
                        .inner()
                        .mul_scalar(self.momentum)
                        .add(batch.inner().mul_scalar(1.0 - self.momentum))
                };
                let statistics = vec![
                    (MEAN, follow(mean, out.mean)),
                    (VARIANCE, follow(variance, out.variance)),
                ];
                (out.output, statistics)
            }
            Mode::Inference => (
                batch_norm(x, gamma, beta, mean, variance, self.epsilon),
                Vec::new(),
            ),
        }
    }
}
