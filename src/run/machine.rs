//! What a run does next, and when it emits which event. What it trains is a [`Trainer`], and what
//! it needs of its environment [`Surroundings`], so that tests have a clock of their own.

use super::callbacks::{Action, Readings};
use super::state::RunState;
use super::{
    BatchClasses, EpochClasses, EpochResult, EpochScores, NetworkStatistics, Notice, Observation,
    Outcome, Pace, Phase, Progress, RateCause, RunEvent, StatisticsSchedule, StepRecord, Trainer,
};
use crate::metrics::ClassCounts;

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

    /// Whether the checkpoints that callbacks ask for are wanted.
    fn keeps_checkpoints(&self) -> bool {
        self.keeps_snapshots()
    }

    /// Whether statistics of the layers are collected, as often as costs little. It changes no number of the run.
    fn collects_statistics(&self) -> bool {
        false
    }
}

/// A run and its state.
pub struct Run<T, S> {
    trainer: T,
    surroundings: S,
    pace: Pace,
    activity: Activity,
    state: RunState,
    /// Whether a step was taken since the last request.
    stepped: bool,
    /// Seconds of work since the run began.
    worked: f64,
    schedule: StatisticsSchedule,
    unreported: Vec<StepRecord>,
    /// Statistics of the layers in steps that are not reported yet.
    statistics: Vec<NetworkStatistics>,
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
    /// To the end of the epoch, then pause.
    FinishingEpoch,
    /// The evaluation of the weights that a finished run ends with.
    Finishing,
    /// The evaluation that ends a stopped run.
    Stopping,
    Ended,
}

