//! What each activation function computes.

use burn::tensor::Tensor;
use burn::tensor::activation::{relu, softmax};

use super::value::{AnyAxes, Value};
use crate::experiment::Activation;

/// Applies a function to a layer's output.
pub(super) fn activate(value: Value, function: Activation) -> Value {
    value.map(function)
}

impl AnyAxes for Activation {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Linear => x,
            Self::Relu => relu(x),
            // Over channels, which are Keras's last axis and burn's second.
            Self::Softmax => softmax(x, 1),
        }
    }
}
