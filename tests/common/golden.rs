//! Checks of the engine against values that Keras computed (`tests/fixtures/golden`), the
//! same on every device: one body, run natively and in a browser.

use hearth::engine::{
    Device, Head, Mode, Network, OptimizerState, Parameter, Tensor, TensorData, Value,
    cross_entropy, one_hot, read,
};
use hearth::experiment::{Field, FieldKind, Layer, Optimizer, Shape};
use rand::SeedableRng;
use rand_pcg::Pcg32;
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

/// Which cases of a file were checked, and which ones the format does not have (yet).
#[derive(Debug, Default)]
pub struct Checked {
    /// Kinds of which at least one case passed, in the order of the cases.
    pub kinds: Vec<&'static str>,
    pub passed: Vec<String>,
    pub not_in_format: Vec<String>,
}

impl Checked {
    fn pass(&mut self, kind: &'static str, case: String) {
        self.kinds.push(kind);
        self.passed.push(case);
    }

    /// What both files together have.
    pub fn and(mut self, other: Self) -> Self {
        self.kinds.extend(other.kinds);
        self.passed.extend(other.passed);
        self.not_in_format.extend(other.not_in_format);
        self
    }

    /// Asserts that of each of the format's kinds a case passed.
    pub fn assert_has(&self, kinds: impl IntoIterator<Item = &'static str>) {
        for kind in kinds {
            assert!(
                self.kinds.contains(&kind),
                "no case of {kind} was checked: add one to tests/fixtures/golden ({self:?})"
            );
        }
    }
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

/// The values of Keras's arguments that mean what a kind without that argument does. Arguments
/// that are not here (names, initializers, constraints) change nothing of what is checked.
fn neutral(argument: &str) -> Option<Json> {
    Some(match argument {
        "use_bias" | "center" | "scale" => json!([true]),
        "groups" => json!([1]),
        "dilation_rate" => json!([1, [1, 1]]),
        "data_format" => json!(["channels_last"]),
        "keepdims" | "amsgrad" | "centered" => json!([false]),
        "axis" => json!([-1]),
        "activation" => json!(["linear"]),
        "noise_shape" | "weight_decay" | "clipnorm" | "global_clipnorm" | "clipvalue" => json!([]),
        _ => return None,
    })
}

/// Keras's configuration as the format has it: the arguments that are fields of the kind. `None`
/// if another argument says what the kind cannot do.
fn in_format(class: &str, fields: &[Field], config: &Map<String, Json>) -> Option<Json> {
    let mut own = Map::from_iter([("type".to_owned(), json!(class))]);
    for (argument, value) in config.iter().filter(|(_, value)| !value.is_null()) {
        if fields.iter().any(|f| f.name == argument) {
            own.insert(argument.clone(), value.clone());
        } else if let Some(Json::Array(values)) = neutral(argument)
            && !values.contains(value)
        {
            return None;
        }
    }
    Some(Json::Object(own))
}

/// Whether a choice in a configuration is one that the format does not have yet, as another
/// activation; every other value it must be able to read.
fn is_unknown_choice(fields: &[Field], config: &Json) -> bool {
    fields.iter().any(|f| match (f.kind, config.get(f.name)) {
        (FieldKind::Choice(names), Some(Json::String(name))) => !names.contains(&name.as_str()),
        // A schedule instead of a number.
        (FieldKind::Real, Some(value)) => value.is_object(),
        (FieldKind::Choice(_), Some(value)) => !value.is_string(),
        _ => false,
    })
}

/// Every case of a file of layers: outputs, gradients of input and weights, running statistics.
pub async fn layers(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<LayerCase> = serde_json::from_str(json).expect("cases of layers");
    let mut checked = Checked::default();
    for case in cases {
        let kind = Layer::KINDS.iter().find(|kind| kind.name == case.class);
        let config = kind.and_then(|kind| {
            let fields = (kind.fields)();
            let config = in_format(kind.name, &fields, &case.config)?;
            (!is_unknown_choice(&fields, &config)).then_some((kind.name, config))
        });
        let Some((kind, config)) = config else {
            checked.not_in_format.push(case.name);
            continue;
        };
        let layer: Layer = serde_json::from_value(config)
            .unwrap_or_else(|e| panic!("{}: the format should have it: {e}", case.name));
        if layer.kind().output(sample(&case)).is_err() {
            checked.not_in_format.push(case.name);
            continue;
        }
        check_layer(device, &layer, &case, tolerance).await;
        checked.kinds.push(layer.activation().name());
        checked.pass(kind, case.name);
    }
    checked
}

/// The shape of a sample of a case's input.
fn sample(case: &LayerCase) -> Shape {
    match case.input.shape[1..] {
        [h, w, c] => Shape::Image([h, w, c]),
        [n] => Shape::Flat(n),
        ref other => panic!("{}: samples of {other:?}", case.name),
    }
}

async fn check_layer(device: &Device, layer: &Layer, case: &LayerCase, tolerance: f32) {
    let close = |what: &str, got: &[f32], want: &Array| {
        assert_close(&format!("{} {what}", case.name), got, &want.data, tolerance);
    };
    let mut network = Network::of_layer(layer, sample(case), device);
    for parameter in &mut network.parameters {
        let key = parameter.name.rsplit('/').next().expect("a name");
        let want = array(&case.weights[key]);
        assert_eq!(parameter.weight.shape, want.shape, "{} {key}", case.name);
        let (name, weight) = (parameter.name.clone(), parameter.weight.clone());
        *parameter = Parameter::from_keras(name, weight, want.data, device);
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
        if !parameter.weight.is_trainable() {
            continue;
        }
        let key = parameter.name.rsplit('/').next().expect("a name");
        let gradient = leaf.grad_remove(&mut gradients).expect("a gradient");
        let gradient = read(gradient).await.expect("read");
        close(
            &format!("{key} gradient"),
            &parameter.to_keras(&gradient),
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
        checked.pass("none", case.regularizer);
    }
    checked
}

/// The cases of `optimizers.json`: the parameter after each of six updates.
pub async fn optimizers(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<OptimizerCase> = serde_json::from_str(json).expect("optimizers.json");
    let mut checked = Checked::default();
    for case in cases {
        let Some((kind, config)) = rule(&case) else {
            checked.not_in_format.push(case.name);
            continue;
        };
        let rule: Optimizer = serde_json::from_value(config)
            .unwrap_or_else(|e| panic!("{}: the format should have it: {e}", case.name));
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
        checked.pass(kind, case.name);
    }
    checked
}

/// The kind of a case and its configuration, if the format has it. The case's name begins with
/// Keras's class in lower case.
fn rule(case: &OptimizerCase) -> Option<(&'static str, Json)> {
    let class = case.name.split('_').next()?;
    let mut kinds = Optimizer::KINDS.iter();
    let kind = kinds.find(|kind| kind.name.eq_ignore_ascii_case(class))?;
    let fields = (kind.fields)();
    let config = in_format(kind.name, &fields, &case.config)?;
    (!is_unknown_choice(&fields, &config)).then_some((kind.name, config))
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
