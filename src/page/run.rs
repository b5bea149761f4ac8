//! A run as the page follows it: its curves, its epochs and what became of it.

use crate::experiment::Experiment;
use crate::protocol::{Observed, ObservedKind, RunId};
use crate::run::{EpochResult, Evaluation, Notice, Phase, Progress, Scores};

/// How far the smoothed curves follow a new step: each counts for a tenth, so that they
/// show the trend of about the last ten batches.
const SMOOTHING: f32 = 0.1;

/// Statistics of layers, and counts of classes in batches, after which they are thinned out.
const MOST_OBSERVED: usize = 500;

/// What a run does, as far as the page knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The worker builds its network.
    Preparing,
    /// It trains.
    Running,
    /// It waits, before its first step or between two.
    Paused,
    /// It was ended, and is being evaluated.
    Stopping,
    /// It was ended by the person.
    Stopped,
    /// All its epochs are done.
    Finished,
    /// It could not go on.
    Failed,
}

/// A step on the curves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Number of the step, from 1.
    pub step: usize,
    /// Loss and accuracy of its batch.
    pub raw: [f32; 2],
    /// The same, smoothed over the steps before.
    pub smooth: [f32; 2],
}

/// A run.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Its number to the worker; another one after a recovery.
    pub id: RunId,
    /// Its first number: what it is known by here.
    pub key: RunId,
    /// What it carries out.
    pub experiment: Experiment,
    /// The device that it was last trained on, as [`DeviceInUse::label`](crate::protocol::DeviceInUse::label) has it.
    pub device: String,
    /// What it does.
    pub status: Status,
    /// Epoch under way, from 1; 0 before the first step.
    pub epoch: usize,
    /// Steps taken.
    pub step: usize,
    /// Steps in an epoch; 0 until it is prepared.
    pub steps_per_epoch: usize,
    /// Samples to train on, to validate on and to test on.
    pub samples: [usize; 3],
    /// Every step.
    pub curve: Vec<Point>,
    /// Every finished epoch.
    pub epochs: Vec<EpochResult>,
    /// Training images a second lately; 0 where not known.
    pub images_per_second: f64,
    /// Time to its end; absent where not known.
    pub seconds_left: Option<f64>,
    /// The step that the worker at hand took the run over at, and the seconds of work
    /// until then, which that worker does not know of.
    pub earlier: (usize, f64),
    /// The judgement at its end.
    pub evaluation: Option<Evaluation>,
    /// The step size of the last step.
    pub learning_rate: Option<f64>,
    /// What callbacks and people changed, oldest first.
    pub notices: Vec<Notice>,
    /// Counts of its classes and statistics of its layers, oldest first, for the room `Training` to read.
    pub observed: Vec<Observed>,
}

impl Run {
    /// A run about to be prepared.
    #[must_use]
    pub fn new(id: RunId, experiment: Experiment) -> Self {
        Self {
            id,
            key: id,
            experiment,
            device: String::new(),
            status: Status::Preparing,
            epoch: 0,
            step: 0,
            steps_per_epoch: 0,
            samples: [0; 3],
            curve: Vec::new(),
            epochs: Vec::new(),
            images_per_second: 0.0,
            seconds_left: None,
            earlier: (0, 0.0),
            evaluation: None,
            learning_rate: None,
            notices: Vec::new(),
            observed: Vec::new(),
        }
    }

    /// Steps in the whole run.
    #[must_use]
    pub fn total_steps(&self) -> usize {
        self.steps_per_epoch * self.experiment.epochs()
    }

    /// Whether it is of a classifier, and not of a network.
    #[must_use]
    pub fn is_of_classifier(&self) -> bool {
        self.experiment.model.classifier.is_some()
    }

    /// Whether it can be asked: a network from the first step on, a classifier when it is trained.
    #[must_use]
    pub fn can_answer(&self) -> bool {
        let is_ready = !matches!(self.status, Status::Preparing | Status::Failed);
        let is_judged = !self.epochs.is_empty() || self.evaluation.is_some();
        // There is no other step to take a classifier over at than that of a trained one.
        let is_trained = is_judged || self.earlier.0 > 0;
        is_ready && (is_trained || !self.is_of_classifier())
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(
            self.status,
            Status::Stopped | Status::Finished | Status::Failed
        )
    }

    /// The newest scores on the test samples.
    #[must_use]
    pub fn test(&self) -> Option<Scores> {
        let evaluated = self.evaluation.as_ref().map(|e| e.test);
        evaluated.or_else(|| self.epochs.last().map(|e| e.test))
    }

