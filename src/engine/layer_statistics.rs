//! Statistics of a network's layers in a step: of gradients and updates their norms, of weights and outputs a sample,
//! of units whether any output was other than 0. They are only read: a step with them changes the network as one without.

use std::collections::BTreeMap;

use burn::tensor::{Int, Tensor, TensorData};

use super::Parameter;
use super::value::Value;
use crate::experiment::{Activation, Layer};
use crate::run::{DEAD_SAMPLES, Histogram, LayerStatistics, NetworkStatistics};

/// Values that a histogram is made of, where there are more.
const SAMPLE: usize = 2048;
/// The golden ratio's fraction: its multiples' fractions are spread evenly however many there are, and have no
/// period in common with the axes of a tensor (Weyl 1916).
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Whether the next step's statistics are collected, those of the last, and what is remembered from step to step.
#[derive(Default)]
pub struct StatisticsCollector {
    /// Whether the next step's are collected.
    pub is_next: bool,
    /// Those of the last step, if they were collected.
    pub last: Option<NetworkStatistics>,
    /// For each unit of a layer the samples since it was last other than 0.
    quiet: BTreeMap<String, Vec<u32>>,
    /// Samples of the steps whose statistics were collected.
    samples: u32,
}

impl StatisticsCollector {
    /// Forgets what was of other weights.
    pub fn forget(&mut self) {
        self.last = None;
        self.quiet.clear();
        self.samples = 0;
    }

    /// Takes in the values that were read, of a step with so many samples.
    pub fn take(
        &mut self,
        pending: &PendingStatistics,
        step: usize,
        samples: usize,
        values: &[f32],
    ) {
        self.is_next = false;
        let samples = samples as u32;
        self.samples = self.samples.saturating_add(samples);
        let is_enough = self.samples >= DEAD_SAMPLES;
        let quiet = &mut self.quiet;
        let layers = pending.layers(values, |name, units| {
            let quiet = quiet.entry(name.to_owned()).or_default();
            quiet.resize(units.len(), 0);
            for (quiet, sum) in quiet.iter_mut().zip(units) {
                *quiet = if *sum == 0.0 {
                    quiet.saturating_add(samples)
                } else {
                    0
                };
            }
            let dead = quiet.iter().filter(|samples| **samples >= DEAD_SAMPLES);
            let dead = dead.count() as f32 / units.len() as f32;
            is_enough.then_some(dead)
        });
        self.last = Some(NetworkStatistics { step, layers });
    }
}

/// What a read is of.
#[derive(Clone, Copy)]
enum What {
    Gradient,
    Weight,
    Update,
    Weights,
    Outputs,
    Units,
}

/// Statistics of a step under way: tensors that are still to be read.
#[derive(Default)]
pub struct PendingStatistics {
    /// The layers' names, in the order in which they are reported.
    rows: Vec<String>,
    reads: Vec<(usize, What, Tensor<1>)>,
}

impl PendingStatistics {
    /// Those of a network of these parameters and layers: each by its path, after those within it, and with
    /// whether it is reported without weights, too.
    pub fn new(parameters: &[Parameter], nodes: Vec<(String, bool)>) -> Self {
        let mut rows: Vec<String> = Vec::new();
        let layers: Vec<&str> = trainable(parameters).map(|(_, p)| layer_of(p)).collect();
        for (node, has_function) in nodes {
            let is_own = |layer: &str| layer == node || layer.starts_with(&format!("{node}/"));
            let own = layers.iter().filter(|layer| is_own(layer));
            for layer in own {
                if !rows.iter().any(|row| row == layer) {
                    rows.push((*layer).to_owned());
                }
            }
            if has_function && !rows.contains(&node) {
                rows.push(node);
            }
        }
        Self {
            rows,
            reads: Vec::new(),
        }
    }

    fn read(&mut self, layer: &str, what: What, tensor: Tensor<1>) {
        if let Some(row) = self.rows.iter().position(|row| row == layer) {
            self.reads.push((row, what, tensor));
        }
    }

