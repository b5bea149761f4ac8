//! Checks of the engine against values that Keras computed (`tests/fixtures/golden`), the
//! same on every device: one body, run natively and in a browser.

use hearth::engine::{
    Device, Head, Mode, Network, OptimizerState, Parameter, ParameterKind, Tensor, TensorData,
    Value, cross_entropy, one_hot, read,
};
use hearth::experiment::{Activation, Layer, Optimizer, Shape};
use rand::SeedableRng;
use rand_pcg::Pcg32;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// Which cases of a file were checked, and which ones the format does not have (yet).
#[derive(Debug, Default)]
pub struct Checked {
    pub passed: Vec<String>,
    pub not_in_format: Vec<String>,
}

#[derive(Deserialize)]
struct Array {
    shape: Vec<usize>,
    data: Vec<f32>,
}

#[derive(Deserialize)]
struct LayerCase {
    name: String,
    class: String,
    config: Map<String, Json>,
    training: bool,
    input: Array,
    weights: Map<String, Json>,
    output: Array,
    upstream: Array,
    grad_input: Array,
    grad_weights: Map<String, Json>,
    non_trainable_after: Map<String, Json>,
}

#[derive(Deserialize)]
struct LossCase {
    regularizer: String,
    input: Array,
    labels: Array,
    kernel: Array,
    bias: Array,
    data_loss: f32,
    grad_kernel: Array,
    grad_bias: Array,
}

#[derive(Deserialize)]
struct OptimizerCase {
    name: String,
    config: Map<String, Json>,
    start: Array,
    grads: Vec<Array>,
    after_each_step: Vec<Array>,
}

/// Keras's arguments that the format has too.
const ARGUMENTS: [&str; 12] = [
    "filters",
    "kernel_size",
    "strides",
    "padding",
    "activation",
    "pool_size",
    "momentum",
    "epsilon",
    "units",
    "rate",
    "learning_rate",
    "nesterov",
];

/// Classes that the format has: a plain case of one must not be left out.
const CLASSES: [&str; 5] = [
    "Conv2D",
    "MaxPooling2D",
    "BatchNormalization",
    "Dense",
    "Flatten",
];

/// Every case of `layers.json`: outputs, gradients of input and weights, running statistics.
pub async fn layers(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<LayerCase> = serde_json::from_str(json).expect("layers.json");
    let mut checked = Checked::default();
    for case in cases {
        let mut config = arguments(&case.config);
        config.insert("type".into(), json!(case.class));
        if case.class != "Conv2D" && case.class != "Dense" && case.class != "Activation" {
            config.remove("activation");
        }
        match serde_json::from_value::<Layer>(Json::Object(config)) {
            Ok(layer) if is_plain(&case.config) => {
                check_layer(device, &layer, &case, tolerance).await;
                checked.passed.push(case.name);
            }
            Err(error) if is_plain(&case.config) && CLASSES.contains(&case.class.as_str()) => {
                panic!("{}: the format should have it: {error}", case.name)
            }
            _ => checked.not_in_format.push(case.name),
        }
    }
    checked
}

/// Whether the format has what a layer's arguments beside [`ARGUMENTS`] say, and its
/// activation.
fn is_plain(config: &Map<String, Json>) -> bool {
    let plain = [
        ("use_bias", json!([true])),
        ("center", json!([true])),
        ("scale", json!([true])),
        ("groups", json!([1])),
        ("dilation_rate", json!([1, [1, 1]])),
        ("data_format", json!(["channels_last"])),
    ];
    let says = |key: &str, plain: &Json| {
        let plain = plain.as_array().expect("a list");
        config.get(key).is_none_or(|value| plain.contains(value))
    };
    let activation = config.get("activation").filter(|value| !value.is_null());
    plain.iter().all(|(key, values)| says(key, values))
        && activation.is_none_or(|value| Activation::deserialize(value).is_ok())
}

