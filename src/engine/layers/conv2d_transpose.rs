//! Transposed convolution.

use burn::tensor::Tensor;
use burn::tensor::module::conv_transpose2d;
use burn::tensor::ops::ConvTransposeOptions;

use super::{Compute, Mode, Output, per_channel};
use crate::engine::Value;
use crate::experiment::Padding;
use crate::experiment::layers::Conv2DTranspose;

impl Compute for Conv2DTranspose {
    fn forward(&self, weights: &[Tensor<1>], input: Value, _: &mut Mode) -> Output {
        let pictures = input.into_image();
        let [_, channels, h, w] = pictures.dims();
        let [kh, kw] = self.kernel_size;
        let kernel = weights[0].clone().reshape([channels, self.filters, kh, kw]);
        let options = ConvTransposeOptions::new(self.strides, [0, 0], [0, 0], [1, 1], 1);
        let full = conv_transpose2d(pictures, kernel, None, options);
        let [top, bottom, height] = self.rows(h, 0);
        let [left, right, width] = self.rows(w, 1);
        // Filters smaller than the strides do not reach the end.
        let full = if bottom + right == 0 {
            full
        } else {
            full.pad((0, right, 0, bottom), 0.0)
        };
        let [samples, ..] = full.dims();
        let output = full.slice([
            0..samples,
            0..self.filters,
            top..top + height,
            left..left + width,
        ]);
        Value::Image(match weights.get(1) {
            Some(bias) => output.add(per_channel(bias.clone())),
            None => output,
        })
        .into()
    }
}

impl Conv2DTranspose {
    /// Of the rows (or columns) that all filters together reach over: how many are cut off before,
    /// how many are missing after, and how many remain.
    ///
    /// # Source
    /// The gradient of TensorFlow's convolution, which this is: what `SAME` pads there is cut off.
    fn rows(&self, input: usize, side: usize) -> [usize; 3] {
        let (kernel, stride) = (self.kernel_size[side], self.strides[side]);
        let reached = (input - 1) * stride + kernel;
        let (before, output) = match self.padding {
            Padding::Same => (kernel.saturating_sub(stride) / 2, input * stride),
            Padding::Valid => (0, input * stride + kernel.saturating_sub(stride)),
        };
        [before, (before + output).saturating_sub(reached), output]
    }
}