    /// Adds a layer's output for the batch.
    pub fn output(&mut self, layer: &Layer, name: &str, value: &Value) {
        if !self.rows.iter().any(|row| row == name) {
            return;
        }
        let has_units = leaves_zeros(layer);
        let (values, units) = match value {
            Value::Image(pictures) => {
                let pictures = pictures.clone().inner();
                let dims = pictures.dims();
                let sums = has_units.then(|| pictures.clone().sum_dim(3).sum_dim(2).sum_dim(0));
                let units = sums.map(|sums| sums.reshape([dims[1]]));
                (pictures.reshape([dims.iter().product::<usize>()]), units)
            }
            Value::Flat(rows) => {
                let rows = rows.clone().inner();
                let [n, features] = rows.dims();
                let sums = has_units.then(|| rows.clone().sum_dim(0));
                let units = sums.map(|sums| sums.reshape([features]));
                (rows.reshape([n * features]), units)
            }
        };
        self.read(name, What::Outputs, sample(values));
        if let Some(units) = units {
            self.read(name, What::Units, units);
        }
    }

    /// Adds the gradients, and the weights before the update.
    pub fn gradients(&mut self, parameters: &[Parameter], gradients: &[Option<Tensor<1>>]) {
        for (at, parameter) in trainable(parameters) {
            let layer = layer_of(parameter);
            if let Some(gradient) = &gradients[at] {
                self.read(layer, What::Gradient, squares(gradient.clone()));
            }
            self.read(layer, What::Weight, squares(parameter.value.clone()));
            let of_layer = trainable(parameters).filter(|(_, p)| layer_of(p) == layer);
            // The first of those with most values: of a layer with a kernel and biases the kernel.
            let largest = of_layer.rev().max_by_key(|(_, p)| p.weight.len());
            if largest.is_some_and(|(largest, _)| largest == at) {
                self.read(layer, What::Weights, sample(parameter.value.clone()));
            }
        }
    }

    /// Adds the update, from the values that parameters had.
    pub fn update(&mut self, parameters: &[Parameter], before: &[Tensor<1>]) {
        for (at, parameter) in trainable(parameters) {
            let change = parameter.value.clone().sub(before[at].clone());
            self.read(layer_of(parameter), What::Update, squares(change));
        }
    }

    /// What is to be read, in a row.
    pub fn tensors(&self) -> impl Iterator<Item = Tensor<1>> {
        self.reads.iter().map(|(_, _, tensor)| tensor.clone())
    }

    /// The layers, of the values of [`Self::tensors`]. `dead` gives the part of a layer's units that are dead,
    /// where it is known, of the sum of each unit's outputs.
    fn layers(
        &self,
        values: &[f32],
        mut dead: impl FnMut(&str, &[f32]) -> Option<f32>,
    ) -> Vec<LayerStatistics> {
        let rows = self.rows.iter().map(|name| LayerStatistics {
            name: name.clone(),
            ..LayerStatistics::default()
        });
        let mut layers: Vec<LayerStatistics> = rows.collect();
        let mut updates = vec![None; layers.len()];
        let mut rest = values;
        for (row, what, tensor) in &self.reads {
            let (own, others) = rest.split_at(tensor.dims()[0]);
            rest = others;
            let layer = &mut layers[*row];
            let sum = own.first().copied().unwrap_or_default();
            match what {
                What::Gradient => add(&mut layer.gradient_norm, sum),
                What::Weight => add(&mut layer.weight_norm, sum),
                What::Update => add(&mut updates[*row], sum),
                What::Weights => layer.weights = Histogram::of(own),
                What::Outputs => layer.outputs = Histogram::of(own),
                What::Units => layer.dead = dead(&layer.name, own),
            }
        }
        for (layer, update) in layers.iter_mut().zip(updates) {
            let root = |sum: Option<f32>| sum.map(f32::sqrt);
            layer.gradient_norm = root(layer.gradient_norm);
            layer.weight_norm = root(layer.weight_norm);
            let norms = root(update).zip(layer.weight_norm);
            let norms = norms.filter(|(_, weights)| *weights > 0.0);
            layer.update_ratio = norms.map(|(update, weights)| update / weights);
        }
        layers
    }
}

