//! Training runs: they learn, repeat themselves, go on from snapshots, and agree on both
//! CPU devices.

#![cfg(not(target_family = "wasm"))]

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
    EpochScores, Evaluation, LayerSeen, LayersSeen, Outcome, Pace, Run, RunEvent, Scores,
    StepRecord, Surroundings, Trainer,
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

#[test]
fn the_same_seed_gives_the_same_losses_and_another_one_others() {
    let device = device(DeviceKind::Cpu);
    let run = |seed| {
        let mut experiment = experiment(400, 2);
        experiment.seed = seed;
        work(&mut session(400, experiment, &device), usize::MAX)
    };
    let first = run(1);
    assert_eq!(first.len(), 12);
    assert_eq!(first, run(1));
    assert_ne!(first, run(2));
}

#[test]
fn a_restored_session_goes_on_exactly_as_the_first() {
    let device = device(DeviceKind::Cpu);
    let new = || session(400, experiment(400, 2), &device);
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
                .any(|o| matches!(o, Outcome::EpochEnd(EpochScores { epoch: 1, .. })))
        );
        assert_eq!(rest[0], rest[1]);
        assert!(first_part.is_finished() && second.is_finished());
    }
}

#[test]
fn a_snapshot_is_a_file_with_the_names_and_layouts_of_keras() {
    let device = device(DeviceKind::Cpu);
    let session = session(100, experiment(100, 1), &device);
    let snapshot = block_on(session.snapshot()).expect("a snapshot");
    let file = SafeTensors::deserialize(&snapshot).expect("a safetensors file");
    let shape = |name: &str| file.tensor(name).expect(name).shape().to_vec();
    assert_eq!(shape("conv2d_1/kernel"), [3, 3, 12, 24]);
    assert_eq!(shape("batch_normalization/moving_variance"), [12]);
    assert_eq!(shape("dense/kernel"), [7 * 7 * 24, 64]);
    assert_eq!(shape("optimizer/dense_1/bias/velocity"), [10]);

    let parameters = &session.network().parameters;
    let kernel = parameters.iter().find(|p| p.name == "conv2d_1/kernel");
    let own = block_on(read(kernel.expect("a kernel").value.clone())).expect("read");
    let view = file.tensor("conv2d_1/kernel").expect("a kernel");
    let kept: Vec<f32> = bytemuck::pod_collect_to_vec(view.data());
    assert_eq!(kept.len(), own.len());
    for (at, value) in own.into_iter().enumerate() {
        // burn's order is filter, channel, row, column.
        let (filter, channel, pixel) = (at / (12 * 9), at / 9 % 12, at % 9);
        let there = kept[(pixel * 12 + channel) * 24 + filter];
        assert_eq!(there.to_bits(), value.to_bits());
    }
}

#[test]
fn a_snapshot_of_a_step_beyond_the_run_is_refused() {
    let device = device(DeviceKind::Cpu);
    let mut longer = session(100, experiment(100, 2), &device);
    work(&mut longer, 3);
    let snapshot = block_on(longer.snapshot()).expect("a snapshot");
    let mut session = session(100, experiment(100, 1), &device);
    let error = session.restore(&snapshot).expect_err("3 steps of 2");
    assert!(error.to_string().contains("step 3"), "{error}");

    // Before the first step, and yet with sums of an epoch.
    let position = br#"{\"step\":3"#;
    let at = snapshot.windows(position.len()).position(|w| w == position);
    let mut damaged = snapshot.clone();
    damaged[at.expect("its position") + position.len() - 1] = b'0';
    let error = longer.restore(&damaged).expect_err("step 0");
    assert!(error.to_string().contains("step 0"), "{error}");
}

#[test]
fn a_snapshot_of_another_network_is_refused_by_name_and_changes_nothing() {
    let device = device(DeviceKind::Cpu);
    let mut other = experiment(100, 1);
    let layers = vec![Layer::flatten(), Layer::dense(10, Activation::Softmax)];
    other.model = Model::new("", layers);
    let other = session(100, other, &device);
    let snapshot = block_on(other.snapshot()).expect("a snapshot");
    let mut session = session(100, experiment(100, 1), &device);
    work(&mut session, 1);
    let before = block_on(session.snapshot()).expect("a snapshot");
    let error = session.restore(&snapshot).expect_err("another network");
    assert!(error.to_string().contains("conv2d/kernel"), "{error}");
    let error = session.restore(&snapshot[..20]).expect_err("damaged");
    assert!(matches!(error, EngineError::File(_)), "{error}");
    assert_eq!(block_on(session.snapshot()).expect("a snapshot"), before);
}

