//! Gradients of every layer against finite differences, on both CPU devices.

#![cfg(not(target_family = "wasm"))]

use hearth::engine::{
    Device, Head, Mode, Network, Tensor, TensorData, Value, cross_entropy, one_hot, open, read,
};
use hearth::experiment::layers::{self, Conv2D, MaxPooling2D};
use hearth::experiment::{Activation, Layer, Model, Padding, Shape};
use hearth::protocol::DeviceKind;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg32;

const CLASSES: usize = 3;
const BATCH: usize = 4;
/// Half the distance of the differences: large enough for single precision, small enough
/// that few maxima and rectified values change sides within it.
const STEP: f32 = 1e-3;

/// Networks that together hold every layer and option.
#[allow(clippy::too_many_lines, reason = "a list")]
fn models() -> Vec<(&'static str, Vec<Layer>)> {
    use Activation::{Linear, Relu, Softmax};
    let head = [Layer::flatten(), Layer::dense(CLASSES, Softmax)];
    let with = |layers: Vec<Layer>| layers.into_iter().chain(head.clone()).collect();
    vec![
        ("dense", with(vec![Layer::flatten(), Layer::dense(5, Relu)])),
        (
            "conv same",
            with(vec![Layer::conv2d(3, 3, Padding::Same, Linear)]),
        ),
        (
            "conv valid relu",
            with(vec![Layer::conv2d(3, 3, Padding::Valid, Relu)]),
        ),
        (
            "conv strided",
            with(vec![
                Conv2D {
                    filters: 2,
                    kernel_size: [4, 2],
                    strides: [2, 1],
                    padding: Padding::Same,
                    activation: Linear,
                    ..Conv2D::default()
                }
                .into(),
            ]),
        ),
        (
            "conv strided valid",
            with(vec![
                Conv2D {
                    filters: 2,
                    kernel_size: [3, 2],
                    strides: [2, 2],
                    padding: Padding::Valid,
                    activation: Linear,
                    ..Conv2D::default()
                }
                .into(),
            ]),
        ),
        (
            "max pooling",
            with(vec![
                Layer::conv2d(2, 3, Padding::Same, Linear),
                Layer::max_pooling2d(2),
            ]),
        ),
        (
            "max pooling same, overlapping",
            with(vec![
                Layer::conv2d(2, 3, Padding::Same, Linear),
                MaxPooling2D {
                    pool_size: [3, 3],
                    strides: Some([2, 2]),
                    padding: Padding::Same,
                }
                .into(),
            ]),
        ),
        (
            "global average pooling",
            vec![
                Layer::conv2d(4, 3, Padding::Same, Linear),
                Layer::global_average_pooling2d(),
                Layer::dense(CLASSES, Softmax),
            ],
        ),
        (
            "batch normalization of features",
            with(vec![
                Layer::flatten(),
                Layer::dense(5, Linear),
                Layer::batch_normalization(),
            ]),
        ),
        (
            "batch normalization",
            with(vec![
                Layer::conv2d(2, 3, Padding::Same, Linear),
                Layer::batch_normalization(),
            ]),
        ),
        (
            "dropout",
            with(vec![
                Layer::conv2d(2, 3, Padding::Same, Linear),
                Layer::dropout(0.4),
            ]),
        ),
        (
            "grouped",
            with(vec![
                Conv2D {
                    filters: 4,
                    groups: 2,
                    strides: [2, 1],
                    kernel_l1: 0.01,
                    kernel_l2: 0.01,
                    ..Conv2D::default()
                }
                .into(),
            ]),
        ),
        (
            "dilated without bias",
            with(vec![
                Conv2D {
                    filters: 2,
                    kernel_size: [3, 2],
                    dilation_rate: [2, 3],
                    padding: Padding::Same,
                    use_bias: false,
                    ..Conv2D::default()
                }
                .into(),
            ]),
        ),
        (
            "depthwise",
            with(vec![
                layers::DepthwiseConv2D {
                    depth_multiplier: 2,
                    strides: [2, 2],
                    padding: Padding::Same,
                    ..layers::DepthwiseConv2D::default()
                }
                .into(),
            ]),
        ),
        (
            "separable",
            with(vec![
                layers::SeparableConv2D {
                    filters: 3,
                    ..layers::SeparableConv2D::default()
                }
                .into(),
            ]),
        ),
        (
            "transposed",
            with(vec![
                layers::Conv2DTranspose {
                    filters: 2,
                    strides: [2, 3],
                    kernel_size: [3, 2],
                    padding: Padding::Same,
                    ..layers::Conv2DTranspose::default()
                }
                .into(),
            ]),
        ),
        (
            "average and nearest",
            with(vec![
                Layer::conv2d(2, 3, Padding::Same, Linear),
                layers::AveragePooling2D {
                    padding: Padding::Same,
                    ..layers::AveragePooling2D::default()
                }
                .into(),
                layers::UpSampling2D::default().into(),
            ]),
        ),
        (
            "global max pooling and bilinear",
            vec![
                Layer::conv2d(4, 3, Padding::Same, Linear),
                layers::UpSampling2D {
                    size: [2, 3],
                    interpolation: layers::UpSampling::Bilinear,
                }
                .into(),
                layers::GlobalMaxPooling2D::default().into(),
                Layer::dense(CLASSES, Softmax),
            ],
        ),
        (
            "layer and group normalization",
            with(vec![
                Layer::conv2d(4, 3, Padding::Same, Linear),
                layers::LayerNormalization::default().into(),
                layers::GroupNormalization {
                    groups: 2,
                    ..layers::GroupNormalization::default()
                }
                .into(),
            ]),
        ),
        (
            "shapes",
            with(vec![
                layers::ZeroPadding2D::default().into(),
                Layer::conv2d(2, 3, Padding::Valid, Linear),
                layers::Cropping2D {
                    cropping: [[1, 0], [0, 1]],
                }
                .into(),
                layers::Permute::default().into(),
                layers::PReLU::default().into(),
            ]),
        ),
        (
            "random",
            with(vec![
                Layer::conv2d(3, 3, Padding::Same, Linear),
                layers::SpatialDropout2D { rate: 0.3 }.into(),
                layers::GaussianNoise { stddev: 0.2 }.into(),
            ]),
        ),
        (
            "residual with a projection",
            with(vec![
                layers::Residual {
                    layers: vec![
                        Conv2D {
                            filters: 3,
                            strides: [2, 2],
                            padding: Padding::Same,
                            ..Conv2D::default()
                        }
                        .into(),
                        Layer::batch_normalization(),
                    ],
                    activation: Linear,
                }
                .into(),
            ]),
        ),
        (
            "smooth activations",
            with(
                [
                    Activation::Elu,
                    Activation::Gelu,
                    Activation::Silu,
                    Activation::Softplus,
                    Activation::Mish,
                ]
                .into_iter()
                .map(|activation| Layer::conv2d(2, 1, Padding::Valid, activation))
                .collect(),
            ),
        ),
        (
            "activation layer",
            with(vec![layers::Activation { activation: Relu }.into()]),
        ),
    ]
}

