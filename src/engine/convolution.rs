//! Convolution. On the CPU a small one is a gather and one matrix product: profiles showed
//! burn-flex's own path spend most of a small network's step on unfolding picture by
//! picture, forward and, as a convolution with the output's size for a kernel, backward.

use burn::tensor::module::conv2d;
use burn::tensor::ops::ConvOptions;
use burn::tensor::{Int, Tensor, TensorData};

use super::device::is_flex;

/// Above this many unfolded values (8 MB) a gather no longer stays in the cache, and
/// unfolding tile by tile is faster. Found natively with burn-flex, and not in a browser.
const GATHERED: u64 = 2 << 20;

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

    /// Rows and columns of windows of `[height, width]` on a picture of a height and width.
    fn count(&self, picture: [usize; 2], window: [usize; 2]) -> [usize; 2] {
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

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels of a group,
/// height, width]`.
pub fn convolve(
    x: Tensor<4>,
    kernel: Tensor<4>,
    bias: Option<Tensor<1>>,
    steps: &Steps,
) -> Tensor<4> {
    let [samples, c, h, w] = x.dims();
    let [_, _, kh, kw] = kernel.dims();
    let [oh, ow] = steps.count([h, w], [kh, kw]);
    // In a browser a `usize` holds 32 bits, fewer than this product may need.
    let unfolded = [samples, oh, ow, c, kh, kw].map(|size| size as u64);
    let is_small = unfolded.iter().product::<u64>() <= GATHERED;
    if steps.groups == 1 && is_small && is_flex(&x.device()) {
        gathered(x, kernel, bias, steps)
    } else {
        conv2d(x, kernel, bias, steps.options())
    }
}

/// Convolves each channel by itself with a kernel in Keras's layout, `[height, width, channels,
/// filters of each channel]`. The output has the filters of the first channel, then those of the
/// second, and so on.
pub fn depthwise(
    x: Tensor<4>,
    kernel: Tensor<4>,
    bias: Option<Tensor<1>>,
    steps: &Steps,
) -> Tensor<4> {
    let [kh, kw, c, multiplier] = kernel.dims();
    let kernel = kernel
        .permute([2, 3, 0, 1])
        .reshape([c * multiplier, 1, kh, kw]);
    convolve(x, kernel, bias, steps)
}

fn gathered(x: Tensor<4>, kernel: Tensor<4>, bias: Option<Tensor<1>>, steps: &Steps) -> Tensor<4> {
    let [samples, _, h, w] = x.dims();
    let [filters, c, kh, kw] = kernel.dims();
    let [oh, ow] = steps.count([h, w], [kh, kw]);
    let ([sh, sw], [dh, dw]) = (steps.strides, steps.dilation);
    let [(top, bottom), (left, right)] = steps.pads;
    let x = if top + bottom + left + right == 0 {
        x
    } else {
        x.pad((left, right, top, bottom), 0.0)
    };
    let [_, _, h, w] = x.dims();
    let mut pixels = Vec::with_capacity(oh * ow * c * kh * kw);
    for y in 0..oh {
        for x in 0..ow {
            for channel in 0..c {
                for dy in 0..kh {
                    let row = (channel * h + y * sh + dy * dh) * w + x * sw;
                    pixels.extend((0..kw).map(|dx| (row + dx * dw) as i32));
                }
            }
        }
    }
    let count = pixels.len();
    let pixels = Tensor::<1, Int>::from_data(
        TensorData::new(pixels, [count]),
        &x.device().without_autodiff(),
    );
    let windows = x
        .reshape([samples, c * h * w])
        .select(1, pixels)
        .reshape([samples * oh * ow, c * kh * kw]);
    let kernel = kernel.reshape([filters, c * kh * kw]).transpose();
    let product = windows.matmul(kernel);
    let product = match bias {
        Some(bias) => product.add(bias.unsqueeze::<2>()),
        None => product,
    };
    product
        .reshape([samples, oh, ow, filters])
        .permute([0, 3, 1, 2])
}

#[cfg(test)]
#[cfg(feature = "flex")]
mod tests {
    use super::*;
    use burn::tensor::Device;

    /// Values without a pattern that a mistake in an index could agree with.
    fn tensor<const D: usize>(shape: [usize; D], seed: usize) -> Tensor<D> {
        let n = shape.iter().product::<usize>();
        let values: Vec<f32> = (0..n)
            .map(|i| ((i * i * 31 + i * 17 + seed * 7) % 101) as f32 / 50.0 - 1.0)
            .collect();
        Tensor::from_data(TensorData::new(values, shape), &Device::flex())
    }

    fn check(x: [usize; 4], kernel: [usize; 4], steps: &Steps) {
        let run = |way: &dyn Fn(Tensor<4>, Tensor<4>, Tensor<1>) -> Tensor<4>| {
            let leaf = |t: Tensor<4>| t.autodiff().require_grad();
            let (x, k) = (leaf(tensor(x, 1)), leaf(tensor(kernel, 2)));
            let bias = tensor([kernel[0]], 3).autodiff().require_grad();
            let y = way(x.clone(), k.clone(), bias.clone());
            let upstream = tensor(y.dims(), 4).autodiff();
            let gradients = y.clone().mul(upstream).sum().backward();
            let values = |t: Tensor<4>| t.into_data().try_into_vec::<f32>().unwrap();
            let bias = bias.grad(&gradients).unwrap().reshape([1, 1, 1, -1]);
            [
                values(y.inner()),
                values(x.grad(&gradients).unwrap()),
                values(k.grad(&gradients).unwrap()),
                values(bias),
            ]
        };
        let own = run(&|x, k, b| gathered(x, k, Some(b), steps));
        let burn = run(&|x, k, b| conv2d(x, k, Some(b), steps.options()));
        for (own, burn) in own.iter().zip(&burn) {
            assert_eq!(own.len(), burn.len());
            for (a, b) in own.iter().zip(burn) {
                assert!((a - b).abs() < 1e-4 * b.abs().max(1.0), "{a} and {b}");
            }
        }
    }

    #[test]
    fn a_gather_gives_what_burn_gives_forward_and_backward() {
        let steps = |strides, pads, dilation| Steps {
            strides,
            pads,
            dilation,
            groups: 1,
        };
        let check = |x, kernel, steps| check(x, kernel, &steps);
        check(
            [3, 1, 9, 7],
            [4, 1, 5, 3],
            steps([2, 2], [(0, 0); 2], [1, 1]),
        );
        check(
            [2, 3, 6, 5],
            [2, 3, 3, 3],
            steps([1, 1], [(1, 1); 2], [1, 1]),
        );
        let uneven = [(1, 2), (0, 1)];
        check([3, 2, 7, 8], [3, 2, 4, 2], steps([2, 3], uneven, [1, 1]));
        check([2, 2, 9, 8], [3, 2, 3, 2], steps([1, 1], uneven, [2, 3]));
    }
}
