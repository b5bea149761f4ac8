//! Support vector classifiers against scikit-learn's own numbers (`tests/fixtures/golden/svm.json`,
//! `svm_probability.json`).

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::calibration::{Sigmoid, coupled, normalized};
use super::svc::one_against_rest;
use super::training::stratified_folds;
use super::{Model, Rows, Training};
use crate::experiment::classifiers::{Classifier, Gamma, Kernel, Probability, Svc};

/// An array as the generators write it.
#[derive(Clone, Deserialize)]
pub struct Array<T> {
    pub shape: Vec<usize>,
    pub data: Vec<T>,
}

impl Array<f64> {
    pub fn rows(&self) -> Rows {
        Rows::new(self.shape[1], self.data.iter().map(|v| *v as f32).collect())
    }

    /// The numbers of a row; of a list, the number.
    pub fn row(&self, i: usize) -> &[f64] {
        let width = self.shape.get(1).copied().unwrap_or(1);
        &self.data[i * width..(i + 1) * width]
    }
}

#[derive(Deserialize)]
struct Parameters {
    kernel: String,
    #[serde(rename = "C")]
    c: f64,
    #[serde(default)]
    gamma: serde_json::Value,
    #[serde(default)]
    degree: Option<usize>,
    #[serde(default)]
    coef0: f64,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    params: Parameters,
    x: Array<f64>,
    y: Array<u16>,
    query: Array<f64>,
    decision_function_ovo: Array<f64>,
    predictions: Array<u16>,
    support_per_class: Array<usize>,
    train_accuracy: f64,
}

#[derive(Deserialize)]
struct ProbabilityFile {
    cases: Vec<ProbabilityCase>,
}

#[derive(Deserialize)]
struct ProbabilityCase {
    name: String,
    params: Parameters,
    x: Array<f64>,
    y: Array<u16>,
    query: Array<f64>,
    #[serde(default)]
    scaler: Option<Scaler>,
    decision_function: Array<f64>,
    #[serde(default)]
    decision_function_ovr: Option<Array<f64>>,
    support_per_class: Array<usize>,
    platt: Platt,
    calibrated_cv: Calibrated,
}

#[derive(Deserialize)]
struct Scaler {
    mean: Array<f64>,
    scale: Array<f64>,
    query_scaled: Array<f64>,
}

#[derive(Deserialize)]
struct Platt {
    prob_a: Array<f64>,
    prob_b: Array<f64>,
    pairwise: Array<f64>,
    probabilities: Array<f64>,
    largest_change_over_10_random_states: f64,
}

#[derive(Deserialize)]
struct Calibrated {
    fold_of_each_sample: Array<usize>,
    out_of_fold_decision: Array<f64>,
    a: Array<f64>,
    b: Array<f64>,
    probabilities: Array<f64>,
}

