//! Up-sampling.

use burn::tensor::{Int, Tensor, TensorData};

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::{UpSampling, UpSampling2D};

impl Compute for UpSampling2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let x = input.into_image();
        let [rows, columns] = self.size;
        Value::Image(match self.interpolation {
            UpSampling::Nearest => repeated(repeated(x, 2, rows), 3, columns),
            UpSampling::Bilinear => {
                let [_, _, h, w] = x.dims();
                let down = between(h, rows, &x).swap_dims(2, 3);
                let across = between(w, columns, &x);
                down.matmul(x).matmul(across)
            }
        })
        .into()
    }
}

/// Every row (or column, by the axis) a number of times.
fn repeated(x: Tensor<4>, axis: usize, times: usize) -> Tensor<4> {
    let n = x.dims()[axis] * times;
    let from: Vec<i32> = (0..n).map(|i| (i / times) as i32).collect();
    let device = x.device().without_autodiff();
    let from = Tensor::<1, Int>::from_data(TensorData::new(from, [n]), &device);
    x.select(axis, from)
}

/// `[1, 1, input, input * times]`: how much of each pixel of a line is in each pixel of the longer
/// line.
///
/// # Source
/// `tf.image.resize` with `bilinear`: pixels are squares, and positions those of their centres.
fn between(input: usize, times: usize, like: &Tensor<4>) -> Tensor<4> {
    let output = input * times;
    let mut parts = vec![0.0_f32; input * output];
    for i in 0..output {
        let position = ((i as f32 + 0.5) / times as f32 - 0.5).max(0.0);
        let before = (position as usize).min(input - 1);
        let after = (before + 1).min(input - 1);
        let part = position - before as f32;
        parts[before * output + i] += 1.0 - part;
        parts[after * output + i] += part;
    }
    let data = TensorData::new(parts, [1, 1, input, output]);
    Tensor::from_data(data, &like.device())
}
