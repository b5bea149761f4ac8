//! `hearth predict`: what the model of a file says of other samples.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::Args;
use hearth::classical::Model;
use hearth::data::files::to_predict;
use hearth::data::{Dataset, InputFormat};
use hearth::engine::{EngineError, Network, open};
use hearth::experiment::Experiment;
use hearth::model_file::{ModelFile, ModelFileError};
use hearth::protocol::ErrorKind;

use super::classifier;
use super::device::Device;
use super::failure::Failure;
use super::files::find;
use super::output::print;
use super::predictions::table;
use super::progress::ProgressPrinter;
use super::whole_file::WholeFile;

/// The model, and what it is asked about.
#[derive(Args)]
pub struct Options {
    /// The model: a .safetensors file of `hearth train --save` or of the page.
    model: PathBuf,
    /// Files and folders of samples, of the kinds that models are trained on: idx, CSV, TSV, npy,
    /// npz, pictures, or a zip of them. Labels in them are not looked at.
    #[arg(required = true)]
    data: Vec<PathBuf>,
    /// Write the table here instead of printing it.
    #[arg(long, value_name = "CSV")]
    output: Option<PathBuf>,
    /// What computes.
    #[arg(long, value_enum, default_value_t = Device::Cpu)]
    device: Device,
}

/// Asks the model: a line of CSV for every sample, with its class and the probability.
pub fn run(options: &Options) -> Result<(), Failure> {
    pollster::block_on(predict(options))
}

/// The bytes of a model's file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|e| {
        Failure::new(
            ErrorKind::Run,
            format!("{}: {e}", path.display()),
            "Give a model's .safetensors file.",
        )
    })
}

/// An error about a model's file, with its name.
pub fn of_file(path: &Path) -> impl Fn(ModelFileError) -> Failure {
    |error| {
        let message = format!("{}: {}", path.display(), error.message);
        Failure::new(ErrorKind::Run, message, error.hint)
    }
}

/// The model of a file.
pub enum FileModel {
    /// A network.
    Network(Box<Network>),
    /// A classifier that is no network.
    Classifier(Box<Model>),
}

impl FileModel {
    /// The model that a file holds, a network on a device.
    pub async fn open(
        file: &ModelFile<'_>,
        experiment: &Experiment,
        input: &InputFormat,
        device: Device,
    ) -> Result<Self, Failure> {
        if let Some(classifier) = &experiment.model.classifier {
            let data = input.empty_dataset(&experiment.data)?;
            let model = Model::from_file(file, classifier, &data).map_err(EngineError::File)?;
            return Ok(Self::Classifier(Box::new(model)));
        }
        let device = open(device.into()).await?;
        Ok(Self::Network(Box::new(Network::from_file(file, &device)?)))
    }
}

async fn predict(options: &Options) -> Result<(), Failure> {
    let bytes = read(&options.model)?;
    let in_file = of_file(&options.model);
    let file = ModelFile::open(&bytes).map_err(&in_file)?;
    let (experiment, input, _) = file.check().map_err(&in_file)?;
    let output = match &options.output {
        Some(path) => Some(WholeFile::begin("--output", path)?),
        None => None,
    };
    let model = FileModel::open(&file, &experiment, &input, options.device).await?;
    let files = find(&options.data)?;
    let mut printer = ProgressPrinter::new();
    let data = to_predict(files, &input, &experiment.data, &mut |progress| {
        printer.reading(&progress);
        ControlFlow::Continue(())
    });
    printer.done();
    let data: Dataset = data?;
    for warning in &data.report.warnings {
        eprintln!("note: {warning}");
    }
    let table = match &model {
        FileModel::Network(network) => table(network, &data).await?,
        FileModel::Classifier(model) => classifier::table(model, &data)?,
    };
    match output {
        Some(output) => output.finish(&table),
        None => print(&String::from_utf8_lossy(&table)),
    }
}
