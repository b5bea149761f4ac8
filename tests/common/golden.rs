//! Checks of the engine against values that Keras computed (`tests/fixtures/golden`), the
//! same on every device: one body, run natively and in a browser.

use hearth::engine::{
    Device, Head, Mode, Network, OptimizerState, Parameter, Tensor, TensorData, Value,
    cross_entropy, one_hot, read,
};
use hearth::experiment::layers::{Dense, Residual};
use hearth::experiment::{Course, Field, FieldKind, Layer, Model, Optimizer, Schedule, Shape};
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
    total_loss: f32,
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
        "keepdims" | "amsgrad" | "centered" | "approximate" | "invert" => json!([false]),
        "axis" => json!([-1, [-1]]),
        "activation" => json!(["linear"]),
        "noise_shape" | "weight_decay" | "clipnorm" | "global_clipnorm" | "clipvalue" => json!([]),
        _ => return None,
    })
}

/// Keras's configuration as the format has it: the arguments that are fields of the kind. `None`
/// if another argument says what the kind cannot do.
fn in_format(class: &str, fields: &[Field], config: &Map<String, Json>) -> Option<Json> {
    let mut own = Map::from_iter([("type".to_owned(), json!(class))]);
    // The cases bring their weights, so how these begin is of no matter.
    let is_given = |argument: &str| argument.ends_with("_initializer");
    let arguments = config
        .iter()
        .filter(|(name, value)| !value.is_null() && !is_given(name));
    for (argument, value) in arguments {
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
        (FieldKind::Choice(_), Some(value)) => !value.is_string(),
        _ => false,
    })
}

/// A network for a case, and Keras's name of each of its parameters.
struct Built {
    network: Network,
    /// The kinds that it has.
    kinds: Vec<&'static str>,
    keys: Vec<String>,
}

/// A layer of the format for Keras's; `None` if the format does not have it.
fn layer(class: &str, config: &Map<String, Json>) -> Option<Layer> {
    let kind = Layer::KINDS.iter().find(|kind| kind.name == class)?;
    let fields = (kind.fields)();
    let config = in_format(kind.name, &fields, config)?;
    if is_unknown_choice(&fields, &config) {
        return None;
    }
    let layer = serde_json::from_value(config);
    Some(layer.unwrap_or_else(|e| panic!("{class}: the format should have it: {e}")))
}

/// The layers of a model of Keras's, and the names of those that there are in each of them, in
/// order. A model that adds its input to its output is a block.
fn model(config: &Map<String, Json>) -> Option<(Vec<Layer>, Vec<String>)> {
    let (mut layers, mut skipped, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let mut block = None;
    for entry in config["layers"].as_array()? {
        let (class, name) = (entry["class_name"].as_str()?, entry["name"].as_str()?);
        let config = entry["config"].as_object()?;
        match class {
            "InputLayer" => {}
            "Add" => block = Some(std::mem::take(&mut layers)),
            "Functional" => {
                let (inner, inner_names) = model(config)?;
                layers.extend(inner);
                names.extend(inner_names);
            }
            // The projection, whose weights come last.
            _ if name.ends_with("_skip") => skipped.push(name.to_owned()),
            class => {
                layers.push(layer(class, config)?);
                names.push(name.to_owned());
            }
        }
    }
    names.extend(skipped);
    if let Some(inner) = block {
        let activation = layers.pop()?.activation();
        let block = Residual {
            layers: inner,
            activation,
        };
        layers = vec![block.into()];
    }
    Some((layers, names))
}

/// The network of a case; `None` if the format does not have it.
fn built(case: &LayerCase, device: &Device) -> Option<Built> {
    let shape = sample(case)?;
    if case.class != "Functional" {
        let layer = layer(&case.class, &case.config)?;
        layer.kind().output(shape).ok()?;
        let network = Network::of_layer(&layer, shape, device);
        let names = network.parameters.iter().map(|p| p.name.rsplit('/').next());
        return Some(Built {
            keys: names.flatten().map(str::to_owned).collect(),
            kinds: vec![kind_name(&layer), layer.activation().name()],
            network,
        });
    }
    let (layers, names) = model(&case.config)?;
    let kinds = layers.iter().map(kind_name).collect();
    let network = if let [layer] = &layers[..] {
        Network::of_layer(layer, shape, device)
    } else {
        let name = String::new();
        let classes = *case.output.shape.last()?;
        let model = Model::new(name, layers);
        Network::new(&model, shape, classes, 0, device).ok()?.0
    };
    // The layers that have weights are in the same order here and there.
    let has_weights = |name: &String| {
        case.weights
            .keys()
            .any(|key| key.starts_with(&format!("{name}/")))
    };
    let mut names = names.into_iter().filter(has_weights);
    let (mut before, mut name) = (None, String::new());
    let mut keys = Vec::new();
    for parameter in &network.parameters {
        let (path, weight) = parameter.name.rsplit_once('/')?;
        if before.replace(path) != Some(path) {
            name = names.next()?;
        }
        keys.push(format!("{name}/{weight}"));
    }
    Some(Built {
        network,
        kinds,
        keys,
    })
}

fn kind_name(layer: &Layer) -> &'static str {
    let mut kinds = Layer::KINDS.iter();
    let kind = kinds.find(|kind| kind.name == layer.class_name());
    kind.expect("one of the kinds").name
}

