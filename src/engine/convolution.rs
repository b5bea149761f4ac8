//! Convolution: by our own kernels on the CPU, by our own shaders on WebGPU, and by burn elsewhere.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use burn::tensor::module::conv2d;

#[cfg(feature = "webgpu")]
use super::gpu;
#[cfg(feature = "flex")]
use super::kernels;
use super::steps::Steps;

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels of a group, height,
/// width]`, given as one row, whose windows have the height and width of `window`. Values below 0 then
/// become 0 if `is_rectified`.
pub fn convolve(
    x: Tensor<4>,
    kernel: Tensor<1>,
    window: [usize; 2],
    bias: Option<Tensor<1>>,
    steps: &Steps,
    is_rectified: bool,
) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if kernels::serve(&x.device()) {
        let own = kernels::convolve(&x, &kernel, window, bias.as_ref(), steps, is_rectified);
        if let Some(y) = own {
            return y;
        }
    }
    #[cfg(feature = "webgpu")]
    if gpu::serve(&x.device()) {
        let own = gpu::convolve(&x, &kernel, window, bias.as_ref(), steps, is_rectified);
        if let Some(y) = own {
            return y;
        }
    }
    let [_, c, _, _] = x.dims();
    let [kh, kw] = window;
    let channels = c / steps.groups;
    let filters = kernel.dims()[0] / (channels * kh * kw);
    let kernel = kernel.reshape([filters, channels, kh, kw]);
    let y = conv2d(x, kernel, bias, steps.options());
    if is_rectified { relu(y) } else { y }
}

/// Convolves each channel by itself with a kernel in Keras's layout, `[height, width, channels,
/// filters of each channel]`, given as one row, with `[height, width]` of `window`. The output has the filters of the first
/// channel, then those of the second, and so on.
pub fn depthwise(
    x: Tensor<4>,
    kernel: Tensor<1>,
    window: [usize; 2],
    bias: Option<Tensor<1>>,
    steps: &Steps,
) -> Tensor<4> {
    #[cfg(feature = "flex")]
    if kernels::serve(&x.device()) {
        return kernels::depthwise(x, kernel, window, bias.as_ref(), steps);
    }
    let [kh, kw] = window;
    let c = x.dims()[1];
    let multiplier = kernel.dims()[0] / (kh * kw * c);
    let kernel = kernel
        .reshape([kh, kw, c, multiplier])
        .permute([2, 3, 0, 1])
        .reshape([c * multiplier, 1, kh, kw]);
    conv2d(x, kernel, bias, steps.options())
}
