//! `hearth train` on a classifier that is no network.

use std::time::Instant;

use hearth::classical::{Evaluation, Model, Rows, Training, bytes};
use hearth::data::{Dataset, Part};
use hearth::experiment::{Classifier, Experiment};
use hearth::metrics::{Predictions, classification_report};
use hearth::protocol::ErrorKind;
use hearth::run::{self, EpochResult, Phase};

use super::failure::Failure;
use super::metrics::Metrics;
use super::output::print_line;
use super::progress::ProgressPrinter;
use super::terminal::{Line, RUN};

/// Training samples that are asked about at most, for the score on what was learned from.
const MOST_TRAINING_SAMPLES: usize = 1000;

/// Trains the experiment's classifier, and prints what it is worth.
pub fn train(
    experiment: &Experiment,
    classifier: &Classifier,
    data: &Dataset,
    prints_events: bool,
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
    let test = evaluate(&data.test, usize::MAX);
    printer.done();
    let epoch = EpochResult {
        epoch: 1,
        step: steps,
        train: train.test,
        validation: validation.map(|validation| validation.test),
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
    print_line(&Metrics {
        device: "CPU".to_owned(),
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
    let model = training.finish();
    let mut evaluation = Evaluation::new(&model, data, part, usize::MAX);
    while evaluation.work() {
        let (done, all) = evaluation.progress();
        printer.working(|| format!("evaluating: {} %", done * 100 / all.max(1)));
    }
    printer.done();
    Ok(evaluation.predictions())
}

fn evaluation(
    model: &Model,
    data: &Dataset,
    part: &Part,
    most: usize,
    printer: &mut ProgressPrinter,
) -> run::Evaluation {
    let mut evaluation = Evaluation::new(model, data, part, most);
    while evaluation.work() {
        let (done, all) = evaluation.progress();
        printer.working(|| format!("evaluating: {} %", done * 100 / all.max(1)));
    }
    (&evaluation.predictions()).into()
}

fn refused(error: hearth::classical::ClassicalError) -> Failure {
    Failure::new(ErrorKind::Experiment, error.message, error.hint)
}
