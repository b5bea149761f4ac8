//! What a run does next, and when it emits which event. What it trains is a [`Trainer`], and what
//! it needs of its environment [`Surroundings`], so that tests have a clock of their own.

use super::{EpochResult, Outcome, Pace, Phase, Progress, RunEvent, StepRecord, Trainer};

/// Seconds between two reports of progress: 20 a second.
pub(super) const REPORT: f64 = 0.05;
/// Seconds of training between two snapshots.
pub(super) const SNAPSHOT: f64 = 10.0;

/// What a run needs of its environment.
pub trait Surroundings {
    /// Seconds since some moment.
    fn now(&self) -> f64;

    /// Takes what the run says.
    fn emit(&mut self, event: RunEvent);

    /// Whether snapshots are wanted. Making one reads the whole network.
    fn keeps_snapshots(&self) -> bool {
        true
    }
}

/// A run and its state.
pub struct Run<T, S> {
    trainer: T,
    surroundings: S,
    pace: Pace,
    activity: Activity,
    /// Whether a step was taken since the last request.
    stepped: bool,
    /// Seconds of work since the run began.
    worked: f64,
    unreported: Vec<StepRecord>,
    last_report: f64,
    last_snapshot: f64,
}

/// What a run does next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Activity {
    Paused,
    Running,
    /// One step, then pause.
    Stepping,
    /// The evaluation that ends a stopped run.
    Stopping,
    Ended,
}

impl<T: Trainer, S: Surroundings> Run<T, S> {
    /// A run, paused.
    pub fn new(trainer: T, pace: Pace, surroundings: S) -> Self {
        Self {
            trainer,
            surroundings,
            pace,
            activity: Activity::Paused,
            stepped: false,
            worked: 0.0,
            unreported: Vec::new(),
            last_report: 0.0,
            last_snapshot: 0.0,
        }
    }

    /// What it trains.
    pub fn trainer(&self) -> &T {
        &self.trainer
    }

    /// What is around it.
    pub fn surroundings(&self) -> &S {
        &self.surroundings
    }

    /// The same, to change it.
    pub fn surroundings_mut(&mut self) -> &mut S {
        &mut self.surroundings
    }

    /// Training images a second, on average from the first step on; absent before it.
    pub fn images_per_second(&self) -> Option<f64> {
        let seconds = self.pace.mean_seconds_per_step()?;
        Some(self.images_per_step() / seconds)
    }

    /// Whether [`Self::work`] has something to do.
    pub fn has_work(&self) -> bool {
        !matches!(self.activity, Activity::Paused | Activity::Ended)
    }

    /// Trains until another request.
    pub fn train(&mut self) {
        self.set(Activity::Running);
    }

    /// Trains for one step.
    pub fn step(&mut self) {
        self.set(Activity::Stepping);
    }

    fn set(&mut self, activity: Activity) {
        if matches!(self.activity, Activity::Stopping | Activity::Ended) {
            return;
        }
        if self.activity == Activity::Paused {
            self.last_report = self.surroundings.now();
            self.last_snapshot = self.surroundings.now();
        }
        // A single step does not count as running: controls that were locked for its
        // moment would lose the focus.
        if activity == Activity::Running {
            self.enter(Phase::Running);
        }
        self.stepped = false;
        self.activity = activity;
    }

    /// Waits after the step that was taken last, with a snapshot.
    ///
    /// # Errors
    /// The trainer failed; the run is over.
    pub async fn pause(&mut self) -> Result<(), T::Error> {
        if !matches!(self.activity, Activity::Running | Activity::Stepping) {
            return Ok(());
        }
        self.rest();
        let result = self.snapshot().await;
        self.end_on_error(result)
    }

    /// Ends the run with an evaluation, which is the work that is left. What the trainer failed
    /// with before is the outcome of that work.
    pub fn stop(&mut self) {
        if !matches!(self.activity, Activity::Stopping | Activity::Ended) {
            self.report();
            self.trainer.evaluate();
            self.activity = Activity::Stopping;
        }
    }

    /// Ends the run as it is, and reports the steps that were not reported yet; false if it was
    /// over before.
    pub fn end(&mut self) -> bool {
        let was_over = self.activity == Activity::Ended;
        self.report();
        self.activity = Activity::Ended;
        !was_over
    }

