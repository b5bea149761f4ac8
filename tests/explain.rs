//! Explanations of a network's decisions against what Keras computed, and against finite differences.
//!
//! `HEARTH_GOLDEN=DIR cargo test --test explain` takes `explain.json` from another folder.

#![cfg(not(target_family = "wasm"))]

mod common;

use common::explain::SHAPE;
use common::golden::assert_close;
use hearth::engine::{
    ClassImage, Device, Explain, Explainer, Heat, Network, Tensor, TensorData, Value, open,
    outputs_of_layers, read, without_own_kernels,
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
fn cams(network: &Network, layers: &[&[usize]], by_place: bool) -> Vec<Vec<f32>> {
    let sample = picture([12, 12, 2]);
    let heats = layers.iter().map(|layer| {
        let layer = layer.to_vec();
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

/// The convolutions of [`nested`], one after another.
fn convolutions() -> [Layer; 3] {
    let convolution = |filters, activation| Layer::conv2d(filters, 3, Padding::Same, activation);
    [
        convolution(4, Activation::Relu),
        convolution(5, Activation::Relu),
        convolution(6, Activation::Linear),
    ]
}

fn head() -> [Layer; 2] {
    [Layer::flatten(), Layer::dense(3, Activation::Softmax)]
}

/// Where the convolutions of [`nested`] are, and its inner block.
const WITHIN: [&[usize]; 4] = [&[0, 0], &[0, 1, 0], &[0, 1, 1], &[0, 1]];

/// A convolution, and two in a block, all in a block.
fn nested(activation: Activation, device: &Device) -> Network {
    let block = |layers| -> Layer { Residual { layers, activation }.into() };
    let [first, second, third] = convolutions();
    let inner = block(vec![second, third]);
    let mut layers = vec![block(vec![first, inner])];
    layers.extend(head());
    network_of(layers, device)
}

/// A network of layers without blocks, with another's weights but for those of projections.
fn plain(layers: Vec<Layer>, nested: &Network, device: &Device) -> Network {
    let mut plain = network_of(layers, device);
    let others = nested.parameters.iter();
    let own: Vec<_> = others
        .filter(|parameter| !parameter.name.contains("projection"))
        .collect();
    assert_eq!(own.len(), plain.parameters.len());
    for (parameter, own) in plain.parameters.iter_mut().zip(own) {
        parameter.value = own.value.clone();
    }
    plain
}

/// Blocks whose projections are zero are their layers one after another.
#[test]
fn layers_within_blocks_are_explained_as_those_outside() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let mut blocked = nested(Activation::Relu, &device);
    let mut projections = 0;
    for parameter in &mut blocked.parameters {
        if parameter.name.contains("projection") {
            parameter.value = parameter.value.zeros_like();
            projections += 1;
        }
    }
    assert_eq!(projections, 4, "a kernel and a bias in either block");
    let mut layers = convolutions().to_vec();
    let relu = || Layer::from(hearth::experiment::layers::ReLU::default());
    layers.extend([relu(), relu()]);
    layers.extend(head());
    let plain = plain(layers, &blocked, &device);
    for by_place in [false, true] {
        let found = cams(&blocked, &WITHIN, by_place);
        let want = cams(&plain, &[&[0], &[1], &[2], &[3]], by_place);
        for (found, want) in found.iter().zip(&want) {
            assert_close("a layer within", found, want, 1e-5);
        }
        assert!(want.iter().flatten().any(|value| *value > 0.0));
    }
}

/// The mean gradient of a convolution's map is that of the filter's bias, divided by the number of places. From there
/// on the network is linear, so that finite differences are exact.
#[test]
fn what_a_block_adds_to_its_output_counts_in_the_gradients_of_layers_within() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let mut blocked = nested(Activation::Linear, &device);
    let mut layers = convolutions().to_vec();
    layers.extend(head());
    let sample = picture([12, 12, 2]);
    let maps = plain(layers, &blocked, &device);
    let maps = block_on(outputs_of_layers(&maps, sample.clone(), SHAPE, false)).expect("maps");
    let maps = &maps.0[2].values;
    let bias = blocked.parameters.iter().position(|parameter| {
        parameter.name.ends_with("residual/conv2d_1/bias") && parameter.weight.shape == [6]
    });
    let bias = bias.expect("the bias of the last convolution");
    let before = blocked.parameters[bias].value.clone();
    let values = block_on(read(before.clone())).expect("values");
    let mut want = vec![0.0; 144];
    for (filter, map) in maps.chunks_exact(144).enumerate() {
        let step = 0.5;
        let [above, below] = [step, -step].map(|by| {
            let mut moved = values.clone();
            moved[filter] += by;
            let data = TensorData::new(moved, [values.len()]);
            blocked.parameters[bias].value = Tensor::from_data(data, &device);
            score(&blocked, &sample, [12, 12, 2], 1)
        });
        let slope = (above - below) / f64::from(2.0 * step);
        for (sum, value) in want.iter_mut().zip(map) {
            *sum += (slope / 144.0) as f32 * value;
        }
    }
    blocked.parameters[bias].value = before;
    let found = cams(&blocked, &[WITHIN[2]], false).remove(0);
    let most = found.iter().copied().fold(0.0, f32::max);
    assert!(most > 0.0, "something speaks for the class");
    for (found, want) in found.iter().zip(want) {
        let want = want.max(0.0);
        assert!((found - want).abs() < 1e-3 * most, "{found} and {want}");
    }
}

/// A path that leads nowhere is an error, and no panic.
#[test]
fn a_layer_that_is_not_there_is_not_explained() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    let network = nested(Activation::Relu, &device);
    for layer in [&[][..], &[0, 2], &[0, 0, 0], &[0, 1, 2], &[1, 0]] {
        let how = Explain::GradCam {
            layer: layer.to_vec(),
            by_place: false,
        };
        let mut explainer = Explainer::new(how, 1, picture([12, 12, 2]), SHAPE);
        assert!(block_on(explainer.advance(&network)).is_err(), "{layer:?}");
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
    let [whole, places] = [false, true].map(|by_place| cams(&mean, &[&[0]], by_place));
    assert_close("behind a mean", &places[0], &whole[0], 1e-5);
    let flat = network_of(vec![convolution(), Layer::flatten(), dense()], &device);
    let [whole, places] = [false, true].map(|by_place| cams(&flat, &[&[0]], by_place));
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
