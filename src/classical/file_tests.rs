//! Classifiers as files: what is written is read to the last bit, and whatever else is refused.

use proptest::prelude::*;

use super::*;
use crate::classical::Training;
use crate::data::{Loaded, Part, digits, points};
use crate::experiment::classifiers::{
    KNeighborsClassifier, Kernel, LogisticRegression, Probability, Svc, Vote,
};
use crate::experiment::{Experiment, Layout, Points, Source};
use crate::model_file::ModelFile;

fn classifiers() -> Vec<Classifier> {
    let svc = |kernel, probability| {
        Classifier::Svc(Svc {
            kernel,
            probability,
            ..Svc::default()
        })
    };
    vec![
        svc(Kernel::Linear, Probability::Calibrated),
        svc(Kernel::Rbf, Probability::Platt),
        svc(Kernel::Poly, Probability::Calibrated),
        LogisticRegression::default().into(),
        KNeighborsClassifier {
            weights: Vote::Distance,
            ..KNeighborsClassifier::default()
        }
        .into(),
    ]
}

/// An experiment with a classifier, and its data.
fn prepared(classifier: Classifier, source: Source, loaded: Loaded) -> (Experiment, Dataset) {
    let mut experiment = Experiment::default();
    experiment.data.source = source;
    experiment.model.layers.clear();
    experiment.model.classifier = Some(classifier);
    let data = Dataset::prepare(loaded, &experiment.data, "", experiment.seed);
    (experiment, data.expect("data"))
}

/// Points of two or of three classes, and pictures of ten.
fn data_sets() -> Vec<(Source, Loaded)> {
    let of_points = |layout, classes| {
        let points = Points {
            classes,
            ..Points::of(layout)
        };
        let loaded = points::load(&points, 3).expect("points");
        (Source::Points(points), loaded)
    };
    vec![
        of_points(Layout::Moons, 2),
        of_points(Layout::Blobs, 3),
        (
            Source::SyntheticDigits {
                train: 80,
                test: 30,
            },
            digits::load(80, 30, 5),
        ),
    ]
}

fn trained((experiment, data): &(Experiment, Dataset)) -> (Classifier, Model) {
    let classifier = experiment.model.classifier.clone().expect("a classifier");
    let rows = Rows::of_part(data, &data.train);
    let labels = data.train.labels();
    let training = Training::new(&classifier, rows, labels, data.classes.len(), 1);
    (classifier, training.expect("a training").finish())
}

fn probability_bits(model: &Model, data: &Dataset, part: &Part) -> Vec<Vec<u64>> {
    let all = model.probabilities(&Rows::of_part(data, part)).into_iter();
    all.map(|row| row.into_iter().map(f64::to_bits).collect())
        .collect()
}

/// A file of `SVC` on points.
fn svc_file() -> (Classifier, Dataset, Vec<u8>) {
    let (source, loaded) = data_sets().remove(1);
    let prepared = prepared(Svc::default().into(), source, loaded);
    let (classifier, model) = trained(&prepared);
    let (experiment, data) = prepared;
    let file = model.to_file(&experiment, &data, 9).expect("a file");
    (classifier, data, file)
}

#[test]
fn a_classifier_says_the_same_after_it_was_a_file() {
    for classifier in classifiers() {
        for (source, loaded) in data_sets() {
            let prepared = prepared(classifier.clone(), source, loaded);
            let (classifier, model) = trained(&prepared);
            let (experiment, data) = &prepared;
            let bytes = model.to_file(experiment, data, 7).expect("a file");
            let file = ModelFile::open(&bytes).expect("a model");
            let (read, input, position) = file.check().expect("whole");
            assert_eq!((&read, position.step), (experiment, 7));
            // With the data, and with nothing but what the file says of it.
            let empty = input.empty_dataset(&read.data).expect("a format");
            for of in [data, &empty] {
                let back = Model::from_file(&file, &classifier, of).expect("the model");
                let (before, after) = (
                    probability_bits(&model, data, &data.test),
                    probability_bits(&back, data, &data.test),
                );
                assert!(before == after, "{classifier:?}");
                if let (Model::Svc(one), Model::Svc(other)) = (&model, &back) {
                    let rows = Rows::of_part(data, &data.test);
                    assert_eq!(one.margins(&rows), other.margins(&rows));
                    assert_eq!(one.support(), other.support());
                }
                let again = back.to_file(experiment, data, 7).expect("a file");
                assert!(again == bytes, "{classifier:?}");
            }
        }
    }
}