#[test]
fn both_cpu_devices_train_alike() {
    let losses = [DeviceKind::Cpu, DeviceKind::Ndarray]
        .map(|kind| work(&mut session(200, experiment(200, 1), &device(kind)), 3));
    assert_eq!(losses.each_ref().map(Vec::len), [3, 3]);
    for (a, b) in losses[0].iter().zip(&losses[1]) {
        assert!((a.loss - b.loss).abs() < 1e-3, "{a:?} {b:?}");
    }
}

/// Takes steps with a look at the layers in each.
fn watched(session: &mut Session, steps: usize) -> (Vec<StepRecord>, Vec<LayersSeen>) {
    let (mut records, mut looks) = (Vec::new(), Vec::new());
    while records.len() < steps {
        session.watch_layers();
        match block_on(session.work(3)).expect("work") {
            Outcome::Steps(new) => {
                assert_eq!(new.len(), 1, "a look is a portion of its own");
                records.extend(new);
                looks.extend(session.take_layers());
                assert_eq!(session.take_layers(), None);
            }
            Outcome::Finished => break,
            _ => {}
        }
    }
    (records, looks)
}

#[test]
fn looking_at_the_layers_changes_no_number() {
    let device = device(DeviceKind::Cpu);
    let mut without = session(200, experiment(200, 2), &device);
    let mut with = session(200, experiment(200, 2), &device);
    let (records, looks) = watched(&mut with, 6);
    assert_eq!(records, work(&mut without, 6));
    let snapshot = |session: &Session| block_on(session.snapshot()).expect("a snapshot");
    assert_eq!(snapshot(&with), snapshot(&without));
    let steps: Vec<usize> = looks.iter().map(|seen| seen.step).collect();
    assert_eq!(steps, [1, 2, 3, 4, 5, 6]);
    let last = &looks[5].layers;
    let names: Vec<&str> = last.iter().map(|layer| &*layer.name).collect();
    assert_eq!(
        names,
        [
            "conv2d",
            "batch_normalization",
            "conv2d_1",
            "batch_normalization_1",
            "dense",
            "dense_1"
        ]
    );
    for layer in last {
        let numbers = [layer.gradient_norm, layer.weight_norm, layer.update_ratio];
        assert!(
            numbers
                .iter()
                .all(|n| n.is_some_and(|n| n.is_finite() && n > 0.0)),
            "{layer:?}"
        );
        assert!(
            layer.update_ratio.is_some_and(|ratio| ratio < 1.0),
            "{layer:?}"
        );
        assert!(layer.weights.is_some() && layer.outputs.is_some());
        // Of those with a rectifier it is known how many units are dead.
        let is_rectified = matches!(&*layer.name, "conv2d" | "conv2d_1" | "dense");
        assert_eq!(layer.dead.is_some(), is_rectified, "{layer:?}");
    }
}

#[test]
fn a_look_changes_no_number_of_layers_that_are_computed_in_one_pass_without_it() {
    let device = device(DeviceKind::Cpu);
    let conv = |filters| Layer::conv2d(filters, 5, Padding::Same, Activation::Relu);
    let pooled = vec![
        conv(8),
        Layer::max_pooling2d(2),
        conv(16),
        Layer::max_pooling2d(2),
    ];
    let block = vec![conv(8), Layer::from(Residual::default())];
    for layers in [pooled, block] {
        let head = [Layer::flatten(), Layer::dense(10, Activation::Softmax)];
        let mut experiment = experiment(200, 1);
        experiment.model.layers = layers.into_iter().chain(head).collect();
        let mut without = session(200, experiment.clone(), &device);
        let mut with = session(200, experiment, &device);
        let (records, looks) = watched(&mut with, 3);
        assert_eq!(records, work(&mut without, 3));
        let snapshot = |session: &Session| block_on(session.snapshot()).expect("a snapshot");
        assert!(snapshot(&with) == snapshot(&without));
        let layers = &looks[2].layers;
        // A block's projection is no layer of its own.
        let is_seen =
            |layer: &LayerSeen| layer.outputs.is_some() || layer.name == "residual/projection";
        assert!(layers.iter().all(is_seen), "{layers:?}");
        assert!(layers.iter().any(|layer| layer.dead.is_some()));
    }
}

