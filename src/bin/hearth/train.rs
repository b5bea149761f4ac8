//! `hearth train`: the run of an experiment, natively.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use clap::{Args, ValueEnum};
use hearth::data::Dataset;
use hearth::data::predicted::to_csv;
use hearth::engine::{EpochResult, Outcome, Session, classify, open};
use hearth::experiment::Experiment;
use hearth::protocol::{DeviceInUse, DeviceKind, ErrorKind, Event, Phase, Progress, RunId, Scores};
use serde::Serialize;

use super::failure::Failure;
use super::load::load;
use super::output::print_line;

/// Samples without labels that are classified at once.
const BATCH: usize = 256;

/// The experiment, and what it is run on.
#[derive(Args)]
pub struct Options {
    /// The experiment: a JSON file of the format in assets/experiment.schema.json.
    experiment: PathBuf,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    device: Device,
    /// Folder with the data sets' files, MNIST's in `mnist/` or in the folder itself. Own
    /// files are looked for beside the experiment's file first.
    #[arg(long, default_value = "stage/data")]
    data: PathBuf,
    /// Print every event as a line of JSON before the metrics.
    #[arg(long)]
    events: bool,
    /// Write what the trained network says of the samples without labels, as CSV.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Device {
    /// burn-flex.
    Cpu,
    /// burn-ndarray.
    Ndarray,
    /// The GPU, through wgpu.
    Wgpu,
}

impl From<Device> for DeviceKind {
    fn from(device: Device) -> Self {
        match device {
            Device::Cpu => Self::Cpu,
            Device::Ndarray => Self::Ndarray,
            Device::Wgpu => Self::WebGpu,
        }
    }
}

/// The last line of a run.
#[derive(Serialize)]
struct Metrics {
    device: String,
    epochs: usize,
    steps: usize,
    seconds: f64,
    images_per_second: f64,
    train: Scores,
    #[serde(skip_serializing_if = "Option::is_none")]
    validation: Option<Scores>,
    test: Scores,
    confusion: Vec<Vec<u32>>,
}

/// Runs the experiment.
pub fn run(options: &Options) -> Result<(), Failure> {
    pollster::block_on(train(options))
}

/// The run of an experiment's file, before its first step.
async fn session(path: &Path, kind: DeviceKind, data: &Path) -> Result<Session, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| {
        Failure::new(
            ErrorKind::Experiment,
            format!("{}: {e}", path.display()),
            "Give an experiment's JSON file.",
        )
    })?;
    let experiment = Experiment::from_json(&text).map_err(|e| {
        let message = format!("{}: {e}", path.display());
        Failure::new(ErrorKind::Experiment, message, e.hint.clone())
    })?;
    let device = open(kind).await?;
    let beside = path.parent().unwrap_or(Path::new(""));
    let (loaded, licence) = load(&experiment, [beside, data])?;
    for warning in &loaded.report.warnings {
        eprintln!("note: {warning}");
    }
    let dataset = Dataset::prepare(loaded, &experiment.data, licence, experiment.seed)?;
    Ok(Session::new(experiment, Arc::new(dataset), &device)?)
}

async fn train(options: &Options) -> Result<(), Failure> {
    let kind = options.device.into();
    let mut session = session(&options.experiment, kind, &options.data).await?;
    let mut predictions = match &options.predictions {
        Some(path) => Some(predictions_file(&session, path)?),
        None => None,
    };
    let run = RunId(1);
    let tell = |event: Event| -> Result<(), Failure> {
        if options.events {
            print_line(&event)?;
        }
        Ok(())
    };
    tell(Event::DeviceReady {
        device: DeviceInUse {
            kind,
            reason: String::new(),
        },
    })?;
    tell(Event::RunReady {
        run,
        summary: session.summary().clone(),
        steps_per_epoch: session.steps_per_epoch(),
        step: 0,
        samples: session.samples(),
    })?;

    let start = Instant::now();
    let mut trained = 0.0;
    let mut last = None;
    loop {
        let epoch = session.epoch();
        let before = Instant::now();
        match session.work(16).await? {
            Outcome::Steps(steps) => {
                trained += before.elapsed().as_secs_f64();
                let rate = images(&session) / trained;
                let left = (session.total_steps() - session.step()) as f64;
                tell(Event::Progress {
                    run,
                    progress: Progress {
                        epoch,
                        steps,
                        images_per_second: rate,
                        seconds_left: Some(left * trained / session.step() as f64),
                    },
                })?;
            }
            Outcome::EpochEnd(result) => {
                let seconds = start.elapsed().as_secs_f64();
                for event in result.events(run, seconds) {
                    tell(event)?;
                }
                let EpochResult {
                    epoch,
                    train,
                    validation,
                    test,
                    confusion,
                } = result;
                eprintln!(
                    "epoch {epoch}: loss {:.4}, accuracy {:.4}; test loss {:.4}, accuracy {:.4}; {seconds:.1} s",
                    train.loss, train.accuracy, test.loss, test.accuracy
                );
                last = Some(Metrics {
                    device: kind.label().to_owned(),
                    epochs: epoch,
                    steps: session.step(),
                    seconds,
                    images_per_second: images(&session) / trained,
                    train,
                    validation,
                    test,
                    confusion,
                });
            }
            Outcome::Evaluating => {}
            Outcome::Finished => break,
        }
    }
    tell(Event::PhaseChanged {
        run,
        phase: Phase::Finished,
    })?;
    let metrics = last.ok_or_else(|| {
        Failure::new(
            ErrorKind::Run,
            "the run ended without an epoch",
            "Set training.epochs to 1 or more.",
        )
    })?;
    if let Some((file, path)) = &mut predictions {
        let table = predicted(&session).await?;
        file.write_all(&table).map_err(|e| unwritable(path, &e))?;
    }
    print_line(&metrics)
}

/// The file for predictions. Whether there will be any, and can be written, is known before hours
/// of training.
fn predictions_file<'a>(session: &Session, path: &'a Path) -> Result<(File, &'a Path), Failure> {
    if session.data().unlabelled.is_none() {
        return Err(Failure::new(
            ErrorKind::Data,
            "--predictions: the experiment's data has no samples without labels",
            "Name some in data.outside, or leave the option out.",
        ));
    }
    let file = File::create(path).map_err(|e| unwritable(path, &e))?;
    Ok((file, path))
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        ErrorKind::Data,
        format!("{}: {error}", path.display()),
        "Give --predictions a file that can be written.",
    )
}

/// The table of what the network says of the samples without labels.
async fn predicted(session: &Session) -> Result<Vec<u8>, Failure> {
    let data = session.data();
    let Some(samples) = &data.unlabelled else {
        return Ok(Vec::new());
    };
    let mut predicted = Vec::with_capacity(samples.len());
    while predicted.len() < samples.len() {
        let values = data.from_unlabelled(data.to_unlabelled(predicted.len(), BATCH))?;
        predicted.extend(classify(session.network(), data, values).await?);
    }
    Ok(to_csv(samples, &data.classes, &predicted)?)
}

/// Training images that the steps taken have seen.
fn images(session: &Session) -> f64 {
    let per_step = session.samples()[0] as f64 / session.steps_per_epoch() as f64;
    session.step() as f64 * per_step
}
