//! A network's answer to one sample: probabilities, and the feature maps of its convolutions.

use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::evaluation::to_device;
use super::{EngineError, Network, read};
use crate::data::feature_map;
use crate::experiment::{Layer, Shape};
use crate::protocol::FeatureMaps;

/// A network's answer to one sample.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Probability of each class; all are finite.
    pub probabilities: Vec<f32>,
    /// The convolution layers, and each one's output as grey pictures, channel by channel.
    pub maps: Vec<(FeatureMaps, Vec<u8>)>,
}

/// A layer's output for one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerOutput {
    /// The layer's name in the summary, with those of the blocks that it is in before it.
    pub name: String,
    /// The output's shape.
    pub shape: Shape,
    /// Whether it is a convolution's.
    pub is_convolution: bool,
    /// Its values, a picture's channel by channel.
    pub values: Vec<f32>,
}

/// Classifies one sample of a shape (scaled as in training, a picture channel by channel; see
/// [`Session::input`](super::Session::input)) and records the output of every convolution layer.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn probe(
    network: &Network,
    sample: Vec<f32>,
    shape: Shape,
) -> Result<Probe, EngineError> {
    let is_wanted = |layer: &Layer, name: &str| layer.kind().has_feature_maps() && !is_within(name);
    let (layers, probabilities) = see(network, sample, shape, is_wanted).await?;
    let mut maps = Vec::new();
    for layer in layers {
        if let Shape::Image([h, w, c]) = layer.shape {
            let pixels = layer.values.chunks_exact(h * w).flat_map(feature_map);
            let pixels = pixels.collect();
            let layer = layer.name;
            maps.push((
                FeatureMaps {
                    layer,
                    shape: [h, w, c],
                },
                pixels,
            ));
        }
    }
    Ok(Probe {
        probabilities,
        maps,
    })
}

/// The output of every layer for one sample, as for [`probe`], and the probabilities of the classes. The last
/// layer's is without its softmax. Those within blocks come before their block, as `residual/conv2d`, where they are
/// wanted, too.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn outputs_of_layers(
    network: &Network,
    sample: Vec<f32>,
    shape: Shape,
    within_blocks: bool,
) -> Result<(Vec<LayerOutput>, Vec<f32>), EngineError> {
    let is_wanted = |_: &Layer, name: &str| within_blocks || !is_within(name);
    see(network, sample, shape, is_wanted).await
}

/// Whether a layer is within a block, by its name.
fn is_within(name: &str) -> bool {
    name.contains('/')
}

async fn see(
    network: &Network,
    sample: Vec<f32>,
    shape: Shape,
    is_wanted: impl Fn(&Layer, &str) -> bool,
) -> Result<(Vec<LayerOutput>, Vec<f32>), EngineError> {
    let input = to_device(sample, shape, network.device());
    let mut layers = Vec::new();
    let mut outputs = Vec::new();
    let logits = network
        .forward_all_seen(&network.values(), input, |layer, name, value| {
            if !is_wanted(layer, name) {
                return;
            }
            layers.push(LayerOutput {
                name: name.to_owned(),
                shape: value.sample(),
                is_convolution: layer.kind().has_feature_maps(),
                values: Vec::new(),
            });
            outputs.push(value.clone().into_values());
        })
        .output
        .into_flat();
    let [_, classes] = logits.dims();
    outputs.push(softmax(logits, 1).reshape([classes]));
    // One read for all: on a GPU each read waits for the device.
    let values = read(Tensor::cat(outputs, 0)).await?;

    let mut rest = values.as_slice();
    for layer in &mut layers {
        let (own, others) = rest.split_at(layer.shape.len());
        rest = others;
        layer.values = own.to_vec();
    }
    if !rest.iter().all(|p| p.is_finite()) {
        return Err(EngineError::NotFinite);
    }
    Ok((layers, rest.to_vec()))
}
