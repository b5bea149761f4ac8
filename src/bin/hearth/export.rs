//! `hearth export`: the experiment as a script for Keras, a summary, a diagram or JSON.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hearth::data::Dataset;
use hearth::experiment::{Experiment, ExperimentError};
use hearth::export::{Context, diagram, keras_code, keras_summary};
use hearth::protocol::ErrorKind;

use super::failure::Failure;
use super::load::load;
use super::output::print;

/// The experiment, and what is made of it.
#[derive(Args)]
pub struct Options {
    /// The experiment: a JSON file of the format in assets/experiment.schema.json.
    experiment: PathBuf,
    /// What it is written as.
    #[arg(long, value_enum)]
    to: Target,
    /// Write to this file instead of the standard output.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Folder with own files, if they do not lie beside the experiment: they are read to know
    /// their size.
    #[arg(long, default_value = "stage/data")]
    data: PathBuf,
    /// In the summary, count what the optimizer keeps, as Keras does after training.
    #[arg(long)]
    trained: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    /// A Python script for Keras 3 that loads the data, trains and evaluates.
    Keras,
    /// The table that Keras's `model.summary()` prints.
    Summary,
    /// The network as an SVG.
    Diagram,
    /// The experiment with every field, checked.
    Json,
}

/// Writes the experiment in the form that is asked for.
pub fn run(options: &Options) -> Result<(), Failure> {
    let path = &options.experiment;
    let text = std::fs::read_to_string(path).map_err(|e| {
        let message = format!("{}: {e}", path.display());
        Failure::new(
            ErrorKind::Experiment,
            message,
            "Give an experiment's JSON file.",
        )
    })?;
    let invalid = |e: ExperimentError| {
        let message = format!("{}: {e}", path.display());
        Failure::new(ErrorKind::Experiment, message, e.hint.clone())
    };
    let experiment = Experiment::from_json(&text).map_err(invalid)?;
    let exported = if let Target::Json = options.to {
        experiment.to_json() + "\n"
    } else {
        let context = context(&experiment, options)?;
        let summary = experiment.summary(context.input, context.classes);
        let summary = summary.map_err(invalid)?;
        match options.to {
            Target::Keras => keras_code(&experiment, &context),
            Target::Summary => {
                keras_summary(&summary, options.trained.then_some(&experiment.optimizer))
            }
            Target::Diagram | Target::Json => diagram(&experiment.model.name, &summary),
        }
    };
    match &options.output {
        None => print(&exported),
        Some(path) => std::fs::write(path, exported).map_err(|e| {
            let message = format!("{}: {e}", path.display());
            Failure::new(
                ErrorKind::Internal,
                message,
                "Name a file that can be written.",
            )
        }),
    }
}

/// What is known of the data: of built-in data without reading it, of own files by reading them.
fn context(experiment: &Experiment, options: &Options) -> Result<Context, Failure> {
    if let Some(context) = Context::of(experiment) {
        return Ok(context);
    }
    let beside = options.experiment.parent();
    let folders = [beside.unwrap_or("".as_ref()), &options.data];
    let (loaded, licence) = load(experiment, folders)?;
    let has_test = loaded.test.is_some() && loaded.train.is_some();
    let dataset = Dataset::prepare(loaded, &experiment.data, licence, experiment.seed)?;
    Ok(Context {
        input: dataset.shape(),
        classes: dataset.classes.len(),
        has_test,
    })
}
