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

/// Convolves `[batch, channels, height, width]` with a kernel `[filters, channels, height,
/// width]`; `pads` are zeros `(before, after)` for rows and columns.
pub fn convolve(
    x: Tensor<4>,
    kernel: Tensor<4>,
    bias: Tensor<1>,
    strides: [usize; 2],
    pads: [(usize, usize); 2],
) -> Tensor<4> {
    let [samples, c, h, w] = x.dims();
    let [_, _, kh, kw] = kernel.dims();
    let [oh, ow] = [(h, kh, 0), (w, kw, 1)].map(|(size, window, i): (usize, usize, usize)| {
        (size + pads[i].0 + pads[i].1 - window) / strides[i] + 1
    });
    // In a browser a `usize` holds 32 bits, fewer than this product may need.
    let unfolded = [samples, oh, ow, c, kh, kw].map(|size| size as u64);
    if is_flex(&x.device()) && unfolded.iter().product::<u64>() <= GATHERED {
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
    let [samples, ..] = x.dims();
    let [filters, c, kh, kw] = kernel.dims();
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
                    let row = (channel * h + y * sh + dy) * w + x * sw;
                    pixels.extend((row..row + kw).map(|p| p as i32));
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
    windows
        .matmul(kernel)
        .add(bias.unsqueeze::<2>())
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

    fn check(x: [usize; 4], kernel: [usize; 4], strides: [usize; 2], pads: [(usize, usize); 2]) {
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
        let [_, _, h, w] = x;
        let [_, _, kh, kw] = kernel;
        let out = [
            (h + pads[0].0 + pads[0].1 - kh) / strides[0] + 1,
            (w + pads[1].0 + pads[1].1 - kw) / strides[1] + 1,
        ];
        let own = run(&|x, k, b| gathered(x, k, b, strides, pads, out));
        let burn = run(&|x, k, b| {
            let options = ConvOptions::new_with_padding(strides, pads, [1, 1], 1);
            conv2d(x, k, Some(b), options)
        });
        for (own, burn) in own.iter().zip(&burn) {
            assert_eq!(own.len(), burn.len());
            for (a, b) in own.iter().zip(burn) {
                assert!((a - b).abs() < 1e-4 * b.abs().max(1.0), "{a} and {b}");
            }
        }
    }

    #[test]
    fn a_gather_gives_what_burn_gives_forward_and_backward() {
        check([3, 1, 9, 7], [4, 1, 5, 3], [2, 2], [(0, 0); 2]);
        check([2, 3, 6, 5], [2, 3, 3, 3], [1, 1], [(1, 1); 2]);
        check([3, 2, 7, 8], [3, 2, 4, 2], [2, 3], [(1, 2), (0, 1)]);
    }
}
