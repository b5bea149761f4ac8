//! A network's answer to one sample: probabilities, and the feature maps of its convolutions.

use burn::tensor::Tensor;
use burn::tensor::activation::softmax;

use super::evaluation::to_device;
use super::layers::Mode;
use super::value::Value;
use super::{EngineError, Head, Network, read};
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
                if let (true, Value::Image(maps)) = (layer.kind().has_feature_maps(), value) {
                    let [_, c, h, w] = maps.dims();
                    layers.push(FeatureMaps {
                        layer: name.to_owned(),
                        shape: [h, w, c],
                    });
                    outputs.push(maps.clone().reshape([c * h * w]));
                }
            },
        )
        .output
        .into_flat();
    let [_, classes] = logits.dims();
    outputs.push(softmax(logits, 1).reshape([classes]));
    // One read for all: on a GPU each read waits for the device.
    let values = read(Tensor::cat(outputs, 0)).await?;

    let mut rest = values.as_slice();
    let maps = layers
        .into_iter()
        .map(|maps| {
            let [h, w, c] = maps.shape;
            let (own, others) = rest.split_at(h * w * c);
            rest = others;
            (maps, own.chunks_exact(h * w).flat_map(normalize).collect())
        })
        .collect();
    if !rest.iter().all(|p| p.is_finite()) {
        return Err(EngineError::NotFinite);
    }
    Ok(Probe {
        probabilities: rest.to_vec(),
        maps,
    })
}

/// A map as a grey picture: mean 128, a standard deviation 64, clipped to `0..=255`; a map
/// that is the same everywhere is black, for it says nothing.
///
/// # Source
/// Chollet, *Deep Learning with Python* (2017), listing 5.29, as study C has it.
fn normalize(map: &[f32]) -> Vec<u8> {
    let n = map.len() as f32;
    let mean = map.iter().sum::<f32>() / n;
    let deviation = (map.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt();
    if deviation < 1e-6 {
        return vec![0; map.len()];
    }
    map.iter()
        .map(|v| ((v - mean) / deviation * 64.0 + 128.0).clamp(0.0, 255.0) as u8)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_centred_and_clipped() {
        assert_eq!(normalize(&[1.0, 3.0]), [64, 192]);
        assert_eq!(normalize(&[2.0; 4]), [0; 4]);
        let mut one_hot = vec![0.0; 100];
        one_hot[0] = 1.0;
        assert_eq!(normalize(&one_hot)[0], 255);
    }
}
