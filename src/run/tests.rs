//! Runs of a trainer that only counts, under a clock of the tests' own: which events, and when.

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
    /// The step whose layers are looked at.
    watched: Option<usize>,
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
            watched: None,
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

    fn watch_layers(&mut self) {
        self.watched = Some(self.step + 1);
    }

    fn take_layers(&mut self) -> Option<LayersSeen> {
        let step = self.watched.take_if(|step| *step == self.step)?;
        Some(LayersSeen {
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
    /// What was seen, each with how many other events there were before.
    observed: Vec<(usize, Observation)>,
    watches_layers: bool,
}

impl Surroundings for World {
    fn now(&self) -> f64 {
        self.now.set(self.now.get() + self.tick);
        self.now.get()
    }

    fn emit(&mut self, event: RunEvent) {
        match event {
            RunEvent::Observed(seen) => self.observed.push((self.events.len(), seen)),
            event => self.events.push((self.now.get(), event)),
        }
    }

    fn watches_layers(&self) -> bool {
        self.watches_layers
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
        watches_layers: false,
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

#[test]
fn a_run_says_each_step_once_and_not_more_than_20_times_a_second() {
    let mut run = run(0.001, Counter::new(30));
    assert!(!run.has_work());
    run.train();
    run.work_all();
    let events = &run.surroundings().events;
    let mut steps = Vec::new();
    let mut last: Option<f64> = None;
    let mut epochs = 0;
    for (i, (time, event)) in events.iter().enumerate() {
        match event {
            RunEvent::Progress(progress) => {
                steps.extend(progress.steps.iter().map(|record| record.step));
                // What is left at the end of an epoch is reported with it.
                let is_forced = matches!(events[i + 1].1, RunEvent::EpochEnd(_));
                assert!(is_forced || last.is_none_or(|last| time - last >= REPORT));
                last = Some(*time);
            }
            RunEvent::EpochEnd(epoch) => {
                epochs += 1;
                assert_eq!((epoch.epoch, epoch.step), (epochs, epochs * 10));
                assert!(epoch.seconds > 0.0 && epoch.seconds < *time);
            }
            _ => {}
        }
    }
    assert_eq!(steps, (1..=300).collect::<Vec<_>>());
    assert_eq!(epochs, 30);
    assert_eq!(name(&events[0].1), "running");
    assert_eq!(name(&events[events.len() - 1].1), "finished");
}

#[test]
fn a_report_has_the_speed_and_the_time_left() {
    let mut run = run(0.001, Counter::new(30));
    run.train();
    run.work_all();
    let mut reports = run.surroundings().events.iter().filter_map(|(_, event)| {
        let RunEvent::Progress(progress) = event else {
            return None;
        };
        Some(progress)
    });
    // A portion takes one tick, whatever is in it: 4 images a step, and a step within a tick.
    let last = reports.next_back().unwrap();
    assert!(last.images_per_second > 4000.0, "{last:?}");
    assert_eq!(last.seconds_left, Some(0.0));
    let mean = run.images_per_second().unwrap();
    assert!(mean > 4000.0, "{mean}");
}

#[test]
fn every_report_is_followed_by_the_classes_in_its_batches() {
    let mut run = run(0.02, Counter::new(3));
    run.train();
    run.work_all();
    let world = run.surroundings();
    let reports = world.events.iter().filter_map(|(_, event)| match event {
        RunEvent::Progress(progress) => Some((progress.steps.len(), progress.steps.last()?.step)),
        _ => None,
    });
    let batches = world.observed.iter().filter_map(|(_, seen)| match seen {
        Observation::Batches(batches) => Some((batches.counts[1].predicted as usize, batches.step)),
        _ => None,
    });
    let batches: Vec<_> = batches.collect();
    assert_eq!(batches, reports.collect::<Vec<_>>());
    assert_eq!(batches.last().expect("reports").1, 30);
}

#[test]
fn snapshots_come_every_ten_seconds() {
    let mut run = run(0.5, Counter::new(1));
    run.train();
    run.work_to(10);
    let times: Vec<f64> = run
        .surroundings()
        .events
        .iter()
        .filter(|(_, event)| matches!(event, RunEvent::Snapshot { .. }))
        .map(|(time, _)| *time)
        .collect();
    assert!(!times.is_empty());
    let mut last = 0.0;
    for time in times {
        let range = SNAPSHOT..SNAPSHOT + 5.0;
        assert!(range.contains(&(time - last)), "{time}");
        last = time;
    }
}

#[test]
fn unwanted_snapshots_are_not_made() {
    let mut run = run(0.5, Counter::new(2));
    run.surroundings_mut().keeps_snapshots = false;
    run.train();
    run.work_to(12);
    block_on(run.pause()).unwrap();
    run.stop();
    run.work_all();
    let names = run.take_names();
    assert!(!names.contains(&"snapshot"), "{names:?}");
    assert_eq!(names.last(), Some(&"stopped"));
}

#[test]
fn a_paused_run_has_reported_all_steps_and_can_go_on() {
    let mut run = run(0.001, Counter::new(1));
    run.train();
    run.work_to(3);
    block_on(run.pause()).unwrap();
    let expected = ["running", "progress", "paused", "snapshot"];
    assert_eq!(run.take_names(), expected);
    assert!(!run.has_work());
    block_on(run.pause()).unwrap();
    assert!(run.take_names().is_empty());
    run.train();
    run.work_all();
    assert_eq!(run.trainer().step, 10);
}

#[test]
fn a_step_is_one_step_and_the_evaluation_that_ends_an_epoch_belongs_to_its_last() {
    let mut run = run(0.001, Counter::new(2));
    for step in 1..10 {
        run.step();
        run.work_all();
        assert_eq!(run.trainer().step, step);
        assert_eq!(run.take_names(), ["progress", "paused", "snapshot"]);
    }
    run.step();
    run.work_all();
    let expected = ["progress", "epoch end", "evaluated", "snapshot", "paused"];
    assert_eq!(run.take_names(), expected);
    assert_eq!(run.trainer().step, 10);
}

#[test]
fn a_step_after_a_pause_at_the_end_of_an_epoch_is_taken_too() {
    let mut run = run(0.001, Counter::new(2));
    run.train();
    // All steps of the epoch, and nothing of its evaluation.
    run.work_to(10);
    block_on(run.pause()).unwrap();
    run.take_names();
    run.step();
    run.work_all();
    assert_eq!(run.trainer().step, 11);
    let expected = [
        "epoch end",
        "evaluated",
        "snapshot",
        "progress",
        "paused",
        "snapshot",
    ];
    assert_eq!(run.take_names(), expected);
}

#[test]
fn a_stopped_run_is_evaluated_and_over() {
    let mut run = run(0.001, Counter::new(2));
    run.train();
    run.work_to(3);
    run.stop();
    run.work_all();
    let expected = ["running", "progress", "evaluated", "snapshot", "stopped"];
    assert_eq!(run.take_names(), expected);
    run.train();
    run.step();
    run.stop();
    block_on(run.pause()).unwrap();
    block_on(run.work()).unwrap();
    assert!(!run.has_work() && !run.end());
    assert!(run.take_names().is_empty());
}

#[test]
fn stop_after_a_portion_that_diverged_fails_with_what_went_wrong() {
    let mut run = run(0.001, Counter::diverging(5));
    run.train();
    run.work_to(5);
    run.stop();
    assert_eq!(block_on(run.work()), Err(Diverged));
    assert_eq!(run.take_names(), ["running", "progress"]);
    assert!(!run.has_work() && !run.end());
}

#[test]
fn a_run_that_is_paused_as_it_diverges_fails_too() {
    let mut run = run(0.001, Counter::diverging(5));
    run.train();
    run.work_to(5);
    assert_eq!(block_on(run.pause()), Err(Diverged));
    assert!(!run.has_work() && !run.end());
}

/// The names of the events at the ends of epochs.
fn without_progress(names: Vec<&'static str>) -> Vec<&'static str> {
    let mut names = names;
    names.retain(|name| !matches!(*name, "progress" | "snapshot" | "running"));
    names
}

#[test]
fn a_run_that_improves_no_more_ends_with_its_best_weights() {
    let stopping = json!({ "type": "EarlyStopping", "patience": 2, "restore_best_weights": true });
    let mut run = run(0.001, Counter::with(9, stopping, &[0.5, 0.4, 0.6, 0.7]));
    run.train();
    run.work_all();
    assert_eq!((run.trainer().step, run.trainer().weights), (40, 20));
    let names = without_progress(run.take_names());
    let end = ["early stopped", "weights restored", "evaluated", "finished"];
    assert_eq!(names[8..], end, "{names:?}");
}

#[test]
fn a_run_that_goes_on_from_its_early_end_trains_no_more() {
    let stopping = json!({ "type": "EarlyStopping", "patience": 1, "restore_best_weights": true });
    let mut first = run(0.001, Counter::with(9, stopping.clone(), &[0.4, 0.6]));
    first.train();
    while !first.trainer().notes.contains("\"is_over\":true") {
        block_on(first.work()).expect("work");
    }
    let mut trainer = Counter::with(9, stopping, &[]);
    (trainer.step, trainer.weights, trainer.kept) = (20, 20, Some(10));
    trainer.notes.clone_from(&first.trainer().notes);
    // As the snapshot at the end of the epoch has it, before the weights are brought back.
    trainer.notes = trainer
        .notes
        .replace("\"is_restored\":true", "\"is_restored\":false");
    let mut second = run(0.001, trainer);
    second.train();
    second.work_all();
    assert_eq!((second.trainer().step, second.trainer().weights), (20, 10));
    let names = without_progress(second.take_names());
    assert_eq!(names, ["weights restored", "evaluated", "finished"]);
}

#[test]
fn steps_become_smaller_on_a_plateau_and_each_says_its_size() {
    let plateau = json!({ "type": "ReduceLROnPlateau", "patience": 1, "factor": 0.5 });
    let mut run = run(0.001, Counter::with(4, plateau, &[0.5, 0.5, 0.4, 0.4]));
    run.train();
    run.work_all();
    let events = &run.surroundings().events;
    let rates = events.iter().filter_map(|(_, event)| match event {
        RunEvent::Progress(progress) => Some(progress.steps.iter().map(|s| s.learning_rate)),
        _ => None,
    });
    let rates: Vec<f64> = rates.flatten().collect();
    let of_epochs = [rates[0], rates[19], rates[20], rates[39]];
    let expected = [0.1_f64, 0.1, 0.05, 0.05];
    assert_eq!(of_epochs.map(f64::to_bits), expected.map(f64::to_bits));
    let changes = events.iter().filter_map(|(_, event)| match event {
        RunEvent::Notice(Notice::RateChanged { step, cause, .. }) => Some((*step, *cause)),
        _ => None,
    });
    let expected = [(20, RateCause::Plateau), (40, RateCause::Plateau)];
    assert_eq!(changes.collect::<Vec<_>>(), expected);
}

#[test]
fn checkpoints_are_of_the_best_epochs_so_far() {
    let checkpoint = json!({ "type": "ModelCheckpoint", "save_best_only": true });
    let mut run = run(0.001, Counter::with(4, checkpoint, &[0.5, 0.6, 0.4, 0.4]));
    run.train();
    run.work_all();
    let kept = run
        .surroundings()
        .events
        .iter()
        .filter_map(|(_, e)| match e {
            RunEvent::Checkpoint { epoch, best, .. } => Some((*epoch, *best)),
            _ => None,
        });
    assert_eq!(kept.collect::<Vec<_>>(), [(1, Some(0.5)), (3, Some(0.4))]);
}

#[test]
fn an_epoch_is_trained_to_its_end() {
    let mut run = run(0.001, Counter::new(2));
    run.step();
    run.work_all();
    run.take_names();
    run.epoch();
    run.work_all();
    assert_eq!(run.trainer().step, 10);
    let names = run.take_names();
    assert_eq!(names.last(), Some(&"paused"));
    assert!(names.contains(&"evaluated"), "{names:?}");
    run.epoch();
    run.work_all();
    assert_eq!(run.trainer().step, 20);
    assert_eq!(run.take_names().last(), Some(&"finished"));
}

#[test]
fn a_step_size_is_changed_in_mid_run_if_it_is_one() {
    let mut run = run(0.001, Counter::new(1));
    run.train();
    run.work_to(3);
    run.set_learning_rate(f64::NAN);
    run.set_learning_rate(-1.0);
    run.set_learning_rate(0.25);
    let step = run.trainer().step;
    let changed = RunEvent::Notice(Notice::RateChanged {
        step,
        learning_rate: 0.25,
        cause: RateCause::Person,
    });
    assert_eq!(
        run.surroundings().events.last().map(|(_, e)| e),
        Some(&changed)
    );
    run.work_all();
    run.set_learning_rate(0.5);
    assert!((run.trainer().rate - 0.25).abs() < f64::EPSILON);
}

#[test]
fn evaluations_within_an_epoch_do_not_end_the_run() {
    let mut trainer = Counter::new(2);
    trainer.evaluates_within = true;
    let mut run = run(0.001, trainer);
    run.train();
    run.work_all();
    let steps = run
        .surroundings()
        .events
        .iter()
        .filter_map(|(_, e)| match e {
            RunEvent::Evaluated { step, .. } => Some(*step),
            _ => None,
        });
    assert_eq!(steps.collect::<Vec<_>>(), [5, 10, 15, 20]);
    assert_eq!(run.take_names().last(), Some(&"finished"));
}

#[test]
fn the_classes_of_an_epoch_come_with_its_end() {
    let mut run = run(0.001, Counter::new(2));
    run.train();
    run.work_all();
    let world = run.surroundings();
    let epochs = world
        .observed
        .iter()
        .filter_map(|(before, seen)| match seen {
            Observation::Classes(classes) => Some((before, classes)),
            _ => None,
        });
    let epochs: Vec<_> = epochs.collect();
    assert_eq!(epochs.len(), 2);
    for (i, (before, classes)) in epochs.into_iter().enumerate() {
        assert_eq!(name(&world.events[before - 1].1), "epoch end");
        assert_eq!((classes.epoch, classes.step), (i + 1, (i + 1) * 10));
        assert_eq!(classes.test, ClassCounts::of(&evaluation().confusion));
        let f1 = classes.reports()[2].as_ref().expect("samples").macro_avg.f1;
        assert!((f1 - f64::midpoint(6.0 / 7.0, 8.0 / 9.0)).abs() < 1e-12);
    }
}

#[test]
fn layers_are_looked_at_in_the_first_step_and_then_seldom_enough() {
    let steps = |tick, watches| {
        let mut run = run(tick, Counter::new(100));
        run.surroundings_mut().watches_layers = watches;
        run.train();
        run.work_all();
        let mut steps = Vec::new();
        for (before, seen) in &run.surroundings().observed {
            if let Observation::Layers(seen) = seen {
                steps.push(seen.step);
                // The report of its step came before.
                let reported = run.surroundings().events[..*before].iter();
                let has_step = |progress: &Progress| {
                    progress.steps.iter().any(|record| record.step == seen.step)
                };
                let mut reported = reported.filter_map(|(_, event)| match event {
                    RunEvent::Progress(progress) => Some(progress),
                    _ => None,
                });
                assert!(reported.any(has_step));
            }
        }
        steps
    };
    assert!(steps(0.001, false).is_empty());
    let watched = steps(0.01, true);
    assert_eq!(watched[0], 1);
    assert!(watched.len() > 2, "{watched:?}");
    assert!(
        watched.windows(2).all(|pair| pair[1] >= pair[0] + 10),
        "{watched:?}"
    );
}

#[test]
fn of_the_steps_that_a_person_takes_each_is_looked_at() {
    let mut run = run(0.001, Counter::new(1));
    run.surroundings_mut().watches_layers = true;
    for _ in 0..3 {
        run.step();
        run.work_all();
    }
    let observed = &run.surroundings().observed;
    let steps = observed.iter().filter_map(|(_, seen)| match seen {
        Observation::Layers(seen) => Some(seen.step),
        Observation::Classes(_) | Observation::Batches(_) => None,
    });
    assert_eq!(steps.collect::<Vec<_>>(), [1, 2, 3]);
}
