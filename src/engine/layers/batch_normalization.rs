//! Batch normalization.

use burn::tensor::Tensor;
use burn::tensor::module::{batch_norm, batch_norm_train};

use super::{Compute, Mode, Output, affine};
use crate::engine::Value;
#[cfg(feature = "webgpu")]
use crate::engine::gpu;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::experiment::layers::{BatchNormalization, Dropout};

impl Compute for BatchNormalization {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        self.run(weights, input, mode, None)
    }
}

impl BatchNormalization {
    /// With dropout in the same pass, where there is a kernel for both.
    #[cfg(feature = "flex")]
    pub(super) fn dropped(
        &self,
        weights: &[Tensor<1>],
        input: &Value,
        dropout: &Dropout,
        mode: &mut Mode,
    ) -> Option<Output> {
        let is_served = kernels::serve(&input.device()) && dropout.rate > 0.0;
        (is_served && matches!(mode, Mode::Training(_)))
            .then(|| self.run(weights, input.clone(), mode, Some(dropout)))
    }

    fn run(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mode: &mut Mode,
        dropout: Option<&Dropout>,
    ) -> Output {
        match input {
            Value::Image(x) => {
                let (y, statistics) = self.normalize(weights, x, mode, dropout);
                let value = Value::Image(y);
                Output { value, statistics }
            }
            Value::Flat(x) => {
                let (y, statistics) = self.normalize(weights, x, mode, dropout);
                let value = Value::Flat(y);
                Output { value, statistics }
            }
        }
    }

    /// A running statistic after a batch's.
    fn follow(&self, running: Tensor<1>, batch: Tensor<1>) -> Tensor<1> {
        running
            .inner()
            .mul_scalar(self.momentum)
            .add(batch.inner().mul_scalar(1.0 - self.momentum))
    }

    #[cfg_attr(
        not(feature = "flex"),
        allow(unused_variables, reason = "the kernel's")
    )]
    fn normalize<const D: usize>(
        &self,
        weights: &[Tensor<1>],
        x: Tensor<D>,
        mode: &mut Mode,
        dropout: Option<&Dropout>,
    ) -> (Tensor<D>, Vec<(usize, Tensor<1>)>) {
        let channels = x.dims()[1];
        let (gamma, beta, at) = affine(weights, self.scale, self.center);
        let gamma = gamma.unwrap_or_else(|| Tensor::ones([channels], &x.device()));
        let beta = beta.unwrap_or_else(|| Tensor::zeros([channels], &x.device()));
        let [mean, variance] = [at, at + 1].map(|i| weights[i].clone());
        match mode {
            #[cfg(feature = "flex")]
            Mode::Training(rng) if kernels::serve(&x.device()) => {
                let mask = dropout.map(|own| own.mask(x.dims().iter().product(), rng));
                let (y, batch) = kernels::batch_norm_train(x, gamma, beta, self.epsilon, mask);
                let [batch_mean, batch_variance] = batch;
                let statistics = vec![
                    (at, self.follow(mean, batch_mean)),
                    (at + 1, self.follow(variance, batch_variance)),
                ];
                (y, statistics)
            }
            #[cfg(feature = "flex")]
            Mode::Inference if kernels::serve(&x.device()) => {
                let y = kernels::batch_norm(x, gamma, beta, mean, variance, self.epsilon);
                (y, Vec::new())
            }
            Mode::Training(_) => {
                #[cfg(feature = "webgpu")]
                if gpu::serve(&x.device()) {
                    let (affine, running) = ([&gamma, &beta], [&mean, &variance]);
                    let found = gpu::batch_norm(&x, affine, running, self.epsilon, self.momentum);
                    if let Some((y, [mean, variance])) = found {
                        return (y, vec![(at, mean), (at + 1, variance)]);
                    }
                }
                let out = batch_norm_train(x, gamma, beta, self.epsilon);
                let statistics = vec![
                    (at, self.follow(mean, out.mean)),
                    (at + 1, self.follow(variance, out.variance)),
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