/// Whether a layer is reported even if it has no weights: it has a function of its own.
pub fn has_function(layer: &Layer) -> bool {
    layer.activation() != Activation::Linear
        || matches!(
            layer,
            Layer::ReLU(_) | Layer::LeakyReLU(_) | Layer::PReLU(_) | Layer::ELU(_)
        )
}

/// Whether a layer's function gives 0 for all that is below a threshold, and never less: where a unit is below it for
/// every sample, no gradient gets there.
fn leaves_zeros(layer: &Layer) -> bool {
    match layer {
        Layer::ReLU(rectifier) => rectifier.negative_slope == 0.0,
        _ => matches!(layer.activation(), Activation::Relu | Activation::Relu6),
    }
}

/// The trainable parameters with their indices.
fn trainable(parameters: &[Parameter]) -> impl DoubleEndedIterator<Item = (usize, &Parameter)> {
    let parameters = parameters.iter().enumerate();
    parameters.filter(|(_, p)| p.weight.is_trainable())
}

/// The name of the layer that a parameter belongs to.
fn layer_of(parameter: &Parameter) -> &str {
    let parts = parameter.name.rsplit_once('/');
    parts.map_or("", |(layer, _)| layer)
}

fn add(sum: &mut Option<f32>, more: f32) {
    *sum = Some(sum.unwrap_or_default() + more);
}

/// The sum of squares: `[1]`.
fn squares(values: Tensor<1>) -> Tensor<1> {
    values.clone().mul(values).sum()
}

/// Some of the values, spread over all of them.
fn sample(values: Tensor<1>) -> Tensor<1> {
    let [n] = values.dims();
    if n <= SAMPLE {
        return values;
    }
    let at = (0..SAMPLE).map(|i| ((i as f64 * GOLDEN).fract() * n as f64) as i32);
    let at = TensorData::new(at.collect::<Vec<i32>>(), [SAMPLE]);
    let device = values.device();
    values.select(0, Tensor::<1, Int>::from_data(at, &device))
}

#[cfg(test)]
#[cfg(feature = "flex")]
mod tests {
    use pollster::block_on;

    use super::*;
    use crate::engine::{Device, Mode, Network, read};
    use crate::experiment::layers::Residual;
    use crate::experiment::{Model, Shape};

    /// The statistics of a network of these layers for a batch of ones, after `change` changed its
    /// parameters.
    fn collect(
        layers: Vec<Layer>,
        collector: &mut StatisticsCollector,
        change: impl Fn(&mut Parameter),
    ) -> NetworkStatistics {
        let model = Model::new("", layers);
        let device = Device::flex();
        let shape = Shape::Flat(3);
        let (mut network, _) = Network::new(&model, shape, 2, 1, &device).expect("a network");
        network.parameters.iter_mut().for_each(change);
        let mut pending = network.pending_statistics();
        let input = Value::Flat(Tensor::ones([64, 3], &device)).autodiff();
        let mut rng = rand_pcg::Pcg32::new(1, 1);
        network.forward_within(
            &network.leaves(),
            input,
            Mode::Training(&mut rng),
            |layer, name, value| pending.output(layer, name, value),
        );
        let before: Vec<Tensor<1>> = network.values();
        let gradients = before
            .iter()
            .map(|value| Some(value.ones_like().mul_scalar(3.0)));
        pending.gradients(&network.parameters, &gradients.collect::<Vec<_>>());
        for parameter in &mut network.parameters {
            parameter.value = parameter.value.clone().mul_scalar(1.01);
        }
        pending.update(&network.parameters, &before);
        let values = block_on(read(Tensor::cat(pending.tensors().collect(), 0))).expect("values");
        collector.take(&pending, 1, 64, &values);
        collector.last.take().expect("statistics")
    }