#[test]
fn both_cpu_devices_see_the_same_gradients() {
    let [flex, ndarray] = [DeviceKind::Cpu, DeviceKind::Ndarray].map(|kind| {
        let mut session = session(200, experiment(200, 1), &device(kind));
        watched(&mut session, 2).1.remove(1).layers
    });
    assert_eq!(flex.len(), ndarray.len());
    for (a, b) in flex.iter().zip(&ndarray) {
        assert_eq!(a.name, b.name);
        let numbers =
            |layer: &LayerSeen| [layer.gradient_norm, layer.weight_norm, layer.update_ratio];
        for (a, b) in numbers(a).into_iter().zip(numbers(b)) {
            let (a, b) = (a.expect("a number"), b.expect("a number"));
            assert!((a - b).abs() <= 1e-3 * a.abs(), "{a} and {b}");
        }
    }
}

#[test]
fn the_classes_of_an_epoch_are_counted_in_its_steps_and_evaluations() {
    let mut session = session(200, experiment(200, 1), &device(DeviceKind::Cpu));
    let scores = loop {
        if let Outcome::EpochEnd(scores) = block_on(session.work(2)).expect("work") {
            break scores;
        }
    };
    assert_eq!(
        Trainer::take_classes(&mut session),
        scores.train_classes,
        "its batches"
    );
    assert!(Trainer::take_classes(&mut session).is_empty());
    let [train, validation, _] = session.samples();
    let parts = [
        (&scores.train_classes, train, scores.train),
        (
            &scores.validation_classes,
            validation,
            scores.validation.expect("validation samples"),
        ),
    ];
    for (classes, samples, scores) in parts {
        assert_eq!(classes.len(), 10);
        let sum = |of: fn(&hearth::metrics::ClassCounts) -> u32| {
            classes.iter().map(|c| of(c) as usize).sum::<usize>()
        };
        assert_eq!(
            (sum(|c| c.samples), sum(|c| c.predicted)),
            (samples, samples)
        );
        let accuracy = sum(|c| c.correct) as f64 / samples as f64;
        assert!(
            (accuracy - scores.accuracy).abs() < 1e-9,
            "{accuracy} {scores:?}"
        );
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
    let mut session = session(3000, experiment, &device);
    let mut accuracies = Vec::new();
    loop {
        match block_on(session.work(8)).expect("work") {
            Outcome::EpochEnd(result) => {
                assert_eq!(
                    result.evaluation.confusion.iter().flatten().sum::<u32>(),
                    100
                );
                accuracies.push(result.evaluation.test.accuracy);
            }
            Outcome::Finished => break,
            _ => {}
        }
    }
    assert_eq!(accuracies.len(), 5);
    assert!(accuracies[4] > 0.7, "{accuracies:?}");
}

#[test]
fn augmentation_changes_training_in_every_epoch_and_no_evaluation() {
    let device = device(DeviceKind::Cpu);
    let run = |rotation_range, epochs| {
        let mut experiment = experiment(100, epochs);
        experiment.data.augmentation.rotation_range = rotation_range;
        // Weights stay as they are: only the pictures make a difference.
        experiment.optimizer = Optimizer::sgd(1e-30);
        let layers = &mut experiment.model.layers;
        layers.retain(|l| !matches!(l, Layer::Dropout(_) | Layer::BatchNormalization(_)));
        experiment.training.batch_size = 100;
        let mut session = session(100, experiment, &device);
        let mut results = Vec::new();
        loop {
            match block_on(session.work(1)).expect("work") {
                Outcome::EpochEnd(result) => {
                    results.push((result.train.loss, result.evaluation.test));
                }
                Outcome::Finished => return results,
                _ => {}
            }
        }
    };
    let turned = run(40.0, 2);
    let others = run(5.0, 1);
    assert!((turned[0].0 - turned[1].0).abs() > 1e-6, "{turned:?}");
    assert!((turned[0].0 - others[0].0).abs() > 1e-6, "{others:?}");
    assert_eq!(turned[0].1, turned[1].1);
    assert_eq!(turned[0].1, others[0].1);
}

#[test]
fn drawings_come_to_the_network_as_training_pictures_do() {
    let device = device(DeviceKind::Cpu);
    let mut experiment = experiment(100, 1);
    experiment.model.layers = vec![Layer::flatten(), Layer::dense(10, Activation::Softmax)];
    experiment.data.prepare.size = Some([14, 14]);
    let session = session(100, experiment, &device);
    let drawing = || Pictures::new([28, 28, 1], vec![255; 784], vec![0]).expect("a picture");
    let (seen, values) = session.input(drawing()).expect("a picture");
    assert_eq!(seen.shape, [14, 14, 1]);
    let scaler = &session.data().scaler;
    assert_eq!(
        values,
        vec![(1.0 - scaler.shift[0]) * scaler.factor[0]; 196]
    );
    let answer = block_on(probe(session.network(), values, session.data().shape()));
    assert_eq!(answer.expect("an answer").probabilities.len(), 10);
}

#[test]
fn samples_without_labels_are_classified_as_the_test_samples_are() {
    let experiment = experiment(400, 1);
    let mut loaded = digits::load(400, 100, 7);
    let Some(Samples::Pictures(test)) = loaded.test.clone() else {
        panic!("digits are pictures")
    };
    loaded.unlabelled = Some(Unlabelled::Pictures {
        shape: test.shape,
        pixels: test.pixels.clone(),
        names: Vec::new(),
    });
    let data = Dataset::prepare(loaded, &experiment.data, "", experiment.seed).expect("digits");
    let device = device(DeviceKind::Cpu);
    let mut session = Session::new(experiment, Arc::new(data), &device).expect("a session");
    work(&mut session, 6);
    let confusion = loop {
        if let Outcome::EpochEnd(result) = block_on(session.work(1)).expect("work") {
            break result.evaluation.confusion;
        }
    };

    let data = session.data();
    let mut found = vec![vec![0; 10]; 10];
    for (i, &label) in test.labels.iter().enumerate() {
        let values = data
            .from_unlabelled(data.to_unlabelled(i, 1))
            .expect("a sample");
        let network = session.network();
        let answer = block_on(classify(network, data, values.clone())).expect("an answer")[0];
        found[usize::from(label)][usize::from(answer.class)] += 1;
        let probe = block_on(probe(network, values, data.shape())).expect("an answer");
        let probability = probe.probabilities[usize::from(answer.class)];
        assert!(
            (probability - answer.probability).abs() < 1e-5,
            "{probability} {answer:?}"
        );
    }
    assert_eq!(found, confusion);
}

#[test]
fn an_evaluation_keeps_the_predictions_for_each_sample() {
    let device = device(DeviceKind::Cpu);
    let mut session = session(400, experiment(400, 2), &device);
    assert_eq!(session.predictions(Role::Test), None);
    let end = |session: &mut Session| loop {
        if let Outcome::EpochEnd(result) = block_on(session.work(8)).expect("work") {
            return result;
        }
    };
    let result = end(&mut session);
    let validation = session.predictions(Role::Validation).expect("kept");
    let of = |part| session.data().part(part).indices.clone();
    assert_eq!(validation.indices(), of(Role::Validation));
    assert_eq!(
        Some(Evaluation::from(validation).test),
        result.validation,
        "the scores are of what is kept"
    );
    let test = session.predictions(Role::Test).expect("kept");
    assert_eq!(test.indices(), of(Role::Test));
    assert_eq!(test.labels(), session.data().test.labels());
    assert_eq!(Evaluation::from(test), result.evaluation);
    let data = session.data();
    for sample in [0, 57] {
        let mut values = Vec::new();
        let indices = &test.indices()[sample..=sample];
        data.fill(&data.test.samples, indices, &mut values);
        let answer = block_on(probe(session.network(), values, data.shape()));
        for (class, expected) in answer.expect("an answer").probabilities.iter().enumerate() {
            let kept = test.probability(sample, class as u16).expect("kept");
            assert!((kept - expected).abs() < 3e-4, "{kept}, not {expected}");
        }
    }

    session.evaluate();
    while !matches!(
        block_on(session.work(1)).expect("work"),
        Outcome::Evaluated(_)
    ) {}
    assert_eq!(session.predictions(Role::Validation), None);
    assert!(session.predictions(Role::Test).is_some());
    let snapshot = block_on(session.snapshot()).expect("a snapshot");
    session.restore(&snapshot).expect("restored");
    assert_eq!(session.predictions(Role::Test), None);
}

#[test]
fn rows_of_numbers_are_learned_from_too() {
    let device = device(DeviceKind::Cpu);
    let moons = Points {
        samples: 400,
        ..Points::of(Layout::Moons)
    };
    let mut experiment = Experiment::default();
    let dense = |units, activation| Layer::dense(units, activation);
    experiment.model.layers = vec![dense(16, Activation::Relu), dense(2, Activation::Softmax)];
    experiment.optimizer = Optimizer::adam(0.02);
    experiment.training.epochs = 20;
    let loaded = points::load(&moons, 1).expect("points");
    experiment.data.source = Source::Points(moons);
    let data = Dataset::prepare(loaded, &experiment.data, points::LICENCE, 1).expect("points");
    let data = Arc::new(data);
    let mut session =
        Session::new(experiment.clone(), Arc::clone(&data), &device).expect("a session");
    let mut last = None;
    loop {
        match block_on(session.work(8)).expect("work") {
            Outcome::EpochEnd(result) => last = Some(result.evaluation.test.accuracy),
            Outcome::Finished => break,
            _ => {}
        }
    }
    assert!(last.is_some_and(|accuracy| accuracy > 0.85), "{last:?}");
    let drawing = Pictures::new([28, 28, 1], vec![255; 784], vec![0]).expect("a picture");
    let error = session.input(drawing).expect_err("rows are no pictures");
    assert!(matches!(error, EngineError::Data(_)), "{error}");

    experiment.model = Model::default();
    let error = Session::new(experiment, data, &device).err();
    let error = error.expect("a convolution gets rows").to_string();
    assert!(error.starts_with("model.layers[0]"), "{error}");
}

/// A run that diverges: its learning rate is far too high, and it has no batch normalization.
fn diverging(train: usize, rate: f64) -> Session {
    let mut experiment = experiment(train, 5);
    let layers = &mut experiment.model.layers;
    layers.retain(|l| !matches!(l, Layer::BatchNormalization(_)));
    experiment.optimizer = Optimizer::sgd(rate);
    session(train, experiment, &device(DeviceKind::Cpu))
}

#[test]
fn a_diverging_run_reports_its_good_steps_and_then_at_which_one_it_failed() {
    let mut session = diverging(400, 1e20);
    let Ok(Outcome::Steps(good)) = block_on(session.work(6)) else {
        panic!("the first step's loss is a number")
    };
    assert!(!good.is_empty() && good.len() < 6, "{good:?}");
    assert!(good.iter().all(|record| record.loss.is_finite()));
    for _ in 0..2 {
        let error = block_on(session.work(6)).expect_err("it diverged");
        let failed = good.len() + 1;
        assert!(
            matches!(error, EngineError::Diverged { step, .. } if step == failed),
            "{error}"
        );
        assert!(error.hint().contains("learning rate"));
    }
    assert!(block_on(session.snapshot()).is_err());
    // What is asked for afterwards does not hide it.
    session.evaluate();
    let error = block_on(session.work(1)).expect_err("it diverged");
    assert!(matches!(error, EngineError::Diverged { .. }), "{error}");
}

#[test]
fn a_requested_evaluation_gives_the_scores_of_the_epochs_end_and_changes_nothing() {
    let device = device(DeviceKind::Cpu);
    let new = || session(400, experiment(400, 1), &device);
    let end = |session: &mut Session| loop {
        if let Outcome::EpochEnd(result) = block_on(session.work(8)).expect("work") {
            return result;
        }
    };
    let evaluated = |session: &mut Session| loop {
        match block_on(session.work(8)).expect("work") {
            Outcome::Evaluated(evaluation) => return evaluation,
            outcome => assert_eq!(outcome, Outcome::Evaluating),
        }
    };
    let mut plain = new();
    let expected = end(&mut plain);

    let mut other = new();
    work(&mut other, 3);
    other.evaluate();
    let early = evaluated(&mut other);
    assert_eq!(early.confusion.iter().flatten().sum::<u32>(), 100);
    assert_eq!(other.step(), 3);
    assert_eq!(end(&mut other), expected);
    other.evaluate();
    assert_eq!(evaluated(&mut other), expected.evaluation);
    assert_ne!(early, expected.evaluation);
}

#[test]
fn weights_that_overflow_in_an_epochs_last_step_give_no_scores() {
    // One step an epoch: the loss is a number, and only the evaluation after it has none.
    let mut session = diverging(64, 1e30);
    let error = loop {
        match block_on(session.work(1)) {
            Ok(Outcome::Finished) => panic!("it must not finish"),
            Ok(Outcome::EpochEnd(result)) => {
                let scores = [
                    Some(result.train),
                    result.validation,
                    Some(result.evaluation.test),
                ];
                let are_numbers = |s: &Scores| s.loss.is_finite();
                assert!(scores.iter().flatten().all(are_numbers), "{scores:?}");
            }
            Ok(_) => {}
            Err(error) => break error,
        }
    };
    assert!(
        matches!(error, EngineError::NotFinite | EngineError::Diverged { .. }),
        "{error}"
    );
}

#[test]
fn normalization_is_fitted_to_the_training_samples_and_stays() {
    let cpu = device(DeviceKind::Cpu);
    let model = r#"{"layers": [
        {"type": "Normalization"},
        {"type": "Residual", "activation": "relu", "layers": [
            {"type": "Conv2D", "filters": 4, "kernel_size": 3, "padding": "same", "strides": 2},
            {"type": "BatchNormalization"}
        ]},
        {"type": "Flatten"},
        {"type": "Dense", "units": 10, "activation": "softmax", "kernel_l2": 0.01}
    ]}"#;
    let mut experiment = experiment(200, 1);
    experiment.data.augmentation = hearth::experiment::Augmentation::default();
    experiment.data.prepare.scaling = Scaling::Unit;
    experiment.model = serde_json::from_str(model).expect("a model");
    let mut session = session(200, experiment.clone(), &cpu);
    let statistics = |session: &Session| {
        let parameters = session.network().parameters.iter();
        let fixed = parameters.filter(|p| p.name.starts_with("normalization/"));
        let values = fixed.map(|p| block_on(read(p.value.clone())).expect("read")[0]);
        values.collect::<Vec<f32>>()
    };
    let part = session.data().part(Role::Train);
    let mut pixels = Vec::new();
    session
        .data()
        .fill(&part.samples, &part.indices, &mut pixels);
    let n = pixels.len() as f64;
    let mean = pixels.iter().map(|v| f64::from(*v)).sum::<f64>() / n;
    let variance = pixels
        .iter()
        .map(|v| (f64::from(*v) - mean).powi(2))
        .sum::<f64>()
        / n;
    let fitted = statistics(&session);
    assert!((f64::from(fitted[0]) - mean).abs() < 1e-6, "{fitted:?}");
    assert!((f64::from(fitted[1]) - variance).abs() < 1e-6, "{fitted:?}");

    let records = work(&mut session, 2);
    assert_eq!(statistics(&session), fitted);
    // What the penalty adds to the loss, of weights that have hardly changed.
    let plain = {
        let mut plain = experiment;
        let Some(Layer::Dense(dense)) = plain.model.layers.last_mut() else {
            panic!("a dense layer")
        };
        dense.kernel_l2 = 0.0;
        plain
    };
    let mut plain = self::session(200, plain, &cpu);
    let kernel = plain.network().parameters.iter();
    let kernel = kernel
        .filter(|p| p.name == "dense/kernel")
        .map(|p| &p.value);
    let kernel = kernel.map(|values| block_on(read(values.clone())).expect("read"));
    let squares: f32 = kernel.flatten().map(|v| v * v).sum();
    let without = work(&mut plain, 1);
    let added = records[0].loss - without[0].loss;
    assert!(
        (added - 0.01 * squares).abs() < 1e-4,
        "{added} and {squares}"
    );

    // A block's weights have the names of their paths in snapshots.
    let snapshot = block_on(session.snapshot()).expect("a snapshot");
    let file = SafeTensors::deserialize(&snapshot).expect("safetensors");
    for name in [
        "residual/conv2d/kernel",
        "residual/batch_normalization/moving_mean",
        "residual/projection/bias",
        "normalization/variance",
    ] {
        assert!(file.tensor(name).is_ok(), "{name}");
    }
}