/// The loss of the network on a fixed batch with these weights; dropout has the same mask each time.
fn loss(network: &Network, weights: &[Tensor<1>], input: &[f32]) -> Tensor<1> {
    let device = network.device();
    let input = Tensor::<4>::from_data(TensorData::new(input.to_vec(), [BATCH, 2, 5, 6]), device);
    let mut rng = Pcg32::seed_from_u64(9);
    let logits = network
        .forward(
            weights,
            Value::Image(input.autodiff()),
            Mode::Training(&mut rng),
            Head::Logits,
        )
        .output
        .into_flat();
    let targets = one_hot(&[0, 1, 2, 1], CLASSES, device);
    let loss = cross_entropy(logits, targets.autodiff());
    network.penalty(weights).into_iter().fold(loss, Tensor::add)
}

fn values(tensor: Tensor<1>) -> Vec<f32> {
    pollster::block_on(read(tensor)).expect("read")
}

fn check(device: &Device, name: &str, layers: Vec<Layer>) {
    let model = Model::new("", layers);
    let (network, _) =
        Network::new(&model, Shape::Image([5, 6, 2]), CLASSES, 3, device).expect("it fits");
    let mut rng = Pcg32::seed_from_u64(4);
    let input: Vec<f32> = (0..BATCH * 60)
        .map(|_| rng.random_range(-1.0..1.0))
        .collect();

    let leaves = network.leaves();
    let gradients = loss(&network, &leaves, &input).backward();
    for (at, parameter) in network.parameters.iter().enumerate() {
        if !parameter.weight.is_trainable() {
            continue;
        }
        let gradient = values(leaves[at].grad(&gradients).expect("a gradient"));
        let start = values(parameter.value.clone());
        for i in (0..start.len()).step_by(start.len().div_ceil(7)) {
            let moved = |by: f32| {
                let mut row = start.clone();
                row[i] += by;
                let n = row.len();
                let mut weights = network.values();
                weights[at] = Tensor::from_data(TensorData::new(row, [n]), device);
                let weights: Vec<_> = weights.into_iter().map(Tensor::autodiff).collect();
                values(loss(&network, &weights, &input).inner())[0]
            };
            let difference = (moved(STEP) - moved(-STEP)) / (2.0 * STEP);
            assert!(
                (difference - gradient[i]).abs() < 5e-3 + 0.03 * difference.abs(),
                "{name}, {} [{i}]: gradient {}, difference {difference}",
                parameter.name,
                gradient[i],
            );
        }
    }
}

#[test]
fn gradients_are_what_finite_differences_say() {
    for kind in [DeviceKind::Cpu, DeviceKind::Ndarray] {
        let device = pollster::block_on(open(kind)).expect("a CPU");
        for (name, layers) in models() {
            check(&device, &format!("{name} on {}", kind.label()), layers);
        }
    }
}
