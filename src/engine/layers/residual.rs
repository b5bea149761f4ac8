//! Layers whose input is added to their output.

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, Tap, apply, apply_within};
use crate::engine::Value;
use crate::experiment::layer_names;
use crate::experiment::layers::Residual;

impl Compute for Residual {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        self.run(weights, input, mode, None)
    }
}

impl Residual {
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