/// Labels that count differently, a part of which is spread, a schedule, and callbacks that act.
fn eventful(epochs: usize) -> Experiment {
    let mut experiment = experiment(300, epochs);
    let settings = serde_json::json!({
        "schedule": { "type": "OneCycle" },
        "optimizer": { "type": "SGD", "learning_rate": 0.05, "clipnorm": 1.0 },
        "training": { "batch_size": 50, "epochs": epochs, "class_weight": "balanced",
            "label_smoothing": 0.1 },
        "callbacks": [
            { "type": "ReduceLROnPlateau", "monitor": "loss", "min_delta": 10.0, "patience": 1,
                "factor": 0.5 },
            { "type": "EarlyStopping", "monitor": "loss", "min_delta": 10.0, "patience": 3,
                "restore_best_weights": true }
        ],
        "version": 1
    });
    let settings = Experiment::from_json(&settings.to_string()).expect("an experiment");
    experiment.schedule = settings.schedule;
    experiment.optimizer = settings.optimizer;
    experiment.training = settings.training;
    experiment.callbacks = settings.callbacks;
    experiment
}

/// Keeps a run's events.
#[derive(Default)]
struct Events(Vec<RunEvent>);

impl Surroundings for Events {
    fn now(&self) -> f64 {
        0.0
    }

