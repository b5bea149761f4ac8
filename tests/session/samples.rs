//! What a session makes of its data: scores of classes, augmentation, drawings, samples without labels, rows.

use super::*;

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
