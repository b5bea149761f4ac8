//! A run's surroundings on the command line: the machine's clock, a line of JSON for each event,
//! a line for people at the end of an epoch.

use std::path::PathBuf;
use std::time::Instant;

use hearth::experiment::Summary;
use hearth::metrics::Report;
use hearth::protocol::{DeviceInUse, RunId};
use hearth::run::{
    BatchClasses, EpochClasses, EpochResult, Evaluation, NetworkStatistics, Notice, Observation,
    Phase, Progress, RunEvent, Surroundings,
};
use serde::Serialize;

use super::checkpoints::{Checkpoints, write};
use super::failure::Failure;
use super::output::print_line;
use super::record::Recorder;
use super::tensorboard::TensorBoard;

/// The only run of a command.
pub const RUN: RunId = RunId(1);

/// Prints a run's events, and keeps its last results.
pub struct Terminal {
    start: Instant,
    prints_events: bool,
    collects_statistics: bool,
    failure: Option<Failure>,
    epoch: Option<EpochResult>,
    evaluation: Option<Evaluation>,
    checkpoints: Option<Checkpoints>,
    tensorboard: Option<TensorBoard>,
    recorder: Option<Recorder>,
}

/// A line of JSON about an event.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Line<'a> {
    /// The device computes.
    DeviceReady {
        /// The device.
        device: &'a DeviceInUse,
    },
    /// The network is built.
    RunReady {
        /// The run.
        run: RunId,
        /// The summary table.
        summary: &'a Summary,
        /// Steps in an epoch.
        steps_per_epoch: usize,
        /// Steps taken already.
        step: usize,
        /// Samples to train on, to validate on and to test on.
        samples: [usize; 3],
    },
    /// Steps taken since the last line of this kind.
    Progress { run: RunId, progress: &'a Progress },
    /// An epoch is over and evaluated.
    EpochEnd {
        run: RunId,
        #[serde(flatten)]
        epoch: &'a EpochResult,
    },
    /// The network was evaluated on the test samples.
    Evaluated {
        run: RunId,
        /// Steps taken.
        step: usize,
        #[serde(flatten)]
        evaluation: &'a Evaluation,
    },
    /// How well each class was recognized in an epoch.
    EpochClasses {
        run: RunId,
        #[serde(flatten)]
        classes: &'a EpochClasses,
    },
    /// How well each class was recognized in the batches of the report before.
    BatchClasses {
        run: RunId,
        #[serde(flatten)]
        batches: &'a BatchClasses,
    },
    /// Statistics of the layers in a step.
    Layers {
        run: RunId,
        #[serde(flatten)]
        layers: &'a NetworkStatistics,
    },
    /// Something that callbacks changed.
    Notice {
        run: RunId,
        #[serde(flatten)]
        notice: Notice,
    },
    /// Portions of a classifier's training that are done, and all of them at most.
    Portions { run: RunId, done: usize, of: usize },
    /// The run was started, or is over.
    PhaseChanged { run: RunId, phase: Phase },
}

impl Terminal {
    /// Prints the events only where they are wanted, and writes snapshots where there is a folder.
    pub fn new(prints_events: bool, checkpoints: Option<Checkpoints>) -> Self {
        Self {
            start: Instant::now(),
            prints_events,
            collects_statistics: prints_events,
            failure: None,
            epoch: None,
            evaluation: None,
            checkpoints,
            tensorboard: None,
            recorder: None,
        }
    }

    /// Takes down how the run goes, too.
    pub fn with_recorder(self, recorder: Option<Recorder>) -> Self {
        Self { recorder, ..self }
    }

    /// What was taken down, if it was to be.
    pub fn recorder(&self) -> Option<&Recorder> {
        self.recorder.as_ref()
    }

    /// Writes event files, too.
    pub fn with_tensorboard(self, tensorboard: Option<TensorBoard>) -> Self {
        Self {
            collects_statistics: self.collects_statistics || tensorboard.is_some(),
            tensorboard,
            ..self
        }
    }

    /// Collects no statistics of the layers.
    pub fn without_layers(self) -> Self {
        Self {
            collects_statistics: false,
            ..self
        }
    }

    /// The results of the last epoch, if there was one.
    pub fn last(&self) -> Option<(EpochResult, &Evaluation)> {
        self.epoch.zip(self.evaluation.as_ref())
    }

    /// What kept an event from being printed, once.
    pub fn check(&mut self) -> Result<(), Failure> {
        self.failure.take().map_or(Ok(()), Err)
    }