    fn emit(&mut self, event: RunEvent) {
        self.0.push(event);
    }
}

/// What was measured and changed, in order: what a run without a break has, too.
fn course(events: &[RunEvent]) -> Vec<String> {
    events
        .iter()
        .filter_map(|event| match event {
            RunEvent::Progress(progress) => Some(
                progress
                    .steps
                    .iter()
                    .map(|step| format!("{step:?}"))
                    .collect(),
            ),
            RunEvent::EpochEnd(end) => Some(vec![format!("{:?} {:?}", end.train, end.test)]),
            RunEvent::Evaluated { step, evaluation } => {
                Some(vec![format!("{step} {evaluation:?}")])
            }
            RunEvent::Notice(notice) => Some(vec![format!("{notice:?}")]),
            _ => None,
        })
        .flatten()
        .collect()
}

#[test]
fn a_resumed_run_is_one_without_a_break_with_schedule_and_callbacks_too() {
    let device = device(DeviceKind::Cpu);
    let run = |session| Run::new(session, Pace::new(0.01), Events::default());
    let new = || session(300, eventful(8), &device);
    let finish = |run: &mut Run<Session, Events>| {
        run.train();
        while run.has_work() {
            block_on(run.work()).expect("work");
        }
    };
    let mut whole = run(new());
    finish(&mut whole);
    let expected = course(&whole.surroundings().0);
    let text = expected.join("\n");
    for part in [
        "RateChanged",
        "EarlyStopped { epoch: 4, best_epoch: 1",
        "WeightsRestored",
    ] {
        assert!(text.contains(part), "{text}");
    }

    let snapshots: Vec<&Vec<u8>> = whole
        .surroundings()
        .0
        .iter()
        .filter_map(|event| match event {
            RunEvent::Snapshot { bytes, .. } => Some(bytes),
            _ => None,
        })
        .collect();
    assert!(snapshots.len() >= 4);
    for snapshot in snapshots {
        let mut session = new();
        session.restore(snapshot).expect("restored");
        let mut resumed = run(session);
        finish(&mut resumed);
        let rest = course(&resumed.surroundings().0);
        assert!(
            expected.ends_with(&rest),
            "{rest:#?}\nis no end of\n{expected:#?}"
        );
        let end = |run: &Run<Session, Events>| block_on(run.trainer().snapshot()).expect("one");
        assert_eq!(end(&resumed), end(&whole));
    }
}

