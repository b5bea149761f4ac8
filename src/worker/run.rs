//! A run as the page commands it: what it does next, and when it tells what. What is around
//! it comes in through [`Hooks`], so that tests bring a clock of their own.

use crate::data::Role;
use crate::engine::{EngineError, Evaluation, Outcome, Pace, Session};
use crate::protocol::{DeviceKind, Event, Message, Phase, Progress, RunId, StepRecord, WireError};

/// Seconds between two reports of progress: 20 a second.
const REPORT: f64 = 0.05;
/// Seconds of training between two snapshots.
const SNAPSHOT: f64 = 10.0;

/// What a run needs of what is around it.
pub trait Hooks {
    /// Seconds since some moment.
    fn now(&self) -> f64;
    /// Tells the page.
    fn emit(&self, message: Message<Event>);
}

/// A run and how it stands.
pub struct Run<H> {
    id: RunId,
    session: Session,
    pace: Pace,
    activity: Activity,
    /// Whether a step was taken since the page asked for something.
    stepped: bool,
    /// Seconds of work since the run began.
    worked: f64,
    unreported: Vec<StepRecord>,
    last_report: f64,
    last_snapshot: f64,
    hooks: H,
}

/// What a run does next.
enum Activity {
    Paused,
    Running,
    /// One step, then pause.
    Stepping,
    /// The evaluation that ends a stopped run.
    Stopping(Evaluation),
    Ended,
}

impl<H: Hooks> Run<H> {
    /// A run of a session on a device, paused.
    pub fn new(id: RunId, session: Session, device: DeviceKind, hooks: H) -> Self {
        Self {
            id,
            session,
            pace: Pace::new(device),
            activity: Activity::Paused,
            stepped: false,
            worked: 0.0,
            unreported: Vec::new(),
            last_report: 0.0,
            last_snapshot: 0.0,
            hooks,
        }
    }

    /// Its number.
    pub fn id(&self) -> RunId {
        self.id
    }

    /// What it trains.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Whether [`Self::work`] has something to do.
    pub fn has_work(&self) -> bool {
        !matches!(self.activity, Activity::Paused | Activity::Ended)
    }

    /// Trains until told otherwise.
    pub fn train(&mut self) {
        self.set(Activity::Running);
    }

    /// Trains for one step.
    pub fn step(&mut self) {
        self.set(Activity::Stepping);
    }

    fn set(&mut self, activity: Activity) {
        if matches!(self.activity, Activity::Stopping(_) | Activity::Ended) {
            return;
        }
        if matches!(self.activity, Activity::Paused) {
            self.last_report = self.hooks.now();
            self.last_snapshot = self.hooks.now();
        }
        // A single step does not count as running: controls that were locked for its
        // moment would lose the focus.
        if matches!(activity, Activity::Running) {
            self.emit_phase(Phase::Running);
        }
        self.stepped = false;
        self.activity = activity;
    }

    /// Waits after the step that was taken last, with a snapshot.
    pub async fn pause(&mut self) {
        if matches!(self.activity, Activity::Running | Activity::Stepping) {
            self.rest();
            if let Err(error) = self.snapshot().await {
                self.fail(&error);
            }
        }
    }

    /// Ends the run with an evaluation, which is the work that is left.
    pub fn stop(&mut self) {
        if !matches!(self.activity, Activity::Stopping(_) | Activity::Ended) {
            self.report();
            self.activity = Activity::Stopping(self.session.evaluation());
        }
    }

    /// Ends the run, once; a device that failed is of no more use to any other either.
    pub fn fail(&mut self, error: &EngineError) {
        let was_over = matches!(self.activity, Activity::Ended);
        self.report();
        self.activity = Activity::Ended;
        let run = self.id;
        let error_event = WireError::from(error);
        match error {
            EngineError::Device(_) => self.emit(Event::DeviceFailed { error: error_event }),
            _ if was_over => {}
            _ => self.emit(Event::RunFailed {
                run,
                error: error_event,
            }),
        }
    }