    fn dense(units: usize, activation: Activation) -> Layer {
        Layer::dense(units, activation)
    }

    #[test]
    fn norms_are_those_of_a_layers_weights_together() {
        let layers = vec![
            dense(4, Activation::Relu),
            Layer::dropout(0.5),
            dense(2, Activation::Softmax),
        ];
        let mut collector = StatisticsCollector::default();
        let statistics = collect(layers, &mut collector, |parameter| {
            parameter.value = parameter.value.clone().zeros_like().add_scalar(0.5);
        });
        let names: Vec<&str> = statistics.layers.iter().map(|l| &*l.name).collect();
        assert_eq!(names, ["dense", "dense_1"]);
        let layer = &statistics.layers[0];
        // 3 × 4 weights and 4 biases.
        let close = |value: Option<f32>, expected: f32| {
            let value = value.expect("a number");
            assert!((value - expected).abs() < 1e-4, "{value}, not {expected}");
        };
        close(layer.gradient_norm, (16.0_f32 * 9.0).sqrt());
        close(layer.weight_norm, (16.0_f32 * 0.25).sqrt());
        close(layer.update_ratio, 0.01);
        assert_eq!(layer.weights.as_ref().expect("a kernel").total(), 12);
        let outputs = layer.outputs.as_ref().expect("outputs");
        assert_eq!(outputs.total(), 64 * 4);
        assert!((outputs.low - 2.0).abs() < 1e-6 && (outputs.high - 2.0).abs() < 1e-6);
    }

    #[test]
    fn a_unit_is_dead_that_was_0_for_enough_samples() {
        let layers = || vec![dense(4, Activation::Relu), dense(2, Activation::Softmax)];
        let mut collector = StatisticsCollector::default();
        let kill = |parameter: &mut Parameter| {
            if parameter.name == "dense/bias" {
                let bias = TensorData::new(vec![-100.0_f32, 100.0, 100.0, 100.0], [4]);
                parameter.value = Tensor::from_data(bias, &Device::flex());
            }
        };
        let first = collect(layers(), &mut collector, kill);
        assert_eq!(first.layers[0].dead, None, "64 samples are too few to tell");
        let second = collect(layers(), &mut collector, kill);
        assert_eq!(second.layers[0].dead, Some(0.25));
        assert_eq!(second.layers[1].dead, None, "a softmax leaves no unit at 0");
        collector.forget();
        assert_eq!(collect(layers(), &mut collector, kill).layers[0].dead, None);
    }

    #[test]
    fn layers_of_a_block_are_reported_each_and_the_block_after_them() {
        let block = Residual {
            layers: vec![dense(3, Activation::Relu), dense(3, Activation::Linear)],
            activation: Activation::Relu,
        };
        let layers = vec![block.into(), dense(2, Activation::Softmax)];
        let statistics = collect(layers, &mut StatisticsCollector::default(), |_| {});
        let names: Vec<&str> = statistics.layers.iter().map(|l| &*l.name).collect();
        assert_eq!(
            names,
            ["residual/dense", "residual/dense_1", "residual", "dense"]
        );
        assert!(
            statistics
                .layers
                .iter()
                .all(|layer| layer.outputs.is_some())
        );
        assert!(statistics.layers[0].gradient_norm.is_some());
        assert!(
            statistics.layers[2].gradient_norm.is_none() && statistics.layers[2].outputs.is_some()
        );
    }

    #[test]
    fn a_sample_is_spread_over_all_values() {
        let n = 100 * SAMPLE;
        let values: Vec<f32> = (0..n).map(|v| v as f32).collect();
        let tensor = Tensor::from_data(TensorData::new(values, [n]), &Device::flex());
        let values = block_on(read(sample(tensor))).expect("values");
        assert_eq!(values.len(), SAMPLE);
        let histogram = Histogram::of(&values).expect("numbers");
        let even = SAMPLE as f32 / histogram.counts.len() as f32;
        for count in histogram.counts {
            assert!((f32::from(count) - even).abs() < 3.0, "{count}");
        }
    }
}
