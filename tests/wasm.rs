//! The worker's parts in a real browser: the engine against Keras on the CPU and on WebGPU
//! (software, in a headless Chromium), and the two against each other.

#![cfg(target_family = "wasm")]

mod common;

use std::cell::RefCell;
use std::sync::Arc;

use common::golden::{self, assert_close};
use hearth::data::drawing::{self, DrawingStyle};
use hearth::data::{Dataset, Pictures, digits};
use hearth::engine::{Device, Session, open, probe};
use hearth::experiment::{Activation, Experiment, Layer, Model, Optimizer, Source};
use hearth::protocol::{Buffer, Command, DeviceKind, RunCommand, RunId};
use hearth::run::Outcome;
use hearth::web::port::{self, Port};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const EXPLANATIONS: &str = include_str!("fixtures/golden/explain.json");
const LAYERS: &str = include_str!("fixtures/golden/layers.json");
const MORE_LAYERS: &str = include_str!("fixtures/golden/layers_more.json");
const REST_OF_LAYERS: &str = include_str!("fixtures/golden/layers_rest.json");
const LOSSES: &str = include_str!("fixtures/golden/losses.json");
const NETWORKS: &str = include_str!("fixtures/golden/network.json");
const OPTIMIZERS: &str = include_str!("fixtures/golden/optimizers.json");
const SCHEDULES: &str = include_str!("fixtures/golden/schedules.json");

async fn golden_on(device: &Device, tolerance: f32) {
    let layers = golden::layers(device, LAYERS, tolerance).await;
    let layers = layers.and(golden::layers(device, MORE_LAYERS, tolerance).await);
    let layers = layers.and(golden::layers(device, REST_OF_LAYERS, tolerance).await);
    layers.assert_has(Layer::KINDS.iter().map(|kind| kind.name));
    layers.assert_has(Activation::NAMES.iter().copied());
    let losses = golden::losses(device, LOSSES, tolerance).await;
    losses.assert_has(["none", "l1", "l2", "l1_l2"]);
    let optimizers = golden::optimizers(device, OPTIMIZERS, tolerance).await;
    optimizers.assert_has(Optimizer::KINDS.iter().map(|kind| kind.name));
    let networks = golden::networks(device, NETWORKS, tolerance).await;
    networks.assert_has(["SGD", "Adam", "RMSprop", "Nadam"]);
    let scheduled = golden::scheduled(device, SCHEDULES, tolerance).await;
    scheduled.assert_has(["RMSprop", "Adam"]);
    // Of equal values in a window of max pooling, devices may give the gradient to another than Keras does.
    let ties = if tolerance > 1e-4 { 1e-2 } else { tolerance };
    common::explain::check(device, EXPLANATIONS, tolerance, ties).await;
}

/// A small experiment of every layer, and its data.
fn experiment() -> (Experiment, Arc<Dataset>) {
    let model: Model = serde_json::from_str(
        r#"{"layers": [
            {"type": "Conv2D", "filters": 4, "kernel_size": 5, "strides": 2, "padding": "same", "activation": "relu"},
            {"type": "MaxPooling2D"},
            {"type": "BatchNormalization"},
            {"type": "Dropout", "rate": 0.25},
            {"type": "Flatten"},
            {"type": "Dense", "units": 10, "activation": "softmax"}
        ]}"#,
    )
    .expect("a model");
    let mut experiment = Experiment {
        model,
        ..Experiment::default()
    };
    experiment.data.source = Source::SyntheticDigits {
        train: 200,
        test: 50,
    };
    experiment.training.batch_size = 32;
    experiment.training.epochs = 1;
    let (data, seed) = (&experiment.data, experiment.seed);
    let data = Dataset::prepare(digits::load(200, 50, seed), data, digits::LICENCE, seed);
    (experiment, Arc::new(data.expect("digits")))
}

/// Losses of a run to its end, with a snapshot restored into a new session in the middle.
async fn losses(device: &Device) -> Vec<f32> {
    let (experiment, data) = experiment();
    let mut session =
        Session::new(experiment.clone(), Arc::clone(&data), device).expect("a session");
    let mut losses = Vec::new();
    loop {
        match session.work(2).await.expect("work") {
            Outcome::Steps(steps) => losses.extend(steps.iter().map(|s| s.loss)),
            Outcome::Finished => break,
            _ => {}
        }
        if losses.len() == 4 {
            let snapshot = session.snapshot().await.expect("a snapshot");
            session =
                Session::new(experiment.clone(), Arc::clone(&data), device).expect("a session");
            session.restore(&snapshot).expect("restored");
        }
    }
    let picture =
        drawing::picture(&[vec![[0.5, 0.2], [0.5, 0.8]]], 0.06, DrawingStyle::Mnist).expect("ink");
    let drawing = Pictures::new([28, 28, 1], picture, vec![0]).expect("a picture");
    let (_, values) = session.input(drawing).expect("a picture of the set's size");
    let answer = probe(session.network(), values, session.data().shape())
        .await
        .expect("an answer");
    assert_eq!(answer.maps.len(), 1);
    assert_close(
        "sum of probabilities",
        &[answer.probabilities.iter().sum()],
        &[1.0],
        1e-4,
    );
    losses
}

