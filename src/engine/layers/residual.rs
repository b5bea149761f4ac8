//! Layers whose input is added to their output.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, apply};
use crate::engine::Value;
use crate::experiment::layers::Residual;

impl Compute for Residual {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        let mut value = input.clone();
        let mut statistics = Vec::new();
        let mut at = 0;
        for layer in &self.layers {
            let end = at + layer.kind().weights(value.sample()).len();
            let output = apply(layer, &weights[at..end], value, mode, true);
            let updates = output.statistics.into_iter();
            statistics.extend(updates.map(|(i, values)| (at + i, values)));
            (value, at) = (output.value, end);
        }
        // Shape inference has ruled out an error by then.
        let projection = Self::projection(input.sample(), value.sample())
            .ok()
            .flatten();
        let skipped = match projection {
            Some(layer) => apply(&layer, &weights[at..], input, mode, true).value,
            None => input,
        };
        Output {
            value: value.add(skipped),
            statistics,
        }
    }
}
