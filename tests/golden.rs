//! The engine against Keras, natively, on both CPU devices.
//!
//! `HEARTH_GOLDEN=DIR cargo test golden` takes the same files from another folder.

#![cfg(not(target_family = "wasm"))]

mod common;

use common::golden::{self, Checked};
use hearth::engine::{Device, open};
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

fn on_cpus(check: &impl AsyncFn(&Device) -> Checked, at_least: &[&str]) {
    for kind in [DeviceKind::Cpu, DeviceKind::Ndarray] {
        let device = pollster::block_on(open(kind)).expect("a CPU");
        let checked = pollster::block_on(check(&device));
        println!("{}: {checked:?}", kind.label());
        for name in at_least {
            assert!(
                checked.passed.iter().any(|p| p.starts_with(name)),
                "no case of {name} was checked: {checked:?}"
            );
        }
    }
}

#[test]
fn golden_layers() {
    let json = file("layers.json");
    on_cpus(
        &async |device| golden::layers(device, &json, TOLERANCE).await,
        &[
            "conv",
            "maxpool",
            "dense",
            "batchnorm_train",
            "batchnorm_infer",
            "activation_relu",
        ],
    );
}

#[test]
fn golden_losses() {
    let json = file("losses.json");
    on_cpus(
        &async |device| golden::losses(device, &json, TOLERANCE).await,
        &["none"],
    );
}

#[test]
fn golden_optimizers() {
    let json = file("optimizers.json");
    on_cpus(
        &async |device| golden::optimizers(device, &json, UPDATE_TOLERANCE).await,
        &["sgd", "sgd_momentum", "sgd_nesterov", "adam"],
    );
}
