//! Flattening.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output};
use crate::engine::Value;
use crate::experiment::layers::Flatten;

impl Compute for Flatten {
    fn forward(&self, _: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        Value::Flat(input.into_row()).into()
    }
}

#[cfg(test)]
#[cfg(feature = "flex")]
mod tests {
    use burn::tensor::{Device, TensorData};

    use super::*;

    #[test]
    fn flatten_puts_the_channels_of_a_pixel_together() {
        let (h, w, c) = (2, 3, 2);
        // Each value names its own row, column and channel.
        let value = |y: usize, x: usize, channel: usize| (100 * y + 10 * x + channel) as f32;
        let planes = (0..c).flat_map(|channel| {
            (0..h).flat_map(move |y| (0..w).map(move |x| value(y, x, channel)))
        });
        let data = TensorData::new(planes.collect::<Vec<_>>(), [1, c, h, w]);
        let input = Value::Image(Tensor::from_data(data, &Device::flex()));
        let output = Flatten {}.forward(&[], input, &mut Mode::Inference).value;
        let expected = (0..h).flat_map(|y| {
            (0..w).flat_map(move |x| (0..c).map(move |channel| value(y, x, channel)))
        });
        let output = output
            .into_flat()
            .into_data()
            .try_into_vec::<f32>()
            .unwrap();
        assert_eq!(output, expected.collect::<Vec<_>>());
    }
}
