//! Against burn's own convolution: forward, and both gradients.

use burn::backend::Flex;
use burn::tensor::module::conv2d;
use burn::tensor::{Device, Tensor, TensorData};

use super::convolve_on;
use crate::engine::convolution::Steps;

fn tensor(shape: [usize; 4], seed: usize) -> Tensor<4> {
    let n = shape.iter().product();
    let value = |i: usize| ((i * i * 31 + i * 17 + seed * 7) % 10_007) as f32 / 5_000.0 - 1.0;
    let data = TensorData::new((0..n).map(value).collect::<Vec<f32>>(), shape);
    Tensor::from_data(data, &Device::flex())
}

fn values(tensor: Tensor<4>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("reals")
}

/// The output, and the gradients of its sum times some factors.
fn all(
    x: &Tensor<4>,
    kernel: &Tensor<4>,
    convolve: impl FnOnce(Tensor<4>, Tensor<4>) -> Tensor<4>,
) -> [Vec<f32>; 3] {
    let [x, kernel] = [x, kernel].map(|t| t.clone().autodiff().require_grad());
    let y = convolve(x.clone(), kernel.clone());
    let factors = tensor(y.dims(), 3).autodiff();
    let gradients = y.clone().mul(factors).sum().backward();
    let by = |t: Tensor<4>| values(t.grad(&gradients).expect("a gradient"));
    [values(y.inner()), by(x), by(kernel)]
}

#[test]
fn convolutions_give_what_burn_gives() {
    for (x, kernel, strides, pads, dilation) in [
        ([3, 2, 6, 7], [4, 2, 3, 3], [1, 1], [(1, 1), (1, 1)], [1, 1]),
        ([2, 1, 8, 8], [5, 1, 5, 5], [1, 1], [(2, 2), (2, 2)], [1, 1]),
        ([2, 3, 9, 8], [4, 3, 5, 4], [2, 2], [(1, 2), (1, 1)], [1, 1]),
        ([1, 2, 9, 9], [3, 2, 3, 2], [1, 1], [(0, 0), (0, 1)], [2, 3]),
        ([2, 4, 5, 5], [6, 4, 1, 1], [1, 1], [(0, 0), (0, 0)], [1, 1]),
    ] {
        let steps = Steps {
            strides,
            pads,
            dilation,
            groups: 1,
        };
        let (x, kernel) = (tensor(x, 1), tensor(kernel, 2));
        let own = all(&x, &kernel, |x, k| convolve_on::<Flex>(x, k, &steps));
        let burns = all(&x, &kernel, |x, k| conv2d(x, k, None, steps.options()));
        for (own, burns) in own.iter().zip(&burns) {
            assert_eq!(own.len(), burns.len());
            for (own, burns) in own.iter().zip(burns) {
                assert!((own - burns).abs() < 1e-4, "{own} {burns}");
            }
        }
        // Without a graph of gradients.
        let plain = values(convolve_on::<Flex>(x.clone(), kernel, &steps));
        assert_eq!(plain, own[0]);
    }
}
