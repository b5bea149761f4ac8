//! Group normalization.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, affine, per_channel};
use crate::engine::Value;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::GroupNormalization;

impl Compute for GroupNormalization {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let (gamma, beta, _) = affine(weights, self.scale, self.center);
        let normalize = Normalize {
            groups: self.groups,
            epsilon: self.epsilon,
            gamma,
            beta,
        };
        input.map(normalize).into()
    }
}

struct Normalize {
    groups: usize,
    epsilon: f64,
    gamma: Option<Tensor<1>>,
    beta: Option<Tensor<1>>,
}

impl AnyAxes for Normalize {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let dims = x.dims();
        let values = dims[1..].iter().product::<usize>();
        // Channels come first in a sample: a group is a run of values.
        let groups = x.reshape([dims[0], self.groups, values / self.groups]);
        let from_mean = groups.clone().sub(groups.mean_dim(2));
        let variance = from_mean.clone().square().mean_dim(2);
        let y = from_mean.div(variance.add_scalar(self.epsilon).sqrt());
        let mut y = y.reshape(dims);
        if let Some(gamma) = self.gamma {
            y = y.mul(per_channel(gamma));
        }
        if let Some(beta) = self.beta {
            y = y.add(per_channel(beta));
        }
        y
    }
}