    /// Does the next portion.
    pub async fn work(&mut self) {
        if let Err(error) = self.portion().await {
            self.fail(&error);
        }
    }

    async fn portion(&mut self) -> Result<(), EngineError> {
        if let Activity::Stopping(evaluation) = &mut self.activity {
            let (network, data) = (self.session.network(), self.session.data());
            if evaluation.advance(network, data, Role::Test).await? {
                let (test, confusion) = (evaluation.scores(), evaluation.confusion().to_vec());
                self.activity = Activity::Ended;
                self.emit(Event::Evaluated {
                    run: self.id,
                    test,
                    confusion,
                });
                self.snapshot().await?;
                self.emit_phase(Phase::Stopped);
            }
            return Ok(());
        }
        let steps = match self.activity {
            Activity::Stepping => 1,
            _ => self.pace.steps(),
        };
        let before = self.hooks.now();
        let outcome = self.session.work(steps).await?;
        let seconds = self.hooks.now() - before;
        self.worked += seconds;
        match outcome {
            Outcome::Steps(steps) => {
                self.stepped = true;
                self.pace.note(steps.len(), seconds);
                self.unreported.extend(steps);
                self.report_if_due();
                if self.hooks.now() - self.last_snapshot >= SNAPSHOT {
                    self.snapshot().await?;
                }
                // The evaluation that ends an epoch belongs to its last step.
                let mid_epoch = !self
                    .session
                    .step()
                    .is_multiple_of(self.session.steps_per_epoch());
                if matches!(self.activity, Activity::Stepping) && mid_epoch {
                    self.rest();
                    self.snapshot().await?;
                }
            }
            Outcome::Evaluating => self.report_if_due(),
            Outcome::EpochEnd(result) => {
                self.report();
                for event in result.events(self.id, self.worked) {
                    self.emit(event);
                }
                self.snapshot().await?;
                if self.session.is_finished() {
                    self.activity = Activity::Ended;
                    self.emit_phase(Phase::Finished);
                } else if matches!(self.activity, Activity::Stepping) && self.stepped {
                    self.rest();
                }
            }
            Outcome::Finished => {
                self.activity = Activity::Ended;
                self.emit_phase(Phase::Finished);
            }
        }
        Ok(())
    }

    fn rest(&mut self) {
        self.report();
        self.activity = Activity::Paused;
        self.emit_phase(Phase::Paused);
    }

    fn report_if_due(&mut self) {
        if self.hooks.now() - self.last_report >= REPORT {
            self.report();
        }
    }

    /// Tells the steps that were not told yet.
    fn report(&mut self) {
        self.last_report = self.hooks.now();
        if self.unreported.is_empty() {
            return;
        }
        let per_step = self.session.samples()[0] as f64 / self.session.steps_per_epoch() as f64;
        let pace = self.pace.seconds_per_step();
        let steps_left = self
            .session
            .total_steps()
            .saturating_sub(self.session.step()) as f64;
        let steps = std::mem::take(&mut self.unreported);
        self.emit(Event::Progress {
            run: self.id,
            progress: Progress {
                epoch: self.session.epoch(),
                steps,
                images_per_second: pace.map_or(0.0, |s| per_step / s),
                seconds_left: pace.map(|s| steps_left * s),
            },
        });
    }

    async fn snapshot(&mut self) -> Result<(), EngineError> {
        let bytes = self.session.snapshot().await?;
        self.last_snapshot = self.hooks.now();
        let event = Event::Snapshot {
            run: self.id,
            step: self.session.step(),
        };
        self.emit(Message::with_buffers(event, vec![bytes]));
        Ok(())
    }

    fn emit_phase(&self, phase: Phase) {
        let run = self.id;
        self.emit(Event::PhaseChanged { run, phase });
    }

    fn emit(&self, message: impl Into<Message<Event>>) {
        self.hooks.emit(message.into());
    }
}

#[cfg(test)]
#[cfg(feature = "cli")]
#[path = "run_tests.rs"]
mod tests;
