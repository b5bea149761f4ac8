//! Activation functions, by Keras's names.

use super::field::choices;

choices! {
    /// An activation function, by Keras's name.
    pub enum Activation {
        /// The input itself.
        Linear = "linear",
        /// `max(x, 0)`.
        Relu = "relu",
        /// `min(max(x, 0), 6)`.
        Relu6 = "relu6",
        /// `x` above 0, and `0.2 x` below.
        LeakyRelu = "leaky_relu",
        /// `x` above 0, and `exp(x) - 1` below (Clevert et al. 2016).
        Elu = "elu",
        /// `elu`, scaled so that a deep network keeps mean and variance (Klambauer et al. 2017).
        Selu = "selu",
        /// `x` times the normal distribution's share below `x` (Hendrycks & Gimpel 2016).
        Gelu = "gelu",
        /// `x * sigmoid(x)`, also called swish.
        Silu = "silu",
        /// `x * hard_sigmoid(x)`.
        HardSilu = "hard_silu",
        /// `x * tanh(softplus(x))` (Misra 2019).
        Mish = "mish",
        /// `elu` in the form whose slope is continuous for every scale (Barron 2017); at Keras's
        /// default scale of 1 they are the same.
        Celu = "celu",
        /// The hyperbolic tangent, from -1 to 1.
        Tanh = "tanh",
        /// `x` from -1 to 1, and constant beyond.
        HardTanh = "hard_tanh",
        /// `x - tanh(x)`.
        TanhShrink = "tanh_shrink",
        /// `1 / (1 + exp(-x))`.
        Sigmoid = "sigmoid",
        /// `x / 6 + 0.5` from 0 to 1, and constant beyond.
        HardSigmoid = "hard_sigmoid",
        /// `log(sigmoid(x))`.
        LogSigmoid = "log_sigmoid",
        /// `log(1 + exp(x))`.
        Softplus = "softplus",
        /// `x / (1 + |x|)`.
        Softsign = "softsign",
        /// `(x + sqrt(x² + 4)) / 2`.
        Squareplus = "squareplus",
        /// `exp(x)`.
        Exponential = "exponential",
        /// The input moved towards 0 by 0.5, and 0 within 0.5 of it.
        SoftShrink = "soft_shrink",
        /// The input, and 0 within 0.5 of 0.
        HardShrink = "hard_shrink",
        /// `exp(x) / sum(exp(x))` over the last axis.
        Softmax = "softmax",
        /// `log(softmax(x))` over the last axis.
        LogSoftmax = "log_softmax",
    }
}

impl Activation {
    /// Values that a training step keeps for each value beside its output.
    pub(super) fn kept(self) -> usize {
        match self {
            Self::Linear | Self::Relu => 0,
            Self::LeakyRelu => 1,
            Self::Mish | Self::Softplus => 5,
            _ => 2,
        }
    }
}
