//! Activation functions, by Keras's names.

use super::field::choices;

choices! {
    /// An activation function, by Keras's name.
    pub enum Activation {
        /// The input itself.
        Linear = "linear",
        /// `max(x, 0)`.
        Relu = "relu",
        /// `exp(x) / sum(exp(x))` over the last axis.
        Softmax = "softmax",
    }
}
