//! Records are read as they were written, and what is none is refused.

use super::*;
use crate::run::{Evaluation, Scores};

fn record() -> RunRecord {
    let mut record = RunRecord::new("visit-1".to_owned(), &Experiment::default());
    let scores = |loss, accuracy| Scores { loss, accuracy };
    record.history = vec![EpochResult {
        epoch: 1,
        step: 3,
        train: scores(f64::NAN, 0.5),
        validation: None,
        test: scores(0.25, 0.75),
        seconds: 1.5,
    }];
    record.curve.push(1, 2.5, 0.125);
    record.curve.push(3, f32::INFINITY, 0.25);
    record.predictions = Some(TestPredictions {
        labels: vec![0, 1, 2],
        predicted: vec![0, 2, 2],
    });
    record.summary.ending = Ending::Failed("The loss is no number.".to_owned());
    record
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let written = record();
    let read = RunRecord::from_json(&written.to_json()).expect("a record");
    assert_eq!(read.summary, written.summary);
    assert_eq!(read.predictions, written.predictions);
    assert_eq!(read.curve.steps, [1, 3]);
    assert_eq!(read.curve.loss[0].to_bits(), 2.5_f32.to_bits());
    assert!(read.curve.loss[1].is_nan() && read.history[0].train.loss.is_nan());
    assert_eq!(read.history[0].test, written.history[0].test);
    let experiment = Experiment::from_json(&read.experiment);
    assert_eq!(experiment, Ok(Experiment::default()));
}

#[test]
fn the_experiment_is_an_object_of_the_json() {
    let json: serde_json::Value = serde_json::from_str(&record().to_json()).expect("JSON");
    assert!(json["experiment"]["model"]["layers"].is_array());
}

#[test]
fn what_is_unknown_is_passed_over_and_what_is_missing_has_its_default() {
    let text = r#"{"version":1,"summary":{"id":"a","colour":"red"},"experiment":{},"more":1}"#;
    let read = RunRecord::from_json(text).expect("a record");
    assert_eq!((read.summary.id.as_str(), read.summary.test), ("a", None));
    assert_eq!(read.summary.ending, Ending::Finished);
}

#[test]
fn other_texts_are_refused_with_the_reason() {
    let refused = |text: &str| RunRecord::from_json(text).expect_err("refused");
    assert!(refused("{").starts_with("is no run"));
    let later = r#"{"version":9,"summary":{"id":"a"},"experiment":{}}"#;
    assert!(refused(later).contains("version 9"));
    let mut uneven = record();
    uneven.curve.loss.pop();
    assert!(refused(&uneven.to_json()).contains("curve"));
    let mut uneven = record();
    uneven.predictions = Some(TestPredictions {
        labels: vec![0],
        predicted: Vec::new(),
    });
    assert!(refused(&uneven.to_json()).contains("prediction"));
}

#[test]
fn a_long_curve_is_thinned_and_ends_with_the_last_step() {
    let steps: Vec<(usize, f32, f32)> = (1..=1234).map(|step| (step, 1.0, 0.5)).collect();
    let curve = Curve::of(steps.iter().copied());
    assert_eq!(curve.steps.len(), CURVE_POINTS);
    assert_eq!(curve.steps.last(), Some(&1234));
    assert!(curve.steps.is_sorted());
    assert_eq!(
        Curve::of(steps[..7].iter().copied()).steps,
        [1, 2, 3, 4, 5, 6, 7]
    );
    assert_eq!(Curve::of([].into_iter()), Curve::default());
}

#[test]
fn scores_are_means_over_the_classes() {
    let evaluation = Evaluation {
        test: Scores {
            loss: 0.5,
            accuracy: 0.75,
        },
        confusion: vec![vec![2, 0], vec![1, 1]],
    };
    let scores = TestScores::from(&evaluation);
    let close = |a: Option<f64>, b: f64| a.is_some_and(|a| (a - b).abs() < 1e-12);
    assert!(close(scores.precision, f64::midpoint(2.0 / 3.0, 1.0)));
    assert!(close(scores.recall, 0.75));
    assert!(close(scores.f1, f64::midpoint(0.8, 2.0 / 3.0)));
}
