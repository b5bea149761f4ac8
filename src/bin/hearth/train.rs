//! `hearth train`: the run of an experiment, natively.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use hearth::data::Dataset;
use hearth::engine::{EngineError, Session, kernel_set, open, portion_seconds, threads_of};
use hearth::experiment::{Classifier, Experiment};
use hearth::metrics::classification_report;
use hearth::model_file::ModelFile;
use hearth::protocol::{DeviceInUse, DeviceKind, ErrorKind};
use hearth::run::{Pace, Run};

use super::checkpoints::Checkpoints;
use super::classifier;
use super::device::Device;
use super::failure::Failure;
use super::load::load;
use super::metrics::Metrics;
use super::output::print_line;
use super::predict::{of_file, read};
use super::predictions::table;
use super::record::Recorder;
use super::tensorboard::TensorBoard;
use super::terminal::{Line, RUN, Terminal};
use super::whole_file::WholeFile;

/// The experiment, and what it is run on.
#[derive(Args)]
pub struct Options {
    /// The experiment: a JSON file of the format in assets/experiment.schema.json, or - for the standard
    /// input, beside which own files are those of the current folder.
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
    /// Collect no statistics of the layers (gradients, updates, weights, activations), which `--events` prints
    /// in some of the steps. It changes no number of the run.
    #[arg(long)]
    no_layers: bool,
    /// Write snapshots of the run to this folder: the newest as last.safetensors, and what the
    /// experiment's `ModelCheckpoint` says.
    #[arg(long, value_name = "DIR")]
    checkpoints: Option<PathBuf>,
    /// Write event files for TensorBoard to this folder: losses, accuracies and step sizes, and the layers'
    /// histograms.
    #[arg(long, value_name = "DIR")]
    tensorboard: Option<PathBuf>,
    /// Write what the trained network says of the samples without labels, as CSV.
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Write the trained model, with all that predicting and training on need: a .safetensors file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write the run as the page keeps it: settings, curves, scores and predictions of the test samples. Dropped on the
    /// page's room Runs, it is compared with others.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Go on from a model that was saved in the middle of this experiment's run, as a checkpoint is,
    /// or with fewer epochs.
    #[arg(long, value_name = "FILE", visible_alias = "resume")]
    from: Option<PathBuf>,
    /// Begin with the weights of a model and a fresh optimizer, as a trial that Hyperband promotes.
    #[arg(long, value_name = "FILE", conflicts_with = "from")]
    weights: Option<PathBuf>,
    /// Epochs that count as trained with those weights; training.epochs is where the run ends.
    #[arg(long, value_name = "N", requires = "weights", default_value_t = 0)]
    initial_epoch: usize,
}

/// Runs the experiment.
pub fn run(options: &Options) -> Result<(), Failure> {
    pollster::block_on(train(options))
}

/// The experiment of a file, or of the standard input.
pub fn read_experiment(path: &Path) -> Result<Experiment, Failure> {
    let text = if path == Path::new("-") {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|e| {
        Failure::new(
            ErrorKind::Experiment,
            format!("{}: {e}", path.display()),
            "Give an experiment's JSON file.",
        )
    })?;
    Experiment::from_json(&text).map_err(|e| {
        let message = format!("{}: {e}", path.display());
        Failure::new(ErrorKind::Experiment, message, e.hint.clone())
    })
}

/// The run of an experiment's file, before its first step.
pub async fn session(path: &Path, kind: DeviceKind, data: &Path) -> Result<Session, Failure> {
    prepare(read_experiment(path)?, path, kind, data).await
}

async fn prepare(
    experiment: Experiment,
    path: &Path,
    kind: DeviceKind,
    data: &Path,
) -> Result<Session, Failure> {
    let device = open(kind).await?;
    let dataset = dataset(&experiment, path, data)?;
    Ok(Session::new(experiment, Arc::new(dataset), &device)?)
}

/// The data of an experiment's file, prepared.
pub fn dataset(experiment: &Experiment, path: &Path, data: &Path) -> Result<Dataset, Failure> {
    let beside = path.parent().unwrap_or(Path::new(""));
    let (loaded, licence) = load(experiment, [beside, data])?;
    for warning in &loaded.report.warnings {
        eprintln!("note: {warning}");
    }
    let data = &experiment.data;
    Ok(Dataset::prepare(loaded, data, licence, experiment.seed)?)
}

/// Trains the classifier that an experiment has instead of a network.
fn train_classifier(
    experiment: &Experiment,
    classifier: &Classifier,
    options: &Options,
) -> Result<(), Failure> {
    let for_networks = [
        ("--checkpoints", options.checkpoints.is_some()),
        ("--from", options.from.is_some()),
        ("--weights", options.weights.is_some()),
        ("--tensorboard", options.tensorboard.is_some()),
    ];
    if let Some((option, _)) = for_networks.iter().find(|(_, is_there)| *is_there) {
        return Err(Failure::new(
            ErrorKind::Experiment,
            format!(
                "{option} is for networks, and model.classifier is {}",
                classifier.name()
            ),
            "Leave the option out: a classifier has no epochs, and nothing to go on from.",
        ));
    }
    let data = dataset(experiment, &options.experiment, &options.data)?;
    check_outside(options, &data)?;
    let outputs = classifier::Outputs {
        predictions: begin("--predictions", options.predictions.as_deref())?,
        model: begin("--save", options.save.as_deref())?,
        record: begin("--record", options.record.as_deref())?,
    };
    classifier::train(experiment, classifier, &data, options.events, outputs)
}

