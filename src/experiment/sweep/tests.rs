//! Sweeps in the format: round trips, paths, conditions, errors that name the field.

use super::*;
use crate::experiment::{Experiment, ExperimentError, Layer, link};

fn sweep(text: &str) -> Result<Experiment, ExperimentError> {
    let json = format!(
        r#"{{"version": 1, "model": {{"layers": [
            {{"type": "Conv2D", "filters": 8, "kernel_size": 3}},
            {{"type": "MaxPooling2D", "pool_size": 2}},
            {{"type": "Conv2D", "filters": 8, "kernel_size": 3}},
            {{"type": "Flatten"}},
            {{"type": "Dense", "units": 10, "activation": "softmax"}}
        ]}}, "sweep": {text}}}"#
    );
    Experiment::from_json(&json)
}

fn values(pairs: &[(&str, SweptValue)]) -> Values {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

const BLOCKS: &str = r#"{
    "search": {"type": "Hyperband", "max_epochs": 9},
    "objective": {"monitor": "val_accuracy"},
    "executions_per_trial": 2,
    "parameters": [
        {"name": "blocks", "choices": [1, 2]},
        {"name": "filters_1", "fields": ["model.layers[0].filters"], "range": {"from": 8, "to": 64, "step": 8}},
        {"name": "filters_2", "fields": ["model.layers[2].filters"], "choices": [16, 32], "when": {"blocks": [2]}},
        {"fields": ["optimizer.learning_rate"], "range": {"from": 1e-5, "to": 0.1, "scale": "log"}},
        {"name": "activations", "fields": ["model.layers[0].activation", "model.layers[2].activation"], "choices": ["relu", ["relu", "elu"]]}
    ],
    "optional_layers": [{"layers": [1, 2], "when": {"blocks": [2]}}]
}"#;

#[test]
fn a_sweep_survives_a_round_trip_and_a_link() {
    let experiment = sweep(BLOCKS).expect("a sweep");
    let back = Experiment::from_json(&experiment.to_json()).expect("its own JSON");
    assert_eq!(back, experiment);
    let back = link::from_fragment(&link::to_fragment(&experiment)).expect("its own link");
    assert_eq!(back, experiment);
    let bytes = borsh::to_vec(&experiment).expect("bytes");
    assert_eq!(
        borsh::from_slice::<Experiment>(&bytes).expect("its own"),
        experiment
    );
}

#[test]
fn an_experiment_without_a_sweep_is_written_as_before() {
    assert!(!Experiment::default().to_json().contains("sweep"));
    assert!(!link::to_json(&Experiment::default()).contains("sweep"));
}

#[test]
fn a_trial_has_its_values_and_its_layers() {
    let experiment = sweep(BLOCKS).expect("a sweep");
    let sweep = experiment.sweep.as_ref().expect("a sweep");
    let sweep = sweep.open().expect("a sweep");
    let two = values(&[
        ("blocks", 2.into()),
        ("filters_1", 24.into()),
        ("filters_2", 32.into()),
        ("optimizer.learning_rate", 0.01.into()),
        (
            "activations",
            SweptValue::List(vec!["relu".into(), "elu".into()]),
        ),
    ]);
    let trial = sweep.apply(&experiment, &two).expect("a trial");
    assert_eq!(trial.sweep, None);
    assert_eq!(trial.model.layers.len(), 5);
    let Layer::Conv2D(second) = &trial.model.layers[2] else {
        panic!("a convolution")
    };
    assert_eq!((second.filters, second.activation.name()), (32, "elu"));
    assert!((trial.optimizer.learning_rate() - 0.01).abs() < 1e-12);
    let one = values(&[("blocks", 1.into()), ("filters_1", 24.into())]);
    let trial = sweep.apply(&experiment, &one).expect("a trial");
    let names: Vec<_> = trial.model.layers.iter().map(Layer::class_name).collect();
    assert_eq!(names, ["Conv2D", "Flatten", "Dense"]);
}

