//! What each activation function computes.

use std::f64::consts::FRAC_1_SQRT_2;

use burn::tensor::Tensor;
use burn::tensor::activation as burn_activation;

use super::value::{AnyAxes, Value};
use crate::experiment::Activation;

/// Slope of `leaky_relu` below 0.
///
/// # Source
/// `keras.activations.leaky_relu`; the layer `LeakyReLU` has another default.
const LEAKY_SLOPE: f64 = 0.2;
/// Distance from 0 within which `soft_shrink` and `hard_shrink` give 0.
const SHRINK: f64 = 0.5;
// Klambauer et al. 2017: the fixed point at mean 0 and variance 1.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// The values, and 0 where they are below 0.
fn relu<const D: usize>(x: Tensor<D>) -> Tensor<D> {
    #[cfg(feature = "flex")]
    if super::kernels::serve(&x.device()) {
        return super::kernels::relu(x);
    }
    burn_activation::relu(x)
}

/// The values above 0, and a part of the others. At 0 its gradient is that part, as in TensorFlow; burn's
/// own is 1 there, and 0 is what a convolution without a bias gives of a picture's dark border.
pub(super) fn leaky_relu<const D: usize>(x: Tensor<D>, slope: f64) -> Tensor<D> {
    #[cfg(feature = "flex")]
    if super::kernels::serve(&x.device()) {
        return super::kernels::leaky_relu(x, slope);
    }
    let is_below = x.clone().lower_equal_elem(0.0);
    let below = x.clone().mul_scalar(slope);
    x.mask_where(is_below, below)
}

/// Applies a function to a layer's output.
pub(super) fn activate(value: Value, function: Activation) -> Value {
    match function {
        Activation::Linear => value,
        // Over the axis of the channels; and what has a kernel takes pictures as they are.
        Activation::Softmax | Activation::LogSoftmax | Activation::Relu | Activation::LeakyRelu => {
            value.map(function)
        }
        _ => value.map_each(function),
    }
}

impl AnyAxes for Activation {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Linear => x,
            Self::Relu => relu(x),
            Self::Relu6 => burn_activation::hardtanh(x, 0.0, 6.0),
            Self::LeakyRelu => leaky_relu(x, LEAKY_SLOPE),
            // They differ by a parameter that is 1 in both.
            Self::Elu | Self::Celu => elu(x, 1.0),
            Self::Selu => elu(x, SELU_ALPHA).mul_scalar(SELU_SCALE),
            // burn's gradient of its own is approximate on some devices.
            Self::Gelu => {
                let below = x.clone().mul_scalar(FRAC_1_SQRT_2).erf().add_scalar(1.0);
                x.mul(below).mul_scalar(0.5)
            }
            Self::Silu => burn_activation::silu(x),
            Self::HardSilu => burn_activation::hard_swish(x),
            Self::Mish => burn_activation::mish(x),
            Self::Tanh => x.tanh(),
            Self::HardTanh => burn_activation::hardtanh(x, -1.0, 1.0),
            Self::TanhShrink => x.clone().sub(x.tanh()),
            Self::Sigmoid => burn_activation::sigmoid(x),
            Self::HardSigmoid => burn_activation::hard_sigmoid(x, 1.0 / 6.0, 0.5),
            Self::LogSigmoid => burn_activation::log_sigmoid(x),
            Self::Softplus => burn_activation::softplus(x, 1.0),
            Self::Softsign => burn_activation::softsign(x),
            Self::Squareplus => {
                let root = x.clone().square().add_scalar(4.0).sqrt();
                x.add(root).mul_scalar(0.5)
            }
            Self::Exponential => x.exp(),
            Self::SoftShrink => burn_activation::soft_shrink(x, SHRINK),
            Self::HardShrink => burn_activation::hard_shrink(x, SHRINK),
            // Over channels, which are Keras's last axis and burn's second.
            Self::Softmax => burn_activation::softmax(x, 1),
            Self::LogSoftmax => burn_activation::log_softmax(x, 1),
        }
    }
}

/// `x` above 0 and `alpha (exp(x) - 1)` below. burn's takes the exponential of the positive values,
/// too, and where that overflows its gradient is no number.
pub(super) fn elu<const D: usize>(x: Tensor<D>, alpha: f64) -> Tensor<D> {
    let below = x.clone().clamp_max(0.0).exp().sub_scalar(1.0);
    burn_activation::relu(x).add(below.mul_scalar(alpha))
}