    /// Does the next portion.
    ///
    /// # Errors
    /// The trainer failed; the run is over.
    pub async fn work(&mut self) -> Result<(), T::Error> {
        let result = self.portion().await;
        self.end_on_error(result)
    }

    fn end_on_error(&mut self, result: Result<(), T::Error>) -> Result<(), T::Error> {
        if result.is_err() {
            self.end();
        }
        result
    }

    async fn portion(&mut self) -> Result<(), T::Error> {
        let steps = match self.activity {
            Activity::Paused | Activity::Ended => return Ok(()),
            Activity::Stepping => 1,
            Activity::Running | Activity::Stopping => self.pace.steps(),
        };
        let before = self.surroundings.now();
        let outcome = self.trainer.work(steps).await?;
        let seconds = self.surroundings.now() - before;
        self.worked += seconds;
        match outcome {
            Outcome::Steps(steps) => {
                self.pace.note(steps.len(), seconds);
                self.take_steps(steps).await?;
            }
            Outcome::Evaluating => self.report_if_due(),
            Outcome::EpochEnd(scores) => {
                self.report();
                self.surroundings.emit(RunEvent::EpochEnd(EpochResult {
                    epoch: scores.epoch,
                    step: self.trainer.step(),
                    train: scores.train,
                    validation: scores.validation,
                    test: scores.evaluation.test,
                    seconds: self.worked,
                }));
                self.surroundings
                    .emit(RunEvent::Evaluated(scores.evaluation));
                self.snapshot().await?;
                if self.trainer.step() >= self.trainer.total_steps() {
                    self.finish(Phase::Finished);
                } else if self.activity == Activity::Stepping && self.stepped {
                    self.rest();
                }
            }
            Outcome::Evaluated(evaluation) => {
                self.surroundings.emit(RunEvent::Evaluated(evaluation));
                self.snapshot().await?;
                self.finish(Phase::Stopped);
            }
            Outcome::Finished => self.finish(Phase::Finished),
        }
        Ok(())
    }

    async fn take_steps(&mut self, steps: Vec<StepRecord>) -> Result<(), T::Error> {
        self.stepped = true;
        self.unreported.extend(steps);
        self.report_if_due();
        if self.surroundings.now() - self.last_snapshot >= SNAPSHOT {
            self.snapshot().await?;
        }
        // The evaluation that ends an epoch belongs to its last step.
        let per_epoch = self.trainer.steps_per_epoch();
        let is_mid_epoch = !self.trainer.step().is_multiple_of(per_epoch);
        if self.activity == Activity::Stepping && is_mid_epoch {
            self.rest();
            self.snapshot().await?;
        }
        Ok(())
    }

    fn rest(&mut self) {
        self.report();
        self.activity = Activity::Paused;
        self.enter(Phase::Paused);
    }

    fn finish(&mut self, phase: Phase) {
        self.activity = Activity::Ended;
        self.enter(phase);
    }

    fn report_if_due(&mut self) {
        if self.surroundings.now() - self.last_report >= REPORT {
            self.report();
        }
    }

    /// Reports the steps that were not reported yet.
    fn report(&mut self) {
        self.last_report = self.surroundings.now();
        if self.unreported.is_empty() {
            return;
        }
        let pace = self.pace.seconds_per_step();
        let left = self.trainer.total_steps();
        let left = left.saturating_sub(self.trainer.step()) as f64;
        let images = self.images_per_step();
        let progress = Progress {
            epoch: self.trainer.epoch(),
            steps: std::mem::take(&mut self.unreported),
            images_per_second: pace.map_or(0.0, |seconds| images / seconds),
            seconds_left: pace.map(|seconds| left * seconds),
        };
        self.surroundings.emit(RunEvent::Progress(progress));
    }

    /// Images in a batch, on average: the last of an epoch may be smaller.
    fn images_per_step(&self) -> f64 {
        self.trainer.train_samples() as f64 / self.trainer.steps_per_epoch() as f64
    }

    async fn snapshot(&mut self) -> Result<(), T::Error> {
        if !self.surroundings.keeps_snapshots() {
            return Ok(());
        }
        let bytes = self.trainer.snapshot().await?;
        self.last_snapshot = self.surroundings.now();
        let step = self.trainer.step();
        self.surroundings.emit(RunEvent::Snapshot { step, bytes });
        Ok(())
    }

    fn enter(&mut self, phase: Phase) {
        self.surroundings.emit(RunEvent::PhaseChanged(phase));
    }
}