#[test]
fn pictures_that_vote_take_a_byte_a_value() {
    let (source, loaded) = data_sets().remove(2);
    let prepared = prepared(KNeighborsClassifier::default().into(), source, loaded);
    let (_, model) = trained(&prepared);
    let (experiment, data) = &prepared;
    let bytes = model.to_file(experiment, data, 1).expect("a file").len();
    let pixels = data.train.len() * 784;
    assert!((pixels..pixels + 10_000).contains(&bytes), "{bytes}");
}

#[test]
fn tensors_that_do_not_go_with_the_experiment_are_named() {
    let (classifier, data, bytes) = svc_file();
    let file = ModelFile::open(&bytes).expect("a model");
    let other = |classifier: Classifier, expected: &str| {
        let error = Model::from_file(&file, &classifier, &data).expect_err(expected);
        assert!(error.message.contains(expected), "{error}");
        assert!(!error.hint.is_empty());
    };
    other(LogisticRegression::default().into(), "coef is missing");
    other(KNeighborsClassifier::default().into(), "X is missing");
    let (source, loaded) = data_sets().remove(2);
    let (_, pictures) = prepared(classifier.clone(), source, loaded);
    let error = Model::from_file(&file, &classifier, &pictures).expect_err("of other data");
    assert!(error.message.contains("nSV has shape [3]"), "{error}");
}

/// The file with the bytes of a tensor replaced, from its first on.
fn replaced(bytes: &[u8], tensor: &str, values: &[u8]) -> Vec<u8> {
    let own = safetensors::SafeTensors::deserialize(bytes).expect("tensors");
    let view = own.tensor(tensor).expect(tensor);
    let at = view.data().as_ptr() as usize - bytes.as_ptr() as usize;
    let mut bytes = bytes.to_vec();
    bytes[at..at + values.len()].copy_from_slice(values);
    bytes
}

#[test]
fn values_that_no_training_leads_to_are_named() {
    let (_, _, bytes) = svc_file();
    let check = |bytes: &[u8], expected: &str| {
        let error = ModelFile::open(bytes).and_then(|file| file.check());
        let error = error.expect_err(expected);
        assert!(error.message.contains(expected), "{error}");
        assert!(!error.hint.is_empty());
    };
    let nan = f64::NAN.to_le_bytes();
    for tensor in ["sv_coef", "rho", "probA", "probB", "gamma"] {
        check(&replaced(&bytes, tensor, &nan), &format!("{tensor} in"));
    }
    check(
        &replaced(&bytes, "SV", &f32::INFINITY.to_le_bytes()),
        "SV in",
    );
    check(
        &replaced(&bytes, "gamma", &(-1.0_f64).to_le_bytes()),
        "gamma",
    );
    check(
        &replaced(&bytes, "nSV", &[0; 12]),
        "counts no support vectors",
    );
    check(
        &replaced(&bytes, "nSV", &[255; 12]),
        "counts no support vectors",
    );
    check(&replaced(&bytes, "nSV", &[7, 7, 7, 0]), "has shape");

    let (source, loaded) = data_sets().remove(0);
    let prepared = prepared(KNeighborsClassifier::default().into(), source, loaded);
    let (_, model) = trained(&prepared);
    let bytes = model.to_file(&prepared.0, &prepared.1, 1).expect("a file");
    check(&replaced(&bytes, "y", &[2, 0]), "class 2, and there are 2");
}

proptest! {
    #[test]
    fn changed_bytes_are_read_or_refused_and_never_panic(
        at in any::<prop::sample::Index>(),
        changes in prop::collection::vec(any::<u8>(), 1..4),
    ) {
        let (classifier, data, mut bytes) = svc_file();
        let at = at.index(bytes.len());
        for (byte, change) in bytes[at..].iter_mut().zip(changes) {
            *byte ^= change;
        }
        let Ok(file) = ModelFile::open(&bytes) else { return Ok(()) };
        if let Ok(model) = Model::from_file(&file, &classifier, &data) {
            probability_bits(&model, &data, &data.test);
        }
    }
}
