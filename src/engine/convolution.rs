//! Convolution: by our own kernels on the CPU, by our own shaders on WebGPU, and by burn elsewhere.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;
use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;

#[cfg(feature = "webgpu")]
use super::gpu;
#[cfg(feature = "flex")]
use super::kernels;

/// How windows go over a picture.
pub struct Steps {
    /// Between windows.
    pub strides: [usize; 2],
    /// Zeros `(before, after)` for rows and columns.
    pub pads: [(usize, usize); 2],
    /// Between the pixels of a window.
    pub dilation: [usize; 2],
    /// Groups of channels with filters of their own.
    pub groups: usize,
}

impl Steps {
    /// Windows of all channels, pixel by pixel.
    pub const ONE: Self = Self {
        strides: [1, 1],
        pads: [(0, 0); 2],
        dilation: [1, 1],
        groups: 1,
    };

    /// Rows and columns of the windows of a size on a picture of a height and width.
    #[cfg(any(feature = "flex", feature = "webgpu"))]
    pub fn output(&self, picture: [usize; 2], window: [usize; 2]) -> [usize; 2] {
        std::array::from_fn(|i| {
            let (before, after) = self.pads[i];
            let span = (window[i] - 1) * self.dilation[i] + 1;
            (picture[i] + before + after - span) / self.strides[i] + 1
        })
    }

    fn options(&self) -> ConvOptions<2> {
        ConvOptions::new_with_padding(self.strides, self.pads, self.dilation, self.groups)
    }
}

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