async fn check_layer(device: &Device, layer: &Layer, case: &LayerCase, tolerance: f32) {
    let close = |what: &str, got: &[f32], want: &Array| {
        assert_close(&format!("{} {what}", case.name), got, &want.data, tolerance);
    };
    let sample = match case.input.shape[1..] {
        [h, w, c] => Shape::Image([h, w, c]),
        [n] => Shape::Flat(n),
        ref other => panic!("{}: samples of {other:?}", case.name),
    };
    let mut network = Network::of_layer(layer, sample, device);
    for parameter in &mut network.parameters {
        let key = parameter.name.rsplit('/').next().expect("a name");
        let want = array(&case.weights[key]);
        assert_eq!(parameter.shape, want.shape, "{} {key}", case.name);
        *parameter = Parameter::from_keras(
            parameter.name.clone(),
            parameter.kind,
            want.shape,
            &want.data,
            device,
        );
    }

    let leaves = network.leaves();
    let input = Leaf::new(&case.input, device);
    let mut rng = Pcg32::seed_from_u64(0);
    let mode = if case.training {
        Mode::Training(&mut rng)
    } else {
        Mode::Inference
    };
    let forward = network.forward(&leaves, input.value(), mode, Head::Output, |_, _, _| {});
    let (output, loss) = match forward.output {
        Value::Image(y) => (
            nhwc(y.clone().inner()).await,
            y.mul(image(&case.upstream, device).autodiff()).sum(),
        ),
        Value::Flat(y) => (
            read(y.clone().inner()).await.expect("read"),
            y.mul(flat(&case.upstream, device).autodiff()).sum(),
        ),
    };
    close("output", &output, &case.output);

    let mut gradients = loss.backward();
    let got = match &input {
        Leaf::Image(x) => nhwc(x.grad(&gradients).expect("a gradient")).await,
        Leaf::Flat(x) => read(x.grad(&gradients).expect("a gradient"))
            .await
            .expect("read"),
    };
    close("input gradient", &got, &case.grad_input);
    for (parameter, leaf) in network.parameters.iter().zip(leaves) {
        if parameter.kind == ParameterKind::Statistic {
            continue;
        }
        let key = parameter.name.rsplit('/').next().expect("a name");
        let gradient = leaf.grad_remove(&mut gradients).expect("a gradient");
        let got = parameter.to_keras(&read(gradient).await.expect("read"));
        close(
            &format!("{key} gradient"),
            &got,
            &array(&case.grad_weights[key]),
        );
    }
    if case.training {
        assert_eq!(forward.statistics.len(), case.non_trainable_after.len());
    }
    for (at, value) in forward.statistics {
        let name = &network.parameters[at].name;
        let key = name.rsplit('/').next().expect("a name");
        let got = read(value).await.expect("read");
        close(key, &got, &array(&case.non_trainable_after[key]));
    }
}

/// The cases of `losses.json`: the loss and its gradients through a dense layer.
pub async fn losses(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<LossCase> = serde_json::from_str(json).expect("losses.json");
    let mut checked = Checked::default();
    for case in cases {
        if case.regularizer != "none" {
            checked.not_in_format.push(case.regularizer);
            continue;
        }
        let kernel = flat(&case.kernel, device).autodiff().require_grad();
        let [n] = case.bias.shape[..] else {
            panic!("a row")
        };
        let bias = Tensor::<1>::from_data(TensorData::new(case.bias.data, [n]), device)
            .autodiff()
            .require_grad();
        let input = flat(&case.input, device).autodiff();
        let logits = input.matmul(kernel.clone()) + bias.clone().unsqueeze::<2>();
        let labels: Vec<u16> = case.labels.data.iter().map(|&l| l as u16).collect();
        let loss = cross_entropy(logits, one_hot(&labels, n, device).autodiff());
        let got = read(loss.clone().inner()).await.expect("read");
        assert_close("loss", &got, &[case.data_loss], tolerance);
        let gradients = loss.backward();
        for (what, got, want) in [
            (
                "kernel",
                kernel.grad(&gradients).map(|g| g.reshape([-1])),
                case.grad_kernel,
            ),
            ("bias", bias.grad(&gradients), case.grad_bias),
        ] {
            let got = read::<1>(got.expect("a gradient")).await.expect("read");
            assert_close(
                &format!("loss {what} gradient"),
                &got,
                &want.data,
                tolerance,
            );
        }
        checked.passed.push(case.regularizer);
    }
    checked
}

