//! `hearth sweep expand`: an experiment for each trial, for the job arrays of other engines.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use hearth::experiment::sweep::{Search, Values};
use hearth::protocol::ErrorKind;
use hearth::sweep::{Course, Next};
use serde::Serialize;

use super::super::failure::Failure;
use super::super::train::read_experiment;

/// The sweep, and where its trials go.
#[derive(Args)]
pub struct Options {
    /// The experiment with a sweep.
    experiment: PathBuf,
    /// Folder for trial-0001.json and so on, and for trials.jsonl, which says what each is.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// A line of the list of trials.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    trial: usize,
    run: usize,
    values: &'a Values,
}

/// Writes the experiments.
pub fn run(options: &Options) -> Result<(), Failure> {
    let path = &options.experiment;
    let of_file = |error: hearth::experiment::ExperimentError| {
        let message = format!("{}: {error}", path.display());
        Failure::new(ErrorKind::Experiment, message, error.hint)
    };
    let mut course = Course::new(read_experiment(path)?).map_err(of_file)?;
    let refused = |message: &str, hint: &str| {
        let message = format!("{}: {message}", path.display());
        Err(Failure::new(ErrorKind::Experiment, message, hint))
    };
    if matches!(course.sweep().search, Search::Hyperband(_)) {
        let hint = "Carry it out with hearth sweep, or search at random.";
        return refused(
            "the trials of Hyperband follow from one another's results",
            hint,
        );
    }
    if course.planned().is_none() {
        let hint = "Give sweep.budget a number of trials.";
        return refused("the sweep has no number of trials", hint);
    }
    fs::create_dir_all(&options.out).map_err(|error| unwritable(&options.out, &error))?;
    let mut list = String::new();
    let mut written = 0;
    while let Next::Run(run, _) = course.next_run(0.0) {
        let number = run.trial + 1;
        let file = match course.sweep().executions_per_trial {
            1 => format!("trial-{number:04}.json"),
            _ => format!("trial-{number:04}-run-{}.json", run.execution + 1),
        };
        let trial = course
            .trials()
            .find(|trial| trial.planned.number == run.trial);
        let values = trial
            .map(|trial| trial.planned.values.clone())
            .unwrap_or_default();
        let line = Line {
            file: &file,
            trial: number,
            run: run.execution + 1,
            values: &values,
        };
        list += &(serde_json::to_string(&line).unwrap_or_default() + "\n");
        write(&options.out.join(&file), &(run.experiment.to_json() + "\n"))?;
        written += 1;
    }
    write(&options.out.join("trials.jsonl"), &list)?;
    eprintln!("{written} experiments in {}", options.out.display());
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        "Name a folder that can be written with --out DIR.",
    )
}
