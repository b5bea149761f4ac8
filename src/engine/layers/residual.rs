//! Layers whose input is added to their output.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, Tap, apply, apply_within};
use crate::engine::Value;
use crate::engine::activations::activate;
use crate::experiment::layer_names;
use crate::experiment::layers::Residual;

impl Compute for Residual {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        self.run(weights, input, mode, None)
    }
}

impl Residual {
    /// The output of the layers up to one of them, and the number of weights that they have.
    pub(in crate::engine) fn begin(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        last: usize,
    ) -> (Value, usize) {
        let (mut value, mut at) = (input, 0);
        for layer in &self.layers[..=last] {
            let end = at + layer.kind().weights(value.sample()).len();
            value = apply(layer, &weights[at..end], value, &mut Mode::Inference, true).value;
            at = end;
        }
        (value, at)
    }

    /// The block's output from what [`Self::begin`] gave of the same input.
    pub(in crate::engine) fn finish(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        (mut value, mut at): (Value, usize),
        last: usize,
    ) -> Value {
        let mode = &mut Mode::Inference;
        for layer in &self.layers[last + 1..] {
            let end = at + layer.kind().weights(value.sample()).len();
            value = apply(layer, &weights[at..end], value, mode, true).value;
            at = end;
        }
        let skipped = Self::skipped(&weights[at..], input, &value, mode);
        activate(value.add(skipped), self.activation)
    }

    /// The input in the shape of what is added to it.
    fn skipped(weights: &[Tensor<1>], input: Value, value: &Value, mode: &mut Mode) -> Value {
        // Shape inference has ruled out an error by then.
        let projection = Self::projection(input.sample(), value.sample());
        match projection.ok().flatten() {
            Some(layer) => apply(&layer, weights, input, mode, true).value,
            None => input,
        }
    }

    /// What it computes; what is seen sees the layers within, each by its path from the block's name.
    pub(super) fn run(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mode: &mut Mode,
        mut seen: Option<(&str, Tap)>,
    ) -> Output {
        let [mut value, input] = input.twice();
        let mut statistics = Vec::new();
        let mut at = 0;
        for (i, layer) in self.layers.iter().enumerate() {
            let end = at + layer.kind().weights(value.sample()).len();
            let own = &weights[at..end];
            let output = match &mut seen {
                None => apply(layer, own, value, mode, true),
                Some((block, tap)) => {
                    let name = format!("{block}/{}", layer_names(&self.layers)[i]);
                    let output = apply_within(layer, &name, own, value, mode, true, *tap);
                    tap(layer, &name, &output.value);
                    output
                }
            };
            let updates = output.statistics.into_iter();
            statistics.extend(updates.map(|(i, values)| (at + i, values)));
            (value, at) = (output.value, end);
        }
        let skipped = Self::skipped(&weights[at..], input, &value, mode);
        Output {
            value: value.add(skipped),
            statistics,
        }
    }
}