/// Every case of a file of layers: outputs, gradients of input and weights, running statistics.
pub async fn layers(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<LayerCase> = serde_json::from_str(json).expect("cases of layers");
    let mut checked = Checked::default();
    for case in cases {
        let Some(built) = built(&case, device) else {
            checked.not_in_format.push(case.name);
            continue;
        };
        checked.kinds.extend(&built.kinds);
        check_layer(device, built, &case, tolerance).await;
        checked.passed.push(case.name);
    }
    checked
}

/// The shape of a sample of a case's input, if it is one that the format has.
fn sample(case: &LayerCase) -> Option<Shape> {
    match case.input.shape[1..] {
        [h, w, c] => Some(Shape::Image([h, w, c])),
        [n] => Some(Shape::Flat(n)),
        _ => None,
    }
}

async fn check_layer(device: &Device, built: Built, case: &LayerCase, tolerance: f32) {
    let Built {
        mut network, keys, ..
    } = built;
    let close = |what: &str, got: &[f32], want: &Array| {
        assert_close(&format!("{} {what}", case.name), got, &want.data, tolerance);
    };
    assert_eq!(keys.len(), case.weights.len(), "{}", case.name);
    for (parameter, key) in network.parameters.iter_mut().zip(&keys) {
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
    let forward = network.forward(&leaves, input.value(), mode, Head::Output);
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
    for ((parameter, leaf), key) in network.parameters.iter().zip(leaves).zip(&keys) {
        if !parameter.weight.is_trainable() {
            continue;
        }
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
        let key = &keys[at];
        let got = read(value).await.expect("read");
        close(key, &got, &array(&case.non_trainable_after[key]));
    }
}

/// The cases of `losses.json`: the loss and its gradients through a dense layer.
pub async fn losses(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<LossCase> = serde_json::from_str(json).expect("losses.json");
    let mut checked = Checked::default();
    for case in cases {
        // The coefficients that `generate.py` has.
        let (l1, l2) = match case.regularizer.as_str() {
            "none" => (0.0, 0.0),
            "l1" => (0.01, 0.0),
            "l2" => (0.0, 0.001),
            "l1_l2" => (0.01, 0.001),
            other => panic!("what is {other}?"),
        };
        let [inputs, units] = case.kernel.shape[..] else {
            panic!("a kernel")
        };
        let layer = Dense {
            units,
            kernel_l1: l1,
            kernel_l2: l2,
            ..Dense::default()
        };
        let mut network = Network::of_layer(&layer.into(), Shape::Flat(inputs), device);
        for (parameter, values) in network
            .parameters
            .iter_mut()
            .zip([&case.kernel, &case.bias])
        {
            let (name, weight) = (parameter.name.clone(), parameter.weight.clone());
            *parameter = Parameter::from_keras(name, weight, values.data.clone(), device);
        }
        let leaves = network.leaves();
        let input = Value::Flat(flat(&case.input, device).autodiff());
        let mode = Mode::Inference;
        let forward = network.forward(&leaves, input, mode, Head::Logits);
        let logits = forward.output.into_flat();
        let labels: Vec<u16> = case.labels.data.iter().map(|&l| l as u16).collect();
        let loss = cross_entropy(logits, one_hot(&labels, units, device).autodiff());
        let got = read(loss.clone().inner()).await.expect("read");
        assert_close("loss", &got, &[case.data_loss], tolerance);
        let penalty = network.penalty(&leaves);
        assert_eq!(penalty.is_some(), case.regularizer != "none");
        let loss = penalty.into_iter().fold(loss, Tensor::add);
        let got = read(loss.clone().inner()).await.expect("read");
        assert_close("loss with penalty", &got, &[case.total_loss], tolerance);
        let gradients = loss.backward();
        let wanted = [("kernel", case.grad_kernel), ("bias", case.grad_bias)];
        for ((what, want), leaf) in wanted.into_iter().zip(leaves) {
            let got = read(leaf.grad(&gradients).expect("a gradient"));
            let what = format!("loss {what} gradient");
            assert_close(&what, &got.await.expect("read"), &want.data, tolerance);
        }
        let kinds = ["none", "l1", "l2", "l1_l2"];
        let kind = kinds.into_iter().find(|kind| *kind == case.regularizer);
        checked.pass(kind.expect("a regularizer"), case.regularizer);
    }
    checked
}

/// The cases of `optimizers.json`: the parameter after each of six updates.
pub async fn optimizers(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<OptimizerCase> = serde_json::from_str(json).expect("optimizers.json");
    updates(device, cases, tolerance).await
}

/// The updates in `schedules.json`, each with the step size of a schedule.
pub async fn scheduled(device: &Device, json: &str, tolerance: f32) -> Checked {
    #[derive(Deserialize)]
    struct File {
        optimizers: Vec<OptimizerCase>,
    }
    let file: File = serde_json::from_str(json).expect("schedules.json");
    updates(device, file.optimizers, tolerance).await
}

async fn updates(device: &Device, cases: Vec<OptimizerCase>, tolerance: f32) -> Checked {
    let mut checked = Checked::default();
    for case in cases {
        let (case, schedule) = with_schedule(case);
        let Some((kind, config)) = rule(&case.name, &case.config) else {
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
            let course = Course {
                learning_rate: rule.learning_rate(),
                steps: 100,
            };
            state.set_learning_rate(schedule.kind().learning_rate(i, &course));
            state.update(std::iter::once((&mut value, row(gradient))));
            let got = read(value.clone()).await.expect("read");
            let what = format!("{} after step {}", case.name, i + 1);
            assert_close(&what, &got, &want.data, tolerance);
        }
        checked.pass(kind, case.name);
    }
    checked
}

/// A case whose step size is a schedule, with a number in its place, and the schedule.
fn with_schedule(mut case: OptimizerCase) -> (OptimizerCase, Schedule) {
    let Some(Json::Object(rate)) = case.config.get("learning_rate").cloned() else {
        return (case, Schedule::default());
    };
    case.config.remove("learning_rate");
    let Json::Object(mut config) = rate["config"].clone() else {
        panic!("{}: a schedule", case.name)
    };
    config.remove("name");
    config.insert("type".to_owned(), rate["class_name"].clone());
    let schedule = serde_json::from_value(Json::Object(config));
    (case, schedule.expect("a schedule of the format"))
}

/// The kind of a case and its configuration, if the format has it. The case's name begins with
/// Keras's class in lower case.
fn rule(name: &str, config: &Map<String, Json>) -> Option<(&'static str, Json)> {
    let class = name.split('_').next()?;
    let mut kinds = Optimizer::KINDS.iter();
    let kind = kinds.find(|kind| kind.name.eq_ignore_ascii_case(class))?;
    let fields = (kind.fields)();
    let config = in_format(kind.name, &fields, config)?;
    (!is_unknown_choice(&fields, &config)).then_some((kind.name, config))
}

#[derive(Deserialize)]
struct NetworkCase {
    optimizer: String,
    config: Map<String, Json>,
    weights: Vec<NamedArray>,
    input: Array,
    labels: Array,
    logits_before: Array,
    loss_each_step: Vec<f32>,
    logits_after: Array,
}

#[derive(Deserialize)]
struct NamedArray {
    value: Array,
}

/// The network of `generate.py`.
const NETWORK: &str = r#"{"layers": [
    {"type": "Conv2D", "filters": 4, "kernel_size": 5, "padding": "same", "activation": "relu"},
    {"type": "MaxPooling2D"},
    {"type": "BatchNormalization"},
    {"type": "Conv2D", "filters": 6, "kernel_size": 3, "activation": "leaky_relu"},
    {"type": "AveragePooling2D"},
    {"type": "Flatten"},
    {"type": "Dense", "units": 8, "activation": "relu", "kernel_l2": 0.001},
    {"type": "Dense", "units": 3}
]}"#;

