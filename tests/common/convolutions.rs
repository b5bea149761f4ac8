//! Convolutions of many shapes on one device against another: outputs, and the gradients by input and weights.

use hearth::engine::{Device, Head, Mode, Network, Tensor, TensorData, Value, read};
use hearth::experiment::{Layer, Shape};

use super::golden::assert_close;

/// A layer as JSON, and rows, columns and channels of its input: strides, windows wider than an invocation's taps,
/// dilation, and numbers of channels and filters that fill no vector.
const CASES: [(&str, [usize; 3]); 9] = [
    (
        r#"{"filters": 5, "kernel_size": 3, "padding": "same"}"#,
        [9, 13, 3],
    ),
    (
        r#"{"filters": 8, "kernel_size": 5, "padding": "same", "activation": "relu"}"#,
        [14, 14, 4],
    ),
    (
        r#"{"filters": 6, "kernel_size": [4, 2], "strides": [2, 3], "padding": "same"}"#,
        [11, 10, 1],
    ),
    (
        r#"{"filters": 4, "kernel_size": 5, "strides": 2, "padding": "same", "activation": "relu"}"#,
        [12, 12, 2],
    ),
    (
        r#"{"filters": 7, "kernel_size": [5, 3], "strides": 2}"#,
        [13, 9, 5],
    ),
    (
        r#"{"filters": 4, "kernel_size": 3, "dilation_rate": 2, "padding": "same"}"#,
        [10, 17, 8],
    ),
    (
        r#"{"filters": 3, "kernel_size": 7, "use_bias": false}"#,
        [12, 11, 1],
    ),
    (
        r#"{"filters": 12, "kernel_size": 1, "activation": "relu"}"#,
        [6, 5, 20],
    ),
    (
        r#"{"filters": 4, "kernel_size": [1, 9], "padding": "same"}"#,
        [3, 20, 6],
    ),
];

/// Numbers from −1 to 1 without a pattern, the same everywhere.
fn numbers(n: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        (f64::from(state) / f64::from(u32::MAX) * 2.0 - 1.0) as f32
    };
    (0..n).map(|_| next()).collect()
}

fn tensor<const D: usize>(dims: [usize; D], seed: u32, device: &Device) -> Tensor<D> {
    let data = TensorData::new(numbers(dims.iter().product(), seed), dims);
    Tensor::<D>::from_data(data, device)
}

async fn computed(
    device: &Device,
    layer: &Layer,
    [rows, columns, channels]: [usize; 3],
) -> Vec<Vec<f32>> {
    let network = Network::of_layer(layer, Shape::Image([rows, columns, channels]), device);
    let x = tensor([3, channels, rows, columns], 1, device)
        .autodiff()
        .require_grad();
    let parameters = network.parameters.iter().zip(2..);
    let leaves: Vec<Tensor<1>> = parameters
        .map(|(p, seed)| {
            tensor(p.value.dims(), seed, device)
                .autodiff()
                .require_grad()
        })
        .collect();
    let input = Value::Image(x.clone());
    let forward = network.forward(&leaves, input, Mode::Inference, Head::Output);
    let Value::Image(y) = forward.output else {
        panic!("a picture")
    };
    let factors = tensor(y.dims(), 9, device).autodiff();
    let gradients = y.clone().mul(factors).sum().backward();
    let mut all = vec![read(y.inner()).await.expect("read")];
    all.push(
        read(x.grad(&gradients).expect("a gradient"))
            .await
            .expect("read"),
    );
    for leaf in leaves {
        all.push(
            read(leaf.grad(&gradients).expect("a gradient"))
                .await
                .expect("read"),
        );
    }
    all
}

/// Checks that two devices compute the same.
pub async fn check(device: &Device, other: &Device, tolerance: f32) {
    for (settings, input) in CASES {
        let json = settings.replacen('{', r#"{"type": "Conv2D", "#, 1);
        let layer: Layer = serde_json::from_str(&json).expect("a layer");
        let own = computed(device, &layer, input).await;
        let others = computed(other, &layer, input).await;
        assert_eq!(own.len(), others.len());
        let names = [
            "output",
            "gradient by the input",
            "by the kernel",
            "by the bias",
        ];
        for ((name, own), other) in names.iter().zip(own).zip(others) {
            assert_close(&format!("{name} of {settings}"), &own, &other, tolerance);
        }
    }
}
