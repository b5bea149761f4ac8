//! Classifiers on data whose answer is known, in portions, and within memory.

use super::logistic::Logistic;
use super::memory::takes_gram;
use super::*;
use std::sync::Arc;

use crate::experiment::classifiers::{
    Classifier, KNeighborsClassifier, Kernel, LogisticRegression, Svc, Vote,
};

/// Two clouds of points, one for each class, in a fixed order.
fn clouds(n: usize, width: usize, apart: f32) -> (Rows, Vec<u16>) {
    let noise = |i: usize| ((i * 7919 + 13) % 1009) as f32 / 1009.0 - 0.5;
    let labels: Vec<u16> = (0..n).map(|i| (i % 2) as u16).collect();
    let value = |i: usize, j: usize| noise(i * width + j) + apart * f32::from(labels[i]);
    let values = (0..n)
        .flat_map(|i| (0..width).map(move |j| (i, j)))
        .map(|(i, j)| value(i, j));
    (Rows::new(width, values.collect()), labels)
}

fn accuracy(classifier: &Classifier, width: usize) -> f64 {
    let (rows, labels) = clouds(120, width, 0.8);
    let training = Training::new(classifier, rows.clone(), labels.clone(), 2, 1);
    let model = training.expect("a training").finish();
    let all = model.probabilities(&rows);
    let right = all
        .iter()
        .zip(&labels)
        .filter(|(p, label)| usize::from(p[1] > p[0]) == usize::from(**label));
    right.count() as f64 / labels.len() as f64
}

fn all() -> Vec<Classifier> {
    let svc = |kernel| {
        Classifier::Svc(Svc {
            kernel,
            ..Svc::default()
        })
    };
    vec![
        svc(Kernel::Linear),
        svc(Kernel::Rbf),
        svc(Kernel::Poly),
        LogisticRegression::default().into(),
        KNeighborsClassifier::default().into(),
    ]
}

#[test]
fn every_classifier_tells_two_clouds_apart() {
    for classifier in all() {
        for width in [2, 300] {
            let accuracy = accuracy(&classifier, width);
            assert!(
                accuracy > 0.9,
                "{classifier:?} of {width} numbers: {accuracy}"
            );
        }
    }
}

#[test]
fn kernels_of_pairs_and_rows_find_the_same_decisions() {
    use super::gram::Gram;
    use super::svc::{Decision, Kernels};
    let (rows, labels) = clouds(60, 20, 0.3);
    let rows = Arc::new(rows);
    for kernel in [Kernel::Linear, Kernel::Rbf, Kernel::Poly] {
        let options = Svc {
            kernel,
            tol: 1e-6,
            ..Svc::default()
        };
        let kernel = super::kernel::Kernel::new(&options, &rows, |_| true);
        let mut gram = Gram::new(Arc::clone(&rows));
        for _ in 0..Gram::portions(rows.len(), rows.width()) {
            gram.work();
        }
        let of_class =
            |class: u16| -> Vec<u32> { (0..60).filter(|i| labels[*i as usize] == class).collect() };
        let decision = |gram| {
            let kernels = Kernels {
                rows: Arc::clone(&rows),
                gram,
            };
            let decision = Decision::train(&kernels, kernel, &options, &of_class(0), &of_class(1));
            (0..60)
                .map(|row| decision.of_row(&kernels, kernel, row))
                .collect::<Vec<f64>>()
        };
        for (with, without) in decision(Some(gram)).iter().zip(decision(None)) {
            assert!((with - without).abs() < 1e-3, "{with} and {without}");
        }
    }
}

#[test]
fn training_is_done_in_portions_that_are_counted() {
    for classifier in all() {
        let (rows, labels) = clouds(40, 50, 0.8);
        let mut training = Training::new(&classifier, rows, labels, 2, 1).expect("a training");
        let (mut portions, all) = (0, training.progress().1);
        while !training.is_done() {
            let before = training.progress().0;
            training.work();
            assert!(training.progress().0 > before);
            portions += 1;
        }
        assert!(portions <= all, "{classifier:?}");
        assert_eq!(training.progress().0, all, "{classifier:?}");
    }
}