    /// Seconds of work: what is known of the last epoch's end or of a later change of the
    /// worker, and what the steps since then took at the latest pace.
    #[must_use]
    pub fn work_seconds(&self) -> f64 {
        let judged = self.epochs.last().map_or((0, 0.0), |e| (e.step, e.seconds));
        let (known, seconds) = if judged.0 < self.earlier.0 {
            self.earlier
        } else {
            judged
        };
        let images_per_step = if self.is_of_classifier() {
            self.samples[0] as f64 / self.steps_per_epoch as f64
        } else {
            self.experiment.training.batch_size as f64
        };
        let images = self.step.saturating_sub(known) as f64 * images_per_step;
        let since = images / self.images_per_second;
        seconds + if since.is_finite() { since } else { 0.0 }
    }

    /// Takes in the steps since the last report.
    pub fn absorb(&mut self, progress: &Progress) {
        for record in &progress.steps {
            // After a recovery a step may come again: what is newer counts.
            self.forget_after(record.step.saturating_sub(1));
            if self.is_of_classifier() && record.loss.is_nan() {
                // Portions of some classifiers have no loss.
                self.step = record.step;
                continue;
            }
            let raw = [record.loss, record.accuracy];
            let smooth = match self.curve.last() {
                Some(last) => [0, 1].map(|i| smoothed(last.smooth[i], raw[i])),
                None => raw,
            };
            self.curve.push(Point {
                step: record.step,
                raw,
                smooth,
            });
            self.step = record.step;
            self.learning_rate = Some(record.learning_rate).filter(|_| !self.is_of_classifier());
        }
        self.epoch = progress.epoch;
        self.images_per_second = progress.images_per_second;
        self.seconds_left = progress.seconds_left;
    }

    /// Takes in a finished epoch, with the seconds as its worker counts them.
    pub fn absorb_epoch(&mut self, epoch: EpochResult) {
        self.epochs.retain(|e| e.epoch < epoch.epoch);
        self.epochs.push(EpochResult {
            seconds: self.earlier.1 + epoch.seconds,
            ..epoch
        });
    }

    /// Takes in that a worker prepared it and goes on from a step: 0, or a snapshot's.
    pub fn go_on_from(&mut self, step: usize) {
        self.forget_after(step);
        self.step = step;
        if self.earlier.0 > step {
            self.earlier = (0, 0.0);
        }
        self.earlier = (step, self.work_seconds());
        self.epoch = step.div_ceil(self.steps_per_epoch.max(1));
        // The pace was another worker's.
        self.images_per_second = 0.0;
    }

    /// Takes in what the worker says it does.
    pub fn enter(&mut self, phase: Phase) {
        self.status = match phase {
            Phase::Running => Status::Running,
            Phase::Paused => Status::Paused,
            Phase::Stopped => Status::Stopped,
            Phase::Finished => Status::Finished,
        };
        if self.status != Status::Running {
            self.seconds_left = None;
        }
    }

    /// Takes in what was observed. Of layers and of batches so many are kept as show how they go; of a long run
    /// every second, every fourth and so on.
    pub fn observe(&mut self, observed: Observed) {
        let kind = observed.kind;
        self.observed.push(observed);
        let of_kind = self
            .observed
            .iter()
            .filter(|observed| observed.kind == kind);
        if kind != ObservedKind::Classes && of_kind.count() > MOST_OBSERVED {
            let mut is_kept = false;
            self.observed.retain(|observed| {
                let is_of_kind = observed.kind == kind;
                is_kept ^= is_of_kind;
                is_kept || !is_of_kind
            });
        }
    }

    /// Drops what lies after a step: a recovery goes on from there.
    pub fn forget_after(&mut self, step: usize) {
        while self
            .observed
            .last()
            .is_some_and(|observed| observed.step > step)
        {
            self.observed.pop();
        }
        while self.curve.last().is_some_and(|p| p.step > step) {
            self.curve.pop();
        }
        while self.epochs.last().is_some_and(|e| e.step > step) {
            self.epochs.pop();
            // It judged what is forgotten.
            self.evaluation = None;
        }
        self.step = self.step.min(step);
    }
}

