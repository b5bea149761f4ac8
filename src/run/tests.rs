//! Runs of a trainer that only counts, under a clock of the tests' own: which events, and when.

mod callbacks;
mod layer_statistics;
mod pausing;
mod reports;

use std::cell::Cell;

use pollster::block_on;
use serde_json::json;

use super::machine::{REPORT, SNAPSHOT};
use super::*;
use crate::experiment::Callback;
use crate::metrics::ClassCounts;

const STEPS_PER_EPOCH: usize = 10;

#[derive(Clone, Debug, PartialEq)]
struct Diverged;

/// Takes steps, and evaluates in two portions.
struct Counter {
    epochs: usize,
    step: usize,
    next: Next,
    /// The step whose loss is no number.
    diverges_at: usize,
    callbacks: Vec<Callback>,
    /// Validation losses of the epochs; 0.3 after them.
    losses: Vec<f64>,
    notes: String,
    rate: f64,
    /// The step whose weights are remembered.
    kept: Option<usize>,
    /// The step whose weights it has.
    weights: usize,
    /// Whether an evaluation comes after the fifth step of an epoch.
    evaluates_within: bool,
    /// The step that has statistics of the layers.
    step_with_statistics: Option<usize>,
    /// The counts of its two classes since they were taken.
    counts: Vec<ClassCounts>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Next {
    Steps,
    EpochEnd { portions: usize },
    Evaluation { portions: usize },
    Failed,
}

impl Counter {
    fn new(epochs: usize) -> Self {
        Self {
            epochs,
            step: 0,
            next: Next::Steps,
            diverges_at: usize::MAX,
            callbacks: Vec::new(),
            losses: Vec::new(),
            notes: String::new(),
            rate: 0.1,
            kept: None,
            weights: 0,
            evaluates_within: false,
            step_with_statistics: None,
            counts: Vec::new(),
        }
    }

    /// One with a callback, and with these validation losses.
    fn with(epochs: usize, callback: serde_json::Value, losses: &[f64]) -> Self {
        let callback = serde_json::from_value(callback).expect("a callback");
        Self {
            callbacks: vec![callback],
            losses: losses.to_vec(),
            ..Self::new(epochs)
        }
    }

    fn diverging(at: usize) -> Self {
        Self {
            diverges_at: at,
            ..Self::new(2)
        }
    }

    fn take_steps(&mut self, steps: usize) -> Outcome {
        let mut records = Vec::new();
        for _ in 0..steps {
            self.step += 1;
            self.weights = self.step;
            if self.step == self.diverges_at {
                self.next = Next::Failed;
                break;
            }
            self.counts.resize(2, ClassCounts::default());
            ClassCounts::count(&mut self.counts, 0, 1);
            records.push(StepRecord {
                step: self.step,
                loss: 1.0,
                accuracy: 0.5,
                learning_rate: self.rate,
            });
            if self.step.is_multiple_of(STEPS_PER_EPOCH) {
                self.next = Next::EpochEnd { portions: 2 };
                break;
            }
            if self.evaluates_within && self.step % STEPS_PER_EPOCH == 5 {
                self.next = Next::Evaluation { portions: 2 };
                break;
            }
        }
        Outcome::Steps(records)
    }
}

fn evaluation() -> Evaluation {
    Evaluation {
        test: scores(),
        confusion: vec![vec![3, 1], vec![0, 4]],
    }
}

fn scores() -> Scores {
    Scores {
        loss: 0.3,
        accuracy: 0.875,
    }
}

impl Trainer for Counter {
    type Error = Diverged;

    async fn work(&mut self, steps: usize) -> Result<Outcome, Diverged> {
        match self.next {
            Next::Failed => Err(Diverged),
            Next::Steps if self.step == self.total_steps() => Ok(Outcome::Finished),
            Next::Steps => Ok(self.take_steps(steps)),
            Next::EpochEnd { portions: 2 } => {
                self.next = Next::EpochEnd { portions: 1 };
                Ok(Outcome::Evaluating)
            }
            Next::Evaluation { portions: 2 } => {
                self.next = Next::Evaluation { portions: 1 };
                Ok(Outcome::Evaluating)
            }
            Next::EpochEnd { .. } => {
                self.next = Next::Steps;
                let epoch = self.step / STEPS_PER_EPOCH;
                let loss = self.losses.get(epoch - 1).copied();
                let loss = loss.unwrap_or(scores().loss);
                let accuracy = 0.5;
                let validation = (!self.losses.is_empty()).then_some(Scores { loss, accuracy });
                Ok(Outcome::EpochEnd(EpochScores {
                    epoch,
                    train: scores(),
                    validation,
                    evaluation: evaluation(),
                    train_classes: vec![ClassCounts::default(); 2],
                    validation_classes: Vec::new(),
                }))
            }
            Next::Evaluation { .. } => {
                self.next = Next::Steps;
                Ok(Outcome::Evaluated(evaluation()))
            }
        }
    }

