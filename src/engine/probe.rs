//! A network's answer to one sample: probabilities, and the feature maps of its convolutions.

use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::evaluation::to_device;
use super::layers::Mode;
use super::{EngineError, Head, Network, read};
use crate::data::feature_map;
use crate::experiment::Shape;
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
    /// The layer's name in the summary.
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
    let (layers, probabilities) = see(network, sample, shape, true).await?;
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
/// layer's is without its softmax.
///
/// # Errors
/// The device failed, or the network's outputs are no longer numbers.
pub async fn layers_seen(
    network: &Network,
    sample: Vec<f32>,
    shape: Shape,
) -> Result<(Vec<LayerOutput>, Vec<f32>), EngineError> {
    see(network, sample, shape, false).await
}

async fn see(
    network: &Network,
    sample: Vec<f32>,
    shape: Shape,
    only_convolutions: bool,
) -> Result<(Vec<LayerOutput>, Vec<f32>), EngineError> {
    let input = to_device(sample, shape, network.device());
    let mut layers = Vec::new();
    let mut outputs = Vec::new();
    let logits = network
        .forward_seen(
            &network.values(),
            input,
            Mode::Inference,
            Head::Logits,
            |layer, name, value| {
                let is_convolution = layer.kind().has_feature_maps();
                if only_convolutions && !is_convolution {
                    return;
                }
                layers.push(LayerOutput {
                    name: name.to_owned(),
                    shape: value.sample(),
                    is_convolution,
                    values: Vec::new(),
                });
                outputs.push(value.clone().into_values());
            },
        )
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