    /// Writes a snapshot, if there is a folder for it.
    fn keep(&mut self, name: impl FnOnce(&Checkpoints) -> PathBuf, bytes: &[u8]) {
        if let Some(folder) = &self.checkpoints
            && let Err(failure) = write(&name(folder), bytes)
        {
            self.failure = Some(failure);
        }
    }

    /// Writes to the event files, if there are any.
    fn write(&mut self, write: impl FnOnce(&mut TensorBoard) -> Result<(), Failure>) {
        if let Some(Err(failure)) = self.tensorboard.as_mut().map(write) {
            self.failure = Some(failure);
        }
    }

    fn print(&mut self, line: &impl Serialize) {
        if self.prints_events
            && let Err(failure) = print_line(line)
        {
            self.failure = Some(failure);
        }
    }
}

impl Surroundings for Terminal {
    fn now(&self) -> f64 {
        self.start.elapsed().as_secs_f64()
    }

    fn emit(&mut self, event: RunEvent) {
        let run = RUN;
        match event {
            RunEvent::Progress(progress) => {
                let progress = &progress;
                self.write(|files| files.progress(progress));
                if let Some(recorder) = &mut self.recorder {
                    recorder.progress(progress);
                }
                self.print(&Line::Progress { run, progress });
            }
            RunEvent::EpochEnd(epoch) => {
                self.write(|files| files.epoch(&epoch));
                if let Some(recorder) = &mut self.recorder {
                    recorder.epoch(&epoch);
                }
                self.print(&Line::EpochEnd { run, epoch: &epoch });
                eprintln!(
                    "epoch {}: loss {:.4}, accuracy {:.4}; test loss {:.4}, accuracy {:.4}; {:.1} s",
                    epoch.epoch,
                    epoch.train.loss,
                    epoch.train.accuracy,
                    epoch.test.loss,
                    epoch.test.accuracy,
                    epoch.seconds
                );
                self.epoch = Some(epoch);
            }
            RunEvent::Evaluated { step, evaluation } => {
                self.print(&Line::Evaluated {
                    run,
                    step,
                    evaluation: &evaluation,
                });
                self.evaluation = Some(evaluation);
            }
            RunEvent::Observed(Observation::Classes(classes)) => {
                self.print(&Line::EpochClasses {
                    run,
                    classes: &classes,
                });
                eprintln!("{}", scores(&classes));
            }
            RunEvent::Observed(Observation::Batches(batches)) => self.print(&Line::BatchClasses {
                run,
                batches: &batches,
            }),
            RunEvent::Observed(Observation::Layers(layers)) => {
                self.write(|files| files.layers(&layers));
                self.print(&Line::Layers {
                    run,
                    layers: &layers,
                });
            }
            RunEvent::PhaseChanged(phase) => self.print(&Line::PhaseChanged { run, phase }),
            RunEvent::Notice(notice) => {
                if let Some(recorder) = &mut self.recorder {
                    recorder.notice(&notice);
                }
                self.write(|files| {
                    files.notice(&notice);
                    Ok(())
                });
                self.print(&Line::Notice { run, notice });
                eprintln!("{}", sentence(&notice));
            }
            RunEvent::Snapshot { bytes, .. } => self.keep(Checkpoints::last, &bytes),
            RunEvent::Checkpoint { epoch, best, bytes } => match best {
                Some(_) => self.keep(Checkpoints::best, &bytes),
                None => self.keep(|folder| folder.epoch(epoch), &bytes),
            },
        }
    }

    fn keeps_snapshots(&self) -> bool {
        self.checkpoints.is_some()
    }

    fn collects_statistics(&self) -> bool {
        self.collects_statistics
    }
}

/// The mean scores of the classes, for people.
fn scores(classes: &EpochClasses) -> String {
    let [train, validation, test] = classes.reports();
    let parts = [("train", train), ("validation", validation), ("test", test)];
    let of = |(part, report): (&str, Option<Report>)| {
        let mean = report?.macro_avg;
        let [f1, precision, recall] = [mean.f1, mean.precision, mean.recall];
        Some(format!(
            "{part} F1 {f1:.4}, precision {precision:.4}, recall {recall:.4}"
        ))
    };
    let parts: Vec<String> = parts.into_iter().filter_map(of).collect();
    format!("  mean of the classes: {}", parts.join("; "))
}

/// What a notice says, for people.
fn sentence(notice: &Notice) -> String {
    match notice {
        Notice::RateChanged {
            step,
            learning_rate,
            ..
        } => format!("learning rate {learning_rate} from step {} on", step + 1),
        Notice::EarlyStopped {
            epoch, best_epoch, ..
        } => format!("stopped early after epoch {epoch}: epoch {best_epoch} was the best"),
        Notice::WeightsRestored { epoch } => format!("the weights are those of epoch {epoch}"),
    }
}