impl<T: Trainer, S: Surroundings> Run<T, S> {
    /// A run, paused. What its callbacks remember is what the trainer's snapshot had of it.
    pub fn new(trainer: T, pace: Pace, surroundings: S) -> Self {
        Self {
            state: RunState::read(trainer.notes(), trainer.callbacks()),
            trainer,
            surroundings,
            pace,
            activity: Activity::Paused,
            stepped: false,
            worked: 0.0,
            schedule: StatisticsSchedule::default(),
            unreported: Vec::new(),
            statistics: Vec::new(),
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

    /// Trains to the end of the epoch, its evaluation included.
    pub fn epoch(&mut self) {
        self.set(Activity::FinishingEpoch);
    }

    /// Makes the next step's size this one, if it is one: finite, and not below 0. A schedule goes
    /// on from there in proportion.
    pub fn set_learning_rate(&mut self, rate: f64) {
        let is_rate = rate.is_finite() && rate >= 0.0;
        if is_rate && !self.is_ending() {
            self.report();
            self.change_rate(rate, RateCause::Person);
        }
    }

    fn change_rate(&mut self, learning_rate: f64, cause: RateCause) {
        self.trainer.set_learning_rate(learning_rate);
        self.notice(Notice::RateChanged {
            step: self.trainer.step(),
            learning_rate,
            cause,
        });
    }

    /// Whether it trains no more.
    fn is_ending(&self) -> bool {
        use Activity::{Ended, Finishing, Stopping};
        matches!(self.activity, Finishing | Stopping | Ended)
    }

    fn set(&mut self, activity: Activity) {
        if self.is_ending() {
            return;
        }
        if self.activity == Activity::Paused {
            self.last_report = self.surroundings.now();
            self.last_snapshot = self.surroundings.now();
        }
        // A single step does not count as running: controls that were locked for its
        // moment would lose the focus.
        if matches!(activity, Activity::Running | Activity::FinishingEpoch) {
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
        if self.activity == Activity::Paused || self.is_ending() {
            return Ok(());
        }
        self.rest();
        let result = self.snapshot().await;
        self.end_on_error(result)
    }

    /// Ends the run with an evaluation, which is the work that is left. What the trainer failed
    /// with before is the outcome of that work.
    pub fn stop(&mut self) {
        if !self.is_ending() {
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
            _ => self.pace.steps(),
        };
        // It may go on from a snapshot that was taken before its end was complete.
        if self.state.is_over && !self.is_ending() {
            self.end_training();
            return Ok(());
        }
        let before = self.surroundings.now();
        let steps = if self.are_statistics_due(before) {
            self.trainer.collect_statistics();
            1
        } else {
            steps
        };
        let outcome = self.trainer.work(steps).await?;
        let now = self.surroundings.now();
        let seconds = now - before;
        self.worked += seconds;
        match outcome {
            Outcome::Steps(steps) => {
                self.note(steps.len(), seconds, now);
                self.take_steps(steps).await?;
            }
            Outcome::Evaluating => self.report_if_due(),
            Outcome::EpochEnd(scores) => self.end_epoch(scores).await?,
            Outcome::Evaluated(evaluation) => {
                let step = self.trainer.step();
                self.report();
                self.surroundings
                    .emit(RunEvent::Evaluated { step, evaluation });
                let phase = match self.activity {
                    Activity::Stopping => Phase::Stopped,
                    Activity::Finishing => Phase::Finished,
                    // One within an epoch.
                    _ => return Ok(()),
                };
                self.snapshot().await?;
                self.finish(phase);
            }
            // What was stopped has nothing to evaluate.
            Outcome::Finished if self.activity == Activity::Stopping => self.finish(Phase::Stopped),
            Outcome::Finished => self.end_training(),
        }
        Ok(())
    }

    /// Whether the next step is one that has statistics of the layers: of the steps that a person takes one by one
    /// each, for they wait for it.
    fn are_statistics_due(&self, now: f64) -> bool {
        self.surroundings.collects_statistics()
            && !self.is_ending()
            && (self.activity == Activity::Stepping
                || self.schedule.is_due(self.trainer.step(), now))
    }

    /// Takes in how long steps took that ended now.
    fn note(&mut self, steps: usize, seconds: f64, now: f64) {
        let Some(statistics) = self.trainer.take_statistics() else {
            self.pace.note(steps, seconds);
            self.schedule.trained(seconds);
            return;
        };
        if self.activity == Activity::Stepping {
            self.pace.note(steps, seconds);
        } else {
            let step = self.trainer.step();
            let without = self.pace.seconds_per_step();
            self.schedule.collected(step, now, seconds, without);
            self.pace.note_with_statistics(seconds);
        }
        self.statistics.push(statistics);
    }

    async fn end_epoch(&mut self, scores: EpochScores) -> Result<(), T::Error> {
        self.report();
        let (epoch, step) = (scores.epoch, self.trainer.step());
        let readings = Readings {
            epoch,
            train: scores.train,
            validation: scores.validation,
            learning_rate: self.trainer.learning_rate(),
        };
        self.surroundings.emit(RunEvent::EpochEnd(EpochResult {
            epoch,
            step,
            train: scores.train,
            validation: scores.validation,
            test: scores.evaluation.test,
            seconds: self.worked,
        }));
        let evaluation = scores.evaluation;
        let classes = Observation::Classes(EpochClasses {
            epoch,
            step,
            train: scores.train_classes,
            validation: scores.validation_classes,
            test: ClassCounts::of(&evaluation.confusion),
        });
        self.surroundings.emit(RunEvent::Observed(classes));
        self.surroundings
            .emit(RunEvent::Evaluated { step, evaluation });
        self.follow_callbacks(&readings).await?;
        self.snapshot().await?;
        if self.state.is_over || step >= self.trainer.total_steps() {
            self.end_training();
            return Ok(());
        }
        let was_asked_for_no_more = match self.activity {
            Activity::Stepping => self.stepped,
            Activity::FinishingEpoch => true,
            _ => false,
        };
        if was_asked_for_no_more {
            self.rest();
        }
        Ok(())
    }

    /// Does what the callbacks say at the end of an epoch.
    async fn follow_callbacks(&mut self, readings: &Readings) -> Result<(), T::Error> {
        let callbacks = self.trainer.callbacks();
        if callbacks.is_empty() {
            return Ok(());
        }
        let epoch = readings.epoch;
        let mut checkpoint = None;
        for action in self.state.callbacks.epoch_end(callbacks, readings) {
            match action {
                Action::KeepWeights => self.trainer.keep_weights(),
                Action::SetLearningRate(rate) => self.change_rate(rate, RateCause::Plateau),
                Action::Checkpoint { best } => checkpoint = Some(best),
                Action::Stop { best_epoch, best } => {
                    self.state.is_over = true;
                    self.notice(Notice::EarlyStopped {
                        epoch,
                        best_epoch,
                        best,
                    });
                }
            }
        }
        self.trainer.set_notes(self.state.to_notes());
        // Last, so that all that the callbacks did is in it.
        if let Some(best) = checkpoint.filter(|_| self.surroundings.keeps_checkpoints()) {
            let bytes = self.trainer.snapshot().await?;
            self.surroundings
                .emit(RunEvent::Checkpoint { epoch, best, bytes });
        }
        Ok(())
    }

    /// Ends a run that trains no more: where it ends with other weights than its last epoch's, they
    /// are evaluated first.
    fn end_training(&mut self) {
        let kept = self.state.callbacks.restores(self.trainer.callbacks());
        let kept = kept.filter(|_| !self.state.is_restored);
        let Some(epoch) = kept.filter(|_| self.trainer.restore_weights()) else {
            return self.finish(Phase::Finished);
        };
        self.state.is_restored = true;
        self.trainer.set_notes(self.state.to_notes());
        self.notice(Notice::WeightsRestored { epoch });
        self.trainer.evaluate();
        self.activity = Activity::Finishing;
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
        let counts = self.trainer.take_classes();
        if !counts.is_empty() {
            let step = self.trainer.step();
            let batches = Observation::Batches(BatchClasses { step, counts });
            self.surroundings.emit(RunEvent::Observed(batches));
        }
        for statistics in std::mem::take(&mut self.statistics) {
            let observed = Observation::Layers(statistics);
            self.surroundings.emit(RunEvent::Observed(observed));
        }
    }

    /// Images in a batch, on average: the last of an epoch may be smaller.
    fn images_per_step(&self) -> f64 {
        self.trainer.train_samples() as f64 / self.trainer.steps_per_epoch() as f64
    }

    async fn snapshot(&mut self) -> Result<(), T::Error> {
        if !self.surroundings.keeps_snapshots() || !self.trainer.has_snapshot() {
            return Ok(());
        }
        let bytes = self.trainer.snapshot().await?;
        self.last_snapshot = self.surroundings.now();
        let step = self.trainer.step();
        self.surroundings.emit(RunEvent::Snapshot { step, bytes });
        Ok(())
    }

    fn notice(&mut self, notice: Notice) {
        self.surroundings.emit(RunEvent::Notice(notice));
    }

    fn enter(&mut self, phase: Phase) {
        self.surroundings.emit(RunEvent::PhaseChanged(phase));
    }
}
