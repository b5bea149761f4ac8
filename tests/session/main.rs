//! Training runs: they learn, repeat themselves, go on from snapshots, and agree on both
//! CPU devices.

#![cfg(not(target_family = "wasm"))]

mod course;
mod failures;
mod layer_statistics;
mod normalization;
mod samples;
mod snapshots;

use std::sync::Arc;

use hearth::data::{Dataset, Pictures, Role, Samples, Unlabelled, digits, points};
use hearth::engine::{Device, EngineError, Session, classify, open, probe, read};
use hearth::experiment::layers::Residual;
use hearth::experiment::{
    Activation, Callback, ClassWeight, Experiment, Layer, Layout, Model, Optimizer, Padding,
    Points, Scaling, Source,
};
use hearth::protocol::DeviceKind;
use hearth::run::{
    EpochScores, Evaluation, LayerStatistics, NetworkStatistics, Outcome, Pace, Run, RunEvent,
    Scores, StepRecord, Surroundings, Trainer,
};
use pollster::block_on;
use safetensors::SafeTensors;

fn device(kind: DeviceKind) -> Device {
    block_on(open(kind)).expect("a CPU")
}

/// The digits that an experiment of this file trains on, prepared as it says.
fn data(train: usize, experiment: &Experiment) -> Arc<Dataset> {
    let loaded = digits::load(train, 100, 7);
    let (data, seed) = (&experiment.data, experiment.seed);
    Arc::new(Dataset::prepare(loaded, data, digits::LICENCE, seed).expect("digits"))
}

/// A run of an experiment on so many digits.
fn session(train: usize, experiment: Experiment, device: &Device) -> Session {
    let data = data(train, &experiment);
    Session::new(experiment, data, device).expect("a session")
}

/// The default model, which has batch normalization, with dropout and augmentation added:
/// everything random and everything that a session keeps is there.
fn experiment(train: usize, epochs: usize) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.data.source = Source::SyntheticDigits { train, test: 100 };
    let before_dense = 5;
    experiment
        .model
        .layers
        .insert(before_dense, Layer::dropout(0.25));
    experiment.data.prepare.scaling = Scaling::Standardize;
    experiment.data.augmentation.rotation_range = 10.0;
    experiment.data.augmentation.width_shift_range = 0.1;
    experiment.training.epochs = epochs;
    experiment
}

/// Works until `steps` steps are taken or all is done.
fn work(session: &mut Session, steps: usize) -> Vec<StepRecord> {
    let mut records = Vec::new();
    while records.len() < steps {
        match block_on(session.work(1)).expect("work") {
            Outcome::Steps(new) => records.extend(new),
            Outcome::Finished => break,
            _ => {}
        }
    }
    records
}
