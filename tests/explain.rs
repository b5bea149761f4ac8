//! Explanations of a network's decisions against what Keras computed, and against finite differences.
//!
//! `HEARTH_GOLDEN=DIR cargo test --test explain` takes `explain.json` from another folder.

#![cfg(not(target_family = "wasm"))]

use hearth::engine::{
    ClassImage, Device, Explain, Explainer, Heat, Network, Parameter, Tensor, TensorData, Value,
    open, read, without_own_kernels,
};
use hearth::experiment::{Activation, BuiltInModel, Layer, Model, Padding, Shape};
use hearth::protocol::DeviceKind;
use pollster::block_on;
use serde::Deserialize;

const SHAPE: Shape = Shape::Image([12, 12, 2]);
const TOLERANCE: f32 = 1e-5;

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

fn golden() -> Golden {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = std::path::Path::new(&folder).join("explain.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("explain.json")
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

fn explain(network: &Network, how: Explain, class: usize, sample: &[f32], shape: Shape) -> Heat {
    let mut explainer = Explainer::new(how, class, sample.to_vec(), shape);
    loop {
        if let Some(heat) = block_on(explainer.advance(network)).expect("an explanation") {
            let [done, all] = explainer.progress();
            assert_eq!(done, all);
            return heat;
        }
    }
}

fn assert_close(what: &str, got: &[f32], want: &[f32], tolerance: f32) {
    assert_eq!(got.len(), want.len(), "{what}: number of values");
    for (i, (got, want)) in got.iter().zip(want).enumerate() {
        let apart = (got - want).abs();
        assert!(
            apart <= tolerance * want.abs().max(1.0),
            "{what}: value {i} is {got}, Keras has {want}"
        );
    }
}

/// Checks all cases. Where equal values of a window share the gradient otherwise than in Keras,
/// `ties` is what two explanations that depend on it may differ by.
fn check(device: &Device, ties: f32) {
    let golden = golden();
    assert!(golden.networks.iter().any(|network| network.pool == "max"));
    for case in &golden.networks {
        let network = network(case, device);
        let of_ties = if case.pool == "max" { ties } else { TOLERANCE };
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
            let gradient = explain(Explain::Gradient);
            close("gradient", &gradient, &class.gradient.planes(), TOLERANCE);
            let saliency = gradient.largest();
            close("saliency", &saliency, &class.saliency.data, TOLERANCE);
            let product = gradient.times(&sample);
            let want = class.gradient_times_input.planes();
            close("gradient × input", &product, &want, TOLERANCE);
            let integrated = explain(Explain::IntegratedGradients {
                baseline: vec![0.0; SHAPE.len()],
                steps: 32,
            });
            let want = class.integrated_gradients.planes();
            close("integrated gradients", &integrated, &want, of_ties);
            let noise = picture.noise.planes();
            let copies = picture.noise.shape[0];
            let smooth = explain(Explain::SmoothGrad {
                noise: Box::new(move |i| noise[i * SHAPE.len()..(i + 1) * SHAPE.len()].to_vec()),
                copies,
            });
            let want = class.smoothgrad_mean_gradient.planes();
            close("SmoothGrad's mean", &smooth, &want, TOLERANCE);
            let want = &class.smoothgrad.data;
            close("SmoothGrad", &smooth.largest(), want, TOLERANCE);
            for cam in &class.grad_cam {
                let (layer, tolerance) = match &cam.layer[..] {
                    "conv_1" => (0, of_ties),
                    _ => (2, TOLERANCE),
                };
                let heat = explain(Explain::GradCam { layer });
                assert_eq!(heat.shape[..2], cam.map.shape);
                close(&cam.layer, &heat, &cam.map.data, tolerance);
            }
            let drop = explain(Explain::Occlusion {
                cover: vec![0.0; SHAPE.len()],
                window: [4, 4],
                stride: 2,
            });
            assert_eq!(drop.shape, [5, 5, 1]);
            close("occlusion", &drop, &class.occlusion_drop.data, TOLERANCE);
        }
    }
}

#[test]
fn golden_explanations_with_own_kernels() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    check(&device, TOLERANCE);
}

#[test]
fn golden_explanations_with_burns_kernels() {
    for kind in [DeviceKind::Cpu, DeviceKind::Ndarray] {
        let device = block_on(open(kind)).expect("a CPU");
        without_own_kernels(|| check(&device, 1e-2));
    }
}

