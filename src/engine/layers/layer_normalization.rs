//! Layer normalization.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, affine, in_order};
use crate::engine::Value;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::engine::value::AnyAxes;
use crate::experiment::Shape;
use crate::experiment::layers::LayerNormalization;

impl Compute for LayerNormalization {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let shape = input.sample();
        let axes = self.axes(shape);
        let (gamma, beta, _) = affine(weights, self.scale, self.center);
        #[cfg(feature = "flex")]
        if kernels::serve(&input.device()) && axes == [shape.axes().len() - 1] {
            return input
                .map(LastAxis {
                    epsilon: self.epsilon,
                    gamma,
                    beta,
                })
                .into();
        }
        let sizes = shape.axes().iter().enumerate();
        let sizes = sizes.map(|(axis, &n)| if axes.contains(&axis) { n } else { 1 });
        let sizes = sizes.collect();
        let normalize = Normalize {
            // burn has a picture's channels before its height and width.
            dims: axes.iter().map(|axis| device_axis(shape, *axis)).collect(),
            epsilon: self.epsilon,
            gamma,
            beta,
            sizes,
        };
        input.map(normalize).into()
    }
}

/// Normalizes by our own kernels, over a pixel's channels or a sample's features.
#[cfg(feature = "flex")]
struct LastAxis {
    epsilon: f64,
    gamma: Option<Tensor<1>>,
    beta: Option<Tensor<1>>,
}

#[cfg(feature = "flex")]
impl AnyAxes for LastAxis {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let (n, device) = (x.dims()[1], x.device());
        let gamma = self.gamma.unwrap_or_else(|| Tensor::ones([n], &device));
        let beta = self.beta.unwrap_or_else(|| Tensor::zeros([n], &device));
        kernels::layer_norm(x, gamma, beta, self.epsilon)
    }
}

/// The axis of a batch that has the sample's axis, from 0.
fn device_axis(shape: Shape, axis: usize) -> usize {
    match shape {
        Shape::Image(_) => [2, 3, 1][axis],
        Shape::Flat(_) => 1,
    }
}

struct Normalize {
    dims: Vec<usize>,
    epsilon: f64,
    gamma: Option<Tensor<1>>,
    beta: Option<Tensor<1>>,
    /// Of `gamma` and `beta`, in Keras's order of axes.
    sizes: Vec<usize>,
}

impl AnyAxes for Normalize {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let mean = |x: Tensor<D>| self.dims.iter().fold(x, |x, dim| x.mean_dim(*dim));
        let from_mean = x.clone().sub(mean(x));
        let variance = mean(from_mean.clone().square());
        let mut y = from_mean.div(variance.add_scalar(self.epsilon).sqrt());
        if let Some(gamma) = self.gamma {
            y = y.mul(in_order(gamma, &self.sizes));
        }
        if let Some(beta) = self.beta {
            y = y.add(in_order(beta, &self.sizes));
        }
        y
    }
}
