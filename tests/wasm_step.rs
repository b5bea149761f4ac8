//! How long a training step takes in Chromium, with our own kernels and with burn-flex's operations: the
//! least and the median of some rounds in milliseconds. It is a test, because tests have a browser.
//!
//! `cargo xtask test steps [NAME]`: of the tests with this in their names.

#![cfg(target_family = "wasm")]

use std::sync::Arc;

use hearth::data::{Dataset, digits};
use hearth::engine::{Device, Session, open, without_own_kernels};
use hearth::experiment::{BuiltInModel, Experiment};
use hearth::protocol::DeviceKind;
use hearth::web::clock::now;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Steps of a round, and rounds.
const STEPS: usize = 10;
const ROUNDS: usize = 5;

#[wasm_bindgen_test]
async fn steps() {
    let device = open(DeviceKind::Cpu).await.expect("the CPU");
    for model in [BuiltInModel::SmallCnn, BuiltInModel::StudyCCnn] {
        let experiment = Experiment {
            model: model.model(),
            ..Experiment::default()
        };
        let own = time(experiment.clone(), &device).await;
        console_log!("{} own kernels {own}", model.name());
        // The future is polled to its end at once: nothing on the CPU waits.
        let burn = without_own_kernels(|| pollster(time(experiment.clone(), &device)));
        console_log!("{} burn-flex {burn}", model.name());
        let mut augmented = experiment;
        augmented.data.augmentation = serde_json::from_str(AUGMENTATION).expect("an augmentation");
        let own = time(augmented, &device).await;
        console_log!("{} own kernels, augmented {own}", model.name());
    }
}

/// The same on WebGPU, of which Chromium here has only an emulation: a few steps. Then the default network's with fewer
/// and with more shaders handed over at a time, 32 without a number. A device is set up once, and in the browser, where
/// all are the same adapter, there are two beside the usual one.
#[cfg(feature = "webgpu")]
#[wasm_bindgen_test]
async fn webgpu_steps() {
    use burn::tensor::DeviceKind::{DiscreteGpu, IntegratedGpu};

    hearth::web::constructors::run_constructors();
    let usual = open(DeviceKind::WebGpu).await.expect("an adapter");
    for model in [BuiltInModel::SmallCnn, BuiltInModel::StudyCCnn] {
        let experiment = Experiment {
            model: model.model(),
            ..Experiment::default()
        };
        let time = rounds(experiment, &usual, 2, 2).await;
        console_log!("{} WebGPU {time}", model.name());
    }
    let mut devices = vec![("32", usual)];
    for (name, kind, tasks) in [("8", DiscreteGpu(0), 8), ("1024", IntegratedGpu(0), 1024)] {
        let options = Device::wgpu_options().device_kind(kind).tasks_max(tasks);
        devices.push((name, options.init_async().await.expect("an adapter")));
    }
    for _ in 0..2 {
        for (tasks, device) in &devices {
            let time = rounds(Experiment::default(), device, 4, 3).await;
            console_log!("WebGPU, {tasks} shaders at a time: {time}");
        }
    }
}

/// Study C's, and noise.
const AUGMENTATION: &str = r#"{"rotation_range": 10, "width_shift_range": 0.1,
    "height_shift_range": 0.1, "zoom_range": 0.1, "gaussian_noise": 0.1, "brightness_range": [0.8, 1.2]}"#;

/// The result of a future that never waits.
fn pollster<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the CPU waits for something"),
    }
}

/// Milliseconds a step.
async fn time(experiment: Experiment, device: &Device) -> String {
    rounds(experiment, device, STEPS, ROUNDS).await
}

/// The same of so many steps a round, after one in which the browser still compiles.
async fn rounds(
    mut experiment: Experiment,
    device: &Device,
    steps: usize,
    rounds: usize,
) -> String {
    experiment.training.batch_size = 64;
    let loaded = digits::load(64 * (steps + 4), 100, 7);
    let data = Dataset::prepare(loaded, &experiment.data, digits::LICENCE, experiment.seed);
    let data = Arc::new(data.expect("digits"));
    let mut times = Vec::new();
    for _ in 0..=rounds {
        let mut session =
            Session::new(experiment.clone(), Arc::clone(&data), device).expect("a session");
        let start = now();
        while session.step() < steps {
            session.work(steps - session.step()).await.expect("work");
        }
        times.push((now() - start) * 1e3 / steps as f64);
    }
    let mut times = times.split_off(1);
    times.sort_by(f64::total_cmp);
    format!("{:.1} ms, median {:.1} ms", times[0], times[rounds / 2])
}