#[test]
fn logistic_regression_ends_where_its_gradient_is_0() {
    let (rows, labels) = clouds(80, 3, 0.4);
    let options = LogisticRegression {
        tol: 1e-8,
        max_iter: 1000,
        ..LogisticRegression::default()
    };
    let mut logistic = Logistic::new(Arc::new(rows), labels, 2, options);
    while !logistic.is_done() {
        logistic.work();
    }
    assert!(logistic.done() > 5);
    // With two classes the weights of one are the others' negatives: each takes half of what tells them apart.
    let weights = logistic.weights();
    for (a, b) in weights[..3].iter().zip(&weights[4..7]) {
        assert!((a + b).abs() < 1e-6, "{a} and {b}");
    }
}

#[test]
fn the_margin_is_that_of_the_closest_other_class() {
    // Three classes around three points, far from each other but for the first two.
    let centres = [[0.0, 0.0], [2.0, 0.0], [0.0, 9.0]];
    let labels: Vec<u16> = (0..60).map(|i| (i % 3) as u16).collect();
    let noise = |i: usize| ((i * 7919 + 13) % 101) as f32 / 202.0 - 0.25;
    let row = |i: usize| [0, 1].map(|axis| centres[i % 3][axis] + noise(2 * i + axis));
    let rows = Rows::new(2, (0..60).flat_map(row).collect());
    let options = Svc {
        kernel: Kernel::Linear,
        C: 100.0,
        ..Svc::default()
    };
    let training = Training::new(&options.into(), rows.clone(), labels, 3, 1);
    let Model::Svc(svc) = training.expect("a training").finish() else {
        panic!("support vectors")
    };
    // They can be told apart: nothing lies within a margin.
    assert!(svc.margins(&rows).iter().all(|margin| *margin > 0.99));
    let at = |x: f32, y: f32| svc.margins(&Rows::new(2, vec![x, y]))[0];
    // Between the two that are close it is narrow, far from both wide.
    assert!(at(1.0, 0.0) < 0.5 && at(0.0, 9.0) > 1.0 && at(-3.0, 0.0) > at(0.0, 0.0));
}

#[test]
fn the_nearest_vote_by_number_or_by_distance() {
    let rows = Rows::new(1, vec![0.0, 1.0, 4.0, 5.0]);
    let labels = vec![0, 0, 1, 1];
    let model = |weights| {
        let options = KNeighborsClassifier {
            n_neighbors: 3,
            weights,
        };
        let training = Training::new(&options.into(), rows.clone(), labels.clone(), 2, 1);
        training.expect("a training").finish()
    };
    let of = |weights, at: f32| {
        model(weights)
            .probabilities(&Rows::new(1, vec![at]))
            .remove(0)
    };
    let p = of(Vote::Uniform, 1.5);
    assert!((p[0] - 2.0 / 3.0).abs() < 1e-12);
    // Distances 0.5, 1.5 and 2.5.
    let p = of(Vote::Distance, 1.5);
    let own = 2.0 + 1.0 / 1.5;
    assert!((p[0] - own / (own + 0.4)).abs() < 1e-12);
    assert!((of(Vote::Distance, 4.0)[1] - 1.0).abs() < 1e-12);
    let far = Rows::new(1, vec![-9.0]);
    assert!(model(Vote::Uniform).log_probabilities(&far)[0][1].is_finite());
}

#[test]
fn memory_is_known_beforehand_and_bounded() {
    let svc: Classifier = Svc::default().into();
    // Study B: 500 photographs of 128 × 128 × 3.
    assert!(takes_gram(500, 49_152));
    assert!(bytes(&svc, 500, 49_152, 2) < 120_000_000);
    assert!(bytes(&svc, 60_000, 784, 10) > 1_500_000_000);
    let rows = Rows::new(200_000, vec![0.0; 200_000 * 20]);
    let labels = (0..20).map(|i| i % 2).collect();
    assert!(Training::new(&svc, rows, labels, 2, 1).is_ok());
    assert!(bytes(&svc, 20_000, 20_000, 2) > MOST_BYTES);
}

#[test]
fn a_class_without_samples_is_named() {
    let rows = Rows::new(1, vec![0.0, 1.0]);
    let error = Training::new(&Svc::default().into(), rows.clone(), vec![0, 0], 2, 1)
        .expect_err("one class");
    assert!(error.message.contains("class 1"), "{error}");
    let error =
        Training::new(&Svc::default().into(), rows, vec![0, 0], 1, 1).expect_err("one class");
    assert!(error.message.contains("only one class"), "{error}");
}
