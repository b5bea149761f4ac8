//! The layers that `hearth-kernels` computes, as operations of burn on its CPU device: forward, and their
//! gradients. Everything else on that device is burn-flex's own, and so are these where they are switched off.
//!
//! Between two of them a picture lies channels last: a tensor is `[batch, channels, height, width]` as
//! everywhere, with the strides of `[batch, height, width, channels]`. What comes in another order is copied once.

mod batch_norm;
mod conv;
mod dense;
mod depthwise;
mod elementwise;
mod layer_norm;
mod loss;
mod operation;
mod pool;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use burn::tensor::Device;

pub(super) use batch_norm::{batch_norm, batch_norm_train};
pub(super) use conv::{convolve, convolve_and_pool};
pub(super) use dense::dense;
pub(super) use depthwise::depthwise;
pub(super) use elementwise::{Mask, keep, leaky_relu, relu};
pub(super) use layer_norm::layer_norm;
pub(super) use loss::cross_entropy;
pub(super) use pool::{average_pixels, average_pool, max_pool};

use super::device::is_flex;

thread_local! {
    static IS_OFF: Cell<bool> = const { Cell::new(false) };
}

/// Whether a device's layers are computed here.
pub(super) fn serve(device: &Device) -> bool {
    !IS_OFF.get() && is_flex(device)
}

/// Does something on this thread with burn-flex's own operations, which these are tested against.
pub fn without_own_kernels<T>(function: impl FnOnce() -> T) -> T {
    let before = IS_OFF.replace(true);
    let result = function();
    IS_OFF.set(before);
    result
}