/// The cases of `optimizers.json`: the parameter after each of six updates.
pub async fn optimizers(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<OptimizerCase> = serde_json::from_str(json).expect("optimizers.json");
    let mut checked = Checked::default();
    for case in cases {
        let Some(rule) = rule(&case) else {
            checked.not_in_format.push(case.name);
            continue;
        };
        let row = |a: &Array| {
            let n = a.data.len();
            Tensor::<1>::from_data(TensorData::new(a.data.clone(), [n]), device)
        };
        let mut value = row(&case.start);
        let mut state = OptimizerState::new(&rule, std::slice::from_ref(&value));
        for (i, (gradient, want)) in case.grads.iter().zip(&case.after_each_step).enumerate() {
            state.update(std::iter::once((&mut value, row(gradient))));
            let got = read(value.clone()).await.expect("read");
            let what = format!("{} after step {}", case.name, i + 1);
            assert_close(&what, &got, &want.data, tolerance);
        }
        checked.passed.push(case.name);
    }
    checked
}

/// The rule of a case, if the format has it; Keras's own configuration says `name`, in lower
/// case or as a class.
fn rule(case: &OptimizerCase) -> Option<Optimizer> {
    let class = match case.name.split('_').next()? {
        "sgd" => "SGD",
        "adam" => "Adam",
        _ => return None,
    };
    let absent = ["weight_decay", "clipnorm", "global_clipnorm", "clipvalue"];
    let says = |key: &str| case.config.get(key).is_some_and(|value| !value.is_null());
    if absent.into_iter().any(says) || case.config.get("amsgrad") == Some(&json!(true)) {
        return None;
    }
    let mut config = arguments(&case.config);
    for key in ["beta_1", "beta_2"] {
        if let Some(v) = case.config.get(key) {
            config.insert(key.into(), v.clone());
        }
    }
    if class == "SGD" {
        config.remove("epsilon");
    } else {
        config.remove("momentum");
        config.remove("nesterov");
    }
    config.insert("type".into(), json!(class));
    Some(serde_json::from_value(Json::Object(config)).expect("Keras's arguments"))
}

fn arguments(config: &Map<String, Json>) -> Map<String, Json> {
    config
        .iter()
        .filter(|(key, value)| ARGUMENTS.contains(&key.as_str()) && !value.is_null())
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

/// An input whose gradient is wanted.
enum Leaf {
    Image(Tensor<4>),
    Flat(Tensor<2>),
}

impl Leaf {
    fn new(array: &Array, device: &Device) -> Self {
        if array.shape.len() == 4 {
            Self::Image(image(array, device).autodiff().require_grad())
        } else {
            Self::Flat(flat(array, device).autodiff().require_grad())
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Image(x) => Value::Image(x.clone()),
            Self::Flat(x) => Value::Flat(x.clone()),
        }
    }
}

fn array(json: &Json) -> Array {
    Array::deserialize(json).expect("an array")
}

/// Keras's `NHWC` pictures as burn's `NCHW`.
fn image(array: &Array, device: &Device) -> Tensor<4> {
    let [n, h, w, c] = array.shape[..] else {
        panic!("pictures, not {:?}", array.shape)
    };
    Tensor::<4>::from_data(TensorData::new(array.data.clone(), [n, h, w, c]), device)
        .permute([0, 3, 1, 2])
}

fn flat(array: &Array, device: &Device) -> Tensor<2> {
    let [n, c] = array.shape[..] else {
        panic!("rows, not {:?}", array.shape)
    };
    Tensor::from_data(TensorData::new(array.data.clone(), [n, c]), device)
}

async fn nhwc(tensor: Tensor<4>) -> Vec<f32> {
    read(tensor.permute([0, 2, 3, 1])).await.expect("read")
}

/// Asserts that all values are within `tolerance`, absolute near zero and relative beyond 1.
pub fn assert_close(what: &str, got: &[f32], want: &[f32], tolerance: f32) {
    assert_eq!(got.len(), want.len(), "{what}: number of values");
    for (i, (g, w)) in got.iter().zip(want).enumerate() {
        assert!(
            (g - w).abs() <= tolerance * w.abs().max(1.0),
            "{what}: value {i} is {g}, Keras has {w}"
        );
    }
}
