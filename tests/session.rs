//! Training runs: they learn, repeat themselves, go on from snapshots, and agree on both
//! CPU devices.

#![cfg(not(target_family = "wasm"))]

use std::sync::Arc;

use hearth::data::{Dataset, digits};
use hearth::engine::{Device, EngineError, Outcome, Session, open};
use hearth::protocol::{DeviceKind, StepRecord};
use hearth::spec::{Activation, Experiment, Layer, Model, Optimizer, Source};
use pollster::block_on;

fn device(kind: DeviceKind) -> Device {
    block_on(open(kind)).expect("a CPU")
}

fn data(train: usize) -> Arc<Dataset> {
    Arc::new(digits::dataset(train, 100, 7))
}

/// The default model with dropout and batch normalization added, so that everything that a
/// session keeps is there.
fn experiment(train: usize, epochs: usize) -> Experiment {
    let mut experiment = Experiment::default();
    experiment.data.source = Source::SyntheticDigits { train, test: 100 };
    let at = experiment.model.layers.len() - 1;
    experiment
        .model
        .layers
        .insert(at, Layer::Dropout { rate: 0.2 });
    experiment
        .model
        .layers
        .insert(1, Layer::batch_normalization());
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
            Outcome::Evaluating | Outcome::EpochEnd { .. } => {}
        }
    }
    records
}

#[test]
fn the_same_seed_gives_the_same_losses_and_another_one_others() {
    let device = device(DeviceKind::Cpu);
    let run = |seed| {
        let mut experiment = experiment(400, 2);
        experiment.seed = seed;
        let mut session = Session::new(experiment, data(400), &device).expect("a session");
        work(&mut session, usize::MAX)
    };
    let first = run(1);
    assert_eq!(first.len(), 12);
    assert_eq!(first, run(1));
    assert_ne!(first, run(2));
}

#[test]
fn a_restored_session_goes_on_exactly_as_the_first() {
    let device = device(DeviceKind::Cpu);
    let new = || Session::new(experiment(400, 2), data(400), &device).expect("a session");
    let mut first = new();
    // 6 steps an epoch: within an epoch, and at the end of one before its evaluation.
    for taken in [4, 6] {
        let mut first_part = new();
        work(&mut first_part, taken);
        let snapshot = block_on(first_part.snapshot()).expect("a snapshot");
        let mut second = new();
        second.restore(&snapshot).expect("restored");
        assert_eq!(second.step(), taken);
        assert_eq!(second.epoch(), 1);
        let rest = [&mut first_part, &mut second].map(|session| {
            let mut outcomes = Vec::new();
            loop {
                match block_on(session.work(1)).expect("work") {
                    Outcome::Finished => return outcomes,
                    outcome => outcomes.push(outcome),
                }
            }
        });
        assert!(
            rest[0]
                .iter()
                .any(|o| matches!(o, Outcome::EpochEnd { epoch: 1, .. }))
        );
        assert_eq!(rest[0], rest[1]);
    }
    work(&mut first, usize::MAX);
    assert!(first.is_finished());
}

#[test]
fn a_snapshot_of_another_network_is_refused_by_name_and_changes_nothing() {
    let device = device(DeviceKind::Cpu);
    let mut other = experiment(100, 1);
    other.model = Model {
        name: String::new(),
        layers: vec![Layer::Flatten {}, Layer::dense(10, Activation::Softmax)],
    };
    let other = Session::new(other, data(100), &device).expect("a session");
    let snapshot = block_on(other.snapshot()).expect("a snapshot");
    let mut session = Session::new(experiment(100, 1), data(100), &device).expect("a session");
    work(&mut session, 1);
    let before = block_on(session.snapshot()).expect("a snapshot");
    let error = session.restore(&snapshot).expect_err("another network");
    assert!(error.to_string().contains("conv2d/kernel"), "{error}");
    let error = session.restore(&snapshot[..20]).expect_err("damaged");
    assert!(matches!(error, EngineError::Snapshot(_)), "{error}");
    assert_eq!(block_on(session.snapshot()).expect("a snapshot"), before);
}

#[test]
fn both_cpu_devices_train_alike() {
    let losses = [DeviceKind::Cpu, DeviceKind::Ndarray].map(|kind| {
        let mut session =
            Session::new(experiment(200, 1), data(200), &device(kind)).expect("a session");
        work(&mut session, 3)
    });
    for (a, b) in losses[0].iter().zip(&losses[1]) {
        assert!((a.loss - b.loss).abs() < 1e-3, "{a:?} {b:?}");
    }
}

#[test]
fn a_network_learns_to_read_synthetic_digits() {
    let device = device(DeviceKind::Cpu);
    let mut experiment = Experiment::default();
    experiment.data.source = Source::SyntheticDigits {
        train: 3000,
        test: 100,
    };
    experiment.training.epochs = 5;
    let mut session = Session::new(experiment, data(3000), &device).expect("a session");
    let mut accuracies = Vec::new();
    loop {
        match block_on(session.work(8)).expect("work") {
            Outcome::EpochEnd {
                test, confusion, ..
            } => {
                assert_eq!(confusion.iter().flatten().sum::<u32>(), 100);
                accuracies.push(test.accuracy);
            }
            Outcome::Finished => break,
            Outcome::Steps(_) | Outcome::Evaluating => {}
        }
    }
    assert_eq!(accuracies.len(), 5);
    assert!(accuracies[4] > 0.7, "{accuracies:?}");
}

#[test]
fn a_diverging_run_says_at_which_step() {
    let device = device(DeviceKind::Cpu);
    let mut experiment = experiment(400, 5);
    experiment
        .model
        .layers
        .retain(|l| !matches!(l, Layer::BatchNormalization { .. }));
    experiment.optimizer = Optimizer::sgd(1e20);
    let mut session = Session::new(experiment, data(400), &device).expect("a session");
    let error = loop {
        match block_on(session.work(1)) {
            Ok(Outcome::Finished) => panic!("it must not finish"),
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(matches!(error, EngineError::Diverged { .. }), "{error}");
    assert!(error.hint().contains("learning rate"));
}