pub fn file<T: DeserializeOwned>(name: &str) -> T {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = format!("{folder}/{name}");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// The experiment's words for a case.
fn options(parameters: &Parameters, probability: Probability) -> Svc {
    Svc {
        C: parameters.c,
        kernel: Kernel::by_name(&parameters.kernel).expect("a kernel"),
        gamma: parameters.gamma.as_f64(),
        gamma_rule: parameters
            .gamma
            .as_str()
            .and_then(Gamma::by_name)
            .unwrap_or_default(),
        degree: parameters.degree.unwrap_or(3),
        coef0: parameters.coef0,
        tol: 1e-6,
        probability,
    }
}

fn classes(labels: &[u16]) -> usize {
    usize::from(labels.iter().copied().max().unwrap_or_default()) + 1
}

fn training(options: Svc, x: Rows, y: &[u16]) -> Training {
    Training::new(&Classifier::Svc(options), x, y.to_vec(), classes(y), 1).expect("a training")
}

pub fn close(own: f64, expected: f64, tolerance: f64, of: &str) {
    let error = (own - expected).abs() / (1.0 + expected.abs());
    assert!(error <= tolerance, "{of}: {own} instead of {expected}");
}

/// The decisions as scikit-learn gives them: those of two classes positive for the second.
fn decisions(model: &Model, rows: &Rows) -> Vec<Vec<f64>> {
    let Model::Svc(svc) = model else {
        panic!("support vectors")
    };
    let mut decisions = svc.decisions(rows);
    for row in &mut decisions {
        if let [decision] = &mut row[..] {
            *decision = -*decision;
        }
    }
    decisions
}

fn check_support(model: &Model, y: &[u16], expected: &[usize], name: &str) {
    let Model::Svc(svc) = model else {
        panic!("support vectors")
    };
    let support = svc.support();
    for (class, expected) in expected.iter().enumerate() {
        let own = support
            .iter()
            .filter(|row| usize::from(y[**row as usize]) == class)
            .count();
        assert!(
            own.abs_diff(*expected) <= 1,
            "{name}: {own} support vectors of class {class}"
        );
    }
}

fn likeliest(votes: &[f64]) -> usize {
    (0..votes.len()).fold(0, |best, i| if votes[i] > votes[best] { i } else { best })
}

#[test]
fn golden_svm() {
    let cases: Vec<Case> = file("svm.json");
    assert!(cases.len() > 4);
    for case in &cases {
        let (y, name) = (&case.y.data, &case.name);
        let classes = classes(y);
        let model = training(
            options(&case.params, Probability::Calibrated),
            case.x.rows(),
            y,
        )
        .finish();
        check_support(&model, y, &case.support_per_class.data, name);
        let predicted = |rows: &Rows| -> Vec<usize> {
            let Model::Svc(svc) = &model else {
                panic!("support vectors")
            };
            let class = |decisions: Vec<f64>| {
                let rest = one_against_rest(classes, &decisions);
                if classes == 2 {
                    usize::from(rest[0] > 0.0)
                } else {
                    likeliest(&rest)
                }
            };
            svc.decisions(rows).into_iter().map(class).collect()
        };
        let query = case.query.rows();
        let (own, classes_of_query) = (decisions(&model, &query), predicted(&query));
        for (i, own) in own.iter().enumerate() {
            let expected = case.decision_function_ovo.row(i);
            for (own, expected) in own.iter().zip(expected) {
                close(*own, *expected, 1e-4, name);
            }
            assert_eq!(
                classes_of_query[i],
                usize::from(case.predictions.data[i]),
                "{name}"
            );
        }
        let rows = case.x.rows();
        let own = predicted(&rows);
        let right = own
            .iter()
            .zip(y)
            .filter(|(own, label)| **own == usize::from(**label))
            .count();
        close(
            right as f64 / y.len() as f64,
            case.train_accuracy,
            1e-9,
            name,
        );
    }
}

impl ProbabilityCase {
    /// The rows to train on and to ask about, scaled where the case is.
    fn rows(&self) -> [Rows; 2] {
        let Some(scaler) = &self.scaler else {
            return [self.x.rows(), self.query.rows()];
        };
        let mut x = self.x.clone();
        for (i, value) in x.data.iter_mut().enumerate() {
            let column = i % self.x.shape[1];
            *value = (*value - scaler.mean.data[column]) / scaler.scale.data[column];
        }
        [x.rows(), scaler.query_scaled.rows()]
    }
}

#[test]
fn golden_decisions_of_cases_with_probabilities() {
    let file: ProbabilityFile = file("svm_probability.json");
    assert!(file.cases.len() > 7);
    for case in &file.cases {
        let [x, query] = case.rows();
        let y = &case.y.data;
        let model = training(options(&case.params, Probability::Calibrated), x, y).finish();
        check_support(&model, y, &case.support_per_class.data, &case.name);
        for (i, own) in decisions(&model, &query).iter().enumerate() {
            for (own, expected) in own.iter().zip(case.decision_function.row(i)) {
                close(*own, *expected, 1e-4, &case.name);
            }
            if let Some(expected) = &case.decision_function_ovr {
                let own = one_against_rest(classes(y), own);
                for (own, expected) in own.iter().zip(expected.row(i)) {
                    close(*own, *expected, 1e-4, &case.name);
                }
            }
        }
    }
}

#[test]
fn golden_platt_scaling() {
    let file: ProbabilityFile = file("svm_probability.json");
    for case in &file.cases {
        let (platt, y) = (&case.platt, &case.y.data);
        let classes = classes(y);
        // From the reference decisions, A and B.
        let pairs = platt.prob_a.data.iter().zip(&platt.prob_b.data);
        let sigmoids: Vec<Sigmoid> = pairs.map(|(a, b)| Sigmoid { a: *a, b: *b }).collect();
        for i in 0..case.query.shape[0] {
            let sign = if classes == 2 { -1.0 } else { 1.0 };
            let decisions = case.decision_function.row(i).iter();
            let pairwise: Vec<f64> = sigmoids
                .iter()
                .zip(decisions)
                .map(|(sigmoid, d)| sigmoid.at(sign * d))
                .collect();
            for (own, expected) in pairwise.iter().zip(platt.pairwise.row(i)) {
                close(*own, *expected, 1e-6, &case.name);
            }
            for (own, expected) in coupled(classes, &pairwise)
                .iter()
                .zip(platt.probabilities.row(i))
            {
                close(*own, *expected, 1e-6, &case.name);
            }
        }
        // From scratch, with other random parts.
        let [x, query] = case.rows();
        let model = training(options(&case.params, Probability::Platt), x, y).finish();
        let most = 3.0 * platt.largest_change_over_10_random_states;
        for (i, own) in model.probabilities(&query).iter().enumerate() {
            assert!((own.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            for (own, expected) in own.iter().zip(platt.probabilities.row(i)) {
                assert!(
                    (own - expected).abs() < most,
                    "{}: {own} instead of {expected}",
                    case.name
                );
            }
        }
    }
}

#[test]
fn golden_calibrated_probabilities() {
    let file: ProbabilityFile = file("svm_probability.json");
    for case in &file.cases {
        let (expected, y, name) = (&case.calibrated_cv, &case.y.data, &case.name);
        let classes = classes(y);
        assert_eq!(
            stratified_folds(y, classes),
            expected.fold_of_each_sample.data,
            "{name}"
        );
        // The sigmoids from the reference decisions.
        let columns = expected.a.data.len();
        let fit = |column: usize| {
            let class = if columns == 1 { 1 } else { column };
            let of_class: Vec<bool> = y.iter().map(|label| usize::from(*label) == class).collect();
            let rows = 0..y.len();
            let decisions: Vec<f64> = rows
                .map(|i| expected.out_of_fold_decision.row(i)[column])
                .collect();
            Sigmoid::fit(&decisions, &of_class)
        };
        let sigmoids: Vec<Sigmoid> = (0..columns).map(fit).collect();
        for (column, sigmoid) in sigmoids.iter().enumerate() {
            close(sigmoid.a, expected.a.data[column], 1e-5, name);
            close(sigmoid.b, expected.b.data[column], 1e-5, name);
        }
        // All of it from scratch.
        let [x, query] = case.rows();
        let training = training(options(&case.params, Probability::Calibrated), x, y);
        for (i, own) in training.clone().out_of_fold_of_svc().iter().enumerate() {
            for (own, expected) in own.iter().zip(expected.out_of_fold_decision.row(i)) {
                close(*own, *expected, 1e-3, name);
            }
        }
        let model = training.finish();
        for (i, own) in model.probabilities(&query).iter().enumerate() {
            for (own, expected) in own.iter().zip(expected.probabilities.row(i)) {
                close(*own, *expected, 1e-3, name);
            }
            let reference = match &case.decision_function_ovr {
                Some(decisions) => decisions.row(i),
                None => case.decision_function.row(i),
            };
            for (own, expected) in normalized(&sigmoids, reference)
                .iter()
                .zip(expected.probabilities.row(i))
            {
                close(*own, *expected, 1e-4, name);
            }
        }
    }
}
