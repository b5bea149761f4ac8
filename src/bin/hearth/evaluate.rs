//! `hearth evaluate`: how good a network is, as a line of JSON and as a report.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};
use hearth::data::{Dataset, Role};
use hearth::engine::{Network, Session, portion_seconds, predict_portion};
use hearth::experiment::Experiment;
use hearth::metrics::{Analysis, ClassScores, Predictions, classification_report};
use hearth::model_file::ModelFile;
use hearth::protocol::ErrorKind;
use hearth::report::{Evaluated, scores_by_name, to_html};
use hearth::run::{Pace, Run};
use serde::Serialize;

use super::classifier;
use super::device::Device;
use super::failure::Failure;
use super::load::load;
use super::output::print_line;
use super::predict::{FileModel, of_file, read};
use super::terminal::Terminal;
use super::train::{dataset, read_experiment, session};
use super::whole_file::WholeFile;

/// What is evaluated, and on what.
#[derive(Args)]
pub struct Options {
    /// An experiment, which is run first, or a model: a .safetensors file of `hearth train --save` or of the page.
    subject: PathBuf,
    /// The part of the experiment's data.
    #[arg(long, value_enum, default_value_t = Part::Test)]
    part: Part,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    device: Device,
    /// Folder with the data sets' files. Own files are looked for beside the experiment's or model's file first.
    #[arg(long, default_value = "stage/data")]
    data: PathBuf,
    /// Write a report of everything as one HTML file.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// A part of the data.
#[derive(Clone, Copy, ValueEnum)]
enum Part {
    Train,
    Validation,
    Test,
}

impl From<Part> for Role {
    fn from(part: Part) -> Self {
        match part {
            Part::Train => Self::Train,
            Part::Validation => Self::Validation,
            Part::Test => Self::Test,
        }
    }
}

/// The line that is printed.
#[derive(Serialize)]
struct Scores {
    samples: u32,
    accuracy: f64,
    top: Vec<(usize, f64)>,
    balanced_accuracy: f64,
    kappa: Option<f64>,
    matthews: f64,
    roc_auc_macro: Option<f64>,
    roc_auc_micro: Option<f64>,
    average_precision_macro: Option<f64>,
    average_precision_micro: Option<f64>,
    log_loss: f64,
    brier: f64,
    expected_calibration_error: f64,
    macro_avg: ClassScores,
    weighted_avg: ClassScores,
    confusion: Vec<Vec<u32>>,
}

/// Samples that are predicted at once.
const PORTION: usize = 1024;

/// Evaluates.
pub fn run(options: &Options) -> Result<(), Failure> {
    pollster::block_on(evaluate(options))
}

async fn evaluate(options: &Options) -> Result<(), Failure> {
    let report = options.report.as_deref();
    let report = report
        .map(|path| WholeFile::begin("--report", path))
        .transpose()?;
    let is_model = options
        .subject
        .extension()
        .is_some_and(|end| end == "safetensors");
    let part = Role::from(options.part);
    let (predictions, data, experiment) = if is_model {
        of_model(options, part).await?
    } else {
        of_experiment(options, part).await?
    };
    let analysis = Analysis::of(&predictions);
    if let Some(file) = report {
        let html = to_html(&Evaluated {
            data: &data,
            part,
            analysis: &analysis,
            predictions: &predictions,
            facts: &facts(&experiment, &options.subject),
        });
        file.finish(html.as_bytes())?;
    }
    for (name, value) in scores_by_name(&analysis) {
        eprintln!("{name}: {value}");
    }
    let by_class = classification_report(&analysis.confusion);
    print_line(&Scores {
        samples: analysis.samples,
        accuracy: analysis.accuracy,
        top: analysis.top,
        balanced_accuracy: analysis.balanced_accuracy,
        kappa: analysis.kappa,
        matthews: analysis.matthews,
        roc_auc_macro: analysis.auc_macro,
        roc_auc_micro: analysis.micro.auc,
        average_precision_macro: analysis.average_precision_macro,
        average_precision_micro: analysis.micro.average_precision,
        log_loss: analysis.log_loss,
        brier: analysis.brier,
        expected_calibration_error: analysis.calibration_error,
        macro_avg: by_class.macro_avg,
        weighted_avg: by_class.weighted_avg,
        confusion: analysis.confusion,
    })
}

/// What the model of a file says of a part of the data that it was trained on.
async fn of_model(
    options: &Options,
    part: Role,
) -> Result<(Predictions, Arc<Dataset>, Experiment), Failure> {
    let path = &options.subject;
    let bytes = read(path)?;
    let in_file = of_file(path);
    let file = ModelFile::open(&bytes).map_err(&in_file)?;
    let (experiment, input, _) = file.check().map_err(&in_file)?;
    let model = FileModel::open(&file, &experiment, &input, options.device).await?;
    let beside = path.parent().unwrap_or(Path::new(""));
    let (loaded, licence) = load(&experiment, [beside, &options.data])?;
    let data = Dataset::prepare(loaded, &experiment.data, licence, experiment.seed)?;
    let predictions = match &model {
        FileModel::Network(network) => of_network(network, &data, part).await?,
        FileModel::Classifier(model) => {
            check_part(&data, part)?;
            // The data may be other files of the same names by now.
            if data.input_format().samples.shape() != input.samples.shape() {
                return Err(Failure::new(
                    ErrorKind::Data,
                    "the data has samples of another size than the model was trained on",
                    "Name the folder of the model's own data with --data DIR.",
                ));
            }
            classifier::predictions_of(model, &data, data.part(part))
        }
    };
    Ok((predictions, Arc::new(data), experiment))
}

/// What the network or the classifier that an experiment ends with says of a part of its data.
async fn of_experiment(
    options: &Options,
    part: Role,
) -> Result<(Predictions, Arc<Dataset>, Experiment), Failure> {
    let experiment = read_experiment(&options.subject)?;
    if let Some(classifier) = &experiment.model.classifier {
        let data = dataset(&experiment, &options.subject, &options.data)?;
        check_part(&data, part)?;
        let samples = data.part(part);
        let predictions = classifier::predictions(&experiment, classifier, &data, samples)?;
        return Ok((predictions, Arc::new(data), experiment));
    }
    let kind = options.device.into();
    let session: Session = session(&options.subject, kind, &options.data).await?;
    let terminal = Terminal::new(false, None).without_layers();
    let mut run = Run::new(session, Pace::new(portion_seconds(kind)), terminal);
    run.train();
    while run.has_work() {
        run.work().await?;
    }
    let session = run.trainer();
    let data = session.shared_data();
    let predictions = of_network(session.network(), &data, part).await?;
    Ok((predictions, data, session.experiment().clone()))
}

/// What a network says of a part.
async fn of_network(network: &Network, data: &Dataset, part: Role) -> Result<Predictions, Failure> {
    let n = check_part(data, part)?;
    let mut portions = Vec::new();
    for from in (0..n).step_by(PORTION) {
        let portion = predict_portion(network, data, part, from..from + PORTION).await?;
        portions.push(portion.to_bytes());
    }
    let predictions = Predictions::from_portions(portions.iter().map(Vec::as_slice));
    Ok(predictions.unwrap_or_else(|| Predictions::new(data.classes.len(), 0)))
}

/// The number of samples in a part, of which there must be some.
fn check_part(data: &Dataset, part: Role) -> Result<usize, Failure> {
    match data.part(part).len() {
        0 => Err(Failure::new(
            ErrorKind::Data,
            "--part: the experiment's data has no such samples",
            "Choose another part.",
        )),
        n => Ok(n),
    }
}

/// What is known of the network.
fn facts(experiment: &Experiment, path: &Path) -> Vec<[String; 2]> {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let model = match &experiment.model.classifier {
        Some(classifier) => classifier.label(),
        None => &experiment.model.name,
    };
    let facts = [
        ("Experiment", experiment.name.clone()),
        ("Model", model.to_owned()),
        ("Data", experiment.data.source.name().to_owned()),
        ("Seed", experiment.seed.to_string()),
        ("File", file.into_owned()),
    ];
    let known = facts.into_iter().filter(|(_, value)| !value.is_empty());
    known
        .map(|(name, value)| [name.to_owned(), value])
        .collect()
}