fn smoothed(before: f32, now: f32) -> f32 {
    // One batch that overflows must not blank the trend for ever.
    if before.is_finite() {
        before + SMOOTHING * (now - before)
    } else {
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::StepRecord;

    fn report(steps: std::ops::RangeInclusive<usize>) -> Progress {
        Progress {
            epoch: 1,
            steps: steps
                .map(|step| StepRecord {
                    step,
                    loss: 1.0,
                    accuracy: 0.5,
                    learning_rate: 0.001,
                })
                .collect(),
            images_per_second: 100.0,
            seconds_left: Some(3.0),
        }
    }

    fn epoch(epoch: usize) -> EpochResult {
        let scores = Scores {
            loss: 0.1,
            accuracy: 0.9,
        };
        EpochResult {
            epoch,
            step: epoch * 10,
            train: scores,
            validation: None,
            test: scores,
            seconds: epoch as f64,
        }
    }

    #[test]
    fn steps_that_come_again_replace_the_first_ones() {
        let mut run = Run::new(RunId(1), Experiment::default());
        run.absorb(&report(1..=30));
        run.absorb_epoch(epoch(1));
        run.absorb_epoch(epoch(2));
        run.forget_after(15);
        assert_eq!((run.curve.len(), run.epochs.len(), run.step), (15, 1, 15));
        run.absorb(&report(11..=12));
        assert_eq!((run.curve.len(), run.step), (12, 12));
        run.absorb_epoch(epoch(1));
        assert_eq!(run.epochs.len(), 1);
    }

    #[test]
    fn layers_and_batches_are_thinned_out_and_the_classes_of_every_epoch_are_kept() {
        let mut run = Run::new(RunId(1), Experiment::default());
        for step in 1..=2200 {
            let kind = match step {
                step if step % 20 == 0 => ObservedKind::Classes,
                step if step % 2 == 0 => ObservedKind::Batches,
                _ => ObservedKind::Layers,
            };
            run.observe(Observed {
                kind,
                step,
                bytes: Vec::new(),
            });
        }
        let of = |kind| {
            run.observed
                .iter()
                .filter(move |observed| observed.kind == kind)
        };
        assert_eq!(of(ObservedKind::Classes).count(), 110);
        for kind in [ObservedKind::Layers, ObservedKind::Batches] {
            let kept = of(kind).count();
            assert!((250..=500).contains(&kept), "{kept}");
        }
        assert_eq!(run.observed[0].step, 1);
        assert!(run.observed.is_sorted_by_key(|observed| observed.step));
        run.forget_after(100);
        assert!(run.observed.iter().all(|observed| observed.step <= 100));
    }

    #[test]
    fn work_after_the_last_epoch_counts_too() {
        let mut run = Run::new(RunId(1), Experiment::default());
        assert!(run.work_seconds().abs() < 1e-9);
        run.absorb(&report(1..=15));
        run.absorb_epoch(epoch(1));
        let expected = 1.0 + 5.0 * 64.0 / 100.0;
        assert!((run.work_seconds() - expected).abs() < 1e-9);
    }

    #[test]
    fn a_worker_that_takes_over_adds_to_the_work_before() {
        let mut run = Run::new(RunId(1), Experiment::default());
        run.steps_per_epoch = 10;
        run.absorb(&report(1..=15));
        run.absorb_epoch(epoch(1));
        run.go_on_from(13);
        let earlier = 1.0 + 3.0 * 64.0 / 100.0;
        assert_eq!(run.epoch, 2);
        assert!((run.work_seconds() - earlier).abs() < 1e-9);
        // The steps since count at the new worker's pace, the ones before do not change.
        let mut slow = report(14..=15);
        slow.images_per_second = 64.0;
        run.absorb(&slow);
        assert!((run.work_seconds() - earlier - 2.0).abs() < 1e-9);
        run.absorb(&report(16..=20));
        run.absorb_epoch(epoch(2));
        assert!((run.work_seconds() - earlier - 2.0).abs() < 1e-9);

        run.go_on_from(0);
        assert_eq!((run.epoch, run.step), (0, 0));
        assert!(run.work_seconds().abs() < 1e-9);
    }

    #[test]
    fn the_smoothed_curve_follows_slowly_and_survives_infinity() {
        let mut run = Run::new(RunId(1), Experiment::default());
        run.absorb(&report(1..=1));
        let mut jump = report(2..=2);
        jump.steps[0].loss = 2.0;
        run.absorb(&jump);
        assert!((run.curve[1].smooth[0] - 1.1).abs() < 1e-6);
        jump.steps[0].step = 3;
        jump.steps[0].loss = f32::INFINITY;
        run.absorb(&jump);
        run.absorb(&report(4..=4));
        assert!((run.curve[3].smooth[0] - 1.0).abs() < 1e-6);
    }
}
