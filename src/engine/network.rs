//! A network: layers, their parameters, and the forward pass.

use std::ops::Range;

use burn::tensor::{Device, Tensor};
use rand::SeedableRng;
use rand_pcg::Pcg32;

use super::layer_statistics::{PendingStatistics, has_function};
use super::layers::{self, Mode, Tap};
use super::parameter::Parameter;
use super::penalty::penalty;
use super::value::Value;
use super::{EngineError, read};
use crate::experiment::layers::Residual;
use crate::experiment::{Activation, ExperimentError, Layer, Model, Shape, Summary, layer_names};

/// What a forward pass ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// The last layer's output.
    Output,
    /// The last layer's output before a softmax, which the loss takes for itself: the
    /// logarithm of a softmax is exact from there.
    Logits,
}

/// A layer with its name and parameters.
#[derive(Clone, Debug)]
struct Node {
    layer: Layer,
    name: String,
    /// The indices of its parameters in the network.
    parameters: Range<usize>,
}

/// A network on a device.
#[derive(Clone, Debug)]
pub struct Network {
    nodes: Vec<Node>,
    /// The parameters, layer by layer in Keras's order.
    pub parameters: Vec<Parameter>,
    device: Device,
}

/// What a forward pass gives.
pub struct Forward {
    /// The output.
    pub output: Value,
    /// New running statistics: a parameter's index and its value.
    pub statistics: Vec<(usize, Tensor<1>)>,
}

