//! The engine against Keras, natively, on both CPU devices.
//!
//! `HEARTH_GOLDEN=DIR cargo test golden` takes the same files from another folder.

#![cfg(not(target_family = "wasm"))]

mod common;

use common::golden::{self, Checked};
use hearth::engine::{Device, open};
use hearth::experiment::{Activation, Layer, Optimizer};
use hearth::protocol::DeviceKind;

/// Differences allowed for single precision and another order of sums.
const TOLERANCE: f32 = 1e-4;
/// An update has no sums: a few roundings to single precision are all that differs.
const UPDATE_TOLERANCE: f32 = 2e-6;

fn file(name: &str) -> String {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = std::path::Path::new(&folder).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Checks on both CPU devices, each of which must have had a case of every kind.
fn on_cpus(check: &impl AsyncFn(&Device) -> Checked, kinds: &[&'static str]) {
    for kind in [DeviceKind::Cpu, DeviceKind::Ndarray] {
        let device = pollster::block_on(open(kind)).expect("a CPU");
        let checked = pollster::block_on(check(&device));
        println!("{}: {checked:?}", kind.label());
        checked.assert_has(kinds.iter().copied());
    }
}

/// Cases that the format does not have, each with the reason.
const NOT_OFFERED: [(&str, &str); 4] = [
    ("reshape", "to 4 × 6, neither a picture nor a row"),
    (
        "dense_on_image",
        "a dense layer takes rows; Keras's takes the last axis of anything",
    ),
    (
        "softmax_layer_axis1",
        "of samples with two axes, along the first of them",
    ),
    ("activation_gelu_tanh", "Keras writes no name of it"),
];

#[test]
fn golden_layers() {
    let files = ["layers.json", "layers_more.json", "layers_rest.json"].map(file);
    let mut kinds: Vec<_> = Layer::KINDS.iter().map(|kind| kind.name).collect();
    kinds.extend(Activation::NAMES);
    on_cpus(
        &async |device| {
            let mut checked = Checked::default();
            for json in &files {
                checked = checked.and(golden::layers(device, json, TOLERANCE).await);
            }
            let left_out = NOT_OFFERED.map(|(case, _)| case);
            assert_eq!(checked.not_in_format, left_out);
            checked
        },
        &kinds,
    );
}

#[test]
fn golden_networks() {
    let json = file("network.json");
    on_cpus(
        &async |device| golden::networks(device, &json, TOLERANCE).await,
        &["SGD", "Adam", "RMSprop", "Nadam"],
    );
}

#[test]
fn golden_losses() {
    let json = file("losses.json");
    on_cpus(
        &async |device| golden::losses(device, &json, TOLERANCE).await,
        &["none", "l1", "l2", "l1_l2"],
    );
}

#[test]
fn golden_optimizers() {
    let json = file("optimizers.json");
    let kinds: Vec<_> = Optimizer::KINDS.iter().map(|kind| kind.name).collect();
    on_cpus(
        &async |device| {
            let checked = golden::optimizers(device, &json, UPDATE_TOLERANCE).await;
            assert!(checked.not_in_format.is_empty(), "{checked:?}");
            checked
        },
        &kinds,
    );
}

#[test]
fn golden_scheduled_updates() {
    let json = file("schedules.json");
    on_cpus(
        &async |device| golden::scheduled(device, &json, 1e-5).await,
        &["RMSprop", "Adam"],
    );
}
