//! Pooling.

use burn::tensor::Tensor;
use hearth_kernels::{Pool, average_pixels_gradient};

use super::operation::{Operation, Pass, apply};

#[derive(Clone, Debug)]
struct MaxPool(Pool);

impl Operation<1> for MaxPool {
    type Kept = Vec<u8>;

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, Vec<u8>) {
        self.0.max(x)
    }

    fn backward(&self, pass: Pass<1, Vec<u8>>) -> [Vec<f32>; 1] {
        [self.0.max_gradient(pass.dy, pass.kept)]
    }
}

#[derive(Clone, Debug)]
struct AveragePool(Pool);

impl Operation<1> for AveragePool {
    type Kept = ();

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        (self.0.average(x), ())
    }

    fn backward(&self, pass: Pass<1, ()>) -> [Vec<f32>; 1] {
        [self.0.average_gradient(pass.dy)]
    }
}

#[derive(Clone, Debug)]
struct AveragePixels {
    pixels: usize,
    channels: usize,
}

impl Operation<1> for AveragePixels {
    type Kept = ();

    fn forward(&self, [x]: [&[f32]; 1]) -> (Vec<f32>, ()) {
        let y = hearth_kernels::average_pixels(x, self.pixels, self.channels);
        (y, ())
    }

    fn backward(&self, pass: Pass<1, ()>) -> [Vec<f32>; 1] {
        [average_pixels_gradient(pass.dy, self.pixels, self.channels)]
    }
}

fn pool(
    x: &Tensor<4>,
    window: [usize; 2],
    strides: [usize; 2],
    pads: [(usize, usize); 2],
) -> Option<(Pool, [usize; 4])> {
    let [pictures, channels, h, w] = x.dims();
    let pool = Pool {
        pictures,
        input: [h, w],
        channels,
        window,
        strides,
        pads,
    };
    if !pool.is_supported() {
        return None;
    }
    let [oh, ow] = pool.output();
    Some((pool, [pictures, channels, oh, ow]))
}

/// The largest value of each window; `None` where burn has to find it.
pub fn max_pool(
    x: &Tensor<4>,
    window: [usize; 2],
    strides: [usize; 2],
    pads: [(usize, usize); 2],
) -> Option<Tensor<4>> {
    let (pool, dims) = pool(x, window, strides, pads)?;
    Some(apply(MaxPool(pool), [x.clone().into()], dims))
}

/// The mean of each window's pixels; `None` where burn has to find it.
pub fn average_pool(
    x: &Tensor<4>,
    window: [usize; 2],
    strides: [usize; 2],
    pads: [(usize, usize); 2],
) -> Option<Tensor<4>> {
    let (pool, dims) = pool(x, window, strides, pads)?;
    Some(apply(AveragePool(pool), [x.clone().into()], dims))
}

/// The mean of all pixels of each picture: `[batch, channels]`.
pub fn average_pixels(x: Tensor<4>) -> Tensor<2> {
    let [samples, channels, h, w] = x.dims();
    let operation = AveragePixels {
        pixels: h * w,
        channels,
    };
    apply(operation, [x.into()], [samples, channels])
}
