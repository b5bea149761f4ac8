//! Layers whose input is added to their output.

use std::ops::Range;

use burn::tensor::Tensor;

use super::{Compute, Mode, Output, Tap, apply, apply_within};
use crate::engine::Value;
use crate::engine::activations::activate;
use crate::experiment::layers::Residual;
use crate::experiment::{Layer, layer_names};

impl Compute for Residual {
    fn forward(&self, weights: &[Tensor<1>], input: Value, mode: &mut Mode) -> Output {
        self.run(weights, input, mode, None)
    }
}

/// A block on the way to a layer within it.
pub(in crate::engine) struct Entered {
    /// What the block got.
    input: Value,
    /// Those of its weights that the next layer of the way has.
    weights: Range<usize>,
}

impl Entered {
    /// The same on a graph of gradients.
    pub fn autodiff(self) -> Self {
        Self {
            input: self.input.autodiff(),
            ..self
        }
    }
}

impl Residual {
    /// The output of the layer at a path within the block: its position, then that within the block there, and so on.
    /// What each block on the way got is added to `entered`, for [`Self::finish`].
    pub(in crate::engine) fn begin(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        path: &[usize],
        entered: &mut Vec<Entered>,
    ) -> Value {
        let [last, deeper @ ..] = path else {
            return input;
        };
        let mode = &mut Mode::Inference;
        let (mut value, mut at) = (input.clone(), 0);
        for layer in &self.layers[..*last] {
            let end = at + layer.kind().weights(value.sample()).len();
            value = apply(layer, &weights[at..end], value, mode, true).value;
            at = end;
        }
        let layer = &self.layers[*last];
        let own = at..at + layer.kind().weights(value.sample()).len();
        entered.push(Entered {
            input,
            weights: own.clone(),
        });
        match layer {
            Layer::Residual(block) if !deeper.is_empty() => {
                block.begin(&weights[own], value, deeper, entered)
            }
            _ => apply(layer, &weights[own], value, mode, true).value,
        }
    }

    /// The block's output from that of the layer at a path, which [`Self::begin`] gave with what was entered on the way.
    pub(in crate::engine) fn finish(
        &self,
        weights: &[Tensor<1>],
        entered: &[Entered],
        reached: Value,
        path: &[usize],
    ) -> Value {
        let ([block, inner @ ..], [last, deeper @ ..]) = (entered, path) else {
            return reached;
        };
        let mode = &mut Mode::Inference;
        let mut at = block.weights.end;
        let mut value = match &self.layers[*last] {
            Layer::Residual(within) if !deeper.is_empty() => {
                within.finish(&weights[block.weights.clone()], inner, reached, deeper)
            }
            _ => reached,
        };
        for layer in &self.layers[last + 1..] {
            let end = at + layer.kind().weights(value.sample()).len();
            value = apply(layer, &weights[at..end], value, mode, true).value;
            at = end;
        }
        let skipped = Self::skipped(&weights[at..], block.input.clone(), &value, mode);
        activate(value.add(skipped), self.activation)
    }

    /// Whether there is a layer at a path within the block.
    pub(in crate::engine) fn has(&self, path: &[usize]) -> bool {
        let [first, deeper @ ..] = path else {
            return true;
        };
        match self.layers.get(*first) {
            Some(Layer::Residual(block)) => block.has(deeper),
            Some(_) => deeper.is_empty(),
            None => false,
        }
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