/// The cases of `network.json`: a whole network trained for a few steps.
pub async fn networks(device: &Device, json: &str, tolerance: f32) -> Checked {
    let cases: Vec<NetworkCase> = serde_json::from_str(json).expect("network.json");
    let model: Model = serde_json::from_str(NETWORK).expect("a model");
    let mut checked = Checked::default();
    for case in cases {
        let Some((kind, config)) = rule(&case.optimizer, &case.config) else {
            checked.not_in_format.push(case.optimizer);
            continue;
        };
        let rule: Optimizer = serde_json::from_value(config).expect("a rule");
        let shape = Shape::Image([12, 12, 1]);
        let (mut network, _) = Network::new(&model, shape, 3, 0, device).expect("it fits");
        assert_eq!(network.parameters.len(), case.weights.len());
        for (parameter, NamedArray { value }) in network.parameters.iter_mut().zip(&case.weights) {
            assert_eq!(parameter.weight.shape, value.shape, "{}", parameter.name);
            let (name, weight) = (parameter.name.clone(), parameter.weight.clone());
            *parameter = Parameter::from_keras(name, weight, value.data.clone(), device);
        }
        let what = |what: &str| format!("{} {what}", case.optimizer);
        let input = || Value::Image(image(&case.input, device));
        let before = read(network.logits(input())).await.expect("read");
        assert_close(
            &what("logits before"),
            &before,
            &case.logits_before.data,
            tolerance,
        );

        let trainable = |network: &Network| -> Vec<Tensor<1>> {
            let parameters = network
                .parameters
                .iter()
                .filter(|p| p.weight.is_trainable());
            parameters.map(|p| p.value.clone()).collect()
        };
        let mut state = OptimizerState::new(&rule, &trainable(&network));
        let labels: Vec<u16> = case.labels.data.iter().map(|&l| l as u16).collect();
        for (step, want) in case.loss_each_step.iter().enumerate() {
            let leaves = network.leaves();
            let mut rng = Pcg32::seed_from_u64(0);
            let mode = Mode::Training(&mut rng);
            let input = input().autodiff();
            let forward = network.forward(&leaves, input, mode, Head::Logits);
            let targets = one_hot(&labels, 3, device).autodiff();
            let loss = cross_entropy(forward.output.into_flat(), targets);
            let loss = network.penalty(&leaves).into_iter().fold(loss, Tensor::add);
            let mut gradients = loss.backward();
            let got = read(loss.inner()).await.expect("read");
            assert_close(
                &what(&format!("loss of step {step}")),
                &got,
                &[*want],
                tolerance,
            );
            let pairs = network.parameters.iter_mut().zip(leaves);
            let pairs = pairs.filter_map(|(parameter, leaf)| {
                let gradient = leaf.grad_remove(&mut gradients)?;
                Some((&mut parameter.value, gradient))
            });
            state.update(pairs);
            for (at, value) in forward.statistics {
                network.parameters[at].value = value;
            }
        }
        let after = read(network.logits(input())).await.expect("read");
        assert_close(
            &what("logits after"),
            &after,
            &case.logits_after.data,
            tolerance,
        );
        checked.pass(kind, case.optimizer);
    }
    checked
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
            "{what}: value {i} is {g}, and should be {w}"
        );
    }
}
