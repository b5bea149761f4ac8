//! Every recipe trains: its network has the parameters that its study published, and learns from a few
//! samples.

#![cfg(not(target_family = "wasm"))]

use std::sync::Arc;

use hearth::classical::{Evaluation, Rows, Training};
use hearth::engine::{Session, open};
use hearth::experiment::{Augmentation, Experiment};
use hearth::protocol::DeviceKind;
use hearth::run::Outcome;
use hearth::sweep::{Course, Draws};
use pollster::block_on;

#[path = "common/recipes.rs"]
mod recipes;

/// What the studies say of their networks' size, and what is promised of Hearth's own.
const PARAMETERS: [(&str, std::ops::RangeInclusive<usize>); 8] = [
    ("a4", 2_298..=2_298),
    ("b3", 4_498_210..=4_498_210),
    ("c3", 858_122..=858_122),
    ("c7", 858_122..=858_122),
    ("d9", 542_230..=542_230),
    ("tiny", 1..=2_000),
    ("d10-in", 143_500..=144_500),
    ("d10-out", 143_500..=144_500),
];
/// Samples of a step, few because the test's programs are slow.
const BATCH: usize = 8;

#[test]
fn networks_have_the_published_number_of_parameters() {
    for (name, expected) in PARAMETERS {
        let experiment = recipes::read(name);
        let data = recipes::few(&experiment, 20);
        let summary = experiment.summary(data.shape(), data.classes.len());
        let total = summary.expect(name).total();
        assert!(expected.contains(&total), "{name}: {total}");
    }
}

/// How many trials the sweeps of the studies have; of Hyperband, if none fails.
const TRIALS: [(&str, usize); 6] = [
    ("a2-sweep", 20),
    ("c8", 90),
    ("c8-short", 9),
    ("d3-batch", 3),
    ("d6", 35),
    ("e2", 9),
];

#[test]
fn sweeps_have_the_trials_of_their_studies_and_every_network_can_be_built() {
    let all = recipes::names().into_iter();
    let all = all.map(|name| (name.clone(), recipes::read(&name)));
    let sweeps: Vec<(String, Experiment)> = all
        .filter(|(_, experiment)| experiment.sweep.is_some())
        .collect();
    assert_eq!(sweeps.len(), TRIALS.len());
    for (name, experiment) in &sweeps {
        let expected = TRIALS.iter().find(|(other, _)| other == name).expect(name);
        let course = Course::new(experiment.clone()).expect(name);
        assert_eq!(course.planned(), Some(expected.1), "{name}");
        if experiment.model.classifier.is_some() {
            continue;
        }
        let data = recipes::few(experiment, 20);
        let mut draws = Draws::random(course.sweep(), experiment);
        for trial in 0..100 {
            let Some(values) = draws.get(trial) else {
                break;
            };
            let trial = course.sweep().apply(experiment, &values).expect(name);
            let summary = trial.summary(data.shape(), data.classes.len());
            assert!(summary.is_ok(), "{name}: {values:?}: {summary:?}");
        }
    }
}

#[test]
fn classifiers_learn_from_a_few_samples() {
    let all = recipes::names().into_iter();
    let all: Vec<(String, Experiment)> = all
        .map(|name| (name.clone(), recipes::read(&name)))
        .collect();
    let classifiers = all.iter().filter_map(|(name, experiment)| {
        Some((name, experiment, experiment.model.classifier.as_ref()?))
    });
    let classifiers: Vec<_> = classifiers.collect();
    assert!(classifiers.len() >= 2);
    for (name, experiment, classifier) in classifiers {
        let data = recipes::few(experiment, 20);
        let (rows, labels) = (Rows::of_part(&data, &data.train), data.train.labels());
        let training = Training::new(
            classifier,
            rows,
            labels,
            data.classes.len(),
            experiment.seed,
        );
        let model = training.expect(name).finish();
        let mut evaluation = Evaluation::new(&model, &data, &data.train, usize::MAX);
        while evaluation.work() {}
        let evaluation = hearth::run::Evaluation::from(&evaluation.predictions());
        assert!(
            evaluation.test.accuracy > 0.8,
            "{name}: {:?}",
            evaluation.test
        );
    }
}

#[test]
fn every_recipe_learns_from_a_few_samples() {
    let device = block_on(open(DeviceKind::Cpu)).expect("a CPU");
    for name in recipes::names() {
        let mut experiment = recipes::read(&name);
        if experiment.model.classifier.is_some() {
            continue;
        }
        let is_large = name.starts_with('b');
        // What is learned in so few steps must show: they are not too small, and see the same pictures.
        let rate = experiment.optimizer.learning_rate().max(0.001);
        experiment.optimizer = experiment.optimizer.with_learning_rate(rate);
        experiment.data.augmentation = Augmentation::default();
        let (samples, epochs) = if is_large { (10, 2) } else { (24, 8) };
        let data = recipes::few(&experiment, samples);
        experiment.training.batch_size = BATCH;
        experiment.training.epochs = epochs;
        let mut session = Session::new(experiment, Arc::new(data), &device).expect(&name);
        let mut losses = Vec::new();
        loop {
            match block_on(session.work(1)).expect(&name) {
                Outcome::Steps(records) => losses.extend(records.iter().map(|r| r.loss)),
                Outcome::Finished => break,
                _ => {}
            }
        }
        assert!(
            losses.iter().all(|loss| loss.is_finite()),
            "{name}: {losses:?}"
        );
        let n = session.steps_per_epoch();
        let mean = |part: &[f32]| part.iter().sum::<f32>() / part.len() as f32;
        // The first updates of a large network can overshoot: the best step of the last epoch counts.
        let last = losses[losses.len() - n..].iter().copied();
        let best = last.fold(f32::INFINITY, f32::min);
        assert!(best < mean(&losses[..n]), "{name}: {losses:?}");
    }
}
