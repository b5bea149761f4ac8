//! Logistic regression, nearest neighbours and permutation importance against scikit-learn's own numbers
//! (`tests/fixtures/golden/classifiers.json`, which `generate_classifiers.py` writes).

use serde::Deserialize;

use super::golden::{Array, close, file};
use super::{Model, Training};
use crate::experiment::classifiers::{Classifier, KNeighborsClassifier, LogisticRegression, Vote};
use crate::metrics::Importance;

#[derive(Deserialize)]
struct File {
    logistic_regression: Vec<LogisticCase>,
    k_neighbors: Vec<NeighborsCase>,
    permutation_importance: ImportanceCase,
}

#[derive(Deserialize)]
struct LogisticCase {
    name: String,
    params: LogisticParameters,
    x: Array<f64>,
    y: Array<u16>,
    query: Array<f64>,
    weights: Array<f64>,
    offsets: Array<f64>,
    probabilities: Array<f64>,
}

#[derive(Deserialize)]
struct LogisticParameters {
    #[serde(rename = "C")]
    c: f64,
}

#[derive(Deserialize)]
struct NeighborsCase {
    name: String,
    params: NeighborsParameters,
    x: Array<f64>,
    y: Array<u16>,
    query: Array<f64>,
    probabilities: Array<f64>,
}

#[derive(Deserialize)]
struct NeighborsParameters {
    n_neighbors: usize,
    #[serde(default)]
    weights: Option<String>,
}

#[derive(Deserialize)]
struct ImportanceCase {
    baseline: f64,
    scores: Array<f64>,
    means: Array<f64>,
    deviations: Array<f64>,
}

fn trained(classifier: &Classifier, x: &Array<f64>, y: &Array<u16>) -> Model {
    let classes = usize::from(y.data.iter().copied().max().unwrap_or_default()) + 1;
    let training = Training::new(classifier, x.rows(), y.data.clone(), classes, 1);
    training.expect("a training").finish()
}

fn check(model: &Model, query: &Array<f64>, expected: &Array<f64>, tolerance: f64, name: &str) {
    for (i, own) in model.probabilities(&query.rows()).iter().enumerate() {
        for (own, expected) in own.iter().zip(expected.row(i)) {
            close(*own, *expected, tolerance, &format!("{name}, row {i}"));
        }
    }
}

#[test]
fn golden_logistic_regression() {
    let cases = file::<File>("classifiers.json").logistic_regression;
    assert!(cases.len() > 3);
    for case in &cases {
        let options = LogisticRegression {
            C: case.params.c,
            tol: 1e-9,
            max_iter: 20_000,
        };
        let model = trained(&options.into(), &case.x, &case.y);
        check(&model, &case.query, &case.probabilities, 1e-5, &case.name);
        let Model::Logistic(logistic) = &model else {
            panic!("weights")
        };
        let width = case.x.shape[1] + 1;
        let own: Vec<&[f64]> = logistic.weights().chunks_exact(width).collect();
        // What is added to all offsets changes nothing.
        let mean = own.iter().map(|row| row[width - 1]).sum::<f64>() / own.len() as f64;
        for (class, row) in own.iter().enumerate() {
            for (own, expected) in row.iter().zip(case.weights.row(class)) {
                close(*own, *expected, 1e-4, &case.name);
            }
            close(
                row[width - 1] - mean,
                case.offsets.data[class],
                1e-4,
                &case.name,
            );
        }
    }
}

#[test]
fn golden_k_neighbors() {
    let cases = file::<File>("classifiers.json").k_neighbors;
    assert!(cases.len() > 3);
    for case in &cases {
        let options = KNeighborsClassifier {
            n_neighbors: case.params.n_neighbors,
            weights: match case.params.weights.as_deref() {
                Some(name) => Vote::by_name(name).expect("a weighting"),
                None => Vote::default(),
            },
        };
        let model = trained(&options.into(), &case.x, &case.y);
        check(&model, &case.query, &case.probabilities, 1e-5, &case.name);
    }
}

#[test]
fn golden_permutation_importance() {
    let case = file::<File>("classifiers.json").permutation_importance;
    assert!(case.means.data.len() > 2);
    for (column, mean) in case.means.data.iter().enumerate() {
        let own = Importance::of(case.baseline, case.scores.row(column));
        close(own.mean, *mean, 1e-7, "mean");
        close(
            own.std,
            case.deviations.data[column],
            1e-7,
            "standard deviation",
        );
    }
}