/// What is seen of the layers in a forward pass.
enum Sight<'a> {
    Nothing,
    Layers(Tap<'a>),
    /// Those within blocks, too, each computed by itself.
    All(Tap<'a>),
    /// Those within blocks, too, and the numbers are those of a pass that nobody sees.
    Within(Tap<'a>),
}

/// The layers within a layer by their paths, and the layer itself after them, each with whether it has a function
/// of its own.
fn with_inner(layer: &Layer, name: String, all: &mut Vec<(String, bool)>) {
    let inner = layer.kind().inner().unwrap_or_default();
    for (within, own) in inner.iter().zip(layer_names(inner)) {
        with_inner(within, format!("{name}/{own}"), all);
    }
    all.push((name, has_function(layer)));
}

impl Network {
    /// Builds the model's network for samples of a shape, its parameters drawn from `seed`.
    ///
    /// # Errors
    /// Layers that do not fit one another or `classes`.
    pub fn new(
        model: &Model,
        input: Shape,
        classes: usize,
        seed: u64,
        device: &Device,
    ) -> Result<(Self, Summary), ExperimentError> {
        let summary = model.summary(input, classes)?;
        let names: Vec<String> = summary.layers.iter().map(|l| l.name.clone()).collect();
        let inputs = std::iter::once(input).chain(summary.layers.iter().map(|l| l.output));
        let network = Self::from_layers(&model.layers, &names, inputs, seed, device);
        Ok((network, summary))
    }

    /// A network of one layer, for tests of that layer.
    #[must_use]
    pub fn of_layer(layer: &Layer, input: Shape, device: &Device) -> Self {
        let name = layer.class_name().to_owned();
        Self::from_layers(
            std::slice::from_ref(layer),
            &[name],
            std::iter::once(input),
            0,
            device,
        )
    }

    /// A network of layers that follow one another, whatever the last one is, for tests of them.
    #[cfg(test)]
    pub(super) fn of_layers(layers: &[Layer], input: Shape, device: &Device) -> Self {
        let names: Vec<String> = (0..layers.len()).map(|i| i.to_string()).collect();
        let mut inputs = vec![input];
        for layer in layers {
            let last = inputs[inputs.len() - 1];
            inputs.push(layer.kind().output(last).expect("layers that fit"));
        }
        Self::from_layers(layers, &names, inputs.into_iter(), 0, device)
    }

    fn from_layers(
        layers: &[Layer],
        names: &[String],
        inputs: impl Iterator<Item = Shape>,
        seed: u64,
        device: &Device,
    ) -> Self {
        let mut rng = Pcg32::seed_from_u64(seed);
        let mut parameters = Vec::new();
        let mut nodes = Vec::with_capacity(layers.len());
        for ((layer, name), input) in layers.iter().zip(names).zip(inputs) {
            let start = parameters.len();
            for weight in layer.kind().weights(input) {
                let name = format!("{name}/{}", weight.name);
                parameters.push(Parameter::initial(name, weight, &mut rng, device));
            }
            nodes.push(Node {
                layer: layer.clone(),
                name: name.clone(),
                parameters: start..parameters.len(),
            });
        }
        Self {
            nodes,
            parameters,
            device: device.clone(),
        }
    }

    /// The device it computes on.
    #[must_use]
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// Whether its first parameters are the mean and variance of the samples.
    #[must_use]
    pub fn starts_with_statistics(&self) -> bool {
        let first = self.nodes.first();
        first.is_some_and(|node| node.layer.kind().takes_samples())
    }

    /// The parameters as plain tensors, for inference.
    #[must_use]
    pub fn values(&self) -> Vec<Tensor<1>> {
        self.parameters.iter().map(|p| p.value.clone()).collect()
    }

    /// The parameters as leaves of a graph of gradients, for training.
    #[must_use]
    pub fn leaves(&self) -> Vec<Tensor<1>> {
        self.parameters
            .iter()
            .map(|p| {
                let leaf = p.value.clone().autodiff();
                if p.weight.is_trainable() {
                    leaf.require_grad()
                } else {
                    leaf
                }
            })
            .collect()
    }

    /// What regularization adds to the loss, of weights that are [`Self::leaves`]; `None` where it
    /// adds nothing.
    #[must_use]
    pub fn penalty(&self, weights: &[Tensor<1>]) -> Option<Tensor<1>> {
        penalty(self.parameters.iter().map(|p| &p.weight).zip(weights))
    }

    /// Runs the layers. `weights` are [`Self::values`] or [`Self::leaves`].
    #[must_use]
    pub fn forward(&self, weights: &[Tensor<1>], input: Value, mode: Mode, head: Head) -> Forward {
        self.run(weights, input, mode, head, Sight::Nothing)
    }

    /// The output of some of the layers, by their positions, for the input of the first of them, without learning.
    /// The last layer of the network is applied before its softmax.
    #[must_use]
    pub fn part(&self, layers: Range<usize>, weights: &[Tensor<1>], input: Value) -> Value {
        let (mode, head) = (Mode::Inference, Head::Logits);
        self.run_part(layers, weights, input, mode, head, Sight::Nothing)
            .output
    }

    /// The block at a position, and where its weights are among all; `None` where another layer is there.
    pub(super) fn block(&self, layer: usize) -> Option<(&Residual, Range<usize>)> {
        let node = self.nodes.get(layer)?;
        match &node.layer {
            Layer::Residual(block) => Some((block, node.parameters.clone())),
            _ => None,
        }
    }

    /// The parameters of the layer at a position.
    #[must_use]
    pub fn layer_parameters(&self, layer: usize) -> &[Parameter] {
        let node = self.nodes.get(layer);
        node.map_or(&[], |node| &self.parameters[node.parameters.clone()])
    }

    /// Number of layers; those of a block count as one.
    #[must_use]
    pub fn layers(&self) -> usize {
        self.nodes.len()
    }

    /// The same; `tap` sees every layer and its output.
    pub fn forward_seen(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mode: Mode,
        head: Head,
        mut tap: impl FnMut(&Layer, &str, &Value),
    ) -> Forward {
        self.run(weights, input, mode, head, Sight::Layers(&mut tap))
    }

    /// The same; `tap` sees the layers within a block, too, before the block, as `residual/conv2d`.
    pub(super) fn forward_all_seen(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mut tap: impl FnMut(&Layer, &str, &Value),
    ) -> Forward {
        let sight = Sight::All(&mut tap);
        self.run(weights, input, Mode::Inference, Head::Logits, sight)
    }

    /// The same of a network that is trained, from [`Self::leaves`]. The numbers are those of [`Self::forward`], to the bit.
    pub(super) fn forward_within(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mode: Mode,
        mut tap: impl FnMut(&Layer, &str, &Value),
    ) -> Forward {
        self.run(weights, input, mode, Head::Logits, Sight::Within(&mut tap))
    }

    fn run(
        &self,
        weights: &[Tensor<1>],
        input: Value,
        mode: Mode,
        head: Head,
        sight: Sight,
    ) -> Forward {
        self.run_part(0..self.nodes.len(), weights, input, mode, head, sight)
    }

    fn run_part(
        &self,
        layers: Range<usize>,
        weights: &[Tensor<1>],
        input: Value,
        mut mode: Mode,
        head: Head,
        mut sight: Sight,
    ) -> Forward {
        let mut value = input;
        let mut statistics = Vec::new();
        let nodes = self.nodes[..layers.end].iter().enumerate();
        let mut nodes = nodes.skip(layers.start).peekable();
        while let Some((i, node)) = nodes.next() {
            // What lies between two layers that are computed in one pass is not there to be seen.
            if let (Sight::Nothing | Sight::Within(_), Some((_, next))) = (&sight, nodes.peek()) {
                let own = &weights[node.parameters.clone()];
                if let Some(both) = layers::apply_both(&node.layer, &next.layer, own, &value) {
                    if let Sight::Within(tap) = &mut sight {
                        // The numbers are to be those of a pass that nobody sees: the layer is computed once more, beside
                        // them.
                        let own: Vec<Tensor<1>> = own.iter().map(|w| w.clone().inner()).collect();
                        let mode = &mut Mode::Inference;
                        let beside = layers::apply(&node.layer, &own, value.inner(), mode, true);
                        tap(&node.layer, &node.name, &beside.value.autodiff());
                        tap(&next.layer, &next.name, &both);
                    }
                    value = both;
                    nodes.next();
                    continue;
                }
            }
            #[cfg(feature = "flex")]
            if let (Sight::Nothing, Some((_, next))) = (&sight, nodes.peek()) {
                let own = &weights[node.parameters.clone()];
                let both = layers::apply_dropped(&node.layer, &next.layer, own, &value, &mut mode);
                if let Some(output) = both {
                    let updates = output.statistics.into_iter();
                    statistics.extend(updates.map(|(at, v)| (node.parameters.start + at, v)));
                    value = output.value;
                    nodes.next();
                    continue;
                }
            }
            let activate = head == Head::Output
                || i + 1 < self.nodes.len()
                || node.layer.activation() != Activation::Softmax;
            let own = &weights[node.parameters.clone()];
            let output = match &mut sight {
                Sight::All(tap) | Sight::Within(tap) => layers::apply_within(
                    &node.layer,
                    &node.name,
                    own,
                    value,
                    &mut mode,
                    activate,
                    *tap,
                ),
                _ => layers::apply(&node.layer, own, value, &mut mode, activate),
            };
            let updates = output.statistics.into_iter();
            statistics.extend(updates.map(|(at, v)| (node.parameters.start + at, v)));
            if let Sight::Layers(tap) | Sight::All(tap) | Sight::Within(tap) = &mut sight {
                tap(&node.layer, &node.name, &output.value);
            }
            value = output.value;
        }
        Forward {
            output: value,
            statistics,
        }
    }

    /// The statistics of its layers in a step, before anything of it was computed.
    pub(super) fn pending_statistics(&self) -> PendingStatistics {
        let mut layers = Vec::new();
        for node in &self.nodes {
            with_inner(&node.layer, node.name.clone(), &mut layers);
        }
        PendingStatistics::new(&self.parameters, layers)
    }

    /// The name of the first layer some of whose weights are no numbers; `None` where all are.
    ///
    /// # Errors
    /// The device failed.
    pub async fn first_not_finite(&self) -> Result<Option<String>, EngineError> {
        for node in &self.nodes {
            for parameter in &self.parameters[node.parameters.clone()] {
                let values = read(parameter.value.clone()).await?;
                if values.iter().any(|value| !value.is_finite()) {
                    return Ok(Some(node.name.clone()));
                }
            }
        }
        Ok(None)
    }

    /// Classifies a batch without learning from it: `[batch, classes]`, before the softmax.
    #[must_use]
    pub fn logits(&self, input: Value) -> Tensor<2> {
        self.forward(&self.values(), input, Mode::Inference, Head::Logits)
            .output
            .into_flat()
    }

    /// What the last layer with weights gets of a batch: `[batch, features]`.
    #[must_use]
    pub fn hidden(&self, input: Value) -> Tensor<2> {
        let last = self
            .nodes
            .iter()
            .rposition(|node| !node.parameters.is_empty());
        let mut at = 0;
        let mut hidden = input.clone();
        self.forward_seen(
            &self.values(),
            input,
            Mode::Inference,
            Head::Logits,
            |_, _, output| {
                at += 1;
                if Some(at) == last {
                    hidden = output.clone();
                }
            },
        );
        match hidden {
            Value::Flat(rows) => rows,
            Value::Image(maps) => {
                let [batch, channels, height, width] = maps.dims();
                maps.reshape([batch, channels * height * width])
            }
        }
    }
}
