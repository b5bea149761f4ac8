//! Dropout.

use burn::tensor::{Tensor, TensorData};
use rand_pcg::Pcg32;

use super::{Compute, Mode, Output};
use crate::engine::Value;
#[cfg(feature = "webgpu")]
use crate::engine::gpu;
#[cfg(feature = "flex")]
use crate::engine::kernels;
use crate::engine::value::AnyAxes;
use crate::experiment::layers::Dropout;

impl Compute for Dropout {
    fn forward(&self, _: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        match mode {
            Mode::Training(rng) if self.rate > 0.0 => {
                let rate = self.rate;
                input.map(Drawn { rate, rng }).into()
            }
            _ => input.into(),
        }
    }
}

#[cfg(feature = "flex")]
impl Dropout {
    /// The mask of so many values.
    pub(super) fn mask(&self, values: usize, rng: &mut Pcg32) -> kernels::Mask {
        kernels::Mask {
            kept: std::sync::Arc::new(hearth_kernels::mask(self.rate, values, rng)),
            scale: (1.0 / (1.0 - self.rate)) as f32,
        }
    }
}

/// Drops a part of the values. The mask is drawn on the host, in Keras's order of axes, so that every
/// device drops the same.
struct Drawn<'a> {
    rate: f64,
    rng: &'a mut Pcg32,
}

impl AnyAxes for Drawn<'_> {
    fn run<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        let dims = x.dims();
        #[cfg(feature = "flex")]
        if kernels::serve(&x.device()) {
            let dropout = Dropout { rate: self.rate };
            return kernels::keep(x, dropout.mask(dims.iter().product(), self.rng));
        }
        let mask = hearth_kernels::mask(self.rate, dims.iter().product(), self.rng);
        let mask = on_device(&mask, 1.0 / (1.0 - self.rate), &x);
        x.mul(match dims.as_slice() {
            &[samples, channels, height, width] => {
                let order = std::array::from_fn(|axis| [0, 3, 1, 2][axis]);
                let sizes = std::array::from_fn(|axis| [samples, height, width, channels][axis]);
                mask.reshape::<D, [usize; D]>(sizes).permute(order)
            }
            _ => mask.reshape(dims),
        })
    }
}

/// A row on the device of `x`: `scale` where the mask is 1, and 0 elsewhere.
fn on_device<const D: usize>(mask: &[u8], scale: f64, x: &Tensor<D>) -> Tensor<1> {
    #[cfg(feature = "webgpu")]
    if gpu::serve(&x.device()) {
        return gpu::mask(mask, scale, x);
    }
    let values: Vec<f32> = mask.iter().map(|kept| f32::from(*kept)).collect();
    Tensor::<1>::from_data(TensorData::from(&values[..]), &x.device()).mul_scalar(scale)
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
