//! What Hearth computes with on a processor: matrix products, convolutions, pooling, normalization
//! and what stands around them, forward and backward, in single precision.
//!
//! Pictures are channels last, `[picture][row][column][channel]`, in one row of values. Kernels of
//! convolutions come in burn's order, `[filter][channel][row][column]`, and are packed in each call.
//! A function takes slices and returns what it made; nothing here knows of tensors or of gradients' graphs.
//!
//! The instruction set is chosen when a function is called ([`KernelSet`]). All of `unsafe` in Hearth is in
//! this crate: loads and stores of vectors by address. A public function checks the lengths of what it
//! is given before anything is read by address.

#![cfg_attr(
    test,
    allow(
        clippy::float_cmp,
        reason = "what is only moved stays exactly as it was"
    )
)]

mod activation;
mod conv;
mod depthwise;
mod gemm;
mod loss;
mod mask;
mod memory;
mod norm;
pub mod optimizers;
mod pack;
mod peak;
mod pool;
mod rows;
mod simd;
#[cfg(test)]
mod tests;
mod threads;
mod tile;
mod update;

pub use activation::{
    add_bias, bias_gradient, keep, leaky_relu, leaky_relu_gradient, relu, relu_gradient,
};
pub use conv::{Conv, ConvGradients, Epilogue, Forward, Upstream};
pub use depthwise::Depthwise;
pub use gemm::{Order, gemm};
pub use loss::{CrossEntropy, cross_entropy};
pub use mask::mask;
pub use memory::keep_freed_memory;
pub use norm::{
    BatchStatistics, batch_norm, batch_norm_gradient, batch_norm_inference, layer_norm,
    layer_norm_gradient,
};
pub use peak::multiply_adds;
pub use pool::{Pool, average_pixels, average_pixels_gradient};
pub use rows::Dropout;
pub use simd::{KernelSet, with_kernel_set};
pub use threads::{on_one_thread, set_threads, threads};
