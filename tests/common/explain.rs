//! Explanations of a network's decisions against what Keras computed.

use hearth::engine::{Device, Explain, Explainer, Heat, Network, Parameter};
use hearth::experiment::{Activation, Layer, Model, Padding, Shape};
use serde::Deserialize;

use super::golden::assert_close;

pub const SHAPE: Shape = Shape::Image([12, 12, 2]);

#[derive(Deserialize)]
struct Golden {
    networks: Vec<GoldenNetwork>,
}

#[derive(Deserialize)]
struct GoldenNetwork {
    pool: String,
    weights: Vec<GoldenWeight>,
    pictures: Vec<Picture>,
}

#[derive(Deserialize)]
struct GoldenWeight {
    value: Array,
}

#[derive(Deserialize)]
struct Array {
    shape: Vec<usize>,
    data: Vec<f32>,
}

#[derive(Deserialize)]
struct Picture {
    input: Array,
    noise: Array,
    classes: Vec<Class>,
}

#[derive(Deserialize)]
struct Class {
    #[serde(rename = "class")]
    index: usize,
    gradient: Array,
    saliency: Array,
    gradient_times_input: Array,
    integrated_gradients: Array,
    grad_cam: Vec<GradCam>,
    occlusion_drop: Array,
    smoothgrad: Array,
    smoothgrad_mean_gradient: Array,
}

#[derive(Deserialize)]
struct GradCam {
    layer: String,
    map: Array,
}

impl Array {
    /// The values of pictures, channel by channel where Keras has the channels of a pixel together.
    fn planes(&self) -> Vec<f32> {
        let [h, w, c] = *self.shape.last_chunk().expect("pictures");
        let pictures = self.data.chunks_exact(h * w * c);
        pictures
            .flat_map(|picture| {
                (0..c).flat_map(move |channel| picture[channel..].iter().step_by(c).copied())
            })
            .collect()
    }
}

/// The network of `generate_more.py`; its last layer has a softmax here, which logits are without.
fn network(golden: &GoldenNetwork, device: &Device) -> Network {
    let pool = match &golden.pool[..] {
        "max" => Layer::max_pooling2d(2),
        _ => hearth::experiment::layers::AveragePooling2D::default().into(),
    };
    let model = Model {
        name: "explained".to_owned(),
        classifier: None,
        layers: vec![
            Layer::conv2d(4, 3, Padding::Same, Activation::Relu),
            pool,
            Layer::conv2d(6, 3, Padding::Valid, Activation::Relu),
            Layer::flatten(),
            Layer::dense(3, Activation::Softmax),
        ],
    };
    let (mut network, _) = Network::new(&model, SHAPE, 3, 0, device).expect("a network");
    for (parameter, GoldenWeight { value }) in network.parameters.iter_mut().zip(&golden.weights) {
        assert_eq!(parameter.weight.shape, value.shape, "{}", parameter.name);
        let (name, weight) = (parameter.name.clone(), parameter.weight.clone());
        *parameter = Parameter::from_keras(name, weight, value.data.clone(), device);
    }
    network
}

/// An explanation, portion by portion.
pub async fn explain(
    network: &Network,
    how: Explain,
    class: usize,
    sample: &[f32],
    shape: Shape,
) -> Heat {
    let mut explainer = Explainer::new(how, class, sample.to_vec(), shape);
    loop {
        if let Some(heat) = explainer.advance(network).await.expect("an explanation") {
            let [done, all] = explainer.progress();
            assert_eq!(done, all);
            return heat;
        }
    }
}

/// Checks all cases. Where equal values of a window share the gradient otherwise than in Keras,
/// `ties` is what two explanations that depend on it may differ by.
pub async fn check(device: &Device, golden: &str, tolerance: f32, ties: f32) {
    let golden: Golden = serde_json::from_str(golden).expect("explain.json");
    assert!(golden.networks.iter().any(|network| network.pool == "max"));
    for case in &golden.networks {
        let network = network(case, device);
        let of_ties = if case.pool == "max" { ties } else { tolerance };
        for (picture, class) in case
            .pictures
            .iter()
            .flat_map(|p| p.classes.iter().map(move |c| (p, c)))
        {
            let sample = picture.input.planes();
            let explain = |how| explain(&network, how, class.index, &sample, SHAPE);
            let what = |name: &str| format!("{} {name} of class {}", case.pool, class.index);
            let close = |name: &str, heat: &Heat, want: &[f32], tolerance| {
                assert_close(&what(name), &heat.values, want, tolerance);
            };
            let gradient = explain(Explain::Gradient).await;
            close("gradient", &gradient, &class.gradient.planes(), tolerance);
            let saliency = gradient.largest();
            close("saliency", &saliency, &class.saliency.data, tolerance);
            let product = gradient.times(&sample);
            let want = class.gradient_times_input.planes();
            close("gradient × input", &product, &want, tolerance);
            let integrated = explain(Explain::IntegratedGradients {
                baseline: vec![0.0; SHAPE.len()],
                steps: 32,
            });
            let want = class.integrated_gradients.planes();
            close("integrated gradients", &integrated.await, &want, of_ties);
            let noise = picture.noise.planes();
            let copies = picture.noise.shape[0];
            let smooth = explain(Explain::SmoothGrad {
                noise: Box::new(move |i| noise[i * SHAPE.len()..(i + 1) * SHAPE.len()].to_vec()),
                copies,
            });
            let smooth = smooth.await;
            let want = class.smoothgrad_mean_gradient.planes();
            close("SmoothGrad's mean", &smooth, &want, tolerance);
            let want = &class.smoothgrad.data;
            close("SmoothGrad", &smooth.largest(), want, tolerance);
            for cam in &class.grad_cam {
                let (layer, tolerance) = match &cam.layer[..] {
                    "conv_1" => (0, of_ties),
                    _ => (2, tolerance),
                };
                let heat = explain(Explain::GradCam {
                    layer: vec![layer],
                    by_place: false,
                });
                let heat = heat.await;
                assert_eq!(heat.shape[..2], cam.map.shape);
                close(&cam.layer, &heat, &cam.map.data, tolerance);
            }
            let drop = explain(Explain::Occlusion {
                cover: vec![0.0; SHAPE.len()],
                window: [4, 4],
                stride: 2,
            });
            let drop = drop.await;
            assert_eq!(drop.shape, [5, 5, 1]);
            close("occlusion", &drop, &class.occlusion_drop.data, tolerance);
        }
    }
}
