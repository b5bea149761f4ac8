//! A run's surroundings on the command line: the machine's clock, a line of JSON for each event,
//! a line for people at the end of an epoch.

use std::time::Instant;

use hearth::experiment::Summary;
use hearth::protocol::{DeviceInUse, RunId};
use hearth::run::{EpochResult, Evaluation, Phase, Progress, RunEvent, Surroundings};
use serde::Serialize;

use super::failure::Failure;
use super::output::print_line;

/// The only run of a command.
pub const RUN: RunId = RunId(1);

/// Prints a run's events, and keeps its last results.
pub struct Terminal {
    start: Instant,
    prints_events: bool,
    failure: Option<Failure>,
    epoch: Option<EpochResult>,
    evaluation: Option<Evaluation>,
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
        #[serde(flatten)]
        evaluation: &'a Evaluation,
    },
    /// The run was started, or is over.
    PhaseChanged { run: RunId, phase: Phase },
}

impl Terminal {
    /// Prints the events only where they are wanted.
    pub fn new(prints_events: bool) -> Self {
        Self {
            start: Instant::now(),
            prints_events,
            failure: None,
            epoch: None,
            evaluation: None,
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
                self.print(&Line::Progress { run, progress });
            }
            RunEvent::EpochEnd(epoch) => {
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
            RunEvent::Evaluated(evaluation) => {
                self.print(&Line::Evaluated {
                    run,
                    evaluation: &evaluation,
                });
                self.evaluation = Some(evaluation);
            }
            RunEvent::PhaseChanged(phase) => self.print(&Line::PhaseChanged { run, phase }),
            RunEvent::Snapshot { .. } => {}
        }
    }

    fn keeps_snapshots(&self) -> bool {
        false
    }
}