#[test]
fn a_schedule_sets_the_size_of_every_step() {
    let device = device(DeviceKind::Cpu);
    let mut session = session(300, eventful(2), &device);
    let rates: Vec<f64> = work(&mut session, usize::MAX)
        .iter()
        .map(|record| record.learning_rate)
        .collect();
    let top = rates.iter().copied().fold(0.0, f64::max);
    assert!(
        (rates[0] - 0.05 / 25.0).abs() < 1e-9 && top <= 0.05 && top > 0.04,
        "{rates:?}"
    );
    assert!(rates[rates.len() - 1] < 1e-6, "{rates:?}");
}

#[test]
fn an_epoch_can_be_evaluated_within() {
    let device = device(DeviceKind::Cpu);
    let mut experiment = experiment(400, 2);
    experiment.training.evaluations_per_epoch = Some(3);
    let run = |experiment| {
        let mut session = session(400, experiment, &device);
        let (mut records, mut evaluated) = (Vec::new(), Vec::new());
        loop {
            match block_on(session.work(64)).expect("work") {
                Outcome::Steps(steps) => records.extend(steps),
                Outcome::Evaluated(_) => evaluated.push(session.step()),
                Outcome::Finished => return (records, evaluated),
                _ => {}
            }
        }
    };
    let (records, evaluated) = run(experiment.clone());
    assert_eq!(evaluated, [2, 4, 8, 10]);
    experiment.training.evaluations_per_epoch = None;
    assert_eq!(run(experiment), (records, Vec::new()));
}

