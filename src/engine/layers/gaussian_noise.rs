//! Noise.

use burn::tensor::{Tensor, TensorData};
use rand_pcg::Pcg32;

use super::{Compute, Mode, Output};
use crate::engine::value::AnyAxes;
use crate::engine::{Value, random};
use crate::experiment::layers::GaussianNoise;

impl Compute for GaussianNoise {
    fn forward(&self, _: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        match mode {
            Mode::Training(rng) if self.stddev > 0.0 => {
                let stddev = self.stddev;
                input.map(Noise { stddev, rng }).into()
            }
            _ => input.into(),
        }
    }
}

struct Noise<'a> {
    stddev: f64,
    rng: &'a mut Pcg32,
}

impl AnyAxes for Noise<'_> {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let dims = x.dims();
        let n = dims.iter().product();
        let noise: Vec<f32> = (0..n)
            .map(|_| (self.stddev * random::normal(self.rng)) as f32)
            .collect();
        let noise = Tensor::from_data(TensorData::new(noise, dims), &x.device());
        x.add(noise)
    }
}
