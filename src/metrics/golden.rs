//! The metrics against scikit-learn's own numbers.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::*;

#[derive(Deserialize)]
struct Array<T> {
    data: Vec<T>,
}

fn fixture() -> Value {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = format!("{folder}/metrics.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn array<T: DeserializeOwned>(value: &Value) -> Vec<T> {
    let array: Array<T> = serde_json::from_value(value.clone()).unwrap();
    array.data
}

fn confusion() -> Vec<Vec<u32>> {
    let fixture = fixture();
    let labels: Vec<u16> = array(&fixture["labels"]);
    let classes = fixture["confusion_matrix"]["shape"][0].as_u64().unwrap();
    confusion_matrix(&labels, &array(&fixture["predictions"]), classes as usize)
}

fn check_report(report: &Report, expected: &Value) {
    let check = |scores: &ClassScores, name: &str| {
        for (score, of) in [
            (scores.precision, "precision"),
            (scores.recall, "recall"),
            (scores.f1, "f1-score"),
            (scores.support, "support"),
        ] {
            let expected = expected[name][of].as_f64().unwrap();
            assert!((score - expected).abs() < 1e-12, "{name}: {scores:?}");
        }
    };
    for (class, scores) in report.classes.iter().enumerate() {
        check(scores, &class.to_string());
    }
    check(&report.macro_avg, "macro avg");
    check(&report.weighted_avg, "weighted avg");
    let accuracy = expected["accuracy"].as_f64().unwrap();
    assert!((report.accuracy - accuracy).abs() < 1e-12);
    // The three besides the classes.
    assert_eq!(
        expected.as_object().unwrap().len(),
        report.classes.len() + 3
    );
}

#[test]
fn golden_confusion_matrix() {
    let expected: Vec<u32> = array(&fixture()["confusion_matrix"]);
    assert_eq!(confusion().concat(), expected);
}

#[test]
fn golden_accuracy() {
    let expected = fixture()["accuracy"].as_f64().unwrap();
    assert!((accuracy(&confusion()) - expected).abs() < 1e-12);
}

#[test]
fn golden_predictions_of_one_pass() {
    let fixture = fixture();
    let labels: Vec<u16> = array(&fixture["labels"]);
    let probabilities: Vec<f32> = array(&fixture["probabilities"]);
    let classes = probabilities.len() / labels.len();
    let mut predictions = Predictions::new(classes, labels.len());
    for (i, row) in probabilities.chunks_exact(classes).enumerate() {
        let logits: Vec<f32> = row.iter().map(|p| p.ln()).collect();
        predictions.push(i as u32, labels[i], &logits);
    }
    let expected: Vec<u16> = array(&fixture["predictions"]);
    assert_eq!(predictions.predicted(), expected);
    assert_eq!(predictions.confusion(), confusion());
    let expected = fixture["log_loss"].as_f64().unwrap();
    assert!((predictions.mean_loss() - expected).abs() < 1e-5);
    for (i, row) in probabilities.chunks_exact(classes).enumerate() {
        for (class, expected) in row.iter().enumerate() {
            let kept = predictions.probability(i, class as u16).unwrap();
            assert!((kept - expected).abs() < 2e-4, "{kept}, not {expected}");
        }
    }
}

#[test]
fn golden_report() {
    check_report(&classification_report(&confusion()), &fixture()["report"]);
}

#[test]
fn golden_report_with_an_absent_class() {
    // The samples are in generate.py.
    let confusion = confusion_matrix(&[0, 0, 1, 1], &[0, 0, 0, 0], 3);
    let expected = &fixture()["absent_class_report"];
    check_report(&classification_report(&confusion), expected);
}

#[test]
fn golden_report_of_samples_counted_one_by_one() {
    let fixture = fixture();
    let labels: Vec<u16> = array(&fixture["labels"]);
    let predictions: Vec<u16> = array(&fixture["predictions"]);
    let mut counts = vec![ClassCounts::default(); confusion().len()];
    for (&label, &predicted) in labels.iter().zip(&predictions) {
        ClassCounts::count(&mut counts, label, predicted);
    }
    assert_eq!(counts, ClassCounts::of(&confusion()));
    check_report(&Report::of(&counts), &fixture["report"]);
    // What belongs to no class is not counted.
    let before = counts.clone();
    ClassCounts::count(&mut counts, u16::MAX, 0);
    assert_eq!(counts, before);
}