#[test]
fn class_weights_and_callbacks_must_fit_the_data() {
    let device = device(DeviceKind::Cpu);
    let check = |change: &dyn Fn(&mut Experiment), field: &str| {
        let mut experiment = experiment(100, 1);
        change(&mut experiment);
        let data = data(100, &experiment);
        let error = Session::new(experiment, data, &device).err().expect(field);
        assert!(error.to_string().contains(field), "{error}");
    };
    let two = |e: &mut Experiment| e.training.class_weight = ClassWeight::Each(vec![1.0, 2.0]);
    check(&two, "training.class_weight");
    check(
        &|e| {
            e.data.split.validation = 0.0;
            e.callbacks = vec![Callback::by_name("EarlyStopping").expect("a callback")];
        },
        "callbacks[0].monitor",
    );
}

/// The test scores of a session's network as it is.
fn evaluated(session: &mut Session) -> Scores {
    session.evaluate();
    loop {
        if let Outcome::Evaluated(evaluation) = block_on(session.work(1)).expect("work") {
            return evaluation.test;
        }
    }
}

#[test]
fn a_run_begins_with_the_weights_of_another_after_its_epochs_and_with_a_fresh_optimizer() {
    let device = device(DeviceKind::Cpu);
    let mut first = session(400, experiment(400, 1), &device);
    let steps = work(&mut first, usize::MAX).len();
    let snapshot = block_on(first.snapshot()).expect("a snapshot");
    let mut second = session(400, experiment(400, 3), &device);
    second.begin_after(1, &snapshot).expect("the same network");
    assert_eq!((second.epoch(), second.step()), (2, steps));
    assert_eq!(evaluated(&mut second), evaluated(&mut first));
    // What the first one's optimizer kept is not there: the next step is another than if it went on.
    let mut restored = session(400, experiment(400, 3), &device);
    restored.restore(&snapshot).expect("the same run");
    let next = [&mut second, &mut restored].map(|session| work(session, 2));
    let [fresh, kept] = next;
    assert_eq!(fresh[0].step, steps + 1);
    assert_eq!(
        fresh[0].loss.to_bits(),
        kept[0].loss.to_bits(),
        "the same weights and batch"
    );
    assert_ne!(
        fresh[1].loss.to_bits(),
        kept[1].loss.to_bits(),
        "another update"
    );
    assert_eq!(work(&mut second, usize::MAX).len(), 2 * steps - 2);
    let mut short = session(400, experiment(400, 1), &device);
    assert!(
        short.begin_after(1, &snapshot).is_err(),
        "nothing is left to train"
    );
    let mut other = experiment(400, 3);
    other.model = Model::new(
        "",
        vec![Layer::flatten(), Layer::dense(10, Activation::Softmax)],
    );
    let mut other = session(400, other, &device);
    assert!(other.begin_after(1, &snapshot).is_err(), "another network");
}