#[wasm_bindgen_test]
async fn cpu_computes_what_keras_does() {
    let device = open(DeviceKind::Cpu).await.expect("the CPU");
    golden_on(&device, 1e-4).await;
}

#[wasm_bindgen_test]
async fn cpu_repeats_itself() {
    let device = open(DeviceKind::Cpu).await.expect("the CPU");
    let first = losses(&device).await;
    assert_eq!(first.len(), 6);
    assert_eq!(first, losses(&device).await);
}

// One test for all of WebGPU: a program starts its device once.
#[cfg(feature = "webgpu")]
#[wasm_bindgen_test]
async fn webgpu_computes_what_keras_and_the_cpu_do() {
    hearth::web::constructors::run_constructors();
    let gpu = open(DeviceKind::WebGpu).await.expect("an adapter");
    golden_on(&gpu, 1e-3).await;
    let cpu = open(DeviceKind::Cpu).await.expect("the CPU");
    common::convolutions::check(&gpu, &cpu, 1e-4).await;
    assert_close("losses", &losses(&gpu).await, &losses(&cpu).await, 2e-3);
    webgpu_is_asked_for_little(&gpu).await;
}

/// What a step of a built-in model asks of WebGPU. The bounds are what is reached, and a little more: whoever exceeds
/// them has made steps slower on every graphics card.
#[cfg(feature = "webgpu")]
async fn webgpu_is_asked_for_little(gpu: &Device) {
    use hearth::experiment::BuiltInModel;
    use wasm_bindgen_test::console_log;

    let calls = common::webgpu_calls::Calls::begin();
    for (model, dispatches) in [
        (BuiltInModel::SmallCnn, 61.0),
        (BuiltInModel::StudyCCnn, 74.0),
    ] {
        let (mut experiment, data) = experiment();
        experiment.model = model.model();
        experiment.training.batch_size = 16;
        // With a rate and moments that change in every step.
        experiment.schedule = serde_json::from_str(r#"{"type": "OneCycle"}"#).expect("a schedule");
        let mut session = Session::new(experiment, data, gpu).expect("a session");
        session.work(1).await.expect("a step");
        let counts = calls.of_steps(&mut session, 4).await;
        console_log!("{}: {counts:?}", model.name());
        assert!(
            counts.dispatches <= dispatches,
            "{}: {counts:?}",
            model.name()
        );
        // The samples, the labels, and little else.
        let samples = 16.0 * (784.0 + 1.0) * 4.0;
        assert!(
            counts.bytes <= 1.5 * samples,
            "{}: {counts:?}",
            model.name()
        );
        assert!(counts.reads <= 1.0, "{}: {counts:?}", model.name());
        assert!(counts.compiled < 1.0, "{}: {counts:?}", model.name());
    }
}

/// Keeps what is posted to it.
#[derive(Default)]
struct Capture(RefCell<Option<JsValue>>);

impl Port for Capture {
    fn post(&self, value: &JsValue, _transfer: &JsValue) -> Result<(), JsValue> {
        self.0.replace(Some(value.clone()));
        Ok(())
    }
}

#[wasm_bindgen_test]
fn messages_cross_with_their_buffers() {
    let prepare = |bytes: Buffer| {
        let prepare = RunCommand::Prepare {
            experiment: Box::default(),
            snapshot: Some(bytes),
        };
        Command::Run(RunId(3), prepare)
    };
    let snapshot = |command: Command| match command {
        Command::Run(_, RunCommand::Prepare { snapshot, .. }) => snapshot.expect("a snapshot"),
        other => panic!("{other:?}"),
    };
    let capture = Capture::default();
    port::send(&capture, prepare(vec![1, 2, 3].into())).expect("sent");
    let crossed = capture.0.take().expect("posted");
    let received = snapshot(port::receive(&crossed).expect("read"));
    assert_eq!(received.in_memory(), None, "its bytes were not read");
    // Sent on, it arrives as it was.
    port::send(&capture, prepare(received)).expect("sent");
    let crossed = capture.0.take().expect("posted");
    let received = snapshot(port::receive(&crossed).expect("read"));
    assert_eq!(received.into_vec(), [1, 2, 3]);
    let other: Result<Command, _> = port::receive(&JsValue::from_str("hello"));
    assert!(other.is_err());
}