/// Makes the unfinished file that an option names.
fn begin(option: &'static str, path: Option<&Path>) -> Result<Option<WholeFile>, Failure> {
    path.map(|path| WholeFile::begin(option, path)).transpose()
}

/// Checks that there are samples without labels, if the predictions for them are wanted.
fn check_outside(options: &Options, data: &Dataset) -> Result<(), Failure> {
    if options.predictions.is_some() && data.unlabelled.is_none() {
        return Err(Failure::new(
            ErrorKind::Data,
            "--predictions: the experiment's data has no samples without labels",
            "Name some in data.outside, or leave the option out.",
        ));
    }
    Ok(())
}

/// Puts a session where the model of a file was.
fn go_on(session: &mut Session, path: &Path) -> Result<(), Failure> {
    let bytes = read(path)?;
    session.restore(&bytes).map_err(|error| match error {
        EngineError::File(error) => of_file(path)(error),
        error => error.into(),
    })?;
    // Allowed, and no longer the run that it would have been without the break.
    let before = ModelFile::open(&bytes).and_then(|file| file.experiment());
    if !before.is_ok_and(|before| is_same_but_for_its_length(&before, session.experiment())) {
        eprintln!("note: the model was trained by another experiment than this one");
    }
    Ok(())
}

fn is_same_but_for_its_length(one: &Experiment, other: &Experiment) -> bool {
    let mut one = one.clone();
    one.name.clone_from(&other.name);
    one.training.epochs = other.training.epochs;
    one == *other
}

async fn train(options: &Options) -> Result<(), Failure> {
    let kind = options.device.into();
    let experiment = read_experiment(&options.experiment)?;
    if experiment.sweep.is_some() {
        eprintln!("note: this is the experiment as it is; hearth sweep carries out its sweep");
    }
    if let Some(classifier) = &experiment.model.classifier {
        return train_classifier(&experiment, classifier, options);
    }
    let mut session = prepare(experiment, &options.experiment, kind, &options.data).await?;
    if let Some(path) = &options.from {
        go_on(&mut session, path)?;
    }
    if let Some(path) = &options.weights {
        let begun = session.begin_after(options.initial_epoch, &read(path)?);
        begun.map_err(|error| match error {
            EngineError::File(error) => of_file(path)(error),
            error => error.into(),
        })?;
    }
    let checkpoints = options.checkpoints.as_deref().map(Checkpoints::begin);
    let checkpoints = checkpoints.transpose()?;
    let tensorboard = options.tensorboard.as_deref().map(TensorBoard::begin);
    let tensorboard = tensorboard.transpose()?;
    check_outside(options, session.data())?;
    let predictions = begin("--predictions", options.predictions.as_deref())?;
    let model = begin("--save", options.save.as_deref())?;
    let record = begin("--record", options.record.as_deref())?;
    let device = DeviceInUse {
        kind,
        kernel_set: kernel_set(kind).to_owned(),
        threads: threads_of(kind),
        reason: String::new(),
    };
    if options.events {
        print_line(&Line::DeviceReady { device: &device })?;
        print_line(&Line::RunReady {
            run: RUN,
            summary: session.summary(),
            steps_per_epoch: session.steps_per_epoch(),
            step: session.step(),
            samples: session.samples(),
        })?;
    }

    let pace = Pace::new(portion_seconds(kind));
    let recorder = record.as_ref().map(|_| Recorder::default());
    let mut terminal = Terminal::new(options.events, checkpoints)
        .with_tensorboard(tensorboard)
        .with_recorder(recorder);
    if options.no_layers {
        terminal = terminal.without_layers();
    }
    let mut run = Run::new(session, pace, terminal);
    run.train();
    while run.has_work() {
        run.work().await?;
        run.surroundings_mut().check()?;
    }
    let Some((epoch, evaluation)) = run.surroundings().last() else {
        return Err(Failure::new(
            ErrorKind::Run,
            "the run ended without an epoch",
            "Set training.epochs to more than it has trained for.",
        ));
    };
    if let Some(predictions) = predictions {
        let session = run.trainer();
        predictions.finish(&table(session.network(), session.data()).await?)?;
    }
    if let Some(model) = model {
        model.finish(&run.trainer().snapshot().await?)?;
    }
    if let (Some(file), Some(recorder)) = (record, run.surroundings().recorder()) {
        let record = recorder.finish(run.trainer(), device.label(), evaluation);
        file.finish(record.await?.to_json().as_bytes())?;
    }
    print_line(&Metrics {
        device: device.label(),
        epochs: epoch.epoch,
        steps: epoch.step,
        seconds: epoch.seconds,
        images_per_second: run.images_per_second().unwrap_or_default(),
        train: epoch.train,
        validation: epoch.validation,
        // Of the weights that it ends with, which may be those of an earlier epoch.
        test: evaluation.test,
        macro_avg: classification_report(&evaluation.confusion).macro_avg,
        confusion: evaluation.confusion.clone(),
    })
}
