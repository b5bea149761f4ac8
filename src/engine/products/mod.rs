//! Convolution as gathers and products of matrices, forward and backward, on any of burn's backends: for WebGPU,
//! on which burn without its autotuning has a loop over a window for each output, and for the kernel's gradient a
//! convolution whose window is the output.
//!
//! Each of the three passes gathers windows as rows of a matrix and multiplies it: the output is windows of the
//! pictures times the kernel, the kernel's gradient the same windows times the output's gradient, and the gradient
//! by the pictures windows of the output's gradient times the kernel.

mod graph;
#[cfg(all(test, feature = "flex"))]
mod tests;
mod windows;

use burn::backend::{Autodiff, Backend, DispatchKindConversion, DispatchTensor};
use burn::tensor::{Device, Tensor};
use windows::{Geometry, Windows};

use super::convolution::Steps;

/// Whether a device's convolutions are computed here.
pub(super) fn serve(device: &Device) -> bool {
    #[cfg(feature = "webgpu")]
    {
        !super::device::is_cpu(device)
    }
    #[cfg(not(feature = "webgpu"))]
    {
        let _ = device;
        false
    }
}

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels, height, width]`; the memory of
/// the output is channels last.
#[cfg(feature = "webgpu")]
pub(super) fn convolve(x: Tensor<4>, kernel: Tensor<4>, steps: &Steps) -> Tensor<4> {
    convolve_on::<burn::backend::Wgpu>(x, kernel, steps)
}

fn convolve_on<B: Backend>(x: Tensor<4>, kernel: Tensor<4>, steps: &Steps) -> Tensor<4>
where
    DispatchTensor: DispatchKindConversion<B> + DispatchKindConversion<Autodiff<B>>,
{
    let geometry = Geometry::new(x.dims(), kernel.dims(), steps);
    // A line for each tap and channel.
    let lines = kernel.permute([2, 3, 1, 0]);
    let lines = lines.reshape([geometry.taps() * geometry.channels, geometry.filters]);
    graph::apply::<B>(geometry, x, lines)
}

impl Geometry {
    /// The output from the pictures `[batch, pixels, channels]` with a zero pixel at the end, and the kernel's lines.
    fn forward(&self, x: &Tensor<3>, lines: &Tensor<2>) -> Tensor<4> {
        let windows = Windows::of_input(self, &x.device());
        let [oh, ow] = self.output;
        let parts = windows.parts(x, |rows| rows.matmul(lines.clone()));
        let y = Tensor::cat(parts, 0).reshape([self.batch, oh, ow, self.filters]);
        y.permute([0, 3, 1, 2])
    }

    /// The gradient by the kernel's lines.
    fn by_kernel(&self, x: &Tensor<3>, dy: &Tensor<4>) -> Tensor<2> {
        let windows = Windows::of_input(self, &x.device());
        let pixels = self.output[0] * self.output[1];
        let mut dy = self
            .rows(dy)
            .split(windows.pictures * pixels, 0)
            .into_iter();
        let parts = windows.parts(x, |rows| {
            let dy = dy.next().expect("as many parts of the gradient");
            // Sums over parts of the batch, side by side: the matrix that comes out is small.
            let [count, taps] = rows.dims();
            let groups = (1..=16)
                .rev()
                .find(|n| count.is_multiple_of(*n))
                .unwrap_or(1);
            let rows = rows.reshape([groups, count / groups, taps]);
            let dy = dy.reshape([groups, count / groups, self.filters]);
            rows.swap_dims(1, 2).matmul(dy).sum_dim(0).squeeze_dim(0)
        });
        parts
            .into_iter()
            .reduce(Tensor::add)
            .expect("a picture at least")
    }

    /// The gradient by the pictures.
    fn by_input(&self, lines: &Tensor<2>, dy: &Tensor<4>) -> Tensor<4> {
        let windows = Windows::of_gradient(self, &dy.device());
        let [h, w] = self.input;
        let (taps, c, n) = (self.taps(), self.channels, self.filters);
        let lines = lines.clone().reshape([taps, c, n]).swap_dims(1, 2);
        let lines = lines.reshape([taps * n, c]);
        let pixels = self.output[0] * self.output[1];
        let dy = with_zero(self.rows(dy).reshape([self.batch, pixels, n]));
        let parts = windows.parts(&dy, |rows| rows.matmul(lines.clone()));
        let dx = Tensor::cat(parts, 0).reshape([self.batch, h, w, c]);
        dx.permute([0, 3, 1, 2])
    }

    /// The output's gradient, pixel by pixel.
    fn rows(&self, dy: &Tensor<4>) -> Tensor<2> {
        dy.clone()
            .permute([0, 2, 3, 1])
            .reshape([-1, self.filters as i32])
    }
}

/// Pictures with a pixel of zeros at the end, which windows that reach beyond the picture read.
fn with_zero(pixels: Tensor<3>) -> Tensor<3> {
    let [batch, _, channels] = pixels.dims();
    let zero = Tensor::zeros([batch, 1, channels], &pixels.device());
    Tensor::cat(vec![pixels, zero], 1)
}