    fn evaluate(&mut self) {
        if self.next != Next::Failed {
            self.next = Next::Evaluation { portions: 2 };
        }
    }

    async fn snapshot(&self) -> Result<Vec<u8>, Diverged> {
        match self.next {
            Next::Failed => Err(Diverged),
            _ => Ok(vec![self.step as u8]),
        }
    }

    fn callbacks(&self) -> &[Callback] {
        &self.callbacks
    }

    fn notes(&self) -> &str {
        &self.notes
    }

    fn set_notes(&mut self, notes: String) {
        self.notes = notes;
    }

    fn learning_rate(&self) -> f64 {
        self.rate
    }

    fn set_learning_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    fn keep_weights(&mut self) {
        self.kept = Some(self.step);
    }

    fn restore_weights(&mut self) -> bool {
        self.weights = self.kept.unwrap_or(self.weights);
        self.kept.is_some()
    }

    fn collect_statistics(&mut self) {
        self.step_with_statistics = Some(self.step + 1);
    }

    fn take_statistics(&mut self) -> Option<NetworkStatistics> {
        let step = self
            .step_with_statistics
            .take_if(|step| *step == self.step)?;
        Some(NetworkStatistics {
            step,
            layers: Vec::new(),
        })
    }

    fn take_classes(&mut self) -> Vec<ClassCounts> {
        std::mem::take(&mut self.counts)
    }

    fn step(&self) -> usize {
        self.step
    }

    fn epoch(&self) -> usize {
        self.step / STEPS_PER_EPOCH + 1
    }

    fn steps_per_epoch(&self) -> usize {
        STEPS_PER_EPOCH
    }

    fn total_steps(&self) -> usize {
        STEPS_PER_EPOCH * self.epochs
    }

    fn train_samples(&self) -> usize {
        4 * STEPS_PER_EPOCH
    }
}

/// A clock that advances by `tick` seconds whenever it is read, and all events with their times.
struct World {
    tick: f64,
    now: Cell<f64>,
    events: Vec<(f64, RunEvent)>,
    keeps_snapshots: bool,
    /// What was observed, each with how many other events there were before.
    observed: Vec<(usize, Observation)>,
    collects_statistics: bool,
}

impl Surroundings for World {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + self.tick);
        self.now.get()
    }

    fn emit(&mut self, event: RunEvent) {
        match event {
            RunEvent::Observed(observation) => {
                self.observed.push((self.events.len(), observation));
            }
            event => self.events.push((self.now.get(), event)),
        }
    }

    fn collects_statistics(&self) -> bool {
        self.collects_statistics
    }

    fn keeps_snapshots(&self) -> bool {
        self.keeps_snapshots
    }
}

fn name(event: &RunEvent) -> &'static str {
    match event {
        RunEvent::Progress(_) => "progress",
        RunEvent::EpochEnd(_) => "epoch end",
        RunEvent::Observed(_) => "observed",
        RunEvent::Evaluated { .. } => "evaluated",
        RunEvent::Notice(Notice::RateChanged { .. }) => "rate changed",
        RunEvent::Notice(Notice::EarlyStopped { .. }) => "early stopped",
        RunEvent::Notice(Notice::WeightsRestored { .. }) => "weights restored",
        RunEvent::Checkpoint { .. } => "checkpoint",
        RunEvent::Snapshot { .. } => "snapshot",
        RunEvent::PhaseChanged(phase) => match phase {
            Phase::Running => "running",
            Phase::Paused => "paused",
            Phase::Stopped => "stopped",
            Phase::Finished => "finished",
        },
    }
}

fn run(tick: f64, trainer: Counter) -> Run<Counter, World> {
    let world = World {
        tick,
        now: Cell::default(),
        events: Vec::new(),
        keeps_snapshots: true,
        observed: Vec::new(),
        collects_statistics: false,
    };
    Run::new(trainer, Pace::new(0.014), world)
}

impl Run<Counter, World> {
    /// The names of the events since the last call.
    fn take_names(&mut self) -> Vec<&'static str> {
        let events = std::mem::take(&mut self.surroundings_mut().events);
        events.iter().map(|(_, event)| name(event)).collect()
    }

    /// Works as long as there is something to do.
    fn work_all(&mut self) {
        while self.has_work() {
            block_on(self.work()).expect("work");
        }
    }

    /// Works until a number of steps is taken.
    fn work_to(&mut self, step: usize) {
        while self.trainer().step < step {
            block_on(self.work()).expect("work");
        }
    }
}
