//! Dropout of channels.

use burn::tensor::{Tensor, TensorData};

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::SpatialDropout2D;

impl Compute for SpatialDropout2D {
    fn forward(&self, _: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        let Mode::Training(rng) = mode else {
            return input.into();
        };
        let x = input.into_image();
        let [samples, channels, ..] = x.dims();
        let mask = hearth_kernels::mask(self.rate, samples * channels, rng);
        let mask: Vec<f32> = mask.into_iter().map(f32::from).collect();
        let data = TensorData::new(mask, [samples, channels, 1, 1]);
        let mask = Tensor::<4>::from_data(data, &x.device());
        Value::Image(x.mul(mask.mul_scalar(1.0 / (1.0 - self.rate)))).into()
    }
}
