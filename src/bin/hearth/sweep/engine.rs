//! `hearth sweep space` and `hearth sweep apply`: what an engine that chooses values itself needs to know of a
//! sweep, and the experiment of the values that it chose.

use std::path::PathBuf;

use clap::Args;
use hearth::experiment::sweep::{Condition, Parameter, Scale, SweptValue, Values};
use hearth::experiment::{Experiment, ExperimentError};
use hearth::protocol::ErrorKind;
use hearth::sweep::Course;
use serde::Serialize;

use super::super::failure::Failure;
use super::super::output::{print, print_line};
use super::super::train::read_experiment;

/// The sweep.
#[derive(Args)]
pub struct Options {
    /// The experiment with a sweep.
    experiment: PathBuf,
}

/// What is searched, and by what.
#[derive(Serialize)]
struct Space<'a> {
    objective: &'static str,
    direction: &'static str,
    parameters: Vec<Described<'a>>,
}

/// A parameter as an engine needs it: choices, or the ends of a range.
#[derive(Serialize)]
struct Described<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    choices: Option<Vec<SweptValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<f64>,
    log: bool,
    whole: bool,
    when: &'a Condition,
}

/// Prints what is searched, as a line of JSON.
pub fn print_space(options: &Options) -> Result<(), Failure> {
    let course = read(options)?;
    let objective = &course.sweep().objective;
    let is_greater = objective.is_greater_better();
    let parameters = course.sweep().parameters.iter();
    print_line(&Space {
        objective: objective.monitor.name(),
        direction: if is_greater { "maximize" } else { "minimize" },
        parameters: parameters
            .map(|p| described(p, course.experiment()))
            .collect(),
    })
}

fn described<'a>(parameter: &'a Parameter, experiment: &Experiment) -> Described<'a> {
    let whole = parameter.is_whole(experiment);
    let log = parameter
        .range
        .as_ref()
        .is_some_and(|range| range.scale == Scale::Log);
    // A ratio between two numbers is what few engines have: these are choices.
    let ends = parameter
        .range
        .as_ref()
        .filter(|range| !log || range.step.is_none());
    let all = || {
        (0..parameter.count(whole).unwrap_or_default())
            .map(|i| parameter.at(i, whole))
            .collect()
    };
    Described {
        name: parameter.name(),
        choices: ends.is_none().then(all),
        low: ends.map(|range| range.from),
        high: ends.map(|range| range.to),
        step: ends.and_then(|range| range.step),
        log,
        whole,
        when: &parameter.when,
    }
}

/// Reads values from the standard input, and prints the experiment that has them.
pub fn print_experiment(options: &Options) -> Result<(), Failure> {
    let course = read(options)?;
    let refused = |message: String| {
        let hint =
            r#"Write values as JSON to the standard input, such as {"learning_rate": 0.01}."#;
        Failure::new(ErrorKind::Experiment, message, hint)
    };
    let text = std::io::read_to_string(std::io::stdin()).map_err(|e| refused(e.to_string()))?;
    let values: Values =
        serde_json::from_str(&text).map_err(|e| refused(format!("the values: {e}")))?;
    let known = |name: &String| course.sweep().parameters.iter().any(|p| p.name() == name);
    if let Some(name) = values.keys().find(|name| !known(name)) {
        return Err(refused(format!("{name} is no parameter of the sweep")));
    }
    let experiment = course.experiment_of(&values);
    let experiment = experiment.map_err(|error| of_file(options, error))?;
    print(&format_args!("{}\n", experiment.to_json()))
}

fn read(options: &Options) -> Result<Course, Failure> {
    Course::new(read_experiment(&options.experiment)?).map_err(|error| of_file(options, error))
}

fn of_file(options: &Options, error: ExperimentError) -> Failure {
    let message = format!("{}: {error}", options.experiment.display());
    Failure::new(ErrorKind::Experiment, message, error.hint)
}