/// The class's logit.
fn score(network: &Network, sample: &[f32], shape: [usize; 3], class: usize) -> f64 {
    let [h, w, c] = shape;
    let data = TensorData::new(sample.to_vec(), [1, c, h, w]);
    let input = Value::Image(Tensor::from_data(data, network.device()));
    f64::from(block_on(read(network.logits(input))).expect("logits")[class])
}

fn picture(shape: [usize; 3]) -> Vec<f32> {
    let value = |i: usize| (i * 7919 % 97) as f32 / 97.0;
    (0..shape.iter().product()).map(value).collect()
}

#[test]
fn gradients_are_those_of_finite_differences() {
    let shape = [28, 28, 1];
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    for model in [BuiltInModel::SmallCnn, BuiltInModel::StudyCCnn] {
        let model = model.for_classes(10);
        let (network, _) =
            Network::new(&model, Shape::Image(shape), 10, 5, &device).expect("a network");
        let sample = picture(shape);
        let heat = explain(&network, Explain::Gradient, 3, &sample, Shape::Image(shape));
        // Along a direction, where single pixels would drown in rounding.
        for seed in 1..4 {
            let direction: Vec<f32> = (0..sample.len())
                .map(|i| if (i * seed * 31) % 5 < 2 { 1.0 } else { -1.0 })
                .collect();
            let moved = |by: f32| -> Vec<f32> {
                let pairs = sample.iter().zip(&direction);
                pairs.map(|(x, d)| x + by * d).collect()
            };
            let step = 5e-4;
            let ends = [step, -step].map(|by| score(&network, &moved(by), shape, 3));
            let slope = (ends[0] - ends[1]) / f64::from(2.0 * step);
            let pairs = heat.values.iter().zip(&direction);
            let along: f64 = pairs.map(|(g, d)| f64::from(g * d)).sum();
            assert!(
                (slope - along).abs() < 0.02 * along.abs().max(1.0),
                "{slope} by differences, {along} by the gradient"
            );
        }
    }
}

#[test]
fn a_class_image_raises_its_score_and_is_the_same_for_the_same_seed() {
    let shape = [28, 28, 1];
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let model = BuiltInModel::SmallCnn.for_classes(10);
    let (network, _) =
        Network::new(&model, Shape::Image(shape), 10, 5, &device).expect("a network");
    let ascend = |seed| {
        let plain = [vec![0.0; 784], vec![1.0; 784]];
        let mut image = ClassImage::new(3, shape, plain, 0.3, seed);
        let before = score(&network, &image.sample(), shape, 3);
        while !block_on(image.advance(&network)).expect("a step") {}
        let after = score(&network, &image.sample(), shape, 3);
        // Untrained, its logits are all near 0.
        assert!(after > before + 0.05, "{before} before, {after} after");
        image.picture()
    };
    assert_eq!(ascend(1), ascend(1));
    assert_ne!(ascend(1), ascend(2));
}

#[test]
fn rows_are_explained_too() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let model = Model {
        name: "explained".to_owned(),
        classifier: None,
        layers: vec![Layer::dense(3, Activation::Softmax)],
    };
    let (network, _) = Network::new(&model, Shape::Flat(4), 3, 0, &device).expect("a network");
    let sample = [0.5, -1.0, 2.0, 0.25];
    let of = |how| explain(&network, how, 1, &sample, Shape::Flat(4));
    let gradient = of(Explain::Gradient);
    assert_eq!(gradient.shape, [1, 4, 1]);
    let kernel = block_on(read(network.parameters[0].value.clone())).expect("a kernel");
    let column: Vec<f32> = kernel.iter().skip(1).step_by(3).copied().collect();
    assert_close("a dense layer's gradient", &gradient.values, &column, 1e-6);
    let baseline = vec![0.0; 4];
    let integrated = of(Explain::IntegratedGradients { baseline, steps: 8 });
    let times = gradient.times(&sample);
    assert_close(
        "of a linear score, both",
        &integrated.values,
        &times.values,
        1e-5,
    );
    let drop = of(Explain::Occlusion {
        cover: vec![0.0; 4],
        window: [1, 1],
        stride: 1,
    });
    assert_eq!(drop.shape, [1, 4, 1]);
}
