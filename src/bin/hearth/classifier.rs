//! `hearth train` on a classifier that is no network, and what a trained one says.

use std::time::Instant;

use hearth::classical::{Evaluation, Model, Rows, Training, bytes};
use hearth::data::predicted::to_csv;
use hearth::data::{Dataset, Part, Predicted};
use hearth::experiment::{Classifier, Experiment};
use hearth::metrics::{Predictions, classification_report, likeliest};
use hearth::protocol::ErrorKind;
use hearth::run::{self, EpochResult, Phase};

use super::failure::Failure;
use super::metrics::Metrics;
use super::output::print_line;
use super::progress::ProgressPrinter;
use super::record::Recorder;
use super::terminal::{Line, RUN};
use super::whole_file::WholeFile;

/// Training samples that are asked about at most, for the score on what was learned from.
const MOST_TRAINING_SAMPLES: usize = 1000;
/// Samples without labels that are asked about at once.
const BATCH: usize = 32;
/// What computes.
const DEVICE: &str = "CPU";

/// What is written of a trained classifier.
pub struct Outputs {
    /// What it says of the samples without labels.
    pub predictions: Option<WholeFile>,
    /// The model.
    pub model: Option<WholeFile>,
    /// The run, as the page keeps it.
    pub record: Option<WholeFile>,
}

/// Trains the experiment's classifier, and prints what it is worth.
pub fn train(
    experiment: &Experiment,
    classifier: &Classifier,
    data: &Dataset,
    prints_events: bool,
    outputs: Outputs,
) -> Result<(), Failure> {
    let event = |line: &Line| {
        if prints_events {
            print_line(line)
        } else {
            Ok(())
        }
    };
    let start = Instant::now();
    let mut printer = ProgressPrinter::new();
    let (samples, width, classes) = (data.train.len(), data.shape().len(), data.classes.len());
    let megabytes = bytes(classifier, samples, width, classes) / 1_000_000;
    eprintln!(
        "{} on {samples} samples of {width} numbers: about {megabytes} MB",
        classifier.name()
    );
    // Before the rows are made: what memory cannot hold is not begun.
    Training::check(classifier, samples, width, classes).map_err(refused)?;
    event(&Line::PhaseChanged {
        run: RUN,
        phase: Phase::Running,
    })?;
    let rows = Rows::of_part(data, &data.train);
    let labels = data.train.labels();
    let training = Training::new(classifier, rows, labels, classes, experiment.seed);
    let mut training = training.map_err(refused)?;
    let all = training.progress().1;
    while !training.is_done() {
        training.work();
        let done = training.progress().0;
        event(&Line::Portions {
            run: RUN,
            done,
            of: all,
        })?;
        printer.working(|| format!("training: {} %", done * 100 / all.max(1)));
    }
    let steps = training.progress().0;
    let model = training.finish();
    let seconds = start.elapsed().as_secs_f64();
    let mut evaluate =
        |part: &Part, most: usize| evaluation(&model, data, part, most, &mut printer);
    let train = evaluate(&data.train, MOST_TRAINING_SAMPLES);
    let validation = (!data.validation.is_empty()).then(|| evaluate(&data.validation, usize::MAX));
    let tested = evaluate(&data.test, usize::MAX);
    printer.done();
    let test = run::Evaluation::from(&tested);
    let epoch = EpochResult {
        epoch: 1,
        step: steps,
        train: run::Evaluation::from(&train).test,
        validation: validation.map(|validation| run::Evaluation::from(&validation).test),
        test: test.test,
        seconds,
    };
    event(&Line::EpochEnd {
        run: RUN,
        epoch: &epoch,
    })?;
    event(&Line::Evaluated {
        run: RUN,
        step: steps,
        evaluation: &test,
    })?;
    event(&Line::PhaseChanged {
        run: RUN,
        phase: Phase::Finished,
    })?;
    if let Some(file) = outputs.predictions {
        file.finish(&table(&model, data)?)?;
    }
    if let Some(file) = outputs.model {
        // In the page the last step makes the classifier out of what was found.
        let bytes = model.to_file(experiment, data, all + 1);
        file.finish(&bytes.map_err(refused)?)?;
    }
    if let Some(file) = outputs.record {
        let mut recorder = Recorder::default();
        recorder.epoch(&epoch);
        let of_run = (experiment, data, steps);
        let record = recorder.record(of_run, DEVICE.to_owned(), &test, (&tested).into());
        file.finish(record.to_json().as_bytes())?;
    }
    print_line(&Metrics {
        device: DEVICE.to_owned(),
        epochs: 1,
        steps,
        seconds,
        images_per_second: samples as f64 / seconds,
        train: epoch.train,
        validation: epoch.validation,
        test: test.test,
        macro_avg: classification_report(&test.confusion).macro_avg,
        confusion: test.confusion,
    })
}

/// What a trained classifier says of the data's samples without labels, as CSV.
pub fn table(model: &Model, data: &Dataset) -> Result<Vec<u8>, Failure> {
    let Some(samples) = &data.unlabelled else {
        return Ok(Vec::new());
    };
    let mut predicted = Vec::with_capacity(samples.len());
    while predicted.len() < samples.len() {
        let values = data.from_unlabelled(data.to_unlabelled(predicted.len(), BATCH))?;
        for row in model.probabilities(&Rows::new(data.shape().len(), values)) {
            let row: Vec<f32> = row.into_iter().map(|p| p as f32).collect();
            let class = likeliest(&row);
            predicted.push(Predicted {
                class: class as u16,
                probability: row.get(class).copied().unwrap_or_default(),
            });
        }
    }
    Ok(to_csv(samples, &data.classes, &predicted)?)
}

/// What an experiment's classifier, trained, says of all samples of a part.
pub fn predictions(
    experiment: &Experiment,
    classifier: &Classifier,
    data: &Dataset,
    part: &Part,
) -> Result<Predictions, Failure> {
    let mut printer = ProgressPrinter::new();
    let (samples, width, classes) = (data.train.len(), data.shape().len(), data.classes.len());
    Training::check(classifier, samples, width, classes).map_err(refused)?;
    let rows = Rows::of_part(data, &data.train);
    let labels = data.train.labels();
    let training = Training::new(classifier, rows, labels, classes, experiment.seed);
    let mut training = training.map_err(refused)?;
    while !training.is_done() {
        training.work();
        let (done, all) = training.progress();
        printer.working(|| format!("training: {} %", done * 100 / all.max(1)));
    }
    let predictions = evaluation(&training.finish(), data, part, usize::MAX, &mut printer);
    printer.done();
    Ok(predictions)
}

/// What the classifier of a file says of all samples of a part.
pub fn predictions_of(model: &Model, data: &Dataset, part: &Part) -> Predictions {
    let mut printer = ProgressPrinter::new();
    let predictions = evaluation(model, data, part, usize::MAX, &mut printer);
    printer.done();
    predictions
}

fn evaluation(
    model: &Model,
    data: &Dataset,
    part: &Part,
    most: usize,
    printer: &mut ProgressPrinter,
) -> Predictions {
    let mut evaluation = Evaluation::new(model, data, part, most);
    while evaluation.work() {
        let (done, all) = evaluation.progress();
        printer.working(|| format!("evaluating: {} %", done * 100 / all.max(1)));
    }
    evaluation.predictions()
}

fn refused(error: hearth::classical::ClassicalError) -> Failure {
    Failure::new(ErrorKind::Experiment, error.message, error.hint)
}
