//! Hearth on the command line: the same core, natively, for batch runs, tests and benches.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::{Parser, Subcommand, ValueEnum};
use hearth::data::files::{self, NamedFile};
use hearth::data::builtin::{self, FileSpec, Set};
use hearth::data::{Dataset, Loaded, digits, points};
use hearth::engine::{EngineError, EpochResult, Outcome, Session, open};
use hearth::protocol::{DeviceInUse, DeviceKind, Event, Phase, Progress, RunId, Scores};
use hearth::spec::{Experiment, Source};
use serde::Serialize;

/// Trains neural networks; what the page does in a browser tab, without one.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run an experiment and print its final metrics as a line of JSON.
    Train {
        /// The experiment: a JSON file of the format in assets/experiment.schema.json.
        spec: PathBuf,
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
    },
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

/// A message for a person, and what to do about it.
struct Failure {
    message: String,
    hint: String,
}

impl Failure {
    fn new(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let hint = match error {
            EngineError::Device(_) => "Use --device cpu, which every machine has.".to_owned(),
            _ => error.hint(),
        };
        Self::new(error.to_string(), hint)
    }
}

impl From<hearth::data::DataError> for Failure {
    fn from(error: hearth::data::DataError) -> Self {
        Self::new(error.message, error.hint)
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

fn main() -> ExitCode {
    let Command::Train {
        spec,
        device,
        data,
        events,
    } = Arguments::parse().command;
    match pollster::block_on(train(&spec, device.into(), &data, events)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {}\n  {}", failure.message, failure.hint);
            ExitCode::FAILURE
        }
    }
}

/// The run of an experiment's file, before its first step.
async fn session(spec: &Path, kind: DeviceKind, data: &Path) -> Result<Session, Failure> {
    let text = std::fs::read_to_string(spec).map_err(|e| {
        Failure::new(
            format!("{}: {e}", spec.display()),
            "Give an experiment's JSON file.",
        )
    })?;
    let experiment = Experiment::from_json(&text)
        .map_err(|e| Failure::new(format!("{}: {e}", spec.display()), e.hint.clone()))?;
    let device = open(kind).await?;
    let beside = spec.parent().unwrap_or(Path::new(""));
    let (loaded, licence) = load(&experiment, [beside, data])?;
    for warning in &loaded.report.warnings {
        eprintln!("note: {warning}");
    }
    let dataset = Dataset::prepare(loaded, &experiment.data, licence, experiment.seed)?;
    Ok(Session::new(experiment, Arc::new(dataset), &device)?)
}

async fn train(spec: &Path, kind: DeviceKind, data: &Path, events: bool) -> Result<(), Failure> {
    let mut session = session(spec, kind, data).await?;
    let run = RunId(1);
    let tell = |event: Event| -> Result<(), Failure> {
        if events {
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
            "the run ended without an epoch",
            "Set training.epochs to 1 or more.",
        )
    })?;
    print_line(&metrics)
}

/// Training images that the steps taken have seen.
fn images(session: &Session) -> f64 {
    let per_step = session.samples()[0] as f64 / session.steps_per_epoch() as f64;
    session.step() as f64 * per_step
}

fn print_line(value: &impl Serialize) -> Result<(), Failure> {
    let unwritable =
        |e: &dyn std::fmt::Display| Failure::new(e.to_string(), "Is the output still open?");
    let line = serde_json::to_string(value).map_err(|e| unwritable(&e))?;
    writeln!(std::io::stdout(), "{line}").map_err(|e| unwritable(&e))
}

/// What the experiment's source holds, and its licence. `folders` are the experiment's own and
/// the one of the data sets.
fn load(experiment: &Experiment, folders: [&Path; 2]) -> Result<(Loaded, String), Failure> {
    let seed = experiment.seed;
    match &experiment.data.source {
        Source::SyntheticDigits { train, test } => Ok((
            digits::load(*train, *test, seed),
            digits::LICENCE.to_owned(),
        )),
        Source::Points(points) => Ok((points::load(points, seed)?, points::LICENCE.to_owned())),
        Source::Files { names, options } => {
            let files: Result<_, _> = names.iter().map(|name| open_file(folders, name)).collect();
            let mut go_on = |_| ControlFlow::Continue(());
            Ok((files::read(files?, options, &mut go_on)?, String::new()))
        }
        built_in => {
            let Some(set) = builtin::of(built_in)? else {
                return Err(Failure::new(
                    format!("{} is not loaded by this program", built_in.name()),
                    "Use another data set.",
                ));
            };
            let contents = set.files.iter().map(|file| {
                let bytes = read(folders[1], &set, file)?;
                Ok(set.content(file, &bytes)?.into_owned())
            });
            let loaded = set.assemble(contents.collect::<Result<_, Failure>>()?)?;
            Ok((loaded, set.licence))
        }
    }
}

/// A person's own file, in the first of the folders that has it.
fn open_file(folders: [&Path; 2], name: &str) -> Result<NamedFile, Failure> {
    let candidates = folders.map(|folder| folder.join(name));
    for path in &candidates {
        match File::open(path).and_then(|file| Ok((file.metadata()?, file))) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Ok((metadata, file)) if metadata.is_file() => {
                return Ok(NamedFile::from_reader(name, file, metadata.len()));
            }
            Ok(_) => return Err(unreadable(path, "it is no file")),
            Err(error) => return Err(unreadable(path, &error)),
        }
    }
    Err(Failure::new(
        format!(
            "data.source.names: there is no file {}",
            candidates[0].display()
        ),
        "Put it beside the experiment's file, or name its folder with --data DIR.",
    ))
}

fn unreadable(path: &Path, reason: impl std::fmt::Display) -> Failure {
    Failure::new(
        format!("{}: {reason}", path.display()),
        "Make it a file that can be read, or name another folder with --data DIR.",
    )
}

/// A file of a built-in set, in the set's own folder or in the one given.
fn read(folder: &Path, set: &Set, file: &FileSpec) -> Result<Vec<u8>, Failure> {
    let candidates = [folder.join(&set.folder).join(&file.name), folder.join(&file.name)];
    for path in &candidates {
        match std::fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(path, error)),
            Ok(bytes) => return Ok(bytes),
        }
    }
    Err(Failure::new(
        format!("{}: there is no such file", candidates[0].display()),
        format!(
            "Run `cargo xtask setup {}`, or name the folder with --data DIR.",
            set.folder
        ),
    ))
}