#[test]
fn runs_of_a_trial_have_seeds_of_their_own_and_keep_their_best_epoch() {
    let experiment = sweep(BLOCKS).expect("a sweep");
    let sweep = experiment.sweep.as_ref().expect("a sweep");
    let sweep = sweep.open().expect("a sweep");
    let one = values(&[("blocks", 1.into())]);
    let run = sweep
        .execution(&experiment, &one, 1, Some(3))
        .expect("a run");
    assert_eq!((run.seed, run.training.epochs), (experiment.seed + 1, 3));
    assert_eq!(run.callbacks.len(), 1);
    let run = sweep.execution(&experiment, &one, 0, None).expect("a run");
    assert!(run.callbacks.is_empty() && run.seed == experiment.seed);
}

#[test]
fn faults_name_the_field_and_say_what_to_do() {
    let with = |parameters: &str| format!(r#"{{"parameters": [{parameters}]}}"#);
    let batch = r#"{"fields": ["training.batch_size"], "choices": [32]}"#;
    for (text, field, hint) in [
        (with(""), "sweep.parameters", "training.batch_size"),
        (
            with(r#"{"fields": ["training.speed"], "choices": [1]}"#),
            "sweep.parameters[0].choices[0]",
            "batch_size",
        ),
        (
            with(r#"{"fields": ["training.batch_size"], "choices": [32, 0]}"#),
            "sweep.parameters[0].choices[1]",
            "1 to 4096",
        ),
        (
            with(r#"{"fields": ["training.batch_size"], "choices": ["many"]}"#),
            "sweep.parameters[0].choices[0]",
            "64",
        ),
        (
            with(r#"{"fields": ["training.batch_size"]}"#),
            "sweep.parameters[0].choices",
            "range",
        ),
        (
            with(r#"{"choices": [1]}"#),
            "sweep.parameters[0].fields",
            "name",
        ),
        (
            with(&format!("{batch}, {batch}")),
            "sweep.parameters[1].name",
            "another",
        ),
        (
            with(r#"{"fields": ["optimizer.learning_rate"], "range": {"from": 0.1, "to": 1}}"#),
            "sweep.parameters[0].range.step",
            "random",
        ),
        (
            with(
                r#"{"fields": ["optimizer.learning_rate"], "range": {"from": 0, "to": 1, "scale": "log"}}"#,
            ),
            "sweep.parameters[0].range.from",
            "above 0",
        ),
        (
            with(r#"{"fields": ["training.epochs"], "choices": [1], "when": {"blocks": [2]}}"#),
            "sweep.parameters[0].when.blocks",
            "before",
        ),
        (
            with(&format!(
                r#"{batch}, {{"fields": ["training.epochs"], "choices": [1], "when": {{"training.batch_size": [64]}}}}"#
            )),
            "sweep.parameters[1].when.training.batch_size",
            "values",
        ),
        (
            format!(r#"{{"search": {{"type": "Random"}}, "parameters": [{batch}]}}"#),
            "sweep.budget",
            "minutes",
        ),
        (
            format!(
                r#"{{"search": {{"type": "Hyperband", "factor": 1}}, "parameters": [{batch}]}}"#
            ),
            "sweep.search.factor",
            "2 to 100",
        ),
        (
            format!(
                r#"{{"parameters": [{batch}], "optional_layers": [{{"layers": [9], "when": {{}}}}]}}"#
            ),
            "sweep.optional_layers[0].layers",
            "5 layers",
        ),
    ] {
        let error = sweep(&text).expect_err(&text);
        assert_eq!(error.field, field, "{text}: {error}");
        assert!(error.hint.contains(hint), "{text}: {}", error.hint);
    }
}

#[test]
fn an_experiment_that_was_edited_since_is_still_one_to_run() {
    let mut experiment = sweep(BLOCKS).expect("a sweep");
    experiment.model.layers.remove(2);
    assert_eq!(experiment.validate(), Ok(()));
    let error = experiment.validate_sweep().expect_err("a layer is gone");
    assert!(error.field.starts_with("sweep."), "{error}");
}

#[test]
fn fields_of_another_rule_are_varied_where_that_rule_was_chosen() {
    let text = r#"{"parameters": [
        {"name": "rule", "fields": ["optimizer.type"], "choices": ["Adam", "SGD"]},
        {"name": "momentum", "fields": ["optimizer.momentum"], "choices": [0.0, 0.9], "when": {"rule": ["SGD"]}}
    ]}"#;
    assert!(sweep(text).is_ok());
    let never = text.replace(
        r#""when": {"rule": ["SGD"]}"#,
        r#""when": {"rule": ["Adam"]}"#,
    );
    assert!(sweep(&never).is_err());
}
