//! Dropout.

use burn::tensor::{Tensor, TensorData};
use rand_pcg::Pcg32;

use super::{Compute, Mode, Output};
use crate::engine::value::AnyAxes;
use crate::engine::{Value, random};
use crate::experiment::layers::Dropout;

impl Compute for Dropout {
    fn forward(&self, _: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        match mode {
            Mode::Training(rng) if self.rate > 0.0 => {
                let rate = self.rate;
                input.map(Mask { rate, rng }).into()
            }
            _ => input.into(),
        }
    }
}

/// Drops a part of the values. The mask is drawn on the host, so that every device drops the same.
struct Mask<'a> {
    rate: f64,
    rng: &'a mut Pcg32,
}

impl AnyAxes for Mask<'_> {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let dims = x.dims();
        let mask = random::mask(self.rate, dims.iter().product(), self.rng);
        let mask = Tensor::<D>::from_data(TensorData::new(mask, dims), &x.device());
        x.mul(mask)
    }
}

#[cfg(test)]
#[cfg(feature = "flex")]
mod tests {
    use burn::tensor::Device;
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn dropout_drops_its_part_and_scales_the_rest_up() {
        let input: Vec<f32> = (1..=10_000).map(|v| v as f32).collect();
        let run = |mode: &mut Mode| {
            let data = TensorData::new(input.clone(), [1, input.len()]);
            let row = Value::Flat(Tensor::from_data(data, &Device::flex()));
            let output = Dropout { rate: 0.2 }.forward(&[], row, mode).value;
            output
                .into_flat()
                .into_data()
                .try_into_vec::<f32>()
                .unwrap()
        };
        let output = run(&mut Mode::Training(&mut Pcg32::seed_from_u64(1)));
        let dropped = output.iter().filter(|v| **v == 0.0).count();
        assert!((1_900..2_100).contains(&dropped), "{dropped}");
        for (y, x) in output.iter().zip(&input) {
            assert!(*y == 0.0 || (y / x - 1.25).abs() < 1e-5, "{x} became {y}");
        }
        assert_eq!(run(&mut Mode::Inference), input);
    }
}
