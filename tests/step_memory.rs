//! What training takes of memory is what the estimate says: not more, and not much less.

#![cfg(not(target_family = "wasm"))]

use std::sync::Arc;

use hearth::engine::{Session, open, set_threads};
use hearth::experiment::{Activation, Experiment, Layer};
use hearth::protocol::DeviceKind;
use peak_alloc::PeakAlloc;
use pollster::block_on;
use serde_json::{Value, json};

#[path = "common/recipes.rs"]
mod recipes;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Samples of a step.
const BATCH: usize = 64;
/// What a program takes however small its network is.
const ALWAYS: u64 = 200_000;

/// Holds two steps to the estimate. Tests of this program must not run beside each other, so there is only one.
fn check(name: &str, mut experiment: Experiment) {
    experiment.training.batch_size = BATCH;
    experiment.callbacks.clear();
    let data = recipes::few(&experiment, 3 * BATCH);
    let summary = experiment.summary(data.shape(), data.classes.len());
    let summary = summary.unwrap_or_else(|e| panic!("{name}: {e}"));
    let estimate = summary.step_bytes(BATCH, &experiment.optimizer);
    let data = Arc::new(data);
    let device = block_on(open(DeviceKind::Cpu)).expect("the CPU");
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let mut session = Session::new(experiment, data, &device).expect(name);
    for _ in 0..2 {
        block_on(session.work(1)).expect(name);
    }
    let taken = (MEMORY.peak_usage() - before) as u64;
    println!("{name}: {taken} of {estimate} bytes");
    assert!(taken <= estimate + ALWAYS, "{name}: {taken} of {estimate}");
    assert!(estimate <= 3 * taken, "{name}: {taken} of {estimate}");
}

/// A convolution with 16 filters.
fn convolution() -> Value {
    json!({"type": "Conv2D", "filters": 16, "kernel_size": 3, "padding": "same"})
}

/// Digits through two layers and a classifier.
fn network(first: &Value, second: &Value) -> Experiment {
    let dense = json!({"type": "Dense", "units": 10, "activation": "softmax"});
    let layers = json!([first, second, {"type": "Flatten"}, dense]);
    let mut experiment = recipes::read("mnist");
    experiment.model.layers = serde_json::from_value(layers).expect("layers");
    experiment
}

#[test]
fn a_step_takes_at_most_what_the_estimate_says() {
    set_threads(1);
    for name in recipes::names() {
        let experiment = recipes::read(&name);
        if experiment.model.classifier.is_none() {
            check(&name, experiment);
        }
    }
    for kind in Layer::KINDS {
        let mut layer = serde_json::to_value((kind.new)()).expect("JSON");
        if kind.name == "GroupNormalization" {
            layer["groups"] = json!(4);
        }
        let experiment = match kind.name {
            "Normalization" => network(&layer, &convolution()),
            "Dense" => network(&json!({"type": "Flatten"}), &layer),
            _ => network(&convolution(), &layer),
        };
        check(kind.name, experiment);
    }
    let pool = json!({"type": "MaxPooling2D"});
    let block = json!({"type": "Residual", "layers": [convolution(), pool]});
    check("pooling in a block", network(&convolution(), &block));
    for activation in Activation::ALL {
        // Those are for the last layer.
        if !matches!(activation, Activation::Softmax | Activation::LogSoftmax) {
            let mut layer = convolution();
            layer["activation"] = serde_json::to_value(activation).expect("JSON");
            check(&format!("{activation:?}"), network(&convolution(), &layer));
        }
    }
}
