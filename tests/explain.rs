//! Explanations of a network's decisions against what Keras computed, and against finite differences.
//!
//! `HEARTH_GOLDEN=DIR cargo test --test explain` takes `explain.json` from another folder.

#![cfg(not(target_family = "wasm"))]

mod common;

use common::explain::SHAPE;
use common::golden::assert_close;
use hearth::engine::{
    ClassImage, Device, Explain, Heat, LayerAt, Network, Tensor, TensorData, Value, open, read,
    without_own_kernels,
};
use hearth::experiment::layers::Residual;
use hearth::experiment::{Activation, BuiltInModel, Layer, Model, Padding, Shape};
use hearth::protocol::DeviceKind;
use pollster::block_on;

const TOLERANCE: f32 = 1e-5;

fn golden() -> String {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = std::path::Path::new(&folder).join("explain.json");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn check(device: &Device, ties: f32) {
    block_on(common::explain::check(device, &golden(), TOLERANCE, ties));
}

fn explain(network: &Network, how: Explain, class: usize, sample: &[f32], shape: Shape) -> Heat {
    block_on(common::explain::explain(network, how, class, sample, shape))
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

/// Everything that two networks' maps say of a class, layer by layer.
fn cams(network: &Network, layers: &[LayerAt], by_place: bool) -> Vec<Vec<f32>> {
    let sample = picture([12, 12, 2]);
    let heats = layers.iter().map(|&layer| {
        let how = Explain::GradCam { layer, by_place };
        explain(network, how, 1, &sample, SHAPE).values
    });
    heats.collect()
}

fn network_of(layers: Vec<Layer>, device: &Device) -> Network {
    let model = Model {
        name: "explained".to_owned(),
        classifier: None,
        layers,
    };
    let (network, _) = Network::new(&model, SHAPE, 3, 4, device).expect("a network");
    network
}

/// A block whose projection is zero is its layers one after another.
#[test]
fn layers_within_a_block_are_explained_as_those_outside() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let within = || {
        vec![
            Layer::conv2d(4, 3, Padding::Same, Activation::Relu),
            Layer::conv2d(5, 3, Padding::Same, Activation::Linear),
        ]
    };
    let block = Residual {
        layers: within(),
        activation: Activation::Relu,
    };
    let head = [Layer::flatten(), Layer::dense(3, Activation::Softmax)];
    let mut blocked = vec![block.into()];
    blocked.extend(head.clone());
    let mut plain = within();
    plain.push(Layer::from(hearth::experiment::layers::ReLU::default()));
    plain.extend(head);
    let mut blocked = network_of(blocked, &device);
    let mut plain = network_of(plain, &device);
    let (projection, own): (Vec<_>, Vec<_>) = (0..blocked.parameters.len())
        .partition(|&i| blocked.parameters[i].name.contains("projection"));
    assert!(!projection.is_empty(), "the two shapes differ");
    for i in projection {
        let zeros = blocked.parameters[i].value.zeros_like();
        blocked.parameters[i].value = zeros;
    }
    assert_eq!(own.len(), plain.parameters.len());
    for (i, own) in own.into_iter().enumerate() {
        plain.parameters[i].value = blocked.parameters[own].value.clone();
    }
    for by_place in [false, true] {
        let inner = [0, 1].map(|inner| LayerAt {
            layer: 0,
            inner: Some(inner),
        });
        let found = cams(&blocked, &inner, by_place);
        let want = cams(&plain, &[0.into(), 1.into()], by_place);
        for (found, want) in found.iter().zip(&want) {
            assert_close("a layer within", found, want, 1e-5);
        }
        assert!(want.iter().flatten().any(|value| *value > 0.0));
    }
}

/// Behind a mean over all places each place has the same gradient, so that both ways are one.
#[test]
fn place_by_place_is_grad_cam_where_places_count_alike() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let convolution = || Layer::conv2d(6, 3, Padding::Same, Activation::Relu);
    let pooled = hearth::experiment::layers::GlobalAveragePooling2D::default();
    let dense = || Layer::dense(3, Activation::Softmax);
    let mean = network_of(vec![convolution(), pooled.into(), dense()], &device);
    let [whole, places] = [false, true].map(|by_place| cams(&mean, &[0.into()], by_place));
    assert_close("behind a mean", &places[0], &whole[0], 1e-5);
    let flat = network_of(vec![convolution(), Layer::flatten(), dense()], &device);
    let [whole, places] = [false, true].map(|by_place| cams(&flat, &[0.into()], by_place));
    assert!(whole != places, "a place has weights of its own");
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
