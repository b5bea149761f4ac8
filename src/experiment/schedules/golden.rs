//! Schedules against what Keras and the formula of `OneCycleLR` gave (`tests/fixtures/golden/schedules.json`).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::*;

fn file() -> String {
    let folder = std::env::var("HEARTH_GOLDEN").unwrap_or_else(|_| {
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/golden").to_owned()
    });
    let path = format!("{folder}/schedules.json");
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[derive(Deserialize)]
struct File {
    keras_schedules: Vec<KerasCase>,
    one_cycle: Vec<OneCycleCase>,
}

#[derive(Deserialize)]
struct KerasCase {
    name: String,
    class: String,
    config: Map<String, Value>,
    steps: Vec<usize>,
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct OneCycleCase {
    name: String,
    max_lr: f64,
    params: Map<String, Value>,
    learning_rate: Vec<f64>,
    momentum: Vec<f64>,
}

fn read(class: &str, mut config: Map<String, Value>) -> Schedule {
    config.remove("name");
    config.insert("type".to_owned(), json!(class));
    let schedule: Schedule = serde_json::from_value(Value::Object(config)).expect(class);
    assert_eq!(schedule.validate(), Ok(()), "{class}");
    schedule
}

#[test]
fn golden_keras_schedules() {
    let file: File = serde_json::from_str(&file()).expect("schedules.json");
    let course = Course {
        learning_rate: 123.0,
        steps: 7,
    };
    let mut names: Vec<&str> = Schedule::NAMES.to_vec();
    for case in file.keras_schedules {
        let schedule = read(&case.class, case.config);
        names.retain(|name| *name != case.class);
        let most = case.values.iter().copied().fold(0.0, f64::max);
        for (step, value) in case.steps.into_iter().zip(case.values) {
            let rate = schedule.kind().learning_rate(step, &course);
            let is_close = (rate - value).abs() <= 2e-6 * most;
            assert!(is_close, "{} at {step}: {rate}, not {value}", case.name);
            assert_eq!(schedule.kind().momentum(step, &course), None);
        }
    }
    assert_eq!(names, ["Constant", "OneCycle"], "each has a case");
}

#[test]
fn golden_one_cycle() {
    let file: File = serde_json::from_str(&file()).expect("schedules.json");
    for case in file.one_cycle {
        let course = Course {
            learning_rate: case.max_lr,
            steps: case.learning_rate.len(),
        };
        let schedule = read("OneCycle", case.params);
        for (step, pair) in case.learning_rate.iter().zip(&case.momentum).enumerate() {
            let rate = schedule.kind().learning_rate(step, &course);
            let momentum = schedule.kind().momentum(step, &course).expect("cycled");
            for (got, want) in [(rate, *pair.0), (momentum, *pair.1)] {
                let is_close = (got - want).abs() <= 1e-7;
                assert!(is_close, "{} at {step}: {got}, not {want}", case.name);
            }
        }
    }
}

#[test]
fn the_shortest_runs_have_a_step_size_at_every_step() {
    for kind in Schedule::KINDS {
        let schedule = (kind.new)();
        for steps in 1..5 {
            let course = Course {
                learning_rate: 0.1,
                steps,
            };
            for step in 0..steps + 2 {
                let rate = schedule.kind().learning_rate(step, &course);
                let is_rate = (0.0..=0.1 + 1e-12).contains(&rate);
                assert!(is_rate, "{}: {rate} at {step} of {steps}", kind.name);
            }
        }
    }
}
