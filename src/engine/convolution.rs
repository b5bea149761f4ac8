//! Convolution. On the CPU a small one is a gather and one matrix product: profiles showed
//! burn-flex's own path spend most of a small network's step on unfolding picture by
//! picture, forward and, as a convolution with the output's size for a kernel, backward.

use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Int, Tensor, TensorData};

use super::device::is_flex;

/// Above this many unfolded values (8 MB) a gather no longer stays in the cache, and
/// unfolding tile by tile is faster.
const GATHERED: usize = 2 << 20;

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels, height,
/// width]`; `pads` are zeros `(before, after)` for rows and columns.
pub fn convolve(
    x: Tensor<4>,
    kernel: Tensor<4>,
    bias: Tensor<1>,
    strides: [usize; 2],
    pads: [(usize, usize); 2],
) -> Tensor<4> {
    let [n, c, h, w] = x.dims();
    let [_, _, kh, kw] = kernel.dims();
    let [oh, ow] = [(h, kh, 0), (w, kw, 1)].map(|(size, window, i): (usize, usize, usize)| {
        (size + pads[i].0 + pads[i].1 - window) / strides[i] + 1
    });
    if is_flex(&x.device()) && n * oh * ow * c * kh * kw <= GATHERED {
        gathered(x, kernel, bias, strides, pads, [oh, ow])
    } else {
        let options = ConvOptions::new_with_padding(strides, pads, [1, 1], 1);
        conv2d(x, kernel, Some(bias), options)
    }
}

fn gathered(
    x: Tensor<4>,
    kernel: Tensor<4>,
    bias: Tensor<1>,
    [sh, sw]: [usize; 2],
    [(top, bottom), (left, right)]: [(usize, usize); 2],
    [oh, ow]: [usize; 2],
) -> Tensor<4> {
    let [n, ..] = x.dims();
    let [filters, c, kh, kw] = kernel.dims();
    let x = if top + bottom + left + right == 0 {
        x
    } else {
        x.pad((left, right, top, bottom), 0.0)
    };
    let [_, _, h, w] = x.dims();
    let mut places = Vec::with_capacity(oh * ow * c * kh * kw);
    for y in 0..oh {
        for x in 0..ow {
            for channel in 0..c {
                for dy in 0..kh {
                    let row = (channel * h + y * sh + dy) * w + x * sw;
                    places.extend((row..row + kw).map(|p| p as i32));
                }
            }
        }
    }
    let count = places.len();
    let places = Tensor::<1, Int>::from_data(
        TensorData::new(places, [count]),
        &x.device().without_autodiff(),
    );
    let windows = x
        .reshape([n, c * h * w])
        .select(1, places)
        .reshape([n * oh * ow, c * kh * kw]);
    let kernel = kernel.reshape([filters, c * kh * kw]).transpose();
    windows
        .matmul(kernel)
        .add(bias.unsqueeze::<2>())
        .reshape([n, oh, ow, filters])
        .permute([0, 3, 1, 2])
}
